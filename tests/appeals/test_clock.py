"""Days: the window, a late request, the last day, the leader who is told, the lift, a close."""

from dataclasses import replace

import pytest
from django.db.models import Max

from jifen.appeals import commands as appeals
from jifen.appeals import queries
from jifen.appeals.models import Step
from jifen.chain.models import Record
from jifen.core.appeal import Action, Ground, Level, State
from jifen.core.errors import Refusal
from jifen.core.workflow import Outcome
from jifen.cycles.models import Cycle
from jifen.notices.models import Notice
from jifen.standings import amending
from jifen.standings.models import Amendment
from tests.appeals.scene import (
    DAY,
    ask,
    balance,
    charged,
    chosen,
    decided,
    ended,
    fresh,
    heard,
    judgement,
    served,
    take,
)
from tests.laws.town import Town


def test_it_is_asked_for_in_time_or_late_with_a_reason_or_not_at_all(town: Town) -> None:
    charge, start = charged(town), town.day
    town.day = start + 21 * DAY
    with pytest.raises(Refusal, match="late-reason"):
        ask(town, charge)
    assert ask(town, charge, excuse="住院治疗，昨天才出院。").excuse
    other = charged(town, "D-4", "李二麦", measures=chosen(2_00))
    town.day = town.day + 40 * DAY
    with pytest.raises(Refusal, match="window-over"):
        ask(town, other, "li", excuse="住院治疗，昨天才出院。")


def test_a_served_deduction_may_be_asked_about_late_with_a_reason(town: Town) -> None:
    claim = served(town)
    last = max(a.appeal_until for a in claim.addressees.all() if a.appeal_until)
    town.day = last + 2 * DAY
    with pytest.raises(Refusal, match="late-reason"):
        ask(town, claim)
    assert ask(town, claim, excuse="住院治疗，昨天才出院。").level == Level.FIRST


def test_the_leader_is_told_once_that_it_is_overdue_and_the_person_loses_nothing(
    town: Town,
) -> None:
    before = balance(town)
    appeal = ask(town, charged(town))
    town.day = appeal.due_on
    assert appeals.clock(town.area, hand=town.hand("system")) == 0
    town.day = appeal.due_on + DAY
    assert appeals.clock(town.area, hand=town.hand("system")) == 1
    assert appeals.clock(town.area, hand=town.hand("system")) == 0
    told = Notice.objects.filter(code="appeal.overdue").values_list("user__login", flat=True)
    assert {login.partition(":")[2] for login in told} == {"head", "committee", "committee-2"}
    assert Step.objects.filter(action=Action.ESCALATE).count() == 1
    assert balance(town) == before
    found = queries.appeal_at(appeal.ref)
    assert found is not None
    assert queries.red_for(found, town.actor("head"), on=town.day)
    assert not queries.red_for(found, town.actor("zhang"), on=town.day)
    ended(town, appeal, Outcome.QUASHED, Ground.PROCEDURE)
    assert balance(town) == before


def test_the_county_may_extend_its_days_once_and_the_town_never(town: Town) -> None:
    charge = charged(town)
    first = ask(town, charge)
    take(town, first, "committee", Action.ADMIT)
    with pytest.raises(Refusal, match="no-extension"):
        take(town, first, "committee", Action.EXTEND)
    town.day += 10 * DAY
    take(town, first, "committee", Action.HEAR)
    decided(town, first, Outcome.UPHELD)
    take(town, first, "clerk", Action.SERVE)
    second = ask(town, charge)
    take(town, second, "county", Action.ADMIT)
    was = second.due_on
    take(town, second, "county", Action.EXTEND)
    assert (fresh(second).due_on - was).days >= 15
    with pytest.raises(Refusal, match="extended"):
        take(town, second, "county", Action.EXTEND)


def test_a_leader_without_a_hand_in_it_lets_it_count_meanwhile_with_a_written_reason(
    town: Town,
) -> None:
    before = balance(town)
    appeal = ask(town, charged(town))
    with pytest.raises(Refusal, match="reason-needed"):
        take(town, appeal, "head", Action.LIFT, reason="紧急")
    for login in ("member", "committee", "clerk"):
        with pytest.raises(Refusal, match="not-your-step"):
            take(town, appeal, login, Action.LIFT)
    take(town, appeal, "head", Action.LIFT)
    assert balance(town) == before - 8_00
    with pytest.raises(Refusal, match="nothing-suspended"):
        take(town, appeal, "head", Action.LIFT)
    ended(town, fresh(appeal), Outcome.QUASHED, Ground.FACTS_UNCLEAR)
    assert balance(town) == before


def test_nothing_is_heard_before_the_first_deciders_days_are_over(town: Town) -> None:
    appeal = ask(town, charged(town))
    take(town, appeal, "committee", Action.ADMIT)
    with pytest.raises(Refusal, match="answer-running"):
        take(town, appeal, "committee", Action.HEAR)


def test_every_point_gets_a_reply_before_anything_is_decided(town: Town) -> None:
    appeal = heard(town, ask(town, charged(town)))
    whole = judgement(appeal, Outcome.UPHELD)
    for missing in (1, 2):
        some = {n: reply for n, reply in whole.replies.items() if n != missing}
        with pytest.raises(Refusal, match="unreplied"):
            take(town, appeal, "committee", Action.DECIDE, judgement=replace(whole, replies=some))
    assert fresh(appeal).state == State.HEARD


def test_after_a_close_the_outcome_says_that_an_amendment_is_due(town: Town) -> None:
    charge = charged(town)
    appeal = ask(town, charge)
    before = balance(town)
    appeal = heard(town, appeal)
    seq = appeal.steps.order_by("-seq")[0].seq
    Cycle.objects.filter(pk=town.cycle.pk).update(state=Cycle.State.CLOSED, closed_seq=seq)
    decided(town, appeal, Outcome.QUASHED, Ground.FACTS_UNCLEAR)
    take(town, appeal, "clerk", Action.SERVE)
    assert balance(town) == before
    assert [one.pk for one in queries.amendments_due(town.area)] == [appeal.pk]


def test_an_amendment_takes_in_what_a_review_decided_after_the_close(town: Town) -> None:
    charge = charged(town)
    closed = Record.objects.filter(town=town.area.path).aggregate(last=Max("seq"))["last"]
    Cycle.objects.filter(pk=town.cycle.pk).update(state=Cycle.State.CLOSED, closed_seq=closed)
    before = balance(town)
    appeal = heard(town, ask(town, charge))
    decided(town, appeal, Outcome.QUASHED, Ground.FACTS_UNCLEAR)
    take(town, appeal, "clerk", Action.SERVE)
    cycle = Cycle.objects.select_related("town", "version").get(pk=town.cycle.pk)
    (due,) = amending.due(cycle)
    assert due.fact is not None
    asked = amending.New(
        fact=due.fact,
        basis=Amendment.Basis.APPEAL,
        appeal=due,
        paper="示复决〔2025〕1号",
        reason="复核决定撤销该项扣分，据此更正结账后的积分。",
    )
    other = replace(asked, appeal=None)
    with pytest.raises(Refusal, match="not-by-review"):
        amending.propose(cycle, other, hand=town.hand("clerk"))
    row = amending.propose(cycle, asked, hand=town.hand("clerk"))
    assert amending.due(cycle) == []
    amending.make(cycle, row.key, hand=town.hand("head"))
    assert balance(town) == before + 8_00
