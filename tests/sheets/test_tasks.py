"""A workbook of tasks is read as offices write it; what is wrong with a row is said and named."""

import datetime as dt

import pytest

from jifen.core.task import Level, Result
from jifen.sheets.tasks import TasksSheet, read_tasks
from jifen.sheets.workbook import read
from tests.sheets.sheet_files import xlsx

HEADS = (
    "序号", "督办事项", "工作要求", "级别", "发文单位", "文号", "责任分工", "村（社区）", "承办人",
    "工作日", "办结期限", "按时完成", "逾期未完成",
)  # fmt: skip
GOOD: dict[str, object] = {
    "督办事项": "排查山塘水库",
    "级别": "县级",
    "发文单位": "县应急管理局",
    "文号": "县应急[2026]08号",
    "责任分工": "安全生产",
    "村（社区）": "东沟村、西坡社区",
    "工作日": "5",
    "逾期未完成": "b-05：1",
}


def sheet(*rows: dict[str, object]) -> TasksSheet:
    lines = [[row.get(head, "") for head in HEADS] for row in rows]
    return read_tasks(read(xlsx({"督办": [["三月督办台账"], HEADS, *lines]}), "督办.xlsx"))


def test_a_row_says_what_is_asked_of_whom_until_when_and_what_it_is_worth() -> None:
    found = sheet(GOOD)
    (row,) = found.rows
    assert found.problems == ()
    assert (row.title, row.level) == ("排查山塘水库", Level.COUNTY)
    assert row.document == "县应急〔2026〕8号", "in its one form"
    assert (row.area, row.units, row.people) == ("安全生产", ("东沟村", "西坡社区"), ())
    assert (row.days, row.until) == (5, None)
    assert row.worth == ((Result.MISSED, "B-05", "1"),)


@pytest.mark.parametrize("all_of_them", ["", "全镇", "各村（社区）", "全部"])
def test_no_village_means_every_village(all_of_them: str) -> None:
    (row,) = sheet(GOOD | {"村（社区）": all_of_them}).rows
    assert row.units == ()


def test_a_task_may_be_asked_of_people_until_a_day() -> None:
    named = {"责任分工": "", "承办人": "张三稻、V05-017C", "工作日": "", "办结期限": "2026.3.9"}
    (row,) = sheet(GOOD | named).rows
    assert row.people == ("张三稻", "V05-017C")
    assert (row.days, row.until) == (None, dt.date(2026, 3, 9))


@pytest.mark.parametrize(
    ("changed", "column", "said"),
    [
        ({"督办事项": ""}, "事项", "必须填"),
        ({"级别": "乡级"}, "级别", "乡级"),
        ({"承办人": "张三稻"}, "责任分工", "只填一个"),
        ({"责任分工": ""}, "责任分工", "只填一个"),
        ({"工作日": ""}, "办结期限", "只填一个"),
        ({"办结期限": "2026.3.9"}, "办结期限", "只填一个"),
        ({"工作日": "三五天"}, "工作日", "三五天"),
        ({"工作日": "2.5"}, "工作日", "不是整数"),
        ({"工作日": "", "办结期限": "下周"}, "办结期限", "下周"),
        ({"逾期未完成": "扣一分"}, "逾期未完成", "扣一分"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(
    changed: dict[str, object], column: str, said: str
) -> None:
    found = sheet(GOOD, GOOD | changed)
    assert len(found.rows) == 1, "the other row is read"
    sentences = [one.sentence for one in found.problems]
    assert any(f"第 4 行“{column}”" in one and said in one for one in sentences), sentences
