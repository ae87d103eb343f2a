"""The town to which things are done while its machine fails, and what must be so afterwards.

In a home of its own, through the commands that every door uses. A deed may be done again after it
was broken off; between two tries the database is laid back as it was.
"""

import datetime as dt
import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cached_property
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, connections

from jifen.chain import queries as chain
from jifen.claims.commands import import_facts, take_step
from jifen.claims.models import Claim, Decision
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.report import Outcome
from jifen.core.workflow import Action, Kind, State
from jifen.custody import archive, backups
from jifen.cycles.models import Cycle
from jifen.ledger.models import Entry, Fact
from jifen.outcomes.queries import verify
from jifen.papers.models import Paper
from jifen.sheets.facts import FactsSheet
from jifen.standings import commands as standings
from jifen.standings.models import Edition
from tests.laws.oracle import Books, i1
from tests.laws.town import WAYS, Town, fact

Told = Callable[[str], None]
"""Hears what was acknowledged: 32 hexadecimal digits of its own."""


def broken(town: Town) -> list[str]:
    """Return what does not hold: the database's own check, the proof of the town, the sums (I1)."""
    wrong: list[str] = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            wrong += [said for (said,) in cursor.fetchall() if said != "ok"]
    return [*wrong, *map(str, verify(town.area)), *i1(Books(town.area))]


class Recording:
    """Claims that have come to their last step are recorded, one after another."""

    name = "recording"

    def __init__(self, town: Town, size: int) -> None:
        self.town = town
        for n in range(size):
            kind, item = ((Kind.GRANT, "A-2"), (Kind.DEDUCTION, "D-1"))[n % 2]
            town.day = dt.date(2025, 6, 2)
            claim = town.draft("line", item, "张三稻", on=dt.date(2025, 5, 30))
            for one in WAYS[kind]:
                claim = town.walk(claim, one)
                if claim.due_on is not None:
                    town.day = claim.due_on + dt.timedelta(days=1)
        town.day = dt.date(2025, 7, 28)

    def do(self, told: Told) -> None:
        """Record what is left."""
        for claim in self._left():
            take_step(claim, Action.RECORD, hand=self.town.hand("clerk-2"))
            told(claim.ref.hex)

    def _left(self) -> Iterator[Claim]:
        yield from Claim.objects.exclude(state=State.RECORDED).order_by("pk")

    def wrong(self, acknowledged: list[str]) -> tuple[list[str], list[str]]:
        """Return what was acknowledged and is lost, and what is there by half."""
        facts = {key.hex for key in Fact.objects.values_list("key", flat=True)}
        lost = [ref for ref in acknowledged if ref not in facts]
        half = broken(self.town)
        steps = Decision.objects.filter(action=Action.RECORD)
        recorded = {ref.hex for ref in steps.values_list("claim__ref", flat=True)}
        moved = set(Entry.objects.filter(event="accept").values_list("event_key", flat=True))
        for claim in Claim.objects.all():
            ref = claim.ref.hex
            said = (claim.state == State.RECORDED, ref in facts, ref in recorded)
            if len(set(said)) > 1 or (ref in moved and not said[0]):
                half.append(f"{ref}: recorded, fact, step are {said}")
        return lost, half

    @property
    def worn(self) -> bool:
        """Say whether too little is left to be tried on."""
        return len(list(self._left())) < 4


class Importing:
    """A workbook of decided matters enters whole."""

    name = "import"
    worn = True

    def __init__(self, town: Town, size: int, *, since: int = 0) -> None:
        self.town = town
        rows = [
            fact(
                f"试积决〔2025〕{n}号",
                ("A-2", "D-1")[n % 2],
                ("张三稻", "李二麦", "王一禾")[n % 3],
                measures=(Measures(chosen=Centipoints(50)), Measures(quantity=1))[n % 2],
                on=dt.date(2025, 3, 1) + dt.timedelta(days=n % 90),
                row=4 + n,
            )
            for n in range(since, since + size)
        ]
        self.sheet = FactsSheet("facts.xlsx", "0" * 64, tuple(rows), (), (), (), ())
        self.key = hashlib.sha256(b"the file").hexdigest()[:32]

    def do(self, told: Told) -> None:
        """Enter the file, and say so when all of it is in."""
        assert self._enter() == len(self.sheet.facts)
        told(self.key)

    def _enter(self) -> int:
        hand, second = self.town.hand("clerk"), self.town.actor("member")
        done = import_facts(self.town.area, self.sheet, hand=hand, second=second)
        assert done.count(Outcome.REFUSED) == 0, [row.refusal for row in done.rows]
        return done.count(Outcome.ADDED)

    def wrong(self, acknowledged: list[str]) -> tuple[list[str], list[str]]:
        """Return what is lost or half; the same file once more adds what is missing, or nothing."""
        there, size = Fact.objects.count(), len(self.sheet.facts)
        lost = acknowledged if acknowledged and there < size else []
        half = broken(self.town)
        if there not in {0, size}:
            half.append(f"{there} of {size} rows")
        if not half:
            added = self._enter()
            if (added, Fact.objects.count()) != (size - there, size) or self._enter():
                half.append(f"again: {added} rows beside {there}")
        return lost, half


class Closing:
    """A cycle is closed on its last day's figures."""

    name = "close"
    worn = True

    def __init__(self, town: Town, size: int) -> None:
        self.town = town
        Importing(town, size).do(lambda _: None)
        town.day = dt.date(2025, 9, 2)
        standings.propose_close(town.cycle, hand=town.hand("clerk"))
        self.hand, self.second = town.hand("head"), town.actor("clerk")

    def do(self, told: Told) -> None:
        """Confirm the close."""
        edition = standings.close(self.town.cycle, hand=self.hand, second=self.second)
        told(edition.ref.hex)

    @cached_property
    def body(self) -> bytes:
        """What the final edition is where nothing goes wrong."""
        return bytes(Edition.objects.get(kind=Edition.Kind.FINAL).body)

    def wrong(self, acknowledged: list[str]) -> tuple[list[str], list[str]]:
        """Return what is lost or half: the cycle is open or closed, and then by one edition."""
        state = Cycle.objects.get(pk=self.town.cycle.pk)
        finals = Edition.objects.filter(kind=Edition.Kind.FINAL).count()
        closed = state.state == Cycle.State.CLOSED
        lost = acknowledged if acknowledged and not closed else []
        half = broken(self.town)
        if finals != closed or (state.closed_seq is not None) != closed:
            half.append(f"closed {closed}, with {finals} editions")
        if not half:
            try:
                self.do(lambda _: None)
                again = "closed"
            except Refusal as refusal:
                again = refusal.code
            if again != ("cycle.closed" if closed else "closed"):
                half.append(f"again: {again}")
            if bytes(Edition.objects.get(kind=Edition.Kind.FINAL).body) != self.body:
                half.append("another edition than without a kill")
        return lost, half


class Issuing:
    """The circular of a closed cycle is issued: a number, three files, a record."""

    name = "issue of a paper"

    def __init__(self, town: Town, size: int) -> None:
        self.town = town
        Closing(town, size).do(lambda _: None)
        self.edition = Edition.objects.select_related("cycle__version", "cycle__town", "town").get(
            kind=Edition.Kind.FINAL
        )

    def do(self, told: Told) -> None:
        """Issue it."""
        told(standings.issue(self.edition, hand=self.town.hand("clerk")).ref.hex)

    def wrong(self, acknowledged: list[str]) -> tuple[list[str], list[str]]:
        """Return what is lost or half: one paper, the first of its year, with all its files."""
        papers = list(Paper.objects.all())
        lost = [ref for ref in acknowledged if ref not in {paper.ref.hex for paper in papers}]
        half = broken(self.town)
        if [paper.number for paper in papers] != [1]:
            half.append(f"numbers {[paper.number for paper in papers]}")
        return lost, half


class BackingUp:
    """A backup is taken."""

    name = "backup"

    def __init__(self, town: Town, size: int) -> None:
        self.town = town
        Importing(town, size).do(lambda _: None)
        self.target = Path(settings.HOME) / "backups" / "one.zip"
        self.target.parent.mkdir()

    def do(self, told: Told) -> None:
        """Take it."""
        backups.take(self.target, at=self.town.hand("clerk").at)
        told("0" * 32)

    def wrong(self, acknowledged: list[str]) -> tuple[list[str], list[str]]:
        """Return what is lost or half: there is one whole file, and nothing beside it."""
        lost, half = [], [] if self.heads() == chain_head(self.town) else ["not the town's head"]
        beside = {file.name for file in self.target.parent.iterdir()} - {self.target.name}
        self.target.unlink()
        return lost, [*half, *beside]

    def heads(self) -> object:
        """Return what the file says of the town."""
        return archive.read(self.target)["heads"][self.town.area.path]  # type: ignore[index]  # JSON


def chain_head(town: Town) -> object:
    """Return number and hash of a town's last record, as a backup tells them."""
    head = chain.head(town.area.path)
    assert head is not None
    return {"seq": head.seq, "hash": head.hash}


Deed = Recording | Importing | Closing | Issuing | BackingUp
DEEDS: dict[str, type[Deed]] = {
    one.name: one for one in (Recording, Importing, Closing, Issuing, BackingUp)
}


# ------------------------------------------------------------------ states of the database
def keep(name: str) -> None:
    """Keep what the database holds now, under a name."""
    connections.close_all()
    if connection.vendor == "sqlite":
        copy(_file(), _file().with_name(f"{name}.kept"))
        return
    with _server() as server:
        server.execute(f'CREATE DATABASE "{_named()}_{name}" TEMPLATE "{_named()}"')


def lay(name: str) -> None:
    """Let the database hold again what was kept under a name."""
    connections.close_all()
    if connection.vendor == "sqlite":
        for ending in ("-wal", "-shm"):
            _file().with_name(_file().name + ending).unlink(missing_ok=True)
        shutil.copy(_file().with_name(f"{name}.kept"), _file())
        return
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{_named()}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{_named()}" TEMPLATE "{_named()}_{name}"')


def emptied() -> None:
    """Let PostgreSQL's database be a new one, with nothing in it."""
    connections.close_all()
    with _server() as server:
        server.execute(f'DROP DATABASE "{_named()}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{_named()}" TEMPLATE template0')


def copy(source: Path, target: Path) -> None:
    """Copy a SQLite database whole, its log included."""
    with closing(sqlite3.connect(source)) as of, closing(sqlite3.connect(target)) as to:
        of.backup(to)


def alone() -> None:
    """Wait until PostgreSQL has noticed that a killed process is gone."""
    if connection.vendor == "sqlite":
        return
    asked = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    others = 1
    while others:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            (others,) = cursor.fetchone()


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _named() -> str:
    return str(connection.settings_dict["NAME"])


def _server() -> "psycopg.Connection[tuple[object, ...]]":
    found = connection.settings_dict
    return psycopg.connect(
        host=found["HOST"], port=found["PORT"], user=found["USER"], password=found["PASSWORD"],
        dbname="postgres", autocommit=True,
    )  # fmt: skip
