"""A home for each test of this folder: migrated, empty, and its own."""

from pathlib import Path

import pytest
from django.db import connection

from tests.custody.homes import Home, _database
from tests.faults.scene import copy


@pytest.fixture
def migrated(transactional_db: None, tmp_path: Path) -> Home:
    """A home whose database is like the tests' own while it is empty: migrated, and no more."""
    folder = tmp_path / "home"
    folder.mkdir()
    name = str(connection.settings_dict["NAME"])
    connection.close()
    if connection.vendor == "postgresql":
        return Home(folder, _database(name))
    copy(Path(name), folder / "jifen.sqlite3")
    return Home(folder, "")


@pytest.fixture
def migrated_sqlite(request: pytest.FixtureRequest) -> Home:
    """The same, for what is about SQLite alone: PostgreSQL's run looks for who names a database."""
    found: Home = request.getfixturevalue("migrated")
    return found
