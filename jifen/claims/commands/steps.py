"""The life of a claim, step by step. Points move at the last step only.

A decision may be taken back for ten seconds: the state moves at once, so that rivals are refused,
and only then is it recorded, served and acted upon.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.claims import foreseen, hearings, late, precedents
from jifen.claims.commands import addressing, announcing, recording
from jifen.claims.commands.drafting import check_deadline
from jifen.claims.models import Claim, Decision, Pending
from jifen.claims.proof import CLOCK, content
from jifen.claims.queries import (
    able,
    every,
    hats,
    item_of,
    magnitude,
    pending,
    route,
    shows,
    taken,
)
from jifen.claims.taking_up import check_take_up
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.measures import check
from jifen.core.meeting import PointKind
from jifen.core.points import display
from jifen.core.rules import Approver, Rulebook
from jifen.core.service import SECONDS_TO_TAKE_BACK
from jifen.core.workdays import after
from jifen.core.workflow import Action, Kind, State, Step, advance, step_at
from jifen.cycles.queries import calendar
from jifen.ledger.models import Fact
from jifen.meetings.queries import carried_by
from jifen.people.models import User
from jifen.rulebook.queries import rulebook

REASONED: Mapping[Action, int] = {
    Action.RETURN: 2,
    Action.REFUSE: 2,
    Action.ANSWER: 2,
    Action.ATTEST: 5,
    Action.CHECK_LAW: 5,
    Action.DECIDE: 5,
    Action.DROP: 5,
    Action.EXEMPT: 5,
    Action.TRANSFER: 5,
    Action.SUSPEND: 5,
    Action.RESUME: 5,
    Action.DISMISS: 5,
    Action.REOPEN: 5,
}
"""Steps that are not taken without a written reason, and how many characters it has at least."""
BY_CLOCK = "clock"
BY_REVIEW = "review"
BY_OBJECTION = "objection"
"""What stands in a step's role where no role took it: the day, a review's outcome, an objection."""
RULED = frozenset({Action.DISMISS, Action.REOPEN})
"""Steps that a ruling on an objection takes (publicity/commands/objections.py)."""
GRANT_POINTS = frozenset({PointKind.GRANT_BATCH, PointKind.RANGE_AWARD, PointKind.OTHER})
"""Points of a meeting that approve a grant."""


@transaction.atomic(durable=True)
def take_step(
    claim: Claim,
    action: Action,
    *,
    hand: Hand,
    reason: str = "",
    measures: Measures | None = None,
) -> State:
    """Take one step of a claim's life, and record its fact at the last one. Returns the new state.

    Raises:
        Refusal: as `step`; "claim.with-its-posting" or "claim.with-its-ruling" for a step that is
            never taken without it (`publicity.commands.take_step` is what doors call).
    """
    if action is Action.PUBLICISE:
        raise Refusal("claim.with-its-posting")
    if action in RULED:
        raise Refusal("claim.with-its-ruling")
    chain = hold(claim.town.path, at=hand.at)
    state = step(claim, action, chain=chain, hand=hand, reason=reason, measures=measures)
    chain.seal()
    return state


def step(
    claim: Claim,
    action: Action,
    *,
    chain: Chain,
    hand: Hand,
    reason: str = "",
    measures: Measures | None = None,
) -> State:
    """Take one step in the transaction of a caller who holds the town's head and seals it.

    `measures` make a deduction milder as it is decided. An answer is its reason, a point a line,
    of whomever the hand may answer for; where others have still to answer the state stays.

    Raises:
        Refusal: the step is not in the table, is not the actor's to take, wants a reason, comes
            before its period has ended, or was just taken by somebody else.
    """
    claim = every(claim.town).get(pk=claim.pk)  # as it stands under the lock
    if not shows(claim, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=claim.ref)
    claim = settle(claim, chain=chain, hand=hand)
    row, role = judge(claim, action, hand=hand, reason=reason)
    precedents.check_reasoned(claim, row.action, reason, measures, on=hand.today)
    if row.undone:
        return _wait(claim, row, role, reason, measures, chain, hand)
    if action is Action.ANSWER:
        points = [line.strip() for line in reason.splitlines() if line.strip()]
        mine = hearings.spoken_for(claim, hand.actor, on=hand.today)
        addressing.say(claim, mine, points, chain=chain, hand=hand)
        if not hearings.all_answered(claim):
            return State(claim.state)
    return carry(claim, row, role=role.value, reason=reason, chain=chain, hand=hand)


def judge(claim: Claim, action: Action, *, hand: Hand, reason: str) -> tuple[Step, Role]:
    """Return the row of the table by which the hand takes a step, and in which hat.

    Raises:
        Refusal: what keeps it from being taken; "claim.moved-first" where somebody else's step,
            from a state in which this one was open, came before it.
    """
    roles = hats(claim, hand.actor, on=hand.today)
    _check_first(claim, action)
    row = advance(
        Kind(claim.kind),
        State(claim.state),
        action,
        roles,
        taken(claim, hand.actor),
        route=route(claim),
        publicised=item_of(claim).publicised,
    )
    _check_gates(claim, row, rulebook(claim.cycle.version), roles, hand, reason)
    return row, _role(claim, row, roles)


def _check_first(claim: Claim, action: Action) -> None:
    """Raise where a step is open no more because of one that was taken first: whose, and when."""
    kind, way = Kind(claim.kind), route(claim)
    if step_at(kind, State(claim.state), action, way) is not None:
        return
    publicised = item_of(claim).publicised
    for one in reversed(claim.decisions.all()):
        open_then = step_at(kind, State(one.source), action, way)
        if open_then is None or not open_then.fits(publicised):
            continue
        if one.by is not None:  # the day's own steps, and an objector's, name nobody
            raise Refusal("claim.moved-first", who=one.by.name, at=one.at)
        return


def carry(
    claim: Claim,
    row: Step,
    *,
    role: str,
    reason: str = "",
    measures: Measures | None = None,
    fact: Fact | None = None,
    chain: Chain,
    hand: Hand,
) -> State:
    """Carry out a step that nothing keeps from being taken, and record it.

    `measures` lower the claim's; `role` is a role, or one of `BY_CLOCK` and its like; `fact` is
    what the claim has just become, where many were recorded together.
    """
    if row.action is Action.NOTICE:
        addressing.address(claim, on=hand.today)
    if measures is not None:
        claim.measures = measures.plain()
    if fact is None and row.target is State.RECORDED and row.source is not State.RECORDED:
        fact = recording.record(claim, chain=chain, hand=hand)
    claim.state = row.target.value
    claim.fact = fact.key if fact else claim.fact
    claim.due_on = _due(claim, row, hand.today)
    claim.save(update_fields=["state", "due_on", "fact", "measures", "noticed"])
    lowered = None if measures is None else measures.plain()
    _write(claim, row, role, reason, lowered, hand.actor.key, chain, hand)
    announcing.announce(claim, row, hand=hand)
    return row.target


# ------------------------------------------------------------------ what may be taken back
def _wait(
    claim: Claim,
    row: Step,
    role: Role,
    reason: str,
    measures: Measures | None,
    chain: Chain,
    hand: Hand,
) -> State:
    """Move the state, and keep the decision until it can no longer be taken back."""
    before = claim.measures
    if row.action is Action.DECIDE:
        if measures is not None:
            claim.measures = measures.plain()
        check_no_worse(claim, on=hand.today)
    elif measures is not None:
        raise Refusal("claim.no-such-step")
    Pending.objects.create(
        claim=claim,
        action=row.action.value,
        source=row.source.value,
        role=role.value,
        by=User.objects.get(ref=hand.actor.key),
        reason=reason,
        before=before,
        at=chain.at,
    )
    claim.state, claim.due_on = row.target.value, None
    claim.save(update_fields=["state", "due_on", "measures"])
    return row.target


def settle(claim: Claim, *, chain: Chain, hand: Hand) -> Claim:
    """Record a decision that can no longer be taken back; returns the claim as it then stands.

    Raises:
        Refusal: "claim.just-decided" while it still can be.
    """
    waits = pending(claim)
    if waits is None:
        return claim
    left = SECONDS_TO_TAKE_BACK - int((chain.at - waits.at).total_seconds())
    if left > 0:
        raise Refusal("claim.just-decided", who=waits.by.name, seconds=left)
    row = step_at(Kind(claim.kind), State(waits.source), Action(waits.action), route(claim))
    assert row is not None, f"{waits.source} {waits.action}"
    lowered = claim.measures if claim.measures != waits.before else None
    _write(claim, row, waits.role, waits.reason, lowered, waits.by.ref.hex, chain, hand)
    waits.delete()
    announcing.announce(claim, row, hand=hand)
    return every(claim.town).get(pk=claim.pk)


@transaction.atomic(durable=True)
def take_back(claim: Claim, *, hand: Hand) -> State:
    """Take back one's decision within ten seconds: as if it had never been taken.

    Raises:
        Refusal: "claim.nothing-to-take-back", "claim.not-your-step", or "claim.take-back-over".
    """
    chain = hold(claim.town.path, at=hand.at)
    claim = every(claim.town).get(pk=claim.pk)
    waits = pending(claim)
    if waits is None:
        raise Refusal("claim.nothing-to-take-back")
    if waits.by.ref.hex != hand.actor.key:
        raise Refusal("claim.not-your-step")
    if (chain.at - waits.at).total_seconds() >= SECONDS_TO_TAKE_BACK:
        raise Refusal("claim.take-back-over", seconds=SECONDS_TO_TAKE_BACK)
    claim.state, claim.measures = waits.source, waits.before
    claim.save(update_fields=["state", "measures"])
    waits.delete()
    return State(claim.state)


# ------------------------------------------------------------------ what keeps a step back
def _check_gates(
    claim: Claim, row: Step, rules: Rulebook, roles: frozenset[Role], hand: Hand, reason: str
) -> None:
    """Raise what keeps a step from being taken yet, though it is this actor's."""
    if row.action is not Action.WITHDRAW:
        late.into(claim.cycle, on=hand.today)
    least = REASONED.get(row.action, 0)
    if len(reason.strip()) < least:
        if least > 2 and reason.strip():
            raise Refusal("claim.reason-short", least=least)
        raise Refusal("claim.reason-needed")
    item = item_of(claim)
    if not able(item, row, roles):
        if row.action in {Action.SUBMIT, Action.PROPOSE}:
            raise Refusal("claim.not-your-item", article=item.article, item=item.code)
        raise Refusal("claim.head-decides", article=item.article)
    if row.action in {Action.SUBMIT, Action.PROPOSE} and not claim.decisions.all():
        check_deadline(rules, claim.happened_on, hand)  # what was sent back was in time
        late.check_bar(claim.cycle, claim.happened_on, on=hand.today)
    if claim.kind == Kind.GRANT:
        if row.action is Action.RECORD and claim.due_on and hand.today <= claim.due_on:
            raise Refusal("claim.publicity-running", until=claim.due_on)
        _check_meeting(claim, row, GRANT_POINTS)
        return
    _check_deduction(claim, row, hand, reason)


def _check_deduction(claim: Claim, row: Step, hand: Hand, reason: str) -> None:
    match row.action:
        case Action.TAKE_UP:
            check_take_up(claim, hand.actor, on=hand.today, reason=reason)
        case Action.HEAR_NOTHING:
            hearings.check_heard(claim, on=hand.today)
        case Action.REPLY | Action.CHECK_LAW | Action.EXEMPT | Action.DECIDE:
            hearings.check_replied(claim)
        case Action.RECORD:
            hearings.check_final(claim, on=hand.today)
            check_no_worse(claim, on=hand.today)
        case Action.SUSPEND | Action.RETURN:
            hearings.check_no_review(claim)
    _check_meeting(claim, row, hearings.MEETING_POINTS)


def _check_meeting(claim: Claim, row: Step, kinds: Collection[PointKind]) -> None:
    """Raise where the item is decided by a meeting, and none has carried it."""
    item = item_of(claim)
    decides = row.action in {Action.APPROVE, Action.DECIDE}
    left_to_it = decides and item.approver is Approver.MEETING
    if left_to_it and carried_by(claim.ref, kinds) is None:
        raise Refusal("claim.meeting-decides", article=item.article)


def check_no_worse(claim: Claim, *, on: dt.date) -> None:
    """Raise where a deduction is worse than it was noticed: in itself, or for one it touches.

    Raises:
        Refusal: "claim.worse" where the measures are worth more than the noticed ones,
            "claim.moved-since" where something else makes it weigh more on somebody by now, or
            what the item says of the measures.
    """
    item, measures = item_of(claim), Measures.read(claim.measures)
    check(item, measures)
    noticed = magnitude(item, Measures.read(claim.noticed or claim.measures))
    if magnitude(item, measures) > noticed:
        raise Refusal("claim.worse", article=item.article, most=display(noticed))
    live = {one.holder: one for one in hearings.live(claim)}
    for move in foreseen.preview_of(claim, on=on):
        told = live.get(move.holder)
        if told is None:
            continue  # entered the roster since: their share waits until it is noticed to them
        known = {line["fact"]: line["now"] for line in told.knock_on}
        more = any(k.now < k.was and k.now < known.get(k.fact, k.was) for k in move.knock_on)
        if abs(move.full) > told.amount or more:
            raise Refusal("claim.moved-since", who=hearings.name_of(claim, told))


def _due(claim: Claim, row: Step, today: dt.date) -> dt.date | None:
    if claim.kind == Kind.GRANT:
        if row.action in {Action.OBJECT, Action.DISMISS}:
            return claim.due_on  # an objection neither shortens the period nor begins it anew
        days = rulebook(claim.cycle.version).process.publicity_days
        return after(today, days, calendar()) if row.action is Action.PUBLICISE else None
    return hearings.due_on(claim)


def _role(claim: Claim, row: Step, roles: frozenset[Role]) -> Role:
    """Return the hat the step is taken in: the first in the order of `Role` that may take it.

    The county, where it decides because nobody of the town is left, decides as the county.
    """
    found = able(item_of(claim), row, roles)
    if Role.COUNTY in roles and found == {Role.HEAD}:
        return Role.COUNTY
    return next(role for role in Role if role in found)


def _write(
    claim: Claim,
    row: Step,
    role: str,
    reason: str,
    lowered: dict[str, str] | None,
    by: str,
    chain: Chain,
    hand: Hand,
) -> None:
    salt = hand.dice(16)
    user = User.objects.filter(ref=by).first()
    assert user is not None or role in {BY_CLOCK, BY_OBJECTION}, by
    seq = chain.append(
        "decision",
        claim=claim.ref.hex,
        content_salted=canonical.commitment(salt, content(claim)),
        action=row.action.value,
        source=row.source.value,
        target=row.target.value,
        role=role,
        reason_salted=canonical.commitment(salt, reason),
        by=by if user else CLOCK,
    )
    Decision.objects.create(
        town=claim.town,
        claim=claim,
        action=row.action.value,
        source=row.source.value,
        target=row.target.value,
        role=role,
        by=user,
        reason=reason,
        measures=lowered,
        salt=salt,
        at=chain.at,
        seq=seq,
    )
