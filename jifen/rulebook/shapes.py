"""The ways of scoring (计分方式) as they are written: one table of keys, and a reading for each."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jifen.core.points import Centipoints, display
from jifen.core.shapes import Fixed, Level, LevelRow, PerUnit, Range, Rate, Scoring, Tiers, TierStep
from jifen.rulebook.fields import Fields, advice, number
from jifen.rulebook.nodes import Listing, Table


class Shape(StrEnum):
    """The name a way of scoring goes by in the file and in the canonical bytes."""

    FIXED = "fixed"
    RANGE = "range"
    PER_UNIT = "per_unit"
    LEVEL = "level"
    TIERS = "tiers"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one shape besides `kind`."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


KEYS: Mapping[Shape, Keys] = {
    Shape.FIXED: Keys(("points",)),
    Shape.RANGE: Keys(("least", "most")),
    Shape.PER_UNIT: Keys(("each", "unit")),
    Shape.LEVEL: Keys((), ("table", "rows", "department_lower")),
    Shape.TIERS: Keys(("metric",), ("at_least", "at_most")),
    Shape.RATE: Keys(("metric", "target", "step", "each", "most")),
}

OF: Mapping[type[Scoring], Shape] = {
    Fixed: Shape.FIXED,
    Range: Shape.RANGE,
    PerUnit: Shape.PER_UNIT,
    Level: Shape.LEVEL,
    Tiers: Shape.TIERS,
    Rate: Shape.RATE,
}

STAND_IN = Fixed(points=Centipoints(100))
"""What an item scores by while the rest of a broken file is read."""

_EVERY = tuple(
    dict.fromkeys(key for keys in KEYS.values() for key in keys.required + keys.optional)
)


def shape_of(scoring: Scoring) -> Shape:
    """Return the name of a scoring's shape."""
    return OF[type(scoring)]


def least_award(scoring: Scoring) -> Centipoints:
    """Return the smallest amount, above nothing, that one fact can earn."""
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
            return min(step.points for step in scoring.steps)


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
    for key in list(fields.rows):
        if key != "kind" and key not in known:
            fields.problem(
                "scoring.shape",
                key,
                key=key,
                kind=kind,
                known="、".join(known),
                **advice(key, known),
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
    return Range(least=least, most=most)


def _per_unit(fields: Fields) -> Scoring:
    return PerUnit(each=fields.award("each"), unit=fields.text("unit"))


def _rate(fields: Fields) -> Scoring:
    step, each, most = fields.number("step"), fields.award("each"), fields.award("most")
    if fields.sound("step") and step <= 0:
        fields.problem("figure.rate", "step", key="step")
    if fields.sound("each", "most") and most < each:
        fields.problem("scoring.rate-most", "most", most=display(most), each=display(each))
    return Rate(
        metric=fields.text("metric"),
        target=fields.number("target"),
        step=step,
        each=each,
        most=most,
    )


def _tiers(fields: Fields) -> Scoring | None:
    if fields.has("at_least") == fields.has("at_most"):
        fields.problem("scoring.tier-sides", "at_most")
        return None
    key = "at_most" if fields.has("at_most") else "at_least"
    written = fields.inner(key)
    steps: dict[Fraction, tuple[str, Centipoints]] = {}
    for text, (name, _) in written.rows.items():
        if not name.quoted:
            written.problem("figure.unquoted", text, value=text)
            continue
        try:
            bound = number(text)
        except ValueError:
            written.problem("figure.number", text, value=text)
            continue
        if bound in steps:
            written.problem("scoring.tier-overlap", text, value=text)
        steps[bound] = (text, written.award(text))
    if not written.rows and isinstance(fields.rows[key][1], Table):
        fields.problem("value.nothing", key, key=key)
    if not steps or not written.sound(*written.rows):
        return None
    order = sorted(steps, reverse=key == "at_least")  # the most demanding first
    for far, near in itertools.pairwise(order):
        (far_text, far_points), (near_text, near_points) = steps[far], steps[near]
        if far_points <= near_points:
            written.problem(
                "scoring.tier-order",
                far_text,
                far=far_text,
                far_points=display(far_points),
                near=near_text,
                near_points=display(near_points),
            )
            return None
    return Tiers(
        metric=fields.text("metric"),
        at_most=key == "at_most",
        steps=tuple(TierStep(bound=bound, points=steps[bound][1]) for bound in order),
    )


def _level(fields: Fields, tables: Mapping[str, Level], used: set[str]) -> Scoring | None:
    if fields.has("table") == fields.has("rows"):
        fields.problem("scoring.level-source", "table")
        return None
    if fields.has("rows"):
        return level(fields)
    name = fields.code("table")
    if fields.has("department_lower"):
        known = "table"
        fields.problem(
            "scoring.shape",
            "department_lower",
            key="department_lower",
            kind="level + table",
            known=known,
            advice_zh="写在“level_tables”里",
            advice_en="write it in “level_tables”",
        )
    if not fields.sound("table") or not fields.refers("table", name, "level_tables", tables):
        return None
    used.add(name)
    return tables[name]


def level(fields: Fields, name: str = "") -> Level | None:
    """Return the level table written in `fields` (keys `rows` and `department_lower`)."""
    lower = fields.boolean("department_lower", False)
    if "rows" not in fields.rows:
        return None
    node = fields.rows["rows"][1]
    if not isinstance(node, Listing):
        fields.problem("value.not-list", "rows", found_zh="别的内容", found_en="something else")
        return None
    if not node.entries:
        fields.problem("value.nothing", "rows", key="rows")
        return None
    rows: list[LevelRow] = []
    broken = False
    for place, entry in enumerate(node.entries, start=1):
        required = ("key", "name", "points")
        row = Fields(fields.report, entry, f"{fields.at('rows')}[{place}]", required=required)
        read_row = LevelRow(key=row.code("key"), name=row.text("name"), points=row.award("points"))
        if not row.sound(*required):
            broken = True
        elif any(earlier.key == read_row.key for earlier in rows):
            row.problem("scoring.level-key", "key", value=read_row.key)
            broken = True
        elif rows and rows[-1].points < read_row.points:
            row.problem(
                "scoring.level-order",
                "points",
                lower=read_row.name,
                lower_points=display(read_row.points),
                higher=rows[-1].name,
                higher_points=display(rows[-1].points),
            )
            broken = True
        else:
            rows.append(read_row)
    if not broken and lower and len(rows) == 1:
        fields.problem("scoring.level-department", "department_lower")
        broken = True
    return None if broken else Level(rows=tuple(rows), department_lower=lower, table=name)


_READ: Mapping[Shape, Callable[[Fields], Scoring | None]] = {
    Shape.FIXED: _fixed,
    Shape.RANGE: _range,
    Shape.PER_UNIT: _per_unit,
    Shape.TIERS: _tiers,
    Shape.RATE: _rate,
}
