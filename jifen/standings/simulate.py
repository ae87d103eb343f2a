"""Simulating (试算): a cycle's records under another rulebook, and who is who in what comes out."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from jifen.chain.queries import head
from jifen.core.comparison import Comparison
from jifen.core.errors import Refusal
from jifen.core.facts import HolderKind
from jifen.core.rules import Rulebook
from jifen.core.simulation import Replayed, Simulation
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account
from jifen.ledger.queries import accounts, register_seq
from jifen.ledger.replay import Read, replay
from jifen.people.queries import rosters, villages
from jifen.people.rosters import Rosters
from jifen.rulebook import canonical
from jifen.rulebook.queries import rulebook

_DAY = dt.timedelta(days=1)
_YUAN = re.compile(r"([0-9]{1,12})(?:[.]([0-9]{1,2}))?")

Tell = Callable[[int, int], None]
"""Told how many accounts of how many are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What a simulation found, over which records, and what those it speaks of are called."""

    comparison: Comparison
    cycle: Cycle
    in_force: Rulebook
    tried: Rulebook
    digest: str  # of the tried rulebook
    last_seq: int
    people: Mapping[str, tuple[str, str, str]]  # code → name, village name, posts
    villages: Mapping[str, str]  # path → name


def simulate(
    cycle: Cycle, tried: Rulebook, *, pool_fen: int | None = None, tell: Tell | None = None
) -> Simulated:
    """Return what becomes of a cycle's people under another rulebook; nothing is written.

    Every account stands on the day up to which it was assessed last, a closed cycle as it closed:
    under the version in force that is the live board. Sixteen queries at most, whatever the size;
    memory grows with people, not with facts.
    """
    end = head(cycle.town.path)
    upto = end.seq if end else 0
    held = rosters(cycle.town, upto_seq=register_seq(cycle, upto), duties=False)
    every = list(accounts(cycle))
    as_of = max((account.as_of for account in every), default=cycle.ends_on - _DAY)
    own = rulebook(cycle.version)
    simulation = Simulation(own, tried, as_of=as_of, pool_fen=pool_fen)
    serving = frozenset(held.serving(cycle.starts_on, cycle.ends_on))
    for done, read in enumerate(replay(cycle, tried, held=held, upto_seq=upto), start=1):
        if read.account.kind == HolderKind.VILLAGE or read.in_force.holder in serving:
            simulation.take(_replayed(read, cycle, held, as_of))
        if tell is not None:
            tell(done, len(every))
    names = {unit.path: unit.name for unit in villages(cycle.town)}
    return Simulated(
        comparison=simulation.comparison(),
        cycle=cycle,
        in_force=own,
        tried=tried,
        digest=canonical.digest(tried),
        last_seq=upto,
        people=dict(_people(every, cycle, held, as_of, names)),
        villages=names,
    )


def yuan(text: str) -> int:
    """Read a sum of money as somebody writes it, "200000" or "1234.5", into fen.

    Raises:
        Refusal: "simulate.pool" for anything else.
    """
    found = _YUAN.fullmatch(text.strip())
    if found is None:
        raise Refusal("simulate.pool", text=text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _replayed(read: Read, cycle: Cycle, held: Rosters, as_of: dt.date) -> Replayed:
    account, code = read.account, read.in_force.holder
    tried = read.tried if read.tried is not read.in_force else None
    if account.kind == HolderKind.VILLAGE:
        return Replayed(account=read.in_force, tried=tried, as_of=account.as_of)
    return Replayed(
        account=read.in_force,
        tried=tried,
        as_of=account.as_of,
        until=cycle.ends_on,
        village=held.unit(code, _seen(code, cycle, held, as_of)),
        kept_out=held.kept_out(code, as_of),
        days=held.units_of(code, cycle.starts_on, as_of + _DAY),
    )


def _seen(code: str, cycle: Cycle, held: Rosters, as_of: dt.date) -> dt.date:
    """Return the day on which somebody's post is looked at: of whoever is still to come, the first.

    As on a board.
    """
    spans = held.spans(code, cycle.starts_on, cycle.ends_on)
    return max(as_of, spans[0][0]) if spans else as_of


def _people(
    every: list[Account], cycle: Cycle, held: Rosters, as_of: dt.date, names: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for account in every:
        if account.cadre is not None:
            code = account.cadre.code
            on = _seen(code, cycle, held, as_of)
            posts = "、".join(post.post for post in held.last_posts(code, on))
            yield code, (account.cadre.name, names.get(held.unit(code, on), ""), posts)
