"""One fact more comes to the same as the whole account with it, line by line and step by step."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifen.core.assess import Line, StepKind, assess
from jifen.core.circumstances import Needs, Repair, Zeroing
from jifen.core.facts import Account, Fact, HolderKind, Party
from jifen.core.incremental import Running
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Direction, Item, Rulebook, ScoreRule
from jifen.core.shapes import Fixed
from tests.core.strategies import (
    HOLDER,
    LAST_DAY,
    STARTS_ON,
    VILLAGE,
    cases,
    days_in_cycle,
    rulebook_of,
)
from tests.harness.figures import figure, full_size, record

Case = tuple[Rulebook, Account]
RARE = (StepKind.ZEROED, StepKind.FROZEN)
"""What a new fact moves on another one's line in a few accounts of a thousand; by hand below."""


def test_one_fact_more_is_the_whole_account_with_it_whatever_the_order_of_recording() -> None:
    tried = figure(500, 5_000)
    seen: Counter[StepKind] = Counter()

    @settings(max_examples=tried, suppress_health_check=[HealthCheck.too_slow])
    @given(cases(), st.just(LAST_DAY) | days_in_cycle, st.data())
    def same(case: Case, as_of: dt.date, data: st.DataObject) -> None:
        rulebook, account = case
        order = data.draw(st.permutations(account.facts))
        first = data.draw(st.integers(0, len(order)))
        grown = replace(account, facts=tuple(order[:first]))
        running = Running(rulebook, grown, as_of=as_of)
        assert running.result == assess(rulebook, grown, as_of=as_of)
        for fact in order[first:]:
            grown = replace(grown, facts=(*grown.facts, fact))
            before = running.result
            assert running.add(fact) == assess(rulebook, grown, as_of=as_of)
            assert running.account == grown
            seen.update(_moved(before.lines, running.result.lines))

    same()
    record("Accounts that come to the same, one fact at a time", n=tried, result="0 differ")
    for kind in (StepKind.REPEAT, StepKind.NEEDS, StepKind.MATTER, *(RARE if full_size() else ())):
        assert seen[kind], f"no new fact ever moved another one's {kind}"


def _moved(before: tuple[Line, ...], after: tuple[Line, ...]) -> set[StepKind]:
    """The kinds of steps that a new fact moved on lines that were there before it."""
    was = {line.name: {step.kind: step.after for step in line.steps} for line in before}
    found: set[StepKind] = set()
    for line in after:
        if line.name in was:
            steps = {step.kind: step.after for step in line.steps}
            found |= {kind for kind, _ in was[line.name].items() ^ steps.items()}
    return found


# ------------------------------------------------------------------ one account by hand
def item(code: str, **fields: object) -> Item:
    plain = Item(
        code=code,
        chapter="A",
        title=code,
        direction=Direction.ADD,
        scoring=Fixed(points=Centipoints(4_00)),
        shares={Capacity.NAMED: Fraction(1)},
        article="第一条",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # the fields of an Item, by name


def fact(key: str, seq: int) -> Fact:
    return Fact(
        key=key,
        seq=seq,
        item="A1",
        happened_on=STARTS_ON,
        matter=key,
        village=VILLAGE,
        parties=(Party(cadre=HOLDER, capacities=frozenset({Capacity.NAMED})),),
    )


def running(*facts: Fact, rulebook: Rulebook | None = None) -> Running:
    account = Account(
        holder=HOLDER,
        kind=HolderKind.CADRE,
        starts_on=STARTS_ON,
        ends_on=LAST_DAY + dt.timedelta(days=1),
        facts=facts,
    )
    return Running(
        rulebook or rulebook_of(item("A1", cycle_max=Centipoints(10_00))),
        account,
        as_of=LAST_DAY,
    )


def given_by(result: Running) -> dict[str, int]:
    return {line.name: line.amount for line in result.result.lines if line.item}


def test_a_fact_recorded_late_but_numbered_early_takes_its_room_from_those_after_it() -> None:
    account = running(fact("b", 2), fact("c", 3))
    assert given_by(account) == {"b": 4_00, "c": 4_00}
    account.add(fact("a", 1))
    assert given_by(account) == {"a": 4_00, "b": 4_00, "c": 2_00}


def test_a_key_that_is_there_counts_once_at_its_earliest_place() -> None:
    account = running(fact("b", 2), fact("c", 3))
    assert account.add(fact("c", 9)) is account.result
    assert list(given_by(account)) == ["b", "c"]
    account.add(fact("c", 1))
    assert given_by(account) == {"c": 4_00, "b": 4_00}
    assert len(account.account.facts) == 4


@pytest.mark.parametrize(
    ("offence", "kind"),
    [
        ({"zeroing": Zeroing(items=frozenset({"A1"}))}, StepKind.ZEROED),
        ({"freezes": True}, StepKind.FROZEN),
    ],
)
def test_an_offence_recorded_later_leaves_what_stood_before_it_nothing(
    offence: dict[str, object], kind: StepKind
) -> None:
    book = rulebook_of(item("A1"), item("D1", direction=Direction.DEDUCT, **offence))
    account = running(replace(fact("a", 1), happened_on=LAST_DAY), rulebook=book)
    before = account.result.lines
    assert given_by(account) == {"a": 4_00}
    account.add(replace(fact("d", 2), item="D1"))
    assert given_by(account) == {"a": 0, "d": -4_00}
    assert kind in _moved(before, account.result.lines)
    assert account.result == assess(book, account.account, as_of=LAST_DAY)


def test_the_floor_rises_and_goes_with_the_facts() -> None:
    deducts = item("A1", direction=Direction.DEDUCT)
    score = ScoreRule(base=Centipoints(5_00), floor=Centipoints(0))
    account = running(rulebook=rulebook_of(deducts, score=score))
    nets = [account.result.net]
    floors = []
    for seq in (1, 2):
        account.add(fact(f"f{seq}", seq))
        nets.append(account.result.net)
        floors.append(account.result.amounts().get("floor", 0))
    assert (nets, floors) == ([5_00, 1_00, 0], [0, 3_00])


def test_what_a_repair_gave_back_keeps_its_room_in_the_gross_for_the_next_fact() -> None:
    repaired = item("A1", direction=Direction.DEDUCT, cycle_max=Centipoints(6_00))
    repaired = replace(repaired, repair=Repair(gives_back=Fraction(1)))
    mended = replace(fact("a", 1), repaired_on=STARTS_ON)
    account = running(mended, rulebook=rulebook_of(repaired))
    assert (account.result.deducted, account.result.gross) == (0, 4_00)
    account.add(fact("b", 2))
    assert (account.result.deducted, account.result.gross) == (4_00, 6_00)


def test_a_repaired_fact_that_another_one_brings_to_count_is_in_the_gross() -> None:
    needy = item("A1", direction=Direction.DEDUCT, needs=Needs(at_least=2))
    needy = replace(needy, repair=Repair(gives_back=Fraction(1)))
    mended = replace(fact("a", 1), repaired_on=STARTS_ON)
    account = running(mended, rulebook=rulebook_of(needy))
    assert account.result.gross == 0
    account.add(fact("b", 2))
    assert (account.result.deducted, account.result.gross) == (4_00, 8_00)
