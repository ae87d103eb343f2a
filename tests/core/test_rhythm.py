"""The days on which work comes again."""

import datetime as dt
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.core.errors import Refusal
from jifen.core.rhythm import MOST_DAY, Rhythm, check_day, following, turn, turns
from jifen.core.workdays import is_working_day

LONG_AGO = dt.date(2000, 1, 1)
NATIONAL_DAY = {dt.date(2025, 10, d): False for d in range(1, 9)}
days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
rhythms = st.sampled_from(list(Rhythm)).flatmap(
    lambda one: st.tuples(st.just(one), st.integers(1, MOST_DAY[one]))
)


@pytest.mark.parametrize(
    ("rhythm", "day", "today", "found"),
    [
        (Rhythm.WEEKLY, 1, "2025-06-02", "2025-06-02"),
        (Rhythm.WEEKLY, 1, "2025-06-08", "2025-06-02"),
        (Rhythm.WEEKLY, 7, "2025-06-09", "2025-06-08"),
        (Rhythm.WEEKLY, 7, "2025-06-08", "2025-06-01"),
        (Rhythm.MONTHLY, 5, "2025-06-04", "2025-05-05"),
        (Rhythm.MONTHLY, 5, "2025-06-05", "2025-06-05"),
        (Rhythm.MONTHLY, 31, "2025-02-28", "2025-02-28"),
        (Rhythm.MONTHLY, 30, "2024-02-29", "2024-02-29"),
        (Rhythm.MONTHLY, 31, "2025-01-15", "2024-12-31"),
        (Rhythm.MONTHLY, 3, "2025-10-08", "2025-09-03"),
        (Rhythm.MONTHLY, 3, "2025-10-09", "2025-10-03"),
        (Rhythm.QUARTERLY, 10, "2025-11-23", "2025-10-10"),
        (Rhythm.QUARTERLY, 10, "2025-10-09", "2025-07-10"),
        (Rhythm.QUARTERLY, 31, "2025-04-30", "2025-04-30"),
    ],
)
def test_the_latest_turn_is_the_one_whose_working_day_has_come(
    rhythm: Rhythm, day: int, today: str, found: str
) -> None:
    on = dt.date.fromisoformat(today)
    assert turn(rhythm, day, on, NATIONAL_DAY, since=LONG_AGO) == dt.date.fromisoformat(found)


def test_what_fell_before_it_began_is_no_turn_of_it() -> None:
    monday = dt.date(2025, 6, 2)
    friday = monday + dt.timedelta(days=4)
    assert turn(Rhythm.WEEKLY, 1, friday, {}, since=monday) == monday
    assert turn(Rhythm.WEEKLY, 1, friday, {}, since=monday + dt.timedelta(days=1)) is None


@given(rhythms, days)
def test_every_turn_follows_the_one_before_it(of: tuple[Rhythm, int], today: dt.date) -> None:
    rhythm, day = of
    last, before = islice(turns(rhythm, day, today), 2)
    assert before < last <= today
    assert following(rhythm, day, before) == last
    assert following(rhythm, day, today) > today
    assert next(turns(rhythm, day, following(rhythm, day, today) - dt.timedelta(days=1))) == last


@given(rhythms, days)
def test_day_by_day_each_turn_is_met_once_on_a_working_day(
    of: tuple[Rhythm, int], start: dt.date
) -> None:
    rhythm, day = of
    seen: list[dt.date] = []
    for n in range(120):
        today = start + dt.timedelta(days=n)
        found = turn(rhythm, day, today, NATIONAL_DAY, since=start)
        if found is not None and found not in seen:
            assert is_working_day(today, NATIONAL_DAY)
            seen.append(found)
    assert seen == sorted(seen)
    gaps = [b - a for a, b in pairwise(seen)]
    most = 7 if rhythm is Rhythm.WEEKLY else 31 if rhythm is Rhythm.MONTHLY else 92
    # Over the national holiday a week's turn may give way to the one after it.
    assert all(gap <= dt.timedelta(days=2 * most) for gap in gaps)


@pytest.mark.parametrize(("rhythm", "day"), [(one, n) for one in Rhythm for n in (0, 40)])
def test_a_day_that_a_rhythm_does_not_have_is_refused(rhythm: Rhythm, day: int) -> None:
    with pytest.raises(Refusal) as refused:
        check_day(rhythm, day)
    assert refused.value.code == "routine.day"
    assert check_day(rhythm, MOST_DAY[rhythm]) is None  # type: ignore[func-returns-value]
