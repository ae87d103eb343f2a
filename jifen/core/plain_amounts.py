"""What one fact comes to by its shape, in the plain recomputation.

Written from docs/scoring.md ("Amount by shape") alone.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from jifen.core.facts import Fact, Measures
from jifen.core.plain_calendar import period_number
from jifen.core.rules import Item
from jifen.core.shapes import (
    Absent,
    Better,
    Board,
    BoardBy,
    Figured,
    Fixed,
    Level,
    Linear,
    Period,
    PerUnit,
    Range,
    Rate,
    Slope,
    Threshold,
    Tiers,
)

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Row:
    """A borne fact, its item, and the holder's share of it."""

    item: Item
    fact: Fact
    share: Fraction

    @property
    def by_day(self) -> tuple[dt.date, str]:
        """Its place in the order of happening, which no recording changes."""
        return self.fact.happened_on, self.fact.key


def rounded(value: Fraction) -> int:
    """Return the nearest whole number, halves away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def amounts(rows: Sequence[Row], *, starts_on: dt.date) -> list[int]:
    """Return step 2 for each row: the amount by shape, or the one that was decided instead."""
    return [
        _amount(row, rows, starts_on)
        if row.fact.measures.override is None
        else row.fact.measures.override
        for row in rows
    ]


def _amount(row: Row, rows: Sequence[Row], starts_on: dt.date) -> int:
    item, given = row.item, row.fact.measures
    match item.scoring:
        case Fixed(points=points):
            return points
        case Range():
            return given.chosen or 0
        case PerUnit(each=each):
            return each * (given.quantity or 0)
        case Level() as level:
            place = row_of(level, given)
            if place is None or place >= len(level.rows):
                return 0
            counts = level.rows[place]
            return counts.points if counts.most is None else given.chosen or 0
        case Tiers(cumulated=period) as tiers if period is not None:
            before = _figures_before(row, rows, period, starts_on)
            return _reached(tiers, [*before, figure_of(row)]) - _reached(tiers, before)
        case _ as figured:
            figure = figure_of(row)
            if figure is not None:
                return worth(figured, figure)
            assert item.board is not None, "only on a board may a figure be missing"
            return _absent(item.board, figured, row.fact.board)


# ------------------------------------------------------------------ cumulated tiers
def _figures_before(
    row: Row, rows: Sequence[Row], period: Period, starts_on: dt.date
) -> list[Fraction | None]:
    """Return the figures of the item in the same period that come before this one by day."""
    number = period_number(starts_on, row.fact.happened_on, period)
    return [
        figure_of(other)
        for other in rows
        if other.item.code == row.item.code
        and other.by_day < row.by_day
        and period_number(starts_on, other.fact.happened_on, period) == number
    ]


def _reached(tiers: Tiers, figures: Sequence[Fraction | None]) -> int:
    """Return what these figures reach together; none at all reach nothing."""
    known = concerned(figures)
    return worth(tiers, sum(known, Fraction(0))) if known else 0


# ------------------------------------------------------------------ levels
def row_of(level: Level, given: Measures) -> int | None:
    """Return the place of the row that counts; one after the last is below the table.

    None: the table has neither such a level nor such an issuer.
    """
    keys = [row.key for row in level.rows]
    if given.level in keys:
        return keys.index(given.level) + given.department
    for issuer in level.issuers:
        if issuer.name == given.level and issuer.level in keys:
            return keys.index(issuer.level) + (issuer.department and level.department_lower)
    return None


# ------------------------------------------------------------------ figures
def figure_of(row: Row) -> Fraction | None:
    """Return what the shape reads; None for somebody whom the board does not concern."""
    given = row.fact.measures
    if row.item.scorers:
        return sum((row.item.scorers[who] * score for who, score in given.scores), Fraction(0))
    if row.item.board is None or given.figure is None:
        return given.figure
    return reading(row.item.board, concerned(row.fact.board), given.figure)


def concerned(board: Sequence[Fraction | None]) -> list[Fraction]:
    """Return the figures that are there: on a board, those of whom it concerns."""
    return [figure for figure in board if figure is not None]


def reading(board: Board, figures: Sequence[Fraction], mine: Fraction) -> Fraction:
    """Return what the board makes of one of its figures."""
    more = board.better is Better.MORE
    above = sum(figure > mine for figure in figures)
    below = sum(figure < mine for figure in figures)
    mean = sum(figures, Fraction(0)) / len(figures)
    best = max(figures) if more else min(figures)
    match board.by:
        case BoardBy.FIGURE:
            return mine
        case BoardBy.PLACE:
            return Fraction(1 + (above if more else below))
        case BoardBy.PLACE_FROM_BOTTOM:
            return Fraction(1 + (below if more else above))
        case BoardBy.PERCENT_OF_BEST:
            if mine == best:
                return HUNDRED
            return HUNDRED * (mine / best if more else best / mine)
        case BoardBy.PERCENT_OF_MEAN:
            if mine == mean:
                return HUNDRED
            if more:
                return HUNDRED * mine / mean
            return HUNDRED * mean / mine if mine else 2 * HUNDRED
        case BoardBy.OVER_MEAN:
            return mine - mean if more else mean - mine


def _absent(board: Board, shape: Figured, rows: Sequence[Fraction | None]) -> int:
    figures = concerned(rows)
    if board.absent is Absent.NOTHING or not figures:
        return 0
    worths = [worth(shape, reading(board, figures, figure)) for figure in figures]
    return rounded(Fraction(sum(worths), len(worths)))


# ------------------------------------------------------------------ figured shapes
def worth(shape: Figured, figure: Fraction) -> int:
    """Return what a figure is worth by itself."""
    match shape:
        case Tiers(at_most=at_most, steps=steps):
            for step in steps:
                beyond = figure < step.bound if at_most else figure > step.bound
                if beyond or (step.inside and figure == step.bound):
                    return step.points
            return 0
        case Rate(target=target, step=step, each=each, most=most, started=started):
            slope = Slope(step=step, each=each, most=most, started=started)
            return _along(slope, target - figure)
        case Linear(points=points):
            for left, right in pairwise(points):
                if left.figure <= figure <= right.figure:
                    way = (figure - left.figure) / (right.figure - left.figure)
                    return rounded(left.points + way * (right.points - left.points))
            return points[0].points if figure < points[0].figure else points[-1].points
        case Threshold(target=target, full=full, short=short, zero_under=zero_under, over=over):
            if zero_under is not None and figure < zero_under:
                return 0
            if figure >= target:
                return full + (_along(over, figure - target) if over else 0)
            return max(full - _along(short, target - figure), 0) if short else 0


def _along(slope: Slope, distance: Fraction) -> int:
    """Return what a distance comes to in steps; nothing for none."""
    if distance <= 0:
        return 0
    steps = ceil(distance / slope.step) if slope.started else floor(distance / slope.step)
    amount = steps * slope.each
    return amount if slope.most is None else min(amount, slope.most)
