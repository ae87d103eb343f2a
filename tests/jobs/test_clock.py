"""Each row of the clock is due when it says, once, and what was missed is made up once."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.core.hand import SHANGHAI
from jifen.jobs import clock
from jifen.jobs.clock import TABLE, Daily, Every

FIRST = dt.datetime(2024, 1, 1, tzinfo=SHANGHAI)
MOMENTS = st.integers(0, 6 * 365 * 86400).map(lambda n: FIRST + dt.timedelta(seconds=n))
WHENS = st.one_of(
    st.times().map(lambda time: Daily(time.replace(second=0, microsecond=0))),
    st.sampled_from([1, 15, 30, 60, 720]).map(Every),
)


@given(when=WHENS, now=MOMENTS)
def test_the_last_moment_is_never_ahead_nor_longer_ago_than_a_day(
    when: Daily | Every, now: dt.datetime
) -> None:
    last = when.last(now)
    assert dt.timedelta() <= now - last < dt.timedelta(days=1)
    assert when.last(last) == last


@given(now=MOMENTS, missed=st.integers(1, 400))
def test_what_was_missed_is_made_up_once(now: dt.datetime, missed: int) -> None:
    before = {row.code: row.when.last(now - dt.timedelta(days=missed)) for row in TABLE}
    found = list(clock.due(now, before))
    assert [row.code for row, _ in found] == [row.code for row in TABLE]
    assert list(clock.due(now, {row.code: moment for row, moment in found})) == []


@given(now=MOMENTS, back=st.integers(1, 400))
def test_a_clock_that_went_back_makes_nothing_due_again(now: dt.datetime, back: int) -> None:
    done = {row.code: row.when.last(now) for row in TABLE}
    assert list(clock.due(now - dt.timedelta(hours=back), done)) == []


def test_every_row_has_its_own_code_and_what_records_waits_for_a_thaw() -> None:
    codes = [row.code for row in TABLE]
    assert len(set(codes)) == len(codes)
    assert {row.code for row in TABLE if row.records} == {"day", "deadlines", "checkpoint"}
    assert all(1440 % row.when.minutes == 0 for row in TABLE if isinstance(row.when, Every))


@pytest.mark.parametrize("code", [row.code for row in TABLE])
def test_a_row_is_found_by_its_code(code: str) -> None:
    assert clock.row(code).code == code


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.code)
def test_the_page_of_operations_says_when_each_is_due(row: clock.Row) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    (line,) = [line for line in page.splitlines() if line.startswith(f"| `{row.code}` |")]
    said = line.split("|")[2]
    if isinstance(row.when, Daily):
        assert f"{row.when.at:%H:%M}" in said
    else:
        assert said.strip().startswith("hourly" if row.when.minutes == 60 else "every")
        assert row.when.minutes == 60 or f" {row.when.minutes} minutes" in said
