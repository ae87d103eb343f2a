"""A frozen edition beside the one before it: on its page, its papers, and for oneself."""

import datetime as dt
from dataclasses import replace

import pytest

from jifen.core.points import Centipoints
from jifen.outcomes.personal import personal
from jifen.papers.circular import Paragraph, Table
from jifen.standings import circulars, tables
from jifen.standings.before import before
from jifen.standings.board import Row
from jifen.standings.models import Edition
from jifen.standings.queries import board
from tests.records.town import V1, V2
from tests.records.two_years import two_years

pytestmark = pytest.mark.django_db
day = dt.date


def words(edition: Edition) -> str:
    made = circulars.compose(edition, on=day(2026, 3, 1))
    return "\n".join(block.text for block in made.blocks if isinstance(block, Paragraph))


def test_a_briefing_is_set_beside_the_last_one_of_the_cycle_before() -> None:
    _town, first, final, second = two_years()
    then = before(second)
    assert then is not None
    assert (then.edition, then.same_rules) == (first, True)
    assert before(first) is None
    assert before(final) is None, "a year's end is compared with a year's end"


def test_the_tables_have_everybodys_place_and_points_of_last_time() -> None:
    town, _first, _final, second = two_years()
    people, chiefs, *_others, villages = tables.sheets(second)
    rows = {row[2]: row for row in people.rows}
    assert [one.title for one in people.columns][-3:-1] == ["上期名次", "上期积分"]
    assert (rows["乙一"][0], rows["乙一"][9]) == (1, 120_00)
    assert rows["乙一"][10:12] == (2, 100_00)
    assert rows["甲一"][10:12] == (1, 112_50)
    assert rows["乙三"][10:12] == (7, 95_00)
    assert {row[2]: row[10] for row in chiefs.rows} == {"甲一": 1, "乙一": 2}, "among chiefs"
    assert {row[1]: row[6] for row in villages.rows} == {V1: 1, V2: 2}
    assert any("上期为截至2025年1月31日" in note for note in people.notes)
    assert town.cycle.name == "2025-2026"


def test_who_was_not_there_last_time_has_nothing_beside_them() -> None:
    _town, _first, _final, second = two_years()
    then = before(second)
    assert then is not None
    assert then.row("nobody") is None
    assert then.village("nowhere") is None


def test_the_wall_says_of_villages_what_they_were_and_of_people_only_how_many_moved() -> None:
    _town, _first, _final, second = two_years()
    made = circulars.compose(second, on=day(2026, 3, 1))
    people, villages = made.annexes
    assert not any("上期" in column.title for column in people.table.columns)
    assert villages.table.columns[-2].title == "上期名次"
    assert {row[1]: row[-2] for row in villages.table.rows} == {V1: "1", V2: "2"}
    of_villages = [one for one in made.blocks if isinstance(one, Table)][-1]
    assert of_villages.columns[-1].title == "上期得分"
    said = words(second)
    assert "上期为截至2025年1月31日的通报" in said
    assert "两期均参加排名的7名" in said
    assert "名次上升" not in said, "so few that a count points at them"
    assert "平均分上期为101.07分，本期为103.14分。" in said  # 707.5 / 7 and 722 / 7


def test_where_there_is_nothing_before_the_paper_says_so() -> None:
    _town, first, final, _second = two_years()
    for edition in (first, final):
        assert "此前没有可供比较的同类通报。" in words(edition)
        villages = circulars.compose(edition, on=day(2026, 3, 1)).annexes[1]
        assert not any("上期" in column.title for column in villages.table.columns)


def test_moves_are_counted_among_those_ranked_both_times() -> None:
    _town, _first, _final, second = two_years()
    then = before(second)
    assert then is not None

    def moved(was: list[int], now: list[int]) -> tuple[int, int, int]:
        board = replace(then.board, rows=rows(then.board.rows[0], was))
        return replace(then, board=board).moved(rows(board.rows[0], now))

    assert moved([1, 2, 3], [1, 2, 3]) == (0, 3, 0)
    assert moved([1, 2, 3], [3, 2, 1]) == (1, 1, 1)
    assert moved([1, 2, 3], [0, 1, 2]) == (0, 2, 0), "nobody rises because another left"
    assert moved([1, 1, 3], [1, 2, 3]) == (0, 2, 1)


def rows(one: Row, places: list[int]) -> tuple[Row, ...]:
    """Return people with these places; 0 for whoever is not ranked."""
    return tuple(
        replace(one, code=str(n), place=place, not_ranked="" if place else "suspended")
        for n, place in enumerate(places)
    )


def test_everybody_reads_their_own_last_time_in_their_own_file() -> None:
    town, first, final, second = two_years()
    mine = personal(town.cadre("甲一"), town.actor("head"), on=town.today)
    assert [(one.edition, one.before and one.before.place) for one in mine.stood] == [
        (second, 1), (final, None), (first, None),
    ]  # fmt: skip
    assert mine.stood[0].row.total == Centipoints(102_00)
    assert mine.stood[0].before == board(first).row(mine.cadre.code)
