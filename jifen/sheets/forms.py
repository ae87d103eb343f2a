"""Draws workbooks that are filled in and read back: titled sheets of texts under a frozen header.

Every cell is a text: a figure stays what was typed, and a text that begins with = + - or @ is no
formula. The same forms give the same bytes.
"""

import datetime as dt
import io
import unicodedata
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jifen.sheets.workbook import Raw, Sheet

FACE, SIZE = "SimSun", 11
MOST_SIGNS = 32_767
"""No cell holds more."""
REQUIRED = "＊"
"""Stands behind the heading of a column that must be filled."""

_HEADER_WITHIN = 12
_SPARE = 200
"""So many rows below the filled ones offer their choices too."""
_NARROW = 11
_LINE, _HIGHEST = 17, 340
"""Height of a line of text and of the highest row, in points."""
_FILLS = ("#DDE7F3", "#E6F0DC", "#FBEBD3", "#F3E1E6", "#E9E4F3", "#E4EEEE")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, width in signs, how it is filled, the words it may hold."""

    heading: str
    width: int = 12
    note: str = ""
    words: tuple[str, ...] = ()
    group: str = ""
    required: bool = False
    faint: bool = False
    """Printed in grey: made by the program, for it or for reading only."""


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet. `fixed` columns stay in sight; rows have a text for each column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    fixed: int = 1


class TooLong(ValueError):
    """A text that no cell can hold."""


def render(forms: tuple[Form, ...], *, title: str, date: dt.date) -> bytes:
    """Write forms as one .xlsx.

    Raises:
        TooLong: a text has more than `MOST_SIGNS` signs.
    """
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": title, "created": dt.datetime.combine(date, dt.time())})
    book.formats[0].set_font_name(FACE)
    book.formats[0].set_font_size(SIZE)
    styles = _Styles(book)
    for form in forms:
        _Drawing(form, book.add_worksheet(form.name), styles).draw()
    book.close()
    return target.getvalue()


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain = {"font_name": FACE, "font_size": SIZE, "valign": "vcenter"}
        ruled = {**plain, "border": 1, "border_color": "#B8BFC8", "text_wrap": True}
        head = {**ruled, "bold": True, "align": "center"}
        self.title: Format = book.add_format({**plain, "font_size": 16, "bold": True})
        self.note: Format = book.add_format({**plain, "font_color": "#44546A", "text_wrap": True})
        self.cell: Format = book.add_format({**ruled, "num_format": "@", "valign": "top"})
        self.faint: Format = book.add_format(
            {**ruled, "num_format": "@", "valign": "top", "font_color": "#7F7F7F"}
        )
        self.heads: list[Format] = [book.add_format({**head, "bg_color": one}) for one in _FILLS]


class _Drawing:
    """A sheet being written, row by row."""

    def __init__(self, form: Form, page: Worksheet, styles: _Styles) -> None:
        self.form, self.page, self.styles = form, page, styles
        self.last = len(form.columns) - 1
        self.row = 0
        # A column that holds nothing yet needs no more room than its heading.
        self.widths = [
            column.width if any(row[place] for row in form.rows) else min(column.width, _NARROW)
            for place, column in enumerate(form.columns)
        ]

    def draw(self) -> None:
        form, page = self.form, self.page
        for place, width in enumerate(self.widths):
            page.set_column(place, place, width)
        self._across(form.title, self.styles.title, height=30)
        for note in form.notes:
            self._across(note, self.styles.note, height=18 * (1 + len(note) // self._wide()))
        fills = self._groups()
        header = self.row
        page.set_row(header, 34)
        for place, column in enumerate(form.columns):
            text = column.heading + (REQUIRED if column.required else "")
            page.write_string(header, place, text, self.styles.heads[fills[place]])
            if column.note:
                page.write_comment(
                    header, place, column.note, {"x_scale": 2.2, "y_scale": 1.2, "font_size": 10}
                )
        self.row += 1
        for cells in form.rows:
            page.set_row(self.row, self._height(cells))
            for place, (column, text) in enumerate(zip(form.columns, cells, strict=True)):
                self._cell(place, column, text)
            self.row += 1
        self._choices(header)
        page.ignore_errors({"number_stored_as_text": f"A1:CV{self.row + _SPARE}"})
        page.freeze_panes(header + 1, form.fixed)
        page.repeat_rows(header)
        page.set_landscape()
        page.set_paper(8 if self.last > 12 else 9)
        if self.last > 12:  # too wide for one sheet of paper: several, each with its first columns
            page.set_print_scale(60)
            page.repeat_columns(0, form.fixed - 1)
        else:
            page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.set_footer("&C第 &P 页，共 &N 页")

    def _wide(self) -> int:
        """Return how many Chinese signs a line over the first columns holds."""
        return max(sum(self.widths[: self._span() + 1]) // 2, 20)

    def _height(self, cells: tuple[str, ...]) -> float:
        """Return the height of a row in points, so that no line of its cells is cut."""
        lines = 1
        for width, text in zip(self.widths, cells, strict=True):
            lines = max(lines, sum(-(-_signs(line) // width) or 1 for line in text.split("\n")))
        return min(_LINE * lines + 3, _HIGHEST)

    def _span(self) -> int:
        """Return the last column that titles and notes stand over: what a screen shows."""
        width = 0
        for place, here in enumerate(self.widths):
            width += here
            if width > 120:
                return max(place - 1, 1) if self.last else 0
        return self.last

    def _across(self, text: str, style: Format, *, height: int) -> None:
        self.page.set_row(self.row, height)
        span = self._span()
        if span:
            self.page.merge_range(self.row, 0, self.row, span, "", style)
        self.page.write_string(self.row, 0, text, style)
        self.row += 1

    def _groups(self) -> list[int]:
        """Write the line of groups over the header, where columns have one; return the fills."""
        columns = self.form.columns
        fills: list[int] = []
        starts = [n for n, c in enumerate(columns) if n == 0 or c.group != columns[n - 1].group]
        for count, (start, end) in enumerate(zip(starts, [*starts[1:], len(columns)], strict=True)):
            fill = count % len(_FILLS)
            fills += [fill] * (end - start)
            if not any(column.group for column in columns):
                continue
            style, group = self.styles.heads[fill], columns[start].group
            if end - start > 1:
                self.page.merge_range(self.row, start, self.row, end - 1, "", style)
            self.page.write_string(self.row, start, group, style)
        if any(column.group for column in columns):
            self.page.set_row(self.row, 22)
            self.row += 1
        return fills

    def _cell(self, place: int, column: Column, text: str) -> None:
        style = self.styles.faint if column.faint else self.styles.cell
        if len(text) > MOST_SIGNS:
            raise TooLong(f"{self.form.name}: {column.heading}")
        if text:
            self.page.write_string(self.row, place, text, style)
        else:
            self.page.write_blank(self.row, place, None, style)

    def _choices(self, header: int) -> None:
        for place, column in enumerate(self.form.columns):
            if column.words and len(",".join(column.words)) <= 255:
                self.page.data_validation(
                    header + 1,
                    place,
                    self.row + _SPARE,
                    place,
                    {
                        "validate": "list",
                        "source": list(column.words),
                        "error_type": "warning",
                        "error_title": "请从列表里选",
                        "error_message": "这一格只能填列表里的词。",
                    },
                )


def _signs(line: str) -> int:
    """Return how wide a line is, Chinese signs counted as two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)


# ------------------------------------------------------------------ reading back
@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet as it was filled in: the columns of its header, and the rows below it."""

    header: int
    """Row of the header, counted from 0."""
    headings: dict[int, str]
    """Column, counted from 0 → its heading, without the mark of required ones."""
    rows: tuple[tuple[int, dict[int, Raw]], ...]
    """Row, counted from 0 → what its cells hold; rows with nothing in them are left out."""


def filled(sheet: Sheet, headings: frozenset[str]) -> Filled | None:
    """Find the header of a sheet, the row with most of these headings; None where none has any."""
    best, found = 0, -1
    for number, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        known = sum(_heading(cell) in headings for cell in row)
        if known > best:
            best, found = known, number
    if found < 0:
        return None
    heads = {place: _heading(cell) for place, cell in enumerate(sheet.rows[found])}
    rows = (
        (number, {place: cell for place, cell in enumerate(row) if _holds(cell)})
        for number, row in enumerate(sheet.rows)
        if number > found
    )
    return Filled(
        found,
        {place: head for place, head in heads.items() if head},
        tuple((number, cells) for number, cells in rows if cells),
    )


def _heading(cell: Raw) -> str:
    return cell.replace(REQUIRED, "").strip() if isinstance(cell, str) else ""


def _holds(cell: Raw) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())
