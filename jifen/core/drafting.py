"""The life of a rulebook version as one table: draft, comments, simulation, approval, in force.

The table is read five times: `advance` enforces it, `choices` and `blocked` draw the buttons and
say why one is shut, docs/versions.md draws it, and tests/core/test_drafting.py walks every cell.
The last two rows belong to the calendar: nobody takes them, `standing` derives them.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.access import Actor, Role, Target, contains, roles_toward
from jifen.core.errors import Refusal
from jifen.core.floors import COMMENT_DAYS, Breach


class State(StrEnum):
    """Where a draft, or the version it became, stands."""

    DRAFT = "draft"  # 起草
    COMMENTS = "comments"  # 征求意见
    SIMULATED = "simulated"  # 已测算
    PROPOSED = "proposed"  # 待批准
    APPROVED = "approved"  # 已批准
    IN_FORCE = "in-force"  # 施行中
    SUPERSEDED = "superseded"  # 已被替代
    DROPPED = "dropped"  # 已作罢


class Action(StrEnum):
    """What is done to it."""

    REVISE = "revise"  # a newer text; the older ones are kept
    OPEN = "open"  # opened for comments
    COMMENT = "comment"
    ANSWER = "answer"
    SIMULATE = "simulate"
    PROPOSE = "propose"  # the first of two who approve, naming meeting and document number
    APPROVE = "approve"  # the second
    RETURN = "return"
    ENTER = "enter"  # a town's first version, approved on paper
    DROP = "drop"
    TAKE_EFFECT = "take-effect"
    SUPERSEDE = "supersede"


class Condition(StrEnum):
    """What must be so before a step is taken."""

    FLOORS = "floors"  # no floor is gone below
    NEXT_CYCLE = "next-cycle"  # it takes effect after every cycle opened so far
    AHEAD = "ahead"  # it takes effect on a later day than today
    OPEN = "open"  # the comment period runs
    OVER = "over"  # the comment period is over
    ANSWERED = "answered"  # every comment has its answer
    SIMULATED = "simulated"  # this very text was simulated, or there is no cycle to do it on
    NO_CYCLE = "no-cycle"  # the town has opened no cycle yet
    DAY_COME = "day-come"  # its first day has come
    NEXT_COME = "next-come"  # the first day of the version after it has come


@dataclass(frozen=True, slots=True)
class Step:
    """From `source`, a holder of one of `roles` may take `action` when `conditions` hold.

    `unlike` names the earlier action whose hand may not take this one. No roles: the calendar.
    """

    source: State
    action: Action
    roles: frozenset[Role]
    target: State
    conditions: tuple[Condition, ...] = ()
    unlike: frozenset[Action] = frozenset()


S, A, R, C = State, Action, Role, Condition


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


COMMENTERS = _of(R.CADRE, R.SECRETARY)
_AUTHORS = COMMENTERS | _of(R.CLERK)  # the clerk enters a cadre's words from paper
_CLERK = _of(R.CLERK)
_FIRST = _of(R.MEMBER, R.COMMITTEE)
_HEAD = _of(R.HEAD)
_SOUND = (C.FLOORS, C.NEXT_CYCLE, C.AHEAD)
_RIPE = (C.OVER, C.ANSWERED, C.SIMULATED, *_SOUND)
_PROPOSER = frozenset({A.PROPOSE})

STEPS: tuple[Step, ...] = (
    Step(S.DRAFT,     A.REVISE,      _CLERK,   S.DRAFT),
    Step(S.DRAFT,     A.OPEN,        _CLERK,   S.COMMENTS,   _SOUND),
    Step(S.DRAFT,     A.ENTER,       _of(R.HEAD, R.COMMITTEE), S.APPROVED, (C.NO_CYCLE, C.FLOORS)),
    Step(S.DRAFT,     A.DROP,        _CLERK,   S.DROPPED),
    Step(S.COMMENTS,  A.COMMENT,     _AUTHORS, S.COMMENTS,   (C.OPEN,)),
    Step(S.COMMENTS,  A.ANSWER,      _CLERK,   S.COMMENTS),
    Step(S.COMMENTS,  A.REVISE,      _CLERK,   S.DRAFT),
    Step(S.COMMENTS,  A.SIMULATE,    _CLERK,   S.SIMULATED),
    Step(S.COMMENTS,  A.PROPOSE,     _FIRST,   S.PROPOSED,   _RIPE),
    Step(S.COMMENTS,  A.DROP,        _CLERK,   S.DROPPED),
    Step(S.SIMULATED, A.COMMENT,     _AUTHORS, S.SIMULATED,  (C.OPEN,)),
    Step(S.SIMULATED, A.ANSWER,      _CLERK,   S.SIMULATED),
    Step(S.SIMULATED, A.REVISE,      _CLERK,   S.DRAFT),
    Step(S.SIMULATED, A.SIMULATE,    _CLERK,   S.SIMULATED),
    Step(S.SIMULATED, A.PROPOSE,     _FIRST,   S.PROPOSED,   _RIPE),
    Step(S.SIMULATED, A.DROP,        _CLERK,   S.DROPPED),
    Step(S.PROPOSED,  A.APPROVE,     _HEAD,    S.APPROVED,   _RIPE, _PROPOSER),
    Step(S.PROPOSED,  A.RETURN,      _HEAD,    S.COMMENTS),
    Step(S.APPROVED,  A.TAKE_EFFECT, _of(),    S.IN_FORCE,   (C.DAY_COME,)),
    Step(S.IN_FORCE,  A.SUPERSEDE,   _of(),    S.SUPERSEDED, (C.NEXT_COME,)),
)  # fmt: skip
OPENED = frozenset({S.COMMENTS, S.SIMULATED, S.PROPOSED, S.APPROVED, S.IN_FORCE, S.SUPERSEDED})
"""States in which every cadre of the town sees the text."""
REASONED = frozenset({A.ANSWER, A.RETURN, A.DROP})
"""Steps that want a written reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a draft is, as far as conditions care.

    `until_on`: last day for comments. `simulated`: its present text was. `busy_until`: first day
    after the town's last cycle opened so far, None before its first.
    """

    today: dt.date
    effective_on: dt.date
    until_on: dt.date | None = None
    unanswered: int = 0
    simulated: bool = False
    busy_until: dt.date | None = None
    breaches: tuple[Breach, ...] = ()


def _floors(seen: Progress) -> Refusal | None:
    return below(seen.breaches) if seen.breaches else None


def _next_cycle(seen: Progress) -> Refusal | None:
    if seen.busy_until is not None and seen.effective_on < seen.busy_until:
        return Refusal("rulebook.inside-cycle", on=seen.effective_on, free_on=seen.busy_until)
    return None


def _ahead(seen: Progress) -> Refusal | None:
    if seen.effective_on <= seen.today:
        return Refusal("rulebook.past-day", on=seen.effective_on)
    return None


def _open(seen: Progress) -> Refusal | None:
    if seen.until_on is None or seen.today > seen.until_on:
        return Refusal("draft.comments-over", until=seen.until_on or seen.today)
    return None


def _over(seen: Progress) -> Refusal | None:
    if seen.until_on is None or seen.today <= seen.until_on:
        return Refusal("draft.comments-running", until=seen.until_on or seen.today)
    return None


def _answered(seen: Progress) -> Refusal | None:
    return Refusal("draft.unanswered", count=seen.unanswered) if seen.unanswered else None


def _simulated(seen: Progress) -> Refusal | None:
    if seen.busy_until is not None and not seen.simulated:
        return Refusal("draft.not-simulated")
    return None


def _no_cycle(seen: Progress) -> Refusal | None:
    return Refusal("rulebook.draft-first") if seen.busy_until is not None else None


CHECKS: Mapping[Condition, Callable[[Progress], Refusal | None]] = {
    C.FLOORS: _floors,
    C.NEXT_CYCLE: _next_cycle,
    C.AHEAD: _ahead,
    C.OPEN: _open,
    C.OVER: _over,
    C.ANSWERED: _answered,
    C.SIMULATED: _simulated,
    C.NO_CYCLE: _no_cycle,
}
"""Condition → the refusal where it does not hold. The calendar's two are `standing`."""


def below(breaches: tuple[Breach, ...]) -> Refusal:
    """Return the refusal of a text that goes below floors: every place, with the articles."""
    places = "；".join(f"{one.path}（{one.found}）：{one.floor.says}" for one in breaches)
    sources = dict.fromkeys(one.floor.source for one in breaches if one.floor.source)
    return Refusal("rulebook.below-floor", article="；".join(sources), places=places)


def roles(actor: Actor, town: str, *, on: dt.date) -> frozenset[Role]:
    """Return the hats that count here: those over the town; a cadre's reach from their village."""
    reaching = {
        grant.role
        for grant in actor.grants
        if grant.role in COMMENTERS and grant.holds(on) and contains(town, grant.area)
    }
    return roles_toward(actor, Target(area=town), on=on) | reaching


def unmet(step: Step, seen: Progress) -> Refusal | None:
    """Return why a step cannot be taken yet, or None: its first condition that does not hold."""
    found = (CHECKS[condition](seen) for condition in step.conditions)
    return next((refusal for refusal in found if refusal is not None), None)


def ripeness(seen: Progress) -> tuple[tuple[Condition, Refusal | None], ...]:
    """Return what an approval asks for, each with why it is not so yet."""
    return tuple((condition, CHECKS[condition](seen)) for condition in _RIPE)


def choices(
    state: State, held: Set[Role], taken: Set[Action] = frozenset()
) -> tuple[tuple[Step, bool], ...]:
    """Return the steps that somebody holding these roles may take or must wait for."""
    return tuple(
        (step, not step.unlike & taken)
        for step in STEPS
        if step.source is state and step.roles & held
    )


def advance(
    state: State,
    action: Action,
    held: Set[Role],
    seen: Progress,
    taken: Set[Action] = frozenset(),
) -> Step:
    """Return the step that is taken by a hand that took the actions `taken` before.

    Raises:
        Refusal: "draft.no-such-step" where the table has no such step, "draft.not-your-step"
            where another role holds it, "draft.same-hand" where the same hand did the other half,
            and the refusal of the first condition that does not hold.
    """
    for step in STEPS:
        if step.source is state and step.action is action:
            if not step.roles & held:
                raise Refusal("draft.not-your-step")
            if step.unlike & taken:
                raise Refusal("draft.same-hand")
            refusal = unmet(step, seen)
            if refusal is not None:
                raise refusal
            return step
    raise Refusal("draft.no-such-step")


def last_day(opened_on: dt.date, wanted: dt.date | None = None) -> dt.date:
    """Return the last day for comments: the earliest the floor allows, or a later one wanted.

    >>> last_day(dt.date(2026, 3, 2))
    datetime.date(2026, 3, 9)

    Raises:
        Refusal: "draft.too-short" if the day wanted is earlier.
    """
    earliest = opened_on + dt.timedelta(days=COMMENT_DAYS)
    if wanted is not None and wanted < earliest:
        raise Refusal("draft.too-short", days=COMMENT_DAYS, on=earliest)
    return wanted or earliest


def standing(effective_on: dt.date, next_on: dt.date | None, today: dt.date) -> State:
    """Return where an approved version stands: the calendar's rows of the table.

    `next_on`: the day on which the version after it takes effect, if there is one.
    """
    if today < effective_on:
        return State.APPROVED
    return State.IN_FORCE if next_on is None or today < next_on else State.SUPERSEDED
