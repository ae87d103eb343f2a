"""The fairness report counts what the records say, and marks what was planted."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.core.mirror import Said
from jifen.outcomes.fairness import Report, report
from tests.records.town import NO_LOW_RANK, V1, V2, Town, found

pytestmark = pytest.mark.django_db
day = dt.date


@pytest.fixture
def town() -> Town:
    return found(ladder=NO_LOW_RANK)


def told(town: Town) -> Report:
    return report(town.cycle, on=town.today)


def charge(town: Town, name: str, count: int) -> None:
    town.facts(
        [(name, "D-1", "1", day(2024, 9, 1) + dt.timedelta(days=n), "") for n in range(count)]
    )


def test_a_village_with_nearly_all_deductions_is_marked_and_the_other_is_not(town: Town) -> None:
    charge(town, "甲一", 30)
    charge(town, "乙一", 3)
    said = {look.code: look.said for look in told(town).villages}
    paths = {one.name: one.path for one in (town.unit(V1), town.unit(V2))}
    assert said[paths[V1]] is Said.LOOK
    assert said[paths[V2]] is not Said.LOOK


def test_a_few_cases_mark_nothing(town: Town) -> None:
    charge(town, "甲一", 3)
    assert {look.said for look in told(town).villages} <= {Said.TOO_FEW, Said.NOTHING}


def test_a_withdrawn_deduction_is_not_counted(town: Town) -> None:
    fact = town.fact("甲一", "D-1", "1", day(2024, 9, 1))
    before = sum(look.count for look in told(town).villages)
    town.withdraw(fact)
    assert sum(look.count for look in told(town).villages) == before - 1


def test_the_report_costs_the_same_at_any_size(town: Town) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            told(town)
        return len(asked)

    charge(town, "甲一", 2)
    first = cost()
    charge(town, "乙一", 20)
    assert cost() == first <= 15


def test_no_group_of_fewer_than_ten_is_compared(town: Town) -> None:
    charge(town, "甲一", 5)
    assert told(town).groups == ()
