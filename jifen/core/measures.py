"""Measures against shapes: whether what was measured fits an item, and what it is worth by itself.

The first step of scoring (docs/scoring.md, "Amount by shape" and "Measures fit"). Circumstances,
shares and limits come after it.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from jifen.core.boards import Readings
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import MOST, ZERO, Centipoints, half_up
from jifen.core.rules import Item
from jifen.core.shapes import (
    Absent,
    Figured,
    Fixed,
    Level,
    LevelRow,
    Linear,
    PerUnit,
    Range,
    Rate,
    Slope,
    Threshold,
    Tiers,
)

Number = TypeVar("Number", int, Centipoints, Fraction)
Rows = Sequence[Fraction | None]
"""A board: every row's figure, None for whom it does not concern."""


def check(item: Item, measures: Measures, *, board: Rows = ()) -> None:
    """Refuse measures that are not exactly what the item needs.

    Raises:
        Refusal: "measures.FIELD-missing" and "measures.FIELD-unwanted" (FIELD: quantity, chosen,
            level, figure, board, scores, finder, village-item, decision),
            "measures.department-unwanted", "measures.reminder-unwanted",
            "measures.override-unwanted", "measures.quantity-too-small",
            "measures.quantity-too-large", "measures.chosen-out-of-range",
            "measures.level-unknown", "measures.figure-negative", "measures.figure-not-on-board",
            "measures.score-negative" or "measures.override-negative"; each with `item`,
            `title` and the figures that the sentence needs.
    """
    refusal = fault(item, measures, board=board)
    if refusal is not None:
        raise refusal


def fault(item: Item, measures: Measures, *, board: Rows = ()) -> Refusal | None:
    """Return what `check` would refuse, or None where the measures fit."""
    scoring = item.scoring
    if (measures.quantity is not None) is not isinstance(scoring, PerUnit):
        return _unlike(item, "quantity", missing=measures.quantity is None)
    if bool(measures.level) is not isinstance(scoring, Level):
        return _unlike(item, "level", missing=not measures.level)
    return (
        _figure_fault(item, measures, board)
        or _shape_fault(item, measures)
        or _circumstance_fault(item, measures)
    )


def worth(item: Item, measures: Measures, *, board: Rows = ()) -> Centipoints:
    """Return the amount by shape, a magnitude in hundredths; the measures have passed `check`.

    Figures that a period adds up (累计分档) are taken here as if this one stood alone.
    """
    scoring = item.scoring
    match scoring:
        case Fixed():
            return scoring.points
        case Range():
            return _some(measures.chosen)
        case PerUnit():
            return Centipoints(scoring.each * _some(measures.quantity))
        case Level():
            row = level_row(scoring, measures)
            if row is None:
                return ZERO
            return row.points if row.most is None else _some(measures.chosen)
        case _:
            read = figure_read(item, measures, board=board)
            return _absent(item, scoring, board) if read is None else at(scoring, read)


def figure_read(item: Item, measures: Measures, *, board: Rows = ()) -> Fraction | None:
    """Return the figure that a figured shape reads: scored, and as the board has it.

    None where a board does not concern whoever's measures these are.
    """
    figure = measures.figure
    if measures.scores:
        figure = _weighed(item, measures)
    if item.board is None or figure is None:
        return figure
    return Readings(item.board, board).read(figure)


def at(scoring: Figured, figure: Fraction) -> Centipoints:
    """Return what a figured shape gives at the figure that it reads."""
    match scoring:
        case Tiers():
            return _by_tier(scoring, figure)
        case Rate():
            short = _steps(scoring.target - figure, scoring.step, started=scoring.started)
            return Centipoints(min(short * scoring.each, scoring.most))
        case Linear():
            return _on_line(scoring, figure)
        case Threshold():
            return _by_threshold(scoring, figure)


def level_row(scoring: Level, measures: Measures) -> LevelRow | None:
    """Return the row that counts: a department's paper takes the next one, below the last none."""
    place = level_place(scoring, measures)
    return scoring.rows[place] if place < len(scoring.rows) else None


def level_place(scoring: Level, measures: Measures) -> int:
    """Return the number of the row that counts, from 0; one more than the last for none."""
    key, department = measures.level, measures.department
    if all(row.key != key for row in scoring.rows):
        issuer = next(issuer for issuer in scoring.issuers if issuer.name == key)
        key, department = issuer.level, issuer.department
    place = next(n for n, row in enumerate(scoring.rows) if row.key == key)
    return place + 1 if department and scoring.department_lower else place


# ------------------------------------------------------------------ what does not fit
def _figure_fault(item: Item, measures: Measures, board: Rows) -> Refusal | None:
    """Look at the figure: its own, of several scorers, or on a board."""
    scoring, figure = item.scoring, measures.figure
    figured = isinstance(scoring, Figured)
    if bool(board) is not (item.board is not None):
        return _refusal(item, "board-unwanted") if board else _refusal(item, "board-missing")
    if not figured or not item.scorers:
        if measures.scores:
            return _refusal(item, "scores-unwanted")
    else:
        if figure is not None:
            return _unlike(item, "figure", missing=False)
        if measures.scores:
            if sorted(who for who, _ in measures.scores) != sorted(item.scorers):
                return _refusal(item, "scores-missing")
            if any(score < 0 for _, score in measures.scores):
                return _refusal(item, "score-negative")
            figure = _weighed(item, measures)
        elif item.board is None:
            return _refusal(item, "scores-missing")
    if figure is None:
        return None if not figured or board else _unlike(item, "figure", missing=True)
    if not isinstance(scoring, Figured):
        return _unlike(item, "figure", missing=False)
    if figure < 0:
        return _refusal(item, "figure-negative", metric=scoring.metric)
    if item.board is not None and figure not in board:
        return _refusal(item, "figure-not-on-board", metric=scoring.metric)
    return None


def _shape_fault(item: Item, measures: Measures) -> Refusal | None:
    """Look at what the shapes without a figure need."""
    scoring = item.scoring
    least: Centipoints | None = None
    most: Centipoints | None = None
    match scoring:
        case Range():
            least, most = scoring.least, scoring.most
        case PerUnit():
            quantity = _some(measures.quantity)
            if quantity < 1:
                return _refusal(item, "quantity-too-small", quantity=quantity)
            if scoring.each * quantity > MOST:
                return _refusal(item, "quantity-too-large", quantity=quantity, most=MOST)
        case Level():
            named = any(row.key == measures.level for row in scoring.rows)
            if not named and all(issuer.name != measures.level for issuer in scoring.issuers):
                return _refusal(
                    item,
                    "level-unknown",
                    level=measures.level,
                    levels="、".join(row.name for row in scoring.rows),
                )
            if measures.department and not (named and scoring.department_lower):
                return _refusal(item, "department-unwanted")
            row = level_row(scoring, measures)
            if row is not None and row.most is not None:
                least, most = row.points, row.most
        case _:
            pass
    if measures.department and not isinstance(scoring, Level):
        return _refusal(item, "department-unwanted")
    if least is None or most is None:
        return None if measures.chosen is None else _unlike(item, "chosen", missing=False)
    if measures.chosen is None:
        return _unlike(item, "chosen", missing=True)
    if not least <= measures.chosen <= most:
        return _refusal(item, "chosen-out-of-range", chosen=measures.chosen, least=least, most=most)
    return None


def _circumstance_fault(item: Item, measures: Measures) -> Refusal | None:
    """Look at what stands beside the measure of the shape."""
    if (measures.finder is not None) is not bool(item.finder_factors):
        if measures.finder is None:
            return _refusal(item, "finder-missing")
        return _refusal(item, "finder-unwanted")
    if measures.reminded_on is not None and item.reminded_within is None:
        return _refusal(item, "reminder-unwanted")
    if bool(measures.village_item) is not (item.village_set is not None):
        if not measures.village_item:
            return _refusal(item, "village-item-missing")
        return _refusal(item, "village-item-unwanted")
    if measures.override is not None:
        if not item.overridable:
            return _refusal(item, "override-unwanted")
        if measures.override < 0:
            return _refusal(item, "override-negative")
    decided = measures.override is not None or (
        isinstance(item.scoring, Range) and item.scoring.decided
    )
    if bool(measures.decision) is not decided:
        if decided:
            return _refusal(item, "decision-missing")
        return _refusal(item, "decision-unwanted")
    return None


def _unlike(item: Item, field: str, *, missing: bool) -> Refusal:
    return _refusal(item, f"{field}-{'missing' if missing else 'unwanted'}")


def _refusal(item: Item, what: str, **values: object) -> Refusal:
    return Refusal(
        f"measures.{what}", article=item.article, item=item.code, title=item.title, **values
    )


# ------------------------------------------------------------------ what it is worth
def _absent(item: Item, scoring: Figured, board: Rows) -> Centipoints:
    """Return what somebody gets whom the board does not concern."""
    if item.board is None or item.board.absent is Absent.NOTHING:
        return ZERO
    readings = Readings(item.board, board)
    if not readings.figures:
        return ZERO
    total = sum(at(scoring, readings.read(figure)) for figure in readings.figures)
    return half_up(Fraction(total, len(readings.figures)))


def _weighed(item: Item, measures: Measures) -> Fraction:
    return sum((item.scorers[who] * score for who, score in measures.scores), Fraction(0))


def _by_tier(scoring: Tiers, figure: Fraction) -> Centipoints:
    """Find the first step, the most demanding first, that the figure reaches."""
    for step in scoring.steps:
        if figure == step.bound:
            if step.inside:
                return step.points
        elif (figure < step.bound) is scoring.at_most:
            return step.points
    return ZERO


def _on_line(scoring: Linear, figure: Fraction) -> Centipoints:
    """Read the line between two points, half up; outside them it is flat."""
    points = scoring.points
    for left, right in pairwise(points):
        if figure <= left.figure:
            return left.points
        if figure < right.figure:
            part = (figure - left.figure) / (right.figure - left.figure)
            return half_up(left.points + part * (right.points - left.points))
    return points[-1].points


def _by_threshold(scoring: Threshold, figure: Fraction) -> Centipoints:
    """Give full points at the target, more above it by one slope, less below it by another."""
    if scoring.zero_under is not None and figure < scoring.zero_under:
        return ZERO
    if figure >= scoring.target:
        return Centipoints(scoring.full + _slope(scoring.over, figure - scoring.target))
    if scoring.short is None:
        return ZERO
    return Centipoints(max(scoring.full - _slope(scoring.short, scoring.target - figure), 0))


def _slope(slope: Slope | None, distance: Fraction) -> int:
    if slope is None:
        return 0
    amount = _steps(distance, slope.step, started=slope.started) * slope.each
    return amount if slope.most is None else min(amount, slope.most)


def _steps(distance: Fraction, step: Fraction, *, started: bool) -> int:
    """Count the whole steps in a distance, or those begun; none where there is no distance."""
    if distance <= 0:
        return 0
    return int(-(-distance // step)) if started else int(distance // step)


def _some(value: Number | None) -> Number:
    """Return the value that `fault` has already seen to be there."""
    assert value is not None
    return value
