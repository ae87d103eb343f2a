"""Limits (封顶): which stand over an item, from the inside out, and which do not nest.

A scope is a set of facts of one side of one account: those of an item, of one matter inside a
matter group, of a group limit's items, of a chapter, of the whole side. Where any two scopes are
disjoint or one contains the other, totals do not depend on the order of recording; `nesting` names
the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from jifen.core.points import Centipoints
from jifen.core.rules import Chapter, Direction, Item, MatterMode, Rulebook


class ScopeKind(StrEnum):
    """What a limit holds together."""

    MATTER = "matter"  # 同一事项
    ITEM = "item"  # 单项全周期封顶
    GROUP = "group"  # 共用封顶
    CHAPTER = "chapter"  # 章封顶
    SIDE = "side"  # 加分或扣分合计封顶


@dataclass(frozen=True, slots=True)
class Scope:
    """One limit's place in the rulebook; a limit over both sides is two scopes."""

    kind: ScopeKind
    code: str  # item, matter group, group limit or chapter code; the side's name for a side
    side: Direction


@dataclass(frozen=True, slots=True)
class Cap:
    """One limit as it stands over an item; `place` numbers the scope inside its rulebook."""

    scope: Scope
    limit: Centipoints
    place: int


def nesting(rulebook: Rulebook) -> tuple[tuple[Scope, Scope], ...]:
    """Return the pairs of scopes that overlap with neither inside the other, inner kind first."""
    return tuple(pair for side in Direction for pair in _crossings(rulebook, side))


def caps_over(rulebook: Rulebook) -> Mapping[str, tuple[Cap, ...]]:
    """Return for each item code the cycle limits over it in the order of computation.

    Item, group limits (a smaller one first), chapter, side. A group limit that holds a whole capped
    chapter and more is outside that chapter, so it comes after it: computed before, it would
    spend its room on points that the chapter then takes away.
    """
    places: dict[Scope, int] = {}
    over: dict[str, tuple[Cap, ...]] = {}
    for side in Direction:
        members = _members(rulebook, side)
        ranked = sorted(members, key=lambda scope: _depth(scope, members))
        for item in _items(rulebook, side):
            over[item.code] = tuple(
                Cap(scope, limit, places.setdefault(scope, len(places)))
                for scope in ranked
                if item.code in members[scope] and (limit := _limit(rulebook, scope)) is not None
            )
    return over


def _items(rulebook: Rulebook, side: Direction) -> tuple[Item, ...]:
    return tuple(item for item in rulebook.items if item.direction is side)


def _members(rulebook: Rulebook, side: Direction) -> dict[Scope, frozenset[str]]:
    """Return the cycle scopes of a side that have a limit and an item, with their items' codes."""
    items = _items(rulebook, side)
    codes = frozenset(item.code for item in items)
    members: dict[Scope, frozenset[str]] = {}
    for item in items:
        if item.cycle_max is not None:
            members[Scope(ScopeKind.ITEM, item.code, side)] = frozenset({item.code})
    for limit in rulebook.limits:
        members[Scope(ScopeKind.GROUP, limit.code, side)] = limit.items & codes
    for chapter in rulebook.chapters:
        if _chapter_limit(chapter, side) is not None:
            inside = frozenset(item.code for item in items if item.chapter == chapter.code)
            members[Scope(ScopeKind.CHAPTER, chapter.code, side)] = inside
    if _side_limit(rulebook, side) is not None:
        members[Scope(ScopeKind.SIDE, side.value, side)] = codes
    return {scope: inside for scope, inside in members.items() if inside}


def _depth(scope: Scope, members: Mapping[Scope, frozenset[str]]) -> tuple[int, int, str]:
    """Sort key from the inside out: kind, then size, then code."""
    kind = scope.kind
    stage = {ScopeKind.ITEM: 0, ScopeKind.GROUP: 1, ScopeKind.CHAPTER: 2, ScopeKind.SIDE: 4}[kind]
    if kind is ScopeKind.GROUP and any(
        other.kind is ScopeKind.CHAPTER and inside < members[scope]
        for other, inside in members.items()
    ):
        stage = 3
    return stage, len(members[scope]), scope.code


def _limit(rulebook: Rulebook, scope: Scope) -> Centipoints | None:
    match scope.kind:
        case ScopeKind.ITEM:
            return rulebook.item(scope.code).cycle_max
        case ScopeKind.GROUP:
            return next(each.limit for each in rulebook.limits if each.code == scope.code)
        case ScopeKind.CHAPTER:
            chapter = next(each for each in rulebook.chapters if each.code == scope.code)
            return _chapter_limit(chapter, scope.side)
        case _:
            return _side_limit(rulebook, scope.side)


def _chapter_limit(chapter: Chapter, side: Direction) -> Centipoints | None:
    return chapter.add_max if side is Direction.ADD else chapter.deduct_max


def _side_limit(rulebook: Rulebook, side: Direction) -> Centipoints | None:
    score = rulebook.score
    return score.add_max if side is Direction.ADD else score.deduct_max


def _crossings(rulebook: Rulebook, side: Direction) -> list[tuple[Scope, Scope]]:
    members = _members(rulebook, side)
    pairs: list[tuple[Scope, Scope]] = []
    for group in rulebook.matter_groups:
        if group.mode is MatterMode.SUM_MAX and group.limit is None:
            continue
        together = frozenset(
            item.code for item in _items(rulebook, side) if item.matter_group == group.code
        )
        # One matter lies inside a scope that holds all the group's items. No scope lies inside one
        # matter: an item has facts of other matters too.
        matter = Scope(ScopeKind.MATTER, group.code, side)
        pairs += [
            (matter, scope)
            for scope, inside in members.items()
            if together & inside and not together <= inside
        ]
    pairs += [
        (one, two)
        for (one, first), (two, second) in combinations(members.items(), 2)
        if first & second and not (first <= second or second <= first)
    ]
    return pairs
