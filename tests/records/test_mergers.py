"""Villages merge in mid-task (合村并组): whose it is, who answers, what counts where."""

import datetime as dt

import pytest
from django.db import transaction

from jifen.claims.models import Claim
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.task import Action, Result, State
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account
from jifen.outcomes.queries import verify
from jifen.people import commands as people
from jifen.people import mergers
from jifen.people.mergers import Left
from jifen.people.models import Area, Holding, Merger
from jifen.people.queries import rosters, standing
from jifen.register.commands import NewUnit, end_holding, merge
from jifen.sheets.people import DutyRow
from jifen.standings.commands import brief, close, propose_close
from jifen.standings.queries import live
from jifen.tasks import queries
from jifen.tasks.assigning import Flag, leads
from jifen.tasks.commands import clock, follow_mergers
from jifen.tasks.models import Task
from tests.harness.database import walls_down
from tests.harness.host import HOST
from tests.harness.kept import once
from tests.laws.town import EAST, ENDS_ON, STARTS_ON, WEST, Town, origin
from tests.records import town as standings_town
from tests.records.test_inspections import go, one
from tests.records.test_tasks import DAY, MONDAY, ask, flags, now, ready, refusals, take
from tests.records.town import HALF, NEXT, V1, V2

pytestmark = pytest.mark.django_db
NEW = "东西新村"
PAPER = "县民政〔2025〕6号"


@pytest.fixture
def town(db: None) -> Town:
    return once(ready)


def unite(
    town: Town, *names: str, into: str = "", on: dt.date | None = None, by: str = "clerk"
) -> list[Merger]:
    """Merge villages into one that stands, or into the new one; hand over what is open."""
    made = merge(
        town.area,
        [town.unit(name) for name in names or (EAST, WEST)],
        town.unit(into) if into else NewUnit(NEW, "village"),
        on=on or town.day,
        document=PAPER,
        hand=town.hand(by),
    )
    follow_mergers(town.area, made, hand=town.hand(by))
    return made


def place(town: Town, task: Task, unit: str = EAST) -> "tuple[str, ...]":
    return leads(now(task, town.unit(unit)).holders)


# ------------------------------------------------------------------ tasks in the middle
def test_open_tasks_go_to_whose_duty_it_is_in_the_new_village_with_their_history(
    town: Town,
) -> None:
    task = ask(town, units=[EAST, WEST], days=10)
    take(town, task, "li", Action.BEGIN)
    town.day += DAY
    unite(town)
    both = tuple(sorted(map(town.code, ("李二麦", "钱五黍"))))
    for unit in (EAST, WEST):
        course = queries.steps(task)[town.unit(unit).path]
        last = course[-1]
        assert (last.action, last.target, last.due_on) == (
            Action.HAND_OVER,
            State.ISSUED,
            task.due_on,
        )
        assert leads(last.holders) == both
        assert PAPER in last.reason
        assert NEW in last.reason
    assert [step.action for step in queries.steps(task)[town.unit(EAST).path]] == [
        Action.ISSUE,
        Action.BEGIN,
        Action.HAND_OVER,
    ]
    take(town, task, "qian", Action.REPORT, EAST)
    assert take(town, task, "clerk", Action.ACCEPT, EAST).result == Result.ON_TIME
    assert list(verify(town.area)) == []


def test_handing_over_what_merged_is_done_once(town: Town) -> None:
    task = ask(town, units=[EAST, WEST], days=10)
    made = unite(town)
    assert follow_mergers(town.area, made, hand=town.hand("clerk")) == 0
    assert len(queries.steps(task)[town.unit(EAST).path]) == 2


def test_a_task_that_already_ended_or_was_reported_is_left_as_it_is(town: Town) -> None:
    task = ask(town)
    take(town, task, "li", Action.REPORT)
    unite(town)
    assert now(task, town.unit(EAST)).action == Action.REPORT
    assert take(town, task, "clerk", Action.ACCEPT).result == Result.ON_TIME


def test_a_division_of_duties_in_the_new_village_shows_and_takes_over(town: Town) -> None:
    task = ask(town, days=20)
    unite(town)
    town.day += DAY
    duties = [DutyRow(origin(), EAST, "安全", "李二麦", (), dt.date(2021, 3, 1), town.day)]
    duties += [DutyRow(origin(), WEST, "安全", "钱五黍", (), dt.date(2021, 3, 1), town.day)]
    duties += [DutyRow(origin(), NEW, "安全", "张三稻", (), town.day, None)]
    assert not refusals(town.register(duties=duties))
    assert flags(town, now(task, town.unit(EAST))) == {Flag.MOVED}
    take(town, task, "clerk", Action.HAND_OVER)
    assert place(town, task) == (town.code("张三稻"),)


def test_what_was_given_to_somebody_by_name_goes_on_where_they_belong(town: Town) -> None:
    task = ask(town, people=["张三稻"], worth={Result.LATE: ("D-1", "1")})
    unite(town, EAST, into=WEST)
    assert place(town, task) == (town.code("张三稻"),)
    town.day = task.due_on + DAY
    take(town, task, "zhang", Action.REPORT)
    take(town, task, "clerk", Action.ACCEPT)
    claim = Claim.objects.get()
    assert (claim.unit.name, [who.cadre.name for who in claim.people.all()]) == (WEST, ["张三稻"])


@pytest.mark.parametrize(("merged_on", "who", "unit"), [(-3, 2, NEW), (1, 1, EAST)])
def test_who_answers_for_what_was_missed_is_who_had_the_duty_on_its_last_day(
    town: Town, merged_on: int, who: int, unit: str
) -> None:
    """Merged before the last day, both who lead there; merged after it, the old village's lead."""
    task = ask(town, days=5, worth={Result.MISSED: ("D-1", "1")})
    town.day = task.due_on + merged_on * DAY
    unite(town)
    town.day = task.due_on + 30 * DAY
    clock(town.area, hand=town.clock())
    claim = Claim.objects.get()
    assert (claim.people.count(), claim.unit.name) == (who, unit)
    assert clock(town.area, hand=town.clock()) == 0


def test_the_new_village_speaks_for_what_was_asked_of_the_old_and_the_old_no_more(
    town: Town,
) -> None:
    task = ask(town, days=10)
    unite(town)
    people.grant(town.users["wang"], Role.SECRETARY, town.unit(NEW), from_on=MONDAY, hand=HOST)
    town.user("zhao", Role.SECRETARY, town.unit(WEST), "赵四粟")
    assert take(town, task, "wang", Action.BEGIN).role == Role.SECRETARY
    with pytest.raises(Refusal) as refused:
        take(town, task, "zhao", Action.REPORT)
    assert refused.value.code == "task.unknown"
    seen = queries.visible_to(town.actor("wang"), town.area, on=town.day)
    assert [step.task_id for step in seen] == [task.pk]


def test_list_and_page_agree_on_who_reads_what_was_asked_before(town: Town) -> None:
    task = ask(town, units=[EAST, WEST], days=10)
    unite(town)
    people.grant(town.users["wang"], Role.SECRETARY, town.unit(NEW), from_on=MONDAY, hand=HOST)
    for login in ("wang", "li", "zhang", "clerk", "stationed", "system"):
        actor = town.actor(login)
        listed = {s.unit_id for s in queries.visible_to(actor, town.area, on=town.day)}
        shown = {course[-1].unit_id for course in queries.seen(task, actor, on=town.day)}
        assert listed == shown, login


def test_nothing_new_is_asked_of_a_village_that_merged(town: Town) -> None:
    unite(town, EAST, into=WEST)
    with pytest.raises(Refusal) as refused:
        ask(town)
    assert refused.value.code == "unit.merged"
    assert set(leads(now(ask(town, units=[WEST]), town.unit(WEST)).holders)) == {
        town.code("李二麦"),
        town.code("钱五黍"),
    }


def test_a_round_before_the_merger_is_put_right_in_the_village_as_it_is_now(town: Town) -> None:
    unite(town, EAST, into=WEST)
    town.day += DAY
    go(town, one(town), on=MONDAY - DAY, units=[EAST])
    task = Task.objects.get()
    assert set(place(town, task, WEST)) == {town.code("李二麦"), town.code("钱五黍")}
    claim = Claim.objects.get()
    assert (claim.unit.name, claim.people.get().cadre.name) == (EAST, "李二麦")
    with pytest.raises(Refusal) as refused:
        go(town, one(town), units=[EAST], token=2)
    assert refused.value.code == "unit.merged"


# ------------------------------------------------------------------ the register and the points
def test_nobodys_post_ends_and_what_is_left_says_how_each_ends(town: Town) -> None:
    before = Holding.objects.filter(to_on=None).count()
    unite(town, EAST, into=WEST)
    assert Holding.objects.filter(to_on=None).count() == before
    left = mergers.remaining(town.area, on=town.day)
    assert {one.unit.name for one in left} == {EAST}
    found = {(one.left, one.who, one.what) for one in left}
    assert {(Left.PARTY, "王一禾", "党支部书记"), (Left.ELECTED, "王一禾", "村委会主任")} <= found
    assert (Left.DUTY, "李二麦", "safety") in found
    assert Left.ROLE in {left for left, _who, what in found if what == "secretary"}
    holding = Holding.objects.get(cadre__name="王一禾", post="党支部书记")
    town.day += DAY
    end_holding(holding, to_on=town.day, reason="镇党委决定", hand=town.hand("clerk"))
    left = mergers.remaining(town.area, on=town.day)
    assert Left.PARTY not in {one.left for one in left if one.who == "王一禾"}
    assert list(verify(town.area)) == []


def test_posts_and_duties_are_those_of_the_new_village_from_the_day_on(town: Town) -> None:
    unite(town)
    held = rosters(town.area)
    east, new = town.unit(EAST).path, town.unit(NEW).path
    wang = town.code("王一禾")
    assert (held.unit(wang, MONDAY - DAY), held.unit(wang, MONDAY)) == (east, new)
    assert len(held.on(new, MONDAY)) == 5
    assert held.on(new, MONDAY - DAY) == ()
    assert len(held.on(east, MONDAY)) == 3, "what is on its way there keeps whom it is about"
    whole = held.units_of(wang, STARTS_ON, ENDS_ON)
    assert whole == {east: (MONDAY - STARTS_ON).days, new: (ENDS_ON - MONDAY).days}
    before = rosters(town.area, upto_seq=Merger.objects.order_by("seq")[0].seq - 1)
    assert before.unit(wang, MONDAY) == east


def test_members_count_in_each_village_for_the_days_they_served(town: Town) -> None:
    unite(town)
    assert Account.objects.filter(village=town.unit(NEW)).count() == 1
    board = live(town.cycle, at=MONDAY + 9 * DAY)
    days = {v.name: {m.code: m.days for m in v.members} for v in board.villages}
    li = town.code("李二麦")
    assert days[EAST][li] == (MONDAY - STARTS_ON).days
    assert days[NEW][li] == 10
    assert town.code("钱五黍") in days[NEW]


def test_what_happened_from_then_on_is_claimed_for_the_new_village(town: Town) -> None:
    unite(town, EAST, into=WEST)
    town.day += 5 * DAY

    def draft(unit: str, on: dt.date) -> Claim:
        return town.draft("line", "D-1", "李二麦", unit=unit, on=on)

    with pytest.raises(Refusal) as refused:
        draft(EAST, MONDAY)
    assert refused.value.code == "unit.merged"
    assert draft(EAST, MONDAY - DAY).unit.name == EAST
    assert draft(WEST, MONDAY).unit.name == WEST


def test_a_village_that_took_others_over_may_be_taken_over_itself(town: Town) -> None:
    unite(town, EAST, into=WEST)
    town.day += 10 * DAY
    unite(town, WEST)
    east = Area.objects.get(pk=town.unit(EAST).pk)
    assert [mergers.stood(east, MONDAY + n * DAY).name for n in (-1, 0, 9, 10)] == [
        EAST,
        WEST,
        WEST,
        NEW,
    ]
    assert [one.name for one in standing(town.area, on=town.day)] == [NEW]
    held = rosters(town.area)
    assert len(held.on(town.unit(NEW).path, town.day)) == 5
    assert list(verify(town.area)) == []


def test_a_merger_that_was_changed_by_hand_fails_the_proof(town: Town) -> None:
    (merger,) = unite(town, EAST, into=WEST)
    with transaction.atomic(), walls_down():
        Merger.objects.filter(pk=merger.pk).update(on=MONDAY - DAY)
    assert {fault.code for fault in verify(town.area)} == {"merger.changed"}


def test_a_cycle_closes_and_every_edition_is_proved_with_a_merger_in_its_middle(
    db: None,
) -> None:
    town = standings_town.found()
    brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
    on, old, new = HALF + 30 * DAY, town.unit(V1), town.unit(V2)
    merge(town.area, [old], new, on=on, document=PAPER, hand=town.hand("clerk"))
    propose_close(town.cycle, hand=town.hand("clerk"))
    close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))
    assert list(verify(town.area)) == []
    board = live(Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk))
    days = {v.name: {m.code: m.days for m in v.members} for v in board.villages}
    who = town.code("甲一")
    assert days[V1][who] + days[V2][who] == 365
    assert days[V2][who] == (NEXT - on).days
