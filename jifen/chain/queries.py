"""Reading the chain, and proving it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jifen.chain import canonical
from jifen.chain.kinds import KINDS
from jifen.chain.models import Head, Record


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


def towns() -> list[str]:
    """Return every town that has records or a head, in order. Two queries."""
    seen = set(Record.objects.values_list("town", flat=True).distinct())
    return sorted(seen | set(Head.objects.values_list("town", flat=True)))


def payload_digests(town: str, kind: str) -> dict[int, str]:
    """Return the payload digest of each record of a kind, by number. One query."""
    rows = Record.objects.filter(town=town, kind=kind).values_list("seq", "digest")
    return dict(rows)


def faults(town: str) -> Iterator[Fault]:
    """Walk a town's chain from its first record and yield what does not hold, first fault first.

    Re-derives every digest and every hash from the stored bytes. Memory does not grow with the
    chain. A break is named once, at the first record that shows it, and the walk goes on from
    what that record says of itself.
    """
    previous, expected, last = canonical.GENESIS, 1, None
    rows = Record.objects.filter(town=town).order_by("seq")
    for record in rows.iterator(chunk_size=2000):
        if record.seq != expected:
            yield Fault(town=town, seq=expected, code="chain.gap", detail=f"…{record.seq}")
        data = bytes(record.payload)
        if (record.version, record.algorithm) != (canonical.VERSION, canonical.ALGORITHM):
            yield Fault(town=town, seq=record.seq, code="chain.format")
        elif canonical.digest(data) != record.digest:
            yield Fault(town=town, seq=record.seq, code="chain.payload")
        elif record.hash != canonical.link(
            previous,
            town=town,
            seq=record.seq,
            kind=record.kind,
            at=record.at,
            payload_digest=record.digest,
        ):
            yield Fault(town=town, seq=record.seq, code="chain.link")
        previous, expected, last = record.hash, record.seq + 1, record
    held = head(town)
    if (held.seq, held.hash) != (expected - 1, previous) if held else last is not None:
        yield Fault(town=town, seq=expected - 1, code="chain.head")


def compare(
    town: str, kind: str, rows: Iterable[tuple[int, Mapping[str, canonical.Value]]]
) -> Iterator[Fault]:
    """Yield the rows that are not what their record says, and the records whose row is gone.

    `rows` are a noun's rows of a kind: the record's number, and the fields as the row has them now.
    """
    recorded = payload_digests(town, kind)
    for seq, fields in rows:
        data = canonical.payload(kind, ((name, fields[name]) for name in KINDS[kind]))
        if recorded.pop(seq, None) != canonical.digest(data):
            yield Fault(town=town, seq=seq, code=f"{kind}.changed")
    for seq in sorted(recorded):
        yield Fault(town=town, seq=seq, code=f"{kind}.missing")
