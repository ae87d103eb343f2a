"""What waits for a meeting, of every noun: the doors list it, and put it on an agenda."""

from collections.abc import Callable

from jifen.claims import agenda as cases
from jifen.meetings import queries as meetings
from jifen.meetings.queries import Waiting
from jifen.outcomes import handling
from jifen.people.models import Area
from jifen.publicity import queries as publicity
from jifen.results import queries as results

ASKED: tuple[Callable[[Area], list[Waiting]], ...] = (
    publicity.awaiting_meeting,
    cases.for_meeting,
    results.for_meeting,
    handling.for_meeting,
)
"""Who says what waits: each a query of its own noun."""


def waiting(town: Area) -> list[Waiting]:
    """Return what waits for a meeting and lies on no agenda yet. Five queries.

    A case that a batch holds waits with its batch.
    """
    found = [one for ask in ASKED for one in ask(town)]
    inside = {about for one in found for about in one.covers}
    return meetings.waiting(town, [one for one in found if one.about not in inside])
