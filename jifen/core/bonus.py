"""The bonus pool (绩效奖金): split by worth × coefficient × months, to the last unit, exactly.

The rules stand in docs/results.md, "The pool". Σ shares + what is left over = the pool (I10), and
what is left over says why.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from jifen.core.appraisal import Pool, Unit
from jifen.core.composite import Person
from jifen.core.lines import Line, Seating, draw, settled
from jifen.core.points import Centipoints
from jifen.core.ranking import seats

FEN_IN: Mapping[Unit, int] = {Unit.FEN: 1, Unit.YUAN: 100}


class NoShare(StrEnum):
    """Why somebody has no share."""

    NOT_ESTABLISHED = "not-established"  # no result: a part of it is missing
    SUSPENDED = "suspended"  # from office, at the checkpoint
    WITHHELD = "withheld"  # under inquiry, at the checkpoint
    SERVED_TOO_SHORT = "served-too-short"  # fewer months than the version asks for an award
    NO_BONUS = "no-bonus"  # 取消绩效奖金
    UNDER_LEAST = "under-least"  # a result under the pool's least
    NOT_RANKED = "not-ranked"  # only the first of the ranking share, and they have no place
    NOT_AMONG = "not-among"  # not among the first who share
    NO_WEIGHT = "no-weight"  # a result worth nothing, no month, or a coefficient of 0


class Left(StrEnum):
    """Why something of the pool is left over."""

    NOT_NAMED = "not-named"  # the version leaves the size to the close, which did not name it
    NOBODY = "nobody"  # nobody has a share
    TIE = "tie"  # a meeting decides first who shares
    EVERYBODY_AT_MOST = "everybody-at-most"  # all have the most that one may get
    UNDER_A_UNIT = "under-a-unit"  # less than the smallest sum paid out


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One share: pool × weight ÷ Σ weights, exactly; `fen` is what is paid of it.

    `worth` is the result in hundredths, or its money in fen where the version has brackets;
    `exact` is in fen. `remainder`: one unit more came by the largest remainder. `alike`: others
    with the same remainder, result and place went without; the unit went by lot where a meeting
    drew one, else by the order of codes.
    """

    code: str
    worth: int
    coefficient: Fraction
    months: int | None  # None where months do not count
    weight: Fraction
    exact: Fraction
    fen: int
    at_most: bool  # held by the most that one may get
    remainder: bool
    alike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """How a pool is split: Σ `shares` + `left_fen` = `pool_fen`, by code."""

    pool_fen: int
    shares: tuple[Share, ...]
    without: Mapping[str, NoShare]
    left_fen: int
    left: tuple[Left, ...]  # why; empty where nothing is left over
    most_fen: int | None  # the most that one may get


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharer:
    """One person as the pool sees them; `place` is None for whoever is not ranked."""

    person: Person
    total: Centipoints | None
    place: int | None
    refused: NoShare | None = None  # known beforehand: kept out, served too short, an effect


def worth_of(pool: Pool, total: Centipoints) -> int:
    """Return what a result weighs: itself, or its money by brackets in fen; never under nothing.

    >>> from jifen.core.appraisal import Bracket
    >>> two = (Bracket(over=Centipoints(60_00), fen=10), Bracket(over=Centipoints(80_00), fen=20))
    >>> [worth_of(Pool(brackets=two), Centipoints(n)) for n in (60_99, 61_00, 80_00, 82_50)]
    [0, 10, 200, 240]
    """
    if not pool.brackets:
        return max(total, 0)
    money = 0
    for number, bracket in enumerate(pool.brackets):
        end = total
        if number + 1 < len(pool.brackets):
            end = min(total, pool.brackets[number + 1].over)
        money += max(end - bracket.over, 0) // 100 * bracket.fen
    return money


def split(
    pool: Pool,
    pool_fen: int | None,
    sharers: Sequence[Sharer],
    *,
    meeting: Mapping[str, Seating],
) -> tuple[Bonus, tuple[Line, ...]]:
    """Return the split of a pool of `pool_fen`, and the lines that ran through ties."""
    size = pool.fen if pool_fen is None else pool_fen
    if size is None:
        nobody = Bonus(
            pool_fen=0, shares=(), without={}, left_fen=0, left=(Left.NOT_NAMED,), most_fen=None
        )
        return nobody, ()
    assert size >= 0, "a pool is not negative"
    without = {one.person.code: why for one in sharers if (why := _refused(pool, one)) is not None}
    lines: tuple[Line, ...] = ()
    if pool.ratio is not None:
        lines = _by_ratio(pool.ratio, sharers, without, meeting)
    waits = any(line.open for line in lines)
    those = {one.person.code: one for one in sharers if one.person.code not in without}
    weights = {} if waits else {code: _weight(pool, one) for code, one in those.items()}
    unit = FEN_IN[pool.unit]
    most = None if pool.share_max is None else math.floor(pool.share_max * size / unit)
    exact = _water(weights, size // unit, most)
    given, alike, lot = _whole_units(exact, those, meeting)
    shares = tuple(
        Share(
            code=code,
            worth=_worth(pool, those[code]),
            coefficient=_coefficient(pool, those[code]),
            months=those[code].person.months if pool.by_months else None,
            weight=weights[code],
            exact=exact[code] * unit,
            fen=given[code] * unit,
            at_most=exact[code] == most,
            remainder=given[code] > exact[code],
            alike=code in alike,
        )
        for code in sorted(exact)
    )
    left_fen = size - sum(share.fen for share in shares)
    bonus = Bonus(
        pool_fen=size,
        shares=shares,
        without=without,
        left_fen=left_fen,
        left=_left(left_fen, unit, size, waits=waits, anybody=bool(shares)),
        most_fen=None if most is None else most * unit,
    )
    return bonus, (*lines, *lot)


def _left(left_fen: int, unit: int, size: int, *, waits: bool, anybody: bool) -> tuple[Left, ...]:
    if not left_fen:
        return ()
    if waits:
        return (Left.TIE,)
    if not anybody:
        return (Left.NOBODY,)
    at_most = (Left.EVERYBODY_AT_MOST,) if left_fen >= unit else ()
    return (*at_most, Left.UNDER_A_UNIT) if size % unit else at_most


# ------------------------------------------------------------------ who shares, and with what
def _refused(pool: Pool, one: Sharer) -> NoShare | None:
    if one.total is None:
        return NoShare.NOT_ESTABLISHED
    if one.refused is not None:
        return one.refused
    if pool.least is not None and one.total < pool.least:
        return NoShare.UNDER_LEAST
    if pool.ratio is not None and one.place is None:
        return NoShare.NOT_RANKED
    return None if _weight(pool, one) else NoShare.NO_WEIGHT


def _weight(pool: Pool, one: Sharer) -> Fraction:
    months = one.person.months if pool.by_months else 1
    return _worth(pool, one) * _coefficient(pool, one) * months


def _worth(pool: Pool, one: Sharer) -> int:
    assert one.total is not None, "without a result there is no share"
    return worth_of(pool, one.total)


def _coefficient(pool: Pool, one: Sharer) -> Fraction:
    group = one.person.account.post_group
    return Fraction(1) if group is None else pool.coefficients.get(group, Fraction(1))


def _by_ratio(
    ratio: Fraction,
    sharers: Sequence[Sharer],
    without: dict[str, NoShare],
    meeting: Mapping[str, Seating],
) -> tuple[Line, ...]:
    """Leave only the first of those who may share; whoever may not takes no place."""
    count = seats(ratio, sum(one.place is not None for one in sharers))
    by_place: dict[int, list[str]] = {}
    for one in sharers:
        if one.place is not None and one.person.code not in without:
            by_place.setdefault(one.place, []).append(one.person.code)
    drawn = draw([codes for _, codes in sorted(by_place.items())], count)
    without.update(dict.fromkeys(drawn.outside, NoShare.NOT_AMONG))
    if not drawn.tied:
        return ()
    line = settled("pool", drawn.tied, drawn.open_seats, meeting)
    if line.seated is not None:
        others = (code for code in drawn.tied if code not in line.seated)
        without.update(dict.fromkeys(others, NoShare.NOT_AMONG))
    return (line,)


# ------------------------------------------------------------------ how much
def _water(weights: Mapping[str, Fraction], units: int, most: int | None) -> dict[str, Fraction]:
    """Return exact units by weight; what is beyond the most goes to the others, by weight."""
    exact: dict[str, Fraction] = {}
    others = dict(weights)
    left = Fraction(units)
    while others:
        each = left / sum(others.values())
        full = [code for code, w in others.items() if most is not None and each * w >= most]
        if most is None or not full:
            exact.update({code: each * weight for code, weight in others.items()})
            break
        for code in full:
            exact[code] = Fraction(most)
            left -= most
            del others[code]
    return exact


def _whole_units(
    exact: Mapping[str, Fraction], those: Mapping[str, Sharer], meeting: Mapping[str, Seating]
) -> tuple[dict[str, int], frozenset[str], tuple[Line, ...]]:
    """Return whole units by largest remainder, who was equal at its line, and the lot drawn."""
    given = {code: math.floor(amount) for code, amount in exact.items()}
    extra = int(sum(exact.values())) - sum(given.values())

    def order(code: str) -> tuple[Fraction, int, int]:
        one = those[code]
        place = one.place if one.place is not None else len(those) + 1
        return given[code] - exact[code], -(one.total or 0), place

    ordered = sorted(exact, key=lambda code: (order(code), code))
    drawn = draw([list(same) for _, same in groupby(ordered, key=order)], extra)
    lot: tuple[Line, ...] = ()
    winners = [*drawn.inside, *drawn.tied[: drawn.open_seats]]
    if drawn.tied:
        line = settled("pool:remainder", drawn.tied, drawn.open_seats, meeting)
        if line.seated is not None and len(line.seated) == drawn.open_seats:
            lot = (line,)
            winners = [*drawn.inside, *line.seated]
    for code in winners:
        given[code] += 1
    return given, frozenset(drawn.tied), lot
