"""What a version says about its items, worked out once: how each is weighed, what stands over it.

A rulebook version is immutable, so that a plan can be kept as long as the version is used.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from jifen.core.circumstances import CalendarPeriod
from jifen.core.limits import Cap, Scope, ScopeKind, cap_over_totals, caps_over, nesting
from jifen.core.months import IN_A, whole_months
from jifen.core.rules import (
    TOTALS,
    Capacity,
    Direction,
    Item,
    MatterGroup,
    MatterMode,
    Rulebook,
)
from jifen.core.shapes import Period, Tiers
from jifen.core.trace import StepKind

STRIDE = 1 << 16
"""More parts than any cycle has: limit and part of the cycle make one number."""

_STEP_OF = {
    ScopeKind.ITEM: StepKind.ITEM,
    ScopeKind.GROUP: StepKind.GROUP,
    ScopeKind.CHAPTER: StepKind.CHAPTER,
    ScopeKind.SIDE: StepKind.SIDE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One limit over an item, as a running total is held to it."""

    start: int  # its number, times STRIDE; plus the part of the cycle, the key of a total
    months: int  # of a part; 0 for the whole cycle
    limit: int
    scope: Scope
    kind: StepKind
    crosses: bool  # whether it does not nest with some other one


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One item, ready to be computed."""

    item: Item
    sign: int
    shares: tuple[tuple[Capacity, Fraction], ...]  # the largest first
    holds: tuple[Hold, ...]  # in the order of computation
    keys: tuple[int, ...] | None  # of the totals, where no limit over it is of a shorter period
    own: int  # how many of `holds` are the item's own
    matter: MatterGroup | None  # its matter group, where that limits anything
    matter_scope: Scope
    matter_crosses: bool
    weighed: bool  # whether any circumstance plays a part
    cumulated: Period | None
    same: frozenset[str]  # items that are counted as the same thing happening again
    needed: frozenset[str]  # items of which it needs some facts
    zeroed_by: tuple[tuple[str, int], ...]  # items that zero it, each with from which time


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A version, ready to be computed."""

    rulebook: Rulebook
    plans: Mapping[str, Plan]
    crossings: tuple[tuple[Scope, Scope], ...]
    calendar: Mapping[str, CalendarPeriod]
    freezing: frozenset[str]
    with_effects: tuple[Item, ...]
    repeated_by: Mapping[str, frozenset[str]]  # whose facts count this item's as before them
    needed_by: Mapping[str, frozenset[str]]


_MEMORY: dict[int, Book] = {}
"""A memo of the versions last used, by identity: they are immutable, and cannot be hashed."""


def book_of(rulebook: Rulebook) -> Book:
    """Return the version's plans."""
    known = _MEMORY.get(id(rulebook))
    if known is not None and known.rulebook is rulebook:
        return known
    book = _worked_out(rulebook)
    if len(_MEMORY) >= 32:
        _MEMORY.clear()
    _MEMORY[id(rulebook)] = book
    return book


def _worked_out(rulebook: Rulebook) -> Book:
    caps = caps_over(rulebook)
    crossings = nesting(rulebook)
    crossing = frozenset(scope for pair in crossings for scope in pair)
    groups = {
        group.code: group
        for group in rulebook.matter_groups
        if group.mode is MatterMode.HIGHEST or group.limit is not None
    }
    zeroed_by: dict[str, list[tuple[str, int]]] = {}
    for item in rulebook.items:
        if item.zeroing is not None:
            for code in item.zeroing.items:
                zeroed_by.setdefault(code, []).append((item.code, item.zeroing.from_time))
    plans = {
        item.code: _plan(
            item,
            caps[item.code],
            groups.get(item.matter_group),
            crossing,
            zeroed_by=tuple(zeroed_by.get(item.code, ())),
            frozen=any(each.freezes for each in rulebook.items),
        )
        for item in rulebook.items
    }
    for item in TOTALS.values():
        cap = cap_over_totals(rulebook, item.direction)
        over = () if cap is None else (cap,)
        plans[item.code] = _plan(item, over, None, crossing, zeroed_by=(), frozen=False)
    return Book(
        rulebook=rulebook,
        plans=plans,
        crossings=crossings,
        calendar={period.code: period for period in rulebook.periods},
        freezing=frozenset(item.code for item in rulebook.items if item.freezes),
        with_effects=tuple(item for item in rulebook.items if item.effects),
        repeated_by=_turned({code: plan.same for code, plan in plans.items()}),
        needed_by=_turned({code: plan.needed for code, plan in plans.items()}),
    )


def opened(plan: Plan, starts_on: dt.date, on: dt.date) -> Plan:
    """Return how an opening balance up to `on` is limited: as one sum over several facts.

    No matter holds it. A limit of a part of the cycle does only where all of it lies in that part:
    else nobody knows what fell into which, and the running part begins with its whole room.
    """
    month = whole_months(starts_on, on)
    holds = tuple(hold for hold in plan.holds if not hold.months or month < hold.months)
    return replace(
        plan,
        holds=holds,
        keys=None,
        own=sum(hold.scope.kind is ScopeKind.ITEM for hold in holds),
        matter=None,
    )


def _plan(
    item: Item,
    caps: Iterable[Cap],
    matter: MatterGroup | None,
    crossing: frozenset[Scope],
    *,
    zeroed_by: tuple[tuple[str, int], ...],
    frozen: bool,
) -> Plan:
    holds = tuple(
        Hold(
            start=cap.place * STRIDE,
            months=IN_A.get(cap.scope.period, 0),
            limit=cap.limit,
            scope=cap.scope,
            kind=_STEP_OF[cap.scope.kind],
            crosses=cap.scope in crossing,
        )
        for cap in caps
    )
    matter_scope = Scope(ScopeKind.MATTER, item.matter_group, item.direction)
    whole = all(not hold.months for hold in holds)
    scoring = item.scoring
    same = frozenset() if item.repeat is None else item.repeat.together | {item.code}
    needed = frozenset() if item.needs is None else item.needs.items or frozenset({item.code})
    circumstances = (
        item.validity,
        item.recurring,
        item.repeat,
        item.period_factors,
        item.finder_factors,
        item.reminded_within is not None,
        item.needs,
        zeroed_by,
        frozen and item.direction is Direction.ADD,
        item.repair,
    )
    return Plan(
        item=item,
        sign=-1 if item.direction is Direction.DEDUCT else 1,
        shares=tuple(sorted(item.shares.items(), key=lambda one: (-one[1], one[0]))),
        holds=holds,
        keys=tuple(hold.start for hold in holds) if whole else None,
        own=sum(hold.scope.kind is ScopeKind.ITEM for hold in holds),
        matter=matter,
        matter_scope=matter_scope,
        matter_crosses=matter_scope in crossing,
        weighed=any(circumstances),
        cumulated=scoring.cumulated if isinstance(scoring, Tiers) else None,
        same=same,
        needed=needed,
        zeroed_by=zeroed_by,
    )


def _turned(counts: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return for each code those that name it."""
    found: dict[str, set[str]] = {}
    for code, named in counts.items():
        for each in named:
            found.setdefault(each, set()).add(code)
    return {code: frozenset(by) for code, by in found.items()}
