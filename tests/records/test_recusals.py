"""Who keeps out of a claim: forty cases, each looked at as at assignment and tried as at commit."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction

from jifen.claims import queries
from jifen.claims.commands import handover, recusing
from jifen.claims.models import Claim, Decision
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.recusal import Ground, Manner
from jifen.core.workflow import Action, State
from jifen.outcomes.queries import verify
from jifen.people.models import Area, Grant, Relation, User
from jifen.people.queries import actors
from jifen.recusals import commands as recusals
from jifen.recusals import queries as out
from jifen.recusals.models import Recusal, Ruling
from jifen.wording import sentence
from tests.harness.figures import record
from tests.laws.town import EAST, WEST, Town, found, undone

DAY = dt.timedelta(days=1)
WHY = "双方有长期土地纠纷。"
HEAD, MEMBER, CLERK, LINE = Role.HEAD, Role.MEMBER, Role.CLERK, Role.LINE_OFFICE
NONE: frozenset[Role] = frozenset()


@dataclass
class Scene:
    """A town with a grant to 张三稻 that waits for its approval, and another one."""

    town: Town
    claim: Claim
    other: Claim


@pytest.fixture
def scene(db: None) -> Scene:
    town = found()
    town.day = dt.date(2025, 6, 3)
    town.user("zhang", Role.CADRE, town.unit(EAST), "张三稻")
    town.user("wang", Role.SECRETARY, town.unit(EAST), "王一禾")
    claim = town.walk(town.draft("line", "A-2", "张三稻"), ("line", Action.SUBMIT))
    claim = town.walk(claim, ("clerk", Action.VERIFY))
    other = town.walk(town.draft("line", "A-2", "钱五黍", unit=WEST), ("line", Action.SUBMIT))
    return Scene(town, claim, other)


# ------------------------------------------------------------------ what may have been set up
Setup = Callable[[Scene], None]


def related(login: str, name: str, ground: Ground) -> Setup:
    def set_up(scene: Scene) -> None:
        town = scene.town
        Relation.objects.create(user=town.users[login], cadre=town.cadre(name), kind=ground)

    return set_up


def is_cadre(login: str, name: str) -> Setup:
    def set_up(scene: Scene) -> None:
        user = scene.town.users[login]
        user.cadre = scene.town.cadre(name)
        user.save()

    return set_up


def said(
    manner: Manner, about: str, by: str, ruled: bool | None = None, *, ruler: str = "head",
    ground: Ground = Ground.INTEREST, other: bool = False,
) -> Setup:  # fmt: skip
    def set_up(scene: Scene) -> None:
        town = scene.town
        claim = scene.other if other else scene.claim
        made = recusing.recuse(
            claim, town.users[about], ground, manner=manner, reason=WHY, hand=town.hand(by)
        )
        if ruled is not None:
            recusing.rule_on(made, ruled, reason="经审查。", hand=town.hand(ruler))

    return set_up


def stands_in(for_: str, who: str, role: Role) -> Setup:
    def set_up(scene: Scene) -> None:
        town = scene.town
        recusals.delegate(
            town.users[who], role, town.area, from_on=town.day,
            to_on=town.day + dt.timedelta(days=10), hand=town.hand(for_),
        )  # fmt: skip

    return set_up


SELF, ASK, ORDER = Manner.SELF, Manner.REQUEST, Manner.ORDER
G = Ground
TABLE: tuple[tuple[str, str, tuple[Setup, ...], frozenset[Role]], ...] = (
    # why, whose hat is looked at, what was set up, what is left of it
    ("no relation at all", "member", (), frozenset({MEMBER})),
    ("married to the person", "member", (related("member", "张三稻", G.SPOUSE),), NONE),
    ("their parent or child", "member", (related("member", "张三稻", G.LINEAL),), NONE),
    ("their brother or cousin", "member", (related("member", "张三稻", G.COLLATERAL),), NONE),
    ("their in-law", "member", (related("member", "张三稻", G.IN_LAW),), NONE),
    ("their kin, not said closer", "member", (related("member", "张三稻", G.KIN),), NONE),
    ("of their household", "member", (related("member", "张三稻", G.HOUSEHOLD),), NONE),
    ("with an interest in common", "member", (related("member", "张三稻", G.INTEREST),), NONE),
    ("complained about by them", "member", (related("member", "张三稻", G.COMPLAINT),), NONE),
    ("kin of who bears without a name", "member", (related("member", "王一禾", G.KIN),), NONE),
    ("kin of a villager who bears nothing", "member", (related("member", "李二麦", G.KIN),),
     frozenset({MEMBER})),
    ("kin of another village's", "member", (related("member", "赵四粟", G.KIN),),
     frozenset({MEMBER})),
    ("the person themself", "member", (is_cadre("member", "李二麦"),), frozenset({MEMBER})),
    ("who bears without a name", "member", (is_cadre("member", "赵四粟"),), frozenset({MEMBER})),
    ("the clerk is kin", "clerk-2", (related("clerk-2", "张三稻", G.KIN),), NONE),
    ("the head is kin", "head", (related("head", "张三稻", G.SPOUSE),), NONE),
    ("the county is kin", "county", (related("county", "张三稻", G.KIN),), NONE),
    ("the line office is kin", "line", (related("line", "张三稻", G.IN_LAW),), NONE),
    ("said so oneself", "member", (said(SELF, "member", "member"),), NONE),
    ("said so, and rightly", "member", (said(SELF, "member", "member", True),), NONE),
    ("said so, and need not", "member", (said(SELF, "member", "member", False),),
     frozenset({MEMBER})),
    ("asked about, not ruled on", "member", (said(ASK, "member", "zhang"),), NONE),
    ("asked about, granted", "member", (said(ASK, "member", "zhang", True),), NONE),
    ("asked about, refused", "member", (said(ASK, "member", "zhang", False),),
     frozenset({MEMBER})),
    ("an inquiry goes on till the ruling", "clerk-2", (said(ASK, "clerk-2", "zhang"),),
     frozenset({CLERK})),
    ("the clerk is out once granted", "clerk-2", (said(ASK, "clerk-2", "zhang", True),), NONE),
    ("ordered by the head", "member", (said(ORDER, "member", "head"),), NONE),
    ("the clerk is ordered out", "clerk-2", (said(ORDER, "clerk-2", "head"),), NONE),
    ("the head is ordered out by the county", "head", (said(ORDER, "head", "county"),), NONE),
    ("on the head the county rules", "head",
     (said(ASK, "head", "zhang", True, ruler="county"),), NONE),
    ("refused once, then said so", "member",
     (said(ASK, "member", "zhang", False), said(SELF, "member", "member")), NONE),
    ("refused on two grounds", "member",
     (said(ASK, "member", "zhang", False), said(ASK, "member", "zhang", False, ground=G.OTHER)),
     frozenset({MEMBER})),
    ("out of another case only", "member", (said(ORDER, "member", "head", other=True),),
     frozenset({MEMBER})),
    ("somebody else is out", "member", (said(ORDER, "member-2", "head"),), frozenset({MEMBER})),
    ("the secretary asks, who answers for the village", "member",
     (said(ASK, "member", "wang", True),), NONE),
    ("in the place of one who is kin", "committee",
     (related("member", "张三稻", G.KIN), stands_in("member", "committee", MEMBER)),
     frozenset({Role.COMMITTEE})),
    ("in the place of kin of who bears", "committee",
     (related("member", "王一禾", G.KIN), stands_in("member", "committee", MEMBER)),
     frozenset({Role.COMMITTEE})),
    ("in the place of one who is out", "committee",
     (stands_in("member", "committee", MEMBER), said(ORDER, "member", "head")), NONE),
    ("in the place of one who is free", "committee",
     (stands_in("member", "committee", MEMBER),), frozenset({Role.COMMITTEE, MEMBER})),
    ("out oneself, whoever let one stand in", "committee",
     (stands_in("member", "committee", MEMBER), said(ORDER, "committee", "head")), NONE),
)  # fmt: skip


def test_the_table_has_forty_cases() -> None:
    assert len(TABLE) == len({why for why, *_ in TABLE}) == 40


def test_forty_cases_are_kept_out_or_not_at_assignment_and_at_commit(scene: Scene) -> None:
    """At assignment: the hats, the buttons and the list. At commit: the step itself."""
    town, wrong = scene.town, []
    for why, login, setups, left in TABLE:
        with undone():
            for set_up in setups:
                set_up(scene)
            claim = queries.claim_at(scene.claim.ref)
            assert claim is not None
            who = town.actor(login)
            hats = queries.hats(claim, who, on=town.day)
            shown = Action.APPROVE in queries.open_actions(claim, who, on=town.day)
            waits = claim in queries.awaiting(who, town.area, on=town.day)
            able = bool(left & {MEMBER, HEAD})
            done = tried(town, claim, login)
            if (hats, shown, waits, done) != (left, able, able, able):
                wrong.append((why, hats, shown, waits, done))
    assert wrong == []
    record("recusal cases, at assignment and at commit", n=len(TABLE), result="0 differences")


def tried(town: Town, claim: Claim, login: str) -> bool:
    try:
        town.step(claim, login, Action.APPROVE)
    except Refusal as refusal:
        if refusal.code in {"claim.not-your-step", "claim.unknown"}:
            return False
        raise
    return True


# ------------------------------------------------------------------ who may say and who rules
def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught, undone():
        act()
    assert sentence(caught.value)
    return caught.value.code


def say(scene: Scene, manner: Manner, about: str, by: str, why: str = WHY) -> Recusal:
    return recusing.recuse(
        scene.claim, scene.town.users[about], Ground.INTEREST,
        manner=manner, reason=why, hand=scene.town.hand(by),
    )  # fmt: skip


def test_only_who_is_concerned_asks_and_only_the_head_or_the_county_orders(scene: Scene) -> None:
    assert refusal(lambda: say(scene, ASK, "member", "committee")) == "recusal.not-yours"
    assert refusal(lambda: say(scene, ORDER, "member", "member-2")) == "recusal.not-yours"
    assert refusal(lambda: say(scene, SELF, "member", "zhang")) == "recusal.not-yours"
    assert refusal(lambda: say(scene, ASK, "member", "member")) == "recusal.not-yours"
    assert refusal(lambda: say(scene, ASK, "zhang", "wang")) == "recusal.no-part"
    assert refusal(lambda: say(scene, ASK, "member", "zhang", "无")) == "recusal.reason"
    assert refusal(lambda: say(scene, ASK, "member", "system")) == "claim.unknown"


def test_the_head_does_not_order_another_head_out(scene: Scene) -> None:
    scene.town.user("head-2", HEAD, scene.town.area)
    assert refusal(lambda: say(scene, ORDER, "head-2", "head")) == "recusal.not-yours"
    assert say(scene, ORDER, "head-2", "county").due_on is None


def test_somebody_else_rules_within_two_working_days_and_the_county_when_overdue(
    scene: Scene,
) -> None:
    town, asked = scene.town, say(scene, ASK, "member", "zhang")
    assert asked.due_on is not None
    assert asked.due_on - town.day == 2 * DAY

    def rule(login: str) -> Ruling:
        return recusing.rule_on(asked, False, reason="经审查不成立。", hand=town.hand(login))

    assert refusal(lambda: rule("member")) == "recusal.not-ruler"
    assert refusal(lambda: rule("member-2")) == "recusal.not-ruler"
    assert refusal(lambda: rule("zhang")) == "recusal.not-ruler"
    assert refusal(lambda: rule("county")) == "recusal.not-ruler"
    town.day = asked.due_on + dt.timedelta(days=1)
    with undone():
        assert rule("county").by == town.users["county"]
    assert rule("head").granted is False
    assert refusal(lambda: rule("head")) == "recusal.ruled"


def test_what_is_said_again_stands_once_and_both_are_proved(scene: Scene) -> None:
    first, again = (say(scene, ASK, "member", "zhang") for _ in range(2))
    assert first == again
    recusing.rule_on(first, True, reason="经审查属实。", hand=scene.town.hand("head"))
    faults = [f for f in verify(scene.town.area) if f.code.startswith("recusal")]
    assert faults == []
    assert out.barred(scene.town.area, scene.town.actor("member")) == {scene.claim.ref}
    assert out.barred(scene.town.area, scene.town.actor("member-2")) == frozenset()


def test_a_finished_claim_needs_nobody_to_keep_out(scene: Scene) -> None:
    town = scene.town
    town.step(scene.claim, "member", Action.REFUSE)
    assert refusal(lambda: say(scene, SELF, "member", "member")) == "recusal.finished"


# ------------------------------------------------------------------ nobody left
def test_where_nobody_is_left_the_county_decides_and_only_there(scene: Scene) -> None:
    town = scene.town
    claim = queries.claim_at(scene.claim.ref)
    assert claim is not None
    assert HEAD not in queries.hats(claim, town.actor("county"), on=town.day)
    assert refusal(lambda: town.step(claim, "county", Action.APPROVE)) == "claim.not-your-step"
    for login in ("member", "member-2"):
        say(scene, ORDER, login, "head")
    say(scene, ORDER, "head", "county")
    assert out.nobody_left(
        town.area, [town.code("张三稻")], {MEMBER, HEAD}, on=town.day, unlike=(), case=claim.ref
    )
    claim = queries.claim_at(scene.claim.ref)
    assert claim is not None
    assert claim in queries.awaiting(town.actor("county"), town.area, on=town.day)
    town.step(claim, "county", Action.APPROVE)
    assert Claim.objects.get(pk=claim.pk).state == State.APPROVED
    assert Decision.objects.filter(claim=claim).latest("seq").role == Role.COUNTY
    assert not out.nobody_left(
        town.area, [town.code("张三稻")], {MEMBER, HEAD}, on=town.day, unlike=()
    )


# ------------------------------------------------------------------ standing in


def give(
    scene: Scene, by: str = "member", to: str = "committee", role: Role = MEMBER,
    area: Area | None = None, first: int = 0, last: int = 10,
) -> Grant:  # fmt: skip
    town = scene.town
    return recusals.delegate(
        town.users[to], role, area or town.area, from_on=town.day + first * DAY,
        to_on=town.day + last * DAY, hand=town.hand(by),
    )  # fmt: skip


def test_a_delegation_is_never_wider_or_longer_than_what_one_holds(scene: Scene) -> None:
    town = scene.town
    county = Area.objects.get(path="p1/c1/k1")
    wrong = {
        "delegation.wider": (
            lambda: give(scene, by="clerk", to="line"),
            lambda: give(scene, by="zhang", to="line"),
        ),
        "delegation.role": (
            lambda: give(scene, by="auditor", role=Role.AUDITOR),
            lambda: give(scene, by="system", role=Role.SYSTEM),
            lambda: give(scene, by="security", role=Role.SECURITY),
            lambda: give(scene, by="zhang", role=Role.CADRE),
            lambda: give(scene, by="wang", role=Role.SECRETARY),
        ),
        "delegation.past": (lambda: give(scene, first=-1),),
        "delegation.dates": (lambda: give(scene, last=0), lambda: give(scene, last=184)),
        "delegation.area": (lambda: give(scene, by="county", role=Role.COUNTY, area=county),),
        "delegation.self": (lambda: give(scene, to="member"),),
        "delegation.twice": (lambda: give(scene, to="member-2"),),
        "grant.apart": (lambda: give(scene, to="auditor"),),
    }
    for code, acts in wrong.items():
        for act in acts:
            assert refusal(act) == code
    Grant.objects.filter(user=town.users["member"]).update(to_on=town.day + 5 * DAY)
    assert refusal(lambda: give(scene)) == "delegation.wider"
    assert give(scene, last=5).to_on == town.day + 5 * DAY


def test_what_is_stood_in_with_is_not_passed_on(scene: Scene) -> None:
    give(scene)
    assert refusal(lambda: give(scene, by="committee", to="discipline")) == "delegation.wider"


def test_a_delegation_begins_and_ends_by_its_days_and_with_the_account_it_comes_from(
    scene: Scene,
) -> None:
    town = scene.town
    one = give(scene, first=1, last=3)

    def wears(on: dt.date) -> bool:
        claim = queries.claim_at(scene.claim.ref)
        assert claim is not None
        return MEMBER in queries.hats(claim, town.actor("committee"), on=on)

    assert [wears(town.day + n * DAY) for n in range(4)] == [False, True, True, False]
    User.objects.filter(pk=town.users["member"].pk).update(is_active=False)
    assert not wears(town.day + DAY)
    User.objects.filter(pk=town.users["member"].pk).update(is_active=True)
    assert refusal(lambda: recusals.end_delegation(one, hand=town.hand("head"))) == (
        "delegation.not-yours"
    )
    town.day += DAY
    recusals.end_delegation(one, hand=town.hand("committee"))
    assert not wears(town.day)
    assert refusal(lambda: recusals.end_delegation(one, hand=town.hand("committee"))) == (
        "delegation.over"
    )
    assert [f for f in verify(town.area) if f.code.startswith("delegation")] == []


def test_who_stands_in_is_the_same_hand_as_whom_they_stand_in_for(scene: Scene) -> None:
    """I4: the clerk verified; who stands in for the clerk, or had the clerk stand in, approves
    nothing of it. The control: with somebody else standing in, the member approves.
    """
    town = scene.town

    def approves(by: str, to: str, role: Role) -> str:
        try:
            with undone():
                give(scene, by=by, to=to, role=role)
                town.step(scene.claim, "member", Action.APPROVE)
        except Refusal as refused:
            return refused.code
        return "done"

    assert approves("clerk", "member", CLERK) == "claim.same-hand"
    assert approves("member", "clerk", MEMBER) == "claim.same-hand"
    assert approves("line", "member", LINE) == "claim.same-hand"
    assert approves("clerk-2", "member", CLERK) == "done"


def test_a_delegation_that_ended_before_the_case_began_ties_nobody(scene: Scene) -> None:
    town = scene.town
    give(scene, by="clerk", to="member", role=CLERK, last=2)
    town.day += 2 * DAY
    claim = town.walk(town.draft("line", "A-2", "张三稻"), ("line", Action.SUBMIT))
    claim = town.walk(claim, ("clerk", Action.VERIFY), ("member", Action.APPROVE))
    assert claim.state == State.APPROVED


def test_the_database_itself_keeps_a_delegation_dated_and_another_persons(scene: Scene) -> None:
    town = scene.town
    whole = {
        "user": town.users["committee"], "role": "member", "area": town.area,
        "from_on": town.day, "to_on": town.day + DAY, "delegated_by": town.users["member"],
    }  # fmt: skip
    wrong = ({"to_on": None}, {"delegated_by": town.users["committee"]}, {"role": "auditor"})
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(**whole | change)
    assert Grant.objects.create(**whole).pk


def test_actors_are_read_alike_one_by_one_and_together(scene: Scene) -> None:
    town = scene.town
    related("member", "张三稻", Ground.KIN)(scene)
    give(scene)
    logins = sorted(town.users)
    users = [User.objects.select_related("cadre__town").get(pk=town.users[n].pk) for n in logins]
    assert actors(users) == [town.actor(login) for login in logins]


# ------------------------------------------------------------------ handing over
def test_drafts_go_to_a_successor_who_may_propose_them_and_nothing_else_moves(scene: Scene) -> None:
    town = scene.town
    drafts = [town.draft("line", item, "张三稻") for item in ("A-2", "A-3")]

    def pass_on(to: str, by: str = "line", why: str = "调离本岗位。") -> tuple[list[Claim], ...]:
        return handover.hand_over(
            town.area, town.users["line"], town.users[to], reason=why, hand=town.hand(by)
        )

    assert refusal(lambda: pass_on("member")) == "handover.nothing"
    assert refusal(lambda: pass_on("line")) == "handover.same"
    assert refusal(lambda: pass_on("member", by="clerk")) == "handover.not-yours"
    assert refusal(lambda: pass_on("member", why="")) == "handover.reason"
    town.user("line-2", LINE, town.area)
    goes, stays = pass_on("line-2", by="head")
    assert (sorted(c.pk for c in goes), stays) == ([d.pk for d in drafts], [])
    assert {c.drafted_by for c in Claim.objects.filter(state=State.DRAFT)} == {town.users["line-2"]}
    town.step(drafts[0], "line-2", Action.SUBMIT)
    # What was handed in stays its author's: they still do not approve it, nor take it further.
    assert Claim.objects.get(pk=scene.claim.pk).drafted_by == town.users["line"]
    assert [f for f in verify(town.area) if f.code.startswith("handover")] == []
