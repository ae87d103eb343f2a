"""Reads a version back from its canonical bytes, as it was approved, whatever readers ask later.

The bytes are what the digest is taken of (canonical.py), so nothing is checked here: what was
approved was checked then. A reader that grows stricter, and a floor that comes later, change no
version that stands. A field that is absent has the empty value of its type; a field that came
later, and whose type has none, has its default.
"""

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from jifen.core.rules import Rulebook
from jifen.rulebook.canonical import VERSION
from jifen.rulebook.shapes import OF

Tree = bool | int | str | Fraction | list["Tree"] | dict[str, "Tree"]
"""What the bytes say by themselves: records and tables as dicts, lists and sets as lists."""

_KINDS: Mapping[str, type[object]] = {shape.value: kind for kind, shape in OF.items()}
_EMPTY: Mapping[object, object] = {bool: False, str: "", tuple: (), frozenset: frozenset()}


def rulebook(data: bytes) -> Rulebook:
    """Return the rulebook that `canonical.encode` wrote.

    Raises:
        ValueError: for bytes that it never writes.
    """
    if not data.startswith(VERSION):
        raise ValueError("not the canonical bytes of a rulebook")
    bytes_ = _Bytes(data, len(VERSION))
    tree = bytes_.value()
    if bytes_.place != len(data):
        raise ValueError("bytes follow the rulebook")
    made = _build(tree, Rulebook)
    assert isinstance(made, Rulebook)
    return made


class _Bytes:
    """Canonical bytes and how far they were read."""

    def __init__(self, data: bytes, place: int) -> None:
        self.data, self.place = data, place

    def value(self) -> Tree:
        """Read one value."""
        mark = self.data[self.place : self.place + 1]
        self.place += 1
        match mark:
            case b"t":
                return True
            case b"i":
                return int(self._until(b"."))
            case b"q":
                above = int(self._until(b"/"))
                return Fraction(above, int(self._until(b".")))
            case b"s":
                return self._text()
            case b"l" | b"e":
                return [self.value() for _ in range(int(self._until(b":")))]
            case b"o" | b"m":
                return dict(self._pairs(int(self._until(b":"))))
        raise ValueError(f"{mark!r} is no letter of canonical bytes")

    def _pairs(self, count: int) -> Iterator[tuple[str, Tree]]:
        for _ in range(count):
            name = self.value()
            if not isinstance(name, str):
                raise ValueError("a name is a text")
            yield name, self.value()

    def _until(self, end: bytes) -> bytes:
        start, self.place = self.place, self.data.index(end, self.place) + 1
        return self.data[start : self.place - 1]

    def _text(self) -> str:
        size = int(self._until(b":"))
        start, self.place = self.place, self.place + size
        return self.data[start : self.place].decode("utf-8")


def _build(tree: Tree, kind: typing.Any) -> object:  # a type as annotations write it
    """Return what a tree is as a value of `kind`."""
    kind = getattr(kind, "__supertype__", kind)  # Centipoints are ints
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        return _build(tree, _chosen(tree, inside))
    if isinstance(tree, list):
        return _listed(tree, origin, inside)
    if isinstance(tree, dict):
        if dataclasses.is_dataclass(kind):
            return _record(tree, kind)
        return _table(tree, *inside)
    return _plain(tree, kind)


def _chosen(tree: Tree, kinds: tuple[object, ...]) -> object:
    """Return which of several types a tree is of: of records their `kind` says it."""
    others = [kind for kind in kinds if kind is not type(None)]
    if len(others) == 1:
        return others[0]
    assert isinstance(tree, dict), kinds
    return _KINDS[str(tree["kind"])]


def _listed(tree: list[Tree], origin: object, inside: tuple[typing.Any, ...]) -> object:
    if origin is frozenset:
        return frozenset(_build(part, inside[0]) for part in tree)
    assert origin is tuple, origin
    kinds = inside[:1] * len(tree) if inside[-1] is ... else inside
    return tuple(_build(part, kind) for part, kind in zip(tree, kinds, strict=True))


def _table(tree: dict[str, Tree], key: typing.Any, value: typing.Any) -> dict[object, object]:
    if isinstance(key, type) and issubclass(key, Enum):
        # In the order of the enumeration, as the reader has it.
        return {one: _build(tree[one.value], value) for one in key if one.value in tree}
    return {name: _build(part, value) for name, part in tree.items()}


def _plain(tree: Tree, kind: typing.Any) -> object:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(tree)
    if kind is dt.date:
        return dt.date.fromisoformat(str(tree))
    assert isinstance(tree, kind), (tree, kind)
    return tree


def _record(tree: dict[str, Tree], kind: typing.Any) -> object:
    fields = _fields(kind)
    given = {name: part for name, part in tree.items() if name in fields}
    unknown = tree.keys() - given.keys() - ({"kind"} if kind in OF else set())
    if unknown:
        raise ValueError(f"{kind.__name__} has no {sorted(unknown)}")
    values = {name: _build(part, fields[name]) for name, part in given.items()}
    for name in fields.keys() - values.keys():
        values |= _absent(name, fields[name])
    return kind(**values)


def _absent(name: str, kind: typing.Any) -> dict[str, object]:
    """Return the value of a field that was not written; nothing where its default stands."""
    origin, inside = typing.get_origin(kind) or kind, typing.get_args(kind)
    if type(None) in inside:
        return {name: None}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: {}}
    return {name: _EMPTY[origin]} if origin in _EMPTY else {}


@lru_cache(maxsize=64)
def _fields(kind: typing.Any) -> dict[str, object]:
    """Return the fields that a record of this type is made of, with their types."""
    hints = typing.get_type_hints(kind)
    return {one.name: hints[one.name] for one in dataclasses.fields(kind) if one.init}
