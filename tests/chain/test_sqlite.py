"""SQLite is opened so that what was acknowledged survives, and a writer waits for its turn.

None of these tests asks for pytest-django's database: they are about SQLite and run only there.
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

SETTLED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}
"""`synchronous` 2 is FULL: a commit is on the disk before it is acknowledged."""


def pragmas() -> dict[str, object]:
    found: dict[str, object] = {}
    with connection.cursor() as cursor:
        for name in SETTLED:
            cursor.execute(f"PRAGMA {name}")
            (found[name],) = cursor.fetchone()
    return found


@pytest.mark.usefixtures("django_db_setup")
def test_the_test_database_is_opened_as_a_homes_is(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        try:
            assert pragmas() == SETTLED
        finally:
            connection.close()


def test_a_homes_database_is_opened_for_durability(tmp_path: Path) -> None:
    program = (
        "import json, django; django.setup()\n"
        "from tests.chain.test_sqlite import pragmas\n"
        "print(json.dumps(pragmas()))"
    )
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=kept | {"JIFEN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "jifen.settings"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == SETTLED
    assert (tmp_path / "jifen.sqlite3").exists()


@pytest.mark.usefixtures("django_db_setup")
def test_a_transaction_takes_its_turn_to_write_before_it_reads(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    with django_db_blocker.unblock():
        path = connection.settings_dict["NAME"]
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            with (
                transaction.atomic(),
                pytest.raises(sqlite3.OperationalError, match="locked"),
            ):
                other.execute("BEGIN IMMEDIATE")
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        finally:
            other.close()
            connection.close()
