"""Simulation (试算): a cycle's facts under another version, compared with the one in force.

Pure. Accounts come one after another and are forgotten: of each only what two versions make of it
is kept, without its facts, so that memory grows with people and never with facts.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from jifen.core.appraisal import ResultsRule, SourceKind
from jifen.core.assess import assess
from jifen.core.comparison import (
    Comparison,
    Gap,
    ItemMove,
    Move,
    Pay,
    Stand,
    Unscored,
    VillageMove,
    bands,
    crossings,
    groups,
)
from jifen.core.facts import Account, Fact, HolderKind
from jifen.core.ladder import low, reaches_line, reaches_removal
from jifen.core.months import IN_A, full_months, months_of, part_of
from jifen.core.points import Centipoints
from jifen.core.ranking import Reason, Row, rank
from jifen.core.results import Person, Results, UnitResult, results
from jifen.core.rollup import Member, member_total, roll_up
from jifen.core.rules import Rulebook
from jifen.core.shapes import Period
from jifen.core.trace import UNSCORED, Assessment, Line, StepKind

_OUTSIDE = frozenset({SourceKind.VOTE, SourceKind.SCORE})
"""Sources of a result that no ledger holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One account of the cycle, and where its holder stands: everything that either version asks.

    `tried` is the account as the tried version reads it, where that differs: what lay before the
    cycle, as far as it looks back. Of a village only the account is read.
    """

    account: Account
    as_of: dt.date
    tried: Account | None = None
    until: dt.date | None = None  # first day that does not count as served; None: the cycle's end
    village: str = ""  # path of the unit they serve in at the checkpoint
    kept_out: Reason | None = None
    days: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Unit → days served there, for the village roll-up."""


def simulate(
    in_force: Rulebook,
    tried: Rulebook,
    accounts: Iterable[Replayed],
    *,
    as_of: dt.date | None = None,
    pool_fen: int | None = None,
) -> Comparison:
    """Return what becomes of everybody; see `Simulation`. The order of accounts means nothing."""
    simulation = Simulation(in_force, tried, as_of=as_of, pool_fen=pool_fen)
    for one in accounts:
        simulation.take(one)
    return simulation.comparison()


class Simulation:
    """Two versions, and what they have made of the accounts so far."""

    def __init__(
        self,
        in_force: Rulebook,
        tried: Rulebook,
        *,
        as_of: dt.date | None = None,
        pool_fen: int | None = None,
    ) -> None:
        """`as_of`: the checkpoint, None for the latest of the accounts. `pool_fen`: for both."""
        self._as_of = as_of
        self._pool_fen = pool_fen
        self._gaps = _gaps((in_force, tried), pool_fen)
        points_only = Gap.SOURCES in self._gaps
        self._in_force = _Side(in_force, points_only=points_only)
        self._tried = _Side(tried, points_only=points_only)
        self._seen: dict[StepKind, _Numbers] = {kind: _Numbers() for kind in UNSCORED}
        self._unscored: dict[tuple[str, StepKind], list[int]] = {}
        self._latest: dt.date | None = None

    def take(self, one: Replayed) -> None:
        """Assess one account under both versions; keep what it comes to, forget its facts."""
        self._in_force.take(one, one.account)
        found = self._tried.take(one, one.tried or one.account)
        for line in found.lines:
            if line.steps[0].kind in UNSCORED:
                self._note(line)
        if self._latest is None or one.as_of > self._latest:
            self._latest = one.as_of

    def comparison(self) -> Comparison:
        """Return the comparison over every account that was taken."""
        on = self._as_of or self._latest or dt.date.min
        before = self._in_force.results(as_of=on, pool_fen=self._pool_fen)
        after = self._tried.results(as_of=on, pool_fen=self._pool_fen)
        moves = self._moves(before, after)
        return Comparison(
            as_of=on,
            moves=moves,
            villages=_villages(self._in_force, self._tried),
            pay=(_pay(before), _pay(after)),
            groups=groups(moves),
            unscored=tuple(
                Unscored(item=item, why=why, facts=facts, lines=lines)
                for (item, why), (facts, lines) in sorted(self._unscored.items())
            ),
            items=self._items(),
            gone=_without(self._in_force.rules, self._tried.rules),
            new=_without(self._tried.rules, self._in_force.rules),
            gaps=self._gaps,
        )

    def _note(self, line: Line) -> None:
        why = line.steps[0].kind
        counts = self._unscored.setdefault((line.item, why), [0, 0])
        counts[0] += self._seen[why].add(line.seq)
        counts[1] += 1

    def _moves(self, before: Results, after: Results) -> tuple[Move, ...]:
        grades = bands(self._in_force.rules), bands(self._tried.rules)
        moves = []
        for code, person in self._in_force.people.items():
            was = self._in_force.stand(before, code)
            now = self._tried.stand(after, code)
            moves.append(
                Move(
                    code=code,
                    village=person.village,
                    kind=person.account.place,
                    group=person.account.post_group,
                    before=was,
                    after=now,
                    crossed=crossings(was, now, grades),
                )
            )
        last = len(moves) + 1
        return tuple(sorted(moves, key=lambda move: (move.after.place or last, move.code)))

    def _items(self) -> tuple[ItemMove, ...]:
        one, other = self._in_force.given, self._tried.given
        return tuple(
            ItemMove(item=code, before=Centipoints(was), after=Centipoints(now))
            for code in sorted(one.keys() | other.keys())
            if (was := one.get(code, 0)) != (now := other.get(code, 0))
        )


class _Side:
    """One version, and what it has made of the accounts so far."""

    def __init__(self, rules: Rulebook, *, points_only: bool) -> None:
        if points_only and rules.results is not None:
            kept = ResultsRule(sub_cycles=rules.results.sub_cycles)
            rules = replace(rules, results=kept)
        self.rules = rules
        rule = rules.results
        self._parts = rule.sub_cycles.period if rule and rule.sub_cycles else None
        self.people: dict[str, Person] = {}
        self.given: dict[str, int] = {}
        self.own: dict[str, Centipoints] = {}  # villages' own accounts
        self._rolled: set[str] = set()  # villages in which anybody served, or anything happened
        self._members: dict[str, list[Member]] = {}

    def take(self, one: Replayed, account: Account) -> Assessment:
        """Assess an account and keep what it comes to; return the whole, to be looked at once."""
        found = assess(self.rules, account, as_of=one.as_of)
        given = self.given
        for line in found.lines:
            if line.item and line.amount:
                given[line.item] = given.get(line.item, 0) + line.amount
        if account.kind is HolderKind.VILLAGE:
            self.own[account.holder] = found.net
            if account.facts:
                self._rolled.add(account.holder)
            return found
        for unit, days in one.days.items():
            member = Member(account.holder, member_total(self.rules.rollup, found), days)
            self._members.setdefault(unit, []).append(member)
            self._rolled.add(unit)
        kept, said = condensed(account, found, self._parts)
        self.people[account.holder] = Person(
            account=kept,
            assessment=said,
            months=_months(self.rules, account, one.until),
            village=one.village,
            kept_out=one.kept_out,
        )
        return found

    def rollups(self) -> dict[str, Centipoints]:
        """Return each village's roll-up, by path: where anybody served, or anything happened."""
        rule = self.rules.rollup
        paths = sorted(self._rolled)
        none = Centipoints(0)
        return {
            path: roll_up(
                rule, self.own.get(path, none), sorted(self._members.get(path, ()), key=_code)
            ).total
            for path in paths
        }

    def results(self, *, as_of: dt.date, pool_fen: int | None) -> Results:
        """Return what follows for everybody. A village's result is its roll-up."""
        units = [UnitResult(path=path, result=total) for path, total in self.rollups().items()]
        return results(
            self.rules, list(self.people.values()), units=units, pool_fen=pool_fen, as_of=as_of
        )

    def stand(self, found: Results, code: str) -> Stand:
        """Return where somebody stands."""
        outcome, person = found.outcomes[code], self.people[code]
        gross = person.assessment.gross
        ladder = self.rules.ladder
        return Stand(
            total=outcome.result.total,
            net=person.assessment.net,
            gross=gross,
            place=outcome.place,
            not_ranked=outcome.not_ranked,
            over_line=reaches_line(ladder, gross, person.account.post_group),
            over_removal=reaches_removal(ladder, gross),
            low=low(found.low, code),
            grade=outcome.grade.grade if outcome.grade is not None else "",
            share_fen=outcome.share.fen if outcome.share is not None else 0,
            pay_fen=outcome.performance_fen,
        )


# ------------------------------------------------------------------ what is kept of an account
def condensed(
    account: Account, found: Assessment, parts: Period | None
) -> tuple[Account, Assessment]:
    """Return account and assessment as `results` reads them, in a size that facts do not change.

    Facts become one gain and one loss of each sub-cycle where the version has any (`parts`), and
    nothing where it has none. What the facts gave stands in the assessment's sums all the same.
    """
    lines = [replace(line, steps=()) for line in found.lines if not line.item]
    facts: tuple[Fact, ...] = ()
    if parts is not None:
        facts, together = _by_part(account, found, parts)
        lines += together
    return (
        replace(account, facts=facts, prior=()),
        replace(
            found,
            lines=tuple(lines),
            effects=tuple(replace(due, facts=()) for due in found.effects),
        ),
    )


def _by_part(
    account: Account, found: Assessment, parts: Period
) -> tuple[tuple[Fact, ...], list[Line]]:
    on = {fact.key: fact.counts_on for fact in account.facts}
    sums: dict[tuple[int, bool], int] = {}
    for line in found.lines:
        if line.item and line.amount:
            place = part_of(account.starts_on, on[line.name], parts), line.amount > 0
            sums[place] = sums.get(place, 0) + line.amount
    size, months = IN_A[parts], months_of(account)
    facts, lines = [], []
    for (part, gain), amount in sorted(sums.items()):
        key = f"{part}{'+' if gain else '-'}"
        facts.append(
            Fact(
                key=key,
                seq=0,
                item=key,
                happened_on=months[part * size][0],
                matter=key,
                village="",
                parties=(),
            )
        )
        lines.append(Line(key, Centipoints(amount), (), item=key))
    return tuple(facts), lines


def _months(rules: Rulebook, account: Account, until: dt.date | None) -> int:
    """Return how many full months somebody served before `until`."""
    assert account.service is not None, "a cadre's account says when they served"
    if until is not None:
        spans = tuple((a, min(b, until)) for a, b in account.service.spans if a < until)
        account = replace(account, service=replace(account.service, spans=spans))
    return full_months(account, leave_costs=rules.service.leave_costs)


class _Numbers:
    """Which numbers were met: one bit for each, whatever comes."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> bool:
        """Note a number; say whether it is new."""
        place, bit = number >> 3, 1 << (number & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        known = self._bits[place] & bit
        self._bits[place] |= bit
        return not known


# ------------------------------------------------------------------ together
def _villages(one: _Side, other: _Side) -> tuple[VillageMove, ...]:
    before, after = one.rollups(), other.rollups()
    was, now = _places(one.rules, before), _places(other.rules, after)
    moves = [
        VillageMove(
            path=path,
            before=before[path],
            before_place=was[path],
            after=after[path],
            after_place=now[path],
        )
        for path in before
    ]
    return tuple(sorted(moves, key=lambda move: (move.after_place, move.path)))


def _places(rules: Rulebook, totals: Mapping[str, Centipoints]) -> dict[str, int]:
    rows = [Row(code=path, total=total) for path, total in totals.items()]
    found = rank(rows, rule=replace(rules.ranking, tie_breaks=()))
    return {standing.row.code: standing.place for standing in found.standings}


def _pay(found: Results) -> Pay:
    outcomes = found.outcomes.values()
    bonus = found.bonus
    return Pay(
        pool_fen=bonus.pool_fen if bonus is not None else None,
        paid_fen=sum(share.fen for share in bonus.shares) if bonus is not None else 0,
        left_fen=bonus.left_fen if bonus is not None else 0,
        left=bonus.left if bonus is not None else (),
        sharers=len(bonus.shares) if bonus is not None else 0,
        prizes_fen=sum(award.fen or 0 for one in outcomes for award in one.awards),
        money_fen=sum(money.fen for one in outcomes for money in one.money),
        total_fen=sum(one.performance_fen for one in outcomes),
    )


def _gaps(versions: Sequence[Rulebook], pool_fen: int | None) -> tuple[Gap, ...]:
    """Return what the ledger cannot say of what these versions ask."""
    rules = [version.results for version in versions if version.results is not None]
    found = []
    if any(source.kind in _OUTSIDE for rule in rules for source in rule.sources):
        return (Gap.SOURCES,)
    if any(quota.by_unit_grade for rule in rules for quota in rule.quotas):
        found.append(Gap.UNIT_GRADES)
    if pool_fen is None and any(rule.pool and rule.pool.fen is None for rule in rules):
        found.append(Gap.POOL_SIZE)
    return tuple(found)


def _without(one: Rulebook, other: Rulebook) -> tuple[str, ...]:
    return tuple(item.code for item in one.items if item.code not in other.by_code)


def _code(member: Member) -> str:
    return member.code
