"""The warning ladder: triggers, cases, the second time, and who decides what follows."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from jifen.core.assess import assess
from jifen.core.facts import Account, Fact, HolderKind, Measures, Party
from jifen.core.ladder import (
    SECOND_TIME,
    CaseState,
    Decider,
    Low,
    Measure,
    Talk,
    Verdict,
    case_state,
    gross_since,
    judge,
    low,
    next_steps,
    occurrence,
    reaches_line,
    term_start,
    warned,
)
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.ranking import Cut
from jifen.core.rules import Capacity, Direction, Item, LadderRule, SecondScope, TriggerMode
from jifen.core.shapes import PerUnit
from tests.core.strategies import ENDS_ON, LAST_DAY, STARTS_ON, VILLAGE, rulebook_of

EITHER = LadderRule(gross_line=Centipoints(40_00))
BOTH = replace(EITHER, trigger=TriggerMode.BOTH)
UNDER, LINE = Centipoints(39_99), Centipoints(40_00)
day = dt.date
OPENED_ON = day(2026, 2, 1)


def test_exactly_the_line_is_reached_and_a_hundredth_less_is_not() -> None:
    assert reaches_line(EITHER, LINE)
    assert not reaches_line(EITHER, UNDER)


@pytest.mark.parametrize(
    ("rule", "gross", "rank", "expected"),
    [
        (EITHER, UNDER, Low.OUTSIDE, Verdict.NOTHING),
        (EITHER, LINE, Low.OUTSIDE, Verdict.CASE),
        (EITHER, UNDER, Low.INSIDE, Verdict.CASE),
        (EITHER, UNDER, Low.TIED, Verdict.MEETING),
        (EITHER, LINE, Low.TIED, Verdict.CASE),
        (BOTH, LINE, Low.OUTSIDE, Verdict.NOTHING),
        (BOTH, UNDER, Low.INSIDE, Verdict.NOTHING),
        (BOTH, LINE, Low.INSIDE, Verdict.CASE),
        (BOTH, LINE, Low.TIED, Verdict.MEETING),
        (BOTH, UNDER, Low.TIED, Verdict.NOTHING),
    ],
)
def test_what_figures_mean(
    rule: LadderRule, gross: Centipoints, rank: Low, expected: Verdict
) -> None:
    assert judge(rule, gross=gross, rank=rank) is expected


def test_every_combination_has_a_verdict() -> None:
    asked = list(product([EITHER, BOTH], [UNDER, LINE], Low))
    assert all(judge(rule, gross=gross, rank=rank) in Verdict for rule, gross, rank in asked)


def test_a_post_group_may_have_a_line_of_its_own() -> None:
    rule = replace(EITHER, gross_line_of={PostGroup.CHIEF: Centipoints(30_00)})
    assert judge(rule, gross=Centipoints(30_00), post_group=PostGroup.CHIEF) is Verdict.CASE
    assert judge(rule, gross=Centipoints(30_00), post_group=PostGroup.DEPUTY) is Verdict.NOTHING
    assert judge(rule, gross=Centipoints(30_00)) is Verdict.NOTHING
    gross = {"a": Centipoints(30_00), "b": Centipoints(30_00)}
    found = warned(rule, gross, None, groups={"a": PostGroup.CHIEF})
    assert found.cases == ("a",)


def test_the_second_line_opens_a_case_whatever_the_rank_and_is_a_second_time_at_once() -> None:
    rule = replace(BOTH, removal_line=Centipoints(60_00))
    under, reached = Centipoints(59_99), Centipoints(60_00)
    assert judge(rule, gross=under) is Verdict.NOTHING
    assert judge(rule, gross=reached) is Verdict.CASE
    counts = [
        occurrence(rule, (), opened_on=OPENED_ON, cycle_starts_on=STARTS_ON, gross=gross)
        for gross in (under, reached)
    ]
    assert counts == [1, 2]


def test_at_a_close_ties_at_the_line_are_listed_for_a_meeting_and_not_warned() -> None:
    line = Cut(inside=("a",), tied_at_line=("b", "c"), open_seats=1)
    gross = {"a": UNDER, "b": UNDER, "c": LINE, "d": LINE, "e": UNDER}
    result = warned(EITHER, gross, line)
    assert (result.cases, result.meeting) == (("a", "c", "d"), ("b",))


def test_in_a_running_cycle_there_is_no_low_rank() -> None:
    assert low(None, "a") is Low.OUTSIDE
    assert warned(EITHER, {"a": UNDER, "b": LINE}, None).cases == ("b",)
    assert warned(BOTH, {"a": UNDER, "b": LINE}, None).cases == ()


def test_after_a_talk_only_what_was_recorded_since_counts_toward_another_case() -> None:
    item = Item(
        code="W1",
        chapter="W",
        title="某项",
        direction=Direction.DEDUCT,
        scoring=PerUnit(each=Centipoints(1_00), unit="次"),
        shares={Capacity.NAMED: Fraction(1)},
        cycle_max=Centipoints(50_00),
        article="第十九条",
    )
    facts = tuple(
        Fact(
            key=f"f{seq}",
            seq=seq,
            item="W1",
            happened_on=STARTS_ON,
            measures=Measures(quantity=quantity),
            matter=f"f{seq}",
            village=VILLAGE,
            parties=(Party(cadre="C1", capacities=frozenset({Capacity.NAMED})),),
        )
        for seq, quantity in [(1, 30), (2, 10), (3, 39)]
    )
    account = Account(
        holder="C1", kind=HolderKind.CADRE, starts_on=STARTS_ON, ends_on=ENDS_ON, facts=facts
    )
    result = assess(rulebook_of(item), account, as_of=LAST_DAY)
    assert (result.gross, gross_since(result, 0), gross_since(result, 2)) == (50_00, 50_00, 10_00)
    assert judge(EITHER, gross=result.gross) is Verdict.CASE
    assert judge(EITHER, gross=gross_since(result, 2)) is Verdict.NOTHING


@pytest.mark.parametrize(
    ("talk_held", "verdict", "with_suspended", "expected"),
    [
        (False, Verdict.CASE, Verdict.CASE, CaseState.OPEN),
        (True, Verdict.CASE, Verdict.CASE, CaseState.HELD),
        (False, Verdict.NOTHING, Verdict.NOTHING, CaseState.LAPSED),
        (True, Verdict.NOTHING, Verdict.NOTHING, CaseState.OVERTURNED),
        (False, Verdict.NOTHING, Verdict.CASE, CaseState.WAITING),
        (True, Verdict.NOTHING, Verdict.CASE, CaseState.WAITING),
        (False, Verdict.MEETING, Verdict.MEETING, CaseState.WAITING),
    ],
)
def test_a_case_follows_its_trigger(
    talk_held: bool, verdict: Verdict, with_suspended: Verdict, expected: CaseState
) -> None:
    state = case_state(talk_held=talk_held, verdict=verdict, with_suspended=with_suspended)
    assert state is expected


def talk(held_on: dt.date, cycle: int = 2024, *, overturned: bool = False) -> Talk:
    return Talk(held_on=held_on, cycle_starts_on=day(cycle, 8, 1), overturned=overturned)


def times(scope: SecondScope, *talks: Talk, opened_on: dt.date = OPENED_ON, **more: object) -> int:
    return occurrence(
        replace(EITHER, second_scope=scope),
        talks,
        opened_on=opened_on,
        cycle_starts_on=day(2025, 8, 1),
        previous_cycle_starts_on=day(2024, 8, 1),
        **more,  # type: ignore[arg-type]  # the other arguments, by name
    )


def test_the_first_time_is_a_first_time_in_every_scope() -> None:
    assert [times(scope) for scope in SecondScope] == [1, 1, 1]


@pytest.mark.parametrize(
    ("scope", "cycle", "expected"),
    [
        (SecondScope.CYCLE, 2025, 2),
        (SecondScope.CYCLE, 2024, 1),
        (SecondScope.CONSECUTIVE, 2025, 2),
        (SecondScope.CONSECUTIVE, 2024, 2),
        (SecondScope.CONSECUTIVE, 2023, 1),
        (SecondScope.TERM, 2023, 2),
    ],
)
def test_a_second_time_is_one_within_the_versions_scope(
    scope: SecondScope, cycle: int, expected: int
) -> None:
    assert times(scope, talk(day(cycle, 10, 1), cycle)) == expected


def test_a_term_is_the_one_the_case_opened_in() -> None:
    elections = (day(2021, 1, 10), day(2025, 12, 1))
    last_term, this_term = talk(day(2025, 11, 30)), talk(day(2025, 12, 1), 2025)
    assert times(SecondScope.TERM, last_term, term_starts=elections) == 1
    assert times(SecondScope.TERM, this_term, term_starts=elections) == 2


def test_without_known_elections_a_term_is_the_versions_years() -> None:
    assert times(SecondScope.TERM, talk(day(2021, 2, 1))) == 2
    assert times(SecondScope.TERM, talk(day(2021, 1, 31))) == 1
    assert term_start(day(2024, 2, 29), (), years=5) == day(2019, 2, 28)


def test_an_overturned_talk_is_no_time_and_the_second_becomes_the_first() -> None:
    first, second = talk(day(2024, 10, 1), overturned=True), talk(day(2026, 3, 1), 2025)
    assert times(SecondScope.TERM, first) == 1
    assert times(SecondScope.TERM, first, second, opened_on=day(2026, 6, 1)) == 2


def test_a_talk_held_after_the_case_opened_is_not_an_earlier_time() -> None:
    assert times(SecondScope.TERM, talk(day(2026, 2, 2), 2025)) == 1


def test_the_first_time_asks_for_a_talk_whatever_somebody_holds() -> None:
    (step,) = next_steps(1, Body)
    assert (step.measure, step.decider) == (Measure.TALK, Decider.LEADING_GROUP)


def test_the_second_time_follows_each_holding_by_its_own_route() -> None:
    both = next_steps(2, [Body.ELECTED, Body.PARTY])
    assert [(step.holding, step.measure, step.decider) for step in both] == [
        (Body.PARTY, Measure.PROPOSE_REMOVAL, Decider.TOWN_PARTY_COMMITTEE),
        (Body.ELECTED, Measure.RECALL_DOSSIER, Decider.VILLAGERS),
    ]


def test_nobody_but_the_villagers_ends_an_elected_holding() -> None:
    assert set(SECOND_TIME) == set(Body)
    for body, step in SECOND_TIME.items():
        assert step.holding is body
        assert (step.decider is Decider.VILLAGERS) == (body is Body.ELECTED)
        assert (step.measure is Measure.PROPOSE_REMOVAL) == (body is Body.PARTY)
