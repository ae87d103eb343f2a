"""I4: nobody decides on themselves, on kin, or on what they proposed: every actor, every step.

Each of these people holds every role that there is to hold, so that nothing but the law stops them.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError

from jifen.claims import commands as claims
from jifen.claims import queries
from jifen.claims.models import Claim
from jifen.core.access import APART, Role, roles_toward
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.recusal import SPEAKS
from jifen.core.report import Outcome
from jifen.core.rules import Capacity
from jifen.core.workflow import Action, Kind, Route, State, Step, rows
from jifen.ledger.models import Fact
from jifen.people import commands as people
from tests.harness.figures import record
from tests.harness.host import HOST
from tests.laws.town import EAST, Town, fact, undone, withdrawal

ITEM = {Kind.GRANT: "A-2", Kind.DEDUCTION: "D-1"}
"""One item of each kind, of which the secretary bears a share without being named."""
TABLES = (
    (Kind.GRANT, Route.ORDINARY),
    (Kind.DEDUCTION, Route.ORDINARY),
    (Kind.DEDUCTION, Route.GRAVE),
)
SOME_DAY = dt.date(2025, 6, 2)
PROPOSES = {Kind.GRANT: Action.SUBMIT, Kind.DEDUCTION: Action.PROPOSE}
SPEAKING = {Action.SUBMIT, Action.PROPOSE, Action.WITHDRAW, Action.ANSWER}
"""What speaks for somebody; every other step judges or handles the case."""


def everything(town: Town, login: str, name: str = "") -> None:
    """Add an account with every role there is: no step is closed to it for want of a hat."""
    town.user(login, Role.CADRE, town.area, name)
    for role in set(Role) - APART - {Role.CADRE}:
        people.grant(town.users[login], role, town.area, from_on=town.cycle.starts_on, hand=HOST)


@pytest.fixture
def people_of_interest(town: Town) -> Town:
    """Somebody named, kin of the named, who bears unnamed, kin of that one, and a stranger."""
    town.day = SOME_DAY
    everything(town, "named", "张三稻")
    everything(town, "kin")
    everything(town, "bearer", "王一禾")  # party secretary: half of what 张三稻 is charged
    everything(town, "bearers-kin")
    everything(town, "stranger", "钱五黍")
    people.relate(town.users["kin"], town.cadre("张三稻"), "配偶", hand=HOST)
    people.relate(town.users["bearers-kin"], town.cadre("王一禾"), "儿子", hand=HOST)
    return town


# ------------------------------------------------------------------ who may take which step
def everywhere(town: Town) -> Iterator[tuple[Claim, Step]]:
    """Yield every cell of the tables: a claim that stands at a step's source, and the step."""
    for kind, by in TABLES:
        steps = cells(kind, by)
        for claim in reached(town, kind, by, {step.source for step in steps}):
            yield from ((claim, step) for step in steps if step.source == claim.state)


def reached(
    town: Town, kind: Kind, route: Route, wanted: Collection[State], mine: Action | None = None
) -> Iterator[Claim]:
    """Yield a claim in each wanted state; each is undone when the next but those behind it comes.

    Hands that have no interest in it lead there, and the stranger's where a step is `mine`.
    """
    by = "stranger" if mine is PROPOSES[kind] else "line"
    ways_ = ways(kind, route)

    def onward(claim: Claim) -> Iterator[Claim]:
        so_far = ways_[State(claim.state)]
        if claim.state in wanted:
            yield claim
        ahead = {tuple(ways_[state][: len(so_far) + 1]) for state in wanted}
        for way_ in sorted(ahead):
            if [*way_[:-1]] != so_far or len(way_) == len(so_far):
                continue
            action, day = way_[-1], town.day
            with undone():
                login = "stranger" if action is mine else HANDS.get(action, by)
                yield from onward(walked(town, claim, login, action))
            town.day = day

    town.day = SOME_DAY
    with undone():
        yield from onward(begun(town, kind, by, route))


def walked(town: Town, claim: Claim, login: str, action: Action) -> Claim:
    """Take a step, and wait for what it waits for."""
    claim = town.walk(claim, (login, action))
    if claim.due_on is not None and action is not Action.NOTICE:
        town.day = max(town.day, claim.due_on + dt.timedelta(days=1))
    return claim


def at(
    town: Town, kind: Kind, state: State, *, by: str = "line", route: Route = Route.ORDINARY
) -> Claim:
    """Bring a claim to a state, by hands that have no interest in it."""
    claim = begun(town, kind, by, route)
    for action in way(kind, state, route):
        claim = walked(town, claim, HANDS.get(action, by), action)
    return claim


def begun(town: Town, kind: Kind, by: str, route: Route) -> Claim:
    """A draft: five times two points are grave."""
    grave = Measures(quantity=5) if route is Route.GRAVE else None
    return town.draft(by, ITEM[kind], "张三稻", measures=grave)


HANDS = {
    Action.VERIFY: "clerk",
    Action.APPROVE: "member",
    Action.PUBLICISE: "clerk",
    Action.ATTEST: "stationed",
    Action.TAKE_UP: "clerk",
    Action.NOTICE: "clerk",
    Action.ANSWER: "clerk",
    Action.REPLY: "clerk",
    Action.CHECK_LAW: "head",
    Action.DECIDE: "member",
    Action.SERVE: "clerk",
    Action.SUSPEND: "head",
}


def way(kind: Kind, state: State, route: Route = Route.ORDINARY) -> list[Action]:
    """Return the shortest way through the table from a draft to a state."""
    return ways(kind, route)[state]


def ways(kind: Kind, route: Route) -> dict[State, list[Action]]:
    """Return the shortest way to each state that hands alone can bring a claim to."""
    found: dict[State, list[Action]] = {State.DRAFT: []}
    going = [State.DRAFT]
    for here in going:
        for step in rows(kind, route):
            if step.source is here and step.target not in found and step.action in {
                *HANDS, *PROPOSES.values(),
            }:  # fmt: skip
                found[step.target] = [*found[here], step.action]
                going.append(step.target)
    return found


def cells(kind: Kind, route: Route) -> list[Step]:
    """Return the steps that a hand may take of a publicised item, where hands alone lead."""
    reached = ways(kind, route)
    return [
        step
        for step in rows(kind, route)
        if step.roles and step.fits(publicised=True) and step.source in reached
    ]


def outcome(town: Town, claim: Claim, login: str, action: Action) -> str:
    """Try a step, and undo it: "" where it was taken, else why not."""
    day = town.day
    if action is not Action.ANSWER:  # for which there is time until then
        town.day = (claim.due_on or town.day) + dt.timedelta(days=1)
    try:
        with undone():
            town.step(claim, login, action)
    except Refusal as refusal:
        return refusal.code
    finally:
        town.day = day
    return ""


@pytest.fixture
def answering(people_of_interest: Town) -> Town:
    """A village secretary of another family answers for the village."""
    people_of_interest.user("answers", Role.SECRETARY, people_of_interest.unit(EAST))
    return people_of_interest


def test_nobody_judges_their_own_case_or_their_kins(answering: Town) -> None:
    tried = 0
    for claim, step in everywhere(answering):
        for login, may in CELLS.items():
            said = outcome(answering, claim, login, step.action)
            assert said in may(claim, step), (claim.kind, step, login)
            tried += 1
    assert tried == len(CELLS) * sum(len(cells(kind, by)) for kind, by in TABLES)
    record(
        "Steps tried by those they are about, with every role in hand (I4)",
        n=tried,
        result="0 judged",
    )


def named(claim: Claim, step: Step) -> set[str]:
    """Whom it names claims, takes back and answers, and does nothing else."""
    if claim.state == State.DRAFT and claim.kind == Kind.DEDUCTION:
        return {"claim.unknown"}
    return {""} if Role.CADRE in step.roles else {"claim.not-your-step"}


def kin(claim: Claim, step: Step) -> set[str]:
    """Their kin do nothing at all."""
    return {"claim.unknown"}


def bearing(claim: Claim, step: Step) -> set[str]:
    """Who bears a share unnamed, or whose kin does, speaks for the village and judges nothing."""
    speaks = step.roles & SPEAKS and step.action in SPEAKING
    none = {"claim.unknown", "claim.not-your-step"}
    return none | ({"", "answer.not-yours"} if speaks else set())


def stranger(claim: Claim, step: Step) -> set[str]:
    """The control: with every role and no interest every step is open, but for another's draft."""
    if step.action is Action.ANSWER:
        return {"answer.not-yours"}
    if step.action is Action.REPLY:
        return {"claim.points-open"}
    return {"claim.unknown"} if claim.state == State.DRAFT else {""}


CELLS: dict[str, Callable[[Claim, Step], set[str]]] = {
    "named": named,
    "kin": kin,
    "bearer": bearing,
    "bearers-kin": bearing,
    "stranger": stranger,
}
"""Who → what a step may come to for them: "" where it is taken, else the refusal."""


def test_nobody_takes_a_step_that_must_be_another_hand_s(answering: Town) -> None:
    """For each pair of the table: who took the one does not take the other, with every role."""
    tried = there = 0
    for kind, by in TABLES:
        pairs = [
            (step, earlier)
            for step in cells(kind, by)
            for earlier in step.unlike & set(way(kind, step.source, by))
        ]
        for mine in sorted({earlier for _step, earlier in pairs}):
            steps = [step for step, earlier in pairs if earlier is mine]
            for claim in reached(answering, kind, by, {step.source for step in steps}, mine):
                for step in steps:
                    if step.source == claim.state:
                        said = outcome(answering, claim, "stranger", step.action)
                        assert said == "claim.same-hand", (step, mine)
                        tried += 1
        there += len(pairs)
    assert tried == there > 40


def answering_by(
    town: Town, kind: Kind, state: State, mine: Action, route: Route = Route.ORDINARY
) -> Claim:
    """Bring a claim to a state, one step of it by the stranger's hand."""
    first = "stranger" if mine is PROPOSES[kind] else "line"
    claim = begun(town, kind, first, route)
    for action in way(kind, state, route):
        login = "stranger" if action is mine else HANDS.get(action, first)
        claim = town.walk(claim, (login, action))
    return claim


@pytest.mark.parametrize("kind", list(Kind))
def test_who_wrote_a_claim_proposed_it_whoever_hands_it_in(answering: Town, kind: Kind) -> None:
    """Written by one, handed in by the person it is about, or found in the office's file."""
    claim = answering.draft("stranger", ITEM[kind], "张三稻")
    if kind is Kind.DEDUCTION:
        return_to = outcome(answering, claim, "line", Action.PROPOSE)
        assert return_to == "claim.unknown", "a draft is its author's"
        return
    claim = answering.walk(claim, ("named", Action.SUBMIT))
    for action in (Action.VERIFY, Action.RETURN):
        assert outcome(answering, claim, "stranger", action) == "claim.same-hand"
    claim = answering.walk(claim, ("clerk", Action.VERIFY))
    for action in (Action.APPROVE, Action.REFUSE, Action.RETURN):
        assert outcome(answering, claim, "stranger", action) == "claim.same-hand"


def test_a_draft_is_revised_by_its_author_alone(answering: Town) -> None:
    claim = answering.draft("line", "A-2", "张三稻")
    changed = {
        "people": {answering.code("李二麦"): Capacity.NAMED},
        "happened_on": claim.happened_on,
        "measures": Measures.read(claim.measures),
        "reason": claim.reason,
        "evidence": claim.evidence,
    }
    with pytest.raises(Refusal, match="not-your-step"):
        claims.revise(claim, **changed, hand=answering.hand("stranger"))
    claims.revise(claim, **changed, hand=answering.hand("line"))
    assert claim.people.get().cadre.name == "李二麦"


# ------------------------------------------------------------------ files and withdrawals
@pytest.mark.parametrize("second", ["named", "kin", "bearer", "bearers-kin", "stranger"])
def test_no_one_approves_a_past_decision_that_moves_their_own(answering: Town, second: str) -> None:
    one = fact("决1号", "D-1", "张三稻", measures=Measures(quantity=1))
    done = answering.enter(one, second=second)
    if second == "stranger":
        assert done.count(Outcome.ADDED) == 1
    else:
        assert str(done.rows[0].refusal).startswith("past.not-decider")
        assert not Fact.objects.exists()


@pytest.mark.parametrize("by", ["named", "kin"])
def test_no_one_enters_a_past_decision_about_themselves(answering: Town, by: str) -> None:
    one = fact("决1号", "D-1", "张三稻", measures=Measures(quantity=1))
    done = answering.enter(one, by=by, second="stranger")
    assert str(done.rows[0].refusal).startswith("past.not-clerk")


@pytest.mark.parametrize("second", ["named", "kin", "bearer", "bearers-kin"])
def test_no_one_decides_a_withdrawal_that_moves_their_own(answering: Town, second: str) -> None:
    one = fact("决1号", "D-1", "张三稻", measures=Measures(quantity=1))
    answering.enter(one)
    done = answering.enter(withdrawals=[withdrawal(one)], second=second)
    assert str(done.rows[0].refusal).startswith("past.not-decider")
    with pytest.raises(Refusal, match="not-decider"):
        claims.withdraw(
            Fact.objects.select_related("town", "unit", "cycle__town", "version").get(),
            reason="复查不实",
            hand=answering.hand("clerk"),
            second=answering.actor(second),
        )


def test_one_account_is_not_both_hands(answering: Town) -> None:
    one = fact("决1号", "D-1", "张三稻", measures=Measures(quantity=1))
    with pytest.raises(Refusal, match="same-hand"):
        answering.enter(one, by="stranger", second="stranger")


# ------------------------------------------------------------------ without the law
@contextmanager
def lawless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the law away where it is asked: no earlier steps, and a case that is nobody's."""

    def hats(claim: Claim, actor: object, *, on: object, held: object = None) -> object:
        return roles_toward(actor, queries.Target(area=claim.unit.path), on=on)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        for module in ("jifen.claims.commands.steps", "jifen.claims.queries"):
            patch.setattr(f"{module}.hats", hats)
            patch.setattr(f"{module}.taken", lambda claim, actor: frozenset())
        yield


def test_without_the_law_the_named_would_approve_their_own_claim(
    answering: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = at(answering, Kind.GRANT, State.VERIFIED)
    with lawless(monkeypatch):
        assert outcome(answering, claim, "named", Action.APPROVE) == ""
        assert outcome(answering, claim, "bearer", Action.APPROVE) == ""
        claim = answering.walk(answering_by(answering, Kind.GRANT, State.VERIFIED, Action.SUBMIT))
        with pytest.raises(IntegrityError, match="the same hand did the other half"):
            outcome(answering, claim, "stranger", Action.APPROVE)
