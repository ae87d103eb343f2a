"""The last step: a claim becomes a fact, and counts for whom its decision is final."""

import datetime as dt

from jifen.chain.commands import Chain
from jifen.claims import hearings, late
from jifen.claims.commands import shares
from jifen.claims.models import Addressee, Claim, Decision
from jifen.claims.queries import item_of, named
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.service import GONE
from jifen.core.workflow import Action, Kind
from jifen.cycles.models import Cycle
from jifen.ledger.commands import NewFact, record_facts
from jifen.ledger.late import stored
from jifen.ledger.models import Fact
from jifen.ledger.queries import account_at, status

NOT_FINAL = "对该账户尚未生效（未送达、申诉期未满或者正在复核）"
FINAL_NOW = "决定对该账户已经生效"
QUASHED = "复核后对该账户撤销"


def decider(claim: Claim) -> str:
    """Return the key of the account that decided a claim."""
    deciding = Action.APPROVE if claim.kind == Kind.GRANT else Action.DECIDE
    decided = [d for d in claim.decisions.all() if d.action == deciding]
    return hand_of(max(decided, key=lambda d: d.seq))


def hand_of(step: Decision) -> str:
    """Return the key of the account that took a step."""
    assert step.by is not None, "the clock decides nothing"
    return step.by.ref.hex


def new_fact(claim: Claim, *, hand: Hand) -> NewFact:
    """Return what a claim becomes when it is recorded. No query on one read whole."""
    return NewFact(
        key=claim.ref,
        item=claim.item,
        unit=claim.unit,
        named=named(claim),
        happened_on=claim.happened_on,
        measures=Measures.read(claim.measures),
        duty_area=claim.duty_area,
        matter=claim.matter,
        reason=claim.reason,
        evidence=claim.evidence,
        decision_number=claim.decision_number,
        identity=claim.identity,
        way=Fact.Way.CLAIM,
        by=hand.actor.key,
        second=decider(claim),
        late_of=None if claim.cycle.state == Cycle.State.OPEN else claim.cycle,
    )


def record(claim: Claim, *, chain: Chain, hand: Hand) -> Fact:
    """Record a claim's fact. A deduction waits, account by account, where it is not yet final.

    What happened in a closed cycle is booked late in the running one, if that one's version does.

    Raises:
        Refusal: "cycle.closed", or as `ledger.commands.record_facts`.
    """
    one = new_fact(claim, hand=hand)
    cycle = late.into(claim.cycle, on=hand.today)
    fact = record_facts(cycle, [one], event_key=claim.ref.hex, chain=chain, hand=hand)[0]
    if claim.kind == Kind.DEDUCTION:
        part(claim, fact, chain=chain, hand=hand)
    return fact


def part(claim: Claim, fact: Fact, *, chain: Chain, hand: Hand) -> None:
    """Let a fact just recorded wait for those for whom it is not final; note for whom it is."""
    known = {one.holder: one for one in hearings.live(claim)}
    second = decider(claim)
    for holder in sorted(shares.bearers(fact, item_of(claim))):
        one = known.get(holder)
        if one is not None and hearings.is_final(one, hand.today):
            close(one, hand.today)
        elif one is not None and one.review in GONE:
            shares.withdraw_share(
                fact, holder, reason=QUASHED, second=second, chain=chain, hand=hand
            )
        else:
            shares.suspend_share(fact, holder, reason=NOT_FINAL, chain=chain, hand=hand)


def close(one: Addressee, on: dt.date) -> None:
    """Note the day from which the decision is final for an addressee."""
    if one.final_on is None:
        one.final_on = on
        one.save(update_fields=["final_on"])


def count_finals(claim: Claim, *, chain: Chain, hand: Hand) -> int:
    """Let a recorded deduction count for those for whom it has become final since."""
    fact = fact_of(claim)
    done = 0
    for one in hearings.live(claim):
        if one.final_on is None and hearings.is_final(one, hand.today):
            close(one, hand.today)
            resume(fact, one.holder, FINAL_NOW, chain=chain, hand=hand)
            done += 1
    return done


def resume(fact: Fact, holder: str, reason: str, *, chain: Chain, hand: Hand) -> None:
    """Let a share that waits count; one that does not wait stays as it is.

    Of a late fact somebody who has no account in the cycle that books it has no share.
    """
    late_one = stored(fact)
    if late_one is not None and holder not in late_one.amounts:
        return
    if status(fact, account_at(fact.cycle, holder)) == "suspended":
        shares.resume_share(fact, holder, reason=reason, chain=chain, hand=hand)


def fact_of(claim: Claim) -> Fact:
    """Return the fact that a recorded claim became. One query."""
    facts = Fact.objects.select_related("cycle__town", "cycle__version", "town", "unit", "version")
    assert claim.fact is not None, "only a recorded claim became a fact"
    return facts.get(key=claim.fact)
