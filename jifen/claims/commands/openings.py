"""The way in for opening balances (期初余额): one enters a file, another approves it.

A town that begins in mid-cycle brings what stood of each item, or of a side as one sum where no
items are known. What is approved are facts like others: withdrawn one by one, or the file whole.
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.claims import proof
from jifen.claims.commands.hands import check_clerk, check_roles
from jifen.claims.models import OpeningBatch
from jifen.claims.openings import File, Outcome, Row, file, files
from jifen.claims.queries import past_locked
from jifen.core.access import Actor, Target
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.points import Centipoints
from jifen.core.report import Outcome as RowOutcome
from jifen.core.report import Report
from jifen.core.rules import TOTALS, Direction, Rulebook
from jifen.cycles.models import Cycle
from jifen.cycles.queries import cycle_on
from jifen.ledger import openings
from jifen.ledger.commands import NewFact, NewOpening, check_fact, record_change, record_facts
from jifen.ledger.models import Change, Fact
from jifen.ledger.openings import Stood
from jifen.ledger.queries import accounts, holder
from jifen.people.models import Area, Cadre, User
from jifen.people.queries import actor, rosters, villages
from jifen.rulebook.queries import rulebook
from jifen.sheets.openings import OpeningRow, OpeningsSheet

_ADDED, _DEDUCTED = TOTALS


@transaction.atomic(durable=True)
def enter_openings(
    town: Area, sheet: OpeningsSheet, *, hand: Hand, dry_run: bool = False
) -> tuple[Report, uuid.UUID | None]:
    """Enter a file of opening balances, which waits for somebody else's approval.

    Row identity is decision number, whose, item, day, points and count: the same file again adds
    nothing, a mended file the mended rows. A refused row is named with its reason; the others go
    in. Returns what became of the rows, and the key of what now waits (None: nothing new).

    Raises:
        Refusal: "past.locked", "past.not-clerk", "cycle.none", "cycle.closed".
    """
    chain = hold(town.path, at=hand.at)
    check_clerk(Target(area=town.path), hand)
    cycle = _open_cycle(town, hand)
    report = Report(sheet.filename, sheet.digest, dry_run, notes=[str(n) for n in sheet.notes])
    for problem in sheet.problems:
        report.unreadable(problem.sentence)
    entry = _Entry(town, cycle, hand)
    rows: list[Row] = []
    for one in sheet.rows:
        try:
            fresh = entry.understand(one)
        except Refusal as refusal:
            report.refuse(one.origin, one.said, refusal)
            continue
        outcome = RowOutcome.ADDED if fresh else RowOutcome.KNOWN
        report.add(one.origin, one.said, outcome)
        rows += fresh
    if not rows or dry_run:
        transaction.set_rollback(dry_run)
        return report, None
    key = uuid.UUID(bytes=hand.dice(16), version=4)
    row = _step(town, cycle, key, Outcome.ENTERED, rows, "", hand, chain)
    row.filename = sheet.filename[:120]
    _append(row, chain)
    return report, key


@transaction.atomic(durable=True)
def approve_openings(town: Area, key: uuid.UUID | None, *, hand: Hand) -> list[Fact]:
    """Approve a file that another account entered: its rows become facts, all of them or none.

    Raises:
        Refusal: "past.locked", "opening.unknown", "opening.done" where it does not wait,
            "past.same-hand", "past.not-clerk" and "past.not-decider" toward one of its people,
            "cycle.closed", or what keeps a row out by now.
    """
    chain = hold(town.path, at=hand.at)
    if past_locked(town):
        raise Refusal("past.locked")
    one = _waiting(town, key)
    clerk = actor(User.objects.get(ref=one.entered.by))
    _check_hands(one, clerk, hand.actor, hand)
    cycle = _open_cycle(town, hand, cycle=one.entered.cycle)
    entry = _Entry(town, cycle, hand)
    new = []
    for row in one.rows:
        entry.check_standing(row)
        new.append(entry.new_fact(row, by=clerk.key, second=hand.actor.key, batch=one.key))
    facts = record_facts(cycle, new, event_key=one.key.hex, chain=chain, hand=hand)
    step = _step(town, cycle, one.key, Outcome.APPROVED, one.rows, "", hand, chain)
    step.filename, step.second = one.entered.filename, one.entered.by
    _append(step, chain)
    return facts


@transaction.atomic(durable=True)
def drop_openings(town: Area, key: uuid.UUID | None, *, reason: str, hand: Hand) -> None:
    """Drop a file that waits: whoever entered it, or whoever could have approved it.

    Raises:
        Refusal: "opening.unknown", "opening.done", "change.no-reason", "past.not-decider".
    """
    chain = hold(town.path, at=hand.at)
    one = _waiting(town, key)
    if not reason.strip():
        raise Refusal("change.no-reason")
    if one.entered.by.hex != hand.actor.key:
        clerk = actor(User.objects.get(ref=one.entered.by))
        check_roles(town.path, (), (), Hand(actor=clerk, at=hand.at, dice=hand.dice), hand.actor)
    step = _step(town, one.entered.cycle, one.key, Outcome.DROPPED, one.rows, reason, hand, chain)
    step.filename, step.second = one.entered.filename, one.entered.by
    _append(step, chain)


@transaction.atomic(durable=True)
def withdraw_openings(
    town: Area, key: uuid.UUID | None, *, reason: str, hand: Hand, second: Actor
) -> int:
    """Undo an approved file: withdraw every fact of it that still stands; return how many.

    `second` decided it, the hand enters it. A later file may bring the same rows mended.

    Raises:
        Refusal: "opening.unknown", "opening.done" unless it was approved and stands,
            "change.no-reason", "past.same-hand", "past.not-clerk", "past.not-decider", or as
            `record_change`.
    """
    chain = hold(town.path, at=hand.at)
    one = file(town, key)
    if not one.counts:
        raise Refusal("opening.done")
    _check_hands(one, hand.actor, second, hand)
    if not reason.strip():
        raise Refusal("change.no-reason")
    gone = Change.objects.filter(kind=Change.Kind.WITHDRAW, account=None)
    facts = Fact.objects.filter(opening__batch=one.key).exclude(pk__in=gone.values("fact"))
    facts = facts.select_related("cycle__version", "cycle__town", "town", "unit")
    standing = list(facts.order_by("seq"))
    for fact in standing:
        record_change(
            fact,
            Change.Kind.WITHDRAW,
            key=uuid.UUID(bytes=hand.dice(16), version=4),
            reason=reason,
            second=second.key,
            chain=chain,
            hand=hand,
        )
    cycle = one.entered.cycle
    step = _step(town, cycle, one.key, Outcome.WITHDRAWN, one.rows, reason, hand, chain)
    step.filename, step.second = one.entered.filename, uuid.UUID(second.key)
    _append(step, chain)
    return len(standing)


def _open_cycle(town: Area, hand: Hand, *, cycle: Cycle | None = None) -> Cycle:
    """Return the cycle of today, or the one given, while it takes opening balances.

    Raises:
        Refusal: "past.locked", "cycle.none", "cycle.closed".
    """
    if past_locked(town):
        raise Refusal("past.locked")
    found = cycle or cycle_on(town, hand.today)
    found = Cycle.objects.select_related("town", "version").get(pk=found.pk)
    if found.state != Cycle.State.OPEN:
        raise Refusal("cycle.closed", name=found.name)
    return found


def _waiting(town: Area, key: uuid.UUID | None) -> File:
    one = file(town, key)
    if not one.waits:
        raise Refusal("opening.done")
    return one


def _check_hands(one: File, clerk: Actor, second: Actor, hand: Hand) -> None:
    """Raise unless the one may enter, and the other decide, what is about each of its people."""
    entering = Hand(actor=clerk, at=hand.at, dice=hand.dice)
    for area, whose in sorted({(row.unit, row.holder) for row in one.rows}):
        cadres = () if whose == area else (whose,)
        check_roles(area, cadres, (), entering, second)


def _step(
    town: Area,
    cycle: Cycle,
    key: uuid.UUID,
    outcome: OpeningBatch.Outcome,
    rows: Sequence[Row],
    reason: str,
    hand: Hand,
    chain: Chain,
) -> OpeningBatch:
    return OpeningBatch(
        town=town,
        cycle=cycle,
        key=key,
        outcome=outcome,
        rows=[row.plain() for row in rows],
        reason=reason.strip(),
        salt=hand.dice(16),
        by=uuid.UUID(hand.actor.key),
        at=chain.at,
    )


def _append(row: OpeningBatch, chain: Chain) -> None:
    row.seq = chain.append("opening-batch", **proof.batch_fields(row))
    row.save(force_insert=True)
    chain.seal()


class _Entry:
    """Rows of one file on their way into a cycle."""

    def __init__(self, town: Area, cycle: Cycle, hand: Hand) -> None:
        self.town, self.cycle, self.hand = town, cycle, hand
        self.rules: Rulebook = rulebook(cycle.version)
        self.units = {unit.name: unit for unit in villages(town)}
        self.by_path = {unit.path: unit for unit in self.units.values()}
        self.held = rosters(town)
        self.accounts = {holder(one): str(one.cadre or one.village) for one in accounts(cycle)}
        self.by_name: dict[str, list[str]] = defaultdict(list)
        for cadre in Cadre.objects.filter(town=town):
            self.by_name[cadre.name].append(cadre.code)
            self.by_name[cadre.code].append(cadre.code)
        self.titles = {item.title: item.code for item in self.rules.items}
        self.stood = openings.stood(cycle)
        self.decided = openings.decided(cycle)
        self.known, self.withdrawn = self._identities()

    def _identities(self) -> tuple[set[str], set[str]]:
        """Return the rows that stand or wait, and those that were withdrawn."""
        gone = Change.objects.filter(kind=Change.Kind.WITHDRAW, account=None)
        facts = Fact.objects.filter(town=self.town, opening__isnull=False)
        ended = set(facts.filter(pk__in=gone.values("fact")).values_list("identity", flat=True))
        known = set(facts.values_list("identity", flat=True)) - ended
        known |= {row.identity for one in files(self.town) if one.waits for row in one.rows}
        return known, ended

    def understand(self, row: OpeningRow) -> list[Row]:
        """Return what is new of a row: one balance, or for sums without items one for each side.

        Raises:
            Refusal: naming the word that means nothing here, or what keeps the row out.
        """
        unit = self.units.get(row.unit)
        if unit is None:
            raise Refusal("unit.unknown", name=row.unit, names="、".join(self.units))
        whose = self._whose(row, unit)
        if whose not in self.accounts:
            raise Refusal("account.none", name=row.name or row.unit, cycle=self.cycle.name)
        found = []
        for item, points, count in self._sums(row):
            one = self._identified(row, unit, whose, item, points, count)
            if one.identity in self.known:
                continue
            check_clerk(Target(area=unit.path, cadres=frozenset({whose} - {unit.path})), self.hand)
            self.check_standing(one)
            new = self.new_fact(one, by=self.hand.actor.key, second="", batch=uuid.UUID(int=0))
            check_fact(new, self.cycle, self.rules, self.held, today=self.hand.today)
            found.append(one)
        for one in found:
            self.known.add(one.identity)
            self.stood.setdefault(one.holder, []).append(Stood(one.item, one.until))
        return found

    def _whose(self, row: OpeningRow, unit: Area) -> str:
        if not row.name and not row.code:
            return unit.path
        same = self.by_name.get(row.code.upper() if row.code else row.name, [])
        here = {member.cadre for member in self.held.on(unit.path, row.until)}
        found = [code for code in same if code in here] or same
        if not found:
            raise Refusal("cadre.unknown", name=row.name or row.code)
        if len(found) > 1:
            raise Refusal("cadre.ambiguous", name=row.name, codes="、".join(found))
        return found[0]

    def _sums(self, row: OpeningRow) -> list[tuple[str, Centipoints, int]]:
        added, deducted = _hundredths(row.added), _hundredths(row.deducted)
        if not row.item:
            if row.count:
                raise Refusal("opening.count-of-sums")
            both = ((_ADDED, added), (_DEDUCTED, Centipoints(-deducted)))
            found = [(code, points, 0) for code, points in both if points]
            if not found:
                raise Refusal("opening.nothing", item=row.name or row.unit)
            return found
        code = self.titles.get(row.item, row.item.upper())
        if code not in self.rules.by_code:
            raise Refusal("fact.item-unknown", item=row.item)
        item = self.rules.item(code)
        down = item.direction is Direction.DEDUCT
        own, other = (deducted, added) if down else (added, deducted)
        if other:
            raise Refusal("opening.side", item=code, title=item.title)
        return [(code, Centipoints(-own if down else own), row.count or 0)]

    def _identified(
        self, row: OpeningRow, unit: Area, whose: str, item: str, points: Centipoints, count: int
    ) -> Row:
        """Return the row by what it says; said again after a withdrawal, it is another one."""
        said: list[canonical.Value] = [row.decision, whose, item, row.until, points, count]
        bare = canonical.value(said)
        number, identity = 1, ""
        while not identity or identity in self.withdrawn:
            identity = hashlib.sha256(b"opening" + bare + b"#%d" % number).hexdigest()
            number += 1
        return Row(
            holder=whose,
            unit=unit.path,
            item=item,
            until=row.until,
            points=points,
            count=count,
            decision=row.decision,
            evidence=row.evidence,
            remark=row.remark,
            identity=identity,
        )

    def check_standing(self, row: Row) -> None:
        """Raise where the same points are in the account already.

        Raises:
            Refusal: "opening.stands", "opening.mixed", "opening.decided".
        """
        name = self.accounts.get(row.holder, row.holder)
        item = self.rules.item(row.item)
        for stood in self.stood.get(row.holder, ()):
            if stood.item == row.item:
                raise Refusal("opening.stands", name=name, item=item.title, until=stood.until)
            if (stood.item in TOTALS) is not (row.item in TOTALS):
                raise Refusal("opening.mixed", name=name)
        for code, side, day in self.decided.get(row.holder, ()):
            covers = side is item.direction if row.item in TOTALS else code == row.item
            if covers and day <= row.until:
                raise Refusal("opening.decided", name=name, item=code, on=day, until=row.until)

    def new_fact(self, row: Row, *, by: str, second: str, batch: uuid.UUID) -> NewFact:
        """Return the fact that a row becomes."""
        return NewFact(
            key=uuid.UUID(bytes=self.hand.dice(16), version=4),
            item=row.item,
            unit=self.by_path[row.unit],
            named={},
            happened_on=row.until,
            measures=Measures(),
            reason=row.remark or f"启用前已决定的积分，截至{row.until}",
            evidence=[row.evidence] if row.evidence else [],
            decision_number=row.decision,
            way=Fact.Way.DECIDED,
            identity=row.identity,
            by=by,
            second=second,
            opening=NewOpening(holder=row.holder, points=row.points, count=row.count, batch=batch),
        )


def _hundredths(points: Decimal | None) -> Centipoints:
    hundredths = (points or Decimal(0)) * 100
    if hundredths != hundredths.to_integral_value():
        raise Refusal("row.points", figure=points)
    if hundredths < 0:
        raise Refusal("opening.negative", points=points)
    return Centipoints(int(hundredths))
