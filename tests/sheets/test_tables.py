"""The table inside a sheet: found under its furniture, with nothing passed over in silence."""

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.sheets import layouts
from jifen.sheets.cells import Period
from jifen.sheets.facts import FactsSheet, read_facts
from jifen.sheets.tables import Table, best_table
from jifen.sheets.workbook import Sheet, Workbook, read
from tests.sheets.sheet_files import FACT_HEADER, fact, facts_xlsx, xlsx


def table(content: bytes, filename: str = "a.xlsx") -> Table:
    found = best_table(read(content, filename).sheets[0], layouts.FACT_WORKBOOK)
    assert found is not None
    return found


def kinds(found: Table) -> list[str]:
    return [note.kind for note in found.notes]


def facts(content: bytes) -> FactsSheet:
    return read_facts(read(content, "a.xlsx"))


def test_furniture_is_told_from_rows() -> None:
    grid: list[list[object]] = [
        ["示例镇积分情况登记表（2024年8月）"],
        ["填报单位：示例镇", None, None, "填报时间：2024年8月30日"],
        list(FACT_HEADER),
        ["一、加分情况"],
        fact(),
        [],
        ["2"],
        fact(serial=3, who="李四"),
        ["小　计", None, None, None, "2条"],
        list(FACT_HEADER),
        fact(serial=4, who="王五"),
        ["合 计：3条"],
        ["", "制表人：赵六", None, "审核人："],
        ["备注：本表一式三份。"],
    ]
    found = table(xlsx({"8月": grid}, merges=[(3, 0, 3, 9)]))
    assert [row.number for row in found.rows] == [5, 8, 11]
    assert found.title == "示例镇积分情况登记表（2024年8月）"
    assert found.problems == ()
    rows = {note.row: note.kind for note in found.notes if note.row}
    assert rows == {
        1: "title", 2: "unit", 3: "header", 4: "banner", 6: "blank", 7: "serial-only", 9: "total",
        10: "header-again", 12: "total", 13: "footer", 14: "footer",
    }  # fmt: skip


def two_rows(merged: bool) -> Table:
    upper = [
        "序号",
        "决定文号",
        "日期",
        "村（社区）",
        "姓　名",
        "积分项目",
        "",
        "计分依据",
        "",
        "事由",
    ]
    lower = ["", "", "", "", "", "编号", "名称", "数量", "级别", ""]
    row = ["1", "示积决〔2024〕17号", "2024.8.5", "东禾村", "张三", "D-01", "调解", "2", "", "x"]
    merges = [(1, 5, 1, 6), (1, 7, 1, 8), (1, 0, 2, 0), (1, 4, 2, 4)] if merged else []
    return table(xlsx({"8月": [["登记表"], upper, lower, row]}, merges=merges))


@pytest.mark.parametrize("merged", [True, False])
def test_a_header_of_two_rows_is_joined_from_above_to_below(merged: bool) -> None:
    found = two_rows(merged)
    assert found.header_rows == (2, 3)
    assert found.columns["item"] == "F"
    assert found.columns["item_title"] == "G"
    assert found.columns["measure"] == "H"
    assert found.columns["level"] == "I"
    assert [row.number for row in found.rows] == [4]


@pytest.mark.parametrize(
    "header",
    [
        "姓名",
        "姓　名",
        "姓 名",
        "姓\n名",
        "名字",
        "干部姓名",
        "姓名*",
        "姓名（必填）",
        "姓名：",
        "※姓名",
    ],
)
def test_a_column_is_known_by_any_of_its_names(header: str) -> None:
    heads = [header if one == "姓名" else one for one in FACT_HEADER]
    assert "people" in table(xlsx({"8月": [heads, fact()]})).columns


def test_an_unknown_column_is_said_and_so_is_one_without_a_header() -> None:
    grid = [[*FACT_HEADER, "心情"], [*fact(), "好", "更好"]]
    found = table(xlsx({"8月": grid}))
    said = [note.sentence for note in found.notes if note.kind == "unknown-column"]
    assert len(said) == 2
    assert "K 列“心情”" in said[0]
    assert "L 列没有表头，第 2 行" in said[1]


def test_two_columns_of_one_name_stop_the_table() -> None:
    found = table(xlsx({"8月": [[*FACT_HEADER, "数值"], [*fact(), 3]]}))
    assert [problem.code for problem in found.problems] == ["table.twice"]
    assert "G 列和 K 列" in found.problems[0].sentence
    assert found.rows == ()


def test_a_missing_column_stops_the_table_and_is_named() -> None:
    heads = [head for head in FACT_HEADER if head != "决定文号"]
    found = table(xlsx({"8月": [heads, fact()[1:]]}))
    assert [problem.code for problem in found.problems] == ["table.no-column"]
    assert "缺少“决定文号”一列" in found.problems[0].sentence
    assert found.rows == ()


def test_another_table_below_stops_the_reading_and_is_said() -> None:
    below = ["决定文号", "原决定文号", "村", "姓名", "项目编号"]
    found = table(xlsx({"8月": [FACT_HEADER, fact(), below, ["x"], ["y"]]}))
    assert [row.number for row in found.rows] == [2]
    assert [problem.code for problem in found.problems] == ["table.second"]
    assert "第 3 行" in found.problems[0].sentence
    assert "3 行没有读取" in found.problems[0].sentence


def test_a_merged_village_holds_for_every_row_it_covers() -> None:
    rows = [fact(), fact(unit=""), fact(unit="", who="李四"), fact(unit="西麦村")]
    found = table(facts_xlsx(*rows, merges=[(1, 3, 3, 3)]))
    assert [row.cells["unit"].raw for row in found.rows] == ["东禾村"] * 3 + ["西麦村"]
    assert [row.cells["unit"].how for row in found.rows] == ["own", "merged", "merged", "own"]


def test_a_village_left_blank_without_a_merge_is_a_problem_not_a_guess() -> None:
    found = facts(facts_xlsx(fact(), fact(unit="")))
    assert len(found.facts) == 1
    assert [(one.code, one.row, one.column) for one in found.problems] == [("cell.missing", 3, "D")]


def test_a_merged_quantity_says_nothing_of_each_row() -> None:
    found = facts(facts_xlsx(fact(), fact(count="", who="李四"), merges=[(1, 6, 2, 6)]))
    assert [one.people[0].name for one in found.facts] == ["张三"]
    assert "合并成一格" in found.problems[0].sentence


@pytest.mark.parametrize("ditto", ["同上", "〃", "同 上"])
def test_a_repeat_takes_the_cell_of_the_row_above(ditto: str) -> None:
    rows = [fact(), ["小计"], fact(no=ditto, day=ditto), fact(no=ditto)]
    found = table(facts_xlsx(*rows))
    assert [row.cells["decision"].raw for row in found.rows] == ["示积决〔2024〕17号"] * 3
    assert found.rows[1].cells["happened_on"].raw == "2024.8.5"
    assert found.rows[2].cells["decision"].how == "ditto"


def test_a_repeat_of_nothing_is_a_problem() -> None:
    found = facts(facts_xlsx(fact(no="同上"), fact(why=""), fact(why="同上")))
    assert [(one.row, one.code) for one in found.problems] == [(2, "cell.fault"), (4, "cell.fault")]
    assert "没有可以照抄的内容" in found.problems[0].sentence


def test_a_faulty_cell_is_a_problem_of_its_row_only() -> None:
    def finish(_book: Any, sheets: dict[str, Any]) -> None:
        sheets["8月"].write_formula(1, 6, "=1/0", None, "#DIV/0!")

    content = xlsx({"8月": [FACT_HEADER, fact(count=""), fact(who="李四")]}, finish=finish)
    found = facts(content)
    assert [one.people[0].name for one in found.facts] == ["李四"]
    assert [(one.row, one.column) for one in found.problems] == [(2, "G")]


@pytest.mark.parametrize(
    ("above", "sheet", "period"),
    [
        ("积分周期：2024年8月1日至2025年7月31日", "8月", "2024年8月1日至2025年7月31日"),
        ("期间 2024.8.1—2025.7.31", "8月", "2024年8月1日至2025年7月31日"),
        ("登记表（2024年12月）", "8月", "2024年12月1日至2024年12月31日"),
        ("登记表", "2025年2月", "2025年2月1日至2025年2月28日"),
        ("填报时间：2024年8月30日", "8月", "None"),
        ("登记表（2024年8月）", "2024年9月", "None"),
        ("积分周期：2024年8月1日至2025年7月31日", "2024年9月", "2024年8月1日至2025年7月31日"),
        ("登记表（2024年13月）", "8月", "None"),
    ],
)
def test_the_period_is_what_the_sheet_states_and_nothing_else(
    above: str, sheet: str, period: str
) -> None:
    assert str(table(xlsx({sheet: [[above], FACT_HEADER, fact()]})).period) == period


def test_a_day_without_a_year_takes_the_stated_period_or_the_given_one() -> None:
    given_one = Period(dt.date(2024, 8, 1), dt.date(2025, 8, 1))
    book = read(facts_xlsx(fact(day="9月1日")), "a.xlsx")
    assert [one.code for one in read_facts(book).problems] == ["cell.date-year"]
    assert read_facts(book, period=given_one).facts[0].happened_on == dt.date(2024, 9, 1)
    stated = read(facts_xlsx(fact(day="9月1日"), title="期间：2022.8.1至2023.7.31"), "a.xlsx")
    assert read_facts(stated, period=given_one).facts[0].happened_on == dt.date(2022, 9, 1)


def test_a_sheet_without_a_table_and_an_empty_one_are_said() -> None:
    found = facts(xlsx({"8月": [FACT_HEADER, fact()], "说明": [["请按月填写"]], "空": []}))
    said = [note.sentence for note in found.notes if note.kind == "skipped"]
    assert len(said) == 2
    assert "“说明”" in said[0]
    assert "“空”" in said[1]


def test_a_text_table_reads_like_a_workbook() -> None:
    lines = [["登记表（2024年8月）"], FACT_HEADER, fact(), fact(no="同上", day="8月6日"), ["合计"]]
    text = "\n".join(",".join(str(cell) for cell in line) for line in lines)
    for encoding in ("utf-8-sig", "gb18030"):
        found = read_facts(read(text.encode(encoding), "8月.csv"))
        assert [one.happened_on.day for one in found.facts] == [5, 6]
        assert found.problems == ()


_CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["同上", "〃", "/", "无", "合计", "制表人：", "张　三", "D-01", "2024.8.5", "8月5日", "３",
         "示积决〔2024〕17号", "东禾村", "序号", "姓名", "村", "日期", "一、加分情况", "x" * 30]
    ),
    st.text(max_size=6),
    st.integers(0, 50_000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)  # fmt: skip


@given(st.lists(st.lists(_CELLS, min_size=10, max_size=11), max_size=12))
def test_no_row_is_passed_over_in_silence(body: list[list[Any]]) -> None:
    """Every filled row is a fact, has a problem, or is named in a note."""
    grid = (tuple(FACT_HEADER), *(tuple(cell or None for cell in row) for row in body))
    found = read_facts(Workbook("a.xlsx", "0" * 64, "xlsx", (Sheet("8月", grid),)))
    accounted = {one.origin.row for one in found.facts}
    accounted |= {one.row for one in found.problems}
    accounted |= {note.row for note in found.notes}
    for note in found.notes:
        if note.kind == "blank":
            accounted |= {int(number) for number in re.findall(r"\d+", note.sentence)}
    for problem in found.problems:
        if problem.code == "table.second":
            accounted |= set(range(problem.row, len(grid) + 1))
    filled = {number for number, row in enumerate(grid, 1) if any(cell is not None for cell in row)}
    assert filled <= accounted
    assert {one.origin.row for one in found.facts}.isdisjoint(
        {problem.row for problem in found.problems}
    )
