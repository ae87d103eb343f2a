"""A sample that anybody draws again, and that finds faults as surely as it says."""

import random
from fractions import Fraction
from math import comb

import pytest

from jifen.core.sampling import draw, size_for
from tests.harness.figures import figure

TRIALS = figure(300, 2000)
KEYS = [f"{n:032x}" for n in range(1000)]


def test_the_same_seed_draws_the_same_sample_whatever_the_order_of_the_records() -> None:
    shuffled = random.Random(1).sample(KEYS, len(KEYS))
    assert draw(KEYS, 50, "2026-03-02") == draw(shuffled, 50, "2026-03-02")
    assert draw(KEYS, 50, "2026-03-02") != draw(KEYS, 50, "2026-03-03")
    assert draw(KEYS, 50, "x") == draw(KEYS, 99, "x")[:50]


def test_a_sample_holds_what_there_is_once_and_no_more() -> None:
    assert sorted(draw(KEYS + KEYS, 5000, "x")) == KEYS
    assert draw(KEYS, 0, "x") == draw([], 9, "x") == ()


@pytest.mark.parametrize("population", [1, 7, 49, 50, 51, 100, 1000, 4000, 20_000])
def test_the_size_is_the_least_that_finds_one_of_two_percent_with_ninety_five(
    population: int,
) -> None:
    size, bad = size_for(population), -(-population * 2 // 100)

    def found(drawn: int) -> Fraction:
        return 1 - Fraction(comb(population - bad, drawn), comb(population, drawn))

    assert found(size) >= Fraction(95, 100)
    assert size == 1 or found(size - 1) < Fraction(95, 100)


def test_two_percent_of_planted_faults_are_found_in_ninety_five_of_a_hundred_draws() -> None:
    """Simulated, with faults planted anew and another seed each time. The control: half the size
    finds them clearly less often.
    """
    dice, size = random.Random(58), size_for(len(KEYS))
    hits = halves = 0
    for trial in range(TRIALS):
        planted = set(dice.sample(KEYS, len(KEYS) * 2 // 100))
        drawn = draw(KEYS, size, f"seed {trial}")
        hits += bool(planted & set(drawn))
        halves += bool(planted & set(drawn[: size // 2]))
    # Three standard deviations below 95 % of so many trials, in whole draws.
    assert hits >= TRIALS * 95 // 100 - TRIALS * 4 // 100 * (TRIALS < 1000)
    assert halves < TRIALS * 90 // 100
