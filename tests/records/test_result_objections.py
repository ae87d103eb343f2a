"""Objections to publicised results: made, ruled on by others, in the way of the close, proved."""

import datetime as dt
from collections.abc import Callable

import pytest

from jifen.chain.models import Record
from jifen.core.access import Role
from jifen.core.appraising import State
from jifen.core.errors import Refusal
from jifen.notices.models import Notice
from jifen.outcomes.queries import verify
from jifen.papers.models import Paper
from jifen.people import commands as people
from jifen.publicity.kinds import Way
from jifen.results import commands, objecting, objection_letters, objections, queries
from jifen.results.models import Answer, Objection
from tests.harness.database import undone, walls_down
from tests.harness.host import HOST
from tests.records.results_town import closed, decided, town
from tests.records.town import PASSWORD, Town, found

pytestmark = pytest.mark.django_db
TEXT = "帮扶任务不是他一个人完成的。"
REASON = "经核查原始凭证和当事人说明，反映的情况不属实。"
BORNE_OUT = "经核查原始凭证，反映的情况属实，考核得分有误。"


@pytest.fixture
def small() -> Town:
    """A town whose results are publicised, with a cadre's account and a discipline inspection."""
    made = town()
    made.fact("甲一", "A-1", "9", dt.date(2024, 10, 8))
    closed(made)
    for login, role in (("discipline", Role.DISCIPLINE), ("second", Role.MEMBER)):
        made.users[login] = people.add_user(f"small-{login}", login, PASSWORD, hand=HOST)
        from_on = dt.date(2024, 1, 1)
        people.grant(made.users[login], role, made.area, from_on=from_on, hand=HOST)
    decided(made)
    for login, name in (("cadre", "甲二"), ("other", "乙一")):
        user = people.add_user(f"small-{login}", name, PASSWORD, cadre=made.cadre(name), hand=HOST)
        people.grant(user, Role.CADRE, made.area, from_on=dt.date(2024, 1, 1), hand=HOST)
        made.users[login] = user
    commands.post(made.cycle, contact="示例镇纪委 0000", hand=made.hand("clerk"))
    return made


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code


def said(small: Town, login: str = "cadre", *, about: str = "甲一", text: str = TEXT) -> Objection:
    code = small.code(about) if about else ""
    return objecting.object_to(small.cycle, code, text, hand=small.hand(login))


def ruled(small: Town, one: Objection, login: str, *, upheld: bool = False) -> Answer:
    reason = BORNE_OUT if upheld else REASON
    hand = small.hand(login)
    return objecting.rule(small.cycle, one.ref, upheld=upheld, reason=reason, hand=hand)


def over(small: Town) -> None:
    """Go to the day after the publicity."""
    posted = queries.course(small.cycle).posted
    assert posted is not None
    assert posted.until_on is not None
    small.today = posted.until_on + dt.timedelta(days=1)


def told(code: str) -> set[str]:
    return set(Notice.objects.filter(code=code).values_list("user__name", flat=True))


def test_results_do_not_stand_while_an_objection_waits_and_do_after_its_ruling(
    small: Town,
) -> None:
    one = said(small)
    assert told(objecting.MADE) == {"discipline", "second"}
    over(small)
    refused(
        "results.no-answered",
        lambda: commands.confirm(small.cycle, hand=small.hand("clerk")),
    )
    ruled(small, one, "discipline")
    assert told(objecting.RULED) == {"甲二"}
    assert not Notice.objects.filter(code=objecting.MADE, done=False).exists()
    commands.confirm(small.cycle, hand=small.hand("clerk"))
    assert queries.course(small.cycle).state is State.STANDING
    assert list(verify(small.area)) == []


def test_the_closing_record_lists_what_was_objected_and_names_nobody(small: Town) -> None:
    ruled(small, said(small), "second")
    ruled(small, said(small, "other", about="", text="总体情况没有说明。"), "discipline")
    over(small)
    commands.confirm(small.cycle, reason="已经存档。", hand=small.hand("clerk"))
    course = queries.course(small.cycle)
    title = objection_letters.title(course)
    assert Paper.objects.filter(title=title).count() == 1
    text = repr(objection_letters.record(course, objections.of_cycle(small.cycle), on=small.today))
    assert "收到异议2件" in text
    assert text.count("异议不成立") == 2
    for name in ("甲一", "甲二", "乙一", TEXT):
        assert name not in text


def test_without_an_objection_the_record_says_so(small: Town) -> None:
    over(small)
    commands.confirm(small.cycle, hand=small.hand("clerk"))
    record = objection_letters.record(queries.course(small.cycle), [], on=small.today)
    assert "没有收到异议" in repr(record)


def test_what_is_borne_out_has_the_committee_take_the_results_back(small: Town) -> None:
    one, waits = said(small), said(small, "other")
    ruled(small, one, "second", upheld=True)
    assert told(objecting.UPHELD) == {"committee"}
    over(small)
    refused("results.no-answered", lambda: commands.confirm(small.cycle, hand=small.hand("clerk")))
    ruled(small, waits, "second")
    refused("results.no-unopposed", lambda: commands.confirm(small.cycle, hand=small.hand("clerk")))
    commands.reopen(
        small.cycle, reason="有异议经核查成立，撤回重新拟定。", hand=small.hand("committee")
    )
    decided(small)
    commands.post(small.cycle, contact="示例镇纪委 0000", hand=small.hand("clerk"))
    over(small)
    commands.confirm(small.cycle, hand=small.hand("clerk"))
    course = queries.course(small.cycle)
    assert course.state is State.STANDING
    assert "第" in objection_letters.title(course), "the second record is another paper"
    assert list(verify(small.area)) == []


def test_of_results_taken_back_what_waits_is_still_ruled_on_before_others_stand(
    small: Town,
) -> None:
    one = said(small)
    commands.reopen(
        small.cycle, reason="计票单有误，撤回以后重新拟定。", hand=small.hand("committee")
    )
    decided(small)
    commands.post(small.cycle, contact="示例镇纪委 0000", hand=small.hand("clerk"))
    over(small)
    refused("results.no-answered", lambda: commands.confirm(small.cycle, hand=small.hand("clerk")))
    ruled(small, one, "second")
    commands.confirm(small.cycle, hand=small.hand("clerk"))
    assert queries.course(small.cycle).state is State.STANDING


# ------------------------------------------------------------------ who objects
def test_the_same_objection_twice_is_one_and_another_is_another(small: Town) -> None:
    assert said(small) == said(small)
    assert said(small, text="另一件事也不对。") != said(small)
    assert said(small, about="") != said(small)


def test_what_cannot_be_objected_is_refused_with_why(small: Town) -> None:
    refused("objection.no-text", lambda: said(small, text="不对"))
    hand = small.hand("cadre")
    refused(
        "results.no-such-person",
        lambda: objecting.object_to(small.cycle, "V99-001X", TEXT, hand=hand),
    )
    over(small)
    refused("objection.not-posted", lambda: said(small))
    assert not Objection.objects.exists()


def test_nobody_of_another_town_objects_here(small: Town) -> None:
    other = found(name="邻镇", path="p1/c1/k2/t9")
    refused(
        "objection.not-yours",
        lambda: objecting.object_to(small.cycle, "", TEXT, hand=other.hand("member")),
    )
    assert not Objection.objects.exists()


def entered(small: Town, login: str = "clerk", **given: str) -> Objection:
    words = {"reporter": "村民", "paper": "收〔2025〕7号", "way": "paper"} | given
    return objecting.enter(
        small.cycle,
        "",
        TEXT,
        way=Way(words["way"]),
        reporter=words["reporter"],
        paper=words["paper"],
        hand=small.hand(login),
    )


def test_the_office_writes_down_what_came_on_paper_and_hands_the_reply_over(small: Town) -> None:
    refused("objection.not-office", lambda: entered(small, "member"))
    refused("objection.not-office", lambda: entered(small, way="account"))
    refused("objection.no-paper", lambda: entered(small, paper=" "))
    one = entered(small)
    assert entered(small) == one
    hand = small.hand("clerk")
    refused("objection.not-ruled", lambda: objecting.reply(small.cycle, one.ref, hand=hand))
    refused("objection.own", lambda: ruled(small, one, "clerk"))
    answer = ruled(small, one, "second")
    paper = objecting.reply(small.cycle, one.ref, hand=small.hand("clerk"))
    assert objecting.reply(small.cycle, one.ref, hand=small.hand("clerk")) == paper
    assert objection_letters.is_reply(paper.series)
    text = repr(objection_letters.reply(one, answer, on=small.today))
    assert REASON in text
    assert "收〔2025〕7号" in text
    assert "村民" not in text
    refused(
        "objection.unknown",
        lambda: objecting.reply(small.cycle, one.ref, hand=small.hand("second-clerk")),
    )
    mine = said(small)
    ruled(small, mine, "discipline")
    refused(
        "objection.by-account",
        lambda: objecting.reply(small.cycle, mine.ref, hand=small.hand("second")),
    )


# ------------------------------------------------------------------ who rules
def test_nobody_rules_who_decided_sat_there_objected_or_is_touched(small: Town) -> None:
    one = said(small, "second")
    for login, code in {
        "second": "objection.own",
        "committee": "objection.decided",
        "clerk": "objection.decided",
        "head": "objection.decided",
        "member": "objection.decided",
        "county": "objection.not-judge",
        "cadre": "objection.not-judge",
    }.items():
        refused(code, lambda login=login: ruled(small, one, login))
    short = {"upheld": False, "reason": "不成立"}
    hand = small.hand("discipline")
    refused(
        "objection.no-reason",
        lambda: objecting.rule(small.cycle, one.ref, hand=hand, **short),
    )
    ruled(small, one, "discipline")
    refused("objection.ruled", lambda: ruled(small, one, "discipline"))
    refused(
        "objection.unknown",
        lambda: objecting.rule(small.cycle, small.cycle.ref, upheld=True, reason=REASON, hand=hand),
    )


def test_where_the_town_has_nobody_left_the_county_rules(small: Town) -> None:
    one = said(small, "second")
    people.relate(small.users["discipline"], small.cadre("甲一"), "配偶", hand=HOST)
    refused("objection.not-judge", lambda: ruled(small, one, "discipline"))
    assert ruled(small, one, "county").by == small.users["county"].ref


def test_who_reads_it_and_who_is_shown_whose_it_is(small: Town) -> None:
    one = said(small)
    (row,) = objections.of_cycle(small.cycle)
    on = small.today
    logins = ("clerk", "member", "head", "committee", "discipline", "county", "cadre", "other")
    reads = {login for login in logins if objections.reads(row, small.actor(login), on=on)}
    assert reads == {"member", "head", "discipline", "county", "cadre"}
    knows = {login for login in logins if objections.shown_reporter(row, small.actor(login), on=on)}
    assert knows == {"discipline", "cadre"}
    key = small.users["cadre"].ref.hex.encode()
    record = Record.objects.get(town=small.area.path, kind="result-objection")
    assert key not in bytes(record.payload)
    assert one.ref.hex.encode() in bytes(record.payload)


# ------------------------------------------------------------------ the proof
def test_a_changed_objection_or_ruling_is_found(small: Town) -> None:
    one = said(small)
    answer = ruled(small, one, "second")
    assert list(verify(small.area)) == []
    for kind, seq, change in (
        ("result-objection", one.seq, lambda: Objection.objects.update(text="另有说法")),
        ("result-objection", one.seq, lambda: Objection.objects.update(reporter="别人")),
        ("result-ruling", answer.seq, lambda: Answer.objects.update(upheld=True)),
    ):
        with undone(), walls_down():
            change()
            found = {(fault.code, fault.seq) for fault in verify(small.area)}
            assert found == {(f"{kind}.changed", seq)}
