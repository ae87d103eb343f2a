"""The command line itself: its table, its exit codes, its JSON."""

import argparse
import contextlib
import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from jifen.console import verbs
from jifen.console.bar import Bar
from jifen.console.main import DONE, REFUSED, UNPROVED, USAGE
from jifen.core.policy import ACTIONS, COMMANDS, Scope
from jifen.people import queries as people
from jifen.people.models import Cadre, User
from tests.harness.kept import once

EXAMPLES = Path(__file__).parents[2] / "examples"
RULEBOOK = EXAMPLES / "rulebooks" / "jingzi" / "rulebook.yaml"
TOWN = "p1/c1/k1/t1"


def commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                found = list(commands(below, f"{before}{word} "))
                yield from found or [f"{before}{word}"]


def run(capsys: pytest.CaptureFixture[str], words: str, *more: str) -> tuple[int, str, str]:
    code = verbs.run([*words.split(), *more])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def town(db: None) -> None:
    """A town with a clerk, a member and the head, its rulebook approved."""
    once(found)


def found() -> None:
    for path, name, kind in (("p1", "示例省", "province"), (TOWN, "示例镇", "town")):
        done(f"area add {path} {name} --kind {kind}")
    for login, role in (("clerk", "clerk"), ("member", "member"), ("head", "head")):
        done(f"account add {login} {login}")
        done(f"role grant {login} {role} {TOWN} --from 2020-01-01")
    done(f"rulebook approve {RULEBOOK} --number 示委〔2024〕5号 --as head")


def done(words: str) -> None:
    """Run a line that must succeed; nobody reads what it says."""
    with contextlib.redirect_stdout(io.StringIO()):
        assert verbs.run(words.split()) == DONE


def test_every_verb_has_a_row_in_the_policy_table_and_every_row_a_verb() -> None:
    words = [row.words for row in verbs.table()]
    assert sorted(words) == sorted(COMMANDS)
    assert sorted(commands(verbs.parser())) == sorted(COMMANDS)


def test_every_verb_that_acts_in_a_town_names_its_operator(db: None) -> None:
    for words in COMMANDS:
        if ACTIONS[COMMANDS[words]].scope is Scope.HOST:
            continue
        with pytest.raises(SystemExit) as end:
            verbs.parser().parse_args(words.split())
        assert end.value.code == USAGE


def test_a_wrong_line_ends_with_2(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "no-such-verb")[0] == USAGE
    assert run(capsys, "standings")[0] == USAGE
    assert run(capsys, "standings --as nobody --at 31.1.2025")[0] == USAGE


def test_a_refusal_ends_with_1_and_says_why(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "standings --as nobody --town 示例镇")
    assert (code, out) == (REFUSED, "")
    assert "nobody" in err
    assert err.startswith("不予办理")


def test_a_verb_that_is_not_ones_own_is_refused(
    town: None, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out, err = run(capsys, f"import people {EXAMPLES}/town/people.xlsx --as member")
    assert code == REFUSED
    assert "member" in err


def test_a_file_that_is_not_there_ends_with_2(
    town: None, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out, err = run(capsys, "import people nowhere.xlsx --as clerk")
    assert code == USAGE
    assert "nowhere.xlsx" in err


def test_json_is_all_that_is_printed_when_asked_for(
    town: None, capsys: pytest.CaptureFixture[str]
) -> None:
    words = f"import people {EXAMPLES}/town/people.xlsx --as clerk --json"
    code, out, _err = run(capsys, words)
    told = json.loads(out)
    assert code == DONE
    assert told["refused"] == 0
    assert told["added"] == len(told["rows"])


def test_a_dry_run_enters_nothing(town: None, capsys: pytest.CaptureFixture[str]) -> None:
    words = f"import people {EXAMPLES}/town/people.xlsx --as clerk --json"
    code, out, _err = run(capsys, words, "--dry-run")
    first = json.loads(out)
    assert code == DONE
    assert first["dry_run"]
    again = json.loads(run(capsys, words)[1])
    assert again["added"] == first["added"]
    assert json.loads(run(capsys, words)[1])["added"] == 0


def test_past_facts_want_a_second_person(town: None, capsys: pytest.CaptureFixture[str]) -> None:
    words = f"import facts {EXAMPLES}/town/one-row.xlsx --as-decided --as clerk"
    assert run(capsys, words)[0] == REFUSED
    code, _out, err = run(capsys, words, "--with", "clerk")
    assert code == REFUSED
    assert err


def test_a_changed_row_ends_verify_with_3_and_freezes(
    town: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    assert run(capsys, f"import people {EXAMPLES}/town/people.xlsx --as clerk")[0] == DONE
    assert run(capsys, "verify --as head")[0] == DONE
    Cadre.objects.filter(code="SL001").update(name="李四")
    code, out, _err = run(capsys, "verify --as head")
    assert code == UNPROVED
    assert "✘" in out
    code, _out, err = run(capsys, f"import people {EXAMPLES}/town/people.xlsx --as clerk")
    assert (code, "暂停记录" in err) == (REFUSED, True)


def test_the_clock_of_a_real_home_does_not_move(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out, err = run(capsys, "clock 2026-03-01T09:00")
    assert code == REFUSED
    assert err


def test_a_real_home_starts_without_any_account(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "setup-home")[0] == DONE
    assert not User.objects.exists()


def test_a_rulebook_with_a_mistake_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    broken = tmp_path / "rulebook.yaml"
    text = RULEBOOK.read_text(encoding="utf-8").replace("base: ", "bass: ", 1)
    broken.write_text(text, encoding="utf-8")
    code, _out, err = run(capsys, f"rulebook check {broken}")
    assert code == REFUSED
    assert "bass" in err
    line = text[: text.index("bass: ")].count("\n") + 1
    assert f"{line}" in err


def test_columns_line_up_though_chinese_is_twice_as_wide(
    town: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, f"import people {EXAMPLES}/town/people.xlsx --as clerk")[0] == DONE
    opened = "cycle open 2024-2025 --starts 2024-08-01 --as clerk"
    assert run(capsys, opened)[0] == DONE
    _code, out, _err = run(capsys, "standings --cycle 2024-2025 --as clerk")
    head, rule, *rows = out.splitlines()
    edges = [n for n, char in enumerate(rule) if char == "─" and (n == 0 or rule[n - 1] == " ")]
    assert len(rows) == 91
    for line in (head, *rows):
        wide = "".join(c * (2 if unicodedata.east_asian_width(c) in "WF" else 1) for c in line)
        assert all(wide[edge] != " " and (edge == 0 or wide[edge - 1] == " ") for edge in edges)


class Terminal(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO) -> str:
    """Return what a bar draws while it counts to ten, waiting for it to have been drawn."""
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr("jifen.console.bar.PATIENCE", 0.0)
    with Bar("import facts") as bar:
        bar.tell(5, 10)
        with Bar("inside") as inside:
            inside.tell(6, 10)
            bar.beaten.wait(timeout=5 if stderr.isatty() else 0)
    return stderr.getvalue()


def test_a_long_work_shows_how_far_it_is_and_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = drawn(monkeypatch, Terminal())
    assert "import facts [" in text
    assert "6/10" in text
    assert "inside" not in text
    assert text.endswith("\r\033[K")


def test_off_a_terminal_no_bar_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, io.StringIO()) == ""


def test_a_new_password_is_another_one_and_the_old_one_opens_nothing(
    town: None, capsys: pytest.CaptureFixture[str]
) -> None:
    first = json.loads(run(capsys, "account add late late --json")[1])["password"]
    second = json.loads(run(capsys, "account reset late --json")[1])["password"]
    user = User.objects.get(login="late")
    assert not user.check_password(first)
    assert user.check_password(second)


def test_a_disabled_account_acts_no_more(town: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "claim list --as clerk")[0] == DONE
    assert run(capsys, "account disable clerk")[0] == DONE
    code, _out, err = run(capsys, "claim list --as clerk")
    assert (code, "clerk" in err) == (REFUSED, True)


def test_a_role_that_ended_is_held_no_more(town: None, capsys: pytest.CaptureFixture[str]) -> None:
    ended = f"role end clerk clerk {TOWN}"
    assert run(capsys, ended)[0] == DONE
    assert run(capsys, f"claim list --town {TOWN} --as clerk")[0] == REFUSED
    assert run(capsys, ended)[0] == REFUSED


def test_kin_is_registered_and_has_no_part_in_the_case(
    town: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, f"import people {EXAMPLES}/town/people.xlsx --as clerk")[0] == DONE
    assert run(capsys, f"account relate clerk SL001 近亲属 --town {TOWN}")[0] == DONE
    assert people.actor(User.objects.get(login="clerk")).kin == {"SL001"}
