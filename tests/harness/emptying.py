"""How the test database is emptied between tests, though its tables refuse to be.

A test that commits is followed by Django's flush, which the append-only triggers
rightly refuse. The test database, and only the flush, sets them aside for that
moment; the tests themselves always meet them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations


@contextmanager
def flush_allowed() -> Iterator[None]:
    """Let Django's flush empty append-only tables for as long as the block lasts."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with transaction.atomic(using=operations.connection.alias), _triggers_aside(operations):
            plain(operations, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield


@contextmanager
def _triggers_aside(operations: BaseDatabaseOperations) -> Iterator[None]:
    with connections[operations.connection.alias].cursor() as cursor:
        if operations.connection.vendor == "postgresql":
            # Until the end of this transaction; the test server's user may do so, ours may not.
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)
