"""The mirror finds what was planted, and seldom anything where nothing is (公平报告)."""

import math
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.core.mirror import (
    LEVEL,
    Exposed,
    Part,
    Said,
    at_least,
    drawn_at_least,
    gap,
    holm,
    overturned,
    rates,
    shares,
    surge,
    wilson,
)
from tests.harness.figures import figure, record

VILLAGES, MEMBERS, MONTHS = 20, 8, 6
SEED = 20260301


def drawn(dice: Random, weights: list[float], expected: float) -> list[int]:
    """Draw counts for villages: Poisson around `expected` × weight."""
    found = []
    for weight in weights:
        mean, count, left = expected * weight, 0, dice.expovariate(1)
        while left < mean:
            count += 1
            left += dice.expovariate(1)
        found.append(count)
    return found


def villages(counts: list[int]) -> list[Exposed]:
    return [
        Exposed(code=f"v{place:02d}", count=count, exposure=MEMBERS * MONTHS)
        for place, count in enumerate(counts)
    ]


def marked(counts: list[int]) -> set[str]:
    return {look.code for look in rates(villages(counts)) if look.said is Said.LOOK}


def by_two_sigma(counts: list[int]) -> set[str]:
    """The usual rule: more than two standard deviations over the mean."""
    mean = sum(counts) / len(counts)
    spread = math.sqrt(sum((count - mean) ** 2 for count in counts) / len(counts))
    return {f"v{i:02d}" for i, count in enumerate(counts) if count > mean + 2 * spread}


def test_a_town_where_nothing_is_wrong_is_seldom_told_to_look() -> None:
    rounds, dice = figure(300, 5000), Random(SEED)
    ours = usual = 0
    for _ in range(rounds):
        counts = drawn(dice, [1.0] * VILLAGES, 12)
        ours += bool(marked(counts))
        usual += bool(by_two_sigma(counts))
    assert ours * 100 <= 5 * rounds
    assert usual * 100 >= 30 * rounds, "the control: the usual rule cries wolf"
    record(
        "Mirror: cycles with nothing planted in which a village is marked",
        n=rounds,
        seed=SEED,
        result=f"{100 * ours / rounds:.1f} % (the ±2σ rule: {100 * usual / rounds:.0f} %)",
    )


@pytest.mark.parametrize(("times", "power"), [(2.5, 80), (3.0, 95)])
def test_a_village_treated_harder_is_found(times: float, power: int) -> None:
    rounds, dice = figure(150, 2000), Random(SEED)
    found = 0
    for _ in range(rounds):
        counts = drawn(dice, [times] + [1.0] * (VILLAGES - 1), 14)
        found += "v00" in marked(counts)
    assert found * 100 >= power * rounds
    record(
        f"Mirror: a village with {times}× the deductions (14 expected) is marked",
        n=rounds,
        seed=SEED,
        result=f"{100 * found / rounds:.0f} %",
    )


def test_with_few_cases_it_says_that_it_cannot_see() -> None:
    looks = rates(villages([4, *[1] * (VILLAGES - 1)]))
    assert {look.said for look in looks} == {Said.TOO_FEW}


def test_who_approves_everything_is_found_and_who_does_not_is_left_alone() -> None:
    rounds, dice = figure(100, 1000), Random(SEED)
    found = wrong = 0
    for _ in range(rounds):
        rows = [
            Part(code="stamp", part=sum(dice.random() < 0.98 for _ in range(200)), whole=200)
        ] + [
            Part(code=f"a{i}", part=sum(dice.random() < 0.85 for _ in range(200)), whole=200)
            for i in range(4)
        ]
        said = {look.code for look in shares(rows) if look.said is Said.LOOK}
        found += "stamp" in said
        fair = [
            Part(code=f"a{i}", part=sum(dice.random() < 0.85 for _ in range(200)), whole=200)
            for i in range(5)
        ]
        wrong += any(look.said is Said.LOOK for look in shares(fair))
    assert found * 100 >= 90 * rounds
    assert wrong * 100 <= 7 * rounds
    record(
        "Mirror: an approver of 98 % among others of 85 % (200 each) is marked",
        n=rounds,
        seed=SEED,
        result=f"{100 * found / rounds:.0f} %; none planted: {100 * wrong / rounds:.1f} %",
    )


def test_an_approver_of_few_decisions_is_not_looked_at() -> None:
    rows = [Part(code="new", part=19, whole=19), Part(code="old", part=100, whole=200)]
    assert shares(rows)[0].said is Said.TOO_FEW


def test_villages_are_compared_with_their_like_only() -> None:
    rows = [Exposed(code=f"big{i}", count=30, exposure=48, stratum="large") for i in range(3)] + [
        Exposed(code=f"small{i}", count=6, exposure=48, stratum="small") for i in range(3)
    ]
    assert {look.said for look in rates(rows)} == {Said.NOTHING}
    mixed = [Exposed(code=row.code, count=row.count, exposure=row.exposure) for row in rows]
    assert {look.code for look in rates(mixed) if look.said is Said.LOOK} == {
        "big0",
        "big1",
        "big2",
    }


def test_a_pair_is_looked_at_from_eight_cases_on() -> None:
    def pair(count: int) -> Said:
        rows = [Exposed(code="pair", count=count, exposure=1)]
        rows += [Exposed(code=f"other{i}", count=1, exposure=1) for i in range(30)]
        return rates(rows, least_cases=8)[0].said

    assert pair(7) is Said.TOO_FEW
    assert pair(8) is Said.LOOK


def test_groups_are_compared_only_from_ten_people_on_each_side() -> None:
    assert gap(Part(code="a", part=9, whole=9), Part(code="b", part=0, whole=90)) is None
    found = gap(Part(code="a", part=10, whole=10), Part(code="b", part=0, whole=10))
    assert found is not None
    assert found.said is Said.LOOK
    even = gap(Part(code="a", part=5, whole=10), Part(code="b", part=5, whole=10))
    assert even is not None
    assert (even.said, even.chance) == (Said.NOTHING, Fraction(1))


def test_a_clause_often_overturned_wants_revision_and_a_rare_one_is_not_judged() -> None:
    assert overturned(Part(code="often", part=12, whole=20)).said is Said.LOOK
    assert overturned(Part(code="once", part=1, whole=1)).said is Said.TOO_FEW
    assert overturned(Part(code="none", part=0, whole=0)).said is Said.TOO_FEW
    assert overturned(Part(code="seldom", part=2, whole=60)).said is Said.NOTHING


def test_a_rush_before_the_close_is_seen() -> None:
    assert surge(60, 300, days=7, of_days=365).said is Said.LOOK
    assert surge(6, 300, days=7, of_days=365).said is Said.NOTHING
    assert surge(3, 20, days=7, of_days=365).said is Said.LOOK
    assert surge(0, 20, days=7, of_days=365).said is Said.TOO_FEW


@given(st.integers(0, 30), st.integers(1, 30), st.fractions(0, 1, max_denominator=50))
def test_the_tail_is_a_probability_and_falls_with_the_count(
    count: int, of: int, share: Fraction
) -> None:
    assert 0 <= at_least(count + 1, of, share) <= at_least(count, of, share) <= 1
    assert at_least(0, of, share) == 1


@given(st.integers(1, 20), st.integers(0, 20), st.integers(0, 20))
def test_drawing_counts_every_way_once(draws: int, marked: int, rest: int) -> None:
    among = max(marked + rest, draws)
    each = [
        drawn_at_least(k, draws, marked, among) - drawn_at_least(k + 1, draws, marked, among)
        for k in range(draws + 1)
    ]
    assert sum(each) == 1
    assert all(chance >= 0 for chance in each)


@given(st.dictionaries(st.text(max_size=3), st.fractions(0, 1, max_denominator=40), max_size=8))
def test_holm_marks_no_less_than_bonferroni_and_treats_equals_alike(
    found: dict[str, Fraction],
) -> None:
    marked = holm(found)
    assert {key for key, chance in found.items() if chance * len(found) <= LEVEL} <= marked
    assert all(
        (one in marked) == (two in marked)
        for one in found
        for two in found
        if found[one] == found[two]
    )
    assert all(found[key] <= LEVEL for key in marked)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_it_is_about(case: tuple[int, int]) -> None:
    part, whole = case
    low, high = wilson(part, whole)
    assert 0 <= low <= Fraction(1000 * part, whole) <= high <= 1000
