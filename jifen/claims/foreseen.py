"""What a claim would move if it were recorded: account by account, line by line."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from jifen.claims import late as booking
from jifen.claims.models import Claim
from jifen.claims.queries import item_of, named
from jifen.core import revisions
from jifen.core.assess import Assessment
from jifen.core.errors import Refusal
from jifen.core.facts import Account as Input
from jifen.core.facts import Fact, HolderKind, Late, Measures, parties
from jifen.core.points import ZERO, Centipoints
from jifen.core.rules import Capacity, Item
from jifen.cycles.models import Cycle
from jifen.ledger import late
from jifen.ledger import queries as ledger
from jifen.people.models import Area
from jifen.people.queries import rosters
from jifen.people.rosters import Rosters
from jifen.rulebook.queries import rulebook


@dataclass(frozen=True, slots=True)
class Knock:
    """Another fact's line that would move: what it takes now, and what it would take; signed."""

    fact: str
    item: str
    was: Centipoints
    now: Centipoints

    def plain(self) -> dict[str, str | int]:
        """Return it as it is stored."""
        return {"fact": self.fact, "item": self.item, "was": self.was, "now": self.now}


@dataclass(frozen=True, slots=True)
class Move:
    """What accepting a fact would do to one account."""

    holder: str
    kind: HolderKind
    full: Centipoints
    """The award before limits, signed."""
    amount: Centipoints
    """What would be posted to the account."""
    total: Centipoints
    """What the account would stand at."""
    knock_on: tuple[Knock, ...] = ()
    """Lines of other facts that would move with it: a late first offence makes another a second."""
    withheld: Centipoints = ZERO
    """How much of the full amount limits would withhold, a magnitude."""


def preview(
    cycle: Cycle,
    *,
    item: Item,
    unit: Area,
    people: Mapping[str, Capacity],
    happened_on: dt.date,
    measures: Measures,
    matter: str = "",
    duty_area: str = "",
    on: dt.date,
    held: Rosters | None = None,
    among: Iterable[Cycle] | None = None,
) -> tuple[Move, ...]:
    """Return what a fact would move if it were recorded on a day, account by account. Six queries.

    Two more for what happened in a closed cycle, and one where the town's cycles are not given
    (`among`). A move of an account is the whole difference, other lines' included; what the day
    alone will have moved until then is no part of it.
    """
    key = uuid.UUID(int=0).hex
    own, cycle = cycle, _booked(cycle, on, among)
    held = held or rosters(cycle.town)
    everybody = parties(
        held.on(unit.path, happened_on), people, duty_area=duty_area or item.duty_area
    )
    fact = Fact(
        key=key,
        seq=2**62,
        item=item.code,
        happened_on=happened_on,
        measures=measures,
        matter=matter or key,
        village=unit.path,
        parties=everybody,
    )
    bearers = late.bearing(item, everybody, unit.path)
    amounts: Mapping[str, Centipoints] = {}
    every = list(ledger.accounts(*{own, cycle}))
    if own != cycle:
        here = rulebook(cycle.version).by_code.get(item.code)
        bearers &= late.bearing(here, everybody, unit.path) if here else set()
        theirs = [account for account in every if account.cycle_id == own.pk]
        amounts = late.given(own, fact, of=theirs, held=held)
        bearers &= amounts.keys()
    chosen = [a for a in every if a.cycle_id == cycle.pk and ledger.holder(a) in bearers]
    last = cycle.ends_on - dt.timedelta(days=1)
    for account in chosen:
        account.as_of = min(max(account.as_of, on), last)
    found = ledger.inputs(cycle, of=chosen, held=held)
    rules = rulebook(cycle.version)
    assess = revisions.of(cycle.revision).assess
    moves = []
    for account in chosen:
        base = found[account.pk]
        before = assess(rules, base, as_of=account.as_of)
        holder = ledger.holder(account)
        seen = fact
        if own != cycle:
            back = Late(cycle=own.name, booked_on=account.as_of, amount=amounts[holder])
            seen = replace(fact, late=back)
        after = assess(rules, _with(base, seen), as_of=account.as_of)
        line = next(line for line in after.lines if line.name == key)
        moves.append(
            Move(
                holder=holder,
                kind=HolderKind(account.kind),
                full=Centipoints(line.amount + line.withheld),
                amount=Centipoints(after.net - before.net),
                total=after.net,
                knock_on=_knock_on(before, after, key),
                withheld=Centipoints(abs(line.withheld)),
            )
        )
    return tuple(moves)


def _booked(cycle: Cycle, on: dt.date, among: Iterable[Cycle] | None) -> Cycle:
    """Return where a cycle's facts count: the running one for a closed one, if it books them."""
    try:
        return booking.into(cycle, on=on, among=among)
    except Refusal:
        return cycle


def _knock_on(before: Assessment, after: Assessment, key: str) -> tuple[Knock, ...]:
    was = {line.name: line.amount for line in before.lines}
    return tuple(
        Knock(line.name, line.item, was[line.name], line.amount)
        for line in after.lines
        if line.item and line.name != key and line.amount != was.get(line.name, line.amount)
    )


def _with(base: Input, fact: Fact) -> Input:
    return replace(base, facts=(*base.facts, fact))


def preview_of(
    claim: Claim,
    *,
    on: dt.date,
    held: Rosters | None = None,
    among: Iterable[Cycle] | None = None,
) -> tuple[Move, ...]:
    """Return what a claim would move if it were recorded on a day."""
    return preview(
        claim.cycle,
        item=item_of(claim),
        unit=claim.unit,
        people=named(claim),
        happened_on=claim.happened_on,
        measures=Measures.read(claim.measures),
        matter=claim.matter,
        duty_area=claim.duty_area,
        on=on,
        held=held,
        among=among,
    )
