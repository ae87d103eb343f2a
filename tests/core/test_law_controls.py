"""The laws bite: a second opinion that is wrong on purpose is caught, and so is a spoiled trace.

That the right one passes the same laws is `test_laws.py`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from jifen.core import plain, plain_amounts, plain_bearing, plain_circumstances, plain_limits
from jifen.core.assess import assess, readds
from jifen.core.facts import Account
from jifen.core.plain_amounts import Row
from jifen.core.plain_circumstances import Scene
from jifen.core.rules import Rulebook
from jifen.core.shapes import Board
from tests.core.strategies import LAST_DAY, cases
from tests.harness.figures import figure

once = settings(
    max_examples=figure(100, 300),
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)


def agree_with_plain(rulebook: Rulebook, account: Account) -> None:
    result = assess(rulebook, account, as_of=LAST_DAY)
    said = plain.assess_plain(rulebook, account, as_of=LAST_DAY)
    assert (result.amounts(), result.gross) == (said.amounts, said.gross)


def try_it(law: Callable[[Rulebook, Account], None]) -> None:
    """Try a law on random cases, the same ones every time.

    In several short runs: inside one run Hypothesis varies what it has just tried.
    """
    for seed_of_run in range(6):

        @seed(seed_of_run)
        @once
        @given(cases())
        def hold(case: tuple[Rulebook, Account]) -> None:
            law(*case)

        hold()


# ------------------------------------------------------------------ wrong on purpose
def last_first(rulebook: Rulebook, account: Account, as_of: dt.date) -> list[Row]:
    """Let a limit cut the fact recorded earlier."""
    return borne(rulebook, account, as_of)[::-1]


def whole_share(rulebook: Rulebook, account: Account, as_of: dt.date) -> list[Row]:
    """Let everybody bear the whole."""
    return [replace(row, share=Fraction(1)) for row in borne(rulebook, account, as_of)]


def forgetful(column: list[int], inside: Sequence[bool], limit: int | None) -> list[int]:
    """Hold each fact to the limit by itself, forgetting those before it."""
    most = [limit if limit is not None and here else None for here in inside]
    return [one if cap is None else min(one, cap) for one, cap in zip(column, most, strict=True)]


def down(value: Fraction) -> int:
    """Round down."""
    return floor(value)


def nothing_expires(scene: Scene) -> list[bool]:
    """Let facts hold for ever."""
    return [False for _ in scene.rows]


def one(*_: object, **__: object) -> Fraction:
    """Leave a circumstance out."""
    return Fraction(1)


def never_before(*_: object) -> int:
    """Forget what came before."""
    return 0


def as_it_stands(board: Board, figures: Iterable[Fraction], mine: Fraction) -> Fraction:
    """Read a board's figure and not what the board makes of it."""
    return mine


def one_period(*_: object) -> int:
    """Take the whole cycle for one period."""
    return 0


borne = plain_bearing.borne
MUTANTS: dict[str, tuple[object, str, object]] = {
    "a limit cuts the fact recorded earlier": (plain, "borne", last_first),
    "everybody bears the whole": (plain, "borne", whole_share),
    "a limit forgets what it let through": (plain_limits, "_hold", forgetful),
    "a month is a cycle": (plain_limits, "period_number", one_period),
    "tiers cumulate over the whole cycle": (plain_amounts, "period_number", one_period),
    "a share is rounded down": (plain, "rounded", down),
    "a circumstance is rounded down": (plain_circumstances, "rounded", down),
    "nothing expires": (plain_circumstances, "expiries", nothing_expires),
    "nothing recurs": (plain_circumstances, "_recurring", one),
    "nothing is a repeat": (plain_circumstances, "_times_before", never_before),
    "no period is important": (plain_circumstances, "_period", one),
    "whoever found it": (plain_circumstances, "_finder", one),
    "nobody need be reminded": (plain_circumstances, "_reminded", one),
    "no work is needed": (plain_circumstances, "_needs", one),
    "nothing is zeroed": (plain_circumstances, "_zeroed", one),
    "nothing is frozen": (plain_circumstances, "_frozen", one),
    "nothing is given back": (plain_circumstances, "repair_of", one),
    "a board is not read": (plain_amounts, "reading", as_it_stands),
}


@pytest.mark.parametrize("wrong", MUTANTS)
def test_a_wrong_opinion_is_caught(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, mutant = MUTANTS[wrong]
    monkeypatch.setattr(where, name, mutant)
    with pytest.raises(AssertionError):
        try_it(agree_with_plain)


def test_a_step_left_out_of_the_trace_is_caught() -> None:
    def trace_readds_without_a_step(rulebook: Rulebook, account: Account) -> None:
        result = assess(rulebook, account, as_of=LAST_DAY)
        lines = tuple(
            replace(line, steps=line.steps[:-1]) if len(line.steps) > 1 else line
            for line in result.lines
        )
        assert readds(replace(result, lines=lines))

    with pytest.raises(AssertionError):
        try_it(trace_readds_without_a_step)
