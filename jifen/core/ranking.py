"""Ranking (排名): places, those not ranked, and cut lines that never break a tie.

The reference that any faster ranking must equal. Scopes (the town, a post group, the villages) are
rankings of different rows: `of_post_groups` splits a town's.
"""

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from jifen.core.points import ZERO, Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import LowRank, RankingRule, TieBreak


class Scope(StrEnum):
    """Among whom a place counts."""

    TOWN = "town"  # 全镇
    POST_GROUP = "post_group"  # 岗位组
    VILLAGES = "villages"  # 村(社区)


class Reason(StrEnum):
    """Why somebody is not ranked (不参评)."""

    SERVED_TOO_SHORT = "served-too-short"
    SUSPENDED = "suspended"
    WITHHELD = "withheld"  # under inquiry (接受审查调查期间); a public list does not say so
    LEFT_OUT = "left-out"  # the version ranks others (不参加排名者)
    NOT_ESTABLISHED = "not-established"  # a part of the result is missing


KEPT_OUT: Mapping[str, Reason] = {
    "suspension": Reason.SUSPENDED,
    "inquiry": Reason.WITHHELD,
}
"""Kind of absence → the reason for which whoever has it that day is kept out of all that follows.

No place, no grade, no share, no prize, on no shortlist. Where several hold, the first counts.
"""


def kept_out(kinds: Set[str]) -> Reason | None:
    """Return why somebody with these absences is kept out; None where they are not.

    >>> kept_out({"sick", "inquiry"}), kept_out({"inquiry", "suspension"}), kept_out({"sick"})
    (<Reason.WITHHELD: 'withheld'>, <Reason.SUSPENDED: 'suspended'>, None)
    """
    return next((reason for kind, reason in KEPT_OUT.items() if kind in kinds), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What ranking may look at of one account."""

    code: str  # stable cadre code or village path
    total: Centipoints
    gross: Centipoints = ZERO
    in_chapter: Centipoints = ZERO  # `added_by_chapter` of the version's `tie_chapter`
    village: str = ""
    post_group: PostGroup | None = None
    bodies: frozenset[Body] = frozenset()
    place_kind: str = ""  # "village" or "community": the unit they serve in
    full_months: int | None = None  # None for a village
    kept_out: Reason | None = None
    prorated: bool = False  # served only part of the cycle, and has only part of the base


@dataclass(frozen=True, slots=True)
class Standing:
    """One place. `place` counts from 1; `tied` with at least one other."""

    row: Row
    place: int
    tied: bool


@dataclass(frozen=True, slots=True)
class NotRanked:
    """Somebody outside the ranking, and why."""

    row: Row
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A ranking of one scope, best first, ties listed by code; and who stands outside it."""

    standings: tuple[Standing, ...]
    not_ranked: tuple[NotRanked, ...]  # by code
    meeting_orders_ties: bool = False  # the version leaves remaining ties to the leading group

    @property
    def ties(self) -> tuple[tuple[str, ...], ...]:
        """The codes that share a place, place by place."""
        tied = (standing for standing in self.standings if standing.tied)
        places = groupby(tied, key=lambda standing: standing.place)
        return tuple(tuple(each.row.code for each in same) for _, same in places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Who lies inside a line: of `tied_at_line` nobody, until a meeting fills the `open_seats`."""

    inside: tuple[str, ...]
    tied_at_line: tuple[str, ...]
    open_seats: int

    @property
    def needs_meeting(self) -> bool:
        """Whether the line runs through a tie."""
        return bool(self.tied_at_line)


def rank(rows: Iterable[Row], *, rule: RankingRule, months_to_rank: int = 0) -> Ranking:
    """Return the places of `rows`: one more than the number strictly ahead (1, 2, 2, 4).

    Ahead is the higher total, then each tie break of the version in its order; the meeting, once
    named, ends them. Inside a tie the code orders the list, so that a board never reshuffles, and
    decides nothing.
    """
    ranked: list[Row] = []
    outside: list[NotRanked] = []
    for row in sorted(rows, key=lambda row: row.code):
        if row.kept_out is not None:
            outside.append(NotRanked(row, row.kept_out))
        elif left_out(row, rule):
            outside.append(NotRanked(row, Reason.LEFT_OUT))
        elif row.full_months is not None and row.full_months < months_to_rank:
            outside.append(NotRanked(row, Reason.SERVED_TOO_SHORT))
        else:
            ranked.append(row)
    ranked.sort(key=lambda row: _key(row, rule))
    standings: list[Standing] = []
    for _, same in groupby(ranked, key=lambda row: _key(row, rule)):
        equal = tuple(same)
        place = len(standings) + 1
        standings += [Standing(row, place, len(equal) > 1) for row in equal]
    return Ranking(
        standings=tuple(standings),
        not_ranked=tuple(outside),
        meeting_orders_ties=TieBreak.MEETING in rule.tie_breaks,
    )


def of_post_groups(
    rows: Iterable[Row], *, rule: RankingRule, months_to_rank: int = 0
) -> Mapping[PostGroup, Ranking]:
    """Return one ranking for each post group that has anybody, in the order of the groups."""
    everybody = tuple(rows)
    members = {group: [row for row in everybody if row.post_group is group] for group in PostGroup}
    return {
        group: rank(some, rule=rule, months_to_rank=months_to_rank)
        for group, some in members.items()
        if some
    }


def left_out(row: Row, rule: RankingRule) -> bool:
    """Whether the version does not rank this person: every field that is set fits.

    Never a village, which has no post group: the version leaves out people.
    """
    who = rule.leaves_out
    if who is None or row.post_group is None:
        return False
    return (
        (not who.post_groups or row.post_group in who.post_groups)
        and (not who.bodies or bool(row.bodies & who.bodies))
        and (not who.places or row.place_kind in who.places)
    )


def _key(row: Row, rule: RankingRule) -> tuple[int, ...]:
    """Smaller is ahead; equal is a tie."""
    key: list[int] = [-row.total]
    for tie_break in rule.tie_breaks:
        match tie_break:
            case TieBreak.FEWER_GROSS:
                key.append(row.gross)
            case TieBreak.MORE_IN_CHAPTER:
                key.append(-row.in_chapter)
            case TieBreak.MEETING:
                break
    return tuple(key)


def seats(ratio: Fraction, ranked: int, *, least: int = 0) -> int:
    """Return how many of `ranked` a ratio means: rounded down, at least `least`, at most all.

    Down, because a line that costs somebody something takes nobody who is not wholly inside the
    ratio, and a line that gives something never gives more than it says (5% of 91 is 4).
    """
    return min(max(math.floor(ratio * ranked), least), ranked)


def cut(standings: Sequence[Standing], count: int, *, from_bottom: bool = False) -> Cut:
    """Return who the best (or the last) `count` are, as far as places decide it.

    A place wholly inside the count is inside. The place that the line runs through is tied across
    it: none of its people is inside, all are listed, and a meeting fills the `open_seats`.
    """
    ordered = reversed(standings) if from_bottom else standings
    inside: list[str] = []
    left = max(count, 0)
    for _, same in groupby(ordered, key=lambda standing: standing.place):
        codes = sorted(standing.row.code for standing in same)
        if left == 0:
            break
        if len(codes) > left:
            return Cut(inside=tuple(inside), tied_at_line=tuple(codes), open_seats=left)
        inside += codes
        left -= len(codes)
    return Cut(inside=tuple(inside), tied_at_line=(), open_seats=0)


def lowest(ranking: Ranking, rule: LowRank) -> Cut:
    """Return the low rank (排名靠后) of a ranking by the version's ratio and number of people.

    Whoever served only part of the cycle has only part of the base, and would be low for having
    come late or left early: they have a place, and are never low by it (ADR 0013).
    """
    whole = tuple(one for one in ranking.standings if not one.row.prorated)
    count = seats(rule.ratio, len(whole), least=rule.people)
    return cut(whole, count, from_bottom=True)
