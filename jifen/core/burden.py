"""What entering costs (录入负担): seconds of somebody's week, estimated from what they really did.

Seconds of a page opened and looked over, a button pressed, a field filled in are those of the
keystroke-level model (Card, Moran and Newell 1980), rounded up for who types seldom. A figure about
the system, not about people: nothing is counted but what is recorded anyhow, and no point comes
from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PAGE, PRESS, FILL = 8, 4, 10
"""Seconds: a page opened and looked over, a button, a field filled in."""
TARGET = 10 * 60
"""The most seconds a week that entering may cost a cadre; over it the office looks for why.

Source: 国办函〔2026〕12号 and the rules against formalism that went before it ask for no more than
the work needs; the number is Jifen's own.
"""
WEEKS = 4
"""How many weeks are looked back on."""


class Deed(StrEnum):
    """What a cadre enters."""

    CLAIM = "claim"  # points claimed, or a deduction proposed
    STEP = "step"  # handed in, withdrawn
    ANSWER = "answer"  # a point of an answer
    RECEIPT = "receipt"  # a task received or begun
    REPORT = "report"  # a task reported, more time asked for
    APPEAL = "appeal"  # a review asked for


def _cost(pages: int, presses: int, fields: int) -> int:
    return pages * PAGE + presses * PRESS + fields * FILL


SECONDS: Mapping[Deed, int] = {
    Deed.CLAIM: _cost(pages=5, presses=5, fields=5),
    Deed.STEP: _cost(pages=2, presses=1, fields=0),
    Deed.ANSWER: _cost(pages=2, presses=1, fields=2),
    Deed.RECEIPT: _cost(pages=2, presses=1, fields=0),
    Deed.REPORT: _cost(pages=2, presses=2, fields=2),
    Deed.APPEAL: _cost(pages=2, presses=2, fields=3),
}


@dataclass(frozen=True, slots=True)
class Burden:
    """What entering cost those who entered anything, in seconds a week."""

    people: int
    mean: int
    most: int
    over: tuple[str, ...]
    """Codes of those over `TARGET`, in order."""


def seconds(done: Mapping[Deed, int]) -> int:
    """Return what deeds of `WEEKS` weeks cost in one, in whole seconds, never too few."""
    return -(-sum(SECONDS[deed] * times for deed, times in done.items()) // WEEKS)


def minutes(seconds: int) -> str:
    """Write seconds as minutes, to the tenth, never too few.

    >>> minutes(600), minutes(601), minutes(0)
    ('10', '10.1', '0')
    """
    whole, tenth = divmod(-(-seconds // 6), 10)
    return f"{whole}.{tenth}" if tenth else f"{whole}"


def burden(done: Mapping[str, Mapping[Deed, int]]) -> Burden:
    """Return what the deeds of `WEEKS` weeks come to: `done` is code → deed → how often."""
    each = {code: seconds(deeds) for code, deeds in done.items() if deeds}
    return Burden(
        people=len(each),
        mean=-(-sum(each.values()) // len(each)) if each else 0,
        most=max(each.values(), default=0),
        over=tuple(sorted(code for code, cost in each.items() if cost > TARGET)),
    )
