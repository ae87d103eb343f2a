"""The verbs about rulebook files alone: schema, diff, convert."""

import json
from pathlib import Path

import pytest

from jifen.console.main import DONE, REFUSED, USAGE
from jifen.rulebook.schema import schema
from tests.console.test_verbs import RULEBOOK, run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A rulebook file to work on."""
    copy = tmp_path / "rulebook.yaml"
    copy.write_bytes(RULEBOOK.read_bytes())
    return copy


def test_the_schema_is_printed_as_json(capsys: pytest.CaptureFixture[str], db: None) -> None:
    code, out, _err = run(capsys, "rulebook schema")
    assert code == DONE
    assert json.loads(out) == schema()


def test_two_equal_rulebooks_do_not_differ(
    file: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    assert run(capsys, "rulebook diff", str(RULEBOOK), str(file))[:2] == (DONE, "没有不同。\n")


def test_a_difference_is_said_in_a_sentence_and_as_json(
    file: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    text = file.read_text(encoding="utf-8")
    changed = text.replace('gross_line: "40"', 'gross_line: "36"')
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    words = ("rulebook diff", str(RULEBOOK), str(file))
    said = "警示阶梯：扣分累计线由40分改为36分；涉及：全体干部"
    assert run(capsys, *words)[:2] == (DONE, f"{said}\n")
    told = json.loads(run(capsys, *words, "--json")[1])
    assert told["sentences"] == [said]
    assert [(one["kind"], one["path"], one["whom"]) for one in told["changes"]] == [
        ("changed", "ladder.gross_line", ["全体干部"])
    ]


def test_a_rulebook_goes_to_a_workbook_and_back(
    file: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    book, back = file.with_name("细则.xlsx"), file.with_name("back.yaml")
    first = json.loads(run(capsys, "rulebook convert", str(file), str(book), "--json")[1])
    second = json.loads(run(capsys, "rulebook convert", str(book), str(back), "--json")[1])
    assert first["digest"] == second["digest"]
    assert run(capsys, "rulebook diff", str(file), str(back))[1] == "没有不同。\n"
    assert run(capsys, "rulebook diff", str(file), str(book))[1] == "没有不同。\n"


def test_no_file_is_written_over_unasked(
    file: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    book = file.with_name("细则.xlsx")
    book.write_bytes(b"mine")
    code, _out, err = run(capsys, "rulebook convert", str(file), str(book))
    assert code == REFUSED
    assert "细则.xlsx" in err
    assert book.read_bytes() == b"mine"
    assert run(capsys, "rulebook convert", str(file), str(book), "--force")[0] == DONE
    assert book.read_bytes() != b"mine"


@pytest.mark.parametrize("name", ["out.yaml", "out.csv", "out"])
def test_a_file_becomes_a_workbook_only(
    name: str, file: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    out = file.with_name(name)
    code, _out, err = run(capsys, "rulebook convert", str(file), str(out))
    assert code == REFUSED
    assert ".xlsx" in err
    assert not out.exists()


def test_a_broken_rulebook_is_converted_to_nothing(
    file: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("code: jingzi", "kode: jingzi"))
    out = file.with_name("out.xlsx")
    code, _out, err = run(capsys, "rulebook convert", str(file), str(out))
    assert code == REFUSED
    assert "rulebook.yaml:" in err
    assert not out.exists()


def test_a_workbook_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    book = tmp_path / "细则.xlsx"
    book.write_bytes(b"PK nothing")
    assert run(capsys, "rulebook convert", str(book), str(tmp_path / "a.yaml"))[0] == REFUSED
    nowhere = str(tmp_path / "nowhere.yaml")
    assert run(capsys, "rulebook diff", nowhere, nowhere)[0] == USAGE
