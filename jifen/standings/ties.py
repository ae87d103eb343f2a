"""Ties at a line (界线并列) that a meeting has to order."""

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple  # a query of values, to be joined with another

from django.db.models import F, Model, QuerySet, Value

from jifen.core.meeting import PointKind
from jifen.meetings.queries import Waiting
from jifen.people.models import Area
from jifen.standings import body
from jifen.standings.models import Edition

LINES = {"low": "末位", "reminder": "通报提醒"}
"""Line of a board → what it is called on paper."""


class Frozen(NamedTuple):
    """Something frozen that may leave things to a meeting, as one question reads several."""

    what: str
    ref: uuid.UUID
    cycle: str
    cycle_ref: uuid.UUID
    number: int
    on: Any  # the day of the checkpoint
    body: bytes
    names: Any  # as JSON keeps them


def asked(rows: "QuerySet[Any]", what: str, *, on: str) -> "QuerySet[Any]":
    """Return a question for `Frozen` rows; `on` is the path to the day of the checkpoint."""
    fields: Sequence[str] = ("what", "ref", "cycle__name", "cycle__ref", "number", "on", "body")
    marked: QuerySet[Model] = rows.order_by().annotate(what=Value(what), on=F(on))
    return marked.values_list(*fields, "names")


def latest(town: Area) -> "QuerySet[Any]":
    """Return the question for the town's latest edition."""
    newest = Edition.objects.filter(town=town).order_by("-seq").values("pk")[:1]
    return asked(Edition.objects.filter(pk__in=newest), "edition", on="checkpoint_on")


def waiting(of: Frozen) -> list[Waiting]:
    """Return the lines of an edition that run through a tie. No query.

    A line that the version does not draw, or that runs between people, waits for nobody.
    """
    board = body.decode(bytes(of.body), of.names)
    found = []
    for line, called in LINES.items():
        cut = board.low if line == "low" else board.reminder
        if cut is None or not cut.needs_meeting:
            continue
        names = "、".join(row.name for row in board.rows if row.code in cut.tied_at_line)
        title = f"{of.cycle} {of.on}{called}界线{cut.open_seats}席并列：{names}"
        found.append(
            Waiting(PointKind.TIE, key(of.ref, line), title, cadres=tuple(sorted(cut.tied_at_line)))
        )
    return found


def key(edition: uuid.UUID, line: str) -> uuid.UUID:
    """Return what an agenda names a line of an edition by: always the same for the same."""
    return uuid.uuid5(edition, line)
