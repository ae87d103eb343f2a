"""Backups of a home in use, and restoring one into an empty place."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

import jifen
from jifen.chain import checkpoints
from jifen.chain.seals import Leaf
from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI
from jifen.custody import archive, elsewhere, engine, known

FOLDERS = ("papers", "evidence")
"""Folders of the home whose files belong to a backup. Files in them are written once."""
ENDING = ".jifen-backup.zip"
DAILY = dt.timedelta(hours=20)
"""A daily backup is due so long after the last: a timer that runs a little early makes one."""

Heads = Mapping[str, tuple[int, str]]
Record = tuple[str, int, str]
"""A record known from elsewhere: town, number, the beginning of its hash or ""."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored home holds, and what is known to have come after it."""

    made_at: str
    heads: Heads
    missing: Mapping[str, tuple[int, int]]
    """Town → first and last record that are known of and are not in the backup."""


# ------------------------------------------------------------------ taking
def take(target: Path, *, at: dt.datetime) -> archive.Json:
    """Write a backup of the home, while it is in use, to the file `target`; return its manifest.

    The database first, then the files: a file is written before its row stands, so every row of the
    snapshot has its files.

    Raises:
        Refusal: "backup.exists" where the file is there, "backup.program", "backup.file-gone" where
            a file vanished meanwhile.
    """
    if target.exists():
        raise Refusal("backup.exists", file=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".snapshot-", dir=target.parent) as folder:
        part = engine.PARTS[engine.name()]
        told = engine.snapshot(Path(folder) / part)
        told |= {
            "made_at": at.isoformat(timespec="seconds"),
            "product": jifen.__version__,
            "checkpoint_keys": sorted(checkpoints.believed()),
        }
        try:
            return archive.write(target, told, {part: Path(folder) / part, **_files()})
        except FileNotFoundError as gone:
            raise Refusal("backup.file-gone", file=gone.filename) from gone


def folder() -> Path:
    """Return the folder of the daily backups."""
    chosen: Path | None = settings.BACKUPS
    home: Path = settings.HOME
    return chosen or home / "backups"


def kept() -> list[Path]:
    """Return the backups in the folder, oldest first: their names begin with the time."""
    return sorted(folder().glob(f"*{ENDING}"))


def named(at: dt.datetime) -> Path:
    """Return what a backup made at an instant is called: Beijing time, so that they sort."""
    return folder() / f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H%M%S}{ENDING}"


def last_at() -> dt.datetime | None:
    """Return when the latest backup in the folder was made, by its name; None without one."""
    for file in reversed(kept()):
        try:
            made = dt.datetime.strptime(file.name.removesuffix(ENDING), "%Y-%m-%dT%H%M%S")  # noqa: DTZ007 - the zone is put on next
        except ValueError:
            continue
        return made.replace(tzinfo=SHANGHAI)
    return None


def backup_if_due(now: dt.datetime) -> Path | None:
    """Take the daily backup unless one was taken in the last hours; return its file, if one was.

    Then removes what is older than the newest `JIFEN_BACKUPS_KEPT`. A name that lies after `now`
    (the clock went back) does not put the next one off.
    """
    last = last_at()
    if last is not None and dt.timedelta() <= now - last < DAILY:
        return None
    target = named(now)
    take(target, at=now)
    known.keep()
    for old in kept()[: -settings.BACKUPS_KEPT]:
        if old != target:
            old.unlink()
    return target


def _files() -> dict[str, Path]:
    home: Path = settings.HOME
    return {
        path.relative_to(home).as_posix(): path
        for name in FOLDERS
        for path in sorted((home / name).rglob("*"))
        if path.is_file()
    }


# ------------------------------------------------------------------ restoring
def restore(file: Path, *, others: Iterable[Record]) -> Restored:
    """Lay a backup into this empty home, having proved it in a folder of its own.

    `others` are records known from elsewhere (a receipt, a printed checkpoint). The checkpoints in
    the folder outside are looked at in any case.

    Raises:
        Refusal: "restore.not-empty", "restore.engine", "restore.newer", "restore.unproved",
            "restore.contradicted" where a record known from elsewhere is another one there; those
            of `archive.unpack`. Nothing is left behind then.
    """
    home: Path = settings.HOME
    _see_that_it_is_empty(home)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as name:
        staged = Path(name)
        told = archive.unpack(file, staged)
        _see_that_it_fits(file, told)
        known_of = [*others, *_outside(told)]
        heads = _prove(file, told, staged, known_of)
        for path in sorted(staged.iterdir()):
            if path.name in {*FOLDERS, engine.PARTS["sqlite"]}:
                path.rename(home / path.name)
        archive.sync_folder(home)
    known.write(heads)
    checkpoints.believe(_keys(told))
    missing: dict[str, tuple[int, int]] = {}
    for town, seq, _ in sorted(known_of):
        stands = heads.get(town, (0, ""))[0]
        if seq > stands:
            missing[town] = (stands + 1, seq)
    return Restored(str(told["made_at"]), heads, missing)


def _keys(told: archive.Json) -> list[str]:
    keys = told.get("checkpoint_keys", [])
    assert isinstance(keys, list), "written by take()"
    return keys


def _outside(told: archive.Json) -> Iterator[Record]:
    """Yield, of each town, the last head outside, and the last that the backup must hold."""
    heads = told["heads"]
    assert isinstance(heads, dict), "written by snapshot()"
    found: dict[str, list[Leaf]] = {}
    for leaf in checkpoints.outside(_keys(told)):
        found.setdefault(leaf.town, []).append(leaf)
    for town, leaves in found.items():
        leaves.sort()
        stands = heads[town]["seq"] if town in heads else 0
        held = [leaf for leaf in leaves if leaf.seq <= stands]
        for leaf in {leaves[-1], *held[-1:]}:
            yield town, leaf.seq, leaf.hash


def _see_that_it_is_empty(home: Path) -> None:
    there = {path.name for path in home.iterdir()} - {"secret-key"}
    in_the_way = there & {*FOLDERS, engine.PARTS["sqlite"], known.place().name}
    if in_the_way:
        raise Refusal("restore.not-empty", place=home, names="、".join(sorted(in_the_way)))
    if engine.name() != "sqlite" and engine.tables():
        raise Refusal("restore.not-empty", place="DATABASE_URL", names="、".join(engine.tables()))


def _see_that_it_fits(file: Path, told: archive.Json) -> None:
    if told["engine"] != engine.name():
        raise Refusal("restore.engine", file=file.name, held=told["engine"], here=engine.name())
    if engine.unknown_migrations(told):
        raise Refusal("restore.newer", file=file.name, product=told["product"])


def _prove(file: Path, told: archive.Json, staged: Path, others: Iterable[Record]) -> Heads:
    """Prove what was laid down, in a process of its own whose home is the folder `staged`."""
    if engine.name() != "sqlite":
        engine.lay_down(staged / engine.PARTS["postgresql"])
    try:
        if engine.outdated(told):
            elsewhere.run(staged, "setup-home")
        records = [f"--record={town}#{seq}:{hash_}" for town, seq, hash_ in others]
        found = elsewhere.run(staged, "prove", "--look-only", *records)
        if found["faults"]:
            first = found["faults"][0]
            raise Refusal(
                "restore.unproved", file=file.name, what=f"{first['town']} {first['code']}"
            )
        if found["contradicted"]:
            raise Refusal("restore.contradicted", records="、".join(found["contradicted"]))
        heads = {town: (head["seq"], head["hash"]) for town, head in found["heads"].items()}
        if found["heads"] != told["heads"]:
            raise Refusal("restore.unproved", file=file.name, what="chain.head")
    except BaseException:
        if engine.name() != "sqlite":
            engine.empty()
        raise
    return heads


def records_known(words: Iterable[str]) -> list[Record]:
    """Read records as a receipt writes them: TOWN#NUMBER, or TOWN#NUMBER:HASH.

    >>> records_known(["p1/t1#120:9f86d081884c7d65"])
    [('p1/t1', 120, '9f86d081884c7d65')]

    Raises:
        Refusal: "record.unreadable".
    """
    found: list[Record] = []
    for word in words:
        town, _, rest = word.rpartition("#")
        seq, _, hash_ = rest.partition(":")
        if not town or not seq.isascii() or not seq.isdigit():
            raise Refusal("record.unreadable", text=word)
        found.append((town, int(seq), hash_.lower()))
    return found
