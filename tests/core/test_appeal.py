"""The life of an appeal: every cell of the table, every condition both ways, every outcome."""

import datetime as dt
from dataclasses import replace
from itertools import combinations, product

import pytest

from jifen.core import appeal
from jifen.core.appeal import (
    ALLOWS,
    CHECKS,
    OPEN,
    PERIODS,
    REASONED,
    STEPS,
    Action,
    Condition,
    Ground,
    Level,
    Part,
    Progress,
    Ruling,
    State,
    advance,
    choices,
    due_on,
    harsher,
    period,
    window,
)
from jifen.core.errors import Refusal
from jifen.core.points import Centipoints
from jifen.core.workflow import Outcome

TODAY = dt.date(2025, 6, 20)
WHY = "经复核，原决定认定的事实不清，证据不足以认定。"
SOUND = Ruling(
    outcome=Outcome.CHANGED,
    grounds=frozenset({Ground.EXCESSIVE}),
    before=Centipoints(5_00),
    after=Centipoints(2_00),
)
RIPE = Progress(
    today=TODAY,
    level=Level.SECOND,
    due_on=dt.date(2025, 6, 19),
    answer_until=dt.date(2025, 6, 19),
    ruling=SOUND,
    suspended=True,
)
NOT_SO: dict[Condition, tuple[Progress, str]] = {
    Condition.ANSWER_OVER: (replace(RIPE, answer_until=TODAY), "appeal.answer-running"),
    Condition.REPLIED: (replace(RIPE, unreplied=1), "appeal.unreplied"),
    Condition.GROUNDED: (
        replace(RIPE, ruling=replace(SOUND, grounds=frozenset())),
        "appeal.no-ground",
    ),
    Condition.NOT_HARSHER: (
        replace(RIPE, ruling=replace(SOUND, after=Centipoints(5_01))),
        "appeal.harsher",
    ),
    Condition.EXTENDABLE: (replace(RIPE, extended=True), "appeal.extended"),
    Condition.SUSPENDED: (replace(RIPE, suspended=False), "appeal.nothing-suspended"),
    Condition.OVERDUE: (replace(RIPE, due_on=TODAY), "appeal.not-overdue"),
}


def refused(
    state: State, action: Action, part: Part, seen: Progress = RIPE, **other: object
) -> str:
    with pytest.raises(Refusal) as caught:
        advance(state, action, {part}, seen, **{"reason": WHY} | other)  # type: ignore[arg-type]
    return caught.value.code


@pytest.mark.parametrize("state", State)
def test_every_cell_is_a_step_of_the_table_or_a_refusal(state: State) -> None:
    for action, part in product(Action, Part):
        found = [s for s in STEPS if (s.source, s.action) == (state, action)]
        assert len(found) <= 1
        if not found:
            assert refused(state, action, part) == "appeal.no-such-step"
        elif part not in found[0].parts:
            assert refused(state, action, part) == "appeal.not-your-step"
        else:
            assert advance(state, action, {part}, RIPE, reason=WHY) is found[0]
        shown = {step.action for step in choices(state, {part}, RIPE)}
        assert (action in shown) == (bool(found) and part in found[0].parts)


@pytest.mark.parametrize("step", STEPS, ids=lambda s: f"{s.source}-{s.action}")
def test_a_step_waits_for_each_of_its_conditions(step: appeal.Step) -> None:
    part = min(step.parts)
    for condition in step.conditions:
        seen, code = NOT_SO[condition]
        assert CHECKS[condition](RIPE) is None
        assert refused(step.source, step.action, part, seen) == code
    least = REASONED.get(step.action, 0)
    if least:
        short = "说" * (least - 1)
        said = refused(step.source, step.action, part, reason=short)
        assert said == "appeal.reason-needed"


def test_every_condition_is_of_some_step_and_every_check_of_some_condition() -> None:
    assert {c for step in STEPS for c in step.conditions} == set(Condition) == set(CHECKS)


def test_who_decides_a_review_does_not_serve_it() -> None:
    for part in (Part.OFFICE, Part.REVIEWER):
        said = refused(State.DECIDED, Action.SERVE, part, taken={Action.DECIDE})
        assert said == "appeal.same-hand"
    assert advance(State.DECIDED, Action.SERVE, {Part.OFFICE}, RIPE, reason="当面送达")


def test_who_decided_first_only_answers_and_the_office_only_serves() -> None:
    assert {s.action for s in STEPS if Part.DECIDER in s.parts} == {Action.ANSWER}
    assert {s.action for s in STEPS if Part.OFFICE in s.parts} == {Action.SERVE}
    assert {s.action for s in STEPS if Part.PERSON in s.parts} == {Action.WITHDRAW}


def test_the_person_may_take_it_back_until_it_is_decided_and_nobody_else_may() -> None:
    sources = {s.source for s in STEPS if s.action is Action.WITHDRAW}
    assert sources == OPEN - {State.DECIDED}


def test_no_way_leads_to_a_decision_past_the_hearing() -> None:
    into = [s.source for s in STEPS if s.target is State.DECIDED and s.source is not s.target]
    assert into == [State.HEARD]


def test_time_alone_moves_no_appeal() -> None:
    for step in STEPS:
        if Part.CLOCK in step.parts:
            assert step.source is step.target
            assert step.parts == {Part.CLOCK}


# ------------------------------------------------------------------ grounds and outcomes
SOME_GROUNDS = [frozenset(some) for n in range(3) for some in combinations(Ground, n)]


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_stands_on_a_ground_that_allows_it(outcome: Outcome) -> None:
    for grounds in SOME_GROUNDS:
        ruling = replace(SOUND, outcome=outcome, grounds=grounds)
        seen = replace(RIPE, ruling=ruling)
        if outcome is Outcome.UPHELD:
            lawful = not grounds
        else:
            lawful = any(outcome in ALLOWS[ground] for ground in grounds)
        if lawful:
            assert advance(State.HEARD, Action.DECIDE, {Part.REVIEWER}, seen, reason=WHY)
        else:
            said = refused(State.HEARD, Action.DECIDE, Part.REVIEWER, seen)
            assert said in {"appeal.no-ground", "appeal.upheld-with-ground"}


def test_the_six_grounds_are_those_of_the_law() -> None:
    """政务处分法 57: revoked, and made anew; 58: changed, to nothing where nothing less is left."""
    revoked = {Ground.FACTS_UNCLEAR, Ground.PROCEDURE, Ground.ULTRA_VIRES}
    assert set(ALLOWS) == set(Ground)
    assert {g for g in Ground if ALLOWS[g] == {Outcome.QUASHED, Outcome.REDO}} == revoked
    changed = {Outcome.CHANGED, Outcome.QUASHED}
    assert {g for g in Ground if ALLOWS[g] == changed} == set(Ground) - revoked
    assert all(Outcome.UPHELD not in some for some in ALLOWS.values())


def test_without_an_outcome_nothing_is_decided() -> None:
    seen = replace(RIPE, ruling=None)
    assert refused(State.HEARD, Action.DECIDE, Part.REVIEWER, seen) == "appeal.no-outcome"


@pytest.mark.parametrize("takes", [True, False])
def test_a_change_never_leaves_anybody_worse(takes: bool) -> None:
    for before, now in product((0, 1, 500), repeat=2):
        ruling = replace(SOUND, before=Centipoints(before), after=Centipoints(now), takes=takes)
        assert harsher(ruling) == (now > before if takes else now < before)
    assert harsher(replace(SOUND, after=None))


# ------------------------------------------------------------------ days
def test_a_review_is_asked_for_within_the_versions_days_and_later_only_with_a_reason() -> None:
    served = dt.date(2025, 6, 2)
    found = window(Level.FIRST, served, 10, {})
    assert (found.until, found.late_until) == (dt.date(2025, 6, 16), dt.date(2025, 7, 2))
    assert found.check(found.until, "") is False
    with pytest.raises(Refusal, match="late-reason"):
        found.check(found.until + dt.timedelta(days=1), " ")
    assert found.check(found.late_until, "住院治疗，出院后即提出") is True
    with pytest.raises(Refusal, match="window-over"):
        found.check(found.late_until + dt.timedelta(days=1), "住院治疗，出院后即提出")


def test_a_long_window_of_the_version_is_never_cut() -> None:
    found = window(Level.FIRST, dt.date(2025, 6, 2), 30, {})
    assert found.until == found.late_until == dt.date(2025, 7, 14)


def test_the_county_is_asked_within_fifteen_days_that_end_on_a_working_day() -> None:
    served = dt.date(2025, 6, 6)  # the fifteenth day is a Saturday
    assert window(Level.SECOND, served, 10, {}).until == dt.date(2025, 6, 23)


def test_the_first_review_takes_fifteen_working_days_at_most() -> None:
    holidays = {dt.date(2025, 10, d): False for d in range(1, 9)}
    assert due_on(Level.FIRST, dt.date(2025, 9, 30), holidays) == dt.date(2025, 10, 29)


def test_each_period_is_dated_and_says_its_days() -> None:
    for one in PERIODS:
        assert str(one.days) in one.says
        assert period(one.code, on=dt.date(2025, 1, 1)).code == one.code
        assert one.source or one.basis == "house"
