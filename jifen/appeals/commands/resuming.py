"""Letting a suspended fact count again, by the office: never past a review that is open."""

from django.db import transaction

from jifen.appeals import queries, released
from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.core.access import Actor
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.ledger.models import Change, Fact


@transaction.atomic(durable=True)
def resume(fact: Fact, *, holder: str, reason: str, hand: Hand, second: Actor) -> Change:
    """Let a suspended fact count again: for one account (`holder`: code or path), or whole ("").

    A review may be about a fact behind which no claim stands: a decision of before go-live, an
    opening balance, a repaired fact. It is waited for like a review of a claim's share. What was
    released from a limit counts by itself the day after its days are over (`clock`).

    Raises:
        Refusal: "claim.review-open" while a review of it is open, "released.not-served" and
            "change.window-running" of what was released, or as `claims.commands.resume`.
    """
    chain = hold(fact.town.path, at=hand.at)
    for one in queries.about(None, fact):
        if queries.is_open(one) and holder in {"", one.holder}:
            raise Refusal("claim.review-open", who=queries.name_of(one))
    waits = released.at(fact, holder)
    if waits is not None:
        served = released.standing_service(waits, released.amount(waits))
        if served is None:
            raise Refusal("released.not-served", who=waits.name)
        if hand.today <= served.until:
            raise Refusal("change.window-running", until=served.until)
    change = claims.resume(
        fact, holder=holder, reason=reason, chain=chain, hand=hand, second=second
    )
    chain.seal()
    return change
