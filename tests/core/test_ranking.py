"""Places, ties and cut lines."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.core.circumstances import Population
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.ranking import Ranking, Reason, Row, cut, lowest, of_post_groups, rank, seats
from jifen.core.rules import LowRank, RankingRule, TieBreak

PLAIN = RankingRule()
FULL = RankingRule(
    tie_breaks=(TieBreak.FEWER_GROSS, TieBreak.MORE_IN_CHAPTER, TieBreak.MEETING), tie_chapter="A"
)


def row(code: str, total: int, gross: int = 0, in_chapter: int = 0, **fields: object) -> Row:
    return Row(
        code=code,
        total=Centipoints(total),
        gross=Centipoints(gross),
        in_chapter=Centipoints(in_chapter),
        **fields,  # type: ignore[arg-type]  # the fields of a Row, by name
    )


def places(ranking: Ranking) -> list[tuple[str, int]]:
    return [(standing.row.code, standing.place) for standing in ranking.standings]


rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 2)), max_size=12
).map(lambda some: [row(f"C{n:02}", *figures) for n, figures in enumerate(some)])


def test_places_go_1_2_2_4() -> None:
    ranking = rank([row("a", 9), row("d", 5), row("c", 7), row("b", 7)], rule=PLAIN)
    assert places(ranking) == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]
    assert [standing.tied for standing in ranking.standings] == [False, True, True, False]
    assert ranking.ties == (("b", "c"),)


@given(rows)
def test_a_place_is_one_more_than_the_number_strictly_ahead(rows: list[Row]) -> None:
    ranking = rank(rows, rule=PLAIN)
    assert len(ranking.standings) == len(rows)
    for standing in ranking.standings:
        assert standing.place == 1 + sum(other.total > standing.row.total for other in rows)


@given(rows, st.randoms(use_true_random=False))
def test_a_ranking_does_not_depend_on_how_the_rows_came(rows: list[Row], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert rank(shuffled, rule=FULL) == rank(rows, rule=FULL)


def test_tie_breaks_are_tried_in_the_versions_order() -> None:
    some = [row("a", 5, 3, 9), row("b", 5, 2, 1), row("c", 5, 2, 4), row("d", 5, 2, 4)]
    assert places(rank(some, rule=FULL)) == [("c", 1), ("d", 1), ("b", 3), ("a", 4)]
    turned = RankingRule(tie_breaks=(TieBreak.MORE_IN_CHAPTER, TieBreak.FEWER_GROSS))
    assert places(rank(some, rule=turned)) == [("a", 1), ("c", 2), ("d", 2), ("b", 4)]


def test_what_the_version_leaves_to_the_meeting_stays_a_tie() -> None:
    early = RankingRule(tie_breaks=(TieBreak.MEETING, TieBreak.FEWER_GROSS))
    ranking = rank([row("a", 5, 3), row("b", 5, 2)], rule=early)
    assert places(ranking) == [("a", 1), ("b", 1)]
    assert ranking.meeting_orders_ties
    assert not rank([], rule=PLAIN).meeting_orders_ties


def test_somebody_who_served_too_short_or_is_kept_out_is_not_ranked_and_it_says_why() -> None:
    some = [
        row("a", 9, full_months=2),
        row("b", 8, full_months=3),
        row("c", 7, full_months=12, kept_out=Reason.SUSPENDED),
        row("d", 7, full_months=12, kept_out=Reason.WITHHELD),
        row("v", 6),
    ]
    ranking = rank(some, rule=PLAIN, months_to_rank=3)
    assert places(ranking) == [("b", 1), ("v", 2)]
    assert [(each.row.code, each.reason) for each in ranking.not_ranked] == [
        ("a", Reason.SERVED_TOO_SHORT),
        ("c", Reason.SUSPENDED),
        ("d", Reason.WITHHELD),
    ]


def test_whom_the_version_leaves_out_is_not_ranked_and_it_says_why() -> None:
    who = Population(post_groups=frozenset({PostGroup.CHIEF}), bodies=frozenset({Body.HIRED}))
    rule = RankingRule(leaves_out=who)
    hired = frozenset({Body.HIRED, Body.PARTY})
    some = [
        row("a", 9, post_group=PostGroup.CHIEF, bodies=hired),
        row("b", 8, post_group=PostGroup.CHIEF, bodies=frozenset({Body.PARTY})),
        row("c", 7, post_group=PostGroup.MEMBER, bodies=hired),
    ]
    ranking = rank(some, rule=rule)
    assert places(ranking) == [("b", 1), ("c", 2)]
    assert [(each.row.code, each.reason) for each in ranking.not_ranked] == [("a", Reason.LEFT_OUT)]


def test_a_village_is_never_left_out_of_the_ranking_of_villages() -> None:
    communities = RankingRule(leaves_out=Population(places=frozenset({"community"})))
    some = [
        row("v1", 9, place_kind="community"),
        row("C1", 8, place_kind="community", post_group=PostGroup.MEMBER),
    ]
    assert places(rank(some, rule=communities)) == [("v1", 1)]


def test_each_post_group_is_ranked_by_itself() -> None:
    some = [
        row("a", 9, post_group=PostGroup.MEMBER),
        row("b", 8, post_group=PostGroup.CHIEF),
        row("c", 7, post_group=PostGroup.MEMBER),
    ]
    groups = of_post_groups(some, rule=PLAIN)
    assert {group: places(ranking) for group, ranking in groups.items()} == {
        PostGroup.CHIEF: [("b", 1)],
        PostGroup.MEMBER: [("a", 1), ("c", 2)],
    }


@pytest.mark.parametrize(
    ("ratio", "ranked", "least", "expected"),
    [
        (Fraction(5, 100), 91, 3, 4),
        (Fraction(5, 100), 100, 3, 5),
        (Fraction(5, 100), 99, 3, 4),
        (Fraction(5, 100), 40, 3, 3),
        (Fraction(5, 100), 2, 3, 2),
        (Fraction(5, 100), 0, 3, 0),
        (Fraction(30, 100), 91, 0, 27),
        (Fraction(1, 3), 9, 0, 3),
    ],
)
def test_a_ratio_means_this_many_people(
    ratio: Fraction, ranked: int, least: int, expected: int
) -> None:
    assert seats(ratio, ranked, least=least) == expected


def test_a_tie_across_the_line_is_left_to_a_meeting() -> None:
    some = [row("a", 9), row("b", 7), row("c", 7), row("d", 5), row("e", 5), row("f", 5)]
    standings = rank(some, rule=PLAIN).standings
    top = cut(standings, 2)
    assert (top.inside, top.tied_at_line, top.open_seats) == (("a",), ("b", "c"), 1)
    assert top.needs_meeting
    exact = cut(standings, 3)
    assert (exact.inside, exact.tied_at_line) == (("a", "b", "c"), ())
    assert not exact.needs_meeting
    last = cut(standings, 2, from_bottom=True)
    assert (last.inside, last.tied_at_line, last.open_seats) == ((), ("d", "e", "f"), 2)


@given(rows, st.integers(0, 14), st.booleans())
def test_a_cut_takes_no_more_than_its_count_and_splits_no_place(
    rows: list[Row], count: int, from_bottom: bool
) -> None:
    standings = rank(rows, rule=FULL).standings
    line = cut(standings, count, from_bottom=from_bottom)
    assert len(line.inside) + line.open_seats == min(count, len(rows))
    assert bool(line.tied_at_line) == bool(line.open_seats)
    assert len(line.tied_at_line) > line.open_seats or not line.tied_at_line
    by_place: dict[int, set[str]] = {}
    for standing in standings:
        by_place.setdefault(standing.place, set()).add(standing.row.code)
    for codes in by_place.values():
        assert codes <= set(line.inside) or not codes & set(line.inside)
        assert codes == set(line.tied_at_line) or not codes & set(line.tied_at_line)


def test_the_low_rank_is_counted_among_those_ranked() -> None:
    some = [row(f"C{n:02}", n, full_months=12) for n in range(40)]
    ranking = rank([*some, row("X", -5, full_months=1)], rule=PLAIN, months_to_rank=3)
    low = lowest(ranking, LowRank(ratio=Fraction(5, 100), people=3))
    assert low.inside == ("C00", "C01", "C02")


def test_nobody_is_low_for_having_come_late() -> None:
    some = [row("a", 90), row("b", 80), row("c", 70), row("late", 10, prorated=True)]
    ranking = rank(some, rule=PLAIN)
    assert places(ranking)[-1] == ("late", 4)
    low = lowest(ranking, LowRank(ratio=Fraction(1, 3), people=1))
    assert low.inside == ("c",)
    whole = rank([row("late", 10), *some[:3]], rule=PLAIN)
    assert lowest(whole, LowRank(ratio=Fraction(1, 3), people=1)).inside == ("late",)
