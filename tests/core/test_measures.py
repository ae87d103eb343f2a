"""What may be measured for each shape, at its boundaries: what fits, is refused, and is worth."""

import datetime as dt
from fractions import Fraction

import pytest

from jifen.core.circumstances import Finder
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.measures import check, fault, worth
from jifen.core.points import MOST, Centipoints
from jifen.core.rules import Capacity, Direction, Item
from jifen.core.shapes import (
    Fixed,
    Issuer,
    Level,
    LevelRow,
    Linear,
    LinearPoint,
    PerUnit,
    Range,
    Rate,
    Scoring,
    Slope,
    Threshold,
    Tiers,
    TierStep,
)
from tests.core import by_hand

FIXED = Fixed(points=Centipoints(300))
RANGE = Range(least=Centipoints(300), most=Centipoints(800))
PER_UNIT = PerUnit(each=Centipoints(200), unit="宗")
ROWS = (
    LevelRow(key="county", name="县级", points=Centipoints(600)),
    LevelRow(key="town", name="镇级", points=Centipoints(200)),
)
LEVEL = Level(rows=ROWS)
LOWER = Level(rows=ROWS, department_lower=True)
TIERS = Tiers(
    metric="参保率",
    at_most=False,
    steps=(TierStep(bound=Fraction(95), points=Centipoints(200)),),
)
RATE = Rate(
    metric="参保率",
    target=Fraction(95),
    step=Fraction(1),
    each=Centipoints(50),
    most=Centipoints(500),
)
LINEAR = Linear(
    metric="参保率",
    points=(
        LinearPoint(figure=Fraction(80), points=Centipoints(0)),
        LinearPoint(figure=Fraction(90), points=Centipoints(100)),
        LinearPoint(figure=Fraction(93), points=Centipoints(500)),
    ),
)
THRESHOLD = Threshold(
    metric="参保率",
    target=Fraction(90),
    full=Centipoints(500),
    short=Slope(step=Fraction(1), each=Centipoints(50), most=Centipoints(400)),
    zero_under=Fraction(60),
    over=Slope(step=Fraction(2), each=Centipoints(30), most=Centipoints(100)),
)
SEVERITY = Level(
    rows=(
        LevelRow(key="grave", name="严重", points=Centipoints(500), most=Centipoints(1000)),
        LevelRow(key="minor", name="轻微", points=Centipoints(100)),
    ),
    issuers=(
        Issuer(name="县委", level="grave"),
        Issuer(name="县局", level="grave", department=True),
        Issuer(name="站所", level="minor", department=True),
    ),
    department_lower=True,
)
DECIDED = Range(least=Centipoints(100), most=Centipoints(300), decided=True)

FITS: list[tuple[Scoring, Measures]] = [
    (FIXED, Measures()),
    (RANGE, Measures(chosen=Centipoints(300))),
    (RANGE, Measures(chosen=Centipoints(800))),
    (PER_UNIT, Measures(quantity=1)),
    (PER_UNIT, Measures(quantity=MOST // 200)),
    (LEVEL, Measures(level="county")),
    (LOWER, Measures(level="town", department=True)),
    (TIERS, Measures(figure=Fraction(0))),
    (TIERS, Measures(figure=Fraction(9999, 100))),
    (RATE, Measures(figure=Fraction(0))),
    (LINEAR, Measures(figure=Fraction(100))),
    (THRESHOLD, Measures(figure=Fraction(0))),
    (DECIDED, Measures(chosen=Centipoints(100), decision="纪要1号")),
    (SEVERITY, Measures(level="grave", chosen=Centipoints(500))),
    (SEVERITY, Measures(level="县委", chosen=Centipoints(1000))),
    (SEVERITY, Measures(level="grave", department=True)),
    (SEVERITY, Measures(level="县局")),
    (SEVERITY, Measures(level="站所")),
]
REFUSED: list[tuple[Scoring, Measures, str]] = [
    (FIXED, Measures(quantity=1), "quantity-unwanted"),
    (FIXED, Measures(chosen=Centipoints(300)), "chosen-unwanted"),
    (FIXED, Measures(level="town"), "level-unwanted"),
    (FIXED, Measures(figure=Fraction(0)), "figure-unwanted"),
    (FIXED, Measures(department=True), "department-unwanted"),
    (RANGE, Measures(), "chosen-missing"),
    (RANGE, Measures(chosen=Centipoints(299)), "chosen-out-of-range"),
    (RANGE, Measures(chosen=Centipoints(801)), "chosen-out-of-range"),
    (RANGE, Measures(chosen=Centipoints(-300)), "chosen-out-of-range"),
    (PER_UNIT, Measures(), "quantity-missing"),
    (PER_UNIT, Measures(quantity=0), "quantity-too-small"),
    (PER_UNIT, Measures(quantity=-1), "quantity-too-small"),
    (PER_UNIT, Measures(quantity=MOST // 200 + 1), "quantity-too-large"),
    (LEVEL, Measures(), "level-missing"),
    (LEVEL, Measures(level="village"), "level-unknown"),
    (LEVEL, Measures(level="county", department=True), "department-unwanted"),
    (TIERS, Measures(), "figure-missing"),
    (TIERS, Measures(figure=Fraction(-1, 100)), "figure-negative"),
    (RATE, Measures(), "figure-missing"),
    (RATE, Measures(figure=Fraction(95), quantity=1), "quantity-unwanted"),
    (RATE, Measures(scores=(("office", Fraction(95)),)), "scores-unwanted"),
    (LINEAR, Measures(), "figure-missing"),
    (LINEAR, Measures(figure=Fraction(-1)), "figure-negative"),
    (THRESHOLD, Measures(chosen=Centipoints(100)), "figure-missing"),
    (THRESHOLD, Measures(figure=Fraction(1), chosen=Centipoints(100)), "chosen-unwanted"),
    (DECIDED, Measures(chosen=Centipoints(100)), "decision-missing"),
    (RANGE, Measures(chosen=Centipoints(300), decision="纪要1号"), "decision-unwanted"),
    (SEVERITY, Measures(level="grave"), "chosen-missing"),
    (SEVERITY, Measures(level="grave", chosen=Centipoints(499)), "chosen-out-of-range"),
    (SEVERITY, Measures(level="县委", chosen=Centipoints(1001)), "chosen-out-of-range"),
    (SEVERITY, Measures(level="minor", chosen=Centipoints(100)), "chosen-unwanted"),
    (SEVERITY, Measures(level="县局", chosen=Centipoints(500)), "chosen-unwanted"),
    (
        SEVERITY,
        Measures(level="县委", chosen=Centipoints(500), department=True),
        "department-unwanted",
    ),
    (SEVERITY, Measures(level="省委"), "level-unknown"),
    (FIXED, Measures(finder=Finder.SELF), "finder-unwanted"),
    (FIXED, Measures(reminded_on=dt.date(2025, 1, 1)), "reminder-unwanted"),
    (FIXED, Measures(village_item="清洁家园"), "village-item-unwanted"),
    (FIXED, Measures(override=Centipoints(1), decision="纪要1号"), "override-unwanted"),
    (FIXED, Measures(decision="纪要1号"), "decision-unwanted"),
]


def item(scoring: Scoring) -> Item:
    return Item(
        code="K-01",
        chapter="K",
        title="某项",
        direction=Direction.ADD,
        scoring=scoring,
        shares={Capacity.NAMED: Fraction(1)},
        article="第十七条",
    )


@pytest.mark.parametrize(("scoring", "measures"), FITS)
def test_measures_that_fit_are_let_through(scoring: Scoring, measures: Measures) -> None:
    assert fault(item(scoring), measures) is None


@pytest.mark.parametrize(("scoring", "measures", "why"), REFUSED)
def test_measures_that_do_not_fit_are_refused_with_the_item_and_its_article(
    scoring: Scoring, measures: Measures, why: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check(item(scoring), measures)
    assert refused.value.code == f"measures.{why}"
    assert refused.value.article == "第十七条"
    assert refused.value.values["item"] == "K-01"


def test_every_shape_stands_in_both_tables() -> None:
    shapes = {Fixed, Range, PerUnit, Level, Tiers, Rate, Linear, Threshold}
    assert {type(scoring) for scoring, _ in FITS} == shapes
    assert {type(scoring) for scoring, *_ in REFUSED} == shapes


def refused(item: Item, measures: Measures) -> str:
    refusal = fault(item, measures)
    return "" if refusal is None else refusal.code.removeprefix("measures.")


def test_the_finder_is_named_where_and_only_where_it_makes_a_difference() -> None:
    found = by_hand.item("A1", finder_factors={Finder.SELF: Fraction(1, 2)})
    assert refused(found, Measures()) == "finder-missing"
    assert refused(found, Measures(finder=Finder.PUBLIC)) == ""


def test_a_reminder_may_stand_where_the_item_asks_for_one() -> None:
    reminding = by_hand.item("D1", reminded_within=10)
    assert refused(reminding, Measures()) == ""
    assert refused(reminding, Measures(reminded_on=dt.date(2025, 1, 1))) == ""


def test_an_item_that_the_village_sets_names_which() -> None:
    own = by_hand.item("A1", village_set=3)
    assert refused(own, Measures()) == "village-item-missing"
    assert refused(own, Measures(village_item="清洁家园")) == ""


def test_an_amount_decided_by_a_meeting_has_its_number_and_no_sign() -> None:
    open_ = by_hand.item("A1", overridable=True)
    assert refused(open_, Measures()) == ""
    assert refused(open_, Measures(override=Centipoints(0), decision="纪要1号")) == ""
    assert refused(open_, Measures(override=Centipoints(1))) == "decision-missing"
    assert (
        refused(open_, Measures(override=Centipoints(-1), decision="纪要1号"))
        == "override-negative"
    )


def test_every_scorer_gives_one_score_and_nobody_else_does() -> None:
    scorers = {"office": Fraction(1, 2), "party": Fraction(1, 2)}
    scored = by_hand.item("A1", scoring=RATE, scorers=scorers)
    both = ("office", Fraction(90)), ("party", Fraction(0))
    assert refused(scored, Measures(scores=both)) == ""
    assert refused(scored, Measures()) == "scores-missing"
    assert refused(scored, Measures(scores=both[:1])) == "scores-missing"
    assert refused(scored, Measures(scores=(*both, ("other", Fraction(1))))) == "scores-missing"
    assert refused(scored, Measures(scores=(*both, both[0]))) == "scores-missing"
    assert refused(scored, Measures(figure=Fraction(90))) == "figure-unwanted"
    assert refused(scored, Measures(figure=Fraction(90), scores=both)) == "figure-unwanted"
    negative = both[0], ("party", Fraction(-1))
    assert refused(scored, Measures(scores=negative)) == "score-negative"


# ------------------------------------------------------------------ what it is worth
def gives(scoring: Scoring, figure: str) -> int:
    return worth(item(scoring), Measures(figure=Fraction(figure)))


@pytest.mark.parametrize(
    ("level", "department", "points"),
    [
        ("grave", False, 700),
        ("grave", True, 100),
        ("minor", True, 0),
        ("县局", False, 100),
        ("站所", False, 0),
    ],
)
def test_a_level_an_issuer_and_a_department(level: str, department: bool, points: int) -> None:
    chosen = Centipoints(700) if points == 700 else None
    taken = Measures(level=level, department=department, chosen=chosen)
    assert worth(item(SEVERITY), taken) == points


def test_a_department_among_the_issuers_counts_in_full_where_departments_are_not_lower() -> None:
    plain = Level(rows=ROWS, issuers=(Issuer(name="县局", level="county", department=True),))
    assert worth(item(plain), Measures(level="县局")) == 600


@pytest.mark.parametrize(
    ("at_most", "figure", "points"),
    [
        (False, "95", 0),
        (False, "95.01", 200),
        (True, "95", 0),
        (True, "94.99", 200),
    ],
)
def test_an_open_bound_does_not_belong_to_its_step(at_most: bool, figure: str, points: int) -> None:
    step = TierStep(bound=Fraction(95), points=Centipoints(200), inside=False)
    assert gives(Tiers(metric="率", at_most=at_most, steps=(step,)), figure) == points


@pytest.mark.parametrize(
    ("figure", "whole", "started"),
    [
        ("95", 0, 0),
        ("94.99", 0, 50),
        ("94", 50, 50),
        ("93.9", 50, 100),
        ("80", 500, 500),
        ("95.5", 0, 0),
        ("96", 0, 0),
    ],
)
def test_a_step_short_counts_when_it_is_whole_or_when_it_has_begun(
    figure: str, whole: int, started: int
) -> None:
    assert gives(RATE, figure) == whole
    begun = Rate(
        metric=RATE.metric,
        target=RATE.target,
        step=RATE.step,
        each=RATE.each,
        most=RATE.most,
        started=True,
    )
    assert gives(begun, figure) == started


@pytest.mark.parametrize(
    ("figure", "points"),
    [
        ("0", 0),
        ("80", 0),
        ("85", 50),
        ("90", 100),
        ("91", 233),
        ("92", 367),
        ("93", 500),
        ("100", 500),
        ("80.05", 1),
    ],
)
def test_a_line_is_exact_between_two_points_and_flat_outside(figure: str, points: int) -> None:
    assert gives(LINEAR, figure) == points


@pytest.mark.parametrize(
    ("figure", "points"),
    [
        ("59.99", 0),  # under the cliff
        ("60", 100),  # the most that falling short can cost
        ("82", 100),
        ("88.5", 450),
        ("89.99", 500),
        ("90", 500),
        ("91.99", 500),
        ("92", 530),
        ("96", 590),
        ("100", 600),  # the most that going beyond can bring
    ],
)
def test_a_threshold_gives_full_points_and_has_a_slope_on_either_side(
    figure: str, points: int
) -> None:
    assert gives(THRESHOLD, figure) == points


def test_a_threshold_without_slopes_gives_all_or_nothing() -> None:
    bare = Threshold(metric="率", target=Fraction(90), full=Centipoints(500))
    assert [gives(bare, figure) for figure in ("89.99", "90", "200")] == [0, 500, 500]


def test_falling_short_never_costs_more_than_the_full_points() -> None:
    steep = Threshold(
        metric="率",
        target=Fraction(90),
        full=Centipoints(500),
        short=Slope(step=Fraction(1), each=Centipoints(200), started=True),
    )
    assert [gives(steep, figure) for figure in ("89.5", "88", "87.9", "0")] == [300, 100, 0, 0]
