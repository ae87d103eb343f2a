"""Sixty periods over the holidays of real years; and years whose notice nobody has entered."""

import csv
import datetime as dt
from pathlib import Path

import pytest

import jifen.cycles
from jifen.core import workdays
from jifen.core.workdays import Notices, after, is_working_day, missing
from tests.harness.figures import record

FILE = Path(jifen.cycles.__file__).with_name("holidays.csv")
DAYS = {
    dt.date.fromisoformat(row["date"]): row["works"] == "1"
    for row in csv.DictReader(FILE.read_text("utf-8").splitlines())
}
EVER = frozenset(range(2000, 2100))
KNOWN = Notices(DAYS, EVER)

TABLE = (
    # served     working days  last day      what lies between
    ("2024-01-01", 1, "2024-01-02"),  # 元旦 itself
    ("2024-02-02", 1, "2024-02-04"),  # a Sunday worked before 春节
    ("2024-02-02", 5, "2024-02-08"),
    ("2024-02-08", 1, "2024-02-09"),  # 除夕 of 2024 was worked
    ("2024-02-09", 1, "2024-02-18"),  # over 春节, to a Sunday worked after it
    ("2024-02-09", 2, "2024-02-19"),
    ("2024-04-03", 1, "2024-04-07"),  # 清明, to a Sunday worked
    ("2024-04-03", 3, "2024-04-09"),
    ("2024-04-26", 1, "2024-04-28"),  # a Sunday worked before 劳动节
    ("2024-04-30", 1, "2024-05-06"),
    ("2024-04-30", 5, "2024-05-10"),
    ("2024-05-10", 1, "2024-05-11"),  # a Saturday worked after it
    ("2024-06-07", 1, "2024-06-11"),  # 端午
    ("2024-09-13", 1, "2024-09-14"),  # a Saturday worked before 中秋
    ("2024-09-14", 1, "2024-09-18"),
    ("2024-09-27", 1, "2024-09-29"),  # a Sunday worked before 国庆
    ("2024-09-30", 1, "2024-10-08"),
    ("2024-09-30", 5, "2024-10-12"),  # with a Saturday worked after it
    ("2024-09-30", 10, "2024-10-18"),
    ("2024-12-31", 1, "2025-01-02"),  # over the year's end
    ("2024-12-30", 3, "2025-01-03"),
    ("2024-12-27", 5, "2025-01-06"),
    ("2025-01-24", 1, "2025-01-26"),  # a Sunday worked before 春节
    ("2025-01-24", 2, "2025-01-27"),
    ("2025-01-27", 1, "2025-02-05"),
    ("2025-01-27", 5, "2025-02-10"),  # with a Saturday worked after it
    ("2025-02-07", 1, "2025-02-08"),
    ("2025-04-03", 1, "2025-04-07"),  # 清明 on a Friday
    ("2025-04-25", 1, "2025-04-27"),  # a Sunday worked before 劳动节
    ("2025-04-30", 1, "2025-05-06"),
    ("2025-05-30", 1, "2025-06-03"),  # 端午
    ("2025-09-26", 1, "2025-09-28"),  # a Sunday worked before 国庆
    ("2025-09-28", 2, "2025-09-30"),
    ("2025-09-30", 1, "2025-10-09"),  # 国庆 and 中秋 together
    ("2025-09-30", 3, "2025-10-11"),  # with a Saturday worked after it
    ("2025-09-30", 5, "2025-10-14"),
    ("2025-09-22", 10, "2025-10-11"),
    ("2025-12-31", 1, "2026-01-04"),  # over the year's end, to a Sunday worked
    ("2025-12-26", 5, "2026-01-05"),
    ("2026-01-04", 1, "2026-01-05"),
    ("2026-02-13", 1, "2026-02-14"),  # a Saturday worked before 春节
    ("2026-02-14", 1, "2026-02-24"),
    ("2026-02-14", 5, "2026-02-28"),  # with a Saturday worked after it
    ("2026-02-27", 1, "2026-02-28"),
    ("2026-04-03", 1, "2026-04-07"),  # 清明
    ("2026-04-30", 1, "2026-05-06"),  # 劳动节
    ("2026-04-30", 4, "2026-05-09"),  # with a Saturday worked after it
    ("2026-06-18", 1, "2026-06-22"),  # 端午
    ("2026-09-18", 1, "2026-09-20"),  # a Sunday worked before 国庆
    ("2026-09-24", 1, "2026-09-28"),  # 中秋
    ("2026-09-30", 1, "2026-10-08"),
    ("2026-09-30", 3, "2026-10-10"),  # with a Saturday worked after it
    # no holiday at all
    ("2026-03-02", 5, "2026-03-09"),
    ("2026-03-06", 1, "2026-03-09"),  # a weekend
    ("2026-03-07", 1, "2026-03-09"),  # served on a Saturday
    ("2026-03-08", 1, "2026-03-09"),  # on a Sunday
    ("2026-03-02", 10, "2026-03-16"),
    ("2026-03-02", 0, "2026-03-02"),  # no day at all
    ("2024-02-28", 1, "2024-02-29"),  # the leap day
    ("2025-02-27", 2, "2025-03-03"),  # and none
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_the_table_has_sixty_periods() -> None:
    assert len(TABLE) == len({row[:2] for row in TABLE}) == 60


@pytest.mark.parametrize(("served", "count", "last"), TABLE)
def test_a_period_ends_on_the_day_a_calendar_on_the_wall_shows(
    served: str, count: int, last: str
) -> None:
    assert after(day(served), count, KNOWN) == after(day(served), count, DAYS) == day(last)
    assert not count or is_working_day(day(last), KNOWN)


def without(year: int) -> Notices:
    return Notices({on: works for on, works in DAYS.items() if on.year != year}, EVER - {year})


def shorter(year: int, less: Notices) -> list[tuple[dt.date, int]]:
    """Return the periods that come out shorter than they are, served in or before a year."""
    start = dt.date(year, 1, 1) - dt.timedelta(days=40)
    days = [start + dt.timedelta(days=n) for n in range(405)]
    counts = (1, 2, 3, 5, 10, 15, 30)
    found = [(d, n) for d in days for n in counts if after(d, n, less) < after(d, n, KNOWN)]
    record(
        f"periods served in or before {year} without its notice",
        n=len(days) * len(counts),
        result=f"{len(found)} shorter",
    )
    return found


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_missing_year_never_shortens_a_period(year: int) -> None:
    assert shorter(year, without(year)) == []


def test_without_the_seasons_it_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workdays, "SEASONS", ())
    assert shorter(2025, without(2025))


def test_a_missing_year_lengthens_nothing_where_no_holiday_can_be() -> None:
    assert after(dt.date(2027, 3, 1), 10, without(2027)) == dt.date(2027, 3, 15)
    assert after(dt.date(2026, 12, 24), 3, Notices(DAYS, EVER - {2027})) == dt.date(2026, 12, 31)


def test_the_missing_years_of_a_span_are_named() -> None:
    assert missing(Notices({}, {2025}), dt.date(2024, 6, 1), dt.date(2026, 1, 1)) == (2024, 2026)
