"""The walls of the database: which tables have them, and how a test takes them down.

The tests themselves always meet the walls; only flush (emptying.py), negative controls and the
forgers of tests/chain take them down, inside a transaction of theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def walls_down(database: BaseDatabaseWrapper | None = None) -> Iterator[None]:
    """Take the walls away for as long as the block lasts, inside the caller's transaction."""
    database = database or connection
    assert database is not None
    assert database.in_atomic_block, "a crash must not leave the walls down"
    if database.vendor == "sqlite":
        yield from _sqlite_down(database)
    else:
        yield from _postgresql_down(database)


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever the block does to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _sqlite_down(database: BaseDatabaseWrapper) -> Iterator[None]:
    with database.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql, None)


def _postgresql_down(database: BaseDatabaseWrapper) -> Iterator[None]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled = 'A'"
        )
        triggers = cursor.fetchall()
        database.check_constraints()  # a table with checks outstanding cannot be altered
        for table, name in triggers:
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
        yield
        database.check_constraints()
        for table, name in triggers:
            cursor.execute(f'ALTER TABLE {table} ENABLE ALWAYS TRIGGER "{name}"')
