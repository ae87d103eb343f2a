"""The benchmark of the close compares what comes to the same. Nothing is timed."""

from dataclasses import replace

import pytest

from benchmarks import closing as benchmark
from benchmarks.parts import cycle
from jifen.core.results import Person


@pytest.fixture(scope="module")
def people() -> list[Person]:
    """One of the towns that are closed."""
    return benchmark.towns()[0]


def test_the_plain_loop_places_and_pays_everybody_as_the_close_does(people: list[Person]) -> None:
    assert len(people) == benchmark.CADRES
    benchmark.equal(cycle.in_force(), people)


def test_a_loop_over_other_points_is_not_equal(people: list[Person]) -> None:
    found = benchmark.closed(cycle.in_force(), people)
    first = max(people, key=lambda one: one.assessment.net)
    last = min(people, key=lambda one: one.assessment.net)
    spoiled = replace(first, assessment=last.assessment)
    other = [spoiled if one is first else one for one in people]
    plain = benchmark.loop(cycle.in_force(), other)
    assert found.outcomes[first.code].place == 1
    assert plain[first.code][0] > 1


def test_every_cadre_is_a_row(people: list[Person]) -> None:
    rows = list(benchmark.rows(7, benchmark.closed(cycle.in_force(), people)))
    assert {row[1] for row in rows} == {one.code for one in people}
    assert sum(row[5] for row in rows) == benchmark.POOL_FEN
