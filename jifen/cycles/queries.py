"""Reading cycles and time."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault
from jifen.core.errors import Refusal
from jifen.core.hand import local_date
from jifen.core.rules import Rulebook
from jifen.core.workdays import Calendar, Notices
from jifen.cycles.models import Clock, Cycle, SpecialDay
from jifen.people.models import Area, User


# ------------------------------------------------------------------ time
def now() -> dt.datetime:
    """Return the instant, in UTC: a demo home's own clock, the real one elsewhere. One query.

    The doors read it here and pass it on; nothing below a door knows what time it is.
    """
    clock = Clock.objects.first()
    real = dt.datetime.now(dt.UTC)
    return real + clock.offset if clock else real


def offset() -> dt.timedelta | None:
    """Return demo time − real time; None where time is real. One query."""
    clock = Clock.objects.first()
    return clock.offset if clock else None


def is_demo() -> bool:
    """Say whether this home is a demo home. One query."""
    return Clock.objects.exists()


def calendar() -> Calendar:
    """Return the days that differ from the weekday rule, and of which years. One query.

    Where a year's notice is missing, periods come out longer (core/workdays.py). A home without any
    was not set up with `setup-home`, which loads those that came with it: there weekdays count.
    """
    days = dict(SpecialDay.objects.values_list("on", "works"))
    return Notices(days, {day.year for day in days}) if days else {}


def calendar_years() -> set[int]:
    """Return the years whose holiday notice has been entered. One query."""
    return {day.year for day in SpecialDay.objects.values_list("on", flat=True)}


def special_days(year: int) -> QuerySet[SpecialDay]:
    """Return a year's holidays and make-up days, in order. One query."""
    return SpecialDay.objects.filter(on__year=year).order_by("on")


def differences(days: Mapping[dt.date, tuple[bool, str]]) -> list[tuple[dt.date, str, str]]:
    """Return what a table of days would change of the years it is about: day, before, after.

    "+" works, "-" off, "" as the weekday says; then the name. One query.
    """
    years = {day.year for day in days}
    standing = {
        one.on: (one.works, one.name)
        for one in SpecialDay.objects.filter(on__year__gte=min(years), on__year__lte=max(years))
        if one.on.year in years
    }
    every = sorted(standing.keys() | days.keys())
    return [
        (day, _marked(standing.get(day)), _marked(days.get(day)))
        for day in every
        if standing.get(day) != days.get(day)
    ]


def _marked(one: tuple[bool, str] | None) -> str:
    return "" if one is None else f"{'+' if one[0] else '-'}{one[1]}"


NEAR_DAYS = 45
"""A year that begins so soon is one that periods of today can reach."""


def with_missing_years(rows: QuerySet[Cycle], today: dt.date) -> QuerySet[Cycle]:
    """Return cycles with whether the notices of the years that matter today are there.

    It rides on a question that every page about a town asks anyway: `missing_years` reads it.
    """
    soon = today + dt.timedelta(days=NEAR_DAYS)
    return rows.annotate(
        knows_any_year=Exists(SpecialDay.objects.all()),
        knows_this_year=Exists(SpecialDay.objects.filter(on__year=today.year)),
        knows_next_year=Exists(SpecialDay.objects.filter(on__year=soon.year)),
    )


def missing_years(rows: Sequence[Cycle], today: dt.date) -> tuple[int, ...]:
    """Return the years that matter today and whose notice is missing, of rows so annotated.

    None where no notice stands at all: there weekdays count (`calendar`), and `doctor` says so.
    """
    if not rows or not getattr(rows[0], "knows_any_year", False):
        return ()
    soon = today + dt.timedelta(days=NEAR_DAYS)
    known = {
        today.year: getattr(rows[0], "knows_this_year", True),
        soon.year: getattr(rows[0], "knows_next_year", True),
    }
    return tuple(year for year, there in sorted(known.items()) if not there)


# ------------------------------------------------------------------ cycles
def cycles(town: Area) -> QuerySet[Cycle]:
    """Return a town's cycles, latest first."""
    return Cycle.objects.filter(town=town).select_related("version", "town").order_by("-starts_on")


def cycle(town: Area, name: str) -> Cycle:
    """Return a town's cycle by its name. One query.

    Raises:
        Refusal: "cycle.unknown".
    """
    found = cycles(town).filter(name=name).first()
    if found is None:
        raise Refusal("cycle.unknown", name=name)
    return found


def cycle_at(ref: uuid.UUID) -> Cycle | None:
    """Return the cycle that an address names, with its town and version. One query.

    The name of whoever asked for its close comes along, for `asked_by`.
    """
    asked = User.objects.filter(ref=OuterRef("closing_by")).values("name")[:1]
    rows = Cycle.objects.filter(ref=ref).select_related("town", "version")
    return rows.annotate(asked_by=Subquery(asked)).first()


def asked_by(cycle: Cycle) -> str:
    """Return the name of whoever asked for the close of a cycle read by `cycle_at`, or ""."""
    return vars(cycle)["asked_by"] or ""


def cycle_on(town: Area, day: dt.date) -> Cycle:
    """Return the cycle in which a local date falls. One query.

    Raises:
        Refusal: "cycle.none".
    """
    found = cycles(town).filter(starts_on__lte=day, ends_on__gt=day).first()
    if found is None:
        raise Refusal("cycle.none", on=day)
    return found


def current(town: Area, today: dt.date) -> Cycle | None:
    """Return the cycle of today, or else the latest that has begun. One query."""
    return cycles(town).filter(starts_on__lte=today).first()


def today() -> dt.date:
    """Return the local business date of `now`. One query."""
    return local_date(now())


def span(starts_on: dt.date, months: int) -> dt.date:
    """Return the day on which a period of whole months that starts on the 1st ends (not included).

    >>> span(dt.date(2024, 8, 1), 12)
    datetime.date(2025, 8, 1)
    """
    assert starts_on.day == 1, "a cycle starts on the first of a month"
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)


def checkpoints(of: Cycle, rules: Rulebook) -> list[dt.date]:
    """Return the last day of each briefing period, e.g. 31 January and 31 July."""
    part = rules.cycle.months // rules.cycle.briefings
    ends = [span(of.starts_on, part * n) for n in range(1, rules.cycle.briefings + 1)]
    return [end - dt.timedelta(days=1) for end in ends]


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield the cycles that their record contradicts, and years whose working days are others."""
    rows = Cycle.objects.filter(town=town).select_related("version").order_by("seq")
    yield from reading.differ(town.path, "cycle", ((c.seq, _cycle_fields(c)) for c in rows))
    noted = {
        fields["year"]: (seq, fields["digest"])
        for seq, fields in reading.records(town.path, "calendar")
    }
    for year, (seq, digest) in noted.items():
        days = SpecialDay.objects.filter(on__year=year).order_by("on")
        rows_of: list[canonical.Value] = [[d.on, int(d.works), d.name] for d in days]
        if canonical.digest(canonical.value(rows_of)) != digest:
            yield Fault(town=town.path, seq=seq, code="calendar.changed", detail=str(year))


def _cycle_fields(row: Cycle) -> dict[str, canonical.Value]:
    return {
        "name": row.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "version": row.version.digest,
        "revision": row.revision,
    }
