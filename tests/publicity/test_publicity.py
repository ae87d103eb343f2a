"""What is publicised, who may object and stays unnamed, how a month is decided at one meeting."""

import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pdfplumber
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from jifen.chain.models import Record
from jifen.claims import commands as claims
from jifen.claims import queries as cases
from jifen.claims.commands import together
from jifen.claims.models import Claim, Decision
from jifen.console import verbs
from jifen.console.main import DONE
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity
from jifen.core.sample import draw as drawn
from jifen.core.workdays import after
from jifen.core.workflow import Action, State
from jifen.ledger.models import Entry, Fact
from jifen.meetings import commands as meetings
from jifen.meetings.letters import is_minutes
from jifen.meetings.models import Meeting
from jifen.notices.models import Notice
from jifen.outcomes.queries import verify
from jifen.papers import queries as papers
from jifen.papers.models import Paper
from jifen.people import commands as people
from jifen.people.queries import rosters
from jifen.publicity import commands, letters, proof, queries
from jifen.publicity.commands import batches, objections, postings
from jifen.publicity.kinds import Audience, Subject, Way
from jifen.publicity.models import Batch, BatchLine, Objection, Posting, PostingLine, Ruling
from jifen.rulebook.queries import rulebook
from jifen.standings import audits
from jifen.wording import sentence
from tests.harness.host import HOST
from tests.harness.kept import once
from tests.laws.town import EAST, Town, found

DAY = dt.date(2025, 6, 2)
CONTACT = "镇纪委 0000-000000"
TOWN = Audience.TOWN


@pytest.fixture
def town(db: None, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A town whose papers are registered and not drawn; `monkeypatch.undo` has them drawn."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    made = once(found)
    made.day = DAY
    made.user("cadre", Role.CADRE, made.unit(EAST), "李二麦")
    return made


def approved(town: Town, *who: str, item: str = "A-2") -> list[Claim]:
    found = []
    for name in who or ("张三稻",):
        claim = town.draft("line", item, name)
        steps = (("line", Action.SUBMIT), ("clerk", Action.VERIFY), ("member", Action.APPROVE))
        found.append(town.walk(claim, *steps))
    return found


def posted(town: Town, *who: str, audience: Audience = TOWN) -> Posting:
    refs = [claim.ref for claim in approved(town, *who)]
    made = commands.post(
        town.area, refs, audience=audience, contact=CONTACT, hand=town.hand("clerk")
    )
    return seen(made)


def seen(posting: Posting) -> Posting:
    read = queries.posting_at(posting.ref)
    assert read is not None
    return read


def refusal(deed: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        deed()
    said = sentence(refused.value)
    assert said
    assert "%(" not in said
    return refused.value.code


def states(town: Town) -> list[str]:
    return list(Claim.objects.filter(town=town.area).order_by("pk").values_list("state", flat=True))


# ------------------------------------------------------------------ posting
def test_a_grant_is_posted_closed_and_recorded_with_its_papers(town: Town) -> None:
    posting = posted(town)
    days = rulebook(town.version).process.publicity_days
    assert (posting.from_on, posting.until_on) == (DAY, after(DAY, days, {}))
    assert Claim.objects.get().due_on == posting.until_on
    assert queries.running(town.area, on=DAY) == [posting]
    assert refusal(lambda: commands.close(posting, hand=town.hand("clerk"))) == (
        "claim.publicity-running"
    )
    town.day = posting.until_on + dt.timedelta(days=1)
    assert refusal(lambda: commands.record(posting, hand=town.hand("clerk"))) == (
        "posting.not-closed"
    )
    assert commands.clock(town.area, hand=town.hand("clerk")) == 0
    commands.close(posting, hand=town.hand("clerk"))
    commands.close(posting, hand=town.hand("clerk"))
    answers = commands.record(posting, hand=town.hand("clerk"))
    assert [one.refusal for one in answers] == [None]
    assert states(town) == [State.RECORDED]
    assert commands.record(posting, hand=town.hand("clerk")) == []
    titles = [paper.title for paper in papers.about(posting.ref)]
    assert titles == ["2025年6月2日加分事项公示结束记录", "关于2025年6月2日加分事项的公示"]
    assert queries.running(town.area, on=town.day) == []
    assert list(verify(town.area)) == []


def test_village_affairs_stay_up_for_fifteen_days_at_least(town: Town) -> None:
    posting = posted(town, audience=Audience.VILLAGE_AFFAIRS)
    assert posting.until_on == DAY + dt.timedelta(days=15)
    town.day = dt.date(2025, 6, 13)
    assert town.day > after(DAY, rulebook(town.version).process.publicity_days, {})
    early = refusal(
        lambda: claims.take_step(Claim.objects.get(), Action.RECORD, hand=town.hand("clerk"))
    )
    assert early == "claim.publicity-running"


def test_only_name_village_post_item_points_and_article_reach_the_public(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F18: whatever else a claim holds, down to its ids, is on no public paper."""
    monkeypatch.undo()
    allowed = {"name", "village", "post", "item", "points", "article"}
    assert {one.name for one in fields(letters.Line)} == allowed
    secret = "密电四四〇一"
    claim = claims.draft(
        town.cycle,
        item="A-2",
        unit=town.unit(EAST),
        people={town.code("张三稻"): Capacity.NAMED},
        happened_on=DAY - dt.timedelta(days=2),
        measures=Measures(chosen=Centipoints(100)),
        reason=f"{secret}病假 440000197001010011",
        evidence=[f"{secret}号"],
        matter=f"{secret}事项",
        hand=town.hand("line"),
    )
    town.walk(claim, ("line", Action.SUBMIT), ("clerk", Action.VERIFY), ("member", Action.APPROVE))
    posting = commands.post(
        town.area, [claim.ref], audience=TOWN, contact=CONTACT, hand=town.hand("clerk")
    )
    paper = Paper.objects.get(about=posting.ref)
    with pdfplumber.open(papers.place(paper, "pdf")) as drawn_paper:
        text = "".join(page.extract_text() for page in drawn_paper.pages)
    text = text.replace("\n", "").replace(" ", "")
    assert "张三稻" in text
    assert CONTACT.replace(" ", "") in text
    hidden = (secret, "4400001970", town.code("张三稻"), town.users["line"].name, claim.ref.hex)
    for word in hidden:
        assert word not in text
        for ending in ("docx", "xlsx"):
            assert word.encode() not in unzipped(papers.place(paper, ending))


def unzipped(path: Path) -> bytes:
    with zipfile.ZipFile(path) as whole:
        return b"".join(whole.read(name) for name in whole.namelist())


def test_many_lines_go_into_an_annex_and_a_few_stand_in_the_text(town: Town) -> None:
    few = posted(town)
    many = [one.claim for one in few.lines.all()] * (letters.IN_TEXT + 1)
    held = rosters(town.area)
    assert letters.notice(few, many[:1], held).annexes == ()
    assert len(letters.notice(few, many, held).annexes[0].table.rows) == letters.IN_TEXT + 1


def test_an_item_that_is_not_publicised_goes_straight_to_the_ledger(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = approved(town)[0]
    item = cases.item_of(claim)
    monkeypatch.setattr(type(item), "publicised", property(lambda self: False), raising=False)
    said = refusal(
        lambda: commands.post(
            town.area, [claim.ref], audience=TOWN, contact=CONTACT, hand=town.hand("clerk")
        )
    )
    assert said == "claim.no-publicity"
    claims.take_step(claim, Action.RECORD, hand=town.hand("clerk"))
    assert states(town) == [State.RECORDED]


# ------------------------------------------------------------------ objections
def objected(town: Town, posting: Posting, login: str = "cadre") -> Objection:
    return commands.object_to(
        posting.lines.all()[0], "这件事不是他做的，请核实。", hand=town.hand(login)
    )


def test_publicised_by_itself_a_grant_has_its_posting_and_its_paper(town: Town) -> None:
    (claim,) = approved(town)
    commands.take_step(claim, Action.PUBLICISE, hand=town.hand("clerk"))
    (posting,) = queries.running(town.area, on=DAY)
    assert [one.claim for one in posting.lines.all()] == [claim]
    assert posting.contact == letters.CONTACT
    assert [paper.title for paper in papers.about(posting.ref)] == [
        "关于2025年6月2日加分事项的公示"
    ]
    assert list(verify(town.area)) == []


def test_recorded_by_itself_a_grant_leaves_a_closing_record_behind(town: Town) -> None:
    (claim,) = approved(town)
    commands.take_step(claim, Action.PUBLICISE, hand=town.hand("clerk"))
    posting, claim = Posting.objects.get(), Claim.objects.get()

    def record(login: str = "clerk") -> object:
        return commands.take_step(claim, Action.RECORD, hand=town.hand(login))

    assert refusal(record) == "claim.publicity-running"
    town.day = posting.until_on + dt.timedelta(days=1)
    assert refusal(lambda: record("member")) == "posting.not-yours"
    assert record() is State.RECORDED
    assert papers.about(posting.ref)[0].title.endswith("公示结束记录")
    assert list(verify(town.area)) == []


def test_a_grant_posted_with_others_is_not_recorded_before_the_posting_is_closed(
    town: Town,
) -> None:
    posting = posted(town, "张三稻", "李二麦")
    town.day = posting.until_on + dt.timedelta(days=1)
    claim = Claim.objects.order_by("pk")[0]

    def record() -> object:
        return commands.take_step(claim, Action.RECORD, hand=town.hand("clerk"))

    assert refusal(record) == "posting.not-closed"
    commands.close(posting, hand=town.hand("clerk"))
    assert record() is State.RECORDED


def test_no_grant_is_publicised_without_its_posting_and_ruled_on_without_its_ruling(
    town: Town,
) -> None:
    (claim,) = approved(town)
    bare = refusal(lambda: claims.take_step(claim, Action.PUBLICISE, hand=town.hand("clerk")))
    assert bare == "claim.with-its-posting"
    commands.take_step(claim, Action.PUBLICISE, hand=town.hand("clerk"))
    line = PostingLine.objects.select_related("posting__town", "claim__town").get()
    one = commands.object_to(line, "这件事不是他做的，请核实。", hand=town.hand("head"))
    for action in (Action.DISMISS, Action.REOPEN):
        past = refusal(
            lambda action=action: commands.take_step(
                claim, action, reason="经核查，情况属实。", hand=town.hand("head")
            )
        )
        assert past == "claim.with-its-ruling", "else one would rule on one's own objection"
    own = refusal(
        lambda: commands.rule(one, upheld=True, reason="不属实。", hand=town.hand("head"))
    )
    assert own == "objection.own"
    assert states(town) == [State.OBJECTED]


def test_an_objection_is_read_by_whoever_weighs_it_and_told_to_whoever_may_rule(
    town: Town,
) -> None:
    posting = posted(town)
    one = objected(town, posting)
    claim = Claim.objects.get()
    reads = {login: queries.weighs(claim, town.actor(login), on=town.day) for login in town.users}
    assert queries.against(claim) == [one]
    assert {login for login, read in reads.items() if read} == {
        "member", "member-2", "head", "discipline",
    }  # fmt: skip
    told = Notice.objects.filter(about=one.ref, code="objection.made")
    assert {notice.user.ref for notice in told.select_related("user")} == {
        town.users[login].ref for login in ("member-2", "head", "discipline")
    }, "who approved it may not rule on it"
    commands.rule(one, upheld=False, reason="经核查，情况属实。", hand=town.hand("head"))
    assert queries.against(Claim.objects.get()) == []


def test_recording_waits_for_the_ruling_and_goes_on_after_it(town: Town) -> None:
    posting = posted(town)
    objected(town, posting)
    assert states(town) == [State.OBJECTED]
    town.day = posting.until_on + dt.timedelta(days=1)
    claim = Claim.objects.get()
    for login in ("clerk", "head", "member"):
        with pytest.raises(Refusal, match=r"claim\.no-such-step"):
            claims.take_step(claim, Action.RECORD, hand=town.hand(login))
    said = refusal(lambda: commands.close(posting, hand=town.hand("clerk")))
    assert said == "posting.objections-open"
    one = Objection.objects.get()
    commands.rule(one, upheld=False, reason="经核查，情况属实。", hand=town.hand("discipline"))
    assert states(town) == [State.PUBLICISED]
    commands.close(seen(posting), hand=town.hand("clerk"))
    commands.record(seen(posting), hand=town.hand("clerk"))
    assert states(town) == [State.RECORDED]
    assert list(verify(town.area)) == []


def test_an_upheld_objection_sends_the_grant_back_and_takes_it_down_at_once(town: Town) -> None:
    posting = posted(town, "张三稻", "李二麦")
    first, second = objected(town, posting), objected(town, posting, "supervision")
    commands.rule(first, upheld=True, reason="查证不实，退回。", hand=town.hand("head"))
    assert states(town) == [State.SUBMITTED, State.PUBLICISED]
    line = seen(posting).lines.all()[0]
    assert line.strike.reason == letters.UPHELD
    assert Ruling.objects.get(objection=second).upheld, "one ruling answers all against a grant"
    again = refusal(lambda: objected(town, posting))
    assert again == "objection.over"
    town.day = posting.until_on + dt.timedelta(days=1)
    commands.close(posting, hand=town.hand("clerk"))
    commands.record(posting, hand=town.hand("clerk"))
    assert states(town) == [State.SUBMITTED, State.RECORDED]
    assert list(verify(town.area)) == []


def test_a_dismissed_objection_does_not_cut_the_period_short(town: Town) -> None:
    posting = posted(town)
    one = objected(town, posting)
    commands.rule(one, upheld=False, reason="经核查，情况属实。", hand=town.hand("discipline"))
    said = refusal(
        lambda: claims.take_step(Claim.objects.get(), Action.RECORD, hand=town.hand("clerk"))
    )
    assert said == "claim.publicity-running"
    assert Claim.objects.get().due_on == posting.until_on


def test_of_two_objections_the_grant_waits_for_both_rulings(town: Town) -> None:
    posting = posted(town)
    first, second = objected(town, posting), objected(town, posting, "supervision")
    commands.rule(first, upheld=False, reason="经核查，情况属实。", hand=town.hand("head"))
    assert states(town) == [State.OBJECTED]
    commands.rule(second, upheld=False, reason="经核查，情况属实。", hand=town.hand("head"))
    assert states(town) == [State.PUBLICISED]


def test_no_step_no_record_and_no_list_but_disciplines_tells_who_objected(town: Town) -> None:
    posting = posted(town)
    one = objected(town, posting)
    step = Decision.objects.get(action=Action.OBJECT)
    assert (step.by, step.role, step.reason) == (None, "objection", "")
    key = town.users["cadre"].ref.hex.encode()
    records = Record.objects.filter(town=town.area.path, kind__in=("objection", "decision"))
    assert records.filter(kind="objection").exists()
    last = records.order_by("-seq")[:2]
    assert all(key not in bytes(record.payload) for record in last)
    assert key.decode() not in str(proof.objection(one))
    told = {
        login: queries.shown_reporter(one, town.actor(login), on=town.day)
        for login in ("clerk", "head", "member", "cadre", "line", "discipline", "committee")
    }
    assert [login for login, seen_ in told.items() if seen_] == ["discipline"]


def test_discipline_writes_down_what_came_on_paper_and_somebody_else_rules(town: Town) -> None:
    line = posted(town).lines.all()[0]

    def write(login: str, text: str = "电话反映：时间不对。") -> Objection:
        return commands.enter(line, text, way=Way.PHONE, reporter="村民", hand=town.hand(login))

    assert refusal(lambda: write("clerk")) == "objection.not-discipline"
    assert write("discipline") == write("discipline")
    assert Objection.objects.count() == 1
    one = Objection.objects.get()
    for login, code in {
        "discipline": "objection.own",
        "member": "claim.same-hand",
        "clerk": "claim.not-your-step",
        "line": "claim.not-your-step",
    }.items():
        said = refusal(
            lambda login=login: commands.rule(
                one, upheld=True, reason="查证不实，退回。", hand=town.hand(login)
            )
        )
        assert said == code, login
    unheard = refusal(lambda: commands.rule(one, upheld=False, reason="", hand=town.hand("head")))
    assert unheard == "claim.reason-needed"
    commands.rule(one, upheld=False, reason="经核查，情况属实。", hand=town.hand("head"))
    again = refusal(
        lambda: commands.rule(one, upheld=False, reason="再次处理。", hand=town.hand("head"))
    )
    assert again == "objection.ruled"


def test_the_same_objection_twice_is_one(town: Town) -> None:
    posting = posted(town)
    assert objected(town, posting) == objected(town, posting)
    assert refusal(
        lambda: commands.object_to(posting.lines.all()[0], "不对", hand=town.hand("supervision"))
    ) == ("objection.no-text")


def test_nobody_of_another_town_objects_here(town: Town) -> None:
    other = found("p1/c1/k2/t1")
    other.day = DAY
    line = posted(town).lines.all()[0]
    said = refusal(
        lambda: commands.object_to(line, "越界的异议内容", hand=other.hand("discipline"))
    )
    assert said == "objection.not-yours"
    assert states(town) == [State.PUBLICISED]


def test_what_is_withdrawn_later_is_taken_off_by_the_day(town: Town) -> None:
    posting = posted(town)
    town.day = posting.until_on + dt.timedelta(days=1)
    commands.close(posting, hand=town.hand("clerk"))
    commands.record(posting, hand=town.hand("clerk"))
    fact = Fact.objects.select_related("town", "unit", "cycle__town", "version").get()
    claims.withdraw(fact, reason="查证不实", hand=town.hand("clerk"), second=town.actor("member"))
    town.day += dt.timedelta(days=1)
    assert commands.clock(town.area, hand=town.hand("clerk")) == 1
    assert commands.clock(town.area, hand=town.hand("clerk")) == 0
    assert seen(posting).lines.all()[0].strike.reason == letters.REVERSED
    assert list(verify(town.area)) == []


# ------------------------------------------------------------------ the monthly batch
def verified(town: Town, *who: str) -> list[Claim]:
    return [
        town.walk(
            town.draft("line", "A-2", name), ("line", Action.SUBMIT), ("clerk", Action.VERIFY)
        )
        for name in who
    ]


def meeting(town: Town, *who: str) -> Meeting:
    made = meetings.convene(
        town.area, name="6月例会", held_on=town.day, chair=town.users["head"],
        hand=town.hand("clerk"),
    )  # fmt: skip
    meetings.attend(made, [town.users[login] for login in who], town.hand("clerk"))
    return made


def carried(town: Town, batch: Batch, *who: str) -> None:
    held = meeting(town, *(who or ("member",)))
    point = commands.table(batch, held, hand=town.hand("clerk"))
    meetings.start(held, town.hand("clerk"))
    meetings.vote(point, 1 + len(who or ("member",)), 0, 0, "", town.hand("clerk"))
    meetings.conclude(point, True, "同意审定。", town.hand("head"))
    meetings.close(held, town.hand("clerk"))


def stage(batch: Batch) -> str:
    read = queries.batch_at(batch.ref)
    assert read is not None
    return queries.stage(read, queries.lines(read), queries.point_of(read)).value


def test_a_month_goes_through_one_meeting_one_posting_and_one_entry(town: Town) -> None:
    verified(town, "张三稻", "李二麦", "王一禾")
    batch = commands.gather(town.cycle, DAY, hand=town.hand("clerk"))
    assert stage(batch) == "gathered"
    pulled = batch.lines.order_by("pk")[1].claim
    commands.pull(batch, pulled, "材料还要补充", hand=town.hand("clerk"))
    assert refusal(lambda: commands.approve(batch, hand=town.hand("head"))) == "batch.not-carried"
    carried(town, batch)
    assert stage(batch) == "carried"
    assert [one.refusal for one in commands.approve(batch, hand=town.hand("head"))] == [None] * 2
    assert stage(batch) == "approved"
    posting, refused = commands.publish(
        batch, audience=TOWN, contact=CONTACT, hand=town.hand("clerk")
    )
    assert commands.publish(batch, audience=TOWN, contact=CONTACT, hand=town.hand("clerk")) == (
        posting,
        [],
    )
    assert refused == []
    assert stage(batch) == "posted"
    town.day = posting.until_on + dt.timedelta(days=1)
    commands.close(seen(posting), hand=town.hand("clerk"))
    assert stage(batch) == "closed"
    answers = commands.record(seen(posting), hand=town.hand("clerk"))
    assert [one.refusal for one in answers] == [None, None]
    assert stage(batch) == "recorded"
    assert states(town) == [State.RECORDED, State.VERIFIED, State.RECORDED]
    keys = set(Entry.objects.filter(event="accept").values_list("event_key", flat=True))
    assert keys == {posting.ref.hex}, "one movement for all of them"
    assert list(verify(town.area)) == []


def test_what_was_pulled_out_waits_for_the_next_batch_of_another_month(town: Town) -> None:
    verified(town, "张三稻", "李二麦")
    batch = commands.gather(town.cycle, DAY, hand=town.hand("clerk"))
    out = batch.lines.order_by("pk")[0].claim
    commands.pull(batch, out, "材料还要补充", hand=town.hand("clerk"))
    nothing = refusal(lambda: commands.gather(town.cycle, DAY, hand=town.hand("clerk")))
    assert nothing == "batch.nothing"
    later = commands.gather(town.cycle, dt.date(2025, 7, 1), hand=town.hand("clerk"))
    assert [one.claim for one in later.lines.all()] == [out]


def test_a_grant_of_somebodys_kin_who_voted_is_pulled_out_and_the_others_go_on(
    town: Town,
) -> None:
    people.relate(town.users["member"], town.cadre("张三稻"), "配偶", hand=HOST)
    kin, other = verified(town, "张三稻", "李二麦")
    batch = commands.gather(town.cycle, DAY, hand=town.hand("clerk"))
    carried(town, batch)
    answers = {a.claim: a.refusal and a.refusal.code for a in batch_approved(town, batch)}
    assert answers == {kin: batches.CLOSE, other: None}
    line = BatchLine.objects.get(claim=kin)
    said = sentence(Refusal(line.pulled, **line.values))
    assert town.users["member"].name in said
    assert states(town) == [State.VERIFIED, State.APPROVED]


def batch_approved(town: Town, batch: Batch) -> list[claims.Answer]:
    return commands.approve(batch, hand=town.hand("head"))


def test_without_the_relation_both_are_approved(town: Town) -> None:
    """The control of the test above."""
    verified(town, "张三稻", "李二麦")
    batch = commands.gather(town.cycle, DAY, hand=town.hand("clerk"))
    carried(town, batch)
    assert [one.refusal for one in batch_approved(town, batch)] == [None, None]


def test_only_who_voted_carries_the_decision_out(town: Town) -> None:
    verified(town, "张三稻")
    batch = commands.gather(town.cycle, DAY, hand=town.hand("clerk"))
    carried(town, batch)
    said = refusal(lambda: commands.approve(batch, hand=town.hand("member-2")))
    assert said == "batch.not-at-the-meeting"


def test_a_grant_that_cannot_be_recorded_keeps_back_itself_alone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting = posted(town, "张三稻", "李二麦", "王一禾")
    town.day = posting.until_on + dt.timedelta(days=1)
    commands.close(posting, hand=town.hand("clerk"))
    sick = posting.lines.all()[1].claim
    check = together.check_fact

    def once(one: object, *rest: object, **more: object) -> None:
        if one.key == sick.ref:  # type: ignore[attr-defined]
            raise Refusal("fact.nobody-bears", item="A-2", unit=EAST)
        check(one, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(together, "check_fact", once)
    answers = commands.record(posting, hand=town.hand("clerk"))
    codes = [one.refusal and one.refusal.code for one in answers]
    assert codes == [None, "fact.nobody-bears", None]
    assert states(town) == [State.RECORDED, State.PUBLICISED, State.RECORDED]
    monkeypatch.undo()
    assert [one.refusal for one in commands.record(posting, hand=town.hand("clerk"))] == [None]
    assert list(verify(town.area)) == []


def test_many_are_handed_in_and_verified_at_once_and_no_deduction_is(town: Town) -> None:
    drafts = [town.draft("line", "A-2", name) for name in ("张三稻", "李二麦")]
    charge = town.draft("line", "D-1", "张三稻")
    refs = [one.ref for one in (*drafts, charge)]
    answers = claims.take_together(town.area, refs, Action.SUBMIT, hand=town.hand("line"))
    codes = {one.claim.pk: one.refusal and one.refusal.code for one in answers}
    assert codes == {drafts[0].pk: None, drafts[1].pk: None, charge.pk: "claim.not-together"}
    answers = claims.take_together(town.area, refs[:2], Action.VERIFY, hand=town.hand("line"))
    assert {one.refusal and one.refusal.code for one in answers} == {"claim.same-hand"}
    claims.take_together(town.area, refs[:2], Action.VERIFY, hand=town.hand("clerk"))
    assert states(town) == [State.VERIFIED, State.VERIFIED, State.DRAFT]
    one_by_one = refusal(
        lambda: claims.take_together(town.area, refs, Action.APPROVE, hand=town.hand("head"))
    )
    assert one_by_one == "claim.not-together"


# ------------------------------------------------------------------ minor deductions of a month
def heard(town: Town, *who: str, points: int = 100) -> list[Claim]:
    """Deductions, noticed and served, whose time to answer ended in silence."""
    found = []
    for name in who:
        claim = town.draft("line", "D-4", name, measures=Measures(chosen=Centipoints(points)))
        way = (("line", Action.PROPOSE), ("clerk", Action.TAKE_UP), ("clerk", Action.NOTICE))
        found.append(town.walk(claim, *way))
    due = max(c.due_on for c in Claim.objects.filter(town=town.area) if c.due_on)
    town.day = due + dt.timedelta(days=1)
    return [town.walk(claim, ("clerk", Action.HEAR_NOTHING)) for claim in found]


def test_minor_deductions_of_a_month_are_decided_by_one_list_and_never_publicised(
    town: Town,
) -> None:
    heard(town, "张三稻", "李二麦")
    batch = commands.gather(town.cycle, DAY, subject=Subject.DEDUCTIONS, hand=town.hand("clerk"))
    assert [one.kind.value for one in queries.awaiting_meeting(town.area)] == ["deduction-list"]
    paper = commands.issue_list(batch, hand=town.hand("clerk"))
    assert is_minutes(paper.series), "read by the office and the deciders alone"
    carried(town, batch)
    assert [one.refusal for one in batch_approved(town, batch)] == [None, None]
    assert states(town) == [State.DECIDED, State.DECIDED]
    assert stage(batch) == "decided"
    said = refusal(
        lambda: commands.publish(batch, audience=TOWN, contact=CONTACT, hand=town.hand("clerk"))
    )
    assert said == "batch.not-publicised"
    assert not Entry.objects.filter(event="accept").exists(), "nothing counts before it is final"


def test_a_deduction_that_is_not_minor_is_in_no_list(town: Town) -> None:
    line = rulebook(town.version).process.minor_line
    heard(town, "张三稻", points=line)
    said = refusal(
        lambda: commands.gather(
            town.cycle, DAY, subject=Subject.DEDUCTIONS, hand=town.hand("clerk")
        )
    )
    assert said == "batch.nothing"


# ------------------------------------------------------------------ the second look
def recorded(town: Town, *who: str) -> Posting:
    posting = posted(town, *who)
    town.day = posting.until_on + dt.timedelta(days=1)
    commands.close(posting, hand=town.hand("clerk"))
    commands.record(posting, hand=town.hand("clerk"))
    return posting


def test_anybody_draws_the_same_sample_from_the_chain(town: Town) -> None:
    recorded(town, "张三稻", "李二麦", "王一禾")
    june = DAY.replace(day=1)
    said = refusal(lambda: commands.draw(town.area, june, hand=town.hand("clerk")))
    assert said == "recheck.month-running"
    town.day = dt.date(2025, 7, 3)
    sample = commands.draw(town.area, june, percent=10, hand=town.hand("discipline"))
    again = commands.draw(town.area, june, percent=5, hand=town.hand("clerk"))
    assert sample == again, "once a month"
    last = Record.objects.filter(
        town=town.area.path, at__lt=dt.datetime(2025, 6, 30, 16, tzinfo=dt.UTC)
    )
    assert sample.seed == last.order_by("-seq")[0].hash
    keys = [claim.ref.hex for claim in Claim.objects.filter(town=town.area)]
    inside = {line.claim.ref.hex for line in sample.lines.all()}
    assert inside == set(drawn(keys, seed=sample.seed, percent=10))
    assert list(verify(town.area)) == []


def test_a_grant_found_wrong_proposes_its_withdrawal_and_moves_nothing(town: Town) -> None:
    recorded(town, "张三稻")
    town.day = dt.date(2025, 7, 3)
    sample = commands.draw(town.area, DAY, hand=town.hand("clerk"))
    line = queries.recheck_line(town.area, sample.ref, sample.lines.get().claim.ref)
    assert line is not None
    entries = Entry.objects.count()
    for login, code in {
        "clerk": "recheck.same-hand",
        "member": "recheck.same-hand",
        "auditor": "recheck.not-yours",
    }.items():
        said = refusal(
            lambda login=login: commands.enter_result(
                line, right=False, reason="现场核对不符", hand=town.hand(login)
            )
        )
        assert said == code
    assert list(queries.to_withdraw(town.area)) == []
    short = refusal(
        lambda: commands.enter_result(line, right=False, reason="错", hand=town.hand("clerk-2"))
    )
    assert short == "recheck.no-reason"
    commands.enter_result(line, right=False, reason="现场核对不符", hand=town.hand("clerk-2"))
    assert list(queries.to_withdraw(town.area)) == [line]
    assert Entry.objects.count() == entries
    done = refusal(
        lambda: commands.enter_result(
            line, right=True, reason="再次核对无误", hand=town.hand("head")
        )
    )
    assert done == "recheck.done"
    assert list(verify(town.area)) == []


def test_the_auditor_reads_what_second_looks_found(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(town, "张三稻")
    town.day = dt.date(2025, 7, 3)
    sample = commands.draw(town.area, DAY, hand=town.hand("clerk"))
    line = queries.recheck_line(town.area, sample.ref, sample.lines.get().claim.ref)
    assert line is not None
    (row,) = audits.audit(town.cycle, seed="8").rechecked
    assert row.fact.key == line.claim.fact
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(town.users["auditor"])
    address = reverse("audit", args=[town.cycle.ref])
    assert "尚未复查" in client.get(address).content.decode()
    commands.enter_result(line, right=False, reason="现场核对不符", hand=town.hand("clerk-2"))
    page = client.get(address).content.decode()
    assert ("现场核对不符" in page, "尚未复查" in page) == (True, False)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{address[:-1]}.xlsx").content)) as book:
        assert "现场核对不符" in book.read("xl/sharedStrings.xml").decode()
    words = f"audit --cycle {town.cycle.name} --as {town.users['auditor'].login}".split()
    assert verbs.run(words) == DONE
    assert "现场核对不符" in capsys.readouterr().out


def test_a_month_without_grants_has_nothing_to_draw(town: Town) -> None:
    for percent, code in ((5, "recheck.nothing"), (50, "recheck.percent")):
        said = refusal(
            lambda percent=percent: commands.draw(
                town.area, dt.date(2025, 3, 1), percent=percent, hand=town.hand("clerk")
            )
        )
        assert said == code
    said = refusal(lambda: commands.draw(town.area, DAY, hand=town.hand("line")))
    assert said == "recheck.not-yours"


# ------------------------------------------------------------------ what is declined
WRONG: dict[str, Callable[[Town], object]] = {
    "posting.no-contact": lambda t: commands.post(
        t.area, [approved(t)[0].ref], audience=TOWN, contact=" ", hand=t.hand("clerk")
    ),
    "posting.nothing": lambda t: commands.post(
        t.area, [uuid.uuid4()], audience=TOWN, contact=CONTACT, hand=t.hand("clerk")
    ),
    "posting.not-yours": lambda t: commands.close(posted(t), hand=t.hand("line")),
    "claim.not-your-step": lambda t: commands.post(
        t.area, [approved(t)[0].ref], audience=TOWN, contact=CONTACT, hand=t.hand("member")
    ),
    "batch.not-yours": lambda t: commands.gather(t.cycle, DAY, hand=t.hand("member")),
    "batch.nothing": lambda t: commands.gather(t.cycle, DAY, hand=t.hand("clerk")),
    "batch.no-reason": lambda t: commands.pull(
        gathered(t), Claim.objects.get(), " ", hand=t.hand("clerk")
    ),
    "batch.not-inside": lambda t: [
        commands.pull(batch, Claim.objects.get(), "另案", hand=t.hand("clerk"))
        for batch in [gathered(t)] * 2
    ],
    "batch.nothing-left": lambda t: emptied(t),
}


def gathered(town: Town) -> Batch:
    verified(town, "张三稻")
    return commands.gather(town.cycle, DAY, hand=town.hand("clerk"))


def emptied(town: Town) -> None:
    batch = gathered(town)
    commands.pull(batch, Claim.objects.get(), "另案办理", hand=town.hand("clerk"))
    assert stage(batch) == "empty"
    commands.table(batch, meeting(town), hand=town.hand("clerk"))


@pytest.mark.parametrize("code", sorted(WRONG))
def test_publicity_declines_with_a_sentence(town: Town, code: str) -> None:
    assert refusal(lambda: WRONG[code](town)) == code


def test_what_is_kept_of_publicity_cannot_be_rewritten_unseen(town: Town) -> None:
    posting = posted(town)
    objected(town, posting)
    assert list(proof.faults(town.area)) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM publicity_posting")
        assert cursor.fetchone() == (1,)
    assert objections.TEXT_LEAST == 5
    assert postings.strike.__doc__
