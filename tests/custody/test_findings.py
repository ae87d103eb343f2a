"""The daily backup comes once a day and is kept so long; the look over the home is in words."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from jifen.chain import freezing
from jifen.custody import backups, findings
from jifen.custody.findings import State

NOON = dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without a backup; taking one is not what is tried here."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(settings, "BACKUPS", None)
    monkeypatch.setattr(settings, "BACKUPS_KEPT", 3)
    (tmp_path / "backups").mkdir()
    monkeypatch.setattr(backups, "take", lambda target, at: target.touch())
    monkeypatch.setattr("jifen.custody.known.keep", lambda: None)
    return tmp_path


def test_a_backup_is_made_once_a_day_and_the_oldest_go(folder: Path) -> None:
    for day in range(5):
        assert backups.backup_if_due(NOON + day * DAY) is not None
        assert backups.backup_if_due(NOON + day * DAY + dt.timedelta(hours=3)) is None
    assert [file.name[:10] for file in backups.kept()] == ["2026-03-03", "2026-03-04", "2026-03-05"]
    assert backups.last_at() == NOON + 4 * DAY


def test_a_clock_that_went_back_puts_no_backup_off(folder: Path) -> None:
    assert backups.backup_if_due(NOON + 300 * DAY) is not None
    assert backups.backup_if_due(NOON) is not None


@pytest.mark.django_db
def test_the_look_names_what_is_bad_and_how_to_mend_it(folder: Path) -> None:
    with translation.override("zh-hans"):
        found = {one.code: one for one in findings.findings(NOON)}
        assert found["schema"].state is State.GOOD
        assert found["frozen"].state is State.GOOD
        assert found["backup"].state is State.BAD
        assert "jifen backup" in found["backup"].said
        backups.backup_if_due(NOON - 3 * DAY)
        freezing.freeze(["t1 #7"], at=NOON)
        later = {one.code: one for one in findings.findings(NOON)}
    assert later["backup"].state is State.BAD
    assert "72" in later["backup"].said
    assert later["frozen"].state is State.BAD
    assert found.keys() == later.keys()
    assert all(one.said and "%(" not in one.said for one in later.values())
