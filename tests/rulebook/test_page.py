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
from jifen.rulebook.keys import TABLES
from jifen.rulebook.mistakes import KINDS

WHOLE = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
PAGE = (Path(__file__).parents[2] / "docs" / "rulebook.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```\n(?:\n((?:\|[^\n]*\n)+))?", PAGE, re.DOTALL)
SCHEME = next(block for block, _ in BLOCKS if block.startswith("format: jifen-rulebook"))
CASES = [block for block, _ in BLOCKS if block.startswith("format: jifen-cases")]
SHAPES = [(block, table) for block, table in BLOCKS if block.startswith("scoring:")]
BOARDS = [(block, table) for block, table in SHAPES if "board:" in block]
ITEM_SCORING = 'scoring: {kind: per_unit, each: "1", unit: 宗}\n'


def scheme_with(scoring: str) -> Rulebook:
    """Return the page's scheme, its first item scoring as `scoring` says."""
    indented = scoring.replace("\n", "\n    ").strip() + "\n"
    text = SCHEME.replace(ITEM_SCORING, indented).replace('    cycle_max: "10"\n', "")
    return reader.read(text, "docs/rulebook.md")


def measures(words: str) -> Measures:
    """Read a worked example's fact: "level county, department"."""
    written = [part for part in words.split(", ") if part != "—" and not part.startswith("board")]
    parts = dict([*part.split(), "yes"][:2] for part in written)
    return Measures(
        quantity=int(parts["quantity"]) if "quantity" in parts else None,
        chosen=parse(parts["chosen"]) if "chosen" in parts else None,
        level=parts.get("level", ""),
        department="department" in parts,
        figure=Fraction(parts["figure"]) if "figure" in parts else None,
        decision=parts.get("decision", ""),
    )


def board(words: str) -> tuple[Fraction | None, ...]:
    """Read the board of a worked example: "board 98 95 —"."""
    found = re.search(r"board ([\d. —]+)", words)
    rows = found[1].split() if found else []
    return tuple(None if row == "—" else Fraction(row) for row in rows)


def test_the_scheme_on_the_page_reads_without_a_problem() -> None:
    assert [item.code for item in reader.read(SCHEME, "docs/rulebook.md").items] == ["A-1", "B-1"]


@pytest.mark.parametrize(("scoring", "table"), SHAPES, ids=lambda part: part.split("\n")[0][:40])
def test_a_worked_example_comes_out_as_printed(scoring: str, table: str) -> None:
    item = scheme_with(scoring).item("A-1")
    rows = [[cell.strip() for cell in row.split("|")[1:3]] for row in table.splitlines()[2:]]
    assert rows
    for fact, printed in rows:
        check(item, measures(fact), board=board(fact))
        assert display(worth(item, measures(fact), board=board(fact))) == printed, fact


def test_every_shape_has_a_worked_example() -> None:
    shown = {shapes.shape_of(scheme_with(scoring).item("A-1").scoring) for scoring, _ in SHAPES}
    assert shown == set(shapes.Shape)
    assert BOARDS


def test_the_cases_on_the_page_come_out() -> None:
    book = reader.read(SCHEME, "docs/rulebook.md")
    results = [result for block in CASES for result in cases.run(book, block)]
    assert [(result.case.says, result.differences) for result in results if not result.passed] == []
    assert len(results) == 3


def test_every_key_the_reader_knows_is_on_the_page() -> None:
    tables = [*TABLES.values(), *shapes.KEYS.values(), shapes.SLOPE]
    keys = {key for table in tables for key in table.every}
    named = set(
        re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", PAGE) + [b for b, _ in BLOCKS]))
    )
    assert len(keys) >= 120
    assert keys - named == set()


def test_every_circumstance_on_the_page_can_stand_in_a_scheme() -> None:
    text = WHOLE
    written = next(block for block, _ in BLOCKS if block.startswith("repeat:")).splitlines()
    for line in written:
        begins = line[: line.index(":", line.index("{")) + 1]  # "repeat: {factors:"
        line = "    " + line.partition("  #")[0].rstrip()
        text, count = re.subn(rf"(?m)^    {re.escape(begins)}.*$", lambda _: line, text, count=1)  # noqa: B023 - used at once
        assert count == 1, begins
        assert line in text
    assert len(written) >= 10
    assert len(reader.read(text, "docs/rulebook.md").items) == 10


def test_the_periods_effects_and_results_on_the_page_can_stand_in_a_scheme() -> None:
    def block(begins: str) -> str:
        return next(block for block, _ in BLOCKS if block.startswith(begins))

    text = re.sub(r"(?ms)^results:\n.*\Z", lambda _: block("results:"), WHOLE)
    text = re.sub(r"(?m)^periods:\n(  .*\n)+", lambda _: block("periods:"), text)
    text = text.replace('flood: "2",', 'flood: "2", festival: "2",')
    text = re.sub(
        r"(?m)^    effects:\n(      .*\n){4}",
        lambda _: re.sub(r"(?m)^", "    ", block("effects:")).rstrip() + "\n",
        text,
    )
    book = reader.read(text, "docs/rulebook.md")
    assert [period.code for period in book.periods] == ["flood", "festival", "session"]
    assert [effect.kind.value for effect in book.item("B-1").effects] == [
        "grade_cap",
        "talk",
        "money",
    ]
    assert book.results is not None
    assert book.results.pool is not None
    assert book.results.pool.fen == 300_000_00
    assert [band.code for band in book.results.bands] == ["good", "fair", "poor"]


def test_the_page_names_the_file_that_lists_every_mistake() -> None:
    assert "jifen/rulebook/mistakes.py" in PAGE
    assert len(KINDS) >= 90
