"""The ways of scoring one fact (计分方式): a closed set of shapes. All amounts are magnitudes.

What each comes to is written in docs/scoring.md, "Amount by shape".
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jifen.core.points import Centipoints


class Period(StrEnum):
    """A part of a cycle, counted from its first day: one, three or six months, or the whole."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """每次固定分值."""

    points: Centipoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """裁量区间: a chosen figure from `least` to `most`, with a written reason.

    `decided`: 一事一议, the figure is the leading group's, and its decision is named on the fact.
    """

    least: Centipoints
    most: Centipoints
    decided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PerUnit:
    """按单位计: `each` for every whole unit."""

    each: Centipoints
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One level: its key, its name on paper, its points; from `points` to `most` where a range."""

    key: str
    name: str
    points: Centipoints
    most: Centipoints | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who counts as which level (发文单位): its name as it is entered."""

    name: str
    level: str
    department: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """级别表: points by the level of whoever issued it, or by the severity (情节) of what happened.

    `department_lower`: a department's paper counts as the next level down; below the lowest level
    it earns nothing, and the trace says so.
    """

    rows: tuple[LevelRow, ...]  # highest first
    department_lower: bool = False
    issuers: tuple[Issuer, ...] = ()
    table: str = ""  # the named table it came from; "" where it stands in the item


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStep:
    """From (or up to) `bound` these points; the bound itself belongs to it where `inside`."""

    bound: Fraction
    points: Centipoints
    inside: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """分档: the best step that the measured figure reaches; none reached, nothing earned.

    `at_most` is false where larger is further, true for places and ranks. `cumulated`: the figures
    of one period are added up, and each fact gets what it adds to the tier reached (累计分档).
    """

    metric: str
    at_most: bool
    steps: tuple[TierStep, ...]  # the most demanding first
    cumulated: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """未达目标: `each` for every `step` by which the figure misses `target`, up to `most`.

    Whole steps count; where `started`, a step begun counts as one (不足一步按一步计).
    """

    metric: str
    target: Fraction
    step: Fraction
    each: Centipoints
    most: Centipoints
    started: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearPoint:
    """At this figure exactly these points."""

    figure: Fraction
    points: Centipoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """分段线性: on the straight line between two points; outside the first and last, flat."""

    metric: str
    points: tuple[LinearPoint, ...]  # at least two, figures ascending


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """`each` for every `step`, up to `most` where it is set; whole steps, or `started` ones."""

    step: Fraction
    each: Centipoints
    most: Centipoints | None = None
    started: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """达标计分: `full` at the target; less below it by `short`, more above it by `over`.

    A figure under `zero_under` gives nothing at all. Without `short` anything below the target
    gives nothing; without `over` nothing is added above it. Never less than nothing.
    """

    metric: str
    target: Fraction
    full: Centipoints
    short: Slope | None = None
    zero_under: Fraction | None = None
    over: Slope | None = None


Scoring = Fixed | Range | PerUnit | Level | Tiers | Rate | Linear | Threshold
Figured = Tiers | Rate | Linear | Threshold
"""The shapes that read a measured figure: those that a board may feed."""


class BoardBy(StrEnum):
    """What of a group's measurements the shape reads in place of the figure itself."""

    FIGURE = "figure"  # the figure as it stands
    PLACE = "place"  # 名次: 1, 2, 2, 4 from the best
    PLACE_FROM_BOTTOM = "place_from_bottom"  # 倒数名次
    PERCENT_OF_BEST = "percent_of_best"  # 与最优之比（%）
    PERCENT_OF_MEAN = "percent_of_mean"  # 与平均之比（%）
    OVER_MEAN = "over_mean"  # 高于平均: figure − mean, so that more is better


class Better(StrEnum):
    """Which figure of a board is the better one."""

    MORE = "more"
    LESS = "less"


class Absent(StrEnum):
    """What somebody gets whom the board does not concern (不涉及)."""

    NOTHING = "nothing"
    MEAN = "mean"  # the mean of the points of those whom it concerns


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """评比榜: the item is measured for a whole group at once, one figure for each."""

    by: BoardBy
    better: Better = Better.MORE
    absent: Absent = Absent.NOTHING
