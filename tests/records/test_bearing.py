"""Who bears a fact, and that a preview says what recording then posts."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifen.claims.foreseen import preview
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.measures import check
from jifen.core.posts import Body
from jifen.core.report import Outcome
from jifen.core.rules import Capacity
from jifen.ledger.models import Account, Entry, Fact
from jifen.ledger.queries import holder, moved_by
from jifen.people.models import Holding
from jifen.register.commands import end_holding
from jifen.rulebook.queries import rulebook
from jifen.sheets.people import Post, UnitRow
from tests.harness.figures import figure, record
from tests.laws.histories import FIRST, MEASURES, Enter, Register, do, enters
from tests.laws.oracle import after_commit
from tests.laws.town import EAST, WEST, Town, duty, fact, found, origin, person, undone

FIRST_PLACE = Measures(figure=Fraction(1))
LEADS, ASSISTS = "李二麦", "张三稻"


@pytest.fixture
def town(db: None) -> Town:
    return found()


def bears(town: Town, item: str, *who: str, **other: object) -> dict[str, int]:
    """Enter one fact; return whose account it moved by how much on its own line."""
    before = set(Fact.objects.values_list("pk", flat=True))
    done = town.enter(fact(town.number(), item, *who, **other))  # type: ignore[arg-type]
    assert done.count(Outcome.ADDED) == 1, [row.refusal for row in done.rows]
    made = Fact.objects.exclude(pk__in=before).get()
    lines = Entry.objects.filter(fact=made).select_related("account__cadre", "account__village")
    return {str(e.account.cadre or e.account.village): e.amount for e in lines}


def test_a_named_person_is_the_holder(town: Town) -> None:
    assert bears(town, "A-1", "张三稻") == {"张三稻": 3_00}


def test_with_nobody_named_the_duty_areas_lead_is_the_holder(town: Town) -> None:
    assert bears(town, "A-1") == {LEADS: 3_00}


def test_the_lead_is_who_led_on_that_day(town: Town) -> None:
    held = town.register(duties=[duty("safety", EAST, LEADS, until=dt.date(2025, 1, 1))])
    assert held.count(Outcome.ADDED) == 1
    town.register(duties=[duty("safety", EAST, "张三稻", LEADS, since=dt.date(2025, 1, 1))])
    assert bears(town, "A-1", on=dt.date(2024, 12, 31)) == {LEADS: 3_00}
    assert bears(town, "A-1", on=dt.date(2025, 1, 1)) == {"张三稻": 3_00}


def test_a_row_may_name_another_duty_area_than_the_items(town: Town) -> None:
    assert bears(town, "A-1", duty_area="land") == {"王一禾": 3_00}


def test_a_vacancy_is_refused_by_the_clause(town: Town) -> None:
    done = town.enter(fact("决1号", "A-1", unit=WEST, duty_area="land"))
    assert str(done.rows[0].refusal).startswith("fact.nobody-bears")
    assert done.rows[0].refusal is not None
    assert done.rows[0].refusal.article == "第一条"


def test_the_secretary_bears_a_share_and_the_roster_another(town: Town) -> None:
    assert bears(town, "D-1", "张三稻", measures=Measures(quantity=2)) == {
        "张三稻": -4_00,
        "王一禾": -2_00,
    }
    assert bears(town, "A-4", "张三稻", measures=FIRST_PLACE) == {
        "张三稻": 7_00,
        "王一禾": 1_40,
        "李二麦": 1_40,
    }


def test_a_secretary_who_is_named_bears_the_larger_share_once(town: Town) -> None:
    assert bears(town, "D-1", "王一禾", measures=Measures(quantity=2)) == {"王一禾": -4_00}


def test_the_responsible_bear_more_than_the_named(town: Town) -> None:
    figure_ = Measures(chosen=rulebook(town.version).ladder.gross_line)
    assert bears(town, "D-4", "张三稻:责任人", "李二麦", measures=figure_) == {
        "张三稻": -12_00,
        "李二麦": -6_00,
    }


def test_a_village_fact_is_the_villages_in_full_and_the_members_by_share(town: Town) -> None:
    assert bears(town, "A-5") == {EAST: 4_00, "王一禾": 4_00, "李二麦": 2_00, "张三稻": 2_00}


def test_a_village_fact_moves_the_village_though_nobody_would_bear_it(town: Town) -> None:
    town.register(units=[UnitRow(origin(), "新村", "village")])
    assert bears(town, "A-5", unit="新村") == {"新村": 4_00}
    assert after_commit(town.area) == []


def test_a_village_entered_by_itself_has_its_account_at_once(town: Town) -> None:
    done = town.register(units=[UnitRow(origin(), "新村", "village")])
    assert done.count(Outcome.ADDED) == 1
    assert Account.objects.get(village__name="新村").balance == 20_00
    assert town.register(units=[UnitRow(origin(), "新村", "village")]).count(Outcome.KNOWN) == 1


def transfer(town: Town, name: str, to: str, on: dt.date) -> None:
    """Somebody leaves one village's posts and takes up one in another on the same day."""
    code = town.code(name)
    for post in Holding.objects.filter(cadre__town=town.area, cadre__name=name):
        end_holding(post, to_on=on, reason="调任", hand=town.hand("clerk"))
    town.register(people=[person(name, to, Post("居委会委员", Body.ELECTED), since=on, code=code)])


def test_after_a_transfer_each_village_has_its_own_day(town: Town) -> None:
    day = dt.date(2025, 2, 1)
    transfer(town, "张三稻", WEST, day)
    before = bears(town, "A-5", on=day - dt.timedelta(days=1))
    assert before == {EAST: 4_00, "王一禾": 4_00, "李二麦": 2_00, "张三稻": 2_00}
    assert bears(town, "A-5", on=day) == {EAST: 4_00, "王一禾": 4_00, "李二麦": 2_00}
    there = bears(town, "A-5", on=day, unit=WEST)
    assert there == {WEST: 4_00, "赵四粟": 4_00, "钱五黍": 2_00, "张三稻": 2_00}
    mine = Account.objects.get(cycle=town.cycle, cadre__name="张三稻")
    assert mine.balance == 24_00, "one account, no month lost"
    assert after_commit(town.area) == []


def test_a_late_correction_of_the_register_moves_no_fact_by_itself(town: Town) -> None:
    bears(town, "A-5")
    facts = Entry.objects.filter(fact__isnull=False).count()
    town.register(people=[person("孙六豆", EAST, since=dt.date(2024, 9, 1))])
    assert Entry.objects.filter(fact__isnull=False).count() == facts
    joined = Account.objects.get(cadre__name="孙六豆")
    assert joined.balance == 18_33, "eleven of twelve months of the base, and no share"
    assert after_commit(town.area) == []


# ------------------------------------------------------------------ preview
def test_a_preview_says_what_recording_then_posts(town: Town) -> None:
    tried = figure(12, 100)
    compared = 0

    @settings(
        max_examples=tried,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(enters(3, 8), st.sampled_from(["join", "leave", "safety"]), st.data())
    def says(deed: Enter, event: str, data: st.DataObject) -> None:
        nonlocal compared
        with undone():
            here = replace(town, day=dt.date(2025, 2, 1))
            do(here, deed)
            do(here, Register(event, "孙六豆" if event == "join" else "钱五黍", 150))
            code = data.draw(st.sampled_from(sorted(MEASURES)))
            item = rulebook(here.version).item(code)
            measures = data.draw(MEASURES[code])
            who = data.draw(st.sampled_from([("张三稻",), ("王一禾:责任人",), ()]))
            matter = data.draw(st.sampled_from(["", "m1"]))
            day = FIRST + dt.timedelta(days=data.draw(st.integers(0, 150)))
            check(item, measures)
            said = preview(
                here.cycle,
                item=item,
                unit=here.unit(EAST),
                people={
                    here.code(name.partition(":")[0]): Capacity.RESPONSIBLE
                    if ":" in name
                    else Capacity.NAMED
                    for name in who
                },
                happened_on=day,
                on=here.day,
                measures=measures,
                matter=matter,
            )
            seen = {move.holder: int(move.amount) for move in said if move.amount}
            stood = Entry.objects.count()
            here.enter(fact("决末号", code, *who, on=day, measures=measures, matter=matter))
            posted: dict[str, int] = {}
            for entry in Entry.objects.order_by("pk")[stood:].select_related(
                "account__cadre", "account__village"
            ):
                key = holder(entry.account)
                posted[key] = posted.get(key, 0) + entry.amount
            recorded = Fact.objects.filter(decision_number="决末号").exists()
            assert not recorded or seen == {key: n for key, n in posted.items() if n}
            totals = {holder(a): a.balance for a in Account.objects.filter(cycle=here.cycle)}
            assert not recorded or all(totals[m.holder] == m.total for m in said)
            compared += recorded

    says()
    assert compared > tried // 3
    record("Previews compared with what recording then posts", n=compared, result="0 differ")


def test_a_preview_shows_what_a_limit_withholds(town: Town) -> None:
    full = Measures(quantity=3)
    town.enter(fact("决1号", "D-1", "张三稻", measures=full))
    said = preview(
        town.cycle,
        item=rulebook(town.version).item("D-1"),
        unit=town.unit(EAST),
        people={town.code("张三稻"): Capacity.NAMED},
        happened_on=dt.date(2025, 3, 4),
        on=town.day,
        measures=full,
    )
    mine = next(move for move in said if move.holder == town.code("张三稻"))
    assert (mine.full, mine.amount) == (-6_00, -2_00), "eight is the most of a cycle"


def test_what_an_event_moved_is_found_by_its_key(town: Town) -> None:
    town.enter(fact("决1号", "A-1", "张三稻"), fact("决2号", "A-1", "李二麦"))
    key = Entry.objects.filter(event="accept")[0].event_key
    assert {holder(e.account): e.amount for e in moved_by(key)} == {
        town.code("张三稻"): 3_00,
        town.code("李二麦"): 3_00,
    }


def test_measures_that_do_not_fit_are_refused_before_anything_is_drawn(town: Town) -> None:
    with pytest.raises(Refusal, match=r"measures\.figure-missing"):
        check(rulebook(town.version).item("A-4"), Measures())
