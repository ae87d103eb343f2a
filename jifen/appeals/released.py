"""Deductions that were released from a limit and wait: served anew, then their days, then points.

What stood beside such a deduction under a limit was withdrawn or put right, so by the rulebook it
would take more than it took. Nobody is worse off from one day to the next because of what happened
to something else: it is suspended for that account (`ledger.commands.record_change`), served anew,
and counts after the days in which a review may be asked for (model.md).
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from jifen.appeals.models import Appeal, ServedAnew
from jifen.claims.models import Addressee
from jifen.core import appeal as rules
from jifen.core import revisions
from jifen.core.appeal import OPEN, Level
from jifen.core.points import Centipoints
from jifen.core.workdays import Calendar
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Change, Entry, Fact
from jifen.ledger.queries import holder, inputs, standing
from jifen.people.models import Area
from jifen.rulebook.queries import rulebook

_RELATED = (
    "account__cadre", "account__village",
    "fact__cycle__version", "fact__cycle__town", "fact__town", "fact__unit", "fact__version",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """One account's share of a deduction that waits since another fact released it."""

    fact: Fact
    account: Account
    suspension: Change
    was: Centipoints
    """What it took until it was released, a magnitude."""
    changes: Sequence[Change] = field(default=(), repr=False)
    """Those of its cycle, where they were read with it."""
    served: ServedAnew | None = None
    """Its last service; `standing_service` says whether that still holds."""

    @property
    def holder(self) -> str:
        """Whose share it is: a cadre's code or a village's path."""
        return holder(self.account)

    @property
    def name(self) -> str:
        """What the holder is called."""
        one = self.account.cadre or self.account.village
        assert one is not None
        return one.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a released deduction is about, in centipoints, magnitudes."""

    full: Centipoints
    """Its share before any limit."""
    was: Centipoints
    """What it took until it was released."""
    now: Centipoints
    """What it takes once it counts again, as everything stands."""


def waiting(town: Area) -> list[Released]:
    """Return what waits in a town's open cycles, first to last. One query where nothing does.

    Else three, whatever the size.
    """
    suspended = Change.objects.filter(
        town=town,
        kind=Change.Kind.SUSPEND,
        account__isnull=False,
        fact__cycle__state=Cycle.State.OPEN,
    )
    facts = set(suspended.values_list("fact", flat=True))
    if not facts:
        return []
    rows = Change.objects.filter(fact__in=facts).order_by("seq")
    return _found(_took(rows).select_related(*_RELATED))


def of(fact: Fact) -> list[Released]:
    """Return what waits of one fact. One query where nothing does, else three."""
    rows = Change.objects.filter(fact__cycle=fact.cycle_id, fact__cycle__state=Cycle.State.OPEN)
    rows = _took(rows.order_by("seq"))
    every = list(rows.select_related("fact", "account__cadre", "account__village"))
    mine = [one for one in every if one.fact_id == fact.pk]
    for one in mine:
        one.fact = fact
    return [replace(one, changes=every) for one in _found(mine)]


def at(fact: Fact, of_whom: str) -> Released | None:
    """Return what waits of a fact for one holder, or None."""
    return next((one for one in of(fact) if one.holder == of_whom), None)


def _took(rows: QuerySet[Change]) -> QuerySet[Change]:
    """Read with each change what its fact took of its account before it."""
    before = Entry.objects.filter(
        account=OuterRef("account"), fact=OuterRef("fact"), seq__lt=OuterRef("seq")
    )
    total = before.order_by().values("account").annotate(sum=Sum("amount")).values("sum")
    return rows.annotate(took=Subquery(total))


def _found(rows: Iterable[Change]) -> list[Released]:
    """Return the shares that are suspended and wait for nothing else, by their facts' changes.

    Not those for whom the decision is not final yet, and not those under a review: these have
    clocks of their own.
    """
    changes: dict[int, list[Change]] = defaultdict(list)
    for change in rows:
        changes[change.fact_id].append(change)
    last = [one for some in changes.values() for one in _suspended(some)]
    if not last:
        return []
    elsewhere = _awaited(last)
    served = {
        one.suspension_id: one
        for one in ServedAnew.objects.filter(suspension__in=last).order_by("seq")
    }
    found = [
        Released(
            fact=one.fact,
            account=one.account,
            suspension=one,
            was=Centipoints(abs(getattr(one, "took", None) or 0)),
            served=served.get(one.pk),
        )
        for one in last
        if one.account is not None and (one.fact.key, holder(one.account)) not in elsewhere
    ]
    return sorted(found, key=lambda one: one.suspension.seq)


def _suspended(changes: Collection[Change]) -> Iterable[Change]:
    """Return the last suspension of each account that one fact's changes leave suspended."""
    now = standing(changes)
    if now.get(None):
        return []
    last = {one.account_id: one for one in changes if one.kind == Change.Kind.SUSPEND}
    return [last[pk] for pk, how in now.items() if pk is not None and how == "suspended"]


def _awaited(last: Iterable[Change]) -> set[tuple[uuid.UUID | None, str]]:
    """Return fact's key and holder of the shares that are not final, or under review. One query."""
    facts = {one.fact.key for one in last}
    unfinal = Addressee.objects.filter(claim__fact__in=facts, final_on__isnull=True)
    states = [state.value for state in OPEN]
    asked = Appeal.objects.filter(fact__key__in=facts, state__in=states)
    rows = unfinal.values_list("claim__fact", "holder")
    return set(rows.union(asked.values_list("fact__key", "holder")))


def amounts(found: Sequence[Released]) -> dict[int, Amounts]:
    """Return suspension id → what a released deduction took and will take; all of one fact.

    Each is tried as if it counted again, all else as it stands. Six queries at most.
    """
    if not found:
        return {}
    (fact,) = {one.fact for one in found}
    cycle, held = fact.cycle, [one.account for one in found]
    rows: Iterable[Change] = found[0].changes
    if not rows:
        changes = Change.objects.filter(fact__cycle=cycle).select_related("fact")
        rows = changes.order_by("seq")
    own = {one.suspension.pk for one in found}
    given = inputs(cycle, of=held, changes=[one for one in rows if one.pk not in own])
    assess, book = revisions.of(cycle.revision).assess, rulebook(cycle.version)
    known = {}
    for one in found:
        made = assess(book, given[one.account.pk], as_of=one.account.as_of)
        line = next((line for line in made.lines if line.name == fact.key.hex), None)
        now, held_back = (line.amount, line.withheld) if line is not None else (0, 0)
        known[one.suspension.pk] = Amounts(
            full=Centipoints(abs(now + held_back)),
            was=one.was,
            now=Centipoints(abs(now)),
        )
    return known


def amount(one: Released) -> Amounts:
    """Return what one released deduction took, and what it will take. Six queries at most."""
    return amounts([one])[one.suspension.pk]


def standing_service(one: Released, found: Amounts) -> ServedAnew | None:
    """Return its service, unless it has come to take more since than was said then. No query."""
    if one.served is None or found.now > one.served.amount:
        return None
    return one.served


# ------------------------------------------------------------------ its days
def renewed(fact: Fact | None) -> dict[str, ServedAnew]:
    """Return holder → the last service anew of a fact, for whom there was one. One query."""
    if fact is None:
        return {}
    rows = ServedAnew.objects.filter(suspension__fact=fact).order_by("seq")
    rows = rows.select_related("suspension__account__cadre", "suspension__account__village")
    return {holder(one.suspension.account): one for one in rows if one.suspension.account}


def until(fact: Fact, level: Level, on: dt.date, days: Calendar) -> dt.date:
    """Return the last day on which a review may be asked for, served anew on a day."""
    return rules.window(level, on, rulebook(fact.cycle.version).process.appeal_days, days).until


def event(one: Released, what: str) -> str:
    """Return what a message about it goes by: told once for each service that it waits for."""
    before = one.served.seq if one.served is not None else 0
    return f"released:{one.suspension.key.hex}:{before}:{what}"
