"""What a look over the home finds, in words an administrator can act on: one row a question."""

import datetime as dt
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jifen.chain import freezing, schema
from jifen.core.hand import SHANGHAI, local_date
from jifen.custody import backups, readiness, starting
from jifen.cycles import queries as cycles
from jifen.evidence import queries as evidence

OLD_BACKUP = dt.timedelta(hours=48)
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
"""What makes an acknowledged record durable on SQLite; `synchronous` 2 is FULL."""
POSTGRESQL = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
_SETTINGS_OF_SQLITE = (
    "SELECT (SELECT * FROM pragma_journal_mode), (SELECT * FROM pragma_synchronous),"
    " (SELECT * FROM pragma_foreign_keys)"
)
_SETTINGS_OF_POSTGRESQL = (
    "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
    " current_setting('full_page_writes')"
)


class State(StrEnum):
    """How a question is answered."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: what was looked at, how it stands, what to do about it."""

    code: str
    title: Promise | str
    state: State
    said: str


Look = Callable[[dt.datetime], tuple[State, str]]


def findings(now: dt.datetime, *, without: Collection[str] = ()) -> list[Finding]:
    """Look at everything once, or leave some questions out.

    One query a question at most, but for "schema": that asks several for every table.
    """
    return [Finding(code, title, *look(now)) for code, title, look in LOOKS if code not in without]


def _frozen(now: dt.datetime) -> tuple[State, str]:
    state = freezing.frozen()
    if state is None:
        return State.GOOD, _("Not frozen: records can be made.")
    said = _("Frozen since %(since)s: a verification failed. Look at `jifen prove`, then thaw.")
    return State.BAD, said % {"since": state.since}


def _engine(now: dt.datetime) -> tuple[State, str]:
    sqlite = connection.vendor == "sqlite"
    wanted: dict[str, object] = {**(PRAGMAS if sqlite else POSTGRESQL)}
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS_OF_SQLITE if sqlite else _SETTINGS_OF_POSTGRESQL)
        held = cursor.fetchone()
    told = zip(wanted.items(), held, strict=True)
    wrong = [f"{name}={found}" for (name, value), found in told if found != value]
    name = "SQLite" if sqlite else "PostgreSQL"
    if wrong:
        said = _("%(engine)s is set so that a power cut may lose records: %(wrong)s. Mend it.")
        return State.BAD, said % {"engine": name, "wrong": ", ".join(wrong)}
    said = _("%(engine)s, set so that what is acknowledged is on the disk.")
    return State.GOOD, said % {"engine": name}


def _schema(now: dt.datetime) -> tuple[State, str]:
    found = list(schema.faults())
    if found:
        said = _("%(count)s walls of append-only tables are not as they should be: %(first)s")
        return State.BAD, said % {"count": len(found), "first": found[0].detail}
    said = _("The walls of all append-only tables stand: %(digest)s")
    return State.GOOD, said % {"digest": schema.digest()[:16]}


def _backup(now: dt.datetime) -> tuple[State, str]:
    last = backups.last_at()
    folder = backups.folder()
    if last is None:
        said = _("There is no backup in %(folder)s. Make one: jifen backup")
        return State.BAD, said % {"folder": folder}
    age = now - last
    told = {"at": f"{last:%Y-%m-%d %H:%M}", "hours": int(age.total_seconds() // 3600)}
    if age > OLD_BACKUP:
        said = _("The last backup is of %(at)s, %(hours)s hours ago. Let the timer make one a day.")
        return State.BAD, said % told
    if folder.stat().st_dev == settings.HOME.stat().st_dev:
        said = _(
            "The last backup is of %(at)s, on the same disk as the data. Keep it on another one"
            " (JIFEN_BACKUPS)."
        )
        return State.WARNING, said % told
    return State.GOOD, _("The last backup is of %(at)s, %(hours)s hours ago.") % told


def _disk(now: dt.datetime) -> tuple[State, str]:
    home: Path = settings.HOME
    use = shutil.disk_usage(home)
    told = {"free": f"{use.free / 1e9:.1f}", "percent": use.free * 100 // use.total}
    if not readiness.has_room(home):
        said = _("Only %(free)s GB (%(percent)s %%) of the disk are free. Make room.")
        return State.BAD, said % told
    return State.GOOD, _("%(free)s GB (%(percent)s %%) of the disk are free.") % told


def _calendar(now: dt.datetime) -> tuple[State, str]:
    year = local_date(now).year
    years = cycles.calendar_years()
    if year not in years:
        said = _("The holidays of %(year)s are not entered: deadlines may be wrong. Load them.")
        return State.BAD, said % {"year": year}
    if year + 1 not in years and local_date(now).month == 12:
        said = _("The holidays of %(year)s are not entered yet. Load them once published.")
        return State.WARNING, said % {"year": year + 1}
    return State.GOOD, _("The holidays of %(year)s are entered.") % {"year": year}


def _clock(now: dt.datetime) -> tuple[State, str]:
    behind = starting.clock_is_behind(now)
    if behind is not None:
        said = _(
            "The clock is %(minutes)s minutes behind the last record. Set the machine's clock;"
            " until then records bear the last one's time."
        )
        return State.WARNING, said % {"minutes": int(behind.total_seconds() // 60)}
    local = now.astimezone(SHANGHAI)
    return State.GOOD, _("It is %(now)s in Beijing.") % {"now": f"{local:%Y-%m-%d %H:%M}"}


def _evidence(now: dt.datetime) -> tuple[State, str]:
    missing = evidence.missing()
    if missing:
        said = _("%(count)s files of evidence are not in the folder. Restore them from a backup.")
        return State.BAD, said % {"count": missing}
    return State.GOOD, _("Every kept file of evidence is in its folder.")


LOOKS: tuple[tuple[str, Promise | str, Look], ...] = (
    ("frozen", gettext_lazy("Recording"), _frozen),
    ("engine", gettext_lazy("Database"), _engine),
    ("schema", gettext_lazy("Schema"), _schema),
    ("backup", gettext_lazy("Backup"), _backup),
    ("evidence", gettext_lazy("Evidence"), _evidence),
    ("disk", gettext_lazy("Disk"), _disk),
    ("calendar", gettext_lazy("Working days"), _calendar),
    ("clock", gettext_lazy("Clock"), _clock),
)
"""Code, title, how it is looked at; in the order in which one would mend them."""
