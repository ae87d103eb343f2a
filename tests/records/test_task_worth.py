"""What tasks are worth: a result proposes a draft claim of the office, once, and no more."""

import datetime as dt

import pytest

from jifen.claims.models import Claim
from jifen.claims.queries import claim_at
from jifen.core.task import GRACE_DAYS, Action, Result, State
from jifen.core.workflow import Action as Take
from jifen.core.workflow import Kind
from jifen.core.workflow import State as Stage
from jifen.ledger.models import Account, Entry
from jifen.outcomes.queries import verify
from jifen.people.queries import rosters
from jifen.sheets.people import DutyRow, LeaveRow
from jifen.tasks import worth
from jifen.tasks.commands import clock
from jifen.tasks.models import Step
from tests.harness.kept import once
from tests.laws.town import EAST, WEST, Town, origin
from tests.records.test_tasks import DAY, MONDAY, ask, now, ready, refusals, take

pytestmark = pytest.mark.django_db
WORTH = {
    Result.ON_TIME: ("A-1", ""),
    Result.OUTSTANDING: ("A-2", "5"),
    Result.LATE: ("D-1", "1"),
    Result.MISSED: ("D-1", "3"),
}
"""Of the items that a line office may propose."""


@pytest.fixture
def town(db: None) -> Town:
    return once(ready)


def missed(town: Town) -> dt.date:
    """Let the days of grace of what is due on Thursday 5 June pass."""
    town.day = dt.date(2025, 6, 5) + (GRACE_DAYS + 3) * DAY
    return town.day


def tick(town: Town) -> int:
    return clock(town.area, hand=town.clock())


def test_nothing_is_posted_by_itself_and_a_missed_task_proposes_exactly_once(town: Town) -> None:
    task = ask(town, "line", worth=WORTH)
    town.day = task.due_on + DAY
    assert tick(town) == 0
    missed(town)
    assert tick(town) == 2  # missed, and drafted
    for _ in range(4):
        town.day += DAY
        assert tick(town) == 0
    claim = Claim.objects.get()
    assert (claim.kind, claim.state, claim.item) == (Kind.DEDUCTION, Stage.DRAFT, "D-1")
    assert claim.measures == {"quantity": "3"}
    assert [one.cadre.name for one in claim.people.all()] == ["李二麦"]
    assert claim.evidence == [str(task), task.document]
    assert claim.happened_on == task.due_on
    assert task.title in claim.reason
    assert not Entry.objects.filter(event="accept").exists()
    assert now(task, town.unit(EAST)).target == State.MISSED
    assert list(verify(town.area)) == []


def test_what_was_missed_and_done_afterwards_is_not_proposed_a_second_time(town: Town) -> None:
    task = ask(town, "line", worth=WORTH)
    missed(town)
    tick(town)
    take(town, task, "li", Action.REPORT)
    back = take(town, task, "clerk", Action.RETURN)
    assert (back.target, back.result) == (State.WORKING, Result.MISSED)
    town.day += 30 * DAY
    assert tick(town) == 0
    take(town, task, "li", Action.REPORT)
    assert take(town, task, "clerk", Action.ACCEPT).result == Result.MISSED
    assert tick(town) == 1  # closed
    assert Claim.objects.count() == 1
    assert Step.objects.filter(action=Action.MISS).count() == 1


@pytest.mark.parametrize(
    ("outstanding", "late", "item", "kind"),
    [
        (False, False, "A-1", Kind.GRANT),
        (True, False, "A-2", Kind.GRANT),
        (False, True, "D-1", Kind.DEDUCTION),
    ],
)
def test_an_accepted_task_proposes_what_its_result_is_worth(
    town: Town, outstanding: bool, late: bool, item: str, kind: Kind
) -> None:
    task = ask(town, "line", worth=WORTH)
    if late:
        town.day = task.due_on + DAY
    take(town, task, "li", Action.REPORT, evidence=["东沟排〔2025〕1号"])
    assert not Claim.objects.exists()
    take(town, task, "clerk", Action.ACCEPT, outstanding=outstanding)
    claim = Claim.objects.get()
    assert (claim.item, claim.kind) == (item, kind)
    assert "东沟排〔2025〕1号" in claim.evidence
    assert tick(town) == 1
    assert Claim.objects.count() == 1
    assert now(task, town.unit(EAST)).target == State.CLOSED


def test_each_village_ends_by_itself_and_proposes_by_itself(town: Town) -> None:
    task = ask(town, "line", units=[EAST, WEST], worth=WORTH)
    take(town, task, "li", Action.REPORT)
    take(town, task, "clerk", Action.ACCEPT)
    missed(town)
    tick(town)
    found = {claim.unit.name: claim.item for claim in Claim.objects.select_related("unit")}
    assert found == {EAST: "A-1", WEST: "D-1"}


def test_a_task_that_is_worth_nothing_proposes_nothing(town: Town) -> None:
    ask(town, "line")
    missed(town)
    assert tick(town) == 1
    assert not Claim.objects.exists()


# ------------------------------------------------------------------ who answers
def test_nobody_answers_for_a_last_day_on_leave(town: Town) -> None:
    task = ask(town, "line", worth=WORTH)
    leave = LeaveRow(origin(), "", "李二麦", EAST, "sick", task.due_on, task.due_on + 5 * DAY)
    assert not refusals(town.register(leaves=[leave]))
    missed(town)
    assert tick(town) == 1
    assert not Claim.objects.exists()
    why = worth.draft(now(task, town.unit(EAST)), rosters(town.area), hand=town.clock())
    assert getattr(why, "code", "") == "task.nobody-answers"


def test_nobody_answers_for_a_vacancy(town: Town) -> None:
    ask(town, "line", units=[WEST], area="land", worth={Result.MISSED: ("D-2", "90")})
    missed(town)
    assert tick(town) == 1
    assert not Claim.objects.exists()


def test_nobody_answers_for_a_duty_that_was_taken_from_them(town: Town) -> None:
    ask(town, "line", worth=WORTH)
    duty = DutyRow(origin(), EAST, "安全", "李二麦", (), dt.date(2021, 3, 1), MONDAY + DAY)
    assert not refusals(town.register(duties=[duty]))
    missed(town)
    assert tick(town) == 1
    assert not Claim.objects.exists()


def test_who_took_a_task_over_by_name_answers_where_they_belong(town: Town) -> None:
    task = ask(town, "line", worth=WORTH)
    take(town, task, "clerk", Action.HAND_OVER, people=[town.code("钱五黍")])
    missed(town)
    assert tick(town) == 2
    claim = Claim.objects.get()
    assert [one.cadre.name for one in claim.people.all()] == ["钱五黍"]
    assert claim.unit.name == WEST


def test_another_of_the_office_proposes_where_the_issuer_is_gone(town: Town) -> None:
    ask(town, "line", worth=WORTH)
    town.users["line"].is_active = False
    town.users["line"].save(update_fields=["is_active"])
    missed(town)
    assert tick(town) == 2
    assert Claim.objects.get().drafted_by.login.endswith(":clerk")


def test_what_cannot_be_drafted_waits_and_is_tried_again(town: Town) -> None:
    """The cycle's rules let nobody enter it; nothing is lost, and the reason is a sentence."""
    task = ask(town, "line", worth=WORTH)
    town.day = task.due_on + 90 * DAY
    assert tick(town) == 1
    assert tick(town) == 0
    step = now(task, town.unit(EAST))
    why = worth.draft(step, rosters(town.area), hand=town.clock())
    assert getattr(why, "code", "") == "claim.too-late"
    assert step.target == State.MISSED
    closed = take(town, task, "clerk", Action.CLOSE)
    assert closed.target == State.CLOSED


# ------------------------------------------------------------------ the journey
def test_a_missed_task_is_answered_and_nothing_is_deducted(town: Town) -> None:
    task = ask(town, "line", worth=WORTH)
    missed(town)
    tick(town)
    claim = Claim.objects.select_related("town").get()
    before = Account.objects.get(cycle=claim.cycle, cadre__name="李二麦").balance
    town.walk(claim, ("line", Take.PROPOSE), ("clerk", Take.TAKE_UP), ("clerk", Take.NOTICE))
    heard = claim_at(claim.ref)
    assert heard is not None
    town.answer(heard, "clerk", "当日暴雨，道路中断，已书面说明。")
    town.walk(heard, ("line", Take.REPLY))
    town.step(heard, "member", Take.DROP)
    ended = Claim.objects.get()
    assert ended.state == Stage.DROPPED
    town.day += DAY
    assert tick(town) == 0
    assert Claim.objects.count() == 1
    assert Account.objects.get(cycle=claim.cycle, cadre__name="李二麦").balance == before
    assert str(task) in ended.evidence
