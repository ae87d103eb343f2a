"""The compiled value reader, kept in a process of its own with bounded memory.

A damaged .xls can make it ask for hundreds of gigabytes, and a failed allocation ends the whole
process without an exception.  So it runs where only the one file is lost.

This file is also the program of that process: it is run by its path, alone, and therefore imports
nothing of ours.
"""

import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

Failure = Literal["encrypted", "damaged", "sheets"]

_MEMORY_BYTES = 2 << 30
_SECONDS = 60


class ParserFailed(Exception):
    """The file could not be read; `why` says in which way."""

    def __init__(self, why: Failure) -> None:
        super().__init__(why)
        self.why = why


# JSON from our own child: per sheet its name, type, visibility, height, width, cells and merges.
Parsed = dict[str, Any]


def parse(content: bytes, *, rows: int, columns: int, sheets: int) -> list[Parsed]:
    """Read the values of a workbook in a process of its own.

    A sheet wider than `columns`, or larger than `rows` × `columns` in all, comes without `cells`;
    of the others at most one row more than `rows` is read.

    Raises:
        ParserFailed: encrypted, damaged (or too much for the process), or more than `sheets`.
    """
    # -I: neither the environment nor the working folder decides what is imported.
    command = [sys.executable, "-I", str(Path(__file__)), str(rows), str(columns), str(sheets)]
    try:
        child = subprocess.run(  # noqa: S603  # our own interpreter and file, numbers as arguments
            command, input=content, capture_output=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as slow:
        raise ParserFailed("damaged") from slow
    if child.returncode != 0:
        raise ParserFailed("damaged")
    answer = json.loads(child.stdout, object_hook=_revived)
    if isinstance(answer, str):
        raise ParserFailed("encrypted" if answer == "encrypted" else "sheets")
    found: list[Parsed] = answer
    return found


def _revived(node: dict[str, Any]) -> Any:  # any JSON value
    """Turn {"date": "2025-08-05"} and its like back into what they were."""
    if len(node) == 1:
        ((kind, value),) = node.items()
        match kind:
            case "date":
                return dt.date.fromisoformat(value)
            case "datetime":
                return dt.datetime.fromisoformat(value)
            case "time":
                return dt.time.fromisoformat(value)
            case "duration":
                return dt.timedelta(seconds=value)
    return node


def _plain(cell: object) -> dict[str, object]:
    """Write what JSON has no form for."""
    if isinstance(cell, dt.datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"date": cell.isoformat()}
    if isinstance(cell, dt.time):
        return {"time": cell.isoformat()}
    assert isinstance(cell, dt.timedelta), cell
    return {"duration": cell.total_seconds()}


def _read(content: bytes, rows: int, columns: int, sheets: int) -> list[Parsed] | Failure:
    """Read the values, in the child."""
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        return "encrypted"
    if len(book.sheets_metadata) > sheets:
        return "sheets"
    found: list[Parsed] = []
    for about in book.sheets_metadata:
        kind = str(about.typ).rpartition(".")[2]
        visible = str(about.visible).rpartition(".")[2] == "Visible"
        parsed: Parsed = {"name": about.name, "worksheet": kind == "WorkSheet", "visible": visible}
        if parsed["worksheet"]:
            sheet = book.get_sheet_by_name(about.name)
            height, width = sheet.total_height, sheet.total_width
            parsed |= {"height": height, "width": width}
            if width <= columns and height * width <= rows * columns:
                parsed["cells"] = sheet.to_python(skip_empty_area=False, nrows=rows + 1)
                parsed["merges"] = sheet.merged_cell_ranges or []
        found.append(parsed)
    return found


def main() -> None:
    """Read a workbook from standard input, write its values to standard output."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rows, columns, sheets = map(int, sys.argv[1:4])
    answer = _read(sys.stdin.buffer.read(), rows, columns, sheets)
    json.dump(answer, sys.stdout, default=_plain)


if __name__ == "__main__":
    main()
