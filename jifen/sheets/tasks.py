"""The tasks workbook (督办台账): what is asked, on what paper, of whom, until when, its worth."""

import datetime as dt
import re
from dataclasses import dataclass, field

from jifen.core.task import Level, Result
from jifen.sheets import layouts
from jifen.sheets.problems import Note, Problem
from jifen.sheets.rows import Origin, RowReader, tables
from jifen.sheets.tables import Table
from jifen.sheets.workbook import Workbook

EVERYWHERE = frozenset({"全镇", "全部", "各村", "各村（社区）", "各村(社区)", "所有村"})
_MARKS = re.compile(r"[、，,；;/]")
_WORTH = re.compile(r"([A-Za-z]+-?\d+)(?:[:：=×xX*](.+))?")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as the row states it. Nothing is resolved against the register."""

    origin: Origin
    title: str
    text: str
    level: Level
    issuer: str
    document: str
    """Number or name of the paper it rests on; "" for none."""
    area: str
    """The duty area as written; "" where people are named."""
    units: tuple[str, ...]
    """Villages by name; none for all of them, or where people are named."""
    people: tuple[str, ...]
    """Who is named for it, by name or code."""
    days: int | None
    """Working days after the day of issue; None where `until` names the last day."""
    until: dt.date | None
    worth: tuple[tuple[Result, str, str], ...]
    """What a result proposes: item code and what it measures ("" for nothing)."""


@dataclass(frozen=True, slots=True)
class TasksSheet:
    """What a tasks workbook says, with an account of what was read, passed over and refused."""

    filename: str
    digest: str
    rows: tuple[TaskRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    tables: tuple[Table, ...] = field(repr=False)


def read_tasks(book: Workbook) -> TasksSheet:
    """Read a tasks workbook. A row with a problem is not in `rows`; its problems say why."""
    rows: list[TaskRow] = []
    problems: list[Problem] = []
    found, notes = tables(book, (layouts.TASKS,))
    for table in found:
        problems += table.problems
        for line in table.rows:
            reader = RowReader(line, digest=book.digest, period=table.period)
            row = _task(reader)
            rows += [] if reader.problems else [row]
            problems += reader.problems
    return TasksSheet(
        book.filename, book.digest, tuple(rows), tuple(problems), tuple(notes), tuple(found)
    )


def _task(reader: RowReader) -> TaskRow:
    area = reader.take(layouts.TASK_AREA) or ""
    people = _parted(reader.take(layouts.TASK_PEOPLE) or "")
    if bool(area) is bool(people):
        reader.refuse(
            layouts.TASK_AREA,
            "row.whose",
            "和“承办人”要填一个、也只填一个：按责任分工交办，或者点名交办。",
        )
    days, until = reader.take(layouts.TASK_DAYS), reader.take(layouts.TASK_UNTIL)
    if (days is None) is (until is None):
        reader.refuse(
            layouts.TASK_UNTIL,
            "row.until",
            "和“工作日”要填一个、也只填一个：日期，或者工作日天数。",
        )
    return TaskRow(
        reader.origin,
        title=reader.must(layouts.TASK_TITLE, ""),
        text=reader.take(layouts.TASK_TEXT) or "",
        level=reader.take(layouts.TASK_LEVEL) or Level.TOWN,
        issuer=reader.take(layouts.TASK_ISSUER) or "",
        document=reader.take(layouts.TASK_DOCUMENT) or "",
        area=area,
        units=_units(reader.take(layouts.TASK_UNITS) or ""),
        people=people,
        days=days,
        until=until,
        worth=tuple(_worth(reader)),
    )


def _units(written: str) -> tuple[str, ...]:
    """Return the villages that a cell names; none where it says all of them."""
    return () if written in EVERYWHERE else _parted(written)


def _parted(written: str) -> tuple[str, ...]:
    return tuple(one for one in _MARKS.split(written) if one)


def _worth(reader: RowReader) -> list[tuple[Result, str, str]]:
    found = []
    for result, column in layouts.TASK_WORTH.items():
        written = reader.take(column) or ""
        if not written:
            continue
        shape = _WORTH.fullmatch(written)
        if shape is None:
            reader.refuse(
                column, "row.worth", f"写的是“{written}”，不是项目编号。请写成“B-05”或“B-05:1”。"
            )
            continue
        found.append((result, shape[1].upper(), (shape[2] or "").strip()))
    return found
