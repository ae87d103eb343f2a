"""Months of a cycle: where they begin, in which a day lies, and how many somebody served."""

import datetime as dt
from collections.abc import Set

from jifen.core.facts import Account
from jifen.core.shapes import Period

IN_A: dict[Period, int] = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6}
"""How many months of the cycle make a period; the whole cycle is one, however long it is."""


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or that month's last day where it is shorter.

    >>> months_after(dt.date(2024, 8, 31), 6), months_after(dt.date(2023, 8, 31), 6)
    (datetime.date(2025, 2, 28), datetime.date(2024, 2, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return dt.date(year, month + 1, day.day)
    return dt.date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def whole_months(start: dt.date, day: dt.date) -> int:
    """Return how many whole months lie between: one is whole when `start`'s day has come again.

    The day is clamped in a shorter month; below zero where `day` lies before `start`.
    """
    months = (day.year - start.year) * 12 + day.month - start.month
    if day.day < start.day and day.day < _days_in(day.year, day.month):
        months -= 1
    return months


def part_of(starts_on: dt.date, day: dt.date, period: Period) -> int:
    """Return the number of the cycle's month, quarter or half that `day` lies in, from 0."""
    size = IN_A.get(period)
    return whole_months(starts_on, day) // size if size else 0


def months_of(account: Account) -> tuple[tuple[dt.date, dt.date], ...]:
    """Return the cycle's months, half-open, counted from the day it starts."""
    months: list[tuple[dt.date, dt.date]] = []
    start = account.starts_on
    while start < account.ends_on:
        end = min(months_after(account.starts_on, len(months) + 1), account.ends_on)
        months.append((start, end))
        start = end
    assert months, "a cycle has at least one day"
    return tuple(months)


def full_months(account: Account, *, leave_costs: Set[str]) -> int:
    """Return how many of the cycle's months the cadre served throughout (all, for a village).

    Leave of a kind in `leave_costs` is not served; any other leave is.
    """
    months = months_of(account)
    if account.service is None:
        return len(months)
    spans: list[tuple[dt.date, dt.date]] = []
    for start, end in sorted(account.service.spans):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    away = [
        (leave.from_on, leave.to_on)
        for leave in account.service.away
        if leave.kind in leave_costs and leave.from_on < leave.to_on
    ]
    return sum(
        any(s <= start and end <= e for s, e in spans)
        and not any(a < end and start < b for a, b in away)
        for start, end in months
    )


def _days_in(year: int, month: int) -> int:
    first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
    return (first_of_next - dt.timedelta(days=1)).day
