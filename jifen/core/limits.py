"""Limits (封顶): which stand over an item, from the inside out, and which do not nest.

A scope is a set of facts of one side of one account: those of an item, of one matter inside a
matter group, of a group limit's items, of a chapter, of the whole side; in each month, quarter or
half, or in the whole cycle. Where scopes nest as docs/scoring.md says, totals do not depend on the
order of recording; `nesting` names the pairs that do not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from jifen.core.points import Centipoints
from jifen.core.rules import Chapter, Direction, Item, MatterMode, Rulebook
from jifen.core.shapes import Period


class ScopeKind(StrEnum):
    """What a limit holds together."""

    MATTER = "matter"  # 同一事项
    ITEM = "item"  # 单项封顶
    GROUP = "group"  # 共用封顶
    CHAPTER = "chapter"  # 章封顶
    SIDE = "side"  # 加分或扣分合计封顶


@dataclass(frozen=True, slots=True)
class Scope:
    """One limit's place in the rulebook; a limit over both sides is two scopes.

    `period`: the limit holds in each of these by itself.
    """

    kind: ScopeKind
    code: str  # item, matter group, group limit or chapter code; the side's name for a side
    side: Direction
    period: Period = Period.CYCLE


@dataclass(frozen=True, slots=True)
class Cap:
    """One limit as it stands over an item; `place` numbers the scope inside its rulebook."""

    scope: Scope
    limit: Centipoints
    place: int


_LENGTH = {period: length for length, period in enumerate(Period)}
"""Shorter first; each lies inside the next."""


def nesting(rulebook: Rulebook) -> tuple[tuple[Scope, Scope], ...]:
    """Return the pairs of scopes that do not nest, the one computed first in front.

    They overlap, and the one computed first does not lie inside the other.
    """
    return tuple(pair for side in Direction for pair in _crossings(rulebook, side))


def caps_over(rulebook: Rulebook) -> Mapping[str, tuple[Cap, ...]]:
    """Return for each item code the limits over it in the order of computation.

    Item (month, quarter, half, cycle), group limits (a smaller one first), chapter, side. A group
    limit of the whole cycle that holds a whole capped chapter and more is outside that chapter, so
    it comes after it: computed before, it would spend its room on points that the chapter then
    takes away.
    """
    places: dict[Scope, int] = {}
    over: dict[str, tuple[Cap, ...]] = {}
    for side in Direction:
        limits = _limits(rulebook, side)
        ranked = _ranked(_members(rulebook, side))
        for item in _items(rulebook, side):
            over[item.code] = tuple(
                Cap(scope, limits[scope], places.setdefault(scope, len(places)))
                for scope, inside in ranked.items()
                if item.code in inside
            )
    return over


def cap_over_totals(rulebook: Rulebook, side: Direction) -> Cap | None:
    """Return the limit over what is known of a side as one sum only: the side's own, if any."""
    over = [cap for caps in caps_over(rulebook).values() for cap in caps]
    for cap in over:
        if cap.scope.kind is ScopeKind.SIDE and cap.scope.side is side:
            return cap
    limit = rulebook.score.add_max if side is Direction.ADD else rulebook.score.deduct_max
    if limit is None:
        return None  # else: the version has no item on this side, and so no place for its limit
    place = 1 + max((cap.place for cap in over), default=0) + (side is Direction.DEDUCT)
    return Cap(Scope(ScopeKind.SIDE, side.value, side), limit, place)


def _items(rulebook: Rulebook, side: Direction) -> tuple[Item, ...]:
    return tuple(item for item in rulebook.items if item.direction is side)


def _limits(rulebook: Rulebook, side: Direction) -> dict[Scope, Centipoints]:
    """Return the scopes of a side that have a limit, but for matters, and the limit."""
    limits: dict[Scope, Centipoints] = {}
    for item in _items(rulebook, side):
        for period, most in _item_limits(item):
            limits[Scope(ScopeKind.ITEM, item.code, side, period)] = most
    for limit in rulebook.limits:
        limits[Scope(ScopeKind.GROUP, limit.code, side, limit.per)] = limit.limit
    for chapter in rulebook.chapters:
        chapter_limit = _chapter_limit(chapter, side)
        if chapter_limit is not None:
            limits[Scope(ScopeKind.CHAPTER, chapter.code, side)] = chapter_limit
    score = rulebook.score
    side_limit = score.add_max if side is Direction.ADD else score.deduct_max
    if side_limit is not None:
        limits[Scope(ScopeKind.SIDE, side.value, side)] = side_limit
    return limits


def _item_limits(item: Item) -> Iterator[tuple[Period, Centipoints]]:
    for period, most in (
        (Period.MONTH, item.month_max),
        (Period.QUARTER, item.quarter_max),
        (Period.HALF, item.half_max),
        (Period.CYCLE, item.cycle_max),
    ):
        if most is not None:
            yield period, most


def _chapter_limit(chapter: Chapter, side: Direction) -> Centipoints | None:
    return chapter.add_max if side is Direction.ADD else chapter.deduct_max


def _members(rulebook: Rulebook, side: Direction) -> dict[Scope, frozenset[str]]:
    """Return the scopes of `_limits` that have an item on this side, with their items' codes."""
    items = _items(rulebook, side)
    codes = frozenset(item.code for item in items)
    groups = {limit.code: limit.items & codes for limit in rulebook.limits}
    members: dict[Scope, frozenset[str]] = {}
    for scope in _limits(rulebook, side):
        match scope.kind:
            case ScopeKind.ITEM:
                inside = frozenset({scope.code})
            case ScopeKind.GROUP:
                inside = groups[scope.code]
            case ScopeKind.CHAPTER:
                inside = frozenset(item.code for item in items if item.chapter == scope.code)
            case _:
                inside = codes
        if inside:
            members[scope] = inside
    return members


def _ranked(members: Mapping[Scope, frozenset[str]]) -> dict[Scope, frozenset[str]]:
    """Return the scopes from the inside out: by kind, size, length of period, code."""
    chapters = [inside for scope, inside in members.items() if scope.kind is ScopeKind.CHAPTER]
    stages = {ScopeKind.ITEM: 0, ScopeKind.GROUP: 1, ScopeKind.CHAPTER: 2, ScopeKind.SIDE: 4}

    def depth(scope: Scope) -> tuple[int, int, int, str]:
        stage, inside = stages[scope.kind], members[scope]
        whole_cycle = scope.kind is ScopeKind.GROUP and scope.period is Period.CYCLE
        if whole_cycle and any(chapter < inside for chapter in chapters):
            stage = 3
        return stage, len(inside), _LENGTH[scope.period], scope.code

    return {scope: members[scope] for scope in sorted(members, key=depth)}


def _crossings(rulebook: Rulebook, side: Direction) -> Iterator[tuple[Scope, Scope]]:
    ranked = _ranked(_members(rulebook, side))
    for group in rulebook.matter_groups:
        if group.mode is MatterMode.SUM_MAX and group.limit is None:
            continue
        together = frozenset(
            item.code for item in _items(rulebook, side) if item.matter_group == group.code
        )
        # One matter lies inside a scope that holds all the group's items for the whole cycle. No
        # scope lies inside one matter: an item has facts of other matters too.
        matter = Scope(ScopeKind.MATTER, group.code, side)
        for scope, inside in ranked.items():
            if together & inside and not (together <= inside and scope.period is Period.CYCLE):
                yield matter, scope
    for (one, first), (two, second) in combinations(ranked.items(), 2):
        within = first <= second and _LENGTH[one.period] <= _LENGTH[two.period]
        if first & second and not within:
            yield one, two
