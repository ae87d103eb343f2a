"""A deduction's due process: noticed, answered, replied to, decided, served, final for each."""

import datetime as dt
from collections.abc import Iterator

import pytest

from jifen.appeals import commands as appeals
from jifen.claims import commands as claims
from jifen.claims import hearings
from jifen.claims.models import Addressee, Claim, Decision
from jifen.claims.proof import faults
from jifen.claims.queries import claim_at, route
from jifen.core.acceptance import barred_after
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.months import months_after
from jifen.core.points import parse
from jifen.core.service import UNREAD_DAYS, Mode, Review, Served
from jifen.core.workdays import after
from jifen.core.workflow import Action, Outcome, Route, State
from jifen.cycles.queries import calendar
from jifen.ledger.models import Account, Fact
from jifen.ledger.queries import status
from jifen.notices.models import Notice
from jifen.people import commands as people
from tests.harness.host import HOST
from tests.harness.kept import once
from tests.laws.oracle import after_commit
from tests.laws.town import EAST, Town, found

SOME_DAY = dt.date(2025, 6, 2)
ONE = Measures(quantity=1)
WAY = (
    ("line", Action.PROPOSE),
    ("clerk", Action.TAKE_UP),
    ("clerk", Action.NOTICE),
    ("clerk", Action.ANSWER),
    ("clerk", Action.REPLY),
    ("member", Action.DECIDE),
    ("clerk", Action.SERVE),
)


def peopled() -> Town:
    """A town whose three cadres of the east have accounts; one is the secretary."""
    made = found()
    made.day = SOME_DAY
    for login, name in (("wang", "王一禾"), ("li", "李二麦"), ("zhang", "张三稻")):
        made.user(login, Role.CADRE, made.area, name)
    east = made.unit(EAST)
    people.grant(made.users["wang"], Role.SECRETARY, east, from_on=SOME_DAY, hand=HOST)
    people.grant(made.users["member"], Role.STATIONED, east, from_on=SOME_DAY, hand=HOST)
    return made


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    made = once(peopled)
    yield made
    assert list(faults(made.area)) == []
    assert after_commit(made.area) == []


def ranged(points: str) -> Measures:
    return Measures(chosen=parse(points))


def charge(town: Town, item: str = "D-1", measures: Measures | None = None) -> Claim:
    """A charge for one problem found: the duty holder bears it, and the secretary half."""
    fits = ONE if item == "D-1" else measures
    return town.draft("line", item, "张三稻", measures=fits)


def upto(town: Town, last: Action, item: str = "D-1", measures: Measures | None = None) -> Claim:
    claim = charge(town, item, measures)
    for step in WAY:
        claim = town.walk(claim, step)
        if step[1] is last:
            break
    return claim


def again(claim: Claim) -> Claim:
    found_ = claim_at(claim.ref)
    assert found_ is not None
    return found_


def share(claim: Claim, town: Town, name: str) -> Addressee:
    return next(one for one in hearings.live(again(claim)) if one.holder == town.code(name))


def balance(town: Town, name: str) -> int:
    return Account.objects.get(cycle=town.cycle, cadre__name=name).balance


def village(town: Town) -> int:
    return Account.objects.get(cycle=town.cycle, village__name=EAST).balance


def refused(code: str) -> "pytest.RaisesContext[Refusal]":  # type: ignore[name-defined]
    return pytest.raises(Refusal, match=f"^{code}\\b")


def review(town: Town, one: Addressee, login: str) -> None:
    with town.deed(login) as (chain, hand):
        claims.begin_review(one, chain=chain, hand=hand)


def end(town: Town, one: Addressee, outcome: Outcome, **more: object) -> None:
    with town.deed("committee") as (chain, hand):
        claims.end_review(
            one,
            outcome,
            reason="经复核，理由成立。",
            chain=chain,
            hand=hand,
            **more,  # type: ignore[arg-type]
        )


# ------------------------------------------------------------------ the notice
def test_a_notice_says_the_full_amount_to_each_who_bears(town: Town) -> None:
    claim = upto(town, Action.NOTICE)
    amounts = {one.holder: one.amount for one in hearings.live(again(claim))}
    assert amounts == {town.code("张三稻"): 2_00, town.code("王一禾"): 1_00}


def test_a_clock_starts_with_its_own_service_only(town: Town) -> None:
    claim = charge(town)
    for login, action in WAY[:3]:
        town.step(claim, login, action)
    li, wang = share(claim, town, "张三稻"), share(claim, town, "王一禾")
    assert li.answer_until is wang.answer_until is None
    claims.serve(li, Served.NOTICE, Mode.READ, hand=town.hand("zhang"))
    assert share(claim, town, "张三稻").answer_until == after(SOME_DAY, 5, calendar())
    assert share(claim, town, "王一禾").answer_until is None
    town.day = dt.date(2025, 7, 1)
    with refused("claim.not-served"):
        town.step(claim, "clerk", Action.HEAR_NOTHING)


@pytest.mark.parametrize("mode", [Mode.SIGNED, Mode.LETTER, Mode.LEFT])
def test_what_is_served_on_paper_needs_its_proof_and_the_office(town: Town, mode: Mode) -> None:
    claim = charge(town)
    for login, action in WAY[:3]:
        town.step(claim, login, action)
    li = share(claim, town, "张三稻")
    with refused("service.no-proof"):
        claims.serve(li, Served.NOTICE, mode, hand=town.hand("clerk"))
    with refused("service.not-yours"):
        claims.serve(li, Served.NOTICE, mode, proof="回执1号", hand=town.hand("line"))
    with refused("service.not-yours"):
        claims.serve(li, Served.NOTICE, Mode.READ, hand=town.hand("clerk"))
    claims.serve(li, Served.NOTICE, mode, proof="回执1号", hand=town.hand("clerk"))
    with refused("service.already"):
        claims.serve(li, Served.NOTICE, Mode.READ, hand=town.hand("zhang"))
    assert [one.mode for one in li.services.all()] == [mode]


def test_a_notice_unread_for_three_working_days_is_a_paper_task_once(town: Town) -> None:
    claim = charge(town)
    for login, action in WAY[:3]:
        town.step(claim, login, action)
    last = after(SOME_DAY, UNREAD_DAYS, calendar())
    for later, tasks in ((0, 0), (1, 4), (2, 4)):
        town.day = last + dt.timedelta(days=later)
        claims.clock(town.area, hand=town.clock())
        told = Notice.objects.filter(code="claim.unread-notice")
        assert told.count() == tasks, later  # two shares, each to two clerks


# ------------------------------------------------------------------ the answer
def test_no_decision_before_every_point_of_the_answer_has_its_reply(town: Town) -> None:
    claim = upto(town, Action.NOTICE)
    town.answer(claim, "clerk", "没有接到通知。", "当天请了假。")
    claim = again(claim)
    assert claim.state == State.ANSWERED
    points = list(hearings.points(claim))
    assert [point.number for point in points] == [1, 2, 1, 2]
    for point in points[:3]:
        claims.reply(point, accepted=False, reason="经核对与记录不符。", hand=town.hand("clerk"))
    with refused("claim.points-open"):
        town.step(claim, "clerk", Action.REPLY)
    claims.reply(points[3], accepted=True, reason="请假条属实，采纳。", hand=town.hand("line"))
    assert again(claim).state == State.REPLIED
    with refused("answer.replied"):
        claims.reply(points[3], accepted=False, reason="改变主意了。", hand=town.hand("line"))


def test_a_point_made_later_in_time_blocks_the_decision_too(town: Town) -> None:
    claim = upto(town, Action.REPLY)
    one = share(claim, town, "张三稻")
    claims.answer(one, ["补充一点：路灯当时停电。"], hand=town.hand("zhang"))
    with refused("claim.points-open"):
        town.step(claim, "member", Action.DECIDE)
    town.reply(claim, "clerk")
    town.step(claim, "member", Action.DECIDE)
    assert again(claim).state == State.DECIDED


def test_who_replied_to_a_point_decides_nothing(town: Town) -> None:
    claim = upto(town, Action.ANSWER)
    town.reply(claim, "member")
    with refused("claim.same-hand"):
        town.step(claim, "member", Action.DECIDE)
    town.step(claim, "member-2", Action.DECIDE)
    assert again(claim).state == State.DECIDED


def test_each_answers_for_oneself_and_the_office_only_against_a_signature(town: Town) -> None:
    claim = upto(town, Action.NOTICE)
    li = share(claim, town, "张三稻")
    with refused("answer.not-yours"):
        claims.answer(li, ["不是我。"], hand=town.hand("wang"))
    with refused("answer.no-signature"):
        claims.answer(li, ["不是我。"], hand=town.hand("clerk"))
    claims.answer(li, ["不是我。"], evidence=["请假条1号"], hand=town.hand("zhang"))
    assert again(claim).state == State.NOTICED, "the secretary may still answer"
    until = share(claim, town, "王一禾").answer_until
    assert until is not None
    town.day = until
    with refused("claim.answer-running"):
        town.step(claim, "clerk", Action.HEAR_NOTHING)
    town.day = until + dt.timedelta(days=1)
    with refused("claim.answer-over"):
        claims.answer(share(claim, town, "王一禾"), ["晚了。"], hand=town.hand("wang"))
    assert claims.clock(town.area, hand=town.clock()) == 1
    assert again(claim).state == State.REPLIED


# ------------------------------------------------------------------ the decision
def test_a_decision_is_never_worse_than_its_notice(town: Town) -> None:
    claim = upto(town, Action.REPLY, "D-4", ranged("6"))
    with refused("claim.worse"):
        claims.take_step(
            claim,
            Action.DECIDE,
            hand=town.hand("member"),
            reason="情节严重。",
            measures=ranged("7"),
        )
    claims.take_step(
        claim, Action.DECIDE, hand=town.hand("member"), reason="情节较轻。", measures=ranged("4")
    )
    claim = town.walk(claim, ("clerk", Action.SERVE))
    assert claim.due_on is not None
    town.day = claim.due_on + dt.timedelta(days=1)
    town.step(claim, "clerk", Action.RECORD)
    assert balance(town, "张三稻") == 20_00 - 2_00  # half of four, being named only


def test_a_decision_can_be_taken_back_for_ten_seconds_and_leaves_no_trace(town: Town) -> None:
    claim = upto(town, Action.REPLY, "D-4", ranged("6"))
    steps = Decision.objects.count()
    at = town.hand("member")
    claims.take_step(claim, Action.DECIDE, hand=at, reason="情节较轻。", measures=ranged("4"))
    assert again(claim).state == State.DECIDED
    assert Decision.objects.count() == steps
    with refused("claim.just-decided"):
        claims.take_step(
            claim, Action.DROP, hand=town.later(at, 9, "member-2"), reason="不予扣分。"
        )
    with refused("claim.not-your-step"):
        claims.take_back(claim, hand=town.later(at, 9, "head"))
    with refused("claim.take-back-over"):
        claims.take_back(claim, hand=town.later(at, 10))
    claims.take_back(claim, hand=town.later(at, 9))
    back = again(claim)
    assert (back.state, back.measures) == (State.REPLIED, {"chosen": "6"})
    assert Decision.objects.count() == steps
    with refused("claim.nothing-to-take-back"):
        claims.take_back(claim, hand=town.later(at, 9))


@pytest.mark.parametrize("action", [Action.DROP, Action.EXEMPT, Action.TRANSFER])
def test_the_other_ends_can_be_taken_back_and_then_stand(town: Town, action: Action) -> None:
    claim = upto(town, Action.REPLY)
    at = town.hand("member")
    claims.take_step(claim, action, hand=at, reason="首次且已改正。")
    claims.take_back(claim, hand=town.later(at, 5))
    claims.take_step(claim, action, hand=at, reason="首次且已改正。")
    assert claims.clock(town.area, hand=town.clock(at)) == 0, "it may still be taken back"
    assert claims.clock(town.area, hand=town.clock()) == 1
    assert Decision.objects.filter(action=action.value).count() == 1
    assert not Fact.objects.exists()


# ------------------------------------------------------------------ grave and confidential
def test_a_grave_case_needs_a_second_signer_and_a_check_of_legality(town: Town) -> None:
    claim = charge(town, "D-4", ranged("10"))
    claim = town.walk(claim, ("line", Action.PROPOSE))
    assert route(again(claim)) is Route.GRAVE
    with refused("claim.no-such-step"):
        town.step(claim, "clerk", Action.TAKE_UP)
    with refused("claim.same-hand"):
        town.step(claim, "line", Action.ATTEST)
    claim = town.walk(
        claim,
        ("stationed", Action.ATTEST),
        ("clerk", Action.TAKE_UP),
        ("clerk", Action.NOTICE),
        ("clerk", Action.ANSWER),
        ("clerk", Action.REPLY),
    )
    with refused("claim.no-such-step"):
        town.step(claim, "member", Action.DECIDE)
    claim = town.walk(claim, ("member", Action.CHECK_LAW))
    with refused("claim.same-hand"):
        town.step(claim, "member", Action.DECIDE)
    town.step(claim, "head", Action.DECIDE)


def test_a_photo_alone_proves_no_grave_fact(town: Town) -> None:
    claim = charge(town, "D-4", ranged("10"))
    Claim.objects.filter(pk=claim.pk).update(evidence=["file:" + "0" * 64])
    claim = town.walk(claim, ("line", Action.PROPOSE), ("stationed", Action.ATTEST))
    with refused("claim.photo-alone"):
        town.step(claim, "clerk", Action.TAKE_UP)
    assert again(claim).state == State.ATTESTED


# ------------------------------------------------------------------ taking it up
def test_what_is_too_old_is_not_taken_up(town: Town) -> None:
    claim = town.walk(charge(town), ("line", Action.PROPOSE))
    town.day = claim.happened_on + dt.timedelta(days=365)
    town.step(claim, "clerk", Action.TAKE_UP)
    later = town.walk(claim, ("clerk", Action.NOTICE))
    assert later.state == State.NOTICED
    town.day = SOME_DAY
    claim = town.walk(charge(town, "D-4", ranged("3")), ("line", Action.PROPOSE))
    town.day = claim.happened_on + dt.timedelta(days=366)
    with refused("claim.time-barred"):
        town.step(claim, "clerk", Action.TAKE_UP)


def test_what_may_be_the_same_is_asked_about(town: Town) -> None:
    first = upto(town, Action.NOTICE, "D-3", Measures(level="light"))
    second = town.walk(charge(town, "D-3", Measures(level="light")), ("line", Action.PROPOSE))
    with refused("claim.duplicate"):
        claims.take_step(second, Action.TAKE_UP, hand=town.hand("clerk"))
    claims.take_step(
        second, Action.TAKE_UP, hand=town.hand("clerk"), reason="上午一次下午一次，是两件事。"
    )
    assert first.state == State.NOTICED


# ------------------------------------------------------------------ final, share by share
def test_it_counts_account_by_account_as_it_becomes_final(town: Town) -> None:
    claim = upto(town, Action.DECIDE)
    town.step(claim, "clerk", Action.SERVE)
    li, wang = share(claim, town, "张三稻"), share(claim, town, "王一禾")
    claims.serve(li, Served.DECISION, Mode.READ, hand=town.hand("zhang"))
    town.day += dt.timedelta(days=3)
    claims.serve(wang, Served.DECISION, Mode.LETTER, proof="邮1号", hand=town.hand("clerk"))
    until = share(claim, town, "张三稻").appeal_until
    assert until is not None
    town.day = until
    with refused("claim.appeal-running"):
        town.step(claim, "clerk", Action.RECORD)
    town.day = until + dt.timedelta(days=1)
    assert claims.clock(town.area, hand=town.clock()) == 1
    assert (balance(town, "张三稻"), balance(town, "王一禾")) == (18_00, 20_00)
    assert claims.clock(town.area, hand=town.clock()) == 0, "done again it does nothing"
    town.day = until + dt.timedelta(days=7)
    assert claims.clock(town.area, hand=town.clock()) == 1
    assert (balance(town, "张三稻"), balance(town, "王一禾")) == (18_00, 19_00)
    assert claims.clock(town.area, hand=town.clock()) == 0


def served(town: Town) -> Claim:
    return upto(town, Action.SERVE)


def test_a_share_under_review_does_not_count_and_an_upheld_one_does(town: Town) -> None:
    claim = served(town)
    review(town, share(claim, town, "张三稻"), "zhang")
    with refused("claim.review-open"):
        review(town, share(claim, town, "张三稻"), "zhang")
    town.day += dt.timedelta(days=60)
    claims.clock(town.area, hand=town.clock())
    assert (balance(town, "张三稻"), balance(town, "王一禾")) == (20_00, 19_00)
    end(town, share(claim, town, "张三稻"), Outcome.UPHELD)
    assert balance(town, "张三稻") == 18_00


def test_nobody_who_had_a_hand_in_the_case_ends_its_review(town: Town) -> None:
    claim = served(town)
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    for login in ("line", "clerk", "member"):
        with refused("claim.same-hand"), town.deed(login) as (chain, hand):
            claims.end_review(one, Outcome.UPHELD, reason="维持原决定。", chain=chain, hand=hand)
    assert share(claim, town, "张三稻").review == Review.OPEN


def test_a_quashed_share_is_gone_and_the_others_stay(town: Town) -> None:
    claim = served(town)
    review(town, share(claim, town, "张三稻"), "zhang")
    end(town, share(claim, town, "张三稻"), Outcome.QUASHED)
    town.day += dt.timedelta(days=60)
    claims.clock(town.area, hand=town.clock())
    assert (balance(town, "张三稻"), balance(town, "王一禾")) == (20_00, 19_00)
    with refused("claim.window-over"):
        review(town, share(claim, town, "张三稻"), "zhang")


def test_when_every_share_is_quashed_the_case_has_ended(town: Town) -> None:
    claim = served(town)
    for name, login in (("张三稻", "zhang"), ("王一禾", "wang")):
        review(town, share(claim, town, name), login)
        end(town, share(claim, town, name), Outcome.QUASHED)
    assert again(claim).state == State.DROPPED
    assert not Fact.objects.exists()


def test_a_review_makes_it_milder_and_never_worse(town: Town) -> None:
    claim = upto(town, Action.SERVE, "D-4", ranged("6"))
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    for points in ("6", "7"):
        with refused("claim.no-milder"):
            end(town, one, Outcome.CHANGED, measures=ranged(points))
    end(town, one, Outcome.CHANGED, measures=ranged("2"))
    town.day += dt.timedelta(days=60)
    claims.clock(town.area, hand=town.clock())
    assert balance(town, "张三稻") == 19_00


def test_a_case_sent_back_is_noticed_anew_and_is_no_worse(town: Town) -> None:
    claim = upto(town, Action.SERVE, "D-4", ranged("6"))
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    end(town, one, Outcome.REDO)
    claim = town.walk(
        claim, ("clerk", Action.NOTICE), ("clerk", Action.ANSWER), ("clerk", Action.REPLY)
    )
    assert share(claim, town, "张三稻").round == 2
    with refused("claim.worse"):
        claims.take_step(
            claim,
            Action.DECIDE,
            hand=town.hand("member"),
            reason="情节严重。",
            measures=ranged("7"),
        )
    town.step(claim, "member", Action.DECIDE)


# ------------------------------------------------------------------ after it was recorded
def recorded(town: Town, item: str = "D-1", measures: Measures | None = None) -> Claim:
    """A case with one first review upheld, recorded, its second window open."""
    claim = upto(town, Action.SERVE, item, measures)
    for one in hearings.live(again(claim)):
        review(town, one, "head")
        end(town, one, Outcome.UPHELD)
    assert claims.clock(town.area, hand=town.clock()) == 1
    assert again(claim).state == State.RECORDED
    return claim


def test_a_second_review_suspends_what_counted_and_resumes_it_exactly(town: Town) -> None:
    claim = recorded(town)
    assert balance(town, "张三稻") == 18_00
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    assert (balance(town, "张三稻"), balance(town, "王一禾")) == (20_00, 19_00)
    end(town, one, Outcome.UPHELD)
    assert (balance(town, "张三稻"), balance(town, "王一禾")) == (18_00, 19_00)
    with refused("claim.window-over"):
        review(town, share(claim, town, "张三稻"), "zhang")


def test_what_is_under_review_is_not_let_count_again_past_it(town: Town) -> None:
    claim = recorded(town)
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    fact = Fact.objects.select_related("town", "unit", "cycle__version").get(key=again(claim).fact)
    town.day += dt.timedelta(days=40)
    hand, second = town.hand("clerk"), town.actor("member")
    with refused("claim.review-open"):
        appeals.resume(fact, holder=one.holder, reason="重新送达", hand=hand, second=second)
    assert balance(town, "张三稻") == 20_00


def test_the_head_lets_it_count_meanwhile_with_a_written_reason(town: Town) -> None:
    claim = recorded(town)
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    with refused("claim.not-your-step"), town.deed("member") as (chain, hand):
        claims.lift_review(one, reason="先行计入。", chain=chain, hand=hand)
    with refused("claim.reason-short"), town.deed("head") as (chain, hand):
        claims.lift_review(one, reason="先", chain=chain, hand=hand)
    with town.deed("head") as (chain, hand):
        claims.lift_review(one, reason="证据确凿，先行计入。", chain=chain, hand=hand)
    assert balance(town, "张三稻") == 18_00
    assert share(claim, town, "张三稻").review == Review.LIFTED
    end(town, share(claim, town, "张三稻"), Outcome.QUASHED)
    assert (balance(town, "张三稻"), balance(town, "王一禾")) == (20_00, 19_00)


def test_what_was_never_final_is_not_let_count(town: Town) -> None:
    claim = served(town)
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    with refused("claim.never-final"), town.deed("head") as (chain, hand):
        claims.lift_review(one, reason="证据确凿，先行计入。", chain=chain, hand=hand)
    assert share(claim, town, "张三稻").review == Review.OPEN


@pytest.mark.parametrize("outcome", [Outcome.QUASHED, Outcome.REDO])
def test_a_recorded_share_that_is_quashed_comes_back_whole(town: Town, outcome: Outcome) -> None:
    claim = recorded(town)
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    end(town, one, outcome)
    assert (balance(town, "张三稻"), balance(town, "王一禾")) == (20_00, 19_00)


def test_a_recorded_deduction_is_made_milder_by_a_fact_in_its_place(town: Town) -> None:
    claim = recorded(town, "D-4", ranged("6"))
    assert balance(town, "张三稻") == 17_00
    one = share(claim, town, "张三稻")
    review(town, one, "zhang")
    end(town, one, Outcome.CHANGED, measures=ranged("2"))
    assert balance(town, "张三稻") == 19_00
    old, new = Fact.objects.order_by("seq")
    assert (status(old), status(new)) == ("withdrawn", "effective")
    assert again(claim).fact == new.key


# ------------------------------------------------------------------ a village's deduction
def test_a_village_deduction_is_noticed_to_the_village_and_each_bearer(town: Town) -> None:
    claim = town.draft("line", "D-5", measures=ranged("5"))
    claim = town.walk(claim, ("line", Action.PROPOSE), ("clerk", Action.TAKE_UP))
    town.step(claim, "clerk", Action.NOTICE)
    live = hearings.live(again(claim))
    assert live[0].cadre is None
    assert live[0].amount == 5_00
    assert len(live) > 2
    with refused("answer.not-yours"):
        claims.answer(live[0], ["不服。"], hand=town.hand("zhang"))
    claims.answer(live[0], ["全村停电三天。"], hand=town.hand("wang"))
    assert share(claim, town, "王一禾").answered_on is None, "their own share is another matter"


def test_a_village_share_counts_apart_from_its_members(town: Town) -> None:
    claim = town.draft("line", "D-5", measures=ranged("5"))
    claim = town.walk(
        claim,
        ("line", Action.PROPOSE),
        ("clerk", Action.TAKE_UP),
        ("clerk", Action.NOTICE),
        ("clerk", Action.ANSWER),
        ("clerk", Action.REPLY),
        ("member", Action.DECIDE),
        ("clerk", Action.SERVE),
    )
    of_village = hearings.live(again(claim))[0]
    review(town, of_village, "wang")
    town.day += dt.timedelta(days=60)
    claims.clock(town.area, hand=town.clock())
    assert village(town) == 20_00
    assert balance(town, "王一禾") < 20_00
    end(town, of_village, Outcome.UPHELD)
    assert village(town) == 15_00


# ------------------------------------------------------------------ suspended
def test_a_suspended_case_rests_and_is_noticed_anew(town: Town) -> None:
    claim = served(town)
    town.step(claim, "head", Action.SUSPEND)
    town.day += dt.timedelta(days=90)
    assert claims.clock(town.area, hand=town.clock()) == 0
    assert not Fact.objects.exists()
    claim = town.walk(claim, ("head", Action.RESUME), ("clerk", Action.NOTICE))
    assert claim.state == State.NOTICED
    assert share(claim, town, "张三稻").round == 2


@pytest.mark.parametrize(("months", "last"), [(None, 12), (6, 6), (24, 24)])
def test_the_version_says_how_long_a_fact_may_be_charged(months: int | None, last: int) -> None:
    day = dt.date(2025, 3, 31)
    assert barred_after(day, months) == months_after(day, last)
