"""Time: expiry and repair leave the other records alone, and move the total exactly."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from jifen.core.assess import Assessment, StepKind
from jifen.core.circumstances import Repair, Validity
from jifen.core.facts import Account, Fact
from jifen.core.plain_calendar import later
from jifen.core.rules import Rulebook
from tests.core.holding import Case, changed, fact_lines, holds, of, reasons
from tests.core.strategies import LAST_DAY, cases, days_in_cycle

A_DAY = dt.timedelta(days=1)


def moves_exactly(before: Assessment, after: Assessment) -> None:
    """The same lines; each that moved did so by circumstances or after one that did."""
    assert [line.name for line in fact_lines(before)] == [line.name for line in fact_lines(after)]
    for was, now in list(changed(before, after))[:1]:
        assert reasons(was, now), f"{was.name} moved though nothing about it changed"
    was_given, is_given = before.amounts(), after.amounts()
    lines = {*was_given, *is_given}
    moved = sum(is_given.get(name, 0) - was_given.get(name, 0) for name in lines)
    assert after.net - before.net == moved


def heaviest(case: Case) -> Fact | None:
    """The fact of this cycle that moved the account the most, if one did."""
    weight = {line.name: abs(line.amount) for line in fact_lines(of(case))}
    moved = [fact for fact in case[1].facts if weight[fact.key] and fact.late is None]
    return max(moved, key=lambda fact: (weight[fact.key], fact.key), default=None)


def with_item(rulebook: Rulebook, code: str, **changes: Any) -> Rulebook:
    """The same rulebook, one item of it changed."""
    items = [replace(x, **changes) if x.code == code else x for x in rulebook.items]
    return replace(rulebook, items=tuple(items))


def with_fact(account: Account, fact: Fact) -> Account:
    """The same account, the fact of that key put in place."""
    kept = [fact if each.key == fact.key else each for each in account.facts]
    return replace(account, facts=tuple(kept))


def test_a_repair_leaves_other_records_alone_and_moves_the_total_exactly() -> None:
    given_back: list[bool] = []

    def law(case: Case, days: int, gives_back: Fraction) -> None:
        rulebook, account = case
        fact = heaviest(case)
        if fact is None:
            return
        rulebook = with_item(rulebook, fact.item, repair=Repair(gives_back=gives_back))
        day = fact.happened_on + dt.timedelta(days=days)
        broken = with_fact(account, replace(fact, repaired_on=None))
        mended = with_fact(account, replace(fact, repaired_on=day))
        before, after = of((rulebook, broken)), of((rulebook, mended))
        moves_exactly(before, after)
        given_back.append(before.net != after.net)
        # Until that day it is as if it had not been repaired.
        eve = day - A_DAY
        assert of((rulebook, mended), as_of=eve) == of((rulebook, broken), as_of=eve)
        # Others are moved by limits, or because what froze them is mended.
        for was, now in changed(before, after):
            ours = {StepKind.REPAIR, StepKind.RECURRING}
            why = reasons(was, now)
            assert not why or why & (ours if now.name == fact.key else {StepKind.FROZEN})

    holds(
        "a repair moves the total exactly",
        law,
        cases(),
        st.integers(0, 60),
        st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3)]),
    )
    assert sum(given_back) * 6 >= len(given_back), "a repair seldom moved a total"


def test_expiry_leaves_other_records_alone_and_moves_the_total_exactly() -> None:
    expired: list[bool] = []

    def law(case: Case, months: int) -> None:
        rulebook, account = case
        fact = heaviest(case)
        if fact is None:
            return
        day = later(fact.happened_on, months)
        rulebook = with_item(rulebook, fact.item, validity=Validity(months=months))
        eve, then = of((rulebook, account), as_of=day - A_DAY), of((rulebook, account), as_of=day)
        moves_exactly(eve, then)
        expired.append(eve.net != then.net)
        assert fact.key not in then.amounts()
        steps = next(x.steps for x in fact_lines(then) if x.name == fact.key)
        assert StepKind.EXPIRED in {step.kind for step in steps}

    holds("expiry moves the total exactly", law, cases(), st.integers(1, 12))
    assert sum(expired) * 4 >= len(expired), "expiry seldom moved a total"


def test_a_day_that_passes_moves_the_total_exactly() -> None:
    def law(case: Case, as_of: dt.date, days: int) -> None:
        moves_exactly(of(case, as_of=as_of), of(case, as_of=as_of + dt.timedelta(days=days)))

    days = st.sampled_from([1, 30, 180])
    holds("a day that passes moves the total exactly", law, cases(), days_in_cycle, days)


def test_what_has_expired_stays_expired() -> None:
    def law(case: Case, as_of: dt.date) -> None:
        def expired(day: dt.date) -> set[str]:
            lines = fact_lines(of(case, as_of=day))
            return {x.name for x in lines if any(s.kind is StepKind.EXPIRED for s in x.steps)}

        assert expired(as_of) <= expired(LAST_DAY)

    holds("what has expired stays expired", law, cases(), days_in_cycle)


def test_as_of_a_day_is_the_account_of_what_happened_by_then() -> None:
    def law(case: Case, as_of: dt.date) -> None:
        rulebook, account = case
        past = tuple(fact for fact in account.facts if fact.counts_on <= as_of)
        then = of((rulebook, replace(account, facts=past)), as_of=as_of)
        assert of(case, as_of=as_of).amounts() == then.amounts()

    holds("as of a day, only what happened by then counts", law, cases(), days_in_cycle)


def test_a_repair_lowers_the_gross_only_where_the_version_says() -> None:
    def law(case: Case) -> None:
        rulebook, account = case
        silent = tuple(
            replace(item, repair=item.repair if item.repair and item.repair.gross else None)
            for item in rulebook.items
        )
        assert of((replace(rulebook, items=silent), account)).gross == of(case).gross

    holds("a repair lowers the gross only where the version says", law, cases())
