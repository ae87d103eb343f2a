"""Workbooks for the tests, written on the spot."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

Grid = Sequence[Sequence[object]]
Merges = Sequence[tuple[int, int, int, int]]

FACT_HEADER = (
    "序号",
    "决定文号",
    "日期",
    "村（社区）",
    "姓名",
    "项目编号",
    "数量",
    "级别",
    "分值",
    "事由",
)


def fact(**changed: object) -> list[object]:
    """A plain good row under FACT_HEADER, with some cells changed (by header, or by `no`)."""
    row: dict[str, object] = {
        "序号": "1",
        "决定文号": "示积决〔2024〕17号",
        "日期": "2024.8.5",
        "村（社区）": "东禾村",
        "姓名": "张　三",
        "项目编号": "D-01",
        "数量": 2,
        "级别": "",
        "分值": "",
        "事由": "调解纠纷",
    }
    names = {
        "no": "决定文号",
        "day": "日期",
        "unit": "村（社区）",
        "who": "姓名",
        "item": "项目编号",
    }
    names |= {"count": "数量", "level": "级别", "points": "分值", "why": "事由", "serial": "序号"}
    for key, value in changed.items():
        row[names[key]] = value
    return [row[header] for header in FACT_HEADER]


def xlsx(
    sheets: Mapping[str, Grid],
    *,
    merges: Merges = (),
    finish: Callable[[Any, dict[str, Any]], None] | None = None,
) -> bytes:
    """Write sheets from cell A1 on. `merges` (top, left, bottom, right) hold for each of them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    dates = book.add_format({"num_format": "yyyy.m.d"})
    made: dict[str, Any] = {}
    for name, grid in sheets.items():
        sheet = made[name] = book.add_worksheet(name)
        for top, left, bottom, right in merges:
            sheet.merge_range(top, left, bottom, right, "")
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(row, column, cell, dates)
                elif isinstance(cell, bool):
                    sheet.write_boolean(row, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(row, column, cell)
                elif cell not in (None, ""):
                    sheet.write_string(row, column, str(cell))
    if finish is not None:
        finish(book, made)
    book.close()
    return buffer.getvalue()


def facts_xlsx(*rows: Sequence[object], title: str = "", merges: Merges = ()) -> bytes:
    """A facts sheet of one header row, with a title above it if given."""
    above = [[title]] if title else []
    return xlsx({"8月": [*above, FACT_HEADER, *rows]}, merges=merges)


def rezipped(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same workbook with some of its parts changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()
