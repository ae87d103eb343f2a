"""Which limits stand over an item, from the inside out, and which pairs do not nest."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import HealthCheck, given, settings

from jifen.core.limits import Scope, ScopeKind, caps_over, nesting
from jifen.core.points import Centipoints
from jifen.core.rules import (
    Capacity,
    Chapter,
    Direction,
    Item,
    Limit,
    MatterGroup,
    MatterMode,
    Rulebook,
    ScoreRule,
)
from jifen.core.shapes import Fixed, Period
from tests.core.strategies import made_to_nest, rulebook_of, rulebooks
from tests.harness.figures import figure

TEN = Centipoints(10_00)
ADD, DEDUCT = Direction.ADD, Direction.DEDUCT


def item(code: str, **fields: object) -> Item:
    plain = Item(
        code=code,
        chapter=code[0],
        title=code,
        direction=ADD,
        scoring=Fixed(points=Centipoints(3_00)),
        shares={Capacity.NAMED: Fraction(1)},
        article="第一条",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # the fields of an Item, by name


def limit(code: str, *items: str, per: Period = Period.CYCLE) -> Limit:
    return Limit(code=code, text="", items=frozenset(items), limit=TEN, per=per)


def kinds(rulebook: Rulebook, code: str) -> list[tuple[str, str]]:
    return [(cap.scope.kind.value, cap.scope.code) for cap in caps_over(rulebook)[code]]


def test_limits_stand_from_the_inside_out() -> None:
    rulebook = rulebook_of(
        item("A1", cycle_max=TEN),
        item("A2"),
        item("A3"),
        chapters=(Chapter(code="A", name="A", add_max=TEN),),
        limits=(limit("L1", "A1", "A2", "A3"), limit("L9", "A1", "A2")),
        score=ScoreRule(base=TEN, add_max=TEN),
    )
    assert kinds(rulebook, "A1") == [
        ("item", "A1"),
        ("group", "L9"),
        ("group", "L1"),
        ("chapter", "A"),
        ("side", "add"),
    ]
    assert kinds(rulebook, "A3") == [("group", "L1"), ("chapter", "A"), ("side", "add")]
    assert nesting(rulebook) == ()


def test_a_group_limit_around_a_capped_chapter_comes_after_it() -> None:
    rulebook = rulebook_of(
        item("A1"),
        item("B1"),
        chapters=(Chapter(code="A", name="A", add_max=TEN),),
        limits=(limit("L", "A1", "B1"),),
    )
    assert kinds(rulebook, "A1") == [("chapter", "A"), ("group", "L")]


def test_each_side_has_its_own_scopes() -> None:
    rulebook = rulebook_of(
        item("A1"),
        item("A2", direction=DEDUCT),
        chapters=(Chapter(code="A", name="A", add_max=TEN),),
        limits=(limit("L", "A1", "A2"),),
    )
    assert kinds(rulebook, "A1") == [("group", "L"), ("chapter", "A")]
    assert kinds(rulebook, "A2") == [("group", "L")]
    one, two = caps_over(rulebook)["A1"][0], caps_over(rulebook)["A2"][0]
    assert one.place != two.place


def test_a_matter_over_items_with_limits_of_their_own_does_not_nest() -> None:
    awards = MatterGroup(code="G", text="", mode=MatterMode.HIGHEST)
    several = rulebook_of(
        item("A1", cycle_max=TEN, matter_group="G"),
        item("A2", matter_group="G"),
        matter_groups=(awards,),
    )
    pair = Scope(ScopeKind.MATTER, "G", ADD), Scope(ScopeKind.ITEM, "A1", ADD)
    assert nesting(several) == (pair,)
    alone = rulebook_of(item("A1", cycle_max=TEN, matter_group="G"), matter_groups=(awards,))
    assert nesting(alone) == ()


def test_a_matter_across_chapters_does_not_nest_in_a_capped_one() -> None:
    rulebook = rulebook_of(
        item("A1", matter_group="G"),
        item("B1", matter_group="G"),
        chapters=(Chapter(code="A", name="A", add_max=TEN),),
        matter_groups=(MatterGroup(code="G", text="", mode=MatterMode.HIGHEST),),
    )
    pair = Scope(ScopeKind.MATTER, "G", ADD), Scope(ScopeKind.CHAPTER, "A", ADD)
    assert nesting(rulebook) == (pair,)


def test_group_limits_that_overlap_are_named() -> None:
    rulebook = rulebook_of(
        item("A1"), item("A2"), item("A3"), limits=(limit("L", "A1", "A2"), limit("M", "A2", "A3"))
    )
    pair = Scope(ScopeKind.GROUP, "L", ADD), Scope(ScopeKind.GROUP, "M", ADD)
    assert nesting(rulebook) == (pair,)


def test_an_items_limits_go_from_the_shortest_period_to_the_cycle() -> None:
    rulebook = rulebook_of(item("A1", cycle_max=TEN, half_max=TEN, quarter_max=TEN, month_max=TEN))
    periods = [cap.scope.period for cap in caps_over(rulebook)["A1"]]
    assert periods == [Period.MONTH, Period.QUARTER, Period.HALF, Period.CYCLE]
    assert nesting(rulebook) == ()


def test_of_equally_large_group_limits_the_one_of_the_shorter_period_comes_first() -> None:
    pair = "A1", "A2"
    rulebook = rulebook_of(
        item("A1"),
        item("A2"),
        limits=(limit("L1", *pair), limit("L2", *pair, per=Period.MONTH)),
    )
    assert kinds(rulebook, "A1") == [("group", "L2"), ("group", "L1")]
    assert nesting(rulebook) == ()


def test_a_small_group_of_the_cycle_and_a_larger_one_of_the_month_do_not_nest() -> None:
    rulebook = rulebook_of(
        item("A1"),
        item("A2"),
        item("A3"),
        limits=(limit("L", "A1", "A2"), limit("M", "A1", "A2", "A3", per=Period.MONTH)),
    )
    month = Scope(ScopeKind.GROUP, "M", ADD, Period.MONTH)
    assert nesting(rulebook) == ((Scope(ScopeKind.GROUP, "L", ADD), month),)


def test_a_group_limit_of_one_item_in_a_month_comes_too_late_for_its_maximum_in_the_cycle() -> None:
    rulebook = rulebook_of(
        item("A1", cycle_max=TEN, month_max=TEN), limits=(limit("L", "A1", per=Period.MONTH),)
    )
    month = Scope(ScopeKind.GROUP, "L", ADD, Period.MONTH)
    assert nesting(rulebook) == ((Scope(ScopeKind.ITEM, "A1", ADD), month),)


def test_a_group_limit_of_a_month_never_stands_around_a_chapter() -> None:
    rulebook = rulebook_of(
        item("A1"),
        item("B1"),
        chapters=(Chapter(code="A", name="A", add_max=TEN),),
        limits=(limit("L", "A1", "B1", per=Period.MONTH),),
    )
    assert kinds(rulebook, "A1") == [("group", "L"), ("chapter", "A")]
    month = Scope(ScopeKind.GROUP, "L", ADD, Period.MONTH)
    assert nesting(rulebook) == ((month, Scope(ScopeKind.CHAPTER, "A", ADD)),)


def test_a_matter_does_not_nest_in_a_limit_of_a_month() -> None:
    rulebook = rulebook_of(
        item("A1", month_max=TEN, matter_group="G"),
        matter_groups=(MatterGroup(code="G", text="", mode=MatterMode.HIGHEST),),
    )
    pair = Scope(ScopeKind.MATTER, "G", ADD), Scope(ScopeKind.ITEM, "A1", ADD, Period.MONTH)
    assert nesting(rulebook) == (pair,)


def test_a_sum_without_a_limit_crosses_nothing() -> None:
    rulebook = rulebook_of(
        item("A1", cycle_max=TEN, matter_group="G"),
        item("A2", matter_group="G"),
        matter_groups=(MatterGroup(code="G", text="", mode=MatterMode.SUM_MAX),),
    )
    assert nesting(rulebook) == ()


@settings(max_examples=figure(60, 1_000), suppress_health_check=[HealthCheck.too_slow])
@given(rulebooks())
def test_the_limits_named_are_those_that_overlap_and_do_not_lie_one_in_the_next(
    rulebook: Rulebook,
) -> None:
    names_what_crosses(rulebook)
    assert nesting(made_to_nest(rulebook)) == ()


def names_what_crosses(rulebook: Rulebook) -> None:
    inside: dict[Scope, set[str]] = {}
    first: set[tuple[Scope, Scope]] = set()
    for code, caps in caps_over(rulebook).items():
        for cap in caps:
            inside.setdefault(cap.scope, set()).add(code)
        first |= set(combinations((cap.scope for cap in caps), 2))
    lengths = list(Period)
    crossing = {
        (one, two)
        for one, two in first
        if not inside[one] <= inside[two] or lengths.index(one.period) > lengths.index(two.period)
    }
    named = {pair for pair in nesting(rulebook) if pair[0].kind != "matter"}
    assert named == crossing


def test_a_matter_crosses_no_limit_that_it_has_no_item_under() -> None:
    rulebook = rulebook_of(
        item("A1", matter_group="G"),
        item("B1", cycle_max=TEN),
        matter_groups=(MatterGroup(code="G", text="", mode=MatterMode.HIGHEST),),
    )
    assert nesting(rulebook) == ()


def test_a_limit_around_one_capped_chapter_comes_after_every_chapter() -> None:
    rulebook = rulebook_of(
        item("A1"),
        *(item(f"B{number}") for number in range(1, 5)),
        chapters=(
            Chapter(code="A", name="A", add_max=TEN),
            Chapter(code="B", name="B", add_max=TEN),
        ),
        limits=(limit("L", "A1", "B1"),),
    )
    assert kinds(rulebook, "B1") == [("chapter", "B"), ("group", "L")]


def test_the_limit_of_the_side_is_the_last_even_where_a_shared_one_holds_every_item() -> None:
    rulebook = rulebook_of(
        item("A1"),
        item("B1"),
        chapters=(Chapter(code="A", name="A", add_max=TEN),),
        limits=(limit("z", "A1", "B1"),),
        score=ScoreRule(base=TEN, add_max=TEN),
    )
    assert kinds(rulebook, "A1") == [("chapter", "A"), ("group", "z"), ("side", "add")]
