"""Each circumstance by itself: where it begins, where it ends, and what the trace says of it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from jifen.core.assess import StepKind
from jifen.core.circumstances import (
    CalendarPeriod,
    Finder,
    MonthDay,
    Needs,
    Recurring,
    Repair,
    Repeat,
    ValidFrom,
    Validity,
    Zeroing,
)
from jifen.core.facts import Measures, Offence, Party
from jifen.core.rules import Capacity, Rulebook
from jifen.core.shapes import Issuer, Level, LevelRow
from tests.core.by_hand import FREE, account, amount, fact, gives, item, kinds, of, on, p, step_of
from tests.core.strategies import HOLDER, rulebook_of

HALF, DOUBLE = Fraction(1, 2), Fraction(2)


# ------------------------------------------------------------------ validity 有效期
def test_a_fact_is_worth_nothing_from_the_day_its_months_are_over() -> None:
    brief = item("A1", validity=Validity(months=6))
    one = fact("f1", "A1", "08-31")
    assert gives(of(brief, one, as_of="2025-02-27")) == {"f1": "4"}
    over = of(brief, one, as_of="2025-02-28")  # six months on, clamped to February's last day
    assert gives(over) == {"f1": "0"}
    assert kinds(over, "f1") == ["amount", "expired", "share"]


def test_validity_goes_by_the_level_or_the_level_of_its_issuer() -> None:
    table = Level(
        rows=(
            LevelRow(key="county", name="县级", points=p("6")),
            LevelRow(key="town", name="镇级", points=p("2")),
        ),
        issuers=(
            Issuer(name="县委", level="county"),
            Issuer(name="县局", level="county", department=True),
        ),
        department_lower=True,
    )
    brief = item("A1", scoring=table, validity=Validity(by_level={"county": 9, "town": 3}))
    facts = [
        fact("f1", "A1", measures=Measures(level="county")),
        fact("f2", "A1", measures=Measures(level="县委")),
        fact("f3", "A1", measures=Measures(level="county", department=True)),
        fact("f4", "A1", measures=Measures(level="县局")),
        fact("f5", "A1", measures=Measures(level="town")),
    ]
    assert list(gives(of(brief, *facts, as_of="11-01")).values()) == ["6", "6", "0", "0", "0"]
    assert list(gives(of(brief, *facts, as_of="10-31")).values()) == ["6", "6", "2", "2", "2"]


def test_a_level_that_the_validity_does_not_name_never_expires() -> None:
    rows = (LevelRow(key="county", name="县级", points=p("6")),)
    brief = item("A1", scoring=Level(rows=rows), validity=Validity(by_level={"town": 1}))
    one = fact("f1", "A1", measures=Measures(level="county"))
    assert gives(of(brief, one)) == {"f1": "6"}


def test_validity_by_size_goes_by_the_first_row_that_the_amount_reaches() -> None:
    sizes = (ValidFrom(points=p("10"), months=9), ValidFrom(points=p("3"), months=3))
    brief = item("D1", scoring=FREE, validity=Validity(by_size=sizes))
    facts = [
        fact("f1", "D1", measures=amount("10")),
        fact("f2", "D1", measures=amount("9.99")),
        fact("f3", "D1", measures=amount("3")),
        fact("f4", "D1", measures=amount("2.99")),
    ]
    asked = of(brief, *facts, as_of="11-01")
    assert list(gives(asked).values()) == ["-10", "0", "0", "-2.99"]


def test_validity_by_size_goes_by_the_amount_that_a_meeting_decided() -> None:
    sizes = (ValidFrom(points=p("4"), months=1),)
    brief = item("A1", overridable=True, validity=Validity(by_size=sizes))
    decided = fact("f1", "A1", measures=Measures(override=p("3"), decision="纪要1号"))
    assert gives(of(brief, decided, fact("f2", "A1"))) == {"f1": "3", "f2": "0"}


# ------------------------------------------------------------------ recurring 持续未改
def test_what_is_not_corrected_counts_again_for_every_whole_month() -> None:
    lasting = item("D1", recurring=Recurring(months=1))
    one = fact("f1", "D1", "08-31")
    assert gives(of(lasting, one, as_of="09-29")) == {"f1": "-4"}
    assert gives(of(lasting, one, as_of="09-30")) == {"f1": "-8"}
    asked = of(lasting, one, as_of="10-31")
    assert gives(asked) == {"f1": "-12"}
    assert step_of(asked, "f1", StepKind.RECURRING).times == 3


def test_it_recurs_until_the_day_it_was_corrected_and_so_many_times_at_most() -> None:
    lasting = item("D1", recurring=Recurring(days=10, times=3))
    corrected = fact("f1", "D1", "08-01", repaired_on=on("08-21"))
    early = fact("f2", "D1", "08-01", repaired_on=on("08-10"))
    before = fact("f3", "D1", "08-01", repaired_on=on("2024-07-01"))
    never = fact("f4", "D1", "08-01")
    assert list(gives(of(lasting, corrected, early, before, never)).values()) == [
        "-12",
        "-4",
        "-4",
        "-12",
    ]
    assert list(gives(of(lasting, corrected, as_of="08-11")).values()) == ["-8"]


# ------------------------------------------------------------------ repeat 再次发生
def test_the_nth_time_weighs_the_nth_factor_and_the_last_one_from_there_on() -> None:
    again = item("D1", repeat=Repeat(factors=(Fraction(1), DOUBLE, Fraction(3))))
    days = ("08-01", "09-01", "10-01", "11-01")
    asked = of(again, *(fact(f"f{n}", "D1", day) for n, day in enumerate(days)))
    assert list(gives(asked).values()) == ["-4", "-8", "-12", "-12"]
    assert [step_of(asked, f"f{n}", StepKind.REPEAT).times for n in (1, 2, 3)] == [2, 3, 4]
    assert kinds(asked, "f0") == ["amount", "share"]


def test_times_are_counted_by_day_whatever_the_order_of_recording() -> None:
    again = item("D1", repeat=Repeat(factors=(Fraction(1), DOUBLE)))
    recorded_first, late = fact("f1", "D1", "10-01"), fact("f2", "D1", "08-01")
    assert gives(of(again, recorded_first)) == {"f1": "-4"}
    assert gives(of(again, recorded_first, late)) == {"f1": "-8", "f2": "-4"}


def test_of_two_on_one_day_the_smaller_key_comes_first() -> None:
    again = item("D1", repeat=Repeat(factors=(Fraction(1), DOUBLE)))
    asked = of(again, fact("b", "D1", seq=1), fact("a", "D1", seq=2))
    assert gives(asked) == {"b": "-8", "a": "-4"}


@pytest.mark.parametrize(("later", "second"), [("08-30", "-8"), ("08-31", "-4")])
def test_a_window_of_days_looks_back_so_many_days_today_included(later: str, second: str) -> None:
    again = item("D1", repeat=Repeat(factors=(Fraction(1), DOUBLE), days=30))
    asked = of(again, fact("f1", "D1", "08-01"), fact("f2", "D1", later))
    assert gives(asked)["f2"] == second


@pytest.mark.parametrize(("later", "second"), [("2025-02-27", "-8"), ("2025-02-28", "-4")])
def test_a_window_of_months_is_over_on_the_same_day_clamped(later: str, second: str) -> None:
    again = item("D1", repeat=Repeat(factors=(Fraction(1), DOUBLE), months=6))
    asked = of(again, fact("f1", "D1", "08-31"), fact("f2", "D1", later))
    assert gives(asked)["f2"] == second


def test_a_window_looks_back_into_earlier_cycles_and_the_cycle_alone_does_not() -> None:
    before = account(prior=(Offence(key="old", item="D2", happened_on=on("2024-07-20")),))
    counted = {"repeat": Repeat(factors=(Fraction(1), DOUBLE), days=30, together=frozenset({"D2"}))}
    one = fact("f1", "D1", "08-10")
    looking_back = rulebook_of(item("D1", **counted), item("D2"))
    assert gives(of(looking_back, one, whose=before)) == {"f1": "-8"}
    alone = rulebook_of(
        item("D1", repeat=Repeat(factors=(Fraction(1), DOUBLE), days=30)), item("D2")
    )
    assert gives(of(alone, one, whose=before)) == {"f1": "-4"}
    cycle = Repeat(factors=(Fraction(1), DOUBLE), together=frozenset({"D2"}))
    inside = rulebook_of(item("D1", repeat=cycle), item("D2"))
    assert gives(of(inside, one, whose=before)) == {"f1": "-4"}


def test_items_counted_together_count_for_the_one_that_says_so() -> None:
    both = rulebook_of(
        item("D1", repeat=Repeat(factors=(Fraction(1), DOUBLE), together=frozenset({"D2"}))),
        item("D2", repeat=Repeat(factors=(Fraction(1), DOUBLE))),
    )
    asked = of(
        both, fact("f1", "D2", "08-01"), fact("f2", "D1", "09-01"), fact("f3", "D2", "10-01")
    )
    assert gives(asked) == {"f1": "-4", "f2": "-8", "f3": "-8"}


def test_expired_and_repaired_times_still_count_and_other_peoples_do_not() -> None:
    again = item(
        "D1",
        repeat=Repeat(factors=(Fraction(1), DOUBLE)),
        validity=Validity(months=1),
        repair=Repair(gives_back=Fraction(1)),
    )
    asked = of(
        again,
        fact("f1", "D1", "08-01", repaired_on=on("08-02")),
        fact("f2", "D1", "2025-07-20"),
    )
    assert gives(asked) == {"f1": "0", "f2": "-8"}
    stranger = Party(cadre="C999", capacities=frozenset({Capacity.NAMED}))
    alone = of(again, fact("f1", "D1", parties=(stranger,)), fact("f2", "D1", "2025-07-20"))
    assert gives(alone) == {"f1": "0", "f2": "-4"}


def test_a_factor_of_nothing_leaves_a_repeat_uncounted() -> None:
    once = item("A1", repeat=Repeat(factors=(Fraction(1), Fraction(0))))
    assert gives(of(once, fact("f1", "A1"), fact("f2", "A1"))) == {"f1": "4", "f2": "0"}


# ------------------------------------------------------------------ calendar periods 重要时段
def in_periods(*periods: CalendarPeriod, **factors: Fraction) -> Rulebook:
    return rulebook_of(item("D1", period_factors=factors), periods=periods)


SPRING = CalendarPeriod(code="spring", name="春运", yearly=((MonthDay(12, 20), MonthDay(2, 10)),))


@pytest.mark.parametrize(
    ("day", "worth"),
    [("12-19", "-4"), ("12-20", "-8"), ("01-15", "-8"), ("02-10", "-8"), ("02-11", "-4")],
)
def test_a_yearly_period_may_run_over_the_new_year(day: str, worth: str) -> None:
    assert gives(of(in_periods(SPRING, spring=DOUBLE), fact("f1", "D1", day))) == {"f1": worth}


@pytest.mark.parametrize(
    ("day", "worth"), [("09-14", "-4"), ("09-15", "-6"), ("09-17", "-6"), ("09-18", "-4")]
)
def test_the_first_and_the_last_day_of_named_dates_are_inside(day: str, worth: str) -> None:
    feast = CalendarPeriod(code="feast", name="中秋", dates=((on("09-15"), on("09-17")),))
    asked = of(in_periods(feast, feast=Fraction(3, 2)), fact("f1", "D1", day))
    assert gives(asked) == {"f1": worth}


@pytest.mark.parametrize(
    ("day", "worth"), [("02-27", "-4"), ("02-28", "-8"), ("03-01", "-8"), ("03-02", "-4")]
)
def test_29_february_is_the_28th_in_a_common_year(day: str, worth: str) -> None:
    leap = CalendarPeriod(code="leap", name="闰日", yearly=((MonthDay(2, 29), MonthDay(3, 1)),))
    assert gives(of(in_periods(leap, leap=DOUBLE), fact("f1", "D1", day))) == {"f1": worth}


def test_of_several_periods_the_largest_factor_counts() -> None:
    all_year = CalendarPeriod(
        code="year", name="全年", yearly=((MonthDay(1, 1), MonthDay(12, 31)),)
    )
    both = in_periods(SPRING, all_year, spring=DOUBLE, year=HALF)
    asked = of(both, fact("f1", "D1", "12-25"), fact("f2", "D1", "08-01"))
    assert gives(asked) == {"f1": "-8", "f2": "-2"}
    assert step_of(asked, "f1", StepKind.PERIOD).scope == "spring"


@pytest.mark.parametrize(("day", "worth"), [("09-30", "-4"), ("10-01", "-8"), ("10-02", "-4")])
def test_a_yearly_period_of_one_day_is_that_day(day: str, worth: str) -> None:
    feast = CalendarPeriod(code="feast", name="国庆", yearly=((MonthDay(10, 1), MonthDay(10, 1)),))
    assert gives(of(in_periods(feast, feast=DOUBLE), fact("f1", "D1", day))) == {"f1": worth}


def test_of_periods_with_one_factor_the_trace_names_the_same_one_always() -> None:
    named = [replace(SPRING, code=code) for code in ("b", "a", "c")]
    both = in_periods(*named, b=DOUBLE, a=DOUBLE, c=DOUBLE)
    asked = of(both, fact("f1", "D1", "12-25"))
    assert step_of(asked, "f1", StepKind.PERIOD).scope == "a"


# ------------------------------------------------------------------ finder, reminder
def test_who_found_it_weighs_its_factor_and_who_is_not_named_weighs_one() -> None:
    found = item("D1", finder_factors={Finder.SUPERIOR: Fraction(3, 2), Finder.SELF: Fraction(0)})
    finders = (Finder.SUPERIOR, Finder.SELF, Finder.PUBLIC)
    asked = of(
        found, *(fact(f"f{n}", "D1", measures=Measures(finder=w)) for n, w in enumerate(finders))
    )
    assert list(gives(asked).values()) == ["-6", "0", "-4"]
    assert kinds(asked, "f2") == ["amount", "share"]


@pytest.mark.parametrize(
    ("reminded", "worth"),
    [("", "0"), ("08-20", "0"), ("08-21", "-4"), ("08-31", "-4"), ("09-01", "0")],
)
def test_without_a_reminder_in_time_it_does_not_count(reminded: str, worth: str) -> None:
    reminding = item("D1", reminded_within=10)
    measures = Measures(reminded_on=on(reminded) if reminded else None)
    asked = of(reminding, fact("f1", "D1", "08-31", measures=measures))
    assert gives(asked) == {"f1": worth}
    assert ("not-reminded" in kinds(asked, "f1")) is (worth == "0")


# ------------------------------------------------------------------ needs 须有工作量
def test_nothing_counts_until_there_are_enough_facts() -> None:
    busy = item("A1", needs=Needs(at_least=3))
    facts = [fact(f"f{n}", "A1") for n in range(3)]
    few = of(busy, *facts[:2])
    assert gives(few) == {"f0": "0", "f1": "0"}
    assert step_of(few, "f0", StepKind.NEEDS).times == 2
    assert gives(of(busy, *facts)) == {"f0": "4", "f1": "4", "f2": "4"}


def test_the_facts_needed_may_be_other_items_and_need_not_be_worth_anything() -> None:
    busy = rulebook_of(
        item("A1", needs=Needs(at_least=2, items=frozenset({"A2", "A3"}))),
        item("A2", validity=Validity(months=1)),
        item("A3"),
    )
    assert gives(of(busy, fact("f1", "A1"), fact("f2", "A2")))["f1"] == "0"
    enough = of(busy, fact("f1", "A1"), fact("f2", "A2"), fact("f3", "A3"))
    assert gives(enough) == {"f1": "4", "f2": "0", "f3": "4"}


# ------------------------------------------------------------------ zeroing 该项不得分
def test_an_item_is_zeroed_from_the_nth_time_of_another_and_no_sooner() -> None:
    book = rulebook_of(
        item("A1"),
        item("A2"),
        item("D1", zeroing=Zeroing(items=frozenset({"A1"}), from_time=2)),
    )
    facts = [fact("f1", "A1", "08-01"), fact("f2", "A2"), fact("f3", "D1", "12-01")]
    assert gives(of(book, *facts)) == {"f1": "4", "f2": "4", "f3": "-4"}
    asked = of(book, *facts, fact("f4", "D1", "12-02"))
    assert gives(asked) == {"f1": "0", "f2": "4", "f3": "-4", "f4": "-4"}
    assert step_of(asked, "f1", StepKind.ZEROED).scope == "D1"


def test_an_expired_offence_no_longer_zeroes() -> None:
    book = rulebook_of(
        item("A1"),
        item("D1", zeroing=Zeroing(items=frozenset({"A1"})), validity=Validity(months=3)),
    )
    facts = fact("f1", "A1"), fact("f2", "D1", "08-10")
    assert gives(of(book, *facts, as_of="11-09"))["f1"] == "0"
    assert gives(of(book, *facts, as_of="11-10"))["f1"] == "4"


# ------------------------------------------------------------------ freezing 未整改冻结
FREEZING = rulebook_of(item("A1"), item("D1", freezes=True))


def test_additions_from_the_day_of_an_uncorrected_offence_on_are_frozen() -> None:
    facts = [
        fact("f1", "A1", "09-09"),
        fact("f2", "A1", "09-10"),
        fact("f3", "A1", "12-01"),
        fact("f4", "D1", "09-10"),
    ]
    asked = of(FREEZING, *facts)
    assert gives(asked) == {"f1": "4", "f2": "0", "f3": "0", "f4": "-4"}
    assert step_of(asked, "f3", StepKind.FROZEN).scope == "D1"


def test_correcting_it_thaws_everything_from_the_day_it_is_done() -> None:
    facts = fact("f1", "A1", "09-20"), fact("f2", "D1", "09-10", repaired_on=on("10-01"))
    assert gives(of(FREEZING, *facts, as_of="09-30"))["f1"] == "0"
    assert gives(of(FREEZING, *facts, as_of="10-01"))["f1"] == "4"


def test_the_first_offence_that_still_freezes_sets_the_day() -> None:
    first = fact("f1", "D1", "09-01", repaired_on=on("09-15"))
    facts = first, fact("f2", "D1", "11-01"), fact("f3", "A1", "10-01"), fact("f4", "A1", "12-01")
    assert gives(of(FREEZING, *facts)) == {"f1": "-4", "f2": "-4", "f3": "4", "f4": "0"}


def test_an_expired_offence_freezes_nothing() -> None:
    book = rulebook_of(item("A1"), item("D1", freezes=True, validity=Validity(months=1)))
    facts = fact("f1", "A1", "09-20"), fact("f2", "D1", "09-10")
    assert gives(of(book, *facts, as_of="10-09"))["f1"] == "0"
    assert gives(of(book, *facts, as_of="10-10")) == {"f1": "4", "f2": "0"}


# ------------------------------------------------------------------ repair 整改返还
@pytest.mark.parametrize(("repaired", "worth"), [("09-30", "-2"), ("10-01", "-4")])
def test_a_repair_in_time_gives_its_share_back(repaired: str, worth: str) -> None:
    mended = item("D1", repair=Repair(gives_back=HALF, within_days=30))
    asked = of(mended, fact("f1", "D1", "08-31", repaired_on=on(repaired)))
    assert gives(asked) == {"f1": worth}


def test_a_repair_counts_from_its_day_on_and_only_where_the_item_has_one() -> None:
    one = fact("f1", "D1", repaired_on=on("09-01"))
    mended = item("D1", repair=Repair(gives_back=Fraction(1, 3)))
    assert gives(of(mended, one, as_of="08-31")) == {"f1": "-4"}
    assert gives(of(mended, one, as_of="09-01")) == {"f1": "-2.67"}
    assert gives(of(item("D1"), one)) == {"f1": "-4"}


def test_a_repair_lowers_the_gross_only_where_the_item_says_so() -> None:
    one = fact("f1", "D1", repaired_on=on("09-01"))
    silent = of(item("D1", repair=Repair(gives_back=Fraction(1))), one)
    assert (gives(silent), silent.deducted, silent.gross) == ({"f1": "0"}, 0, 4_00)
    said = of(item("D1", repair=Repair(gives_back=Fraction(1), gross=True)), one)
    assert (gives(said), said.gross) == ({"f1": "0"}, 0)


def test_the_gross_of_a_repaired_fact_still_stops_at_its_limits() -> None:
    mended = item(
        "D1",
        repair=Repair(gives_back=HALF),
        event_max=p("3"),
        cycle_max=p("5"),
        shares={Capacity.NAMED: Fraction(1), Capacity.MEMBER: Fraction(1, 4)},
    )
    facts = [
        fact("f1", "D1", repaired_on=on("09-01")),
        fact("f2", "D1", parties=(Party(cadre=HOLDER, capacities=frozenset({Capacity.MEMBER})),)),
        fact("f3", "D1"),
    ]
    asked = of(mended, *facts)
    assert gives(asked) == {"f1": "-2", "f2": "-1", "f3": "-2"}
    assert [line.gross for line in asked.lines if line.item] == [3_00, 1_00, 1_00]


def test_what_went_on_stops_to_recur_when_it_is_repaired_in_the_gross_as_well() -> None:
    lasting = item("D1", recurring=Recurring(months=1), repair=Repair(gives_back=HALF))
    asked = of(lasting, fact("f1", "D1", "08-01", repaired_on=on("09-01")))
    assert (gives(asked), asked.gross) == ({"f1": "-4"}, 8_00)


# ------------------------------------------------------------------ all together
def test_circumstances_come_in_the_order_of_the_page_and_are_rounded_one_by_one() -> None:
    everything = item(
        "D1",
        scoring=FREE,
        overridable=True,
        recurring=Recurring(days=10),
        repeat=Repeat(factors=(Fraction(1, 3),)),
        period_factors={"spring": HALF},
        finder_factors={Finder.TOWN: Fraction(1, 3)},
        repair=Repair(gives_back=Fraction(1, 3)),
        event_max=p("0.1"),
    )
    book = rulebook_of(everything, periods=(SPRING,))
    measures = Measures(chosen=p("9"), override=p("1"), decision="纪要2号", finder=Finder.TOWN)
    asked = of(book, fact("f1", "D1", "12-25", measures=measures, repaired_on=on("01-04")))
    assert [(step.kind.value, step.after) for step in asked.lines[-1].steps] == [
        ("amount", -9_00),
        ("override", -1_00),
        ("recurring", -2_00),
        ("repeat", -67),
        ("period", -34),
        ("finder", -11),
        ("repair", -7),
        ("share", -7),
    ]
    assert step_of(asked, "f1", StepKind.OVERRIDE).scope == "纪要2号"
    assert asked.gross == 10  # 0.11, held to the event maximum


def test_what_circumstances_take_is_not_withheld_by_a_limit() -> None:
    brief = item("A1", validity=Validity(months=1), event_max=p("1"))
    asked = of(brief, fact("f1", "A1"))
    assert (asked.lines[-1].amount, asked.lines[-1].withheld) == (0, 0)
    fresh = of(brief, fact("f1", "A1"), as_of="08-02")
    assert (fresh.lines[-1].amount, fresh.lines[-1].withheld) == (1_00, 3_00)
