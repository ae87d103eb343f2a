"""Checkpoints: the heads of all towns, signed, kept where the database's owner cannot reach.

What the chain alone cannot show (a tail cut off, a rest written anew, an older backup in its
place) contradicts a head that lies elsewhere. docs/chain.md says the bytes for a stranger; why
Ed25519: docs/decisions/0016-checkpoints-outside.md.
"""

import datetime as dt
import json
import os
import tempfile
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from jifen.chain import canonical, queries
from jifen.chain.models import Checkpoint, Head
from jifen.chain.queries import Fault
from jifen.chain.seals import Leaf

FORMAT = "jifen-checkpoint-1"
PATTERN = "jifen-checkpoint-*.json"
_RAW = serialization.Encoding.Raw


@dataclass(frozen=True, slots=True)
class Signed:
    """One checkpoint: when it was taken, each town's head, whose key signed it."""

    at: int  # microseconds since 1970-01-01 UTC
    heads: tuple[Leaf, ...]
    key: str
    signature: str

    @property
    def text(self) -> str:
        """The file's text, as it goes out."""
        told = {
            "format": FORMAT,
            "at": self.at,
            "heads": [list(leaf) for leaf in self.heads],
            "key": self.key,
            "signature": self.signature,
        }
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"

    @property
    def sound(self) -> bool:
        """Whether the signature is that of the key it names."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(bytes.fromhex(self.signature), _bytes(self.at, self.heads))
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Window:
    """What no checkpoint protects yet: so many records, and when the last one was taken."""

    records: int
    since: dt.datetime | None

    def hours(self, now: dt.datetime) -> int | None:
        """Return the full hours since the last checkpoint; None where there is none."""
        return None if self.since is None else (now - self.since) // dt.timedelta(hours=1)


def sign(*, at: dt.datetime) -> Signed:
    """Return a signed checkpoint of all towns as they stand."""
    heads = Head.objects.filter(seq__gt=0).order_by("town").values_list("town", "seq", "hash")
    leaves, micros, key = tuple(Leaf(*one) for one in heads), canonical.instant(at), _key()
    public = key.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
    return Signed(micros, leaves, public.hex(), key.sign(_bytes(micros, leaves)).hex())


def read(text: str) -> Signed:
    """Read a checkpoint's text.

    Raises:
        ValueError: where it is none.
    """
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise ValueError("another format")
        heads = tuple(Leaf(str(town), int(seq), str(hash_)) for town, seq, hash_ in told["heads"])
        return Signed(int(told["at"]), heads, str(told["key"]), str(told["signature"]))
    except (KeyError, TypeError) as problem:
        raise ValueError("not a checkpoint") from problem


def window(town: str) -> Window:
    """Return what of a town no checkpoint protects. Two queries."""
    held = queries.head(town)
    last = held.seq if held else 0
    for one in Checkpoint.objects.order_by("-at"):
        for path, seq, _hash in one.heads:
            if path == town:
                return Window(max(0, last - seq), one.at)
    return Window(last, None)


def faults(town: str) -> Iterator[Fault]:
    """Compare a town with every checkpoint that lies in the folder outside; by number.

    What is missing at the end and what was written anew are told apart and each is named with
    the records concerned. Without a folder there is nothing to compare.
    """
    folder: Path | None = settings.CHECKPOINTS
    heads: dict[int, str] = {}
    keys = believed() if folder else frozenset()
    for file in sorted(folder.glob(PATTERN)) if folder else ():
        try:
            one = read(file.read_text("utf-8"))
        except (OSError, ValueError):
            yield Fault(town=town, seq=None, code="checkpoint.unreadable", detail=file.name)
            continue
        if not one.sound or one.key not in keys:
            yield Fault(town=town, seq=None, code="checkpoint.foreign", detail=file.name)
            continue
        for leaf in one.heads:
            if leaf.town == town and heads.setdefault(leaf.seq, leaf.hash) != leaf.hash:
                yield Fault(town=town, seq=leaf.seq, code="checkpoint.apart", detail=file.name)
    yield from compare(town, sorted(heads.items()))


def outside(keys: Container[str]) -> Iterator[Leaf]:
    """Yield every head that lies in the folder outside under a sound signature of these keys."""
    folder: Path | None = settings.CHECKPOINTS
    for file in sorted(folder.glob(PATTERN)) if folder else ():
        try:
            one = read(file.read_text("utf-8"))
        except (OSError, ValueError):
            continue  # `faults` names it
        if one.sound and one.key in keys:
            yield from one.heads


def compare(town: str, heads: Sequence[tuple[int, str]]) -> Iterator[Fault]:
    """Yield where a town's chain contradicts hashes known from elsewhere, given by number."""
    held, believed = queries.head(town), 0
    last = held.seq if held else 0
    for seq, known in heads:
        here = queries.hash_at(town, seq)
        if here == known:
            believed = seq
        elif here is None and seq > last:
            top = heads[-1][0]
            missing = f"{last + 1}–{top}"
            yield Fault(town=town, seq=last + 1, code="checkpoint.behind", detail=missing)
            return
        else:
            between = f"{believed + 1}–{seq}"
            yield Fault(town=town, seq=believed + 1, code="checkpoint.rewritten", detail=between)
            return


def believed() -> frozenset[str]:
    """Return the public keys whose checkpoints are this home's: its own, and those of the homes
    whose backup was restored into it.
    """
    earlier = _earlier()
    kept = earlier.read_text("ascii").split() if earlier.exists() else []
    return frozenset({public_key(), *kept})


def believe(keys: Iterable[str]) -> None:
    """Keep the public keys of the home that a backup is of: what it sent outside stays ours."""
    _earlier().write_text("".join(f"{key}\n" for key in sorted(keys)), "ascii")


def _earlier() -> Path:
    home: Path = settings.HOME
    return home / "checkpoint-keys"


def public_key() -> str:
    """Return this home's public key: who holds it can check a checkpoint, and make none."""
    raw = _key().public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
    return raw.hex()


def _bytes(at: int, heads: Sequence[Leaf]) -> bytes:
    pieces = [(b"J", b"checkpoint"), (b"v", b"1"), (b"M", b"%d" % at), (b"N", b"%d" % len(heads))]
    for leaf in heads:
        pieces += [(b"C", leaf.town.encode()), (b"S", b"%d" % leaf.seq), (b"H", leaf.hash.encode())]
    return b"".join(b"%s%d:%s" % (letter, len(body), body) for letter, body in pieces)


def _make(file: Path) -> None:
    """Write a new key under a name of its own first: a full disk leaves no empty one behind."""
    made = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    handle, partial = tempfile.mkstemp(prefix=".checkpoint-key-", dir=file.parent)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(made)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another process made it: that one is it
            os.link(partial, file)
    finally:
        Path(partial).unlink()


def _key() -> Ed25519PrivateKey:
    """Return the key of this home; made once, readable by its owner alone."""
    home: Path = settings.HOME
    file = home / "checkpoint-key"
    if not file.exists():
        _make(file)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text("ascii").strip()))
