"""Points, exactly: an integer count of hundredths.

Rulebooks award halves and quarters of a point. Held as integers, a total is the same number in
Python, SQLite and PostgreSQL; a float or SQLite's stored decimal is not.
See docs/decisions/0002-points-are-integers.md.
"""

import re
from fractions import Fraction
from typing import NewType

Centipoints = NewType("Centipoints", int)
"""Hundredths of a point (分): 250 is 2.5 points. Negative when deducted."""

ZERO = Centipoints(0)
MOST = Centipoints(10**9)
"""No figure in a rulebook or a ledger may be larger than this (ten million points)."""

_FIGURE = re.compile(r"-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,2})?")


def parse(text: str) -> Centipoints:
    """Read a decimal figure as a rulebook prints it; the only reader of points there is.

    >>> parse("2.5")
    250
    >>> parse("-0.25")
    -25

    Raises:
        ValueError: anything but ASCII digits with at most two decimals: "1e5", "+2", ".5",
            "０", "1,000", "2.505", "-0" and figures beyond `MOST`.
    """
    if not _FIGURE.fullmatch(text):
        raise ValueError(f"{text!r} is not a figure in points with at most two decimals")
    whole, _, decimals = text.removeprefix("-").partition(".")
    amount = int(whole) * 100 + int(decimals.ljust(2, "0"))
    if amount > MOST:
        raise ValueError(f"{text!r} is larger than any rulebook allows")
    if text.startswith("-"):
        if amount == 0:
            raise ValueError(f"{text!r}: zero has no sign")
        amount = -amount
    return Centipoints(amount)


def display(amount: int) -> str:
    """Write an amount the way a rulebook prints it: no trailing zeros, an ASCII minus.

    >>> display(-50), display(300), display(1225)
    ('-0.5', '3', '12.25')
    """
    whole, rest = divmod(abs(amount), 100)
    decimals = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{'-' if amount < 0 else ''}{whole}{decimals}"


def signed(amount: int) -> str:
    """Write a change with its sign: "+3", "-0.5", "0".

    >>> signed(300), signed(-50), signed(0)
    ('+3', '-0.5', '0')
    """
    return f"+{display(amount)}" if amount > 0 else display(amount)


def half_up(value: Fraction) -> Centipoints:
    """Round a fraction of hundredths to whole hundredths, halves away from zero.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), half_up(Fraction(7, 3))
    (3, -3, 2)
    """
    magnitude = (abs(value) * 2 + 1) // 2
    return Centipoints(int(magnitude) if value >= 0 else -int(magnitude))
