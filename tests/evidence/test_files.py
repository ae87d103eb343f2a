"""What is kept is what its name says, inert, and lies under its digest; nothing else is kept."""

import datetime as dt
import hashlib
import io
import random
from pathlib import Path

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from jifen.chain import queries as chain
from jifen.core.errors import Refusal
from jifen.custody import backups
from jifen.evidence import commands, queries
from jifen.evidence.models import File
from jifen.evidence.names import split
from jifen.evidence.pictures import ALIKE, likeness, redraw
from jifen.outcomes.queries import verify
from jifen.sheets.limits import KEPT, LIMITS, Kept
from tests.evidence import hostile
from tests.harness.figures import figure, half, record
from tests.harness.plugin import database
from tests.harness.world import TODAY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def keep(town: Town, content: bytes, name: str = "文件.pdf", who: str = "clerk") -> File:
    return commands.keep(town.area, io.BytesIO(content), name, town.hand(who))


# ------------------------------------------------------------------ what is refused
@pytest.mark.parametrize("what", sorted(hostile.HOSTILE))
def test_a_hostile_file_is_refused_and_nothing_of_it_stays(
    what: str, town: Town, home: Path
) -> None:
    name, code, make = hostile.HOSTILE[what]
    with pytest.raises(Refusal) as refused:
        keep(town, make(), name)
    assert refused.value.code == code
    assert not File.objects.exists()
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_the_corpus_is_counted() -> None:
    record("hostile files refused", n=len(hostile.HOSTILE), result="each with its own sentence")
    assert len(hostile.HOSTILE) >= 30


def test_a_file_that_is_too_large_is_refused_without_reading_it_all(town: Town) -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            assert size > 0, "a limit was named"
            self.asked += size
            return b"%PDF-" + b" " * (size - 5)

    endless = Endless()
    with pytest.raises(Refusal) as refused:
        commands.keep(town.area, endless, "a.pdf", town.hand("clerk"))  # type: ignore[arg-type]
    assert refused.value.code == "evidence.too-large"
    assert endless.asked == LIMITS.file_bytes + 1


# ------------------------------------------------------------------ what is kept
@pytest.mark.parametrize("name", sorted(hostile.HONEST))
def test_an_honest_file_is_kept_under_its_digest_and_proved(
    town: Town, home: Path, name: str
) -> None:
    file = keep(town, hostile.HONEST[name](), name)
    place = queries.place(file.digest)
    assert hashlib.sha256(place.read_bytes()).hexdigest() == file.digest == place.name
    assert place.is_relative_to(home)
    assert list(verify(town.area)) == []


def test_a_changed_or_lost_file_is_found(town: Town) -> None:
    one, other = keep(town, hostile.PDF), keep(town, hostile.docx(), "a.docx")
    queries.place(one.digest).write_bytes(hostile.PDF + b" ")
    queries.place(other.digest).unlink()
    found = [(fault.code, fault.seq) for fault in verify(town.area)]
    assert found == [("evidence.file", one.seq), ("evidence.file", other.seq)]


def test_a_backup_holds_the_files_and_a_look_over_the_home_misses_a_lost_one(
    town: Town,
) -> None:
    file = keep(town, hostile.PDF)
    place = queries.place(file.digest)
    held = backups._files()
    assert held[f"evidence/{file.digest[:2]}/{file.digest}"] == place
    assert queries.missing() == 0
    place.unlink()
    assert queries.missing() == 1


def test_two_files_that_change_wrongare_found(town: Town) -> None:
    files = [keep(town, hostile.PDF), keep(town, hostile.docx(), "a.docx")]
    one, other = (queries.place(file.digest) for file in files)
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    assert len([f for f in verify(town.area) if f.code == "evidence.file"]) == 2


DAMAGED = half(20, 1000)


def test_whatever_is_done_to_a_kept_file_is_found(town: Town) -> None:
    """A bit flipped, a part cut off, something added, another file in its place, or gone (R-46)."""
    files = [keep(town, hostile.PDF), keep(town, hostile.docx(), "a.docx")]
    places, dice = [queries.place(file.digest) for file in files], random.Random(20260505)
    whole = [place.read_bytes() for place in places]
    for _ in range(DAMAGED):
        which = dice.randrange(2)
        data, where = whole[which], dice.randrange(len(whole[which]))
        flipped = bytes([data[where] ^ 1 << dice.randrange(8)])
        wrong = data[:where] + flipped + data[where + 1 :]
        spoiled = dice.choice([wrong, data[:where], data + b" ", whole[1 - which]])
        places[which].write_bytes(spoiled)
        if dice.randrange(5) == 0:
            places[which].unlink()
        found = [fault.code for fault in verify(town.area)]
        assert found == ["evidence.file"]
        assert next(chain.faults(town.area.path), None) is None, "the control: no record says so"
        places[which].write_bytes(data)
    assert list(verify(town.area)) == []
    record(
        f"Kept files changed, cut off, exchanged or removed, {database()}",
        n=DAMAGED,
        seed=20260505,
        result="all found",
    )


def test_nothing_of_where_and_by_what_a_photo_was_taken_is_kept(town: Town) -> None:
    sent = hostile.with_gps()
    assert Image.open(io.BytesIO(sent)).getexif()
    file = keep(town, sent, "照片.jpg")
    content = queries.place(file.digest).read_bytes()
    with Image.open(io.BytesIO(content)) as kept:
        assert not kept.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & kept.info.keys()
    assert "手机".encode() not in content


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_hides_behind_a_picture_is_gone(town: Town, kind: str) -> None:
    sent = hostile.picture(kind) + b"<?php system($_GET[0]); ?>" + hostile.docx()
    file = keep(town, sent, f"a.{kind.lower()}")
    content = queries.place(file.digest).read_bytes()
    assert b"php" not in content
    assert b"PK\x03\x04" not in content


def test_a_photo_is_turned_upright(town: Town) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone on its side
    drawn, _ = redraw(hostile.picture(size=(300, 200), exif=exif.tobytes()), "jpg")
    assert Image.open(io.BytesIO(drawn)).size == (200, 300)


# ------------------------------------------------------------------ names
@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_name_is_only_ever_shown(town: Town, home: Path, name: str) -> None:
    file = keep(town, hostile.PDF, name)
    assert len(str(file)) <= KEPT.name
    assert not set(file.name) & set("/\\\0\n\r\u202e\u200b")
    assert [path.name for path in home.rglob("*") if path.is_file()] == [file.digest]


def test_a_name_keeps_what_a_reader_needs() -> None:
    assert split("张三 的 照片（1）.JPG") == ("张三 的 照片（1）", "jpg")
    assert split("  示镇办〔2026〕3号.pdf ") == ("示镇办〔2026〕3号", "pdf")


# ------------------------------------------------------------------ once, and how many
def test_the_same_bytes_of_one_person_are_kept_once(town: Town) -> None:
    assert keep(town, hostile.picture(), "a.jpg") == keep(town, hostile.picture(), "b.jpg")
    assert keep(town, hostile.picture(), "a.jpg", "head").digest == File.objects.first().digest
    assert File.objects.count() == 2
    assert len([p for p in queries.folder().rglob("*") if p.is_file()]) == 1


def test_a_full_town_is_refused_kindly_and_goes_on_with_document_numbers(
    town: Town, settings: Settings
) -> None:
    settings.EVIDENCE_BYTES = len(hostile.PDF)
    keep(town, hostile.PDF)
    with pytest.raises(Refusal) as refused:
        keep(town, hostile.docx(), "a.docx")
    assert refused.value.code == "evidence.quota"
    assert keep(town, hostile.PDF, who="head").digest, "the same bytes take no room"


def test_one_person_keeps_no_more_than_so_many_files_a_day(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jifen.evidence.commands.KEPT", Kept(a_day=2))
    for n in range(2):
        keep(town, hostile.PDF + b" " * n)
    with pytest.raises(Refusal) as refused:
        keep(town, hostile.PDF + b"   ")
    assert refused.value.code == "evidence.too-many"
    assert keep(town, hostile.PDF, who="head").name
    later = town.hand("clerk", TODAY + dt.timedelta(days=1))
    assert commands.keep(town.area, io.BytesIO(hostile.PDF + b"   "), "a.pdf", later).name


# ------------------------------------------------------------------ alike
SEEDS = figure(12, 200)


def test_a_picture_saved_again_or_made_smaller_is_still_known() -> None:
    tried = known = strange = 0
    pictures = [hostile.picture(seed=seed, size=(640, 480)) for seed in range(SEEDS)]
    prints = [redraw(content, "jpg")[1] for content in pictures]
    for seed, (content, look) in enumerate(zip(pictures, prints, strict=True)):
        with Image.open(io.BytesIO(content)) as sent:
            for size, quality in (((640, 480), 40), ((320, 240), 80), ((900, 675), 70)):
                file = io.BytesIO()
                sent.resize(size).save(file, "JPEG", quality=quality)
                tried += 1
                known += likeness(look, redraw(file.getvalue(), "jpg")[1]) >= ALIKE
        strange += sum(likeness(look, other) >= ALIKE for other in prints[seed + 1 :])
    record(
        "pictures saved again, made smaller or larger, known as the same",
        n=tried,
        result=f"{known} known; {strange} of {SEEDS * (SEEDS - 1) // 2} pairs of strangers too",
    )
    assert known * 100 >= tried * 90
    assert strange == 0


def test_blank_pages_look_like_nothing() -> None:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(file, "JPEG")
    look = redraw(file.getvalue(), "jpg")[1]
    assert likeness(look, look) == 0
