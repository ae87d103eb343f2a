"""Time: expiry and repair leave the other records alone, and move the total exactly."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from jifen.core.assess import Assessment, StepKind
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


def test_a_repair_leaves_earlier_lines_alone_and_moves_the_total_exactly() -> None:
    given_back: list[bool] = []

    def law(case: Case, repaired_on: dt.date) -> None:
        rulebook, account = case
        if not account.facts:
            return
        first, *rest = account.facts
        day = max(repaired_on, first.happened_on)
        broken = replace(account, facts=(replace(first, repaired_on=None), *rest))
        mended = replace(account, facts=(replace(first, repaired_on=day), *rest))
        before, after = of((rulebook, broken)), of((rulebook, mended))
        moves_exactly(before, after)
        given_back.append(before != after)
        # Until that day it is as if it had not been repaired.
        eve = day - A_DAY
        assert of((rulebook, mended), as_of=eve) == of((rulebook, broken), as_of=eve)
        # Others are moved by limits, or because what froze them is mended.
        for was, now in changed(before, after):
            ours = {StepKind.REPAIR, StepKind.RECURRING}
            why = reasons(was, now)
            assert not why or why & (ours if now.name == first.key else {StepKind.FROZEN})

    holds("a repair moves the total exactly", law, cases(), days_in_cycle)
    assert sum(given_back) * 10 >= len(given_back), "a repair seldom moved anything"


def test_a_day_that_passes_moves_the_total_exactly() -> None:
    expired: list[bool] = []

    def law(case: Case, as_of: dt.date, days: int) -> None:
        before, after = of(case, as_of=as_of), of(case, as_of=as_of + dt.timedelta(days=days))
        moves_exactly(before, after)
        expired.append(
            any(StepKind.EXPIRED in reasons(was, now) for was, now in changed(before, after))
        )

    holds(
        "expiry moves the total exactly",
        law,
        cases(),
        days_in_cycle,
        st.sampled_from([1, 30, 90, 180]),
    )
    assert sum(expired) * 20 >= len(expired), "hardly anything expired"


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
        past = tuple(fact for fact in account.facts if fact.happened_on <= as_of)
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
