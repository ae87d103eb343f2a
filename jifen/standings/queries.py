"""Reading standings: live boards, frozen editions, whether a cycle may close, the proof."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any  # a stored simulation is JSON

from django.db.models import QuerySet

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault, compare
from jifen.core import revisions
from jifen.core.points import Centipoints
from jifen.cycles.models import Cycle
from jifen.people.models import Area
from jifen.standings import body, leaving
from jifen.standings import live as boards
from jifen.standings.board import Board
from jifen.standings.checklist import Check, checks
from jifen.standings.models import Edition, Trial


# ------------------------------------------------------------------ boards
def live(cycle: Cycle, *, at: dt.date | None = None, upto_seq: int | None = None) -> Board:
    """Return who stands where. Ten queries at most, whatever the size.

    With `at`: facts that happened up to and on that day, people who had served by then, names,
    posts and villages of that day. Without: everybody with an account, at the accounts' own
    balances. `upto_seq`: as the records stood then; else up to the last one, for a closed cycle up
    to the last one that its final edition counts.
    """
    if upto_seq is None and cycle.state == Cycle.State.CLOSED:
        final = editions(cycle).filter(kind=Edition.Kind.FINAL).first()
        upto_seq = final.last_seq if final else None
    return boards.make(cycle, at=at, upto_seq=upto_seq)


def board(edition: Edition) -> Board:
    """Return what an edition froze, from its bytes and the names beside them. No query."""
    return body.decode(bytes(edition.body), edition.names)


def refreeze(edition: Edition) -> bytes:
    """Work an edition's bytes out again, from the records that it names (law I6)."""
    return body.encode(
        boards.make(
            edition.cycle,
            at=edition.checkpoint_on,
            upto_seq=edition.last_seq,
            revision=edition.revision,
        )
    )


# ------------------------------------------------------------------ editions
def editions(cycle: Cycle) -> QuerySet[Edition]:
    """Return a cycle's frozen editions, latest first."""
    return (
        Edition.objects.filter(cycle=cycle)
        .select_related("town", "cycle__version", "cycle__town")
        .order_by("-number")
    )


def finals(of: Iterable[Cycle]) -> dict[int, Edition]:
    """Return cycle id → its final edition, of those that have one. One query."""
    rows = Edition.objects.filter(cycle__in=list(of), kind=Edition.Kind.FINAL)
    return {edition.cycle_id: edition for edition in rows.order_by("number")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One row of a final edition that the next one says otherwise; places 0 for none."""

    code: str
    name: str
    before: Centipoints
    after: Centipoints
    before_place: int
    after_place: int


def corrects(edition: Edition) -> Edition | None:
    """Return the final edition that this one takes the place of, if it does. One query."""
    if edition.kind != Edition.Kind.FINAL:
        return None
    earlier = Edition.objects.filter(
        cycle=edition.cycle_id, kind=Edition.Kind.FINAL, number__lt=edition.number
    )
    return earlier.order_by("-number").first()


def differences(edition: Edition) -> tuple[Changed, ...]:
    """Return what an edition says otherwise than the final one before it, by place. One query.

    Nothing where there is none before it.
    """
    previous = corrects(edition)
    if previous is None:
        return ()
    was = {row.code: row for row in board(previous).rows}
    return tuple(
        Changed(
            code=row.code,
            name=row.name,
            before=was[row.code].total,
            after=row.total,
            before_place=was[row.code].place,
            after_place=row.place,
        )
        for row in board(edition).rows
        if row.code in was and (was[row.code].total, was[row.code].place) != (row.total, row.place)
    )


def edition_at(ref: uuid.UUID) -> Edition | None:
    """Return the edition that an address names, with its town and cycle. One query."""
    return (
        Edition.objects.filter(ref=ref)
        .select_related("town", "cycle__version", "cycle__town")
        .first()
    )


# ------------------------------------------------------------------ what was tried out
def trials(cycle: Cycle) -> QuerySet[Trial]:
    """Return what was tried out on a cycle, latest first."""
    return Trial.objects.filter(cycle=cycle).order_by("-made_at", "-pk")


def trial_body(of: Trial) -> dict[str, Any]:
    """Return what was found, as standings/simulated.py wrote it. One query if it was deferred."""
    body: dict[str, Any] = of.body
    return body


# ------------------------------------------------------------------ closing
def checklist(cycle: Cycle, today: dt.date) -> tuple[Check, ...]:
    """Return what must be so before the cycle closes, row by row. Nine queries at most."""
    return checks(cycle, today)


# ------------------------------------------------------------------ the proof
def edition_fields(edition: Edition) -> dict[str, canonical.Value]:
    """Return what the chain holds of an edition."""
    return {
        "key": edition.ref.hex,
        "cycle": edition.cycle.name,
        "edition": edition.kind,
        "number": edition.number,
        "checkpoint_on": edition.checkpoint_on,
        "last_seq": edition.last_seq,
        "as_of": edition.as_of,
        "version": edition.version,
        "revision": edition.revision,
        "digest": edition.digest,
        "by": edition.by.hex,
        "second": edition.second.hex if edition.second else None,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield what does not hold of a town's editions (I6) and closes."""
    every = list(
        Edition.objects.filter(town=town)
        .select_related("cycle__version", "cycle__town")
        .order_by("seq")
    )
    yield from compare(town.path, "standing", ((e.seq, edition_fields(e)) for e in every))
    for edition in every:
        where = f"{edition.cycle.name} {edition.number}"
        if canonical.digest(bytes(edition.body)) != edition.digest:
            yield Fault(town=town.path, seq=edition.seq, code="standing.digest", detail=where)
        elif edition.revision not in revisions.REVISIONS:
            yield Fault(town=town.path, seq=edition.seq, code="standing.revision", detail=where)
        elif refreeze(edition) != bytes(edition.body):
            yield Fault(town=town.path, seq=edition.seq, code="standing.refreeze", detail=where)
    yield from _close_faults(town, every)
    yield from leaving.faults(town)


def _close_faults(town: Area, every: list[Edition]) -> Iterator[Fault]:
    """A cycle is closed exactly where a final edition and a record say so."""
    said = {
        str(fields["cycle"]): (seq, fields)
        for seq, fields in reading.records(town.path, "closing")
        if fields["state"] == "closed"
    }
    finals: dict[int, Edition] = {}  # the one frozen at the close; amendments freeze later ones
    for edition in every:
        if edition.kind == Edition.Kind.FINAL:
            finals.setdefault(edition.cycle_id, edition)
    for cycle in Cycle.objects.filter(town=town).order_by("starts_on"):
        seq, fields = said.get(cycle.name, (None, {}))
        final = finals.get(cycle.pk)
        closed = cycle.state == Cycle.State.CLOSED
        if seq != cycle.closed_seq or (final is not None) != closed:
            yield Fault(town=town.path, seq=seq, code="closing.state", detail=cycle.name)
        elif final and (fields["by"], fields["second"]) != (
            final.by.hex,
            final.second.hex if final.second else None,
        ):
            yield Fault(town=town.path, seq=seq, code="closing.changed", detail=cycle.name)
