"""A review from the request to the served decision, and what it does to points on the way."""

import datetime as dt

import pytest

from jifen.appeals import queries
from jifen.appeals.commands import resume
from jifen.core.appeal import Action, Ground, Level, State
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.workflow import Outcome
from jifen.core.workflow import State as ClaimState
from jifen.ledger.queries import status
from jifen.outcomes.queries import verify
from jifen.standings.checklist import checks
from tests.appeals.scene import (
    DAY,
    again,
    ask,
    balance,
    charged,
    decided,
    ended,
    fresh,
    heard,
    refused,
    served,
    take,
)
from tests.laws.town import Town


def test_a_recorded_deduction_waits_while_it_is_reviewed_and_goes_when_it_is_quashed(
    town: Town,
) -> None:
    before = balance(town)
    charge = charged(town)
    assert balance(town) == before - 8_00
    appeal = ask(town, charge)
    assert balance(town) == before
    appeal = ended(town, appeal, Outcome.QUASHED, Ground.FACTS_UNCLEAR)
    assert appeal.state == State.SERVED
    assert balance(town) == before
    assert status(charge) == "withdrawn"
    assert list(verify(town.area)) == []


def test_the_office_does_not_let_count_again_what_no_claim_stands_behind_past_its_review(
    town: Town,
) -> None:
    before = balance(town)
    charge = charged(town)
    appeal = ask(town, charge)
    town.day += 20 * DAY
    for holder in ("", appeal.holder):
        with pytest.raises(Refusal) as caught:
            resume(
                charge,
                holder=holder,
                reason="重新送达，本人签收",
                hand=town.hand("clerk"),
                second=town.actor("member"),
            )
        assert caught.value.code == "claim.review-open"
    assert balance(town) == before
    assert list(verify(town.area)) == []


def test_what_is_upheld_counts_again_from_the_day_it_is_served(town: Town) -> None:
    before = balance(town)
    appeal = decided(town, heard(town, ask(town, charged(town))), Outcome.UPHELD)
    assert balance(town) == before
    take(town, appeal, "clerk", Action.SERVE)
    assert balance(town) == before - 8_00
    assert list(verify(town.area)) == []


def test_a_change_leaves_a_milder_deduction(town: Town) -> None:
    before = balance(town)
    appeal = ask(town, charged(town))
    ended(town, appeal, Outcome.CHANGED, Ground.EXCESSIVE, measures=Measures(level="light"))
    assert balance(town) == before - 3_00
    assert list(verify(town.area)) == []


@pytest.mark.parametrize("outcome", Outcome)
def test_a_served_deduction_is_reviewed_before_it_ever_counts(town: Town, outcome: Outcome) -> None:
    before = balance(town)
    claim = served(town)
    appeal = ask(town, claim)
    found = {
        Outcome.UPHELD: ((), None),
        Outcome.CHANGED: ((Ground.EXCESSIVE,), Measures(level="light")),
        Outcome.QUASHED: ((Ground.FACTS_UNCLEAR,), None),
        Outcome.REDO: ((Ground.PROCEDURE,), None),
    }[outcome]
    ended(town, appeal, outcome, *found[0], measures=found[1])
    assert balance(town) == before
    state = {
        Outcome.QUASHED: ClaimState.DROPPED, Outcome.REDO: ClaimState.TAKEN_UP,
    }.get(outcome, ClaimState.SERVED)  # fmt: skip
    assert again(claim).state == state
    assert list(verify(town.area)) == []


def test_a_refused_grant_goes_back_to_be_decided_by_others(town: Town) -> None:
    claim = refused(town)
    ended(town, ask(town, claim), Outcome.QUASHED, Ground.FACTS_UNCLEAR)
    assert again(claim).state == ClaimState.SUBMITTED


def test_a_cycle_does_not_close_over_a_grant_under_review(town: Town) -> None:
    claim = refused(town)
    last = town.cycle.ends_on - dt.timedelta(days=1)
    row = {check.code: check for check in checks(town.cycle, last)}["claims"]
    assert claim not in row.claims, "what was refused is final"
    ask(town, claim, "zhang")
    row = {check.code: check for check in checks(town.cycle, last)}["claims"]
    assert claim in row.claims
    assert row.refusal is not None


def test_who_is_not_content_asks_the_county_and_the_county_alone_judges(town: Town) -> None:
    before = balance(town)
    charge = charged(town)
    first = ended(town, ask(town, charge), Outcome.UPHELD)
    second = ask(town, charge)
    assert (second.level, second.before) == (Level.SECOND, first)
    assert balance(town) == before
    with pytest.raises(Refusal, match="not-your-step"):
        take(town, second, "committee-2", Action.ADMIT)
    ended(town, second, Outcome.QUASHED, Ground.WRONG_LAW, by="county")
    assert balance(town) == before
    with pytest.raises(Refusal, match="heard-twice"):
        ask(town, charge)


def test_a_request_may_be_taken_back_and_is_not_made_again(town: Town) -> None:
    before = balance(town)
    charge = charged(town)
    appeal = ask(town, charge)
    take(town, appeal, "zhang", Action.WITHDRAW, reason="")
    assert fresh(appeal).state == State.WITHDRAWN
    assert balance(town) == before - 8_00
    with pytest.raises(Refusal, match="taken-back"):
        ask(town, charge)


def test_what_is_not_taken_up_counts_again_and_the_county_may_be_asked(town: Town) -> None:
    before = balance(town)
    charge = charged(town)
    appeal = ask(town, charge)
    take(town, appeal, "committee", Action.DECLINE)
    assert balance(town) == before - 8_00
    assert ask(town, charge).level == Level.SECOND
    assert len(queries.about(None, charge)) == 2
