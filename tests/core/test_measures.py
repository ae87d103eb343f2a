"""What may be measured for each shape, at its boundaries: what fits, and what is refused."""

from fractions import Fraction

import pytest

from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.measures import check, fault
from jifen.core.points import MOST, Centipoints
from jifen.core.rules import Capacity, Direction, Item
from jifen.core.shapes import Fixed, Level, LevelRow, PerUnit, Range, Rate, Scoring, Tiers, TierStep

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
    shapes = {Fixed, Range, PerUnit, Level, Tiers, Rate}
    assert {type(scoring) for scoring, _ in FITS} == shapes
    assert {type(scoring) for scoring, *_ in REFUSED} == shapes
