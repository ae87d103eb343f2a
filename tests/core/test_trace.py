"""A trace that does not re-add is seen, and so is each way in which it may not."""

from dataclasses import replace

import pytest

from jifen.core.assess import Assessment, Step, StepKind, readds
from jifen.core.points import Centipoints
from tests.core.by_hand import fact, item, of, p
from tests.core.holding import Case, holds
from tests.core.holding import of as assessed
from tests.core.strategies import cases
from tests.core.trace_laws import says_what_decided


def test_every_step_says_what_decided() -> None:
    def law(case: Case) -> None:
        says_what_decided(*case, assessed(case))

    holds("every step says what decided, by which factor or limit", law, cases())


RIGHT = of(item("A1", cycle_max=p("6")), fact("a1", "A1"), fact("a2", "A1"))


def with_line(result: Assessment, name: str, *steps: Step) -> Assessment:
    """The same assessment, one line's steps put in place."""
    lines = [replace(x, steps=steps) if x.name == name else x for x in result.lines]
    return replace(result, lines=tuple(lines))


def step(before: str, after: str) -> Step:
    return Step(StepKind.AMOUNT, p(before), p(after))


def test_a_trace_that_readds_does() -> None:
    assert readds(RIGHT)
    assert readds(with_line(RIGHT, "a2", step("0", "1"), step("1", "2")))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(RIGHT, net=Centipoints(RIGHT.net + 1)),
        with_line(RIGHT, "a2"),
        with_line(RIGHT, "a2", step("1", "2")),
        with_line(RIGHT, "a2", step("0", "3")),
        with_line(RIGHT, "a2", step("0", "4"), step("3", "2")),
        with_line(RIGHT, "a2", step("0", "2"), step("3", "4"), step("4", "2")),
    ],
    ids=["net", "no step", "from something", "to something else", "a gap", "two gaps"],
)
def test_a_trace_that_does_not_readd_is_seen(wrong: Assessment) -> None:
    assert not readds(wrong)
