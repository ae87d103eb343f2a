"""Both lives of a claim, walked cell by cell: state × action × role, and who took what before."""

from itertools import product

import pytest

from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.workflow import STEPS, Action, Kind, State, Step, advance, choices, states, terminal

KIND = pytest.mark.parametrize("kind", list(Kind))


def rows(kind: Kind, state: State, action: Action) -> list[Step]:
    return [step for step in STEPS[kind] if (step.source, step.action) == (state, action)]


def code(kind: Kind, state: State, action: Action, role: Role, taken: set[Action]) -> str:
    """Why a step is refused, or where it leads."""
    try:
        return advance(kind, state, action, {role}, taken).target.value
    except Refusal as refusal:
        return refusal.code


@KIND
def test_a_state_and_an_action_lead_to_one_place(kind: Kind) -> None:
    for state, action in product(State, Action):
        assert len(rows(kind, state, action)) <= 1, (state, action)


@KIND
def test_every_cell_answers_as_its_row_says_and_buttons_agree(kind: Kind) -> None:
    for state, action, role in product(State, Action, Role):
        found = rows(kind, state, action)
        if not found:
            expected = "claim.no-such-step"
        elif role not in found[0].roles:
            expected = "claim.not-your-step"
        else:
            expected = found[0].target.value
        assert code(kind, state, action, role, set()) == expected
        assert (action in choices(kind, state, {role})) == (expected in set(State))


@KIND
def test_a_hand_that_did_the_other_half_is_refused_and_shown_no_button(kind: Kind) -> None:
    apart = [step for step in STEPS[kind] if step.unlike]
    assert apart
    for step, before in product(apart, Action):
        for role in step.roles:
            refused = code(kind, step.source, step.action, role, {before}) == "claim.same-hand"
            assert refused == (before in step.unlike)
            shown = step.action in choices(kind, step.source, {role}, {before})
            assert shown == (not refused)


@KIND
def test_no_role_apart_from_the_case_moves_a_claim(kind: Kind) -> None:
    idle = {Role.COMMITTEE, Role.SUPERVISION, Role.COUNTY, Role.AUDITOR, Role.SYSTEM, Role.SECURITY}
    for state in State:
        assert choices(kind, state, idle) == ()


@KIND
def test_every_state_is_reached_from_a_draft_and_can_come_to_an_end(kind: Kind) -> None:
    def closure(start: set[State], ahead: bool) -> set[State]:
        reached, size = set(start), -1
        while size != len(reached):
            size = len(reached)
            for step in STEPS[kind]:
                here, there = (step.source, step.target) if ahead else (step.target, step.source)
                if here in reached:
                    reached.add(there)
        return reached

    assert closure({State.DRAFT}, ahead=True) == states(kind)
    assert closure(set(terminal(kind)), ahead=False) == states(kind)
    assert State.RECORDED in terminal(kind)


def test_points_take_a_decider_and_a_clerk() -> None:
    deciders = {Role.MEMBER, Role.HEAD}
    for kind, deciding in ((Kind.GRANT, Action.APPROVE), (Kind.DEDUCTION, Action.DECIDE)):
        step = next(step for step in STEPS[kind] if step.action is deciding)
        assert step.roles == deciders
        last = next(step for step in STEPS[kind] if step.target is State.RECORDED)
        assert last.roles == {Role.CLERK}
        assert deciding in last.unlike
