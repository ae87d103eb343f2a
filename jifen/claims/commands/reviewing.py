"""What a review (复核、申诉) does to one addressee's share of a deduction.

While it is open the share does not count. Points come back, or count again, by entries; and nobody
stands worse after a review than before it.
"""

import datetime as dt

from django.db import connection

from jifen.chain import canonical
from jifen.chain.commands import Chain
from jifen.claims import foreseen, hearings
from jifen.claims.commands import announcing, recording, shares
from jifen.claims.commands.steps import BY_REVIEW, carry, settle
from jifen.claims.models import Addressee, Claim, ReviewStep
from jifen.claims.proof import CLOCK
from jifen.claims.queries import every, hats, item_of, magnitude, named, route, taken
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.measures import check
from jifen.core.points import display
from jifen.core.service import GONE, RUNNING, SECOND_APPEAL_DAYS, Review
from jifen.core.workdays import after
from jifen.core.workflow import Action, Kind, Outcome, State, step_at
from jifen.cycles.queries import calendar
from jifen.ledger.queries import account_at, status
from jifen.people.models import User

REVIEWS = 2
"""How many there are: a first, and a second by another body."""
UNDER_REVIEW = "复核期间暂不计算"
LEAST = 5
"""Characters that a written reason has at least."""


def begin_review(addressee: Addressee, *, late: bool = False, chain: Chain, hand: Hand) -> None:
    """Open the review of one share: it waits, for its account, until the review is over.

    A first may be asked for while the appeal window runs, a second after the first was over; `late`
    after the window too: whoever takes it in has seen that there was a reason.

    Raises:
        Refusal: "claim.review-open", or "claim.window-over" where none may be asked for (any more).
    """
    claim, one = _read(addressee, chain, hand)
    if one.review in RUNNING:
        raise Refusal("claim.review-open", who=hearings.name_of(claim, one))
    ended = one.appeal_until is None or (hand.today > one.appeal_until and not late)
    gone = one.review in GONE or one.reviews >= REVIEWS
    if ended or gone or State(claim.state) not in {State.SERVED, State.RECORDED}:
        raise Refusal("claim.window-over", until=one.appeal_until)
    if claim.fact is not None:
        fact = recording.fact_of(claim)
        if status(fact, account_at(fact.cycle, one.holder)) == "effective":
            shares.suspend_share(fact, one.holder, reason=UNDER_REVIEW, chain=chain, hand=hand)
    one.review, one.final_on = Review.OPEN.value, None
    one.save(update_fields=["review", "final_on"])
    _write(claim, one, Review.OPEN, "", chain, hand)
    _set_due(claim)


def lift_review(addressee: Addressee, *, reason: str, chain: Chain, hand: Hand) -> None:
    """Let a share count while its second review goes on: the head's hand, and a written reason.

    What was never final stays out of every total, whoever asks.

    Raises:
        Refusal: "claim.not-your-step" unless the head does it, "claim.reason-short",
            "claim.no-review" where none is open, "claim.never-final" where it never counted.
    """
    claim, one = _read(addressee, chain, hand)
    if Role.HEAD not in hats(claim, hand.actor, on=hand.today):
        raise Refusal("claim.not-your-step")
    _check_reason(reason)
    if one.review != Review.OPEN:
        raise Refusal("claim.no-review")
    if claim.fact is None or not one.reviews:
        raise Refusal("claim.never-final")
    recording.resume(recording.fact_of(claim), one.holder, reason, chain=chain, hand=hand)
    one.review, one.final_on = Review.LIFTED.value, hand.today
    one.save(update_fields=["review", "final_on"])
    _write(claim, one, Review.LIFTED, reason, chain, hand)


def end_review(
    addressee: Addressee,
    outcome: Outcome,
    *,
    measures: Measures | None = None,
    reason: str,
    chain: Chain,
    hand: Hand,
) -> None:
    """End the review of one share as it came out, by somebody who had no hand in the case.

    Upheld (维持): the share is final. Changed (变更): `measures`, milder ones, take the place of
    the claim's for everybody. Quashed (撤销): the share is gone. Redone (重做): the case is noticed
    anew; where it is recorded already, the share is gone, and a new case may be proposed.

    Raises:
        Refusal: "claim.no-review", "claim.same-hand", "claim.reason-short", "claim.no-milder" where
            the measures are not milder, or what the item says of them.
    """
    claim, one = _read(addressee, chain, hand)
    if one.review not in RUNNING:
        raise Refusal("claim.no-review")
    if taken(claim, hand.actor) - {Action.ANSWER}:  # who takes their own request back spoke before
        raise Refusal("claim.same-hand")
    _check_reason(reason)
    if outcome is Outcome.CHANGED:
        _check_milder(claim, measures)
    one.review, one.reviews = Review(outcome.value).value, one.reviews + 1
    if outcome in {Outcome.UPHELD, Outcome.CHANGED}:
        one.final_on = hand.today
        if one.reviews < REVIEWS:
            one.appeal_until = after(hand.today, SECOND_APPEAL_DAYS, calendar())
    one.save(update_fields=["review", "reviews", "final_on", "appeal_until"])
    _write(claim, one, Review(outcome.value), reason, chain, hand)
    if claim.fact is None:
        _before_record(claim, outcome, measures, reason, chain, hand)
    else:
        _after_record(claim, one, outcome, measures, reason, chain, hand)
    announcing.tell_of_review(claim, one, outcome, hand=hand)


def reopen(claim: Claim, *, reason: str, chain: Chain, hand: Hand) -> State:
    """Send a refused grant back to be verified and decided anew: a review set the refusal aside.

    Raises:
        Refusal: "claim.no-such-step" where it is not a refused grant, "claim.reason-short".
    """
    claim = every(claim.town).get(pk=claim.pk)
    _check_reason(reason)
    row = step_at(Kind(claim.kind), State(claim.state), Action.REOPEN, route(claim))
    if row is None or row.source is not State.REFUSED:
        raise Refusal("claim.no-such-step")
    return carry(claim, row, role=BY_REVIEW, reason=reason, chain=chain, hand=hand)


def _before_record(
    claim: Claim,
    outcome: Outcome,
    measures: Measures | None,
    reason: str,
    chain: Chain,
    hand: Hand,
) -> None:
    """Let the outcome take its step in the case; nothing is in the ledger yet."""
    everybody_s = all(one.review in GONE for one in hearings.live(claim))
    action = {
        Outcome.CHANGED: Action.CHANGE,
        Outcome.REDO: Action.REDO,
        Outcome.QUASHED: Action.QUASH if everybody_s else None,
    }.get(outcome)
    if action is None:
        _set_due(claim)
        return
    row = step_at(Kind.DEDUCTION, State(claim.state), action, route(claim))
    assert row is not None, claim.state
    milder = measures if outcome is Outcome.CHANGED else None
    carry(claim, row, role=BY_REVIEW, reason=reason, measures=milder, chain=chain, hand=hand)
    if outcome is Outcome.CHANGED:
        _lower(claim, on=hand.today)


def _after_record(
    claim: Claim,
    one: Addressee,
    outcome: Outcome,
    measures: Measures | None,
    reason: str,
    chain: Chain,
    hand: Hand,
) -> None:
    """Let the share count again, or go; or put a milder fact in the place of the recorded one."""
    fact = recording.fact_of(claim)
    second = recording.decider(claim)
    if outcome is Outcome.UPHELD:
        recording.resume(fact, one.holder, reason, chain=chain, hand=hand)
    elif outcome is Outcome.CHANGED:
        assert measures is not None
        shares.withdraw_share(fact, "", reason=reason, second=second, chain=chain, hand=hand)
        made = shares.record_anew(
            fact,
            measures,
            people=named(claim),
            duty_area=claim.duty_area,
            matter=fact.matter,
            second=second,
            chain=chain,
            hand=hand,
        )
        claim.fact, claim.measures = made.key, measures.plain()
        claim.save(update_fields=["fact", "measures"])
        row = step_at(Kind.DEDUCTION, State.RECORDED, Action.CHANGE, route(claim))
        assert row is not None
        carry(claim, row, role=BY_REVIEW, reason=reason, measures=measures, chain=chain, hand=hand)
        recording.part(claim, made, chain=chain, hand=hand)
    else:
        shares.withdraw_share(
            fact, one.holder, reason=reason, second=second, chain=chain, hand=hand
        )


def _lower(claim: Claim, *, on: dt.date) -> None:
    """Note what the milder measures come to for each: nothing later goes above it."""
    full = {move.holder: abs(move.full) for move in foreseen.preview_of(claim, on=on)}
    for one in hearings.live(claim):
        one.amount = min(one.amount, full.get(one.holder, one.amount))
        one.save(update_fields=["amount"])


def _check_milder(claim: Claim, measures: Measures | None) -> None:
    item = item_of(claim)
    now = magnitude(item, Measures.read(claim.measures))
    if measures is None:
        raise Refusal("claim.no-milder", article=item.article, now=display(now))
    check(item, measures)
    if magnitude(item, measures) >= now:
        raise Refusal("claim.no-milder", article=item.article, now=display(now))


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST:
        raise Refusal("claim.reason-short", least=LEAST)


def _read(addressee: Addressee, chain: Chain, hand: Hand) -> tuple[Claim, Addressee]:
    """Return the case and the addressee as they stand under the lock."""
    assert connection.in_atomic_block
    claim = every(addressee.claim.town).get(pk=addressee.claim_id)
    claim = settle(claim, chain=chain, hand=hand)
    return claim, next(one for one in claim.addressees.all() if one.pk == addressee.pk)


def _set_due(claim: Claim) -> None:
    claim.due_on = hearings.due_on(claim)
    claim.save(update_fields=["due_on"])


def _write(
    claim: Claim, one: Addressee, what: Review, reason: str, chain: Chain, hand: Hand
) -> None:
    salt = hand.dice(16)
    user = User.objects.filter(ref=hand.actor.key).first()
    seq = chain.append(
        "review",
        claim=claim.ref.hex,
        account=one.holder,
        outcome=what.value,
        reason_salted=canonical.commitment(salt, reason),
        by=hand.actor.key if user else CLOCK,
    )
    ReviewStep.objects.create(
        town=claim.town,
        addressee=one,
        what=what.value,
        reason=reason,
        by=user,
        salt=salt,
        at=chain.at,
        seq=seq,
    )
