"""Text tables (.csv), in the encodings and with the separators that offices produce."""

import codecs
import csv
import io

from jifen.sheets.limits import LIMITS, Limits
from jifen.sheets.problems import Note, SheetProblem

_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8（带标记）"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SEPARATORS = {",": "逗号", ";": "分号", "\t": "制表符"}
_SAMPLE_LINES = 30


def decode(content: bytes) -> tuple[str, str]:
    """Turn bytes into text: byte-order mark, else strict UTF-8, else strict GB18030.

    Returns:
        The text and the encoding's name for the reader's eyes.

    Raises:
        SheetProblem: "file.encoding".
    """
    for mark, encoding, label in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding), label
            except UnicodeDecodeError as broken:
                raise _undecodable() from broken
    for encoding, label in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, label
    raise _undecodable()


def rows(content: bytes, *, limits: Limits = LIMITS) -> tuple[list[list[str]], list[Note]]:
    """Split a text table into rows of text, and say how it was understood.

    Raises:
        SheetProblem: "file.encoding", "file.rows", "file.columns" or "file.damaged".
    """
    text, label = decode(content)
    separator = _separator(text)
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(row) > limits.columns:
                raise SheetProblem(
                    "file.columns",
                    f"第 {len(found) + 1} 行有 {len(row)} 列，超过 {limits.columns} 列，没有读取。"
                    f"请删去多余的列，或检查引号是否成对。",
                )
            if len(found) >= limits.rows:
                raise SheetProblem(
                    "file.rows", f"这个文件超过 {limits.rows} 行，没有读取。请按月拆成几个文件。"
                )
            found.append(row)
    except csv.Error as broken:
        raise SheetProblem(
            "file.damaged",
            "这个文本表格的引号不成对，分不清各列。"
            "请在 WPS 或 Excel 中打开，另存为 .xlsx 后再导入。",
        ) from broken
    said = f"按 {label} 编码、以{_SEPARATORS[separator]}分列读取。"
    return found, [Note("encoding", said)]


def _separator(text: str) -> str:
    """Choose the separator that gives the sample the most columns; a comma when none gives any."""
    sample = text.splitlines()[:_SAMPLE_LINES]
    best, most = ",", 1
    for separator in _SEPARATORS:
        try:
            widths = sorted(len(row) for row in csv.reader(sample, delimiter=separator) if row)
        except csv.Error:
            continue
        # The upper quartile: title, unit and footer lines have one cell and would hide the table.
        width = widths[len(widths) * 3 // 4] if widths else 1
        if width > most:
            best, most = separator, width
    return best


def _undecodable() -> SheetProblem:
    return SheetProblem(
        "file.encoding",
        "认不出这个文本文件的文字编码。请在 WPS 或 Excel 中打开，另存为 .xlsx 后再导入。",
    )
