"""What the day does to points, and what putting something right does: by entries of their own."""

import datetime as dt

import pytest

from jifen.claims import commands as claims
from jifen.claims.foreseen import preview
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.report import Outcome
from jifen.core.rules import Capacity
from jifen.ledger.models import Account, Change, Entry, Fact
from jifen.ledger.proof import faults
from jifen.ledger.queries import Reason, explain, inputs
from jifen.outcomes.case import Stage
from jifen.outcomes.queries import cases
from jifen.register.commands import bring_to_today
from jifen.rulebook.queries import rulebook
from jifen.sheets.people import Post
from jifen.standings import commands as standings
from jifen.standings.queries import live
from tests.harness.database import walls_down
from tests.laws.histories import alter, facts_of, put_right
from tests.laws.oracle import broken
from tests.laws.town import EAST, WEST, Town, duty, fact, found, person, undone

NOW = dt.date(2025, 3, 3)
Z = "张三稻"


@pytest.fixture
def town(db: None) -> Town:
    made = found()
    made.day = NOW
    return made


def enter(town: Town, item: str, *who: str, on: dt.date = NOW, unit: str = EAST) -> Fact:
    done = town.enter(fact(town.number(), item, *who, on=on, unit=unit))
    assert done.count(Outcome.ADDED) == 1, [row.refusal for row in done.rows]
    return facts_of(town)[-1]


def tick(town: Town, on: dt.date) -> int:
    town.day = on
    return bring_to_today(town.area, hand=town.hand("system"))


def moved(town: Town, name: str = Z, *, since: int = 0) -> list[tuple[str, str, int]]:
    """Event, key up to its day, amount: the entries on facts of a cadre after a record."""
    rows = Entry.objects.filter(
        account__cycle=town.cycle, account__cadre__name=name, fact__isnull=False, seq__gt=since
    )
    return [(e.event, e.event_key, e.amount) for e in rows.order_by("seq")]


# ------------------------------------------------------------------ the day
def test_an_addition_expires_by_an_entry_of_the_day_it_does(town: Town) -> None:
    enter(town, "C-1", Z)
    assert tick(town, dt.date(2025, 6, 2)) == 0
    assert tick(town, dt.date(2025, 6, 3)) == 1
    assert moved(town)[-1] == ("expire", "day:2025-06-03", -3_00)
    assert broken(town.area) == []


def test_what_goes_on_uncorrected_is_deducted_again_day_by_day(town: Town) -> None:
    enter(town, "C-2", Z)
    tick(town, dt.date(2025, 4, 1))
    tick(town, dt.date(2025, 4, 2))
    tick(town, dt.date(2025, 7, 20))
    assert [row[1:] for row in moved(town)[1:]] == [
        ("day:2025-04-02", -2_00),
        ("day:2025-07-20", -4_00),
    ], "four times is the most"
    assert broken(town.area) == []


def test_the_same_day_twice_posts_nothing(town: Town) -> None:
    enter(town, "C-2", Z)
    assert tick(town, dt.date(2025, 5, 2)) > 0
    assert tick(town, dt.date(2025, 5, 2)) == 0


def test_the_day_never_passes_the_cycles_last_one(town: Town) -> None:
    town.day = dt.date(2025, 7, 20)
    enter(town, "C-2", Z, on=dt.date(2025, 7, 15))
    assert tick(town, dt.date(2025, 9, 1)) == 0
    last = dt.date(2025, 7, 31)
    assert set(Account.objects.filter(cycle=town.cycle).values_list("as_of", flat=True)) == {last}


def test_a_record_brings_its_accounts_to_the_day_first(town: Town) -> None:
    enter(town, "C-1", Z)
    town.day = dt.date(2025, 6, 10)
    enter(town, "D-6", Z, on=town.day)
    assert [row[0] for row in moved(town)] == ["accept", "expire", "accept"]
    assert moved(town)[1] == ("expire", "day:2025-06-10", -3_00)
    assert broken(town.area) == []


def test_the_register_and_the_day_have_entries_of_their_own(town: Town) -> None:
    enter(town, "C-1", Z)
    town.day = dt.date(2025, 6, 10)
    town.register(people=[person("孙六豆", EAST, since=dt.date(2025, 6, 1))])
    assert moved(town)[-1][0] == "expire"
    assert broken(town.area) == []


def test_a_preview_leaves_out_what_the_day_does_anyway(town: Town) -> None:
    enter(town, "C-1", Z)
    said = preview(
        town.cycle,
        item=rulebook(town.version).item("D-6"),
        unit=town.unit(EAST),
        people={town.code(Z): Capacity.NAMED},
        happened_on=NOW,
        measures=Measures(),
        on=dt.date(2025, 6, 10),
    )
    assert [move.amount for move in said] == [-5_00]


def test_a_preview_counts_what_has_recurred_by_today(town: Town) -> None:
    said = preview(
        town.cycle,
        item=rulebook(town.version).item("C-2"),
        unit=town.unit(EAST),
        people={town.code(Z): Capacity.NAMED},
        happened_on=dt.date(2025, 1, 2),
        measures=Measures(),
        on=NOW,
    )
    assert [move.amount for move in said] == [-6_00]


def test_a_live_board_says_what_the_ledger_says_account_by_account(town: Town) -> None:
    enter(town, "C-1", Z)
    town.day = dt.date(2025, 6, 10)
    enter(town, "D-6", "李二麦", on=town.day)  # the other account stays at its day
    rows = {row.name: row.total for row in live(town.cycle).rows}
    kept = Account.objects.filter(cycle=town.cycle, cadre__isnull=False).select_related("cadre")
    assert rows == {str(account.cadre): account.balance for account in kept}


def test_a_cycle_closes_on_the_last_days_figures_whatever_day_was_seen_last(town: Town) -> None:
    town.day = dt.date(2025, 6, 1)
    enter(town, "C-2", Z, on=town.day)
    town.day = dt.date(2025, 8, 20)
    standings.propose_close(town.cycle, hand=town.hand("clerk"))
    standings.close(town.cycle, hand=town.hand("head"), second=town.actor("clerk"))
    assert moved(town)[-1] == ("expire", "day:2025-07-31", -4_00)
    assert broken(town.area) == []


# ------------------------------------------------------------------ repair
def test_a_repair_stops_recurrence_and_gives_half_back(town: Town) -> None:
    done = enter(town, "C-2", Z, on=dt.date(2025, 1, 2))  # three times by now: 6
    put_right(town, done, dt.date(2025, 2, 5))  # twice, half of it back
    assert moved(town)[-1] == ("repair", Change.objects.get(kind="repair").key.hex, 4_00)
    assert Account.objects.get(cycle=town.cycle, cadre__name=Z).gross == 2_00
    assert broken(town.area) == []


def test_a_repair_taken_back_is_as_if_it_had_not_been(town: Town) -> None:
    done = enter(town, "C-2", Z, on=dt.date(2025, 1, 2))
    before = Account.objects.get(cycle=town.cycle, cadre__name=Z).balance
    put_right(town, done, dt.date(2025, 2, 5))
    put_right(town, done, None)
    assert Account.objects.get(cycle=town.cycle, cadre__name=Z).balance == before
    put_right(town, done, dt.date(2025, 3, 1))
    assert explain_of(town).repaired_on == dt.date(2025, 3, 1)
    assert broken(town.area) == []


def explain_of(town: Town, name: str = Z) -> Reason:
    account = Account.objects.select_related("cadre", "cycle__town", "cycle__version").get(
        cycle=town.cycle, cadre__name=name
    )
    return next(reason for reason in explain(account).reasons if reason.fact)


def test_a_repair_of_one_account_leaves_the_others(town: Town) -> None:
    done = enter(town, "C-2", Z, "李二麦", on=dt.date(2025, 2, 20))
    mine = Account.objects.get(cycle=town.cycle, cadre__name=Z)
    put_right(town, done, dt.date(2025, 3, 1), mine)
    amounts = {name: sum(amount for _, _, amount in moved(town, name)) for name in (Z, "李二麦")}
    assert amounts == {Z: -1_00, "李二麦": -2_00}
    assert broken(town.area) == []


def test_additions_thaw_when_what_froze_them_is_put_right(town: Town) -> None:
    froze = enter(town, "C-3", Z, on=dt.date(2025, 2, 1))
    enter(town, "A-1", Z, on=dt.date(2025, 2, 10))
    assert [amount for _, _, amount in moved(town)] == [-1_00], "frozen: nothing to post"
    put_right(town, froze, dt.date(2025, 3, 1))
    assert moved(town)[-1][2] == 3_00
    assert broken(town.area) == []


def test_a_deduction_that_a_repair_releases_waits_to_be_served(town: Town) -> None:
    """As after a withdrawal: nobody is worse off because something else was put right."""
    done = enter(town, "C-2", Z, on=dt.date(2024, 11, 1))  # four times by now: 8
    full = Measures(chosen=Centipoints(25_00))
    town.enter(
        fact(town.number(), "D-4", f"{Z}:责任人", measures=full)
    )  # the chapter has 28: 20 of it
    balance = Account.objects.get(cycle=town.cycle, cadre__name=Z).balance
    put_right(town, done, dt.date(2024, 11, 20))
    assert Change.objects.filter(kind="suspend").count() == 1
    assert Account.objects.get(cycle=town.cycle, cadre__name=Z).balance > balance
    assert broken(town.area) == []


def test_a_repair_changed_behind_the_walls_is_named(town: Town) -> None:
    put_right(town, enter(town, "C-2", Z, on=dt.date(2025, 1, 2)), dt.date(2025, 2, 5))
    changes: tuple[dict[str, object], ...] = (
        {"repaired_on": dt.date(2025, 1, 3)},
        {"evidence": []},
        {"reason": "别的"},
    )
    for change in changes:
        with undone(), walls_down():
            Change.objects.update(**change)
            assert "repair.changed" in {fault.code for fault in faults(town.area)}


def test_a_warning_is_not_opened_by_what_has_not_recurred_yet(town: Town) -> None:
    """The line of 12 is reached by 11 and one more time, which comes only with its day."""
    full = Measures(chosen=Centipoints(11_00))
    town.enter(fact(town.number(), "D-4", f"{Z}:责任人", on=NOW, measures=full))
    enter(town, "C-3", Z)
    enter(town, "C-2", "李二麦")
    assert [case.cadre.name for case in cases(town.cycle, today=town.day)] == [Z]
    town.day = dt.date(2025, 7, 30)
    assert "李二麦" not in {case.cadre.name for case in cases(town.cycle, today=town.day)}


def test_a_suspended_fact_that_was_put_right_stays_suspended_for_its_case(town: Town) -> None:
    done = enter(town, "C-2", Z, on=dt.date(2025, 1, 2))
    full = Measures(chosen=Centipoints(8_00))
    town.enter(fact(town.number(), "D-4", f"{Z}:责任人", on=NOW, measures=full))
    assert [case.gross for case in cases(town.cycle, today=town.day)] == [14_00]
    alter(town, done, Change.Kind.SUSPEND)
    put_right(town, done, dt.date(2025, 2, 5))
    (case,) = cases(town.cycle, today=town.day)
    assert (case.gross, case.stage) == (8_00, Stage.LAPSED), "once opened, it stays listed"


# ------------------------------------------------------------------ earlier cycles
def test_an_offence_of_the_last_cycle_makes_this_one_the_second(town: Town) -> None:
    enter(town, "C-4", Z, on=dt.date(2025, 3, 1))
    town.day = dt.date(2025, 9, 1)
    town.open_next()
    enter(town, "C-4", Z, on=dt.date(2025, 8, 20))
    assert (
        Entry.objects.order_by("-seq").filter(fact__isnull=False, account__cadre__name=Z)[0].amount
        == -2_00
    )
    assert broken(town.area) == []


def test_a_withdrawal_in_an_earlier_cycle_moves_the_later_one(town: Town) -> None:
    first = enter(town, "C-4", Z, on=dt.date(2025, 3, 1))
    town.day = dt.date(2025, 9, 1)
    later = town.open_next()
    enter(town, "C-4", Z, on=dt.date(2025, 8, 20))
    claims.withdraw(first, reason="复查不实", hand=town.hand("clerk"), second=town.actor("member"))
    mine = Entry.objects.filter(account__cycle=later, account__cadre__name=Z, event="withdraw")
    assert [entry.amount for entry in mine] == [1_00]
    assert broken(town.area) == []


def test_offences_before_the_window_are_no_offences(town: Town) -> None:
    enter(town, "C-4", Z, on=dt.date(2024, 8, 2))
    town.day = dt.date(2025, 9, 1)
    later = town.open_next()
    mine = Account.objects.select_related("cadre", "cycle__town").get(cycle=later, cadre__name=Z)
    assert len(inputs(later, of=[mine])[mine.pk].prior) == 1, "the widest window still holds it"
    enter(town, "C-4", Z, on=dt.date(2025, 8, 20))
    assert Entry.objects.filter(account=mine, fact__isnull=False).get().amount == -1_00


def test_a_village_looks_back_as_well(town: Town) -> None:
    enter(town, "C-5")
    town.day = dt.date(2025, 9, 1)
    later = town.open_next()
    mine = Account.objects.select_related("village", "cycle__town").get(
        cycle=later, village__name=EAST
    )
    assert [one.item for one in inputs(later, of=[mine])[mine.pk].prior] == ["C-5"]


# ------------------------------------------------------------------ who bears, and as what
def test_the_director_of_the_village_committee_bears_as_director(town: Town) -> None:
    enter(town, "C-5")
    assert [amount for _, _, amount in moved(town, "王一禾")] == [-1_00]


def test_who_assists_in_the_duty_bears_as_assistant(town: Town) -> None:
    town.register(duties=[duty("safety", EAST, "李二麦", Z, since=dt.date(2025, 1, 1))])
    enter(town, "C-5")
    assert moved(town)[0][2] == -50


def test_a_deputy_director_is_no_director(town: Town) -> None:
    town.register(
        people=[person("孙六豆", WEST, Post("居委会副主任", Body.ELECTED), group=PostGroup.DEPUTY)]
    )
    enter(town, "C-5", unit=WEST)
    assert moved(town, "孙六豆") == []


def test_an_account_knows_who_its_holder_is_and_where(town: Town) -> None:
    every = {account.holder: account for account in inputs(town.cycle).values()}
    chief, west = every[town.code("王一禾")], every[town.code("钱五黍")]
    assert (chief.post_group, chief.bodies, chief.place) == (
        PostGroup.CHIEF,
        {Body.PARTY, Body.ELECTED},
        "village",
    )
    assert (west.post_group, west.place) == (PostGroup.MEMBER, "community")
    assert every[town.unit(WEST).path].place == "community"
