"""What a start must find: a home that can be written, and the database that was in it.

A database that is gone or empty is never made anew where one is known to have been.
"""

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jifen.chain import queries as chain
from jifen.core.errors import Refusal
from jifen.custody import engine, known

SKEW = dt.timedelta(seconds=120)
"""So far may the clock lie behind the last record before it is worth a word."""
WRONG = dt.timedelta(hours=24)
"""So far behind, the clock is wrong beyond doubt, and nothing is recorded by it."""
_SQLITE_HEAD = b"SQLite format 3\x00"


def look() -> None:
    """See, without opening the database, that the home is as it was left. A few system calls.

    Raises:
        Refusal: "start.folder" or "start.file" where one cannot be written, "start.gone" where the
            database that was here is missing, "start.empty" where an empty file lies in its place,
            "start.no-database" where it is no SQLite database.
    """
    home: Path = settings.HOME
    _write_into(home)
    if engine.name() != "sqlite":
        return
    file = engine.file()
    was = known.read()
    if not file.exists():
        if was is not None and was.engine == "sqlite":
            raise Refusal("start.gone", file=file)
        return
    try:
        with file.open("r+b") as bytes_:
            head = bytes_.read(len(_SQLITE_HEAD))
    except OSError as problem:
        raise Refusal("start.file", file=file, why=problem.strerror) from problem
    if not head and was is not None:
        raise Refusal("start.empty", file=file)
    if head and head != _SQLITE_HEAD:
        raise Refusal("start.no-database", file=file)


def compare() -> None:
    """See that the database holds at least what was known to be in it. Queries: two a town.

    Raises:
        Refusal: "start.behind", naming the towns and the records that are missing.
    """
    was = known.read()
    if was is None or not was.heads:
        return
    now = known.heads() if _has_chain() else {}
    behind = known.behind(was, now)
    if behind:
        gone = (f"{town} #{now.get(town, (0, ''))[0] + 1}–#{was.heads[town][0]}" for town in behind)
        raise Refusal("start.behind", records="、".join(gone))


def see_that_it_is_set_up() -> None:
    """See that the database has the tables of this program, no older and no newer ones.

    And that its chains go on with the algorithm they began with.

    Raises:
        Refusal: "start.not-set-up", "chain.digest".
    """
    plan = MigrationExecutor(connection)
    if plan.migration_plan(plan.loader.graph.leaf_nodes()):
        raise Refusal("start.not-set-up")
    other = chain.other_digest()
    if other:
        raise Refusal("chain.digest", chain=other, set=settings.DIGEST)


def clock_is_behind(now: dt.datetime) -> dt.timedelta | None:
    """Return how far the clock lies behind the last record, if by more than `SKEW`.

    Recorded instants never go back: `chain.commands.hold` keeps the last record's instant then.
    """
    last = chain.last_at()
    return last - now if last is not None and last - now > SKEW else None


def see_that_the_clock_is_right(now: dt.datetime) -> None:
    """Refuse to record while the clock lies so far back that every date would be wrong. One query.

    Raises:
        Refusal: "clock.behind".
    """
    behind = clock_is_behind(now)
    if behind is not None and behind > WRONG:
        raise Refusal("clock.behind", hours=int(behind.total_seconds() // 3600))


def _has_chain() -> bool:
    with connection.cursor() as cursor:
        return "chain_head" in connection.introspection.table_names(cursor)


def _write_into(home: Path) -> None:
    probe = home / f".probe-{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise Refusal("start.folder", folder=home, why=problem.strerror) from problem
