"""Ties at a line (界线并列) that a meeting has to order."""

import uuid

from jifen.core.meeting import PointKind
from jifen.meetings.queries import Waiting
from jifen.people.models import Area
from jifen.standings import queries
from jifen.standings.models import Edition

LINES = {"low": "末位", "reminder": "通报提醒"}
"""Line of a board → what it is called on paper."""


def for_meeting(town: Area) -> list[Waiting]:
    """Return the lines of the town's latest edition that run through a tie. One query.

    A line that the version does not draw, or that runs between people, waits for nobody.
    """
    latest = Edition.objects.filter(town=town).select_related("cycle").order_by("-seq").first()
    if latest is None:
        return []
    board = queries.board(latest)
    found = []
    for line, called in LINES.items():
        cut = board.low if line == "low" else board.reminder
        if cut is None or not cut.needs_meeting:
            continue
        names = "、".join(row.name for row in board.rows if row.code in cut.tied_at_line)
        where = f"{latest.cycle.name} {latest.checkpoint_on}"
        title = f"{where}{called}界线{cut.open_seats}席并列：{names}"
        found.append(
            Waiting(PointKind.TIE, key(latest, line), title, cadres=tuple(sorted(cut.tied_at_line)))
        )
    return found


def key(edition: Edition, line: str) -> uuid.UUID:
    """Return what an agenda names a line of an edition by: always the same for the same."""
    return uuid.uuid5(edition.ref, line)
