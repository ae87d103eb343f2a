"""docs/rulebook.md is true: its files read, its tables come out, and no key is missing."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from jifen.core.facts import Measures
from jifen.core.measures import check, worth
from jifen.core.points import display, parse
from jifen.core.rules import Rulebook
from jifen.rulebook import cases, reader, shapes
from jifen.rulebook.mistakes import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "rulebook.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```\n(?:\n((?:\|[^\n]*\n)+))?", PAGE, re.DOTALL)
SCHEME = next(block for block, _ in BLOCKS if block.startswith("format: jifen-rulebook"))
CASES = next(block for block, _ in BLOCKS if block.startswith("format: jifen-cases"))
SHAPES = [(block, table) for block, table in BLOCKS if block.startswith("scoring:")]
ITEM_SCORING = 'scoring: {kind: per_unit, each: "1", unit: 宗}\n'


def scheme_with(scoring: str) -> Rulebook:
    """Return the page's scheme, its first item scoring as `scoring` says."""
    indented = scoring.replace("\n", "\n    ").strip() + "\n"
    text = SCHEME.replace(ITEM_SCORING, indented).replace('    cycle_max: "10"\n', "")
    return reader.read(text, "docs/rulebook.md")


def measures(words: str) -> Measures:
    """Read a worked example's fact: "level county, department"."""
    parts = dict([*part.split(), "yes"][:2] for part in words.split(", ") if part != "—")
    return Measures(
        quantity=int(parts["quantity"]) if "quantity" in parts else None,
        chosen=parse(parts["chosen"]) if "chosen" in parts else None,
        level=parts.get("level", ""),
        department="department" in parts,
        figure=Fraction(parts["figure"]) if "figure" in parts else None,
    )


def test_the_scheme_on_the_page_reads_without_a_problem() -> None:
    assert [item.code for item in reader.read(SCHEME, "docs/rulebook.md").items] == ["A-1", "B-1"]


@pytest.mark.parametrize(("scoring", "table"), SHAPES, ids=lambda part: part.split("\n")[0][:40])
def test_a_worked_example_comes_out_as_printed(scoring: str, table: str) -> None:
    item = scheme_with(scoring).item("A-1")
    rows = [[cell.strip() for cell in row.split("|")[1:3]] for row in table.splitlines()[2:]]
    assert rows
    for fact, printed in rows:
        check(item, measures(fact))
        assert display(worth(item.scoring, measures(fact))) == printed, fact


def test_every_shape_has_a_worked_example() -> None:
    shown = {shapes.shape_of(scheme_with(scoring).item("A-1").scoring) for scoring, _ in SHAPES}
    assert shown == set(shapes.Shape)


def test_the_cases_on_the_page_come_out() -> None:
    results = cases.run(reader.read(SCHEME, "docs/rulebook.md"), CASES)
    assert [(result.case.says, result.differences) for result in results if not result.passed] == []
    assert len(results) == 2


def test_every_key_the_reader_knows_is_on_the_page() -> None:
    keys = {*reader.TOP, *reader.TOP_OPTIONAL, *reader.ITEM, *reader.ITEM_OPTIONAL}
    keys |= {key for each in shapes.KEYS.values() for key in each.required + each.optional}
    named = set(
        re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", PAGE) + [b for b, _ in BLOCKS]))
    )
    assert len(keys) >= 35
    assert keys - named == set()


def test_the_page_names_the_file_that_lists_every_mistake() -> None:
    assert "jifen/rulebook/mistakes.py" in PAGE
    assert len(KINDS) >= 40
