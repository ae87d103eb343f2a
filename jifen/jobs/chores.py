"""What each row of the clock does. Every one may be done again without harm."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from jifen.appeals.commands.clock import clock as appeals
from jifen.chain import checkpoints, freezing, outside
from jifen.chain import commands as chain
from jifen.chain import queries as chained
from jifen.chain.queries import Fault
from jifen.claims.commands.clock import clock as claims
from jifen.core.hand import Hand
from jifen.custody import backups, known, proof
from jifen.jobs.models import Turn
from jifen.notices.commands import clock as notices
from jifen.people import queries as people
from jifen.publicity.commands.clock import clock as publicity
from jifen.register import commands as register
from jifen.sendings import commands as sendings
from jifen.tasks.commands import clock as tasks
from jifen.tasks.commands import recur as routines
from jifen.terms import fault

if TYPE_CHECKING:
    from jifen.people.models import Area

UNPROTECTED = 100
"""With so many records that no checkpoint holds, the next one is taken at once."""
UNPROTECTED_HOURS = 23
KEEP_JOBS = dt.timedelta(days=30)
KEEP_TURNS = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in a sentence; and whether all was well with the home."""

    said: str
    good: bool = True


class Clock(Protocol):
    """What a noun does by the calendar alone; returns how many things it did. Done twice, once."""

    def __call__(self, town: "Area", *, hand: Hand) -> int:
        """Do what is due in a town."""


DEADLINES: tuple[Clock, ...] = (
    claims,
    appeals,
    publicity,
    routines,
    tasks,
    notices,
)
"""One line for each noun that has deadlines."""

FORGETTING: tuple[Callable[[dt.datetime], int], ...] = (sendings.forget,)
"""One line for each table whose rows expire: removes what has had its time at an instant."""


def begin_day(hand: Hand) -> Done:
    """Bring every town's accounts to today, and take the day's root over all heads."""
    made = sum(register.bring_to_today(town, hand=hand) for town in people.towns())
    chain.take_root(hand.today, at=hand.at)
    known.keep()
    return Done(_("%(count)s entries") % {"count": made})


def watch_deadlines(hand: Hand) -> Done:
    """Let every noun do what its deadlines ask for, town by town; all are tried, then told."""
    done, problems = 0, []
    for town in people.towns():
        for clock in DEADLINES:
            try:
                done += clock(town, hand=hand)
            except Exception as problem:  # one town's trouble must not stand in another's way
                problems.append(problem)
    if problems:
        raise problems[0]
    return Done(_("%(count)s things done") % {"count": done})


def keep_outside(hand: Hand) -> Done:
    """Send a checkpoint outside where a day has passed, or many records stand unprotected."""
    if not outside.places():
        return Done(_("No place outside is set (JIFEN_CHECKPOINTS)."), good=False)
    windows = [checkpoints.window(town) for town in chained.towns()]
    old = any(
        one.records
        and (one.records >= UNPROTECTED or (one.hours(hand.at) or UNPROTECTED_HOURS)
             >= UNPROTECTED_HOURS)
        for one in windows
    )  # fmt: skip
    if not old:
        return Done(_("The last checkpoint is recent enough."))
    _signed, where = outside.take(at=hand.at)
    return Done(_("Sent to: %(places)s") % {"places": "、".join(where)})


def back_up(hand: Hand) -> Done:
    """Take the daily backup and remove those beyond the number kept."""
    made = backups.backup_if_due(hand.at)
    if made is None:
        return Done(_("The last backup is recent enough; nothing was done."))
    return Done(_("Backed up to %(file)s (%(size)s MB)") % {
        "file": made.name, "size": f"{made.stat().st_size / 1e6:.1f}",
    })  # fmt: skip


def check_quickly(hand: Hand) -> Done:
    """Look at the schema and at the last records of each town; freeze where they do not hold."""
    return _verdict(list(proof.quick()), hand)


def verify(hand: Hand) -> Done:
    """Prove everything, from the schema to the papers; freeze where something does not hold."""
    found = [one for several in proof.prove().values() for one in several]
    if not found:
        known.keep()
    return _verdict(found, hand)


def forget(hand: Hand) -> Done:
    """Remove what has had its time: sessions, the forms that were sent, finished jobs."""
    SessionStore.clear_expired()
    real = dt.datetime.now(dt.UTC)  # what follows bears real time, in a demo home as well
    gone = sum(remove(real) for remove in FORGETTING)
    ended = DBTaskResult.objects.successful().filter(finished_at__lt=real - KEEP_JOBS)
    gone += ended.delete()[0]
    gone += Turn.objects.filter(due_at__lt=hand.at - KEEP_TURNS).delete()[0]
    return Done(_("%(count)s rows removed") % {"count": gone})


def _verdict(found: Iterable[Fault], hand: Hand) -> Done:
    told = [said(one) for one in found]
    if not told:
        return Done(_("All holds."))
    freezing.freeze(told, at=hand.at)
    first = _("%(count)s things do not hold, first: %(first)s. The home is frozen.")
    return Done(first % {"count": len(told), "first": told[0]}, good=False)


def said(one: Fault) -> str:
    """Return a fault in one line."""
    number = f"#{one.seq}" if one.seq is not None else ""
    return " ".join(part for part in (one.town, number, fault(one.code), one.detail) if part)
