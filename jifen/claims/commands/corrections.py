"""Correcting what is recorded: withdraw a fact, let it count again, note that it was put right."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Q

from jifen.chain.commands import Chain, hold
from jifen.claims.commands.hands import bearing, check_roles
from jifen.claims.hearings import name_of
from jifen.claims.models import Addressee
from jifen.core.access import Actor
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.service import Review
from jifen.ledger.commands import NewRepair, record_change, record_repair
from jifen.ledger.models import Change, Fact
from jifen.ledger.queries import account_at, concerned


@transaction.atomic(durable=True)
def withdraw(fact: Fact, *, reason: str, hand: Hand, second: Actor) -> Change:
    """Withdraw a recorded fact of an open cycle: `second` decided it, the hand enters it.

    Raises:
        Refusal: "past.same-hand", "past.not-clerk", "past.not-decider", or as `record_change`.
    """
    town = fact.town
    chain = hold(town.path, at=hand.at)
    check_roles(fact.unit.path, concerned(fact), bearing(fact), hand, second)
    change = record_change(
        fact,
        Change.Kind.WITHDRAW,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        reason=reason,
        second=second.key,
        chain=chain,
        hand=hand,
    )
    chain.seal()
    return change


def resume(
    fact: Fact, *, holder: str, reason: str, chain: Chain, hand: Hand, second: Actor
) -> Change:
    """Let a suspended fact count again: for one account (`holder`: code or path), or whole ("").

    The caller holds the town's head, and has seen that no review of the fact itself is open, and
    that what a withdrawal released was served anew and its days are over
    (`appeals.commands.resume`).

    Raises:
        Refusal: "claim.review-open" while a review of it is open, "claim.never-final" for whom the
            decision is not final, "account.none", "past.same-hand", "past.not-clerk",
            "past.not-decider", or as `record_change`.
    """
    assert connection.in_atomic_block
    check_roles(fact.unit.path, concerned(fact), bearing(fact), hand, second)
    account = account_at(fact.cycle, holder) if holder else None
    of = Q(holder=holder) if holder else Q()
    waiting = Addressee.objects.filter(of, claim__fact=fact.key, final_on__isnull=True)
    one = waiting.select_related("cadre", "claim__unit").first()
    if one is not None and one.review == Review.OPEN:
        raise Refusal("claim.review-open", who=name_of(one.claim, one))
    if one is not None:
        raise Refusal("claim.never-final")
    return record_change(
        fact,
        Change.Kind.RESUME,
        key=uuid.UUID(bytes=hand.dice(16), version=4),
        reason=reason,
        second=second.key,
        account=account,
        chain=chain,
        hand=hand,
    )


@transaction.atomic(durable=True)
def repair(
    fact: Fact,
    repaired_on: dt.date | None,
    *,
    holder: str = "",
    reason: str,
    evidence: Sequence[str] = (),
    hand: Hand,
    second: Actor,
) -> Change:
    """Record that what a fact was about has been put right (整改); None takes back what stands.

    For one account (`holder`: code or path), or for all (""). `second` decided it.

    Raises:
        Refusal: "account.none", "past.same-hand", "past.not-clerk", "past.not-decider", or as
            `record_repair`.
    """
    chain = hold(fact.town.path, at=hand.at)
    check_roles(fact.unit.path, concerned(fact), bearing(fact), hand, second)
    change = record_repair(
        fact,
        NewRepair(
            key=uuid.UUID(bytes=hand.dice(16), version=4),
            repaired_on=repaired_on,
            reason=reason,
            evidence=evidence,
            second=second.key,
        ),
        account=account_at(fact.cycle, holder) if holder else None,
        chain=chain,
        hand=hand,
    )
    chain.seal()
    return change
