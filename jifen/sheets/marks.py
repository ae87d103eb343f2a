"""What an .xlsx says about its cells beyond their values: hidden, percent, error, never computed.

The value reader gives an error cell and an uncomputed formula as an empty one,
and 96.5% as 0.965.  Passing those on would be guessing, so the sheet's own text is
searched for them first.  It is searched, not parsed: no XML parser with entities
touches a file from outside, and a document type declaration is refused.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from jifen.sheets.problems import SheetProblem

_CHUNK = 1 << 22
_A = rb"[^<>]{0,400}"
"""The inside of a tag: bounded and stopping at the next tag, so that searching stays linear."""

_CELL_TAG = re.compile(rb"<(?:\w+:)?c\s" + _A + rb">")
_CELL_AT = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_CELL_STYLE = re.compile(rb"""\bs=["']([0-9]{1,5})["']""")
_CELL_ERROR = re.compile(rb"""\bt=["']e["']""")
_UNCOMPUTED = re.compile(
    rb"(<(?:\w+:)?c\s" + _A + rb">)\s*<(?:\w+:)?f\b(?:" + _A + rb"/>|" + _A + rb">[^<]{0,9000}"
    rb"</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ROW = re.compile(rb"<(?:\w+:)?row\s" + _A + rb">")
_ROW_AT = re.compile(rb"""\br=["']([0-9]{1,7})["']""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s" + _A + rb">")
_SPAN = re.compile(rb"""\b(min|max)=["']([0-9]{1,5})["']""")
_FILTER = re.compile(rb"<(?:\w+:)?filterColumn\s")


@dataclass(slots=True)
class Marks:
    """The marks of one sheet. Rows and columns count from 0."""

    last_row: int = -1
    """Of cells that hold anything; -1 when none does."""
    last_column: int = -1
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    filtered: bool = False


def marks(archive: zipfile.ZipFile) -> Mapping[str, Marks]:
    """Collect the marks of every worksheet, by sheet name.

    Raises:
        SheetProblem: "file.entities", "file.epoch" or "file.damaged".
    """
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                if b"<!DOCTYPE" in part.read(4096):
                    raise SheetProblem(
                        "file.entities",
                        "这个文件里带有外部声明（DOCTYPE），可能有危险，没有读取。"
                        "请在 WPS 或 Excel 中另存为新的 .xlsx 文件。",
                    )
    book = _part(archive, "xl/workbook.xml")
    if re.search(rb"""\bdate1904=["'](?:1|true)["']""", book):
        raise SheetProblem(
            "file.epoch",
            "这个文件使用 1904 日期系统（旧版苹果电脑），日期会差四年。"
            "请在 Excel“选项—高级”里取消“使用 1904 日期系统”，核对日期后重新保存。",
        )
    percent = _percent_styles(archive)
    found: dict[str, Marks] = {}
    for sheet, path in _sheet_parts(archive, book):
        if path in archive.NameToInfo:
            found[sheet] = _scan(archive, path, percent)
    return found


def column_letter(column: int) -> str:
    """Name a column counted from 0 the way the spreadsheet program does.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.NameToInfo else b""


def _attributes(tag: bytes) -> dict[str, str]:
    pairs = re.findall(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return {
        key.decode("utf-8", "replace"): unescape((one or two).decode("utf-8", "replace"))
        for key, one, two in pairs
    }


def _sheet_parts(archive: zipfile.ZipFile, book: bytes) -> Iterator[tuple[str, str]]:
    targets: dict[str, str] = {}
    for tag in re.findall(rb"<Relationship\s[^<>]*>", _part(archive, "xl/_rels/workbook.xml.rels")):
        relation = _attributes(tag)
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        targets[relation.get("Id", "")] = posixpath.normpath(path)
    for tag in re.findall(rb"<(?:\w+:)?sheet\s[^<>]*>", book):
        sheet = _attributes(tag)
        relation_id = next((v for k, v in sheet.items() if k.endswith(":id")), "")
        yield sheet.get("name", ""), targets.get(relation_id, "")


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Say which cell styles show a fraction as a percentage."""
    styles = _part(archive, "xl/styles.xml")
    formats = {"9", "10"}
    for tag in re.findall(rb"<(?:\w+:)?numFmt\s[^<>]*>", styles):
        shape = _attributes(tag)
        if "%" in shape.get("formatCode", ""):
            formats.add(shape.get("numFmtId", ""))
    block = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    tags = re.findall(rb"<(?:\w+:)?xf\s[^<>]*>", block.group()) if block else []
    return frozenset(n for n, tag in enumerate(tags) if _attributes(tag).get("numFmtId") in formats)


def _pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """Yield a sheet's text in pieces that never cut a row in two."""
    kept = b""
    with archive.open(path) as part:
        while piece := part.read(_CHUNK):
            kept += piece
            cut = kept.rfind(b"</row>")
            if cut > 0:
                yield kept[: cut + 6]
                kept = kept[cut + 6 :]
    yield kept


def _scan(archive: zipfile.ZipFile, path: str, percent: frozenset[int]) -> Marks:
    found = Marks()
    for piece in _pieces(archive, path):
        for tag in _CELL_TAG.finditer(piece):
            text = tag.group()
            if text.endswith(b"/>"):
                continue
            at = _CELL_AT.search(text)
            if at is None:
                # Legal but never written by an office program; positions would be a guess.
                raise SheetProblem(
                    "file.damaged",
                    "这个文件的单元格没有写明位置，读不准。"
                    "请在 WPS 或 Excel 中打开，另存后再导入。",
                )
            row, column = int(at[2]) - 1, _column_number(at[1])
            found.last_row = max(found.last_row, row)
            found.last_column = max(found.last_column, column)
            if _CELL_ERROR.search(text):
                found.errors.add((row, column))
            if percent and (style := _CELL_STYLE.search(text)) and int(style[1]) in percent:
                found.percents.add((row, column))
        if b"f>" in piece or b"<f" in piece:
            for formula in _UNCOMPUTED.finditer(piece):
                at = _CELL_AT.search(formula[1])
                if at is not None:
                    found.uncomputed.add((int(at[2]) - 1, _column_number(at[1])))
        if b"hidden=" in piece:
            for tag in _ROW.finditer(piece):
                at = _ROW_AT.search(tag.group())
                if at is not None and _HIDDEN.search(tag.group()):
                    found.hidden_rows.add(int(at[1]) - 1)
            for tag in _COLUMN.finditer(piece):
                if _HIDDEN.search(tag.group()):
                    span = {key: int(value) for key, value in _SPAN.findall(tag.group())}
                    first, last = span.get(b"min", 1), min(span.get(b"max", 1), 1_000)
                    found.hidden_columns.update(range(first - 1, last))
        found.filtered = found.filtered or bool(_FILTER.search(piece))
    return found
