"""Columns a layout knows: the names offices give them, and how their cells are read."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from jifen.sheets.cells import Bad, Period
from jifen.sheets.workbook import Raw

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column of a layout."""

    key: str
    headers: tuple[str, ...]
    """Accepted names, the preferred one first; 上级/下级 for a header of two rows."""
    read: Callable[[Raw, Period | None], T | Bad]
    required: bool = False
    """A row without it is a problem, and so is a sheet."""
    shared: bool = False
    """A merged block means the same value for each row it covers."""

    @property
    def title(self) -> str:
        """Name the column to a person."""
        return self.headers[0]


# A layout holds columns of many value types side by side; each is typed again where it is taken.
AnyColumn = Column[Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of table."""

    key: str
    title: str
    columns: tuple[AnyColumn, ...]

    @property
    def required(self) -> tuple[AnyColumn, ...]:
        """List the columns that the table cannot do without."""
        return tuple(column for column in self.columns if column.required)


@dataclass(frozen=True, slots=True)
class Headings:
    """One reading of one or two rows as the header of a layout's table."""

    first_row: int
    last_row: int
    columns: Mapping[str, int]
    """Column number by key."""
    unknown: Mapping[int, str]
    twice: tuple[tuple[str, int, int], ...]
    """Headers that two columns carry: key and both column numbers."""


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@lru_cache(maxsize=4096)  # a file says the same few hundred words in each of its rows
def normal(written: Raw) -> str:
    """Reduce a header to what it is compared by: no spaces, no full-width forms, no marks."""
    if not isinstance(written, str):
        return ""
    text = unicodedata.normalize("NFKC", written)
    return re.sub(r"[\s*※:]+", "", text).casefold()


@cache
def vocabulary(layout: Layout) -> Mapping[str, str]:
    """Map every accepted header, in its normal form, to its column's key."""
    words: dict[str, str] = {}
    for column in layout.columns:
        for header in column.headers:
            word = "/".join(normal(part) for part in header.split("/"))
            assert words.setdefault(word, column.key) == column.key, f"{word} names two columns"
    return MappingProxyType(words)


def recognise(words: Mapping[str, str], upper: str, lower: str) -> str | None:
    """Name the column that a header means; `lower` is empty for a header of one row."""
    tries = [f"{upper}/{lower}", lower] if upper and lower and upper != lower else [lower or upper]
    for attempt in tries:
        for form in (attempt, _BRACKETS.sub("", attempt)):
            if form and form in words:
                return words[form]
    return None


def headings(
    words: Mapping[str, str], rows: Sequence[Sequence[Raw]], first: int, last: int
) -> Headings:
    """Read rows `first` to `last` (the same, or the next) as a header."""
    upper = [normal(cell) for cell in rows[first]]
    lower = [normal(cell) for cell in rows[last]] if last > first else []
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    columns: dict[str, int] = {}
    unknown: dict[int, str] = {}
    twice: list[tuple[str, int, int]] = []
    group = ""
    for number in range(width):
        # A blank upper cell over a filled lower one continues the group to its left.
        group = upper[number] or (group if lower[number] else "")
        if not upper[number] and not lower[number]:
            continue
        key = recognise(words, group, lower[number])
        if key is None:
            shown = "/".join(part for part in (group, lower[number]) if part)
            unknown[number] = shown
        elif key in columns:
            twice.append((key, columns[key], number))
        else:
            columns[key] = number
    return Headings(first, last, columns, unknown, tuple(twice))
