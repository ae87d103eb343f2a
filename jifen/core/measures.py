"""Measures against shapes: whether what was measured fits an item, and what it is worth by itself.

The first step of scoring (docs/scoring.md, "Amount by shape"). Shares and limits come after it.
"""

from fractions import Fraction
from typing import TypeVar

from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import MOST, ZERO, Centipoints
from jifen.core.rules import Item
from jifen.core.shapes import Fixed, Level, PerUnit, Range, Rate, Scoring, Tiers

Number = TypeVar("Number", int, Centipoints, Fraction)

_NEEDS: dict[type, str] = {
    Fixed: "",
    Range: "chosen",
    PerUnit: "quantity",
    Level: "level",
    Tiers: "figure",
    Rate: "figure",
}
"""The one measure each shape needs. `department` may stand beside `level` where the table asks."""


def check(item: Item, measures: Measures) -> None:
    """Refuse measures that are not exactly what the item's shape needs.

    Raises:
        Refusal: "measures.FIELD-missing" and "measures.FIELD-unwanted" (FIELD: quantity, chosen,
            level, figure), "measures.department-unwanted", "measures.quantity-too-small",
            "measures.quantity-too-large", "measures.chosen-out-of-range",
            "measures.level-unknown" or "measures.figure-negative"; each with `item`, `title` and
            the figures that the sentence needs.
    """
    refusal = fault(item, measures)
    if refusal is not None:
        raise refusal


def fault(item: Item, measures: Measures) -> Refusal | None:
    """Return what `check` would refuse, or None where the measures fit."""
    scoring = item.scoring
    needed = _NEEDS[type(scoring)]
    given = {
        "quantity": measures.quantity is not None,
        "chosen": measures.chosen is not None,
        "level": bool(measures.level),
        "figure": measures.figure is not None,
    }
    for name, is_given in given.items():
        if is_given != (name == needed):
            return _refusal(item, f"{name}-{'unwanted' if is_given else 'missing'}")
    if measures.department and not (isinstance(scoring, Level) and scoring.department_lower):
        return _refusal(item, "department-unwanted")

    match scoring:
        case Range() if not scoring.least <= _some(measures.chosen) <= scoring.most:
            return _refusal(
                item,
                "chosen-out-of-range",
                chosen=measures.chosen,
                least=scoring.least,
                most=scoring.most,
            )
        case PerUnit() if _some(measures.quantity) < 1:
            return _refusal(item, "quantity-too-small", quantity=measures.quantity)
        case PerUnit() if scoring.each * _some(measures.quantity) > MOST:
            return _refusal(item, "quantity-too-large", quantity=measures.quantity, most=MOST)
        case Level() if measures.level not in {row.key for row in scoring.rows}:
            return _refusal(
                item,
                "level-unknown",
                level=measures.level,
                levels="、".join(row.name for row in scoring.rows),
            )
        case Tiers() | Rate() if _some(measures.figure) < 0:
            return _refusal(item, "figure-negative", figure=measures.figure, metric=scoring.metric)
        case _:
            return None


def worth(scoring: Scoring, measures: Measures) -> Centipoints:
    """Return the amount by shape, a magnitude in hundredths; the measures have passed `check`."""
    match scoring:
        case Fixed():
            return scoring.points
        case Range():
            return Centipoints(_some(measures.chosen))
        case PerUnit():
            return Centipoints(scoring.each * _some(measures.quantity))
        case Level():
            return _by_level(scoring, measures)
        case Tiers():
            return _by_tier(scoring, _some(measures.figure))
        case Rate():
            return _by_rate(scoring, _some(measures.figure))


def _by_level(scoring: Level, measures: Measures) -> Centipoints:
    """Read the table; a department's paper counts one row lower, below the last row nothing."""
    row = next(n for n, row in enumerate(scoring.rows) if row.key == measures.level)
    if measures.department and scoring.department_lower:
        row += 1
    return scoring.rows[row].points if row < len(scoring.rows) else ZERO


def _by_tier(scoring: Tiers, figure: Fraction | int) -> Centipoints:
    """Find the first step, the most demanding first, that the figure reaches; bounds are inside."""
    for step in scoring.steps:
        if figure <= step.bound if scoring.at_most else figure >= step.bound:
            return step.points
    return ZERO


def _by_rate(scoring: Rate, figure: Fraction | int) -> Centipoints:
    """Count whole steps short of the target, each worth the same, up to the most."""
    short = (scoring.target - figure) // scoring.step
    return Centipoints(min(short * scoring.each, scoring.most)) if short > 0 else ZERO


def _some(value: Number | None) -> Number:
    """Return the value that `fault` has already seen to be there."""
    assert value is not None
    return value


def _refusal(item: Item, what: str, **values: object) -> Refusal:
    return Refusal(
        f"measures.{what}", article=item.article, item=item.code, title=item.title, **values
    )
