"""The life of a task, walked cell by cell; its days over 国庆 and 春节; how it ends."""

import csv
import datetime as dt
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import jifen.cycles
from jifen.core.errors import Refusal
from jifen.core.task import (
    CHECKS,
    MISSING,
    MOST_DAYS,
    OPEN,
    RUNNING,
    SHOWN_FIRST,
    STEPS,
    Action,
    Condition,
    Needs,
    Part,
    Progress,
    Result,
    State,
    advance,
    after_return,
    choices,
    due_on,
    grace_until,
    on_work,
    result_of,
    soon_from,
    unmet,
)
from jifen.core.workdays import Notices

TODAY = dt.date(2025, 6, 2)
EVERY_NEED = frozenset(Needs)
WELL = Progress(today=TODAY, missed_after=TODAY - dt.timedelta(days=1), asked=True)
ILL = Progress(today=TODAY, missed_after=TODAY, asked=False, people=False)


def answer(
    state: State,
    action: Action,
    part: Part,
    seen: Progress = WELL,
    met: frozenset[Needs] = EVERY_NEED,
    taken: frozenset[Action] = frozenset(),
) -> str:
    try:
        return advance(state, action, {part}, seen, met, taken).target.value
    except Refusal as refusal:
        return refusal.code


def row(state: State, action: Action) -> list[int]:
    return [n for n, s in enumerate(STEPS) if (s.source, s.action) == (state, action)]


def test_every_cell_answers_as_its_row_says_and_buttons_agree() -> None:
    for state, action, part, seen in product(State, Action, Part, (WELL, ILL)):
        found = row(state, action)
        assert len(found) <= 1
        if not found:
            expected = "task.no-such-step"
        else:
            step = STEPS[found[0]]
            broken = [CHECKS[c](seen) for c in step.conditions if CHECKS[c](seen)]
            if part not in step.parts:
                expected = "task.not-yours"
            elif broken:
                assert broken[0] is not None
                expected = broken[0].code
            else:
                expected = step.target.value
        assert answer(state, action, part, seen) == expected
        shown = [s for s in choices(state, {part}, seen) if s.action is action]
        hidden = bool(found) and any(
            c in SHOWN_FIRST and CHECKS[c](seen) for c in STEPS[found[0]].conditions
        )
        assert bool(shown) == (bool(found) and part in STEPS[found[0]].parts and not hidden)
        if shown and unmet(shown[0], seen) is None:
            assert expected in set(State)


def test_a_step_is_not_taken_without_what_it_needs() -> None:
    wanting = [step for step in STEPS if step.needs]
    assert wanting
    for step in wanting:
        part = min(step.parts)
        for need in step.needs:
            code = answer(step.source, step.action, part, met=EVERY_NEED - {need})
            assert code == MISSING[need]


def test_who_reported_does_not_sign_off() -> None:
    for action in (Action.ACCEPT, Action.RETURN):
        mine = frozenset({Action.REPORT})
        assert answer(State.REPORTED, action, Part.OFFICE, taken=mine) == "task.same-hand"
        offered = choices(State.REPORTED, {Part.OFFICE}, WELL, mine)
        assert action not in {step.action for step in offered}
        assert answer(State.REPORTED, action, Part.OFFICE) in set(State)


def test_nothing_happens_to_a_task_that_is_over() -> None:
    for state in set(State) - OPEN:
        assert choices(state, set(Part), WELL) == ()
    assert {State.CLOSED, State.WITHDRAWN} == set(State) - OPEN


def test_every_open_state_leads_to_an_end_and_every_state_is_reached() -> None:
    reached = {State.ISSUED}
    while fresh := {s.target for s in STEPS if s.source in reached} - reached:
        reached |= fresh
    assert reached == set(State)
    ends = {State.CLOSED, State.WITHDRAWN}
    while fresh := {s.source for s in STEPS if s.target in ends} - ends:
        ends |= fresh
    assert ends == set(State)


def test_only_the_clock_misses_and_never_what_was_reported() -> None:
    missing = [step for step in STEPS if step.action is Action.MISS]
    assert {step.source for step in missing} == set(RUNNING)
    assert all(step.parts == {Part.CLOCK} for step in missing)
    assert all(Condition.OVERDUE in step.conditions for step in missing)


def test_a_village_never_signs_off_its_own_work() -> None:
    village = {Part.HOLDER, Part.SECRETARY}
    taken = {step.action for step in STEPS if step.parts & village}
    assert taken == {Action.RECEIVE, Action.BEGIN, Action.REPORT, Action.ASK}


# ------------------------------------------------------------------ days
def notices() -> Notices:
    """Return the yearly notices that come with the product."""
    home = Path(str(jifen.cycles.__file__)).parent / "holidays.csv"
    rows = [
        line for line in csv.reader(home.read_text("utf-8").splitlines())
        if line and line[0][:1].isdigit()
    ]  # fmt: skip
    days = {dt.date.fromisoformat(line[0]): line[1] in {"1", "work", "+", "班"} for line in rows}
    assert any(days.values())
    assert not all(days.values())
    return Notices(days, {day.year for day in days})


@pytest.mark.parametrize(
    ("issued", "days", "last"),
    [
        # 国庆、中秋 2025: off 1 to 8 October; 28 September and 11 October are worked
        (dt.date(2025, 9, 26), 1, dt.date(2025, 9, 28)),
        (dt.date(2025, 9, 30), 1, dt.date(2025, 10, 9)),
        (dt.date(2025, 9, 29), 4, dt.date(2025, 10, 11)),
        # 春节 2025: off 28 January to 4 February; 26 January and 8 February are worked
        (dt.date(2025, 1, 24), 1, dt.date(2025, 1, 26)),
        (dt.date(2025, 1, 27), 1, dt.date(2025, 2, 5)),
        (dt.date(2025, 1, 27), 4, dt.date(2025, 2, 8)),
    ],
)
def test_a_deadline_steps_over_the_holidays_and_counts_the_days_made_up(
    issued: dt.date, days: int, last: dt.date
) -> None:
    assert due_on(issued, days, notices()) == last


def test_grace_and_soon_step_over_the_holidays_too() -> None:
    days = notices()
    assert grace_until(dt.date(2025, 9, 30), days) == dt.date(2025, 10, 14)
    assert soon_from(dt.date(2025, 10, 9), dt.date(2025, 9, 28), days)
    assert not soon_from(dt.date(2025, 10, 10), dt.date(2025, 9, 28), days)
    assert not soon_from(dt.date(2025, 9, 26), dt.date(2025, 9, 28), days)


def test_a_last_day_that_is_off_moves_to_the_next_working_day() -> None:
    days = notices()
    assert on_work(dt.date(2025, 10, 3), days) == dt.date(2025, 10, 9)
    assert on_work(dt.date(2025, 10, 11), days) == dt.date(2025, 10, 11)


def test_a_year_without_its_notice_gives_more_time_never_less() -> None:
    known = notices()
    blind = Notices({d: w for d, w in known.items() if d.year != 2025}, known.years - {2025})
    day = dt.date(2024, 12, 31)
    while day < dt.date(2025, 12, 20):
        assert due_on(day, 7, blind) >= due_on(day, 7, known), day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize("days", [-1, 0, MOST_DAYS + 1])
def test_a_task_runs_for_a_day_at_least_and_a_year_at_most(days: int) -> None:
    with pytest.raises(Refusal) as refused:
        due_on(TODAY, days, {})
    assert refused.value.code == "task.days"


# ------------------------------------------------------------------ how it ended
def test_the_day_of_the_report_decides_and_what_was_late_or_missed_stays_so() -> None:
    due = dt.date(2025, 6, 6)
    for days, outstanding, before in product(range(-2, 3), (True, False), (None, *Result)):
        on = due + dt.timedelta(days=days)
        try:
            found: Result | str = result_of(on, due, before=before, outstanding=outstanding)
        except Refusal as refusal:
            found = refusal.code
        late = before in {Result.LATE, Result.MISSED} or days > 0
        expected: Result | str
        if late and outstanding:
            expected = "task.late-not-outstanding"
        elif before is Result.MISSED:
            expected = Result.MISSED
        elif late:
            expected = Result.LATE
        else:
            expected = Result.OUTSTANDING if outstanding else Result.ON_TIME
        assert found == expected


def test_what_came_back_is_not_missed_a_second_time_and_has_days_left() -> None:
    again = replace(WELL, missed=True)
    assert answer(State.WORKING, Action.MISS, Part.CLOCK, again) == "task.not-overdue"
    assert answer(State.WORKING, Action.MISS, Part.CLOCK) == State.MISSED
    due, back = dt.date(2025, 9, 26), dt.date(2025, 9, 30)
    assert after_return(due, back, notices()) == dt.date(2025, 10, 11)
    assert after_return(dt.date(2025, 10, 20), back, notices()) == dt.date(2025, 10, 20)
