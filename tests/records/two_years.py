"""A small town with two briefings, one in each of two years, and a close between them."""

import datetime as dt

from jifen.cycles.models import Cycle
from jifen.standings.commands import brief, close, propose_close
from jifen.standings.models import Edition
from tests.harness.kept import kept
from tests.records.town import HALF, Town, found

day = dt.date
NEXT_HALF = day(2026, 1, 31)


@kept
def two_years() -> tuple[Town, Edition, Edition, Edition]:
    """A town, its briefing of one year, the close of that year, the briefing of the next."""
    town = found()
    town.fact("甲一", "A-1", "12.5", day(2024, 9, 1))
    town.fact("乙三", "D-1", "5", day(2024, 9, 1))
    first = brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
    propose_close(town.cycle, hand=town.hand("clerk"))
    final = close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))
    cycle = town.next_cycle()
    town.cycle = Cycle.objects.select_related("town", "version").get(pk=cycle.pk)
    town.fact("乙一", "A-1", "20", day(2025, 9, 1))
    town.fact("甲一", "A-1", "2", day(2025, 9, 1))
    second = brief(town.cycle, checkpoint_on=NEXT_HALF, hand=town.hand("clerk"))
    return town, first, final, second
