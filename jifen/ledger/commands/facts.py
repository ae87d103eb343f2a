"""Recording facts: what keeps one from being accepted, its parties, what it moves."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from jifen.chain.commands import Chain
from jifen.core.errors import Refusal
from jifen.core.facts import Measures, parties
from jifen.core.facts import Party as PartyValue
from jifen.core.hand import Hand
from jifen.core.measures import check
from jifen.core.rules import Capacity, Item, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger import proof, queries
from jifen.ledger.commands import posting
from jifen.ledger.commands.accepting import check_entered
from jifen.ledger.models import Entry, Fact, Party
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

    One batch assesses each account once. All facts are accepted or none. `amends`: after the
    close, as two people decided; without it a closed cycle takes nothing.

    Raises:
        Refusal: "cycle.closed", "amend.open"; or what `check_fact` says of one of them.
    """
    assert connection.in_atomic_block
    posting.check_takes(cycle, amends=amends)
    rules = rulebook(cycle.version)
    held = rosters(cycle.town, upto_seq=cycle.closed_seq)
    by_code = {queries.holder(a): a for a in queries.accounts(cycle)}
    codes = {c.code: c for c in Cadre.objects.filter(town=cycle.town)}
    everybody: list[tuple[PartyValue, ...]] = []
    touched: set[str] = set()
    for number, one in enumerate(new):
        check_fact(one, cycle, rules, held, today=hand.today, beside=new[:number])
        item = rules.item(one.item)
        everybody.append(_parties(one, item, held))
        touched |= {p.cadre for p in everybody[-1] if p.capacities & item.shares.keys()}
        if item.subject is Subject.VILLAGE:
            touched.add(one.unit.path)
    moved = [by_code[code] for code in sorted(touched)]
    movement = posting.Movement(cycle, moved, held=held, chain=chain, hand=hand)
    rows: list[Fact] = []
    shares: list[Party] = []
    for one, people in zip(new, everybody, strict=True):
        fact = _row(one, cycle, chain, hand)
        pairs = [(p.cadre, ",".join(sorted(p.capacities))) for p in people]
        fact.seq = chain.append("fact", **proof.fact_fields(fact, pairs))
        rows.append(fact)
        shares += [Party(fact=fact, cadre=codes[c], capacities=text) for c, text in pairs]
    Fact.objects.bulk_create(rows, batch_size=200)
    Party.objects.bulk_create(shares, batch_size=500)
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
            `core.measures.check` says.
    """
    if not one.unit.path.startswith(cycle.town.path + "/"):
        names = "、".join(unit.name for unit in villages(cycle.town))
        raise Refusal("unit.unknown", name=one.unit.name, names=names)
    item = rules.by_code.get(one.item)
    if item is None:
        raise Refusal("fact.item-unknown", item=one.item)
    check_entered(one, cycle, item, today=today)
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


def _check_village_set(
    one: NewFact, cycle: Cycle, item: Item, most: int, beside: Sequence[NewFact]
) -> None:
    """Raise where the village would have more items of its own in the cycle than it may."""
    rows = Fact.objects.filter(cycle=cycle, item=item.code, unit=one.unit)
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
