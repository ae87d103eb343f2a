"""Trying a law of scoring on random cases, and noting on how many."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from jifen.core.assess import Assessment, Line, Step, StepKind, assess
from jifen.core.facts import Account
from jifen.core.rules import Direction, Rulebook
from tests.core.strategies import LAST_DAY
from tests.harness.figures import figure, record

Case = tuple[Rulebook, Account]

LIMITS = frozenset(
    {
        StepKind.EVENT,
        StepKind.MATTER,
        StepKind.ITEM,
        StepKind.GROUP,
        StepKind.CHAPTER,
        StepKind.SIDE,
    }
)
OF_OTHER_FACTS = frozenset(
    {StepKind.AMOUNT, StepKind.REPEAT, StepKind.NEEDS, StepKind.ZEROED, StepKind.FROZEN}
)
"""The steps that look at other facts: the amount too, where tiers cumulate."""


# What a law takes differs from law to law, so its strategies yield anything.
def holds(law: str, check: Callable[..., None], *drawn: SearchStrategy[Any]) -> None:
    """Try a law on random examples: 500, in a full run 5 000."""
    tried = figure(500, 5_000)
    trying = settings(max_examples=tried, suppress_health_check=[HealthCheck.too_slow])
    trying(given(*drawn)(check))()
    record(f"Law of scoring: {law}", n=tried, result="0 broken")


def catches(check: Callable[..., None], *drawn: SearchStrategy[Any]) -> None:
    """See that a law is broken by a program that is wrong on purpose; the first example will do."""
    trying = settings(
        max_examples=500,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )
    with pytest.raises(AssertionError):
        trying(given(*drawn)(check))()


def of(case: Case, *, as_of: dt.date = LAST_DAY) -> Assessment:
    rulebook, account = case
    return assess(rulebook, account, as_of=as_of)


def fact_lines(result: Assessment) -> list[Line]:
    """The lines of facts, in sequence."""
    return [line for line in result.lines if line.item]


def circumstances(line: Line) -> tuple[Step, ...]:
    """What was decided about a line before any share or limit."""
    return tuple(step for step in line.steps if step.kind not in {*LIMITS, StepKind.SHARE})


def changed(before: Assessment, after: Assessment) -> Iterator[tuple[Line, Line]]:
    """Yield each fact's line that differs, in sequence; marks of order apart."""
    lines = {line.name: line for line in fact_lines(before)}
    for now in fact_lines(after):
        was = lines.get(now.name)
        if was is not None and bare(was) != bare(now):
            yield was, now


def bare(line: Line) -> tuple[object, ...]:
    """What a line comes to, step by step, without what moves nothing.

    A fact recorded later may bring marks of order, or be the one that is named for freezing.
    """
    steps = [
        (step.kind, step.before, step.after, step.scope if step.kind in LIMITS else "")
        for step in line.steps
    ]
    return line.name, line.amount, line.gross, steps


def reasons(was: Line, now: Line) -> set[StepKind]:
    """Return which circumstances weigh differently in the second line."""

    def weights(line: Line) -> dict[StepKind, tuple[int, int]]:
        return {step.kind: (step.before, step.after) for step in circumstances(line)}

    first, second = weights(was), weights(now)
    return {kind for kind in StepKind if first.get(kind) != second.get(kind)}


def totals(result: Assessment) -> tuple[int, ...]:
    return result.net, result.added, result.deducted, result.gross


def sign(rulebook: Rulebook, code: str) -> int:
    item = rulebook.by_code.get(code)
    return -1 if item is not None and item.direction is Direction.DEDUCT else 1


def is_marked(result: Assessment) -> bool:
    """Whether a step says that the order of recording decides."""
    return any(step.order_decides for line in result.lines for step in line.steps)
