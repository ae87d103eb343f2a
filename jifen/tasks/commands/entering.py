"""Tasks from a workbook: each row is issued by itself, and says what became of it."""

import datetime as dt
import hashlib
import uuid

from django.db import transaction

from jifen.chain import canonical
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.report import Outcome, Report
from jifen.core.rules import Rulebook
from jifen.core.task import Level, Origin
from jifen.cycles.queries import cycle_on
from jifen.people.mergers import stood
from jifen.people.models import Area
from jifen.people.queries import cadre, villages
from jifen.rulebook.queries import rulebook
from jifen.sheets.tasks import TaskRow, TasksSheet
from jifen.tasks import routines
from jifen.tasks.commands.issuing import NewTask, Source, issue_inside
from jifen.tasks.models import Task


def enter(town: Area, sheet: TasksSheet, *, hand: Hand, dry_run: bool = False) -> Report:
    """Issue the tasks of a workbook; return what became of each row.

    A row is known by what it says: handed in again it issues nothing, with one cell mended it is
    another task. `dry_run` looks at every row and issues none.

    Raises:
        Refusal: what `cycle_on` says, where no cycle holds today.
    """
    report = Report(sheet.filename, sheet.digest, dry_run, notes=[str(n) for n in sheet.notes])
    units, rules = villages(town), rulebook(cycle_on(town, hand.today).version)
    looked: set[uuid.UUID] = set()
    for row in sheet.rows:
        key = routines.issued(town, _token(row), 0)
        try:
            if key in looked or Task.objects.filter(town=town, key=key).exists():
                report.add(row.origin, row.title, Outcome.KNOWN)
                continue
            _issue(town, row, rules, units, hand, dry_run)
        except Refusal as refusal:
            report.refuse(row.origin, row.title, refusal)
        else:
            looked.add(key)
            report.add(row.origin, row.title, Outcome.ADDED)
    for problem in sheet.problems:
        report.unreadable(problem.sentence)
    return report


def _issue(
    town: Area, row: TaskRow, rules: Rulebook, units: list[Area], hand: Hand, dry_run: bool
) -> None:
    new = _new(town, row, rules, units, hand.today)
    with transaction.atomic(durable=True):
        issue_inside(town, _source(row), [new], token=_token(row), hand=hand)
        transaction.set_rollback(dry_run)


def _source(row: TaskRow) -> Source:
    """Return where it comes from: what a superior level asks rests on a document."""
    superior = row.level is not Level.TOWN
    return Source(
        origin=Origin.SUPERIOR if superior else Origin.TOWN,
        level=row.level,
        issuer=row.issuer,
        document=row.document,
    )


def _new(town: Area, row: TaskRow, rules: Rulebook, units: list[Area], today: dt.date) -> NewTask:
    return NewTask(
        title=row.title,
        text=row.text,
        area=_area(row, rules),
        units=() if row.people else _units(row, units, today),
        people=[cadre(town, one).code for one in row.people],
        days=row.days,
        until=row.until,
        worth={result: (item, measure) for result, item, measure in row.worth},
    )


def _area(row: TaskRow, rules: Rulebook) -> str:
    """Return the code of a duty area: it is written by code or by name."""
    if not row.area:
        return ""
    for one in rules.duty_areas:
        if row.area in {one.code, one.name}:
            return one.code
    raise Refusal(
        "task.area-unknown", area=row.area, areas="、".join(one.name for one in rules.duty_areas)
    )


def _units(row: TaskRow, units: list[Area], today: dt.date) -> list[Area]:
    """Return the villages of a row: those it names, or all that stand today."""
    if not row.units:
        return [unit for unit in units if stood(unit, today) == unit]
    by_name = {unit.name: unit for unit in units}
    for name in row.units:
        if name not in by_name:
            raise Refusal("unit.unknown", name=name, names="、".join(by_name))
    return [by_name[name] for name in row.units]


def _token(row: TaskRow) -> uuid.UUID:
    """Return what a row is known by: all that it says."""
    said: list[canonical.Value] = [
        row.title, row.text, row.level.value, row.issuer, row.document, row.area,
        sorted(row.units), sorted(row.people), row.days, row.until,
        [[result.value, item, measure] for result, item, measure in row.worth],
    ]  # fmt: skip
    digest = hashlib.sha256(canonical.value(said)).digest()
    return uuid.UUID(bytes=digest[:16], version=5)
