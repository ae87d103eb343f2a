"""What a simulation found (试算): everybody under two versions, and what that comes to together.

`before` is what stands under the version in force, `after` under the one that is tried.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.bonus import Left
from jifen.core.ladder import Low
from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.ranking import Reason
from jifen.core.rules import Rulebook
from jifen.core.trace import StepKind

FEW = 5
"""A count of fewer people points at them: `published` keeps such counts together."""


# ------------------------------------------------------------------ one person
@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where somebody stands under one version. `place` 0 where `not_ranked` says why.

    `total` is the result: the net where the version names nothing else, None where it is not
    established. `grade` is a band's code; "" for none, and where a meeting decides first.
    """

    total: Centipoints | None
    net: Centipoints
    gross: Centipoints
    place: int
    not_ranked: Reason | None
    over_line: bool  # gross deductions reach the line of their post group
    over_removal: bool  # they reach the second line
    low: Low
    grade: str
    share_fen: int  # of the pool
    pay_fen: int  # prizes, share and money together


class Crossing(StrEnum):
    """What somebody crosses by the change, and which way."""

    LINE_REACHED = "line-reached"
    LINE_LEFT = "line-left"
    REMOVAL_REACHED = "removal-reached"
    REMOVAL_LEFT = "removal-left"
    LOW_ENTERED = "low-entered"  # into the low rank, or tied across its line
    LOW_LEFT = "low-left"
    GRADE_UP = "grade-up"
    GRADE_DOWN = "grade-down"
    GRADE_OTHER = "grade-other"  # graded by one version only, or the two share no order


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One person under both versions. Equal stands: the change does not touch them."""

    code: str
    village: str  # path
    kind: str  # "village" or "community": the unit they serve in
    group: PostGroup | None
    before: Stand
    after: Stand
    crossed: tuple[Crossing, ...]

    @property
    def rise(self) -> int:
        """How many places they move up; below zero down; 0 unless both versions rank them."""
        ranked = self.before.place and self.after.place
        return self.before.place - self.after.place if ranked else 0

    @property
    def moved(self) -> bool:
        """Whether anything of it differs."""
        return self.before != self.after


def crossings(
    before: Stand, after: Stand, grades: tuple[Sequence[str], Sequence[str]]
) -> tuple[Crossing, ...]:
    """Return what lies between two stands. `grades`: each version's band codes, highest first."""
    found: list[Crossing] = []
    for was, now, into, out in (
        (before.over_line, after.over_line, Crossing.LINE_REACHED, Crossing.LINE_LEFT),
        (before.over_removal, after.over_removal, Crossing.REMOVAL_REACHED, Crossing.REMOVAL_LEFT),
        (
            before.low is not Low.OUTSIDE,
            after.low is not Low.OUTSIDE,
            Crossing.LOW_ENTERED,
            Crossing.LOW_LEFT,
        ),
    ):
        if was is not now:
            found.append(into if now else out)
    if before.grade != after.grade:
        found.append(_graded(before.grade, after.grade, grades))
    return tuple(found)


def _graded(was: str, now: str, grades: tuple[Sequence[str], Sequence[str]]) -> Crossing:
    for order in reversed(grades):  # the tried version's order, or else the one in force
        if was in order and now in order:
            up = order.index(now) < order.index(was)
            return Crossing.GRADE_UP if up else Crossing.GRADE_DOWN
    return Crossing.GRADE_OTHER


# ------------------------------------------------------------------ everybody together
@dataclass(frozen=True, slots=True, kw_only=True)
class VillageMove:
    """One village's roll-up under both versions."""

    path: str
    before: Centipoints
    before_place: int
    after: Centipoints
    after_place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """What one version costs: `pool_fen` = `paid_fen` + `left_fen`; None without a pool."""

    pool_fen: int | None
    paid_fen: int
    left_fen: int
    left: tuple[Left, ...]  # why something is left over
    sharers: int
    prizes_fen: int
    money_fen: int  # what items give outside the pool, less what they take
    total_fen: int  # Σ of everybody's pay: nobody's goes under nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People of one kind of village and one post group.

    `before`, `after`: Σ of the results of those `counted`, who have one under both versions.
    """

    kind: str
    group: PostGroup | None
    people: int
    up: int  # places
    down: int
    more: int  # result
    less: int
    counted: int
    before: Centipoints
    after: Centipoints
    pay_before_fen: int
    pay_after_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscored:
    """Facts of an item that the tried version cannot score, and why."""

    item: str
    why: StepKind  # NO_SUCH_ITEM or UNFIT_MEASURES
    facts: int  # each counted once
    lines: int  # in how many accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMove:
    """What an item gave or took, Σ over all accounts, signed hundredths."""

    item: str
    before: Centipoints
    after: Centipoints


class Gap(StrEnum):
    """What the ledger does not know, and the comparison therefore leaves out."""

    SOURCES = "sources"  # votes or scores: compared by points, without grades, prizes, pool
    UNIT_GRADES = "unit-grades"  # of villages: quotas are taken at their plain ratio
    POOL_SIZE = "pool-size"  # left to the close, and not named here


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A cycle's facts under two versions.

    `gone`: items in force without a counterpart of the same code; `new`: the other way round.
    """

    as_of: dt.date
    moves: tuple[Move, ...]  # by the new place, then those not ranked; by code
    villages: tuple[VillageMove, ...]  # by the new place
    pay: tuple[Pay, Pay]
    groups: tuple[Group, ...]
    unscored: tuple[Unscored, ...]
    items: tuple[ItemMove, ...]  # those that move, by code
    gone: tuple[str, ...]
    new: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def moved(self) -> tuple[Move, ...]:
        """Those whom the change touches."""
        return tuple(move for move in self.moves if move.moved)

    def across(self, *ways: Crossing) -> tuple[Move, ...]:
        """Return who crosses something in one of these ways."""
        return tuple(move for move in self.moves if set(ways) & set(move.crossed))


def groups(moves: Iterable[Move]) -> tuple[Group, ...]:
    """Return the people by kind of village and post group: who gains, who loses."""
    cells: dict[tuple[str, PostGroup | None], list[Move]] = {}
    for move in moves:
        cells.setdefault((move.kind, move.group), []).append(move)
    order: Mapping[PostGroup | None, int] = {group: n for n, group in enumerate(PostGroup)}
    places = sorted(cells, key=lambda cell: (cell[0] != "village", cell[0], order.get(cell[1], 9)))
    return tuple(_group(kind, group, cells[kind, group]) for kind, group in places)


def _group(kind: str, group: PostGroup | None, some: Sequence[Move]) -> Group:
    totals = [
        (move.before.total, move.after.total)
        for move in some
        if move.before.total is not None and move.after.total is not None
    ]
    return Group(
        kind=kind,
        group=group,
        people=len(some),
        up=sum(move.rise > 0 for move in some),
        down=sum(move.rise < 0 for move in some),
        more=sum(after > before for before, after in totals),
        less=sum(after < before for before, after in totals),
        counted=len(totals),
        before=Centipoints(sum(before for before, _ in totals)),
        after=Centipoints(sum(after for _, after in totals)),
        pay_before_fen=sum(move.before.pay_fen for move in some),
        pay_after_fen=sum(move.after.pay_fen for move in some),
    )


def published(of: Sequence[Group]) -> tuple[tuple[Group, ...], int]:
    """Return the groups that may be told to everybody, and how many people the others are.

    A group of fewer than `FEW` says who is meant. Left out alone, it could be had by taking the
    others from the whole: then the smallest of the others goes with it.
    """
    ordered = sorted(range(len(of)), key=lambda place: of[place].people)
    hidden = [place for place in ordered if of[place].people < FEW]
    if hidden and sum(of[place].people for place in hidden) < FEW:
        hidden = ordered[: len(hidden) + 1]
    kept = tuple(group for place, group in enumerate(of) if place not in hidden)
    return kept, sum(of[place].people for place in hidden)


def bands(rules: Rulebook) -> tuple[str, ...]:
    """Return the codes of a version's grades, highest first."""
    return tuple(band.code for band in rules.results.bands) if rules.results else ()
