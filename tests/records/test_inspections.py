"""A round over villages: what it found, who answers, putting it right, and the same found again."""

import datetime as dt
import uuid
from collections.abc import Sequence
from fractions import Fraction

import pytest
from django.db import transaction

from jifen.claims.models import Claim
from jifen.core.circumstances import Repair
from jifen.core.errors import Refusal
from jifen.core.task import Action, Look, Result, State
from jifen.core.workflow import State as Stage
from jifen.outcomes.queries import verify
from jifen.sheets.people import DutyRow, LeaveRow
from jifen.tasks import inspections, queries
from jifen.tasks.assigning import leads
from jifen.tasks.commands import Given, NewFinding, Round, clock, inspect, take_step
from jifen.tasks.models import Finding, Inspection, Task
from tests.harness.database import walls_down
from tests.harness.kept import once
from tests.laws.town import EAST, WEST, Town, origin
from tests.records.test_tasks import DAY, MONDAY, now, ready, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return once(ready)


def one(town: Town, **changed: object) -> NewFinding:
    """Return a finding in the east, of the safety duty, that proposes a deduction."""
    said: dict[str, object] = {
        "unit": town.unit(EAST),
        "text": "河道有垃圾堆积",
        "area": "safety",
        "days": 5,
        "item": "D-1",
        "measure": "2",
        "evidence": ["现场检查记录"],
    }
    return NewFinding(**(said | changed))  # type: ignore[arg-type]


def go(
    town: Town,
    *findings: NewFinding,
    by: str = "line",
    units: Sequence[str] = (EAST, WEST),
    on: dt.date | None = None,
    token: int = 1,
) -> Inspection:
    held = Round(
        look=Look.COVERT,
        held_on=on or town.day,
        units=[town.unit(name) for name in units],
        document="镇督〔2025〕3号",
    )
    return inspect(town.area, held, findings, token=uuid.UUID(int=token), hand=town.hand(by))


def take(town: Town, task: Task, login: str, action: Action) -> None:
    given = Given(reason="已经现场核对", evidence=["整改照片说明"])
    take_step(task, town.unit(EAST), action, given, hand=town.hand(login))


def test_a_round_that_finds_nothing_is_kept(town: Town) -> None:
    made = go(town)
    assert (str(made), len(made.units)) == ("督查〔2025〕1号", 2)
    assert not Finding.objects.exists()
    assert list(verify(town.area)) == []


def test_a_finding_lands_on_who_held_the_duty_and_proposes_once(town: Town) -> None:
    made = go(town, one(town))
    again = go(town, one(town))
    assert again.pk == made.pk
    finding = Finding.objects.get()
    step = now(finding.task, town.unit(EAST))
    assert leads(step.holders) == (town.code("李二麦"),)
    assert step.due_on == MONDAY + 7 * DAY
    claim = Claim.objects.get()
    assert (claim.state, claim.item, claim.measures) == (Stage.DRAFT, "D-1", {"quantity": "2"})
    assert [who.cadre.name for who in claim.people.all()] == ["李二麦"]
    assert claim.evidence == ["督查〔2025〕1号", "镇督〔2025〕3号", "现场检查记录"]
    assert "河道有垃圾堆积" in claim.reason
    for _ in range(3):
        assert clock(town.area, hand=town.clock()) == 0
    assert Claim.objects.count() == 1
    assert list(verify(town.area)) == []


def test_who_held_the_duty_on_the_day_answers_and_who_holds_it_now_puts_it_right(
    town: Town,
) -> None:
    duties = [
        DutyRow(origin(), EAST, "安全", "李二麦", (), dt.date(2021, 3, 1), MONDAY),
        DutyRow(origin(), EAST, "安全", "张三稻", (), MONDAY, None),
    ]
    assert not refusals(town.register(duties=duties))
    go(town, one(town), on=MONDAY - 3 * DAY)
    assert [who.cadre.name for who in Claim.objects.get().people.all()] == ["李二麦"]
    step = now(Finding.objects.get().task, town.unit(EAST))
    assert leads(step.holders) == (town.code("张三稻"),)


def test_nobody_answers_for_what_was_found_while_on_leave(town: Town) -> None:
    leave = LeaveRow(origin(), "", "李二麦", EAST, "sick", MONDAY, MONDAY + 3 * DAY)
    assert not refusals(town.register(leaves=[leave]))
    go(town, one(town))
    assert not Claim.objects.exists()
    assert clock(town.area, hand=town.clock()) == 0


def test_a_finding_may_ask_for_nothing_but_putting_it_right(town: Town) -> None:
    go(town, one(town, item="", measure=""))
    assert not Claim.objects.exists()
    assert Task.objects.get().title == "整改：河道有垃圾堆积"


def test_what_was_put_right_in_time_may_be_given_back_as_the_rulebook_says(town: Town) -> None:
    go(town, one(town))
    finding = Finding.objects.get()
    half = Repair(gives_back=Fraction(1, 2), within_days=10)
    unit = town.unit(EAST)
    assert inspections.given_back(finding, now(finding.task, unit), half) is None
    town.day += 3 * DAY
    take(town, finding.task, "li", Action.REPORT)
    assert inspections.given_back(finding, now(finding.task, unit), half) is None
    take(town, finding.task, "clerk", Action.ACCEPT)
    last = now(finding.task, unit)
    assert last.result == Result.ON_TIME
    assert inspections.given_back(finding, last, half) == town.day
    assert inspections.given_back(finding, last, None) is None
    soon = Repair(gives_back=Fraction(1, 2), within_days=2)
    assert inspections.given_back(finding, last, soon) is None


def test_the_same_found_again_says_so(town: Town) -> None:
    go(town, one(town))
    town.day += 10 * DAY
    go(town, one(town), one(town, item="D-6", measure=""), token=2)
    first, second, other = Finding.objects.order_by("pk")
    assert (second.repeats, other.repeats) == (first, None)
    assert "屡查屡犯" in Claim.objects.get(item="D-1", happened_on=town.day).reason
    assert "屡查屡犯" not in Claim.objects.get(item="D-6").reason


def test_a_rectification_that_is_missed_stands_in_the_list(town: Town) -> None:
    go(town, one(town))
    town.day += 30 * DAY
    assert clock(town.area, hand=town.clock()) == 1
    assert now(Finding.objects.get().task, town.unit(EAST)).target == State.MISSED


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": " "}, "inspection.no-text"),
        ({"area": ""}, "task.no-area"),
        ({"days": 0}, "task.days"),
        ({"item": "A-1"}, "task.wrong-side"),
        ({"item": "X-1"}, "fact.item-unknown"),
        ({"measure": ""}, "measures.quantity-missing"),
        ({"evidence": ["file:" + "a" * 64]}, "evidence.unknown"),
    ],
)
def test_a_finding_that_is_wrong_keeps_the_whole_round_back(
    town: Town, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        go(town, one(town), one(town, **changed))
    assert refused.value.code == code
    assert not Inspection.objects.exists()
    assert not Task.objects.exists()
    assert not Claim.objects.exists()


def test_a_round_is_of_its_villages_of_the_past_and_of_the_office(town: Town) -> None:
    for code, ask in (
        ("inspection.elsewhere", lambda: go(town, one(town), units=[WEST])),
        ("inspection.future", lambda: go(town, on=town.day + DAY)),
        ("inspection.many", lambda: go(town, *[one(town)] * 101)),
        ("task.no-villages", lambda: go(town, units=[])),
        ("task.not-issuer", lambda: go(town, by="member")),
        ("task.not-issuer", lambda: go(town, by="wang")),
        (
            "task.not-serving",
            lambda: go(town, one(town, area="", people=[town.code("钱五黍")])),
        ),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == code
    assert not Inspection.objects.exists()


def test_somebody_may_be_named_for_a_finding(town: Town) -> None:
    go(town, one(town, area="", people=[town.code("张三稻")]))
    assert [who.cadre.name for who in Claim.objects.get().people.all()] == ["张三稻"]


def test_what_was_changed_behind_the_chain_is_found(town: Town) -> None:
    go(town, one(town))
    for change, code in (
        (lambda: Inspection.objects.update(document="另一号"), "inspection.changed"),
        (lambda: Finding.objects.update(text="另有说法"), "finding.changed"),
        (lambda: Finding.objects.all().delete(), "finding.missing"),
    ):
        with walls_down(), transaction.atomic():
            assert change()
            assert code in {fault.code for fault in queries.faults(town.area)}
            transaction.set_rollback(True)
    assert list(queries.faults(town.area)) == []
