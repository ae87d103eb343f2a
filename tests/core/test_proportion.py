"""An amount beside its precedents: the median, the line for a reason, the nearest."""

import datetime as dt
from fractions import Fraction
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from jifen.core.points import Centipoints
from jifen.core.proportion import LEAST, NEAREST, Hint, Precedent, hint

DAY = dt.date(2026, 1, 1)


def precedents(*amounts: int) -> list[Precedent]:
    return [
        Precedent(DAY + dt.timedelta(days=n), Centipoints(amount))
        for n, amount in enumerate(amounts)
    ]


def found(amount: int | None, *amounts: int) -> Hint:
    said = hint(precedents(*amounts), None if amount is None else Centipoints(amount))
    assert said is not None
    return said


def test_too_few_precedents_say_nothing() -> None:
    assert hint(precedents(*[100] * (LEAST - 1)), Centipoints(900)) is None


def test_only_above_one_and_a_half_times_the_median_a_reason_is_asked() -> None:
    said = found(300, 100, 200, 900)
    assert said.most == 300
    assert not said.asks_reason(Centipoints(300))
    assert said.asks_reason(Centipoints(301))


def test_a_median_between_two_is_exact() -> None:
    assert found(None, 100, 150, 151, 900).median == Fraction(301, 2)
    assert found(None, 100, 150, 151, 900).most == Fraction(903, 4)


def test_the_nearest_come_first_and_of_equals_the_latest() -> None:
    said = found(300, 100, 300, 900, 300, 310, 200, 290)
    assert [one.amount for one in said.nearest] == [300, 300, 290, 310, 200]
    assert said.nearest[0].on > said.nearest[1].on


def test_without_an_amount_the_latest_are_shown() -> None:
    assert [one.amount for one in found(None, 1, 2, 3, 4, 5, 6).nearest] == [6, 5, 4, 3, 2]


@given(st.lists(st.integers(1, 6000), min_size=LEAST, max_size=40), st.integers(1, 6000))
def test_the_median_is_the_median_and_none_left_out_is_nearer(
    amounts: list[int], amount: int
) -> None:
    said = found(amount, *amounts)
    assert said.median == Fraction(median(map(Fraction, amounts)))
    assert len(said.nearest) == min(NEAREST, len(amounts))
    shown = [one.amount for one in said.nearest]
    left = list(amounts)
    for one in shown:
        left.remove(one)
    farthest = max(abs(one - amount) for one in shown)
    assert all(abs(one - amount) >= farthest for one in left)
