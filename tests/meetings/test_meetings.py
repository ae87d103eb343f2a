"""Meetings as data: who was there, who left the room, how it was voted, what was decided."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from jifen.chain.queries import faults as chain_faults
from jifen.core.errors import Refusal
from jifen.core.meeting import Action, Capacity, PointKind, State
from jifen.meetings import commands, letters, queries
from jifen.meetings.models import Attendee, Decision, Meeting, Point
from jifen.papers.circular import Heading, Paragraph
from jifen.people import commands as people
from jifen.people.models import User
from jifen.people.queries import actor
from jifen.wording import sentence
from tests.harness.host import HOST
from tests.harness.kept import once
from tests.laws.town import Town, found

DAY = dt.date(2025, 6, 3)
BATCH = uuid.UUID(int=7)


@pytest.fixture
def town(db: None, settings: object, tmp_path: Path) -> Town:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    made = once(found)
    made.day = DAY
    return made


def convened(town: Town, *who: str, name: str = "6月领导小组会议") -> Meeting:
    users = User.objects.in_bulk([town.users[login].pk for login in ("head", *who)])
    meeting = commands.convene(
        town.area, name=name, held_on=DAY, chair=town.users["head"], hand=town.hand("clerk")
    )
    commands.attend(meeting, [users[town.users[login].pk] for login in who], town.hand("clerk"))
    return meeting


def put(town: Town, meeting: Meeting, kind: PointKind, **other: object) -> Point:
    about = other.pop("about", BATCH)
    return commands.put(meeting, kind, about, "请会议审定", town.hand("clerk"), **other)  # type: ignore[arg-type]


def refusal(deed: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        deed()
    assert sentence(refused.value)
    return refused.value.code


def opened(
    town: Town, *who: str, kind: PointKind = PointKind.GRANT_BATCH, **other: object
) -> Point:
    meeting = convened(town, *who)
    point = put(town, meeting, kind, **other)
    commands.start(meeting, town.hand("clerk"))
    return point


def voted(town: Town, point: Point, votes: Sequence[int], dissent: str = "") -> None:
    commands.vote(point, *votes, dissent, town.hand("clerk"))  # type: ignore[misc]


def test_a_meeting_goes_from_its_agenda_to_a_decision_and_minutes(town: Town) -> None:
    point = opened(town, "member", "member-2", "clerk", "discipline")
    voted(town, point, (2, 1, 0), "成员甲认为其中一件证据不足。")
    done = commands.conclude(point, True, "同意审定。", town.hand("head"))
    commands.close(point.meeting, town.hand("clerk"))
    meeting = Meeting.objects.get()
    assert (done.carried, meeting.state) == (True, State.CLOSED)
    sitting = {one.user.login.split(":")[-1]: one.capacity for one in queries.attendees(meeting)}
    assert list(sitting.values()) == ["chair", "member", "member", "guest", "guest"]
    assert {login for login, how in sitting.items() if how == Capacity.GUEST} == {
        town.users["clerk"].login.split(":")[-1],
        town.users["discipline"].login.split(":")[-1],
    }
    assert queries.carried(BATCH, PointKind.GRANT_BATCH) == point
    assert queries.carried(BATCH, PointKind.TIE) is None
    assert list(queries.faults(town.area)) == []
    paper = commands.issue_minutes(meeting, town.hand("clerk"))
    assert commands.issue_minutes(meeting, town.hand("clerk")) == paper
    assert letters.is_minutes(paper.series)
    assert paper.title == "6月领导小组会议纪要"


def test_the_minutes_say_who_was_there_who_left_how_it_was_voted_and_who_disagreed(
    town: Town,
) -> None:
    who = town.users["member"]
    people.relate(who, town.cadre("张三稻"), "配偶", hand=HOST)
    point = opened(town, "member", "member-2", cadres=[town.code("张三稻")], covers=[BATCH])
    voted(town, point, (1, 1, 0), "不同意,材料不全。")
    commands.conclude(point, False, "未过半数,不予通过。", town.hand("head"))
    second = put(town, point.meeting, PointKind.OTHER, about=uuid.UUID(int=8))
    commands.close(point.meeting, town.hand("clerk"))
    minutes = letters.minutes(Meeting.objects.get(), on=DAY)
    said = [b.text for b in minutes.blocks if isinstance(b, Paragraph | Heading)]
    whole = "\n".join(said)
    assert f"回避：{who.name}（登记的亲属或利害关系）" in whole
    assert "有表决权的2人，赞成1票，反对1票，弃权0票" in whole
    assert "不同意见：不同意,材料不全。" in whole
    assert "未获通过：未过半数,不予通过。" in whole
    assert "一并审议1件" in whole
    assert f"二、{second.title}" in said
    assert "留待下次会议" in whole
    rows = letters.sheets(Meeting.objects.get())[0].rows
    assert [row[3:7] for row in rows] == [(2, 1, 1, 0), (None, None, None, None)]


def test_kin_and_the_person_leave_the_room_by_themselves(town: Town) -> None:
    people.relate(town.users["member"], town.cadre("张三稻"), "配偶", hand=HOST)
    point = opened(town, "member", "member-2", cadres=[town.code("张三稻")])
    assert refusal(lambda: voted(town, point, (3, 0, 0))) == "meeting.votes-differ"
    voted(town, point, (2, 0, 0))
    gone = [one.attendee.user for one in queries.agenda(point.meeting)[0].recusals.all()]
    assert gone == [town.users["member"]]


def test_without_the_relation_nobody_leaves(town: Town) -> None:
    """The control of the test above."""
    point = opened(town, "member", "member-2", cadres=[town.code("张三稻")])
    voted(town, point, (3, 0, 0))
    assert not queries.agenda(point.meeting)[0].recusals.all()


@pytest.mark.parametrize("kind", [PointKind.VETO, PointKind.CONSEQUENCE])
def test_a_veto_and_a_consequence_take_three_who_vote(town: Town, kind: PointKind) -> None:
    point = opened(town, "member", "clerk", kind=kind)
    assert refusal(lambda: voted(town, point, (2, 0, 0))) == "meeting.too-few"
    commands.attend(point.meeting, [town.users["member-2"]], town.hand("clerk"))
    commands.recuse(point, town.users["member-2"], "本人申请回避", town.hand("clerk"))
    assert refusal(lambda: voted(town, point, (2, 0, 0))) == "meeting.too-few"
    commands.attend(point.meeting, [town.users["committee"]], town.hand("clerk"))
    voted(town, point, (3, 0, 0))
    said = refusal(lambda: commands.conclude(point, True, "同意", town.hand("head")))
    assert said == "meeting.no-decision-text"
    text = "经查证属实，情节符合细则规定，会议认定成立。"
    assert commands.conclude(point, True, text, town.hand("head")).carried


def test_what_was_not_decided_waits_for_another_meeting(town: Town) -> None:
    waits = [queries.Waiting(PointKind.GRANT_BATCH, BATCH, "5月加分")]
    assert queries.waiting(town.area, waits) == waits
    point = opened(town, "member")
    assert queries.waiting(town.area, waits) == []
    commands.close(point.meeting, town.hand("clerk"))
    assert queries.waiting(town.area, waits) == waits
    meeting = convened(town, "member", name="6月第二次会议")
    put(town, meeting, PointKind.GRANT_BATCH)
    commands.call_off(meeting, town.hand("clerk"))
    assert queries.waiting(town.area, waits) == waits


def test_a_decided_point_never_comes_back_by_itself(town: Town) -> None:
    point = opened(town, "member")
    voted(town, point, (2, 0, 0))
    commands.conclude(point, True, "同意。", town.hand("head"))
    commands.close(point.meeting, town.hand("clerk"))
    waits = [queries.Waiting(PointKind.GRANT_BATCH, BATCH, "5月加分")]
    assert queries.waiting(town.area, waits) == []


def test_a_case_pulled_out_is_not_covered_by_the_decision(town: Town) -> None:
    inside, outside = uuid.UUID(int=21), uuid.UUID(int=22)
    point = opened(town, "member", covers=[inside, outside, inside])
    commands.spare(point, outside, town.hand("clerk"))
    voted(town, point, (2, 0, 0))
    commands.conclude(point, True, "同意。", town.hand("head"))
    assert queries.carried(inside, PointKind.GRANT_BATCH) == point
    assert queries.carried(outside, PointKind.GRANT_BATCH) is None
    assert refusal(lambda: commands.spare(point, inside, town.hand("clerk"))) == "meeting.decided"


Wrong = Callable[[Town], object]
WRONG: dict[str, Wrong] = {
    "meeting.not-yours": lambda t: commands.convene(
        t.area, name="会议", held_on=DAY, chair=t.users["head"], hand=t.hand("line")
    ),
    "meeting.no-name": lambda t: commands.convene(
        t.area, name=" ", held_on=DAY, chair=t.users["head"], hand=t.hand("clerk")
    ),
    "meeting.not-chair": lambda t: commands.convene(
        t.area, name="会议", held_on=DAY, chair=t.users["clerk"], hand=t.hand("clerk")
    ),
    "meeting.no-such-step": lambda t: voted(t, put(t, convened(t), PointKind.TIE), (1, 0, 0)),
    "meeting.chair-only": lambda t: commands.conclude(
        opened(t, "member"), True, "同意。", t.hand("member")
    ),
    "meeting.no-title": lambda t: commands.put(
        convened(t), PointKind.TIE, BATCH, " ", t.hand("clerk")
    ),
    "meeting.not-of-the-town": lambda t: commands.attend(
        convened(t),
        [people.add_user("stranger", "外人", "a-long-password-1", hand=HOST)],
        t.hand("clerk"),
    ),
    "meeting.absent": lambda t: commands.recuse(
        opened(t), t.users["member"], "本人申请", t.hand("clerk")
    ),
    "meeting.no-reason": lambda t: commands.recuse(
        opened(t, "member"), t.users["member"], "", t.hand("clerk")
    ),
    "meeting.too-few": lambda t: voted(t, opened(t), (1, 0, 0)),
    "meeting.votes-differ": lambda t: voted(t, opened(t, "member"), (1, 0, 0)),
    "meeting.no-dissent": lambda t: voted(t, opened(t, "member"), (1, 1, 0)),
    "meeting.no-vote": lambda t: commands.conclude(
        opened(t, "member"), True, "同意。", t.hand("head")
    ),
    "meeting.unknown": lambda t: queries.meeting(t.area, "没有的会议"),
    "meeting.no-such-point": lambda t: queries.point(convened(t), 9),
    "meeting.not-closed": lambda t: commands.issue_minutes(convened(t), t.hand("clerk")),
}


@pytest.mark.parametrize("code", sorted(WRONG))
def test_a_meeting_declines_with_a_sentence(town: Town, code: str) -> None:
    assert refusal(lambda: WRONG[code](town)) == code


def test_a_vote_and_a_decision_stand(town: Town) -> None:
    point = opened(town, "member")
    voted(town, point, (2, 0, 0))
    late = refusal(
        lambda: commands.recuse(point, town.users["member"], "迟到的申请", town.hand("clerk"))
    )
    assert late == "meeting.voted"
    no = refusal(lambda: commands.conclude(point, False, "不同意。", town.hand("head")))
    assert no == "meeting.not-as-voted"
    assert refusal(lambda: commands.close(point.meeting, town.hand("clerk"))) == "meeting.undecided"
    commands.conclude(point, True, "同意。", town.hand("head"))
    for again in (
        lambda: voted(town, point, (1, 0, 1)),
        lambda: commands.conclude(point, True, "再次同意。", town.hand("head")),
    ):
        assert refusal(again) == "meeting.decided"


def test_a_meeting_is_not_opened_before_its_day(town: Town) -> None:
    meeting = convened(town, "member")
    early = town.hand("clerk", on=DAY - dt.timedelta(days=1))
    assert refusal(lambda: commands.start(meeting, early)) == "meeting.before-its-day"


def test_asked_twice_nothing_is_added(town: Town) -> None:
    first, again = convened(town, "member"), convened(town, "member")
    assert first == again
    assert put(town, first, PointKind.TIE) == put(town, again, PointKind.TIE)
    assert (Meeting.objects.count(), Point.objects.count()) == (1, 1)
    assert Attendee.objects.count() == 2


def test_the_buttons_are_what_the_commands_accept(town: Town) -> None:
    meeting = convened(town, "member")
    clerk, head = town.actor("clerk"), town.actor("head")
    assert Action.OPEN in queries.open_actions(meeting, clerk, on=DAY)
    assert queries.open_actions(meeting, town.actor("line"), on=DAY) == ()
    commands.start(meeting, town.hand("clerk"))
    assert Action.CONCLUDE not in queries.open_actions(meeting, clerk, on=DAY)
    assert Action.CONCLUDE in queries.open_actions(meeting, head, on=DAY)


def test_a_decision_changed_behind_our_back_is_found(town: Town) -> None:
    point = opened(town, "member")
    voted(town, point, (2, 0, 0))
    commands.conclude(point, True, "同意。", town.hand("head"))
    Point.objects.filter(pk=point.pk).update(votes_for=1, abstained=1)
    Meeting.objects.filter(pk=point.meeting_id).update(state=State.CLOSED)
    codes = [fault.code for fault in queries.faults(town.area)]
    assert codes == ["resolution.changed", "meeting.state"]
    assert list(chain_faults(town.area.path)) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(text="改写")
    assert connection.connection is not None


def test_a_member_of_another_town_has_no_hat_at_this_meeting(town: Town) -> None:
    other = found("p1/c1/k2/t1")
    other.day = DAY
    meeting = convened(town)
    strange = actor(other.users["head"])
    assert queries.open_actions(meeting, strange, on=DAY) == ()
    assert refusal(lambda: commands.start(meeting, other.hand("clerk"))) == "meeting.not-yours"
    said = refusal(lambda: commands.attend(meeting, [other.users["member"]], town.hand("clerk")))
    assert said == "meeting.not-of-the-town"
