"""Deductions released from a limit by the terminal: listed, put on paper, served, counting."""

import datetime as dt
import json
from pathlib import Path

import pytest

from jifen.appeals import released
from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.hand import SHANGHAI
from jifen.cycles import commands as cycles
from tests.appeals.scene import ready
from tests.appeals.test_released import decided_before, release
from tests.harness.kept import once
from tests.laws.town import Town


@pytest.fixture
def town(db: None, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    return once(ready)


def test_it_is_listed_put_on_paper_and_served(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    def does(who: str, *words: str) -> object:
        code = verbs.run([*words, "--as", town.users[who].login, "--json"])
        said = capsys.readouterr().out
        assert code == DONE, (words, said)
        return json.loads(said)

    first, second = decided_before(town)
    release(town, first, second)
    cycles.move_clock(dt.datetime.combine(town.day, dt.time(20), SHANGHAI))
    (row,) = does("clerk", "released", "list")  # type: ignore[misc]
    assert (row["record"], row["was"], row["now"]) == (second.seq, "3", "8")
    assert row["served_on"] == ""
    record = str(second.seq)
    paper = does("clerk", "released", "issue", record, "--who", "张三稻")
    assert "试积告" in paper["number"]  # type: ignore[call-overload, index]
    assert verbs.run(["released", "serve", record, "--as", town.users["li"].login]) == REFUSED
    served = does("zhang", "released", "serve", record)
    (one,) = released.of(second)
    assert one.served is not None
    assert served["until"] == one.served.until.isoformat()  # type: ignore[call-overload, index]
    (row,) = does("clerk", "released", "list")  # type: ignore[misc]
    assert row["until"] == one.served.until.isoformat()
