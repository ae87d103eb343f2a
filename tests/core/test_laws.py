"""What must hold of scoring whatever the rulebook says (docs/scoring.md, "What is guaranteed")."""

import ast
import datetime as dt
import inspect
from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifen.core import plain as plain_module
from jifen.core.assess import Assessment, Line, assess, readds
from jifen.core.facts import Account
from jifen.core.limits import nesting
from jifen.core.plain import assess_plain
from jifen.core.points import Centipoints
from jifen.core.rules import Direction, MatterGroup, MatterMode, Rulebook
from tests.core.strategies import (
    LAST_DAY,
    accounts,
    cases,
    days_in_cycle,
    facts,
    rulebooks,
    without_limits,
)
from tests.harness.figures import figure, record

Case = tuple[Rulebook, Account]
SLOW = HealthCheck.too_slow
laws = settings(max_examples=figure(60, 1_000), suppress_health_check=[SLOW])


def of(case: Case, *, as_of: dt.date = LAST_DAY) -> Assessment:
    rulebook, account = case
    return assess(rulebook, account, as_of=as_of)


def reordered(account: Account, order: list[int]) -> Account:
    """The same facts, recorded in another order."""
    seqs = sorted(fact.seq for fact in account.facts)
    moved = tuple(
        replace(account.facts[place], seq=seq) for place, seq in zip(order, seqs, strict=True)
    )
    return replace(account, facts=moved)


# ------------------------------------------------------------------ the laws
def test_the_two_assessments_agree_to_the_hundredth() -> None:
    tried = figure(500, 5_000)

    @settings(max_examples=tried, suppress_health_check=[SLOW])
    @given(cases(), days_in_cycle | st.just(LAST_DAY))
    def agree(case: Case, as_of: dt.date) -> None:
        mine = of(case, as_of=as_of)
        plain = assess_plain(*case, as_of=as_of)
        assert mine.amounts() == plain.amounts
        assert (mine.net, mine.gross) == (plain.net, plain.gross)

    agree()
    record("Assessments that the plain recomputation repeats exactly", n=tried, result="0 differ")


@laws
@given(cases())
def test_every_number_in_a_trace_readds(case: Case) -> None:
    result = of(case)
    assert readds(result)
    scheme = sum(line.amount for line in result.lines if not line.item)
    assert result.net == scheme + result.added - result.deducted
    assert result.added == sum(result.added_by_chapter.values())
    assert result.net == sum(result.amounts().values())


@laws
@given(cases())
def test_award_and_withheld_add_up_to_the_uncapped_award(case: Case) -> None:
    rulebook, account = case
    free = assess(without_limits(rulebook), account, as_of=LAST_DAY)
    uncapped = {line.name: line.amount for line in free.lines if line.item}
    lines = [line for line in of(case).lines if line.item]
    assert {line.name: line.amount + line.withheld for line in lines} == uncapped
    assert all(line.amount * _sign(rulebook, line.item) >= 0 for line in lines)


def _sign(rulebook: Rulebook, code: str) -> int:
    item = rulebook.by_code.get(code)
    return -1 if item is not None and item.direction is Direction.DEDUCT else 1


@laws
@given(cases(), st.data())
def test_a_withdrawn_fact_leaves_the_account_as_if_it_had_never_been(
    case: Case, data: st.DataObject
) -> None:
    rulebook, account = case
    extra = data.draw(facts(rulebook, key="extra", seq=data.draw(st.integers(0, 11)), mishaps=True))
    before = of(case)
    during = of((rulebook, replace(account, facts=(*account.facts, extra))))
    kept = replace(account, facts=tuple(f for f in (*account.facts, extra) if f.key != "extra"))
    assert of((rulebook, kept)) == before
    assert {line.name for line in during.lines if line.item} == {
        *(line.name for line in before.lines if line.item),
        "extra",
    }


@laws
@given(cases())
def test_the_same_fact_twice_changes_nothing(case: Case) -> None:
    rulebook, account = case
    again = tuple(replace(fact, seq=fact.seq + 100) for fact in account.facts[::2])
    doubled = replace(account, facts=(*account.facts, *account.facts, *again))
    assert of((rulebook, doubled)) == of(case)


@laws
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_an_account_lists_its_facts_means_nothing(
    case: Case, random: Random
) -> None:
    rulebook, account = case
    listed = list(account.facts)
    random.shuffle(listed)
    assert of((rulebook, replace(account, facts=tuple(listed)))) == of(case)


@laws
@given(cases(), st.data())
def test_recording_a_fact_changes_no_line_recorded_earlier(case: Case, data: st.DataObject) -> None:
    rulebook, account = case
    later = data.draw(facts(rulebook, key="later", seq=99, mishaps=True))
    after = of((rulebook, replace(account, facts=(*account.facts, later))))
    earlier = [line for line in of(case).lines if line.item]
    assert [line for line in after.lines if line.item][:-1] == [
        replace_order(line, after) for line in earlier
    ]


def replace_order(line: Line, after: Assessment) -> Line:
    """The earlier line; only its marks that the order decides may have appeared since."""
    now = next(each for each in after.lines if each.name == line.name)
    steps = tuple(
        replace(step, order_decides=step.order_decides or mark.order_decides)
        for step, mark in zip(line.steps, now.steps, strict=True)
    )
    return replace(line, steps=steps)


@laws
@given(cases(nested=True), st.data())
def test_where_limits_nest_the_order_of_recording_moves_no_total(
    case: Case, data: st.DataObject
) -> None:
    rulebook, account = case
    assert nesting(rulebook) == ()
    order = data.draw(st.permutations(range(len(account.facts))))
    one, two = of(case), of((rulebook, reordered(account, order)))
    assert totals(one) == totals(two)
    assert not any(step.order_decides for line in one.lines for step in line.steps)


def totals(result: Assessment) -> tuple[int, ...]:
    return result.net, result.added, result.deducted, result.gross


@laws
@given(cases(), st.data())
def test_an_account_with_no_mark_of_order_has_one_total_in_every_order(
    case: Case, data: st.DataObject
) -> None:
    rulebook, account = case
    result = of(case)
    order = data.draw(st.permutations(range(len(account.facts))))
    moved = of((rulebook, reordered(account, order)))
    marked = any(step.order_decides for line in result.lines for step in line.steps)
    assert marked or result.net == moved.net


@laws
@given(cases(nested=True), st.data())
def test_where_limits_nest_another_addition_never_lowers_a_total(
    case: Case, data: st.DataObject
) -> None:
    rulebook, account = case
    extra = data.draw(facts(rulebook, key="extra", seq=data.draw(st.integers(0, 99)), mishaps=True))
    more = of((rulebook, replace(account, facts=(*account.facts, extra))))
    if _sign(rulebook, extra.item) > 0:
        assert more.net >= of(case).net
    else:
        assert more.net <= of(case).net


@laws
@given(rulebooks(), st.data())
def test_a_matter_is_worth_its_highest_award_in_every_order(
    rulebook: Rulebook, data: st.DataObject
) -> None:
    group = MatterGroup(code="G", text="", mode=MatterMode.HIGHEST)
    bare = without_limits(rulebook)
    plus = tuple(replace(item, matter_group="G", direction=Direction.ADD) for item in bare.items)
    singles = replace(bare, items=tuple(replace(item, matter_group="") for item in plus))
    grouped = replace(bare, items=plus, matter_groups=(group,))
    account = data.draw(accounts(grouped))
    one_matter = tuple(replace(fact, matter="m") for fact in account.facts)
    account = replace(account, facts=one_matter)
    alone = [line.amount for line in of((singles, account)).lines if line.item]
    assert of((grouped, account)).added == max(alone, default=0)


@laws
@given(cases())
def test_no_limit_is_exceeded_and_nothing_falls_under_the_floor(case: Case) -> None:
    rulebook, _ = case
    result = of(case)
    by_item: dict[str, int] = {}
    for line in result.lines:
        by_item[line.item] = by_item.get(line.item, 0) + abs(line.amount)
    for item in rulebook.items:
        assert item.cycle_max is None or by_item.get(item.code, 0) <= item.cycle_max
    for limit in rulebook.limits:
        for side in Direction:
            inside = [c for c in limit.items if rulebook.item(c).direction is side]
            assert sum(by_item.get(code, 0) for code in inside) <= limit.limit
    for chapter in rulebook.chapters:
        most = chapter.add_max
        assert most is None or result.added_by_chapter.get(chapter.code, 0) <= most
    score = rulebook.score
    assert score.add_max is None or result.added <= score.add_max
    assert score.deduct_max is None or result.deducted <= score.deduct_max
    assert score.floor is None or min(result.net, result.without_village_items) >= score.floor


@laws
@given(cases(), days_in_cycle)
def test_as_of_a_day_is_the_account_of_what_happened_by_then(case: Case, as_of: dt.date) -> None:
    rulebook, account = case
    past = tuple(fact for fact in account.facts if fact.happened_on <= as_of)
    assert of(case, as_of=as_of).amounts() == of((rulebook, replace(account, facts=past))).amounts()


@laws
@given(cases())
def test_gross_is_blind_to_outer_limits_floor_and_proration(case: Case) -> None:
    rulebook, account = case
    bare = replace(
        rulebook,
        limits=(),
        chapters=tuple(replace(c, add_max=None, deduct_max=None) for c in rulebook.chapters),
        score=replace(rulebook.score, add_max=None, deduct_max=None, floor=None),
    )
    alone = of((bare, replace(account, service=None, carry_in=Centipoints(0))))
    assert of(case).gross == alone.gross == alone.deducted


def test_the_plain_recomputation_shares_the_types_and_nothing_else() -> None:
    tree = ast.parse(inspect.getsource(plain_module))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {module for module in imported if module and module.startswith("jifen")}
    assert ours == {"jifen.core.facts", "jifen.core.points", "jifen.core.rules"}
