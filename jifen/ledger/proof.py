"""What the chain holds of each row of the ledger, and whether it holds (I1, I2)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare
from jifen.core.assess import Assessment
from jifen.core.revisions import of
from jifen.cycles.models import Cycle
from jifen.ledger import carries
from jifen.ledger.late import recomputed
from jifen.ledger.models import Account, Carry, Change, Entry, Fact, Late, Opening
from jifen.ledger.models import Party as PartyRow
from jifen.ledger.queries import accounts, holder, inputs, line_sums
from jifen.people.models import Area
from jifen.rulebook.queries import rulebook


# ------------------------------------------------------------------ records of its rows
def fact_fields(fact: Fact, parties: Iterable[tuple[str, str]]) -> dict[str, canonical.Value]:
    """Return what the chain holds of a fact; `parties` are (cadre code, capacities)."""
    return {
        "key": fact.key.hex,
        "cycle": fact.cycle.name,
        "version": fact.version.digest,
        "item": fact.item,
        "unit": fact.unit.path,
        "happened_on": fact.happened_on,
        "measures": [[name, text] for name, text in sorted(fact.measures.items())],
        "matter": fact.matter,
        "reason_salted": canonical.commitment(bytes(fact.salt), fact.reason),
        "evidence": list(fact.evidence),
        "decision_number": fact.decision_number,
        "parties": [list(pair) for pair in sorted(parties)],
        "way": fact.way,
        "by": fact.by.hex,
        "second": fact.second.hex,
    }


def late_fields(late: Late) -> dict[str, canonical.Value]:
    """Return what the chain holds of what makes a fact late."""
    return {
        "fact": late.fact.key.hex,
        "cycle": late.cycle.name,
        "version": late.cycle.version.digest,
        "booked_on": late.booked_on,
        "amounts": [[code, amount] for code, amount in sorted(late.amounts.items())],
    }


def opening_fields(opening: Opening) -> dict[str, canonical.Value]:
    """Return what the chain holds of what makes a fact an opening balance."""
    return {
        "fact": opening.fact.key.hex,
        "account": opening.holder,
        "points": opening.points,
        "count": opening.count,
        "batch": opening.batch.hex,
    }


def carry_fields(carry: Carry) -> dict[str, canonical.Value]:
    """Return what the chain holds of what an account carries in."""
    return {
        "account": holder(carry.account),
        "cycle": carry.account.cycle.name,
        "of": carry.cycle.name,
        "amount": carry.amount,
    }


def board_fields(fact: Fact) -> dict[str, canonical.Value]:
    """Return what the chain holds of a board."""
    fields = fact_fields(fact, ())
    for name in ("unit", "measures", "parties"):
        del fields[name]
    return {**fields, "rows": fact.board}


def change_fields(change: Change) -> dict[str, canonical.Value]:
    """Return what the chain holds of a fact about a fact."""
    return {
        "key": change.key.hex,
        "change": change.kind,
        "fact": change.fact.key.hex,
        "account": holder(change.account) if change.account else None,
        "reason_salted": canonical.commitment(bytes(change.salt), change.reason),
        "by": change.by.hex,
        "second": change.second.hex,
    }


def repair_fields(change: Change) -> dict[str, canonical.Value]:
    """Return what the chain holds of a repair."""
    fields = change_fields(change)
    del fields["change"]
    return {**fields, "repaired_on": change.repaired_on, "evidence": list(change.evidence)}


def entry_fields(entry: Entry) -> dict[str, canonical.Value]:
    """Return what the chain holds of an entry."""
    return {
        "event": entry.event,
        "event_key": entry.event_key,
        "account": holder(entry.account),
        "cycle": entry.account.cycle.name,
        "line": entry.line,
        "amount": entry.amount,
        "version": entry.version,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield what does not hold in a town's ledger: rows, sums, assessments (I1)."""
    yield from _row_faults(town)
    closed: dict[int, dict[str, Assessment]] = {}
    cycles = Cycle.objects.filter(town=town).select_related("town", "version")
    for cycle in cycles.order_by("starts_on"):
        rules = rulebook(cycle.version)
        every = list(accounts(cycle))
        found, sums = inputs(cycle, of=every), line_sums(every)
        closed[cycle.pk] = {}
        for account in every:
            result = of(cycle.revision).assess(rules, found[account.pk], as_of=account.as_of)
            if account.cadre is not None and cycle.state == Cycle.State.CLOSED:
                closed[cycle.pk][holder(account)] = result
            kept = sums.get(account.pk, {})
            where = f"{cycle.name} {holder(account)}"
            if account.balance != sum(kept.values()):
                yield Fault(town=town.path, seq=None, code="ledger.balance", detail=where)
            elif kept != result.amounts():
                yield Fault(town=town.path, seq=None, code="ledger.assessment", detail=where)
            if (account.added, account.deducted, account.gross) != (
                result.added,
                result.deducted,
                result.gross,
            ):
                yield Fault(town=town.path, seq=None, code="ledger.projection", detail=where)
        yield from _carry_faults(cycle, every, closed)


def _carry_faults(
    cycle: Cycle, every: Sequence[Account], closed: Mapping[int, Mapping[str, Assessment]]
) -> Iterator[Fault]:
    """Yield the accounts of an open cycle that carry in what the one before does not give."""
    earlier = carries.before(cycle)
    if earlier is None or cycle.state != Cycle.State.OPEN:
        return
    due = carries.due(earlier, closed.get(earlier.pk, {}))
    stood = dict(
        Carry.objects.filter(account__in=every).order_by("seq").values_list("account", "amount")
    )
    for account in every:
        if not stood.get(account.pk, 0) == account.carried == due.get(holder(account), 0):
            where = f"{cycle.name} {holder(account)}"
            yield Fault(town=cycle.town.path, seq=None, code="ledger.carry", detail=where)


def _row_faults(town: Area) -> Iterator[Fault]:
    parties: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in PartyRow.objects.filter(fact__town=town).select_related("cadre"):
        parties[row.fact_id].append((row.cadre.code, row.capacities))
    every = Fact.objects.filter(town=town).select_related("cycle", "version", "unit")
    facts, boards = every.filter(board__isnull=True), every.filter(board__isnull=False)
    yield from compare(
        town.path, "fact", ((f.seq, fact_fields(f, parties[f.pk])) for f in facts.iterator(2000))
    )
    yield from compare(town.path, "board", ((b.seq, board_fields(b)) for b in boards))
    for board in boards:
        said = sorted(tuple(pair) for _, _, people in board.board or () for pair in people)
        if said != sorted(parties[board.pk]):
            yield Fault(town=town.path, seq=board.seq, code="board.parties")
    yield from _late_faults(town, parties)
    openings = Opening.objects.filter(town=town).select_related("fact").order_by("seq")
    yield from compare(town.path, "opening", ((o.seq, opening_fields(o)) for o in openings))
    brought = Carry.objects.filter(town=town).order_by("seq")
    brought = brought.select_related("account__cadre", "account__cycle", "cycle")
    yield from compare(town.path, "carry", ((c.seq, carry_fields(c)) for c in brought))
    changes = Change.objects.filter(town=town).select_related(
        "fact", "account__cadre", "account__village"
    )
    turns, repairs = (
        changes.exclude(kind=Change.Kind.REPAIR),
        changes.filter(kind=Change.Kind.REPAIR),
    )
    yield from compare(town.path, "change", ((c.seq, change_fields(c)) for c in turns))
    yield from compare(town.path, "repair", ((c.seq, repair_fields(c)) for c in repairs))
    rows = Entry.objects.filter(town=town).select_related(
        "account__cadre", "account__village", "account__cycle"
    )
    yield from compare(town.path, "entry", ((e.seq, entry_fields(e)) for e in rows.iterator(2000)))


def _late_faults(town: Area, parties: Mapping[int, Sequence[tuple[str, str]]]) -> Iterator[Fault]:
    """Yield the late facts that differ, and those whose amounts their own cycle does not give."""
    rows = list(
        Late.objects.filter(town=town)
        .select_related("fact__unit", "cycle__town", "cycle__version")
        .order_by("seq")
    )
    yield from compare(town.path, "late", ((one.seq, late_fields(one)) for one in rows))
    for one in rows:
        if recomputed(one.fact, parties[one.fact_id]) != one.amounts:
            yield Fault(town=town.path, seq=one.seq, code="ledger.late", detail=one.fact.item)
