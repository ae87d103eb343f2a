"""Checkpoints outside show what the chain alone cannot (R-44, R-45, R-57)."""

import datetime as dt
import random
import socket
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core import mail
from django.db import transaction
from pytest_django import Settings

from jifen.chain import canonical, checkpoints, outside
from jifen.chain.commands import hold
from jifen.chain.models import Checkpoint, Head, Record
from jifen.chain.queries import faults
from jifen.chain.seals import Leaf
from jifen.core.errors import Refusal
from tests.chain import test_tampering as forged
from tests.chain.test_bundle import said, written
from tests.chain.test_tampering import LENGTH, NOON, SEED, TAMPERS, TOWN, sql
from tests.harness.database import undone, walls_down
from tests.harness.figures import figure, record

pytestmark = pytest.mark.django_db

N = figure(5, 1000)
EARLIER = 20
"""The record at which a checkpoint was taken before the last one."""

chain = forged.chain


@pytest.fixture
def share(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that counts as another device's, set to take checkpoints."""
    folder, settings.HOME = tmp_path / "share", tmp_path / "home"
    folder.mkdir()
    settings.HOME.mkdir()
    settings.CHECKPOINTS = folder
    monkeypatch.setattr(outside, "device", lambda place: 2 if place == folder else 1)
    return folder


@pytest.fixture
def known(chain: None) -> list[tuple[int, str]]:
    """The hashes that lie outside: one of an earlier record, one of the last."""
    found = Record.objects.filter(seq__in=(EARLIER, LENGTH)).order_by("seq")
    return list(found.values_list("seq", "hash"))


# ------------------------------------------------------------------ forgers who own the database
def rechain() -> None:
    """Number the records anew and write every digest and hash anew, and the head."""
    rows = list(Record.objects.filter(town=TOWN).order_by("seq"))
    previous = canonical.GENESIS
    for seq, row in enumerate(rows, 1):
        row.seq, row.digest = seq, canonical.digest(bytes(row.payload))
        row.hash = previous = canonical.link(
            previous, town=TOWN, seq=seq, kind=row.kind, at=row.at, payload_digest=row.digest
        )
    sql("DELETE FROM chain_record")
    Record.objects.bulk_create(rows)
    Head.objects.update(seq=len(rows), hash=previous, at=rows[-1].at)


def edit(dice: random.Random) -> None:
    row = Record.objects.get(seq=dice.randint(1, LENGTH))
    by = f"{dice.getrandbits(64):x}"
    row.payload = bytes(row.payload) + canonical.payload("x", [("by", by)])[-20:]
    Record.objects.filter(seq=row.seq).update(payload=row.payload)


def remove(dice: random.Random) -> None:
    sql("DELETE FROM chain_record WHERE seq = %s", dice.randint(1, LENGTH))


def cut(dice: random.Random) -> None:
    sql("DELETE FROM chain_record WHERE seq > %s", dice.randint(1, LENGTH - 1))


def insert(dice: random.Random) -> None:
    target = dice.randint(2, LENGTH)
    forged._move(f"seq >= {target}", 1)
    forged._copy(target - 1, target)


def swap(dice: random.Random) -> None:
    one = Record.objects.get(seq=dice.randint(1, LENGTH))
    other = dice.choice(list(Record.objects.exclude(kind=one.kind)))
    for row, content in ((one, other), (other, one)):
        rows = Record.objects.filter(seq=row.seq)
        rows.update(kind=content.kind, payload=bytes(content.payload))


def move_in_time(dice: random.Random) -> None:
    Record.objects.update(at=NOON + dt.timedelta(seconds=dice.randint(1, 10**6)))


FORGERS: dict[str, Callable[[random.Random], None]] = {
    "one record changed": edit,
    "one record removed": remove,
    "the end cut off, as in an older backup": cut,
    "a copy inserted": insert,
    "two records swapped": swap,
    "all instants moved": move_in_time,
}


@pytest.mark.parametrize("how", FORGERS)
def test_what_is_chained_anew_is_found_by_the_checkpoint_and_not_by_the_chain(
    how: str, known: list[tuple[int, str]]
) -> None:
    dice = random.Random(f"{SEED} {how}")
    with undone(), walls_down():
        for _ in range(N):
            with undone():
                FORGERS[how](dice)
                rechain()
                alone = list(faults(TOWN))
                found = list(checkpoints.compare(TOWN, known))
            assert alone == [], "the chain alone is sound in itself"
            assert len(found) == 1, how
    assert list(checkpoints.compare(TOWN, known)) == []
    record(
        f"Chained anew: {how}", n=N, seed=SEED, result="chain alone: none found; checkpoint: all"
    )


@pytest.mark.parametrize("how", TAMPERS)
def test_every_other_forgery_is_found_by_the_chain_or_the_checkpoint(
    how: str, known: list[tuple[int, str]]
) -> None:
    dice = random.Random(f"{SEED} {how}")
    with undone(), walls_down(), undone():
        TAMPERS[how](dice)
        assert list(faults(TOWN)) or list(checkpoints.compare(TOWN, known))


def test_what_comes_after_the_last_checkpoint_is_not_protected(
    known: list[tuple[int, str]],
) -> None:
    with undone(), walls_down():
        Record.objects.filter(seq=LENGTH).update(at=NOON + dt.timedelta(days=9))
        rechain()
        assert list(faults(TOWN)) == []
        assert list(checkpoints.compare(TOWN, known[:1])) == []
        assert list(checkpoints.compare(TOWN, known)) != []


@pytest.mark.usefixtures("chain")
def test_an_older_backup_is_told_with_the_records_it_lacks(share: Path) -> None:
    outside.take(at=NOON)
    assert list(checkpoints.faults(TOWN)) == []
    with undone(), walls_down():
        sql("DELETE FROM chain_record WHERE seq > 30")
        rechain()
        (found,) = checkpoints.faults(TOWN)
    assert (found.code, found.seq, found.detail) == ("checkpoint.behind", 31, f"31–{LENGTH}")


@pytest.mark.usefixtures("chain")
def test_a_rewritten_part_is_told_between_the_checkpoints_that_bound_it(
    known: list[tuple[int, str]],
) -> None:
    with undone(), walls_down():
        Record.objects.filter(seq=EARLIER + 5).update(
            payload=forged.canonical.payload("lock", []), kind="lock"
        )
        rechain()
        (found,) = checkpoints.compare(TOWN, known)
    assert (found.code, found.seq) == ("checkpoint.rewritten", EARLIER + 1)
    assert found.detail == f"{EARLIER + 1}–{LENGTH}"


# ------------------------------------------------------------------ the files outside
@pytest.mark.usefixtures("chain")
def test_a_checkpoint_lies_outside_signed_and_says_every_head(share: Path) -> None:
    signed, where = outside.take(at=NOON)
    assert where == ["folder"]
    (file,) = share.iterdir()
    read = checkpoints.read(file.read_text("utf-8"))
    assert read == signed
    assert read.sound
    head = Head.objects.get(town=TOWN)
    assert read.heads == (Leaf(TOWN, head.seq, head.hash),)
    key = share.parent / "home" / "checkpoint-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text() not in file.read_text("utf-8")


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("part", ["at", "heads", "key", "signature"])
def test_a_checkpoint_that_was_changed_is_not_believed(share: Path, part: str) -> None:
    signed, _ = outside.take(at=NOON)
    changes: dict[str, object] = {
        "at": signed.at + 1,
        "heads": (Leaf(TOWN, 1, "0" * 64),),
        "key": "0" * 64,
        "signature": "0" * 128,
    }
    (file,) = share.iterdir()
    file.write_text(replace(signed, **{part: changes[part]}).text, "utf-8")  # type: ignore[arg-type]
    assert [fault.code for fault in checkpoints.faults(TOWN)] == ["checkpoint.foreign"]


@pytest.mark.usefixtures("chain")
def test_a_file_that_is_no_checkpoint_is_named(share: Path) -> None:
    (share / "jifen-checkpoint-x.json").write_text("{}", "utf-8")
    (share / "thesis.docx").write_bytes(b"left alone")
    (fault,) = checkpoints.faults(TOWN)
    assert (fault.code, fault.detail) == ("checkpoint.unreadable", "jifen-checkpoint-x.json")


@pytest.mark.usefixtures("chain")
def test_a_folder_on_the_databases_device_is_not_outside(
    tmp_path: Path, settings: Settings
) -> None:
    settings.HOME = settings.CHECKPOINTS = tmp_path
    with pytest.raises(Refusal) as refused:
        outside.take(at=NOON)
    assert refused.value.code == "checkpoint.inside"
    assert list(tmp_path.glob(checkpoints.PATTERN)) == []
    assert not Checkpoint.objects.exists()


@pytest.mark.usefixtures("chain")
def test_a_folder_that_is_away_and_no_place_at_all_are_refused(
    tmp_path: Path, settings: Settings
) -> None:
    settings.CHECKPOINTS = tmp_path / "away"
    with pytest.raises(Refusal) as refused:
        outside.take(at=NOON)
    assert refused.value.code == "checkpoint.no-folder"
    settings.CHECKPOINTS = None
    with pytest.raises(Refusal) as refused:
        outside.take(at=NOON)
    assert refused.value.code == "checkpoint.nowhere"


# ------------------------------------------------------------------ mail and log
@pytest.mark.usefixtures("chain")
def test_a_checkpoint_goes_out_by_mail_and_can_be_read_back(
    tmp_path: Path, settings: Settings
) -> None:
    settings.HOME, settings.CHECKPOINT_MAIL = tmp_path, ["county@office.example"]
    signed, where = outside.take(at=NOON)
    assert where == ["mail"]
    (letter,) = mail.outbox
    assert letter.to == ["county@office.example"]
    assert signed.heads[0].hash in str(letter.body)
    ((_name, text, _type),) = letter.attachments
    assert checkpoints.read(str(text)) == signed


@pytest.mark.usefixtures("chain")
def test_each_head_goes_to_another_machines_log(tmp_path: Path, settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as log:
        log.bind(("127.0.0.1", 0))
        log.settimeout(5)
        settings.HOME, settings.CHECKPOINT_SYSLOG = tmp_path, log.getsockname()
        signed, where = outside.take(at=NOON)
        line = log.recv(4096).decode()
    assert where == ["syslog"]
    assert f"{TOWN} #{LENGTH} {signed.heads[0].hash}" in line


@pytest.mark.usefixtures("chain")
def test_a_place_that_does_not_answer_is_told_and_not_noted(
    tmp_path: Path, settings: Settings
) -> None:
    settings.HOME, settings.CHECKPOINT_MAIL = tmp_path, ["county@office.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        with pytest.raises(Refusal) as refused:
            outside.take(at=NOON)
    assert refused.value.code == "checkpoint.not-sent"
    assert not Checkpoint.objects.exists()


# ------------------------------------------------------------------ the window
def test_the_unprotected_window_says_records_and_hours(chain: None, share: Path) -> None:
    assert checkpoints.window(TOWN) == checkpoints.Window(LENGTH, None)
    assert checkpoints.window(TOWN).hours(NOON) is None
    outside.take(at=NOON)
    assert checkpoints.window(TOWN) == checkpoints.Window(0, NOON)
    with transaction.atomic():
        held = hold(TOWN, at=NOON)
        held.append("lock", what="past", by="0f8c")
        held.seal()
    window = checkpoints.window(TOWN)
    assert window == checkpoints.Window(1, NOON)
    assert window.hours(NOON + dt.timedelta(hours=25, minutes=59)) == 25


# ------------------------------------------------------------------ without Jifen
@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("how", FORGERS)
def test_the_verifier_finds_with_a_checkpoint_what_it_cannot_find_without(
    how: str, share: Path, tmp_path: Path
) -> None:
    outside.take(at=NOON)
    (kept,) = share.iterdir()
    code, _named, text = said(written(tmp_path), kept)
    assert code == 0, text
    assert f"#{LENGTH}" in text
    with undone(), walls_down():
        FORGERS[how](random.Random(SEED))
        rechain()
        ours = [fault.seq for fault in checkpoints.faults(TOWN)]
        file = written(tmp_path)
        assert said(file)[0] == 0
        assert said(file, kept)[:2] == (3, ours)
