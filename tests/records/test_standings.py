"""Boards: who stands where, live, on a day, and read back from bytes."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.chain import canonical
from jifen.core.posts import Body, PostGroup
from jifen.ledger.models import Account
from jifen.register.commands import end_holding
from jifen.standings import body
from jifen.standings.queries import live
from tests.records.town import HALF, LAST, V1, V2, Town, found, person

pytestmark = pytest.mark.django_db
day = dt.date


@pytest.fixture
def town() -> Town:
    return found()


def places(town: Town, **asked: dt.date) -> dict[str, int]:
    return {row.name: row.place for row in live(town.cycle, **asked).rows}


def test_a_live_board_is_the_balances_of_the_ledger(town: Town) -> None:
    town.fact("甲一", "A-1", "12.5", day(2024, 9, 1))
    town.fact("甲一、乙一", "D-1", "3", day(2024, 10, 1))
    town.fact("", "D-2", "4", day(2024, 11, 1), village=V2)
    board = live(town.cycle)
    balances = {a.cadre.code: a.balance for a in Account.objects.exclude(cadre=None) if a.cadre}
    assert {row.code: row.total for row in board.rows} == balances
    assert {v.path: v.own for v in board.villages} == {
        a.village.path: a.balance for a in Account.objects.exclude(village=None) if a.village
    }


def test_every_total_re_adds_from_its_row(town: Town) -> None:
    town.fact("甲二", "D-1", "60", day(2024, 9, 1))
    town.fact("甲二", "D-1", "50", day(2024, 9, 2))
    town.join(person("丙一", V2, PostGroup.MEMBER, [("委员", Body.HIRED)], since=day(2025, 2, 1)))
    for row in live(town.cycle).rows:
        parts = row.base + row.proration + row.carry_in + row.added - row.deducted + row.floor
        assert parts == row.total
    assert {row.name: row.total for row in live(town.cycle).rows}["丙一"] == 50_00


def test_equal_results_share_a_place_and_the_next_is_left_out(town: Town) -> None:
    town.fact("甲一", "A-1", "10", day(2024, 9, 1))
    town.fact("甲二、甲三", "A-1", "5", day(2024, 9, 1))
    rows = live(town.cycle).rows
    assert [(r.name, r.place, r.tied) for r in rows[:4]] == [
        ("甲一", 1, False),
        ("甲二", 2, True),
        ("甲三", 2, True),
        ("甲四", 4, True),
    ]


def test_a_board_of_a_day_knows_nothing_that_happened_later(town: Town) -> None:
    town.fact("乙三", "A-1", "10", day(2024, 9, 1))
    town.fact("乙二", "A-1", "20", HALF + dt.timedelta(days=1))
    assert places(town, at=HALF)["乙三"] == 1
    assert places(town)["乙二"] == 1
    totals = {row.name: row.total for row in live(town.cycle, at=HALF).rows}
    assert totals["乙二"] == 100_00


def test_a_board_of_earlier_records_knows_nothing_that_was_recorded_later(town: Town) -> None:
    town.fact("乙三", "A-1", "10", day(2024, 9, 1))
    seq = live(town.cycle).identity.last_seq
    before = live(town.cycle, at=LAST, upto_seq=seq)
    town.withdraw(town.fact("乙三", "A-1", "7", day(2024, 9, 2)))
    town.fact("乙二", "D-1", "7", day(2024, 9, 2))
    assert live(town.cycle, at=LAST, upto_seq=seq) == before
    assert live(town.cycle, at=LAST) != before


def test_post_village_and_group_are_those_of_the_day(town: Town) -> None:
    code = town.code("乙二")
    town.join(
        person("丙二", V2, PostGroup.DEPUTY, [("副主任", Body.ELECTED)], until=day(2024, 12, 1)),
        person("丙二", V1, PostGroup.CHIEF, [("党支部书记", Body.PARTY)], since=day(2024, 12, 1),
               code="C-99"),
    )  # fmt: skip
    moved = person(
        "乙二",
        V1,
        PostGroup.MEMBER,
        [("村委会委员", Body.ELECTED)],
        since=day(2025, 3, 1),
        code=code,
    )
    town.join(moved)
    held = town.cadre("乙二").holdings.get(post="村委会副主任")
    end_holding(held, to_on=day(2025, 3, 1), reason="调动", hand=town.hand("clerk"))
    early = live(town.cycle, at=HALF).row(code)
    late = live(town.cycle, at=LAST).row(code)
    assert early is not None
    assert late is not None
    assert (early.village_name, early.post, early.group) == (V2, "村委会副主任", PostGroup.DEPUTY)
    assert (late.village_name, late.post, late.group) == (V1, "村委会委员", PostGroup.MEMBER)


def test_a_transfer_counts_in_each_village_for_the_days_served_there(town: Town) -> None:
    code = town.code("乙二")
    town.join(
        person(
            "乙二", V1, PostGroup.MEMBER, [("委员", Body.HIRED)], since=day(2025, 2, 1), code=code
        )
    )
    held = town.cadre("乙二").holdings.get(post="村委会副主任")
    end_holding(held, to_on=day(2025, 2, 1), reason="调动", hand=town.hand("clerk"))
    town.fact("乙二", "A-1", "20", day(2024, 9, 1))
    days = {
        unit.name: {member.code: member.days for member in unit.members}
        for unit in live(town.cycle, at=LAST).villages
    }
    assert (days[V2][code], days[V1][code]) == (184, 181)
    first = next(u for u in live(town.cycle, at=LAST).villages if u.name == V1)
    assert first.mean == Fraction(4 * 365 * 100_00 + 181 * 120_00, 4 * 365 + 181)


def test_what_members_bore_of_village_items_stays_out_of_the_members_mean(town: Town) -> None:
    town.fact("", "D-2", "10", day(2024, 9, 1), village=V1)
    unit = next(u for u in live(town.cycle).villages if u.name == V1)
    assert (unit.mean, unit.own) == (100_00, 90_00)
    assert unit.total == 97_00  # 0.7 × 100 + 0.3 × 90
    assert unit.members_part + unit.own_part == unit.total


def test_whoever_served_too_short_is_listed_and_not_ranked(town: Town) -> None:
    town.join(
        person("丙一", V2, PostGroup.MEMBER, [("委员", Body.HIRED)], since=day(2024, 12, 1)),
        person("丙三", V2, PostGroup.MEMBER, [("委员", Body.HIRED)], since=day(2024, 11, 1)),
    )
    rows = {row.name: row for row in live(town.cycle, at=HALF).rows}
    assert (rows["丙一"].place, rows["丙一"].not_ranked) == (0, "served-too-short")
    assert rows["丙一"].full_months == 2
    assert rows["丙三"].not_ranked == ""
    assert live(town.cycle, at=HALF).rows[-1].name == "丙一"


def test_in_the_first_months_whoever_served_since_the_start_is_ranked(town: Town) -> None:
    assert {row.not_ranked for row in live(town.cycle, at=day(2024, 8, 20)).rows} == {""}
    assert {row.not_ranked for row in live(town.cycle, at=day(2024, 9, 30)).rows} == {""}


def test_somebody_suspended_that_day_has_no_place(town: Town) -> None:
    town.leave("乙三", "suspension", day(2025, 1, 10), day(2025, 3, 1))
    town.leave("乙二", "sick", day(2025, 1, 10), day(2025, 3, 1))
    rows = {row.name: row for row in live(town.cycle, at=HALF).rows}
    assert (rows["乙三"].not_ranked, rows["乙二"].not_ranked) == ("suspended", "")
    assert places(town, at=LAST)["乙三"] == 1


def test_places_inside_a_post_group_are_counted_among_its_own(town: Town) -> None:
    town.fact("甲三", "A-1", "5", day(2024, 9, 1))
    town.fact("甲四", "A-1", "9", day(2024, 9, 1))
    board = live(town.cycle)
    members = [(row.name, row.place) for row in board.groups[PostGroup.MEMBER]]
    assert members == [("甲四", 1), ("甲三", 2), ("乙三", 3)]
    assert [row.name for row in board.groups[PostGroup.CHIEF]] == ["甲一", "乙一"]


def test_a_tie_at_a_line_is_listed_and_takes_nobody_in(town: Town) -> None:
    board = live(town.cycle)  # all seven are equal
    assert board.low is not None
    assert (board.low.inside, board.low.open_seats) == ((), 1)
    assert len(board.ties_at_lines) == 7
    town.fact("乙三", "D-1", "1", day(2024, 9, 1))
    after = live(town.cycle).low
    assert after is not None
    assert after.inside == (town.code("乙三"),)


def test_somebody_still_to_come_is_on_the_live_board_and_not_on_todays(town: Town) -> None:
    town.join(person("丙一", V2, PostGroup.MEMBER, [("委员", Body.HIRED)], since=day(2025, 7, 1)))
    assert "丙一" in places(town)
    assert "丙一" not in places(town, at=HALF)


def test_a_board_costs_ten_queries_whatever_its_size(town: Town) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            live(town.cycle)
        return len(caught)

    before = cost()
    town.facts(
        [(name, "A-1", "1", day(2024, 9, 1), "") for name in ("甲一", "甲二", "乙一", "乙二")]
    )
    assert cost() == before <= 10


# ------------------------------------------------------------------ bytes
def test_a_board_comes_back_from_its_bytes_and_the_names_beside_them(town: Town) -> None:
    town.fact("甲一", "A-1", "0.01", day(2024, 9, 1))
    town.fact("", "D-2", "4.33", day(2024, 10, 1), village=V1)
    board = live(town.cycle, at=HALF)
    data = body.encode(board)
    frozen = replace(board.identity, digest=canonical.digest(data))
    assert body.decode(data, body.names(board)) == replace(board, identity=frozen)


def test_the_bytes_hold_codes_and_no_name(town: Town) -> None:
    data = body.encode(live(town.cycle))
    assert town.code("甲一").encode() in data
    for name in ("甲一", "乙三", V1, V2, "党支部书记"):
        assert name.encode() not in data


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1], lambda b: b + b"N", lambda b: b"N", lambda b: b""]
)
def test_bytes_that_are_no_board_are_refused(town: Town, spoil: "object") -> None:
    board = live(town.cycle)
    assert callable(spoil)
    with pytest.raises(ValueError, match=r"."):
        body.decode(spoil(body.encode(board)), body.names(board))
