"""Format version 1 as a stranger would write it, with docs/chain.md and nothing of ours."""

import datetime as dt
import hashlib
from typing import Any  # a value is whatever its letter says

Record = tuple[str, list[tuple[str, Any]]]
LETTERS = {str: "T", int: "I", dt.date: "D", bytes: "B"}
READ: dict[str, Any] = {
    "T": bytes.decode,
    "I": int,
    "D": lambda b: dt.date.fromisoformat(b.decode()),
    "B": bytes,
}


def piece(letter: str, body: Any) -> bytes:
    body = body if isinstance(body, bytes) else str(body).encode()
    return b"%s%d:%s" % (letter.encode(), len(body), body)


def write(value: Any) -> bytes:
    if value is None:
        return b"N"
    if isinstance(value, list):
        return b"L%d:" % len(value) + b"".join(map(write, value))
    return piece(LETTERS[type(value)], value)


def write_payload(kind: str, fields: list[tuple[str, Any]]) -> bytes:
    head = piece("J", "payload") + piece("v", 1) + piece("K", kind)
    return head + b"".join(piece("F", name) + write(value) for name, value in fields)


def take(data: bytes) -> tuple[bytes, bytes]:
    number, _, rest = data[1:].partition(b":")
    assert str(int(number)).encode() == number, "there is one way to write a length"
    assert len(rest) >= int(number), "cut short"
    return rest[: int(number)], rest[int(number) :]


def read(data: bytes) -> tuple[Any, bytes]:
    if data.startswith(b"N"):
        return None, data[1:]
    if data.startswith(b"L"):
        number, _, data = data[1:].partition(b":")
        items = []
        for _ in range(int(number)):
            item, data = read(data)
            items.append(item)
        return items, data
    body, rest = take(data)
    return READ[chr(data[0])](body), rest


def read_payload(data: bytes) -> Record:
    (what, data), fields = take(data), []
    (version, data), (kind, data) = take(data), take(take(data)[1])
    assert (what, version) == (b"payload", b"1")
    while data:
        name, data = take(data)
        value, data = read(data)
        fields.append((name.decode(), value))
    return kind.decode(), fields


def record_bytes(payload: bytes, previous: str, town: str, number: int, micros: int) -> bytes:
    parts = {"J": "record", "v": 1, "A": "sha256", "P": previous, "C": town, "S": number}
    parts |= {"K": read_payload(payload)[0], "M": micros, "H": hashlib.sha256(payload).hexdigest()}
    return b"".join(piece(letter, body) for letter, body in parts.items())
