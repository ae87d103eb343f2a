"""The ways of scoring (计分方式) as they are written: one table of keys, and a reading for each."""

import itertools
from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction

from jifen.core.facts import decimal
from jifen.core.points import Centipoints, display
from jifen.core.shapes import (
    Fixed,
    Level,
    Linear,
    LinearPoint,
    Period,
    PerUnit,
    Range,
    Rate,
    Scoring,
    Slope,
    Threshold,
    Tiers,
    TierStep,
)
from jifen.rulebook.fields import Fields, advice
from jifen.rulebook.keys import Keys
from jifen.rulebook.levels import level


class Shape(StrEnum):
    """The name a way of scoring goes by in the file and in the canonical bytes."""

    FIXED = "fixed"
    RANGE = "range"
    PER_UNIT = "per_unit"
    LEVEL = "level"
    TIERS = "tiers"
    RATE = "rate"
    LINEAR = "linear"
    THRESHOLD = "threshold"


KEYS: Mapping[Shape, Keys] = {
    Shape.FIXED: Keys(("points",)),
    Shape.RANGE: Keys(("least", "most"), ("decided",)),
    Shape.PER_UNIT: Keys(("each", "unit")),
    Shape.LEVEL: Keys((), ("table", "rows", "department_lower", "issuers")),
    Shape.TIERS: Keys(("metric",), ("at_least", "above", "at_most", "below", "cumulated")),
    Shape.RATE: Keys(("metric", "target", "step", "each", "most"), ("started",)),
    Shape.LINEAR: Keys(("metric", "points")),
    Shape.THRESHOLD: Keys(("metric", "target", "full"), ("short", "zero_under", "over")),
}
SLOPE = Keys(("step", "each"), ("most", "started"))
"""The keys of `short` and `over` in a threshold."""

OF: Mapping[type[Scoring], Shape] = {
    Fixed: Shape.FIXED,
    Range: Shape.RANGE,
    PerUnit: Shape.PER_UNIT,
    Level: Shape.LEVEL,
    Tiers: Shape.TIERS,
    Rate: Shape.RATE,
    Linear: Shape.LINEAR,
    Threshold: Shape.THRESHOLD,
}

STAND_IN = Fixed(points=Centipoints(100))
"""What an item scores by while the rest of a broken file is read."""

_EVERY = tuple(
    dict.fromkeys(key for keys in KEYS.values() for key in keys.required + keys.optional)
)
_SIDES = (("at_least", "above"), ("at_most", "below"))
_OWN = ("rows", "department_lower", "issuers")
"""What a level table writes itself: not beside `table`, but in the named one."""


def shape_of(scoring: Scoring) -> Shape:
    """Return the name of a scoring's shape."""
    return OF[type(scoring)]


def least_award(scoring: Scoring) -> Centipoints:
    """Return an amount, above nothing, that no smaller award of the shape can fall under."""
    match scoring:
        case Fixed():
            return scoring.points
        case Range():
            return scoring.least
        case PerUnit() | Rate():
            return scoring.each
        case Level():
            return min(row.points for row in scoring.rows)
        case Tiers():
            points = sorted(step.points for step in scoring.steps)
            grown = [Centipoints(high - low) for low, high in itertools.pairwise(points)]
            return min([points[0], *grown] if scoring.cumulated else points)
        case Linear():
            least = min(point.points for point in scoring.points)
            return least or Centipoints(1)
        case Threshold(short=None):
            return scoring.full
        case Threshold(short=Slope() as short):
            kept = 0 if short.most is None else scoring.full - short.most
            left = scoring.full % short.each or min(short.each, scoring.full)
            return Centipoints(kept if kept > 0 else left)
        case _:
            raise AssertionError(scoring)


def read(fields: Fields, tables: Mapping[str, Level], used: set[str]) -> Scoring | None:
    """Return the scoring written in `fields`, or None with the reason in the report.

    `tables` are the named level tables; the one that is referred to is added to `used`.
    """
    if not fields.has("kind"):
        return None
    kind = fields.choice("kind", Shape, Shape.FIXED)
    if not fields.sound("kind"):
        return None
    keys = KEYS[kind]
    known = keys.required + keys.optional
    for key in fields.rows:
        if key != "kind" and key not in keys.every:
            words = advice(key, known)
            fields.problem(
                "scoring.shape", key, key=key, kind=kind, known="、".join(known), **words
            )
    for key in keys.required:
        if not fields.has(key):
            fields.problem("key.missing", key, key=key)
    scoring = _level(fields, tables, used) if kind is Shape.LEVEL else _READ[kind](fields)
    return scoring if fields.sound(*known) else None


def fields_of(item: Fields) -> Fields:
    """Return an item's scoring table; which keys belong is checked once its kind is known."""
    return item.inner("scoring", required=("kind",), optional=_EVERY)


def _fixed(fields: Fields) -> Scoring:
    return Fixed(points=fields.award("points"))


def _range(fields: Fields) -> Scoring:
    least, most = fields.award("least"), fields.award("most")
    if fields.sound("least", "most") and fields.has("least") and least >= most:
        fields.problem("scoring.range", "most", least=display(least), most=display(most))
    return Range(least=least, most=most, decided=fields.boolean("decided", False))


def _per_unit(fields: Fields) -> Scoring:
    return PerUnit(each=fields.award("each"), unit=fields.text("unit"))


def _rate(fields: Fields) -> Scoring:
    slope = _slope(fields)
    return Rate(
        metric=fields.text("metric"),
        target=fields.number("target"),
        step=slope.step,
        each=slope.each,
        most=slope.most or Centipoints(0),
        started=slope.started,
    )


def _slope(fields: Fields) -> Slope:
    step, each, most = fields.number("step"), fields.award("each"), fields.award_or_none("most")
    if fields.sound("step") and step <= 0:
        fields.problem("figure.rate", "step", key="step")
    if fields.sound("each", "most") and most is not None and most < each:
        fields.problem("scoring.rate-most", "most", most=display(most), each=display(each))
    return Slope(step=step, each=each, most=most, started=fields.boolean("started", False))


def _tiers(fields: Fields) -> Scoring | None:
    sides = [side for side in _SIDES if any(fields.has(key) for key in side)]
    if len(sides) != 1:
        fields.problem("scoring.tier-sides", "at_most")
        return None
    (side,) = sides
    at_most = side == _SIDES[1]
    steps: list[tuple[TierStep, str, Fields]] = []
    for key in side:
        for text, bound, written in fields.bounds(key):
            step = TierStep(bound=bound, points=written.award(text), inside=key == side[0])
            steps.append((step, text, written))
    if not steps or not fields.sound(*side):
        return None
    # The most demanding first: from the far end, and at one bound the open step before the closed.
    steps.sort(key=lambda row: (row[0].bound if at_most else -row[0].bound, row[0].inside))
    for (far, far_text, written), (near, near_text, _) in itertools.pairwise(steps):
        if far.points <= near.points:
            written.problem(
                "scoring.tier-order",
                far_text,
                far=far_text,
                far_points=display(far.points),
                near=near_text,
                near_points=display(near.points),
            )
            return None
    return Tiers(
        metric=fields.text("metric"),
        at_most=at_most,
        steps=tuple(step for step, _, _ in steps),
        cumulated=fields.choice("cumulated", Period, Period.CYCLE)
        if fields.has("cumulated")
        else None,
    )


def _linear(fields: Fields) -> Scoring | None:
    points: dict[Fraction, Centipoints] = {}
    for text, figure, written in fields.bounds("points"):
        points[figure] = written.amount(text) or Centipoints(0)
    if not fields.sound("points"):
        return None
    if len(set(points.values())) < 2:
        fields.problem("scoring.linear", "points")
        return None
    ascending = tuple(LinearPoint(figure=at, points=points[at]) for at in sorted(points))
    return Linear(metric=fields.text("metric"), points=ascending)


def _threshold(fields: Fields) -> Scoring:
    target, full = fields.number("target"), fields.award("full")
    slopes: dict[str, Slope | None] = {"short": None, "over": None}
    for key in slopes:
        if (written := fields.part(key, SLOPE)) is not None:
            slopes[key] = _slope(written)
            if not written.sound(*SLOPE.every):
                fields.distrust(key)
    zero_under = fields.number("zero_under") if fields.has("zero_under") else None
    if zero_under is not None and fields.sound("zero_under", "target"):
        if not fields.has("short"):
            fields.problem("scoring.cliff-alone", "zero_under")
        elif zero_under >= target:
            fields.problem(
                "scoring.cliff",
                "zero_under",
                zero_under=decimal(zero_under),
                target=decimal(target),
            )
    return Threshold(
        metric=fields.text("metric"),
        target=target,
        full=full,
        short=slopes["short"],
        zero_under=zero_under,
        over=slopes["over"],
    )


def _level(fields: Fields, tables: Mapping[str, Level], used: set[str]) -> Scoring | None:
    if fields.has("table") == fields.has("rows"):
        fields.problem("scoring.level-source", "table")
        return None
    if fields.has("rows"):
        return level(fields)
    name = fields.code("table")
    for key in _OWN:
        if fields.has(key):
            fields.problem(
                "scoring.shape",
                key,
                key=key,
                kind="level + table",
                known="table",
                advice_zh="写在“level_tables”里",
                advice_en="write it in “level_tables”",
            )
    if not fields.sound("table") or not fields.refers("table", name, "level_tables", tables):
        return None
    used.add(name)
    return tables[name]


_READ: Mapping[Shape, Callable[[Fields], Scoring | None]] = {
    Shape.FIXED: _fixed,
    Shape.RANGE: _range,
    Shape.PER_UNIT: _per_unit,
    Shape.TIERS: _tiers,
    Shape.RATE: _rate,
    Shape.LINEAR: _linear,
    Shape.THRESHOLD: _threshold,
}
