"""I7: a withdrawal leaves every account as if the fact had never been.

Exactly: in each account the withdrawn fact's line is zero, no deduction takes more than it took
before, and each deduction that would is suspended for that account and takes nothing. Where none
waits, the account equals, in balance, additions, deductions and gross, that of a town in which the
fact was never entered; where some wait, it does once they have been resumed.
"""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifen.core.facts import Measures
from jifen.core.rules import Direction
from jifen.ledger.commands import changes
from jifen.ledger.models import Account, Change, Fact
from jifen.rulebook.queries import rulebook
from tests.harness.figures import figure, record
from tests.laws.histories import Enter, alter, enters
from tests.laws.oracle import Books, after_commit
from tests.laws.town import Town, committed, fact, undone

TRIED = figure(10, 100)
laws = settings(
    max_examples=TRIED,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Holder = tuple[str, str]


def standing(town: Town) -> dict[Holder, tuple[int, ...]]:
    """What each account comes to, by cycle and holder."""
    return {
        (a.cycle.name, str(a)): (a.balance, a.added, a.deducted, a.gross)
        for a in Books(town.area).accounts
    }


def enter(town: Town, deed: Enter, *, without: int | None = None) -> list[Fact]:
    """Enter facts one by one, in their order; return those that were accepted."""
    for n, row in enumerate(deed.rows(town)):
        if n != without:
            town.enter(replace(row, decision=f"{row.decision}{n}"))
    return list(
        Fact.objects.filter(town=town.area)
        .select_related("cycle__version", "cycle__town", "town", "unit")
        .order_by("seq")
    )


def waiting(town: Town) -> list[tuple[Fact, Account]]:
    """The shares that are suspended now."""
    books = Books(town.area)
    return [
        (fact, account)
        for fact in Fact.objects.filter(town=town.area).select_related("cycle__version", "town")
        for account in books.accounts
        if books.gone(fact, account) == "suspend"
    ]


def early(town: Town) -> Town:
    return replace(town, day=dt.date(2025, 5, 1))


def taken(town: Town, books: Books, account: Account) -> dict[str, int]:
    """What each deduction takes of an account."""
    rules = rulebook(town.version)
    items = {fact.key.hex: rules.item(fact.item) for fact in books.facts}
    return {
        line: amount
        for line, amount in books.lines(account).items()
        if line in items and items[line].direction is Direction.DEDUCT
    }


def test_a_withdrawal_leaves_every_account_as_if_the_fact_had_never_been(town: Town) -> None:
    released = 0

    @laws
    @given(enters(6, 12), st.integers(0, 11))
    def as_if_never(deed: Enter, which: int) -> None:
        nonlocal released
        which %= len(deed.facts)
        with undone():
            never = early(town)
            enter(never, deed, without=which)
            expected = standing(never)
        with undone():
            here = early(town)
            facts = enter(here, deed)
            gone = [f for f in facts if f.decision_number.endswith(f"号{which}")]
            assert len(gone) <= 1
            if not gone:  # the row was refused: nothing to withdraw
                assert standing(here) == expected
                return
            before = Books(here.area)
            were = {a.pk: taken(here, before, a) for a in before.accounts}
            alter(here, gone[0], Change.Kind.WITHDRAW)
            committed()
            assert after_commit(here.area) == []
            books, waits = Books(here.area), waiting(here)
            for account in books.accounts:
                assert books.lines(account).get(gone[0].key.hex, 0) == 0
                for line, amount in taken(here, books, account).items():
                    assert amount >= were[account.pk].get(line, 0), "a deduction takes more"
            touched = {(a.cycle.name, str(a)) for _, a in waits}
            now = standing(here)
            assert {k: v for k, v in now.items() if k not in touched} == {
                k: v for k, v in expected.items() if k not in touched
            }
            released += len(waits)
            for fact, account in waits:
                assert books.lines(account).get(fact.key.hex, 0) == 0, "what waits takes nothing"
                alter(here, fact, Change.Kind.RESUME, account)
                committed()
            assert waiting(here) == []
            assert standing(here) == expected
            assert after_commit(here.area) == []

    as_if_never()
    record(
        "Withdrawals after which every account is as if the fact had never been (I7)",
        n=TRIED,
        result=f"0 differ; {released} released deductions waited for service",
    )


def two_under_one_limit(town: Town) -> tuple[Fact, Fact]:
    """Two blames under a limit of 9: the first takes 6, so the second, 8 by itself, takes 3."""
    here = early(town)
    here.enter(fact("决1号", "D-1", "张三稻", measures=Measures(quantity=3)))
    here.enter(fact("决2号", "D-3", "张三稻", measures=Measures(level="heavy")))
    first, second = (
        Fact.objects.filter(town=town.area)
        .select_related("cycle__version", "cycle__town", "town", "unit")
        .order_by("seq")
    )
    return first, second


def test_a_deduction_released_from_a_limit_waits_until_it_is_resumed(town: Town) -> None:
    first, second = two_under_one_limit(town)
    mine = Account.objects.get(cycle=town.cycle, cadre__name="张三稻")
    assert Books(town.area).lines(mine)[second.key.hex] == -3_00

    alter(town, first, Change.Kind.WITHDRAW)
    mine.refresh_from_db()
    assert (mine.deducted, mine.gross) == (0, 0)
    assert [(f.key, a.pk) for f, a in waiting(town)] == [(second.key, mine.pk)]

    alter(town, second, Change.Kind.RESUME, mine)
    mine.refresh_from_db()
    assert (mine.deducted, mine.gross) == (8_00, 8_00)
    assert after_commit(town.area) == []


def test_without_that_wait_somebody_would_be_worse_off_unheard(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the law forbids happens once the protection is taken away."""
    first, second = two_under_one_limit(town)
    monkeypatch.setattr(changes, "_suspend_released", lambda *args, **kwargs: None)
    alter(town, first, Change.Kind.WITHDRAW)
    mine = Account.objects.get(cycle=town.cycle, cadre__name="张三稻")
    assert Books(town.area).lines(mine)[second.key.hex] == -8_00, "it took 3 before"


def test_a_share_that_waits_goes_on_waiting_when_the_whole_is_resumed(town: Town) -> None:
    first, second = two_under_one_limit(town)
    alter(town, first, Change.Kind.WITHDRAW)
    mine = Account.objects.get(cycle=town.cycle, cadre__name="张三稻")
    for kind in (Change.Kind.SUSPEND, Change.Kind.RESUME):
        alter(town, second, kind)
        assert after_commit(town.area) == []
    mine.refresh_from_db()
    assert mine.deducted == 0
    alter(town, second, Change.Kind.RESUME, mine)
    mine.refresh_from_db()
    assert mine.deducted == 8_00
    assert after_commit(town.area) == []
