"""Recording boards (评比榜): one item measured for a whole group, one fact of many accounts."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import connection

from jifen.chain.commands import Chain
from jifen.core.errors import Refusal
from jifen.core.facts import Measures, decimal, parties
from jifen.core.facts import Party as PartyValue
from jifen.core.hand import Hand
from jifen.core.measures import check
from jifen.core.rules import Capacity, Item, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger import proof, queries
from jifen.ledger.commands import posting
from jifen.ledger.commands.accepting import check_entered
from jifen.ledger.models import Entry, Fact, Party
from jifen.people.models import Cadre
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBoard:
    """A board to be recorded; everything that makes it final has happened already.

    `rows`, in their order: village path or cadre code, and the figure, None where the board does
    not concern them. `happened_on` is a day of the period that it is about, usually its last.
    """

    key: uuid.UUID
    item: str
    happened_on: dt.date
    rows: Sequence[tuple[str, Fraction | None]]
    reason: str
    evidence: Sequence[str]
    decision_number: str = ""
    way: Fact.Way
    identity: str = ""
    by: str
    second: str


def record_board(cycle: Cycle, new: NewBoard, *, event_key: str, chain: Chain, hand: Hand) -> Fact:
    """Accept a board whole into a cycle, and post what it moves.

    Raises:
        Refusal: "cycle.closed", or what `check_board` says.
    """
    assert connection.in_atomic_block
    if not posting.is_open(cycle):
        raise Refusal("cycle.closed", name=cycle.name)
    rules = rulebook(cycle.version)
    held = rosters(cycle.town)
    check_board(new, cycle, rules, held, today=hand.today)
    item = rules.item(new.item)
    people = board_parties(new, item, held)
    touched = bearers(new, item, people)
    moved = [a for a in queries.accounts(cycle) if queries.holder(a) in touched]
    movement = posting.Movement(cycle, moved, held=held, chain=chain, hand=hand)
    pairs = {
        subject: [(p.cadre, ",".join(sorted(p.capacities))) for p in some]
        for subject, some in people.items()
    }
    fact = Fact(
        town=cycle.town,
        cycle=cycle,
        version=cycle.version,
        key=new.key,
        item=new.item,
        unit=cycle.town,
        happened_on=new.happened_on,
        measures={},
        board=[
            [subject, None if figure is None else decimal(figure), list(map(list, pairs[subject]))]
            for subject, figure in new.rows
        ],
        matter=new.key.hex,
        reason=new.reason,
        salt=hand.dice(16),
        evidence=[text.strip() for text in new.evidence if text.strip()],
        decision_number=new.decision_number,
        way=new.way,
        identity=new.identity,
        recorded_at=chain.at,
        by=uuid.UUID(new.by),
        second=uuid.UUID(new.second),
    )
    fact.seq = chain.append("board", **proof.board_fields(fact))
    fact.save(force_insert=True)
    codes = {c.code: c for c in Cadre.objects.filter(town=cycle.town)}
    Party.objects.bulk_create(
        [
            Party(fact=fact, cadre=codes[code], capacities=text)
            for some in pairs.values()
            for code, text in some
        ],
        batch_size=500,
    )
    movement.post(Entry.Event.ACCEPT, event_key, [fact])
    return fact


def check_board(
    new: NewBoard, cycle: Cycle, rules: Rulebook, held: Rosters, *, today: dt.date
) -> None:
    """Raise what keeps a board from being accepted.

    Raises:
        Refusal: "fact.item-unknown", "board.no-board", "fact.outside-cycle", "fact.future",
            "fact.no-evidence", "fact.no-reason", "fact.same-hand", "board.empty", "board.mixed",
            "board.twice", "board.stands", "unit.unknown", "fact.not-serving",
            "fact.nobody-bears", or what `core.measures.check` says of a row.
    """
    item = rules.by_code.get(new.item)
    if item is None:
        raise Refusal("fact.item-unknown", item=new.item)
    if item.board is None:
        raise Refusal("board.no-board", article=item.article, item=item.code, title=item.title)
    check_entered(new, cycle, item, today=today)
    _check_rows(new, cycle, item, held)
    same = Fact.objects.filter(
        cycle=cycle, item=item.code, happened_on=new.happened_on, board__isnull=False
    )
    for other in same.prefetch_related("changes"):
        if queries.status(other) != "withdrawn":
            raise Refusal("board.stands", item=item.code, on=new.happened_on, seq=other.seq)
    if not bearers(new, item, board_parties(new, item, held)):
        raise Refusal(
            "fact.nobody-bears", article=item.article, item=item.code, unit=cycle.town.name
        )


def _check_rows(new: NewBoard, cycle: Cycle, item: Item, held: Rosters) -> None:
    figures = tuple(figure for _, figure in new.rows)
    if all(figure is None for figure in figures):
        raise Refusal("board.empty", item=item.code)
    subjects = [subject for subject, _ in new.rows]
    twice = sorted({one for one in subjects if subjects.count(one) > 1})
    if twice:
        raise Refusal("board.twice", names="、".join(twice))
    units = {unit.path for unit in villages(cycle.town)}
    of_units = [subject for subject in subjects if "/" in subject]
    if of_units and len(of_units) < len(subjects):
        raise Refusal("board.mixed", item=item.code)
    for subject, figure in new.rows:
        if "/" in subject and subject not in units:
            raise Refusal("unit.unknown", name=subject, names="、".join(sorted(units)))
        if "/" not in subject and not held.spans(subject, cycle.starts_on, cycle.ends_on):
            raise Refusal("fact.not-serving", code=subject, cycle=cycle.name)
        check(item, Measures(figure=figure), board=figures)


def board_parties(new: NewBoard, item: Item, held: Rosters) -> Mapping[str, tuple[PartyValue, ...]]:
    """Return row → its parties: a village's roster that day, or the cadre whose row it is.

    Whoever serves in several villages stands in the row of the one they belong to.
    """
    found: dict[str, tuple[PartyValue, ...]] = {}
    for subject, _ in new.rows:
        unit = subject if "/" in subject else held.unit(subject, new.happened_on)
        roster = held.on(unit, new.happened_on)
        if "/" in subject:
            mine = [m for m in roster if held.unit(m.cadre, new.happened_on) == unit]
            named: dict[str, Capacity] = {}
        else:
            mine = [m for m in roster if m.cadre == subject]
            named = {subject: Capacity.NAMED}
        found[subject] = parties(mine, named, duty_area=item.duty_area)
    return found


def bearers(
    new: NewBoard, item: Item, people: Mapping[str, Sequence[PartyValue]]
) -> frozenset[str]:
    """Return whose accounts a board touches: cadre codes, and the villages of a village item."""
    found = {
        party.cadre
        for some in people.values()
        for party in some
        if party.capacities & item.shares.keys()
    }
    if item.subject is Subject.VILLAGE:
        found |= {subject for subject, _ in new.rows if "/" in subject}
    return frozenset(found)
