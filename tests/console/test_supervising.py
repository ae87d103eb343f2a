"""Supervision by the terminal: issue, list, step."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.test import Client
from docx import Document
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.burden import Deed, minutes, seconds
from jifen.core.hand import SHANGHAI
from jifen.cycles import commands as cycles
from jifen.tasks.models import Task
from tests.harness.kept import once
from tests.laws.town import EAST, WEST, Town
from tests.records.test_tasks import MONDAY, ready
from tests.sheets.sheet_files import xlsx


@pytest.fixture
def town(db: None, settings: object, tmp_path: Path) -> Town:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    made = once(ready)
    cycles.move_clock(dt.datetime.combine(MONDAY, dt.time(10), SHANGHAI))
    return made


def run(
    capsys: pytest.CaptureFixture[str], town: Town, who: str, *words: str
) -> tuple[int, object]:
    """Run a line as somebody of the town; return its code and what it gave as JSON."""
    code = verbs.run([*words, "--as", town.users[who].login, "--json"])
    said = capsys.readouterr().out
    return code, json.loads(said) if said.strip() else None


ISSUE = (
    "task", "issue", "排查山塘水库", "更新预案", "--origin", "superior", "--level", "county",
    "--document", "县应急〔2025〕8号", "--area", "safety", "--days", "3", "--worth", "late=D-1:1",
)  # fmt: skip


def test_tasks_are_issued_listed_and_worked_by_the_terminal(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    code, made = run(capsys, town, "line", *ISSUE)
    assert code == DONE
    assert made == [
        {"task": "2025-1", "due_on": "2025-06-05"},
        {"task": "2025-2", "due_on": "2025-06-05"},
    ]
    code, rows = run(capsys, town, "li", "task", "list", "--mine")
    assert code == DONE
    assert [one["title"] for one in rows] == ["排查山塘水库", "更新预案"]  # type: ignore[attr-defined]
    one = ("task", "step", "2025-1")
    code, took = run(
        capsys, town, "li", *one, "report", "--unit", EAST, "--evidence", "东沟排〔2025〕1号"
    )
    assert (code, took["state"]) == (DONE, "reported")  # type: ignore[index]
    code, took = run(capsys, town, "clerk", *one, "accept", "--unit", EAST, "--outstanding")
    assert (code, took["result"]) == (DONE, "outstanding")  # type: ignore[index]
    code, rows = run(capsys, town, "clerk", "task", "list", "--all")
    assert len(rows) == 4  # type: ignore[arg-type]
    code, rows = run(capsys, town, "clerk", "task", "list", "--overdue")
    assert (code, rows) == (DONE, [])
    assert Task.objects.get(number=1).worth == {
        "late": {"item": "D-1", "measures": {"quantity": "1"}}
    }


def test_a_list_for_people_lines_up_its_columns(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, town, "line", *ISSUE)
    assert verbs.run(["task", "list", "--as", town.users["clerk"].login]) == DONE
    said = capsys.readouterr().out
    assert "排查山塘水库" in said
    assert "李二麦" in said


@pytest.mark.parametrize(
    "words",
    [
        ("task", "step", "2025-9", "report", "--unit", EAST),
        ("task", "step", "nothing", "report", "--unit", EAST),
        ("task", "issue", "事项", "--area", "safety", "--days", "3", "--worth", "well=A-1"),
        ("task", "issue", "事项", "--area", "safety", "--unit", "没有村", "--days", "3"),
        ("task", "issue", "事项", "--area", "safety"),
    ],
)
def test_what_names_nothing_is_refused(
    town: Town, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    code, _gave = run(capsys, town, "clerk", *words)
    assert code == REFUSED
    assert not Task.objects.exists()


def test_people_are_named_in_place_of_a_duty_area(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("task", "issue", "写总结", "--to", "张三稻", "--until", "2025-06-13")
    code, made = run(capsys, town, "clerk", *words)
    assert (code, made) == (DONE, [{"task": "2025-1", "due_on": "2025-06-13"}])


def test_the_terminal_says_what_entering_costs(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, town, "line", *ISSUE)
    run(capsys, town, "li", "task", "step", "2025-1", "receive", "--unit", EAST)
    cycles.move_clock(dt.datetime.combine(MONDAY + dt.timedelta(days=1), dt.time(10), SHANGHAI))
    code, told = run(capsys, town, "clerk", "task", "burden")
    cost = seconds({Deed.RECEIPT: 1})
    assert code == DONE
    assert told == {"people": 1, "mean_seconds": cost, "most_seconds": cost, "over": []}
    assert verbs.run(["task", "burden", "--as", town.users["head"].login]) == DONE
    assert minutes(cost) in capsys.readouterr().out
    code, _told = run(capsys, town, "li", "task", "burden")
    assert code == REFUSED


def test_the_terminal_issues_the_tasks_of_a_workbook(
    town: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    heads = ("事项", "级别", "文号", "责任分工", "村（社区）", "工作日")
    row = ("排查山塘水库", "县级", "县应急〔2025〕8号", "safety", EAST, "3")
    wrong = ("更新预案", "县级", "", "safety", EAST, "3")
    file = tmp_path / "tasks.xlsx"
    file.write_bytes(xlsx({"督办": [heads, row, wrong]}))
    code, told = run(capsys, town, "line", "import", "tasks", str(file), "--dry-run")
    assert (code, told["added"], told["refused"]) == (REFUSED, 1, 1)  # type: ignore[index]
    assert not Task.objects.exists()
    file.write_bytes(xlsx({"督办": [heads, row]}))
    for added, known in ((1, 0), (0, 1)):
        code, told = run(capsys, town, "line", "import", "tasks", str(file))
        assert (code, told["added"], told["known"]) == (DONE, added, known)  # type: ignore[index]
    assert Task.objects.count() == 1


def test_the_overview_counts_by_duty_and_by_person_and_ranks_nobody(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, town, "line", *ISSUE)
    code, found = run(capsys, town, "clerk", "task", "overview")
    assert code == DONE
    places = {(one["area"], one["unit"]) for one in found["areas"]}  # type: ignore[index]
    assert places == {("safety", EAST), ("safety", WEST)}
    counted = [(one["cadre"], one["every"], one["open"]) for one in found["people"]]  # type: ignore[index]
    assert counted == [(town.code("李二麦"), 2, 2), (town.code("钱五黍"), 2, 2)]
    assert verbs.run(["task", "overview", "--as", town.users["clerk"].login]) == DONE
    assert "李二麦" in capsys.readouterr().out
    assert run(capsys, town, "li", "task", "overview")[0] == REFUSED


def test_the_weeks_sheet_is_written_as_a_paper_or_a_workbook(
    town: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, town, "line", *ISSUE)
    paper, book = tmp_path / "周表.docx", tmp_path / "周表.xlsx"
    for out in (paper, book):
        assert run(capsys, town, "clerk", "task", "week", str(out)) == (DONE, {"file": str(out)})
    cells = [cell.text for table in Document(paper).tables for cell in table._cells]
    assert any("排查山塘水库" in text for text in cells)
    assert "已下达" in cells
    sheet = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("七日内到期")
    assert any("更新预案" in row for row in sheet.to_python())
    wrong = str(tmp_path / "周表.pdf")
    assert run(capsys, town, "clerk", "task", "week", wrong)[0] == REFUSED


def test_ones_own_feed_has_an_address_and_no_host_is_guessed(
    town: Town, capsys: pytest.CaptureFixture[str], client: Client, settings: Settings
) -> None:
    code, said = run(capsys, town, "li", "task", "feed")
    path = said["address"]  # type: ignore[index]
    assert (code, path.startswith("/deadlines.ics?key=")) == (DONE, True)
    assert client.get(path).headers["Content-Type"].startswith("text/calendar")
    settings.PUBLIC_ADDRESS = "https://jifen.example"
    other = run(capsys, town, "zhang", "task", "feed")[1]["address"]  # type: ignore[index]
    assert other.startswith("https://jifen.example/deadlines.ics?key=")
    assert other.rpartition("=")[2] != path.rpartition("=")[2]


def test_recurring_tasks_are_set_changed_listed_and_ended_by_the_terminal(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    weekly = ("上报台账", "--every", "weekly", "--day", "1", "--days", "3", "--area", "safety")
    code, made = run(capsys, town, "clerk", "routine", "set", *weekly, "--worth", "late=D-1:1")
    assert code == DONE
    key = made["key"]  # type: ignore[index]
    code, issued = run(capsys, town, "clerk", "routine", "issue", key)
    assert (code, issued) == (DONE, {"task": "2025-1", "due_on": "2025-06-05"})
    assert Task.objects.get().worth == {"late": {"item": "D-1", "measures": {"quantity": "1"}}}
    monthly = ("上报台账", "--every", "monthly", "--day", "31", "--days", "2", "--to", "李二麦")
    code, made = run(capsys, town, "clerk", "routine", "change", key, *monthly)
    assert (code, made["number"]) == (DONE, 1)  # type: ignore[index]
    code, rows = run(capsys, town, "clerk", "routine", "list")
    assert rows == [
        {"key": key, "title": "上报台账", "rhythm": "monthly", "day": 31, "days": 2,
         "next_on": "2025-06-30", "kept_back": None, "task": None},
    ]  # fmt: skip
    code, made = run(capsys, town, "clerk", "routine", "end", key, "--reason", "改由平台报送。")
    assert code == DONE
    assert run(capsys, town, "clerk", "routine", "list") == (DONE, [])
    assert run(capsys, town, "clerk", "routine", "issue", "x")[0] == REFUSED
    assert run(capsys, town, "li", "routine", "set", *weekly)[0] == REFUSED
