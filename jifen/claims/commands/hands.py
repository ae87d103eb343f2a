"""Whose hands a file of rows or a correction needs: one enters it, another decided it."""

from collections.abc import Iterable

from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.rules import Capacity
from jifen.ledger import openings
from jifen.ledger.models import Fact
from jifen.rulebook.queries import rulebook

APPROVES = frozenset({Role.MEMBER, Role.HEAD})
ENTERS = frozenset({Role.CLERK})


def check_roles(
    area: str, cadres: Iterable[str], bearing: Iterable[str], hand: Hand, second: Actor
) -> None:
    """Raise unless the hand may enter what is about `cadres`, and `second` may decide it.

    Who bears a share without being named decides it no more than who is named (I4).
    """
    about = frozenset(cadres)
    if second.key == hand.actor.key:
        raise Refusal("past.same-hand")
    check_clerk(Target(area=area, cadres=about), hand)
    toward = Target(area=area, cadres=about | frozenset(bearing))
    if not roles_toward(second, toward, on=hand.today) & APPROVES:
        raise Refusal("past.not-decider", login=second.login)


def check_clerk(toward: Target, hand: Hand) -> None:
    """Raise unless the hand is a clerk's toward what it enters."""
    if not roles_toward(hand.actor, toward, on=hand.today) & ENTERS:
        raise Refusal("past.not-clerk", login=hand.actor.login)


def bearing(fact: Fact) -> set[str]:
    """Return the codes of those whose accounts the fact touches."""
    opening = openings.of(fact)
    if opening is not None:
        return {opening.holder} - {fact.unit.path}
    shares = rulebook(fact.version).item(fact.item).shares.keys()
    return {
        party.cadre.code
        for party in fact.parties.select_related("cadre")
        if shares & set(map(Capacity, party.capacities.split(",")))
    }
