"""Canonical bytes, version 1: the one way a record becomes bytes, fixed for ever.

A payload is `v1`, its kind, then its fields in the order of its kind's table (`kinds.py`), each a
name and a value. Every text, name and list says its length before its bytes, every value says its
type, so that different records never share bytes and no value is ever guessed:

    N                       nothing
    T <len>:<utf-8>         text, as given: never normalised
    I <len>:<decimal>       whole number
    D <len>:<YYYY-MM-DD>    local date
    B <len>:<bytes>         bytes
    L <count>: <values>     list

A record's hash covers the previous hash, the format version, the algorithm, the town, the number,
the kind, the instant (microseconds since 1970 UTC) and the digest of its payload.
Golden vectors: tests/chain/golden.json. See docs/decisions/0003-the-chain.md.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Sequence

VERSION = 1
ALGORITHM = "sha256"
GENESIS = "0" * 64
"""What stands for the previous hash before a town's first record."""

_EXACT = "a record holds text, whole numbers, dates, bytes, nothing and lists of these"

Value = None | str | int | dt.date | bytes | Sequence["Value"]


def _sized(tag: bytes, body: bytes) -> bytes:
    return b"%s%d:%s" % (tag, len(body), body)


def value(item: Value) -> bytes:
    """Encode one value.

    >>> value(["ab", None, -5])
    b'L3:T2:abNI2:-5'

    Raises:
        TypeError: for a float, a bool, an instant, or anything else that has no exact form here.
    """
    if item is None:
        return b"N"
    if isinstance(item, str):
        return _sized(b"T", item.encode("utf-8"))
    if isinstance(item, bytes):
        return _sized(b"B", item)
    if isinstance(item, bool | float | dt.datetime):
        raise TypeError(_EXACT)
    if isinstance(item, int):
        return _sized(b"I", b"%d" % item)
    if isinstance(item, dt.date):
        return _sized(b"D", item.isoformat().encode())
    if isinstance(item, list | tuple):
        return b"L%d:" % len(item) + b"".join(value(part) for part in item)
    raise TypeError(_EXACT)


def payload(kind: str, fields: Iterable[tuple[str, Value]]) -> bytes:
    """Encode a record's payload: version, kind, then name and value of each field in order."""
    parts = [_sized(b"v", b"%d" % VERSION), _sized(b"K", kind.encode())]
    for name, item in fields:
        parts += (_sized(b"F", name.encode()), value(item))
    return b"".join(parts)


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def instant(at: dt.datetime) -> int:
    """Return an instant as whole microseconds since 1970-01-01 UTC."""
    since = at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def link(
    previous: str, *, town: str, seq: int, kind: str, at: dt.datetime, payload_digest: str
) -> str:
    """Return a record's hash, in hex: it stands on the record before it."""
    body = b"".join(
        (
            _sized(b"v", b"%d" % VERSION),
            _sized(b"A", ALGORITHM.encode()),
            _sized(b"P", previous.encode()),
            _sized(b"T", town.encode()),
            _sized(b"S", b"%d" % seq),
            _sized(b"K", kind.encode()),
            _sized(b"@", b"%d" % instant(at)),
            _sized(b"D", payload_digest.encode()),
        )
    )
    return hashlib.sha256(body).hexdigest()


def commitment(salt: bytes, text: str) -> str:
    """Return what the chain holds instead of personal data: HMAC-SHA256 of it under its own salt.

    With the salt destroyed the text can no longer be guessed from the chain, and the chain still
    verifies.
    """
    return hmac.new(salt, text.encode("utf-8"), hashlib.sha256).hexdigest()
