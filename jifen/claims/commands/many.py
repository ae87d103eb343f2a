"""Drafting many claims of one item together: rows of a table that one person filled in."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from jifen.claims.commands.drafting import CLAIMANTS, check_deadline
from jifen.claims.models import Claim, Person
from jifen.claims.queries import may_propose
from jifen.core.access import Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.rules import Capacity, Direction, Item
from jifen.core.secrecy import is_confidential
from jifen.core.workflow import Kind
from jifen.cycles.models import Cycle
from jifen.ledger.commands import NewFact, check_fact
from jifen.ledger.models import Fact
from jifen.people.models import Area, Cadre, User
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: a draft in the making. Its evidence are document numbers."""

    unit: Area
    cadres: Sequence[Cadre]
    people: Mapping[str, Capacity]
    """Code of each of `cadres` → the capacity they are named in."""
    happened_on: dt.date
    measures: Measures
    reason: str
    evidence: Sequence[str]


def faults(
    cycle: Cycle, item: Item, rows: Sequence[Row], held: Rosters, *, hand: Hand
) -> list[Refusal | None]:
    """Return of each row what keeps it from being drafted, or None. No query but for village items.

    The second of two rows about the same people, village and day is one too many.
    """
    rules = rulebook(cycle.version)
    met: set[tuple[str, dt.date, frozenset[str]]] = set()
    found: list[Refusal | None] = []
    for row in rows:
        about = (row.unit.path, row.happened_on, frozenset(row.people))
        try:
            if about in met:
                raise Refusal("claim.row-twice", on=row.happened_on)
            met.add(about)
            check_fact(_fact(item, row, hand), cycle, rules, held, today=hand.today)
            check_deadline(rules, row.happened_on, hand)
            toward = Target(area=row.unit.path, cadres=frozenset(row.people))
            if not may_propose(item, roles_toward(hand.actor, toward, on=hand.today) & CLAIMANTS):
                raise Refusal("claim.not-your-item", article=item.article, item=item.code)
        except Refusal as refusal:
            found.append(refusal)
        else:
            found.append(None)
    return found


@transaction.atomic(durable=True)
def draft_many(
    cycle: Cycle,
    item: Item,
    rows: Sequence[Row],
    held: Rosters,
    *,
    author: User,
    once: uuid.UUID,
    hand: Hand,
) -> list[Claim]:
    """Write a draft for every row, or none. Three queries, however many rows.

    `author` is the hand's account; `once` is the form's own id: sent twice, the drafts of the first
    time stand.

    Raises:
        Refusal: "cycle.closed", or the first of `faults`.
    """
    assert author.ref.hex == hand.actor.key, "a draft is its author's"
    if cycle.state != Cycle.State.OPEN:
        raise Refusal("cycle.closed", name=cycle.name)
    for fault in faults(cycle, item, rows, held, hand=hand):
        if fault is not None:
            raise fault
    refs = [uuid.uuid5(once, str(number)) for number in range(len(rows))]
    standing = list(Claim.objects.filter(town=cycle.town, ref__in=refs, drafted_by=author))
    if standing:
        return standing
    kind = Kind.DEDUCTION if item.direction is Direction.DEDUCT else Kind.GRANT
    made = Claim.objects.bulk_create(
        Claim(
            town=cycle.town,
            ref=ref,
            cycle=cycle,
            kind=kind.value,
            item=item.code,
            unit=row.unit,
            happened_on=row.happened_on,
            measures=row.measures.plain(),
            reason=row.reason,
            evidence=list(row.evidence),
            confidential=is_confidential(item),
            drafted_by=author,
            drafted_at=hand.at,
        )
        for ref, row in zip(refs, rows, strict=True)
    )
    Person.objects.bulk_create(
        Person(claim=claim, cadre=cadre, capacity=row.people[cadre.code].value)
        for claim, row in zip(made, rows, strict=True)
        for cadre in row.cadres
    )
    return made


def _fact(item: Item, row: Row, hand: Hand) -> NewFact:
    return NewFact(
        key=uuid.UUID(int=0),
        item=item.code,
        unit=row.unit,
        named=row.people,
        happened_on=row.happened_on,
        measures=row.measures,
        reason=row.reason,
        evidence=row.evidence,
        way=Fact.Way.CLAIM,
        by=hand.actor.key,
        second="",
    )
