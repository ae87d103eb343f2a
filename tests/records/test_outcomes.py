"""Warning cases: what opens one, what it waits for, which time it is."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.claims.commands import past
from jifen.core.errors import Refusal
from jifen.core.hand import local_date
from jifen.core.ladder import Decider, Measure
from jifen.cycles.models import Cycle
from jifen.cycles.queries import cycles
from jifen.ledger.commands import NewFact
from jifen.ledger.models import Change, Entry, Fact
from jifen.outcomes import queries
from jifen.outcomes.case import Case, Cause, Stage
from jifen.outcomes.commands import hold_talk, overturn_talk
from jifen.outcomes.models import Talk
from jifen.people.models import Holding
from jifen.register.commands import end_holding
from jifen.standings import amending
from jifen.standings.commands import brief, close, propose_close
from jifen.standings.models import Amendment
from tests.records.town import HALF, LADDER, NO_LOW_RANK, ROSTER, Town, found

pytestmark = pytest.mark.django_db
day = dt.date
RECORD = "指出问题，本人表示接受并提出整改措施。"


@pytest.fixture
def town() -> Town:
    """A town whose version draws no low line: only the gross line opens cases."""
    return found(ladder=NO_LOW_RANK)


@pytest.fixture
def ranked() -> Town:
    """A town whose version takes the lowest one, too."""
    return found(ladder=LADDER)


def cases(town: Town, cycle: Cycle | None = None) -> tuple[Case, ...]:
    return queries.cases(cycle or town.cycle, today=town.today)


def only(town: Town, cycle: Cycle | None = None) -> Case:
    found_ = cases(town, cycle)
    assert len(found_) == 1, [c.id for c in found_]
    return found_[0]


def talk(town: Town, case: Case, *, on: dt.date | None = None) -> Talk:
    return hold_talk(
        town.area,
        case.id,
        held_on=on or town.today,
        record=RECORD,
        hand=town.hand("head"),
        second=town.actor("committee"),
    )


def overturn(town: Town, case: Case) -> Talk:
    return overturn_talk(
        town.area,
        case.id,
        reason="谈话程序有误，予以撤销。",
        hand=town.hand("head"),
        second=town.actor("member"),
    )


def closed(town: Town, cycle: Cycle | None = None) -> None:
    which = cycle or town.cycle
    propose_close(which, hand=town.hand("clerk"))
    close(which, hand=town.hand("head"), second=town.actor("clerk"))


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code


# ------------------------------------------------------------------ the gross line
def test_forty_points_open_a_case_and_a_hundredth_less_does_not(town: Town) -> None:
    town.fact("甲一", "D-1", "30", day(2024, 9, 1))
    town.fact("乙一", "D-1", "30", day(2024, 9, 1))
    town.fact("甲一", "D-1", "9.99", day(2024, 9, 2))
    crossing = town.fact("乙一", "D-1", "10", day(2024, 10, 3))
    case = only(town)
    assert (case.cadre.name, case.stage, case.occurrence) == ("乙一", Stage.DUE, 1)
    assert [(t.cause, t.fact, t.gross) for t in case.triggers] == [(Cause.GROSS, crossing, 40_00)]
    assert case.opened_on == day(2024, 10, 3)
    assert [step.measure for step in case.steps] == [Measure.TALK]
    assert case.first_measure == "谈话提醒警示"


def test_points_added_do_not_offset_the_gross_line(town: Town) -> None:
    town.fact("甲一", "A-1", "60", day(2024, 9, 1))
    town.fact("甲一", "D-1", "40", day(2024, 9, 2))
    assert only(town).gross == 40_00


def test_a_limit_on_the_chapter_does_not_lower_the_gross(town: Town) -> None:
    town.fact("甲一", "D-1", "60", day(2024, 9, 1))
    town.fact("甲一", "D-1", "60", day(2024, 9, 2))
    account = town.account("甲一")
    assert (account.deducted, only(town).gross) == (80_00, 120_00)


def test_what_a_member_bears_of_a_village_item_counts(town: Town) -> None:
    town.fact("甲一", "D-1", "38", day(2024, 9, 1))
    assert cases(town) == ()
    town.fact("", "D-2", "4", day(2024, 9, 2), village="青禾村")
    assert only(town).cadre.name == "甲一"


def test_a_case_lapses_when_its_trigger_ceases_before_the_talk(town: Town) -> None:
    first = town.fact("甲一", "D-1", "25", day(2024, 9, 1))
    town.fact("甲一", "D-1", "25", day(2024, 9, 2))
    town.withdraw(first)
    case = only(town)
    assert (case.stage, case.gross, case.steps) == (Stage.LAPSED, 25_00, ())
    refused("case.no-talk-due", lambda: talk(town, case))


def test_a_sum_never_reached_at_any_time_is_no_case(town: Town) -> None:
    first = town.fact("甲一", "D-1", "25", day(2024, 9, 1))
    town.withdraw(first)
    town.fact("甲一", "D-1", "25", day(2024, 9, 2))
    assert cases(town) == ()


def test_a_case_waits_while_a_fact_it_hangs_on_is_suspended(town: Town) -> None:
    town.fact("甲一", "D-1", "25", day(2024, 9, 1))
    fact = town.fact("甲一", "D-1", "25", day(2024, 9, 2))
    town.turn(fact, Change.Kind.SUSPEND)
    assert only(town).stage is Stage.WAITING
    refused("case.no-talk-due", lambda: talk(town, only(town)))
    town.turn(fact, Change.Kind.RESUME)
    assert only(town).stage is Stage.DUE


def test_a_lapsed_case_that_is_reached_again_is_the_same_case(town: Town) -> None:
    first = town.fact("甲一", "D-1", "41", day(2024, 9, 1))
    town.withdraw(first)
    lapsed = only(town)
    town.fact("甲一", "D-1", "42", day(2024, 11, 1))
    again = only(town)
    assert (lapsed.id, lapsed.stage) == (again.id, Stage.LAPSED)
    assert (again.stage, again.gross) == (Stage.DUE, 42_00)


# ------------------------------------------------------------------ low rank
def test_a_briefing_opens_no_case_and_asks_for_reminders(ranked: Town) -> None:
    ranked.fact("乙三", "D-1", "5", day(2024, 9, 1))
    ranked.fact("乙二", "D-1", "3", day(2024, 9, 1))
    brief(ranked.cycle, checkpoint_on=HALF, hand=ranked.hand("clerk"))
    reminded, tied = queries.reminders(ranked.cycle)
    assert ([row.name for row in reminded], tied) == (["乙二", "乙三"], ())
    assert cases(ranked) == ()


def test_without_a_briefing_nobody_is_reminded(ranked: Town) -> None:
    assert queries.reminders(ranked.cycle) == ((), ())


def test_the_lowest_at_the_close_is_a_case(ranked: Town) -> None:
    ranked.fact("乙三", "D-1", "5", day(2024, 9, 1))
    assert cases(ranked) == ()
    closed(ranked)
    case = only(ranked)
    assert (case.cadre.name, case.stage, case.opened_on) == ("乙三", Stage.DUE, ranked.today)
    assert [(t.cause, t.place) for t in case.triggers] == [(Cause.LOW, 7)]


def test_whoever_is_tied_across_the_line_waits_for_a_meeting(ranked: Town) -> None:
    ranked.fact("乙三、乙二", "D-1", "5", day(2024, 9, 1))
    closed(ranked)
    assert [(c.cadre.name, c.stage) for c in cases(ranked)] == [
        ("乙二", Stage.WAITING),
        ("乙三", Stage.WAITING),
    ]
    assert {t.cause for c in cases(ranked) for t in c.triggers} == {Cause.TIED}
    talk(ranked, cases(ranked)[1])  # the meeting named one of them
    assert [c.stage for c in cases(ranked)] == [Stage.WAITING, Stage.TALKED]


def test_two_triggers_before_the_talk_are_one_case(ranked: Town) -> None:
    ranked.fact("乙三", "D-1", "45", day(2024, 9, 1))
    closed(ranked)
    case = only(ranked)
    assert [t.cause for t in case.triggers] == [Cause.GROSS, Cause.LOW]
    assert case.opened_on == day(2024, 9, 1)


def test_after_a_talk_low_rank_counts_only_as_what_came_since_would_have_made_it(
    ranked: Town,
) -> None:
    ranked.fact("乙三", "D-1", "45", day(2024, 9, 1))
    talk(ranked, only(ranked), on=day(2024, 10, 1))
    ranked.fact("乙二", "D-1", "5", day(2024, 12, 1))
    closed(ranked)
    assert [(c.id[-1], c.stage) for c in cases(ranked)] == [("1", Stage.TALKED)]


def test_after_a_talk_whoever_is_lowest_by_what_came_since_has_another_case(ranked: Town) -> None:
    ranked.fact("乙三", "D-1", "45", day(2024, 9, 1))
    talk(ranked, only(ranked), on=day(2024, 10, 1))
    ranked.fact("乙三", "D-1", "5", day(2024, 12, 1))
    closed(ranked)
    first, second = cases(ranked)
    assert (first.stage, second.stage) == (Stage.TALKED, Stage.PROPOSED)
    assert [t.cause for t in second.triggers] == [Cause.LOW]


def test_what_was_earned_before_a_talk_still_counts_in_the_place_after_it(ranked: Town) -> None:
    ranked.facts([(name, "A-1", "20", day(2024, 8, 20), "") for name, *_ in ROSTER])
    ranked.fact("乙三", "D-1", "45", day(2024, 9, 1))
    talk(ranked, only(ranked), on=day(2024, 10, 1))
    ranked.fact("乙三", "D-1", "2", day(2024, 12, 1))
    ranked.fact("乙二", "D-1", "3", day(2024, 12, 1))
    closed(ranked)  # without the 45 that the talk answered, 乙三 is ahead of 乙二
    assert [(c.cadre.name, c.stage) for c in cases(ranked)] == [("乙三", Stage.TALKED)]


def test_where_the_version_asks_for_both_one_trigger_is_none() -> None:
    town = found(ladder=LADDER.replace("either", "both"))
    town.fact("乙三", "D-1", "45", day(2024, 9, 1))
    town.fact("乙二", "D-1", "46", day(2024, 9, 1))
    assert cases(town) == ()
    closed(town)
    assert [c.cadre.name for c in cases(town)] == ["乙二"]


# ------------------------------------------------------------------ the talk
def test_a_talk_takes_two_people_who_may_hold_it(town: Town) -> None:
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    case = only(town)

    def held(by: str, second: str, **other: object) -> object:
        said = {"held_on": town.today, "record": RECORD} | other
        return hold_talk(
            town.area,
            case.id,
            hand=town.hand(by),
            second=town.actor(second),
            **said,  # type: ignore[arg-type]  # the cases below are of these types
        )

    refused("talk.same-hand", lambda: held("head", "head"))
    refused("talk.not-yours", lambda: held("clerk", "head"))
    refused("talk.not-yours", lambda: held("head", "auditor"))
    refused("talk.no-record", lambda: held("head", "clerk", record=" 好 "))
    refused("talk.future", lambda: held("head", "clerk", held_on=day(2026, 3, 2)))
    refused("talk.before-case", lambda: held("head", "clerk", held_on=day(2024, 8, 31)))
    assert not Talk.objects.exists()
    held("head", "clerk")
    assert only(town).stage is Stage.TALKED
    refused("case.no-talk-due", lambda: held("head", "clerk"))


def test_a_case_that_is_none_is_refused(town: Town) -> None:
    for case_id in ("2024-2025:V01-018:1", "1999:X:1", "", "2024-2025"):
        with pytest.raises(Refusal, match=r"case\.unknown"):
            queries.case(town.area, case_id, today=town.today)


def test_after_a_talk_only_what_came_since_can_open_another_case(town: Town) -> None:
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    talk(town, only(town), on=day(2024, 10, 1))
    town.fact("甲一", "D-1", "39.99", day(2024, 11, 1))
    assert [c.stage for c in cases(town)] == [Stage.TALKED]
    town.fact("甲一", "D-1", "0.01", day(2024, 11, 2))
    first, second = cases(town)
    assert (first.stage, second.stage) == (Stage.TALKED, Stage.PROPOSED)
    assert (second.gross, second.occurrence) == (40_00, 2)


def test_a_past_decision_entered_after_the_talk_counts_by_its_day(town: Town) -> None:
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    talk(town, only(town), on=day(2025, 5, 1))
    town.fact("甲一", "D-1", "45", day(2024, 11, 1))  # the talk already knew of it
    case = only(town)
    assert (case.gross, case.stage) == (90_00, Stage.TALKED)


def test_a_talk_whose_trigger_ceases_asks_to_be_marked_and_counts_no_longer(town: Town) -> None:
    fact = town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    talk(town, only(town))
    town.withdraw(fact)
    case = only(town)
    assert (case.stage, case.unmarked) == (Stage.OVERTURNED, True)
    overturn(town, case)
    assert (only(town).stage, only(town).unmarked) == (Stage.OVERTURNED, False)
    refused("talk.none", lambda: overturn(town, case))


def test_a_talk_overturned_for_its_form_is_due_again(town: Town) -> None:
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    refused("talk.none", lambda: overturn(town, only(town)))
    talk(town, only(town))
    overturn(town, only(town))
    first, second = cases(town)
    assert (first.stage, second.stage, second.occurrence) == (Stage.OVERTURNED, Stage.DUE, 1)
    talk(town, second)
    assert [c.stage for c in cases(town)] == [Stage.OVERTURNED, Stage.TALKED]


# ------------------------------------------------------------------ the second time
def twice(town: Town) -> tuple[Case, Case]:
    """A talk in the first cycle, and the line reached again in the next."""
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    talk(town, only(town), on=day(2024, 10, 1))
    following = town.next_cycle()
    town.fact("甲一", "D-1", "41", day(2025, 9, 1))
    return only(town), only(town, following)


def test_an_amendment_of_the_closed_year_makes_the_second_time_the_first(town: Town) -> None:
    """What model.md lets an amendment change besides entries: where the ladder stands."""
    wrong = town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    talk(town, only(town), on=day(2024, 10, 1))
    closed(town)
    following = town.next_cycle()
    town.fact("甲一", "D-1", "41", day(2025, 9, 1))
    assert (only(town, following).occurrence, only(town, following).stage) == (2, Stage.PROPOSED)
    moved = list(Entry.objects.filter(account__cycle=following).values_list("pk", flat=True))
    new = amending.New(
        fact=wrong,
        basis=Amendment.Basis.COURT,
        paper="（2025）示民终1号",
        reason="县人民法院生效判决认定该事项不属实，予以更正。",
    )
    asked = amending.propose(town.cycle, new, hand=town.hand("clerk"))
    amending.make(town.cycle, asked.key, hand=town.hand("head"))
    assert only(town).stage is Stage.OVERTURNED
    assert (only(town, following).occurrence, only(town, following).stage) == (1, Stage.DUE)
    after = Entry.objects.filter(account__cycle=following).values_list("pk", flat=True)
    assert list(after) == moved, "the running year's points stay: its version does not look back"


def test_a_second_time_across_cycles_is_proposed_and_no_talk_is_held(town: Town) -> None:
    first, second = twice(town)
    assert (first.occurrence, first.stage) == (1, Stage.TALKED)
    assert (second.occurrence, second.stage) == (2, Stage.PROPOSED)
    assert {step.decider for step in second.steps} == {
        Decider.TOWN_PARTY_COMMITTEE,
        Decider.VILLAGERS,
    }
    refused("case.second-time", lambda: talk(town, second))


def test_if_the_first_talk_falls_the_second_time_becomes_the_first(town: Town) -> None:
    first, second = twice(town)
    overturn(town, first)
    again = queries.case(town.area, second.id, today=town.today)
    assert (again.occurrence, again.stage, again.proposals) == (1, Stage.DUE, ())


def test_a_talk_whose_fact_was_withdrawn_makes_no_second_time(town: Town) -> None:
    fact = town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    talk(town, only(town), on=day(2024, 10, 1))
    following = town.next_cycle()
    town.fact("甲一", "D-1", "41", day(2025, 9, 1))
    town.withdraw(fact)
    assert only(town, following).occurrence == 1


@pytest.mark.parametrize(
    ("scope", "expected"), [("term", 2), ("consecutive_cycles", 2), ("same_cycle", 1)]
)
def test_the_version_says_within_what_a_second_time_is_one(scope: str, expected: int) -> None:
    town = found(ladder=NO_LOW_RANK.replace("term", scope))
    assert twice(town)[1].occurrence == expected


def test_the_talk_of_a_later_case_does_not_make_an_earlier_one_the_second(town: Town) -> None:
    following = town.next_cycle()
    town.fact("甲一", "D-1", "41", day(2025, 9, 1))
    talk(town, only(town, following), on=day(2025, 10, 1))
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    assert only(town).occurrence == 1


def test_somebody_elses_talk_is_nobodys_first_time(town: Town) -> None:
    town.fact("乙一", "D-1", "45", day(2024, 9, 1))
    talk(town, only(town), on=day(2024, 10, 1))
    following = town.next_cycle()
    town.fact("甲一", "D-1", "41", day(2025, 9, 1))
    assert only(town, following).occurrence == 1


# ------------------------------------------------------------------ claims, not past decisions
def of_a_claim(made: type[NewFact], **fields: object) -> NewFact:
    return made(**(fields | {"way": Fact.Way.CLAIM}))  # type: ignore[arg-type]  # as they came


def test_a_case_from_a_claim_opens_on_the_day_of_its_record(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same way in, marked as a claim's: what differs here is only how its day is told.
    monkeypatch.setattr(past, "NewFact", partial(of_a_claim, past.NewFact))
    fact = town.fact("甲一", "D-1", "45", day(2025, 7, 1))
    assert fact.way == Fact.Way.CLAIM
    case = only(town)
    assert case.opened_on == local_date(fact.recorded_at) == town.today
    talk(town, case)
    town.fact("甲一", "D-1", "40", day(2025, 7, 2))  # recorded since the talk, whatever its day
    assert [c.stage for c in cases(town)] == [Stage.TALKED, Stage.PROPOSED]


# ------------------------------------------------------------------ what it costs, and from where
def test_cases_cost_the_same_however_many_there_are_and_in_however_many_cycles(town: Town) -> None:
    def cost(cycle: Cycle) -> int:
        with CaptureQueriesContext(connection) as caught:
            cases(town, cycle)
        return len(caught)

    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    once = cost(town.cycle)
    town.fact("乙一、乙二、乙三", "D-1", "45", day(2024, 9, 1))
    for one in cases(town):
        talk(town, one, on=day(2024, 10, 1))
    following = town.next_cycle()
    town.fact("甲一、乙一", "D-1", "41", day(2025, 9, 1))
    assert len(cases(town)) == 4
    assert [case.occurrence for case in cases(town, following)] == [2, 2]
    assert cost(following) == cost(town.cycle) == once == 8


def test_cycles_that_were_read_already_are_not_read_again(town: Town) -> None:
    _, second = twice(town)
    known = list(cycles(town.area))
    with CaptureQueriesContext(connection) as caught:
        found_ = queries.cases(second.cycle, today=town.today, cycles=known)
    assert found_ == (second,)
    assert len(caught) == 7


def test_what_the_register_says_after_a_close_moves_no_case_of_it(ranked: Town) -> None:
    """Somebody with a talk behind them is placed anew; by their service as the close knew it."""
    ranked.fact("乙三", "D-1", "45", day(2024, 9, 1))
    talk(ranked, only(ranked), on=day(2024, 10, 1))
    ranked.fact("乙三", "D-1", "3", day(2024, 12, 1))
    ranked.fact("乙二", "D-1", "5", day(2024, 12, 1))
    closed(ranked)
    before = cases(ranked)
    assert [(c.cadre.name, c.stage) for c in before] == [("乙三", Stage.TALKED)]
    held = Holding.objects.get(cadre__name="乙三")
    end_holding(held, to_on=day(2025, 2, 1), reason="辞职", hand=ranked.hand("clerk"))
    assert cases(ranked) == before
