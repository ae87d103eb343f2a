"""Reading is total: whatever is in the file, the answer is a rulebook or a list of problems."""

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.core.rules import Rulebook
from jifen.rulebook import reader
from jifen.rulebook.problems import RulebookProblems

SCHEMES = [
    (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    for name in ("scheme.yaml", "whole.yaml")
]

scraps = st.sampled_from(
    ["", "[]", "{}", "~", '""', "- ", "  ", "\t", "x: 1", "[[1], {a: b}]", '"0"', "1/0", '"1/0"',
     "&a", "*a", "!!int 3", "{", "'", "|", "???", "“", "9" * 400, '"' + "9" * 400 + '"', "\ufeff",
     "\u2028", "\ud800"]
)  # fmt: skip


def answer(text: str | bytes) -> Rulebook | tuple[str, ...]:
    try:
        return reader.read(text, "demo.yaml")
    except RulebookProblems as problems:
        return tuple(problem.sentence() for problem in problems.problems)


@given(st.text() | st.binary() | scraps)
def test_any_text_at_all_is_answered(text: str | bytes) -> None:
    found = answer(text)
    assert isinstance(found, tuple)
    assert found
    assert all(found)


@given(st.data())
def test_a_scheme_with_a_value_replaced_by_anything_is_answered(data: st.DataObject) -> None:
    lines = list(data.draw(st.sampled_from(SCHEMES)))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        key, colon, _ = lines[place].partition(": ")
        lines[place] = key + colon + data.draw(scraps)
    found = answer("\n".join(lines))
    assert isinstance(found, Rulebook) or found


@given(st.data())
def test_a_scheme_with_lines_lost_or_swapped_is_answered(data: st.DataObject) -> None:
    lines = list(data.draw(st.sampled_from(SCHEMES)))
    for _ in range(data.draw(st.integers(1, 4))):
        one, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        lines[one], lines[other] = lines[other], lines[one]
        del lines[data.draw(st.integers(0, len(lines) - 1))]
    found = answer("\n".join(lines))
    assert isinstance(found, Rulebook) or found


@pytest.mark.parametrize("lines", SCHEMES, ids=["small", "whole"])
def test_a_scheme_with_any_one_line_lost_is_answered(lines: list[str]) -> None:
    texts = ["\n".join(lines[:n] + lines[n + 1 :]) for n in range(len(lines))]
    refused = [text for text in texts if not isinstance(answer(text), Rulebook)]
    assert len(refused) > len(lines) // 2


def test_a_scheme_with_any_one_value_turned_into_something_else_is_answered() -> None:
    others = itertools.cycle(["", "[]", "{}", '"-1"', "[{a: b}]"])
    text = "\n".join(SCHEMES[1])
    tried = 0
    for value in re.finditer(r'(?<=: )("[^"]*"|[^\s,{}\[\]"]+)(?=[,}\n])', text):
        found = answer(text[: value.start()] + next(others) + text[value.end() :])
        assert isinstance(found, Rulebook) or all(found)
        tried += 1
    assert tried >= 250
