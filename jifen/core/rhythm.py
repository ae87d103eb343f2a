"""The rhythm of work that comes again (定期任务): on which days its turns fall. Nothing is stored.

A turn is known by the day its rhythm names. It is asked for on that day, or on the next working
day where that one is off.
"""

import calendar as months
import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import count, takewhile

from jifen.core.errors import Refusal
from jifen.core.task import on_work
from jifen.core.workdays import Calendar


class Rhythm(StrEnum):
    """How often it comes."""

    WEEKLY = "weekly"  # 每周
    MONTHLY = "monthly"  # 每月
    QUARTERLY = "quarterly"  # 每季度, in its first month


MOST_DAY: Mapping[Rhythm, int] = {Rhythm.WEEKLY: 7, Rhythm.MONTHLY: 31, Rhythm.QUARTERLY: 31}
"""The largest number of a day: of the week from Monday on, or of the month."""
_MONTHS: Mapping[Rhythm, int] = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}


def check_day(rhythm: Rhythm, day: int) -> None:
    """Look whether a rhythm has such a day.

    Raises:
        Refusal: "routine.day".
    """
    if not 1 <= day <= MOST_DAY[rhythm]:
        raise Refusal("routine.day", day=day, most=MOST_DAY[rhythm])


def turns(rhythm: Rhythm, day: int, until: dt.date) -> Iterator[dt.date]:
    """Yield the days that a rhythm names, back from `until`, which may be one of them.

    A month that has no such day has its last day.

    >>> [f"{d:%m-%d}" for d, _n in zip(turns(Rhythm.MONTHLY, 31, dt.date(2025, 3, 30)), "12")]
    ['02-28', '01-31']
    """
    if rhythm is Rhythm.WEEKLY:
        last = until - dt.timedelta(days=(until.isoweekday() - day) % 7)
        for week in count():
            yield last - dt.timedelta(weeks=week)
    step = _MONTHS[rhythm]
    month = until.year * 12 + until.month - 1
    month -= month % step
    while True:
        found = _in_month(month, day)
        if found <= until:
            yield found
        month -= step


def _in_month(month: int, day: int) -> dt.date:
    """Return a day of a month, counted from the month of year 0."""
    year, number = month // 12, month % 12 + 1
    return dt.date(year, number, min(day, months.monthrange(year, number)[1]))


def turn(
    rhythm: Rhythm, day: int, today: dt.date, calendar: Calendar, *, since: dt.date
) -> dt.date | None:
    """Return the latest turn whose day of asking has come; None where none fell since `since`.

    What fell while nothing ran is asked for once, not once for each turn.

    >>> turn(Rhythm.WEEKLY, 6, dt.date(2025, 6, 9), {}, since=dt.date(2025, 6, 1))
    datetime.date(2025, 6, 7)
    """
    for found in turns(rhythm, day, today):
        if found < since:
            return None
        if on_work(found, calendar) <= today:
            return found
    return None


def following(rhythm: Rhythm, day: int, today: dt.date) -> dt.date:
    """Return the first day after today that a rhythm names.

    >>> following(Rhythm.QUARTERLY, 5, dt.date(2025, 11, 23))
    datetime.date(2026, 1, 5)
    """
    ahead = today + dt.timedelta(days=7 if rhythm is Rhythm.WEEKLY else 31 * _MONTHS[rhythm])
    *_later, found = takewhile(lambda one: one > today, turns(rhythm, day, ahead))
    return found
