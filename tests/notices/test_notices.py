"""A person is told of a happening once, in working hours, and reminded once before the last day."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jifen.core.access import Role
from jifen.core.hand import SHANGHAI, Hand
from jifen.cycles.models import Cycle, SpecialDay
from jifen.notices import commands, queries, wording
from jifen.notices.models import Notice
from jifen.notices.wording import Words
from tests.harness.world import TODAY, Town, World

pytestmark = pytest.mark.usefixtures("untold")

ABOUT = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wording.NOTICES, "test.asked", Words("Answer %(title)s", "claim"))


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def tell(town: Town, *who: str, event: str = "e", **more: object) -> None:
    given = {"due_on": None, "at": at(2, 9), **more}
    with transaction.atomic():
        commands.tell(
            [town.users[one] for one in who],
            event=event,
            code="test.asked",
            about=ABOUT,
            town=town.area,
            values={"title": "按期完成"},
            **given,  # type: ignore[arg-type]  # a day or nothing, and an instant
        )


def unread(town: Town, who: str, when: dt.datetime) -> list[Notice]:
    return list(queries.unread(town.users[who], town.area, at=when))


def clock(town: Town, when: dt.datetime) -> int:
    hand = town.hand("clerk")
    return commands.clock(town.area, hand=Hand(actor=hand.actor, at=when, dice=hand.dice))


# ------------------------------------------------------------------ once
def test_one_event_is_told_to_one_person_once_however_often_it_is_told(town: Town) -> None:
    tell(town, "clerk", "clerk", "head")
    tell(town, "clerk", "member")
    assert sorted(one.user.name for one in Notice.objects.select_related("user")) == sorted(
        town.users[who].name for who in ("clerk", "head", "member")
    )


def test_the_database_itself_refuses_a_second_one(town: Town) -> None:
    tell(town, "clerk")
    again = Notice.objects.get()
    again.pk, again.ref = None, uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_telling_asks_twice_whether_one_is_told_or_ten(town: Town) -> None:
    everybody = list(town.users)[:10]
    for event, who in (("one", everybody[:1]), ("ten", everybody)):
        with CaptureQueriesContext(connection) as asked:
            tell(town, *who, event=event)
        said = [q["sql"] for q in asked if q["sql"].startswith(("SELECT", "INSERT"))]
        assert len(said) == 2


def test_what_did_not_happen_is_told_to_nobody(town: Town) -> None:
    with transaction.atomic():
        tell(town, "clerk")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_an_unknown_code_or_an_empty_blank_is_loud(town: Town) -> None:
    for code, values in (("test.none", {"title": "x"}), ("test.asked", {})):
        with pytest.raises(KeyError), transaction.atomic():
            commands.tell(
                [town.users["clerk"]],
                event="e", code=code, about=ABOUT, town=town.area, values=values, at=at(2, 9),
            )  # fmt: skip


# ------------------------------------------------------------------ quiet hours
@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (at(2, 9), at(2, 9)),  # a Monday morning
        (at(2, 7, 59), at(2, 8)),
        (at(2, 19, 59), at(2, 19, 59)),
        (at(2, 20), at(3, 8)),
        (at(6, 21), at(9, 8)),  # Friday night to Monday
        (at(7, 10), at(9, 8)),
        (at(14, 10), at(14, 10)),  # a Saturday that is worked
        (at(4, 10), at(5, 8)),  # a holiday
    ],
)
def test_a_notice_of_the_night_shows_on_the_next_working_morning(
    town: Town, told: dt.datetime, shown: dt.datetime
) -> None:
    SpecialDay.objects.create(on=dt.date(2026, 3, 14), works=True, name="调休上班")
    SpecialDay.objects.create(on=dt.date(2026, 3, 4), works=False, name="放假")
    tell(town, "clerk", at=told)
    assert unread(town, "clerk", shown)
    assert not unread(town, "clerk", shown - dt.timedelta(seconds=1))


# ------------------------------------------------------------------ reminders
def test_one_reminder_comes_two_working_days_before_the_last_day(town: Town) -> None:
    tell(town, "clerk", due_on=dt.date(2026, 3, 10))  # a Tuesday
    assert clock(town, at(5, 9)) == 0
    assert clock(town, at(6, 9)) == 1
    assert clock(town, at(6, 10)) == clock(town, at(9, 9)) == 0
    told = queries.told(town.users["clerk"], town.area, at=at(6, 9))
    assert [one.reminder for one in told] == [True, False]
    assert told[0].due_on == dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (at(6, 7), "in quiet hours"),
        (at(7, 10), "on a Saturday"),
        (at(11, 9), "after the last day"),
    ],
)
def test_nobody_is_reminded(town: Town, when: dt.datetime, why: str) -> None:
    tell(town, "clerk", due_on=dt.date(2026, 3, 10))
    assert clock(town, when) == 0, why


def test_nobody_is_reminded_on_the_day_they_are_told_or_of_what_was_done(town: Town) -> None:
    tell(town, "clerk", event="short", due_on=dt.date(2026, 3, 3))
    assert clock(town, at(2, 15)) == 0
    tell(town, "clerk", event="long", due_on=dt.date(2026, 3, 10))
    assert commands.settle(ABOUT, user=town.users["head"]) == 0
    assert commands.settle(ABOUT, code="test.asked") == 2
    assert clock(town, at(6, 9)) == 0


def test_the_clock_of_one_town_reminds_nobody_in_another(world: World) -> None:
    tell(world.first, "clerk", due_on=dt.date(2026, 3, 10))
    assert clock(world.second, at(6, 9)) == 0
    assert not unread(world.second, "clerk", at(6, 9))


# ------------------------------------------------------------------ reading
def test_a_read_notice_is_counted_no_more_and_nothing_says_when_it_was_read(town: Town) -> None:
    tell(town, "clerk", event="one")
    tell(town, "clerk", event="two")
    mine = unread(town, "clerk", at(2, 9))
    assert len(mine) == 2
    assert (commands.read(mine[:1]), commands.read(mine[:1])) == (1, 0)
    assert unread(town, "clerk", at(2, 9)) == mine[1:]
    moments = {f.name for f in Notice._meta.fields if "Date" in f.get_internal_type()}
    assert moments == {"due_on", "shown_from"}, "when somebody looked is nobody's business"


def test_the_count_rides_on_a_question_that_is_asked_anyway(town: Town) -> None:
    tell(town, "clerk", "head", event="one")
    tell(town, "clerk", event="two")
    for who, n in (("clerk", 2), ("head", 1), ("member", 0)):
        rows = queries.counted(Cycle.objects.all(), town.users[who], town.area, at=at(2, 9))
        with CaptureQueriesContext(connection) as asked:
            assert queries.count_in(list(rows)) == n
        assert len(asked) == 1
    assert queries.count_in([]) == 0


def test_a_notice_is_found_by_whom_it_was_told_alone(town: Town) -> None:
    tell(town, "clerk")
    ref = Notice.objects.get().ref
    assert queries.notice_at(ref, town.users["clerk"]) is not None
    assert queries.notice_at(ref, town.users["head"]) is None


def test_whoever_holds_a_role_that_day_is_told_over_the_whole_area(town: Town) -> None:
    def names(role: Role, area: str = "", on: dt.date = TODAY) -> set[str]:
        return {user.login for user in queries.to_whom(town.area, role, on=on, area=area)}

    assert names(Role.CLERK) == {"a-clerk", "a-clerk-2"}
    assert names(Role.SECRETARY) == set()
    assert names(Role.SECRETARY, town.villages[0].path) == {"a-secretary-v1"}
    assert names(Role.COUNTY) == {"a-county"}
    assert names(Role.CLERK, on=dt.date(2020, 1, 1)) == set()


# ------------------------------------------------------------------ several at once
@pytest.fixture
def gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    many = Words("Answer %(title)s", "claim", "%(count)s to answer")
    monkeypatch.setitem(wording.NOTICES, "test.asked", many)


@pytest.mark.usefixtures("gathered")
def test_several_of_a_kind_on_one_day_are_shown_as_one_and_counted_once(town: Town) -> None:
    for n in range(3):
        tell(town, "clerk", "head", event=f"e{n}", at=at(2, 9, n))
    tell(town, "head", event="alone", at=at(3, 9))
    assert Notice.objects.count() == 7, "one for each person and event, all the same"
    (one,) = unread(town, "clerk", at(3, 10))
    assert wording.sentence(one.code, one.values, count=queries.stands_for(one)) == "3 to answer"
    assert [queries.stands_for(one) for one in unread(town, "head", at(3, 10))] == [1, 3]
    rows = queries.counted(Cycle.objects.all(), town.users["clerk"], town.area, at=at(3, 10))
    assert queries.count_in(list(rows)) == 1


@pytest.mark.usefixtures("gathered")
def test_what_comes_after_the_others_were_read_stands_by_itself(town: Town) -> None:
    for n in range(3):
        tell(town, "clerk", event=f"e{n}")
    assert commands.read(unread(town, "clerk", at(2, 10))) == 3
    tell(town, "clerk", event="later", at=at(2, 11))
    (one,) = unread(town, "clerk", at(2, 12))
    assert (one.event, queries.stands_for(one)) == ("later", 1)


@pytest.mark.usefixtures("gathered")
def test_each_is_reminded_of_and_the_reminders_are_shown_as_one(town: Town) -> None:
    for n in range(3):
        tell(town, "clerk", event=f"e{n}", due_on=dt.date(2026, 3, 6))
    commands.settle(ABOUT, user=town.users["head"])
    Notice.objects.filter(event="e0").update(done=True)
    assert clock(town, at(4, 9)) == 2
    reminders = [one for one in unread(town, "clerk", at(4, 10)) if one.reminder]
    assert [queries.stands_for(one) for one in reminders] == [2]
    assert clock(town, at(4, 11)) == 0


def test_what_is_not_to_be_gathered_is_shown_one_by_one(town: Town) -> None:
    for n in range(3):
        tell(town, "clerk", event=f"e{n}")
    assert len(unread(town, "clerk", at(2, 10))) == 3
