"""From rows to what `assess` reads: each account's facts, and when its holder served."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache, partial

from jifen.core.facts import Account as Input
from jifen.core.facts import Fact, HolderKind, Late, Measures, Offence, Opening, Party, Service
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Item, Rulebook, Subject
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Change
from jifen.people.rosters import Rosters

BoardRows = Sequence[tuple[str, str | None, Sequence[tuple[str, str]]]]
"""A stored board: village path or cadre code, what was measured, the row's parties."""
Amounts = Mapping[str, int]
Row = tuple[
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
    Amounts | None,
    str | None,
    int | None,
    int | None,
    BoardRows | None,
]
"""A fact's id, key, number, item, day, measures, matter, its village's path; of a late one the
cycle it happened in, the day it was booked and the amounts of that cycle; of an opening balance its
holder, points and count; a board's rows."""
COLUMNS = (
    "pk", "key", "seq", "item", "happened_on", "measures", "matter", "unit__path",
    "late__cycle__name", "late__booked_on", "late__amounts",
    "opening__holder", "opening__points", "opening__count", "board",
)  # fmt: skip
"""What makes a `Row`."""
Repairs = Mapping[str, Mapping[int | None, dt.date | None]]
"""Fact key → account (None: the whole) → the day it was put right, or None: taken back."""


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
    for row in rows:
        pk, key, seq, code, happened_on, measures, matter, unit, of, on, amounts = row[:11]
        whose, points, count, board = row[11:]
        item = rules.known(code)
        if item is None:
            continue
        if whose is not None:
            if points is not None and count is not None and (whose != unit or unit in wanted):
                found[whose].append(
                    Fact(
                        key=key.hex,
                        seq=seq,
                        item=code,
                        happened_on=happened_on,
                        matter=matter,
                        village=unit,
                        parties=() if whose == unit else (_named(whose),),
                        opening=Opening(points=Centipoints(points), count=count),
                    )
                )
            continue
        if board is not None:
            whole = Fact(
                key=key.hex,
                seq=seq,
                item=code,
                happened_on=happened_on,
                matter=matter,
                village=unit,
                parties=(),
            )
            for holder, fact in _of_board(whole, item, board, parties.get(pk, ()), wanted):
                found[holder].append(fact)
            continue
        bearers = [(p.cadre, p) for p in parties.get(pk, ()) if p.capacities & item.shares.keys()]
        village = item.subject is Subject.VILLAGE and unit in wanted
        if amounts is not None:
            bearers = [(code, party) for code, party in bearers if code in amounts]
            village = village and unit in amounts
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
            late = late_of(of, on, amounts, unit)
            found[unit].append(fact_of(parties=(), late=late))
        for cadre, party in bearers:
            late = late_of(of, on, amounts, cadre)
            found[cadre].append(fact_of(parties=(party,), late=late))
    return found


def _named(code: str) -> Party:
    return Party(cadre=code, capacities=frozenset({Capacity.NAMED}))


def late_of(
    cycle: str | None, booked_on: dt.date | None, amounts: Amounts | None, holder: str
) -> Late | None:
    """Return what makes a fact late, as one account sees it; None for a fact of its own cycle."""
    if cycle is None or booked_on is None or amounts is None:
        return None
    return Late(cycle=cycle, booked_on=booked_on, amount=Centipoints(amounts[holder]))


def _of_board(
    whole: Fact, item: Item, rows: BoardRows, parties: Sequence[Party], wanted: Collection[str]
) -> Iterator[tuple[str, Fact]]:
    """Yield whose account a board touches, and the board as that account sees it."""
    figures = tuple(None if figure is None else Fraction(figure) for _, figure, _ in rows)
    row_of = {code: n for n, (_, _, people) in enumerate(rows) for code, _ in people}
    row_of |= {subject: n for n, (subject, _, _) in enumerate(rows) if subject in wanted}

    def seen(holder: str, parties: tuple[Party, ...]) -> Fact:
        n = row_of[holder]
        subject = rows[n][0]
        return replace(
            whole,
            measures=Measures(figure=figures[n]),
            village=subject if "/" in subject else whole.village,
            parties=parties,
            board=figures,
        )

    for party in parties:
        if party.cadre in row_of and party.capacities & item.shares.keys():
            yield party.cadre, seen(party.cadre, (party,))
    if item.subject is Subject.VILLAGE:
        for subject, _, _ in rows:
            if "/" in subject and subject in wanted:
                yield subject, seen(subject, ())


def repairs(changes: Iterable[Change]) -> Repairs:
    """Return what the changes say of repairs; they come in the order of their records."""
    found: dict[str, dict[int | None, dt.date | None]] = defaultdict(dict)
    for change in changes:
        if change.kind == Change.Kind.REPAIR:
            found[change.fact.key.hex][change.account_id] = change.repaired_on
    return found


def repaired(fact: Fact, account: int | None, of: Repairs) -> Fact:
    """Return a fact with the day it was put right for an account: its own, or the whole fact's."""
    said = of.get(fact.key)
    if said is None:
        return fact
    days = [day for whose in (None, account) if (day := said.get(whose)) is not None]
    return replace(fact, repaired_on=min(days, default=None))


def read(
    account: Account,
    cycle: Cycle,
    held: Rosters,
    facts: Iterable[Fact],
    *,
    rules: Rulebook,
    on: dt.date,
    prior: tuple[Offence, ...] = (),
    carry_in: int = 0,
) -> Input:
    """Return what `assess` may look at of one account: these facts, and who its holder is.

    Post group, bodies and place are those of the day `on`, or of the last post before it, or of
    the first one after. `held` is read for a cadre's account, which needs `cadre`, as a village's
    needs `village`. Leaves are read only where the version lets some cost anything.
    """
    starts_on, ends_on = cycle.starts_on, cycle.ends_on
    bare = partial(
        Input,
        kind=HolderKind(account.kind),
        starts_on=starts_on,
        ends_on=ends_on,
        facts=tuple(facts),
        prior=prior,
        carry_in=Centipoints(carry_in),
    )
    if account.cadre is None:
        assert account.village is not None
        return bare(holder=account.village.path, place=account.village.kind)
    code = account.cadre.code
    spans = held.spans(code, starts_on, ends_on)
    away = held.away(code, starts_on, ends_on) if rules.service.leave_costs else ()
    posts = held.last_posts(code, max(on, spans[0][0]) if spans else on)
    return bare(
        holder=code,
        service=Service(spans=spans, away=away),
        post_group=posts[0].group if posts else None,
        bodies=frozenset(post.body for post in posts),
        place=posts[0].unit_kind if posts else "",
    )
