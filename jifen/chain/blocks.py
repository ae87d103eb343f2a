"""The seals over a town's records: closing a thousand, and proving them (chain/seals.py)."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError

from jifen.chain import canonical, queries
from jifen.chain.models import Block, Record, Root
from jifen.chain.queries import Fault
from jifen.chain.seals import SIZE, Leaf, Row, block, fits, root

LAST_LINKS = 1000
"""Records at a town's end whose every link the quick proof derives, at least."""
_UNREADABLE = (AttributeError, TypeError, ValueError, IndexError, DatabaseError)
_COLUMNS = Row._fields


def close(town: str, last: int) -> None:
    """Seal each thousand records up to `last` that has no seal yet, in the caller's transaction.

    Two queries a thousand, one besides. What is not there to be sealed is left to the proof, which
    names both the record and the missing seal: nobody's work stops at a seal.
    """
    standing = Block.objects.filter(town=town).order_by("-number").first()
    number, previous = (standing.number, standing.hash) if standing else (0, canonical.GENESIS)
    while number < last // SIZE:
        number += 1
        rows = _rows(town, number)
        if rows is None:
            return
        previous = block(previous, town, number, rows, settings.DIGEST)
        Block.objects.bulk_create([Block(town=town, number=number, hash=previous)])


def quick(town: str) -> Iterator[Fault]:
    """Prove a town by its seals, and its last records link by link; yield what does not hold.

    A thousand whose seal does not fit is walked record by record, so the first bad one is named.
    It believes that each seal was right when it was written; `queries.faults` believes nothing.
    """
    yield from faults(town)
    held = queries.head(town)
    last = held.seq if held else 0
    yield from queries.walk(town, after=max(0, last - LAST_LINKS) // SIZE * SIZE)


def faults(town: str, *, known: frozenset[int] = frozenset()) -> Iterator[Fault]:
    """Yield the seals and the daily roots that do not fit, by the record that is to blame.

    `known` are numbers of records already found: a thousand that holds one is not blamed again.
    Three queries, and one a thousand records.
    """
    yield from _block_faults(town, known)
    for one in Root.objects.order_by("on"):
        yield from _root_faults(town, one)


def _block_faults(town: str, known: frozenset[int]) -> Iterator[Fault]:
    seals = dict(Block.objects.filter(town=town).values_list("number", "hash"))
    wanted = Record.objects.filter(town=town).count() // SIZE  # whatever the head says of itself
    previous = canonical.GENESIS
    for number in range(1, max([wanted, *seals]) + 1):
        first, last = (number - 1) * SIZE + 1, number * SIZE
        sealed, rows = seals.get(number), _rows(town, number)
        blamed = any(first <= seq <= last for seq in known)
        if sealed is None and not blamed:
            yield Fault(town=town, seq=first, code="chain.no-block", detail=f"{first}–{last}")
        elif not blamed and _hash(previous, town, number, rows) != sealed:
            found = list(queries.walk(town, after=first - 1, upto=last))
            yield from found or [
                Fault(town=town, seq=first, code="chain.block", detail=f"{first}–{last}")
            ]
        previous = sealed or ""


def _hash(previous: str, town: str, number: int, rows: list[Row] | None) -> str:
    """Return what a block's seal should be; "" where its records cannot be read."""
    try:
        return block(previous, town, number, rows, settings.DIGEST) if rows is not None else ""
    except _UNREADABLE:
        return ""


def _root_faults(town: str, one: Root) -> Iterator[Fault]:
    try:
        leaves = [Leaf(*leaf) for leaf in one.heads]
        mine = [leaf for leaf in leaves if leaf.town == town]
        sound = root(one.on, leaves, settings.DIGEST) == one.hash
    except _UNREADABLE:
        yield Fault(town=town, seq=None, code="chain.root", detail=str(one.on))
        return
    for leaf in mine:
        stands = Record.objects.filter(town=town, seq=leaf.seq, hash=leaf.hash).exists()
        if not (sound and stands):
            yield Fault(town=town, seq=leaf.seq, code="chain.root", detail=str(one.on))


def _rows(town: str, number: int) -> list[Row] | None:
    """Return the records of a block, or None where they are not a thousand that can be read."""
    first = (number - 1) * SIZE + 1
    found = Record.objects.filter(town=town, seq__range=(first, number * SIZE)).order_by("seq")
    try:
        rows = [Row(*row) for row in found.values_list(*_COLUMNS)]
    except _UNREADABLE:
        return None
    return rows if fits(number, rows, settings.DIGEST) else None
