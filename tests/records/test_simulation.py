"""Simulating a town's records: the live board under the version in force, another one beside it."""

import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any  # JSON is what it is

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.core.appraisal import Pool, ResultsRule
from jifen.core.circumstances import Repeat
from jifen.core.comparison import Crossing
from jifen.core.errors import Refusal
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Capacity, Rulebook
from jifen.core.shapes import PerUnit
from jifen.ledger import replay as replaying
from jifen.ledger.models import Account, Change, Entry
from jifen.ledger.queries import accounts, inputs
from jifen.people.queries import rosters
from jifen.rulebook.queries import rulebook
from jifen.standings import commands, queries
from jifen.standings.models import Trial
from jifen.standings.simulate import Simulated, simulate, yuan
from jifen.standings.simulated import detail, sentences, summary
from tests.harness.kept import once
from tests.records.town import V1, V2, Town, found, person

pytestmark = pytest.mark.django_db
day = dt.date


@pytest.fixture
def town() -> Town:
    """A town where things happened: shared facts, a withdrawn one, one suspended for somebody."""
    return once(eventful)


def eventful() -> Town:
    made = found()
    made.fact("甲一", "A-1", "12.5", day(2024, 9, 1))
    made.fact("甲一、乙一", "D-1", "3", day(2024, 10, 1))
    made.fact("", "D-2", "4", day(2024, 11, 1), village=V2)
    made.fact("", "A-2", "6", day(2024, 12, 1), village=V1)
    made.fact("乙二", "D-1", "37", day(2025, 1, 10))
    made.withdraw(made.fact("甲二", "D-1", "9", day(2025, 1, 1)))
    made.turn(made.fact("甲三", "A-1", "8", day(2025, 2, 1)), Change.Kind.SUSPEND)
    made.join(person("丙一", V2, PostGroup.MEMBER, [("委员", Body.HIRED)], since=day(2025, 2, 1)))
    return made


def changed(rules: Rulebook, code: str, **parts: object) -> Rulebook:
    items = tuple(
        replace(item, **parts) if item.code == code else item  # type: ignore[arg-type]
        for item in rules.items
    )
    return replace(rules, items=items)


def test_under_the_version_in_force_it_is_the_live_board_and_moves_nobody(town: Town) -> None:
    seen = simulate(town.cycle, rulebook(town.version)).comparison
    board = queries.live(town.cycle)
    assert {row.code: (row.place, row.total) for row in board.rows} == {
        move.code: (move.before.place, move.before.total) for move in seen.moves
    }
    assert {one.path: (one.place, one.total) for one in board.villages} == {
        one.path: (one.before_place, one.before) for one in seen.villages
    }
    assert len(seen.moves) == 8
    assert len({move.before.total for move in seen.moves}) > 4
    assert seen.moved == ()


def test_a_closed_cycle_is_replayed_as_it_stood_when_it_closed(town: Town) -> None:
    board = queries.live(town.cycle)
    town.leave("乙三", "suspension", day(2025, 3, 1))
    rules = rulebook(town.version)
    after = {move.code: move.before.place for move in simulate(town.cycle, rules).comparison.moves}
    places = {row.code: row.place for row in board.rows}
    assert after != places, "the control: while it runs, the register moves it"
    town.cycle.closed_seq = board.identity.last_seq
    seen = simulate(town.cycle, rules).comparison
    assert {move.code: move.before.place for move in seen.moves} == places


def test_the_stream_gives_every_account_the_same_facts_as_the_ledger_does(town: Town) -> None:
    rules = rulebook(town.version)
    held = rosters(town.area, duties=False)
    known = inputs(town.cycle)
    last = Entry.objects.order_by("-seq")[0].seq
    stream = replaying.replay(town.cycle, rules, held=held, upto_seq=last)
    streamed = {read.account.pk: read for read in stream}
    assert {pk: one.in_force for pk, one in streamed.items()} == known
    assert all(one.tried is one.in_force for one in streamed.values())
    assert sum(len(one.facts) for one in known.values()) > 8


def test_a_share_that_only_the_draft_gives_is_borne_under_the_draft(town: Town) -> None:
    rules = rulebook(town.version)
    shares = {Capacity.NAMED: Fraction(1), Capacity.MEMBER: Fraction(1, 2)}
    seen = simulate(town.cycle, changed(rules, "D-1", shares=shares)).comparison
    by_name = {name(town, move.code): move for move in seen.moves}
    assert by_name["甲二"].before.gross == 0
    assert by_name["甲二"].after.gross == 1_50
    assert by_name["丙一"].after.gross == by_name["丙一"].before.gross


def name(town: Town, code: str) -> str:
    return next(a.cadre.name for a in accounts(town.cycle) if a.cadre and a.cadre.code == code)


def test_who_crosses_forty_is_named_to_the_office_and_counted_for_all(town: Town) -> None:
    rules = rulebook(town.version)
    draft = changed(rules, "D-2", shares={Capacity.MEMBER: Fraction(1)})
    found_ = simulate(town.cycle, draft)
    over = found_.comparison.across(Crossing.LINE_REACHED)
    assert [name(town, move.code) for move in over] == ["乙二"]
    told = as_read(summary(found_))
    assert told["counts"]["line-reached"] == 1
    assert any("警示线" in said and "1人" in said for said in told["says"])
    everybody = as_read(detail(found_))["people"]
    assert [one["name"] for one in everybody if "line-reached" in one["crossed"]] == ["乙二"]


def test_a_summary_names_nobody_and_no_group_of_a_few(town: Town) -> None:
    least = changed(rulebook(town.version), "D-1", cycle_max=Centipoints(1_00))
    found_ = simulate(town.cycle, least)
    text = str(summary(found_))
    assert found_.comparison.moved
    for code, (name_, _village, post) in found_.people.items():
        assert code not in text
        assert name_ not in text
        assert post not in text
    assert "甲一" in str(detail(found_))
    assert summary(found_)["groups"] == []
    assert summary(found_)["kept_back"] == 8


def test_facts_that_the_draft_has_no_item_for_are_counted_by_item(town: Town) -> None:
    rules = rulebook(town.version)
    without = replace(rules, items=tuple(i for i in rules.items if i.code not in {"D-1", "A-2"}))
    found_ = simulate(town.cycle, without)
    assert unscored(found_) == {"A-2": (1, "no-such-item"), "D-1": (2, "no-such-item")}
    assert found_.comparison.gone == ("A-2", "D-1")
    counted = changed(rules, "A-1", scoring=PerUnit(unit="次", each=Centipoints(1_00)))
    assert unscored(simulate(town.cycle, counted)) == {"A-1": (1, "unfit-measures")}


def unscored(of: Simulated) -> dict[str, tuple[int, str]]:
    return {one["item"]: (one["facts"], one["why"]) for one in as_read(detail(of))["unscored"]}


def as_read(told: dict[str, object]) -> Any:  # what JSON gives back
    return json.loads(json.dumps(told))


def test_a_draft_that_looks_back_is_given_what_lay_before_the_cycle(town: Town) -> None:
    town.fact("乙三", "D-1", "2", day(2025, 7, 20))
    cycle = town.next_cycle()
    town.cycle = cycle
    town.fact("乙三", "D-1", "2", day(2025, 8, 10))
    rules = rulebook(town.version)
    twice = Repeat(factors=(Fraction(1), Fraction(2)), days=60)
    seen = simulate(cycle, changed(rules, "D-1", repeat=twice)).comparison
    move = next(one for one in seen.moves if name(town, one.code) == "乙三")
    assert (move.before.gross, move.after.gross) == (2_00, 4_00)


def test_the_pool_is_split_before_and_after(town: Town) -> None:
    rules = rulebook(town.version)
    pooled = replace(rules, results=ResultsRule(pool=Pool(fen=8_000_00)))
    before, after = simulate(town.cycle, pooled).comparison.pay
    assert (before.pool_fen, before.total_fen) == (None, 0)
    assert (after.paid_fen, after.left_fen) == (8_000_00, 0)
    assert any("8000元" in said for said in sentences(simulate(town.cycle, pooled)))


def test_money_is_read_as_people_write_it() -> None:
    assert [yuan(text) for text in ("200000", "0.5", "1234.56", " 7 ")] == [
        200_000_00,
        50,
        1234_56,
        7_00,
    ]
    for text in ("", "-1", "1e5", "1,000", "1.234", "二十万"):
        with pytest.raises(Refusal, match=r"simulate\.pool"):
            yuan(text)


def test_it_asks_no_more_when_there_is_more(town: Town) -> None:
    rules = rulebook(town.version)

    def asked() -> int:
        cycle = type(town.cycle).objects.select_related("town", "version").get(pk=town.cycle.pk)
        with CaptureQueriesContext(connection) as seen:
            simulate(cycle, rules)
        return len(seen)

    small = asked()
    for n in range(12):
        town.fact("甲一、乙一、甲四", "A-1", "0.1", day(2024, 9, 2) + dt.timedelta(days=n))
    town.withdraw(town.fact("乙三", "A-1", "7", day(2024, 9, 2)))
    assert asked() == small <= 16


def test_progress_is_told_account_by_account(town: Town) -> None:
    told: list[tuple[int, int]] = []
    simulate(town.cycle, rulebook(town.version), tell=lambda done, of: told.append((done, of)))
    count = Account.objects.filter(cycle=town.cycle).count()
    assert told == [(n, count) for n in range(1, count + 1)]


# ------------------------------------------------------------------ what is kept
def test_what_was_tried_is_kept_once_for_each_text_and_moves_no_point(town: Town) -> None:
    entries = Entry.objects.count()
    for _ in range(2):
        commands.keep(simulate(town.cycle, rulebook(town.version)), hand=town.hand("clerk"))
    (kept,) = queries.trials(town.cycle)
    assert kept.body["counts"]["moved"] == 0
    assert len(kept.body["people"]) == 8
    assert Entry.objects.count() == entries


def test_whoever_may_not_see_names_keeps_nothing(town: Town) -> None:
    with pytest.raises(Refusal, match=r"policy\.not-allowed"):
        commands.keep(simulate(town.cycle, rulebook(town.version)), hand=town.hand("auditor"))
    assert not Trial.objects.exists()
