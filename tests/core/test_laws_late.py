"""Late facts (补记): what a closed cycle leaves to this one never weighs more than either says."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from jifen.core import plain_late, weighing
from jifen.core.assess import Line, StepKind, assess
from jifen.core.facts import Account, Fact, Late
from jifen.core.plain import assess_plain
from jifen.core.points import Centipoints
from jifen.core.rules import Direction, Repeat, Rulebook
from tests.core.by_hand import account, fact, item, line_of, on
from tests.core.holding import Case, changed, fact_lines, holds, of, reasons
from tests.core.strategies import (
    LAST_DAY,
    cases,
    days_in_cycle,
    facts,
    rulebook_of,
    without_limits,
)
from tests.core.strategies_dice import rolls
from tests.core.strategies_facts import Dice, late_of


def alone(rulebook: Rulebook, whole: Account, one: Fact, as_of: dt.date) -> Line:
    """The fact as if it had happened in a cycle of its own, which ends on the same day."""
    before = [
        other
        for other in whole.facts
        if other.late is not None
        and other.key != one.key
        and whole.starts_on <= other.counts_on <= as_of
    ]
    own = replace(
        whole,
        starts_on=whole.starts_on - dt.timedelta(days=800),
        facts=(replace(one, late=None), *(replace(other, late=None) for other in before)),
    )
    result = assess(rulebook, own, as_of=as_of)
    return next(each for each in result.lines if each.name == one.key)


def apart(rulebook: Rulebook) -> Rulebook:
    """The rulebook without limits, and without what looks at other facts of the cycle."""
    free = without_limits(rulebook)
    items = tuple(
        replace(
            one,
            needs=None,
            zeroing=None,
            freezes=False,
            repeat=one.repeat if one.repeat and (one.repeat.days or one.repeat.months) else None,
        )
        for one in free.items
    )
    return replace(free, items=items)


def is_cumulated(rulebook: Rulebook, code: str) -> bool:
    return getattr(rulebook.item(code).scoring, "cumulated", None) is not None


def never_more(case: Case, as_of: dt.date) -> int:
    """The law itself; returns how many late deductions it met."""
    rulebook, whole = apart(case[0]), case[1]
    by_key = {each.key: each for each in whole.facts}
    met = 0
    for each in fact_lines(of((rulebook, whole), as_of=as_of)):
        late = by_key[each.name].late
        if late is None or each.steps[-1].kind is not StepKind.LATE:
            continue
        if rulebook.item(each.item).direction is Direction.ADD:
            given_back = StepKind.REPAIR in {step.kind for step in each.steps}
            assert given_back or each.amount in {late.amount, 0} or by_key[each.name].repaired_on
            assert each.amount <= max(late.amount, 0)
            continue
        met += 1
        assert each.amount >= late.amount, "more than its own cycle's version gives"
        if not is_cumulated(rulebook, each.item):
            running = alone(rulebook, whole, by_key[each.name], as_of)
            assert each.amount >= running.amount, "more than this version gives"
    return met


def test_a_late_deduction_is_never_more_than_either_version_gives() -> None:
    met: list[int] = []

    def law(case: Case, as_of: dt.date, dice: Dice) -> None:
        rulebook, whole = case
        late = [
            each
            if each.late is not None or dice.below(2)
            else late_of(dice, rulebook, each, mishaps=False)
            for each in whole.facts
        ]
        met.append(never_more((rulebook, replace(whole, facts=tuple(late))), as_of))

    said = "a late deduction is never more than either version gives"
    holds(said, law, cases(), days_in_cycle, rolls())
    assert sum(1 for count in met if count) * 10 >= len(met), "seldom a late deduction"


def test_what_was_booked_before_the_cycle_makes_no_repeat_in_it() -> None:
    milder = Repeat(
        factors=(Fraction(1), Fraction(1, 3)), days=None, months=6, together=frozenset()
    )
    book = rulebook_of(item("D1", repeat=milder))
    earlier = Late(cycle="2023-2024", booked_on=dt.date(2024, 7, 2), amount=Centipoints(0))
    given = Late(cycle="2023-2024", booked_on=on("08-01"), amount=Centipoints(-2_56))
    whole = account(
        fact("a1", "D1", "2024-02-16", late=earlier),
        fact("b2", "D1", "2024-06-25", late=given),
    )
    assert line_of(of((book, whole)), "b2").amount == -2_56
    assert never_more((book, whole), LAST_DAY) == 1


@pytest.mark.parametrize("worse", ["own", "running"])
def test_the_law_of_late_deductions_bites(worse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if worse == "own":  # this version alone decides
        monkeypatch.setattr(weighing.Around, "_late", lambda *args: args[-1])
    else:  # its own version alone decides

        def own(self: object, due: weighing.Due, plan: object, late: Late, ungiven: int) -> int:
            due.move(StepKind.LATE, abs(late.amount), late.cycle)
            return ungiven

        monkeypatch.setattr(weighing.Around, "_late", own)
    book = rulebook_of(item("D1"))
    given = Late(cycle="2023-2024", booked_on=on("10-01"), amount=Centipoints(-3_00))
    more = replace(given, amount=Centipoints(-5_00))
    whole = account(
        fact("a1", "D1", "2024-07-01", late=given), fact("b2", "D1", "2024-07-02", late=more)
    )
    result = of((book, whole))
    plain = assess_plain(book, whole, as_of=LAST_DAY)
    assert result.amounts() != plain.amounts
    assert (line_of(result, "a1").amount < -3_00) or (line_of(result, "b2").amount < -4_00)


def test_the_plain_recomputation_of_late_facts_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = rulebook_of(item("D1"))
    given = Late(cycle="2023-2024", booked_on=on("10-01"), amount=Centipoints(-3_00))
    whole = account(fact("a1", "D1", "2024-07-01", late=given))
    assert assess_plain(book, whole, as_of=LAST_DAY).amounts == of((book, whole)).amounts()
    monkeypatch.setattr(plain_late, "min", max, raising=False)
    assert assess_plain(book, whole, as_of=LAST_DAY).amounts != of((book, whole)).amounts()


def test_a_late_fact_moves_others_by_limits_and_windows_alone() -> None:
    def law(case: Case, dice: Dice, data: st.DataObject) -> None:
        rulebook, whole = case
        one = data.draw(facts(rulebook, key="late", seq=99, mishaps=False))
        one = late_of(dice, rulebook, replace(one, late=None), mishaps=False)
        before = of(case)
        after = of((rulebook, replace(whole, facts=(*whole.facts, one))))
        assert after.effects == before.effects or StepKind.REPEAT in {
            step.kind for each in after.lines for step in each.steps
        }
        for was, now in list(changed(before, after))[:1]:
            assert reasons(was, now) <= {StepKind.REPEAT, StepKind.FINDER, StepKind.PERIOD} | {
                StepKind.REPAIR,
                StepKind.LATE,
                StepKind.NEEDS,
                StepKind.ZEROED,
                StepKind.FROZEN,
                StepKind.NOT_REMINDED,
            }
            assert StepKind.REPEAT in reasons(was, now)
            window = rulebook.item(now.item).repeat
            assert window is not None
            assert window.days or window.months

    holds("a late fact moves others by windows alone", law, cases(), rolls(), st.data())


def test_a_late_fact_lies_where_it_was_booked() -> None:
    monthly = item("A1", month_max=Centipoints(5_00))
    book = rulebook_of(monthly)
    late = Late(cycle="2023-2024", booked_on=on("09-03"), amount=Centipoints(4_00))
    whole = account(
        fact("a1", "A1", "09-02"),
        fact("b2", "A1", "2024-03-02", late=late),
        fact("c3", "A1", "10-02"),
    )
    assert of((book, whole)).amounts() == {"base": 100_00, "a1": 4_00, "b2": 1_00, "c3": 4_00}
    eve = of((book, whole), as_of=on("09-02"))
    assert [step.kind for step in line_of(eve, "b2").steps] == [StepKind.NOT_YET]
    trace = [step for step in line_of(of((book, whole)), "b2").steps if step.kind is StepKind.LATE]
    assert [(step.scope, step.after) for step in trace] == [("2023-2024", 4_00)]
