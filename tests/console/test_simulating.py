"""The verb `simulate`: sentences, names for those who may see them, JSON, refusals."""

import json
from pathlib import Path

import pytest

from jifen.console.main import DONE, REFUSED
from jifen.rulebook.models import Draft, Simulation
from jifen.standings.models import Trial
from tests.console.test_verbs import EXAMPLES, RULEBOOK, done, found, run
from tests.harness.kept import once

CYCLE = "--cycle 2024-2025 --as"


@pytest.fixture
def cycle(db: None) -> None:
    """The town with its roster in, a cycle open, and a task done by everybody in a sheet."""
    once(opened)


def opened() -> None:
    found()
    done(f"import people {EXAMPLES}/town/people.xlsx --as clerk")
    done("cycle open 2024-2025 --starts 2024-08-01 --as clerk")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The rulebook in force with ten points more for everybody, a lower line, a later version."""
    text = RULEBOOK.read_text(encoding="utf-8")
    for old, new in (
        ('base: "100"', 'base: "110"'),
        ('version: "0.1"', 'version: "0.2"'),
        ('gross_line: "40"', 'gross_line: "36"'),
        ("effective_on: 2024-08-01", "effective_on: 2025-08-01"),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    file = tmp_path / "draft.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_version_in_force_moves_nobody_by_its_file_or_by_its_number(
    cycle: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (str(RULEBOOK), "0.1"):
        code, out, _err = run(capsys, f"simulate --rulebook {name} {CYCLE} head")
        assert code == DONE
        assert "91人的得分、名次、等次和奖金都没有变化。" in out
        assert "SL001" not in out


def test_a_draft_says_who_moves_in_sentences_a_table_and_json(
    cycle: None, draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = f"simulate --rulebook {draft} {CYCLE} clerk"
    code, out, _err = run(capsys, words, "--pool", "91000")
    assert code == DONE
    assert "91人中有91人受影响：名次上升0人，下降0人。" in out
    assert "100 → 110" in out
    assert "SL001" in out
    told = json.loads(run(capsys, words, "--json")[1])
    assert told["counts"]["moved"] == len(told["people"]) == 91
    assert told["lines"] == ["40", "36"]
    assert told["noted"] is False
    assert Trial.objects.count() == 1


def test_with_all_those_whom_nothing_moves_are_listed_too(
    cycle: None, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(capsys, f"simulate --rulebook 0.1 --all {CYCLE} clerk")[1]
    assert "SL001" in out


def test_a_draft_of_the_town_is_tried_by_its_reference_and_noted_once_it_is_open(
    cycle: None, draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = draft.read_text(encoding="utf-8").replace("2025-08-01", "2030-08-01")
    draft.write_text(later, encoding="utf-8")
    assert run(capsys, f"rulebook draft {draft} --as clerk")[0] == DONE
    ref = str(Draft.objects.get().ref)
    words = f"simulate --rulebook {ref[:8]} {CYCLE}"
    assert "没有记到草案上" in run(capsys, f"{words} clerk")[1]
    assert run(capsys, f"rulebook step {ref} open --as clerk")[0] == DONE
    assert "没有记到草案上" in run(capsys, f"{words} head")[1]
    assert not Simulation.objects.exists()
    assert "已记到草案上" in run(capsys, f"{words} clerk")[1]
    noted = Simulation.objects.get()
    assert "SL001" not in noted.summary
    assert json.loads(noted.summary)["says"]


@pytest.mark.parametrize("name", ["nowhere.yaml", "9.9", "zzzz"])
def test_what_is_neither_file_nor_version_nor_draft_is_refused_in_words(
    cycle: None, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, f"simulate --rulebook {name} {CYCLE} clerk")
    assert (code, out) == (REFUSED, "")
    assert name in err
    assert "草案" in err


def test_a_sum_that_is_none_and_a_broken_file_are_refused(
    cycle: None, draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out, err = run(capsys, f"simulate --rulebook 0.1 --pool 九万 {CYCLE} clerk")
    assert code == REFUSED
    assert "九万" in err
    draft.write_text(draft.read_text(encoding="utf-8").replace("score:", "scor:"), encoding="utf-8")
    code, _out, err = run(capsys, f"simulate --rulebook {draft} {CYCLE} clerk")
    assert code == REFUSED
    assert "scor" in err


def test_whoever_may_not_see_names_may_not_simulate(
    cycle: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "account add auditor auditor")[0] == DONE
    grant = "role grant auditor auditor p1/c1/k1/t1 --from 2020-01-01"
    assert run(capsys, grant)[0] == DONE
    code, out, err = run(capsys, f"simulate --rulebook 0.1 {CYCLE} auditor")
    assert (code, out) == (REFUSED, "")
    assert "auditor" in err
