"""What takes long to make and is the same for all: one worker of a run makes it, all take copies.

Whoever comes while it is being made waits, and leaves the processor to the other.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

RUN = "JIFEN_TEST_RUN"
"""The folder of the whole run, which goes when the run ends (plugin.py)."""
MIGRATED = "jifen_migrated"


def made(name: str, make: Callable[[Path], None]) -> Path:
    """Return a file or folder of the run that `make` fills, where no other worker has yet."""
    there = Path(os.environ[RUN], name)
    with _alone(there.with_name(f"{name}.lock")):
        if not there.exists():
            half = there.with_name(f"{name}.half")
            make(half)
            half.rename(there)
    return there


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def take_migrated() -> None:
    """Give this worker a database of its own: a copy of the one that the first worker migrates."""
    from django.conf import settings
    from django.db import connection

    on_postgresql = connection.vendor == "postgresql"
    kept = made(MIGRATED, _migrate)
    connection.close()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    if on_postgresql:
        name: Path | str = f"jifen_{worker}"
        copy_database(MIGRATED, str(name))
    else:
        name = Path(settings.HOME) / "test.sqlite3"
        shutil.copyfile(kept, name)
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def _migrate(file: Path) -> None:
    """Migrate a database: the file on SQLite, else one of the server's, for which the file stands.

    What SQLite has written aside is in the file once its last connection is closed.
    """
    from django.db import connection

    on_postgresql = connection.vendor == "postgresql"
    connection.settings_dict["TEST"]["NAME"] = MIGRATED if on_postgresql else file
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    if on_postgresql:
        file.touch()


def copy_database(template: str, name: str) -> str:
    """Make a database of this run's server a copy of another; return its address."""
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return urlsplit(address)._replace(path=f"/{name}").geturl()
