"""What an appeal does to points: what it is about waits, then counts, goes, or is made milder."""

from dataclasses import replace

from jifen.appeals import queries
from jifen.appeals.models import Appeal
from jifen.chain.commands import Chain
from jifen.claims import commands as claims
from jifen.claims.commands import shares
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.service import RUNNING
from jifen.core.workflow import Outcome
from jifen.cycles.models import Cycle
from jifen.ledger.models import Fact
from jifen.ledger.queries import account_at, status
from jifen.people.models import User
from jifen.people.queries import actor


def begin(appeal: Appeal, *, late: bool, chain: Chain, hand: Hand) -> None:
    """Let what is appealed wait: out of totals, ranking and papers until it is decided.

    A closed cycle stands as it is until an amendment; a refused grant has nothing to wait.
    """
    share = queries.addressee_of(appeal)
    if appeal.fact is not None and not _moves(appeal.fact):
        return
    if share is not None:
        claims.begin_review(share, late=late, chain=chain, hand=hand)
    elif appeal.fact is not None and counts(appeal.fact, appeal.holder) == "effective":
        change = shares.suspend_share(
            appeal.fact, appeal.holder, reason=UNDER_REVIEW, chain=chain, hand=hand
        )
        appeal.hold = change.key


def lift(appeal: Appeal, *, reason: str, chain: Chain, hand: Hand) -> None:
    """Let what waits count while the review goes on; the leader's hand, and a written reason."""
    share = queries.addressee_of(appeal)
    if share is not None:
        claims.lift_review(share, reason=reason, chain=chain, hand=hand)
        return
    _release(appeal, reason, "", chain=chain, hand=hand)


def end(
    appeal: Appeal,
    outcome: Outcome,
    *,
    measures: Measures | None = None,
    reason: str,
    judge: User | None = None,
    chain: Chain,
    hand: Hand,
) -> None:
    """Do to what is appealed as the review came out, when that is served; `judge` decided it.

    In a closed cycle nothing moves here: `queries.amendments_due` lists it.
    """
    share = queries.addressee_of(appeal)
    if appeal.fact is not None and not _moves(appeal.fact):
        return
    if share is not None:
        if share.review in RUNNING:
            # It is the reviewer who answers for it, whoever serves it.
            by = hand if judge is None else replace(hand, actor=actor(judge))
            claims.end_review(
                share, outcome, measures=measures, reason=reason, chain=chain, hand=by
            )
    elif appeal.fact is not None:
        second = judge.ref.hex if judge is not None else ""
        _end_fact(appeal, appeal.fact, outcome, measures, reason, second, chain, hand)
    elif outcome in {Outcome.QUASHED, Outcome.REDO}:
        assert appeal.claim is not None
        claims.reopen(appeal.claim, reason=reason, chain=chain, hand=hand)


UNDER_REVIEW = "复核期间暂不计算"


def _end_fact(
    appeal: Appeal,
    fact: Fact,
    outcome: Outcome,
    measures: Measures | None,
    reason: str,
    second: str,
    chain: Chain,
    hand: Hand,
) -> None:
    if not _moves(fact):
        return
    if outcome in {Outcome.QUASHED, Outcome.REDO}:
        shares.withdraw_share(
            fact, appeal.holder, reason=reason, second=second, chain=chain, hand=hand
        )
        appeal.hold = None
        return
    _release(appeal, reason, second, chain=chain, hand=hand)
    if outcome is Outcome.CHANGED:
        assert measures is not None, "a change says to what"
        shares.change_fact(fact, measures, reason=reason, second=second, chain=chain, hand=hand)


def _release(appeal: Appeal, reason: str, second: str, *, chain: Chain, hand: Hand) -> None:
    assert appeal.fact is not None
    if counts(appeal.fact, appeal.holder) != "suspended":
        return  # lifted before; what was released from a limit waits without a hold of this appeal
    shares.resume_share(
        appeal.fact, appeal.holder, reason=reason, second=second, chain=chain, hand=hand
    )
    appeal.hold = None


def _moves(fact: Fact) -> bool:
    """Say whether a change of a fact would move points now: its cycle is open, and it stands."""
    if not Cycle.objects.filter(pk=fact.cycle_id, state=Cycle.State.OPEN).exists():
        return False
    return status(fact) != "withdrawn"


def counts(fact: Fact, of: str) -> str:
    """Say "effective", "suspended" or "withdrawn" of a fact for one holder. Two queries."""
    return status(fact, account_at(fact.cycle, of))
