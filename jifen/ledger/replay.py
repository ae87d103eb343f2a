"""A cycle's accounts one after another, as another rulebook than its own asks to see them.

Facts are read as two streams, the cadres' and the villages', each ordered by account: however many
facts a cycle has, no more than one account's are in memory.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from jifen.core.facts import Account as Input
from jifen.core.facts import Fact as Value
from jifen.core.facts import Offence, Party
from jifen.core.rules import TOTALS, Item, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger import inputs
from jifen.ledger.carries import carries
from jifen.ledger.models import Account, Change, Fact
from jifen.ledger.models import Party as PartyRow
from jifen.ledger.offences import prior
from jifen.ledger.queries import accounts, register_seq, standing
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook

AT_ONCE = 2_000
"""Rows fetched from the database at a time."""

_PLAIN = tuple(name for name in inputs.COLUMNS if name != "board")
_CHANGED = ("fact__key", "seq", "kind", "account_id", "repaired_on")


@dataclass(frozen=True, slots=True)
class Read:
    """One account, as the version in force reads it and as the tried one does."""

    account: Account
    in_force: Input
    tried: Input


def replay(cycle: Cycle, tried: Rulebook, *, held: Rosters, upto_seq: int) -> Iterator[Read]:
    """Yield every account of a cycle with the facts that either version lets it bear.

    As the records up to `upto_seq` leave them. Both versions see the same facts; they may look
    back differently. Eight queries, whatever the size; up to two more for each version that looks
    back over the start of the cycle.
    """
    chosen = list(accounts(cycle))
    own = rulebook(cycle.version)
    rules = readable(own, tried)
    stood = register_seq(cycle, upto_seq)
    brought = carries(chosen, upto_seq=upto_seq)
    offences = [prior(cycle, chosen, upto_seq=stood, rules=each) for each in (own, tried)]
    facts = Fact.objects.filter(cycle=cycle, seq__lte=upto_seq)
    boards = {
        row[0]: row
        for row in facts.filter(board__isnull=False).order_by("seq").values_list(*inputs.COLUMNS)
    }
    on_boards = _changes(
        Change.objects.filter(fact__in=list(boards), seq__lte=upto_seq)
        .order_by("seq")
        .values_list(*_CHANGED)
    )
    cadres = {account.cadre_id: account for account in chosen if account.cadre_id}
    units = {account.village_id: account for account in chosen if account.village_id}
    for streams, of in (
        (_of_cadres(cycle, boards, upto_seq), cadres),
        (_of_villages(cycle, rules, boards, upto_seq), units),
    ):
        waiting = dict(of)
        for holder, rows, parties, changes in _together(*streams):
            account = waiting.pop(holder, None)
            if account is not None:
                known = _known(account, rules, rows, parties, boards)
                said = [*on_boards, *changes] if account.village_id else changes
                yield _read(account, cycle, held, rules, known, said, offences, brought)
        for account in waiting.values():
            known = _known(account, rules, (), {}, boards)
            yield _read(account, cycle, held, rules, known, on_boards, offences, brought)


def readable(own: Rulebook, tried: Rulebook) -> Rulebook:
    """Return rules that let through whatever either version lets an account bear.

    Only for reading: which items there are, whose matter each is, who may have a share of it.
    """
    items = {item.code: item for item in own.items}
    for item in tried.items:
        items[item.code] = _either(items.get(item.code, item), item)
    costs = own.service.leave_costs | tried.service.leave_costs
    return replace(
        own, items=tuple(items.values()), service=replace(own.service, leave_costs=costs)
    )


def _either(one: Item, other: Item) -> Item:
    villages = Subject.VILLAGE in {one.subject, other.subject}
    return replace(
        one,
        subject=Subject.VILLAGE if villages else Subject.CADRE,
        shares={**other.shares, **one.shares},
    )


# ------------------------------------------------------------------ the two streams
Plain = tuple[
    int,
    uuid.UUID,
    int,
    str,
    dt.date,
    Mapping[str, str],
    str,
    str,
    str | None,
    dt.date | None,
    inputs.Amounts | None,
    str | None,
    int | None,
    int | None,
]
"""A `Row` of inputs.py without its board."""
Shared = tuple[int, str, str, Plain]
"""Whose account it touches (id of a cadre or an area), their code and capacities, the fact."""
Said = tuple[int, tuple[uuid.UUID, int, str, int | None, dt.date | None]]
"""Whose account's fact it is about, and what a change says of it."""
Streams = tuple[Iterator[Shared], Iterator[Said]]


def _of_cadres(cycle: Cycle, boards: Mapping[int, inputs.Row], upto_seq: int) -> Streams:
    shares = PartyRow.objects.filter(fact__cycle=cycle, fact__seq__lte=upto_seq)
    rows = shares.order_by("cadre_id", "fact__seq").values_list(
        "cadre_id", "cadre__code", "capacities", *(f"fact__{name}" for name in _PLAIN)
    )
    said = (
        shares.filter(fact__changes__seq__lte=upto_seq)
        .order_by("cadre_id", "fact__changes__seq")
        .values_list(
            "cadre_id",
            "fact__key",
            *(f"fact__changes__{name}" for name in _CHANGED[1:]),
        )
    )
    return (
        ((row[0], row[1], row[2], row[3:]) for row in rows.iterator(AT_ONCE)),
        ((row[0], row[1:]) for row in said.iterator(AT_ONCE)),
    )


def _of_villages(
    cycle: Cycle, rules: Rulebook, boards: Mapping[int, inputs.Row], upto_seq: int
) -> Streams:
    codes = [item.code for item in rules.items if item.subject is Subject.VILLAGE]
    codes += TOTALS
    facts = Fact.objects.filter(cycle=cycle, item__in=codes, board__isnull=True, seq__lte=upto_seq)
    rows = facts.order_by("unit_id", "seq").values_list("unit_id", *_PLAIN)
    changes = Change.objects.filter(
        fact__cycle=cycle, fact__item__in=codes, fact__board__isnull=True, seq__lte=upto_seq
    )
    said = changes.order_by("fact__unit_id", "seq").values_list("fact__unit_id", *_CHANGED)
    return (
        ((row[0], "", "", row[1:]) for row in rows.iterator(AT_ONCE)),
        ((row[0], row[1:]) for row in said.iterator(AT_ONCE)),
    )


def _together(
    shared: Iterator[Shared], said: Iterator[Said]
) -> Iterator[tuple[int, Sequence[Plain], Mapping[int, Sequence[Party]], Sequence[Change]]]:
    """Yield an account's facts, its parties in them, and their changes: holder by holder."""
    changes = groupby(said, key=itemgetter(0))
    ahead, group = next(changes, (None, iter(())))
    for holder, rows in groupby(shared, key=itemgetter(0)):
        facts: list[Plain] = []
        parties: dict[int, list[Party]] = defaultdict(list)
        for _, code, capacities, fact in rows:
            facts.append(fact)
            if code:
                party = Party(cadre=code, capacities=inputs.capacities(capacities))
                parties[fact[0]].append(party)
        theirs: list[Change] = []
        if ahead == holder:
            theirs = _changes(row for _, row in group)
            ahead, group = next(changes, (None, iter(())))
        yield holder, facts, parties, theirs


def _changes(
    rows: Iterable[tuple[uuid.UUID, int, str, int | None, dt.date | None]],
) -> list[Change]:
    return [
        Change(fact=Fact(key=key), seq=seq, kind=kind, account_id=account, repaired_on=day)
        for key, seq, kind, account, day in rows
    ]


# ------------------------------------------------------------------ one account
def _known(
    account: Account,
    rules: Rulebook,
    rows: Iterable[Plain],
    parties: Mapping[int, Sequence[Party]],
    boards: Mapping[int, inputs.Row],
) -> Sequence[Value]:
    """Return the facts that touch an account: a cadre's boards are among its rows."""
    if account.cadre is not None:
        found = [boards.get(row[0]) or (*row, None) for row in rows]
        return inputs.by_holder(rules, found, parties, ()).get(account.cadre.code, ())
    assert account.village is not None
    path = account.village.path
    every = sorted([*((*row, None) for row in rows), *boards.values()], key=itemgetter(2))
    return inputs.by_holder(rules, every, parties, (path,)).get(path, ())


def _read(
    account: Account,
    cycle: Cycle,
    held: Rosters,
    rules: Rulebook,
    facts: Iterable[Value],
    changes: Iterable[Change],
    offences: Sequence[Mapping[int, tuple[Offence, ...]]],
    brought: Mapping[int, int],
) -> Read:
    by_fact: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_fact[change.fact.key.hex].append(change)
    gone = {
        key
        for key, some in by_fact.items()
        if any(how for whose, how in standing(some).items() if whose in {None, account.pk})
    }
    put_right = inputs.repairs(change for some in by_fact.values() for change in some)
    own, tried = (each.get(account.pk, ()) for each in offences)
    read = inputs.read(
        account,
        cycle,
        held,
        (inputs.repaired(fact, account.pk, put_right) for fact in facts if fact.key not in gone),
        rules=rules,
        on=account.as_of,
        prior=own,
        carry_in=brought.get(account.pk, 0),
    )
    return Read(account, read, read if own == tried else replace(read, prior=tried))
