"""The benchmarks run, in small, and what they compare comes to the same. Nothing is timed."""

from pathlib import Path

import pytest

from benchmarks import assess as benchmark
from benchmarks.parts import rounds, town
from benchmarks.parts.plain_loop import reference
from jifen.core.assess import StepKind, assess
from jifen.core.limits import nesting


def test_the_plain_loop_comes_to_the_same_rows_as_the_assessment() -> None:
    rules = town.rulebook()
    assert nesting(rules) == ()
    for account in benchmark.of_a_town(rules, cadres=3, facts=400):
        benchmark.equal(reference(rules), account)


def test_a_plain_loop_that_forgets_a_limit_is_not_equal() -> None:
    rules = town.rulebook()
    ref = reference(rules)
    spoiled = type(ref)(rules, ref.items, dict.fromkeys(ref.caps, ()), ref.amounts, ref.shares)
    with pytest.raises(AssertionError):
        benchmark.equal(spoiled, town.account(rules, 300, seed=1))


def test_facts_one_by_one_come_to_the_account_with_them() -> None:
    for rules in (town.rulebook(), town.with_circumstances(town.rulebook())):
        benchmark.equal_one_by_one(rules, town.account(rules, 60, seed=1), 20)


def test_the_circumstances_are_met_in_the_account_that_is_timed() -> None:
    rules = town.with_circumstances(town.rulebook())
    lines = assess(rules, town.account(rules, benchmark.FACTS, seed=1), as_of=town.LAST_DAY).lines
    met = {step.kind for line in lines for step in line.steps}
    assert {
        StepKind.EXPIRED,
        StepKind.RECURRING,
        StepKind.REPEAT,
        StepKind.FINDER,
        StepKind.ZEROED,
        StepKind.FROZEN,
        StepKind.REPAIR,
    } <= met


def test_a_towns_facts_are_shared_out_to_the_last() -> None:
    accounts = benchmark.of_a_town(town.rulebook(), cadres=7, facts=100)
    assert sum(len(account.facts) for account in accounts) == 100


def test_each_piece_of_work_is_compared_and_its_section_alone_is_rewritten(tmp_path: Path) -> None:
    done: list[str] = []
    ratio = rounds.Ratio("half", 0.6, ((2.0, 1.0), (2.0, 1.2), (2.0, 1.0)))
    assert (ratio.median, ratio.met) == (0.5, True)
    assert not rounds.Ratio("half", 0.4, ratio.rounds).met
    taken = rounds.seconds(
        lambda: done.append("work"), lambda: done.append("prepare"), at_least=0.0
    )
    assert taken >= 0
    assert done == ["prepare", "work"] * 3

    results = tmp_path / "RESULTS.md"
    rounds.keep(results, "B", "two")
    rounds.keep(results, "A", "one")
    rounds.keep(results, "B", "three")
    assert results.read_text("utf-8") == (
        "# Results of the benchmarks\n\n## A\n\none\n\n## B\n\nthree\n"
    )
