"""The random sample: reproducible by anybody, the right size, and favouring nobody."""

import random

from hypothesis import given
from hypothesis import strategies as st

from jifen.core.sample import LEAST_PERCENT, MOST_PERCENT, draw, size, ticket

KEYS = st.sets(st.text(min_size=1, max_size=8), max_size=60)
PERCENT = st.integers(LEAST_PERCENT, MOST_PERCENT)


@given(KEYS, st.text(max_size=8), PERCENT, st.randoms())
def test_anybody_with_the_list_and_the_seed_draws_the_same(
    keys: set[str], seed: str, percent: int, dice: random.Random
) -> None:
    shuffled = list(keys)
    dice.shuffle(shuffled)
    drawn = draw(shuffled, seed=seed, percent=percent)
    assert drawn == draw(sorted(keys), seed=seed, percent=percent)
    assert len(set(drawn)) == len(drawn) == size(len(keys), percent)
    assert set(drawn) <= keys


@given(KEYS, PERCENT)
def test_the_size_is_the_share_rounded_up(keys: set[str], percent: int) -> None:
    drawn = size(len(keys), percent)
    assert 100 * drawn >= percent * len(keys) > 100 * (drawn - 1) or not keys


@given(KEYS.filter(lambda keys: len(keys) > 1), st.text(max_size=8), PERCENT)
def test_one_more_key_takes_the_place_of_one_at_most(
    keys: set[str], seed: str, percent: int
) -> None:
    last = max(keys)
    before = set(draw(sorted(keys - {last}), seed=seed, percent=percent))
    after = set(draw(sorted(keys), seed=seed, percent=percent))
    assert len(before - after) <= 1


def test_another_seed_draws_others_and_every_key_is_drawn_in_its_turn() -> None:
    keys = [f"grant-{n}" for n in range(40)]
    draws = [draw(keys, seed=f"2026-{n}", percent=10) for n in range(200)]
    counts = {key: sum(key in one for one in draws) for key in keys}
    assert sum(counts.values()) == 200 * 4
    assert min(counts.values()) >= 5, "each is expected twenty times"
    assert len(set(draws)) > 190


def test_the_lot_is_a_plain_digest_that_a_pocket_tool_repeats() -> None:
    # printf '2026-03:a' | sha256sum
    assert ticket("2026-03", "a").startswith("1153e917b6687187")
