"""Reading recurring tasks (定期任务): which hold, when their next turns fall, what came of each."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare
from jifen.core.rhythm import Rhythm, following, turn
from jifen.core.workdays import Calendar
from jifen.people.models import Area
from jifen.tasks.models import Routine, Task


def latest(town: Area) -> QuerySet[Routine]:
    """Return each recurring task of a town as it holds, those set first first. One query."""
    after = Routine.objects.filter(key=OuterRef("key")).order_by("-number")
    rows = Routine.objects.filter(town=town, pk=Subquery(after.values("pk")[:1]))
    return rows.select_related("town").order_by("title", "key")


def issued(town: Area, token: uuid.UUID, n: int) -> uuid.UUID:
    """Return the key of the n-th task that a form, a row or a turn issues."""
    return uuid.uuid5(token, f"{town.path}#{n}")


def routine(town: Area, key: uuid.UUID | None) -> Routine | None:
    """Return one of a town as it holds. One query."""
    return latest(town).filter(key=key).first() if key else None


def token(of: Routine, on: dt.date) -> uuid.UUID:
    """Return what a turn is issued with: the same turn twice issues its task once."""
    return uuid.uuid5(of.key, on.isoformat())


def task_key(of: Routine, on: dt.date) -> uuid.UUID:
    """Return the key of the task that a turn becomes."""
    return issued(of.town, token(of, on), 0)


def due(of: Routine, days: Calendar, *, today: dt.date) -> dt.date | None:
    """Return the turn that is to be asked for today, if there is one; it may have been already.

    None of one that was ended: a turn that was kept back until then is not asked for any more.
    """
    if of.reason:
        return None
    found = turn(Rhythm(of.rhythm), of.day, today, days, since=of.from_on)
    return found if found and (of.until_on is None or found <= of.until_on) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a recurring task stands on a day.

    `coming`: the day of its next turn, None where none comes any more. `held`: the turn that should
    have been asked for and was not. `task`: what the last turn became.
    """

    routine: Routine
    coming: dt.date | None
    held: dt.date | None
    task: Task | None


def standing(rows: Sequence[Routine], days: Calendar, *, today: dt.date) -> list[Standing]:
    """Return how recurring tasks stand, in the order given. One query."""
    now = [due(one, days, today=today) for one in rows]
    keys = [task_key(one, on) for one, on in zip(rows, now, strict=True) if on]
    made = {task.key: task for task in Task.objects.filter(key__in=keys)}
    found = []
    for one, on in zip(rows, now, strict=True):
        coming = following(Rhythm(one.rhythm), one.day, max(today, one.from_on - dt.timedelta(1)))
        over = one.until_on is not None and coming > one.until_on
        task = made.get(task_key(one, on)) if on else None
        found.append(Standing(one, None if over else coming, None if task else on, task))
    return found


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield what was set that its record contradicts, and rows that do not follow."""
    rows = list(Routine.objects.filter(town=town).order_by("seq"))
    yield from compare(town.path, "routine", ((one.seq, fields(one)) for one in rows))
    numbers: dict[uuid.UUID, int] = {}
    for one in rows:
        if one.number != numbers.get(one.key, -1) + 1:
            yield Fault(town=town.path, seq=one.seq, code="task.order", detail=one.title)
        numbers[one.key] = one.number


def said(of: Routine) -> str:
    """Return what it says, as one text."""
    return canonical.value([of.level, of.issuer, of.title, of.text, of.reason]).decode("utf-8")


def fields(row: Routine) -> dict[str, canonical.Value]:
    """Return what the chain holds of a recurring task."""
    return {
        "key": row.key.hex,
        "number": row.number,
        "rhythm": row.rhythm,
        "day": row.day,
        "days": row.days,
        "origin": row.origin,
        "document_number": row.document,
        "area": row.area,
        "units": list(row.units),
        "people": list(row.people),
        "worth": worth_fields(row.worth),
        "from_on": row.from_on,
        "until_on": row.until_on,
        "text_salted": canonical.commitment(bytes(row.salt), said(row)),
        "by": row.by.hex,
    }


def worth_fields(worth: Mapping[str, Mapping[str, str]]) -> canonical.Value:
    """Return what results propose, as the chain holds it."""
    return [
        [result, one["item"], [["measure", one["measure"]]] if one["measure"] else []]
        for result, one in sorted(worth.items())
    ]
