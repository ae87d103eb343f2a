"""One cadre, one file (一人一档): posts, years, every point, leaves, talks, over all cycles."""

import datetime as dt
from dataclasses import dataclass

from jifen.core import secrecy
from jifen.core.access import Actor, Target, roles_toward
from jifen.core.points import Centipoints
from jifen.core.rules import TOTALS, Item
from jifen.cycles.models import Cycle
from jifen.ledger import openings
from jifen.ledger.inputs import capacities
from jifen.ledger.models import Account, Fact, Party
from jifen.ledger.queries import line_sums, status
from jifen.outcomes import listing
from jifen.outcomes.models import Talk
from jifen.people import queries as people
from jifen.people.models import Cadre
from jifen.people.rosters import Absence, Post
from jifen.results import queries as results
from jifen.rulebook.queries import rulebook
from jifen.standings import before
from jifen.standings import queries as standings
from jifen.standings.board import Row
from jifen.standings.models import Edition


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
class Stood:
    """Where a frozen edition placed the person, beside the edition of its kind before it."""

    edition: Edition
    row: Row
    before: Row | None


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
class Chosen:
    """An honour or a development list that the person was chosen for, and why."""

    cycle: str
    name: str
    reason: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All of it, latest first."""

    cadre: Cadre
    posts: tuple[Post, ...]
    absences: tuple[Absence, ...]
    years: tuple[Year, ...]
    stood: tuple[Stood, ...]
    lines: tuple[Line, ...]
    talks: tuple[Held, ...]
    chosen: tuple[Chosen, ...]


def personal(cadre: Cadre, reader: Actor, *, on: dt.date) -> File:
    """Return a cadre's file as somebody may read it. Nine queries, however many cycles there are.

    One's own file hides nothing of oneself.
    """
    town, own = cadre.town, reader.cadre_in(cadre.town.path) == cadre.code
    rosters = people.rosters(town, duties=False)
    rows = Account.objects.filter(cadre=cadre).select_related("cycle__version", "cycle__town")
    accounts = list(rows.order_by("-cycle__starts_on"))
    frozen, closed = results.frozen([one.cycle_id for one in accounts])
    talks = Talk.objects.filter(cadre=cadre).select_related("cycle").order_by("-held_on", "-seq")
    return File(
        cadre=cadre,
        posts=tuple(rosters.history(cadre.code)),
        absences=tuple(rosters.leaves(cadre.code, inquiries=own or _knows(cadre, reader, on))),
        years=tuple(_year(cadre, one, closed.get(one.cycle_id)) for one in accounts),
        stood=tuple(_stood(cadre, frozen[::-1])),
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
        chosen=tuple(
            Chosen(cycle=one.cycle.name, name=one.name, reason=one.people[cadre.code], seq=one.seq)
            for one in listing.chosen(cadre)
        ),
    )


def _knows(cadre: Cadre, reader: Actor, on: dt.date) -> bool:
    """Say whether somebody may read that a person is under inquiry: as of a confidential fact."""
    target = Target(area=cadre.town.path, cadres=frozenset({cadre.code}))
    return bool(roles_toward(reader, target, on=on) & secrecy.KNOWS)


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


def _stood(cadre: Cadre, every: list[Edition]) -> list[Stood]:
    """Return what the frozen editions, latest first, say of the person. No query."""
    found = {one.pk: standings.board(one).row(cadre.code) for one in every}
    stood = []
    for one in every:
        row = found[one.pk]
        if row is not None:
            then = before.of(one, every)
            stood.append(Stood(edition=one, row=row, before=found[then.pk] if then else None))
    return stood


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
    mine = mine.select_related("fact__unit", "fact__opening").prefetch_related("fact__changes")
    found = []
    for party in mine.order_by("-fact__happened_on", "-fact__seq"):
        fact, account = party.fact, by_cycle[party.fact.cycle_id]
        item = rules[fact.cycle_id].known(fact.item)
        if item is None:
            continue
        shares = capacities(party.capacities) & item.shares.keys()
        opened = openings.of(fact) is not None
        if not shares and not opened:
            continue
        found.append(
            Line(
                cycle=account.cycle,
                fact=fact,
                title=item.title + (_opened(item) if opened else ""),
                amount=Centipoints(sums.get(account.pk, {}).get(fact.key.hex, 0)),
                status=status(fact, account),
                hidden=fact.item in hidden[fact.cycle_id],
            )
        )
    return found


def _opened(item: Item) -> str:
    """Return what a person's file says beside an opening balance: of a sum, what follows of it."""
    return "，上限按尚未使用起算" if item.code in TOTALS else "（期初余额）"
