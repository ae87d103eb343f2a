"""Months of a cycle: clamped days, parts of the cycle, months served."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.core.facts import Account, Away, HolderKind, Service
from jifen.core.months import full_months, months_after, months_of, part_of, whole_months
from jifen.core.shapes import Period

days = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def account(*, starts: str, ends: str, service: Service | None = None) -> Account:
    return Account(
        holder="C001",
        kind=HolderKind.CADRE,
        starts_on=day(starts),
        ends_on=day(ends),
        service=service,
    )


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-08-31", 1, "2024-09-30"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-11-30", 1, "2024-12-30"),
        ("2024-08-01", 0, "2024-08-01"),
    ],
)
def test_the_same_day_of_a_later_month_is_clamped_to_its_end(
    start: str, months: int, end: str
) -> None:
    assert months_after(day(start), months) == day(end)


@given(days, days)
def test_so_many_months_are_whole_as_have_come_again(start: dt.date, later: dt.date) -> None:
    start, later = min(start, later), max(start, later)
    whole = whole_months(start, later)
    assert months_after(start, whole) <= later < months_after(start, whole + 1)


@pytest.mark.parametrize(
    ("start", "before"), [("2024-08-31", "2024-08-01"), ("2024-08-01", "2024-07-31")]
)
def test_before_the_day_no_month_is_whole(start: str, before: str) -> None:
    assert whole_months(day(start), day(before)) == -1


@given(days, st.integers(0, 36 * 31))
def test_a_day_lies_in_the_month_that_holds_it(start: dt.date, offset: int) -> None:
    asked = start + dt.timedelta(days=offset)
    cycle = account(starts=start.isoformat(), ends=months_after(start, 40).isoformat())
    number = part_of(start, asked, Period.MONTH)
    first, end = months_of(cycle)[number]
    assert first <= asked < end
    assert part_of(start, asked, Period.QUARTER) == number // 3
    assert part_of(start, asked, Period.HALF) == number // 6
    assert part_of(start, asked, Period.CYCLE) == 0


def test_a_last_month_that_is_cut_off_is_a_month_all_the_same() -> None:
    cut = months_of(account(starts="2024-08-31", ends="2024-10-10"))
    assert cut == (
        (day("2024-08-31"), day("2024-09-30")),
        (day("2024-09-30"), day("2024-10-10")),
    )


# ------------------------------------------------------------------ months served
def served(
    *away: Away, spans: tuple[tuple[str, str], ...] = (("2024-08-01", "2025-08-01"),)
) -> int:
    service = Service(spans=tuple((day(a), day(b)) for a, b in spans), away=away)
    asked = account(starts="2024-08-01", ends="2025-08-01", service=service)
    return full_months(asked, leave_costs={"private", "suspension"})


def leave(kind: str, first: str, end: str) -> Away:
    return Away(kind=kind, from_on=day(first), to_on=day(end))


def test_leave_of_a_kind_that_costs_takes_every_month_that_it_touches() -> None:
    assert served(leave("private", "2024-10-31", "2024-11-02")) == 10
    assert served(leave("private", "2024-10-31", "2024-11-01")) == 11
    assert served(leave("private", "2024-10-01", "2024-10-02")) == 11


def test_leave_of_another_kind_costs_nothing() -> None:
    assert served(leave("maternity", "2024-09-01", "2025-03-01")) == 12


def test_leave_of_no_days_and_leave_in_a_month_not_served_cost_nothing_more() -> None:
    assert served(leave("private", "2024-10-05", "2024-10-05")) == 12
    early = (("2024-08-01", "2024-10-15"),)
    assert served(leave("private", "2024-10-10", "2024-10-15"), spans=early) == 2


def test_two_leaves_in_one_month_take_it_once() -> None:
    two = (
        leave("private", "2024-10-01", "2024-10-03"),
        leave("suspension", "2024-10-20", "2024-10-22"),
    )
    assert served(*two) == 11


def test_a_village_serves_every_month() -> None:
    assert full_months(account(starts="2024-08-01", ends="2025-08-01"), leave_costs=set()) == 12


def test_spans_that_touch_or_overlap_are_one() -> None:
    spans = ("2025-01-10", "2025-08-01"), ("2024-08-01", "2025-01-10"), ("2024-09-01", "2024-10-01")
    assert served(spans=spans) == 12
    assert served(spans=(("2024-08-01", "2025-01-10"), ("2025-01-11", "2025-08-01"))) == 11
    assert served(spans=()) == 0


def test_of_three_spans_those_that_touch_are_one_and_the_first_stands_alone() -> None:
    spans = (
        ("2024-08-01", "2024-09-01"),
        ("2024-10-01", "2024-11-15"),
        ("2024-11-15", "2025-02-01"),
    )
    assert served(spans=spans) == 5
    inner = ("2024-10-05", "2024-10-20")
    assert served(spans=(*spans[:2], inner)) == 2


def test_february_is_as_long_as_its_own_year_makes_it() -> None:
    assert months_after(day("2076-01-31"), 1) == day("2076-02-29")
    assert months_after(day("2100-01-31"), 1) == day("2100-02-28")


def test_every_day_lies_in_the_one_part_that_the_whole_cycle_is() -> None:
    days_of_it = day("2024-08-01"), day("2025-07-31"), day("2026-07-31")
    assert {part_of(days_of_it[0], each, Period.CYCLE) for each in days_of_it} == {0}
