"""What people do about a case: entered in order, counted by law, and never a post (I9)."""

import datetime as dt
from collections.abc import Mapping

import pytest

from jifen.core.consequence import Action, State, Way
from jifen.core.errors import Refusal
from jifen.core.meeting import PointKind
from jifen.core.posts import Body
from jifen.core.recall import sponsors
from jifen.outcomes import handling, queries
from jifen.outcomes.case import Case
from jifen.outcomes.commands import (
    Entry,
    NewLaw,
    enter,
    enter_electorate,
    enter_law,
    hold_talk,
    overturn_talk,
)
from jifen.outcomes.models import Electorate, Handling, LawText
from jifen.people.models import Holding
from tests.harness.database import undone, walls_down
from tests.records.test_outcomes_posts import second_time
from tests.records.town import NO_LOW_RANK, Town, found

pytestmark = pytest.mark.django_db
day = dt.date
WHY = "村民代表反映其长期不履行职责，材料附后。"
COUNTS = {"voters_signed": "201", "delegates_signed": "0"}


@pytest.fixture
def town() -> Town:
    return found(ladder=NO_LOW_RANK)


@pytest.fixture
def case(town: Town) -> Case:
    return second_time(town)


def holding(town: Town, case: Case, body: Body) -> int:
    row = Holding.objects.get(cadre=case.cadre, body=body, to_on=None)
    return row.seq


def put(
    town: Town,
    case: Case,
    seq: int,
    action: Action,
    *,
    on: dt.date | None = None,
    paper: str = "镇积办〔2025〕8号",
    reason: str = WHY,
    figures: Mapping[str, str] | None = None,
    who: str = "clerk",
    second: str | None = None,
) -> Handling:
    return enter(
        town.area,
        case.id,
        seq,
        action,
        Entry(done_on=on or town.today, paper=paper, reason=reason, figures=figures or {}),
        hand=town.hand(who),
        second=town.actor(second) if second else None,
    )


def counts(town: Town, case: Case, voters: int = 1001, representatives: int = 31) -> None:
    unit = Holding.objects.get(cadre=case.cadre, body=Body.ELECTED).unit
    enter_electorate(
        unit,
        town=town.area,
        from_on=day(2024, 1, 1),
        voters=voters,
        representatives=representatives,
        source="换届选举登记册",
        hand=town.hand("clerk"),
    )


def talk(town: Town, case: Case) -> None:
    hold_talk(
        town.area,
        case.id,
        held_on=town.today,
        record="指出问题，本人表示接受并提出整改措施。",
        hand=town.hand("head"),
        second=town.actor("committee"),
    )


def course(town: Town, case: Case, seq: int) -> handling.Course:
    return handling.course(town.area, case.id, seq, on=town.today)


def test_a_recall_is_counted_by_law_from_petition_to_vote(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.ELECTED)
    before = list(Holding.objects.order_by("pk").values())
    counts(town, case)
    put(town, case, seq, Action.HAND_OVER)
    put(town, case, seq, Action.PETITION, figures=COUNTS)
    row = put(town, case, seq, Action.COUNT, figures=COUNTS, second="head")
    assert row.target == State.STANDS
    put(town, case, seq, Action.STATE)
    votes = {"registered": "1000", "voted": "501", "in_favour": "250"}
    row = put(town, case, seq, Action.VOTE, figures=votes)
    assert row.target == State.NOT_CARRIED
    found_ = course(town, case, seq)
    assert found_.thresholds is not None
    assert {name: (one.need, one.got) for name, one in found_.thresholds.items()} == {
        "sponsors": (201, 201),
        "delegates": (11, 0),
        "turnout": (501, 501),
        "majority": (251, 250),
    }
    assert list(Holding.objects.order_by("pk").values()) == before


def test_one_name_short_is_short_and_one_more_stands(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.ELECTED)
    counts(town, case)
    put(town, case, seq, Action.PETITION, figures=COUNTS)
    few = {"voters_signed": "200", "delegates_signed": "10"}
    assert put(town, case, seq, Action.COUNT, figures=few, second="head").target == State.SHORT
    put(town, case, seq, Action.PETITION, figures=COUNTS)
    eleven = {"voters_signed": "0", "delegates_signed": "11"}
    assert put(town, case, seq, Action.COUNT, figures=eleven, second="head").target == State.STANDS


def test_a_vote_that_is_carried_ends_no_holding_in_the_register(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.ELECTED)
    counts(town, case)
    put(town, case, seq, Action.PETITION, figures=COUNTS)
    put(town, case, seq, Action.COUNT, figures=COUNTS, second="head")
    votes = {"registered": "1000", "voted": "501", "in_favour": "251"}
    assert put(town, case, seq, Action.VOTE, figures=votes).target == State.CARRIED
    assert Holding.objects.get(seq=seq, cadre=case.cadre).to_on is None


def test_names_are_not_counted_before_the_village_s_own_counts_are_known(
    town: Town, case: Case
) -> None:
    seq = holding(town, case, Body.ELECTED)
    put(town, case, seq, Action.PETITION, figures=COUNTS)
    with pytest.raises(Refusal, match=r"consequence\.not-counted"):
        put(town, case, seq, Action.COUNT, figures=COUNTS, second="head")


def test_counts_that_came_after_the_petition_do_not_move_it(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.ELECTED)
    counts(town, case)
    put(town, case, seq, Action.PETITION, figures=COUNTS)
    unit = Holding.objects.get(cadre=case.cadre, body=Body.ELECTED).unit
    enter_electorate(
        unit,
        town=town.area,
        from_on=town.today + dt.timedelta(days=1),
        voters=5000,
        representatives=60,
        source="补充登记",
        hand=town.hand("clerk"),
    )
    known = course(town, case, seq).electorate
    assert known is not None
    assert known.voters == 1001


def test_nobody_of_the_town_decides_about_an_elected_post(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.ELECTED)
    for who in ("head", "committee", "member"):
        with pytest.raises(Refusal, match=r"consequence\.not-your-step"):
            put(town, case, seq, Action.PETITION, figures=COUNTS, who=who)
    for action in (Action.REMOVE, Action.KEEP, Action.SUBMIT):
        with pytest.raises(Refusal, match=r"consequence\.no-such-step"):
            put(town, case, seq, action, who="committee")


def test_a_party_post_waits_for_the_committee_s_meeting(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.PARTY)
    put(town, case, seq, Action.SUBMIT)
    waiting = handling.for_meeting(town.area)
    assert [(one.kind, one.about, one.cadres) for one in waiting] == [
        (PointKind.CONSEQUENCE, handling.key(town.area, case.id, seq), (case.cadre.code,))
    ]
    with pytest.raises(Refusal, match=r"consequence\.no-meeting"):
        put(town, case, seq, Action.REMOVE, who="committee")
    assert course(town, case, seq).state is State.SUBMITTED


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"on": day(2030, 1, 1)}, "consequence.future"),
        ({"paper": " "}, "consequence.no-paper"),
        ({"reason": "太短"}, "consequence.no-reason"),
        ({"figures": {"voters_signed": "0", "delegates_signed": "0"}}, "consequence.no-names"),
        ({"figures": {"voters_signed": "２０１", "delegates_signed": "0"}}, "consequence.figures"),
        ({"figures": {"voters_signed": "-1", "delegates_signed": "0"}}, "consequence.figures"),
    ],
)
def test_an_entry_that_lacks_something_is_refused_and_adds_nothing(
    town: Town, case: Case, entry: dict[str, object], code: str
) -> None:
    seq = holding(town, case, Body.ELECTED)
    given = {"figures": COUNTS, **entry}
    with pytest.raises(Refusal) as caught:
        put(town, case, seq, Action.PETITION, **given)  # type: ignore[arg-type]  # by the table
    assert caught.value.code == code
    assert not Handling.objects.exists()


def test_entries_follow_one_another_in_time(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.ELECTED)
    put(town, case, seq, Action.HAND_OVER)
    yesterday = town.today - dt.timedelta(days=1)
    with pytest.raises(Refusal, match=r"consequence\.order"):
        put(town, case, seq, Action.PETITION, figures=COUNTS, on=yesterday)


def test_who_entered_it_is_not_the_second_person(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.ELECTED)
    counts(town, case)
    put(town, case, seq, Action.PETITION, figures=COUNTS)
    with pytest.raises(Refusal, match=r"consequence\.same-hand"):
        put(town, case, seq, Action.COUNT, figures=COUNTS, second="clerk")


def test_a_resignation_counts_from_the_day_the_villagers_accepted_it(
    town: Town, case: Case
) -> None:
    seq = holding(town, case, Body.ELECTED)
    tomorrow = (town.today + dt.timedelta(days=1)).isoformat()
    with pytest.raises(Refusal, match=r"consequence\.not-accepted"):
        put(town, case, seq, Action.RESIGN, figures={"accepted_on": tomorrow})
    row = put(town, case, seq, Action.RESIGN, figures={"accepted_on": town.today.isoformat()})
    assert row.target == State.RESIGNED


def test_one_bad_evaluation_ends_nothing(town: Town, case: Case) -> None:
    seq = holding(town, case, Body.ELECTED)
    same = {"first_on": "2025-06-01", "second_on": "2025-06-01"}
    with pytest.raises(Refusal, match=r"consequence\.not-twice"):
        put(town, case, seq, Action.EVALUATE, figures=same)


def test_a_first_time_has_the_talk_and_no_course_of_a_post(town: Town) -> None:
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    (case,) = queries.cases(town.cycle, today=town.today)
    assert put(town, case, 0, Action.NOTICE).target == State.NOTICED
    assert course(town, case, 0).way is Way.TALK
    for body in (Body.PARTY, Body.ELECTED):
        with pytest.raises(Refusal, match=r"consequence\.no-course"):
            put(town, case, holding(town, case, body), Action.HAND_OVER)


def test_the_talk_is_signed_and_followed_up_after_it_was_held(town: Town) -> None:
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    (case,) = queries.cases(town.cycle, today=town.today)
    with pytest.raises(Refusal, match=r"consequence\.no-such-step"):
        put(town, case, 0, Action.SIGN)
    talk(town, case)
    assert course(town, case, 0).state is State.TALKED
    put(town, case, 0, Action.SIGN)
    assert put(town, case, 0, Action.FOLLOW_UP, who="head").target == State.FOLLOWED


def test_where_the_talk_fell_nothing_goes_on(town: Town) -> None:
    town.fact("甲一", "D-1", "45", day(2024, 9, 1))
    (case,) = queries.cases(town.cycle, today=town.today)
    talk(town, case)
    overturn_talk(
        town.area,
        case.id,
        reason="谈话所依据的事实已撤销。",
        hand=town.hand("head"),
        second=town.actor("committee"),
    )
    with pytest.raises(Refusal, match=r"consequence\.no-course"):
        put(town, case, 0, Action.SIGN)


def test_the_county_enters_a_text_with_its_source_and_it_computes(town: Town) -> None:
    new = NewLaw(
        unit_kind="community",
        name="中华人民共和国城市居民委员会组织法",
        article="第某条",
        source="县民政局2026年1月核对原文",
        in_force_on=day(2026, 1, 1),
        figures={
            "sponsors": "1/5",
            "delegates": "1/3",
            "turnout_over": "1/2",
            "majority_over": "1/2",
        },
    )
    with pytest.raises(Refusal, match=r"law\.not-county"):
        enter_law(town.area, new, hand=town.hand("clerk"))
    row = enter_law(town.area, new, hand=town.hand("county"))
    assert list(queries.faults(town.area)) == []
    with undone(), walls_down():
        LawText.objects.update(article="别的条")
        (fault,) = queries.faults(town.area)
    assert fault.seq == row.seq
    text = handling.read(row)
    assert text.terms.verified
    assert sponsors(text.terms, voters=1001, signed=201).reached


@pytest.mark.parametrize("text", ["", "1", "0", "0.2", "6/5", "五分之一", "1/0"])
def test_a_share_that_is_none_is_refused_by_name(town: Town, text: str) -> None:
    figures = {"sponsors": text, "delegates": "1/3", "turnout_over": "1/2", "majority_over": "1/2"}
    new = NewLaw(
        unit_kind="community",
        name="法",
        article="条",
        source="出处",
        in_force_on=day(2026, 1, 1),
        figures=figures,
    )
    with pytest.raises(Refusal) as caught:
        enter_law(town.area, new, hand=town.hand("county"))
    assert (caught.value.code, caught.value.values["name"]) == ("law.figure", "sponsors")


def test_what_was_entered_is_in_the_chain_and_a_changed_row_is_found(
    town: Town, case: Case
) -> None:
    seq = holding(town, case, Body.ELECTED)
    counts(town, case)
    put(town, case, seq, Action.HAND_OVER)
    assert list(queries.faults(town.area)) == []
    with undone(), walls_down():
        Handling.objects.update(paper="别的文号")
        (fault,) = queries.faults(town.area)
    assert fault.seq == Handling.objects.get().seq
    with undone(), walls_down():
        Electorate.objects.update(voters=1002)
        (fault,) = queries.faults(town.area)
    assert fault.seq == Electorate.objects.get().seq
