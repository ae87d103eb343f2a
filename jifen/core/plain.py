"""The plain recomputation (复算): the same account, worked out a second way.

Written from docs/scoring.md, step by step over the whole account: a column of amounts, and one
pass over it for each step. It shares the parsed types with `jifen.core.assess`, and nothing else,
so that a mistake in one is not repeated in the other. It keeps no trace and is in no hurry.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import floor

from jifen.core.facts import Account, Fact, HolderKind
from jifen.core.points import Centipoints
from jifen.core.rules import Direction, Item, MatterMode, Rulebook, Subject
from jifen.core.shapes import Fixed, Level, PerUnit, Range, Rate, Tiers

Column = list[int]
"""One magnitude for each fact that counts, in sequence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What the account comes to, without reasons."""

    amounts: dict[str, Centipoints]  # lines that are not zero, as `Assessment.amounts()`
    net: Centipoints
    gross: Centipoints


def assess_plain(rulebook: Rulebook, account: Account, *, as_of: dt.date) -> Plain:
    """Return what the account comes to on `as_of`."""
    facts = _counting(rulebook, account, as_of)
    items = [rulebook.item(fact.item) for fact in facts]
    column = [_single(item, fact, account) for item, fact in zip(items, facts, strict=True)]

    column = _same_matter(rulebook, items, facts, column)
    for item in rulebook.items:
        column = _hold(column, [each.code == item.code for each in items], item.cycle_max)
    gross = sum(
        amount
        for item, amount in zip(items, column, strict=True)
        if item.direction is Direction.DEDUCT
    )
    for side in Direction:
        column = _outer_limits(rulebook, side, items, column)

    amounts: dict[str, int] = {"base": rulebook.score.base}
    if account.service is not None and rulebook.service.prorate_base:
        amounts["proration"] = _prorated(rulebook, account) - rulebook.score.base
    amounts["carry-in"] = account.carry_in
    for item, fact, amount in zip(items, facts, column, strict=True):
        amounts[fact.key] = amount if item.direction is Direction.ADD else -amount
    if rulebook.score.floor is not None:
        amounts["floor"] = max(rulebook.score.floor - sum(amounts.values()), 0)
    return Plain(
        amounts={name: Centipoints(amount) for name, amount in amounts.items() if amount},
        net=Centipoints(sum(amounts.values())),
        gross=Centipoints(gross),
    )


# ------------------------------------------------------------------ which facts count
def _counting(rulebook: Rulebook, account: Account, as_of: dt.date) -> list[Fact]:
    """Return step 1: facts inside the cycle and by `as_of`, that this version can score."""
    by_key: dict[str, Fact] = {}
    for fact in sorted(account.facts, key=lambda fact: (fact.seq, fact.key)):
        by_key.setdefault(fact.key, fact)
    known = {item.code: item for item in rulebook.items}
    return [
        fact
        for fact in by_key.values()
        if account.starts_on <= fact.happened_on <= as_of
        and fact.happened_on < account.ends_on
        and fact.item in known
        and _fits(known[fact.item], fact)
    ]


def _fits(item: Item, fact: Fact) -> bool:
    """Whether the measures are exactly those the shape needs, and valid."""
    given = fact.measures
    shape = item.scoring
    measures = {
        "quantity": given.quantity is not None,
        "chosen": given.chosen is not None,
        "level": given.level != "",
        "department": given.department,
        "figure": given.figure is not None,
    }
    set_here = {name for name, is_set in measures.items() if is_set}
    match shape:
        case Fixed():
            return not set_here
        case Range(least=least, most=most):
            return set_here == {"chosen"} and least <= (given.chosen or 0) <= most
        case PerUnit(each=each):
            number = given.quantity or 0
            return set_here == {"quantity"} and number >= 1 and number * each <= 1_000_000_000
        case Level(rows=rows, department_lower=asks):
            allowed = {"level", "department"} if asks else {"level"}
            return "level" in set_here <= allowed and given.level in [row.key for row in rows]
        case Tiers() | Rate():
            return set_here == {"figure"} and (given.figure or 0) >= 0


# ------------------------------------------------------------------ one fact by itself
def _single(item: Item, fact: Fact, account: Account) -> int:
    """Return steps 2 to 4: amount by shape, share, event maximum."""
    share = _share(item, fact, account)
    amount = floor(_amount(item, fact) * share + Fraction(1, 2))
    return amount if item.event_max is None else min(amount, item.event_max)


def _amount(item: Item, fact: Fact) -> int:
    given = fact.measures
    match item.scoring:
        case Fixed(points=points):
            return points
        case Range():
            return given.chosen or 0
        case PerUnit(each=each):
            return each * (given.quantity or 0)
        case Level(rows=rows):
            ladder = [row.points for row in rows] + [Centipoints(0)]
            named = [row.key for row in rows].index(given.level)
            return ladder[named + 1] if given.department else ladder[named]
        case Tiers(at_most=at_most, steps=steps):
            figure = given.figure or Fraction(0)
            reached = [
                step.points
                for step in steps
                if (step.bound >= figure if at_most else step.bound <= figure)
            ]
            return reached[0] if reached else 0
        case Rate(target=target, step=step, each=each, most=most):
            short = max(target - (given.figure or 0), Fraction(0))
            return min(floor(short / step) * each, most)


def _share(item: Item, fact: Fact, account: Account) -> Fraction:
    if account.kind is HolderKind.VILLAGE:
        whole = item.subject is Subject.VILLAGE and fact.village == account.holder
        return Fraction(1 if whole else 0)
    shares = [
        item.shares[capacity]
        for party in fact.parties
        if party.cadre == account.holder
        for capacity in party.capacities
        if capacity in item.shares
    ]
    return max(shares, default=Fraction(0))


# ------------------------------------------------------------------ limits over columns
def _hold(column: Column, inside: Sequence[bool], limit: int | None) -> Column:
    """Hold the running sum of the amounts `inside` to the limit; leave the others alone."""
    if limit is None:
        return column
    return _along(
        column, inside, lambda amounts: [min(sum_, limit) for sum_ in accumulate(amounts)]
    )


def _along(column: Column, inside: Sequence[bool], totals: Callable[[Column], Column]) -> Column:
    """Replace the amounts `inside` by the growth of what they come to after each one."""
    places = [place for place, is_inside in enumerate(inside) if is_inside]
    after = totals([column[place] for place in places])
    result = list(column)
    for place, now, before in zip(places, after, [0, *after], strict=False):
        result[place] = now - before
    return result


def _same_matter(
    rulebook: Rulebook, items: Sequence[Item], facts: Sequence[Fact], column: Column
) -> Column:
    """Return step 5: each matter of each matter group, each side by itself."""
    keys = [
        (item.matter_group, fact.matter, item.direction)
        for item, fact in zip(items, facts, strict=True)
    ]
    for group in rulebook.matter_groups:
        for key in sorted({key for key in keys if key[0] == group.code}):
            inside = [each == key for each in keys]
            if group.mode is MatterMode.HIGHEST:
                column = _along(column, inside, lambda amounts: list(accumulate(amounts, max)))
            else:
                column = _hold(column, inside, group.limit)
    return column


def _outer_limits(
    rulebook: Rulebook, side: Direction, items: Sequence[Item], column: Column
) -> Column:
    """Return steps 7 to 9 for one side: group limits, chapters, group limits around them, side."""

    def codes(chosen: Iterable[Item]) -> frozenset[str]:
        return frozenset(item.code for item in chosen if item.direction is side)

    all_codes = codes(rulebook.items)
    adding = side is Direction.ADD
    chapters = [
        (codes(item for item in rulebook.items if item.chapter == chapter.code), most)
        for chapter in rulebook.chapters
        if (most := chapter.add_max if adding else chapter.deduct_max) is not None
    ]
    groups = sorted(
        ((limit.items & all_codes, limit.code, limit.limit) for limit in rulebook.limits),
        key=lambda group: (len(group[0]), group[1]),
    )
    around = [any(held and held < group[0] for held, _ in chapters) for group in groups]

    stages = [(held, most) for (held, _, most), out in zip(groups, around, strict=True) if not out]
    stages += chapters
    stages += [(held, most) for (held, _, most), out in zip(groups, around, strict=True) if out]
    stages += [(all_codes, most)] if (most := _side_max(rulebook, adding)) is not None else []
    for held, most in stages:
        column = _hold(column, [item.code in held for item in items], most)
    return column


def _side_max(rulebook: Rulebook, adding: bool) -> Centipoints | None:
    return rulebook.score.add_max if adding else rulebook.score.deduct_max


# ------------------------------------------------------------------ months served
def _prorated(rulebook: Rulebook, account: Account) -> int:
    """Return the base for the full months served, day by day."""
    assert account.service is not None
    served = {
        start + dt.timedelta(days=n)
        for start, end in account.service.spans
        for n in range((end - start).days)
    }
    cycle = [
        account.starts_on + dt.timedelta(days=n)
        for n in range((account.ends_on - account.starts_on).days)
    ]
    months: dict[int, list[dt.date]] = {}
    for day in cycle:
        months.setdefault(_month_number(account.starts_on, day), []).append(day)
    full = sum(served.issuperset(days) for days in months.values())
    return floor(Fraction(rulebook.score.base * full, len(months)) + Fraction(1, 2))


def _month_number(start: dt.date, day: dt.date) -> int:
    """Return how many months lie between: a month begins on the start's day, or on its own last."""
    months = (day.year - start.year) * 12 + day.month - start.month
    last_day_of_month = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(
        1
    )
    return months if day.day >= min(start.day, last_day_of_month.day) else months - 1
