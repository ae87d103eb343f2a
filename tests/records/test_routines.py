"""Work that comes again, in a real town: set once, asked for when its day comes, each turn once."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from django.db import transaction

from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.rhythm import Rhythm
from jifen.core.task import Level, Origin, Result
from jifen.cycles.queries import calendar
from jifen.jobs.chores import watch_deadlines
from jifen.notices.models import Notice
from jifen.outcomes.queries import verify
from jifen.people import commands as people
from jifen.register.commands import merge
from jifen.sheets.people import DutyRow
from jifen.tasks import queries, routines
from jifen.tasks.assigning import leads
from jifen.tasks.commands import (
    NewRoutine,
    NewTask,
    Source,
    change_routine,
    end_routine,
    issue_turn,
    recur,
    set_routine,
)
from jifen.tasks.models import Routine, Task
from tests.harness.database import walls_down
from tests.harness.host import HOST
from tests.harness.kept import once
from tests.laws.town import EAST, WEST, Town, origin
from tests.records.test_tasks import DAY, MONDAY, code_of, ready

pytestmark = pytest.mark.django_db
WHY = "改由数字平台每日报送。"


@pytest.fixture
def town() -> Town:
    return once(ready)


def asked(town: Town, **given: object) -> NewRoutine:
    """What comes each Monday in the east village, unless something else is given."""
    task = NewTask(title="上报隐患排查台账", area="safety", units=[town.unit(EAST)], days=3)
    of = NewRoutine(
        source=Source(origin=Origin.TOWN), task=task, rhythm=Rhythm.WEEKLY, day=1, from_on=town.day
    )
    return replace(of, **given)  # type: ignore[arg-type]


def put(town: Town, new: NewRoutine, by: str = "clerk", token: int = 1) -> Routine:
    return set_routine(town.area, new, token=uuid.UUID(int=token), hand=town.hand(by))


def tick(town: Town) -> int:
    """Let the clock do what the day brings."""
    return recur(town.area, hand=town.clock())


def tasks(town: Town) -> list[Task]:
    return list(Task.objects.filter(town=town.area).order_by("seq"))


# ------------------------------------------------------------------ turns
def test_each_week_a_task_is_asked_for_once_however_often_the_clock_runs(town: Town) -> None:
    put(town, asked(town))
    assert tasks(town) == [], "setting it asks for nothing yet"
    for n in range(15):
        town.day = MONDAY + n * DAY
        assert tick(town) == (n % 7 == 0)
        assert tick(town) == 0
    made = tasks(town)
    assert [one.issued_on for one in made] == [MONDAY, MONDAY + 7 * DAY, MONDAY + 14 * DAY]
    assert [one.due_on for one in made] == [one.issued_on + 3 * DAY for one in made]
    assert {one.by for one in made} == {town.users["clerk"].ref}
    assert list(verify(town.area)) == []


def test_the_clock_of_the_home_does_it(town: Town) -> None:
    put(town, asked(town))
    watch_deadlines(town.clock())
    assert len(tasks(town)) == 1
    assert Notice.objects.filter(user=town.users["li"], code="task.issued").count() == 1


def test_it_lands_on_who_holds_the_duty_on_the_day_of_the_turn(town: Town) -> None:
    put(town, asked(town))
    tick(town)
    town.day = MONDAY + 2 * DAY
    moved = [
        DutyRow(origin(), EAST, "安全", "李二麦", (), dt.date(2021, 3, 1), town.day),
        DutyRow(origin(), EAST, "安全", "张三稻", (), town.day, None),
    ]
    report = town.register(duties=moved)
    assert not [one.refusal for one in report.rows if one.refusal]  # type: ignore[attr-defined]
    town.day = MONDAY + 7 * DAY
    tick(town)
    first, second = (queries.steps(one)[town.unit(EAST).path][-1] for one in tasks(town))
    assert leads(first.holders) == (town.code("李二麦"),)
    assert leads(second.holders) == (town.code("张三稻"),)


def test_no_village_chosen_means_all_that_stand_on_the_day_of_the_turn(town: Town) -> None:
    of = asked(town)
    put(town, replace(of, task=replace(of.task, units=[])))
    tick(town)
    (made,) = tasks(town)
    assert set(queries.steps(made)) == {town.unit(EAST).path, town.unit(WEST).path}


def test_a_village_that_merged_is_asked_as_the_one_it_is_now(town: Town) -> None:
    put(town, asked(town))
    town.day = MONDAY + 3 * DAY
    document, hand = "试府办〔2025〕30号", town.hand("clerk")
    merge(town.area, [town.unit(EAST)], town.unit(WEST), on=town.day, document=document, hand=hand)
    town.day = MONDAY + 7 * DAY
    assert tick(town) == 1
    (made,) = tasks(town)
    assert set(queries.steps(made)) == {town.unit(WEST).path}


def test_what_fell_while_nothing_ran_is_asked_for_once(town: Town) -> None:
    put(town, asked(town))
    town.day = MONDAY + 24 * DAY
    assert tick(town) == 1
    (made,) = tasks(town)
    assert made.issued_on == town.day
    assert tick(town) == 0


def test_a_turn_on_a_day_off_is_asked_for_on_the_next_working_day(town: Town) -> None:
    put(town, asked(town, rhythm=Rhythm.MONTHLY, day=7))  # 7 June 2025 is a Saturday
    for n in range(5, 8):
        town.day = MONDAY + n * DAY
        assert tick(town) == (n == 7)


def test_nothing_comes_before_its_first_day_or_after_its_last(town: Town) -> None:
    put(town, asked(town, from_on=MONDAY + 7 * DAY, until_on=MONDAY + 14 * DAY))
    given = []
    for n in range(0, 29, 7):
        town.day = MONDAY + n * DAY
        given.append(tick(town))
    assert given == [0, 1, 1, 0, 0]


# ------------------------------------------------------------------ kept back
def test_whoever_set_it_must_still_hold_the_role_else_the_office_is_told_once(town: Town) -> None:
    of = put(town, asked(town), by="line")
    people.end_grant(town.users["line"], Role.LINE_OFFICE, town.area, to_on=MONDAY + DAY, hand=HOST)
    town.day = MONDAY + 7 * DAY
    assert tick(town) == 0 == tick(town)
    told = Notice.objects.filter(code="routine.kept-back")
    assert {one.user for one in told} == {
        town.users[login] for login in ("clerk", "clerk-2", "line")
    }
    assert len(told) == 3
    (stands,) = routines.standing([of], calendar(), today=town.day)
    assert (stands.held, stands.task) == (town.day, None)
    with pytest.raises(Refusal) as refused:
        issue_turn(of, hand=town.hand("line"))
    assert code_of(refused) == "task.not-issuer", "the button says what stands in the way"
    made = issue_turn(of, hand=town.hand("clerk"))
    assert made == issue_turn(of, hand=town.hand("clerk"))
    assert tick(town) == 0
    assert tasks(town) == [made]


def test_a_turn_that_was_kept_back_is_asked_for_no_more_once_it_ended(town: Town) -> None:
    of = put(town, asked(town), by="line")
    people.end_grant(town.users["line"], Role.LINE_OFFICE, town.area, to_on=MONDAY + DAY, hand=HOST)
    town.day = MONDAY + 7 * DAY
    assert tick(town) == 0
    town.day += DAY
    ended = end_routine(of, WHY, hand=town.hand("clerk"))
    assert tick(town) == 0, "who ended it asks for nothing by it"
    with pytest.raises(Refusal) as refused:
        issue_turn(ended, hand=town.hand("clerk"))
    assert code_of(refused) == "routine.nothing-due"
    assert tasks(town) == []


def test_nobody_has_the_clock_ask_work_of_their_kin(town: Town) -> None:
    """What whoever set it may not do any more, the clock does not do for them."""
    put(town, asked(town), by="line")
    people.relate(town.users["line"], town.cadre("李二麦"), "spouse", hand=HOST)
    assert tick(town) == 0
    assert tasks(town) == []


def test_a_turn_that_is_not_due_is_not_asked_for(town: Town) -> None:
    of = put(town, asked(town, from_on=MONDAY + DAY))
    with pytest.raises(Refusal) as refused:
        issue_turn(of, hand=town.hand("clerk"))
    assert code_of(refused) == "routine.nothing-due"


# ------------------------------------------------------------------ setting, changing, ending
def test_the_same_form_twice_sets_it_once_and_an_unchanged_one_changes_nothing(town: Town) -> None:
    of = put(town, asked(town))
    assert put(town, asked(town)) == of
    assert change_routine(of, asked(town), hand=town.hand("clerk")) == of
    assert Routine.objects.count() == 1


def test_a_change_holds_for_the_turns_after_it(town: Town) -> None:
    of = put(town, asked(town))
    tick(town)
    town.day = MONDAY + 2 * DAY
    new = asked(town, day=5, from_on=town.day)
    changed = change_routine(
        of, replace(new, task=replace(new.task, days=1)), hand=town.hand("clerk")
    )
    assert (changed.key, changed.number) == (of.key, 1)
    town.day = MONDAY + 4 * DAY
    assert tick(town) == 1
    first, second = tasks(town)
    assert (first.issued_on, second.issued_on) == (MONDAY, town.day)
    assert second.due_on == town.day + 3 * DAY, "one working day after a Friday"
    town.day = MONDAY + 7 * DAY
    assert tick(town) == 0
    assert list(verify(town.area)) == []


def test_what_ended_comes_no_more_and_what_was_asked_for_goes_on(town: Town) -> None:
    of = put(town, asked(town))
    tick(town)
    ended = end_routine(of, WHY, hand=town.hand("clerk"))
    assert ended == end_routine(of, WHY, hand=town.hand("clerk"))
    town.day = MONDAY + 7 * DAY
    assert tick(town) == 0
    assert len(tasks(town)) == 1
    with pytest.raises(Refusal) as refused:
        change_routine(of, asked(town), hand=town.hand("clerk"))
    assert code_of(refused) == "routine.ended"


def _set(**given: object) -> Callable[[Town], object]:
    return lambda town: put(town, asked(town, **given))


def _task(**given: object) -> Callable[[Town], object]:
    return lambda town: put(town, replace(asked(town), task=replace(asked(town).task, **given)))  # type: ignore[arg-type]


WRONGS: Sequence[tuple[str, Callable[[Town], object]]] = (
    ("routine.day", _set(day=8)),
    ("routine.day", _set(rhythm=Rhythm.MONTHLY, day=0)),
    ("routine.from", _set(from_on=MONDAY - DAY)),
    ("routine.until", _set(until_on=MONDAY - DAY)),
    ("task.no-document", _set(source=Source(origin=Origin.SUPERIOR, level=Level.COUNTY))),
    ("task.days", _task(days=None)),
    ("task.days", _task(days=251)),
    ("task.no-title", _task(title=" ")),
    ("task.no-area", _task(area="nowhere")),
    ("task.wrong-side", _task(worth={Result.LATE: ("A-1", "")})),
    ("task.not-issuer", lambda town: put(town, asked(town), by="li")),
    (
        "routine.not-yours",
        lambda town: end_routine(put(town, asked(town)), WHY, hand=town.hand("line")),
    ),
    (
        "routine.not-yours",
        lambda town: change_routine(put(town, asked(town)), asked(town), hand=town.hand("line")),
    ),
    (
        "task.no-reason",
        lambda town: end_routine(put(town, asked(town)), "好", hand=town.hand("clerk")),
    ),
)


@pytest.mark.parametrize(("code", "wrong"), WRONGS)
def test_each_wrong_is_refused_and_leaves_what_held(
    town: Town, code: str, wrong: Callable[[Town], object]
) -> None:
    with pytest.raises(Refusal) as refused:
        wrong(town)
    assert code_of(refused) == code
    assert Routine.objects.exclude(number=0).count() == 0
    assert tasks(town) == [], "trying whether it could be asked for asks for nothing"
    assert list(verify(town.area)) == []


def test_what_is_changed_behind_its_back_is_found(town: Town) -> None:
    of = put(town, asked(town))
    assert list(verify(town.area)) == []
    with walls_down(), transaction.atomic():
        Routine.objects.filter(pk=of.pk).update(day=2)
        assert [fault.seq for fault in queries.faults(town.area)] == [of.seq]
        transaction.set_rollback(True)
    with walls_down(), transaction.atomic():
        Routine.objects.filter(pk=of.pk).update(number=1)
        assert "task.order" in {fault.code for fault in queries.faults(town.area)}
        transaction.set_rollback(True)
