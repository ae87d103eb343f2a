"""The clock: one row for each thing that is due by itself. Rows and arithmetic, nothing stored."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jifen.core.hand import SHANGHAI, Hand
from jifen.jobs import chores
from jifen.jobs.chores import Done


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day, at a time of the town's clock."""

    at: dt.time

    def last(self, now: dt.datetime) -> dt.datetime:
        """Return the latest moment at which it was due.

        >>> Daily(dt.time(2, 30)).last(dt.datetime(2026, 3, 1, 18, 0, tzinfo=dt.UTC)).isoformat()
        '2026-02-28T18:30:00+00:00'
        """
        local = now.astimezone(SHANGHAI)
        moment = dt.datetime.combine(local.date(), self.at, SHANGHAI)
        if moment > local:
            moment -= dt.timedelta(days=1)
        return moment.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes, counted from midnight; they divide the day."""

    minutes: int

    def last(self, now: dt.datetime) -> dt.datetime:
        """Return the latest moment at which it was due.

        >>> Every(15).last(dt.datetime(2026, 3, 1, 1, 44, tzinfo=dt.UTC)).isoformat()
        '2026-03-01T01:30:00+00:00'
        """
        local = now.astimezone(SHANGHAI)
        passed = (local.hour * 60 + local.minute) % self.minutes
        return (
            (local - dt.timedelta(minutes=passed))
            .replace(second=0, microsecond=0)
            .astimezone(dt.UTC)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is due by itself: its code, what it is called, when, what is done."""

    code: str
    title: Promise | str
    when: Daily | Every
    what: Callable[[Hand], Done]
    records: bool = False
    """Whether it writes the ledger: such a row waits for as long as the home is frozen."""
    at_once: bool = False
    """Whether a home that never did it does so at the first look, or waits for the next time."""


TABLE: tuple[Row, ...] = (
    Row("quick", _("Quick check"), Every(60), chores.check_quickly, at_once=True),
    Row("day", _("The day's entries and root"), Daily(dt.time(0, 10)), chores.begin_day,
        records=True, at_once=True),
    Row("deadlines", _("Deadlines"), Every(15), chores.watch_deadlines, records=True, at_once=True),
    Row("checkpoint", _("Checkpoint outside"), Every(30), chores.keep_outside, records=True),
    Row("backup", _("Daily backup"), Daily(dt.time(2, 30)), chores.back_up, at_once=True),
    Row("verify", _("Whole proof"), Daily(dt.time(3, 30)), chores.verify),
    Row("forget", _("Forgetting what has expired"), Daily(dt.time(4, 30)), chores.forget),
)  # fmt: skip
"""In the order in which they are done where several are due."""


def row(code: str) -> Row:
    """Return the row of a code."""
    return next(one for one in TABLE if one.code == code)


def due(now: dt.datetime, last: Mapping[str, dt.datetime]) -> Iterator[tuple[Row, dt.datetime]]:
    """Yield the rows that are due and since when; `last`: code → the latest moment dealt with.

    What was missed while nothing ran is made up once, not once for each time. A clock that went
    back makes nothing due again.
    """
    for one in TABLE:
        moment = one.when.last(now)
        if one.code not in last or moment > last[one.code]:
            yield one, moment
