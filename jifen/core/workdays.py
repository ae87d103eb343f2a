"""Working days (工作日): weekends and the yearly State Council holiday notice (调休) as data.

Where a year's notice is not entered, a period comes out longer, never shorter, than it will when it
is: the days that are always off are left out (`FIXED`), and each holiday takes besides the first
weekdays that the period meets in the season in which it can fall, as many as it can (`SEASONS`).
Make-up days shorten a period only once they are known.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

Calendar = Mapping[dt.date, bool]
"""Days that differ from the weekday rule: True where work is made up, False where it is off."""


class Notices(Mapping[dt.date, bool]):
    """The days of the yearly notices, and the years whose notice is there."""

    def __init__(self, days: Mapping[dt.date, bool], years: Set[int]) -> None:
        self._days, self.years = days, years

    def __getitem__(self, day: dt.date) -> bool:
        """Return whether offices work on a day that a notice names."""
        return self._days[day]

    def __iter__(self) -> Iterator[dt.date]:
        """Go through the days that notices name."""
        return iter(self._days)

    def __len__(self) -> int:
        """Return how many days they name."""
        return len(self._days)


@dataclass(frozen=True, slots=True)
class Season:
    """When a holiday can fall, (month, day) to (month, day); the most weekdays besides `FIXED`."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    days: int

    def year(self, day: dt.date) -> int | None:
        """Return the year whose notice says when it is, if `day` lies in the season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return day.year if self.first <= at <= self.last else None
        return day.year + 1 if at >= self.first else day.year if at <= self.last else None


FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Days that are off in every year: 元旦, 劳动节, 国庆节."""
SEASONS = (
    # the lunar new year is between 21 January and 21 February; the notices since 2008 take from two
    # days before it to eight after
    Season("元旦", (12, 29), (1, 4), 2),
    Season("春节", (1, 19), (2, 28), 7),
    Season("清明节", (4, 2), (4, 8), 3),
    Season("劳动节", (4, 28), (5, 7), 3),
    Season("端午节", (5, 26), (6, 27), 3),
    Season("中秋节", (9, 5), (10, 10), 3),
    Season("国庆节", (9, 28), (10, 10), 4),
)
"""Source: 全国年节及纪念日放假办法, and the yearly notices under it."""


def is_working_day(day: dt.date, calendar: Calendar) -> bool:
    """Say whether offices work that day, as far as the notices say."""
    return calendar.get(day, day.weekday() < 5)


def after(start: dt.date, days: int, calendar: Calendar) -> dt.date:
    """Return the last day of a period of `days` working days that begins the day after `start`.

    The day of service or posting does not count; the period ends with its last working day. A plain
    mapping is taken to know every year; `Notices` that lack a year lengthen the period.

    >>> after(dt.date(2025, 9, 30), 1, {dt.date(2025, 10, d): False for d in range(1, 9)})
    datetime.date(2025, 10, 9)
    """
    assert days >= 0, days
    taken: dict[tuple[str, int], int] = {}
    day = start
    while days:
        day += dt.timedelta(days=1)
        if is_working_day(day, calendar) and not _may_be_off(day, calendar, taken):
            days -= 1
    return day


def _may_be_off(day: dt.date, calendar: Calendar, taken: dict[tuple[str, int], int]) -> bool:
    """Say whether a weekday is left out for a holiday of a year whose notice is not there."""
    if not isinstance(calendar, Notices):
        return False
    if (day.month, day.day) in FIXED and day.year not in calendar.years:
        return True
    for season in SEASONS:
        year = season.year(day)
        if year is None or year in calendar.years:
            continue
        used = taken.get((season.name, year), 0)
        if used < season.days:
            taken[season.name, year] = used + 1
            return True
    return False


def missing(calendar: Notices, first: dt.date, last: dt.date) -> tuple[int, ...]:
    """Return the years from `first` to `last` whose notice is not there."""
    return tuple(y for y in range(first.year, last.year + 1) if y not in calendar.years)
