"""What must hold of scoring whatever the rulebook says (docs/scoring.md, "What is guaranteed").

The laws about order and limits are in `test_laws_limits.py`, those about time in
`test_laws_time.py`.
"""

import ast
import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jifen.core
from jifen.core import revisions
from jifen.core.assess import Assessment, StepKind, assess, readds
from jifen.core.facts import Account
from jifen.core.plain import assess_plain
from jifen.core.points import Centipoints
from jifen.core.rules import Rulebook
from jifen.core.shapes import BoardBy, Scoring
from tests.core.holding import OF_OTHER_FACTS, Case, changed, fact_lines, holds, of, reasons, sign
from tests.core.strategies import cases, days_asked, facts, without_limits
from tests.harness.figures import figure, record

OFTEN = (
    "an item limit",
    "a group limit",
    "a matter",
    "a repeat",
    "an expiry",
    "a repair",
    "a board",
    "a floor",
)
"""What at least one random account in ten must reach, for agreement to mean something."""


def reached(rulebook: Rulebook, result: Assessment) -> set[str]:
    """Return what an account really met, read from the steps of its trace."""
    kinds = {step.kind for line in result.lines for step in line.steps}
    names = {
        "an item limit": StepKind.ITEM,
        "a group limit": StepKind.GROUP,
        "a matter": StepKind.MATTER,
        "a repeat": StepKind.REPEAT,
        "an expiry": StepKind.EXPIRED,
        "a repair": StepKind.REPAIR,
        "a floor": StepKind.FLOOR,
    }
    found = {name for name, kind in names.items() if kind in kinds}
    boards = {item.code for item in rulebook.items if item.board is not None}
    if any(line.item in boards and line.amount for line in result.lines):
        found.add("a board")
    return found


def met(rulebook: Rulebook, result: Assessment) -> set[str]:
    """Return each kind of step, shape and board by which a line came about."""
    items = [rulebook.item(line.item) for line in result.lines if line.item and line.amount]
    return {
        *(step.kind.value for line in result.lines for step in line.steps),
        *(type(item.scoring).__name__ for item in items),
        *(f"board by {item.board.by}" for item in items if item.board is not None),
    }


EVERYTHING = (
    *(kind.value for kind in StepKind if kind is not StepKind.OPENING),
    *(shape.__name__ for shape in get_args(Scoring)),
    *(f"board by {by}" for by in BoardBy),
)
"""What some random account must meet: the whole language. Opening balances, which are none of it,
have random accounts of their own in test_laws_opening.py."""


def test_the_two_assessments_agree_to_the_hundredth() -> None:
    tried = figure(500, 5_000)
    seen: Counter[str] = Counter()

    @settings(max_examples=tried, suppress_health_check=[HealthCheck.too_slow])
    @given(cases(), days_asked)
    def agree(case: Case, as_of: dt.date) -> None:
        mine = of(case, as_of=as_of)
        plain = assess_plain(*case, as_of=as_of)
        assert mine.amounts() == plain.amounts
        assert (mine.net, mine.gross) == (plain.net, plain.gross)
        due = tuple((each.item, each.effect.kind, each.facts, each.fen) for each in mine.effects)
        assert due == plain.effects
        seen.update({"an account", *reached(case[0], mine), *met(case[0], mine)})

    agree()
    record("Assessments that the plain recomputation repeats exactly", n=tried, result="0 differ")
    assert seen["an account"] >= tried
    for what in EVERYTHING:
        assert seen[what], f"no random account meets {what}"
    for what in OFTEN:
        share = seen[what] * 100 // seen["an account"]
        assert share >= 10, f"only {share} % of the random accounts reach {what}"
        record(
            f"Random accounts of that comparison that reach {what}", n=tried, result=f"{share} %"
        )


def test_every_number_in_a_trace_readds() -> None:
    def law(case: Case, as_of: dt.date) -> None:
        result = of(case, as_of=as_of)
        assert readds(result)
        scheme = sum(line.amount for line in result.lines if not line.item)
        assert result.net == scheme + result.added - result.deducted
        assert result.added == sum(result.added_by_chapter.values())
        assert result.net == sum(result.amounts().values())

    holds("every number in a trace re-adds", law, cases(), days_asked)


def test_a_revision_that_comes_later_changes_nothing_of_an_earlier_one() -> None:
    def dearer(rulebook: Rulebook, account: Account, *, as_of: dt.date) -> Assessment:
        score = replace(rulebook.score, base=Centipoints(rulebook.score.base + 100), floor=None)
        return assess(replace(rulebook, score=score), account, as_of=as_of)

    def law(case: Case, as_of: dt.date) -> None:
        rulebook, account = case
        before = revisions.of(1).assess(rulebook, account, as_of=as_of)
        with pytest.MonkeyPatch.context() as patch:
            both = {**revisions.REVISIONS, 2: revisions.Revision(dearer, assess_plain)}
            patch.setattr(revisions, "REVISIONS", both)
            later = revisions.of(revisions.latest()).assess(rulebook, account, as_of=as_of)
            assert revisions.of(1).assess(rulebook, account, as_of=as_of) == before
        base, dear = before.amounts().get("base", 0), later.amounts()["base"]
        assert dear == base + 100

    holds("a later revision changes nothing of an earlier one", law, cases(), days_asked)


def test_award_and_withheld_add_up_to_the_uncapped_award() -> None:
    def law(case: Case) -> None:
        rulebook, account = case
        free = of((without_limits(rulebook), account))
        uncapped = {line.name: line.amount for line in fact_lines(free)}
        lines = fact_lines(of(case))
        assert {line.name: line.amount + line.withheld for line in lines} == uncapped
        assert all(line.amount * sign(rulebook, line.item) >= 0 for line in lines)
        assert all(line.withheld * sign(rulebook, line.item) >= 0 for line in lines)

    holds("award and withheld add up to the uncapped award", law, cases())


def test_a_withdrawn_fact_leaves_the_account_as_if_it_had_never_been() -> None:
    def law(case: Case, data: st.DataObject) -> None:
        rulebook, account = case
        seq = data.draw(st.integers(0, 11))
        extra = data.draw(facts(rulebook, key="extra", seq=seq, mishaps=True))
        before = of(case)
        during = of((rulebook, replace(account, facts=(*account.facts, extra))))
        kept = tuple(f for f in (*account.facts, extra) if f.key != "extra")
        assert of((rulebook, replace(account, facts=kept))) == before
        names = {line.name for line in fact_lines(during)}
        assert names == {*(line.name for line in fact_lines(before)), "extra"}

    holds("a withdrawal restores exactly", law, cases(), st.data())


def test_the_same_fact_twice_changes_nothing() -> None:
    def law(case: Case) -> None:
        rulebook, account = case
        again = tuple(replace(fact, seq=fact.seq + 100) for fact in account.facts[::2])
        doubled = replace(account, facts=(*account.facts, *account.facts, *again))
        assert of((rulebook, doubled)) == of(case)

    holds("the same fact twice changes nothing", law, cases())


def test_the_order_in_which_an_account_lists_its_facts_means_nothing() -> None:
    def law(case: Case, random: Random) -> None:
        rulebook, account = case
        listed, prior = list(account.facts), list(account.prior)
        random.shuffle(listed)
        random.shuffle(prior)
        shuffled = replace(account, facts=tuple(listed), prior=tuple(prior))
        assert of((rulebook, shuffled)) == of(case)

    holds("the order of listing means nothing", law, cases(), st.randoms(use_true_random=False))


def test_recording_a_fact_changes_earlier_lines_only_where_circumstances_say_so() -> None:
    untouched: list[bool] = []

    def law(case: Case, data: st.DataObject) -> None:
        rulebook, account = case
        later = data.draw(facts(rulebook, key="later", seq=99, mishaps=True))
        before = of(case)
        after = of((rulebook, replace(account, facts=(*account.facts, later))))
        differing = list(changed(before, after))
        untouched.append(not differing)
        for was, now in differing[:1]:  # what follows may differ through limits
            assert reasons(was, now) & OF_OTHER_FACTS
            if StepKind.AMOUNT in reasons(was, now):
                assert is_cumulated(rulebook, now.item)

    holds("recording a fact changes no earlier line, circumstances apart", law, cases(), st.data())
    assert sum(untouched) * 2 >= len(untouched), "seldom tried without circumstances"


def is_cumulated(rulebook: Rulebook, code: str) -> bool:
    return getattr(rulebook.item(code).scoring, "cumulated", None) is not None


def test_the_plain_recomputation_shares_the_types_and_nothing_else() -> None:
    types = {"shapes", "circumstances", "appraisal", "rules", "facts", "posts", "points"}
    core = Path(jifen.core.__file__).parent
    own = {file.stem for file in core.glob("plain*.py")}
    imported = {
        node.module.removeprefix("jifen.core.")
        for stem in own
        for node in ast.walk(ast.parse((core / f"{stem}.py").read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jifen")
    }
    assert imported <= types | own
    borrowed = {
        alias.name
        for stem in own
        for node in ast.walk(ast.parse((core / f"{stem}.py").read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "jifen.core.points"
        for alias in node.names
    }
    assert borrowed <= {"Centipoints", "MOST"}, "it rounds by itself"
