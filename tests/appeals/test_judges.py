"""Who may ask, who may judge, and who may not: other people than those who decided."""

import datetime as dt

import pytest
from django.db import transaction

from jifen.appeals import commands as appeals
from jifen.appeals import corrections, judges, queries
from jifen.chain.commands import hold
from jifen.core.access import Role
from jifen.core.appeal import Action, Ground, State
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.recusal import Ground as Reason
from jifen.core.recusal import Manner
from jifen.core.workflow import Outcome
from jifen.people import commands as people
from jifen.recusals.commands import delegate, enter
from tests.appeals.scene import (
    DAY,
    POINTS,
    ask,
    balance,
    charged,
    chosen,
    decided,
    ended,
    fresh,
    heard,
    served,
    take,
)
from tests.harness.host import HOST
from tests.laws.town import Town


def reviewers(town: Town, appeal: object) -> set[str]:
    found = queries.appeal_at(appeal.ref)  # type: ignore[attr-defined]
    assert found is not None
    keys = {one.key for one in judges.case_of(found, on=town.day).reviewers}
    return {login for login, user in town.users.items() if user.ref.hex in keys}


def grant(town: Town, login: str, role: Role) -> None:
    people.grant(town.users[login], role, town.area, from_on=dt.date(2025, 1, 1), hand=HOST)


def test_the_committee_judges_a_first_review_and_the_county_a_second(town: Town) -> None:
    charge = charged(town)
    appeal = ask(town, charge)
    assert reviewers(town, appeal) == {"committee", "committee-2"}
    ended(town, appeal, Outcome.UPHELD)
    assert reviewers(town, ask(town, charge)) == {"county"}


@pytest.mark.parametrize("login", ["line", "clerk", "member"])
def test_nobody_with_a_hand_in_the_case_judges_it(town: Town, login: str) -> None:
    """Whoever proposed, took up, noticed, decided or served it, though the role is theirs."""
    grant(town, login, Role.COMMITTEE)
    appeal = ask(town, served(town))
    assert login not in reviewers(town, appeal)
    for action in (Action.ADMIT, Action.DECLINE):
        with pytest.raises(Refusal, match="not-your-step"):
            take(town, appeal, login, action)


def test_without_a_hand_in_it_the_same_role_suffices(town: Town) -> None:
    """The control of the test above."""
    grant(town, "member-2", Role.COMMITTEE)
    assert "member-2" in reviewers(town, ask(town, served(town)))


@pytest.mark.parametrize(("name", "login"), [("张三稻", "zhang"), ("王一禾", "wang")])
def test_nobody_judges_what_bears_on_themself_or_on_kin(town: Town, name: str, login: str) -> None:
    town.user("in-law", Role.COMMITTEE, town.area)
    people.relate(town.users["in-law"], town.cadre(name), "配偶", hand=HOST)
    grant(town, login, Role.COMMITTEE)
    charge = charged(town, "D-1", "张三稻", measures=Measures(quantity=2))
    judges = reviewers(town, ask(town, charge))
    assert judges == {"committee", "committee-2"}


def test_who_stands_in_for_a_decider_judges_as_little(town: Town) -> None:
    town.user("stand-in", Role.COMMITTEE, town.area)
    claim = served(town)
    delegate(
        town.users["stand-in"],
        Role.MEMBER,
        town.area,
        from_on=town.day,
        to_on=town.day + 30 * DAY,
        hand=town.hand("member"),
    )
    assert "stand-in" not in reviewers(town, ask(town, claim))


def test_where_nobody_of_the_committee_is_left_the_county_judges(town: Town) -> None:
    for login in ("committee", "committee-2"):
        people.relate(town.users[login], town.cadre("张三稻"), "兄弟", hand=HOST)
    before = balance(town)
    appeal = ask(town, charged(town))
    assert reviewers(town, appeal) == {"county"}
    appeal = ended(town, appeal, Outcome.QUASHED, Ground.PROCEDURE, by="county")
    assert balance(town) == before
    assert corrections.scene_of(appeal, on=town.day).body is Role.COUNTY


def test_the_reviewers_of_the_first_do_not_sit_in_the_second(town: Town) -> None:
    grant(town, "county", Role.COMMITTEE)
    charge = charged(town)
    ended(town, ask(town, charge), Outcome.UPHELD, by="county")
    town.user("county-2", Role.COUNTY, town.area)
    second = ask(town, charge)
    assert reviewers(town, second) == {"county-2"}
    with pytest.raises(Refusal, match="not-your-step"):
        take(town, second, "county", Action.ADMIT)


def test_whoever_decides_the_review_does_not_serve_it(town: Town) -> None:
    appeal = decided(town, heard(town, ask(town, charged(town))), Outcome.UPHELD)
    with pytest.raises(Refusal, match="same-hand"):
        take(town, appeal, "committee", Action.SERVE)
    take(town, appeal, "committee-2", Action.SERVE)
    assert fresh(appeal).state == State.SERVED


def test_only_who_decided_first_answers(town: Town) -> None:
    appeal = ask(town, charged(town))
    take(town, appeal, "committee", Action.ADMIT)
    for login in ("clerk", "member-2", "zhang"):
        with pytest.raises(Refusal, match="not-your-step"):
            take(town, appeal, login, Action.ANSWER)
    take(town, appeal, "member", Action.ANSWER)
    take(town, appeal, "committee", Action.HEAR)
    assert fresh(appeal).state == State.HEARD


def test_somebody_recused_judges_nothing(town: Town) -> None:
    appeal = ask(town, charged(town))
    hand = town.hand("head")
    with transaction.atomic():
        chain = hold(town.area.path, at=hand.at)
        enter(
            town.area,
            appeal.ref,
            town.users["committee"],
            Manner.ORDER,
            Reason.INTEREST,
            reason="与申请人有利害关系",
            chain=chain,
            hand=hand,
        )
        chain.seal()
    assert reviewers(town, appeal) == {"committee-2"}
    with pytest.raises(Refusal, match="not-your-step"):
        take(town, appeal, "committee", Action.ADMIT)


# ------------------------------------------------------------------ who may ask
@pytest.mark.parametrize("login", ["li", "clerk", "member", "committee", "auditor", "county"])
def test_nobody_asks_for_somebody_else(town: Town, login: str) -> None:
    charge = charged(town)
    with pytest.raises(Refusal, match="not-yours"):
        ask(town, charge, login, holder=town.code("张三稻"))


def test_the_office_enters_what_somebody_signed(town: Town) -> None:
    charge = charged(town)
    appeal = ask(town, charge, "clerk", holder=town.code("张三稻"), on_paper="张三稻手写申请1号")
    assert appeal.on_paper == "张三稻手写申请1号"


def test_each_bearer_asks_for_their_own_share_alone(town: Town) -> None:
    """D-1 bears on whom it names by half on the secretary: their shares part."""
    charge = charged(town, "D-1", "李二麦", measures=Measures(quantity=2))
    wang, li = balance(town, "王一禾"), balance(town, "李二麦")
    with pytest.raises(Refusal, match="nothing-to"):
        ask(town, charge, "zhang")
    appeal = ask(town, charge, "li")
    assert balance(town, "王一禾") == wang
    assert balance(town, "李二麦") == li + 4_00
    ended(town, appeal, Outcome.QUASHED, Ground.FACTS_UNCLEAR)
    assert (balance(town, "王一禾"), balance(town, "李二麦")) == (wang, li + 4_00)


def test_the_secretary_asks_for_the_village(town: Town) -> None:
    charge = charged(town, "D-5", "李二麦", measures=chosen(5_00))
    village = town.unit("东沟村").path
    with pytest.raises(Refusal, match="not-yours"):
        ask(town, charge, "li", holder=village)
    assert ask(town, charge, "wang", holder=village).holder == village


def test_the_same_form_sent_twice_is_one_request(town: Town) -> None:
    charge = charged(town)
    one = ask(town, charge)
    with pytest.raises(Refusal, match=r"appeal\.open"):
        ask(town, charge)
    again = appeals.ask(
        town.area,
        fact=charge,
        holder=town.code("张三稻"),
        points=POINTS,
        ref=one.ref,
        hand=town.hand("zhang"),
    )
    assert again == one
    assert len(queries.about(None, charge)) == 1


def test_a_request_says_what_is_wrong(town: Town) -> None:
    charge = charged(town)
    with pytest.raises(Refusal, match="no-points"):
        ask(town, charge, points=())
