"""Treat a home as its keepers may, again and again, and count the alarms: there is to be none.

    python -m tests.faults.alarm ROUNDS SEED

Run in a migrated home of its own. Each round enters a few facts, then vacuums the database, builds
its indexes anew, migrates it once more, or dumps it and restores the dump into an empty one, and
every so often copies it to another database, as for a move; then everything is proved, there too.
"""

import json
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import django


def vacuum() -> None:
    """Let the database rewrite its files."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL" if connection.vendor == "postgresql" else "VACUUM")


def index() -> None:
    """Build all indexes anew."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("REINDEX SCHEMA public" if connection.vendor == "postgresql" else "REINDEX")
        cursor.execute("ANALYZE")


def migrate() -> None:
    """Bring it to the program's version once more."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def restore() -> None:
    """Dump it, and fill an empty one from the dump."""
    from django.conf import settings
    from django.db import connection, connections

    from jifen.custody import engine
    from tests.faults import scene

    dump = Path(settings.HOME) / "dump"
    dump.unlink(missing_ok=True)
    if connection.vendor == "postgresql":
        engine.snapshot(dump)
        scene.emptied()
        engine.lay_down(dump)
        return
    connections.close_all()
    live = engine.file()
    with closing(sqlite3.connect(live)) as of, closing(sqlite3.connect(dump)) as to:
        to.executescript("\n".join(of.iterdump()))
    dump.replace(live)


def move() -> list[str]:
    """Copy it into a new home of SQLite's, as who changes the database does; return its alarms."""
    from django.conf import settings

    from jifen.custody import moving

    there = Path(settings.HOME).with_name("moved")
    shutil.rmtree(there, ignore_errors=True)
    return list(moving.move(str(there)).faults)


MOVES = 20
"""One of so many rounds moves: it takes as long as all the others between."""
WAYS: tuple[Callable[[], list[str] | None], ...] = (vacuum, index, migrate, restore)


def main(count: int, seed: int) -> dict[str, object]:
    """Treat it so often; return what was called wrong, and how often each was tried."""
    from jifen.custody import proof
    from tests.faults import scene
    from tests.laws.town import found

    town, dice = found(), random.Random(seed)
    scene.keep("town")
    alarms: list[str] = []
    tried: dict[str, int] = {}
    for number in range(count):
        if number % 20 == 0:
            scene.lay("town")
        scene.Importing(town, dice.randrange(1, 4), since=number * 5).do(lambda _: None)
        way = move if number % MOVES == MOVES - 1 else WAYS[number % len(WAYS)]
        faults = [*(way() or ()), *(fault for some in proof.prove().values() for fault in some)]
        alarms += [f"{way.__name__}: {fault}" for fault in faults]
        tried[way.__name__] = tried.get(way.__name__, 0) + 1
    return {"alarms": alarms, "tried": tried}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(*map(int, sys.argv[1:])), ensure_ascii=False))
