"""Results of a closed cycle: counted by two, proposed, decided by a meeting, publicised."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from jifen.core.access import Actor
from jifen.core.appraising import State
from jifen.core.errors import Refusal
from jifen.core.meeting import PointKind
from jifen.outcomes.queries import verify
from jifen.papers.models import Paper
from jifen.results import body, commands, counting, letters, queries
from jifen.results.body import Ruling
from jifen.results.counting import Row
from jifen.results.models import Move, Proposed, Seating
from jifen.rulebook.queries import rulebook
from jifen.sheets import forms, workbook
from jifen.standings import amending
from jifen.standings.models import Amendment
from tests.harness.database import undone, walls_down
from tests.records.results_town import VOTED, closed, decided, meet, proposed, settled, town, waits
from tests.records.town import Town

pytestmark = pytest.mark.django_db
day = dt.date
NAMES = ("甲一", "甲二", "甲三", "甲四", "乙一", "乙二", "乙三")
WHY = "会议研究认为其群众反映突出，评为称职。"


@pytest.fixture
def small() -> Town:
    return town()


def refused(code: str, deed: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code
    return caught.value


def give(small: Town, **points: str) -> None:
    """Record a grant of so many points to each, in the cycle's third month."""
    for name, amount in points.items():
        small.fact(name, "A-1", amount, day(2024, 10, 8))


def state(small: Town) -> State:
    return queries.course(small.cycle).state


# ------------------------------------------------------------------ the whole way
def test_results_go_from_the_close_to_standing(small: Town) -> None:
    give(small, 甲一="9", 甲二="6", 乙一="3")
    edition = closed(small)
    made = proposed(small)
    sheet = body.decode(bytes(made.body))
    assert sheet.edition == edition.digest
    assert [row.place for row in sheet.rows[:3]] == [1, 2, 3]
    assert [row.grade for row in sheet.rows[:3]] == ["excellent", "excellent", "competent"]
    shares = [row.share.fen for row in sheet.rows if row.share is not None]
    assert sum(shares) + sheet.left_fen == sheet.pool_fen == 10_000_00
    assert [prize.name for prize in sheet.rows[0].prizes] == ["一等奖"]
    refused(
        "results.no-meeting", lambda: commands.decide(small.cycle, {}, hand=small.hand("committee"))
    )
    meet(small, *waits(small, PointKind.CONSEQUENCE))
    refused("results.not-yours", lambda: commands.decide(small.cycle, {}, hand=small.hand("head")))
    commands.decide(small.cycle, {}, hand=small.hand("committee"))
    paper = commands.post(small.cycle, contact="示例镇纪委 0000", hand=small.hand("clerk"))
    assert set(paper.files) == {"docx", "pdf", "xlsx"}
    until = queries.course(small.cycle).posted
    assert until is not None
    assert until.until_on is not None
    refused(
        "results.no-period",
        lambda: commands.confirm(small.cycle, reason="没有收到异议。", hand=small.hand("clerk")),
    )
    small.today = until.until_on + dt.timedelta(days=1)
    commands.confirm(small.cycle, reason="没有收到异议。", hand=small.hand("clerk"))
    assert state(small) is State.STANDING
    assert list(verify(small.area)) == []
    refused("results.no-amended", lambda: proposed(small))


def test_nothing_is_proposed_before_the_close(small: Town) -> None:
    refused("results.not-closed", lambda: proposed(small))
    assert not Proposed.objects.exists()


def test_only_the_office_proposes_and_only_once_decided_it_is_posted(small: Town) -> None:
    closed(small)
    refused(
        "results.not-yours",
        lambda: commands.propose(small.cycle, pool_fen=0, hand=small.hand("member")),
    )
    assert not Proposed.objects.exists()
    proposed(small)
    refused(
        "results.no-such-step",
        lambda: commands.post(small.cycle, contact="示例镇纪委", hand=small.hand("clerk")),
    )
    assert not Move.objects.exists()


# ------------------------------------------------------------------ consequences and ties
def test_a_consequence_applies_only_when_a_meeting_says_so(small: Town) -> None:
    give(small, 甲一="9", 甲二="20")
    small.fact("甲二", "D-9", "5", day(2024, 11, 8))
    closed(small)
    code = small.code("甲二")
    first = body.decode(bytes(proposed(small).body)).row(code)
    assert first is not None
    assert first.grade == "excellent", "what nobody has decided does not apply"
    assert first.share is not None
    asked = waits(small, PointKind.VETO)
    assert [one.cadres for one in asked] == [(code,), (code,)]
    assert waits(small, PointKind.CONSEQUENCE) == [], "the results wait for the rulings"
    refused(
        "results.no-settled",
        lambda: commands.decide(small.cycle, {}, hand=small.hand("committee")),
    )
    meet(small, *asked)
    again = body.decode(bytes(proposed(small).body))
    row = again.row(code)
    assert row is not None
    assert (row.grade, row.share) == ("competent", None)
    assert {one.ruling for one in again.consequences} == {Ruling.APPLIES}


def test_a_meeting_may_say_that_a_consequence_does_not_apply(small: Town) -> None:
    give(small, 甲二="20")
    small.fact("甲二", "D-9", "5", day(2024, 11, 8))
    closed(small)
    proposed(small)
    meet(small, *waits(small, PointKind.VETO), carried=False)
    sheet = body.decode(bytes(proposed(small).body))
    row = sheet.row(small.code("甲二"))
    assert row is not None
    assert row.grade == "excellent"
    assert {one.ruling for one in sheet.consequences} == {Ruling.NOT}


def test_a_tie_across_a_line_waits_for_a_meeting_and_for_nothing_else(small: Town) -> None:
    give(small, 甲一="9", 甲二="6", 乙一="6")
    closed(small)
    proposed(small)
    tie = [one for one in waits(small, PointKind.TIE) if len(one.cadres) == 2]
    codes = [small.code("甲二"), small.code("乙一")]
    assert sorted(tie[0].cadres) == sorted(codes)
    line = "quota:excellent:town"
    refused(
        "seating.no-meeting",
        lambda: commands.seat(small.cycle, line, codes[:1], hand=small.hand("clerk")),
    )
    meet(small, *tie)
    refused(
        "seating.too-many",
        lambda: commands.seat(small.cycle, line, codes, hand=small.hand("clerk")),
    )
    commands.seat(small.cycle, line, codes[1:], hand=small.hand("clerk"))
    sheet = body.decode(bytes(proposed(small).body))
    grades = {row.code: row.grade for row in sheet.rows}
    assert (grades[codes[0]], grades[codes[1]]) == ("competent", "excellent")


# ------------------------------------------------------------------ what a decision may say
def test_a_decision_departs_downwards_with_a_reason_and_never_above_the_figures(
    small: Town,
) -> None:
    give(small, 甲一="9", 甲二="6", 乙一="3")
    small.fact("乙二", "D-1", "25", day(2024, 11, 8))
    closed(small)
    proposed(small)
    meet(small, *waits(small, PointKind.CONSEQUENCE))
    one, low = small.code("甲一"), small.code("乙二")

    def decide(**departures: tuple[str, str]) -> Move:
        return commands.decide(small.cycle, departures, hand=small.hand("committee"))

    refused("results.no-departure-reason", lambda: decide(**{one: ("competent", "太高")}))
    refused("results.departure", lambda: decide(**{low: ("competent", WHY)}))
    refused("results.over-quota", lambda: decide(**{small.code("乙一"): ("excellent", WHY)}))
    move = decide(**{one: ("competent", WHY), small.code("乙一"): ("excellent", WHY)})
    course = queries.course(small.cycle)
    assert course.sheet is not None
    row = course.sheet.row(one)
    assert row is not None
    assert (row.grade, course.grade(row)) == ("excellent", "competent")
    assert sorted(move.departures) == sorted([one, small.code("乙一")])
    assert list(verify(small.area)) == []


def test_nobody_decides_on_results_that_appraise_them_or_says_a_word_about_their_kin(
    small: Town,
) -> None:
    give(small, 甲一="9", 甲二="6", 乙一="3")
    closed(small)
    proposed(small)
    meet(small, *waits(small, PointKind.CONSEQUENCE))
    one, two = small.code("甲一"), small.code("甲二")
    hand = small.hand("committee")

    def decide(of: Actor, **departures: tuple[str, str]) -> Move:
        return commands.decide(small.cycle, departures, hand=replace(hand, actor=of))

    own = replace(hand.actor, cadre=one, register=small.area.path)
    close = replace(hand.actor, kin=frozenset({one}))
    refused("results.not-yours", lambda: decide(own))
    assert queries.open_actions(queries.course(small.cycle), own, on=small.today) == ()
    refused("results.kin", lambda: decide(close, **{one: ("competent", WHY)}))
    refused("results.no-such-person", lambda: decide(close, 无此人=("competent", WHY)))
    assert state(small) is State.PROPOSED
    move = decide(close, **{two: ("competent", WHY)})
    assert sorted(move.departures) == [two], "kin among all the cadres keeps nobody out"


def test_nobody_enters_the_order_of_a_tie_that_they_or_their_kin_are_in(small: Town) -> None:
    give(small, 甲一="9", 甲二="6", 乙一="6")
    closed(small)
    proposed(small)
    asked = waits(small, PointKind.TIE)
    meet(small, *asked)
    sheet = queries.course(small.cycle).sheet
    assert sheet is not None
    line = sheet.open_lines[0]
    hand = small.hand("clerk")
    for close in (
        replace(hand.actor, kin=frozenset(line.tied[:1])),
        replace(hand.actor, cadre=line.tied[0], register=small.area.path),
    ):
        refused(
            "results.not-yours",
            lambda close=close: commands.seat(
                small.cycle, line.key, line.tied[:1], hand=replace(hand, actor=close)
            ),
        )
    assert not Seating.objects.exists()
    assert commands.seat(small.cycle, line.key, line.tied[:1], hand=hand).tied == list(line.tied)


def test_what_changed_since_the_proposal_is_proposed_anew_before_it_is_decided() -> None:
    small = town(results=VOTED)
    closed(small)
    count(small)
    settled(small)
    meet(small, *waits(small, PointKind.CONSEQUENCE))
    count(small, good=3, fair=7)
    refused(
        "results.no-current", lambda: commands.decide(small.cycle, {}, hand=small.hand("committee"))
    )
    assert not Move.objects.exists()


def test_decided_results_are_taken_back_with_a_reason_and_proposed_anew(small: Town) -> None:
    closed(small)
    decided(small)
    refused(
        "results.no-reason",
        lambda: commands.reopen(small.cycle, reason="错", hand=small.hand("committee")),
    )
    commands.reopen(
        small.cycle, reason="公示前发现测评票数登记有误，重新核对。", hand=small.hand("committee")
    )
    assert state(small) is State.REOPENED
    assert queries.course(small.cycle).decided is None
    assert proposed(small).number > 1


# ------------------------------------------------------------------ counts
def count(small: Town, *, good: int = 6, fair: int = 4, given: int = 12) -> None:
    """Enter and confirm a vote about everybody."""
    rows = [
        Row(code=small.code(name), voters=voters, given=given, answers={"好": good, "一般": fair})
        for name in NAMES
        for voters in ("村民代表", "党员")
    ]
    entered = commands.enter_count(
        small.cycle, "democratic", rows, paper="示积票〔2025〕1号", hand=small.hand("clerk")
    )
    commands.say_count(small.cycle, entered.key, right=True, hand=small.hand("member"))


def test_a_vote_counts_once_somebody_else_confirmed_it() -> None:
    small = town(results=VOTED)
    closed(small)
    rows = [Row(code=small.code("甲一"), voters="党员", given=10, answers={"好": 9})]
    entered = commands.enter_count(
        small.cycle, "democratic", rows, paper="示积票〔2025〕1号", hand=small.hand("clerk")
    )
    sheet = body.decode(bytes(proposed(small).body))
    assert all(row.total is None for row in sheet.rows), "without its vote no result is whole"
    refused(
        "results.not-yours",
        lambda: commands.say_count(
            small.cycle, entered.key, right=True, hand=small.hand("second-clerk")
        ),
    )
    commands.say_count(small.cycle, entered.key, right=False, hand=small.hand("head"))
    refused(
        "count.said",
        lambda: commands.say_count(small.cycle, entered.key, right=True, hand=small.hand("head")),
    )
    count(small)
    sheet = body.decode(bytes(proposed(small).body))
    assert {row.total for row in sheet.rows} == {96_80}, "0.8 × 100 + 0.2 × 84"
    assert list(verify(small.area)) == []


def test_a_form_filled_in_is_read_back_and_says_everything_that_is_wrong() -> None:
    small = town(results=VOTED)
    rules = rulebook(small.cycle.version)
    asked = counting.of(rules, "democratic")
    people, units = queries.people(small.cycle), queries.units(small.area)
    form = counting.form(rules, asked, people, units)
    assert len(form.rows) == 14, "everybody, by category of voters"
    filled = [(*row[:3], "10", "6", "3", "0", "1") for row in form.rows]

    def read(rows: list[tuple[str, ...]]) -> tuple[Row, ...]:
        data = forms.render((replace(form, rows=tuple(rows)),), title="t", date=day(2025, 8, 1))
        return counting.read(workbook.read(data, "票.xlsx"), rules, asked, people, units)

    assert {row.ballots.returned for row in read(filled)} == {10}
    wrong = [*filled]
    wrong[0] = (*wrong[0][:3], "5", "6", "3", "0", "1")
    wrong[1] = ("XX", *wrong[1][1:])
    caught = refused("count.rows", lambda: read(wrong))
    assert caught.values["count"] == 2


# ------------------------------------------------------------------ the proof
def test_a_grade_changed_by_sql_is_found(small: Town) -> None:
    give(small, 甲一="9")
    closed(small)
    made = decided(small)
    assert list(verify(small.area)) == []
    with undone(), walls_down():
        data = bytes(made.body).replace(b"excellent", b"competent", 1)
        Proposed.objects.filter(pk=made.pk).update(body=data)
        assert {fault.code for fault in verify(small.area)} == {"result.digest"}
    with undone(), walls_down():
        Move.objects.update(departures={small.code("甲一"): ["poor", WHY]})
        assert [fault.seq for fault in verify(small.area)] == [Move.objects.get().seq]


def test_the_notice_names_no_grade_below_the_best(small: Town) -> None:
    give(small, 甲一="9")
    small.fact("乙二", "D-1", "25", day(2024, 11, 8))
    closed(small)
    decided(small)
    paper = letters.notice(
        queries.course(small.cycle), until_on=day(2025, 8, 8), contact="纪委", on=small.today
    )
    said = repr(paper)
    assert "甲一" in said
    assert "不称职" not in said
    assert Paper.objects.filter(title=letters.title(queries.course(small.cycle))).count() == 0


# ------------------------------------------------------------------ after an amendment
def test_an_upheld_appeal_after_the_close_goes_from_entry_to_notice_and_bonus(small: Town) -> None:
    give(small, 甲一="9", 甲二="8", 乙一="3")
    wrong = small.fact("甲二", "D-1", "30", day(2024, 11, 8))
    first = closed(small)
    decided(small)
    commands.post(small.cycle, contact="示例镇纪委 0000", hand=small.hand("clerk"))
    posted = queries.course(small.cycle).posted
    assert posted is not None
    assert posted.until_on is not None
    small.today = posted.until_on + dt.timedelta(days=1)
    commands.confirm(small.cycle, reason="没有收到异议。", hand=small.hand("clerk"))
    was = queries.course(small.cycle).sheet
    assert was is not None

    asked = amending.New(
        fact=wrong,
        basis=Amendment.Basis.COURT,
        paper="（2025）示民终1号",
        reason="县人民法院生效判决认定该事项不属实，予以更正。",
    )
    row = amending.propose(small.cycle, asked, hand=small.hand("clerk"))
    edition = amending.make(small.cycle, row.key, hand=small.hand("head"))
    assert edition.number == first.number + 1
    assert queries.course(small.cycle).amended
    assert decided(small).edition == edition
    now = queries.course(small.cycle).sheet
    assert now is not None
    mine = small.code("甲二")
    before = {one.code: one for one in was.rows}
    after = {one.code: one for one in now.rows}
    assert after[mine].pay_fen > before[mine].pay_fen, "the wronged one gets the difference"
    assert all(after[code].pay_fen >= before[code].pay_fen for code in before), "nothing back"
    assert now.kept_fen == sum(one.kept_fen for one in now.rows) > 0
    shares = sum(one.share.fen for one in now.rows if one.share is not None)
    assert shares + now.kept_fen + now.left_fen == now.whole_fen
    paper = commands.post(small.cycle, contact="示例镇纪委 0000", hand=small.hand("clerk"))
    assert "更正" in paper.title
    assert list(verify(small.area)) == []
