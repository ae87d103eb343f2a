"""Tasks from a workbook: each row issues its task once, or says why it does not."""

import pytest

from jifen.core.report import Outcome
from jifen.core.task import Level, Origin, Result
from jifen.outcomes.queries import verify
from jifen.people.queries import villages
from jifen.sheets.tasks import TasksSheet, read_tasks
from jifen.sheets.workbook import read
from jifen.tasks import commands
from jifen.tasks.models import Step, Task
from tests.harness.kept import once
from tests.laws.town import EAST, Town
from tests.records.test_tasks import ready
from tests.sheets.sheet_files import xlsx

pytestmark = pytest.mark.django_db
HEADS = ("事项", "级别", "文号", "责任分工", "村（社区）", "承办人", "工作日", "逾期完成")
ROWS: tuple[tuple[object, ...], ...] = (
    ("排查山塘水库", "县级", "县应急〔2025〕8号", "safety", EAST, "", "3", "D-1:1"),
    ("更新应急预案", "镇级", "", "safety", "全镇", "", "5", ""),
    ("走访困难群众", "镇级", "", "", "", "张三稻", "5", ""),
)


def sheet(*rows: tuple[object, ...]) -> TasksSheet:
    return read_tasks(read(xlsx({"督办": [HEADS, *rows]}), "督办.xlsx"))


@pytest.fixture
def town(db: None) -> Town:
    return once(ready)


def test_each_row_is_a_task_and_handed_in_again_it_is_known(town: Town) -> None:
    report = commands.enter(town.area, sheet(*ROWS), hand=town.hand("line"))
    assert [row.outcome for row in report.rows] == [Outcome.ADDED] * 3
    first, second, third = Task.objects.order_by("seq")
    assert (first.title, first.document) == ("排查山塘水库", "县应急〔2025〕8号")
    assert (first.origin, first.level) == (Origin.SUPERIOR, Level.COUNTY)
    assert first.worth[Result.LATE]["item"] == "D-1"
    assert second.origin == Origin.TOWN
    assert second.steps.count() == len(villages(town.area))
    assert [one.holders for one in third.steps.all()] == [f",{town.code('张三稻')}:named,"]
    again = commands.enter(town.area, sheet(*ROWS), hand=town.hand("line"))
    assert [row.outcome for row in again.rows] == [Outcome.KNOWN] * 3
    mended = ("走访困难群众和老党员", *ROWS[2][1:])
    more = commands.enter(town.area, sheet(*ROWS[:2], mended), hand=town.hand("line"))
    assert [row.outcome for row in more.rows] == [Outcome.KNOWN, Outcome.KNOWN, Outcome.ADDED]
    assert Task.objects.count() == 4
    assert list(verify(town.area)) == []


def test_a_dry_run_looks_at_every_row_and_issues_none(town: Town) -> None:
    wrong = (*ROWS[0][:3], "林长制", *ROWS[0][4:])
    report = commands.enter(town.area, sheet(*ROWS, wrong), hand=town.hand("line"), dry_run=True)
    assert [row.outcome for row in report.rows] == [*[Outcome.ADDED] * 3, Outcome.REFUSED]
    assert not Task.objects.exists()
    assert not Step.objects.exists()


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        (2, "", "task.no-document"),
        (3, "林长制", "task.area-unknown"),
        (4, "南岭村", "unit.unknown"),
        (7, "Z-9", "fact.item-unknown"),
        (7, "A-1", "task.wrong-side"),
        (6, "0", "task.days"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_itself(
    town: Town, place: int, text: str, code: str
) -> None:
    row = [*ROWS[0]]
    row[place] = text
    report = commands.enter(town.area, sheet(tuple(row), ROWS[1]), hand=town.hand("line"))
    bad, good = report.rows
    assert bad.refusal is not None
    assert (bad.refusal.code, good.outcome) == (code, Outcome.ADDED)
    assert Task.objects.count() == 1


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_row_that_stands_twice_in_a_file_is_one_task(town: Town, dry_run: bool) -> None:
    twice = sheet(ROWS[0], ROWS[0])
    report = commands.enter(town.area, twice, hand=town.hand("line"), dry_run=dry_run)
    assert [row.outcome for row in report.rows] == [Outcome.ADDED, Outcome.KNOWN]
    assert Task.objects.count() == (0 if dry_run else 1)


def test_who_may_not_ask_issues_nothing(town: Town) -> None:
    report = commands.enter(town.area, sheet(ROWS[0]), hand=town.hand("li"))
    (row,) = report.rows
    assert row.refusal is not None
    assert row.refusal.code == "task.not-issuer"


def test_what_cannot_be_read_is_in_the_report(town: Town) -> None:
    report = commands.enter(town.area, sheet(("", *ROWS[0][1:]), ROWS[1]), hand=town.hand("line"))
    assert report.count(Outcome.REFUSED) == 1
    assert any("事项" in row.sentence for row in report.rows)
