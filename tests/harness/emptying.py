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

from tests.harness.database import walls_down


@contextmanager
def flush_allowed() -> Iterator[None]:
    """Let Django's flush empty append-only tables for as long as the block lasts."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        database = connections[operations.connection.alias]
        with transaction.atomic(using=database.alias), walls_down(database):
            plain(operations, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield
