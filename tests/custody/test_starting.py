"""A start finds the home as it was left, or says in one line what is wrong and how to mend it."""

import datetime as dt
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from jifen.chain import freezing
from jifen.core.errors import Refusal
from jifen.custody import starting
from tests.custody.homes import Home
from tests.harness.plugin import on_postgresql

HERE = pytest.mark.django_db
NOBODY = 65534


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home in this process, whose database was known; where others than root may look, too."""
    tmp_path = Path(tempfile.mkdtemp(prefix="jifen-start-"))
    tmp_path.chmod(0o777)
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "jifen.sqlite3")
    (tmp_path / "jifen.sqlite3").write_bytes(b"SQLite format 3\x00 and so on")
    known = '{"engine": "sqlite", "heads": {"t1": {"seq": 7, "hash": "ab"}}}'
    (tmp_path / "known-heads.json").write_text(known)
    yield tmp_path
    shutil.rmtree(tmp_path)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Act without the rights of root, to whom no file is closed."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def refused() -> str:
    with pytest.raises(Refusal) as refusal:
        starting.look()
    return refusal.value.code


def test_a_home_as_it_was_left_is_found_so(folder: Path) -> None:
    starting.look()
    assert {path.name for path in folder.iterdir()} == {"jifen.sqlite3", "known-heads.json"}


def test_a_database_that_is_gone_is_not_made_anew(folder: Path) -> None:
    (folder / "jifen.sqlite3").unlink()
    assert refused() == "start.gone"
    assert not (folder / "jifen.sqlite3").exists()
    (folder / "known-heads.json").unlink()
    starting.look()  # where none was known, setting up makes one


def test_an_empty_file_in_its_place_is_no_database(folder: Path) -> None:
    (folder / "jifen.sqlite3").write_bytes(b"")
    assert refused() == "start.empty"
    (folder / "jifen.sqlite3").write_bytes(b"a letter")
    assert refused() == "start.no-database"


def test_a_folder_or_file_that_cannot_be_written_is_named(folder: Path) -> None:
    folder.chmod(0o555)
    with somebody_else():
        assert refused() == "start.folder"
    folder.chmod(0o777)
    (folder / "jifen.sqlite3").chmod(0o400)
    with somebody_else():
        assert refused() == "start.file"


@HERE
def test_a_start_over_a_lost_ledger_ends_at_once_with_one_line(home: Home) -> None:
    assert home.run("prove").returncode == 0, "from now on its heads are known"
    if on_postgresql():
        home.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    else:
        for name in ("jifen.sqlite3", "jifen.sqlite3-wal", "jifen.sqlite3-shm"):
            (home.path / name).unlink(missing_ok=True)
        (home.path / "jifen.sqlite3").touch()
    for verb in ("serve --port 1", "setup-home"):
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = home.begun(verb)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "数据库" in done.stderr
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert spent.ru_utime - began.ru_utime < 2, "the processor's time: others use it as well"
    if not on_postgresql():
        assert (home.path / "jifen.sqlite3").read_bytes() == b""


@HERE
def test_what_fails_freezes_until_an_administrator_thaws_it(home: Home) -> None:
    thaw = "thaw --as system --reason 已核对并改回原来的姓名"
    assert home.run(thaw).returncode == 1, "there is nothing to thaw"
    home.sql("UPDATE people_cadre SET name = name || '四' WHERE code = 'SL001'")
    assert home.run("prove").returncode == 3
    frozen = home.run("cycle open 2025-2026 --starts 2025-08-01 --as clerk")
    assert (frozen.returncode, "暂停记录" in frozen.stderr) == (1, True)
    assert home.run(thaw).returncode == 1, "something does not hold yet"
    (home.path / "frozen.json").write_text("nonsense")
    assert home.run("cycle open 2025-2026 --starts 2025-08-01 --as clerk").returncode == 1
    home.sql(
        "UPDATE people_cadre SET name = substr(name, 1, length(name) - 1) WHERE code = 'SL001'"
    )
    assert home.run(thaw.replace("--as system", "--as clerk")).returncode == 1, "not the clerk's"
    assert home.run(thaw).returncode == 0
    assert home.run("cycle open 2025-2026 --starts 2025-08-01 --as clerk").returncode == 0


def test_freezing_is_kept_with_its_cause_and_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    at = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    freezing.see_that_it_is_not()
    freezing.freeze(["t1 #7"], at=at)
    freezing.freeze(["t1 #9"], at=at + dt.timedelta(days=1))
    state = freezing.frozen()
    assert state is not None
    assert state.found == ("t1 #7",), "the first finding stands"
    with pytest.raises(Refusal, match=r"home\.frozen"):
        freezing.see_that_it_is_not()
    freezing.lift(by="system", reason="改回", at=at)
    freezing.see_that_it_is_not()
    assert [line.split('"')[1] for line in freezing.log().read_text().splitlines()] == [
        "frozen",
        "thawed",
    ]
