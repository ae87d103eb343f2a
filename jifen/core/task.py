"""The life of a task (督办) in one village as one table, and the arithmetic of its deadline.

The table is read five times: `advance` enforces it, `choices` and `blocked` draw the buttons and
say why one is shut, docs/supervision.md draws it, and tests/core/test_task.py walks every cell.
Nothing here moves a point: a result *proposes*, and a claim of its own takes it from there.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.workdays import Calendar, after, is_working_day


class Origin(StrEnum):
    """Who asked for it."""

    SUPERIOR = "superior"  # 上级工作任务
    TOWN = "town"  # 镇级工作任务


class Level(StrEnum):
    """The level of whoever asked."""

    STATE = "state"  # 国家
    PROVINCE = "province"  # 省级
    CITY = "city"  # 市级
    COUNTY = "county"  # 县级
    TOWN = "town"  # 镇级


class Look(StrEnum):
    """How places were inspected."""

    SUPERVISION = "supervision"  # 督查
    COVERT = "covert"  # 暗访
    AUDIT = "audit"  # 审计


class Part(StrEnum):
    """What somebody is toward a task in a village."""

    HOLDER = "holder"  # 承办人: leads or assists the duty area, or is named
    SECRETARY = "secretary"  # 村(社区)党组织书记: answers for the village
    OFFICE = "office"  # 督办方: 领导小组办公室、站所、驻村干部
    CLOCK = "clock"  # nobody: time


class State(StrEnum):
    """Where a task stands in one village."""

    ISSUED = "issued"  # 已下达
    RECEIVED = "received"  # 已签收
    WORKING = "working"  # 办理中
    REPORTED = "reported"  # 已报办结
    MISSED = "missed"  # 逾期未办结
    ACCEPTED = "accepted"  # 已验收
    CLOSED = "closed"  # 已销号
    WITHDRAWN = "withdrawn"  # 已撤销


class Action(StrEnum):
    """What someone may do about it. It begins with `issue`, which no row of the table has."""

    ISSUE = "issue"
    RECEIVE = "receive"
    BEGIN = "begin"
    REPORT = "report"  # finished, with evidence or a document number
    ACCEPT = "accept"
    RETURN = "return"
    ASK = "ask"  # for more time
    EXTEND = "extend"
    REFUSE = "refuse"  # the extension that was asked for
    HAND_OVER = "hand-over"  # to whom the duties fell, or who is named
    URGE = "urge"  # 警示督促
    MISS = "miss"
    CLOSE = "close"
    WITHDRAW = "withdraw"


class Needs(StrEnum):
    """What has to be handed in with a step."""

    EVIDENCE = "evidence"
    REASON = "reason"
    UNTIL = "until"  # a new last day


class Condition(StrEnum):
    """What must be so before a step is taken."""

    OVERDUE = "overdue"  # the days of grace are over as well
    ASKED = "asked"  # more time was asked for, and nobody answered yet
    PEOPLE = "people"  # there is somebody else to hand it to


class Result(StrEnum):
    """How a task ended in a village; each may name an item of the rulebook that it proposes."""

    OUTSTANDING = "outstanding"  # 成效突出
    ON_TIME = "on-time"  # 按时完成
    LATE = "late"  # 逾期完成
    MISSED = "missed"  # 未完成


GOOD = frozenset({Result.OUTSTANDING, Result.ON_TIME})
"""Results that may propose a grant; the others may propose a deduction."""

ROLES: Mapping[Part, frozenset[Role]] = {
    Part.HOLDER: frozenset({Role.CADRE}),
    Part.SECRETARY: frozenset({Role.SECRETARY}),
    Part.OFFICE: frozenset({Role.CLERK, Role.LINE_OFFICE, Role.STATIONED}),
    Part.CLOCK: frozenset(),
}
"""The roles in which somebody is a part: toward the village, and toward whose task it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """From `source`, whoever is one of `parts` may take `action` with what it `needs`.

    `unlike` names the earlier action whose hand may not take this one.
    """

    source: State
    action: Action
    parts: frozenset[Part]
    target: State
    needs: frozenset[Needs] = frozenset()
    conditions: tuple[Condition, ...] = ()
    unlike: frozenset[Action] = frozenset()


S, A, P, N, C = State, Action, Part, Needs, Condition


def _of(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


def _with(*needs: Needs) -> frozenset[Needs]:
    return frozenset(needs)


_VILLAGE = _of(P.HOLDER, P.SECRETARY)
_OFFICE, _CLOCK = _of(P.OFFICE), _of(P.CLOCK)
_ANYBODY = _VILLAGE | _OFFICE
_PROOF, _WHY = _with(N.EVIDENCE), _with(N.REASON)
_NEW_DAY = _with(N.REASON, N.UNTIL)
_OTHER = frozenset({A.REPORT})

RUNNING = (S.ISSUED, S.RECEIVED, S.WORKING)
"""States in which the village is at work and the deadline runs."""

STEPS: tuple[Step, ...] = (
    Step(S.ISSUED,   A.RECEIVE,   _VILLAGE, S.RECEIVED),
    Step(S.ISSUED,   A.BEGIN,     _VILLAGE, S.WORKING),
    Step(S.RECEIVED, A.BEGIN,     _VILLAGE, S.WORKING),
    *(Step(s, A.REPORT,    _ANYBODY, S.REPORTED, _PROOF) for s in RUNNING),
    Step(S.MISSED,   A.REPORT,    _ANYBODY, S.REPORTED, _PROOF),
    Step(S.REPORTED, A.ACCEPT,    _OFFICE,  S.ACCEPTED, unlike=_OTHER),
    Step(S.REPORTED, A.RETURN,    _OFFICE,  S.WORKING,  _WHY, unlike=_OTHER),
    *(Step(s, A.ASK,       _VILLAGE, s,          _NEW_DAY) for s in RUNNING),
    *(Step(s, A.EXTEND,    _OFFICE,  s,          _NEW_DAY) for s in RUNNING),
    *(Step(s, A.REFUSE,    _OFFICE,  s,          _WHY, (C.ASKED,)) for s in RUNNING),
    *(Step(s, A.HAND_OVER, _OFFICE,  S.ISSUED,   _WHY, (C.PEOPLE,)) for s in RUNNING),
    *(Step(s, A.URGE,      _OFFICE,  s,          _WHY) for s in (*RUNNING, S.MISSED)),
    *(Step(s, A.MISS,      _CLOCK,   S.MISSED,   conditions=(C.OVERDUE,)) for s in RUNNING),
    Step(S.ACCEPTED, A.CLOSE,     _OFFICE | _CLOCK, S.CLOSED),
    Step(S.MISSED,   A.CLOSE,     _OFFICE,  S.CLOSED,   _WHY),
    *(Step(s, A.WITHDRAW,  _OFFICE,  S.WITHDRAWN, _WHY) for s in (*RUNNING, S.REPORTED)),
)  # fmt: skip

OPEN = frozenset({*RUNNING, S.REPORTED, S.MISSED, S.ACCEPTED})
"""States in which somebody still has something to do."""
SIGNS_OFF = frozenset({A.ACCEPT, A.RETURN, A.EXTEND, A.REFUSE, A.CLOSE, A.WITHDRAW})
"""Steps of the office that whoever the task is about, or their kin, never takes."""

REASON_LEAST = 5
"""Characters of a reason at least."""
GRACE_DAYS = 5
"""Working days after the last day in which a task still counts as late, not as missed."""
SOON_DAYS = 3
"""A task is due soon from so many working days before its last day."""
RETURN_DAYS = 3
"""What is returned has so many working days more at least: a slow office costs nobody anything."""
MOST_DAYS = 250
"""A task runs for so many working days at most: a year."""

MISSING: Mapping[Needs, str] = {
    N.EVIDENCE: "task.no-evidence",
    N.REASON: "task.no-reason",
    N.UNTIL: "task.no-day",
}
"""What is said where a need is not met."""


# ------------------------------------------------------------------ days
def due_on(issued_on: dt.date, days: int, calendar: Calendar) -> dt.date:
    """Return the last day of so many working days; the day of issue is not counted.

    Raises:
        Refusal: "task.days" for none, or for more than a year's.

    >>> due_on(dt.date(2025, 9, 29), 3, {dt.date(2025, 10, d): False for d in range(1, 9)})
    datetime.date(2025, 10, 10)
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("task.days", days=days, most=MOST_DAYS)
    return after(issued_on, days, calendar)


def on_work(day: dt.date, calendar: Calendar) -> dt.date:
    """Return a day that was named as the last one, or the next working day where it is off.

    >>> on_work(dt.date(2025, 6, 7), {})
    datetime.date(2025, 6, 9)
    """
    return day if is_working_day(day, calendar) else after(day, 1, calendar)


def grace_until(due: dt.date, calendar: Calendar) -> dt.date:
    """Return the last day on which what was due is late and not yet missed."""
    return after(due, GRACE_DAYS, calendar)


def after_return(due: dt.date, today: dt.date, calendar: Calendar) -> dt.date:
    """Return the last day of what is returned today, unless a later one is named."""
    return max(due, after(today, RETURN_DAYS, calendar))


def soon_from(due: dt.date, today: dt.date, calendar: Calendar) -> bool:
    """Say whether a last day is near: within `SOON_DAYS` working days of today, and not past."""
    return today <= due <= after(today, SOON_DAYS, calendar)


# ------------------------------------------------------------------ the table, asked
@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a task is in a village, as far as conditions care.

    `missed_after`: the last day of grace. `asked`: more time was asked for and nobody answered.
    `people`: there is somebody it could go to.
    `missed`: it was missed already, and came back: that happens once.
    """

    today: dt.date
    missed_after: dt.date
    missed: bool = False
    asked: bool = False
    people: bool = True


def _overdue(seen: Progress) -> Refusal | None:
    if seen.missed or seen.today <= seen.missed_after:
        return Refusal("task.not-overdue", until=seen.missed_after)
    return None


def _asked(seen: Progress) -> Refusal | None:
    return None if seen.asked else Refusal("task.not-asked")


def _people(seen: Progress) -> Refusal | None:
    return None if seen.people else Refusal("task.nobody")


CHECKS: Mapping[Condition, Callable[[Progress], Refusal | None]] = {
    C.OVERDUE: _overdue,
    C.ASKED: _asked,
    C.PEOPLE: _people,
}
"""Condition → the refusal where it does not hold."""

SHOWN_FIRST = frozenset({C.ASKED, C.PEOPLE})
"""Conditions that hide a button where they do not hold; others shut it and say why."""


def unmet(step: Step, seen: Progress) -> Refusal | None:
    """Return why a step cannot be taken yet, or None: its first condition that does not hold."""
    found = (CHECKS[condition](seen) for condition in step.conditions)
    return next((refusal for refusal in found if refusal is not None), None)


def choices(
    state: State, parts: Set[Part], seen: Progress, taken: Set[Action] = frozenset()
) -> tuple[Step, ...]:
    """Return the steps open to somebody who is `parts` here and took `taken` last.

    What only waits for a day is among them; `unmet` says of each why it is shut.
    """
    return tuple(
        step
        for step in STEPS
        if step.source is state
        and step.parts & parts
        and not step.unlike & taken
        and all(CHECKS[c](seen) is None for c in step.conditions if c in SHOWN_FIRST)
    )


def advance(
    state: State,
    action: Action,
    parts: Set[Part],
    seen: Progress,
    met: Set[Needs],
    taken: Set[Action] = frozenset(),
) -> Step:
    """Return the row that is taken.

    Raises:
        Refusal: "task.no-such-step" where the table has none, "task.not-yours" where another part
            takes it, "task.same-hand" where who reported would also sign off, then what its
            conditions and `MISSING` say.
    """
    rows = [step for step in STEPS if step.source is state and step.action is action]
    if not rows:
        raise Refusal("task.no-such-step", action=action.value, state=state.value)
    step = rows[0]
    if not step.parts & parts:
        raise Refusal("task.not-yours", action=action.value)
    if step.unlike & taken:
        raise Refusal("task.same-hand")
    refusal = unmet(step, seen)
    if refusal is not None:
        raise refusal
    missing = [need for need in Needs if need in step.needs - met]
    if missing:
        raise Refusal(MISSING[missing[0]], least=REASON_LEAST)
    return step


def result_of(
    reported_on: dt.date, due: dt.date, *, before: Result | None = None, outstanding: bool = False
) -> Result:
    """Return how what is reported that day would end: the report's day counts, not acceptance.

    `before` is what stood: what was missed or late stays so, though its last day be moved.

    Raises:
        Refusal: "task.late-not-outstanding".

    >>> result_of(dt.date(2025, 6, 3), dt.date(2025, 6, 3))
    <Result.ON_TIME: 'on-time'>
    """
    if before is Result.MISSED:
        found = Result.MISSED
    elif before is Result.LATE or reported_on > due:
        found = Result.LATE
    else:
        return Result.OUTSTANDING if outstanding else Result.ON_TIME
    if outstanding:
        raise Refusal("task.late-not-outstanding", until=due)
    return found
