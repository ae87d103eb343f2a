"""The result of one person (考核结果): points by sub-cycle, votes and scores, put together once.

What it computes is written in docs/results.md, "The result". Exact until its one rounding; a part
that is missing leaves the result open and says why, never zero.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from jifen.core.appraisal import Combine, ResultsRule, Source, SourceKind, SubCycles, Vote
from jifen.core.circumstances import EffectKind
from jifen.core.facts import Account
from jifen.core.months import IN_A, months_of
from jifen.core.points import ZERO, Centipoints, half_up
from jifen.core.ranking import Reason
from jifen.core.rules import Rulebook
from jifen.core.trace import CARRY_IN, FLOOR, PRORATION, Assessment

HUNDRED = Centipoints(100_00)


# ------------------------------------------------------------------ what goes in
@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """The count of one category of voters: given out, and come back by answer. Never by voter."""

    given: int
    answers: Mapping[str, int] = field(default_factory=dict)
    spoiled: int = 0  # came back, and count for no answer

    @property
    def returned(self) -> int:
        """How many came back."""
        return sum(self.answers.values()) + self.spoiled


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """A village's own result and grade, as decided before its people's."""

    path: str
    result: Centipoints | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Everybody's own part of what `results` may look at.

    `ballots` and `scores` by code of the source; what is not there is missing, not zero.
    """

    account: Account
    assessment: Assessment
    months: int  # full months served
    village: str = ""  # path of the unit they serve in at the checkpoint
    kept_out: Reason | None = None  # at the checkpoint: suspended from office, under inquiry
    ballots: Mapping[str, Mapping[str, Ballots]] = field(default_factory=dict)
    scores: Mapping[str, Centipoints] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The cadre's code."""
        return self.account.holder


# ------------------------------------------------------------------ what comes out
class Missing(StrEnum):
    """Why a part of the result is missing."""

    NO_SCORE = "no-score"  # not entered
    NO_BALLOTS = "no-ballots"  # a category of voters without one valid ballot
    TURNOUT = "turnout"  # fewer ballots came back than the version asks
    NO_VILLAGE = "no-village"  # no village, or one without a result
    NOT_SERVED = "not-served"  # no sub-cycle in which they served


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sub-cycle: `base` + `facts` + `lift` (to the floor) = `total`. Half-open dates."""

    starts_on: dt.date
    ends_on: dt.date
    base: Centipoints
    facts: Centipoints
    lift: Centipoints
    weight: Fraction  # in the sum, mean or weighted mean; 0 where the part is left out

    @property
    def total(self) -> Centipoints:
        """What the sub-cycle comes to."""
        return Centipoints(self.base + self.facts + self.lift)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One source: `weight` × `value` (hundredths, out of a hundred where converted), or missing."""

    source: str  # "" for the points alone, where the version names no sources
    weight: Fraction
    value: Fraction | None
    missing: Missing | None = None
    category: str = ""  # of voters, where it is theirs that are missing

    @property
    def brings(self) -> Fraction:
        """What it brings to the result."""
        return self.weight * (self.value or 0)


class Held(StrEnum):
    """What held a result down, in this order."""

    VILLAGE = "village"  # 以村限人: at most a share of the village's result
    TOTAL = "total"  # 一票否决


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One step that held the result: from `before` to `after`; the item and facts of a veto."""

    held: Held
    before: Centipoints
    after: Centipoints
    item: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one person comes to, and how: Σ of what the pieces bring, half up, then the holds.

    `total` is None where a piece is missing. `whole` is what it would be with the whole base, for
    those whose base is prorated: equal to `total` for everybody else.
    """

    total: Centipoints | None
    whole: Centipoints | None
    pieces: tuple[Piece, ...]
    parts: tuple[Part, ...] = ()  # sub-cycles
    holds: tuple[Hold, ...] = ()

    @property
    def missing(self) -> tuple[Piece, ...]:
        """The pieces that are missing; empty where the result is established."""
        return tuple(piece for piece in self.pieces if piece.missing is not None)


def result(
    rulebook: Rulebook, person: Person, *, unit: UnitResult | None, as_of: dt.date
) -> Result:
    """Return one person's result on `as_of`; `unit` is the village they serve in."""
    rule = rulebook.results or ResultsRule()
    assessment = person.assessment
    parts: tuple[Part, ...] = ()
    prorated = _line(assessment, PRORATION)
    points: Fraction | None
    whole: Fraction | None
    if rule.sub_cycles is None:
        points = Fraction(assessment.net)
        # With the whole base: what proration took comes back, and so much less lifts to the floor.
        whole = points - prorated - min(_line(assessment, FLOOR), -prorated)
    else:
        parts = sub_cycles(rulebook, person, rule.sub_cycles, as_of=as_of)
        points, whole = _combined(rule.sub_cycles, parts, assessment, as_of=as_of)
    pieces = _pieces(rule, person, points, unit)
    total, holds = _held(rule, person, pieces, unit)
    if whole != points:
        whole_pieces = _pieces(rule, person, whole, unit)
        whole_total, _ = _held(rule, person, whole_pieces, unit)
    else:
        whole_total = total
    return Result(total=total, whole=whole_total, pieces=pieces, parts=parts, holds=holds)


# ------------------------------------------------------------------ sub-cycles
def sub_cycles(
    rulebook: Rulebook, person: Person, rule: SubCycles, *, as_of: dt.date
) -> tuple[Part, ...]:
    """Return the cycle's parts; those not begun, or not served in at all, have weight 0.

    Where the version prorates: a part without a day served and without a fact that counts is left
    out; and of a sum, the base of a part is prorated by the full months served in it.
    """
    account = person.account
    prorates = rulebook.service.prorate_base and account.service is not None
    costs = rulebook.service.leave_costs
    months = months_of(account)
    size = IN_A[rule.period]
    found: list[Part] = []
    weighed = _weights(rule, -(-len(months) // size))
    for number, weight in enumerate(weighed):
        held = months[number * size : (number + 1) * size]
        start, end = held[0][0], held[-1][1]
        amounts = _facts_between(person, start, end)
        base = rule.base
        if start > as_of:
            weight = Fraction(0)
        elif prorates:
            if not amounts and not _days_served(account, costs, start, end):
                weight = Fraction(0)
            elif rule.combine is Combine.SUM:
                full = sum(
                    _days_served(account, costs, first, last) == (last - first).days
                    for first, last in held
                )
                base = half_up(base * Fraction(full, len(held)))
        plain = base + sum(amounts)
        lift = 0 if rule.floor is None else max(rule.floor - plain, 0)
        found.append(
            Part(
                starts_on=start,
                ends_on=end,
                base=base,
                facts=Centipoints(sum(amounts)),
                lift=Centipoints(lift),
                weight=weight,
            )
        )
    if rule.combine is Combine.SUM:
        return tuple(found)
    together = sum(part.weight for part in found)
    return tuple(
        replace(part, weight=part.weight / together if together else part.weight) for part in found
    )


def _weights(rule: SubCycles, count: int) -> tuple[Fraction, ...]:
    if rule.combine is not Combine.WEIGHTS:
        return (Fraction(1),) * count
    assert len(rule.weights) == count, "the version weighs each part of its cycle"
    return rule.weights


def _combined(
    rule: SubCycles, parts: tuple[Part, ...], assessment: Assessment, *, as_of: dt.date
) -> tuple[Fraction | None, Fraction | None]:
    """Return the points that the parts make together, and with the whole base; None for none."""
    if not any(part.weight for part in parts):
        return None, None
    carried = _line(assessment, CARRY_IN)
    together = half_up(sum((part.weight * part.total for part in parts), Fraction(0)))
    points = Fraction(together + carried)
    if rule.combine is not Combine.SUM:
        return points, points
    whole = carried
    for part in parts:
        if part.starts_on <= as_of:
            total = rule.base + part.facts
            whole = Centipoints(whole + (total if rule.floor is None else max(total, rule.floor)))
    return points, Fraction(whole)


def _facts_between(person: Person, start: dt.date, end: dt.date) -> tuple[int, ...]:
    """Return what the facts of a span came to, those that came to anything."""
    on = {fact.key: fact.counts_on for fact in person.account.facts}
    return tuple(
        line.amount
        for line in person.assessment.lines
        if line.item and line.amount and start <= on[line.name] < end
    )


def _days_served(account: Account, costs: frozenset[str], start: dt.date, end: dt.date) -> int:
    """Return how many days of a span were served; leave that costs nothing is served."""
    assert account.service is not None
    spans = account.service.spans
    away = [(one.from_on, one.to_on) for one in account.service.away if one.kind in costs]
    # Between two of these days nothing begins or ends: the first stands for all.
    days = {start, end, *(day for span in (*spans, *away) for day in span if start < day < end)}
    return sum(
        (until - day).days
        for day, until in pairwise(sorted(days))
        if any(a <= day < b for a, b in spans) and not any(a <= day < b for a, b in away)
    )


def _line(assessment: Assessment, name: str) -> Centipoints:
    return next((line.amount for line in assessment.lines if line.name == name), ZERO)


# ------------------------------------------------------------------ sources
VILLAGE_MAX = "village_max"
"""What a piece is called that is missing because a village's result is, which holds the result."""


def _pieces(
    rule: ResultsRule, person: Person, points: Fraction | None, unit: UnitResult | None
) -> tuple[Piece, ...]:
    if rule.sources:
        pieces = [_piece(source, person, points, unit) for source in rule.sources]
    else:
        missing = Missing.NOT_SERVED if points is None else None
        pieces = [Piece(source="", weight=Fraction(1), value=points, missing=missing)]
    if rule.village_max is not None and (unit is None or unit.result is None):
        none = Piece(source=VILLAGE_MAX, weight=Fraction(0), value=None, missing=Missing.NO_VILLAGE)
        pieces.append(none)
    return tuple(pieces)


def _piece(
    source: Source, person: Person, points: Fraction | None, unit: UnitResult | None
) -> Piece:
    value: Fraction | None = None
    missing: Missing | None = None
    category = ""
    match source.kind:
        case SourceKind.POINTS:
            value, missing = points, Missing.NOT_SERVED
        case SourceKind.SCORE:
            score = person.scores.get(source.code)
            value, missing = None if score is None else Fraction(score), Missing.NO_SCORE
        case SourceKind.VILLAGE:
            known = None if unit is None else unit.result
            value, missing = None if known is None else Fraction(known), Missing.NO_VILLAGE
        case SourceKind.VOTE:
            assert source.vote is not None, "a vote says who votes and on what"
            value, missing, category = _vote(source.vote, person.ballots.get(source.code, {}))
    if value is None:
        return Piece(
            source=source.code,
            weight=source.weight,
            value=None,
            missing=missing,
            category=category,
        )
    if source.out_of is not None:
        value = value * HUNDRED / source.out_of
    return Piece(source=source.code, weight=source.weight, value=value)


def _vote(
    vote: Vote, ballots: Mapping[str, Ballots]
) -> tuple[Fraction | None, Missing | None, str]:
    """Return Σ weight × the mean of a category's answers; or what is missing, and of whom."""
    assert set(ballots) <= set(vote.voters), "ballots are counted by the version's categories"
    value = Fraction(0)
    for category, weight in vote.voters.items():
        count = ballots.get(category, Ballots(given=0))
        assert count.returned <= count.given, "no more ballots come back than were given out"
        assert set(count.answers) <= set(vote.options), "an answer is one of the version's"
        valid = sum(count.answers.values())
        if count.returned < vote.turnout * count.given:
            return None, Missing.TURNOUT, category
        if not valid:
            return None, Missing.NO_BALLOTS, category
        worth = sum(vote.options[answer] * times for answer, times in count.answers.items())
        value += weight * Fraction(worth, valid)
    return value, None, ""


# ------------------------------------------------------------------ what holds it down
def _held(
    rule: ResultsRule, person: Person, pieces: tuple[Piece, ...], unit: UnitResult | None
) -> tuple[Centipoints | None, tuple[Hold, ...]]:
    """Return the result: the pieces together, rounded once, held by the village and by vetoes."""
    if any(piece.missing is not None for piece in pieces):
        return None, ()
    total = half_up(sum((piece.brings for piece in pieces), Fraction(0)))
    holds: list[Hold] = []
    if rule.village_max is not None:
        assert unit is not None, "a village without a result is a missing piece"
        assert unit.result is not None, "a village without a result is a missing piece"
        most = half_up(rule.village_max * unit.result)
        if total > most:
            holds.append(Hold(held=Held.VILLAGE, before=total, after=most))
            total = most
    for due in person.assessment.effects:
        if due.effect.kind is EffectKind.TOTAL:
            assert due.effect.points is not None, "a veto over the total names its points"
            if total > due.effect.points:
                holds.append(
                    Hold(
                        held=Held.TOTAL,
                        before=total,
                        after=due.effect.points,
                        item=due.item,
                        facts=due.facts,
                    )
                )
                total = due.effect.points
    return total, tuple(holds)
