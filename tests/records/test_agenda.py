"""What waits for a meeting stands on the agenda's list until a meeting has decided it."""

import datetime as dt
from collections.abc import Callable

import pytest

from jifen.core.consequence import Action as Deed
from jifen.core.consequence import State as Stands
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.meeting import PointKind
from jifen.core.points import Centipoints
from jifen.core.posts import Body
from jifen.core.workflow import Action, State
from jifen.meetings import commands as meetings
from jifen.meetings.models import Point
from jifen.meetings.queries import Waiting, attendees, voters
from jifen.outcomes.agenda import waiting
from jifen.outcomes.commands import Entry, enter
from jifen.people.models import Area, Holding, User
from jifen.publicity import commands as publicity
from jifen.standings.commands import brief
from tests.harness.kept import once
from tests.laws import town as laws
from tests.laws.town import EAST
from tests.records import town as records
from tests.records.test_outcomes_posts import second_time

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 6, 2)
HALF = dt.date(2025, 1, 31)
WHY = "村民代表反映其长期不履行职责，材料附后。"


@pytest.fixture
def town() -> laws.Town:
    made = once(laws.found)
    made.day = DAY
    return made


def listed(area: Area) -> list[tuple[str, object]]:
    return [(one.kind.value, one.about) for one in waiting(area)]


def decided(
    area: Area, one: Waiting, hand: Callable[[str], Hand], users: dict[str, User], *who: str
) -> Point:
    """Put what waits before a meeting of the head and others, who all say yes."""
    held_on = hand("clerk").today
    meeting = meetings.convene(
        area, name="领导小组会议", held_on=held_on, chair=users["head"], hand=hand("clerk")
    )
    meetings.attend(meeting, [users[name] for name in who], hand("clerk"))
    point = meetings.put(
        meeting, one.kind, one.about, one.title, hand("clerk"), covers=one.covers, cadres=one.cadres
    )
    assert listed(area) == [], "on an agenda it waits no longer"
    meetings.start(meeting, hand("clerk"))
    able, _ = voters(point, attendees(meeting), area)
    meetings.vote(point, len(able), 0, 0, "", hand("clerk"))
    meetings.conclude(point, True, "经集体研究，同意按照规定的程序办理。", hand("head"))
    return point


def test_a_grave_deduction_waits_when_its_legality_was_checked(town: laws.Town) -> None:
    claim = town.draft("line", "D-4", "张三稻", measures=Measures(chosen=Centipoints(1200)))
    way = ("line", Action.PROPOSE), ("stationed", Action.ATTEST), ("clerk", Action.TAKE_UP)
    claim = town.walk(claim, *way, ("clerk", Action.NOTICE))
    assert claim.due_on
    town.day = claim.due_on + dt.timedelta(days=1)
    town.walk(claim, ("clerk", Action.HEAR_NOTHING))
    assert listed(town.area) == []
    town.walk(claim, ("head", Action.CHECK_LAW))
    (one,) = waiting(town.area)
    assert (one.kind, one.about, one.cadres) == (
        PointKind.GRAVE,
        claim.ref,
        (town.code("张三稻"),),
    )
    assert "张三稻" in one.title
    decided(town.area, one, town.hand, town.users, "member", "member-2")
    assert listed(town.area) == []
    assert town.walk(claim, ("member", Action.DECIDE)).state == State.DECIDED


def test_an_award_that_a_meeting_sets_waits_until_it_is_approved(town: laws.Town) -> None:
    measures = Measures(chosen=Centipoints(200), decision="镇积办〔2025〕8号")
    way = ("line", Action.SUBMIT), ("clerk", Action.VERIFY)
    town.walk(town.draft("line", "A-2", "李二麦"), *way)
    claim = town.walk(town.draft("line", "M-3", "张三稻", measures=measures), *way)
    assert listed(town.area) == [("range-award", claim.ref)], "an ordinary range is no meeting's"
    town.walk(claim, ("member", Action.APPROVE))
    assert listed(town.area) == []


def test_an_award_in_a_batch_waits_with_its_batch(town: laws.Town) -> None:
    measures = Measures(chosen=Centipoints(200), decision="镇积办〔2025〕8号")
    way = ("line", Action.SUBMIT), ("clerk", Action.VERIFY)
    town.walk(town.draft("line", "M-3", "张三稻", measures=measures, unit=EAST), *way)
    batch = publicity.gather(town.cycle, DAY, hand=town.hand("clerk"))
    assert listed(town.area) == [("grant-batch", batch.ref)]


def test_a_confidential_case_is_on_no_agenda(town: laws.Town) -> None:
    claim = town.draft("line", "D-4", "张三稻", measures=Measures(chosen=Centipoints(1200)))
    claim.state, claim.confidential = State.CHECKED, True
    claim.save()
    assert listed(town.area) == []
    claim.confidential = False
    claim.save()
    assert listed(town.area) == [("grave", claim.ref)]


def test_a_tie_at_a_line_of_the_latest_edition_waits_for_a_meeting() -> None:
    town = records.found()
    brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
    found = waiting(town.area)
    assert [one.kind for one in found] == [PointKind.TIE, PointKind.TIE], "the low, the reminder"
    assert all(len(one.cadres) == 7 for one in found)
    for one in found[1:]:
        held = town.hand("clerk").today
        meeting = meetings.convene(
            town.area,
            name="第二次会议",
            held_on=held,
            chair=town.users["head"],
            hand=town.hand("clerk"),
        )
        meetings.put(meeting, one.kind, one.about, one.title, town.hand("clerk"))
    decided(town.area, found[0], town.hand, town.users, "member")
    assert listed(town.area) == []


def test_where_no_line_runs_through_a_tie_nothing_waits() -> None:
    town = records.found(ladder=records.NO_LOW_RANK)
    brief(town.cycle, checkpoint_on=HALF, hand=town.hand("clerk"))
    assert listed(town.area) == []


def test_a_party_post_is_ended_only_after_the_meeting_that_carried_it() -> None:
    town = records.found(ladder=records.NO_LOW_RANK)
    case = second_time(town)
    seq = Holding.objects.get(cadre=case.cadre, body=Body.PARTY, to_on=None).seq

    def put(action: Deed, who: str) -> str:
        entry = Entry(done_on=town.today, paper="镇积办〔2025〕8号", reason=WHY, figures={})
        row = enter(town.area, case.id, seq, action, entry, hand=town.hand(who))
        return str(row.target)

    put(Deed.SUBMIT, "clerk")
    (one,) = waiting(town.area)
    assert (one.kind, one.title.split("（")[0]) == (
        PointKind.CONSEQUENCE,
        "甲一 青禾村党支部书记",
    )
    with pytest.raises(Refusal, match=r"consequence\.no-meeting"):
        put(Deed.REMOVE, "committee")
    decided(town.area, one, town.hand, town.users, "member", "committee")
    assert listed(town.area) == []
    assert put(Deed.REMOVE, "committee") == Stands.REMOVAL
    assert Holding.objects.get(seq=seq, cadre=case.cadre).to_on is None
