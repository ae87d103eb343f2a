"""Whoever gets past the walls is found, and the first bad row is named (R-41 to R-43)."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any  # a raw cell is whatever the database keeps

import pytest
from django.db import connection, transaction

from jifen.chain import canonical
from jifen.chain.commands import hold
from jifen.chain.kinds import KINDS
from jifen.chain.models import Head, Record
from jifen.chain.queries import Fault, faults
from tests.chain.golden import USUAL
from tests.harness.database import undone, walls_down
from tests.harness.figures import figure, record

pytestmark = pytest.mark.django_db

TOWN = "p1/c2/k3/t4"
NOON = dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)
LENGTH = 2 * len(KINDS)
SEED = 20260301
N = figure(20, 1000)

COLUMNS = ("town", "seq", "kind", "version", "algorithm", "payload", "digest", "at", "hash")

Tamper = Callable[[random.Random], int]
"""Changes the chain behind the product's back; returns the number it must be found at."""


@pytest.fixture
def chain() -> None:
    """A chain of two records of every kind, written in a few transactions."""
    kinds = list(KINDS) * 2
    share = -(-LENGTH // 4)
    for turn in range(4):
        with transaction.atomic():
            held = hold(TOWN, at=NOON + turn * dt.timedelta(hours=1))
            for kind in kinds[turn * share : turn * share + share]:
                held.append(kind, **{name: USUAL[name] for name in KINDS[kind]})
            held.seal()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, "a forgery that changes nothing proves nothing"


def cell(column: str, seq: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM chain_record WHERE seq = %s', [seq])
        (found,) = cursor.fetchone()
    return bytes(found) if isinstance(found, memoryview) else found


def flipped(value: Any, dice: random.Random) -> Any:
    """Return a cell with one bit of it changed, as far as its type lets it be kept."""
    if isinstance(value, int):
        # Above the chain's own numbers: none that another record has, which a unique key refuses.
        return value ^ 1 << dice.randrange(LENGTH.bit_length(), 15)
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=1 << dice.randrange(30))
    data = bytearray(value.encode() if isinstance(value, str) else value)
    place = dice.randrange(len(data))
    data[place] ^= 1 << dice.randrange(7)
    if isinstance(value, bytes):
        return bytes(data)
    data[place] = data[place] or 0x7E  # PostgreSQL keeps no NUL in a text
    return data.decode("ascii")


def flip(column: str) -> Tamper:
    def tamper(dice: random.Random) -> int:
        seq = dice.randint(1, LENGTH)
        new = flipped(cell(column, seq), dice)
        sql(f'UPDATE chain_record SET "{column}" = %s WHERE seq = %s', new, seq)
        return min(seq, LENGTH - 1) if column == "town" else seq

    return tamper


def delete(dice: random.Random) -> int:
    seq = dice.randint(1, LENGTH - 1)
    sql("DELETE FROM chain_record WHERE seq = %s", seq)
    return seq


def delete_range(dice: random.Random) -> int:
    first, last = sorted(dice.sample(range(1, LENGTH), 2))
    sql("DELETE FROM chain_record WHERE seq BETWEEN %s AND %s", first, last)
    return first


def truncate(dice: random.Random) -> int:
    last = dice.randint(0, LENGTH - 1)
    sql("DELETE FROM chain_record WHERE seq > %s", last)
    return last


def renumber(dice: random.Random) -> int:
    seq = dice.randint(1, LENGTH)
    _move(f"seq >= {seq}", 1)
    return seq


def swap(dice: random.Random) -> int:
    one, other = sorted(dice.sample(range(1, LENGTH + 1), 2))
    sql("UPDATE chain_record SET seq = 1000 WHERE seq = %s", one)
    sql("UPDATE chain_record SET seq = %s WHERE seq = %s", one, other)
    sql("UPDATE chain_record SET seq = %s WHERE seq = 1000", other)
    return one


def insert_copy(dice: random.Random) -> int:
    """Put a copy of some record anywhere after it, those behind moved on by one."""
    source = dice.randint(1, LENGTH)
    target = dice.randint(source + 1, LENGTH + 1)
    if target <= LENGTH:
        _move(f"seq >= {target}", 1)
    _copy(source, target)
    return target


def insert_before_all(dice: random.Random) -> int:
    _copy(dice.randint(1, LENGTH), 0)
    return 0


def edit_head(dice: random.Random) -> int:
    column = dice.choice(["seq", "hash", "at", "gone"])
    if column == "gone":
        sql("DELETE FROM chain_head")
        return LENGTH
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM chain_head')
        (value,) = cursor.fetchone()
    sql(f'UPDATE chain_head SET "{column}" = %s', flipped(value, dice))
    return LENGTH


def _move(which: str, by: int) -> None:
    sql(f"UPDATE chain_record SET seq = seq + 1000 WHERE {which}")
    sql("UPDATE chain_record SET seq = seq - %s WHERE seq > 1000", 1000 - by)


def _copy(source: int, target: int) -> None:
    rest = ", ".join(f'"{name}"' for name in COLUMNS if name != "seq")
    sql(
        f"INSERT INTO chain_record (seq, {rest})"
        f" SELECT %s, {rest} FROM chain_record WHERE seq = %s",
        target,
        source,
    )


TAMPERS: dict[str, Tamper] = {f"one bit of {column} flipped": flip(column) for column in COLUMNS}
TAMPERS |= {
    "one record deleted": delete,
    "a range deleted": delete_range,
    "the tail cut off, the head left": truncate,
    "records renumbered": renumber,
    "two records swapped": swap,
    "a copy inserted": insert_copy,
    "a copy inserted before the first": insert_before_all,
    "the head edited": edit_head,
}


@pytest.mark.usefixtures("chain")
def test_an_untouched_chain_raises_no_alarm() -> None:
    assert {field.column for field in Record._meta.concrete_fields} == set(COLUMNS)
    assert list(faults(TOWN)) == []
    with undone(), walls_down():
        assert list(faults(TOWN)) == []


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("how", TAMPERS)
def test_tampering_is_found_and_the_first_bad_row_is_named(how: str) -> None:
    dice = random.Random(f"{SEED} {how}")
    with undone(), walls_down():
        for _ in range(N):
            with undone():
                expected = TAMPERS[how](dice)
                first = next(faults(TOWN), None)
            assert first is not None, how
            assert first.seq == expected, first
        assert list(faults(TOWN)) == [], "each forgery was taken back"
    record(f"Chain: {how}", n=N, seed=SEED, result="all found, first bad row named")


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("column", [c for c in COLUMNS if c not in {"town", "seq"}])
def test_a_changed_row_is_named_once_and_no_other_is_blamed(column: str) -> None:
    dice = random.Random(SEED)
    with undone(), walls_down():
        seq = flip(column)(dice)
        assert seq < LENGTH
        found = list(faults(TOWN))
    assert [fault.seq for fault in found] == [seq]


# ------------------------------------------------------------------ what only SQLite would keep
RUBBISH = {
    "kind": "CAST(x'ff00fe' AS TEXT)",
    "version": "'one'",
    "algorithm": "CAST(x'ff' AS TEXT)",
    "payload": "'text'",
    "digest": "x'00'",
    "at": "'yesterday'",
    "hash": "17",
    "seq": "'four'",
}


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("column", RUBBISH)
def test_a_row_that_cannot_even_be_read_is_named(column: str) -> None:
    seq = 17
    with undone(), walls_down():
        if connection.vendor == "sqlite":
            sql(f"UPDATE chain_record SET {column} = {RUBBISH[column]} WHERE seq = {seq}")
        else:  # its columns keep nothing but their type: the nearest to rubbish they take
            nearest = {"payload": "''::bytea", "at": "'1066-10-14'", "seq": "0", "version": "0"}
            value = nearest.get(column, "''")
            sql(f"UPDATE chain_record SET {column} = {value} WHERE seq = {seq}")
        found = list(faults(TOWN))
    assert found
    assert found[0].seq == (0 if (column, connection.vendor) == ("seq", "postgresql") else seq)


# ------------------------------------------------------------------ what a chain cannot show
def _rehash(start: int) -> None:
    """Write every hash anew from a record on, and the head: what an owner of the database can."""
    previous = Record.objects.get(seq=start - 1).hash
    for row in Record.objects.filter(seq__gte=start).order_by("seq"):
        digest = canonical.digest(bytes(row.payload))
        previous = canonical.link(
            previous, town=TOWN, seq=row.seq, kind=row.kind, at=row.at, payload_digest=digest
        )
        Record.objects.filter(seq=row.seq).update(digest=digest, hash=previous)
    last = Record.objects.latest("seq")
    Head.objects.update(seq=last.seq, hash=last.hash, at=last.at)


@pytest.mark.usefixtures("chain")
def test_a_tail_cut_off_together_with_the_head_is_not_found_by_the_chain_alone() -> None:
    kept_elsewhere = Record.objects.get(seq=LENGTH).hash
    with undone(), walls_down():
        truncate(random.Random(SEED))
        last = Record.objects.latest("seq")
        Head.objects.update(seq=last.seq, hash=last.hash, at=last.at)
        assert list(faults(TOWN)) == []
        assert not Record.objects.filter(hash=kept_elsewhere).exists(), "a hash elsewhere shows it"


@pytest.mark.usefixtures("chain")
def test_a_rewritten_rest_is_not_found_by_the_chain_alone() -> None:
    kept_elsewhere = Record.objects.get(seq=LENGTH).hash
    with undone(), walls_down():
        seq = Record.objects.filter(kind="entry").earliest("seq").seq
        better = cell("payload", seq).replace(b"I4:-150", b"I3:950")
        sql("UPDATE chain_record SET payload = %s WHERE seq = %s", better, seq)
        assert [fault.code for fault in faults(TOWN)] == ["chain.payload"]
        _rehash(seq)
        assert list(faults(TOWN)) == []
        assert Record.objects.get(seq=LENGTH).hash != kept_elsewhere


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("kind", "lock", "chain.kind"), ("at", NOON - dt.timedelta(days=1), "chain.time")],
)
def test_a_rewritten_rest_still_obeys_the_kinds_and_the_clock(
    column: str, value: object, code: str
) -> None:
    with undone(), walls_down():
        Record.objects.filter(seq=15).update(**{column: value})
        _rehash(15)
        assert list(faults(TOWN)) == [Fault(town=TOWN, seq=15, code=code)]


@pytest.mark.usefixtures("chain")
def test_another_towns_records_do_not_pass_as_ones_own() -> None:
    with undone(), walls_down():
        sql("UPDATE chain_record SET town = 'p1/c2/k3/t5'")
        sql("UPDATE chain_head SET town = 'p1/c2/k3/t5'")
        found = list(faults("p1/c2/k3/t5"))
    assert [found[0].seq, found[0].code] == [1, "chain.link"]
