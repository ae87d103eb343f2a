"""What differs between the two databases: taking a snapshot in use, and laying one down."""

import os
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from jifen.core.errors import Refusal

PARTS = {"sqlite": "jifen.sqlite3", "postgresql": "postgresql.dump"}
"""Engine → the name of its part in a backup."""

Told = dict[str, object]


class _Cursor(Protocol):
    def execute(self, query: str) -> Iterable[tuple[object, ...]]:
        """Ask."""


def name() -> str:
    """Return the engine this home is set to: sqlite or postgresql."""
    return connection.vendor


def file() -> Path:
    """Return the file of a SQLite home's database."""
    return Path(str(connection.settings_dict["NAME"]))


def snapshot(target: Path) -> Told:
    """Write the database as it stands at one instant, while others write; return what it holds.

    Told of it: the engine, each town's head (number and hash of its last record), the migrations.

    Raises:
        Refusal: "backup.program" where PostgreSQL's own program could not do it.
    """
    with connection.wrap_database_errors:  # the snapshot's own connection raises as Django's do
        return _sqlite_snapshot(target) if name() == "sqlite" else _postgresql_snapshot(target)


def lay_down(source: Path) -> None:
    """Fill the empty PostgreSQL database from a snapshot, whole or not at all.

    Raises:
        Refusal: "backup.program".
    """
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _program("pg_restore", [*options, "--dbname", _database(), str(source)])


def tables() -> list[str]:
    """Return the tables of the configured PostgreSQL database: none in an empty one."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def empty() -> None:
    """Take away everything that `lay_down` laid into the empty PostgreSQL database."""
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        # The walls' functions, whichever rules there are: each rule of four_eyes.py has its own.
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc"
            r" WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'jifen\_%'"
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")


def unknown_migrations(told: Mapping[str, object]) -> list[str]:
    """Return the migrations that a backup has and this program has not: a later one wrote it."""
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    listed = told["migrations"]
    assert isinstance(listed, list), "written by snapshot()"
    return sorted(set(listed) - known)


def outdated(told: Mapping[str, object]) -> bool:
    """Say whether this program has migrations that a backup has not seen."""
    listed = told["migrations"]
    assert isinstance(listed, list), "written by snapshot()"
    return {".".join(key) for key in MigrationLoader(None).disk_migrations} != set(listed)


def _sqlite_snapshot(target: Path) -> Told:
    # A connection of its own: the copy is one read transaction, and writers go on meanwhile.
    source = f"{file().resolve().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=20)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        return {"engine": "sqlite", **_holds(copy)}


def _postgresql_snapshot(target: Path) -> Told:
    import psycopg

    with psycopg.connect(**connection.get_connection_params()) as live:
        live.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = live.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        told = {"engine": "postgresql", **_holds(live)}
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={row[0]}"]
        _program("pg_dump", [*options, f"--file={target}", "--dbname", _database()])
    return told


def _holds(database: _Cursor) -> Told:
    heads = database.execute("SELECT town, seq, hash FROM chain_head ORDER BY town")
    steps = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return {
        "heads": {str(town): {"seq": seq, "hash": str(hash_)} for town, seq, hash_ in heads},
        "migrations": [f"{app}.{step}" for app, step in steps],
    }


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _program(program: str, options: list[str]) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment."""
    folder: Path | None = settings.POSTGRESQL_PROGRAMS
    found = connection.settings_dict
    address = {
        "PGHOST": found["HOST"], "PGPORT": found["PORT"],
        "PGUSER": found["USER"], "PGPASSWORD": found["PASSWORD"],
    }  # fmt: skip
    command = [str(folder / program) if folder else program, *options]
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell
            command,
            env=dict(os.environ) | {name: str(value) for name, value in address.items() if value},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    except OSError as problem:
        raise Refusal("backup.program", program=program, why=str(problem.strerror)) from problem
    if done.returncode:
        why = done.stderr.strip().splitlines()
        raise Refusal("backup.program", program=program, why=why[0] if why else "?")
