"""The laws bite: random cases reach every limit, and a wrong `assess` is caught by its law.

That the right one passes the same laws is `test_laws.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from jifen.core import assess as production
from jifen.core.assess import StepKind, assess, readds
from jifen.core.facts import Account, Fact
from jifen.core.limits import Cap
from jifen.core.plain import assess_plain
from jifen.core.points import Centipoints
from jifen.core.rules import Item, Rulebook
from tests.core.strategies import LAST_DAY, cases
from tests.harness.figures import figure

SLOW = HealthCheck.too_slow
once = settings(
    max_examples=figure(75, 300),
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[SLOW],
)


def agree_with_plain(rulebook: Rulebook, account: Account) -> None:
    result = production.assess(rulebook, account, as_of=LAST_DAY)
    plain = assess_plain(rulebook, account, as_of=LAST_DAY)
    assert (result.amounts(), result.gross) == (plain.amounts, plain.gross)


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


def test_random_cases_reach_every_limit_often_enough_to_mean_something() -> None:
    seen: Counter[StepKind] = Counter()
    tried = 0

    def count(rulebook: Rulebook, account: Account) -> None:
        nonlocal tried
        tried += 1
        lines = assess(rulebook, account, as_of=LAST_DAY).lines
        seen.update({step.kind for line in lines for step in line.steps})

    try_it(count)
    assert tried >= 300
    often = {StepKind.ITEM, StepKind.MATTER, StepKind.GROUP, StepKind.FLOOR}
    for kind in set(StepKind) - {StepKind.NOT_YET}:  # `as_of` is drawn by the laws themselves
        share = 10 if kind in often else 1
        assert seen[kind] * 100 >= tried * share, f"{seen[kind]} of {tried} cases reach {kind}"


# ------------------------------------------------------------------ wrong on purpose
def last_first(facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Let a limit cut the fact recorded earlier."""
    yield from reversed(list(RIGHT_SEQUENCE(facts)))


def every_time(facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Count a fact as often as it is given."""
    yield from sorted((*facts, *facts[:1]), key=lambda fact: fact.seq)


def no_top_up(self: production._Running, due: production._Due, item: Item) -> None:
    """Give a matter to the first award alone, so that a higher one adds nothing."""
    matter = (item.matter_group, due.fact.matter, item.direction)
    if item.matter_group in self.book.groups and matter in self.matters:
        due.move(StepKind.MATTER, 0, item.matter_group)
    self.matters.setdefault(matter, due.now)


def forgetful(self: production._Running, due: production._Due, cap: Cap) -> None:
    """Hold each fact to the limit by itself, forgetting those before it."""
    if due.now > cap.limit:
        due.move(StepKind(cap.scope.kind.value), cap.limit, cap.scope.code, limit=cap.limit)


def down(value: object) -> Centipoints:
    """Round a share down."""
    return Centipoints(int(value))  # type: ignore[call-overload]  # a fraction, as half_up takes


RIGHT_SEQUENCE = production.in_sequence
MUTANTS: dict[str, tuple[object, str, object]] = {
    "a limit cuts the fact recorded earlier": (production, "in_sequence", last_first),
    "a fact given twice counts twice": (production, "in_sequence", every_time),
    "a higher award adds nothing to its matter": (production._Running, "_same_matter", no_top_up),
    "a limit forgets what it let through": (production._Running, "_cap", forgetful),
    "a share is rounded down": (production, "half_up", down),
}


@pytest.mark.parametrize("wrong", MUTANTS)
def test_a_wrong_assessment_is_caught(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, mutant = MUTANTS[wrong]
    monkeypatch.setattr(where, name, mutant)
    with pytest.raises(AssertionError):
        try_it(agree_with_plain)


def test_a_step_left_out_of_the_trace_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(self: production._Due, kind: StepKind, after: int, *_: object, **__: object) -> None:
        if kind is not StepKind.ITEM:
            right(self, kind, after)
        self.now = after

    right = production._Due.move

    def trace_readds(rulebook: Rulebook, account: Account) -> None:
        assert readds(production.assess(rulebook, account, as_of=LAST_DAY))

    monkeypatch.setattr(production._Due, "move", silent)
    with pytest.raises(AssertionError):
        try_it(trace_readds)
