"""Recording facts: what keeps one from being accepted, its parties, what it moves."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from jifen.chain.commands import Chain
from jifen.core.errors import Refusal
from jifen.core.facts import Fact as Value
from jifen.core.facts import Measures, parties
from jifen.core.facts import Party as PartyValue
from jifen.core.hand import Hand
from jifen.core.measures import check
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Item, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger import late, proof, queries
from jifen.ledger.commands import posting
from jifen.ledger.commands.accepting import check_entered
from jifen.ledger.commands.openings import NewOpening, check_opening
from jifen.ledger.models import Entry, Fact, Late, Opening, Party
from jifen.people.models import Area, Cadre
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """What is to be recorded as a fact; everything that makes it final has happened already."""

    key: uuid.UUID
    item: str
    unit: Area
    named: Mapping[str, Capacity]
    happened_on: dt.date
    measures: Measures
    duty_area: str = ""
    matter: str = ""
    reason: str
    evidence: Sequence[str]
    decision_number: str = ""
    way: Fact.Way
    identity: str = ""
    by: str
    second: str
    late_of: Cycle | None = None
    """The closed cycle that it happened in, where it is booked in another (补记)."""
    booked_on: dt.date | None = None
    """Of a late fact put in another's place: the day of that one's booking. Else today."""
    opening: NewOpening | None = None
    """What it brings, where it is an opening balance (期初余额)."""


def record_facts(
    cycle: Cycle,
    new: Sequence[NewFact],
    *,
    event_key: str,
    amends: bool = False,
    chain: Chain,
    hand: Hand,
) -> list[Fact]:
    """Accept facts into a cycle, in the order given, and post what they move.

    One batch assesses each account once. All facts are accepted or none. `cycle` is the one they
    are booked in, which of a late fact is not the one it happened in. `amends`: after the close, as
    two people decided; without it a closed cycle takes nothing.

    Raises:
        Refusal: "cycle.closed", "amend.open"; or what `check_fact` and `check_late` say of one of
            them.
    """
    assert connection.in_atomic_block
    posting.check_takes(cycle, amends=amends)
    rules = rulebook(cycle.version)
    held = rosters(cycle.town, upto_seq=cycle.closed_seq)
    by_code = {queries.holder(a): a for a in queries.accounts(cycle)}
    codes = {c.code: c for c in Cadre.objects.filter(town=cycle.town)}
    everybody: list[tuple[PartyValue, ...]] = []
    touched: set[str] = set()
    amounts: dict[uuid.UUID, dict[str, Centipoints]] = {}
    for number, one in enumerate(new):
        own = one.late_of or cycle
        theirs = rulebook(own.version)
        check_fact(one, own, theirs, held, today=hand.today, beside=new[:number])
        everybody.append(_parties(one, theirs.item(one.item), held))
        if one.opening is not None:
            if one.opening.holder not in by_code:
                raise Refusal("account.none", name=one.opening.holder, cycle=cycle.name)
            touched.add(one.opening.holder)
        elif one.late_of is None:
            touched |= late.bearing(rules.item(one.item), everybody[-1], one.unit.path)
        else:
            amounts[one.key] = check_late(one, one.late_of, cycle, held, booked_in=by_code)
            touched |= amounts[one.key].keys()
    moved = [by_code[code] for code in sorted(touched)]
    movement = posting.Movement(cycle, moved, held=held, chain=chain, hand=hand)
    rows: list[Fact] = []
    shares: list[Party] = []
    back: list[Late] = []
    stood: list[Opening] = []
    for one, people in zip(new, everybody, strict=True):
        fact = _row(one, cycle, chain, hand)
        pairs = [(p.cadre, ",".join(sorted(p.capacities))) for p in people]
        fact.seq = chain.append("fact", **proof.fact_fields(fact, pairs))
        rows.append(fact)
        if one.late_of is not None:
            back.append(_late(fact, one, amounts[one.key], chain, hand))
        if one.opening is not None:
            stood.append(_opening(fact, one.opening, chain))
        shares += [Party(fact=fact, cadre=codes[c], capacities=text) for c, text in pairs]
    Fact.objects.bulk_create(rows, batch_size=200)
    Party.objects.bulk_create(shares, batch_size=500)
    Late.objects.bulk_create(back)
    Opening.objects.bulk_create(stood)
    movement.post(Entry.Event.AMEND if amends else Entry.Event.ACCEPT, event_key, rows)
    return rows


def check_fact(
    one: NewFact,
    cycle: Cycle,
    rules: Rulebook,
    held: Rosters,
    *,
    today: dt.date,
    beside: Sequence[NewFact] = (),
) -> None:
    """Raise what keeps a fact from being accepted; also what a preview and a dry run ask.

    `beside` are facts of the same cycle that are accepted with it, and before it. A query only for
    a village's own items (村自定事项).

    Raises:
        Refusal: "fact.item-unknown", "fact.outside-cycle", "fact.future", "fact.no-evidence",
            "fact.no-reason", "fact.not-serving", "fact.nobody-bears", "fact.same-hand",
            "fact.reminded-later", "fact.village-items-full", "unit.unknown", or what
            `core.measures.check` says; of an opening balance what `check_opening` does.
    """
    if not one.unit.path.startswith(cycle.town.path + "/"):
        names = "、".join(unit.name for unit in villages(cycle.town))
        raise Refusal("unit.unknown", name=one.unit.name, names=names)
    item = rules.by_code.get(one.item) if one.opening is None else rules.known(one.item)
    if item is None:
        raise Refusal("fact.item-unknown", item=one.item)
    check_entered(one, cycle, item, today=today)
    if one.opening is not None:
        check_opening(one.opening, item)
        return
    check(item, one.measures)
    if one.measures.reminded_on is not None and one.measures.reminded_on > one.happened_on:
        raise Refusal(
            "fact.reminded-later",
            article=item.article,
            reminded=one.measures.reminded_on,
            on=one.happened_on,
        )
    if item.village_set is not None:
        _check_village_set(one, cycle, item, item.village_set, beside)
    for code in one.named:
        if not held.spans(code, cycle.starts_on, cycle.ends_on):
            raise Refusal("fact.not-serving", code=code, cycle=cycle.name)
    everybody = _parties(one, item, held)
    bears = any(p.capacities & item.shares.keys() for p in everybody)
    if not bears and item.subject is Subject.CADRE:
        raise Refusal("fact.nobody-bears", article=item.article, item=item.code, unit=one.unit.name)


def check_late(
    one: NewFact, own: Cycle, cycle: Cycle, held: Rosters, *, booked_in: Collection[str]
) -> dict[str, Centipoints]:
    """Return what a late fact's own cycle gives, by holder; raise what keeps it from being booked.

    `booked_in`: who has an account in the cycle it would be booked in. It was checked as a fact of
    its own cycle before (`check_fact`).

    Raises:
        Refusal: "late.refused", "late.no-item", "late.measured-otherwise", or "late.nobody" where
            nobody who bears it by both versions has an account in both cycles.
    """
    rules, theirs = rulebook(cycle.version), rulebook(own.version).item(one.item)
    late.check_books(rules, own)
    item = late.check_item(rules, theirs, one.measures)
    value = Value(
        key=one.key.hex,
        seq=late.LAST,
        item=one.item,
        happened_on=one.happened_on,
        measures=one.measures,
        matter=one.matter or one.key.hex,
        village=one.unit.path,
        parties=_parties(one, theirs, held),
    )
    here = late.bearing(item, value.parties, one.unit.path) & set(booked_in)
    amounts = {code: some for code, some in late.given(own, value).items() if code in here}
    late.check_borne(amounts, item, cycle)
    return amounts


def _late(fact: Fact, one: NewFact, amounts: Mapping[str, int], chain: Chain, hand: Hand) -> Late:
    assert one.late_of is not None
    row = Late(
        town=fact.town,
        fact=fact,
        cycle=one.late_of,
        booked_on=one.booked_on or hand.today,
        amounts=dict(amounts),
    )
    row.seq = chain.append("late", **proof.late_fields(row))
    return row


def _opening(fact: Fact, new: NewOpening, chain: Chain) -> Opening:
    row = Opening(
        town=fact.town,
        fact=fact,
        holder=new.holder,
        points=new.points,
        count=new.count,
        batch=new.batch,
    )
    row.seq = chain.append("opening", **proof.opening_fields(row))
    return row


def _check_village_set(
    one: NewFact, cycle: Cycle, item: Item, most: int, beside: Sequence[NewFact]
) -> None:
    """Raise where the village would have more items of its own in the cycle than it may."""
    happened = Q(cycle=cycle, late=None) | Q(late__cycle=cycle)
    rows = Fact.objects.filter(happened, item=item.code, unit=one.unit)
    taken = {
        fact.measures["village_item"]
        for fact in rows.prefetch_related("changes")
        if queries.status(fact) == "effective"
    }
    taken |= {
        other.measures.village_item
        for other in beside
        if other.item == one.item and other.unit == one.unit
    }
    if one.measures.village_item not in taken and len(taken) >= most:
        raise Refusal(
            "fact.village-items-full",
            article=item.article,
            unit=one.unit.name,
            most=most,
            items="、".join(sorted(taken)),
        )


def _parties(one: NewFact, item: Item, held: Rosters) -> tuple[PartyValue, ...]:
    if one.opening is not None:  # nobody else bears it
        if one.opening.holder == one.unit.path:
            return ()
        return (PartyValue(cadre=one.opening.holder, capacities=frozenset({Capacity.NAMED})),)
    roster = held.on(one.unit.path, one.happened_on)
    return parties(roster, one.named, duty_area=one.duty_area or item.duty_area)


def _row(one: NewFact, cycle: Cycle, chain: Chain, hand: Hand) -> Fact:
    return Fact(
        town=cycle.town,
        cycle=cycle,
        version=cycle.version,
        key=one.key,
        item=one.item,
        unit=one.unit,
        happened_on=one.happened_on,
        measures=one.measures.plain(),
        matter=one.matter or one.key.hex,
        reason=one.reason,
        salt=hand.dice(16),
        evidence=[text.strip() for text in one.evidence if text.strip()],
        decision_number=one.decision_number,
        way=one.way,
        identity=one.identity,
        recorded_at=chain.at,
        by=uuid.UUID(one.by),
        second=uuid.UUID(one.second),
    )
