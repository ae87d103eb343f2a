"""The second opinion on results: worked out a second way, from docs/results.md, for tests alone.

It shares the types of what goes in with `jifen.core.results`, and no arithmetic: it counts who is
ahead of whom where the other sorts, and adds up where the other keeps a trace.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from jifen.core.appraisal import (
    Among,
    Band,
    CarryOf,
    Pool,
    Rounding,
    Shortlist,
    StreakOf,
    Unit,
)
from jifen.core.circumstances import EffectKind
from jifen.core.results import PastCycle, Person, Seating, UnitResult
from jifen.core.rules import Direction, Rulebook
from jifen.core.shortlists import Standing
from tests.core.plain_results_points import Plain, Points, effects_of, rounded


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


def plain_shortlist(rule: Shortlist, people: Sequence[Standing], on: dt.date) -> list[str]:
    """Return who is on a list, by place; written from the page alone."""
    found = []
    for one in people:
        if one.kept_out or (rule.no_case and one.open_case):
            continue
        if rule.grades and one.grade not in rule.grades:
            continue
        if rule.streak and rule.streak not in one.streaks:
            continue
        if rule.places is not None and one.place not in range(1, rule.places + 1):
            continue
        if rule.least is not None and (one.total is None or one.total < rule.least):
            continue
        if one.months < rule.months:
            continue
        if _works(one.talk_on, rule.no_talk_months, on):
            continue
        if _works(one.grave_on, rule.no_grave_months, on):
            continue
        found.append((one.place or len(people) + 10**6, one.code))
    return [code for _place, code in sorted(found)]


def _works(since: dt.date | None, months: int, on: dt.date) -> bool:
    """Whether something still keeps somebody off: its last day is the one before the same day."""
    if since is None or not months:
        return False
    number = since.year * 12 + since.month - 1 + months
    first = dt.date(number // 12, number % 12 + 1, 1)
    end = max(
        day
        for day in (first + dt.timedelta(days=n) for n in range(since.day))
        if day.month == first.month
    )
    return on < end


class _Town(Points):
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

            def index(total: int, bands: Sequence[Band] = bands) -> int:
                fits = [
                    n
                    for n, band in enumerate(bands)
                    if band.least is None or total - band.least >= (0 if band.inside else 1)
                ]
                return min(fits)

            low = index(total)
            high = min(index(self.whole[code]), low)
            given = [
                names[code].index(e.effect.grade) for e in effects_of(person, EffectKind.GRADE)
            ]
            caps = [
                names[code].index(e.effect.grade) for e in effects_of(person, EffectKind.GRADE_CAP)
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
            and not effects_of(self.people[code], EffectKind.NO_AWARD)
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
        if person.kept_out:
            return str(person.kept_out)
        if person.months < self.rulebook.service.months_to_award:
            return "served-too-short"
        if effects_of(person, EffectKind.NO_BONUS):
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
                for e in effects_of(person, EffectKind.MONEY)
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
