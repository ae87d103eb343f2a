"""What limits let through, in the plain recomputation: steps 5 to 10 of docs/scoring.md.

Each step is one pass over the column of amounts: the running sum of those inside is held to the
limit, so that the fact recorded later is cut.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from jifen.core.plain_amounts import Row
from jifen.core.plain_calendar import period_number
from jifen.core.rules import TOTALS, Direction, Item, MatterMode, Rulebook
from jifen.core.shapes import Period

Column = list[int]
"""One magnitude for each borne fact, in sequence."""

SHORTEST_FIRST = (Period.MONTH, Period.QUARTER, Period.HALF, Period.CYCLE)


def to_item_limits(
    rulebook: Rulebook, rows: Sequence[Row], column: Column, *, starts_on: dt.date
) -> Column:
    """Return steps 5 to 7: event maxima, same matter, item limits in each period."""
    column = [
        amount
        if row.item.event_max is None or row.fact.opening is not None
        else min(amount, row.item.event_max)
        for row, amount in zip(rows, column, strict=True)
    ]
    column = _same_matter(rulebook, rows, column)
    for item in rulebook.items:
        inside = [row.item.code == item.code for row in rows]
        for period in SHORTEST_FIRST:
            column = _hold_each(column, rows, inside, _most(item, period), period, starts_on)
    return column


def through_outer_limits(
    rulebook: Rulebook, rows: Sequence[Row], column: Column, *, starts_on: dt.date
) -> Column:
    """Return steps 8 to 10: group limits, chapters, group limits around them, sides."""
    for side in Direction:
        for held, most, period in _stages(rulebook, side):
            inside = [row.item.code in held for row in rows]
            column = _hold_each(column, rows, inside, most, period, starts_on)
    return column


def _most(item: Item, period: Period) -> int | None:
    return {
        Period.MONTH: item.month_max,
        Period.QUARTER: item.quarter_max,
        Period.HALF: item.half_max,
        Period.CYCLE: item.cycle_max,
    }[period]


def _stages(rulebook: Rulebook, side: Direction) -> list[tuple[frozenset[str], int, Period]]:
    """Return a side's limits in their order: the items held, the limit, each of which period."""

    def codes(chosen: Iterable[Item]) -> frozenset[str]:
        return frozenset(item.code for item in chosen if item.direction is side)

    all_codes = codes(rulebook.items)
    totals = codes(TOTALS.values())
    adding = side is Direction.ADD
    chapters = [
        (codes(item for item in rulebook.items if item.chapter == chapter.code), most)
        for chapter in rulebook.chapters
        if (most := chapter.add_max if adding else chapter.deduct_max) is not None
    ]
    groups = sorted(
        rulebook.limits,
        key=lambda one: (len(one.items & all_codes), SHORTEST_FIRST.index(one.per), one.code),
    )
    around = {
        one.code
        for one in groups
        if one.per is Period.CYCLE
        and any(held and held < one.items & all_codes for held, _ in chapters)
    }
    score = rulebook.score
    side_most = score.add_max if adding else score.deduct_max
    return [
        *((one.items & all_codes, one.limit, one.per) for one in groups if one.code not in around),
        *((held, most, Period.CYCLE) for held, most in chapters),
        *((one.items & all_codes, one.limit, one.per) for one in groups if one.code in around),
        *([] if side_most is None else [(all_codes | totals, side_most, Period.CYCLE)]),
    ]


# ------------------------------------------------------------------ over columns
def _hold_each(
    column: Column,
    rows: Sequence[Row],
    inside: Sequence[bool],
    limit: int | None,
    period: Period,
    starts_on: dt.date,
) -> Column:
    """Hold what is inside to the limit, each period of the cycle by itself."""
    if limit is None:
        return column
    numbers = [period_number(starts_on, row.fact.counts_on, period) for row in rows]
    # An opening balance over several periods: nobody knows what of it fell into which.
    spread = -1
    for place, row in enumerate(rows):
        if row.fact.opening is not None and numbers[place] > 0:
            numbers[place] = spread
    for number in sorted(set(numbers) - {spread}):
        then = [here and at == number for here, at in zip(inside, numbers, strict=True)]
        column = _hold(column, then, limit)
    return column


def _hold(column: Column, inside: Sequence[bool], limit: int | None) -> Column:
    """Hold the running sum of the amounts `inside` to the limit; leave the others alone."""
    if limit is None:
        return column
    return _along(
        column, inside, lambda amounts: [min(total, limit) for total in accumulate(amounts)]
    )


def _along(column: Column, inside: Sequence[bool], totals: Callable[[Column], Column]) -> Column:
    """Replace the amounts `inside` by the growth of what they come to after each one."""
    places = [place for place, is_inside in enumerate(inside) if is_inside]
    after = totals([column[place] for place in places])
    result = list(column)
    for place, now, before in zip(places, after, [0, *after], strict=False):
        result[place] = now - before
    return result


def _same_matter(rulebook: Rulebook, rows: Sequence[Row], column: Column) -> Column:
    """Return step 6: each matter of each matter group, each side by itself."""
    keys = [
        (
            row.item.matter_group if row.fact.opening is None else "",
            row.fact.matter,
            row.item.direction,
        )
        for row in rows
    ]
    for group in rulebook.matter_groups:
        for key in sorted({key for key in keys if key[0] == group.code}):
            inside = [each == key for each in keys]
            if group.mode is MatterMode.HIGHEST:
                column = _along(column, inside, lambda amounts: list(accumulate(amounts, max)))
            else:
                column = _hold(column, inside, group.limit)
    return column
