"""One cadre, one file (一人一档): posts, years, every point, leaves, talks, over all cycles."""

import datetime as dt
from dataclasses import dataclass

from jifen.core import secrecy
from jifen.core.access import Actor
from jifen.core.points import Centipoints
from jifen.cycles.models import Cycle
from jifen.ledger.inputs import capacities
from jifen.ledger.models import Account, Fact, Party
from jifen.ledger.queries import line_sums, status
from jifen.outcomes.models import Talk
from jifen.people import queries as people
from jifen.people.models import Cadre
from jifen.people.rosters import Absence, Post
from jifen.results import queries as results
from jifen.rulebook.queries import rulebook
from jifen.standings import queries as standings
from jifen.standings.board import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was decided of the person for a cycle: `total` in hundredths, `pay_fen` in fen."""

    total: Centipoints | None
    grade: str  # as the version names it; "" for none
    pay_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One cycle: the account as it stands, and where the cycle's close placed the person."""

    cycle: Cycle
    account: Account
    final: Row | None
    result: Result | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact: what it moved in the person's account, in hundredths, and its state."""

    cycle: Cycle
    fact: Fact
    title: str
    amount: Centipoints
    status: str
    hidden: bool
    """Confidential for whoever reads: the points are shown, and nothing else of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A warning talk that was held, or said to be overturned."""

    cycle: str
    held_on: dt.date
    overturned: bool
    record: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All of it, latest first."""

    cadre: Cadre
    posts: tuple[Post, ...]
    absences: tuple[Absence, ...]
    years: tuple[Year, ...]
    lines: tuple[Line, ...]
    talks: tuple[Held, ...]


def personal(cadre: Cadre, reader: Actor, *, on: dt.date) -> File:
    """Return a cadre's file as somebody may read it. Eight queries, however many cycles there are.

    One's own file hides nothing of oneself.
    """
    town, own = cadre.town, reader.cadre_in(cadre.town.path) == cadre.code
    rosters = people.rosters(town, duties=False)
    rows = Account.objects.filter(cadre=cadre).select_related("cycle__version", "cycle__town")
    accounts = list(rows.order_by("-cycle__starts_on"))
    closed = results.closed([one.cycle_id for one in accounts])
    talks = Talk.objects.filter(cadre=cadre).select_related("cycle").order_by("-held_on", "-seq")
    return File(
        cadre=cadre,
        posts=tuple(rosters.history(cadre.code)),
        absences=tuple(rosters.leaves(cadre.code)),
        years=tuple(_year(cadre, one, closed.get(one.cycle_id)) for one in accounts),
        lines=tuple(_lines(cadre, accounts, reader, on=on, own=own)),
        talks=tuple(
            Held(
                cycle=one.cycle.name,
                held_on=one.held_on,
                overturned=one.outcome == Talk.Outcome.OVERTURNED,
                record=one.record,
                seq=one.seq,
            )
            for one in talks
        ),
    )


def _year(cadre: Cadre, account: Account, closed: results.Closed | None) -> Year:
    """Return a cycle with the person's place in its last final edition, and what was decided."""
    if closed is None:
        return Year(cycle=account.cycle, account=account, final=None, result=None)
    row = closed.sheet.row(cadre.code) if closed.sheet is not None else None
    result = None
    if row is not None:
        rules = rulebook(account.cycle.version)
        grade = results.grade_name(rules, closed.grade(row)) if row.graded else ""
        result = Result(total=row.total, grade=grade, pay_fen=row.pay_fen)
    final = standings.board(closed.edition).row(cadre.code)
    return Year(cycle=account.cycle, account=account, final=final, result=result)


def _lines(
    cadre: Cadre, accounts: list[Account], reader: Actor, *, on: dt.date, own: bool
) -> list[Line]:
    """Return the facts that touch the person's accounts; not those of colleagues it belongs to."""
    sums, town = line_sums(accounts), cadre.town.path
    by_cycle = {one.cycle_id: one for one in accounts}
    rules = {one.cycle_id: rulebook(one.cycle.version) for one in accounts}
    hidden = {
        cycle: frozenset() if own else secrecy.hidden(one, reader, town, on=on)
        for cycle, one in rules.items()
    }
    mine = Party.objects.filter(cadre=cadre, fact__cycle__in=list(by_cycle))
    mine = mine.select_related("fact__unit").prefetch_related("fact__changes")
    found = []
    for party in mine.order_by("-fact__happened_on", "-fact__seq"):
        fact, account = party.fact, by_cycle[party.fact.cycle_id]
        item = rules[fact.cycle_id].by_code.get(fact.item)
        if item is None or not capacities(party.capacities) & item.shares.keys():
            continue
        found.append(
            Line(
                cycle=account.cycle,
                fact=fact,
                title=item.title,
                amount=Centipoints(sums.get(account.pk, {}).get(fact.key.hex, 0)),
                status=status(fact, account),
                hidden=fact.item in hidden[fact.cycle_id],
            )
        )
    return found
