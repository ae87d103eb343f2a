"""The hand that acts: who, when, and with what randomness. Every command takes one."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from jifen.core.access import Actor

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """`actor` acting at the UTC instant `at`; `dice(n)` gives n random bytes (ids, salts)."""

    actor: Actor
    at: dt.datetime
    dice: Callable[[int], bytes]

    @property
    def today(self) -> dt.date:
        """The local business date of `at`."""
        return local_date(self.at)


def local_date(at: dt.datetime) -> dt.date:
    """Return the business date in Asia/Shanghai of an instant.

    >>> local_date(dt.datetime(2025, 7, 31, 16, 0, tzinfo=dt.UTC))
    datetime.date(2025, 8, 1)
    """
    assert at.tzinfo is not None, "an instant carries its zone"
    return at.astimezone(SHANGHAI).date()
