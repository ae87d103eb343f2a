"""The people workbook: villages, the roster with posts, duties and leaves."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TypeVar

from jifen.core.posts import Body, PostGroup
from jifen.sheets import layouts
from jifen.sheets.cells import Period
from jifen.sheets.problems import Note, Problem
from jifen.sheets.rows import Origin, RowReader, tables
from jifen.sheets.tables import Table
from jifen.sheets.workbook import Workbook

_NO_DAY = dt.date.min
"""Stands where a required day could not be read; such a row is refused and never seen."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One village or community."""

    origin: Origin
    name: str
    kind: str
    """"village" or "community"."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post, in one body."""

    title: str
    body: Body


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's service in one unit. A transfer is two rows with the same code."""

    origin: Origin
    code: str
    """Cadre code; "" where the sheet has none."""
    name: str
    sex: str
    """"男", "女" or ""."""
    id_number: str
    unit: str
    posts: tuple[Post, ...]
    group: PostGroup
    since: dt.date
    until: dt.date | None
    """The first day no longer in post; None while in post."""


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty area of one unit: who leads it, who assists."""

    origin: Origin
    unit: str
    area: str
    """The duty area as written, e.g. "人居环境"."""
    lead: str
    assist: tuple[str, ...]
    since: dt.date
    until: dt.date | None
    """The first day no longer so; None while it stands."""


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """One leave."""

    origin: Origin
    code: str
    name: str
    unit: str
    kind: str
    """"sick", "maternity", "private" or "suspension"."""
    since: dt.date
    until: dt.date | None
    """The first day back: one after the sheet's last day of leave; None while it lasts."""


@dataclass(frozen=True, slots=True)
class PeopleSheet:
    """What a people workbook says, with an account of what was read, passed over and refused."""

    filename: str
    digest: str
    units: tuple[UnitRow, ...]
    people: tuple[PersonRow, ...]
    duties: tuple[DutyRow, ...]
    leaves: tuple[LeaveRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    tables: tuple[Table, ...] = field(repr=False)


def read_people(book: Workbook, *, period: Period | None = None) -> PeopleSheet:
    """Read a people workbook. A row with a problem is in no list; its problems say why.

    `period` gives the year to days written without one, where the sheet states no period itself.
    """
    units: list[UnitRow] = []
    people: list[PersonRow] = []
    duties: list[DutyRow] = []
    leaves: list[LeaveRow] = []
    problems: list[Problem] = []
    found, notes = tables(book, layouts.PEOPLE)
    for table in found:
        problems += table.problems
        for row in table.rows:
            reader = RowReader(row, digest=book.digest, period=table.period or period)
            match table.layout:
                case "roster":
                    people += _kept(_person(reader), reader)
                case "duties":
                    duties += _kept(_duty(reader), reader)
                case "leaves":
                    leaves += _kept(_leave(reader), reader)
                case "units":
                    units += _kept(_unit(reader), reader)
            problems += reader.problems
    return PeopleSheet(
        book.filename,
        book.digest,
        tuple(units),
        tuple(people),
        tuple(duties),
        tuple(leaves),
        tuple(problems),
        tuple(notes),
        tuple(found),
    )


R = TypeVar("R")


def _kept(row: R, reader: RowReader) -> list[R]:
    """Keep a row that has no problem."""
    return [] if reader.problems else [row]


def _unit(reader: RowReader) -> UnitRow:
    return UnitRow(reader.origin, reader.must(layouts.UNIT, ""), reader.must(layouts.UNIT_KIND, ""))


def _person(reader: RowReader) -> PersonRow:
    written = reader.must(layouts.POSTS, "")
    bodies = reader.must(layouts.BODY, frozenset())
    since = reader.must(layouts.FROM, _NO_DAY)
    until = reader.take(layouts.UNTIL)
    if until is not None and until <= since:
        reader.refuse(
            layouts.UNTIL, "row.span", f"是 {until}，不晚于任职日期 {since}。请核对两个日期。"
        )
    return PersonRow(
        reader.origin,
        code=reader.take(layouts.CADRE_CODE) or "",
        name=reader.must(layouts.NAME, ""),
        sex=reader.take(layouts.SEX) or "",
        id_number=reader.take(layouts.ID_NUMBER) or "",
        unit=reader.must(layouts.UNIT, ""),
        posts=_posts(reader, written, bodies),
        group=reader.must(layouts.GROUP, PostGroup.MEMBER),
        since=since,
        until=until,
    )


_POST_MARKS = re.compile(r"[、，,；;/]|兼")
_BODY_WORDS: tuple[tuple[re.Pattern[str], Body], ...] = (
    (re.compile(r"党|支部|总支|支书|纪检"), Body.PARTY),
    (re.compile(r"村委|居委|村民委员会|居民委员会|村主任"), Body.ELECTED),
)


def _posts(reader: RowReader, written: str, bodies: frozenset[Body]) -> tuple[Post, ...]:
    """Part 党支部书记、村委会主任 into posts, each in its body."""
    titles = [title for title in _POST_MARKS.split(written) if title]
    if len(bodies) == 1:
        (body,) = bodies
        return tuple(Post(title, body) for title in titles)
    posts: list[Post] = []
    for title in titles:
        fitting = [body for words, body in _BODY_WORDS if words.search(title)]
        if len(fitting) == 1:
            posts.append(Post(title, fitting[0]))
    if bodies and (len(posts) != len(titles) or {post.body for post in posts} != bodies):
        reader.refuse(
            layouts.POSTS,
            "row.posts",
            f"写的是“{written}”，任职类别是一肩挑或交叉任职，却看不出哪个是党组织职务、哪个是"
            "村（居）委会职务。请两个都写全，如“党支部书记、村委会主任”。",
        )
    return tuple(posts)


def _duty(reader: RowReader) -> DutyRow:
    lead = reader.must(layouts.LEAD, "")
    assist = tuple(one.name for one in reader.take(layouts.ASSIST) or ())
    since = reader.must(layouts.DUTY_FROM, _NO_DAY)
    until = reader.take(layouts.DUTY_UNTIL)
    if lead in assist:
        reader.refuse(layouts.ASSIST, "row.assist", f"里又有牵头人“{lead}”。请从协助人里删去。")
    if until is not None and until <= since:
        reader.refuse(
            layouts.DUTY_UNTIL, "row.span", f"是 {until}，不晚于分工日期 {since}。请核对两个日期。"
        )
    return DutyRow(
        reader.origin,
        unit=reader.must(layouts.UNIT, ""),
        area=reader.must(layouts.DUTY_AREA, ""),
        lead=lead,
        assist=assist,
        since=since,
        until=until,
    )


def _leave(reader: RowReader) -> LeaveRow:
    since = reader.must(layouts.LEAVE_FROM, _NO_DAY)
    last = reader.take(layouts.LEAVE_LAST)
    if last is not None and last < since:
        reader.refuse(
            layouts.LEAVE_LAST, "row.span", f"是 {last}，早于请假起的 {since}。请核对两个日期。"
        )
    return LeaveRow(
        reader.origin,
        code=reader.take(layouts.CADRE_CODE) or "",
        name=reader.must(layouts.NAME, ""),
        unit=reader.must(layouts.UNIT, ""),
        kind=reader.must(layouts.LEAVE_KIND, ""),
        since=since,
        until=None if last is None else last + dt.timedelta(days=1),
    )
