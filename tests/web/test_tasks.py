"""Supervision in the browser: issue, find, work, report, accept; the heat table names nobody."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from jifen.core.task import Action, State
from jifen.cycles.commands import move_clock
from jifen.notices.models import Notice
from jifen.sheets.tasks import read_tasks
from jifen.sheets.workbook import read
from jifen.tasks import queries
from jifen.tasks.models import Step, Task
from jifen.web.workbooks import MOST_BYTES
from tests.harness.world import TODAY, Town
from tests.sheets.sheet_files import xlsx
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def sent(town: Town, **changed: object) -> dict[str, object]:
    """Return what the form of an issue holds, filled in well unless changed."""
    return {
        "origin": "superior",
        "level": "county",
        "issuer": "县应急管理局",
        "document": "县应急〔2026〕9号",
        "titles": "排查地质灾害点\n更新应急预案",
        "text": "逐村排查。",
        "area": "",
        "people": town.cadres["chief-v1"].code,
        "unit": [],
        "days": "5",
        "until": "",
        **changed,
    }


def issue(browser: Browser, town: Town, **changed: object) -> object:
    where = reverse("task-issue", args=[town.area.ref])
    return browser.as_(town, "clerk").post(where, sent(town, **changed))


def step(browser: Browser, town: Town, who: str, task: Task, action: Action, **given: str) -> str:
    """Take a step on a task's page as somebody; return what the next page says."""
    where = reverse("task-step", args=[task.key])
    body = {"unit": str(town.villages[0].ref), "action": action.value, **given}
    answer = browser.as_(town, who).post(where, body, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def state(task: Task) -> str:
    (course,) = queries.steps(task).values()
    return course[-1].target


def test_one_form_issues_a_task_for_each_line_and_says_so(browser: Browser, town: Town) -> None:
    before = Task.objects.filter(town=town.area).count()
    answer = issue(browser, town)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    made = Task.objects.filter(town=town.area).order_by("-pk")[:2]
    assert {one.title for one in made} == {"排查地质灾害点", "更新应急预案"}
    assert Task.objects.filter(town=town.area).count() == before + 2
    page = browser.get(reverse("tasks", args=[town.area.ref])).content.decode()
    assert "排查地质灾害点" in page
    found = browser.get(
        reverse("tasks", args=[town.area.ref]), {"document": "县应急〔2026〕9号"}
    ).content.decode()
    assert "更新应急预案" in found
    assert town.task.title not in found


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"document": ""}, "文号"),
        ({"days": "", "until": ""}, "工作日数"),
        ({"days": "0"}, "工作日"),
        ({"until": "2026-02-30"}, "工作日数"),
        ({"people": "查无此人"}, "查无此人"),
        ({"people": "", "area": "x"}, "责任分工"),
        ({"titles": "一"}, "标题"),
        ({"item-late": "A-01"}, "A-01"),
    ],
)
def test_a_form_that_is_wrong_says_why_and_keeps_what_was_written(
    browser: Browser, town: Town, changed: dict[str, object], said: str
) -> None:
    before = Task.objects.count()
    answer = issue(browser, town, **changed)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in page
    assert str(changed.get("titles", "排查地质灾害点")) in page
    assert Task.objects.count() == before


def test_a_task_goes_through_its_life_on_its_page(browser: Browser, town: Town) -> None:
    task = town.task
    assert "已经记录" in step(browser, town, "cadre-v1", task, Action.BEGIN)
    said = step(browser, town, "cadre-v1", task, Action.REPORT)
    assert "办结依据" in said
    assert state(task) == State.WORKING
    asked = step(
        browser, town, "cadre-v1", task, Action.ASK, until="2026-03-20", reason="材料较多需延长"
    )
    assert "2026-03-20" in asked
    step(browser, town, "clerk", task, Action.REFUSE, reason="期限不变，请抓紧")
    done = step(browser, town, "cadre-v1", task, Action.REPORT, evidence="排查台账\n村〔2026〕1号")
    assert "村〔2026〕1号" in done
    assert "已验收" in step(browser, town, "clerk", task, Action.ACCEPT, outstanding="yes")
    assert Step.objects.get(task=task, action=Action.ACCEPT).result == "outstanding"


@pytest.mark.parametrize("body", [{}, {"action": "none"}, {"until": "soon"}, {"unit": "x"}])
def test_a_form_that_names_no_step_is_told_so(
    browser: Browser, town: Town, body: dict[str, str]
) -> None:
    where = reverse("task-step", args=[town.task.key])
    given = {"unit": str(town.villages[0].ref), "action": "urge", "reason": "请抓紧办理"} | body
    if not body:
        given = {}
    answer = browser.as_(town, "clerk").post(where, given, follow=True)
    assert "请在事项页面选择步骤" in answer.content.decode()
    assert state(town.task) == State.RECEIVED


def test_buttons_are_those_of_the_table_and_of_the_person(browser: Browser, town: Town) -> None:
    where = reverse("task", args=[town.task.key])
    mine = browser.as_(town, "cadre-v1").get(where).content.decode()
    office = browser.as_(town, "clerk").get(where).content.decode()
    head = browser.as_(town, "head").get(where).content.decode()
    assert "开始办理" in mine
    assert "督促" not in mine.split("<main", 1)[1].split("承办人", 1)[1]
    assert "移交承办人" in office
    assert "开始办理" not in office
    assert '<details class="mt-2">' not in head


def test_the_list_is_ones_own_or_overdue_or_over(browser: Browser, town: Town) -> None:
    where = reverse("tasks", args=[town.area.ref])
    mine = browser.as_(town, "cadre-v1").get(where, {"whose": "mine"}).content.decode()
    assert town.task.title in mine
    assert town.task.title not in browser.get(where, {"kind": "overdue"}).content.decode()
    assert town.task.title not in browser.get(where, {"kind": "ended"}).content.decode()
    other = browser.as_(town, "cadre-v2").get(where).content.decode()
    assert town.task.title not in other
    assert town.task.due_on > dt.date(2026, 3, 2)


def test_the_overview_counts_areas_and_documents_and_there_names_nobody(
    browser: Browser, town: Town
) -> None:
    where = reverse("tasks-overview", args=[town.area.ref])
    main = browser.as_(town, "clerk").get(where).content.decode().split("<main", 1)[1]
    counted, _people = main.split('id="people"')
    assert town.task.document in counted
    assert all(cadre.name not in counted for cadre in town.cadres.values())
    assert browser.as_(town, "cadre-v1").get(where).status_code == 403


# ------------------------------------------------------------------ inspections
def round_(town: Town, **changed: object) -> dict[str, object]:
    """Return what the form of a round holds, with one finding."""
    return {
        "look": "covert",
        "held_on": "2026-02-27",
        "document": "镇督〔2026〕3号",
        "units": [str(town.villages[0].ref)],
        "text-1": "河道有垃圾堆积",
        "unit-1": str(town.villages[0].ref),
        "people-1": town.cadres["member-v1"].code,
        "days-1": "5",
        "item-1": "",
        **changed,
    }


def test_a_round_is_entered_and_shows_what_it_found(browser: Browser, town: Town) -> None:
    where = reverse("inspection-new", args=[town.area.ref])
    answer = browser.as_(town, "clerk").post(where, round_(town), follow=True)
    page = answer.content.decode()
    assert "督查〔2026〕1号" in page
    assert "河道有垃圾堆积" in page
    made = Task.objects.get(title="整改：河道有垃圾堆积")
    assert reverse("task", args=[made.key]) in page
    again = round_(town, held_on="2026-03-02")
    page = browser.post(where, again, follow=True).content.decode()
    assert "曾在督查〔2026〕1号发现" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"held_on": "soon"}, "YYYY-MM-DD"),
        ({"days-1": ""}, "YYYY-MM-DD"),
        ({"unit-1": ""}, "YYYY-MM-DD"),
        ({"held_on": "2026-03-09"}, "2026-03-09"),
        ({"units": []}, "村（社区）"),
        ({"text-1": "脏"}, "两个字"),
    ],
)
def test_a_round_that_is_wrong_says_why_and_keeps_what_was_written(
    browser: Browser, town: Town, changed: dict[str, object], said: str
) -> None:
    where = reverse("inspection-new", args=[town.area.ref])
    answer = browser.as_(town, "clerk").post(where, round_(town, **changed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "镇督〔2026〕3号" in page
    assert not Task.objects.filter(title__startswith="整改").exists()


def test_the_weeks_sheet_holds_what_is_overdue_due_and_to_be_accepted(
    browser: Browser, town: Town
) -> None:
    where = reverse("tasks-sheet", args=[town.area.ref])
    answer = browser.as_(town, "clerk").get(where)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["逾期事项", "七日内到期", "待验收"]
    due = [str(cell) for row in book.get_sheet_by_name("七日内到期").to_python() for cell in row]
    assert town.task.title in due
    assert town.cadres["member-v1"].name in due
    assert town.task.title not in str(book.get_sheet_by_name("逾期事项").to_python())
    step(browser, town, "cadre-v1", town.task, Action.REPORT, evidence="排查台账")
    answer = browser.as_(town, "clerk").get(where)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert town.task.title in str(book.get_sheet_by_name("待验收").to_python())
    other = browser.as_(town, "cadre-v2").get(where)
    book = CalamineWorkbook.from_filelike(io.BytesIO(other.content))
    assert town.task.title not in str(book.get_sheet_by_name("待验收").to_python())


def test_the_weeks_paper_says_the_same_and_leaves_room_for_the_meeting(
    browser: Browser, town: Town
) -> None:
    where = reverse("tasks-paper", args=[town.area.ref])
    answer = browser.as_(town, "clerk").get(where)
    assert ".docx" in answer.headers["Content-Disposition"]
    paper = Document(io.BytesIO(answer.content))
    said = [one.text for one in paper.paragraphs]
    assert f"{town.area.name}督办周表" in said
    assert [one for one in said if one.endswith("项）")] == [
        "一、逾期事项（0项）",
        "二、七日内到期（1项）",
        "三、待验收（0项）",
    ]
    (due,) = paper.tables
    row = [cell.text for cell in due.rows[1].cells]
    assert row[0] == "1"
    assert town.task.title in row[1]
    assert str(town.task) in row[1]
    assert row[3] == town.cadres["member-v1"].name
    assert row[-1] == "", "for what the meeting says"


def test_the_overview_counts_for_each_person_by_village_and_is_the_offices(
    browser: Browser, town: Town
) -> None:
    where = reverse("tasks-overview", args=[town.area.ref])
    page = browser.as_(town, "clerk").get(where).content.decode()
    mine = page.split('id="people"')[1]
    assert town.cadres["member-v1"].name in mine
    assert town.cadres["chief-v2"].name not in mine, "who has no task is not listed"


def test_what_entering_costs_is_told_the_office_and_nobody_else(
    browser: Browser, town: Town
) -> None:
    where = reverse("tasks-burden", args=[town.area.ref])
    step(browser, town, "cadre-v1", town.task, Action.RECEIVE)
    move_clock(town.hand("clerk", TODAY + dt.timedelta(days=1)).at)
    page = browser.as_(town, "clerk").get(where).content.decode()
    assert "平均每周分钟数" in page
    assert "每周不应超过10分钟" in page
    assert browser.as_(town, "cadre-v1").get(where).status_code == 403


def test_nobody_stands_first_for_having_more_overdue() -> None:
    def row(code: str, *, overdue: bool, result: str = "") -> queries.Standing:
        step = Step(holders=f",{code}:lead,X-09:assist,", target="issued", result=result)
        return queries.Standing(step, overdue=overdue, soon=False, flags=())

    rows = [row("B-02", overdue=True), row("B-02", overdue=True), row("A-01", overdue=False)]
    found = queries.loads([*rows, row("A-01", overdue=False, result="late")])
    assert found == {
        "B-02": queries.Load(every=2, open=2, overdue=2),
        "A-01": queries.Load(every=2, open=2, late=1),
    }


# ------------------------------------------------------------------ Excel
def handed_in(browser: Browser, town: Town, *rows: tuple[object, ...], do: str) -> str:
    heads = ("事项", "级别", "文号", "承办人", "工作日")
    file = SimpleUploadedFile("督办.xlsx", xlsx({"督办": [heads, *rows]}))
    where = reverse("task-import", args=[town.area.ref])
    answer = browser.as_(town, "clerk").post(where, {"file": file, "do": do})
    return str(answer.content.decode().split("<main", 1)[1])


def test_a_workbook_is_looked_through_first_and_issued_on_demand(
    browser: Browser, town: Town
) -> None:
    row = ("更新应急预案", "县级", "县应急〔2026〕9号", town.cadres["chief-v1"].code, "5")
    wrong = ("更新名册", "县级", "", town.cadres["chief-v1"].code, "5")
    looked = handed_in(browser, town, row, wrong, do="look")
    assert "将下达" in looked
    assert "文号" in looked.split("更新名册")[1], "why the second is not"
    assert not Task.objects.filter(title="更新应急预案").exists()
    assert "已下达" in handed_in(browser, town, row, do="issue")
    assert Task.objects.filter(title="更新应急预案").count() == 1
    assert "此前已下达" in handed_in(browser, town, row, do="issue")
    assert Task.objects.filter(title="更新应急预案").count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "没有选择文件"),
        ({"file": SimpleUploadedFile("督办.xlsx", b"not a workbook")}, "不是 Excel 表格"),
        ({"file": SimpleUploadedFile("督办.csv", b"x" * (MOST_BYTES + 1))}, "5MB"),
    ],
)
def test_a_file_that_is_none_is_told_so(
    browser: Browser, town: Town, body: dict[str, object], said: str
) -> None:
    where = reverse("task-import", args=[town.area.ref])
    answer = browser.as_(town, "clerk").post(where, body)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_list_goes_along_as_a_workbook_that_is_read_back(browser: Browser, town: Town) -> None:
    ask = {"titles": "巡查耕地", "area": "land", "people": "", "unit": [str(town.villages[0].ref)]}
    issue(browser, town, **ask)
    where = reverse("tasks-table", args=[town.area.ref])
    answer = browser.as_(town, "clerk").get(where, {"kind": "open"})
    found = read_tasks(read(answer.content, "台账.xlsx"))
    assert found.problems == ()
    rows = {row.title: row for row in found.rows}
    named, by_duty = rows[town.task.title], rows["巡查耕地"]
    assert (named.until, named.document) == (town.task.due_on, town.task.document)
    assert (named.people, named.area) == ((town.cadres["member-v1"].name,), "")
    assert (by_duty.people, by_duty.area) == ((), "耕地保护与建房管理")
    assert by_duty.units == (town.villages[0].name,)
    ended = browser.as_(town, "clerk").get(where, {"kind": "ended"})
    assert read_tasks(read(ended.content, "台账.xlsx")).rows == ()


def test_many_tasks_of_one_day_are_one_message_that_leads_to_the_list(
    browser: Browser, town: Town
) -> None:
    titles = "\n".join(f"核查第{n}组台账" for n in range(1, 9))
    issue(browser, town, titles=titles)
    where = reverse("notices", args=[town.area.ref])
    said = browser.as_(town, "secretary-v1").get(where).content.decode()
    assert "8项督办事项交给您办理" in said
    assert "核查第1组台账" not in said
    one = Notice.objects.get(user=town.users["secretary-v1"], under=None, code="task.issued")
    read = reverse("notice-read", args=[town.area.ref])
    answer = browser.post(read, {"one": str(one.ref)})
    assert answer.headers["Location"] == reverse("tasks", args=[town.area.ref])
    assert not Notice.objects.filter(user=one.user, read=False, code="task.issued").exists()
