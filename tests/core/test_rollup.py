"""The village roll-up: exact, weighed by days, rounded once."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jifen.core.assess import assess
from jifen.core.points import Centipoints, half_up
from jifen.core.rollup import Member, member_total, roll_up
from jifen.core.rules import RollupRule, Rulebook
from tests.core.strategies import LAST_DAY, accounts, rulebooks

RULE = RollupRule(members_weight=Fraction(7, 10))
members = st.lists(
    st.builds(Member, st.just("C"), st.integers(0, 200_00).map(Centipoints), st.integers(0, 365)),
    max_size=8,
)
points = st.integers(-50_00, 200_00).map(Centipoints)


def test_a_member_who_moved_counts_for_the_days_served_here() -> None:
    stayed = Member("C1", Centipoints(100_00), 365)
    moved = Member("C2", Centipoints(60_00), 73)
    result = roll_up(RULE, Centipoints(90_00), [stayed, moved])
    mean = Fraction(100_00 * 365 + 60_00 * 73, 365 + 73)
    assert result.mean == mean
    assert result.total == half_up(mean * Fraction(7, 10) + 27_00)


def test_it_is_rounded_once_at_the_end() -> None:
    # The mean is 33.325 points: rounded first, to 33.33, half of it would be 16.67.
    rule = RollupRule(members_weight=Fraction(1, 2))
    two = [Member("a", Centipoints(33_32), 1), Member("b", Centipoints(33_33), 1)]
    assert roll_up(rule, Centipoints(0), two).total == 16_66


def test_where_no_member_served_a_day_the_villages_own_account_is_the_result() -> None:
    result = roll_up(RULE, Centipoints(88_00), [Member("C1", Centipoints(50_00), 0)])
    assert result.mean is None
    assert result.total == 88_00
    assert result.members_part == 0


@given(points, members)
def test_the_parts_add_up_to_the_result(own: Centipoints, some: list[Member]) -> None:
    result = roll_up(RULE, own, some)
    assert result.total == half_up(result.members_part + result.own_part)
    inside = [own, *(member.total for member in some if member.days)]
    assert min(inside) <= result.total <= max(inside)


@given(st.data(), rulebooks())
def test_a_member_leaves_out_what_village_items_took(
    data: st.DataObject, rulebook: Rulebook
) -> None:
    account = data.draw(accounts(rulebook))
    result = assess(rulebook, account, as_of=LAST_DAY)
    kept = RollupRule(members_weight=Fraction(1), leave_out_village_items=False)
    assert member_total(kept, result) == result.net
    mine = sum(
        line.amount
        for line in result.lines
        if line.name != "floor"
        and (
            not line.item
            or line.item not in rulebook.by_code
            or rulebook.item(line.item).subject == "cadre"
        )
    )
    floor = rulebook.score.floor
    assert member_total(RULE, result) == (mine if floor is None else max(mine, floor))
