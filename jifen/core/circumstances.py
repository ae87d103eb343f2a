"""Circumstances of a fact (情形): what makes it weigh more, less or nothing. Types only.

All are local to one account. What each does, and in which order, is written in docs/scoring.md.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day of every year; 29 February is the 28th in a common year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPeriod:
    """重要时段: named days of the calendar, first and last day both inside.

    `yearly` spans may run over the new year (12-20 to 02-10).
    """

    code: str
    name: str
    dates: tuple[tuple[dt.date, dt.date], ...] = ()
    yearly: tuple[tuple[MonthDay, MonthDay], ...] = ()


class Finder(StrEnum):
    """Who found it (由谁发现)."""

    SUPERIOR = "superior"  # 上级发现
    TOWN = "town"  # 镇级发现
    PUBLIC = "public"  # 群众反映
    SELF = "self"  # 自查自报


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """适用对象: whoever fits every field that is not empty."""

    post_groups: frozenset[PostGroup] = frozenset()
    bodies: frozenset[Body] = frozenset()  # at least one post in one of them
    places: frozenset[str] = frozenset()  # "village", "community"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """再次发生: the n-th time weighs the n-th factor, the last one from there on.

    Counted by `happened_on` among this item and `together`: inside the cycle, or in the window of
    `days` or `months` up to and with the day it happened; a window looks back into earlier cycles.
    """

    factors: tuple[Fraction, ...]  # first, second, … time; 0 for "not counted"
    days: int | None = None
    months: int | None = None
    together: frozenset[str] = frozenset()  # other items counted as the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """持续未改: once more for every whole `days` or `months` that it goes on uncorrected.

    One of the two is set. `times`: at most so many in all, the first included.
    """

    days: int | None = None
    months: int | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """须有工作量: counts only with so many facts of `items` (empty: of the item itself)."""

    at_least: int
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zeroing:
    """该项不得分: from the `from_time`-th time in the cycle, these items add nothing."""

    items: frozenset[str]  # items that add
    from_time: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """整改返还: corrected within `within_days` (None: at any time), this share is given back.

    `gross`: the repair lowers the gross deductions too.
    """

    gives_back: Fraction  # more than 0, at most 1
    within_days: int | None = None
    gross: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidFrom:
    """An amount by shape from `points` upwards holds for `months`."""

    points: Centipoints
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """有效期: for how many months from the day it happened it counts. One of the three is set.

    A level or size that is not in its table never expires.
    """

    months: int | None = None
    by_level: Mapping[str, int] = field(default_factory=dict)  # level key → months
    by_size: tuple[ValidFrom, ...] = ()  # the largest first


class EffectKind(StrEnum):
    """What follows from a fact besides its points. Proposed by the system, decided by people."""

    GRADE_CAP = "grade_cap"  # 等次不得高于 (不得评优)
    GRADE = "grade"  # 直接确定等次
    TOTAL = "total"  # 一票否决: the result is at most `points`
    NO_AWARD = "no_award"  # 取消评先评优资格
    NO_BONUS = "no_bonus"  # 取消绩效奖金
    TALK = "talk"  # 约谈
    MONEY = "money"  # 按分或按次扣减（奖励）绩效


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """一项后果. Its kind says what is set: `grade`, `points`, or `fen` with `per_point`."""

    kind: EffectKind
    from_time: int = 1  # from the n-th time in the cycle
    grade: str = ""  # code of a band of the results
    points: Centipoints | None = None
    fen: int | None = None  # money, performance pay only: for each fact, or for each point of it
    per_point: bool = False
