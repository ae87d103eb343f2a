"""Both lives of a claim, walked cell by cell: state × action × role × route, and who did what."""

from itertools import product

import pytest

from jifen.core import workflow
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.workflow import (
    HEAVY,
    SECRET,
    STEPS,
    Action,
    Kind,
    Route,
    State,
    Step,
    advance,
    choices,
    states,
    terminal,
)

TABLES = [(Kind.GRANT, Route.ORDINARY), *((Kind.DEDUCTION, route) for route in Route)]
TABLE = pytest.mark.parametrize(("kind", "route"), TABLES)
KIND = pytest.mark.parametrize("kind", list(Kind))
GROUP = {Role.MEMBER, Role.HEAD}


def rows(kind: Kind, route: Route, state: State, action: Action) -> list[Step]:
    steps = workflow.rows(kind, route)
    return [step for step in steps if (step.source, step.action) == (state, action)]


def code(
    kind: Kind,
    state: State,
    action: Action,
    role: Role,
    taken: set[Action],
    *,
    route: Route = Route.ORDINARY,
    publicised: bool = True,
) -> str:
    """Why a step is refused, or where it leads."""
    try:
        step = advance(kind, state, action, {role}, taken, route=route, publicised=publicised)
    except Refusal as refusal:
        return refusal.code
    return step.target.value


@TABLE
def test_a_state_and_an_action_lead_to_one_place(kind: Kind, route: Route) -> None:
    for state, action in product(State, Action):
        assert len(rows(kind, route, state, action)) <= 1, (state, action)


@TABLE
def test_every_cell_answers_as_its_row_says_and_buttons_agree(kind: Kind, route: Route) -> None:
    for state, action, role, publicised in product(State, Action, Role, (True, False)):
        found = rows(kind, route, state, action)
        if not found:
            expected = "claim.no-such-step"
        elif found[0].publicised is (not publicised):
            expected = "claim.publicity-first" if publicised else "claim.no-publicity"
        elif role not in found[0].roles:
            expected = "claim.not-your-step"
        else:
            expected = found[0].target.value
        said = code(kind, state, action, role, set(), route=route, publicised=publicised)
        assert said == expected
        shown = action in choices(kind, state, {role}, route=route, publicised=publicised)
        assert shown == (expected in set(State))


@TABLE
def test_a_hand_that_did_the_other_half_is_refused_and_shown_no_button(
    kind: Kind, route: Route
) -> None:
    apart = [step for step in workflow.rows(kind, route) if step.unlike]
    assert apart
    for step, before in product(apart, Action):
        public = step.publicised is not False
        way = (kind, step.source)
        for role in step.roles:
            said = code(*way, step.action, role, {before}, route=route, publicised=public)
            refused = said == "claim.same-hand"
            assert refused == (before in step.unlike)
            shown = choices(*way, {role}, {before}, route=route, publicised=public)
            assert (step.action in shown) == (not refused)


@TABLE
def test_no_role_apart_from_the_case_moves_a_claim(kind: Kind, route: Route) -> None:
    idle = {Role.COMMITTEE, Role.SUPERVISION, Role.COUNTY, Role.AUDITOR, Role.SYSTEM, Role.SECURITY}
    for state in State:
        assert choices(kind, state, idle, route=route) == ()


@TABLE
def test_every_state_is_reached_from_a_draft_and_can_come_to_an_end(
    kind: Kind, route: Route
) -> None:
    steps = workflow.rows(kind, route)
    held = {s for step in steps for s in (step.source, step.target)}

    def closure(start: set[State], ahead: bool) -> set[State]:
        reached, size = set(start), -1
        while size != len(reached):
            size = len(reached)
            for step in steps:
                here, there = (step.source, step.target) if ahead else (step.target, step.source)
                if here in reached:
                    reached.add(there)
        return reached

    assert closure({State.DRAFT}, ahead=True) == held
    assert closure(set(terminal(kind)), ahead=False) & held == held
    assert State.RECORDED in terminal(kind)
    if route in HEAVY:
        assert held == states(kind)


@TABLE
def test_points_take_a_decider_and_a_clerk(kind: Kind, route: Route) -> None:
    deciding = Action.APPROVE if kind is Kind.GRANT else Action.DECIDE
    steps = workflow.rows(kind, route)
    step = next(step for step in steps if step.action is deciding)
    assert step.roles == ({Role.HEAD} if route in SECRET else GROUP)
    last = next(step for step in steps if step.target is State.RECORDED)
    assert last.roles == ({Role.DISCIPLINE} if route in SECRET else {Role.CLERK})
    assert deciding in last.unlike


# ------------------------------------------------------------------ grants
def test_what_is_publicised_goes_through_publicity_and_what_is_not_skips_it() -> None:
    clerk = {Role.CLERK}
    assert choices(Kind.GRANT, State.APPROVED, clerk) == (Action.PUBLICISE,)
    assert choices(Kind.GRANT, State.APPROVED, clerk, publicised=False) == (Action.RECORD,)


def test_an_open_objection_shuts_the_way_into_the_ledger() -> None:
    for role, publicised in product(Role, (True, False)):
        said = code(Kind.GRANT, State.OBJECTED, Action.RECORD, role, set(), publicised=publicised)
        assert said == "claim.no-such-step"
    leaving = {step.target for step in STEPS[Kind.GRANT] if step.source is State.OBJECTED}
    assert leaving == {State.PUBLICISED, State.SUBMITTED}
    for step in STEPS[Kind.GRANT]:
        if step.source is State.OBJECTED:
            assert {Action.SUBMIT, Action.VERIFY, Action.APPROVE} == step.unlike
            assert Role.CLERK not in step.roles


# ------------------------------------------------------------------ deductions
@pytest.mark.parametrize("route", list(Route))
def test_a_grave_case_takes_a_second_signer_and_a_check_of_legality(route: Route) -> None:
    """Neither can be gone around: from a draft no way leads past them to a decision."""
    steps = workflow.rows(Kind.DEDUCTION, route)
    for must in (Action.ATTEST, Action.CHECK_LAW):
        reached, size = {State.DRAFT}, 0
        while size != len(reached):
            size = len(reached)
            reached |= {s.target for s in steps if s.source in reached and s.action is not must}
        assert (State.DECIDED in reached) == (route not in HEAVY)
    for step in steps:
        if step.action is Action.ATTEST:
            assert Action.PROPOSE in step.unlike
        if step.action is Action.DECIDE and route in HEAVY:
            assert {Action.CHECK_LAW, Action.ATTEST} <= step.unlike


@pytest.mark.parametrize("route", list(Route))
def test_nobody_who_made_the_case_decides_it(route: Route) -> None:
    made = {Action.PROPOSE, Action.TAKE_UP, Action.NOTICE, Action.REPLY}
    ends = {State.DECIDED, State.DROPPED, State.EXEMPTED, State.TRANSFERRED}
    for step in workflow.rows(Kind.DEDUCTION, route):
        if step.target in ends and step.roles:
            assert made <= step.unlike, step


@pytest.mark.parametrize("route", sorted(SECRET))
def test_of_a_confidential_case_the_office_and_the_group_know_nothing(route: Route) -> None:
    allowed = {Role.DISCIPLINE, Role.HEAD, Role.CADRE, Role.SECRETARY}
    for step in workflow.rows(Kind.DEDUCTION, route):
        assert step.roles <= allowed, step


def test_minor_cases_live_by_the_same_rows_as_others() -> None:
    of = {route: workflow.rows(Kind.DEDUCTION, route) for route in (Route.MINOR, Route.ORDINARY)}
    assert of[Route.MINOR] == of[Route.ORDINARY]


def test_what_was_decided_is_noticed_anew_before_anything_else_is_made_of_it() -> None:
    """No way leads from a suspension or a redone decision past a new notice."""
    for step in STEPS[Kind.DEDUCTION]:
        if step.action in {Action.RESUME, Action.REDO} or (
            step.action is Action.RETURN and step.source is not State.PROPOSED
        ):
            assert step.target in {State.TAKEN_UP, State.DRAFT}


def test_only_a_decision_that_is_a_member_s_may_be_taken_back() -> None:
    undone = {(step.action, step.target) for step in STEPS[Kind.DEDUCTION] if step.undone}
    assert undone == {
        (Action.DECIDE, State.DECIDED),
        (Action.DROP, State.DROPPED),
        (Action.EXEMPT, State.EXEMPTED),
        (Action.TRANSFER, State.TRANSFERRED),
    }
