"""The second opinion on results, first part: what everybody comes to, and their places."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from jifen.core.appraisal import (
    Combine,
    ResultsRule,
    Source,
    SourceKind,
    SubCycles,
)
from jifen.core.circumstances import EffectKind
from jifen.core.results import Person, Results, Seating, UnitResult
from jifen.core.rules import Rulebook, TieBreak
from jifen.core.shapes import Period
from jifen.core.trace import EffectDue

Missing = tuple[str, str]
Line = tuple[str, tuple[str, ...], int, tuple[str, ...] | None]
DAY = dt.timedelta(days=1)


def rounded(value: Fraction) -> int:
    """Half up, away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else ceil(value - Fraction(1, 2))


@dataclass
class Plain:
    """Everything that the page says, by code, without reasons where the figures say enough."""

    totals: dict[str, int | None] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    not_ranked: dict[str, str] = field(default_factory=dict)
    grades: dict[str, str] = field(default_factory=dict)
    hangs_on: dict[str, tuple[str, ...]] = field(default_factory=dict)
    awards: dict[str, list[str]] = field(default_factory=dict)
    shares: dict[str, int] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)
    left_fen: int | None = None
    lines: list[Line] = field(default_factory=list)
    runs: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    carry_in: dict[str, int] = field(default_factory=dict)
    performance: dict[str, int] = field(default_factory=dict)

    def agrees(self, found: Results) -> None:
        """Fail where the product says anything else."""
        outcomes = found.outcomes
        assert {code: one.result.total for code, one in outcomes.items()} == self.totals
        for code, reason in self.missing.items():
            piece = outcomes[code].result.missing[0]
            assert (piece.missing, piece.category) == reason
        assert {c: one.place for c, one in outcomes.items() if one.place} == self.places
        assert {c: one.not_ranked for c, one in outcomes.items() if one.not_ranked} == (
            self.not_ranked
        )
        assert {c: one.grade.grade for c, one in outcomes.items() if one.grade} == self.grades
        assert {c: one.grade.lines for c, one in outcomes.items() if one.grade} == self.hangs_on
        assert {
            c: sorted(award.prize for award in one.awards)
            for c, one in outcomes.items()
            if one.awards
        } == {code: sorted(prizes) for code, prizes in self.awards.items()}
        lines = [(each.key, each.tied, each.open_seats, each.seated) for each in found.lines]
        assert sorted(lines, key=str) == sorted(self.lines, key=str)
        assert {c: one.share.fen for c, one in outcomes.items() if one.share} == self.shares
        assert {c: one.no_share for c, one in outcomes.items() if one.no_share} == self.without
        assert (found.bonus.left_fen if found.bonus else None) == self.left_fen
        assert {
            c: [(run.streak, run.cycles) for run in one.runs] for c, one in outcomes.items()
        } == self.runs
        assert {c: one.carry_in for c, one in outcomes.items()} == self.carry_in
        assert {c: one.performance_fen for c, one in outcomes.items()} == self.performance


class Points:
    """A town on its way: what goes in, and what is worked out of it so far."""

    def __init__(
        self,
        rulebook: Rulebook,
        people: Sequence[Person],
        units: Sequence[UnitResult],
        meeting: Mapping[str, Seating],
        as_of: dt.date | None,
    ) -> None:
        self.rulebook = rulebook
        self.rule = rulebook.results or ResultsRule()
        self.people = {person.code: person for person in people}
        self.units = {unit.path: unit for unit in units}
        self.meeting = meeting
        self.as_of = as_of or dt.date.max
        self.plain = Plain()
        self.whole: dict[str, int] = {}

    # ---------------------------------------------------------------- results
    def results(self) -> None:
        for code, person in self.people.items():
            total, why = self._result(person, whole=False)
            self.plain.totals[code] = total
            if why:
                self.plain.missing[code] = why
            whole, _ = self._result(person, whole=True)
            self.whole[code] = whole if whole is not None else 0

    def _result(self, person: Person, *, whole: bool) -> tuple[int | None, Missing | None]:
        points = self._points(person, whole=whole)
        unit = self.units.get(person.village)
        village = unit.result if unit else None
        value = Fraction(0)
        for source in self.rule.sources:
            figure, why = self._source(source, person, points, village)
            if figure is None:
                return None, why
            value += source.weight * figure * (10000 if source.out_of else 1) / (source.out_of or 1)
        if not self.rule.sources:
            if points is None:
                return None, ("not-served", "")
            value = Fraction(points)
        total = rounded(value)
        if self.rule.village_max is not None:
            if village is None:
                return None, ("no-village", "")
            total = min(total, rounded(self.rule.village_max * village))
        vetoes = [e.effect.points for e in effects_of(person, EffectKind.TOTAL)]
        return min([total, *(veto for veto in vetoes if veto is not None)]), None

    def _source(
        self, source: Source, person: Person, points: int | None, village: int | None
    ) -> tuple[Fraction | None, Missing]:
        if source.kind is SourceKind.POINTS:
            return (None if points is None else Fraction(points)), ("not-served", "")
        if source.kind is SourceKind.VILLAGE:
            return (None if village is None else Fraction(village)), ("no-village", "")
        if source.kind is SourceKind.SCORE:
            score = person.scores.get(source.code)
            return (None if score is None else Fraction(score)), ("no-score", "")
        assert source.vote is not None
        value = Fraction(0)
        counts = person.ballots.get(source.code, {})
        for category, weight in source.vote.voters.items():
            count = counts.get(category)
            valid = sum(count.answers.values()) if count else 0
            if count and count.given:
                back = Fraction(valid + count.spoiled, count.given)
                if back < source.vote.turnout:
                    return None, ("turnout", category)
            if not count or not valid:
                return None, ("no-ballots", category)
            for answer, times in count.answers.items():
                value += weight * source.vote.options[answer] * Fraction(times, valid)
        return value, ("", "")

    def _points(self, person: Person, *, whole: bool) -> int | None:
        lines = {line.name: line.amount for line in person.assessment.lines if not line.item}
        if self.rule.sub_cycles is not None:
            return self._by_parts(person, self.rule.sub_cycles, lines, whole=whole)
        if not whole:
            return person.assessment.net
        without = person.assessment.net - lines.get("proration", 0) - lines.get("floor", 0)
        least = self.rulebook.score.floor
        return without if least is None or "floor" not in lines else max(without, least)

    def _by_parts(
        self, person: Person, rule: SubCycles, lines: Mapping[str, int], *, whole: bool
    ) -> int | None:
        account, service = person.account, person.account.service
        assert service is not None
        size = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6}[rule.period]
        starts = account.starts_on
        firsts = [starts]
        while firsts[-1] < account.ends_on:
            year, month = divmod(starts.year * 12 + starts.month - 1 + len(firsts), 12)
            firsts.append(dt.date(year, month + 1, starts.day))
        served = {
            day
            for first, end in service.spans
            for day in (first + DAY * n for n in range((end - first).days))
            if not any(
                away.from_on <= day < away.to_on and away.kind in self.rulebook.service.leave_costs
                for away in service.away
            )
        }
        on = {fact.key: fact.counts_on for fact in account.facts}
        parts: list[tuple[int, Fraction]] = []
        for number, at in enumerate(range(0, len(firsts) - 1, size)):
            months = firsts[at : at + size + 1]
            first, end = months[0], months[-1]
            amounts = [
                line.amount
                for line in person.assessment.lines
                if line.item and first <= on[line.name] < end and line.amount != 0
            ]
            if first > self.as_of:
                continue
            base = Fraction(rule.base)
            if self.rulebook.service.prorate_base and not (whole and rule.combine is Combine.SUM):
                if not amounts and not any(first <= day < end for day in served):
                    continue
                if rule.combine is Combine.SUM:
                    full = [
                        all(a + DAY * n in served for n in range((b - a).days))
                        for a, b in pairwise(months)
                    ]
                    base = base * sum(full) / len(full)
            total = rounded(base) + sum(amounts)
            if rule.floor is not None:
                total = max(total, rule.floor)
            weight = rule.weights[number] if rule.combine is Combine.WEIGHTS else Fraction(1)
            parts.append((total, weight))
        weights = sum(weight for _, weight in parts)
        if not weights:
            return None
        together = sum((total * weight for total, weight in parts), Fraction(0))
        if rule.combine is not Combine.SUM:
            together /= weights
        return rounded(together) + lines.get("carry-in", 0)

    # ---------------------------------------------------------------- places
    def rank(self) -> None:
        service, ranking = self.rulebook.service, self.rulebook.ranking
        who = ranking.leaves_out
        keys: dict[str, list[int]] = {}
        for code, person in self.people.items():
            total = self.plain.totals[code]
            account = person.account
            begun = (min(self.as_of, account.ends_on - DAY) + DAY).toordinal()
            ended = sum(
                dt.date(
                    account.starts_on.year + (account.starts_on.month - 1 + n) // 12,
                    (account.starts_on.month - 1 + n) % 12 + 1,
                    account.starts_on.day,
                ).toordinal()
                <= begun
                for n in range(1, 13)
            )
            if total is None:
                reason = "not-established"
            elif person.kept_out:
                reason = str(person.kept_out)
            elif (
                who is not None
                and (not who.post_groups or account.post_group in who.post_groups)
                and (not who.bodies or who.bodies & account.bodies)
                and (not who.places or account.place in who.places)
            ):
                reason = "left-out"
            elif person.months < min(service.months_to_rank, ended):
                reason = "served-too-short"
            else:
                keys[code] = [total]
                if TieBreak.FEWER_GROSS in ranking.tie_breaks:
                    keys[code].append(-person.assessment.gross)
                continue
            self.plain.not_ranked[code] = reason
        for code, key in keys.items():
            self.plain.places[code] = 1 + sum(other > key for other in keys.values())


def effects_of(person: Person, kind: EffectKind) -> list[EffectDue]:
    return [due for due in person.assessment.effects if due.effect.kind is kind]
