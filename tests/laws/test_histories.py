"""Whatever people do, in whatever order: I1, I2, I11 after every commit, and what breaks them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.ledger import queries as reading
from jifen.ledger.commands import posting
from jifen.ledger.models import Account, Change, Entry, Fact
from jifen.ledger.queries import line_sums
from tests.harness.database import walls_down
from tests.harness.figures import figure, record
from tests.laws.histories import (
    Alter,
    Deed,
    Enter,
    PutRight,
    Register,
    Wait,
    alter,
    do,
    histories,
)
from tests.laws.oracle import after_commit, broken
from tests.laws.town import EAST, WEST, Town, committed, fact, undone

TRIED = figure(12, 150)
laws = settings(
    max_examples=TRIED,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def at_its_beginning(town: Town) -> Town:
    return replace(town, day=dt.date(2024, 12, 1))


def test_after_every_commit_the_books_are_right(town: Town) -> None:
    commits = 0

    @laws
    @given(histories)
    def right(history: list[Deed]) -> None:
        nonlocal commits
        with undone():
            here = at_its_beginning(town)
            for deed in history:
                do(here, deed)
                committed()
                assert after_commit(here.area) == []
                commits += 1
            assert broken(here.area) == []

    right()
    assert commits > TRIED
    record(
        "Commits of random histories after which entries, balances, assessments, chain and traces"
        " agree (I1, I2, I11)",
        n=commits,
        result="0 differ",
    )


EVERYTHING: Sequence[Deed] = (
    Enter(
        (
            ("A-1", Measures(), (), EAST, 10, "m1"),
            ("A-4", Measures(figure=Fraction(1)), ("李二麦",), EAST, 11, "m1"),
            ("A-2", Measures(chosen=Centipoints(20_00)), ("张三稻",), EAST, 12, ""),
            ("A-5", Measures(), (), EAST, 13, ""),
            ("D-1", Measures(quantity=4), ("张三稻",), EAST, 14, ""),
            ("D-3", Measures(level="heavy"), ("张三稻",), EAST, 15, ""),
            ("D-4", Measures(chosen=Centipoints(25_00)), ("张三稻:责任人",), EAST, 16, ""),
            ("D-5", Measures(chosen=Centipoints(20_00)), (), WEST, 17, ""),
            ("D-6", Measures(), ("钱五黍",), WEST, 18, ""),
            ("C-1", Measures(), ("张三稻",), EAST, 100, ""),
            ("C-2", Measures(), ("李二麦",), EAST, 60, ""),
            ("C-3", Measures(), ("赵四粟",), WEST, 61, ""),
            ("C-4", Measures(), ("钱五黍",), WEST, 62, ""),
        ),
        again=True,
    ),
    PutRight(0, 10, None),
    PutRight(0, None, None),
    PutRight(0, 30, None),
    Wait(3, opens=False),
    Register("join", "孙六豆", 200),
    Alter(Change.Kind.SUSPEND, 2, None),
    Alter(Change.Kind.SUSPEND, 4, 0),
    Alter(Change.Kind.RESUME, 2, None),
    Alter(Change.Kind.WITHDRAW, 4, None),
    Register("leave", "钱五黍", 300),
    Wait(300, opens=True),
    Enter(
        (
            ("A-3", Measures(level="county"), ("王一禾",), EAST, 400, ""),
            ("C-4", Measures(), ("钱五黍",), WEST, 401, ""),
        ),
        again=False,
    ),
)


def test_the_laws_are_tried_on_every_event_and_every_line(town: Town) -> None:
    """One history by hand that meets everything, so that the laws above are not empty."""
    here = at_its_beginning(town)
    refused = [do(here, deed) for deed in EVERYTHING]
    assert set(refused) == {""}
    assert broken(here.area) == []
    seen = Entry.objects.filter(town=here.area)
    events = {event.value for event in Entry.Event}
    # While a cycle is open nothing is amended, and here nothing is carried on: the tests of
    # amending and carrying do it, and prove.
    elsewhere = {Entry.Event.AMEND, Entry.Event.CARRY}
    assert set(seen.values_list("event", flat=True)) == events - elsewhere
    assert {"base", "proration", "floor"} < set(seen.values_list("line", flat=True))
    assert seen.values("account__cycle").distinct().count() == 2
    assert Change.objects.filter(account__isnull=False, kind="suspend").count() > 1


# ------------------------------------------------------------------ what breaks them is seen
def one_fact(town: Town, **other: Any) -> None:
    town.enter(fact(town.number(), "D-1", "张三稻", measures=Measures(quantity=2), **other))


def test_posting_a_difference_twice_is_seen(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    post = posting.post

    def twice(of: Any, before: Any, after: Any, event: Any, key: str, *rest: Any) -> None:
        post(of, before, after, event, key, *rest)
        post(of, before, after, event, f"{key[:35]}2", *rest)

    monkeypatch.setattr(posting, "post", twice)
    one_fact(town)
    assert any(said.startswith("I1") for said in after_commit(town.area))


def test_posting_on_yesterdays_sums_is_seen(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    one_fact(town)
    monkeypatch.setattr(posting, "before", lambda cycle, of, held: {})
    one_fact(town, on=dt.date(2025, 3, 4))
    assert any(said.startswith("I1") for said in after_commit(town.area))


def forge(table: str, row: int, column: str, value: object) -> None:
    """Change a row as somebody could who owns the database: with the walls taken down."""
    with transaction.atomic(), walls_down(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, row])


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("ledger_entry", "amount", -1),
        ("ledger_entry", "line", "base"),
        ("ledger_entry", "event_key", "another"),
        ("ledger_fact", "item", "A-1"),
        ("ledger_fact", "happened_on", "2025-03-05"),
        ("ledger_fact", "reason", "别的"),
        ("ledger_fact", "decision_number", "别的"),
        ("ledger_fact", "matter", "别的"),
        ("ledger_party", "capacities", "named"),
        ("ledger_account", "balance", 99_00),
        ("ledger_account", "gross", 1),
    ],
)
def test_a_row_changed_behind_the_walls_is_named(
    town: Town, table: str, column: str, value: object
) -> None:
    one_fact(town)
    assert broken(town.area) == []
    model = {"ledger_entry": Entry, "ledger_fact": Fact, "ledger_account": Account}
    if table == "ledger_party":
        row = Fact.objects.get(town=town.area).parties.get(cadre__name="王一禾").pk
    else:
        of = model[table].objects
        row = (
            of.filter(cadre__name="张三稻").get().pk
            if table == "ledger_account"
            else (of.order_by("-pk")[0].pk)
        )
    forge(table, row, column, value)
    assert broken(town.area) != []


def test_nothing_is_posted_over_an_account_that_is_out_of_step(town: Town) -> None:
    one_fact(town)
    forge("ledger_entry", Entry.objects.order_by("-pk")[0].pk, "amount", -1)
    with pytest.raises(AssertionError, match="out of step"), undone():
        one_fact(town, on=dt.date(2025, 3, 4))


def test_without_that_look_it_would_be_posted_over(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_fact(town)
    forge("ledger_entry", Entry.objects.order_by("-pk")[0].pk, "amount", -1)
    monkeypatch.setattr(posting, "before", lambda cycle, of, held: line_sums(of))
    one_fact(town, on=dt.date(2025, 3, 4))
    assert Fact.objects.filter(town=town.area).count() == 2


def test_a_trace_that_leaves_a_line_out_is_seen(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_fact(town)
    monkeypatch.setattr(reading, "_reason", _shorter)
    assert any(said.startswith("I11") for said in broken(town.area))


def _shorter(line: Any, rules: Any, own: Any, who: Any, seqs: Any) -> Any:
    less = replace(line, amount=Centipoints(0)) if line.item else line
    return reading.Reason(line=less, seqs=tuple(seqs.get(line.name, ())))


def test_an_account_is_written_from_what_stands_under_the_lock(town: Town) -> None:
    """A caller's account may be older than the lock; its balance is never written back."""
    one_fact(town)
    stale = Account.objects.get(cycle=town.cycle, cadre__name="张三稻")
    one_fact(town, on=dt.date(2025, 3, 4))
    first = Fact.objects.select_related("cycle__version", "cycle__town", "town", "unit").order_by(
        "seq"
    )[0]
    alter(town, first, Change.Kind.SUSPEND, stale)
    assert after_commit(town.area) == []


def test_a_share_is_changed_of_who_bears_it_only(town: Town) -> None:
    one_fact(town)
    stranger = Account.objects.get(cycle=town.cycle, cadre__name="钱五黍")
    first = Fact.objects.select_related("cycle__version", "cycle__town", "town", "unit").get()
    with pytest.raises(AssertionError, match="does not bear"), undone():
        alter(town, first, Change.Kind.SUSPEND, stranger)
