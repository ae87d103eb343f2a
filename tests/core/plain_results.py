"""The second opinion on results: worked out a second way, from docs/results.md, for tests alone.

It shares the types of what goes in with `jifen.core.results`, and no arithmetic: it counts who is
ahead of whom where the other sorts, and adds up where the other keeps a trace.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from jifen.core.appraisal import (
    Among,
    CarryOf,
    Combine,
    Pool,
    ResultsRule,
    Rounding,
    Source,
    SourceKind,
    StreakOf,
    SubCycles,
    Unit,
)
from jifen.core.circumstances import EffectKind
from jifen.core.results import PastCycle, Person, Results, Seating, UnitResult
from jifen.core.rules import Direction, Rulebook, TieBreak
from jifen.core.shapes import Period

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


def plain_results(
    rulebook: Rulebook,
    people: Sequence[Person],
    *,
    units: Sequence[UnitResult] = (),
    pool_fen: int | None = None,
    history: Sequence[PastCycle] = (),
    meeting: Mapping[str, Seating] | None = None,
    as_of: dt.date | None = None,
) -> Plain:
    """Return what follows for everybody."""
    town = _Town(rulebook, people, units, meeting or {}, as_of)
    town.results()
    town.rank()
    town.grade()
    town.give_prizes()
    town.split(pool_fen)
    town.go_on(history)
    return town.plain


class _Town:
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
        vetoes = [e.effect.points for e in _effects(person, EffectKind.TOTAL)]
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
        on = {fact.key: fact.happened_on for fact in account.facts}
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
                        for a, b in zip(months, months[1:], strict=False)
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
            elif person.suspended:
                reason = "suspended"
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

    def _scope(self, among: Among, code: str) -> str:
        person = self.people[code]
        if among is Among.VILLAGE:
            return f"village:{person.village}"
        if among is Among.POST_GROUP:
            return f"post_group:{person.account.post_group}"
        return "town"

    def _decided(self, key: str, tied: Sequence[str], seats: int) -> tuple[str, ...] | None:
        """Note the line, and return whom a meeting seated; None while it is open."""
        about = self.meeting.get(key)
        seated = None
        if about and about.tied == set(tied) and about.seated <= about.tied:
            seated = tuple(sorted(about.seated)) if len(about.seated) <= seats else None
        self.plain.lines.append((key, tuple(sorted(tied)), seats, seated))
        return seated

    # ---------------------------------------------------------------- grades
    def grade(self) -> None:
        names: dict[str, list[str]] = {}
        range_: dict[str, tuple[int, int]] = {}
        self.hangs: dict[str, set[str]] = {}
        self.by_whole: set[str] = set()
        self.straight: set[str] = set()
        for code, person in self.people.items():
            bands = self.rule.bands
            if person.account.post_group in self.rule.bands_of:
                bands = self.rule.bands_of[person.account.post_group]
            if not bands or self.plain.not_ranked.get(code, "left-out") != "left-out":
                continue
            names[code] = [band.code for band in bands]
            total = self.plain.totals[code]
            assert total is not None

            def index(total: int, bands: Sequence = bands) -> int:  # type: ignore[type-arg]
                fits = [
                    n
                    for n, band in enumerate(bands)
                    if band.least is None or total - band.least >= (0 if band.inside else 1)
                ]
                return min(fits)

            low = index(total)
            high = min(index(self.whole[code]), low)
            given = [names[code].index(e.effect.grade) for e in _effects(person, EffectKind.GRADE)]
            caps = [
                names[code].index(e.effect.grade) for e in _effects(person, EffectKind.GRADE_CAP)
            ]
            if given:
                high = low = max(given)
                self.straight.add(code)
            high, low = max([high, *caps]), max([low, *caps])
            if high < low:
                key = f"whole:{code}"
                seated = self._decided(key, [code], 1)
                self.by_whole.add(code)
                if seated is None:
                    self.hangs[code] = {key}
                elif seated:
                    low = high
                else:
                    high = low
            range_[code] = (high, low)
        any_names = next(iter(names.values()), [])
        for name in any_names:
            for at, quota in enumerate(self.rule.quotas):
                if quota.grade == name:
                    for scope in sorted({self._scope(quota.among, code) for code in names}):
                        members = [c for c in names if self._scope(quota.among, c) == scope]
                        self._allot(at, scope, members, any_names.index(name), range_)
        for code in names:
            hangs = tuple(sorted(self.hangs.get(code, set())))
            self.plain.hangs_on[code] = hangs
            self.plain.grades[code] = "" if hangs else names[code][range_[code][1]]

    def _allot(
        self,
        at: int,
        scope: str,
        members: list[str],
        grade: int,
        range_: dict[str, tuple[int, int]],
    ) -> None:
        quota = self.rule.quotas[at]
        ranked = [code for code in members if code in self.plain.places]
        ratio = Fraction(0)
        for code in ranked:
            unit = self.units.get(self.people[code].village)
            ratio += quota.by_unit_grade.get(unit.grade if unit else "", quota.ratio)
        seats = {
            Rounding.DOWN: floor(ratio),
            Rounding.UP: ceil(ratio),
            Rounding.HALF_UP: floor(ratio + Fraction(1, 2)),
        }[quota.rounding]
        seats = min(seats, len(ranked))
        contend: list[str] = []
        for code in members:
            if code in self.hangs or range_[code][1] != grade:
                continue
            figure = self.whole[code] if code in self.by_whole else self.plain.totals[code]
            assert figure is not None
            under = quota.floor is not None and figure < quota.floor
            if code not in ranked or (under and code not in self.straight):
                range_[code] = (grade + 1, grade + 1)
            else:
                contend.append(code)
        wait = [c for c in ranked if c in self.hangs and range_[c][0] <= grade <= range_[c][1]]

        def key(code: str) -> tuple[bool, int]:
            return code not in self.straight, self.plain.places[code]

        on = {line for code in wait for line in self.hangs[code]}
        tied: list[str] = []
        moves: dict[str, str] = {}
        for code in contend:
            ahead = sum(key(other) < key(code) for other in contend)
            at_most = sum(key(other) <= key(code) for other in (*contend, *wait))
            if at_most <= seats:
                continue
            if ahead >= seats:
                moves[code] = "falls"
            elif any(key(other) <= key(code) for other in wait):
                moves[code] = "waits"
            else:
                tied.append(code)
        if len(contend) + len(wait) > seats:
            for code in wait:
                range_[code] = (range_[code][0], max(range_[code][1], grade + 1))
        for code, move in moves.items():
            range_[code] = (grade + 1 if move == "falls" else grade, grade + 1)
            if move == "waits":
                self.hangs[code] = set(on)
        if tied:
            alike = [
                n
                for n, other in enumerate(self.rule.quotas)
                if (other.grade, other.among) == (quota.grade, quota.among)
            ]
            number = 1 + alike.index(at)
            line = f"quota:{quota.grade}:{scope}" + ("" if number == 1 else f":{number}")
            ahead = sum(key(other) < key(tied[0]) for other in contend)
            seated = self._decided(line, tied, seats - ahead)
            for code in tied:
                if seated is None:
                    self.hangs[code] = {line}
                    range_[code] = (grade, grade + 1)
                elif code not in seated:
                    range_[code] = (grade + 1, grade + 1)

    # ---------------------------------------------------------------- prizes
    def give_prizes(self) -> None:
        may = [
            code
            for code in self.plain.places
            if self.people[code].months >= self.rulebook.service.months_to_award
            and not _effects(self.people[code], EffectKind.NO_AWARD)
        ]
        for among in Among:
            prizes = [prize for prize in self.rule.prizes if prize.among is among]
            for scope in sorted({self._scope(among, code) for code in may}):
                # Each slot is a group of equals and how many of them have nothing yet.
                queue: list[tuple[set[str], int]] = []
                members = [code for code in may if self._scope(among, code) == scope]
                for place in sorted({self.plain.places[code] for code in members}):
                    same = {code for code in members if self.plain.places[code] == place}
                    queue.append((same, len(same)))
                given = 0
                for prize in prizes:
                    given += self._give(prize.code, prize.least, prize.places - given, queue, scope)

    def _give(
        self, prize: str, least: int, seats: int, queue: list[tuple[set[str], int]], scope: str
    ) -> int:
        start = seats
        lapsed = 0
        for number, (codes, free) in enumerate(queue):
            total = self.plain.totals[min(codes)] if codes else least
            assert total is not None
            if seats <= 0 or total < least:
                break
            sure = len(codes) == free
            winners: set[str] = set()
            if free <= seats:
                winners = set(codes) if sure else set()
                queue[number] = (codes - winners, 0)
                seats -= free
            else:
                about = self.meeting if sure else {}
                keep, self.meeting = self.meeting, about
                seated = self._decided(f"prize:{prize}:{scope}", sorted(codes), seats)
                self.meeting = keep
                if seated is not None:
                    winners = set(seated)
                    lapsed = seats - len(winners)
                    queue[number] = (codes - winners, free - len(winners))
                else:
                    queue[number] = (codes, free - seats)
                seats = 0
            for code in winners:
                self.plain.awards.setdefault(code, []).append(prize)
        return max(start, 0) - max(seats, 0) - lapsed

    # ---------------------------------------------------------------- the pool
    def split(self, pool_fen: int | None) -> None:
        pool = self.rule.pool
        if pool is None:
            return
        size = pool_fen if pool_fen is not None else pool.fen
        if size is None:
            self.plain.left_fen = 0
            return
        weights: dict[str, Fraction] = {}
        for code, person in self.people.items():
            why = self._no_share(pool, person)
            if why:
                self.plain.without[code] = why
            else:
                weights[code] = self._weight(pool, person)
        if pool.ratio is not None:
            places = self.plain.places
            seats = floor(pool.ratio * len(places))
            for code in list(weights):
                ahead = sum(places[other] < places[code] for other in weights)
                if ahead >= seats:
                    self.plain.without[code] = "not-among"
            among = [code for code in weights if code not in self.plain.without]
            last = max((places[code] for code in among), default=0)
            tied = [code for code in among if places[code] == last]
            if len(among) > seats:
                seated = self._decided("pool", tied, seats - (len(among) - len(tied)))
                if seated is None:
                    self.plain.left_fen = size
                    return
                for code in tied:
                    if code not in seated:
                        self.plain.without[code] = "not-among"
            weights = {c: w for c, w in weights.items() if c not in self.plain.without}
        self._deal(pool, size, weights)

    def _no_share(self, pool: Pool, person: Person) -> str:
        total = self.plain.totals[person.code]
        if total is None:
            return "not-established"
        if person.suspended:
            return "suspended"
        if person.months < self.rulebook.service.months_to_award:
            return "served-too-short"
        if _effects(person, EffectKind.NO_BONUS):
            return "no-bonus"
        if pool.least is not None and total < pool.least:
            return "under-least"
        if pool.ratio is not None and person.code not in self.plain.places:
            return "not-ranked"
        return "" if self._weight(pool, person) > 0 else "no-weight"

    def _weight(self, pool: Pool, person: Person) -> Fraction:
        total = self.plain.totals[person.code]
        assert total is not None
        worth = max(total, 0)
        if pool.brackets:
            worth = 0
            for low, high in zip(pool.brackets, [*pool.brackets[1:], None], strict=True):
                top = total if high is None else min(total, high.over)
                worth += low.fen * max(floor(Fraction(top - low.over, 100)), 0)
        group = person.account.post_group
        assert group is not None
        return (
            Fraction(worth)
            * pool.coefficients.get(group, Fraction(1))
            * (person.months if pool.by_months else 1)
        )

    def _deal(self, pool: Pool, size: int, weights: dict[str, Fraction]) -> None:
        unit = 100 if pool.unit is Unit.YUAN else 1
        units = size // unit
        most = units if pool.share_max is None else floor(pool.share_max * size / unit)
        # The heaviest have the most one after another, until the next one would not reach it.
        rest = sorted(weights, key=lambda code: -weights[code])
        full: list[str] = []
        left = units
        while rest and pool.share_max is not None:
            together = sum(weights[code] for code in rest)
            if left * weights[rest[0]] < most * together:
                break
            full.append(rest.pop(0))
            left -= most
        together = sum((weights[code] for code in rest), Fraction(0))
        exact = {code: left * weights[code] / together for code in rest}
        given = {code: floor(amount) for code, amount in exact.items()}
        missing = left - sum(given.values()) if rest else 0

        def key(code: str) -> tuple[Fraction, int, int]:
            total = self.plain.totals[code]
            assert total is not None
            place = self.plain.places.get(code, len(self.people) + 1)
            return exact[code] - given[code], total, -place

        lots: list[str] = []
        if missing:
            line = sorted(map(key, rest), reverse=True)[missing - 1]
            equal = sorted(code for code in rest if key(code) == line)
            sure = [code for code in rest if key(code) > line]
            lots = equal[: missing - len(sure)]
            about = self.meeting.get("pool:remainder")
            if (
                len(lots) < len(equal)
                and about is not None
                and about.tied == set(equal)
                and len(about.seated) == len(lots)
                and about.seated <= about.tied
            ):
                lots = sorted(about.seated)
                self.plain.lines.append(("pool:remainder", tuple(equal), len(lots), tuple(lots)))
            for code in (*sure, *lots):
                given[code] += 1
        given |= dict.fromkeys(full, most)
        self.plain.shares = {code: amount * unit for code, amount in given.items()}
        self.plain.left_fen = size - sum(self.plain.shares.values())

    # ---------------------------------------------------------------- what goes on
    def go_on(self, history: Sequence[PastCycle]) -> None:
        lowest = self._lowest()
        for code, person in self.people.items():
            cycles = [(past.grades.get(code), code in past.lowest) for past in history]
            cycles.append((self.plain.grades.get(code), code in lowest))
            runs = []
            for rule in self.rule.streaks:
                marks = [
                    low if rule.of is StreakOf.LOWEST else grade == rule.grade
                    for grade, low in cycles
                ]
                length = [*marks[::-1], False].index(False)
                if length >= rule.times:
                    runs.append((rule.code, length))
            self.plain.runs[code] = runs
            self.plain.carry_in[code] = self._carried(person)
            money = sum(
                (-1 if self.rulebook.item(e.item).direction is Direction.DEDUCT else 1)
                * (e.fen or 0)
                for e in _effects(person, EffectKind.MONEY)
            )
            prizes = {prize.code: prize.fen or 0 for prize in self.rule.prizes}
            won = sum(prizes[prize] for prize in self.plain.awards.get(code, []))
            self.plain.performance[code] = max(0, won + self.plain.shares.get(code, 0) + money)

    def _lowest(self) -> set[str]:
        rule = self.rulebook.ladder.low_rank
        if rule is None:
            return set()
        whole = [
            code
            for code in self.plain.places
            if self.whole[code] == self.plain.totals[code]
            and all(line.name != "proration" for line in self.people[code].assessment.lines)
        ]
        count = min(max(floor(rule.ratio * len(whole)), rule.people), len(whole))
        return {
            code
            for code in whole
            if sum(self.plain.places[other] >= self.plain.places[code] for other in whole) <= count
        }

    def _carried(self, person: Person) -> int:
        rule = self.rule.carry_in
        if rule is None:
            return 0
        given = [line for line in person.assessment.lines if line.item]
        figure = {
            CarryOf.ADDED: sum(max(line.amount, 0) for line in given),
            CarryOf.DEDUCTED: sum(min(line.amount, 0) for line in given),
            CarryOf.OVER_BASE: sum(
                line.amount
                for line in person.assessment.lines
                if line.name not in {"base", "proration"}
            ),
        }[rule.of]
        amount = rounded(rule.share * figure)
        if rule.most is not None and abs(amount) > rule.most:
            return rule.most if amount > 0 else -rule.most
        return amount


def _effects(person: Person, kind: EffectKind) -> list:  # type: ignore[type-arg]  # of EffectDue
    return [due for due in person.assessment.effects if due.effect.kind is kind]
