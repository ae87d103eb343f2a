"""The life of an appeal as one table: a review in the town (复核), then one by the county (申诉).

The table is read five times: `advance` enforces it, `choices` and `blocked` draw the buttons and
say why one is shut, docs/appeals.md draws it, and tests/core/test_appeal.py walks every cell.
Nobody judges who had a hand in what is appealed; nothing comes out worse for having asked.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core import reasons
from jifen.core.errors import Refusal
from jifen.core.floors import Basis
from jifen.core.points import Centipoints
from jifen.core.workdays import Calendar, after, is_working_day
from jifen.core.workflow import Outcome


class Level(StrEnum):
    """Which review it is."""

    FIRST = "first"  # 复核: by the town party committee
    SECOND = "second"  # 申诉: by the county


class Part(StrEnum):
    """What somebody is in an appeal. Roles say who may be it; what one did before says who not."""

    PERSON = "person"  # 申请人: who bears what is appealed, or the secretary for the village
    REVIEWER = "reviewer"  # 复核人: of the body that hears it, without a hand in the case
    DECIDER = "decider"  # 原决定人
    OFFICE = "office"  # 领导小组办公室: serves, decides nothing
    LEADER = "leader"  # the body's leader: may let a suspended fact count, in writing
    CLOCK = "clock"  # nobody: time


class State(StrEnum):
    """Where an appeal stands."""

    FILED = "filed"  # 已申请
    ADMITTED = "admitted"  # 已受理
    ANSWERED = "answered"  # 原决定人已说明
    HEARD = "heard"  # 已审查
    DECIDED = "decided"  # 已作出决定
    SERVED = "served"  # 决定已送达
    INADMISSIBLE = "inadmissible"  # 不予受理
    WITHDRAWN = "withdrawn"  # 已撤回


class Action(StrEnum):
    """What someone may do to it."""

    ADMIT = "admit"
    DECLINE = "decline"
    ANSWER = "answer"
    HEAR = "hear"
    DECIDE = "decide"
    SERVE = "serve"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    LIFT = "lift"  # let the suspended fact count while the review goes on
    ESCALATE = "escalate"  # overdue: the leader is told


class Condition(StrEnum):
    """What must be so before a step is taken."""

    ANSWER_OVER = "answer-over"  # the first decider's days for an answer are over
    REPLIED = "replied"  # every point has a reply
    GROUNDED = "grounded"  # the grounds found allow the outcome
    NOT_HARSHER = "not-harsher"  # it takes no more, and gives no less, than before
    EXTENDABLE = "extendable"  # this level may be extended, and was not yet
    SUSPENDED = "suspended"  # a recorded fact waits for this appeal
    OVERDUE = "overdue"  # its last day is past, and nobody was told yet


class Ground(StrEnum):
    """Why a decision does not stand. The yardstick: 政务处分法 57 (revoke), 58 (change)."""

    FACTS_UNCLEAR = "facts-unclear"  # 事实不清或者证据不足
    PROCEDURE = "procedure"  # 违反规定程序,影响公正
    ULTRA_VIRES = "ultra-vires"  # 超越职权或者滥用职权
    WRONG_LAW = "wrong-law"  # 适用条款确有错误
    WRONG_FACTS = "wrong-facts"  # 情节认定确有错误
    EXCESSIVE = "excessive"  # 处理不当


@dataclass(frozen=True, slots=True)
class Step:
    """From `source`, whoever is one of `parts` may take `action` when `conditions` hold.

    `unlike` names the earlier action whose hand may not take this one.
    """

    source: State
    action: Action
    parts: frozenset[Part]
    target: State
    conditions: tuple[Condition, ...] = ()
    unlike: frozenset[Action] = frozenset()


S, A, P, C, G = State, Action, Part, Condition, Ground


def _of(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


_PERSON, _REVIEWER, _LEADER, _CLOCK = _of(P.PERSON), _of(P.REVIEWER), _of(P.LEADER), _of(P.CLOCK)
_SOUND = (C.REPLIED, C.GROUNDED, C.NOT_HARSHER)

STEPS: tuple[Step, ...] = (
    Step(S.FILED,    A.ADMIT,    _REVIEWER,      S.ADMITTED),
    Step(S.FILED,    A.DECLINE,  _REVIEWER,      S.INADMISSIBLE),
    Step(S.FILED,    A.WITHDRAW, _PERSON,        S.WITHDRAWN),
    Step(S.FILED,    A.LIFT,     _LEADER,        S.FILED,    (C.SUSPENDED,)),
    Step(S.FILED,    A.ESCALATE, _CLOCK,         S.FILED,    (C.OVERDUE,)),
    Step(S.ADMITTED, A.ANSWER,   _of(P.DECIDER), S.ANSWERED),
    Step(S.ADMITTED, A.HEAR,     _REVIEWER,      S.HEARD,    (C.ANSWER_OVER,)),
    Step(S.ADMITTED, A.WITHDRAW, _PERSON,        S.WITHDRAWN),
    Step(S.ADMITTED, A.EXTEND,   _REVIEWER,      S.ADMITTED, (C.EXTENDABLE,)),
    Step(S.ADMITTED, A.LIFT,     _LEADER,        S.ADMITTED, (C.SUSPENDED,)),
    Step(S.ADMITTED, A.ESCALATE, _CLOCK,         S.ADMITTED, (C.OVERDUE,)),
    Step(S.ANSWERED, A.HEAR,     _REVIEWER,      S.HEARD),
    Step(S.ANSWERED, A.WITHDRAW, _PERSON,        S.WITHDRAWN),
    Step(S.ANSWERED, A.EXTEND,   _REVIEWER,      S.ANSWERED, (C.EXTENDABLE,)),
    Step(S.ANSWERED, A.LIFT,     _LEADER,        S.ANSWERED, (C.SUSPENDED,)),
    Step(S.ANSWERED, A.ESCALATE, _CLOCK,         S.ANSWERED, (C.OVERDUE,)),
    Step(S.HEARD,    A.DECIDE,   _REVIEWER,      S.DECIDED,  _SOUND),
    Step(S.HEARD,    A.WITHDRAW, _PERSON,        S.WITHDRAWN),
    Step(S.HEARD,    A.EXTEND,   _REVIEWER,      S.HEARD,    (C.EXTENDABLE,)),
    Step(S.HEARD,    A.LIFT,     _LEADER,        S.HEARD,    (C.SUSPENDED,)),
    Step(S.HEARD,    A.ESCALATE, _CLOCK,         S.HEARD,    (C.OVERDUE,)),
    Step(S.DECIDED,  A.SERVE,    _of(P.OFFICE, P.REVIEWER), S.SERVED, (), frozenset({A.DECIDE})),
    Step(S.DECIDED,  A.ESCALATE, _CLOCK,         S.DECIDED,  (C.OVERDUE,)),
)  # fmt: skip
OPEN = frozenset({S.FILED, S.ADMITTED, S.ANSWERED, S.HEARD, S.DECIDED})
"""States in which what is appealed waits."""
REASONED: Mapping[Action, int] = {
    A.DECLINE: reasons.LEAST,
    A.ANSWER: 2,
    A.DECIDE: reasons.LEAST,
    A.SERVE: 2,
    A.EXTEND: reasons.LEAST,
    A.LIFT: reasons.LEAST,
}
"""Steps that want a written reason, and how many characters at least (for service: how)."""

ALLOWS: Mapping[Ground, frozenset[Outcome]] = {
    G.FACTS_UNCLEAR: frozenset({Outcome.QUASHED, Outcome.REDO}),
    G.PROCEDURE: frozenset({Outcome.QUASHED, Outcome.REDO}),
    G.ULTRA_VIRES: frozenset({Outcome.QUASHED, Outcome.REDO}),
    G.WRONG_LAW: frozenset({Outcome.CHANGED, Outcome.QUASHED}),
    G.WRONG_FACTS: frozenset({Outcome.CHANGED, Outcome.QUASHED}),
    G.EXCESSIVE: frozenset({Outcome.CHANGED, Outcome.QUASHED}),
}
"""Which outcomes a ground found allows; without any ground found the decision is upheld.

Where an item leaves nothing to change (a fixed amount), a change is a quashing.
"""


# ------------------------------------------------------------------ periods
class Unit(StrEnum):
    """What a period counts."""

    WORKING = "working"
    CALENDAR = "calendar"  # ends, where its last day is a day off, on the next working day


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period, from a day on, with where it comes from. The day it starts is not counted."""

    code: str
    says: str
    days: int
    unit: Unit
    source: str = ""
    basis: Basis
    from_on: dt.date

    def last_day(self, start: dt.date, calendar: Calendar) -> dt.date:
        """Return the last day of the period that begins the day after `start`."""
        if self.unit is Unit.WORKING:
            return after(start, self.days, calendar)
        day = start + dt.timedelta(days=self.days)
        return day if is_working_day(day, calendar) else after(day, 1, calendar)


_DISCIPLINE = dt.date(2020, 7, 1)
_ALWAYS = dt.date.min
_REVIEWS = "《公务员法》第九十五条、第九十六条，《监察法》第五十六条"

PERIODS: tuple[Period, ...] = (
    Period(
        code="late",
        says="有正当理由逾期的，自送达之日起30日内仍可申请复核，说明理由",
        days=30,
        unit=Unit.CALENDAR,
        source="《公务员法》第九十五条",
        basis=Basis.ANALOGY,
        from_on=_DISCIPLINE,
    ),
    Period(
        code="answer",
        says="原决定人的说明期为3个工作日",
        days=3,
        unit=Unit.WORKING,
        basis=Basis.HOUSE,
        from_on=_ALWAYS,
    ),
    Period(
        code="first",
        says="复核决定自收到申请之日起15个工作日内作出并送达",
        days=15,
        unit=Unit.WORKING,
        source=_REVIEWS,
        basis=Basis.ANALOGY,
        from_on=_DISCIPLINE,
    ),
    Period(
        code="file-second",
        says="不服复核决定的，自送达之日起15日内向县级申诉",
        days=15,
        unit=Unit.CALENDAR,
        source="《公务员法》第九十五条",
        basis=Basis.ANALOGY,
        from_on=_DISCIPLINE,
    ),
    Period(
        code="second",
        says="申诉处理决定自收到申诉之日起30日内作出并送达",
        days=30,
        unit=Unit.CALENDAR,
        source=_REVIEWS,
        basis=Basis.ANALOGY,
        from_on=_DISCIPLINE,
    ),
    Period(
        code="extension",
        says="情况复杂的，申诉处理期限可以延长一次，不超过15日",
        days=15,
        unit=Unit.CALENDAR,
        source=_REVIEWS,
        basis=Basis.HOUSE,
        from_on=_ALWAYS,
    ),
)
"""The periods of a review. That for filing the first is the version's own (`appeal_days`)."""


def period(code: str, *, on: dt.date) -> Period:
    """Return the period of a code that is in force on a day: the latest that has begun."""
    found = [p for p in PERIODS if p.code == code and p.from_on <= on]
    return max(found, key=lambda p: p.from_on)


def due_on(level: Level, filed_on: dt.date, calendar: Calendar) -> dt.date:
    """Return the last day for deciding and serving, counted from the day of filing.

    >>> due_on(Level.FIRST, dt.date(2025, 6, 2), {}), due_on(Level.SECOND, dt.date(2025, 6, 2), {})
    (datetime.date(2025, 6, 23), datetime.date(2025, 7, 2))
    """
    code = "first" if level is Level.FIRST else "second"
    return period(code, on=filed_on).last_day(filed_on, calendar)


@dataclass(frozen=True, slots=True)
class Window:
    """Until when one may file: in time, or late with a reason (the same day where that is not)."""

    until: dt.date
    late_until: dt.date

    def check(self, today: dt.date, excuse: str) -> bool:
        """Return whether it would be late.

        Raises:
            Refusal: "appeal.window-over", or "appeal.late-reason" where it is late without one.
        """
        if today > self.late_until:
            raise Refusal("appeal.window-over", until=self.late_until)
        if today <= self.until:
            return False
        if len(excuse.strip()) < 2:
            raise Refusal("appeal.late-reason", until=self.until)
        return True


def window(level: Level, served_on: dt.date, days: int, calendar: Calendar) -> Window:
    """Return until when a decision served that day can be appealed; `days`: the version's.

    >>> window(Level.FIRST, dt.date(2025, 6, 2), 10, {})
    Window(until=datetime.date(2025, 6, 16), late_until=datetime.date(2025, 7, 2))
    """
    if level is Level.SECOND:
        last = period("file-second", on=served_on).last_day(served_on, calendar)
        return Window(last, last)
    until = after(served_on, days, calendar)
    late = period("late", on=served_on).last_day(served_on, calendar)
    return Window(until, max(until, late))


# ------------------------------------------------------------------ what is decided
@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a review would decide: `grounds` are those it found; amounts are magnitudes.

    `after` is what a change leaves of `before`; None where the outcome changes no amount.
    `takes`: a deduction, else a grant.
    """

    outcome: Outcome
    grounds: frozenset[Ground]
    before: Centipoints
    after: Centipoints | None = None
    takes: bool = True


def harsher(ruling: Ruling) -> bool:
    """Say whether it would leave the person worse: more taken, or less given.

    >>> quashed = Ruling(outcome=Outcome.QUASHED, grounds=frozenset(), before=Centipoints(500))
    >>> harsher(quashed)
    False
    """
    if ruling.outcome is not Outcome.CHANGED:
        return False
    if ruling.after is None:
        return True
    return ruling.after > ruling.before if ruling.takes else ruling.after < ruling.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an appeal is, as far as conditions care.

    `answer_until`: last day for the first decider's answer, None before it was admitted.
    `suspended`: a recorded fact waits for it. `told`: the leader was told that it is overdue.
    """

    today: dt.date
    level: Level
    due_on: dt.date
    answer_until: dt.date | None = None
    unreplied: int = 0
    ruling: Ruling | None = None
    extended: bool = False
    suspended: bool = False
    told: bool = False


def _answer_over(seen: Progress) -> Refusal | None:
    if seen.answer_until is not None and seen.today <= seen.answer_until:
        return Refusal("appeal.answer-running", until=seen.answer_until)
    return None


def _replied(seen: Progress) -> Refusal | None:
    return Refusal("appeal.unreplied", count=seen.unreplied) if seen.unreplied else None


def _grounded(seen: Progress) -> Refusal | None:
    if seen.ruling is None:
        return Refusal("appeal.no-outcome")
    grounds, outcome = seen.ruling.grounds, seen.ruling.outcome
    if outcome is Outcome.UPHELD:
        return Refusal("appeal.upheld-with-ground") if grounds else None
    if any(outcome in ALLOWS[ground] for ground in grounds):
        return None
    return Refusal("appeal.no-ground", outcome=outcome.value)


def _not_harsher(seen: Progress) -> Refusal | None:
    if seen.ruling is not None and harsher(seen.ruling):
        return Refusal("appeal.harsher", article="《公职人员政务处分法》第五十六条")
    return None


def _extendable(seen: Progress) -> Refusal | None:
    if seen.level is Level.FIRST:
        return Refusal("appeal.no-extension")
    return Refusal("appeal.extended") if seen.extended else None


def _suspended(seen: Progress) -> Refusal | None:
    return None if seen.suspended else Refusal("appeal.nothing-suspended")


def _overdue(seen: Progress) -> Refusal | None:
    if seen.told or seen.today <= seen.due_on:
        return Refusal("appeal.not-overdue", until=seen.due_on)
    return None


CHECKS: Mapping[Condition, Callable[[Progress], Refusal | None]] = {
    C.ANSWER_OVER: _answer_over,
    C.REPLIED: _replied,
    C.GROUNDED: _grounded,
    C.NOT_HARSHER: _not_harsher,
    C.EXTENDABLE: _extendable,
    C.SUSPENDED: _suspended,
    C.OVERDUE: _overdue,
}
"""Condition → the refusal where it does not hold."""

SHOWN_FIRST = frozenset({C.EXTENDABLE, C.SUSPENDED})
"""Conditions that hide a button where they do not hold; others shut it and say why."""


# ------------------------------------------------------------------ the table, asked
def unmet(step: Step, seen: Progress) -> Refusal | None:
    """Return why a step cannot be taken yet, or None: its first condition that does not hold."""
    found = (CHECKS[condition](seen) for condition in step.conditions)
    return next((refusal for refusal in found if refusal is not None), None)


def choices(
    state: State, parts: Set[Part], seen: Progress, taken: Set[Action] = frozenset()
) -> tuple[Step, ...]:
    """Return the steps open to somebody who is `parts` here and took `taken` before.

    What only waits for a day, or for what its own form will say, is among them.
    """
    return tuple(
        step
        for step in STEPS
        if step.source is state
        and step.parts & parts
        and not step.unlike & taken
        and not any(CHECKS[c](seen) for c in step.conditions if c in SHOWN_FIRST)
    )


def advance(
    state: State,
    action: Action,
    parts: Set[Part],
    seen: Progress,
    *,
    taken: Set[Action] = frozenset(),
    reason: str = "",
) -> Step:
    """Return the step that is taken by a hand that took the actions `taken` before.

    Raises:
        Refusal: "appeal.no-such-step" where the table has no such step, "appeal.not-your-step"
            where it is another's, "appeal.same-hand" where the same hand did the other half,
            "appeal.reason-needed", and the refusal of the first condition that does not hold.
    """
    for step in STEPS:
        if step.source is state and step.action is action:
            if not step.parts & parts:
                raise Refusal("appeal.not-your-step")
            if step.unlike & taken:
                raise Refusal("appeal.same-hand")
            least = REASONED.get(action, 0)
            if len(reason.strip()) < least:
                raise Refusal("appeal.reason-needed", least=least)
            refusal = unmet(step, seen)
            if refusal is not None:
                raise refusal
            return step
    raise Refusal("appeal.no-such-step")
