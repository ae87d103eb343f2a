"""The facts workbook: typed rows, or problems that say what to mend."""

import datetime as dt
from decimal import Decimal

import pytest

from jifen.sheets.cells import Measure, Named
from jifen.sheets.facts import FactsSheet, Lookups, read_facts, understood
from jifen.sheets.rows import refused_rows
from jifen.sheets.workbook import read
from tests.sheets.sheet_files import FACT_HEADER, fact, facts_xlsx, xlsx

LOOKUPS = Lookups(
    items={"排查化解矛盾纠纷, 做到小事不出村": "D-01", "个人受表彰奖励": "L-01"},
    levels={"县级": "county", "镇级": "town"},
    duty_areas={"人居环境": "environment"},
    units=frozenset({"东禾村", "李家庄村"}),
)


def facts(*rows: list[object], lookups: Lookups | None = None) -> FactsSheet:
    book = read(facts_xlsx(*rows), "a.xlsx")
    return read_facts(book) if lookups is None else read_facts(book, lookups=lookups)


def test_a_plain_row_is_read_with_its_origin() -> None:
    content = facts_xlsx(fact(count="3宗", who="张　三（责任人）、李四"))
    book = read(content, "八月.xlsx")
    (one,) = read_facts(book).facts
    assert one.origin.digest == book.digest
    assert (one.origin.sheet, one.origin.row) == ("8月", 2)
    assert one.decision == "示积决〔2024〕17号"
    assert one.happened_on == dt.date(2024, 8, 5)
    assert one.people == (Named("张三", "责任人"), Named("李四"))
    assert one.measure == Measure(Decimal(3), "宗")
    assert (one.unit, one.item, one.reason) == ("东禾村", "D-01", "调解纠纷")
    assert (one.level, one.points, one.matter, one.evidence) == ("", None, "", "")
    assert not one.department


def test_what_was_understood_is_said_in_one_line() -> None:
    (one,) = facts(fact(points="3.5", level="县级")).facts
    assert understood(one) == (
        "2024-08-05 东禾村 张三 D-01 2 县级 3.5分 调解纠纷 依据示积决〔2024〕17号"
    )


def test_every_optional_column_is_read() -> None:
    heads = [*FACT_HEADER, "同一事项", "依据文号/佐证", "责任领域", "备注", "发文单位类别"]
    row = [*fact(level="县级"), "创文", "县办[2024]3号", "人居环境", "补报", "部门"]
    book = read(xlsx({"8月": [heads, row]}), "a.xlsx")
    (one,) = read_facts(book, lookups=LOOKUPS).facts
    assert (one.matter, one.evidence, one.remark) == ("创文", "县办〔2024〕3号", "补报")
    assert (one.level, one.duty_area, one.department) == ("county", "environment", True)


def test_a_row_that_names_nobody_is_the_villages() -> None:
    (one,) = facts(fact(who="/")).facts
    assert one.people == ()
    assert "（村级事项）" in understood(one)


@pytest.mark.parametrize(
    "item",
    [
        "D-01",
        "d-01",
        "Ｄ-01",
        "D－01",
        "排查化解矛盾纠纷, 做到小事不出村",
        "排查化解矛盾纠纷，做到小事不出村",
    ],
)
def test_an_item_is_known_by_code_or_title(item: str) -> None:
    (one,) = facts(fact(item=item), lookups=LOOKUPS).facts
    assert one.item == "D-01"


def test_a_code_and_a_title_that_differ_are_refused() -> None:
    heads = [*FACT_HEADER, "项目名称"]
    book = read(xlsx({"8月": [heads, [*fact(), "个人受表彰奖励"]]}), "a.xlsx")
    found = read_facts(book, lookups=LOOKUPS)
    assert [one.code for one in found.problems] == ["row.item"]
    assert "L-01" in found.problems[0].sentence


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"item": "Z-99"}, "row.item", "细则里没有这个项目"),
        ({"level": "乡级"}, "row.word", "县级、镇级"),
        ({"unit": "李家村"}, "row.unit", "您是不是要填“李家庄村”？"),
        ({"unit": "某某社区"}, "row.unit", "村居名单"),
        ({"day": "2026年6月31日"}, "cell.date-none", "日历上没有这一天"),
        ({"no": ""}, "cell.missing", "第 2 行“决定文号”是空的"),
        ({"no": "口头"}, "cell.document", "不像文号"),
        ({"who": "张三 李四"}, "cell.name-two", "请用顿号分开"),
        ({"count": "若干"}, "cell.number", "不是确定的数"),
        ({"points": "-3"}, "cell.points", "大于 0"),
        ({"day": ""}, "cell.missing", "“日期”是空的"),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_says_how_to_mend_it(
    changed: dict[str, object], code: str, says: str
) -> None:
    found = facts(fact(**changed), fact(), lookups=LOOKUPS)
    assert [one.origin.row for one in found.facts] == [3]
    assert [one.code for one in found.problems] == [code]
    problem = found.problems[0]
    assert says in problem.sentence
    assert problem.sentence.startswith("第 2 行“")
    assert problem.column


def test_every_problem_of_a_row_is_told_at_once() -> None:
    found = facts(fact(day="8月", who="张", count="若干"))
    assert {one.code for one in found.problems} == {"cell.date", "cell.name", "cell.number"}
    assert refused_rows(found.problems) == (("8月", 2),)


def test_a_withdrawal_stands_in_a_sheet_of_its_own() -> None:
    heads = [
        "决定文号",
        "原决定文号",
        "村",
        "姓名",
        "项目编号",
        "原发生日期",
        "撤销理由",
        "撤销日期",
    ]
    row = [
        "示积决〔2025〕9号",
        "示积决〔2024〕17号",
        "东禾村",
        "张　三",
        "D-01",
        "2024.8.5",
        "误记",
        "2025.1.6",
    ]
    content = xlsx({"8月": [FACT_HEADER, fact()], "撤销": [heads, row]})
    found = read_facts(read(content, "a.xlsx"), lookups=LOOKUPS)
    assert found.problems == ()
    assert len(found.facts) == 1
    (one,) = found.withdrawals
    assert (one.decision, one.original) == ("示积决〔2025〕9号", "示积决〔2024〕17号")
    assert (one.unit, one.name, one.item) == ("东禾村", "张三", "D-01")
    assert (one.original_on, one.withdrawn_on) == (dt.date(2024, 8, 5), dt.date(2025, 1, 6))
    assert one.reason == "误记"


def test_a_withdrawal_without_a_reason_is_refused() -> None:
    heads = ["决定文号", "原决定文号", "村", "姓名", "项目编号", "撤销理由", "撤销日期"]
    row = ["示积决〔2025〕9号", "示积决〔2024〕17号", "东禾村", "张三", "D-01", "无", "2025.1.6"]
    found = read_facts(read(xlsx({"撤销": [heads, row]}), "a.xlsx"))
    assert found.withdrawals == ()
    assert [one.code for one in found.problems] == ["cell.missing"]


def test_months_in_several_sheets_are_read_in_order() -> None:
    sheets = {f"{month}月": [FACT_HEADER, fact(day=f"2024.{month}.1")] for month in (8, 9, 10)}
    found = read_facts(read(xlsx(sheets), "a.xlsx"))
    assert [one.happened_on.month for one in found.facts] == [8, 9, 10]
    assert [one.origin.sheet for one in found.facts] == ["8月", "9月", "10月"]
