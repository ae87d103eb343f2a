"""Where a cycle stands: every cell of day × briefed × closed × followed."""

import datetime as dt
from itertools import product

import pytest

from jifen.core.stages import Stage, stage

STARTS, ENDS = dt.date(2024, 8, 1), dt.date(2025, 8, 1)
DAY = dt.timedelta(days=1)
DAYS = {
    STARTS - DAY: (Stage.PLANNED, Stage.PLANNED),
    STARTS: (Stage.OPEN, Stage.BRIEFED),
    ENDS - DAY: (Stage.OPEN, Stage.BRIEFED),
    ENDS: (Stage.CLOSING, Stage.CLOSING),
    ENDS + 400 * DAY: (Stage.CLOSING, Stage.CLOSING),
}
"""Day → where an unclosed cycle stands before its briefing, and after it."""


@pytest.mark.parametrize(
    ("today", "briefed", "closed", "followed"),
    list(product(DAYS, (False, True), (False, True), (False, True))),
)
def test_every_cell(today: dt.date, briefed: bool, closed: bool, followed: bool) -> None:
    found = stage(
        today, starts_on=STARTS, ends_on=ENDS, briefed=briefed, closed=closed, followed=followed
    )
    if closed:
        assert found is (Stage.ARCHIVED if followed else Stage.CLOSED)
    else:
        assert found is DAYS[today][briefed]


def test_a_cycle_goes_through_its_stages_in_order_and_back_through_none() -> None:
    life = [
        (STARTS - DAY, False, False, False),
        (STARTS, False, False, False),
        (STARTS + 200 * DAY, True, False, False),
        (ENDS, True, False, False),
        (ENDS + DAY, True, True, False),
        (ENDS + 400 * DAY, True, True, True),
    ]
    assert [
        stage(day, starts_on=STARTS, ends_on=ENDS, briefed=b, closed=c, followed=f)
        for day, b, c, f in life
    ] == list(Stage)
