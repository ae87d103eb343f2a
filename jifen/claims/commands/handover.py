"""Handing unfinished work over (交接): the drafts that only their author could go on with."""

from django.db import transaction

from jifen.chain.commands import hold
from jifen.claims.models import Claim
from jifen.claims.queries import drafts_of, item_of, may_propose, named
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.people import queries as people
from jifen.people.models import Area, User
from jifen.recusals import commands as recusals

ANYBODYS = frozenset({Role.HEAD, Role.COUNTY})
"""Who may hand over what another left behind."""


@transaction.atomic(durable=True)
def hand_over(
    town: Area, leaving: User, successor: User, *, reason: str, hand: Hand
) -> tuple[list[Claim], list[Claim]]:
    """Make `successor` the author of `leaving`'s drafts; return those that went, and those left.

    Left is what the successor may not propose. Whatever was handed in stays its author's: the steps
    of a claim are never another's.

    Raises:
        Refusal: "handover.not-yours" unless the hand is the one who leaves, the head or the county,
            "handover.same" for oneself, "handover.reason", "handover.nothing" where nothing goes.
    """
    chain = hold(town.path, at=hand.at)
    roles = roles_toward(hand.actor, Target(area=town.path), on=hand.today)
    if hand.actor.key != leaving.ref.hex and not roles & ANYBODYS:
        raise Refusal("handover.not-yours")
    if leaving.pk == successor.pk:
        raise Refusal("handover.same")
    if len(reason.strip()) < 2:
        raise Refusal("handover.reason")
    taker = people.actor(successor)
    goes: list[Claim] = []
    stays: list[Claim] = []
    for claim in drafts_of(town, leaving):
        toward = Target(area=claim.unit.path, cadres=frozenset(named(claim)))
        able = may_propose(item_of(claim), roles_toward(taker, toward, on=hand.today))
        (goes if able else stays).append(claim)
    if not goes:
        raise Refusal("handover.nothing", name=leaving.name)
    Claim.objects.filter(pk__in=[claim.pk for claim in goes]).update(drafted_by=successor)
    recusals.note_handover(
        town,
        leaving,
        successor,
        [claim.ref.hex for claim in goes],
        reason=reason,
        chain=chain,
        hand=hand,
    )
    chain.seal()
    return goes, stays
