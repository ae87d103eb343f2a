"""Reading the chain, and proving it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Max, OuterRef, Subquery

from jifen.chain import canonical
from jifen.chain.kinds import KINDS
from jifen.chain.models import Head, Record
from jifen.chain.receipts import Checked, Receipt

HOME = "@home"
"""The chain that is no town's: the home's accounts, and the roles over areas above its towns."""
_PAGE = 1000
_LAST_NUMBER = (1 << 63) - 1
_UNREADABLE = (AttributeError, TypeError, ValueError, DatabaseError)
"""How a value that does not belong into its column shows: SQLite keeps anything anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that does not hold: where it was found and what is wrong there."""

    town: str
    seq: int | None
    code: str
    detail: str = ""


def head(town: str) -> Head | None:
    """Return a town's head, or None before its first record. One query."""
    return Head.objects.filter(town=town).first()


def chains() -> list[str]:
    """Return every chain that has records or a head, the home's first. Two queries."""
    seen = set(Record.objects.values_list("town", flat=True).distinct())
    return sorted(seen | set(Head.objects.values_list("town", flat=True)))


def towns() -> list[str]:
    """Return every town that has records or a head, in order. Two queries."""
    return [town for town in chains() if town != HOME]


def receipt(town: str, seq: int) -> Receipt:
    """Return the receipt of a town's record, which must stand. One query."""
    return receipts(town, [seq])[seq]


def receipts(town: str, numbers: Iterable[int]) -> dict[int, Receipt]:
    """Return the receipts of some of a town's records, by number. One query, none for none."""
    wanted = sorted({*numbers})
    rows = Record.objects.filter(town=town, seq__in=wanted).values_list("seq", "hash")
    return {seq: Receipt(town, seq, hash_) for seq, hash_ in rows} if wanted else {}


def hash_of(town: str = "town__path") -> Subquery:
    """Return what annotates rows that have a `seq` with their record's hash, in the same query.

    `town` is the lookup of the town's path from such a row.
    """
    mine = Record.objects.filter(town=OuterRef(town), seq=OuterRef("seq"))
    return Subquery(mine.values("hash")[:1])


def check(town: str, seq: int, digits: str) -> Checked:
    """Compare a receipt with a town's chain as it stands. Four queries.

    The record's own digest and hash are derived anew: a stored hash alone says nothing. That the
    records before it are what they were is the proof's to say (`faults`); it runs every night.
    `digits` are the first of the record's hash, at least 16 of them (`receipts.digits`).
    """
    held = head(town)
    last = held.seq if held else 0
    row = Record.objects.filter(town=town, seq=seq).values_list("kind", "at", "hash").first()
    if row is None or not row[2].startswith(digits) or any(walk(town, after=seq - 1, upto=seq)):
        return Checked(seq, False, last)
    return Checked(seq, True, last, row[0], row[1])


def payload_digests(town: str, kind: str) -> dict[int, str]:
    """Return the payload digest of each record of a kind, by number. One query."""
    rows = Record.objects.filter(town=town, kind=kind).values_list("seq", "digest")
    return dict(rows)


def other_digest() -> str:
    """Return the algorithm of a chain that began with another than is set; "" if none. One query.

    What stands there otherwise, an unknown name for instance, is for the proof to name.
    """
    begun = Record.objects.filter(seq=1, algorithm__in=canonical.ALGORITHMS)
    other = begun.exclude(algorithm=settings.DIGEST).values_list("algorithm", flat=True)
    return other.first() or ""


def last_at() -> dt.datetime | None:
    """Return the instant of the latest record of any town, by the heads. One query."""
    last: dt.datetime | None = Head.objects.aggregate(last=Max("at"))["last"]
    return last


def hash_at(town: str, seq: int) -> str | None:
    """Return the hash of a town's record, or None where there is none. One query."""
    return Record.objects.filter(town=town, seq=seq).values_list("hash", flat=True).first()


def faults(town: str) -> Iterator[Fault]:
    """Walk a town's chain from its first record and yield what does not hold, first fault first.

    Re-derives every digest and every hash from the stored bytes. One query per 1 000 records;
    memory does not grow with the chain. A changed row is named once: the next one may stand on
    the hash that is stored or on the one that should be.

    What the chain alone cannot show: a tail cut off together with the head, or everything from
    some record on written anew. That takes a hash kept elsewhere (docs/chain.md).
    """
    yield from walk(town)


def walk(town: str, *, after: int = 0, upto: int | None = None) -> Iterator[Fault]:
    """Yield what does not hold in the records after `after`, to `upto` or to the head.

    The hash that record `after` has is believed; `faults` starts where nothing need be.
    """
    previous, end = _start(town, after)
    sound: dt.datetime | None = end[2]
    while True:
        start = end[0]
        for seq, record in _records(town, after=start or -1, upto=upto or _LAST_NUMBER):
            if seq != end[0] + 1:
                missing = min(seq, end[0] + 1)
                yield Fault(town=town, seq=missing, code="chain.gap", detail=f"…{seq}")
                previous = ()
            code, derived = _judge(record, previous, not_before=sound)
            if code:
                yield Fault(town=town, seq=seq, code=code)
            if record is None or code == "chain.unreadable":
                previous, end = (), (seq, "", None)
            else:
                # Only a wrong hash leaves two to stand on; else each step would double the work.
                also = () if record.hash in derived else derived[:1]
                previous, end = (record.hash, *also), (seq, record.hash, record.at)
                sound = sound if code else record.at
        if upto is not None:
            if end[0] < upto:
                yield Fault(town=town, seq=end[0] + 1, code="chain.gap", detail=f"…{upto}")
            return
        held = _head(town)
        # The head is read last: if it is ahead, the town went on meanwhile, and so does the walk.
        if end[0] == start or held is None or held[0] <= end[0]:
            break
    if held != end:
        yield Fault(town=town, seq=end[0], code="chain.head")


def _start(town: str, after: int) -> tuple[tuple[str, ...], tuple[int, str, dt.datetime | None]]:
    """Return the hashes that the record behind `after` may stand on, and where the walk stands."""
    if after == 0:
        return (canonical.GENESIS,), (0, canonical.GENESIS, None)
    record = _record(town, after)
    if record is None:
        return (), (after, "", None)
    return (record.hash,), (after, record.hash, record.at)


def _judge(
    record: Record | None, previous: tuple[str, ...], *, not_before: dt.datetime | None
) -> tuple[str, tuple[str, ...]]:
    """Return what is wrong with a record, or "", and the hashes it should have.

    `previous` are the hashes it may stand on: none where the record before it cannot tell.
    """
    if record is None:
        return "chain.unreadable", ()
    try:
        derived = tuple(_derive(record, one) for one in previous)
        return _wrong(record, derived, not_before), derived
    except _UNREADABLE:
        return "chain.unreadable", ()


def _derive(record: Record, previous: str) -> str:
    return canonical.link(
        previous,
        town=record.town,
        seq=record.seq,
        kind=record.kind,
        at=record.at,
        payload_digest=record.digest,
        algorithm=settings.DIGEST,
    )


def _wrong(record: Record, derived: tuple[str, ...], not_before: dt.datetime | None) -> str:
    """Return what is wrong with a record, or "". `derived` are the hashes it may have, if known."""
    data = bytes(record.payload)
    if (record.version, record.algorithm) != (canonical.VERSION, settings.DIGEST):
        return "chain.format"
    if canonical.digest(data, settings.DIGEST) != record.digest:
        return "chain.payload"
    if derived and record.hash not in derived:
        return "chain.link"
    if not data.startswith(canonical.payload(record.kind, ())):
        return "chain.kind"
    if not_before is not None and record.at < not_before:
        return "chain.time"
    return ""


def _records(town: str, *, after: int, upto: int) -> Iterator[tuple[int, Record | None]]:
    """Yield a town's records with their numbers, in order; None for one that cannot be read."""
    # The upper bound leaves out numbers that are none, which SQLite sorts last: they show as gaps.
    rows = Record.objects.filter(town=town, seq__lte=upto).order_by("seq")
    while True:
        page = rows.filter(seq__gt=after)[:_PAGE]
        records: list[Record | None]
        try:
            found = list(page)
            records, numbers = [*found], [record.seq for record in found]
        except _UNREADABLE:
            numbers = list(page.values_list("seq", flat=True))
            records = [_record(town, seq) for seq in numbers]
        if not numbers:
            return
        yield from zip(numbers, records, strict=True)
        after = numbers[-1]


def _record(town: str, seq: int) -> Record | None:
    try:
        return Record.objects.get(town=town, seq=seq)
    except (*_UNREADABLE, Record.DoesNotExist):
        return None


def _head(town: str) -> tuple[int, str, dt.datetime | None] | None:
    """Return what a town's head says; what it says before its first record where there is none."""
    try:
        held = head(town)
        return (held.seq, held.hash, held.at) if held else (0, canonical.GENESIS, None)
    except _UNREADABLE:
        return None


def compare(
    town: str, kind: str, rows: Iterable[tuple[int, Mapping[str, canonical.Value]]]
) -> Iterator[Fault]:
    """Yield the rows that are not what their record says, and the records whose row is gone.

    `rows` are a noun's rows of a kind: the record's number, and the fields as the row has them now.
    """
    recorded = payload_digests(town, kind)
    for seq, fields in rows:
        data = canonical.payload(kind, ((name, fields[name]) for name in KINDS[kind]))
        if recorded.pop(seq, None) != canonical.digest(data, settings.DIGEST):
            yield Fault(town=town, seq=seq, code=f"{kind}.changed")
    for seq in sorted(recorded):
        yield Fault(town=town, seq=seq, code=f"{kind}.missing")
