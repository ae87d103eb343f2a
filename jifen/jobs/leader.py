"""One leader among the processes that could work: a lock that dies with its holder.

Nothing of it is measured in time, so no clock that jumps makes two leaders or none. Why a file on
SQLite and an advisory lock on PostgreSQL: docs/decisions/0017-background-work.md.
"""

import fcntl
import os
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK = "worker.lock"
"""The file in a SQLite home whose lock makes the leader."""
KEY = 0x6A6966656E
"""The number of the advisory lock in a PostgreSQL database: "jifen"."""


class Leader:
    """A process's wish to lead. `take` may be asked as often as one likes."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._line: BaseDatabaseWrapper | None = None

    def take(self) -> bool:
        """Say whether this process leads, having tried to if it did not. Never waits."""
        return self._take_file() if connection.vendor == "sqlite" else self._take_line()

    def release(self) -> None:
        """Stop leading."""
        if self._file is not None:
            self._file.close()
        if self._line is not None:
            self._line.close()
        self._file = self._line = None

    def _take_file(self) -> bool:
        if self._file is not None:
            return True
        home: Path = settings.HOME
        # Opened without emptying it: a file that is there is the one the leader holds.
        file = os.fdopen(os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _take_line(self) -> bool:
        try:
            if self._line is not None:
                with self._line.cursor() as cursor:  # the server forgets a lock with its connection
                    cursor.execute("SELECT 1")
                return True
            line = connection.copy()
            with line.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
                (held,) = cursor.fetchone()
        except DatabaseError:
            self.release()
            return False
        if not held:
            line.close()
            return False
        self._line = line
        return True
