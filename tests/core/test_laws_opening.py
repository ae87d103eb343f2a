"""Opening balances (期初余额): what stood before the town began here is held as facts are held."""

from dataclasses import replace
from fractions import Fraction as F  # noqa: N817  # as short as a figure
from pathlib import Path

import pytest
from hypothesis import strategies as st

from jifen.core import due
from jifen.core.assess import StepKind, assess, readds
from jifen.core.circumstances import Effect, EffectKind, Needs, Repeat, Zeroing
from jifen.core.facts import Account, Fact, Measures, Opening
from jifen.core.incremental import Running
from jifen.core.plain import assess_plain
from jifen.core.points import Centipoints
from jifen.core.rules import Chapter, Limit, MatterGroup, MatterMode, Rulebook, ScoreRule
from tests.core.by_hand import (
    FREE,
    account,
    amount,
    fact,
    gives,
    item,
    kinds,
    line_of,
    of,
    on,
    p,
    village,
)
from tests.core.holding import Case, catches, holds
from tests.core.strategies import HOLDER, LAST_DAY, cases, days_in_cycle, rulebook_of
from tests.core.strategies_dice import rolls
from tests.core.strategies_facts import Dice, opening_of
from tests.core.trace_laws import says_what_decided


def opening(key: str, code: str, points: str, count: int = 1, **fields: object) -> Fact:
    """What stood of an item on 30 November, signed points and how many facts it was."""
    return fact(
        key, code, str(fields.pop("on", "11-30")), opening=Opening(points=p(points), count=count)
    )


def with_openings(case: Case, dice: Dice) -> Case:
    """The case with about every third of its facts turned into an opening balance."""
    rulebook, whole = case
    facts = tuple(
        opening_of(dice, rulebook, one) if one.late is None and dice.once_in(3) else one
        for one in whole.facts
    )
    return rulebook, replace(whole, facts=facts)


@st.composite
def opened_cases(draw: st.DrawFn) -> Case:
    return with_openings(draw(cases()), draw(rolls()))


# ------------------------------------------------------------------ laws
def agrees(case: Case, as_of: object) -> None:
    """Production and second opinion come to the same, and the trace re-adds."""
    rulebook, whole = case
    result = assess(rulebook, whole, as_of=as_of)  # type: ignore[arg-type]  # a drawn day
    plain = assess_plain(rulebook, whole, as_of=as_of)  # type: ignore[arg-type]  # a drawn day
    assert readds(result)
    assert (result.amounts(), result.net, result.gross) == (
        plain.amounts,
        plain.net,
        plain.gross,
    )
    effects = tuple((one.item, one.effect.kind, one.facts, one.fen) for one in result.effects)
    assert effects == plain.effects


def test_the_plain_recomputation_agrees_on_accounts_with_opening_balances() -> None:
    days = st.just(LAST_DAY) | days_in_cycle
    holds("the plain recomputation agrees on opening balances", agrees, opened_cases(), days)


def test_the_law_catches_a_program_that_forgets_whose_an_opening_balance_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(due, "_is_whose", lambda _opening, _account: True)
    catches(agrees, opened_cases(), st.just(LAST_DAY))


def test_an_account_with_opening_balances_is_the_same_one_fact_at_a_time() -> None:
    def law(case: Case, order: list[int]) -> None:
        rulebook, whole = case
        facts = [whole.facts[n % len(whole.facts)] for n in order] if whole.facts else []
        grown = replace(whole, facts=())
        running = Running(rulebook, grown, as_of=LAST_DAY)
        for one in facts:
            grown = replace(grown, facts=(*grown.facts, one))
            assert running.add(one) == assess(rulebook, grown, as_of=LAST_DAY)

    orders = st.lists(st.integers(0, 9), max_size=8)
    holds("opening balances come to the same one fact at a time", law, opened_cases(), orders)


def test_no_limit_is_passed_whatever_stood_before_and_nothing_of_it_is_lost() -> None:
    def law(case: Case) -> None:
        rulebook, whole = case
        result = assess(rulebook, whole, as_of=LAST_DAY)
        stood = {one.key: one.opening for one in whole.facts if one.opening is not None}
        for line in result.lines:
            if line.name in stood and line.steps[0].kind is StepKind.OPENING:
                cut = line.steps[-1].after if line.withheld == 0 else line.amount + line.withheld
                zeroed = {step.kind for step in line.steps} & {StepKind.NEEDS, StepKind.ZEROED}
                assert zeroed or abs(cut) == abs(stood[line.name].points)
        for one in rulebook.items:
            lines = [line for line in result.lines if line.item == one.code]
            if one.cycle_max is not None:
                assert abs(sum(line.amount for line in lines)) <= one.cycle_max
        for limit in (rulebook.score.add_max,):
            assert limit is None or result.added <= limit

    holds("opening balances pass no limit, and nothing of them is lost", law, opened_cases())


def test_every_step_of_what_stood_before_says_what_decided() -> None:
    def law(case: Case) -> None:
        says_what_decided(*case, assess(*case, as_of=LAST_DAY))

    holds("every step of an opening balance says what decided", law, opened_cases())


# ------------------------------------------------------------------ by hand
def test_an_opening_balance_uses_up_its_items_limit() -> None:
    capped = item("A1", cycle_max=p("10"))
    asked = of(capped, opening("o1", "A1", "8", 2), fact("f2", "A1", "12-05"))
    assert gives(asked) == {"o1": "8", "f2": "2"}


def test_an_opening_balance_uses_up_group_chapter_and_side_limits() -> None:
    book = rulebook_of(
        item("A1"),
        item("A2"),
        item("A3", chapter="B"),
        limits=(Limit(code="g", text="g", items=frozenset({"A1", "A2"}), limit=p("9")),),
        chapters=(Chapter(code="A", name="A", add_max=p("9")), Chapter(code="B", name="B")),
        score=ScoreRule(base=p("100"), add_max=p("11"), floor=p("0")),
    )
    stood = opening("o1", "A1", "7", 2)
    asked = of(book, stood, fact("f2", "A2", "12-05"), fact("f3", "A3", "12-06"))
    assert gives(asked) == {"o1": "7", "f2": "2", "f3": "2"}
    assert kinds(asked, "f3")[-1] == "side"


def test_gross_deductions_hold_what_stood_before_and_group_limits_do_not_lower_them() -> None:
    book = rulebook_of(
        item("D1"),
        limits=(Limit(code="g", text="g", items=frozenset({"D1"}), limit=p("10")),),
    )
    asked = of(book, opening("o1", "D1", "-38", 9), fact("f2", "D1", "12-05"))
    assert (asked.gross, asked.deducted) == (p("42"), p("10"))


def test_repeats_of_the_cycle_count_on_from_what_stood_before() -> None:
    again = item("D1", repeat=Repeat(factors=(F(1), F(2), F(3))))
    asked = of(again, opening("o1", "D1", "-4", 1), fact("f2", "D1", "12-05"))
    assert gives(asked)["f2"] == "-8"
    asked = of(again, opening("o1", "D1", "-12", 2), fact("f2", "D1", "12-05"))
    assert gives(asked)["f2"] == "-12"


def test_a_window_counts_what_stood_before_only_where_it_holds_the_whole_cycle_until_then() -> None:
    days = item("D1", repeat=Repeat(factors=(F(1), F(2)), days=90))
    stood = opening("o1", "D1", "-4", 1)
    assert gives(of(days, stood, fact("f2", "D1", "12-05")))["f2"] == "-4"
    year = item("D1", repeat=Repeat(factors=(F(1), F(2)), months=12))
    assert gives(of(year, stood, fact("f2", "D1", "12-05")))["f2"] == "-8"


def test_activity_zeroing_and_effects_count_what_stood_before() -> None:
    active = item("A1", needs=Needs(at_least=3))
    assert gives(of(active, opening("o1", "A1", "8", 2))) == {"o1": "0"}
    asked = of(active, opening("o1", "A1", "8", 2), fact("f2", "A1", "12-05"))
    assert gives(asked) == {"o1": "8", "f2": "4"}
    book = rulebook_of(
        item("D1", zeroing=Zeroing(items=frozenset({"A1"}), from_time=2)),
        item("A1"),
    )
    asked = of(
        book, opening("o1", "D1", "-4"), opening("o2", "A1", "9", 3), fact("f3", "D1", "12-05")
    )
    assert gives(asked) == {"o1": "-4", "o2": "0", "f3": "-4"}
    barred = item("D1", effects=(Effect(kind=EffectKind.NO_AWARD, from_time=2),))
    assert not of(barred, opening("o1", "D1", "-4", 1)).effects
    (effect,) = of(barred, opening("o1", "D1", "-8", 2)).effects
    assert effect.facts == ("o1",)


def test_a_month_that_an_opening_balance_reaches_into_begins_with_its_whole_room() -> None:
    monthly = item("A1", scoring=FREE, month_max=p("3"), half_max=p("10"))
    stood = opening("o1", "A1", "9", 3, on="11-15")
    late = fact("f2", "A1", "11-20", measures=amount("5"))
    asked = of(monthly, stood, late)
    # The month's room is whole; all of what stood lies in the first half, and uses that up.
    assert gives(asked) == {"o1": "9", "f2": "1"}
    first = opening("o1", "A1", "2", 1, on="08-15")
    asked = of(monthly, first, fact("f2", "A1", "08-20", measures=amount("5")))
    assert gives(asked) == {"o1": "2", "f2": "1"}


def test_neither_a_matter_nor_an_event_maximum_cuts_a_sum_of_several_facts() -> None:
    book = rulebook_of(
        item("A1", matter_group="m", event_max=p("2")),
        matter_groups=(
            MatterGroup(code="m", text="m", mode=MatterMode.SUM_MAX, limit=Centipoints(300)),
        ),
    )
    assert gives(of(book, opening("o1", "A1", "8", 4))) == {"o1": "8"}


def test_of_a_side_as_one_sum_every_limit_but_the_sides_starts_full() -> None:
    book = rulebook_of(
        item("A1", cycle_max=p("6")),
        score=ScoreRule(base=p("100"), add_max=p("20"), floor=p("0")),
    )
    facts = [fact(f"f{n}", "A1", "12-05") for n in (2, 3)]
    asked = of(book, opening("o1", "期初+", "15", 0), *facts)
    assert gives(asked) == {"o1": "15", "f2": "4", "f3": "1"}
    assert (asked.added, asked.added_by_chapter) == (p("20"), {"A": p("5")})
    asked = of(book, opening("o1", "期初-", "-41", 0))
    assert (asked.gross, asked.net) == (p("41"), p("59"))


def test_a_side_without_items_has_its_limit_and_fills_no_other() -> None:
    score = ScoreRule(base=p("100"), add_max=p("12"), deduct_max=p("30"), floor=p("0"))
    book = rulebook_of(item("A1"), score=score)
    facts = [fact(f"f{n}", "A1", "12-05") for n in (2, 3, 4)]
    asked = of(book, opening("o1", "期初-", "-41", 0), opening("o2", "期初+", "2", 0), *facts)
    assert gives(asked) == {"o1": "-30", "o2": "2", "f2": "4", "f3": "4", "f4": "2"}
    capped = item("D1", cycle_max=p("15"))
    book = rulebook_of(capped, score=replace(score, deduct_max=p("16")))
    facts = [fact(f"f{n}", "D1", "12-05") for n in (2, 3, 4)]
    asked = of(book, opening("o1", "期初+", "41", 0), *facts)
    assert gives(asked) == {"o1": "12", "f2": "-4", "f3": "-4", "f4": "-4"}


def test_nobody_else_bears_an_opening_balance() -> None:
    shared = item("V1", direction=item("D1").direction, subject=item("D1").subject)
    theirs = opening("o1", "V1", "-4")
    assert of(shared, theirs, whose=account(holder="C999")).net == of(shared).net
    assert of(shared, theirs, whose=village()).deducted == 0
    own = replace(theirs, parties=())
    assert of(shared, own, whose=village()).deducted == p("4")
    assert of(shared, own).deducted == 0
    assert village().holder != HOLDER


def test_an_opening_balance_counts_from_its_day_on() -> None:
    asked = of(item("A1"), opening("o1", "A1", "8"), as_of="11-29")
    assert kinds(asked, "o1") == ["not-yet"]
    assert line_of(of(item("A1"), opening("o1", "A1", "8"), as_of="11-30"), "o1").amount == p("8")


def test_a_version_in_which_the_item_goes_the_other_way_has_no_such_item() -> None:
    asked: tuple[Rulebook, Account] = (rulebook_of(item("D1")), account(opening("o1", "D1", "8")))
    result = assess(*asked, as_of=on("2025-07-30"))
    assert kinds(result, "o1") == ["no-such-item"]


def test_the_examples_of_the_page_come_to_what_it_says() -> None:
    """The table of docs/scoring.md ("Opening balances"), row by row."""
    page = (Path(__file__).parents[2] / "docs/scoring.md").read_text("utf-8")
    part = page.split("## Opening balances")[1].split("\n## ")[0]
    rows = [line.split("|") for line in part.splitlines() if line.startswith("| ")][1:]
    said = [(then.strip(), gives_.strip()) for _, _, then, gives_, _ in rows]
    side = ScoreRule(base=p("100"), add_max=p("60"), floor=p("0"))
    repeats = [Repeat(factors=(F(1), F(2))), Repeat(factors=(F(1), F(2)), days=90)]
    d_1 = fact("f2", "D1", "12-05")
    cases_ = [
        (rulebook_of(item("A1", cycle_max=p("10"))), opening("o1", "A1", "8", 2), "12-05"),
        *((rulebook_of(item("D1", repeat=one)), opening("o1", "D1", "-4"), d_1) for one in repeats),
        (
            rulebook_of(item("A1", scoring=FREE, month_max=p("3"))),
            opening("o1", "A1", "9", 3, on="11-15"),
            "11-20",
        ),
        (
            rulebook_of(item("A1", scoring=FREE, cycle_max=p("6")), score=side),
            opening("o1", "期初+", "15", 0),
            "12-05",
        ),
    ]
    for (then, come), (book, stood, day) in zip(said, cases_, strict=True):
        free = book.items[0].scoring == FREE
        measured = amount(then) if free else Measures()
        later = day if isinstance(day, Fact) else fact("f2", "A1", day, measures=measured)
        assert gives(of(book, stood, later))["f2"] == come
