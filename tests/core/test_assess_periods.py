"""Limits in months, quarters, halves and cycles, counted from the day the cycle starts."""

import datetime as dt
from dataclasses import replace

import pytest

from jifen.core.assess import StepKind, assess
from jifen.core.facts import Account, Fact
from jifen.core.limits import nesting
from jifen.core.rules import Limit, MatterGroup, MatterMode, Rulebook, ScoreRule
from jifen.core.shapes import Period
from tests.core.by_hand import FREE, account, amount, fact, gives, item, kinds, of, p, step_of
from tests.core.strategies import rulebook_of


def test_each_month_has_its_own_room() -> None:
    monthly = item("A1", month_max=p("6"))
    days = "08-01", "08-31", "09-01", "09-30"
    asked = of(monthly, *(fact(f"f{n}", "A1", day) for n, day in enumerate(days)))
    assert list(gives(asked).values()) == ["4", "2", "4", "2"]
    step = step_of(asked, "f1", StepKind.ITEM)
    assert (step.scope, step.limit, step.period) == ("A1", 6_00, Period.MONTH)


def test_a_cycle_that_starts_late_in_a_month_has_months_that_start_then() -> None:
    monthly = item("A1", month_max=p("6"))
    late = account(starts_on=dt.date(2024, 8, 31), ends_on=dt.date(2025, 8, 31))
    days = "2024-09-29", "2024-09-30", "2025-02-27", "2025-02-28"
    asked = of(monthly, *(fact(f"f{n}", "A1", day) for n, day in enumerate(days)), whose=late)
    assert list(gives(asked).values()) == ["4", "4", "4", "4"]
    same = of(monthly, fact("f1", "A1", "2024-09-30"), fact("f2", "A1", "2024-10-30"), whose=late)
    assert list(gives(same).values()) == ["4", "2"]


def test_the_limits_of_an_item_go_from_the_month_to_the_cycle() -> None:
    limited = item(
        "A1",
        scoring=FREE,
        month_max=p("9"),
        quarter_max=p("8"),
        half_max=p("7"),
        cycle_max=p("6"),
    )
    asked = of(limited, fact("f1", "A1", measures=amount("10")))
    steps = asked.lines[-1].steps[2:]
    assert [(step.period.value, step.after) for step in steps] == [
        ("month", 9_00),
        ("quarter", 8_00),
        ("half", 7_00),
        ("cycle", 6_00),
    ]
    assert asked.lines[-1].withheld == 4_00


def test_quarters_and_halves_are_three_and_six_of_the_cycles_months() -> None:
    quarterly, halves = item("A1", quarter_max=p("5")), item("A2", half_max=p("5"))
    days = "08-01", "10-31", "11-01", "01-31", "02-01"
    facts = [fact(f"f{n}", "A1", day) for n, day in enumerate(days)]
    assert list(gives(of(quarterly, *facts)).values()) == ["4", "1", "4", "1", "4"]
    facts = [replace(one, item="A2") for one in facts]
    assert list(gives(of(halves, *facts)).values()) == ["4", "1", "0", "0", "4"]


def test_the_whole_cycle_is_one_period_however_long_it_is() -> None:
    two_years = account(ends_on=dt.date(2026, 8, 1))
    facts = fact("f1", "A1", "2024-08-01"), fact("f2", "A1", "2026-07-31")
    limited = item("A1", cycle_max=p("5"))
    asked = of(limited, *facts, as_of="2026-07-31", whose=two_years)
    assert gives(asked) == {"f1": "4", "f2": "1"}


def test_what_a_month_let_through_and_the_cycle_took_is_spent_in_the_month() -> None:
    limited = item("A1", month_max=p("6"), cycle_max=p("5"))
    asked = of(limited, *(fact(f"f{n}", "A1") for n in (1, 2, 3)))
    assert list(gives(asked).values()) == ["4", "1", "0"]
    assert kinds(asked, "f2") == ["amount", "share", "item", "item"]
    assert kinds(asked, "f3") == ["amount", "share", "item"]


def test_gross_is_what_passes_all_the_items_limits() -> None:
    limited = item("D1", month_max=p("6"), cycle_max=p("9"))
    asked = of(
        limited, *(fact(f"f{n}", "D1", day) for n, day in enumerate(("08-01", "08-02", "09-01")))
    )
    assert [line.gross for line in asked.lines if line.item] == [4_00, 2_00, 3_00]


def test_a_group_limit_holds_in_each_of_its_periods() -> None:
    shared = Limit(
        code="S", text="", items=frozenset({"A1", "A2"}), limit=p("6"), per=Period.QUARTER
    )
    book = rulebook_of(item("A1"), item("A2"), limits=(shared,))
    days = ("A1", "08-01"), ("A2", "10-31"), ("A1", "11-01")
    asked = of(book, *(fact(f"f{n}", code, day) for n, (code, day) in enumerate(days)))
    assert list(gives(asked).values()) == ["4", "2", "4"]
    step = step_of(asked, "f1", StepKind.GROUP)
    assert (step.scope, step.period) == ("S", Period.QUARTER)


def crossing() -> tuple[Rulebook, Account]:
    """An item whose maximum is for the cycle under a shared one for each month."""
    shared = Limit(code="S", text="", items=frozenset({"A1", "A2"}), limit=p("5"), per=Period.MONTH)
    book = rulebook_of(item("A1", cycle_max=p("6")), item("A2"), limits=(shared,))
    facts = [
        fact("f1", "A1", "08-01"),
        fact("f2", "A2", "08-01"),
        fact("f3", "A1", "09-01"),
    ]
    return book, account(*facts)


def test_where_periods_do_not_nest_the_order_decides_and_the_trace_says_so() -> None:
    book, asked = crossing()
    assert len(nesting(book)) == 1
    result = of(book, *asked.facts)
    assert gives(result) == {"f1": "4", "f2": "1", "f3": "2"}
    marked = [step.kind for line in result.lines for step in line.steps if step.order_decides]
    assert marked == [StepKind.GROUP, StepKind.ITEM]
    turned = [replace(one, seq=9 - one.seq) for one in asked.facts]
    assert of(book, *turned).net != result.net


def test_where_only_one_of_a_crossing_pair_could_cut_nothing_is_marked() -> None:
    book, asked = crossing()
    result = of(book, *asked.facts[:2])
    assert gives(result) == {"f1": "4", "f2": "1"}
    assert not any(step.order_decides for line in result.lines for step in line.steps)


def test_a_matter_is_one_over_the_whole_cycle_and_each_side_by_itself() -> None:
    awards = MatterGroup(code="G", text="", mode=MatterMode.HIGHEST)
    book = rulebook_of(
        item("A1", scoring=FREE, matter_group="G"),
        item("D1", scoring=FREE, matter_group="G"),
        matter_groups=(awards,),
    )
    rows = (
        ("A1", "08-01", "3"),
        ("D1", "09-01", "2"),
        ("A1", "2025-07-01", "5"),
        ("D1", "10-01", "1"),
    )
    facts = [
        fact(f"f{n}", code, day, matter="m", measures=amount(worth))
        for n, (code, day, worth) in enumerate(rows)
    ]
    assert list(gives(of(book, *facts)).values()) == ["3", "-2", "2", "0"]


def test_the_floor_is_a_line_of_its_own() -> None:
    score = ScoreRule(base=p("3"), floor=p("1"))
    book = rulebook_of(item("D1"), score=score)
    result = assess(book, account(fact("f1", "D1")), as_of=dt.date(2025, 7, 31))
    floor = result.lines[-1]
    assert (floor.name, floor.amount, floor.steps[0].limit, result.net) == (
        "floor",
        2_00,
        1_00,
        1_00,
    )


def test_an_account_that_comes_to_the_floor_by_itself_has_no_line_of_it() -> None:
    score = ScoreRule(base=p("5"), floor=p("1"))
    result = of(rulebook_of(item("D1"), score=score), fact("f1", "D1"))
    assert [line.name for line in result.lines] == ["base", "f1"]
    assert result.net == p("1")


def test_what_a_limit_lets_through_whole_leaves_no_step() -> None:
    result = of(item("A1", event_max=p("4"), cycle_max=p("4")), fact("f1", "A1"))
    assert kinds(result, "f1") == ["amount", "share"]


def marked(book: Rulebook, *facts: Fact) -> list[str]:
    result = of(book, *facts)
    steps = (step for line in result.lines for step in line.steps)
    return [step.kind.value for step in steps if step.order_decides]


def test_a_shared_limit_alone_that_could_cut_is_not_marked() -> None:
    book, _ = crossing()
    of_two_months = [
        fact("f1", "A2", "08-01"),
        fact("f2", "A2", "08-02"),
        fact("f3", "A1", "09-01"),
    ]
    assert gives(of(book, *of_two_months))["f2"] == "1"
    assert marked(book, *of_two_months) == []
    of_one_item = [fact("f4", "A1", "10-01"), fact("f5", "A1", "11-01")]
    assert gives(of(book, *of_one_item))["f5"] == "2"
    assert marked(book, *of_one_item) == []


@pytest.mark.parametrize(("most", "decides"), [("7.99", True), ("8", False)])
def test_a_limit_that_is_just_reached_cuts_in_no_order(most: str, decides: bool) -> None:
    month = Limit(code="S", text="", items=frozenset({"A1", "A2"}), limit=p("7"), per=Period.MONTH)
    book = rulebook_of(item("A1", cycle_max=p(most)), item("A2"), limits=(month,))
    facts = [fact("f1", "A1"), fact("f2", "A1"), fact("f3", "A2")]
    assert bool(marked(book, *facts)) is decides


@pytest.mark.parametrize(
    ("mode", "most", "facts", "decides"),
    [
        (MatterMode.HIGHEST, None, 1, False),
        (MatterMode.HIGHEST, None, 2, True),
        (MatterMode.SUM_MAX, "8", 2, False),
        (MatterMode.SUM_MAX, "7.99", 2, True),
    ],
)
def test_a_matter_of_one_fact_or_inside_its_sum_is_cut_in_no_order(
    mode: MatterMode, most: str | None, facts: int, decides: bool
) -> None:
    group = MatterGroup(code="G", text="", mode=mode, limit=p(most) if most else None)
    items = item("A1", cycle_max=p("3"), matter_group="G"), item("A2", matter_group="G")
    book = rulebook_of(*items, matter_groups=(group,))
    given = [fact(f"f{n}", f"A{n}", matter="m") for n in (2, 1)[:facts]]
    alone = fact("f9", "A1")
    assert bool(marked(book, *given, alone)) is decides
