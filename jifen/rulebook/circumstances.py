"""Circumstances (情形) of an item as they are written, and what contradicts what among them."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from jifen.core.circumstances import (
    CalendarPeriod,
    Effect,
    EffectKind,
    Finder,
    MonthDay,
    Needs,
    Population,
    Recurring,
    Repair,
    Repeat,
    ValidFrom,
    Validity,
    Zeroing,
)
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Direction, Item, Subject
from jifen.core.shapes import Absent, Better, Board, BoardBy, Figured, Level, Scoring, Tiers
from jifen.rulebook.fields import Fields
from jifen.rulebook.keys import (
    BOARD,
    EFFECT,
    FINDER_FACTORS,
    NEEDS,
    POPULATION,
    RECURRING,
    REPAIR,
    REPEAT,
    VALIDITY,
    ZEROING,
)
from jifen.rulebook.weights import factors, ordered

D = TypeVar("D", dt.date, MonthDay)

PLACES = ("village", "community")
MOST_TIMES = 100
MOST_MONTHS = 600
MOST_DAYS = 3660

_SPAN = re.compile(r"([^/]+)(?:/([^/]+))?")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEAP = 2024
_ONLY_DEDUCTIONS = ("freezes", "repair", "reminded_within")
_TAKES = {
    EffectKind.GRADE_CAP: ("grade",),
    EffectKind.GRADE: ("grade",),
    EffectKind.TOTAL: ("points",),
    EffectKind.MONEY: ("yuan",),
}
"""What an effect must say besides its kind."""


# ------------------------------------------------------------------ calendar periods
def calendar_period(code: str, fields: Fields) -> CalendarPeriod:
    """Return one row of `periods`."""
    dates = [_span(fields, "dates", text, _date) for text in fields.texts("dates")]
    yearly = [_span(fields, "every_year", text, _month_day) for text in fields.texts("every_year")]
    if not dates and not yearly and fields.sound("dates", "every_year"):
        fields.problem("period.days", "dates")
    for span in dates:
        if span is not None and span[0] > span[1]:
            fields.problem("period.order", "dates", first=span[0], last=span[1])
    return CalendarPeriod(
        code=code,
        name=fields.text("name"),
        dates=tuple(span for span in dates if span is not None),
        yearly=tuple(span for span in yearly if span is not None),
    )


def _date(text: str) -> dt.date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _month_day(text: str) -> MonthDay:
    found = _MONTH_DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    day = dt.date(_LEAP, int(found[1]), int(found[2]))
    return MonthDay(day.month, day.day)


def _span(fields: Fields, key: str, text: str, read: Callable[[str], D]) -> tuple[D, D] | None:
    """Read "first/last", or one day."""
    found = _SPAN.fullmatch(text)
    try:
        if not found:
            raise ValueError(text)
        return read(found[1]), read(found[2] or found[1])
    except ValueError:
        fields.problem("value.span", key, value=text)
        return None


# ------------------------------------------------------------------ of one item
def board(item: Fields, scoring: Scoring | None) -> Board | None:
    """Return how the item is measured for a whole group."""
    fields = item.part("board", BOARD)
    if fields is None:
        return None
    if scoring is not None and not isinstance(scoring, Figured):
        item.problem("item.board", "board", key="board")
    if isinstance(scoring, Tiers) and scoring.cumulated:
        item.problem("item.board-cumulated", "board")
    return Board(
        by=fields.choice("by", BoardBy, BoardBy.FIGURE),
        better=fields.choice("better", Better, Better.MORE),
        absent=fields.choice("absent", Absent, Absent.NOTHING),
    )


def population(parent: Fields, key: str) -> Population | None:
    """Return who is meant: post groups, bodies, kinds of place."""
    fields = parent.part(key, POPULATION)
    if fields is None:
        return None
    places = fields.texts("places")
    for place in places:
        fields.among("places", place, PLACES)
    found = Population(
        post_groups=frozenset(fields.choices("post_groups", PostGroup)),
        bodies=frozenset(fields.choices("bodies", Body)),
        places=frozenset(places),
    )
    for name in fields.rows:
        if fields.sound(name) and not getattr(found, name):
            fields.problem("value.nothing", name, key=name)
    return found


def repeat(item: Fields) -> Repeat | None:
    """Return what the second time weighs."""
    fields = item.part("repeat", REPEAT)
    if fields is None:
        return None
    written = fields.factors("factors")
    if fields.sound("factors") and (len(written) < 2 or set(written) == {1}):
        fields.problem("repeat.factors", "factors")
    if fields.has("days") and fields.has("months"):
        fields.problem("repeat.window", "months")
    return Repeat(
        factors=written or (Fraction(1),),
        days=fields.whole_or_none("days", least=1, most=MOST_DAYS),
        months=fields.whole_or_none("months", least=1, most=MOST_MONTHS),
        together=frozenset(fields.texts("together")),
    )


def period_factors(item: Fields, periods: Mapping[str, object]) -> Mapping[str, Fraction]:
    """Return the factor of each calendar period."""
    found = factors(item, "period_factors")
    inner = item.inner("period_factors")
    for code in found:
        inner.refers(code, code, "periods", periods)
    return found


def finder_factors(item: Fields) -> Mapping[Finder, Fraction]:
    """Return the factor of each finder."""
    return ordered(factors(item, "finder_factors", FINDER_FACTORS), Finder)


def recurring(item: Fields) -> Recurring | None:
    """Return how often a state that goes on counts again."""
    fields = item.part("recurring", RECURRING)
    if fields is None:
        return None
    if fields.has("days") == fields.has("months"):
        item.problem("recurring.period", "recurring")
    return Recurring(
        days=fields.whole_or_none("days", least=1, most=MOST_DAYS),
        months=fields.whole_or_none("months", least=1, most=MOST_MONTHS),
        times=fields.whole_or_none("times", least=2, most=MOST_TIMES),
    )


def needs(item: Fields) -> Needs | None:
    """Return how much activity an item needs."""
    fields = item.part("needs", NEEDS)
    if fields is None:
        return None
    return Needs(
        at_least=fields.whole("at_least", 2, least=1, most=MOST_TIMES),
        items=frozenset(fields.texts("items")),
    )


def zeroing(item: Fields) -> Zeroing | None:
    """Return what the item takes away."""
    fields = item.part("zeroing", ZEROING)
    if fields is None:
        return None
    items = fields.texts("items")
    if fields.has("items") and not items and fields.sound("items"):
        fields.problem("value.nothing", "items", key="items")
    times = fields.whole("from_time", 1, least=1, most=MOST_TIMES)
    return Zeroing(items=frozenset(items), from_time=times)


def repair(item: Fields) -> Repair | None:
    """Return what a correction gives back."""
    fields = item.part("repair", REPAIR)
    if fields is None:
        return None
    return Repair(
        gives_back=fields.share("gives_back"),
        within_days=fields.whole_or_none("within_days", least=1, most=MOST_DAYS),
        gross=fields.boolean("gross", False),
    )


def validity(item: Fields, scoring: Scoring | None) -> Validity | None:
    """Return how long a fact counts."""
    fields = item.part("validity", VALIDITY)
    if fields is None:
        return None
    if len(fields.rows) != 1:
        item.problem("validity.one", "validity")
    by_level = {}
    if (levels := fields.part("by_level")) is not None:
        known = [row.key for row in scoring.rows] if isinstance(scoring, Level) else []
        if scoring is not None and not known:
            item.problem("validity.level", "validity")
        for code in levels.rows:
            if known and code not in known:
                levels.refers(code, code, "rows", known)
            by_level[code] = levels.whole(code, 1, least=1, most=MOST_MONTHS)
    return Validity(
        months=fields.whole_or_none("months", least=1, most=MOST_MONTHS),
        by_level=by_level,
        by_size=_by_size(fields),
    )


def _by_size(fields: Fields) -> tuple[ValidFrom, ...]:
    sizes = [
        ValidFrom(points=size, months=written.whole(text, 1, least=1, most=MOST_MONTHS))
        for text, size, written in fields.amounts("by_size")
    ]
    return tuple(sorted(sizes, key=lambda row: -row.points))


def effects(item: Fields, grades: Sequence[str]) -> tuple[Effect, ...]:
    """Return what follows besides points. `grades` are the bands, highest first."""
    return tuple(_effect(fields, grades) for fields in item.entries("effects", EFFECT))


def _effect(fields: Fields, grades: Sequence[str]) -> Effect:
    kind = fields.choice("kind", EffectKind, EffectKind.TALK)
    takes = _TAKES.get(kind, ())
    if fields.has("kind") and fields.sound("kind"):
        for key in takes:
            if not fields.has(key):
                fields.problem("effect.missing", "kind", key=key, kind=kind)
        for key in fields.rows:
            extra = key == "per_point" and kind is EffectKind.MONEY
            if key not in ("kind", "from_time", *takes) and not extra:
                fields.problem("effect.key", key, key=key, kind=kind)
    grade = fields.code("grade")
    if "grade" in takes and fields.has("grade") and fields.sound("grade"):
        fields.refers("grade", grade, "results.bands", grades)
        if kind is EffectKind.GRADE_CAP and grades and grade == grades[0]:
            fields.problem("effect.cap-highest", "grade", value=grade)
    return Effect(
        kind=kind,
        from_time=fields.whole("from_time", 1, least=1, most=MOST_TIMES),
        grade=grade,
        points=fields.amount("points"),
        fen=fields.yuan("yuan"),
        per_point=fields.boolean("per_point", False),
    )


# ------------------------------------------------------------------ among items
def check(item: Item, fields: Fields, items: Mapping[str, Item]) -> None:
    """Report what contradicts the item's direction, or another item."""
    if item.direction is Direction.ADD:
        for key in _ONLY_DEDUCTIONS:
            if getattr(item, key):
                fields.problem("item.only-deductions", key, key=key)
    if item.repeat is not None:
        inner = fields.inner("repeat")
        for code in sorted(item.repeat.together):
            if inner.refers("together", code, "items", items) and code == item.code:
                inner.problem("value.repeated", "together", value=code)
    if item.zeroing is not None:
        _check_zeroing(item, item.zeroing, fields.inner("zeroing"), items)
    if item.needs is not None:
        _check_needs(item, item.needs, fields.inner("needs"), items)


def _check_zeroing(item: Item, zeroing: Zeroing, inner: Fields, items: Mapping[str, Item]) -> None:
    for code in sorted(zeroing.items):
        if not inner.refers("items", code, "items", items):
            continue
        if code == item.code:
            inner.problem("zeroing.itself", "items", value=code)
        elif items[code].direction is Direction.DEDUCT:
            inner.problem("zeroing.deduction", "items", value=code)


def _check_needs(item: Item, needs: Needs, inner: Fields, items: Mapping[str, Item]) -> None:
    codes = sorted(needs.items) or [item.code]
    known = [code for code in codes if inner.refers("items", code, "items", items)]
    if known != codes:
        return
    if needs.at_least == 1 and item.code in codes:
        inner.problem("needs.always", "at_least", value=item.code)
    needed = [items[code] for code in codes]
    borne = [other for other in needed if _together(item, other)]
    most = [other.village_set for other in borne]
    if not borne:
        inner.problem("needs.never", "at_least", at_least=needs.at_least, most=0)
    elif all(most) and sum(times or 0 for times in most) < needs.at_least:
        total = sum(times or 0 for times in most)
        inner.problem("needs.never", "at_least", at_least=needs.at_least, most=total)


def _together(item: Item, other: Item) -> bool:
    """Say whether facts of both can be borne by one account."""
    if item.subject is Subject.VILLAGE and other.subject is Subject.CADRE:
        return False  # a village's account bears village items only
    one, two = item.only_for or Population(), other.only_for or Population()
    return all(
        not mine or not theirs or mine & theirs
        for mine, theirs in ((one.post_groups, two.post_groups), (one.places, two.places))
    )
