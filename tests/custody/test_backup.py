"""A backup taken in use holds all that was acknowledged, and restores into an empty place only."""

import json
import random
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from jifen.core.errors import Refusal
from jifen.custody import archive
from tests.custody import homes
from tests.custody.homes import TOWN, Home
from tests.harness.figures import figure, record
from tests.harness.plugin import on_postgresql

pytestmark = pytest.mark.django_db

PART = "postgresql.dump" if on_postgresql() else "jifen.sqlite3"
SEED = 20260131


def paper(home: Home, text: bytes = b"issued") -> Path:
    file = home.path / "papers" / "circular.pdf"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text)
    return file


def backed_up(home: Home, name: str = "a.zip") -> Path:
    file = home.path / name
    assert home.run("backup", str(file)).returncode == 0
    return file


def test_a_backup_is_restored_whole_and_holds(home: Home, place: Home) -> None:
    paper(home)
    before = home.heads()
    file = backed_up(home)
    manifest = archive.read(file)
    assert manifest["heads"] == before
    assert sorted(manifest["parts"]) == sorted([PART, "papers/circular.pdf"])  # type: ignore[call-overload]  # JSON
    told = place.told("restore", str(file))
    assert told["missing"] == {}
    assert place.heads() == before
    assert (place.path / "papers" / "circular.pdf").read_bytes() == b"issued"
    left = {path.name for path in place.path.iterdir()} - {"jifen.sqlite3-wal", "jifen.sqlite3-shm"}
    wanted = {"secret-key", "known-heads.json", "papers", "checkpoint-keys"} | (
        {PART} if not on_postgresql() else set()
    )
    assert left == wanted


def test_nothing_acknowledged_is_missing_from_a_backup_taken_in_use(home: Home) -> None:
    rounds = figure(4, 50)
    missing = 0
    with homes.recording(home) as recorder:
        last = 0
        for n in range(rounds):
            last = recorder.last(after=last)
            manifest = archive.read(backed_up(home, f"{n}.zip"))
            stands = manifest["heads"][TOWN]["seq"]  # type: ignore[index]  # JSON
            missing += max(0, last - stands)
        assert recorder.last(after=stands) > stands, "it went on recording meanwhile"
    record(
        "acknowledged records missing from backups taken in use",
        n=rounds, result=str(missing),
    )  # fmt: skip
    assert missing == 0


def test_copying_the_main_file_loses_what_was_acknowledged(settled: Home, tmp_path: Path) -> None:
    """The negative control: `cp` under write-ahead logging, and the copy calls itself sound."""
    home = homes.empty(tmp_path / "home")
    if home.url:
        return _a_dump_without_its_snapshot_is_of_another_instant(settled, tmp_path)
    home = homes.copied(settled, tmp_path / "copied")
    with homes.recording(home) as recorder:
        last = recorder.last(after=recorder.last() + 20)
        copy = tmp_path / "copy.sqlite3"
        shutil.copy(home.path / "jifen.sqlite3", copy)
    with closing(sqlite3.connect(copy)) as copied:
        (stands,) = copied.execute("SELECT seq FROM chain_head").fetchone()
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert stands < last
    return None


def _a_dump_without_its_snapshot_is_of_another_instant(settled: Home, tmp_path: Path) -> None:
    """PostgreSQL's: heads read beside the dump, and not in its snapshot, are not the dump's."""
    home = homes.copied(settled, tmp_path / "copied")
    with homes.recording(home) as recorder:
        file = backed_up(home)
        stands = archive.read(file)["heads"][TOWN]["seq"]  # type: ignore[index]  # JSON
        assert recorder.last(after=stands) > stands


# ------------------------------------------------------------------ where it may go
def test_a_backup_is_restored_into_an_empty_place_only(home: Home) -> None:
    file = backed_up(home)
    before = home.heads()
    done = home.run("restore", str(file))
    assert done.returncode == 1
    assert "不是空的" in done.stderr
    assert home.heads() == before


def test_no_backup_writes_over_another_file(home: Home) -> None:
    file = backed_up(home)
    before = file.read_bytes()
    assert home.run("backup", str(file)).returncode == 1
    assert file.read_bytes() == before


# ------------------------------------------------------------------ damage
def damage(whole: bytes, dice: random.Random) -> bytes:
    """Return the bytes cut short, with a bit flipped, with a piece doubled, or emptied."""
    at = dice.randrange(len(whole))
    match dice.randrange(4):
        case 0:
            return whole[:at]
        case 1:
            return whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :]
        case 2:
            return whole[:at] + whole[max(0, at - 40) :]
    return whole[:at] + bytes(min(512, len(whole) - at)) + b"\x01" + whole[at + 512 :]


def test_every_damaged_backup_is_refused_before_anything_is_touched(
    home: Home, tmp_path: Path
) -> None:
    paper(home, b"issued" * 500)
    whole = backed_up(home).read_bytes()
    tries, dice = figure(40, 200), random.Random(SEED)
    refused = 0
    into = tmp_path / "into"
    into.mkdir()
    for _ in range(tries):
        broken = tmp_path / "broken.zip"
        broken.write_bytes(damage(whole, dice))
        with pytest.raises(Refusal, match=r"backup\.damaged"):
            archive.unpack(broken, into)
        assert list(into.iterdir()) == []
        refused += 1
    record("damaged backups refused", n=tries, seed=SEED, result=f"{refused} of {tries}")
    assert archive.unpack(home.path / "a.zip", into)["format"] == 1


def test_a_wrong_part_is_refused_though_the_archive_is_whole(home: Home, tmp_path: Path) -> None:
    """Another file in a part's place, the archive sealed anew by somebody who knows how."""
    paper(home)
    file = backed_up(home)
    manifest = archive.read(file)
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(file) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    kept["papers/circular.pdf"] = b"another"
    folder = tmp_path / "parts"
    for name, data in kept.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    parts = {name: folder / name for name in kept if name != archive.MANIFEST}
    archive.write(forged, {"seal": "anew"}, parts)
    _with_manifest(forged, manifest)
    with pytest.raises(Refusal) as refusal:
        archive.unpack(forged, tmp_path / "into")
    assert refusal.value.values["part"] == "papers/circular.pdf"


def _with_manifest(file: Path, manifest: archive.Json) -> None:
    with zipfile.ZipFile(file) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    kept[archive.MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as new:
        new.comment = b"0" * 64
        for name, data in kept.items():
            new.writestr(name, data)
    with file.open("r+b") as bytes_:
        seal = archive._sum(bytes_, file.stat().st_size - 64)
        bytes_.write(seal.encode())


def test_a_refused_backup_leaves_the_place_empty(home: Home, place: Home) -> None:
    file = backed_up(home)
    file.write_bytes(file.read_bytes()[:-1])
    done = place.run("restore", str(file))
    assert done.returncode == 1
    assert "没有恢复" in done.stderr
    assert {path.name for path in place.path.iterdir()} <= {"secret-key"}


def test_a_backup_of_a_changed_ledger_is_not_taken_into_use(home: Home, place: Home) -> None:
    home.sql("UPDATE people_cadre SET name = '李四' WHERE code = 'SL001'")
    file = backed_up(home)
    done = place.run("restore", str(file))
    assert done.returncode == 1
    assert "没有通过校验" in done.stderr
    assert {path.name for path in place.path.iterdir()} <= {"secret-key"}


# ------------------------------------------------------------------ older ones
def test_an_older_backup_says_which_records_are_missing(home: Home, place: Home) -> None:
    file = backed_up(home)
    old = home.heads()[TOWN]["seq"]
    with homes.recording(home) as recorder:
        last = recorder.last(after=old + 5)
    told = place.told("restore", str(file), f"--record={TOWN}#{last}")
    assert told["missing"] == {TOWN: [old + 1, last]}


def test_a_backup_whose_past_is_another_is_refused(home: Home, place: Home) -> None:
    file = backed_up(home)
    head = home.heads()[TOWN]
    record = f"--record={TOWN}#{head['seq']}:{'0' * 16}"
    done = place.run("restore", str(file), record)
    assert done.returncode == 1
    assert "改写" in done.stderr
    right = f"--record={TOWN}#{head['seq']}:{head['hash'][:16]}"
    assert place.run("restore", str(file), right).returncode == 0


# ------------------------------------------------------------------ what lies outside
SIGNED = """
import datetime as dt, pathlib
from django.db import transaction
from jifen.chain import checkpoints
from jifen.chain.models import Head
with transaction.atomic():
    if {forged!r}:
        Head.objects.update(hash="0" * 64)
    signed = checkpoints.sign(at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    transaction.set_rollback(True)
pathlib.Path({file!r}).write_text(signed.text)
"""


def outside(home: Home, folder: Path, name: str, *, forged: bool = False) -> None:
    """Lay a checkpoint of a home into a folder, as it is sent to one on another device."""
    folder.mkdir(exist_ok=True)
    file = str(folder / f"jifen-checkpoint-{name}.json")
    home.python(SIGNED.format(forged=forged, file=file))


def test_an_older_backup_is_known_by_the_checkpoints_outside(
    home: Home, place: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "outside"
    outside(home, folder, "early")
    file = backed_up(home)
    old = home.heads()[TOWN]["seq"]
    with homes.recording(home) as recorder:
        recorder.last(after=old + 5)
    last = home.heads()[TOWN]["seq"]
    outside(home, folder, "late")
    told = place.told("restore", str(file), JIFEN_CHECKPOINTS=str(folder))
    assert told["missing"] == {TOWN: [old + 1, last]}
    later = place.run("prove", "--look-only", JIFEN_CHECKPOINTS=str(folder))
    assert later.returncode == 3, "it goes on saying so"
    assert f"{old + 1}–{last}" in later.stdout


def test_a_restored_home_believes_the_checkpoints_of_the_home_that_it_was(
    home: Home, place: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "outside"
    outside(home, folder, "one")
    assert place.told("restore", str(backed_up(home)))["missing"] == {}
    prove = "prove --look-only"
    assert place.run(prove, JIFEN_CHECKPOINTS=str(folder)).returncode == 0
    (place.path / "checkpoint-keys").unlink()
    foreign = place.run(prove, JIFEN_CHECKPOINTS=str(folder))
    assert foreign.returncode == 3, "without their keys they are anybody's"


def test_a_backup_that_a_checkpoint_outside_contradicts_is_refused(
    home: Home, place: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "outside"
    outside(home, folder, "another", forged=True)
    file = backed_up(home)
    done = place.run("restore", str(file), JIFEN_CHECKPOINTS=str(folder))
    assert done.returncode == 1
    assert "改写" in done.stderr
    assert place.run("restore", str(file)).returncode == 0, "nothing was left behind"
