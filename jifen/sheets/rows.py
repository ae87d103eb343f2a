"""One row being read: values by column, and everything that is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from jifen.sheets.cells import Bad, Period, is_empty
from jifen.sheets.columns import Column, Layout
from jifen.sheets.problems import Note, Problem
from jifen.sheets.tables import Row, Table, best_table
from jifen.sheets.workbook import Workbook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was read from."""

    digest: str
    """SHA-256 of the file, 64 hex digits."""
    sheet: str
    row: int
    """Row number as the spreadsheet program shows it."""

    def __str__(self) -> str:
        return f"工作表“{self.sheet}”第 {self.row} 行"


class RowReader:
    """Takes typed values out of a row, collecting whatever is wrong with it."""

    def __init__(self, row: Row, *, digest: str, period: Period | None) -> None:
        self.row = row
        self.period = period
        self.origin = Origin(digest, row.sheet, row.number)
        self.problems: list[Problem] = []

    def take(self, column: Column[T]) -> T | None:
        """Read a cell: None when it is empty, or when it is wrong (then `problems` says why)."""
        cell = self.row.cells.get(column.key)
        if cell is not None and cell.fault:
            self.refuse(column, "cell.fault", cell.fault)
            return None
        if cell is None or is_empty(cell.raw):
            if column.required:
                self.refuse(column, "cell.missing", "是空的，这一格必须填。请补上。")
            return None
        found = column.read(cell.raw, self.period)
        if isinstance(found, Bad):
            self.refuse(column, found.code, found.sentence)
            return None
        return found

    def must(self, column: Column[T], stand_in: T) -> T:
        """Read a required cell; `stand_in` where it is missing or wrong (`problems` says so)."""
        found = self.take(column)
        assert column.required, column.key
        return stand_in if found is None else found

    def refuse(self, column: Column[T], code: str, said: str) -> None:
        """Note that a cell of this row is wrong. `said` continues 第 37 行“姓名”…"""
        cell = self.row.cells.get(column.key)
        sentence = f"第 {self.row.number} 行“{column.title}”{said}"
        letter = cell.column if cell is not None else ""
        self.problems.append(Problem(code, sentence, self.row.sheet, self.row.number, letter))


def tables(book: Workbook, layouts: tuple[Layout, ...]) -> tuple[list[Table], list[Note]]:
    """Find the tables of a workbook, and account for the sheets that hold none."""
    found: list[Table] = []
    notes: list[Note] = list(book.notes)
    for sheet in book.sheets:
        notes += sheet.notes
        table = best_table(sheet, layouts)
        if table is not None:
            notes += table.notes
            found.append(table)
        elif any(cell is not None for row in sheet.rows for cell in row):
            kinds = "、".join(layout.title for layout in layouts)
            said = f"工作表“{sheet.name}”里没有找到表头（{kinds}），没有读取。"
            notes.append(Note("skipped", said, sheet.name))
        else:
            notes.append(Note("skipped", f"工作表“{sheet.name}”是空的。", sheet.name))
    return found, notes


def refused_rows(problems: Iterable[Problem]) -> tuple[tuple[str, int], ...]:
    """List the rows (sheet, row number) that have a problem, each once, in order."""
    return tuple(dict.fromkeys((one.sheet, one.row) for one in problems if one.row))
