"""Months of a cycle, and how many of them somebody served."""

import datetime as dt

from jifen.core.facts import Account


def months_of(account: Account) -> tuple[tuple[dt.date, dt.date], ...]:
    """Return the cycle's months, half-open, counted from the day it starts."""
    months: list[tuple[dt.date, dt.date]] = []
    start = account.starts_on
    while start < account.ends_on:
        end = min(_months_after(account.starts_on, len(months) + 1), account.ends_on)
        months.append((start, end))
        start = end
    assert months, "a cycle has at least one day"
    return tuple(months)


def full_months(account: Account) -> int:
    """Return how many of the cycle's months the cadre served throughout (all, for a village)."""
    months = months_of(account)
    if account.service is None:
        return len(months)
    spans: list[tuple[dt.date, dt.date]] = []
    for start, end in sorted(account.service.spans):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return sum(any(s <= start and end <= e for s, e in spans) for start, end in months)


def _months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = (first_of_next - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))
