"""What makes a fact weigh more, less or nothing, in the plain recomputation.

Step 3 of docs/scoring.md: each circumstance is a column of factors, one for each borne fact.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jifen.core.circumstances import CalendarPeriod, Repeat
from jifen.core.facts import Offence
from jifen.core.plain_amounts import Row, amounts, rounded, row_of
from jifen.core.plain_calendar import holds, later
from jifen.core.rules import Direction, Item
from jifen.core.shapes import Level

ONE, NOTHING = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that the circumstances look at."""

    rows: Sequence[Row]
    prior: Sequence[Offence]
    calendar: Sequence[CalendarPeriod]
    starts_on: dt.date
    as_of: dt.date
    opened: Mapping[str, int]
    """Item → how many facts its opening balances stand for."""
    late: bool = False
    """One late fact by itself: what else happened in the cycle has nothing to do with it."""
    opened_items: Sequence[Item] = ()


def weighed(scene: Scene, *, gross: bool) -> list[int]:
    """Return step 3 for each row, from its amount by shape.

    `gross`: what it would be had the repairs that do not lower the gross given nothing back.
    """
    column = amounts(scene.rows, starts_on=scene.starts_on)
    expired = expiries(scene)
    times_before = [_times_before(scene, row) for row in scene.rows]
    for factors in (
        [NOTHING if is_expired else ONE for is_expired in expired],
        [_recurring(row, scene.as_of) for row in scene.rows],
        [_repeat(row, times) for row, times in zip(scene.rows, times_before, strict=True)],
        [_period(row, scene.calendar) for row in scene.rows],
        [_finder(row) for row in scene.rows],
        [_reminded(row) for row in scene.rows],
        [ONE if scene.late else _needs(scene, row) for row in scene.rows],
        [ONE if scene.late else _zeroed(scene, row, expired) for row in scene.rows],
        [ONE if scene.late else _frozen(scene, row, expired) for row in scene.rows],
        [repair_of(row, scene.as_of, gross=gross) for row in scene.rows],
    ):
        column = [rounded(one * factor) for one, factor in zip(column, factors, strict=True)]
    return column


def opening_amount(row: Row, scene: Scene) -> int:
    """Return what an opening balance comes to: by what asks how often, whatever the day."""
    assert row.fact.opening is not None
    points = abs(row.fact.opening.points)
    factor = _needs(scene, row) * _zeroed(scene, row, expiries(scene))
    return int(points * factor)


# ------------------------------------------------------------------ time
def expiries(scene: Scene) -> list[bool]:
    """Return for each row whether its validity is over."""
    column = amounts(scene.rows, starts_on=scene.starts_on)
    found = []
    for row, amount in zip(scene.rows, column, strict=True):
        months = _months_valid(row, amount)
        ends = None if months is None else later(row.fact.happened_on, months)
        found.append(ends is not None and scene.as_of >= ends)
    return found


def _months_valid(row: Row, amount: int) -> int | None:
    validity = row.item.validity
    if validity is None:
        return None
    if validity.months is not None:
        return validity.months
    if validity.by_size:
        return next((size.months for size in validity.by_size if amount >= size.points), None)
    level = row.item.scoring
    if not isinstance(level, Level):
        return None
    place = row_of(level, row.fact.measures)
    assert place is not None, "a borne fact names a level of its table"
    return validity.by_level.get(level.rows[min(place, len(level.rows) - 1)].key)


def _recurring(row: Row, as_of: dt.date) -> Fraction:
    rule, fact = row.item.recurring, row.fact
    if rule is None:
        return ONE
    ends = as_of if fact.repaired_on is None else min(as_of, fact.repaired_on)
    times = 1
    while _recurrence(fact.happened_on, times, rule.days, rule.months) <= ends:
        times += 1
    return Fraction(times if rule.times is None else min(times, rule.times))


def _recurrence(day: dt.date, number: int, days: int | None, months: int | None) -> dt.date:
    """Return the day on which so many periods are whole."""
    if days is not None:
        return day + dt.timedelta(days=days * number)
    assert months is not None, "it recurs by days or by months"
    return later(day, months * number)


# ------------------------------------------------------------------ other facts
def _times_before(scene: Scene, row: Row) -> int:
    """Return how many of the same kind came before this one by day, in its window."""
    rule = row.item.repeat
    if rule is None:
        return 0
    same = {row.item.code, *rule.together}
    before = [other.by_day for other in scene.rows if other.item.code in same]
    if rule.days is not None or rule.months is not None:
        before += [(past.happened_on, past.key) for past in scene.prior if past.item in same]
    # As early as they can have happened: a window holds them only where it holds the whole cycle.
    before += [(scene.starts_on, "")] * sum(scene.opened.get(code, 0) for code in same)
    happened_on = row.fact.happened_on
    return sum(
        by_day < row.by_day and _in_window(rule, by_day[0], happened_on) for by_day in before
    )


def _in_window(rule: Repeat, earlier: dt.date, day: dt.date) -> bool:
    if rule.days is not None:
        return earlier > day - dt.timedelta(days=rule.days)
    if rule.months is not None:
        return later(earlier, rule.months) > day
    return True


def _repeat(row: Row, times_before: int) -> Fraction:
    rule = row.item.repeat
    return ONE if rule is None else rule.factors[min(times_before, len(rule.factors) - 1)]


def _needs(scene: Scene, row: Row) -> Fraction:
    rule = row.item.needs
    if rule is None:
        return ONE
    of = rule.items or {row.item.code}
    count = sum(other.item.code in of for other in scene.rows)
    count += sum(scene.opened.get(code, 0) for code in of)
    return ONE if count >= rule.at_least else NOTHING


def _zeroed(scene: Scene, row: Row, expired: Sequence[bool]) -> Fraction:
    lasting = [other.item for other, over in zip(scene.rows, expired, strict=True) if not over]
    for item in [*lasting, *scene.opened_items]:
        if item.zeroing is not None and row.item.code in item.zeroing.items:
            times = sum(other.code == item.code for other in lasting)
            times += scene.opened.get(item.code, 0)
            if times >= item.zeroing.from_time:
                return NOTHING
    return ONE


def _frozen(scene: Scene, row: Row, expired: Sequence[bool]) -> Fraction:
    if row.item.direction is Direction.DEDUCT:
        return ONE
    for other, over in zip(scene.rows, expired, strict=True):
        repaired_on = other.fact.repaired_on
        uncorrected = repaired_on is None or repaired_on > scene.as_of
        if (
            other.item.freezes
            and not over
            and uncorrected
            and other.fact.happened_on <= row.fact.happened_on
        ):
            return NOTHING
    return ONE


# ------------------------------------------------------------------ the fact by itself
def _period(row: Row, calendar: Sequence[CalendarPeriod]) -> Fraction:
    factors = [
        row.item.period_factors[period.code]
        for period in calendar
        if period.code in row.item.period_factors and holds(period, row.fact.happened_on)
    ]
    return max(factors, default=ONE)


def _finder(row: Row) -> Fraction:
    finder = row.fact.measures.finder
    return ONE if finder is None else row.item.finder_factors.get(finder, ONE)


def _reminded(row: Row) -> Fraction:
    within, reminded_on = row.item.reminded_within, row.fact.measures.reminded_on
    if within is None:
        return ONE
    if reminded_on is None or reminded_on > row.fact.happened_on:
        return NOTHING
    return ONE if (row.fact.happened_on - reminded_on).days <= within else NOTHING


def repair_of(row: Row, as_of: dt.date, *, gross: bool) -> Fraction:
    """Return the factor that a repair is; `gross`: as the gross deductions see it."""
    rule, fact = row.item.repair, row.fact
    if rule is None or fact.repaired_on is None or fact.repaired_on > as_of:
        return ONE
    if rule.within_days is not None:
        in_time = (fact.repaired_on - fact.happened_on).days <= rule.within_days
        if not in_time:
            return ONE
    return ONE if gross and not rule.gross else ONE - rule.gives_back
