"""Homes of their own, on the database of this run, looked after by command lines."""

import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any  # what a command printed as JSON
from urllib.parse import urlsplit

import psycopg

from tests.harness import forked
from tests.harness.plugin import on_postgresql
from tests.harness.postgres import _programs
from tests.harness.shared import copy_database, made

ROOT = Path(__file__).parents[2]
TOWN = "p1/c1/k1/t1"
SETTING_UP = (
    "setup-home",
    "area add p1 某省 --kind province",
    f"area add {TOWN} 示例镇 --kind town",
    "account add head 王某",
    "account add clerk 李某",
    "account add system 赵某",
    f"role grant head head {TOWN} --from 2020-01-01",
    f"role grant clerk clerk {TOWN} --from 2020-01-01",
    f"role grant system system {TOWN} --from 2020-01-01",
    "rulebook approve examples/rulebooks/jingzi/rulebook.yaml --number 示委〔2024〕5号 --as head",
    "import people examples/town/people.xlsx --as clerk",
    "cycle open 2024-2025 --starts 2024-08-01 --as clerk",
)
ADDRESS = "address"
"""The file beside the settled home that says where its database is."""
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Home:
    """A data folder, and the PostgreSQL database that goes with it, or ""."""

    path: Path
    url: str

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        programs = str(_programs(self.path, None))
        return {
            **kept, "JIFEN_HOME": str(self.path), "DATABASE_URL": self.url,
            "JIFEN_POSTGRESQL_PROGRAMS": programs, "DJANGO_SETTINGS_MODULE": "jifen.settings",
            "PYTHONPATH": str(ROOT), **more,
        }  # fmt: skip

    def run(self, words: str, *more: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one command line in a process of its own."""
        line = ["-m", "jifen.console.main", *words.split(), *more]
        return forked.run(line, environment=self.environment(**settings))

    def begun(self, words: str) -> subprocess.CompletedProcess[str]:
        """Run one command line from the interpreter's own start, where that is what is tried."""
        return subprocess.run(
            [sys.executable, "-m", "jifen.console.main", *words.split()],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
        )

    def told(self, words: str, *more: str, **settings: str) -> Any:
        """Run one command line that must succeed, and return its JSON."""
        done = self.run(words, *more, "--json", **settings)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def python(self, program: str) -> str:
        """Run a program on this home, with Django set up; return what it printed."""
        line = ["-c", f"import django; django.setup()\n{program}"]
        done = forked.run(line, environment=self.environment())
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(self, *statements: str) -> None:
        """Change the database behind the product's back."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as live:
                for one in statements:
                    live.execute(one)
        else:
            with closing(sqlite3.connect(self.path / "jifen.sqlite3")) as live:
                for one in statements:
                    live.execute(one)
                live.commit()

    def heads(self) -> dict[str, dict[str, Any]]:
        """Return each town's head, straight from the database."""
        query = "SELECT town, seq, hash FROM chain_head"
        if self.url:
            with psycopg.connect(self.url) as live:
                rows = live.execute(query).fetchall()
        else:
            with closing(sqlite3.connect(self.path / "jifen.sqlite3")) as file:
                rows = file.execute(query).fetchall()
        return {town: {"seq": seq, "hash": hash_} for town, seq, hash_ in rows}


def settled() -> Home:
    """Return a home with a town, its rulebook, its register and a cycle: one for the whole run."""
    folder = made("settled", _set_up)
    return Home(folder, (folder / ADDRESS).read_text())


def _set_up(folder: Path) -> None:
    home = empty(folder)
    lines = [line.split() for line in SETTING_UP]
    program = f"from jifen.console import verbs\nfor line in {lines!r}: assert verbs.run(line) == 0"
    home.python(program)
    (folder / ADDRESS).write_text(home.url)


def empty(folder: Path) -> Home:
    """Return a home in which nothing is yet."""
    folder.mkdir(parents=True, exist_ok=True)
    return Home(folder, _database("template0") if on_postgresql() else "")


def copied(home: Home, folder: Path) -> Home:
    """Return a home that is like another, for a test to spoil."""
    shutil.copytree(home.path, folder)
    template = urlsplit(home.url).path.removeprefix("/")
    return Home(folder, _database(template) if home.url else "")


def _database(template: str) -> str:
    return copy_database(template, f"home_{os.getpid()}_{next(_numbers)}")


RECORDING = """
from django.db import transaction
from jifen.chain.commands import hold
import datetime as dt, sys
n = 0
while True:
    n += 1
    with transaction.atomic(durable=True):
        chain = hold("p1/c1/k1/t1", at=dt.datetime.now(dt.UTC))
        seq = chain.append("lock", what=f"round {n}", by="0" * 32)
        chain.seal()
    sys.stdout.write(f"{seq}\\n"); sys.stdout.flush()
"""
"""Records as fast as it can, through the product, and says each number once it is acknowledged."""


@contextmanager
def recording(home: Home) -> Iterator["Recorder"]:
    """Let a process record into a home for as long as the block lasts."""
    told = home.path / "acknowledged"
    line = ["-c", f"import django; django.setup()\n{RECORDING}"]
    process = forked.start(line, environment=home.environment(), told=told)
    try:
        yield Recorder(process, told)
    finally:
        process.kill()
        process.join()


@dataclass(frozen=True)
class Recorder:
    """A process that records, and the file of what was acknowledged to it."""

    process: ForkServerProcess
    told: Path

    def last(self, *, after: int = 0) -> int:
        """Wait until a record later than `after` is acknowledged; return the last one's number."""
        while True:
            assert self.process.is_alive(), "it stopped recording"
            lines = self.told.read_text().splitlines(keepends=True) if self.told.exists() else []
            whole = [line for line in lines if line.endswith("\n")]
            if whole and int(whole[-1]) > after:
                return int(whole[-1])
            time.sleep(0.005)  # between looks the processor is the recorder's
