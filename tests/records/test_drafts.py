"""The making of a version: from a text through comments and answers to two people's approval."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from jifen.chain.models import Record
from jifen.core.access import Role
from jifen.core.drafting import Action, State
from jifen.core.errors import Refusal
from jifen.outcomes.queries import verify
from jifen.people import commands as people
from jifen.people.models import Cadre, User
from jifen.people.queries import actor
from jifen.rulebook import commands, queries, stored
from jifen.rulebook.models import Answer, Comment, Draft, Move, Revision, Simulation, Version
from jifen.rulebook.problems import RulebookProblems
from jifen.wording import sentence
from tests.harness.database import walls_down
from tests.harness.host import HOST
from tests.records.town import LADDER, RULES, V1, Town, forgotten, found

pytestmark = pytest.mark.django_db

OPENED, AFTER = dt.date(2025, 3, 3), dt.date(2025, 3, 11)
FIRST = RULES.format(ladder=LADDER)
SECOND = FIRST.replace('version: "1"', 'version: "2"').replace("2024-08-01", "2025-08-01")
THIRD = SECOND.replace("未完成任务", "未按时完成任务")


@pytest.fixture
def town() -> Town:
    """A town in its first cycle, three of whose cadres have accounts."""
    made = found()
    made.today = OPENED
    for login, name in (("cadre", "甲三"), ("other", "乙二")):
        cadre = Cadre.objects.get(town=made.area, name=name)
        user = people.add_user(login, name, "a-long-password-of-tests", cadre=cadre, hand=HOST)
        people.grant(user, Role.CADRE, made.unit(V1), from_on=dt.date(2024, 1, 1), hand=HOST)
        made.users[login] = user
    stranger = people.add_user("stranger", "外镇", "a-long-password-of-tests", hand=HOST)
    far = people.add_area("p1/c1/k1/t2", "town", "别镇")
    people.grant(stranger, Role.CADRE, far, from_on=dt.date(2024, 1, 1), hand=HOST)
    made.users["stranger"] = User.objects.get(pk=stranger.pk)
    return made


def start(town: Town, text: str = SECOND) -> Draft:
    return commands.start(town.area, text, name="v2.yaml", hand=town.hand("clerk"))


def step(town: Town, draft: Draft, action: Action, who: str, **words: object) -> State:
    return commands.take_step(draft, action, hand=town.hand(who), **words)  # type: ignore[arg-type]


def opened(town: Town) -> Draft:
    draft = start(town)
    step(town, draft, Action.OPEN, "clerk")
    return draft


def comment(town: Town, draft: Draft, who: str = "cadre", **other: object) -> Comment:
    return commands.comment(draft, "扣分太重，建议减半。", hand=town.hand(who), **other)  # type: ignore[arg-type]


def answer(town: Town, of: Comment, *, adopted: bool = False) -> Answer:
    return commands.answer(
        of, adopted=adopted, reason="按上级文件执行，不作调整。", hand=town.hand("clerk")
    )


def simulated(town: Town, draft: Draft) -> Simulation:
    return commands.note_simulation(
        draft,
        digest=queries.made(draft).digest,
        cycle="2024-2025",
        summary={"says": ["无人变动名次。"], "moved": 0},
        hand=town.hand("clerk"),
    )


PAPERS = {"meeting": "领导小组第三次会议", "document_number": "示委〔2025〕8号"}


def ripe(town: Town) -> Draft:
    """A draft that only the approval is missing for."""
    draft = opened(town)
    answer(town, comment(town, draft, item="D-1"))
    simulated(town, draft)
    town.today = AFTER
    return draft


def approved(town: Town) -> Version:
    draft = ripe(town)
    step(town, draft, Action.PROPOSE, "member", **PAPERS)
    step(town, draft, Action.APPROVE, "head")
    return Version.objects.get(draft=draft)


def refused(deed: Callable[..., object], *args: object, **words: object) -> Refusal:
    with forgotten(), pytest.raises(Refusal) as caught:
        deed(*args, **words)
    assert sentence(caught.value)
    return caught.value


def why_not(town: Town, draft: Draft, who: str = "member", **papers: str) -> str:
    """Why the approval cannot be proposed."""
    return refused(step, town, draft, Action.PROPOSE, who, **(papers or PAPERS)).code


# ------------------------------------------------------------------ the way through
def test_a_draft_becomes_a_version_with_everything_said_kept(town: Town) -> None:
    version = approved(town)
    assert version.document_number == "示委〔2025〕8号"
    assert version.digest == queries.made(version.draft).digest  # type: ignore[arg-type]
    assert queries.rulebook(version).version == "2"
    kinds = Record.objects.filter(town=town.area.path).order_by("seq").values_list("kind")
    assert [kind for (kind,) in kinds][-9:] == [
        "draft", "draft-step", "comment", "answer", "simulation", "draft-step", "draft-step",
        "version", "draft-step",
    ]  # fmt: skip
    assert list(verify(town.area)) == []


def test_versions_say_where_they_stand_and_until_when(town: Town) -> None:
    approved(town)

    def said(on: dt.date) -> list[tuple[str, str, dt.date | None]]:
        return [(d.version.version, d.state, d.next_on) for d in queries.dated(town.area, today=on)]

    first = dt.date(2025, 8, 1)
    assert said(AFTER) == [("2", "approved", None), ("1", "in-force", first)]
    assert said(first) == [("2", "in-force", None), ("1", "superseded", first)]
    assert queries.in_force(town.area, on=first).version == "2"


def test_a_text_goes_back_to_being_a_draft_when_it_changes(town: Town) -> None:
    draft = ripe(town)
    commands.revise(draft, THIRD, name="v2.yaml", hand=town.hand("clerk"))
    draft = Draft.objects.get(pk=draft.pk)
    assert draft.state == State.DRAFT
    assert [r.number for r in queries.revisions(draft)] == [2, 1]
    assert queries.revisions(draft)[1].source == SECOND
    assert why_not(town, draft) == "draft.no-such-step"
    step(town, draft, Action.OPEN, "clerk")
    assert why_not(town, draft) == "draft.comments-running"
    town.today = AFTER + dt.timedelta(days=8)
    assert why_not(town, draft) == "draft.not-simulated"


def test_the_head_may_send_an_approval_back(town: Town) -> None:
    draft = ripe(town)
    step(town, draft, Action.PROPOSE, "member", **PAPERS)
    step(town, draft, Action.RETURN, "head", reason="文号有误，请改。")
    assert Draft.objects.get(pk=draft.pk).state == State.COMMENTS
    step(town, draft, Action.PROPOSE, "committee", **PAPERS)
    step(town, draft, Action.APPROVE, "head")
    assert Version.objects.filter(draft=draft).count() == 1


def test_a_dropped_draft_is_done_with(town: Town) -> None:
    draft = opened(town)
    step(town, draft, Action.DROP, "clerk", reason="今年不再修订。")
    assert refused(step, town, draft, Action.OPEN, "clerk").code == "draft.no-such-step"
    assert refused(comment, town, draft).code == "draft.no-such-step"


# ------------------------------------------------------------------ who sees, who says
def test_a_draft_is_there_for_cadres_once_it_was_opened(town: Town) -> None:
    draft = start(town)

    def sees(who: str) -> bool:
        row = queries.draft_at(draft.ref)
        assert row is not None
        return queries.shows(row, actor(town.users[who]), on=town.today)

    assert [sees(who) for who in ("clerk", "head", "auditor", "cadre", "stranger")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    step(town, draft, Action.OPEN, "clerk")
    assert [sees(who) for who in ("cadre", "other", "stranger")] == [True, True, False]
    listed = queries.drafts(town.area, actor(town.users["cadre"]), on=town.today)
    assert [one.pk for one, _ in listed] == [draft.pk]


def test_a_clerk_enters_a_cadre_s_words_from_paper(town: Town) -> None:
    draft = opened(town)
    made = comment(town, draft, "clerk", cadre=town.cadre("乙一"))
    assert (made.cadre.name, made.by.ref) == ("乙一", town.users["clerk"].ref)


# ------------------------------------------------------------------ what is refused
def test_a_comment_is_a_cadre_s_about_something_that_is_there(town: Town) -> None:
    draft = opened(town)

    def said(who: str, **other: object) -> str:
        return refused(comment, town, draft, who, **other).code

    assert said("head") == "draft.not-your-step"
    assert said("stranger") == "draft.not-your-step"
    assert said("clerk") == "draft.comment-whose"
    assert said("cadre", cadre=town.cadre("乙一")) == "draft.comment-whose"
    assert said("cadre", item="Z-9") == "draft.no-item"
    short = refused(commands.comment, draft, "不好", hand=town.hand("cadre"))
    assert short.code == "draft.no-text"
    town.today = AFTER
    assert said("cadre") == "draft.comments-over"


def test_an_answer_is_given_once_with_a_reason(town: Town) -> None:
    draft = opened(town)
    made = comment(town, draft)
    bare = refused(commands.answer, made, adopted=True, reason="好", hand=town.hand("clerk"))
    assert bare.code == "draft.reason-needed"
    answer(town, made)
    assert refused(answer, town, made).code == "draft.answered-already"


def test_an_approval_waits_for_the_period_the_answers_and_the_simulation(town: Town) -> None:
    draft = opened(town)
    made = comment(town, draft)

    assert why_not(town, draft) == "draft.comments-running"
    town.today = dt.date(2025, 3, 10)
    assert why_not(town, draft) == "draft.comments-running"
    town.today = AFTER
    assert why_not(town, draft) == "draft.unanswered"
    answer(town, made)
    assert why_not(town, draft) == "draft.not-simulated"
    simulated(town, draft)
    assert why_not(town, draft, meeting=" ", document_number="一号") == "draft.no-meeting"
    assert why_not(town, draft, "clerk") == "draft.not-your-step"


def test_the_same_hand_does_not_approve_twice(town: Town) -> None:
    draft = ripe(town)
    step(town, draft, Action.PROPOSE, "member", **PAPERS)
    assert refused(step, town, draft, Action.APPROVE, "member").code == "draft.not-your-step"
    people.grant(town.users["member"], Role.HEAD, town.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    assert refused(step, town, draft, Action.APPROVE, "member").code == "draft.same-hand"


def test_what_was_simulated_is_what_is_approved(town: Town) -> None:
    draft = opened(town)
    old = queries.made(draft).digest
    commands.revise(draft, THIRD, name="v2.yaml", hand=town.hand("clerk"))
    step(town, draft, Action.OPEN, "clerk")
    hand = town.hand("clerk")
    other = refused(
        commands.note_simulation, draft, digest=old, cycle="2024-2025", summary={}, hand=hand
    )
    assert other.code == "draft.other-text"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('version: "2"', 'version: "1"', "rulebook.other-text"),
        ("answer_days: 5", "answer_days: 2", "rulebook.below-floor"),
    ],
)
def test_a_text_that_can_never_stand_is_not_kept(town: Town, old: str, new: str, code: str) -> None:
    why = refused(start, town, SECOND.replace(old, new))
    assert why.code == code
    assert Draft.objects.count() == 0
    if code == "rulebook.below-floor":
        assert "《行政处罚法》" in sentence(why)


def test_all_problems_of_a_text_are_told_at_once_and_nothing_is_kept(town: Town) -> None:
    broken = SECOND.replace("direction: add", "direction: up").replace("cycle_max", "cycle_most")
    with forgotten(), pytest.raises(RulebookProblems) as caught:
        start(town, broken)
    assert len(caught.value.problems) >= 3
    assert all(problem.line for problem in caught.value.problems)
    assert Draft.objects.count() == 0


def test_only_the_office_writes(town: Town) -> None:
    for who in ("cadre", "head", "stranger"):
        wrong = refused(commands.start, town.area, SECOND, name="v2.yaml", hand=town.hand(who))
        assert wrong.code == "draft.not-your-step"
    draft = start(town)
    remark = SECOND + "# 备注\n"
    same = refused(commands.revise, draft, remark, name="v2.yaml", hand=town.hand("clerk"))
    assert same.code == "draft.same-text"


def test_a_version_takes_effect_with_a_coming_cycle_only(town: Town) -> None:
    inside = SECOND.replace("2025-08-01", "2025-02-01").replace("start_month: 8", "start_month: 2")
    draft = start(town, inside)
    why = refused(step, town, draft, Action.OPEN, "clerk")
    assert why.code == "rulebook.inside-cycle"
    assert "2025-08-01" in sentence(why)
    late = start(town)
    town.today = dt.date(2025, 8, 1)
    assert refused(step, town, late, Action.OPEN, "clerk").code == "rulebook.past-day"


def test_once_a_cycle_is_open_nothing_is_approved_past_the_draft(town: Town) -> None:
    def straight(text: str, who: str) -> Version:
        hand = town.hand(who)
        return commands.approve(town.area, text, document_number="示委〔2025〕8号", hand=hand)

    assert refused(straight, SECOND, "head").code == "rulebook.draft-first"
    assert straight(FIRST, "head") == town.version
    assert refused(straight, SECOND, "clerk").code == "draft.not-your-step"


def test_a_comment_period_has_its_floor(town: Town) -> None:
    draft = start(town)
    early, late = dt.date(2025, 3, 9), dt.date(2025, 3, 31)
    short = refused(step, town, draft, Action.OPEN, "clerk", until_on=early)
    assert short.code == "draft.too-short"
    step(town, draft, Action.OPEN, "clerk", until_on=late)
    assert Draft.objects.get(pk=draft.pk).until_on == dt.date(2025, 3, 31)


# ------------------------------------------------------------------ what stands, stands
def test_a_stricter_reader_makes_no_version_unreadable(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stricter(*args: object) -> object:
        raise RulebookProblems(_problems())

    before = queries.rulebook(town.version)
    for module in ("commands.approved", "commands.making", "queries.approved"):
        monkeypatch.setattr(f"jifen.rulebook.{module}.read", stricter)
    after = queries.rulebook(Version.objects.get(pk=town.version.pk))
    assert after == before
    assert stored.rulebook(bytes(town.version.form)) == before
    assert list(verify(town.area)) == []


def _problems() -> tuple[object, ...]:
    from jifen.rulebook.reader import read

    try:
        read("format: none", "x")
    except RulebookProblems as found:
        return found.problems
    raise AssertionError("that is no rulebook")


TAMPERINGS: dict[str, Callable[[], object]] = {
    "draft.changed": lambda: Revision.objects.update(source="别的"),
    "draft-step.changed": lambda: Move.objects.filter(action="propose").update(meeting="别的会"),
    "draft.state": lambda: Draft.objects.update(state=State.DRAFT),
    "comment.changed": lambda: Comment.objects.update(text="没有意见"),
    "answer.changed": lambda: Answer.objects.update(adopted=True),
    "simulation.changed": lambda: Simulation.objects.update(summary="{}"),
    "comment.missing": lambda: (Answer.objects.all().delete(), Comment.objects.all().delete()),
    "version.text": lambda: Version.objects.filter(version="2").update(form=b"none"),
}


@pytest.mark.parametrize("code", TAMPERINGS)
def test_what_was_said_and_done_cannot_be_changed_unseen(town: Town, code: str) -> None:
    approved(town)
    assert list(queries.faults(town.area)) == []
    with walls_down(connection):
        TAMPERINGS[code]()
    assert code in {fault.code for fault in queries.faults(town.area)}
