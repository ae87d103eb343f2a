"""What a cycle carries into the next (结转): once, listed, moved by an amendment, proved."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifen.core.appraisal import CarryIn, CarryOf
from jifen.core.assess import assess
from jifen.core.facts import Account as Input
from jifen.core.points import Centipoints
from jifen.core.streaks import carried
from jifen.cycles.models import Cycle
from jifen.ledger.carries import listed
from jifen.ledger.models import Account, Carry, Entry
from jifen.outcomes.queries import verify
from jifen.standings import queries as standings
from jifen.standings.amending import New, amendments, knock_on, make, propose
from jifen.standings.models import Amendment
from tests.core.strategies import LAST_DAY, cases
from tests.harness.database import undone, walls_down
from tests.laws.oracle import broken
from tests.records.results_town import RESULTS, closed, town
from tests.records.town import Town

pytestmark = pytest.mark.django_db
day = dt.date
CARRIES = RESULTS + '  carry_in: {of: over_base, share: "0.1", most: "5"}\n'


@pytest.fixture
def small() -> Town:
    """A town whose version carries on a tenth of what somebody has over their base."""
    made = town(results=CARRIES)
    made.fact("甲一", "A-1", "20", day(2024, 10, 8))
    made.fact("甲二", "D-1", "12", day(2024, 11, 8))
    made.fact("甲三", "A-1", "60", day(2024, 10, 8))
    made.fact("甲三", "A-1", "40", day(2024, 10, 9))
    return made


def brought(small: Town, cycle: Cycle) -> dict[str, int]:
    """Name → what the account's `carry-in` entries come to, where there are any."""
    found: dict[str, int] = {}
    for entry in Entry.objects.filter(account__cycle=cycle, line="carry-in"):
        assert entry.account.cadre is not None
        name = entry.account.cadre.name
        found[name] = found.get(name, 0) + entry.amount
    return {name: amount for name, amount in found.items() if amount}


def sound(small: Town) -> None:
    assert [*verify(small.area)] == []
    assert broken(small.area) == []


DUE = {"甲一": 2_00, "甲二": -1_20, "甲三": 5_00}


def test_what_a_closed_cycle_carries_on_is_posted_as_the_next_one_opens(small: Town) -> None:
    closed(small)
    cycle = small.next_cycle()
    assert brought(small, cycle) == DUE
    events = Entry.objects.filter(account__cycle=cycle, line="carry-in").values_list("event")
    assert {event for (event,) in events} == {"open"}
    assert small.account("甲一", cycle=cycle).balance == 102_00
    row = standings.live(cycle).row(small.code("甲二"))
    assert row is not None
    assert (row.carry_in, row.total) == (-1_20, 98_80)
    assert [(one.cadre.name, one.amount, one.of) for one in listed(cycle)] == [
        ("甲一", 2_00, "2024-2025"),
        ("甲二", -1_20, "2024-2025"),
        ("甲三", 5_00, "2024-2025"),
    ]
    sound(small)


def test_a_cycle_that_was_open_already_gets_it_at_the_close_once(small: Town) -> None:
    cycle = small.next_cycle()
    assert brought(small, cycle) == {}
    closed(small)
    assert brought(small, cycle) == DUE
    events = Entry.objects.filter(account__cycle=cycle, line="carry-in").values_list("event")
    assert {event for (event,) in events} == {"carry"}
    assert Carry.objects.count() == 3
    sound(small)


def test_an_amendment_of_the_earlier_cycle_moves_it_by_another_entry(small: Town) -> None:
    wrong = small.fact("甲四", "D-1", "8", day(2024, 12, 8))
    closed(small)
    cycle = small.next_cycle()
    assert brought(small, cycle) == {**DUE, "甲四": -80}
    before = standings.live(cycle)
    new = New(
        fact=wrong,
        basis=Amendment.Basis.COURT,
        paper="（2025）示民终1号",
        reason="县人民法院生效判决认定该事项不属实，予以更正。",
    )
    amendment = propose(small.cycle, new, hand=small.hand("clerk"))
    make(small.cycle, amendment.key, hand=small.hand("head"))
    assert brought(small, cycle) == DUE
    of = Entry.objects.filter(account__cadre__name="甲四", account__cycle=cycle, line="carry-in")
    assert [(e.event, e.amount) for e in of.order_by("seq")] == [("open", -80), ("amend", 80)]
    made = next(row for row in amendments(small.cycle) if row.edition is not None)
    assert [(one.name, one.amount) for one in knock_on(made)] == [("甲四", 80)]
    moved = [one for one in listed(cycle) if one.cadre.name == "甲四"]
    assert [(one.before, one.amount) for one in moved] == [(0, -80), (-80, 0)]
    # As the records stood before: the same figures as then.
    then = standings.live(cycle, upto_seq=before.identity.last_seq)
    row = then.row(small.code("甲四"))
    assert row is not None
    assert row.carry_in == -80
    sound(small)


def test_a_version_that_carries_nothing_on_posts_nothing() -> None:
    plain = town()
    plain.fact("甲一", "A-1", "20", day(2024, 10, 8))
    closed(plain)
    assert brought(plain, plain.next_cycle()) == {}
    assert not Carry.objects.exists()


@pytest.mark.parametrize("change", [{"amount": 1}, {"seq": 999_999}])
def test_a_changed_row_is_found(small: Town, change: dict[str, int]) -> None:
    closed(small)
    small.next_cycle()
    assert [*verify(small.area)] == []
    with undone(), walls_down():
        Carry.objects.filter(pk=Carry.objects.order_by("pk")[0].pk).update(**change)
        assert [*verify(small.area)]


def test_a_changed_projection_is_found(small: Town) -> None:
    closed(small)
    cycle = small.next_cycle()
    with undone():
        Account.objects.filter(cycle=cycle).update(carried=1)
        assert [*verify(small.area)]


# ------------------------------------------------------------------ the law
@given(cases(), st.sampled_from(list(CarryOf)), st.integers(0, 20), st.integers(0, 50_00))
def test_never_more_is_carried_on_than_the_version_says_and_nobody_pays_for_coming_late(
    case: tuple[object, Input], of: CarryOf, tenths: int, most: int
) -> None:
    rulebook, account = case
    result = assess(rulebook, account, as_of=LAST_DAY)  # type: ignore[arg-type]  # a drawn version
    rule = CarryIn(of=of, share=Fraction(tenths, 10), most=Centipoints(most))
    amount = carried(rule, result)
    assert abs(amount) <= most
    assert carried(None, result) == 0
    if not any(line.item or line.name in {"carry-in", "floor"} for line in result.lines):
        assert amount == 0
