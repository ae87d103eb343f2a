"""Numbers without a gap, time that never goes back, towns apart, one writer at a time."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.chain.kinds import KINDS
from jifen.chain.models import Head, Record
from jifen.chain.queries import faults, head, payload_digests, towns
from tests.chain.golden import USUAL
from tests.harness.figures import figure, record

TOWN, OTHER = "p1/c2/k3/t4", "p1/c2/k3/t5"
NOON = dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def lock(chain: Chain, what: str = "past") -> int:
    return chain.append("lock", what=what, by="0f8c")


def write(town: str, count: int, at: dt.datetime = NOON) -> None:
    """Append some records in a transaction of their own."""
    with transaction.atomic():
        chain = hold(town, at=at)
        for number in range(count):
            lock(chain, f"{number}")
        chain.seal()


def numbers(town: str) -> list[int]:
    return list(Record.objects.filter(town=town).order_by("seq").values_list("seq", flat=True))


# ------------------------------------------------------------------ numbers
@pytest.mark.django_db
def test_numbers_run_from_one_without_a_gap_across_transactions() -> None:
    for count in (1, 3, 0, 1200, 2):
        write(TOWN, count)
    assert numbers(TOWN) == list(range(1, 1207))
    assert list(faults(TOWN)) == []


@pytest.mark.django_db
def test_append_returns_the_number_its_record_gets() -> None:
    with transaction.atomic():
        chain = hold(TOWN, at=NOON)
        given = [lock(chain, "a"), lock(chain, "b")]
        chain.seal()
    assert given == [1, 2]
    kept = Record.objects.get(town=TOWN, seq=2)
    assert bytes(kept.payload) == canonical.payload("lock", [("what", "b"), ("by", "0f8c")])
    assert payload_digests(TOWN, "lock")[2] == kept.digest


@pytest.mark.django_db
def test_a_chain_may_be_sealed_more_than_once_and_goes_on() -> None:
    with transaction.atomic():
        chain = hold(TOWN, at=NOON)
        for _ in range(3):
            lock(chain)
            chain.seal()
        chain.seal()
    assert numbers(TOWN) == [1, 2, 3]
    assert list(faults(TOWN)) == []


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_number_behind() -> None:
    write(TOWN, 2)
    with transaction.atomic():
        chain = hold(TOWN, at=NOON)
        lock(chain)
        chain.seal()
        transaction.set_rollback(True)
    write(TOWN, 1)
    assert numbers(TOWN) == [1, 2, 3]
    assert list(faults(TOWN)) == []


@pytest.mark.django_db
def test_holding_without_appending_changes_nothing() -> None:
    write(TOWN, 1)
    before = head(TOWN)
    with transaction.atomic():
        hold(TOWN, at=NOON + MINUTE).seal()
    after = head(TOWN)
    assert before is not None
    assert after is not None
    assert (after.seq, after.hash, after.at) == (before.seq, before.hash, before.at)


@pytest.mark.django_db
def test_two_heads_held_at_once_cannot_give_one_number_twice() -> None:
    with transaction.atomic():
        one, two = hold(TOWN, at=NOON), hold(TOWN, at=NOON)
        assert lock(one, "a") == lock(two, "b") == 1
        one.seal()
        with pytest.raises(IntegrityError), transaction.atomic():
            two.seal()
    assert numbers(TOWN) == [1]


@pytest.mark.django_db(transaction=True)
def test_records_that_nobody_sealed_are_a_loud_bug() -> None:
    with pytest.raises(AssertionError, match="never sealed"), transaction.atomic():
        lock(hold(TOWN, at=NOON))


@pytest.mark.django_db(transaction=True)
def test_the_head_is_held_only_inside_a_transaction() -> None:
    with pytest.raises(AssertionError, match="transaction"):
        hold(TOWN, at=NOON)


# ------------------------------------------------------------------ fields
@pytest.mark.django_db
def test_a_record_takes_the_fields_of_its_kind_and_no_other() -> None:
    wrong: list[dict[str, canonical.Value]] = [
        {"what": "past"},
        {"what": "past", "by": "x", "name": "张三"},
        {"what": 1, "by": "x"},
        {"what": None, "by": "x"},
    ]
    with transaction.atomic():
        chain = hold(TOWN, at=NOON)
        for fields in wrong:
            with pytest.raises(AssertionError):
                chain.append("lock", **fields)
        with pytest.raises(KeyError):
            chain.append("no-such-kind", what="past")
        assert chain.seq == 0
        assert chain.fresh == []


@pytest.mark.django_db
def test_every_kind_can_be_appended_and_verifies() -> None:
    with transaction.atomic():
        chain = hold(TOWN, at=NOON)
        for kind, names in KINDS.items():
            chain.append(kind, **{name: USUAL[name] for name in names})
        chain.seal()
    assert list(Record.objects.order_by("seq").values_list("kind", flat=True)) == list(KINDS)
    assert list(faults(TOWN)) == []


# ------------------------------------------------------------------ time
@pytest.mark.django_db
def test_a_clock_set_back_does_not_take_the_chain_back() -> None:
    hour, year = dt.timedelta(hours=1), dt.timedelta(days=365)
    for at in (NOON, NOON - hour, NOON + MINUTE, NOON - year, NOON + 10 * year, NOON):
        write(TOWN, 1, at)
    kept = list(Record.objects.order_by("seq").values_list("at", flat=True))
    late = NOON + 10 * year
    assert kept == [NOON, NOON, NOON + MINUTE, NOON + MINUTE, late, late]
    assert list(faults(TOWN)) == []


@pytest.mark.django_db
def test_an_instant_is_kept_to_the_microsecond_from_whatever_zone() -> None:
    beijing = dt.timezone(dt.timedelta(hours=8))
    at = dt.datetime(2026, 3, 1, 12, 0, 0, 123_457, tzinfo=beijing)
    write(TOWN, 1, at)
    assert Record.objects.get().at == at
    assert list(faults(TOWN)) == []


@pytest.mark.django_db
def test_a_time_without_its_zone_holds_nothing() -> None:
    with pytest.raises(TypeError), transaction.atomic():
        hold(TOWN, at=dt.datetime(2026, 3, 1))  # noqa: DTZ001  # just what must be refused
    assert not Head.objects.exists()


# ------------------------------------------------------------------ towns
@pytest.mark.django_db
def test_two_towns_have_two_chains() -> None:
    for _ in range(3):
        write(TOWN, 2)
        write(OTHER, 1, NOON - MINUTE)
    assert numbers(TOWN) == [1, 2, 3, 4, 5, 6]
    assert numbers(OTHER) == [1, 2, 3]
    assert towns() == [TOWN, OTHER]
    assert [*faults(TOWN), *faults(OTHER)] == []
    first = {row.town: row.hash for row in Record.objects.filter(seq=1)}
    assert first[TOWN] != first[OTHER], "the same record in another town has another hash"


@pytest.mark.django_db
def test_a_town_without_records_has_no_fault() -> None:
    assert list(faults(TOWN)) == []
    with transaction.atomic():
        hold(TOWN, at=NOON).seal()
    assert list(faults(TOWN)) == []


# ------------------------------------------------------------------ eight at once
def _together(work: Callable[[int], None]) -> list[BaseException]:
    """Run `work` in eight threads that start at the same moment; return what they raised."""
    start = threading.Barrier(8)

    def one(number: int) -> None:
        start.wait()
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        raised = [job.exception() for job in [pool.submit(one, n) for n in range(8)]]
    return [error for error in raised if error is not None]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_leave_no_gap_and_break_no_link() -> None:
    n = figure(20, 500)
    alarms: list[object] = []

    def work(number: int) -> None:
        for turn in range(n):
            write(TOWN, 2)
            if number == 0 and turn % 10 == 0:
                alarms.extend(faults(TOWN))

    assert _together(work) == []
    assert numbers(TOWN) == list(range(1, 8 * n * 2 + 1))
    assert list(faults(TOWN)) == []
    assert alarms == [], "verifying while others write raises no false alarm"
    record("Eight writers at once on PostgreSQL: gaps, broken links", n=8 * n, result="none")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_on_the_head_they_get_into_each_others_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
    write(TOWN, 1)
    read = threading.Barrier(8)

    def work(_: int) -> None:
        with transaction.atomic():
            chain = hold(TOWN, at=NOON)
            read.wait(10)  # with the lock only one would come so far
            lock(chain)
            chain.seal()

    refused = _together(work)
    assert len(refused) == 7, "the number is unique: one is recorded, the others are lost"
    assert all(isinstance(error, DatabaseError) for error in refused)
    assert numbers(TOWN) == [1, 2]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_first_records_of_a_town_find_one_head() -> None:
    assert _together(lambda _: write(TOWN, 1)) == []
    assert numbers(TOWN) == list(range(1, 9))
    assert Head.objects.count() == 1
    assert list(faults(TOWN)) == []
