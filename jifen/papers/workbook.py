"""Tables as an Excel workbook that looks like the ones offices make by hand.

Merged title, the line 填报单位 … 填报时间, header, typed cells, 合计, notes, signatures; A4
landscape, fitted to its width, header repeated on every page and frozen on screen.  There is
no formula in it and no text becomes one: a name that begins with = + - or @ stays a name.
The same sheets give the same bytes.
"""

import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FACE, SIZE = "SimSun", 11
"""宋体 11: what a new sheet in WPS has."""

MOST_ROWS = 1_048_576
MOST_DIGITS = 15
"""Excel keeps no more; longer figures must travel as text."""

NOT_IN_NAME = re.compile(r"[\[\]:*?/\\]")


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    COUNT = "count"
    POINTS = "points"
    """Integer hundredths, shown with two decimals."""
    DATE = "date"


Cell = str | int | dt.date | None

SHOWN: Mapping[Kind, str] = {
    Kind.TEXT: "@",
    Kind.COUNT: "0",
    Kind.POINTS: "0.00",
    Kind.DATE: "yyyy-mm-dd",
}
SIDES: Mapping[Kind, str] = {
    Kind.TEXT: "left",
    Kind.COUNT: "center",
    Kind.POINTS: "right",
    Kind.DATE: "center",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its width in characters of the sheet's type, what it holds."""

    title: str
    width: int
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook. `total` is its row 合计; None leaves a cell empty."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    above: tuple[str, str] = ("", "")
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ("制表人：", "审核人：", "分管领导（签字）：")

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= 31 or NOT_IN_NAME.search(self.name):
            raise ValueError(f"{self.name!r} cannot name a sheet")
        if not self.columns:
            raise ValueError(f"sheet {self.name} needs columns")
        if len(self.rows) + len(self.notes) + 8 > MOST_ROWS:
            raise ValueError(f"sheet {self.name} has more rows than a sheet holds")
        for place, row in enumerate((*self.rows, self.total) if self.total else self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {place} of {self.name} has {len(row)} cells for {len(self.columns)}"
                )


def render(
    sheets: tuple[Sheet, ...], *, title: str, author: str, date: dt.date, warning: str = ""
) -> bytes:
    """Write sheets as one .xlsx.

    `warning` goes into every page's header while the figures may still move.

    Raises:
        ValueError: no sheet, or a figure of more digits than Excel keeps.
        TypeError: a cell is not of its column's kind; only 合计 may hold text anywhere.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties(
        {"title": title, "author": author, "created": dt.datetime.combine(date, dt.time())}
    )
    book.formats[0].set_font_name(FACE)
    book.formats[0].set_font_size(SIZE)
    styles = _Styles(book)
    for sheet in sheets:
        _Drawing(sheet, book.add_worksheet(sheet.name), styles).draw(warning)
    book.close()
    return target.getvalue()


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain = {"font_name": FACE, "font_size": SIZE, "valign": "vcenter"}
        ruled = {**plain, "border": 1, "text_wrap": True}
        self.title: Format = book.add_format({**plain, "font_size": 18, "bold": True} | _CENTRED)
        self.left: Format = book.add_format(plain)
        self.right: Format = book.add_format({**plain, "align": "right"})
        self.note: Format = book.add_format({**plain, "text_wrap": True})
        self.header: Format = book.add_format({**ruled, "bold": True} | _CENTRED)
        self.cells: dict[tuple[Kind, bool], Format] = {
            (kind, strong): book.add_format(
                {**ruled, "num_format": SHOWN[kind], "align": SIDES[kind], "bold": strong}
            )
            for kind in Kind
            for strong in (False, True)
        }


_CENTRED = {"align": "center"}


class _Drawing:
    """A sheet being written, row by row."""

    def __init__(self, sheet: Sheet, page: Worksheet, styles: _Styles) -> None:
        self.sheet, self.page, self.styles = sheet, page, styles
        self.last = len(sheet.columns) - 1
        self.row = 0

    def draw(self, warning: str) -> None:
        self._head()
        header = self.row - 1
        for cells in self.sheet.rows:
            self._cells(cells, strong=False)
        if self.sheet.total:
            self._cells(self.sheet.total, strong=True)
        for note in self.sheet.notes:
            self._across(note, self.styles.note, height=18)
        if self.sheet.signatures:
            self._signatures()
        self._print(header, warning)

    def _head(self) -> None:
        for place, column in enumerate(self.sheet.columns):
            self.page.set_column(place, place, column.width)
        self._across(self.sheet.title, self.styles.title, height=36)
        if any(self.sheet.above):
            self._ends(*self.sheet.above)
        self.page.set_row(self.row, 24)
        for place, column in enumerate(self.sheet.columns):
            self.page.write_string(self.row, place, column.title, self.styles.header)
        self.row += 1

    def _across(self, text: str, style: Format, *, height: int) -> None:
        """Write one text over all columns."""
        self.page.set_row(self.row, height)
        if self.last:
            self.page.merge_range(self.row, 0, self.row, self.last, "", style)
        self.page.write_string(self.row, 0, text, style)
        self.row += 1

    def _ends(self, left: str, right: str) -> None:
        """Write one text at the left end of a line and one at the right."""
        self.page.set_row(self.row, 20)
        if left:
            self.page.write_string(self.row, 0, left, self.styles.left)
        if right:
            self.page.write_string(self.row, max(self.last, 1), right, self.styles.right)
        self.row += 1

    def _signatures(self) -> None:
        self.page.set_row(self.row, 30)
        count = len(self.sheet.signatures)
        for place, text in enumerate(self.sheet.signatures):
            across = max(place * (self.last + 1) // count, place)
            self.page.write_string(self.row, across, text, self.styles.left)
        self.row += 1

    def _cells(self, cells: tuple[Cell, ...], *, strong: bool) -> None:
        for place, (column, cell) in enumerate(zip(self.sheet.columns, cells, strict=True)):
            self._cell(place, column, cell, strong=strong)
        self.row += 1

    def _cell(self, place: int, column: Column, cell: Cell, *, strong: bool) -> None:
        style = self.styles.cells[column.kind, strong]
        match column.kind, cell:
            case _, None | "":
                self.page.write_blank(self.row, place, None, style)
            case Kind.TEXT, str():
                self.page.write_string(self.row, place, cell, style)
            case _, str() if strong:
                self.page.write_string(self.row, place, cell, self.styles.cells[Kind.TEXT, True])
            case Kind.COUNT, int() if not isinstance(cell, bool):
                self.page.write_number(self.row, place, _kept(cell), style)
            case Kind.POINTS, int() if not isinstance(cell, bool):
                # A Decimal is written digit by digit; nothing passes through a float.
                self.page.write_number(self.row, place, Decimal(_kept(cell)).scaleb(-2), style)
            case Kind.DATE, dt.date() if not isinstance(cell, dt.datetime):
                self.page.write_datetime(self.row, place, cell, style)
            case _:
                raise TypeError(f"{column.title}: {cell!r} is not of the kind {column.kind}")

    def _print(self, header: int, warning: str) -> None:
        page = self.page
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        page.repeat_rows(header)
        page.print_area(0, 0, self.row - 1, max(self.last, 1 if self.sheet.above[1] else 0))
        page.freeze_panes(header + 1, 0)
        page.set_footer("&C第 &P 页，共 &N 页")
        if warning:
            page.set_header("&C" + warning.replace("&", "&&"))


def _kept(figure: int) -> int:
    if len(str(abs(figure))) > MOST_DIGITS:
        raise ValueError(f"{figure} has more digits than Excel keeps; write it as text")
    return figure
