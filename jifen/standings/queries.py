"""Reading standings: live boards, frozen editions, whether a cycle may close, the proof."""

import datetime as dt
import uuid

from django.db.models import QuerySet

from jifen.cycles.models import Cycle
from jifen.standings import body
from jifen.standings import live as boards
from jifen.standings.board import Board
from jifen.standings.models import Edition


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
        boards.make(edition.cycle, at=edition.checkpoint_on, upto_seq=edition.last_seq)
    )


# ------------------------------------------------------------------ editions
def editions(cycle: Cycle) -> QuerySet[Edition]:
    """Return a cycle's frozen editions, latest first."""
    return (
        Edition.objects.filter(cycle=cycle)
        .select_related("town", "cycle__version", "cycle__town")
        .order_by("-number")
    )


def edition_at(ref: uuid.UUID) -> Edition | None:
    """Return the edition that an address names, with its town and cycle. One query."""
    return (
        Edition.objects.filter(ref=ref)
        .select_related("town", "cycle__version", "cycle__town")
        .first()
    )
