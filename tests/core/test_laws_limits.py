"""Limits: none is exceeded, and where they nest the order of recording moves no total."""

from collections import defaultdict
from dataclasses import replace

from hypothesis import strategies as st

from jifen.core.assess import StepKind
from jifen.core.facts import Account
from jifen.core.limits import nesting
from jifen.core.plain_calendar import period_number
from jifen.core.points import Centipoints
from jifen.core.rules import Direction, MatterGroup, MatterMode, Rulebook
from jifen.core.shapes import Period
from tests.core.holding import (
    OF_OTHER_FACTS,
    Case,
    changed,
    fact_lines,
    holds,
    is_marked,
    of,
    reasons,
    sign,
    totals,
)
from tests.core.strategies import accounts, cases, facts, rulebooks, without_limits


def reordered(account: Account, order: list[int]) -> Account:
    """The same facts, recorded in another order."""
    seqs = sorted(fact.seq for fact in account.facts)
    moved = tuple(
        replace(account.facts[place], seq=seq) for place, seq in zip(order, seqs, strict=True)
    )
    return replace(account, facts=moved)


def test_what_a_fact_is_worth_before_limits_does_not_depend_on_the_order_of_recording() -> None:
    def law(case: Case, data: st.DataObject) -> None:
        rulebook, account = case
        order = data.draw(st.permutations(range(len(account.facts))))
        free = without_limits(rulebook)
        moved = of((free, reordered(account, order)))
        assert of((free, account)).amounts() == moved.amounts()

    holds("circumstances do not depend on the order of recording", law, cases(), st.data())


def test_where_limits_nest_the_order_of_recording_moves_no_total() -> None:
    withheld: list[bool] = []

    def law(case: Case, data: st.DataObject) -> None:
        rulebook, account = case
        assert nesting(rulebook) == ()
        order = data.draw(st.permutations(range(len(account.facts))))
        one, two = of(case), of((rulebook, reordered(account, order)))
        assert totals(one) == totals(two)
        assert not is_marked(one)
        withheld.append(any(line.withheld for line in one.lines))

    holds(
        "where limits nest the order of recording moves no total",
        law,
        cases(nested=True),
        st.data(),
    )
    assert sum(withheld) * 3 >= len(withheld), "the nested limits seldom cut anything"


def test_an_account_with_no_mark_of_order_has_one_total_in_every_order() -> None:
    moves: list[bool] = []

    def law(case: Case, data: st.DataObject) -> None:
        rulebook, account = case
        result = of(case)
        by_seq = sorted(range(len(account.facts)), key=lambda place: account.facts[place].seq)
        order = data.draw(st.permutations(by_seq) | st.just(by_seq[::-1]))
        moved = of((rulebook, reordered(account, order)))
        moves.append(result.net != moved.net)
        assert is_marked(result) or result.net == moved.net

    holds("an account without a mark of order has one total", law, cases(), st.data())
    assert any(moves), "no order of recording ever moved a total: the law was never tried"


def test_where_limits_nest_another_addition_never_lowers_a_total() -> None:
    by_itself: list[bool] = []

    def law(case: Case, data: st.DataObject) -> None:
        rulebook, account = case
        seq = data.draw(st.integers(0, 99))
        extra = data.draw(facts(rulebook, key="extra", seq=seq, mishaps=True))
        before, after = of(case), of((rulebook, replace(account, facts=(*account.facts, extra))))
        because = [reasons(was, now) for was, now in changed(before, after) if reasons(was, now)]
        by_itself.append(not because)
        if because:  # the circumstances say so, each in the trace of the line it moved
            assert all(kinds & OF_OTHER_FACTS for kinds in because)
        elif sign(rulebook, extra.item) > 0:
            assert after.net >= before.net
        else:
            assert after.net <= before.net

    holds("where limits nest another addition lowers no total", law, cases(nested=True), st.data())
    assert sum(by_itself) * 2 >= len(by_itself), "seldom tried without circumstances"


def test_a_matter_is_worth_its_highest_award_or_its_sum_limit_in_every_order() -> None:
    def law(rulebook: Rulebook, limit: int, data: st.DataObject) -> None:
        bare = without_limits(rulebook)
        plus = tuple(replace(item, direction=Direction.ADD, freezes=False) for item in bare.items)
        together = tuple(replace(item, matter_group="G") for item in plus)
        account = data.draw(accounts(replace(bare, items=together)))
        one_matter = tuple(replace(fact, matter="m") for fact in account.facts)
        account = replace(account, facts=one_matter)

        def added(mode: MatterMode) -> int:
            group = MatterGroup(code="G", text="", mode=mode, limit=Centipoints(limit))
            return of((replace(bare, items=together, matter_groups=(group,)), account)).added

        alone = fact_lines(of((replace(bare, items=plus), account)))
        awards = [line.amount for line in alone]
        assert added(MatterMode.HIGHEST) == max(awards, default=0)
        assert added(MatterMode.SUM_MAX) == min(sum(awards), limit)

    holds(
        "a matter is worth its highest award, or at most its sum limit",
        law,
        rulebooks(),
        st.integers(0, 3000),
        st.data(),
    )


def test_no_limit_is_exceeded_and_nothing_falls_under_the_floor() -> None:
    def law(case: Case) -> None:
        rulebook, account = case
        result = of(case)
        days = {fact.key: fact.counts_on for fact in account.facts}
        spent: dict[tuple[str, Period, int], int] = defaultdict(int)
        for line in fact_lines(result):
            day = days[line.name]
            counts = not any(step.kind is StepKind.OUTSIDE_CYCLE for step in line.steps)
            for period in Period if counts else ():
                number = period_number(account.starts_on, day, period)
                spent[line.item, period, number] += abs(line.amount)
            event_max = rulebook.by_code[line.item].event_max if line.amount else None
            assert event_max is None or abs(line.amount) <= event_max

        def most_of(codes: frozenset[str], period: Period) -> int:
            sums: dict[int, int] = defaultdict(int)
            for (code, of_period, number), amount in spent.items():
                if of_period is period and code in codes:
                    sums[number] += amount
            return max(sums.values(), default=0)

        def held(codes: set[str], period: Period, limit: Centipoints | None) -> bool:
            return limit is None or most_of(frozenset(codes), period) <= limit

        for item in rulebook.items:
            assert held({item.code}, Period.MONTH, item.month_max)
            assert held({item.code}, Period.QUARTER, item.quarter_max)
            assert held({item.code}, Period.HALF, item.half_max)
            assert held({item.code}, Period.CYCLE, item.cycle_max)
        for side in Direction:
            ours = {item.code for item in rulebook.items if item.direction is side}
            for limit in rulebook.limits:
                assert held(ours & limit.items, limit.per, limit.limit)
            for chapter in rulebook.chapters:
                inside = {c for c in ours if rulebook.item(c).chapter == chapter.code}
                most = chapter.add_max if side is Direction.ADD else chapter.deduct_max
                assert held(inside, Period.CYCLE, most)
        score = rulebook.score
        assert score.add_max is None or result.added <= score.add_max
        assert score.deduct_max is None or result.deducted <= score.deduct_max
        assert score.floor is None or min(result.net, result.without_village_items) >= score.floor

    holds("no limit is exceeded, nothing falls under the floor", law, cases())


def test_gross_is_blind_to_outer_limits_floor_and_proration() -> None:
    def law(case: Case) -> None:
        rulebook, account = case
        bare = replace(
            rulebook,
            limits=(),
            chapters=tuple(replace(c, add_max=None, deduct_max=None) for c in rulebook.chapters),
            score=replace(rulebook.score, add_max=None, deduct_max=None, floor=None),
        )
        alone = of((bare, replace(account, service=None, carry_in=Centipoints(0))))
        assert of(case).gross == alone.gross
        never_given_back = replace(
            bare, items=tuple(replace(item, repair=None) for item in bare.items)
        )
        whole = of((never_given_back, account))
        assert whole.gross == whole.deducted

    holds("gross is blind to outer limits, floor and proration", law, cases())
