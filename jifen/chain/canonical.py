"""Canonical bytes, version 1: the one way a record becomes bytes, fixed for ever.

Everything is a letter, a length in decimal, a colon and that many bytes, so that different
records never share bytes and nothing is ever guessed. A value:

    N                       nothing
    T<len>:<utf-8>          text, as given: never normalised
    I<len>:<decimal>        whole number
    D<len>:<YYYY-MM-DD>     local date
    B<len>:<bytes>          bytes
    L<count>:<values>       list

A payload is `J7:payload`, the format version, the kind, then name and value of each field in the
order of its kind's table (kinds.py). A record's hash covers `J6:record`, the version, the
algorithm, the previous hash, the town, the number, the kind, the instant and the payload's digest.
`J` keeps the two, and whatever is hashed here later, from ever being taken for one another.

docs/chain.md says it for a stranger; tests/chain/golden.json pins it; the reasons are in
docs/decisions/0003-the-chain.md.
"""

import datetime as dt
import functools
import hashlib
import hmac
from collections.abc import Iterable, Sequence

VERSION = 1
ALGORITHM = "sha256"
"""Of a record's two digests, unless the home is set to another (JIFEN_DIGEST)."""
ALGORITHMS = (ALGORITHM, "sm3")
"""Those that may be set: another name in the record and in what is hashed, not another format."""
GENESIS = "0" * 64
"""What stands for the previous hash before a town's first record."""

Value = None | str | int | dt.date | bytes | Sequence["Value"]

_EXACT = "a record holds text, whole numbers, dates, bytes, nothing and lists of these"
_SALT = 16
"""Bytes a salt has at least: fewer could be tried through."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _sized(tag: bytes, body: bytes) -> bytes:
    return b"%s%d:%s" % (tag, len(body), body)


_PAYLOAD = _sized(b"J", b"payload") + _sized(b"v", b"%d" % VERSION)
_RECORD = {
    name: _sized(b"J", b"record") + _sized(b"v", b"%d" % VERSION) + _sized(b"A", name.encode())
    for name in ALGORITHMS
}


def value(item: Value) -> bytes:
    """Encode one value.

    >>> value(["ab", None, -5])
    b'L3:T2:abNI2:-5'

    Raises:
        TypeError: for a float, a bool, an instant, or anything else that has no exact form here.
        UnicodeEncodeError: for a text that is none (half of a surrogate pair).
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
    """Encode a record's payload: what it is, its kind, then name and value of each field.

    >>> payload("lock", [("what", "past")])
    b'J7:payloadv1:1K4:lockF4:whatT4:past'
    """
    parts = [_PAYLOAD, _sized(b"K", kind.encode())]
    for name, item in fields:
        parts += (_sized(b"F", name.encode()), value(item))
    return b"".join(parts)


def digest(data: bytes, algorithm: str = ALGORITHM) -> str:
    """Return the digest of some bytes, in lower-case hexadecimal: SHA-256 unless said otherwise.

    >>> digest(b"abc", "sm3")[:16]
    '66c7f0f462eeedd9'

    Raises:
        ValueError: where this Python's OpenSSL lacks the algorithm.
    """
    if algorithm == "sha256":
        return hashlib.sha256(data).hexdigest()
    found = _fresh(algorithm).copy()
    found.update(data)
    return found.hexdigest()


@functools.cache
def _fresh(algorithm: str) -> "hashlib._Hash":
    """Return an empty digest to be copied: to look one up in OpenSSL costs several times as much.

    Source of SM3: GB/T 32905—2016.
    """
    assert algorithm in ALGORITHMS
    return hashlib.new(algorithm)


def instant(at: dt.datetime) -> int:
    """Return an instant as whole microseconds since 1970-01-01 UTC, leap seconds not counted.

    Raises:
        TypeError: for a datetime without a zone, which is no instant.
    """
    return (at - _EPOCH) // dt.timedelta(microseconds=1)


def link(
    previous: str,
    *,
    town: str,
    seq: int,
    kind: str,
    at: dt.datetime,
    payload_digest: str,
    algorithm: str = ALGORITHM,
) -> str:
    """Return a record's hash, in lower-case hexadecimal: it stands on the record before it."""
    body = (
        _RECORD[algorithm],
        _sized(b"P", previous.encode()),
        _sized(b"C", town.encode()),
        _sized(b"S", b"%d" % seq),
        _sized(b"K", kind.encode()),
        _sized(b"M", b"%d" % instant(at)),
        _sized(b"H", payload_digest.encode()),
    )
    return digest(b"".join(body), algorithm)


def commitment(salt: bytes | memoryview, text: str) -> str:
    """Return what the chain holds instead of personal data: HMAC-SHA256 of it under its salt.

    `salt` is random, at least 16 bytes, kept beside the text and outside the chain. With the salt
    destroyed the text can no longer be guessed from the chain, and the chain still verifies.
    """
    key = bytes(salt)
    assert len(key) >= _SALT, "a salt that can be tried through hides nothing"
    return f"hmac-sha256:{hmac.new(key, text.encode('utf-8'), hashlib.sha256).hexdigest()}"
