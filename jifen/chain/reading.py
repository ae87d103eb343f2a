"""Reading canonical bytes back: what a record says, and where a row says otherwise."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from jifen.chain import canonical
from jifen.chain.models import Record
from jifen.chain.queries import Fault


class _Reader:
    """Canonical bytes (canonical.py, version 1) and how far they were read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def head(self) -> tuple[bytes, int]:
        """Read a letter and its number."""
        end = self.data.index(b":", self.place)
        letter, number = self.data[self.place : self.place + 1], self.data[self.place + 1 : end]
        if not number.isdigit():
            raise ValueError("not canonical bytes")
        self.place = end + 1
        return letter, int(number)

    def body(self, size: int) -> bytes:
        """Read so many bytes."""
        end = self.place + size
        if end > len(self.data):
            raise ValueError("canonical bytes end too early")
        found, self.place = self.data[self.place : end], end
        return found

    def value(self) -> canonical.Value:
        """Read one value."""
        if self.data[self.place : self.place + 1] == b"N":
            self.place += 1
            return None
        letter, number = self.head()
        if letter == b"L":
            return [self.value() for _ in range(number)]
        body = self.body(number)
        match letter:
            case b"T":
                return body.decode("utf-8")
            case b"I":
                return int(body)
            case b"D":
                return dt.date.fromisoformat(body.decode())
            case b"B":
                return body
        raise ValueError(f"{letter!r} is no letter of canonical bytes")

    def part(self, letter: bytes) -> bytes:
        """Read one sized part of a payload."""
        found, size = self.head()
        if found != letter:
            raise ValueError(f"{found!r} where {letter!r} belongs")
        return self.body(size)


def value(data: bytes) -> canonical.Value:
    """Return the value that `canonical.value` wrote; lists as lists.

    >>> value(b'L3:T2:abNI2:-5')
    ['ab', None, -5]

    Raises:
        ValueError: for bytes that it never writes.
    """
    reader = _Reader(data)
    found = reader.value()
    if reader.place != len(data) or canonical.value(found) != data:
        raise ValueError("not the canonical bytes of one value")
    return found


def payload(data: bytes) -> tuple[str, dict[str, canonical.Value]]:
    """Return a record's kind and its fields.

    >>> payload(b'J7:payloadv1:1K4:lockF4:whatT4:past')
    ('lock', {'what': 'past'})

    Raises:
        ValueError: for bytes that `canonical.payload` never writes.
    """
    reader = _Reader(data)
    reader.part(b"J")
    reader.part(b"v")
    kind = reader.part(b"K").decode()
    fields: dict[str, canonical.Value] = {}
    while reader.place < len(data):
        name = reader.part(b"F").decode()
        fields[name] = reader.value()
    if canonical.payload(kind, fields.items()) != data:
        raise ValueError("not the canonical bytes of a payload")
    return kind, fields


def records(town: str, kind: str) -> Iterator[tuple[int, dict[str, canonical.Value]]]:
    """Yield number and fields of a town's records of a kind, in order. One query.

    A record that cannot be read is left out: `chain.queries.faults` names it.
    """
    rows = Record.objects.filter(town=town, kind=kind).order_by("seq")
    for seq, data in rows.values_list("seq", "payload"):
        try:
            yield seq, payload(bytes(data))[1]
        except ValueError:
            continue


def differ(
    town: str, kind: str, rows: Iterable[tuple[int, Mapping[str, canonical.Value]]]
) -> Iterator[Fault]:
    """Yield the rows that their record contradicts, and the records whose row is gone.

    For rows that keep less than their record: only the fields given are compared
    (`chain.queries.compare` wants them all).
    """
    recorded = dict(records(town, kind))
    for seq, fields in rows:
        said = recorded.pop(seq, None)
        if said is None or any(
            canonical.value(said[name]) != canonical.value(given) for name, given in fields.items()
        ):
            yield Fault(town=town, seq=seq, code=f"{kind}.changed")
    for seq in sorted(recorded):
        yield Fault(town=town, seq=seq, code=f"{kind}.missing")
