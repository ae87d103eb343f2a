"""The JSON Schema lets every sound rulebook through, and stops every mistake of structure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from jifen.core.rules import Rulebook
from jifen.rulebook import grammar, reader, writer
from jifen.rulebook.grammar import Coded, Listed, Node, Record, Scalar, Shaped
from jifen.rulebook.keys import TABLES, Keys
from jifen.rulebook.schema import schema
from jifen.rulebook.shapes import KEYS
from tests.rulebook.broken import SCHEME, TABLE, Broken
from tests.rulebook.broken_whole import WHOLE_TABLE
from tests.rulebook.everything import EVERYTHING
from tests.rulebook.json_schema import faults, loaded
from tests.rulebook.rulebooks import rulebooks

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "rulebooks").glob("*/rulebook.yaml"))
SCHEMA = schema()


def records(node: Node, path: str = "") -> Iterator[tuple[str, Record]]:
    match node:
        case Record():
            yield path, node
            for key, inner in node.holds.items():
                yield from records(inner, f"{path}.{key}" if path else key)
        case Coded():
            yield from records(node.entry, f"{path}.*")
        case Listed():
            yield from records(node.entry, f"{path}[]")
        case Shaped():
            for kind, shape in node.shapes.items():
                yield from records(shape, f"{path}<{kind}>")
        case Scalar():
            return


RECORDS = dict(records(grammar.TOP))


def test_the_schema_has_the_tables_that_the_reader_reads() -> None:
    by_choice = {path for path, keys in TABLES.items() if not _is_record(path, keys)}
    assert {path: keys for path, keys in TABLES.items() if path not in by_choice} == {
        path: record.keys for path, record in RECORDS.items() if "<" not in path
    }
    assert by_choice <= {
        "ladder.gross_line_of", "items.*.shares", "items.*.finder_factors", "results.bands_of",
        "results.pool.coefficients",
    }  # fmt: skip


def _is_record(path: str, keys: Keys) -> bool:
    return path in RECORDS and RECORDS[path].keys == keys


def test_the_schema_has_the_keys_of_every_way_of_scoring() -> None:
    written = {shape.value: RECORDS[f"items.*.scoring<{shape.value}>"].keys for shape in KEYS}
    assert written == {shape.value: keys for shape, keys in KEYS.items()}


def test_every_key_holds_something_and_has_a_name_of_its_own() -> None:
    for path, record in RECORDS.items():
        assert set(record.holds) == record.keys.every == set(record.labels), path
        assert len(set(record.labels.values())) == len(record.labels), path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_fits_the_schema(path: Path) -> None:
    assert faults(loaded(path.read_text(encoding="utf-8")), SCHEMA) == []


def test_a_rulebook_of_everything_fits_the_schema() -> None:
    assert faults(loaded(writer.write(EVERYTHING)), SCHEMA) == []


@given(rulebooks())
def test_every_rulebook_that_the_product_writes_fits_the_schema(book: Rulebook) -> None:
    assert faults(loaded(writer.write(book)), SCHEMA) == []


EVERY = TABLE + WHOLE_TABLE
STRUCTURE = {
    "key.unknown", "key.missing", "value.not-table", "value.not-list", "value.not-text",
    "value.empty", "value.nothing", "figure.unquoted", "figure.points", "figure.number",
    "value.boolean", "value.date", "value.choice", "value.span", "format.unknown",
    "text.too-long",
}  # fmt: skip
"""The mistakes that are a matter of structure: seen in one place, without looking at another."""


@pytest.mark.parametrize(
    "broken",
    [row for row in EVERY if row.code in STRUCTURE],
    ids=lambda row: f"{row.code}-{row.new.strip()[:24]}",
)
def test_every_mistake_of_structure_breaks_the_schema(broken: Broken) -> None:
    assert broken.old in broken.scheme
    assert faults(loaded(broken.text), SCHEMA)


def test_every_kind_of_mistake_of_structure_is_tried() -> None:
    assert {row.code for row in EVERY} >= STRUCTURE


def test_a_count_in_words_breaks_the_schema() -> None:
    text = SCHEME.replace("start_month: 1,", "start_month: 一月,")
    assert text != SCHEME
    assert faults(loaded(text), SCHEMA) == ["cycle.start_month: pattern"]


def test_the_schema_names_every_key_in_chinese() -> None:
    properties = SCHEMA["properties"]
    assert isinstance(properties, dict)
    titles = {key: inner["title"] for key, inner in properties.items() if isinstance(inner, dict)}
    assert titles["items"] == "项目"
    assert titles["level_tables"] == "级别表"
    assert set(titles) == set(reader.TOP.required + reader.TOP.optional)
