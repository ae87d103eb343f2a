"""The database backend named in settings.py; Django looks for it in a module of this name."""

import sqlite3
from pathlib import Path
from typing import Any  # what the driver is given

from django.db.backends.sqlite3 import base

FILE = "jifen.sqlite3"
KNOWN = "known-heads.json"
"""The file beside it that remembers what was in it (custody/known.py)."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a home's database.

    SQLite makes a file that is missing, and fills one that is empty. Where records are known to
    have been, that would put an empty ledger in the place of the real one.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Open the database; one that is gone or emptied is not opened."""
        file = Path(conn_params["database"])
        if file.name == FILE and file.with_name(KNOWN).exists():
            if not file.exists() or file.stat().st_size == 0:
                raise sqlite3.OperationalError("unable to open database file: it is gone")
            conn_params = {**conn_params, "database": f"{file.resolve().as_uri()}?mode=rw"}
        opened: sqlite3.Connection = super().get_new_connection(conn_params)
        return opened
