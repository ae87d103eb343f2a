"""Results rules (考核结果办法): from points and votes to grades, prizes and money. Types only.

Computed by `jifen.core.results` at a checkpoint, over everybody at once; written in
docs/results.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.shapes import Period


class Combine(StrEnum):
    """How sub-cycles make the cycle."""

    SUM = "sum"
    MEAN = "mean"
    WEIGHTS = "weights"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubCycles:
    """分期计分: each part is `base` + its facts' lines, not under `floor`; then combined."""

    period: Period  # not CYCLE
    base: Centipoints
    combine: Combine
    weights: tuple[Fraction, ...] = ()  # for WEIGHTS: one for each part, together 1
    floor: Centipoints | None = None


class SourceKind(StrEnum):
    """Where a part of the result comes from."""

    POINTS = "points"  # the net, or the combined sub-cycles
    VOTE = "vote"  # 民主评议、领导评议
    SCORE = "score"  # a score from outside: 满意度、上级考核
    VILLAGE = "village"  # the result of the village they serve in


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """测评: ballots counted by category of voter. Counts only, never who voted how."""

    voters: Mapping[str, Fraction]  # category → weight, together 1
    options: Mapping[str, Centipoints]  # answer → what it is worth
    turnout: Fraction = Fraction(0)  # least share of ballots given out that came back


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One part of the result: `weight` × its value, converted from `out_of` to a hundred if set."""

    code: str
    name: str
    kind: SourceKind
    weight: Fraction
    out_of: Centipoints | None = None
    vote: Vote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """等次. `least` is None for the lowest, which takes everybody else."""

    code: str
    name: str
    least: Centipoints | None = None
    inside: bool = True  # a result equal to `least` belongs to the band


class Rounding(StrEnum):
    """How a ratio of people becomes a number of people."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


class Among(StrEnum):
    """Among whom a quota or a prize counts."""

    TOWN = "town"
    POST_GROUP = "post_group"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """等次名额: at most `ratio` of those ranked get the grade, and only from `floor` upwards.

    `by_unit_grade`: the ratio follows the grade of their unit; a grade not named keeps `ratio`.
    """

    grade: str
    ratio: Fraction
    rounding: Rounding = Rounding.DOWN
    floor: Centipoints | None = None
    among: Among = Among.TOWN
    by_unit_grade: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prize:
    """名次奖: the first `places` who also have at least `least`."""

    code: str
    name: str
    places: int  # up to and with this place, counted from the prize before it
    least: Centipoints
    fen: int | None = None  # for each
    among: Among = Among.TOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """累进: every whole point above `over` (to the next bracket) is worth `fen`."""

    over: Centipoints
    fen: int


class Unit(StrEnum):
    """The smallest sum that is paid out."""

    FEN = "fen"
    YUAN = "yuan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """绩效奖金: a pool split by result × post coefficient × months served.

    `fen`: its size, or None where it is named at the close. `brackets`: what the result is worth
    in money stands in its place. Largest remainder in `unit`; nobody gets more than `share_max`
    of the pool. With `ratio` only the first of the ranking share in it (按比例), rounded down.
    """

    fen: int | None = None
    coefficients: Mapping[PostGroup, Fraction] = field(default_factory=dict)  # not named: 1
    by_months: bool = True
    brackets: tuple[Bracket, ...] = ()  # ascending; empty: the result itself
    ratio: Fraction | None = None  # how many of those ranked; None: everybody
    least: Centipoints | None = None  # no share under this result
    share_max: Fraction | None = None
    unit: Unit = Unit.FEN


class StreakOf(StrEnum):
    """What is counted from cycle to cycle."""

    GRADE = "grade"
    LOWEST = "lowest"  # inside the low line of the ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """连续: so many cycles running, and what is proposed then."""

    code: str
    of: StreakOf
    times: int
    grade: str = ""  # for GRADE
    measure: str  # what is proposed, in words


class Use(StrEnum):
    """What a shortlist is for."""

    HONOUR = "honour"  # 评优评先
    DEVELOPMENT = "development"  # 干部培养、发展


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """推荐名单: who may be chosen, by conditions that must all hold; people choose, or do not.

    What is not set is not asked. `no_talk_months` and `no_grave_months`: the months in which a held
    warning talk, or a grave deduction, keeps somebody off (影响期).
    """

    code: str
    name: str
    use: Use
    grades: tuple[str, ...] = ()  # one of them, as decided
    streak: str = ""  # reached in this cycle
    places: int | None = None  # up to and with this place
    least: Centipoints | None = None
    months: int = 0  # served in this cycle
    no_case: bool = True  # no open warning case
    no_talk_months: int = 0
    no_grave_months: int = 0


class CarryOf(StrEnum):
    """What of a cycle is carried into the next."""

    OVER_BASE = "over_base"  # net − base
    ADDED = "added"
    DEDUCTED = "deducted"  # carried as a deduction


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryIn:
    """结转: `share` of it, half up; at most `most` either way."""

    of: CarryOf
    share: Fraction
    most: Centipoints | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsRule:
    """考核结果: nothing set means that the result is the net, and people give no grades by it."""

    sub_cycles: SubCycles | None = None
    sources: tuple[Source, ...] = ()
    village_max: Fraction | None = None  # a result is at most this share of the village's
    bands: tuple[Band, ...] = ()  # highest first
    bands_of: Mapping[PostGroup, tuple[Band, ...]] = field(default_factory=dict)  # 分类设线
    quotas: tuple[Quota, ...] = ()
    prizes: tuple[Prize, ...] = ()
    pool: Pool | None = None
    streaks: tuple[Streak, ...] = ()
    shortlists: tuple[Shortlist, ...] = ()
    carry_in: CarryIn | None = None
