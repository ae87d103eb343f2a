"""Let the k-th thing that is asked of database or disk fail, for every k, and look what is left.

    python -m tests.faults.fail WAY PLAN EVERY

Run in a migrated home of its own. WAY "statement": the k-th statement, or the commit, is answered
as the database answers on a full or broken disk; "bare", the control: the same with `atomic`
taken out. WAY "file": disk.c, loaded before everything else,
refuses the k-th write, sync, truncation or renaming in the home. EVERY: 1 tries every k, else they
grow further apart, but for the last. Until the deed is done with nothing left to fail.
"""

import ctypes
import errno
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import django

from tests.faults.kill import without_transactions

if TYPE_CHECKING:
    from tests.faults.scene import Deed

LAST = 4
"""So many of the last things are tried in any case: there a deed is nearly done."""
DATABASE = {".kept", ".sqlite3-wal", ".sqlite3-shm"}
"""How files end that come and go with the database."""


@dataclass
class Outcome:
    """What a deed's failures came to."""

    places: int = 0
    """How much the undisturbed deed asks."""
    tried: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    """What people were told, and how often."""
    outlived: int = 0
    """The deed was done all the same: what failed was not needed."""
    wrong: list[str] = field(default_factory=list)


@dataclass
class Asked:
    """How often something was asked since the k-th was chosen to fail."""

    count: int = 0


Failing = Callable[[int], AbstractContextManager[Asked]]
"""A context in which the k-th fails; gives how often was asked (`Asked`)."""


@contextmanager
def statement(k: int) -> Iterator[Asked]:
    """Let the k-th statement or commit fail."""
    from django.db import connection

    asked, plain = Asked(), connection._commit

    def ask() -> None:
        asked.count += 1
        if asked.count == k:
            raise trouble(k)

    def wrapper(execute: Callable[..., object], *rest: object) -> object:
        ask()
        return execute(*rest)

    def commit() -> None:
        ask()
        plain()

    connection._commit = commit  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(wrapper):
            yield asked
    finally:
        connection._commit = plain  # type: ignore[method-assign]


def trouble(k: int) -> Exception:
    """Return what Django raises on a full disk, or a broken one."""
    import psycopg.errors
    from django.db import OperationalError, connection

    if connection.vendor == "sqlite":
        return OperationalError(("disk I/O error", "database or disk is full")[k % 2])
    error = OperationalError("could not extend file")
    error.__cause__ = (psycopg.errors.IoError, psycopg.errors.DiskFull)[k % 2]()
    return error


@contextmanager
def file(k: int) -> Iterator[Asked]:
    """Let the k-th thing asked of the home's files fail."""
    disk = ctypes.CDLL(None)
    disk.disk_asked.restype = ctypes.c_long
    asked = Asked()
    disk.disk_fail(ctypes.c_long(k), (errno.EIO, errno.ENOSPC)[k % 2])
    try:
        yield asked
    finally:
        asked.count = disk.disk_asked()
        disk.disk_fail(ctypes.c_long(0), 0)


WAYS: dict[str, Failing] = {"statement": statement, "bare": statement, "file": file}


def failures(deed: "Deed", failing: Failing, every: int) -> Outcome:
    """Try the deed with each k failing, and with each of the last things that it asks.

    Lays the state back whenever something was done.
    """
    from jifen.core.errors import Refusal
    from jifen.custody import trouble
    from tests.faults import scene

    outcome, k, tried = Outcome(), 1, set[int]()
    before = fingerprint()
    while True:
        acknowledged: list[str] = []
        try:
            with failing(k) as asked:
                deed.do(acknowledged.append)
        except Exception as error:
            refusal = error if isinstance(error, Refusal) else trouble.of(error)
            said = refusal.code if refusal else f"{error!r}"
            outcome.refused[said] = outcome.refused.get(said, 0) + 1
            if refusal is None or acknowledged or fingerprint() != before:
                outcome.wrong.append(f"{k}: {said}, acknowledged {acknowledged}")
                return outcome
        else:
            outcome.places = asked.count
            lost, half = deed.wrong(acknowledged)
            outcome.wrong += [f"{k}: {text}" for text in (*lost, *half)]
            scene.lay(deed.name)
            if asked.count < k:
                left = {*range(max(1, asked.count - LAST + 1), asked.count + 1)} - tried
                if not left:
                    return outcome
                k = min(left)
                continue
            outcome.outlived += 1
        outcome.tried += 1
        tried.add(k)
        k += 1 if every == 1 or k > outcome.places - LAST > 0 else 1 + k // every


def fingerprint() -> str:
    """Return a digest of all rows of our tables, and of which files lie beside the database.

    A file in the folder of papers that no row names is nobody's paper, and is not counted.
    """
    from django.apps import apps
    from django.conf import settings
    from django.db import connection

    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in apps.get_models()):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found.update(repr((table, cursor.fetchall())).encode())
    for path in sorted(settings.HOME.rglob("*")):
        name = path.relative_to(settings.HOME)
        if path.suffix not in DATABASE and name.parts[0] != "papers":
            found.update(str(name).encode())
    return found.hexdigest()


def draw_once() -> None:
    """Draw a paper the first time only: what fails here is the writing."""
    from jifen.papers import commands

    plain, drawn = commands._draw, []

    def draw(*words: object) -> dict[str, bytes]:
        if not drawn:
            drawn.append(plain(*words))
        return drawn[0]

    commands._draw = draw


def main(way: str, plan: dict[str, int], every: int) -> dict[str, object]:
    """Run the plan: deed → its size."""
    from jifen.chain import checkpoints
    from tests.faults import scene
    from tests.laws.town import found

    draw_once()
    checkpoints.public_key()  # made once in a home, by whoever needs it first
    town = found()
    scene.keep("town")
    told: dict[str, object] = {}
    for name, size in plan.items():
        scene.lay("town")
        deed = scene.DEEDS[name](replace(town), size)
        scene.keep(name)
        if way == "bare":
            without_transactions()
        told[name] = asdict(failures(deed, WAYS[way], every))
    return told


if __name__ == "__main__":
    django.setup()
    assert os.environ["JIFEN_HOME"]
    print(
        json.dumps(main(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])), ensure_ascii=False)
    )
