"""Days, months and periods of the plain recomputation. Written from docs/scoring.md alone."""

import datetime as dt
from calendar import isleap, monthrange
from collections.abc import Iterator

from jifen.core.circumstances import CalendarPeriod, MonthDay
from jifen.core.shapes import Period

MONTHS_IN = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6}


def later(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_number(start: dt.date, day: dt.date) -> int:
    """Return how many months lie between: a month begins on the start's day, or on its own last."""
    months = (day.year - start.year) * 12 + day.month - start.month
    last = monthrange(day.year, day.month)[1]
    return months if day.day >= min(start.day, last) else months - 1


def period_number(start: dt.date, day: dt.date, period: Period) -> int:
    """Return in which of its periods a cycle has the day, from 0."""
    if period is Period.CYCLE:
        return 0
    return month_number(start, day) // MONTHS_IN[period]


def holds(period: CalendarPeriod, day: dt.date) -> bool:
    """Whether the day is one of an important period's."""
    return any(first <= day <= last for first, last in [*period.dates, *_yearly(period, day.year)])


def _yearly(period: CalendarPeriod, year: int) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the yearly spans that begin in this year or in the one before."""
    for first, last in period.yearly:
        for begins in (year - 1, year):
            ends = begins if first <= last else begins + 1
            yield _day(begins, first), _day(ends, last)


def _day(year: int, day: MonthDay) -> dt.date:
    """Return a day of that year; 29 February is the 28th in a common year."""
    leap_day = (day.month, day.day) == (2, 29)
    return dt.date(year, day.month, 28 if leap_day and not isleap(year) else day.day)
