"""A town's chain as one file that needs no Jifen: raw columns, zipped (docs/chain.md, Bundles)."""

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from django.conf import settings
from django.db import connection
from django.utils.dateparse import parse_datetime

from jifen.chain import canonical, seals
from jifen.chain.models import Root

FORMAT = "jifen-bundle-1"
COLUMNS = ("seq", "kind", "version", "algorithm", "payload", "digest", "at", "hash")
"""A record's columns in a bundle, in order; the town stands in the manifest."""
_PAGE = 1000
_LAST_NUMBER = (1 << 63) - 1
_DAY = (1980, 1, 1, 0, 0, 0)
"""What the members are dated: the same chain is the same bytes."""
_NOTE = """\
This is one town's chain of records, as it lies in the database: nothing was checked while writing.

manifest.json   format, town, algorithm, and the head as the database has it: number, hash, instant
records.jsonl   a line for each record, by number: number, kind, version, algorithm, payload
                (hexadecimal), digest, instant (microseconds since 1970-01-01 UTC), hash;
                null where a cell holds what does not belong into its column
blocks.jsonl    a line for each thousand records: its number, its seal
roots.jsonl     a line for each daily root: day, number of towns, number and hash of this town's
                head, the way from its leaf to the top (side and hash, upward), the root

To prove it:  python3 verify.py THIS-FILE
verify.py comes with Jifen (verifier/verify.py) and needs Python alone. The format is described in
docs/chain.md; that page is enough to write a verifier of your own.
"""

Cell = str | int | None


def write(town: str, file: IO[bytes]) -> int:
    """Write a town's bundle and return how many records it holds. Memory does not grow with them.

    Everything goes out as it is stored, so that what is wrong in the database is wrong in the
    bundle too. Records that are added meanwhile are in it or not, but never without the head.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        _member(bundle, "README.txt", [_NOTE])
        last, count, head = -1, 0, None
        with bundle.open(_named("records.jsonl"), "w", force_zip64=True) as lines:
            while True:
                start = last
                for row in _rows("chain_record", COLUMNS, town, after=last):
                    assert isinstance(row[0], int)
                    last, count = row[0], count + 1
                    lines.write(_line(row))
                # Read after the records, as the proof does: if it is ahead, the town went on.
                head = next(iter(_heads(town)), None)
                if last == start or head is None or not isinstance(head[0], int) or head[0] <= last:
                    break
        blocks = _rows("chain_block", ("number", "hash"), town, after=0)
        _member(bundle, "blocks.jsonl", [_line(row).decode() for row in blocks])
        _member(bundle, "roots.jsonl", [_line(row).decode() for row in _roots(town)])
        told = {"format": FORMAT, "town": town, "algorithm": settings.DIGEST, "head": head}
        _member(bundle, "manifest.json", [json.dumps(told, ensure_ascii=False, indent=1)])
    return count


def _named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _member(bundle: zipfile.ZipFile, name: str, parts: list[str]) -> None:
    bundle.writestr(_named(name), "".join(parts).encode("utf-8"))


def _line(row: tuple[object, ...]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _roots(town: str) -> Iterator[tuple[object, ...]]:
    """Yield the daily roots that cover a town, each with the way up from the town's leaf."""
    for one in Root.objects.order_by("on"):
        try:
            leaves = [seals.Leaf(*leaf) for leaf in one.heads]
            here = any(leaf.town == town for leaf in leaves)
            path = seals.path(leaves, town, settings.DIGEST) if here else None
        except (AttributeError, TypeError, ValueError):
            yield (str(one.on), None, None, None, None, None)
            continue
        if path is not None:
            (mine,) = (leaf for leaf in leaves if leaf.town == town)
            yield (str(one.on), len(leaves), mine.seq, mine.hash, path, one.hash)


def _heads(town: str) -> list[tuple[Cell, ...]]:
    columns = ("seq", "hash", "at")
    query = f"SELECT {_selected(columns)} FROM chain_head WHERE town = %s"  # noqa: S608
    return _cells(query, [town], columns)


def _rows(
    table: str, columns: tuple[str, ...], town: str, *, after: int
) -> Iterator[tuple[Cell, ...]]:
    """Yield a town's rows by their first column, a number; 1 000 of them a query."""
    number = columns[0]
    query = (
        f"SELECT {_selected(columns)} FROM {table} WHERE town = %s AND {number} > %s"  # noqa: S608
        f" AND {number} <= %s ORDER BY {number} LIMIT {_PAGE}"
    )
    while page := _cells(query, [town, after, _LAST_NUMBER], columns):
        yield from page
        assert isinstance(page[-1][0], int)
        after = page[-1][0]


def _selected(columns: tuple[str, ...]) -> str:
    """Return what is selected: on SQLite, which keeps anything anywhere, bytes and their kind."""
    if connection.vendor == "sqlite":
        return ", ".join(f'typeof("{name}"), CAST("{name}" AS BLOB)' for name in columns)
    return ", ".join(f'"{name}"' for name in columns)


def _cells(query: str, values: list[str | int], columns: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    if connection.vendor == "sqlite":
        read = [_SQLITE[name] for name in columns]
        return [
            tuple(one(row[2 * n], row[2 * n + 1]) for n, one in enumerate(read)) for row in rows
        ]
    return [
        tuple(_PLAIN.get(name, _as_is)(cell) for name, cell in zip(columns, row, strict=True))
        for row in rows
    ]


def _text(kind: str, data: bytes) -> str | None:
    try:
        return data.decode("utf-8") if kind == "text" else None
    except UnicodeDecodeError:
        return None


def _number(kind: str, data: bytes) -> int | None:
    return int(data) if kind == "integer" else None


def _bytes(kind: str, data: bytes) -> str | None:
    return data.hex() if kind == "blob" else None


def _instant(kind: str, data: bytes) -> int | None:
    """Return the microseconds of an instant as SQLite keeps it: a text, UTC without saying so."""
    try:
        found = parse_datetime(_text(kind, data) or "")
    except ValueError:
        return None
    if found is None:
        return None
    return canonical.instant(found if found.tzinfo else found.replace(tzinfo=dt.UTC))


def _as_is(cell: Cell) -> Cell:
    return cell


_SQLITE: dict[str, Callable[[str, bytes], Cell]] = {
    "seq": _number,
    "number": _number,
    "kind": _text,
    "version": _number,
    "algorithm": _text,
    "payload": _bytes,
    "digest": _text,
    "at": _instant,
    "hash": _text,
}
_PLAIN: dict[str, Callable[..., Cell]] = {
    "payload": lambda cell: bytes(cell).hex(),
    "at": lambda cell: None if cell is None else canonical.instant(cell),
}
