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


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where this test's figures are gathered."""
    there = tmp_path / "figures.jsonl"
    monkeypatch.setenv("JIFEN_FIGURES", str(there))
    return there


def test_a_recorded_figure_reaches_the_table(results: Path) -> None:
    figures.record("写入中断电", n=1200, seed=7, result="0 丢失")
    figures.record("A kill while posting", n=40, result="nothing lost")
    assert len(results.read_text("utf-8").splitlines()) == 2
    assert json.loads(results.read_text("utf-8").splitlines()[0])["n"] == 1200
    page = figures.page(figures.measured(results, on=NOON.date()))
    assert "| 写入中断电 | 1,200 | 7 | 0 丢失 | 2026-03-01 |" in page
    assert page.index("A kill while posting") < page.index("写入中断电")
    assert figures.page(figures.known(page)) == page


def test_what_a_failed_test_recorded_does_not_reach_it(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for test in ("a::test_it[甲]", "a::test_it[乙]"):
        for database in ("sqlite", "postgresql"):
            monkeypatch.setenv("PYTEST_CURRENT_TEST", f"{test} (call)")
            monkeypatch.setenv("JIFEN_TEST_DB", database)
            figures.record(f"{test} on {database}", n=1, result="fine")
    figures.record_failure("a::test_it[甲]")
    found = {one.name for one in figures.measured(results, on=NOON.date())}
    assert found == {
        "a::test_it[甲] on sqlite",
        "a::test_it[乙] on sqlite",
        "a::test_it[乙] on postgresql",
    }


def test_a_part_measured_again_renews_its_own_lines_alone(results: Path) -> None:
    figures.record("kills", n=500, result="0 lost")
    figures.record("power cuts", n=200, result="0 lost")
    old = figures.measured(results, on=NOON.date())
    results.unlink()
    figures.record("kills", n=900, result="0 lost")
    day = NOON.date() + dt.timedelta(days=2)
    assert figures.renewed(old, figures.measured(results, on=day)) == [
        figures.Figure("power cuts", 200, 0, "0 lost", NOON.date()),
        figures.Figure("kills", 900, 0, "0 lost", day),
    ]


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
