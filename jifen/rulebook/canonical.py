"""A rulebook as bytes that depend on what it says and on nothing else, and their digest.

Comments, spacing, quoting and the order of keys leave no trace; the order of items on paper does.
The encoding is versioned and length-prefixed, so that two rulebooks give the same bytes only if
they are equal:

    document  "jifen/rulebook/1\\n" record
    record    "o" count, then per field in ASCII order: text name, value
    list      "l" count, then values        set  "e" count, then values in byte order
    table     "m" count, then per key in byte order: text key, value
    text      "s" bytes ":" UTF-8           whole number  "i" decimal "."
    fraction  "q" numerator "/" denominator "."       true  "t"
    count and bytes are decimal, ended by ":"

A field that is absent (None, false, an empty text, list, set or table) is not written. So a later
version of the product may add optional fields without changing the digest of an older rulebook;
what is present is always written, so a changed default changes nothing.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

from jifen.core.rules import Rulebook
from jifen.rulebook.shapes import OF

VERSION = b"jifen/rulebook/1\n"
_SHAPES: Mapping[type[object], str] = {kind: shape.value for kind, shape in OF.items()}


def encode(rulebook: Rulebook) -> bytes:
    """Return the canonical bytes, version 1."""
    return VERSION + _value(rulebook)


def digest(rulebook: Rulebook) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal: the name of a version for good."""
    return hashlib.sha256(encode(rulebook)).hexdigest()


def _text(value: str) -> bytes:
    raw = value.encode()
    return b"s%d:%s" % (len(raw), raw)


def _counted(mark: bytes, parts: list[bytes], *, count: int) -> bytes:
    return mark + b"%d:" % count + b"".join(parts)


def _value(value: object) -> bytes:
    if isinstance(value, bool):
        assert value, "an absent field is left out by its record"
        return b"t"
    if isinstance(value, Enum):
        return _text(str(value.value))
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return b"i%d." % value
    if isinstance(value, Fraction):
        return b"q%d/%d." % (value.numerator, value.denominator)
    if isinstance(value, dt.date):
        return _text(value.isoformat())
    if isinstance(value, tuple):
        return _counted(b"l", [_value(part) for part in value], count=len(value))
    if isinstance(value, frozenset):
        return _counted(b"e", sorted(_value(part) for part in value), count=len(value))
    if isinstance(value, Mapping):
        rows = sorted(_text(str(key)) + _value(part) for key, part in value.items())
        return _counted(b"m", rows, count=len(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _record(record: object) -> bytes:
    assert dataclasses.is_dataclass(record)
    rows = {
        field.name: getattr(record, field.name)
        for field in dataclasses.fields(record)
        if field.compare
    }
    # The ways of scoring share names of fields, so each says which it is.
    shape = _SHAPES.get(type(record))
    if shape is not None:
        rows["kind"] = shape
    present = {name: value for name, value in rows.items() if not _absent(value)}
    parts = [_text(name) + _value(present[name]) for name in sorted(present)]
    return _counted(b"o", parts, count=len(present))


def _absent(value: object) -> bool:
    empty = isinstance(value, str | tuple | frozenset | Mapping) and not value
    return value is None or value is False or empty
