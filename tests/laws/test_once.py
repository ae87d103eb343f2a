"""I3: the same cause posts once, by whatever way it comes and however often."""

import datetime as dt

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifen.claims.commands import past, take_step
from jifen.claims.models import Claim
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.report import Outcome
from jifen.core.workflow import Action, Kind, State
from jifen.ledger.models import Change, Entry, Fact
from jifen.sheets.facts import FactRow
from tests.harness.figures import figure, record
from tests.laws.histories import Enter, enters
from tests.laws.oracle import after_commit, snapshot
from tests.laws.town import WAYS, Town, committed, fact, undone, withdrawal

TRIED = figure(6, 60)
laws = settings(
    max_examples=TRIED,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def row(town: Town, **other: object) -> FactRow:
    return fact(town.number(), "D-1", "张三稻", measures=Measures(quantity=1), **other)  # type: ignore[arg-type]


def test_a_file_handed_in_again_in_any_order_adds_nothing(town: Town) -> None:
    @laws
    @given(enters(3, 9), st.randoms(use_true_random=False))
    def adds_nothing(deed: Enter, random: object) -> None:
        with undone():
            rows = deed.rows(town)
            first = town.enter(*rows)
            stood = snapshot(town.area)
            random.shuffle(rows)  # type: ignore[attr-defined]
            again = town.enter(*rows)
            committed()
            assert snapshot(town.area) == stood
            assert again.count(Outcome.ADDED) == 0
            assert again.count(Outcome.KNOWN) == first.count(Outcome.ADDED)
            assert again.count(Outcome.REFUSED) == first.count(Outcome.REFUSED)

    adds_nothing()
    record("Files of facts handed in again, rows shuffled (I3)", n=TRIED, result="0 rows added")


def test_a_dry_run_leaves_no_trace(town: Town) -> None:
    stood = snapshot(town.area)
    tried = town.enter(row(town), dry_run=True)
    assert tried.count(Outcome.ADDED) == 1
    assert snapshot(town.area) == stood
    assert after_commit(town.area) == []


def test_rows_that_are_drafts_do_not_enter_as_decided_too(town: Town) -> None:
    one = row(town, on=dt.date(2025, 7, 20))
    assert town.enter(one, second="").count(Outcome.ADDED) == 1
    assert town.enter(one).count(Outcome.KNOWN) == 1
    assert not Fact.objects.filter(town=town.area).exists()


def test_rows_that_entered_as_decided_do_not_become_drafts(town: Town) -> None:
    one = row(town)
    assert town.enter(one).count(Outcome.ADDED) == 1
    assert town.enter(one, second="").count(Outcome.KNOWN) == 1
    assert not Claim.objects.filter(town=town.area).exists()


def test_a_row_whose_draft_was_taken_back_may_enter_as_decided(town: Town) -> None:
    one = row(town)
    town.enter(one, second="")
    town.walk(Claim.objects.get(town=town.area), ("line", Action.WITHDRAW))
    assert town.enter(one).count(Outcome.ADDED) == 1
    assert after_commit(town.area) == []


def test_a_row_that_went_the_long_way_is_known_for_ever(town: Town) -> None:
    town.day = dt.date(2025, 7, 25)
    one = row(town, on=dt.date(2025, 7, 20))
    town.enter(one, second="")
    claim = to_the_last_step(town, Claim.objects.get(town=town.area))
    claim = town.walk(claim, ("clerk-2", Action.RECORD))
    assert claim.state == State.RECORDED
    stood = snapshot(town.area)
    assert town.enter(one).count(Outcome.KNOWN) == 1
    assert snapshot(town.area) == stood


@pytest.mark.parametrize("item", ["A-1", "D-1"])
def test_the_recording_step_taken_twice_records_once(town: Town, item: str) -> None:
    town.day = dt.date(2025, 7, 25)
    claim = recordable(town, item)
    stale = Claim.objects.get(pk=claim.pk)
    town.step(claim, "clerk-2", Action.RECORD)
    stood = snapshot(town.area)
    with pytest.raises(Refusal, match="moved-first"):
        take_step(stale, Action.RECORD, hand=town.hand("clerk"))
    assert snapshot(town.area) == stood
    assert Fact.objects.get(town=town.area).key == claim.ref
    assert after_commit(town.area) == []


def recordable(town: Town, item: str) -> Claim:
    """A claim with nothing left but to be recorded; the town's day is when that may be."""
    return to_the_last_step(town, town.draft("line", item, "张三稻"))


def to_the_last_step(town: Town, claim: Claim) -> Claim:
    for login, action in WAYS[Kind(claim.kind)]:
        claim = town.walk(claim, (login, action))
        if claim.due_on is not None:
            town.day = claim.due_on + dt.timedelta(days=1)
    return claim


def test_a_withdrawal_enters_once(town: Town) -> None:
    one = row(town)
    town.enter(one)
    gone = withdrawal(one)
    assert town.enter(withdrawals=[gone]).count(Outcome.ADDED) == 1
    stood = snapshot(town.area)
    assert town.enter(withdrawals=[gone, gone]).count(Outcome.KNOWN) == 2
    assert snapshot(town.area) == stood
    assert Change.objects.count() == 1


def test_two_equal_withdrawals_in_one_file_withdraw_once(town: Town) -> None:
    one = row(town)
    town.enter(one)
    done = town.enter(withdrawals=[withdrawal(one), withdrawal(one)])
    assert [r.outcome for r in done.rows] == [Outcome.ADDED, Outcome.REFUSED]
    assert str(done.rows[1].refusal) == "change.withdrawn"
    assert Change.objects.count() == 1


def test_equal_rows_of_one_file_are_told_apart_by_their_order_among_equals(town: Town) -> None:
    one = row(town)
    assert town.enter(one, one).count(Outcome.ADDED) == 2
    assert town.enter(one, one).count(Outcome.KNOWN) == 2
    third = town.enter(one, one, one)
    assert (third.count(Outcome.KNOWN), third.count(Outcome.ADDED)) == (2, 1)


# ------------------------------------------------------------------ the database stands behind it
def test_where_the_house_forgets_the_database_remembers(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = row(town)
    town.enter(one)
    entries = Entry.objects.count()
    monkeypatch.setattr(past._Entry, "_known", lambda self: set())
    with pytest.raises(IntegrityError), undone():
        town.enter(one)
    assert Entry.objects.count() == entries


def test_without_its_identity_the_same_row_would_post_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past._Entry, "_identity", lambda *args: "")
    one = row(town)
    town.enter(one)
    town.enter(one)
    assert Fact.objects.filter(town=town.area).count() == 2
