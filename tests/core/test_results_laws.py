"""What must hold of results whatever the version says (docs/results.md, "What is guaranteed")."""

import ast
import inspect
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jifen.core.appraisal import Among, Pool, ResultsRule, Rounding, Unit
from jifen.core.bonus import Left
from jifen.core.circumstances import EffectKind
from jifen.core.facts import Account
from jifen.core.grades import bands_of, scope_of
from jifen.core.results import Outcome, Person, Results, Seating, Why
from jifen.core.results import results as work_out
from tests.core import plain_results as plain_module
from tests.core import plain_results_points
from tests.core.plain_results import plain_results
from tests.core.result_people import person, version
from tests.core.result_towns import SOURCES, Town, decisions, pool_of, town_of, towns
from tests.core.strategies_dice import ROLLS, Dice, rolls
from tests.harness.figures import figure, record

laws = settings(
    max_examples=figure(500, 5_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
picks = st.integers(0, 8)
SEED = 20_260_801


def of(town: Town, meeting: dict[str, Seating] | None = None) -> Results:
    return work_out(
        town.rulebook,
        town.people,
        units=town.units,
        pool_fen=town.pool_fen,
        history=town.history,
        as_of=town.as_of,
        meeting=meeting or {},
    )


def decided(town: Town, pick: int) -> tuple[Results, dict[str, Seating]]:
    """After as many meetings as it takes to decide every line."""
    meeting: dict[str, Seating] = {}
    for _ in range(20):
        found = of(town, meeting)
        if not found.open_lines:
            return found, meeting
        meeting |= decisions(found.open_lines, pick)
    raise AssertionError("some line stays open whatever is decided")


def rule_of(town: Town) -> ResultsRule:
    assert town.rulebook.results is not None
    return town.rulebook.results


# ------------------------------------------------------------------ two opinions
@laws
@given(towns(), picks)
def test_the_two_opinions_agree_before_and_after_the_meetings(town: Town, pick: int) -> None:
    final, meeting = decided(town, pick)
    agree(town, of(town), {})
    agree(town, final, meeting)


def agree(town: Town, found: Results, meeting: dict[str, Seating]) -> None:
    plain_results(
        town.rulebook,
        town.people,
        units=town.units,
        pool_fen=town.pool_fen,
        history=town.history,
        meeting=meeting,
        as_of=town.as_of,
    ).agrees(found)


def test_every_rule_speaks_in_towns_drawn_by_lot_and_the_opinions_agree() -> None:
    """Agreement means something where each rule is met in one town of two hundred, or more."""
    tried = figure(500, 5_000)
    random = Random(SEED)
    met: Counter[str] = Counter()
    for _ in range(tried):
        some = [Dice(random.randbytes(ROLLS)) for _ in range(random.randrange(2, 19))]
        town = town_of(some[0], some[1], some[2:])
        found = of(town)
        agree(town, found, {})
        met.update(marks(found))
    wanted = {
        *(why.value for why in Why),
        *("quota", "prize", "pool", "whole", "village", "total", "part left out", "run"),
        *("at most", "remainder", "alike", "award"),
        *(f"not {reason}" for reason in ("suspended", "withheld", "left-out", "served-too-short")),
        *("not not-established", *(f"left {why}" for why in Left)),
    }
    rare = {mark: met[mark] for mark in wanted if met[mark] * 200 < tried}
    assert not rare, rare
    record(
        "Towns whose results a second program repeats exactly",
        n=tried,
        seed=SEED,
        result="0 differ",
    )


def marks(found: Results) -> set[str]:
    """Which rules spoke in a town."""
    met = {line.key.split(":")[0] for line in found.open_lines}
    for one in found.outcomes.values():
        met |= {ground.why.value for ground in one.grade.grounds} if one.grade else set()
        met |= {hold.held.value for hold in one.result.holds}
        met |= {f"not {one.not_ranked}"} if one.not_ranked else set()
        met |= {"part left out" for part in one.result.parts if not part.weight}
        met |= {"award" for _ in one.awards} | {"run" for _ in one.runs}
        if one.share is not None:
            share = one.share
            said = {"at most": share.at_most, "remainder": share.remainder, "alike": share.alike}
            met |= {mark for mark, holds in said.items() if holds}
    return met | {f"left {why}" for why in (found.bonus.left if found.bonus else ())}


# ------------------------------------------------------------------ money
@laws
@given(towns(), picks)
def test_the_shares_are_the_pool_to_the_fen(town: Town, pick: int) -> None:
    pool = rule_of(town).pool
    assume(pool is not None)
    assert pool is not None
    for found in (of(town), decided(town, pick)[0]):
        bonus = found.bonus
        assert bonus is not None
        assert sum(share.fen for share in bonus.shares) + bonus.left_fen == bonus.pool_fen
        assert bonus.left_fen >= 0
        assert bool(bonus.left_fen) <= bool(bonus.left)
        unit = 100 if pool.unit is Unit.YUAN else 1
        for share in bonus.shares:
            assert share.fen >= 0
            assert share.fen % unit == 0
            assert abs(share.fen - share.exact) < unit
            assert bonus.most_fen is None or share.fen <= bonus.most_fen
        if set(bonus.left) <= {Left.UNDER_A_UNIT}:
            assert bonus.left_fen < unit
        if Left.EVERYBODY_AT_MOST in bonus.left:
            assert all(share.fen == bonus.most_fen for share in bonus.shares)
        those = {share.code for share in bonus.shares}
        if bonus.left != (Left.TIE,) and bonus.left != (Left.NOT_NAMED,):
            assert those | set(bonus.without) == set(found.outcomes)
        assert not those & set(bonus.without)


def test_random_pools_are_split_to_the_last_fen() -> None:
    tried = figure(1_000, 20_000)

    @settings(laws, max_examples=tried)
    @given(
        rolls().map(pool_of),
        st.integers(0, 10**9),
        st.lists(st.tuples(st.integers(-500, 150_00), st.integers(0, 12)), max_size=40),
    )
    def exact(pool: Pool, size: int, some: list[tuple[int, int]]) -> None:
        people = [person(f"C{n}", net, months=months) for n, (net, months) in enumerate(some)]
        found = work_out(version(ResultsRule(pool=pool)), people, pool_fen=size)
        assert found.bonus is not None
        assert sum(share.fen for share in found.bonus.shares) + found.bonus.left_fen == size
        assert not found.bonus.left_fen or found.bonus.left
        _is_monotone(found, people)

    exact()
    record("Random bonus pools split", n=tried, result="Σ = pool in each")


def _is_monotone(found: Results, people: list[Person] | tuple[Person, ...]) -> None:
    by_code = {one.code: one for one in people}
    bonus = found.bonus
    assert bonus is not None
    ordered = sorted(bonus.shares, key=lambda share: (share.coefficient, share.months or 0))
    for better in ordered:
        for other in ordered:
            if (better.coefficient, better.months) != (other.coefficient, other.months):
                continue
            one, two = (found.outcomes[share.code].result.total for share in (better, other))
            assert one is not None
            assert two is not None
            if one > two:
                assert better.fen >= other.fen, (by_code[better.code], by_code[other.code])


@laws
@given(towns(), picks)
def test_a_better_result_never_means_a_smaller_share(town: Town, pick: int) -> None:
    found, _ = decided(town, pick)
    assume(found.bonus is not None)
    _is_monotone(found, town.people)


# ------------------------------------------------------------------ grades
@laws
@given(towns(), picks)
def test_no_quota_is_exceeded_before_the_meetings_or_after(town: Town, pick: int) -> None:
    units = {unit.path: unit.grade for unit in town.units}
    rule = rule_of(town)
    for found in (of(town), decided(town, pick)[0]):
        for quota in rule.quotas:
            shares: dict[str, list[Fraction]] = {}
            holders: Counter[str] = Counter()
            for one in town.people:
                if not found.outcomes[one.code].place:
                    continue
                scope = scope_of(quota.among, one)
                ratio = quota.by_unit_grade.get(units.get(one.village, ""), quota.ratio)
                if bands_of(rule, one):
                    shares.setdefault(scope, []).append(ratio)
                holders[scope] += grade_of(found.outcomes[one.code]) == quota.grade
            for scope, count in holders.items():
                places = sum(shares.get(scope, []), Fraction(0))
                most = {
                    Rounding.DOWN: floor(places),
                    Rounding.UP: ceil(places),
                    Rounding.HALF_UP: floor(places + Fraction(1, 2)),
                }[quota.rounding]
                assert count <= most


def grade_of(outcome: Outcome) -> str:
    return outcome.grade.grade if outcome.grade else ""


@laws
@given(towns(), picks)
def test_everybody_ranked_gets_one_grade_or_is_listed_for_a_meeting(town: Town, pick: int) -> None:
    rule = rule_of(town)
    first, (last, _) = of(town), decided(town, pick)
    for one in town.people:
        bands = [band.code for band in bands_of(rule, one)]
        for found in (first, last):
            outcome = found.outcomes[one.code]
            if not bands or outcome.not_ranked not in {None, "left-out"}:
                assert outcome.grade is None
                continue
            assert outcome.grade is not None
            open_keys = {line.key for line in found.open_lines}
            assert set(outcome.grade.lines) <= open_keys
            assert bool(outcome.grade.grade) != bool(outcome.grade.lines)
            assert outcome.grade.grade in {*bands, ""}
            assert outcome.grade.grounds[-1].grade == outcome.grade.grade
        if last.outcomes[one.code].grade is not None:
            assert grade_of(last.outcomes[one.code])


@laws
@given(towns(), picks)
def test_nobody_passes_a_cap_or_is_awarded_without_the_right(town: Town, pick: int) -> None:
    rule = rule_of(town)
    found, _ = decided(town, pick)
    for one in town.people:
        outcome = found.outcomes[one.code]
        bands = [band.code for band in bands_of(rule, one)]
        kinds = {due.effect.kind for due in one.assessment.effects}
        for due in one.assessment.effects:
            if due.effect.kind is EffectKind.GRADE_CAP and outcome.grade is not None:
                assert bands.index(grade_of(outcome)) >= bands.index(due.effect.grade)
            if due.effect.kind is EffectKind.TOTAL and outcome.result.total is not None:
                assert due.effect.points is not None
                assert outcome.result.total <= due.effect.points
        if EffectKind.NO_AWARD in kinds:
            assert not outcome.awards
        if EffectKind.NO_BONUS in kinds:
            assert outcome.share is None
        assert len(outcome.awards) <= 1
        assert outcome.performance_fen >= 0


@laws
@given(towns(), picks)
def test_a_decision_about_a_line_touches_nobody_who_had_a_grade(town: Town, pick: int) -> None:
    before, (after, _) = of(town), decided(town, pick)
    for code, outcome in before.outcomes.items():
        if grade_of(outcome):
            assert grade_of(after.outcomes[code]) == grade_of(outcome)


# ------------------------------------------------------------------ who is who means nothing
@laws
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_people_means_nothing(town: Town, random: Random) -> None:
    people = list(town.people)
    random.shuffle(people)
    assert of(replace(town, people=tuple(people))) == of(town)


@laws
@given(towns(), st.randoms(use_true_random=False))
def test_codes_decide_nothing_but_units_marked_alike(town: Town, random: Random) -> None:
    codes = [one.code for one in town.people]
    others = list(codes)
    random.shuffle(others)
    new = dict(zip(codes, others, strict=True))

    def renamed(account: Account) -> Account:
        return replace(account, holder=new[account.holder])

    turned = replace(
        town,
        people=tuple(replace(one, account=renamed(one.account)) for one in town.people),
        history=tuple(
            replace(
                past,
                grades={new[code]: grade for code, grade in past.grades.items() if code in new},
                lowest=frozenset(new[code] for code in past.lowest if code in new),
            )
            for past in town.history
        ),
    )
    one, two = of(town), of(turned)
    for code in codes:
        mine, theirs = one.outcomes[code], two.outcomes[new[code]]
        for what in SAME:
            assert what(mine) == what(theirs)
        if mine.share is None or theirs.share is None:
            assert mine.share == theirs.share
        elif not mine.share.alike:
            assert mine.share.fen == theirs.share.fen
        assert (mine.share and mine.share.alike) == (theirs.share and theirs.share.alike)


SAME: tuple[Callable[[Outcome], object], ...] = (
    lambda one: one.result,
    lambda one: (one.place, one.tied, one.not_ranked),
    grade_of,
    lambda one: one.grade and [ground.why for ground in one.grade.grounds],
    lambda one: one.awards,
    lambda one: one.no_share,
    lambda one: (one.runs, one.carry_in),
)


def test_ten_thousand_ties_are_never_broken_by_a_code() -> None:
    """Of equals, all are inside a line or none is: at quotas, prizes and the pool's line."""
    tried = figure(1_000, 10_000)
    town = st.lists(st.sampled_from([80_00, 90_00, 95_00]), min_size=2, max_size=10)
    ties = 0

    @settings(laws, max_examples=tried)
    @given(town, towns())
    def none(totals: list[int], other: Town) -> None:
        nonlocal ties
        rule = rule_of(other)
        quotas = tuple(replace(quota, among=Among.TOWN) for quota in rule.quotas)
        prizes = tuple(replace(prize, among=Among.TOWN) for prize in rule.prizes)
        people = [person(f"C{n:02}", total) for n, total in enumerate(totals)]
        found = work_out(
            version(replace(rule, sources=(), sub_cycles=None, village_max=None,
                            quotas=quotas, prizes=prizes)),
            people,
            pool_fen=1_000_00,
        )  # fmt: skip
        for total in set(totals):
            same = [found.outcomes[one.code] for one in people if one.assessment.net == total]
            ties += len(same) > 1
            assert len({grade_of(one) for one in same}) == 1
            assert len({tuple(award.prize for award in one.awards) for one in same}) == 1
            assert len({one.share is None for one in same}) == 1
            assert len({one.share.fen for one in same if one.share and not one.share.alike}) <= 1

    none()
    assert ties >= tried // 2
    record("Ties in results broken by a code or a name", n=ties, result="0")


# ------------------------------------------------------------------ what is missing
@laws
@given(towns(), st.data())
def test_what_is_missing_is_never_zero_and_costs_nobody_else(
    town: Town, data: st.DataObject
) -> None:
    assume(town.people)
    rule = replace(rule_of(town), sources=SOURCES)
    town = replace(town, rulebook=replace(town.rulebook, results=rule))
    gone = data.draw(st.sampled_from(town.people))
    people = tuple(
        replace(one, scores={}, ballots={}) if one.code == gone.code else one for one in town.people
    )
    before, after = of(town), of(replace(town, people=people))
    outcome = after.outcomes[gone.code]
    assert outcome.result.total is None
    assert {piece.source for piece in outcome.result.missing} >= {"vote", "score"}
    assert (outcome.place, outcome.not_ranked) == (0, "not-established")
    assert (outcome.grade, outcome.awards, outcome.share) == (None, (), None)
    for code, other in before.outcomes.items():
        if code != gone.code:
            assert after.outcomes[code].result == other.result


@laws
@given(towns())
def test_a_result_readds(town: Town) -> None:
    for outcome in of(town).outcomes.values():
        result = outcome.result
        if result.total is None:
            assert result.missing
            assert not result.holds
            continue
        together = sum((piece.brings for piece in result.pieces), Fraction(0))
        start = result.holds[0].before if result.holds else result.total
        assert abs(start - together) <= Fraction(1, 2)
        for hold, following in pairwise(result.holds):
            assert hold.after == following.before
        assert not result.holds or result.holds[-1].after == result.total


# ------------------------------------------------------------------ the second opinion stands alone
def test_the_second_opinion_shares_no_arithmetic() -> None:
    taken = {
        (node.module, name.name)
        for module in (plain_module, plain_results_points)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jifen")
        for name in node.names
    }
    modules = {module for module, _ in taken}
    assert modules == {
        "jifen.core.appraisal",
        "jifen.core.circumstances",
        "jifen.core.results",
        "jifen.core.rules",
        "jifen.core.shapes",
        "jifen.core.shortlists",
        "jifen.core.trace",
    }
    assert {name for module, name in taken if module == "jifen.core.shortlists"} == {"Standing"}
    assert {name for module, name in taken if module == "jifen.core.trace"} == {"EffectDue"}
    from_results = {name for module, name in taken if module == "jifen.core.results"}
    assert from_results == {"PastCycle", "Person", "Results", "Seating", "UnitResult"}
