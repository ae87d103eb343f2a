"""A rulebook as a workbook: nothing lost on the way, and every mistake named with its cell."""

import datetime as dt
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given

from jifen.core.rules import Rulebook
from jifen.rulebook import canonical, filled, reader, workbook
from jifen.rulebook.grammar import ITEM, TOP, Record
from jifen.rulebook.problems import RulebookProblems
from jifen.rulebook.sheets import PARTS, SAID, TABS, places, scheme
from jifen.sheets import workbook as sheets
from jifen.sheets.marks import column_letter
from jifen.sheets.workbook import Raw, Sheet, Workbook
from tests.rulebook.everything import EVERYTHING
from tests.rulebook.rulebooks import rulebooks

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "rulebooks").glob("*/rulebook.yaml"))
SCHEME = (Path(__file__).parent / "scheme.yaml").read_text(encoding="utf-8")


def through_xlsx(book: Rulebook) -> Rulebook:
    return filled.read(sheets.read(workbook.write(book), "细则.xlsx"))


def laid(book: Rulebook) -> Workbook:
    """What the reader of workbooks makes of one, without the file between."""
    pages = (
        Sheet(form.name, ((form.title,), tuple(c.heading for c in form.columns), *form.rows))
        for form in workbook.drawn(book)
    )
    return Workbook("细则.xlsx", "", "xlsx", tuple(pages))


@given(rulebooks())
def test_a_rulebook_laid_out_in_cells_reads_as_the_same_rulebook(book: Rulebook) -> None:
    assert canonical.encode(filled.read(laid(book))) == canonical.encode(book)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_comes_back_from_a_real_workbook(path: Path) -> None:
    book = reader.read(path.read_bytes(), path.name)
    again = through_xlsx(book)
    assert again == book
    assert canonical.encode(again) == canonical.encode(book)


def test_a_rulebook_of_everything_comes_back_from_a_real_workbook() -> None:
    assert canonical.encode(through_xlsx(EVERYTHING)) == canonical.encode(EVERYTHING)


def test_the_same_rulebook_gives_the_same_workbook() -> None:
    assert workbook.write(EVERYTHING) == workbook.write(EVERYTHING)


MARKS = (
    "=1+1", "+2", "-3", "@SUM(A1)", "=cmd|' /C calc'!A0", "007", "1e5", "甲；乙：丙、丁", '"引',
    "（半", "_x000D_", "TRUE", "2024-08-01", "多\n行",
)  # fmt: skip


@pytest.mark.parametrize("text", MARKS, ids=repr)
def test_what_looks_like_a_formula_or_a_mark_stays_a_text(text: str) -> None:
    source = SCHEME.replace("    note: 请假除外", f"    note: {_quoted(text)}")
    if "\n" not in text:
        source = source.replace("evidence: [表彰文件]", f"evidence: [{_quoted(text)}, 乙]")
    book = reader.read(source, "scheme.yaml")
    assert book.item("B-3").note == text
    data = workbook.write(book)
    assert filled.read(sheets.read(data, "细则.xlsx")) == book
    parts = zipfile.ZipFile(io.BytesIO(data))
    pages = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) == len(workbook.drawn(book))
    assert not any(b"<f>" in parts.read(name) for name in pages)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def test_every_key_of_the_file_has_one_place_in_the_workbook() -> None:
    rows = [f"{part}.{key}" if part else key for part, key, _label, _node in scheme()]
    tabs = [tab.path for tab in TABS]
    assert len(rows) == len(set(rows))
    above = {path for path in PARTS if path}
    for path, record in (("", TOP), *((path, _record(path)) for path in above)):
        for key in record.holds:
            whole = f"{path}.{key}" if path else key
            assert (whole in rows) + (whole in tabs) + (whole in above) == 1, whole
    items = {place.key for place in places(TABS[0])} - {""}
    assert items == set(ITEM.holds)
    for tab in TABS:
        headings = [place.column.heading for place in places(tab)]
        assert len(headings) == len(set(headings)), tab.name


def _record(path: str) -> Record:
    node: object = TOP
    for key in path.split("."):
        assert isinstance(node, Record)
        node = node.holds[key]
    assert isinstance(node, Record)
    return node


# ------------------------------------------------------------------ mistakes
OPENED = sheets.read(workbook.write(EVERYTHING), "细则.xlsx")


def header(sheet: Sheet, heading: str) -> tuple[int, int]:
    """Return row and column of a heading, counted from 0."""
    for number, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if str(cell).rstrip("＊") == heading:
                return number, column
    raise AssertionError(heading)


def put(book: Workbook, sheet: str, heading: str, row: str, value: Raw) -> tuple[str, Workbook]:
    """Fill the cell under a heading in the row that holds `row`; return its place and the whole."""
    page = next(one for one in book.sheets if one.name == sheet)
    top, column = header(page, heading)
    number = next(n for n, cells in enumerate(page.rows) if n > top and row in cells)
    cells = page.rows[number]
    changed = (*cells[:column], value, *cells[column + 1 :])
    rows = (*page.rows[:number], changed, *page.rows[number + 1 :])
    return f"{sheet}!{column_letter(column)}{number + 1}", swapped(book, replace(page, rows=rows))


def swapped(book: Workbook, page: Sheet) -> Workbook:
    pages = tuple(page if one.name == page.name else one for one in book.sheets)
    return replace(book, sheets=pages)


def told(book: Workbook) -> list[str]:
    with pytest.raises(RulebookProblems) as found:
        filled.read(book)
    return [problem.sentence() for problem in found.value.problems]


@pytest.mark.parametrize(
    ("sheet", "heading", "row", "value", "says"),
    [
        ("项目", "计分内容", "A-2", "每次分值：三", "“三”不是分值"),
        ("项目", "计分内容", "A-2", "分值：3", "未知字段“分值”"),
        ("项目", "计分内容", "A-2", "每次分值：", "“每次分值”后面没有内容"),
        ("项目", "计分内容", "A-2", "每次分值：3；每次分值：4", "“每次分值”写了两次"),
        ("项目", "计分方式", "A-2", "固定", "是不是“固定分值”"),
        ("项目", "责任份额", "A-2", "当事人：2", "不在0到1之间"),
        ("项目", "责任份额", "A-2", "当事人 1", "里没有“：”"),
        ("项目", "责任份额", "A-2", "当事人：（1", "括号“）”没有成对"),
        ("项目", "佐证材料", "A-1", '"调解书', "引号没有成对"),
        ("项目", "章", "A-2", "Z", "“Z”在“chapters”里没有"),
        ("项目", "公示", "B-1", "不", "“不”既不是 true 也不是 false"),
        ("项目", "加分或扣分", "A-2", "加", "是不是“加分”"),
        ("项目", "项目名称", "A-2", None, "缺少字段“title”"),
        ("项目", "代码", "A-2", "A-1", "“A-1”写了两次"),
        ("项目", "代码", "A-2", None, "这一行没有填“代码”"),
        ("总则", "填写", "score.base", "一百", "“一百”不是分值"),
        ("总则", "填写", "score.base", None, "缺少字段“base”"),
        ("总则", "填写", "effective_on", "2025-02-30", "不是日期"),
        ("总则", "填写", "ladder.low_rank", "比例：0.05；人数：3", "未知字段“人数”"),
        ("章", "加分封顶", "A", -5, "必须大于零"),
        ("等次名额", "等次", "good", "great", "“great”在“results.bands”里没有"),
        ("提出人", "代码", "cadre", "干部", "不在可选之列"),
    ],
)
def test_a_mistake_is_named_with_its_sheet_and_cell(
    sheet: str, heading: str, row: str, value: Raw, says: str
) -> None:
    place, book = put(OPENED, sheet, heading, row, value)
    said = told(book)
    fitting = [one for one in said if says in one]
    assert any(one.startswith(f"细则.xlsx {place}〔") for one in fitting), said


def test_a_heading_that_is_not_known_is_named() -> None:
    page = next(one for one in OPENED.sheets if one.name == "项目")
    number, column = header(page, "单次封顶")
    cells = page.rows[number]
    heads = (*cells[:column], "单次上限", *cells[column + 1 :])
    rows = (*page.rows[:number], heads, *page.rows[number + 1 :])
    said = told(swapped(OPENED, replace(page, rows=rows)))
    place = f"项目!{column_letter(column)}{number + 1}"
    assert any(one.startswith(f"细则.xlsx {place}〔·〕未知字段“单次上限”") for one in said), said


def test_a_sheet_that_is_not_known_is_named() -> None:
    said = told(replace(OPENED, sheets=(*OPENED.sheets, Sheet("项目表", (("x",),)))))
    assert len(said) == 1
    assert said[0].startswith("细则.xlsx 工作表“项目表”〔·〕")
    assert "是不是“项目”" in said[0]


def test_a_sheet_that_is_missing_is_missed() -> None:
    said = told(replace(OPENED, sheets=tuple(s for s in OPENED.sheets if s.name != "章")))
    assert any(one.startswith("细则.xlsx 工作表“章”") and "“chapters”" in one for one in said)


def test_a_sheet_without_its_header_is_named() -> None:
    said = told(swapped(OPENED, Sheet("章", (("甲", "乙"), ("A", "加分")))))
    assert any(one.startswith("细则.xlsx 工作表“章”") and "找不到表头" in one for one in said)


def test_content_without_a_heading_is_named() -> None:
    page = next(one for one in OPENED.sheets if one.name == "章")
    rows = (*page.rows[:-1], (*page.rows[-1], "另外"))
    said = told(swapped(OPENED, replace(page, rows=rows)))
    assert said[0].startswith(f"细则.xlsx 章!{column_letter(len(rows[-1]) - 1)}{len(rows)}〔·〕")
    assert "没有表头" in said[0]


def test_a_cell_whose_formula_failed_is_named() -> None:
    page = next(one for one in OPENED.sheets if one.name == "章")
    number, column = header(page, "加分封顶")
    faults = {(number + 1, column): "是公式错误（如 #REF!、#N/A）。"}
    said = told(swapped(OPENED, replace(page, faults=faults)))
    assert said[0].startswith(f"细则.xlsx 章!{column_letter(column)}{number + 2}〔·〕")
    assert "是公式错误" in said[0]


def test_every_mistake_is_told_at_once_and_once() -> None:
    _, book = put(OPENED, "项目", "责任份额", "A-2", "（")
    _, book = put(book, "章", "加分封顶", "A", "x")
    _, book = put(book, "总则", "填写", "score.base", "y")
    said = told(book)
    assert len(said) == 3
    assert len({one.partition("〔")[0] for one in said}) == 3


def test_columns_may_change_places_and_figures_may_be_numbers() -> None:
    page = next(one for one in OPENED.sheets if one.name == "章")
    turned = replace(page, rows=(*page.rows[:2], *(row[::-1] for row in page.rows[2:])))
    _, book = put(swapped(OPENED, turned), "总则", "填写", "score.base", 100)
    _, book = put(book, "总则", "填写", "rollup.members_weight", "70%")
    _, book = put(book, "总则", "填写", "effective_on", dt.date(2025, 1, 1))
    _, book = put(book, "项目", "单次封顶", "A-1", 5.0)
    assert canonical.encode(filled.read(book)) == canonical.encode(EVERYTHING)


def test_the_column_made_for_reading_is_not_read() -> None:
    _, book = put(OPENED, "项目", SAID, "A-2", "每次加999分")
    assert canonical.encode(filled.read(book)) == canonical.encode(EVERYTHING)


def test_the_workbook_looks_like_a_form() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(EVERYTHING)))
    assert book.sheetnames[:3] == ["填写说明", "总则", "项目"]
    for name in book.sheetnames[1:]:
        page = book[name]
        assert page.freeze_panes is not None, name
        assert page["A1"].value == f"{EVERYTHING.title}　{name}"
        assert page.page_setup.orientation == "landscape"
    heads = {str(cell.value): cell for row in book["项目"].iter_rows(max_row=6) for cell in row}
    assert "代码＊" in heads
    assert heads["责任份额＊"].comment is not None
    assert book["项目"].data_validations.dataValidation
