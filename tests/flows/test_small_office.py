"""An office of three: a clerk verifies and serves, a member decides, the head takes the rest.

Administration sits at the county. Nobody else of the town has an account; two villages' cadres and
a line office put things in.
"""

import datetime as dt

import pytest

from jifen.claims import queries
from jifen.claims.commands import recusing
from jifen.claims.models import Claim, Decision
from jifen.core.access import APART, DECIDERS, Role
from jifen.core.errors import Refusal
from jifen.core.recusal import Ground, Manner
from jifen.core.workflow import Action, State
from jifen.people import commands as people
from jifen.people.models import Area, Relation, User
from tests.harness.host import HOST
from tests.laws.town import Town, found, undone

OFFICE = ("clerk", "member", "head")
AROUND = ("line", "county")


@pytest.fixture
def town(db: None) -> Town:
    made = found()
    made.day = dt.date(2025, 6, 3)
    gone = [login for login in made.users if login not in (*OFFICE, *AROUND)]
    for login in gone:
        people.disable(made.users.pop(login), hand=HOST)
    return made


def settle(town: Town, claim: Claim) -> None:
    """Let the seconds pass in which a decision may be taken back."""
    town.day += dt.timedelta(days=1)


def open_to(town: Town, claim: Claim) -> dict[str, set[Action]]:
    now = queries.claim_at(claim.ref)
    assert now is not None
    return {
        login: set(queries.open_actions(now, town.actor(login), on=town.day)) - {Action.WITHDRAW}
        for login in (*OFFICE, *AROUND)
    }


def test_a_grant_goes_from_claim_to_ledger_through_two_hands_and_the_head_stands_by(
    town: Town,
) -> None:
    claim = town.walk(town.draft("line", "A-2", "张三稻"), ("line", Action.SUBMIT))
    assert open_to(town, claim)["member"] == open_to(town, claim)["head"] == set()
    claim = town.walk(claim, ("clerk", Action.VERIFY))
    assert open_to(town, claim)["clerk"] == set()
    assert Action.APPROVE in open_to(town, claim)["member"] & open_to(town, claim)["head"]
    claim = town.walk(claim, ("member", Action.APPROVE))
    settle(town, claim)
    claim = town.walk(claim, ("clerk", Action.PUBLICISE))
    assert claim.due_on is not None
    town.day = claim.due_on + dt.timedelta(days=1)
    claim = town.walk(claim, ("clerk", Action.RECORD))
    assert claim.state == State.RECORDED


def test_what_the_member_may_not_decide_the_head_takes_and_then_the_county(town: Town) -> None:
    claim = town.walk(town.draft("line", "A-2", "张三稻"), ("line", Action.SUBMIT))
    claim = town.walk(claim, ("clerk", Action.VERIFY))
    cadre = town.cadre("张三稻")
    Relation.objects.create(user=town.users["member"], cadre=cadre, kind=Ground.KIN)
    assert [login for login, able in open_to(town, claim).items() if Action.APPROVE in able] == [
        "head"
    ]
    with undone():
        town.step(claim, "head", Action.APPROVE)
    recusing.recuse(
        claim, town.users["head"], Ground.INTEREST, manner=Manner.SELF,
        reason="与当事人合伙经营。", hand=town.hand("head"),
    )  # fmt: skip
    assert [login for login, able in open_to(town, claim).items() if Action.APPROVE in able] == [
        "county"
    ]
    town.step(claim, "county", Action.APPROVE)
    settle(town, claim)
    with pytest.raises(Refusal) as caught:
        town.step(claim, "head", Action.APPROVE)
    assert caught.value.code in {"claim.moved-first", "claim.not-your-step"}


def test_the_clerk_alone_can_run_a_deduction_up_to_its_decision_and_not_decide_it(
    town: Town,
) -> None:
    claim = town.walk(
        town.draft("line", "D-1", "张三稻"),
        ("line", Action.PROPOSE),
        ("clerk", Action.TAKE_UP),
        ("clerk", Action.NOTICE),
        ("clerk", Action.ANSWER),
        ("clerk", Action.REPLY),
    )
    assert open_to(town, claim)["clerk"] == set()
    assert Action.DECIDE in open_to(town, claim)["member"]
    claim = town.walk(claim, ("member", Action.DECIDE))
    settle(town, claim)
    claim = town.walk(claim, ("clerk", Action.SERVE))
    assert claim.state == State.SERVED
    by = {d.by.login.split(":")[-1] for d in Decision.objects.filter(claim=claim) if d.by}
    assert by <= {*OFFICE, "line"}


@pytest.mark.parametrize("role", sorted(APART))
def test_the_separated_roles_are_never_on_one_account_nor_with_one_that_moves_points(
    town: Town, role: Role
) -> None:
    """Administration sits at the county: another account, and still never two of these."""
    for other in sorted(APART - {role} | DECIDERS):
        with undone():
            user: User = people.add_user(f"one-{role}-{other}", "一人", "长口令长口令", hand=HOST)
            area = Area.objects.get(path="p1/c1/k1")
            people.grant(user, role, area, from_on=town.day, hand=HOST)
            with pytest.raises(Refusal) as caught:
                people.grant(user, other, town.area, from_on=town.day, hand=HOST)
            assert caught.value.code == "grant.apart"
