"""Proportionality (合乎比例): an amount beside what the same clause was worth to others lately."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jifen.core.points import Centipoints

MONTHS = 12
"""Only what happened in so many months before counts as a precedent."""
NEAREST = 5
"""So many precedents are shown."""
LEAST = 3
"""Fewer precedents than this say nothing."""
LINE = Fraction(3, 2)
"""An amount above so many times the median wants a reason."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """What the clause was worth on a day, a magnitude; of whom is not said."""

    on: dt.date
    amount: Centipoints


@dataclass(frozen=True, slots=True)
class Hint:
    """What the precedents say: how many, their median, the most that needs no reason, the nearest.

    `median` and `most` are hundredths of a point, which may lie between two.
    """

    count: int
    median: Fraction
    most: Fraction
    nearest: tuple[Precedent, ...]

    def asks_reason(self, amount: Centipoints) -> bool:
        """Say whether an amount lies so high that somebody must say why."""
        return amount > self.most


def hint(precedents: Sequence[Precedent], amount: Centipoints | None) -> Hint | None:
    """Return what precedents say of an amount; None where they are too few.

    Nearest are those of the nearest amount, of equals the latest; without an amount the latest.

    >>> days = [dt.date(2025, 1, day) for day in (1, 2, 3)]
    >>> found = hint([Precedent(d, Centipoints(n)) for d, n in zip(days, (100, 200, 400))], None)
    >>> found.count, found.median, found.most, found.nearest[0].amount
    (3, Fraction(200, 1), Fraction(300, 1), 400)
    """
    if len(precedents) < LEAST:
        return None
    median = _median([one.amount for one in precedents])
    latest = sorted(precedents, key=lambda one: one.on, reverse=True)
    if amount is not None:
        latest.sort(key=lambda one: abs(one.amount - amount))  # stable: of equals the latest
    return Hint(len(precedents), median, median * LINE, tuple(latest[:NEAREST]))


def _median(amounts: Sequence[Centipoints]) -> Fraction:
    ordered = sorted(amounts)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)
