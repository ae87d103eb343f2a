"""A board's readings, ties and all, and what somebody gets whom it does not concern."""

from fractions import Fraction

import pytest

from jifen.core.boards import Readings
from jifen.core.facts import Measures
from jifen.core.measures import fault, figure_read, worth
from jifen.core.points import Centipoints
from jifen.core.shapes import (
    Absent,
    Better,
    Board,
    BoardBy,
    Linear,
    LinearPoint,
    Period,
    Tiers,
    TierStep,
)
from tests.core.by_hand import fact, gives, item, kinds, line_of, of, p

PLACES = Tiers(
    metric="名次",
    at_most=True,
    steps=tuple(
        TierStep(bound=Fraction(bound), points=p(points))
        for bound, points in ((1, "5"), (2, "3"), (3, "1"))
    ),
)
AS_IT_IS = Linear(
    metric="得分",
    points=(
        LinearPoint(figure=Fraction(0), points=p("0")),
        LinearPoint(figure=Fraction(1000), points=p("1000")),
    ),
)


def row(*figures: float | None) -> tuple[Fraction | None, ...]:
    return tuple(None if figure is None else Fraction(figure) for figure in figures)


def readings(by: BoardBy, better: Better, *figures: float | None) -> list[Fraction]:
    rows = row(*figures)
    board = Readings(Board(by=by, better=better), rows)
    return [board.read(figure) for figure in rows if figure is not None]


@pytest.mark.parametrize(
    ("by", "better", "figures", "read"),
    [
        (BoardBy.FIGURE, Better.LESS, (7, 3), [7, 3]),
        (BoardBy.PLACE, Better.MORE, (9, 7, 7, 2), [1, 2, 2, 4]),
        (BoardBy.PLACE, Better.LESS, (9, 7, 7, 2), [4, 2, 2, 1]),
        (BoardBy.PLACE, Better.MORE, (9, None, 7), [1, 2]),
        (BoardBy.PLACE_FROM_BOTTOM, Better.MORE, (9, 7, 7, 2), [4, 2, 2, 1]),
        (BoardBy.PLACE_FROM_BOTTOM, Better.LESS, (9, 7, 7, 2), [1, 2, 2, 4]),
        (BoardBy.PERCENT_OF_BEST, Better.MORE, (80, 60, None), [100, 75]),
        (BoardBy.PERCENT_OF_BEST, Better.LESS, (2, 4, 8), [100, 50, 25]),
        (BoardBy.PERCENT_OF_BEST, Better.LESS, (0, 4), [100, 0]),
        (BoardBy.PERCENT_OF_BEST, Better.MORE, (0, 0), [100, 100]),
        (BoardBy.PERCENT_OF_BEST, Better.LESS, (0, 0), [100, 100]),
        (BoardBy.PERCENT_OF_MEAN, Better.MORE, (2, 6), [50, 150]),
        (BoardBy.PERCENT_OF_MEAN, Better.MORE, (0, 0), [100, 100]),
        (BoardBy.PERCENT_OF_MEAN, Better.LESS, (2, 6), [200, Fraction(200, 3)]),
        (BoardBy.PERCENT_OF_MEAN, Better.LESS, (0, 4), [200, 50]),
        (BoardBy.PERCENT_OF_MEAN, Better.LESS, (0, 0), [100, 100]),
        (BoardBy.OVER_MEAN, Better.MORE, (2, 6, None), [-2, 2]),
        (BoardBy.OVER_MEAN, Better.LESS, (2, 6), [2, -2]),
    ],
)
def test_each_reading_of_a_board(
    by: BoardBy, better: Better, figures: tuple[float | None, ...], read: list[Fraction]
) -> None:
    assert readings(by, better, *figures) == read


def test_those_who_tie_get_the_same_and_the_next_place_is_left_out() -> None:
    board = item("A1", scoring=PLACES, board=Board(by=BoardBy.PLACE))
    rows = row(90, 80, 80, 70)
    given = [worth(board, Measures(figure=figure), board=rows) for figure in rows]
    assert given == [5_00, 3_00, 3_00, 0]


def test_whom_a_board_does_not_concern_gets_nothing_or_the_exact_mean_of_the_others() -> None:
    rows = row(90, 80, 80, None)
    nothing = item("A1", scoring=PLACES, board=Board(by=BoardBy.PLACE))
    assert worth(nothing, Measures(), board=rows) == 0
    mean = item("A1", scoring=PLACES, board=Board(by=BoardBy.PLACE, absent=Absent.MEAN))
    assert worth(mean, Measures(), board=rows) == 3_67  # 11 ÷ 3
    assert worth(mean, Measures(), board=row(None, None)) == 0
    assert figure_read(mean, Measures(), board=rows) is None


def test_the_mean_is_rounded_half_up_and_once() -> None:
    mean = item("A1", scoring=AS_IT_IS, board=Board(by=BoardBy.FIGURE, absent=Absent.MEAN))
    assert worth(mean, Measures(), board=row(1, 1.01, None)) == 101  # 1.005


def test_the_trace_names_what_the_board_made_of_the_figure() -> None:
    board = item("A1", scoring=PLACES, board=Board(by=BoardBy.PLACE))
    rows = row(90, 80, None)
    asked = of(
        board,
        fact("f1", "A1", measures=Measures(figure=Fraction(80)), board=rows),
        fact("f2", "A1", measures=Measures(), board=rows),
    )
    assert gives(asked) == {"f1": "3", "f2": "0"}
    assert [line_of(asked, key).steps[0].figure for key in ("f1", "f2")] == [2, None]


@pytest.mark.parametrize(
    ("measures", "rows", "why"),
    [
        (Measures(figure=Fraction(80)), (), "board-missing"),
        (Measures(figure=Fraction(81)), row(90, 80), "figure-not-on-board"),
        (Measures(figure=Fraction(-1)), row(90, -1), "figure-negative"),
    ],
)
def test_a_figure_that_is_not_the_boards_does_not_fit(
    measures: Measures, rows: tuple[Fraction | None, ...], why: str
) -> None:
    board = item("A1", scoring=PLACES, board=Board(by=BoardBy.PLACE))
    refusal = fault(board, measures, board=rows)
    assert refusal is not None
    assert refusal.code == f"measures.{why}"
    asked = of(board, fact("f1", "A1", measures=measures, board=rows))
    assert kinds(asked, "f1") == ["unfit-measures"]


def test_an_item_without_a_board_takes_none() -> None:
    refusal = fault(item("A1", scoring=PLACES), Measures(figure=Fraction(1)), board=row(1, 2))
    assert refusal is not None
    assert refusal.code == "measures.board-unwanted"


# ------------------------------------------------------------------ several scorers
def test_several_scorers_make_one_figure_by_their_weights() -> None:
    scored = item(
        "A1", scoring=AS_IT_IS, scorers={"office": Fraction(7, 10), "party": Fraction(3, 10)}
    )
    scores = (("office", Fraction(90)), ("party", Fraction(80)))
    asked = of(scored, fact("f1", "A1", measures=Measures(scores=scores)))
    assert gives(asked) == {"f1": "87"}
    assert line_of(asked, "f1").steps[0].figure == 87


# ------------------------------------------------------------------ cumulated tiers 累计分档
def cumulated(period: Period) -> Tiers:
    steps = (
        TierStep(bound=Fraction(10), points=p("5")),
        TierStep(bound=Fraction(4), points=p("2")),
    )
    return Tiers(metric="件", at_most=False, steps=steps, cumulated=period)


def test_each_fact_gets_what_it_adds_to_the_tier_that_the_sum_reaches() -> None:
    rows = ("08-01", 3), ("08-02", 1), ("08-03", 5), ("08-04", 1), ("08-05", 9)
    facts = [
        fact(f"f{n}", "A1", day, measures=Measures(figure=Fraction(figure)))
        for n, (day, figure) in enumerate(rows)
    ]
    asked = of(item("A1", scoring=cumulated(Period.CYCLE)), *facts)
    assert list(gives(asked).values()) == ["0", "2", "0", "3", "0"]
    assert [line.steps[0].figure for line in asked.lines if line.item] == [3, 4, 9, 10, 19]


def test_figures_add_up_by_day_and_each_period_begins_anew() -> None:
    facts = [
        fact("f1", "A1", "10-31", measures=Measures(figure=Fraction(6))),
        fact("f2", "A1", "08-01", measures=Measures(figure=Fraction(4))),
        fact("f3", "A1", "11-01", measures=Measures(figure=Fraction(4))),
    ]
    quarter = item("A1", scoring=cumulated(Period.QUARTER))
    assert gives(of(quarter, *facts)) == {"f1": "3", "f2": "2", "f3": "2"}
    month = item("A1", scoring=cumulated(Period.MONTH))
    assert gives(of(month, *facts)) == {"f1": "2", "f2": "2", "f3": "2"}


def test_a_board_that_does_not_concern_them_adds_nothing_to_the_sum() -> None:
    rows = ("08-01", 4), ("08-02", None), ("08-03", 6)
    facts = []
    for n, (day, number) in enumerate(rows):
        figure = None if number is None else Fraction(number)
        facts.append(fact(f"f{n}", "A1", day, measures=Measures(figure=figure), board=row(4, 6)))
    book = item("A1", scoring=cumulated(Period.CYCLE), board=Board(by=BoardBy.FIGURE))
    asked = of(book, *facts)
    assert gives(asked) == {"f0": "2", "f1": "0", "f2": "3"}
    assert [line.steps[0].figure for line in asked.lines if line.item] == [4, None, 10]
    assert kinds(asked, "f1") == ["amount", "share"]


def test_figures_that_others_bear_add_nothing() -> None:
    mine = fact("f1", "A1", measures=Measures(figure=Fraction(4)))
    theirs = fact("f0", "A1", measures=Measures(figure=Fraction(9)), parties=())
    asked = of(item("A1", scoring=cumulated(Period.CYCLE)), theirs, mine)
    assert gives(asked) == {"f0": "0", "f1": "2"}


def test_points_are_whole_hundredths_whatever_was_read() -> None:
    board = item("A1", scoring=AS_IT_IS, board=Board(by=BoardBy.PERCENT_OF_BEST))
    given = worth(board, Measures(figure=Fraction(1)), board=row(3, 1))
    assert given == Centipoints(33_33)
