"""docs/phrases.md is true: for everything a scheme can say, a case of an example shows it."""

import re
from functools import cache
from pathlib import Path

import pytest

from jifen.core.rules import Rulebook
from jifen.rulebook import cases, reader

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "phrases.md").read_text(encoding="utf-8")
SCHEMES = ("jingzi", "shanhe", "qianfen", "yuekao", "zhibiao")
GROUPS = range(1, 11)


def rows() -> list[tuple[int, str, str, str]]:
    """Return group, phrase, scheme and case of every row."""
    found = []
    for part in PAGE.split("\n## ")[1:]:
        group = int(part.split(".")[0])
        for line in re.findall(r"^\| (.*) \|$", part, re.MULTILINE)[1:]:
            phrase, _, scheme, case = (cell.strip() for cell in line.split(" | "))
            found.append((group, phrase, scheme, case))
    return found


@cache
def scheme(name: str) -> tuple[Rulebook, dict[str, cases.CaseResult]]:
    folder = ROOT / "examples" / "rulebooks" / name
    book = reader.read((folder / "rulebook.yaml").read_bytes(), f"{name}/rulebook.yaml")
    results = cases.run(book, (folder / "cases.yaml").read_bytes(), f"{name}/cases.yaml")
    assert len({result.case.says for result in results}) == len(results), "a sentence twice"
    return book, {result.case.says: result for result in results}


@pytest.mark.parametrize(("group", "phrase", "name", "case"), rows(), ids=lambda v: str(v)[:40])
def test_what_a_scheme_can_say_is_shown_by_a_case_that_comes_out(
    group: int, phrase: str, name: str, case: str
) -> None:
    assert group in GROUPS
    _, results = scheme(name)
    assert case in results, f"{phrase}: {name} has no case “{case}”"
    assert results[case].passed, [str(each) for each in results[case].differences]


def test_every_group_of_phrases_is_there_and_no_phrase_twice() -> None:
    every = rows()
    assert {group for group, *_ in every} == set(GROUPS)
    phrases = [(group, phrase) for group, phrase, *_ in every]
    assert len(set(phrases)) == len(phrases)
    assert len(every) >= 105


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_that_a_page_names_is_whole(name: str) -> None:
    book, results = scheme(name)
    assert len(book.items) >= 25
    assert [str(d) for result in results.values() for d in result.differences] == []
    note = (ROOT / "examples" / "rulebooks" / name / "README.md").read_text(encoding="utf-8")
    assert 10 <= len(note.splitlines()) <= 60
