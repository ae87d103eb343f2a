"""One part of a rulebook in one cell: what stands under a key of the file, in Chinese words.

`written` makes the cell's text of a part as the file has it; `read` makes the part of the text.
What a word or a key of the cell cannot be is told by `Ears`, so that one pass finds everything.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from jifen.rulebook import nodes
from jifen.rulebook.fields import advice
from jifen.rulebook.figures import number
from jifen.rulebook.grammar import Coded, Kind, Listed, Node, Record, Scalar, Shaped
from jifen.sheets import notation
from jifen.sheets.notation import ENTRY, LIST, LIST_MARKS, TABLE_MARKS
from jifen.sheets.workbook import Raw

YES, NO = "是", "否"
_YES = {YES: "true", "√": "true", "✓": "true", NO: "false", "×": "false"}
_PERCENT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,8})?)\s*[%％]")


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as it was read: keys may repeat, and come in their order."""

    rows: tuple[tuple[str, "Value"], ...]


Value = str | Rows | list["Value"]
"""A part of a rulebook as it was read from cells, in the words of the file."""


class Ears(Protocol):
    """Takes what is wrong with a cell: a kind of mistake and what fills its blanks."""

    def __call__(self, code: str, /, **values: object) -> None:
        """Note one mistake of this cell."""


# ------------------------------------------------------------------ writing
def written(node: nodes.Node, grammar: Node) -> str:
    """Return the text of a cell that holds this part and nothing else."""
    match grammar:
        case Scalar():
            return _word(node, grammar)
        case Listed(entry=Scalar()):
            return notation.listing(_entries(node, grammar))
        case Listed():
            assert isinstance(node, nodes.Listing)
            tables = [_table(entry, grammar.entry) for entry in node.entries]
            return notation.listing(tables, "\n")
        case _:
            deep = any(isinstance(value, nodes.Listing | nodes.Table) for _, value in _rows(node))
            return _table(node, grammar, "\n" if deep or len(_rows(node)) > 4 else "；")


def _inner(node: nodes.Node, grammar: Node) -> str:
    """Return a part that stands inside another in one cell."""
    match grammar:
        case Scalar():
            return notation.scalar(_word(node, grammar))
        case Listed():
            return notation.wrapped(notation.listing(_entries(node, grammar)), LIST_MARKS)
        case _:
            return notation.wrapped(_table(node, grammar), TABLE_MARKS)


def _rows(node: nodes.Node) -> tuple[tuple[nodes.Text, nodes.Node], ...]:
    assert isinstance(node, nodes.Table)
    return node.rows


def _entries(node: nodes.Node, grammar: Listed) -> list[str]:
    assert isinstance(node, nodes.Listing)
    return [_inner(entry, grammar.entry) for entry in node.entries]


def _table(node: nodes.Node, grammar: Node, joint: str = "；") -> str:
    rows: list[tuple[str, str]] = []
    for name, value in _rows(node):
        key = name.value
        match grammar:
            case Coded():
                rows.append((grammar.key.words.get(key, key), _inner(value, grammar.entry)))
            case Record():
                rows.append((grammar.labels[key], _inner(value, grammar.holds[key])))
            case _:
                raise AssertionError(grammar)
    return notation.table(rows, joint)


def _word(node: nodes.Node, grammar: Scalar) -> str:
    assert isinstance(node, nodes.Text)
    if grammar.kind is Kind.BOOLEAN:
        return YES if node.value == "true" else NO
    return grammar.words.get(node.value, node.value)


# ------------------------------------------------------------------ reading
def plain(raw: Raw) -> str:
    """Return what a cell holds as a text; a number as it is shown, a day as 2025-01-31."""
    if isinstance(raw, bool):
        return YES if raw else NO
    if isinstance(raw, int | float):
        return f"{Decimal(str(raw)):f}".removesuffix(".0")
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    if isinstance(raw, dt.date | dt.time):
        return raw.isoformat()
    return "" if raw is None else str(raw).replace("\r\n", "\n").strip()


def read(text: str, grammar: Node, ears: Ears) -> Value:
    """Return the part that a cell holds.

    Raises:
        Unreadable: the cell's marks do not fit together.
    """
    match grammar:
        case Scalar():
            return _scalar(text, grammar, ears)
        case Listed(entry=Scalar()):
            entries = notation.parts(notation.unwrapped(text, LIST_MARKS), LIST)
            return [_read(entry, grammar.entry, ears) for entry in entries]
        case Listed():
            inside = notation.unwrapped(text, LIST_MARKS)
            marks = LIST if inside.startswith(TABLE_MARKS[0]) else "\n"
            return [_read(entry, grammar.entry, ears) for entry in notation.parts(inside, marks)]
        case _:
            return _read(text, grammar, ears)


def _read(text: str, grammar: Node, ears: Ears) -> Value:
    match grammar:
        case Scalar():
            return _scalar(notation.unscalar(text), grammar, ears)
        case Listed():
            return read(text, grammar, ears)
        case Shaped():
            raise AssertionError("a way of scoring stands in two cells")
        case _:
            return _read_table(text, grammar, ears)


def _read_table(text: str, grammar: Record | Coded, ears: Ears) -> Rows:
    rows: list[tuple[str, Value]] = []
    seen: set[str] = set()
    for part in notation.parts(notation.unwrapped(text, TABLE_MARKS), ENTRY):
        label, value = notation.pair(part)
        key, entry = _key(label, grammar, ears)
        if key in seen:
            ears("yaml.duplicate-key", key=label)
        elif entry is not None:
            seen.add(key)
            rows.append((key, _read(value, entry, ears)))
    return Rows(tuple(rows))


def _key(label: str, grammar: Record | Coded, ears: Ears) -> tuple[str, Node | None]:
    """Return the key that a label of a cell means, and what it holds."""
    if isinstance(grammar, Coded):
        known = _keys(grammar.key.words)
        return known.get(label, label), grammar.entry
    known = _keys(grammar.labels)
    key = known.get(label)
    if key is None:
        ears("key.unknown", key=label, **advice(label, grammar.labels.values()))
        return label, None
    return key, grammar.holds[key]


def _keys(words: Mapping[str, str]) -> dict[str, str]:
    """Return what each word means; the file's own words mean themselves."""
    return {**{key: key for key in words}, **{word: key for key, word in words.items()}}


def _scalar(text: str, grammar: Scalar, ears: Ears) -> str:
    match grammar.kind:
        case Kind.BOOLEAN:
            return _YES.get(text, text)
        case Kind.NUMBER | Kind.SHARE:
            percent = _PERCENT.fullmatch(text)
            return number(Fraction(percent[1]) / 100) if percent else text
        case Kind.CHOICE:
            return _choice(text, grammar.words, ears)
        case _:
            return text


def _choice(text: str, words: Mapping[str, str], ears: Ears) -> str:
    known = _keys(words)
    if text in known:
        return known[text]
    shown: Collection[str] = list(words.values())
    ears("value.choice", value=text, choices="、".join(shown), **advice(text, shown))
    return next(iter(words))
