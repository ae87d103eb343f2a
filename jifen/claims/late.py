"""Claims of closed cycles: where their points go, and until when they may be entered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from jifen.claims.models import Claim
from jifen.core.acceptance import barred_after
from jifen.core.errors import Refusal
from jifen.core.rules import LateFacts
from jifen.cycles.models import Cycle
from jifen.cycles.queries import cycles
from jifen.people.models import Area
from jifen.rulebook.queries import rulebook


def books(cycle: Cycle) -> bool:
    """Say whether a cycle's version books what happened in closed ones (补记)."""
    return rulebook(cycle.version).process.late is LateFacts.BOOK


def running(town: Area, *, on: dt.date, among: Iterable[Cycle] | None = None) -> Cycle | None:
    """Return the open cycle of a day, if its version books late facts.

    One query; none where the town's cycles were read already (`among`, with their versions).
    """
    every = cycles(town).filter(starts_on__lte=on, ends_on__gt=on) if among is None else among
    for one in every:
        if one.state == Cycle.State.OPEN and one.starts_on <= on < one.ends_on:
            return one if books(one) else None
    return None


def into(cycle: Cycle, *, on: dt.date, among: Iterable[Cycle] | None = None) -> Cycle:
    """Return the cycle in which what happened in `cycle` counts: itself while it is open.

    One query for a closed one, as `running`.

    Raises:
        Refusal: "cycle.closed" where it is, and no running cycle books what happened in it.
    """
    if cycle.state == Cycle.State.OPEN:
        return cycle
    found = running(cycle.town, on=on, among=among)
    if found is None or found.starts_on < cycle.ends_on:
        raise Refusal("cycle.closed", name=cycle.name)
    return found


@dataclass(slots=True)
class Going:
    """Whether claims of a town may go on a day; asks once, and only for a closed cycle's."""

    town: Area
    on: dt.date
    among: Iterable[Cycle] | None = None
    _books: bool | None = None

    def on_with(self, claim: Claim) -> bool:
        """Say whether a claim may go on: its cycle is open, or books it late."""
        if claim.cycle.state == Cycle.State.OPEN:
            return True
        if self._books is None:
            self._books = running(self.town, on=self.on, among=self.among) is not None
        return self._books


def still_going(town: Area, *, on: dt.date, path: str = "cycle") -> Q:
    """Return the condition by which claims go on: of open cycles, or of all. One query."""
    if running(town, on=on) is not None:
        return Q()
    return Q(**{f"{path}__state": Cycle.State.OPEN})


def check_bar(cycle: Cycle, happened_on: dt.date, *, on: dt.date) -> None:
    """Raise where something of a closed cycle is entered too late for that cycle's version.

    Raises:
        Refusal: "late.time-barred".
    """
    if cycle.state == Cycle.State.OPEN:
        return
    last = barred_after(happened_on, rulebook(cycle.version).process.time_bar_months)
    if on > last:
        raise Refusal("late.time-barred", on=happened_on, last=last)
