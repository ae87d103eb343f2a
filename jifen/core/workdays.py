"""Working days (工作日): weekends and the yearly State Council holiday notice (调休) as data."""

import datetime as dt
from collections.abc import Mapping

Calendar = Mapping[dt.date, bool]
"""Days that differ from the weekday rule: True where work is made up, False where it is off."""


def is_working_day(day: dt.date, calendar: Calendar) -> bool:
    """Say whether offices work that day."""
    return calendar.get(day, day.weekday() < 5)


def after(start: dt.date, days: int, calendar: Calendar) -> dt.date:
    """Return the last day of a period of `days` working days that begins the day after `start`.

    The day of service or posting does not count; the period ends with its last working day.

    >>> after(dt.date(2025, 9, 30), 1, {dt.date(2025, 10, d): False for d in range(1, 9)})
    datetime.date(2025, 10, 9)
    """
    assert days >= 0, days
    day = start
    while days:
        day += dt.timedelta(days=1)
        if is_working_day(day, calendar):
            days -= 1
    return day
