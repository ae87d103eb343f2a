"""The table inside a sheet: where it starts and ends, and which rows are its rows.

Around the rows that count an office puts a title, a unit and date line, a header of one or two
rows, totals, signatures, and blank or merely numbered rows.  All of it is recognised and said;
what is neither a row nor recognised furniture is a problem.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jifen.sheets.cells import Period, is_ditto, is_empty, plain
from jifen.sheets.columns import AnyColumn, Headings, Layout, headings, normal, vocabulary
from jifen.sheets.marks import column_letter
from jifen.sheets.problems import Note, Problem
from jifen.sheets.workbook import Raw, Sheet

SERIAL = "serial"
"""The key that layouts give to the 序号 column: known, and of no meaning."""

_HEADER_WITHIN = 40
_FOOTER = re.compile(
    r"(制表|填表|填报|经办|审核|审批|审定|复核|核对|分管|主管|主要领导|负责人|领导|签字|签名|单位负责人|组长"
    r"|盖章|备注|注|说明|填表说明|联系电话)[^:：]{0,14}[:：]"
)
_TOTAL = re.compile(r"(本页|本月|全镇|全年|全村)?(合计|总计|小计|共计|累计)[:：]?.{0,8}")
_UNIT = re.compile(r"(填报|制表|编制|报送)?(单位|时间|日期|部门)[:：]|积分周期[:：]")
_RANGE = re.compile(
    r"(\d{4})[年.](\d{1,2})[月.](\d{1,2})日?[至到—–~～\-－]+(\d{4})[年.](\d{1,2})[月.](\d{1,2})日?"
)
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月(?!\d)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, as it is to be read."""

    raw: Raw
    row: int
    """Row number as the spreadsheet program shows it."""
    column: str
    how: Literal["own", "merged", "ditto"] = "own"
    fault: str = ""
    """Why the cell has no value of its own, when the sheet itself says so."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: cells by column key. Columns that the sheet lacks are absent."""

    sheet: str
    number: int
    """Row number as the spreadsheet program shows it."""
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet, with an account of everything around it."""

    layout: str
    sheet: str
    title: str
    period: Period | None
    """The period that the sheet states above its header or in its name."""
    header_rows: tuple[int, int]
    columns: Mapping[str, str]
    """Column letter by key."""
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]


def best_table(sheet: Sheet, layouts: Sequence[Layout]) -> Table | None:
    """Find the table in a sheet that one of the layouts fits best; None when no header is found.

    A layout whose required columns are all there wins over one that lacks some; then the one
    that knows more of the columns; then the one whose title is the sheet's name.
    """
    candidates = [
        (layout, found)
        for layout in layouts
        if (found := _find_headings(sheet, layout)) is not None
    ]
    if not candidates:
        return None

    def fitness(candidate: tuple[Layout, Headings]) -> tuple[bool, int, bool]:
        layout, found = candidate
        complete = all(column.key in found.columns for column in layout.required)
        return complete, len(found.columns), layout.title in sheet.name

    layout, found = max(candidates, key=fitness)
    return _table(sheet, layout, found)


def _find_headings(sheet: Sheet, layout: Layout) -> Headings | None:
    """Find the header: the one or two rows, near the top, that name the most columns."""
    words = vocabulary(layout)
    best: Headings | None = None
    most = (1, True)
    for first in range(min(len(sheet.rows), _HEADER_WITHIN)):
        for last in (first, first + 1):
            if last < len(sheet.rows):
                found = headings(words, sheet.rows, first, last)
                # One row is preferred: with a title over it, two would name as many.
                known = (len(found.columns) - (SERIAL in found.columns), first == last)
                if known > most:
                    best, most = found, known
    return best


def _table(sheet: Sheet, layout: Layout, found: Headings) -> Table:
    notes, title = _above(sheet, found)
    problems: list[Problem] = []
    letters = {key: column_letter(number) for key, number in found.columns.items()}
    by_key = {column.key: column for column in layout.columns}
    named = "、".join(f"{letters[key]} 列“{by_key[key].title}”" for key in found.columns)
    header = (found.first_row + 1, found.last_row + 1)
    notes.append(Note("header", f"按“{layout.title}”读取，认出{named}。", sheet.name, header[0]))
    for number, shown in found.unknown.items():
        said = f"{column_letter(number)} 列“{shown}”不认识，没有读取。"
        notes.append(Note("unknown-column", said, sheet.name, header[0]))
    for number in sorted(sheet.hidden_columns & set(found.columns.values())):
        said = f"{column_letter(number)} 列是隐藏列，已照样读取。"
        notes.append(Note("hidden", said, sheet.name, header[0]))
    for key, one, two in found.twice:
        said = (
            f"工作表“{sheet.name}”有两列都是“{by_key[key].title}”（{column_letter(one)} 列和"
            f" {column_letter(two)} 列），不知道该读哪一列，整张表没有读取。请删去或改名其中一列。"
        )
        problems.append(Problem("table.twice", said, sheet.name, header[0], column_letter(two)))
    for column in layout.required:
        if column.key not in found.columns:
            said = (
                f"工作表“{sheet.name}”缺少“{column.title}”一列，整张表没有读取。"
                f"请补上这一列，或把表头改为“{column.title}”。"
            )
            problems.append(Problem("table.no-column", said, sheet.name, header[0]))
    rows: tuple[Row, ...] = ()
    if not problems:
        body = _Body(sheet, layout, found)
        rows = tuple(body.rows)
        notes += body.notes
        problems += body.problems
    period = _stated_period(sheet, found)
    if period is not None:
        notes.append(Note("period", f"表上写明的期间是{period}。", sheet.name))
    return Table(
        layout.key, sheet.name, title, period, header, letters, rows, tuple(notes), tuple(problems)
    )


def _above(sheet: Sheet, found: Headings) -> tuple[list[Note], str]:
    """Account for the rows above the header; the first that is no unit line is the title."""
    notes: list[Note] = []
    title = ""
    for number, row in enumerate(sheet.rows[: found.first_row]):
        written = "　".join(dict.fromkeys(plain(cell) for cell in row if plain(cell)))
        if not written:
            continue
        if _UNIT.search(written):
            notes.append(
                Note("unit", f"第 {number + 1} 行是填报说明：{written}", sheet.name, number + 1)
            )
        else:
            title = title or written
            notes.append(
                Note("title", f"第 {number + 1} 行是标题：{written}", sheet.name, number + 1)
            )
    return notes, title


def _stated_period(sheet: Sheet, found: Headings) -> Period | None:
    """Read the period that a sheet states: a range of days, else a month; none if two differ."""
    above = [plain(cell) for row in sheet.rows[: found.first_row] for cell in row]
    texts = [re.sub(r"\s", "", text) for text in (*above, sheet.name)]
    ranges: set[Period] = set()
    months: set[Period] = set()
    for text in texts:
        for shape in _RANGE.finditer(text):
            first, last = (
                _date(*map(int, part)) for part in (shape.groups()[:3], shape.groups()[3:])
            )
            if first and last and first <= last:
                ranges.add(Period(first, last + dt.timedelta(days=1)))
        for shape in _MONTH.finditer(_RANGE.sub("", text)):
            year, month = int(shape[1]), int(shape[2])
            start, end = _date(year, month, 1), _date(year + month // 12, month % 12 + 1, 1)
            if start and end:
                months.add(Period(start, end))
    stated = ranges or months
    return next(iter(stated)) if len(stated) == 1 else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


class _Body:
    """The walk down a table's rows below its header."""

    def __init__(self, sheet: Sheet, layout: Layout, found: Headings) -> None:
        self.sheet = sheet
        self.found = found
        self.columns: Mapping[str, AnyColumn] = {column.key: column for column in layout.columns}
        self.words = vocabulary(layout)
        self.rows: list[Row] = []
        self.notes: list[Note] = []
        self.problems: list[Problem] = []
        self.tops = {
            (row, merge.left): merge.top
            for merge in sheet.merges
            if merge.top > found.last_row and merge.bottom > merge.top
            for row in range(merge.top + 1, min(merge.bottom, len(sheet.rows) - 1) + 1)
        }
        self.wide = {
            (merge.top, merge.left) for merge in sheet.merges if merge.right - merge.left >= 2
        }
        self.heads = {
            tuple(filter(None, map(normal, sheet.rows[number])))
            for number in (found.first_row, found.last_row)
        }
        self._walk()

    def _walk(self) -> None:
        blanks: list[int] = []
        strays: dict[int, int] = {}
        for number in range(self.found.last_row + 1, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            filled = [
                column
                for column, cell in enumerate(row)
                if (number, column) in self.sheet.faults or is_ditto(cell) or not is_empty(cell)
            ]
            if not filled:
                blanks.append(number + 1)
                continue
            furniture = self._furniture(number, row, filled)
            if furniture is not None:
                self.notes.append(furniture)
                continue
            if self._other_header(row):
                rest = len(self.sheet.rows) - number
                said = (
                    f"工作表“{self.sheet.name}”第 {number + 1} 行像是另一张表的表头，"
                    f"从这一行起的 {rest} 行没有读取。请把它移到单独的工作表。"
                )
                self.problems.append(Problem("table.second", said, self.sheet.name, number + 1))
                break
            taken = {*self.found.columns.values(), *self.found.unknown}
            for column in filled:
                if column not in taken:
                    strays.setdefault(column, number + 1)
            self.rows.append(self._row(number, row))
        if blanks:
            listed = "、".join(map(str, blanks[:20])) + ("等" if len(blanks) > 20 else "")
            said = f"有 {len(blanks)} 个空行，跳过：第 {listed} 行。"
            self.notes.append(Note("blank", said, self.sheet.name, blanks[0]))
        for column, first in sorted(strays.items()):
            said = f"{column_letter(column)} 列没有表头，第 {first} 行起有内容，没有读取。"
            self.notes.append(Note("unknown-column", said, self.sheet.name, first))

    def _furniture(self, number: int, row: Sequence[Raw], filled: list[int]) -> Note | None:
        """Say what a row is that is no row of the table; None when it is one."""
        head = re.sub(r"\s", "", plain(row[filled[0]]))
        written = "　".join(plain(row[column]) for column in filled)
        kind = said = ""
        if _TOTAL.fullmatch(head):
            kind, said = "total", f"第 {number + 1} 行是合计行，不作为记录：{written}"
        elif _FOOTER.match(head):
            kind, said = "footer", f"第 {number + 1} 行是表尾，不作为记录：{written}"
        elif tuple(filter(None, map(normal, row))) in self.heads:
            kind, said = "header-again", f"第 {number + 1} 行是重复的表头，跳过。"
        elif filled == [self.found.columns.get(SERIAL)] and re.fullmatch(r"\d+\.?", head):
            kind, said = "serial-only", f"第 {number + 1} 行只有序号，没有内容，跳过。"
        elif len(filled) == 1 and (
            (number, filled[0]) in self.wide or filled == [self.found.columns.get(SERIAL)]
        ):
            kind, said = "banner", f"第 {number + 1} 行是通栏文字，不作为记录：{written}"
        return Note(kind, said, self.sheet.name, number + 1) if kind else None

    def _other_header(self, row: Sequence[Raw]) -> bool:
        known = {self.words[word] for word in map(normal, row) if word in self.words}
        return len(known) >= 3

    def _row(self, number: int, row: Sequence[Raw]) -> Row:
        above = self.rows[-1].cells if self.rows else {}
        cells: dict[str, Cell] = {}
        for key, column in self.found.columns.items():
            letter = column_letter(column)
            raw = row[column] if column < len(row) else None
            fault = self.sheet.faults.get((number, column), "")
            top = self.tops.get((number, column))
            if top is not None:
                raw = self.sheet.rows[top][column]
                fault = self.sheet.faults.get((top, column), "")
                if raw is not None and not self.columns[key].shared:
                    fault = "与上面的行合并成一格，看不出每一行各是多少。请拆分单元格，逐行填写。"
                cells[key] = Cell(raw, number + 1, letter, "merged", fault)
                if is_ditto(raw) and not fault:
                    cells[key] = self._ditto(above.get(key), number, letter)
            elif is_ditto(raw):
                cells[key] = self._ditto(above.get(key), number, letter)
            else:
                cells[key] = Cell(raw, number + 1, letter, "own", fault)
        return Row(self.sheet.name, number + 1, cells)

    def _ditto(self, above: Cell | None, number: int, letter: str) -> Cell:
        """Repeat the cell above; a repeat of nothing is a fault."""
        if above is None or is_empty(above.raw):
            fault = "写的是“同上”，上面却没有可以照抄的内容。请直接填写。"
            return Cell(None, number + 1, letter, "ditto", fault)
        return Cell(above.raw, number + 1, letter, "ditto", above.fault)
