"""From rows to what `assess` reads: each account's facts, and when its holder served."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial

from jifen.core.facts import Account as Input
from jifen.core.facts import Fact, HolderKind, Measures, Party, Service
from jifen.core.rules import Capacity, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account
from jifen.people.queries import Rosters

Row = tuple[int, uuid.UUID, int, str, dt.date, Mapping[str, str], str, str]
"""A fact's id, key, number, item, day, measures, matter, and the path of its village."""


@lru_cache
def capacities(text: str) -> frozenset[Capacity]:
    """Return a party's capacities from their stored form."""
    return frozenset(map(Capacity, text.split(",")))


def by_holder(
    rules: Rulebook,
    rows: Iterable[Row],
    parties: Mapping[int, Sequence[Party]],
    wanted: Collection[str],
) -> dict[str, list[Fact]]:
    """Return holder (cadre code or village path) → the facts that touch it, in the rows' order.

    `parties` by fact id; of the villages those that are `wanted`. What the rules know no item for
    touches nobody.
    """
    found: dict[str, list[Fact]] = defaultdict(list)
    for pk, key, seq, code, happened_on, measures, matter, unit in rows:
        item = rules.by_code.get(code)
        if item is None:
            continue
        bearers = [(p.cadre, p) for p in parties.get(pk, ()) if p.capacities & item.shares.keys()]
        village = item.subject is Subject.VILLAGE and unit in wanted
        if not bearers and not village:
            continue
        fact_of = partial(
            Fact,
            key=key.hex,
            seq=seq,
            item=code,
            happened_on=happened_on,
            measures=Measures.read(measures),
            matter=matter,
            village=unit,
        )
        if village:
            found[unit].append(fact_of(parties=()))
        for cadre, party in bearers:
            found[cadre].append(fact_of(parties=(party,)))
    return found


def read(account: Account, cycle: Cycle, held: Rosters, facts: Iterable[Fact]) -> Input:
    """Return what `assess` may look at of one account: these facts, and its service in the cycle.

    `held` is read for a cadre's account, which needs `cadre`, as a village's needs `village`.
    """
    service = None
    if account.cadre is not None:
        holder = account.cadre.code
        service = Service(spans=held.spans(holder, cycle.starts_on, cycle.ends_on))
    else:
        assert account.village is not None
        holder = account.village.path
    return Input(
        holder=holder,
        kind=HolderKind(account.kind),
        starts_on=cycle.starts_on,
        ends_on=cycle.ends_on,
        service=service,
        facts=tuple(facts),
    )
