"""The ways in for files: decided matters of before go-live, or rows that become draft claims.

Nothing skips a step: without `second` rows become drafts. With it they are past, decided matters:
the decision number stands in the row, one account enters them and another, who may decide,
approves; four eyes and evidence apply; the county locks this way in after go-live.
"""

import datetime as dt
import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.claims import late
from jifen.claims.commands.booking import check_booked
from jifen.claims.commands.hands import bearing, check_clerk, check_roles
from jifen.claims.models import Claim, PastLock, Person
from jifen.claims.queries import past_locked
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.facts import Measures, parties
from jifen.core.hand import Hand
from jifen.core.points import Centipoints
from jifen.core.report import Outcome, Report
from jifen.core.rules import Capacity, Direction, Rulebook, Subject
from jifen.core.secrecy import is_confidential
from jifen.core.shapes import Figured, PerUnit, Range
from jifen.core.workflow import Kind, State
from jifen.cycles.models import Cycle
from jifen.ledger import openings
from jifen.ledger.commands import NewFact, check_fact, record_change, record_facts
from jifen.ledger.models import Change, Fact
from jifen.ledger.queries import concerned
from jifen.people.models import Area, Cadre, User
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook
from jifen.sheets.cells import Named
from jifen.sheets.facts import FactRow, FactsSheet, WithdrawalRow, understood

CAPACITIES: Mapping[str, Capacity] = {
    "": Capacity.NAMED,
    "署名": Capacity.NAMED,
    "署名人": Capacity.NAMED,
    "当事人": Capacity.NAMED,
    "本人": Capacity.NAMED,
    "责任人": Capacity.RESPONSIBLE,
    "直接责任人": Capacity.RESPONSIBLE,
}
"""What offices write in brackets behind a name."""


@transaction.atomic(durable=True)
def import_facts(
    town: Area,
    sheet: FactsSheet,
    *,
    hand: Hand,
    second: Actor | None = None,
    dry_run: bool = False,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Enter a facts workbook: as decided matters approved by `second`, or else as draft claims.

    Row identity is decision number, people, item, unit, date and ordinal among equals: the same
    file again adds nothing, a mended file adds the mended rows. A refused row is named with its
    reason; the others go in. `told` hears how many rows of how many have been looked at.

    Raises:
        Refusal: "past.locked", "past.same-hand", "past.not-clerk", "past.not-decider".
    """
    chain = hold(town.path, at=hand.at)
    if second is None:
        check_clerk(Target(area=town.path), hand)
    else:
        _check_hands(town, hand, second)
    report = Report(sheet.filename, sheet.digest, dry_run, notes=[str(n) for n in sheet.notes])
    for problem in sheet.problems:
        report.unreadable(problem.sentence)
    entry = _Entry(town, chain, hand, second, report)
    entry.facts(sheet.facts, told)
    entry.withdrawals(sheet.withdrawals)
    chain.seal()
    if dry_run:
        transaction.set_rollback(True)
    return report


@transaction.atomic(durable=True)
def lock_past(town: Area, *, hand: Hand) -> PastLock:
    """Lock the way in for past decisions; it does not open again.

    Raises:
        Refusal: "past.not-county" unless a county account does it, "past.locked" if it is.
    """
    chain = hold(town.path, at=hand.at)
    if Role.COUNTY not in roles_toward(hand.actor, Target(area=town.path), on=hand.today):
        raise Refusal("past.not-county")
    if past_locked(town):
        raise Refusal("past.locked")
    seq = chain.append("lock", what="as-decided", by=hand.actor.key)
    lock = PastLock.objects.create(town=town, by=uuid.UUID(hand.actor.key), at=chain.at, seq=seq)
    chain.seal()
    return lock


def _check_hands(town: Area, hand: Hand, second: Actor) -> None:
    if past_locked(town):
        raise Refusal("past.locked")
    check_roles(town.path, (), (), hand, second)


@dataclass(frozen=True, slots=True)
class _Understood:
    """A row resolved against register and rulebook."""

    cycle: Cycle
    booked: Cycle
    """Where it counts: the same, or the running one for what happened in a closed one."""
    fact: NewFact


class _Entry:
    """One facts workbook on its way into a town."""

    def __init__(
        self, town: Area, chain: Chain, hand: Hand, second: Actor | None, report: Report
    ) -> None:
        self.town, self.chain, self.hand, self.second = town, chain, hand, second
        self.report = report
        self.units = {unit.name: unit for unit in villages(town)}
        self.rosters: Rosters = rosters(town)
        self.cycles = list(
            Cycle.objects.filter(town=town).select_related("town", "version").order_by("starts_on")
        )
        self.by_name: dict[str, list[Cadre]] = defaultdict(list)
        self.by_code: dict[str, Cadre] = {}
        for cadre in Cadre.objects.filter(town=town):
            self.by_name[cadre.name].append(cadre)
            self.by_code[cadre.code] = cadre
        self.seen: Counter[str] = Counter()
        self.stood = {one.pk: openings.stood(one) for one in self.cycles if second is not None}

    # -------------------------------------------------------------- facts
    def facts(self, rows: tuple[FactRow, ...], told: Callable[[int, int], None]) -> None:
        """Enter rows as facts or drafts, cycle by cycle in the order of the file."""
        known = self._known()
        going: dict[int, list[tuple[FactRow, _Understood]]] = defaultdict(list)
        for number, row in enumerate(rows, 1):
            told(number, len(rows))
            try:
                one = self._understand(row)
                if one.fact.identity in known:
                    self.report.add(row.origin, understood(row), Outcome.KNOWN)
                    continue
                beside = [other.fact for _, other in going.get(one.booked.pk, ())]
                self._check(one, beside)
            except Refusal as refusal:
                self.report.refuse(row.origin, understood(row), refusal)
            else:
                going[one.booked.pk].append((row, one))
        for pairs in going.values():
            if self.second is None:
                for _, one in pairs:
                    self._draft(one)
            else:
                record_facts(
                    pairs[0][1].booked,
                    [one.fact for _, one in pairs],
                    event_key=uuid.UUID(bytes=self.hand.dice(16), version=4).hex,
                    chain=self.chain,
                    hand=self.hand,
                )
            for row, _ in pairs:
                self.report.add(row.origin, understood(row), Outcome.ADDED)

    def _known(self) -> set[str]:
        """Return the rows that are in: as facts, or as claims on their way to become one.

        A claim taken back leaves its row free to enter as decided; as a draft it came once.
        """
        facts = Fact.objects.filter(town=self.town)
        drafts = Claim.objects.filter(town=self.town)
        if self.second is not None:
            drafts = drafts.exclude(state=State.WITHDRAWN)
        rows = facts.values_list("identity").union(drafts.values_list("identity"))
        return {identity for (identity,) in rows if identity}

    def _understand(self, row: FactRow) -> _Understood:
        """Resolve a row's words: unit, people, item, measures, cycle.

        Raises:
            Refusal: naming the word that means nothing here, or more than one thing.
        """
        unit = self.units.get(row.unit)
        if unit is None:
            raise Refusal("unit.unknown", name=row.unit, names="、".join(self.units))
        cycle = next((c for c in self.cycles if c.starts_on <= row.happened_on < c.ends_on), None)
        if cycle is None:
            raise Refusal("cycle.none", on=row.happened_on)
        booked = late.into(cycle, on=self.hand.today)
        rules = rulebook(cycle.version)
        if row.item not in rules.by_code:
            raise Refusal("fact.item-unknown", item=row.item)
        named = {self._cadre(p, unit, row.happened_on): self._capacity(p) for p in row.people}
        identity = self._identity(row, unit, named)
        key = uuid.UUID(bytes=self.hand.dice(16), version=4)
        return _Understood(
            cycle,
            booked,
            NewFact(
                key=key,
                item=row.item,
                unit=unit,
                named=named,
                happened_on=row.happened_on,
                measures=measures(row, rules),
                duty_area=row.duty_area,
                matter=row.matter,
                reason=row.reason,
                evidence=[row.evidence] if row.evidence else [],
                decision_number=row.decision,
                way=Fact.Way.DECIDED,
                identity=identity,
                by=self.hand.actor.key,
                second=self.second.key if self.second else "",
                late_of=None if booked == cycle else cycle,
            ),
        )

    def _check(self, one: _Understood, beside: Sequence[NewFact]) -> None:
        rules = rulebook(one.cycle.version)
        if self.second is not None:
            if not one.fact.decision_number:
                raise Refusal("past.no-decision")
            bearing = self._bearing(one.fact, rules)
            check_roles(one.fact.unit.path, one.fact.named, bearing, self.hand, self.second)
            item = rules.item(one.fact.item)
            whose = bearing | ({one.fact.unit.path} if item.subject is Subject.VILLAGE else set())
            stood = self.stood[one.booked.pk]
            openings.check_not_opened(item, whose, one.fact.happened_on, among=stood)
        check_fact(one.fact, one.cycle, rules, self.rosters, today=self.hand.today, beside=beside)
        check_booked(one.fact, one.cycle, one.booked, self.rosters, on=self.hand.today)

    def _bearing(self, one: NewFact, rules: Rulebook) -> set[str]:
        item = rules.item(one.item)
        everybody = parties(
            self.rosters.on(one.unit.path, one.happened_on),
            one.named,
            duty_area=one.duty_area or item.duty_area,
        )
        return {p.cadre for p in everybody if p.capacities & item.shares.keys()}

    def _draft(self, one: _Understood) -> None:
        fact, rules = one.fact, rulebook(one.cycle.version)
        deducts = rules.item(fact.item).direction is Direction.DEDUCT
        claim = Claim.objects.create(
            town=self.town,
            ref=fact.key,
            cycle=one.cycle,
            kind=(Kind.DEDUCTION if deducts else Kind.GRANT).value,
            item=fact.item,
            unit=fact.unit,
            duty_area=fact.duty_area,
            happened_on=fact.happened_on,
            measures=fact.measures.plain(),
            matter=fact.matter,
            reason=fact.reason,
            evidence=list(fact.evidence),
            decision_number=fact.decision_number,
            identity=fact.identity,
            confidential=is_confidential(rules.item(fact.item)),
            drafted_by=User.objects.get(ref=self.hand.actor.key),
            drafted_at=self.hand.at,
        )
        Person.objects.bulk_create(
            Person(claim=claim, cadre=self.by_code[code], capacity=capacity.value)
            for code, capacity in fact.named.items()
        )

    def _cadre(self, named: Named, unit: Area, day: dt.date) -> str:
        """Return whom a name means: of the unit's roster that day, else the town's only one."""
        same = self.by_name.get(named.name, [])
        here = {member.cadre for member in self.rosters.on(unit.path, day)}
        inside = [c.code for c in same if c.code in here]
        found = inside or [c.code for c in same]
        if not found:
            raise Refusal("cadre.unknown", name=named.name)
        if len(found) > 1:
            raise Refusal("cadre.ambiguous", name=named.name, codes="、".join(found))
        return found[0]

    def _capacity(self, named: Named) -> Capacity:
        if named.capacity not in CAPACITIES:
            words = "、".join(word for word in CAPACITIES if word)
            raise Refusal("row.capacity", word=named.capacity, words=words)
        return CAPACITIES[named.capacity]

    def _identity(self, row: FactRow, unit: Area, named: Mapping[str, Capacity]) -> str:
        fields: list[canonical.Value] = [
            row.decision,
            row.item,
            unit.path,
            sorted(named),
            row.happened_on,
        ]
        bare = canonical.value(fields)
        self.seen[bare.hex()] += 1
        return hashlib.sha256(bare + b"#%d" % self.seen[bare.hex()]).hexdigest()

    # -------------------------------------------------------------- withdrawals
    def withdrawals(self, rows: tuple[WithdrawalRow, ...]) -> None:
        """Enter withdrawals one by one, each of a fact that stands."""
        known = set(
            Change.objects.filter(town=self.town)
            .exclude(identity="")
            .values_list("identity", flat=True)
        )
        for row in rows:
            said = f"{row.original} {row.unit} {row.name} {row.item}"
            fields: list[canonical.Value] = [
                row.decision, row.original, row.unit, row.name, row.item, row.original_on,
            ]  # fmt: skip
            identity = hashlib.sha256(canonical.value(fields)).hexdigest()
            if identity in known:
                self.report.add(row.origin, said, Outcome.KNOWN)
                continue
            try:
                self._withdraw(row, identity)
            except Refusal as refusal:
                self.report.refuse(row.origin, said, refusal)
            else:
                self.report.add(row.origin, said, Outcome.ADDED)

    def _withdraw(self, row: WithdrawalRow, identity: str) -> None:
        if self.second is None:
            raise Refusal("past.withdrawal-undecided")
        facts = Fact.objects.filter(
            town=self.town, decision_number=row.original, item=row.item, unit__name=row.unit
        ).select_related("cycle__version", "cycle__town", "town", "unit")
        if row.original_on is not None:
            facts = facts.filter(happened_on=row.original_on)
        if row.name:
            facts = facts.filter(parties__cadre__name=row.name)
        found = [f for f in facts.distinct() if not row.name or row.name in self._names(f)]
        if len(found) != 1:
            raise Refusal("past.withdrawal-target", found=len(found))
        fact = found[0]
        check_roles(fact.unit.path, concerned(fact), bearing(fact), self.hand, self.second)
        record_change(
            fact,
            Change.Kind.WITHDRAW,
            key=uuid.UUID(bytes=self.hand.dice(16), version=4),
            reason=f"{row.decision} {row.reason}".strip(),
            second=self.second.key,
            identity=identity,
            chain=self.chain,
            hand=self.hand,
        )

    def _names(self, fact: Fact) -> set[str]:
        return {self.by_code[code].name for code in concerned(fact)}


def measures(row: FactRow, rules: Rulebook) -> Measures:
    """Return a row's figures as its item reads them; what does not fit stays to be refused.

    Where the item asks for a decision, it is the one on which the row rests.

    Raises:
        Refusal: "row.whole" where a count is no whole number, "row.points" where the points are
            finer than a hundredth, "row.unit" where the figure is in another unit than the item's.
    """
    item = rules.item(row.item)
    shape = item.scoring
    quantity, figure = None, None
    if row.measure is not None:
        counted = getattr(shape, "unit", "") or getattr(shape, "metric", "")
        wrote = row.measure.unit
        if wrote and counted and wrote not in counted and counted not in wrote:
            raise Refusal("row.unit", unit=wrote, counted=counted, item=row.item)
        if isinstance(shape, PerUnit):
            if row.measure.value != row.measure.value.to_integral_value():
                raise Refusal("row.whole", figure=row.measure.value)
            quantity = int(row.measure.value)
        elif isinstance(shape, Figured):
            figure = Fraction(row.measure.value)
        else:
            raise Refusal("row.unwanted-measure", figure=row.measure.value, item=row.item)
    override = _hundredths(row.override)
    decided = override is not None or (isinstance(shape, Range) and shape.decided)
    return Measures(
        quantity=quantity,
        chosen=_hundredths(row.points),
        level=row.level,
        department=row.department,
        figure=figure,
        scores=tuple(sorted((who, Fraction(score)) for who, score in row.scores)),
        finder=row.finder,
        reminded_on=row.reminded_on,
        village_item=row.village_item,
        decision=row.decision if decided else "",
        override=override,
    )


def _hundredths(points: Decimal | None) -> Centipoints | None:
    if points is None:
        return None
    hundredths = points * 100
    if hundredths != hundredths.to_integral_value():
        raise Refusal("row.points", figure=points)
    return Centipoints(int(hundredths))
