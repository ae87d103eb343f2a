"""What tests stand on can itself be trusted."""

import datetime as dt
import json
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError

from jifen.chain.models import Record
from tests.harness import figures
from tests.harness.postgres import PostgreSQL

NOON = dt.datetime(2026, 3, 1, 4, 0, tzinfo=dt.UTC)


def test_a_figure_is_small_unless_the_full_one_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("JIFEN_FULL", raising=False)
    assert figures.figure(20, 500) == 20
    assert figures.half(20, 500) == 20
    monkeypatch.setenv("JIFEN_FULL", "1")
    assert figures.figure(20, 500) == 500
    assert figures.half(20, 500) == 250
    monkeypatch.setenv("JIFEN_FULL", "yes")
    with pytest.raises(ValueError, match="JIFEN_FULL"):
        figures.figure(20, 500)


def test_a_recorded_figure_reaches_the_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    results = tmp_path / "figures.jsonl"
    monkeypatch.setenv("JIFEN_FIGURES", str(results))
    figures.record("写入中断电", n=1200, seed=7, result="0 丢失")
    figures.record("A kill while posting", n=40, result="nothing lost")
    assert len(results.read_text("utf-8").splitlines()) == 2
    assert json.loads(results.read_text("utf-8").splitlines()[0])["n"] == 1200
    page = figures.page(results)
    assert "| 写入中断电 | 1,200 | 7 | 0 丢失 |" in page
    assert page.index("A kill while posting") < page.index("写入中断电")


def test_postgresql_starts_answers_and_leaves_nothing_behind() -> None:
    server = PostgreSQL.start()
    try:
        with psycopg.connect(server.url) as connection:
            row = connection.execute("SHOW server_encoding").fetchone()
        assert row == ("UTF8",)
    finally:
        server.stop()
    assert server.process.poll() is not None
    assert not server.folder.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["one", "another"])
def test_append_only_tables_are_empty_again_after_a_test_that_commits(turn: str) -> None:
    assert not Record.objects.exists()
    Record.objects.create(
        town=turn, seq=1, kind="k", version=1, algorithm="a", digest="", hash="", at=NOON
    )
    with pytest.raises(DatabaseError, match="append-only"):
        Record.objects.all().delete()
