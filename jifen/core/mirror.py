"""A mirror for leaders (公平报告): what in a cycle's counts is worth another look (值得看一看).

Never a verdict and never about one person's points: exact tests over counts, corrected for how
many were looked at (Holm), and silent where there is too little to see (样本少, 看不出). No float:
a probability is a `Fraction`, so the same counts give the same page everywhere.

The usual "mean ± 2σ" finds somebody in most cycles where nothing is wrong. What is used instead:
given the total, each of n events falls on a row with the row's share of the exposure, and the tail
of that binomial is computed whole.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

LEVEL = Fraction(1, 20)
"""What a whole family of looks may find where nothing is (5 %)."""

LEAST_EXPECTED = 5
"""Below so many expected events a rate says nothing either way (样本少, 看不出)."""

LEAST_CASES = 8
"""So many cases of one proposer, or of one pair, before they are looked at."""

LEAST_DECIDED = 20
"""So many decisions of one approver before their share is looked at."""

LEAST_GROUP = 10
"""So many people in each of two groups before they are compared."""

OVERTURNED = Fraction(3, 10)
"""A clause of which surely more than this share is overturned on appeal wants revision."""

_Z = Fraction(196, 100)  # the normal quantile of a 95 % interval


class Said(StrEnum):
    """What a look comes to."""

    NOTHING = "nothing"  # no more than chance brings
    LOOK = "look"  # 值得看一看
    TOO_FEW = "too-few"  # 样本少, 看不出


# ------------------------------------------------------------------ exact tails
@lru_cache(maxsize=65536)
def at_least(count: int, of: int, share: Fraction) -> Fraction:
    """Return P(X ≥ `count`) of a binomial: `of` events, each falling here with `share`.

    >>> at_least(2, 2, Fraction(1, 2))
    Fraction(1, 4)
    """
    inside, whole = share.numerator, share.denominator
    outside = whole - inside
    ways = sum(
        math.comb(of, k) * inside**k * outside ** (of - k) for k in range(max(count, 0), of + 1)
    )
    return Fraction(ways, whole**of)


@lru_cache(maxsize=65536)
def drawn_at_least(count: int, draws: int, marked: int, among: int) -> Fraction:
    """Return P(X ≥ `count`) when `draws` of `among` are drawn, `marked` of which count.

    The exact test of Fisher, one side: is a share inside the draw larger than in the rest.

    >>> drawn_at_least(2, 2, 2, 4)
    Fraction(1, 6)
    """
    ways = sum(
        math.comb(marked, k) * math.comb(among - marked, draws - k)
        for k in range(max(count, 0), min(draws, marked) + 1)
    )
    return Fraction(ways, math.comb(among, draws))


def holm(found: Mapping[K, Fraction], level: Fraction = LEVEL) -> frozenset[K]:
    """Return the keys whose probability stays notable among all that were looked at.

    Source: Holm, A simple sequentially rejective multiple test procedure, 1979.
    """
    notable: list[K] = []
    by_size = sorted(found.items(), key=lambda pair: pair[1])
    for place, (key, chance) in enumerate(by_size):
        if chance > level / (len(by_size) - place):
            break
        notable.append(key)
    # Equal probabilities are treated alike, so nobody's place in the list decides.
    edge = max((found[key] for key in notable), default=None)
    return frozenset(key for key, chance in found.items() if edge is not None and chance <= edge)


# ------------------------------------------------------------------ rates
@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """What is compared: `count` events in `exposure` (cadre-months), among its like (`stratum`)."""

    code: str
    count: int
    exposure: int
    stratum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One row: how many there were, how many its exposure would bring, and what that says.

    `chance` is the probability of so many or more where nothing is; None where none was computed.
    """

    code: str
    count: int
    expected: Fraction
    chance: Fraction | None
    said: Said


def rates(
    rows: Iterable[Exposed], *, level: Fraction = LEVEL, least_cases: int = 0
) -> tuple[Look, ...]:
    """Compare each row with its stratum, by exposure; in the rows' order.

    A row with fewer than `least_cases` events is not looked at. Strata (size or kind of village)
    keep apart what differs by nature; pooling twelve months is the caller's.
    """
    every = list(rows)
    assert all(row.count >= 0 and row.exposure >= 0 for row in every), "counts are not negative"
    events: dict[str, int] = {}
    exposure: dict[str, int] = {}
    for row in every:
        events[row.stratum] = events.get(row.stratum, 0) + row.count
        exposure[row.stratum] = exposure.get(row.stratum, 0) + row.exposure
    expected = [
        Fraction(events[row.stratum] * row.exposure, exposure[row.stratum])
        if exposure[row.stratum]
        else Fraction(0)
        for row in every
    ]
    chances = {
        place: at_least(
            row.count, events[row.stratum], Fraction(row.exposure, exposure[row.stratum])
        )
        for place, row in enumerate(every)
        if row.exposure and row.count >= max(least_cases, 1)
    }
    notable = holm(chances, level)
    return tuple(
        Look(
            code=row.code,
            count=row.count,
            expected=expected[place],
            chance=chances.get(place),
            said=_said(place in notable, expected[place] < LEAST_EXPECTED),
        )
        for place, row in enumerate(every)
    )


def _said(notable: bool, few: bool) -> Said:
    if notable:
        return Said.LOOK
    return Said.TOO_FEW if few else Said.NOTHING


# ------------------------------------------------------------------ shares
@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Of `whole` decisions of one hand, or cases of one group, `part` came out one way."""

    code: str
    part: int
    whole: int


def shares(
    rows: Sequence[Part], *, least: int = LEAST_DECIDED, level: Fraction = LEVEL
) -> tuple[Look, ...]:
    """Compare each row's share with everybody else's, where it is larger; in the rows' order.

    Who approves nearly all that comes, where others send a part of it back, is worth a look: the
    exact test asks nothing about the true share.
    """
    part, whole = sum(row.part for row in rows), sum(row.whole for row in rows)
    chances = {
        place: drawn_at_least(row.part, row.whole, part, whole)
        for place, row in enumerate(rows)
        if row.whole >= least and row.whole < whole
    }
    notable = holm(chances, level)
    return tuple(
        Look(
            code=row.code,
            count=row.part,
            expected=Fraction(row.whole * part, whole) if whole else Fraction(0),
            chance=chances.get(place),
            said=_said(place in notable, place not in chances),
        )
        for place, row in enumerate(rows)
    )


def gap(one: Part, other: Part, *, level: Fraction = LEVEL) -> Look | None:
    """Compare two groups of people, both ways; None unless there are enough in each.

    `part` are those with at least one deduction. Shown to the county in sums, never by person.
    """
    if min(one.whole, other.whole) < LEAST_GROUP:
        return None
    part, whole = one.part + other.part, one.whole + other.whole
    tails = (
        drawn_at_least(one.part, one.whole, part, whole),
        drawn_at_least(other.part, other.whole, part, whole),
    )
    chance = min(2 * min(tails), Fraction(1))
    return Look(
        code=one.code,
        count=one.part,
        expected=Fraction(one.whole * part, whole),
        chance=chance,
        said=Said.LOOK if chance <= level else Said.NOTHING,
    )


# ------------------------------------------------------------------ appeals
@dataclass(frozen=True, slots=True, kw_only=True)
class Overturned:
    """How often a clause or a decider was overturned: the share lies in `low`–`high`, per mille."""

    code: str
    part: int
    whole: int
    low: int
    high: int
    said: Said


def overturned(row: Part, *, line: Fraction = OVERTURNED) -> Overturned:
    """Return the interval of the true share (Wilson, 95 %), and whether it lies over the line.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, 1927.
    """
    low, high = wilson(row.part, row.whole)
    over = row.whole > 0 and Fraction(low, 1000) > line
    unclear = row.whole == 0 or Fraction(high, 1000) > line
    return Overturned(
        code=row.code,
        part=row.part,
        whole=row.whole,
        low=low,
        high=high,
        said=_said(over, unclear),
    )


def wilson(part: int, whole: int) -> tuple[int, int]:
    """Return the ends of the 95 % interval of a share, in thousandths, rounded outward.

    >>> wilson(5, 10)
    (236, 764)
    """
    if whole == 0:
        return 0, 1000
    share, z2 = Fraction(part, whole), _Z * _Z
    middle = share + z2 / (2 * whole)
    under_root = z2 * (share * (1 - share) / whole + z2 / (4 * whole * whole))
    width = 1 + z2 / whole
    # √(p/q) = √(p·q) / q; a billionth of it is far below a thousandth of the share.
    scale = 10**9
    root = Fraction(
        math.isqrt(under_root.numerator * under_root.denominator * scale * scale),
        under_root.denominator * scale,
    )
    low, high = (middle - root) / width, (middle + root) / width
    return max(math.floor(low * 1000), 0), min(math.ceil(high * 1000), 1000)


# ------------------------------------------------------------------ time
def surge(late: int, every: int, *, days: int, of_days: int, level: Fraction = LEVEL) -> Look:
    """Say whether so many of a cycle's facts came in its last `days` that chance does not bring it.

    Much is entered late for good reasons; a list goes with it.
    """
    share = Fraction(days, of_days)
    expected = share * every
    chance = at_least(late, every, share)
    return Look(
        code="surge",
        count=late,
        expected=expected,
        chance=chance,
        said=_said(chance <= level, expected < LEAST_EXPECTED),
    )
