"""Seals: a block for each thousand records, a root a day; both found wrong where they are."""

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from jifen.chain import blocks, seals
from jifen.chain.commands import hold, take_root
from jifen.chain.models import Block, Head, Record, Root
from jifen.chain.queries import faults
from tests.chain import test_tampering as forged
from tests.chain.test_bundle import said, written
from tests.chain.test_tampering import NOON, SEED, TOWN, sql
from tests.harness.database import undone, walls_down
from tests.harness.figures import figure, record

pytestmark = pytest.mark.django_db

LENGTH = 2_350
TODAY = dt.date(2026, 3, 1)
N = figure(3, 100)
ELSEWHERE = "p1/c2/k3/t5"


def fill(town: str, count: int) -> None:
    with transaction.atomic():
        held = hold(town, at=NOON)
        for number in range(count):
            held.append("lock", what=f"past {number}", by="0f8c")
        held.seal()


@pytest.fixture
def sealed() -> None:
    """A chain of two blocks and a rest, written in shares that end beside and on a thousand."""
    for share in (999, 1, 1_100, LENGTH - 2_100):
        fill(TOWN, share)
    fill(ELSEWHERE, 7)
    take_root(TODAY, at=NOON)


def change(column: str, value: str) -> Callable[[int], None]:
    def tamper(seq: int) -> None:
        sql(f"UPDATE chain_record SET {column} = {value} WHERE town = '{TOWN}' AND seq = {seq}")

    return tamper


EMPTY = "CAST('x' AS BLOB)" if forged.connection.vendor == "sqlite" else "'x'::bytea"
TAMPERS: dict[str, Callable[[int], None]] = {
    "payload": change("payload", EMPTY),
    "digest": change("digest", "'" + "0" * 64 + "'"),
    "hash": change("hash", "'" + "0" * 64 + "'"),
    "kind": change("kind", "'talk'"),
    "version": change("version", "2"),
    "algorithm": change("algorithm", "'sm3'"),
    "at": change("at", "'2026-03-01 03:00:00'"),
    "gone": lambda seq: sql(f"DELETE FROM chain_record WHERE town = '{TOWN}' AND seq = {seq}"),
}


@pytest.mark.usefixtures("sealed")
def test_a_thousand_records_get_a_seal_in_the_same_transaction_and_nothing_alarms() -> None:
    assert list(Block.objects.values_list("town", "number")) == [(TOWN, 1), (TOWN, 2)]
    assert list(blocks.quick(TOWN)) == []
    assert list(blocks.faults(TOWN)) == []
    with transaction.atomic():
        fill(TOWN, 1_000)
        assert Block.objects.count() == 3
        transaction.set_rollback(True)
    assert Block.objects.count() == 2


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("how", TAMPERS)
def test_the_quick_proof_names_the_first_bad_row_wherever_it_is(how: str) -> None:
    dice = random.Random(f"{SEED} {how}")
    with undone(), walls_down():
        for _ in range(N):
            seq = dice.randint(1, LENGTH - 1)
            with undone():
                TAMPERS[how](seq)
                found = list(blocks.quick(TOWN))
            assert [fault.seq for fault in found][:1] == [seq], (seq, found)
    record(f"Seals, quick proof: {how} of a record changed", n=N, seed=SEED, result="all named")


@pytest.mark.usefixtures("sealed")
def test_a_seal_that_is_changed_or_gone_is_found_and_no_other_is_blamed() -> None:
    with undone(), walls_down():
        with undone():
            sql("UPDATE chain_block SET hash = %s WHERE number = 1", "0" * 64)
            assert [(f.seq, f.code) for f in blocks.faults(TOWN)] == [
                (1, "chain.block"),
                (1_001, "chain.block"),
            ]
        with undone():
            sql("DELETE FROM chain_block WHERE number = 2")
            assert [(f.seq, f.code) for f in blocks.faults(TOWN)] == [(1_001, "chain.no-block")]


@pytest.mark.usefixtures("sealed")
def test_records_written_anew_contradict_the_seal_though_the_chain_is_sound() -> None:
    with undone(), walls_down():
        sql(f"UPDATE chain_record SET at = %s WHERE seq = 600 AND town = '{TOWN}'", NOON)
        rewrite(600)
        assert list(faults(TOWN)) == [], "the chain alone says nothing"
        found = {(fault.seq, fault.code) for fault in blocks.faults(TOWN)}
    assert found == {(1, "chain.block"), (1_001, "chain.block"), (LENGTH, "chain.root")}


def rewrite(start: int) -> None:
    """Change a record and write every hash from it on anew, and the head."""
    rows = list(Record.objects.filter(town=TOWN, seq__gte=start).order_by("seq"))
    previous = Record.objects.get(town=TOWN, seq=start - 1).hash
    rows[0].payload = forged.canonical.payload("lock", [("what", "nothing"), ("by", "0f8c")])
    for row in rows:
        row.digest = forged.canonical.digest(bytes(row.payload))
        row.hash = previous = forged.canonical.link(
            previous, town=TOWN, seq=row.seq, kind=row.kind, at=row.at, payload_digest=row.digest
        )
    Record.objects.bulk_update(rows, ["payload", "digest", "hash"], batch_size=200)
    Head.objects.filter(town=TOWN).update(hash=previous)


# ------------------------------------------------------------------ roots
@pytest.mark.usefixtures("sealed")
def test_a_day_has_one_root_over_all_towns() -> None:
    first = take_root(TODAY, at=NOON)
    assert first is not None
    assert [(town, seq) for town, seq, _ in first.heads] == [(TOWN, LENGTH), (ELSEWHERE, 7)]
    fill(TOWN, 1)
    assert take_root(TODAY, at=NOON) == first
    second = take_root(TODAY + dt.timedelta(days=1), at=NOON)
    assert second is not None
    assert second.hash != first.hash
    assert list(blocks.faults(TOWN)) == []


def test_without_any_record_there_is_no_root() -> None:
    assert take_root(TODAY, at=NOON) is None
    assert not Root.objects.exists()


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("heads", ["[]", "[[1]]", "17"])
def test_a_root_that_was_changed_is_found(heads: str) -> None:
    with undone(), walls_down():
        sql("UPDATE chain_root SET hash = %s", "0" * 64)
        assert [fault.code for fault in blocks.faults(TOWN)] == ["chain.root"]
        sql("UPDATE chain_root SET heads = %s", heads)
        assert [fault.code for fault in blocks.faults(TOWN)] == ["chain.root"]


@pytest.mark.parametrize("count", range(1, 18))
def test_the_way_from_a_leaf_leads_to_the_top_and_no_other_leaf_has_it(count: int) -> None:
    leaves = [seals.Leaf(f"t{n:02}", n + 1, f"{n:064x}") for n in range(count)]
    tops = set()
    for leaf in [*leaves, seals.Leaf("t00", 99, "f" * 64)]:
        top = seals._leaf(leaf, "sha256")
        for side, other in seals.path(leaves, leaf.town):
            pair = (other, top) if side == "L" else (top, other)
            top = seals._node(*pair, "sha256")
        tops.add(top)
    assert len(tops) == 2, "every leaf leads to one top, the forged one elsewhere"


# ------------------------------------------------------------------ without Jifen
@pytest.mark.usefixtures("sealed")
def test_the_verifier_proves_seals_and_roots_too(tmp_path: Path) -> None:
    code, _named, text = said(written(tmp_path))
    assert code == 0, text
    assert "2 blocks, 1 roots" in text
    with undone(), walls_down():
        for statement in (
            "UPDATE chain_block SET hash = %s WHERE number = 2",
            "UPDATE chain_root SET hash = %s",
        ):
            with undone():
                sql(statement, "0" * 64)
                ours = [fault.seq for fault in blocks.faults(TOWN)]
                code, theirs, text = said(written(tmp_path))
            assert code == 3, text
            assert theirs == ours, text
        rewrite(600)
        assert said(written(tmp_path))[1] == [fault.seq for fault in blocks.faults(TOWN)]
