"""How a rulebook file is laid out: figures quoted, one key a line, short tables on one line.

Texts that YAML could misread are quoted; all others stand bare.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeVar

from jifen.core.points import display

# Bare only what no YAML reader can take for anything but text: begins with a letter of any script,
# holds no ASCII mark but the hyphen, the underscore and inner blanks.
_BARE = re.compile(r"[^\W\d_](?:[\w、。，；：（）“”《》〔〕％%/·—-]| (?=\S))*")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}

T = TypeVar("T")
K = TypeVar("K", bound=str)

Value = str | None | Mapping[str, "Value"] | list["Value"]
"""What is laid out: ready-made scalars, tables and lists. None and empty are left out."""


def figure(amount: int) -> str:
    """Write points, quoted."""
    return f'"{display(amount)}"'


def amount(value: int | None) -> str | None:
    """Write points that may not be set."""
    return None if value is None else figure(value)


def yuan(fen: int | None) -> str | None:
    """Write money in yuan, quoted, always with two decimals."""
    return None if fen is None else f'"{fen // 100}.{fen % 100:02d}"'


def number(value: Fraction) -> str:
    """Write an exact number, quoted: as a decimal where six places hold it, else as a fraction."""
    scaled = value * 10**6
    if scaled.denominator != 1:
        return f'"{value.numerator}/{value.denominator}"'
    whole, rest = divmod(abs(int(scaled)), 10**6)
    decimals = f".{rest:06d}".rstrip("0") if rest else ""
    return f'"{"-" if value < 0 else ""}{whole}{decimals}"'


def number_or_none(value: Fraction | None) -> str | None:
    """Write an exact number that may not be set."""
    return None if value is None else number(value)


def numbers(values: Mapping[K, Fraction]) -> Mapping[str, Value]:
    """Write a table of shares or factors, in the order of its keys."""
    return {text(key): number(values[key]) for key in sorted(values)}


def part(value: T | None, write: Callable[[T], Mapping[str, Value]]) -> Value:
    """Write a table that may not be set."""
    return None if value is None else write(value)


def count(value: int | None) -> str | None:
    """Write a whole number that may not be set."""
    return None if value is None else str(value)


def text(value: str) -> str:
    """Write a text, bare where that is safe."""
    if _BARE.fullmatch(value) and value.lower() not in _WORDS:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def some(value: str) -> str | None:
    """Write a text that may be empty."""
    return text(value) if value else None


def texts(values: Iterable[str]) -> list[Value]:
    """Write a list of texts."""
    return [text(value) for value in values]


def yes(value: bool) -> str:
    """Write true or false."""
    return "true" if value else "false"


def only_if(value: bool) -> str | None:
    """Write true, and leave out false."""
    return "true" if value else None


def lines(table: Mapping[str, Value], indent: str = "") -> Iterator[str]:
    """Yield the lines of a table."""
    for key, value in table.items():
        if _empty(value):
            continue
        if isinstance(value, str):
            yield f"{indent}{key}: {value}"
        elif isinstance(value, Mapping) and not (indent and _short(value)):
            yield f"{indent}{key}:"
            yield from lines(value, indent + "  ")
        elif isinstance(value, list) and not _short(value):
            yield f"{indent}{key}:"
            for entry in value:
                yield f"{indent}  - {_flow(entry)}"
        else:
            yield f"{indent}{key}: {_flow(value)}"


def _empty(value: Value) -> bool:
    return value is None or (isinstance(value, Mapping | list) and not value)


def _short(value: Value) -> bool:
    """Say whether a value stands well on one line: no list of tables, and not too long."""
    if isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
        return False
    if isinstance(value, Mapping) and not all(
        isinstance(inner, str | None) or _leaf(inner) for inner in value.values()
    ):
        return False
    return len(_flow(value)) <= 80


def _leaf(value: Value) -> bool:
    inner = value.values() if isinstance(value, Mapping) else value or ()
    return all(isinstance(each, str | None) for each in inner)


def _flow(value: Value) -> str:
    if isinstance(value, Mapping):
        rows = (f"{k}: {_flow(v)}" for k, v in value.items() if not _empty(v))
        return "{" + ", ".join(rows) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(entry) for entry in value) + "]"
    assert value is not None
    return value
