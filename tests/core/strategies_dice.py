"""Choices read out of bytes: a rulebook of sixty choices is one draw, not sixty.

Laws are tried some thousand times a minute, and what costs is the number of draws. Bytes still
shrink: towards zero, which is everywhere the simplest choice, listed first.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st

from jifen.core.points import Centipoints

STARTS_ON = dt.date(2024, 8, 1)
ENDS_ON = dt.date(2025, 8, 1)
LAST_DAY = ENDS_ON - dt.timedelta(days=1)
HOLDER = "C001"
VILLAGE = "p1/c1/k1/t1/v01"

T = TypeVar("T")


class Dice:
    """What was rolled, read from the front; to need more than was rolled is a mistake here."""

    def __init__(self, rolled: bytes) -> None:
        self.rolled = rolled
        self.at = 0

    def below(self, number: int) -> int:
        """Roll one of 0 … number − 1."""
        size = 1 if number <= 64 else 3
        rolled = int.from_bytes(self.rolled[self.at : self.at + size], "big")
        self.at += size
        assert self.at <= len(self.rolled), "roll more often"
        return rolled % number

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def once_in(self, times: int) -> bool:
        return self.below(times) == times - 1

    def some(self, choices: Iterable[T]) -> list[T]:
        """Roll a part of the choices, none to all of them."""
        return [choice for choice in choices if self.below(2)]

    def one_or_more(self, choices: Sequence[T]) -> list[T]:
        return self.some(choices) or [self.pick(choices)]

    def points(self) -> Centipoints:
        return Centipoints(1 + self.below(1200))

    def limit(self) -> Centipoints:
        return Centipoints(self.below(1500))

    def figure(self) -> Fraction:
        """A measured figure from 0 to 120: often one of a few, so that bounds are met and tie."""
        if self.below(2):
            return Fraction(self.below(480), 4)
        return self.pick([Fraction(n) for n in (95, 0, 20, 50, 90, 120)])

    def day(self) -> dt.date:
        """A day of the cycle, often one of a few, so that facts lie close together."""
        if self.below(2):
            return STARTS_ON + dt.timedelta(days=self.below(365))
        return STARTS_ON + dt.timedelta(days=self.pick([30, 0, 31, 61, 180, 212, 213]))


ROLLS = 160
"""As many bytes for whatever is rolled. Hypothesis likes to put one draw in another's place, and
where their sizes differ it puts zeros there instead."""


def rolls() -> st.SearchStrategy[Dice]:
    """Dice enough for a rulebook, an item, an account or a fact."""
    return st.binary(min_size=ROLLS, max_size=ROLLS).map(Dice)
