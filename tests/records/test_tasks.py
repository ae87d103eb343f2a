"""A task from the document that asks for it to its end, village by village, in a real town."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

import pytest
from django.db import transaction

from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.task import Action, Level, Origin, Result, State
from jifen.notices.models import Notice
from jifen.outcomes.queries import verify
from jifen.people import commands as people
from jifen.people.models import Area
from jifen.people.queries import rosters
from jifen.sheets.people import DutyRow, LeaveRow
from jifen.tasks import queries
from jifen.tasks.assigning import Flag, leads, look, pairs
from jifen.tasks.commands import Given, NewTask, Source, clock, issue, take_step
from jifen.tasks.models import Step, Task
from tests.harness.database import walls_down
from tests.harness.host import HOST
from tests.harness.kept import once
from tests.laws.town import EAST, WEST, Town, found, origin

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2025, 6, 2)
DAY = dt.timedelta(days=1)
COUNTY = Source(
    origin=Origin.SUPERIOR, level=Level.COUNTY, issuer="县应急管理局", document="县应急〔2025〕8号"
)
WHY = "汛期临近，按要求办理。"


def ready() -> Town:
    """Found the town with accounts of those whose tasks they are; today is a Monday."""
    town = found()
    east, west = town.unit(EAST), town.unit(WEST)
    town.user("wang", Role.SECRETARY, east, "王一禾")
    town.user("li", Role.CADRE, east, "李二麦")
    town.user("zhang", Role.CADRE, east, "张三稻")
    town.user("qian", Role.CADRE, west, "钱五黍")
    town.day = MONDAY
    return town


@pytest.fixture
def town() -> Town:
    return once(ready)


def ask(
    town: Town,
    by: str = "clerk",
    *,
    units: Sequence[str] = (EAST,),
    area: str = "safety",
    people: Sequence[str] = (),
    days: int | None = 3,
    until: dt.date | None = None,
    worth: Mapping[Result, tuple[str, str]] | None = None,
    source: Source = COUNTY,
    token: int = 1,
    title: str = "排查山塘水库",
) -> Task:
    """Issue one task and return it."""
    new = NewTask(
        title=title,
        text="逐处排查，登记造册。",
        area="" if people else area,
        units=[] if people else [town.unit(name) for name in units],
        people=[town.code(name) for name in people],
        days=days,
        until=until,
        worth=worth or {},
    )
    (made,) = issue(town.area, source, [new], token=uuid.UUID(int=token), hand=town.hand(by))
    return made


def take(
    town: Town, task: Task, login: str, action: Action, unit: str = EAST, **given: object
) -> Step:
    """Take a step as somebody, with a reason and evidence unless others are given."""
    said = {"reason": WHY, "evidence": ["排查台账"], **given}
    return take_step(
        task, town.unit(unit), action, Given(**said), hand=town.hand(login)  # type: ignore[arg-type]
    )  # fmt: skip


def now(task: Task, unit: Area) -> Step:
    return queries.steps(task)[unit.path][-1]


def code_of(refused: "pytest.ExceptionInfo[Refusal]") -> str:
    return refused.value.code


# ------------------------------------------------------------------ whose it is
def test_a_task_lands_on_who_leads_the_duty_in_each_village_that_day(town: Town) -> None:
    task = ask(town, units=[EAST, WEST])
    east, west = now(task, town.unit(EAST)), now(task, town.unit(WEST))
    assert pairs(east.holders) == ((town.code("李二麦"), "lead"),)
    assert pairs(west.holders) == ((town.code("钱五黍"), "lead"),)
    assert (task.due_on, str(task)) == (MONDAY + 3 * DAY, "督办〔2025〕1号")
    assert {one.target for one in (east, west)} == {State.ISSUED}


def test_a_vacancy_and_a_leave_show_and_hide_nothing(town: Town) -> None:
    task = ask(town, area="land", units=[WEST])
    step = now(task, town.unit(WEST))
    assert pairs(step.holders) == ()
    assert flags(town, step) == {Flag.VACANT}
    leave = LeaveRow(origin(), "", "李二麦", EAST, "sick", MONDAY, MONDAY + 30 * DAY)
    assert not refusals(town.register(leaves=[leave]))
    sick = now(ask(town, token=2), town.unit(EAST))
    assert leads(sick.holders) == (town.code("李二麦"),)
    assert flags(town, sick) == {Flag.AWAY}


def flags(town: Town, step: Step) -> set[Flag]:
    seen = look(rosters(town.area), step.unit.path, step.task.area, step.holders, town.day)
    return set(seen.flags)


def refusals(report: object) -> list[object]:
    return [one.refusal for one in report.rows if one.refusal]  # type: ignore[attr-defined]


def test_people_who_are_named_have_it_in_their_own_villages(town: Town) -> None:
    task = ask(town, people=["张三稻", "赵四粟"])
    assert leads(now(task, town.unit(EAST)).holders) == (town.code("张三稻"),)
    assert leads(now(task, town.unit(WEST)).holders) == (town.code("赵四粟"),)


def test_one_document_becomes_many_tasks_and_the_same_form_only_once(town: Town) -> None:
    new = [
        NewTask(title=f"事项{n}", area="safety", units=[town.unit(EAST)], days=n)
        for n in range(1, 6)
    ]
    token = uuid.UUID(int=7)
    first = issue(town.area, COUNTY, new, token=token, hand=town.hand("clerk"))
    again = issue(town.area, COUNTY, new, token=token, hand=town.hand("clerk"))
    assert [one.pk for one in first] == [one.pk for one in again]
    assert [one.number for one in first] == [1, 2, 3, 4, 5]
    assert {one.document for one in first} == {COUNTY.document}
    assert Task.objects.count() == 5


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"days": 0}, "task.days"),
        ({"days": None}, "task.days"),
        ({"days": 251}, "task.days"),
        ({"until": MONDAY}, "task.day-past"),
        ({"until": MONDAY + 600 * DAY}, "task.days"),
        ({"title": " "}, "task.no-title"),
        ({"area": "none"}, "task.no-area"),
        ({"area": ""}, "task.no-area"),
        ({"units": ()}, "task.no-villages"),
        ({"source": Source(origin=Origin.SUPERIOR)}, "task.no-document"),
        ({"worth": {Result.LATE: ("A-1", "")}}, "task.wrong-side"),
        ({"worth": {Result.ON_TIME: ("D-6", "")}}, "task.wrong-side"),
        ({"worth": {Result.LATE: ("X-9", "")}}, "fact.item-unknown"),
        ({"worth": {Result.LATE: ("D-1", "many")}}, "task.measure"),
        ({"worth": {Result.LATE: ("D-1", "")}}, "measures.quantity-missing"),
        ({"worth": {Result.LATE: ("D-2", "90")}}, "task.not-your-item"),
        ({"by": "member"}, "task.not-issuer"),
        ({"by": "auditor"}, "task.not-issuer"),
        ({"by": "wang"}, "task.not-issuer"),
    ],
)
def test_what_cannot_be_asked_is_refused(town: Town, changed: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(town, **changed)  # type: ignore[arg-type]
    assert code_of(refused) == code
    assert not Task.objects.exists()


def test_nothing_and_too_much_are_no_issue(town: Town) -> None:
    one = NewTask(title="事项", area="safety", units=[town.unit(EAST)], days=1)
    for new, code in (([], "task.none"), ([one] * 201, "task.many")):
        with pytest.raises(Refusal) as refused:
            issue(town.area, COUNTY, new, token=uuid.UUID(int=1), hand=town.hand("clerk"))
        assert code_of(refused) == code


def test_somebody_without_a_post_is_asked_nothing(town: Town) -> None:
    with pytest.raises(Refusal) as refused:
        issue(
            town.area,
            COUNTY,
            [NewTask(title="事项", people=["V99-001X"], days=1)],
            token=uuid.UUID(int=1),
            hand=town.hand("clerk"),
        )
    assert code_of(refused) == "task.not-serving"


# ------------------------------------------------------------------ its life
def test_a_task_goes_from_issue_to_close_by_other_hands(town: Town) -> None:
    task = ask(town)
    take(town, task, "li", Action.RECEIVE)
    take(town, task, "li", Action.BEGIN)
    done = take(town, task, "li", Action.REPORT, evidence=["东沟排〔2025〕1号"])
    assert (done.reported_on, done.evidence) == (MONDAY, ["东沟排〔2025〕1号"])
    accepted = take(town, task, "clerk", Action.ACCEPT)
    assert (accepted.result, accepted.target) == (Result.ON_TIME, State.ACCEPTED)
    assert clock(town.area, hand=town.clock()) == 1
    assert now(task, town.unit(EAST)).target == State.CLOSED
    assert clock(town.area, hand=town.clock()) == 0
    assert list(verify(town.area)) == []


def test_a_village_speaks_for_itself_and_for_no_other(town: Town) -> None:
    task = ask(town, units=[EAST, WEST])
    assert take(town, task, "wang", Action.RECEIVE).role == Role.SECRETARY
    for login, unit, code in (
        ("li", WEST, "task.not-yours"),
        ("wang", WEST, "task.not-yours"),
        ("zhang", EAST, "task.unknown"),
        ("auditor", EAST, "task.not-yours"),
    ):
        with pytest.raises(Refusal) as refused:
            take(town, task, login, Action.REPORT, unit)
        assert code_of(refused) == code, login


def test_who_reported_for_a_village_leaves_accepting_to_another(town: Town) -> None:
    task = ask(town)
    take(town, task, "clerk", Action.REPORT)
    with pytest.raises(Refusal) as refused:
        take(town, task, "clerk", Action.ACCEPT)
    assert code_of(refused) == "task.same-hand"
    assert take(town, task, "clerk-2", Action.ACCEPT).result == Result.ON_TIME


def test_nobody_of_the_office_signs_off_their_own_task_or_kins(town: Town) -> None:
    people.grant(town.users["li"], Role.CLERK, town.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    people.relate(town.users["clerk-2"], town.cadre("李二麦"), "spouse", hand=HOST)
    task = ask(town)
    take(town, task, "li", Action.REPORT)
    for login in ("li", "clerk-2"):
        with pytest.raises(Refusal) as refused:
            take(town, task, login, Action.ACCEPT)
        assert code_of(refused) == "task.not-yours", login
    with pytest.raises(Refusal) as issued:
        ask(town, "li", token=2)
    assert code_of(issued) == "task.not-issuer"


def test_a_slow_acceptance_costs_the_village_nothing(town: Town) -> None:
    task = ask(town)
    town.day = task.due_on
    take(town, task, "li", Action.REPORT)
    town.day += 60 * DAY
    assert clock(town.area, hand=town.clock()) == 0
    assert take(town, task, "clerk", Action.ACCEPT).result == Result.ON_TIME


def test_what_is_late_is_not_outstanding_and_stays_late_though_it_be_returned(
    town: Town,
) -> None:
    task = ask(town)
    town.day = task.due_on + DAY
    assert take(town, task, "li", Action.REPORT).result == Result.LATE
    with pytest.raises(Refusal) as refused:
        take(town, task, "clerk", Action.ACCEPT, outstanding=True)
    assert code_of(refused) == "task.late-not-outstanding"
    back = take(town, task, "clerk", Action.RETURN)
    assert back.due_on == dt.date(2025, 6, 11)
    assert (back.reported_on, back.evidence) == (None, [])
    take(town, task, "li", Action.REPORT)
    assert take(town, task, "clerk", Action.ACCEPT).result == Result.LATE


def test_what_is_returned_in_time_may_still_be_outstanding(town: Town) -> None:
    task = ask(town)
    town.day = task.due_on
    take(town, task, "li", Action.REPORT)
    town.day += 20 * DAY
    back = take(town, task, "clerk", Action.RETURN)
    assert back.due_on > town.day
    take(town, task, "li", Action.REPORT)
    assert take(town, task, "clerk", Action.ACCEPT, outstanding=True).result == Result.OUTSTANDING


def test_more_time_is_asked_for_and_granted_or_refused_with_a_reason(town: Town) -> None:
    task = ask(town)
    with pytest.raises(Refusal) as refused:
        take(town, task, "clerk", Action.REFUSE)
    assert code_of(refused) == "task.not-asked"
    with pytest.raises(Refusal) as refused:
        take(town, task, "li", Action.ASK, until=task.due_on)
    assert code_of(refused) == "task.day-earlier"
    wanted = task.due_on + 7 * DAY
    assert take(town, task, "li", Action.ASK, until=wanted).asked_on == wanted
    assert take(town, task, "clerk", Action.REFUSE).asked_on is None
    take(town, task, "li", Action.ASK, until=wanted)
    for until, code in ((MONDAY, "task.day-past"), (task.due_on, "task.day-earlier")):
        with pytest.raises(Refusal) as refused:
            take(town, task, "clerk", Action.EXTEND, until=until)
        assert code_of(refused) == code
    with pytest.raises(Refusal) as refused:
        take(town, task, "clerk", Action.EXTEND, until=dt.date.max)
    assert code_of(refused) == "task.days"
    extended = take(town, task, "clerk", Action.EXTEND, until=wanted)
    old = Notice.objects.get(user=town.users["li"], code="task.issued")
    new = Notice.objects.get(user=town.users["li"], code="task.extended")
    assert (old.done, new.done, new.due_on) == (True, False, wanted)
    assert (extended.due_on, extended.asked_on) == (wanted, None)
    for action, given in (
        (Action.EXTEND, {"reason": "短"}),
        (Action.REPORT, {"evidence": [" "]}),
        (Action.EXTEND, {"until": None}),
    ):
        with pytest.raises(Refusal) as refused:
            take(town, task, "clerk", action, **given)  # type: ignore[arg-type]
        assert code_of(refused).startswith("task.no-"), action


def test_evidence_of_a_report_names_no_file_by_its_digest(town: Town) -> None:
    with pytest.raises(Refusal) as refused:
        take(town, ask(town), "li", Action.REPORT, evidence=["file:" + "a" * 64])
    assert code_of(refused) == "evidence.unknown"


def test_urging_is_work_of_the_office_that_is_kept(town: Town) -> None:
    task = ask(town)
    urged = take(town, task, "stationed", Action.URGE, reason="已电话提醒抓紧办理")
    assert (urged.target, urged.role) == (State.ISSUED, Role.STATIONED)
    told = Notice.objects.get(user=town.users["li"], code="task.urged")
    assert told.about == task.key


# ------------------------------------------------------------------ duties change on the way
def test_when_duties_change_the_task_is_handed_over_and_begins_anew(town: Town) -> None:
    task = ask(town, days=10)
    take(town, task, "li", Action.BEGIN)
    with pytest.raises(Refusal) as refused:
        take(town, task, "clerk", Action.HAND_OVER)
    assert code_of(refused) == "task.nobody"
    town.day += DAY
    duties = [
        DutyRow(origin(), EAST, "安全", "李二麦", (), dt.date(2021, 3, 1), town.day),
        DutyRow(origin(), EAST, "安全", "张三稻", (), town.day, None),
    ]
    assert not refusals(town.register(duties=duties))
    assert flags(town, now(task, town.unit(EAST))) == {Flag.MOVED}
    given = take(town, task, "clerk", Action.HAND_OVER, until=task.due_on + 7 * DAY)
    assert leads(given.holders) == (town.code("张三稻"),)
    assert (given.target, given.due_on) == (State.ISSUED, task.due_on + 7 * DAY)
    assert take(town, task, "zhang", Action.REPORT).target == State.REPORTED
    assert Notice.objects.filter(user=town.users["zhang"], code="task.issued").count() == 1
    with pytest.raises(Refusal) as refused:
        take(town, task, "li", Action.REPORT)
    assert code_of(refused) == "task.unknown"


def test_a_task_goes_on_with_somebody_named_when_villages_merge(town: Town) -> None:
    task = ask(town)
    given = take(town, task, "clerk", Action.HAND_OVER, people=[town.code("钱五黍")])
    assert pairs(given.holders) == ((town.code("钱五黍"), "named"),)
    assert flags(town, given) == set()
    assert take(town, task, "qian", Action.REPORT).role == Role.CADRE
    with pytest.raises(Refusal) as refused:
        take(town, ask(town, token=2), "clerk", Action.HAND_OVER, people=["V99-001X"])
    assert code_of(refused) == "task.not-serving"


# ------------------------------------------------------------------ who sees it, who is told
def test_tasks_are_read_by_the_office_their_village_and_whose_they_are(town: Town) -> None:
    task = ask(town)
    seen = {login: queries.shows(task, town.actor(login), on=town.day) for login in town.users}
    unseen = {login for login, found in seen.items() if not found}
    assert unseen == {"zhang", "qian", "supervision", "system", "security"}
    assert [one.task for one in queries.mine(town.actor("li"), town.area)] == [task]
    assert not queries.mine(town.actor("zhang"), town.area)
    assert not queries.mine(town.actor("clerk"), town.area)


def test_people_are_told_once_and_no_more_reminded_of_what_is_done(town: Town) -> None:
    task = ask(town)
    told = Notice.objects.get(user=town.users["li"], code="task.issued")
    assert (told.due_on, told.done) == (task.due_on, False)
    take(town, task, "li", Action.REPORT)
    told.refresh_from_db()
    assert told.done
    assert Notice.objects.filter(user=town.users["clerk"], code="task.reported").count() == 1


def test_who_is_overdue_is_told_once_a_last_day_however_often_the_clock_runs(
    town: Town,
) -> None:
    task = ask(town)
    town.day = task.due_on + DAY
    for _ in range(3):
        assert clock(town.area, hand=town.clock()) == 0
    assert Notice.objects.filter(user=town.users["li"], code="task.overdue").count() == 1


def test_the_heat_table_counts_areas_and_villages_and_names_nobody(town: Town) -> None:
    ask(town, units=[EAST, WEST])
    ask(town, units=[EAST], token=2, days=1)
    town.day += 2 * DAY
    rows = list(queries.visible_to(town.actor("clerk"), town.area, on=town.day))
    stand = queries.standing(rows, rosters(town.area), {}, today=town.day)
    cells = queries.heat(stand)
    east, west = cells["safety", town.unit(EAST).path], cells["safety", town.unit(WEST).path]
    assert (east.every, east.open, east.overdue) == (2, 2, 1)
    assert (west.every, west.open, west.overdue) == (1, 1, 0)
    assert [one.soon for one in stand].count(True) == 2


# ------------------------------------------------------------------ the proof
def test_what_was_changed_behind_the_chain_is_found(town: Town) -> None:
    task = ask(town)
    take(town, task, "li", Action.BEGIN)
    assert list(verify(town.area)) == []
    for change, code in (
        (lambda: Task.objects.update(title="另一事项"), "task.changed"),
        (lambda: Step.objects.filter(number=1).update(reason="另有说法"), "task-step.changed"),
        (lambda: Step.objects.filter(number=1).delete(), "task-step.missing"),
        (lambda: Step.objects.filter(number=1).update(source="working"), "task.order"),
    ):
        with walls_down(), transaction.atomic():
            assert change()
            assert code in {fault.code for fault in queries.faults(town.area)}
            transaction.set_rollback(True)
    assert list(verify(town.area)) == []
