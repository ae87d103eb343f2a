"""A workbook as it lies: sheets of raw cells, with what the file says about them."""

import datetime as dt
import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path, PurePath
from types import MappingProxyType

from jifen.sheets import delimited, parser
from jifen.sheets.archive import open_checked
from jifen.sheets.limits import LIMITS, Limits
from jifen.sheets.marks import Marks, column_letter, marks
from jifen.sheets.problems import Note, SheetProblem

Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
"""A cell as the file holds it; None is an empty one."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One merged block; rows and columns count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet from its cell A1 on: rows[0] is row 1, rows[0][0] is A1."""

    name: str
    rows: tuple[tuple[Raw, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Cells whose value the file does not hold (formula errors …), and what to say of them."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that could be read."""

    filename: str
    digest: str
    """SHA-256 of the file's bytes, 64 hex digits."""
    kind: str
    """"xlsx", "xls", "ods" or "csv": what the content is, whatever the name says."""
    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()


_SAVE_AS = "请在 WPS 或 Excel 里“另存为 .xlsx”后再导入。"
_REFUSED_NAMES: Mapping[str, str] = {
    ".et": "这是 WPS 的 .et 文件，请在 WPS 里“另存为 .xlsx”。",
    ".ett": "这是 WPS 的模板文件，请在 WPS 里“另存为 .xlsx”。",
    ".xlsm": f"这是带宏的 .xlsm 文件，宏可能有危险，所以不读取。{_SAVE_AS}",
    ".xlsb": f"这是二进制的 .xlsb 文件，不能直接读取。{_SAVE_AS}",
    ".xltx": f"这是 Excel 模板文件，不是填好的表。{_SAVE_AS}",
    ".xltm": f"这是带宏的 Excel 模板文件，宏可能有危险，所以不读取。{_SAVE_AS}",
    ".doc": "这是 Word 文件，不是表格。请把表格复制到 Excel 或 WPS 表格，存为 .xlsx 后再导入。",
    ".docx": "这是 Word 文件，不是表格。请把表格复制到 Excel 或 WPS 表格，存为 .xlsx 后再导入。",
    ".wps": "这是 WPS 文字文件，不是表格。请把表格复制到 WPS 表格，存为 .xlsx 后再导入。",
    ".pdf": "这是 PDF 文件，读不出表格。请向制表人要原来的 .xlsx 文件。",
}
_TEXT_NAMES = frozenset({".csv", ".txt", ".tsv"})


def read(source: Path | bytes, filename: str = "", *, limits: Limits = LIMITS) -> Workbook:
    """Read a workbook (.xlsx, .xls, .ods, .csv) after checking that it is safe to open.

    `filename` is the name the user knows the file by; a path's own when left out.

    Raises:
        SheetProblem: the file cannot be read; nothing of it was taken over.
        OSError: the path cannot be opened.
    """
    if isinstance(source, Path):
        filename = filename or source.name
        if source.stat().st_size > limits.file_bytes:
            raise _too_large(limits)
        content = source.read_bytes()
    else:
        content = source
    suffix = PurePath(filename).suffix.lower()
    if not content:
        raise SheetProblem(
            "file.empty", "这个文件是空的（0 字节），可能没有传完整。请重新保存、重新选择文件。"
        )
    if len(content) > limits.file_bytes:
        raise _too_large(limits)
    if suffix in _REFUSED_NAMES:
        raise SheetProblem("file.kind", _REFUSED_NAMES[suffix])
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(b"PK"):
        kind, sheets = _zipped(content, limits)
    elif content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        kind, sheets = _compound(content, limits)
    else:
        return _text(content, filename, suffix, digest, limits)
    notes: tuple[Note, ...] = ()
    if suffix != f".{kind}":
        said = f"文件名以“{suffix or '（无）'}”结尾，内容其实是 .{kind}，已按 .{kind} 读取。"
        notes = (Note("kind", said),)
    return Workbook(filename, digest, kind, sheets, notes)


def _too_large(limits: Limits) -> SheetProblem:
    return SheetProblem(
        "file.size",
        f"这个文件超过 {limits.file_bytes >> 20} MB，没有读取。请删去图片，或按月拆成几个文件。",
    )


def _zipped(content: bytes, limits: Limits) -> tuple[str, tuple[Sheet, ...]]:
    try:
        return _unzipped(content, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as broken:
        # The list of members was sound, a member is not.
        raise _damaged() from broken


def _unzipped(content: bytes, limits: Limits) -> tuple[str, tuple[Sheet, ...]]:
    with open_checked(content, limits=limits) as archive:
        names = set(archive.namelist())
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise SheetProblem("file.kind", _REFUSED_NAMES[".xlsm"])
        if "xl/workbook.bin" in names:
            raise SheetProblem("file.kind", _REFUSED_NAMES[".xlsb"])
        if any(name.startswith("word/") for name in names):
            raise SheetProblem("file.kind", _REFUSED_NAMES[".docx"])
        if "xl/workbook.xml" in names:
            found = marks(archive)
            for name, mark in found.items():
                _check_extent(name, mark.last_row + 1, mark.last_column + 1, limits)
            return "xlsx", _sheets(content, found, limits)
        if "content.xml" in names:
            _check_repeats(archive.read("content.xml"), limits)
            return "ods", _sheets(content, {}, limits)
    raise SheetProblem(
        "file.kind", f"这是一个压缩包，不是表格。请先解压，再导入里面的表。{_SAVE_AS}"
    )


def _compound(content: bytes, limits: Limits) -> tuple[str, tuple[Sheet, ...]]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _encrypted()
    if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
        raise SheetProblem("file.kind", f"这个文件里没有 Excel 表格。{_SAVE_AS}")
    return "xls", _sheets(content, {}, limits)


def _text(content: bytes, filename: str, suffix: str, digest: str, limits: Limits) -> Workbook:
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style")):
        raise SheetProblem(
            "file.html",
            "这其实是一个网页（HTML），只是名字改成了表格，通常是从别的系统导出的。"
            "请用 WPS 或 Excel 打开，“另存为 .xlsx”后再导入。",
        )
    if head.startswith((b"<?xml", b"<workbook")):
        raise SheetProblem("file.kind", f"这是 XML 格式的表格，不能直接读取。{_SAVE_AS}")
    if suffix not in _TEXT_NAMES:
        raise SheetProblem(
            "file.kind",
            f"这个文件的内容不是 Excel 表格（名字以“{suffix or '（无）'}”结尾）。{_SAVE_AS}",
        )
    rows, notes = delimited.rows(content, limits=limits)
    grid: list[list[Raw]] = [[cell if cell.strip() else None for cell in row] for row in rows]
    sheet = _sheet(PurePath(filename).stem, grid, (), Marks(), limits)
    return Workbook(filename, digest, "csv", (sheet,), tuple(notes))


def _encrypted() -> SheetProblem:
    return SheetProblem("file.encrypted", "这个文件加了密码，读不出内容。请取消密码后再导入。")


def _damaged() -> SheetProblem:
    return SheetProblem("file.damaged", f"这个文件已损坏，读不出内容。{_SAVE_AS}")


def _check_extent(name: str, height: int, width: int, limits: Limits) -> None:
    """Refuse a sheet whose cells lie so far apart that reading it would fill the memory."""
    if width > limits.columns:
        raise SheetProblem(
            "file.columns",
            f"工作表“{name}”一直用到 {column_letter(width - 1)} 列，"
            f"超过 {limits.columns} 列，没有读取。"
            f"请删去右边多余的列（选中后“删除”，不是只清空），保存后再导入。",
            sheet=name,
        )
    if height * width > limits.rows * limits.columns:
        raise _too_long(name, height, limits)


def _too_long(name: str, height: int, limits: Limits) -> SheetProblem:
    return SheetProblem(
        "file.rows",
        f"工作表“{name}”一直用到第 {height} 行或更下面，超过 {limits.rows} 行，没有读取。"
        f"请删去下面多余的行（选中后“删除”，不是只清空），或按月拆成几个文件。",
        sheet=name,
    )


def _check_repeats(text: bytes, limits: Limits) -> None:
    """Refuse an .ods that repeats filled cells or rows without end."""
    if b"<!DOCTYPE" in text[:4096]:
        raise SheetProblem("file.entities", f"这个文件里带有外部声明，没有读取。{_SAVE_AS}")
    cells = re.compile(
        rb"<table:(?:covered-)?table-cell\b([^<>]*?)(/?)>|<table:table-row\b([^<>]*)>"
    )
    row_repeat = 1
    for tag in cells.finditer(text):
        attributes = tag[1] if tag[3] is None else tag[3]
        found = re.search(rb'number-(?:columns|rows)-repeated="([0-9]{1,9})"', attributes)
        repeat = int(found[1]) if found else 1
        if tag[3] is not None:
            row_repeat = repeat
        elif not tag[2] and (repeat > limits.columns or row_repeat > limits.rows):
            raise SheetProblem(
                "file.rows",
                f"这个文件把同一格重复了太多次（超过 {limits.rows} 行或 {limits.columns} 列），"
                f"没有读取。"
                f"请删去多余的行和列，另存为 .xlsx 后再导入。",
            )


def _sheets(content: bytes, found: Mapping[str, Marks], limits: Limits) -> tuple[Sheet, ...]:
    try:
        parsed = parser.parse(
            content, rows=limits.rows, columns=limits.columns, sheets=limits.sheets
        )
    except parser.ParserFailed as failed:
        if failed.why == "encrypted":
            raise _encrypted() from failed
        if failed.why == "sheets":
            said = f"这个文件的工作表超过 {limits.sheets} 张，没有读取。请拆成几个文件。"
            raise SheetProblem("file.sheets", said) from failed
        raise _damaged() from failed
    sheets: list[Sheet] = []
    for one in parsed:
        name = one["name"]
        if not one["worksheet"]:
            note = Note("skipped", f"“{name}”是图表或宏，不是表，没有读取。", name)
            sheets.append(Sheet(name, (), notes=(note,)))
            continue
        _check_extent(name, one["height"], one["width"], limits)
        grid: list[list[Raw]] = [
            [None if cell == "" else cell for cell in row] for row in one["cells"]
        ]
        merges = tuple(
            Merge(top, left, bottom, right) for (top, left), (bottom, right) in one["merges"]
        )
        sheet = _sheet(name, grid, merges, found.get(name, Marks()), limits)
        if not one["visible"]:
            note = Note("hidden", f"“{name}”是隐藏的工作表，已照样读取。", name)
            sheet = replace(sheet, hidden=True, notes=(note, *sheet.notes))
        sheets.append(sheet)
    return tuple(sheets)


def _sheet(
    name: str,
    grid: list[list[Raw]],
    merges: tuple[Merge, ...],
    mark: Marks,
    limits: Limits,
) -> Sheet:
    notes: list[Note] = []
    faults = dict.fromkeys(mark.errors, "是公式错误（如 #REF!、#N/A）。请改成确定的内容。")
    for at in mark.uncomputed:
        faults[at] = "是公式，文件里没有保存算出的结果。请在 Excel 或 WPS 中打开、保存后再导入。"
    for row, column in mark.percents:
        if row < len(grid) and column < len(grid[row]):
            value = grid[row][column]
            if isinstance(value, int | float) and not isinstance(value, bool):
                grid[row][column] = f"{(Decimal(str(value)) * 100).normalize():f}%"
    blank = 0
    for number, cells in enumerate(grid):
        filled = any(cell is not None for cell in cells) or any(
            (number, column) in faults for column in range(len(cells))
        )
        blank = 0 if filled else blank + 1
        if blank >= limits.blank_rows:
            said = (
                f"第 {number - blank + 2} 行起连续 {blank} 个空行，到此为止；"
                f"后面若还有内容，没有读取。"
            )
            notes.append(Note("end", said, name, number + 1))
            grid = grid[: number - blank + 1]
            break
    if len(grid) > limits.rows:
        raise _too_long(name, len(grid), limits)
    rows_seen = frozenset(row for row in mark.hidden_rows if row < len(grid))
    if rows_seen:
        listed = "、".join(str(row + 1) for row in sorted(rows_seen)[:20])
        why = "（表上开着筛选）" if mark.filtered else ""
        said = f"有 {len(rows_seen)} 个隐藏行{why}，已照样读取：第 {listed} 行。"
        notes.append(Note("hidden", said, name))
    return Sheet(
        name,
        tuple(tuple(cells) for cells in grid),
        merges,
        False,
        rows_seen,
        frozenset(mark.hidden_columns),
        MappingProxyType(faults),
        tuple(notes),
    )
