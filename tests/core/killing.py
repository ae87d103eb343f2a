"""What must notice a mutant of the assessment: the tests by hand, and laws on a fixed corpus.

Nothing here compares the assessment with what it used to say. Each check would fail on a wrong
program by itself: the examples know the answer, the plain recomputation works it out a second
way, and the laws of the trace read the rulebook.
"""

import datetime as dt
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from random import Random
from types import ModuleType

import pytest

from jifen.core import plans
from jifen.core.assess import Assessment, assess, readds
from jifen.core.facts import Account
from jifen.core.incremental import Running
from jifen.core.plain import Plain, assess_plain
from jifen.core.rules import Rulebook
from tests.core import test_limits
from tests.core.holding import is_marked
from tests.core.strategies import LAST_DAY, STARTS_ON, rulebook_from
from tests.core.strategies_dice import ROLLS, Dice
from tests.core.strategies_facts import account_from
from tests.core.test_laws_opening import with_openings
from tests.core.trace_laws import says_what_decided

SUBJECTS = tuple(
    f"jifen.core.{name}"
    for name in (
        "assess",
        "due",
        "weighing",
        "rooms",
        "effects",
        "plans",
        "boards",
        "measures",
        "limits",
        "months",
        "incremental",
        "trace",
    )
)
"""The modules that are the assessment."""

PAGE = "test_scoring_page"
BY_HAND = (
    "test_assess_bearing",
    "test_assess_circumstances",
    "test_assess_effects",
    "test_assess_periods",
    "test_measures",
    "test_measures_boards",
    "test_limits",
    "test_months",
    "test_incremental",
    "test_laws_opening",
    "test_plans",
    "test_trace",
)
SEED = 20240801
CASES = 500
STEPWISE = 160
OPENED = 200
"""Random accounts besides, of which a part stood before: opening balances."""


# ------------------------------------------------------------------ a fixed corpus
@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An account under a rulebook on a day, and what the second opinion says."""

    rulebook: Rulebook
    account: Account
    as_of: dt.date
    plain: Plain

    def assessed(self) -> Assessment:
        return assess(self.rulebook, self.account, as_of=self.as_of)


def corpus(count: int) -> list[Asked]:
    """Random accounts, the same ones every time."""
    random = Random(SEED)
    return [_asked(random, opened=False) for _ in range(count)]


def opened(count: int) -> list[Asked]:
    """Random accounts that begin with opening balances, the same ones every time."""
    random = Random(SEED)
    return [_asked(random, opened=True) for _ in range(count)]


def _asked(random: Random, *, opened: bool) -> Asked:
    def dice(least: int, most: int) -> list[Dice]:
        return [Dice(random.randbytes(ROLLS)) for _ in range(random.randint(least, most))]

    rulebook = rulebook_from(Dice(random.randbytes(ROLLS)), dice(2, 6))
    account = account_from(Dice(random.randbytes(ROLLS)), dice(5, 10), rulebook)
    if opened:
        rulebook, account = with_openings((rulebook, account), Dice(random.randbytes(ROLLS)))
    day = STARTS_ON + dt.timedelta(days=random.randrange(365))
    as_of = random.choice([LAST_DAY, LAST_DAY, day])
    plain = assess_plain(rulebook, account, as_of=as_of)
    return Asked(rulebook=rulebook, account=account, as_of=as_of, plain=plain)


# ------------------------------------------------------------------ checks
def suite() -> Mapping[str, Callable[[], None]]:
    """Everything that may notice, the quickest first."""
    asked, begun = corpus(CASES), opened(OPENED)

    def laws() -> None:
        for each in (*asked, *begun):
            agrees(each)

    def limits_named() -> None:
        for each in asked[:STEPWISE]:
            test_limits.names_what_crosses(each.rulebook)

    def one_by_one() -> None:
        for each in (*asked[:STEPWISE], *begun[: STEPWISE // 2]):
            grows(each)

    return {
        "the tests by hand": fresh(tests_of(*BY_HAND)),
        "random accounts": fresh(laws),
        "one fact at a time": fresh(one_by_one),
        "the limits named": limits_named,
        "the worked examples": fresh(tests_of(PAGE)),
    }


def nothing() -> Mapping[str, Callable[[], None]]:
    """Nothing that could notice: the control."""
    return {}


def fresh(check: Callable[[], None]) -> Callable[[], None]:
    """Forget the plans that were worked out before the program was changed."""

    def checked() -> None:
        plans._MEMORY.clear()
        check()

    return checked


def agrees(asked: Asked) -> None:
    """Hold an assessment to the second opinion and its trace to the laws."""
    result, plain = asked.assessed(), asked.plain
    assert (result.amounts(), result.net, result.gross) == (plain.amounts, plain.net, plain.gross)
    due = tuple((each.item, each.effect.kind, each.facts, each.fen) for each in result.effects)
    assert due == plain.effects
    assert readds(result)
    scheme = sum(line.amount for line in result.lines if not line.item)
    assert result.net == scheme + result.added - result.deducted
    says_what_decided(asked.rulebook, asked.account, result)
    if not is_marked(result):
        last_first = tuple(replace(fact, seq=-fact.seq) for fact in asked.account.facts)
        other = assess(asked.rulebook, replace(asked.account, facts=last_first), as_of=asked.as_of)
        assert other.net == result.net


def grows(asked: Asked) -> None:
    """One fact more comes to the same as the whole account with it."""
    facts = asked.account.facts
    first = len(facts) // 3
    grown = replace(asked.account, facts=facts[:first])
    running = Running(asked.rulebook, grown, as_of=asked.as_of)
    for fact in facts[first:]:
        grown = replace(grown, facts=(*grown.facts, fact))
        assert running.add(fact) == assess(asked.rulebook, grown, as_of=asked.as_of)
        assert running.account == grown


# ------------------------------------------------------------------ tests by hand
def tests_of(*names: str) -> Callable[[], None]:
    """Return what runs the tests by hand of these files, one after the other."""
    modules = [importlib.import_module(f"tests.core.{name}") for name in names]
    tests = [test for module in modules for test in by_hand(module)]

    def run() -> None:
        for test in tests:
            test()

    return run


def by_hand(module: ModuleType) -> Iterator[Callable[[], None]]:
    """Yield a module's tests that need no fixture and draw nothing, each with its parameters."""
    for name, test in vars(module).items():
        if not name.startswith("test_") or hasattr(test, "hypothesis"):
            continue
        if {"given", "holds", "catches"} & {*test.__code__.co_names}:
            continue
        tables = [
            [dict(zip(_names(mark), _values(mark, row), strict=True)) for row in mark.args[1]]
            for mark in getattr(test, "pytestmark", [])
            if mark.name == "parametrize"
        ]
        for rows in product(*tables):
            given = {key: value for row in rows for key, value in row.items()}
            assert set(given) == set(inspect.signature(test).parameters), f"{name} has a fixture"
            yield _bound(test, given)


def _bound(test: Callable[..., None], given: dict[str, object]) -> Callable[[], None]:
    return lambda: test(**given)


def _names(mark: pytest.Mark) -> list[str]:
    names = mark.args[0]
    return [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)


def _values(mark: pytest.Mark, row: object) -> Iterable[object]:
    """Return a row's values, one for each name; a row with an id of its own is unwrapped."""
    if type(row).__name__ == "ParameterSet":
        row = row.values  # type: ignore[attr-defined]  # pytest does not name the type in public
    elif len(_names(mark)) == 1:
        return (row,)
    assert isinstance(row, Iterable)
    return row
