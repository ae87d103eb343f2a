"""Grades (等次): proposed from bands, effects and quotas, each with its grounds. Decided by people.

The rules stand in docs/results.md, "Grades". A proposal never breaks a tie: whoever hangs on one,
or on what a meeting makes of one, is listed and has no grade yet.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from jifen.core.appraisal import Among, Band, Quota, ResultsRule, Rounding
from jifen.core.circumstances import EffectKind
from jifen.core.composite import Person, UnitResult
from jifen.core.lines import Line, Seating, draw, settled
from jifen.core.points import Centipoints, half_up
from jifen.core.ranking import KEPT_OUT, Reason


class Why(StrEnum):
    """The rule that a ground states."""

    BAND = "band"  # the result lies in the band
    WHOLE = "whole"  # with the whole base it would lie in a better one: a meeting decides
    STRAIGHT = "straight"  # 直接确定等次
    CAP = "cap"  # 等次不得高于
    NOT_RANKED = "not-ranked"  # a quota is for those ranked
    FLOOR = "floor"  # under the quota's least result
    QUOTA = "quota"  # inside the quota, or cut by it
    TIE = "tie"  # tied across the quota's line: a meeting decides
    WAITS = "waits"  # hangs on what a meeting makes of a line above


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One reason of a proposal, as figures, so that a page can print why.

    `grade` is what the rule leaves the person with, "" where a meeting is to say. What plays no
    part is left empty.
    """

    why: Why
    grade: str
    least: Centipoints | None = None  # of the band, or of the quota
    inside: bool = True  # whether `least` itself belongs to the band
    item: str = ""  # whose effect it is
    facts: tuple[str, ...] = ()
    among: Among | None = None  # the quota's
    ratio: Fraction | None = None  # the quota's, as far as this person's unit says otherwise
    ranked: int = 0  # how many are ranked there
    seats: int = 0  # how many that gives the grade
    line: str = ""  # key of the cut line


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The grade proposed for one person; "" where a meeting has to decide `lines` first."""

    grade: str
    grounds: tuple[Ground, ...]  # in the order in which the rules were applied
    lines: tuple[str, ...] = ()  # keys of the lines that it hangs on


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradable:
    """One person as grades see them; `place` is None for whoever has none in the ranking."""

    person: Person
    total: Centipoints
    whole: Centipoints  # with the whole base
    place: int | None


UNGRADED = frozenset({*KEPT_OUT.values(), Reason.SERVED_TOO_SHORT, Reason.NOT_ESTABLISHED})
"""Not ranked, and given no grade at all (不定等次). Whoever the version does not rank gets one."""


def grades(
    rule: ResultsRule,
    people: Sequence[Gradable],
    *,
    units: Mapping[str, UnitResult],
    meeting: Mapping[str, Seating],
) -> tuple[Mapping[str, Proposal], tuple[Line, ...]]:
    """Return the proposals by code, and the lines that ran through ties.

    No bands, no proposals. Every quota counts by itself; what one cut, no other gives back.
    """
    candidates = [_Candidate(one, bands) for one in people if (bands := bands_of(rule, one.person))]
    lines = [line for one in candidates for line in one.judge(meeting)]
    order = {band.code: n for one in candidates for n, band in enumerate(one.bands)}
    seen: Counter[tuple[str, Among]] = Counter()
    for quota in sorted(rule.quotas, key=lambda quota: order.get(quota.grade, 0)):
        seen[quota.grade, quota.among] += 1
        number = seen[quota.grade, quota.among]
        scopes: dict[str, list[_Candidate]] = {}
        for one in candidates:
            scopes.setdefault(scope_of(quota.among, one.of.person), []).append(one)
        for scope, members in sorted(scopes.items()):
            key = f"quota:{quota.grade}:{scope}" + (f":{number}" if number > 1 else "")
            lines += _Allotment(quota, key, members, units).apply(meeting)
    return {one.of.person.code: one.proposal() for one in candidates}, tuple(lines)


def bands_of(rule: ResultsRule, person: Person) -> tuple[Band, ...]:
    """Return the bands that hold for a person: their post group's, or those for all."""
    group = person.account.post_group
    return rule.bands if group is None else rule.bands_of.get(group, rule.bands)


def band_of(bands: Sequence[Band], total: Centipoints) -> int:
    """Return which band a result lies in, 0 the highest."""
    for index, one in enumerate(bands):
        if one.least is None or total > one.least or (one.inside and total == one.least):
            return index
    raise AssertionError("the lowest band takes everybody else")


def scope_of(among: Among, person: Person) -> str:
    """Return the name of the scope that a person counts in."""
    match among:
        case Among.TOWN:
            return "town"
        case Among.POST_GROUP:
            return f"post_group:{person.account.post_group or ''}"
        case Among.VILLAGE:
            return f"village:{person.village}"


def seats_of(rounding: Rounding, places: Fraction) -> int:
    """Return how many people a ratio of people means.

    >>> [seats_of(rounding, Fraction(5, 2)) for rounding in Rounding]
    [2, 3, 3]
    """
    match rounding:
        case Rounding.DOWN:
            return math.floor(places)
        case Rounding.HALF_UP:
            return half_up(places)
        case Rounding.UP:
            return math.ceil(places)


# ------------------------------------------------------------------ one person by themself
class _Candidate:
    """One person on the way to a grade: somewhere from `best` to `worst`, places in `bands`."""

    __slots__ = ("bands", "best", "grounds", "lines", "of", "straight", "worst")

    def __init__(self, of: Gradable, bands: tuple[Band, ...]) -> None:
        self.of = of
        self.bands = bands
        self.worst = band_of(bands, of.total)
        self.best = min(band_of(bands, of.whole), self.worst)
        self.straight = False
        self.lines: tuple[str, ...] = ()
        band = bands[self.worst]
        self.grounds = [Ground(why=Why.BAND, grade=band.code, least=band.least, inside=band.inside)]

    def index(self, grade: str) -> int:
        return [band.code for band in self.bands].index(grade)

    def holds(self, grade: str) -> bool:
        return not self.lines and self.bands[self.worst].code == grade

    def may_get(self, grade: str) -> bool:
        return bool(self.lines) and self.best <= self.index(grade) <= self.worst

    def put(self, index: int, ground: Ground) -> None:
        self.best = self.worst = index
        self.grounds.append(replace(ground, grade=self.bands[index].code))

    def hang(self, lines: tuple[str, ...], ground: Ground, *, worst: int) -> None:
        self.lines = lines
        self.worst = worst
        self.grounds.append(replace(ground, grade=""))

    def proposal(self) -> Proposal:
        grade = "" if self.lines else self.bands[self.worst].code
        return Proposal(grade=grade, grounds=tuple(self.grounds), lines=self.lines)

    def judge(self, meeting: Mapping[str, Seating]) -> tuple[Line, ...]:
        """Apply straight grades, then caps; what hangs on the whole base goes to a meeting."""
        for kind, why in ((EffectKind.GRADE, Why.STRAIGHT), (EffectKind.GRADE_CAP, Why.CAP)):
            dues = [due for due in self.of.person.assessment.effects if due.effect.kind is kind]
            if not dues:
                continue
            due = max(dues, key=lambda due: self.index(due.effect.grade))
            index = self.index(due.effect.grade)
            ground = Ground(why=why, grade="", item=due.item, facts=due.facts)
            if why is Why.STRAIGHT:
                self.straight = True
                self.put(index, ground)
            elif self.worst < index:
                self.put(index, ground)
            elif self.best < index:
                self.best = index
        if self.best == self.worst:
            return ()
        code = self.of.person.code
        line = settled(f"whole:{code}", (code,), 1, meeting)
        ground = Ground(why=Why.WHOLE, grade="", line=line.key)
        if line.seated is None:
            self.hang((line.key,), ground, worst=self.worst)
        else:
            self.put(self.best if line.seated else self.worst, ground)
        return (line,)


# ------------------------------------------------------------------ one quota in one scope
class _Allotment:
    """One quota in one scope: how many places there are, and who has them."""

    def __init__(
        self,
        quota: Quota,
        key: str,
        members: Sequence[_Candidate],
        units: Mapping[str, UnitResult],
    ) -> None:
        ranked = [one for one in members if one.of.place is not None]
        self.quota = quota
        self.key = key
        self.members = members
        self.ratios = {one.of.person.code: _ratio(quota, one.of.person, units) for one in ranked}
        places = sum(self.ratios.values(), Fraction(0))
        self.seats = min(seats_of(quota.rounding, places), len(ranked))

    def apply(self, meeting: Mapping[str, Seating]) -> tuple[Line, ...]:
        """Leave the grade to those inside; put the others one band lower, or leave them open."""
        grade = self.quota.grade
        contenders: list[_Candidate] = []
        for one in [one for one in self.members if one.holds(grade)]:
            if one.of.place is None:
                self._cut(one, Why.NOT_RANKED)
            elif self.quota.floor is not None and self._under(one, self.quota.floor):
                self._cut(one, Why.FLOOR)
            else:
                contenders.append(one)
        waiting = [one for one in self.members if one.may_get(grade) and one.of.place is not None]
        return self._draw(contenders, waiting, meeting)

    def _draw(
        self,
        contenders: Sequence[_Candidate],
        waiting: Sequence[_Candidate],
        meeting: Mapping[str, Seating],
    ) -> tuple[Line, ...]:
        """Draw the line as if all who wait took a place, and as if none did.

        Where both say the same the place is sure; where they differ it hangs on the meeting.
        """
        by_code = {one.of.person.code: one for one in (*contenders, *waiting)}
        fewest = draw(_places(contenders), self.seats)
        most = draw(_places((*contenders, *waiting)), self.seats) if waiting else fewest
        lines = tuple(sorted({key for one in waiting for key in one.lines}))
        same_tie = (fewest.tied, fewest.open_seats) == (most.tied, most.open_seats)
        if len(by_code) > self.seats:
            for one in waiting:
                one.worst = max(one.worst, one.index(self.quota.grade) + 1)
        tied: list[_Candidate] = []
        for one in contenders:
            code = one.of.person.code
            if code in most.inside:
                one.put(one.worst, self._ground(one, Why.QUOTA))
            elif code in fewest.outside:
                self._cut(one, Why.QUOTA)
            elif not (same_tie and code in fewest.tied):
                one.hang(lines, self._ground(one, Why.WAITS), worst=one.worst + 1)
            else:
                tied.append(one)
        if not tied:
            return ()
        line = settled(self.key, [one.of.person.code for one in tied], fewest.open_seats, meeting)
        for one in tied:
            ground = replace(self._ground(one, Why.TIE), line=line.key)
            if line.seated is None:
                one.hang((line.key,), ground, worst=one.worst + 1)
            else:
                seated = one.of.person.code in line.seated
                one.put(one.worst if seated else one.worst + 1, ground)
        return (line,)

    def _under(self, one: _Candidate, floor: Centipoints) -> bool:
        """Whether a result is under the quota's least; a straight grade asks for none."""
        # Whom a meeting gave the band of the whole base is measured by the whole base.
        by_whole = any(ground.why is Why.WHOLE for ground in one.grounds)
        return not one.straight and (one.of.whole if by_whole else one.of.total) < floor

    def _cut(self, one: _Candidate, why: Why) -> None:
        assert one.worst + 1 < len(one.bands), "a quota for the lowest grade cuts nobody"
        one.put(one.worst + 1, self._ground(one, why))

    def _ground(self, one: _Candidate, why: Why) -> Ground:
        return Ground(
            why=why,
            grade="",
            least=self.quota.floor,
            among=self.quota.among,
            ratio=self.ratios.get(one.of.person.code),
            ranked=len(self.ratios),
            seats=self.seats,
        )


def _ratio(quota: Quota, person: Person, units: Mapping[str, UnitResult]) -> Fraction:
    unit = units.get(person.village)
    return quota.ratio if unit is None else quota.by_unit_grade.get(unit.grade, quota.ratio)


def _places(people: Sequence[_Candidate]) -> list[list[str]]:
    """Return the codes by place, the best first; straight grades stand before all others."""

    def place(one: _Candidate) -> tuple[bool, int]:
        assert one.of.place is not None, "a quota is for those ranked"
        return not one.straight, one.of.place

    ordered = sorted(people, key=place)
    return [[one.of.person.code for one in same] for _, same in groupby(ordered, key=place)]
