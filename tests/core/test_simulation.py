"""What must be true of a simulation: whom the version in force moves, and what the other says."""

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifen.core.appraisal import Band, Pool, ResultsRule, Source, SourceKind
from jifen.core.assess import assess
from jifen.core.comparison import (
    Comparison,
    Crossing,
    Gap,
    Group,
    Stand,
    Unscored,
    crossings,
    published,
)
from jifen.core.facts import Account, Fact, HolderKind, Measures, Party, Service
from jifen.core.months import full_months
from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.ranking import Reason
from jifen.core.results import Person, UnitResult, results
from jifen.core.rules import Capacity, Rulebook
from jifen.core.shapes import Fixed
from jifen.core.simulation import Replayed, condensed, simulate
from jifen.core.trace import StepKind
from tests.core.result_people import version
from tests.core.simulated_towns import Town, towns
from tests.harness.figures import figure, record

MARCH = dt.date(2025, 3, 1)
NOTHING = Measures()
SLOW = [HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large]


# ------------------------------------------------------------------ laws
def test_the_version_in_force_moves_nobody() -> None:
    tried = figure(500, 5_000)
    seen: Counter[str] = Counter()

    @settings(max_examples=tried, suppress_health_check=SLOW)
    @given(towns())
    def nobody(town: Town) -> None:
        found = simulate(town.rulebook, town.rulebook, town.accounts)
        assert found.moved == ()
        assert all(move.crossed == () and move.rise == 0 for move in found.moves)
        assert all(
            (one.before, one.before_place) == (one.after, one.after_place) for one in found.villages
        )
        assert found.pay[0] == found.pay[1]
        assert (found.items, found.gone, found.new) == ((), (), ())
        cadres = [one for one in town.accounts if one.account.kind is HolderKind.CADRE]
        assert len(found.moves) == len(cadres)
        seen["a town"] += 1
        seen["ranked people"] += any(move.after.place for move in found.moves)
        seen["a result other than the net"] += any(
            move.after.total not in (None, move.after.net) for move in found.moves
        )
        seen["money"] += found.pay[0].total_fen > 0
        seen["a grade"] += any(move.after.grade for move in found.moves)

    nobody()
    record("Simulations of the version in force that move nobody", n=tried, result="0 moved")
    for what in ("ranked people", "a result other than the net", "money", "a grade"):
        assert seen[what] * 100 >= 10 * seen["a town"], f"too few towns have {what}: {seen}"


def test_another_version_moves_people() -> None:
    """The negative control: were nobody ever moved, the law above would say nothing."""
    seen: Counter[str] = Counter()

    @settings(max_examples=100, suppress_health_check=SLOW)
    @given(towns())
    def somebody(town: Town) -> None:
        found = simulate(town.rulebook, town.other, town.accounts)
        seen["a town"] += 1
        seen["moved"] += bool(found.moved)
        seen["places"] += any(move.rise for move in found.moves)
        seen["crossed"] += any(move.crossed for move in found.moves)
        seen["unscored"] += bool(found.unscored)

    somebody()
    for what in ("moved", "places", "crossed", "unscored"):
        assert seen[what] * 100 >= 20 * seen["a town"], seen


def test_each_side_is_what_results_make_of_everything_that_was_forgotten() -> None:
    tried = figure(500, 5_000)

    @settings(max_examples=tried, suppress_health_check=SLOW)
    @given(towns())
    def same(town: Town) -> None:
        found = simulate(town.rulebook, town.other, town.accounts)
        if Gap.SOURCES in found.gaps:
            return
        units = {one.path: one for one in found.villages}
        for rules, side in ((town.rulebook, "before"), (town.other, "after")):
            people = [_whole(rules, one) for one in town.accounts if one.account.service]
            whole = results(
                rules,
                people,
                units=[
                    UnitResult(path=path, result=getattr(one, side)) for path, one in units.items()
                ],
                as_of=town.as_of,
            )
            for move in found.moves:
                stand: Stand = getattr(move, side)
                outcome = whole.outcomes[move.code]
                assert stand.total == outcome.result.total
                assert (stand.place, stand.not_ranked) == (outcome.place, outcome.not_ranked)
                assert stand.grade == (outcome.grade.grade if outcome.grade else "")
                assert stand.share_fen == (outcome.share.fen if outcome.share else 0)
                assert stand.pay_fen == outcome.performance_fen

    same()
    record(
        "Simulations that equal the results over accounts kept whole", n=tried, result="0 differ"
    )


def _whole(rules: Rulebook, one: Replayed) -> Person:
    account = one.account
    assert account.service is not None
    until = one.until or account.ends_on
    spans = tuple((a, min(b, until)) for a, b in account.service.spans if a < until)
    served = replace(account, service=replace(account.service, spans=spans))
    return Person(
        account=account,
        assessment=assess(rules, account, as_of=one.as_of),
        months=full_months(served, leave_costs=rules.service.leave_costs),
        village=one.village,
        kept_out=one.kept_out,
    )


@settings(max_examples=figure(100, 1_000), suppress_health_check=SLOW)
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_accounts_means_nothing(town: Town, dice: random.Random) -> None:
    accounts = list(town.accounts)
    dice.shuffle(accounts)
    assert simulate(town.rulebook, town.other, accounts) == simulate(
        town.rulebook, town.other, town.accounts
    )


@settings(max_examples=figure(100, 1_000), suppress_health_check=SLOW)
@given(towns())
def test_there_and_back_is_the_same_comparison_mirrored(town: Town) -> None:
    there = simulate(town.rulebook, town.other, town.accounts)
    back = simulate(town.other, town.rulebook, town.accounts)
    mirrored = {move.code: (move.after, move.before) for move in back.moves}
    assert {move.code: (move.before, move.after) for move in there.moves} == mirrored
    assert (there.pay, there.gone, there.new) == (back.pay[::-1], back.new, back.gone)
    assert there.gaps == back.gaps
    assert sum(one.people for one in there.groups) == len(there.moves)


@settings(max_examples=figure(100, 1_000), suppress_health_check=SLOW)
@given(towns())
def test_what_is_kept_of_an_account_does_not_grow_with_its_facts(town: Town) -> None:
    for one in town.accounts:
        found = assess(town.rulebook, one.account, as_of=one.as_of)
        rule = town.rulebook.results
        parts = rule.sub_cycles.period if rule and rule.sub_cycles else None
        kept, said = condensed(one.account, found, parts)
        most = 2 * 12 if parts else 0
        assert len(kept.facts) <= most
        assert len(said.lines) <= most + 4
        assert not any(due.facts for due in said.effects)
        assert sum(line.amount for line in said.lines if line.item) == (
            sum(line.amount for line in found.lines if line.item) if parts else 0
        )


# ------------------------------------------------------------------ a town by hand
def fact(seq: int, code: str, item: str, measures: Measures = NOTHING) -> Fact:
    return Fact(
        key=f"f{seq}",
        seq=seq,
        item=item,
        happened_on=MARCH,
        measures=measures,
        matter=f"f{seq}",
        village="v1",
        parties=(Party(cadre=code, capacities=frozenset({Capacity.NAMED})),),
    )


def replayed(
    code: str, *facts: Fact, group: PostGroup = PostGroup.MEMBER, kind: str = "village"
) -> Replayed:
    starts_on, ends_on = dt.date(2024, 8, 1), dt.date(2025, 8, 1)
    account = Account(
        holder=code,
        kind=HolderKind.CADRE,
        starts_on=starts_on,
        ends_on=ends_on,
        service=Service(spans=((starts_on, ends_on),)),
        facts=facts,
        post_group=group,
        place=kind,
    )
    return Replayed(account=account, as_of=ends_on - dt.timedelta(days=1), village="v1")


def dearer(rules: Rulebook, **points: int) -> Rulebook:
    """The same version with other fixed points for some items."""
    items = tuple(
        replace(item, scoring=Fixed(points=Centipoints(points[item.code])))
        if item.code in points
        else item
        for item in rules.items
    )
    return replace(rules, items=items)


def add_and_deduct() -> tuple[Replayed, ...]:
    """C1 was praised twice, C2 blamed twice, C3 neither."""
    return (
        replayed("C1", fact(1, "C1", "add"), fact(2, "C1", "add")),
        replayed("C2", fact(3, "C2", "deduct"), fact(4, "C2", "deduct")),
        replayed("C3", group=PostGroup.CHIEF, kind="community"),
    )


def by_code(found: Comparison) -> dict[str, tuple[int, int]]:
    return {move.code: (move.before.place, move.after.place) for move in found.moves}


def test_whoever_gains_more_than_others_rises_and_the_rest_fall() -> None:
    rules = version()
    found = simulate(rules, dearer(rules, add=-0, deduct=50), add_and_deduct())
    assert by_code(found) == {"C1": (1, 1), "C2": (3, 3), "C3": (2, 1)}
    assert [move.code for move in found.moved] == ["C1", "C3", "C2"]
    assert {move.code: move.rise for move in found.moves} == {"C1": 0, "C2": 0, "C3": 1}
    assert [(one.item, one.before, one.after) for one in found.items] == [
        ("add", 2_00, 0),
        ("deduct", -2_00, -1_00),
    ]


def test_a_lower_line_and_a_dearer_item_show_who_crosses_forty() -> None:
    rules = version()
    found = simulate(rules, dearer(rules, deduct=20_00), add_and_deduct())
    assert [move.code for move in found.across(Crossing.LINE_REACHED)] == ["C2"]
    back = simulate(dearer(rules, deduct=20_00), rules, add_and_deduct())
    assert [move.code for move in back.across(Crossing.LINE_LEFT)] == ["C2"]
    own = replace(rules, ladder=replace(rules.ladder, gross_line=Centipoints(2_00)))
    found = simulate(rules, own, add_and_deduct())
    assert [move.code for move in found.across(Crossing.LINE_REACHED)] == ["C2"]
    assert [(move.code, move.after.gross) for move in found.moved] == [("C2", 2_00)]


def test_who_crosses_a_grade_line_is_listed_with_the_way_it_goes() -> None:
    bands = (
        Band(code="good", name="优秀", least=Centipoints(102_00)),
        Band(code="fair", name="合格", least=Centipoints(99_00)),
        Band(code="poor", name="不合格"),
    )
    rules = version(ResultsRule(bands=bands))
    found = simulate(rules, dearer(rules, add=50, deduct=25), add_and_deduct())
    assert {move.code: move.crossed for move in found.moves} == {
        "C1": (Crossing.GRADE_DOWN,),
        "C2": (Crossing.GRADE_UP,),
        "C3": (),
    }
    stand = found.moves[0].after
    other = replace(stand, grade="A")
    assert crossings(stand, other, (("good", "fair"), ("A", "B"))) == (Crossing.GRADE_OTHER,)


def test_the_pool_stands_beside_itself_before_and_after_to_the_fen() -> None:
    rules = version(ResultsRule(pool=Pool(fen=300_00)))
    twice = replace(rules, results=ResultsRule(pool=Pool(fen=600_01, least=Centipoints(100_00))))
    before, after = simulate(rules, twice, add_and_deduct()).pay
    assert (before.pool_fen, before.paid_fen, before.left_fen, before.sharers) == (
        300_00,
        300_00,
        0,
        3,
    )
    assert (before.left, after.left) == ((), ())
    assert (after.pool_fen, after.paid_fen, after.left_fen, after.sharers) == (
        600_01,
        600_01,
        0,
        2,
    )
    named = simulate(rules, twice, add_and_deduct(), pool_fen=90_00).pay
    assert [one.paid_fen for one in named] == [90_00, 90_00]


def test_a_pool_whose_size_nobody_named_is_said() -> None:
    rules = version(ResultsRule(pool=Pool()))
    assert simulate(rules, rules, add_and_deduct()).gaps == (Gap.POOL_SIZE,)
    assert simulate(rules, rules, add_and_deduct(), pool_fen=1).gaps == ()


def test_a_version_that_asks_for_votes_is_compared_by_points_and_says_so() -> None:
    bands = (Band(code="good", name="优秀", least=Centipoints(90_00)), Band(code="p", name="差"))
    asks = ResultsRule(
        sources=(
            Source(code="p", name="积分", kind=SourceKind.POINTS, weight=Fraction(9, 10)),
            Source(code="s", name="满意度", kind=SourceKind.SCORE, weight=Fraction(1, 10)),
        ),
        bands=bands,
    )
    rules = version(ResultsRule(bands=bands))
    found = simulate(rules, replace(rules, results=asks), add_and_deduct())
    assert found.gaps == (Gap.SOURCES,)
    assert found.moved == ()
    assert {move.after.grade for move in found.moves} == {""}


def test_facts_that_the_draft_cannot_score_are_counted_once_for_each_item() -> None:
    rules = version()
    shared = fact(1, "C1", "add"), fact(1, "C2", "add")
    accounts = (
        replayed("C1", shared[0], fact(2, "C1", "deduct", Measures(quantity=2))),
        replayed("C2", shared[1]),
    )
    without = replace(rules, items=rules.items[1:])
    found = simulate(rules, without, accounts)
    assert found.gone == (rules.items[0].code,) == ("add",)
    assert found.unscored == (
        Unscored(item="add", why=StepKind.NO_SUCH_ITEM, facts=1, lines=2),
        Unscored(item="deduct", why=StepKind.UNFIT_MEASURES, facts=1, lines=1),
    )
    assert simulate(without, rules, accounts).new == ("add",)


def test_who_is_kept_out_or_served_too_short_has_no_place_under_either() -> None:
    rules = version(service=replace(version().service, months_to_rank=6))
    out = {"C1": Reason.WITHHELD}
    accounts = [replace(one, kept_out=out.get(one.account.holder)) for one in add_and_deduct()]
    found = simulate(rules, dearer(rules, add=9_00), accounts)
    one = next(move for move in found.moves if move.code == "C1")
    assert (one.before.place, one.after.place, one.rise) == (0, 0, 0)
    assert found.moves[-1] is one


def test_people_are_grouped_by_kind_of_village_and_post() -> None:
    rules = version()
    found = simulate(rules, dearer(rules, add=5_00), add_and_deduct())
    assert [(one.kind, one.group, one.people, one.more) for one in found.groups] == [
        ("village", PostGroup.MEMBER, 2, 1),
        ("community", PostGroup.CHIEF, 1, 0),
    ]


# ------------------------------------------------------------------ what everybody may be told
def group(people: int, kind: str = "village") -> Group:
    return Group(
        kind=kind,
        group=None,
        people=people,
        up=0,
        down=0,
        more=0,
        less=0,
        counted=people,
        before=Centipoints(0),
        after=Centipoints(0),
        pay_before_fen=0,
        pay_after_fen=0,
    )


def test_a_group_of_a_few_is_kept_back_and_cannot_be_had_by_subtraction() -> None:
    assert published([group(9), group(8)]) == ((group(9), group(8)), 0)
    assert published([group(9), group(2), group(8)]) == ((group(9),), 10)
    assert published([group(9), group(2), group(3), group(8)]) == ((group(9), group(8)), 5)
    assert published([group(3)]) == ((), 3)


@given(st.lists(st.integers(1, 30).map(group), max_size=8))
def test_what_is_kept_back_is_nobody_or_at_least_five_or_everybody(some: list[Group]) -> None:
    kept, hidden = published(some)
    assert sum(one.people for one in kept) + hidden == sum(one.people for one in some)
    assert all(one.people >= 5 for one in kept)
    assert hidden == 0 or hidden >= 5 or not kept
