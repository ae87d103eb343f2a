"""The benchmark of simulations runs, in small, and what is kept does not grow with the facts."""

import gc
import tracemalloc

import pytest

from benchmarks import simulate as benchmark
from benchmarks.parts import cycle
from benchmarks.parts.plain_loop import reference
from jifen.core.simulation import Simulation

PEOPLE = 30


def test_the_plain_loop_moves_everybody_by_as_many_places() -> None:
    refs = reference(cycle.in_force()), reference(cycle.draft())
    accounts = list(cycle.accounts(PEOPLE, 600))
    found = benchmark.equal(refs, accounts)
    assert {move.code: move.rise for move in found.moves} == benchmark.moves(refs, accounts)
    with pytest.raises(AssertionError):
        benchmark.equal((refs[0], refs[0]), accounts)


def test_a_run_gives_its_seconds_and_its_peak() -> None:
    told = benchmark.run(PEOPLE, 300)
    assert told["seconds"] > 0
    assert told["peak"] > 0


def kept(facts: int) -> int:
    """Return the bytes that a simulation holds after so many facts of the same people."""
    versions = cycle.in_force(), cycle.draft()
    next(cycle.accounts(1, 1))
    gc.collect()
    tracemalloc.start()
    try:
        simulation = Simulation(*versions)
        for one in cycle.accounts(PEOPLE, facts):
            simulation.take(one)
        del one
        gc.collect()
        assert len(simulation.comparison().moves) == PEOPLE
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_what_is_kept_does_not_grow_with_the_facts() -> None:
    kept(PEOPLE)
    few, many = kept(PEOPLE * 80), kept(PEOPLE * 400)
    assert many < 1.1 * few


def test_all_facts_are_shared_out_and_the_accounts_are_the_same_every_time() -> None:
    once, again = (list(cycle.accounts(7, 100)) for _ in range(2))
    assert sum(len(one.account.facts) for one in once) == 100
    assert once == again
