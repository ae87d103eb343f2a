"""The life of a rulebook version: every cell of the table, every condition both ways."""

import datetime as dt
from dataclasses import replace
from itertools import product

import pytest

from jifen.core import drafting
from jifen.core.access import Actor, Grant, Role
from jifen.core.drafting import (
    CHECKS,
    STEPS,
    Action,
    Condition,
    Progress,
    State,
    advance,
    choices,
    last_day,
    standing,
)
from jifen.core.errors import Refusal
from jifen.core.floors import FLOORS, Breach

TODAY = dt.date(2026, 3, 10)
RIPE = Progress(
    today=TODAY,
    effective_on=dt.date(2026, 8, 1),
    until_on=dt.date(2026, 3, 9),
    simulated=True,
    busy_until=dt.date(2026, 8, 1),
)
OPEN = replace(RIPE, until_on=TODAY)
FIRST = replace(RIPE, busy_until=None)
NOT_SO: dict[Condition, tuple[Progress, str]] = {
    Condition.FLOORS: (
        replace(RIPE, breaches=(Breach(floor=FLOORS[0], path="process", found="1"),)),
        "rulebook.below-floor",
    ),
    Condition.NEXT_CYCLE: (
        replace(RIPE, effective_on=dt.date(2026, 7, 31)),
        "rulebook.inside-cycle",
    ),
    Condition.AHEAD: (
        replace(RIPE, effective_on=TODAY, busy_until=None),
        "rulebook.past-day",
    ),
    Condition.OPEN: (RIPE, "draft.comments-over"),
    Condition.OVER: (OPEN, "draft.comments-running"),
    Condition.ANSWERED: (replace(RIPE, unanswered=1), "draft.unanswered"),
    Condition.SIMULATED: (replace(RIPE, simulated=False), "draft.not-simulated"),
    Condition.NO_CYCLE: (RIPE, "rulebook.draft-first"),
}


def good(step: drafting.Step) -> Progress:
    """Everything that a step asks for."""
    if Condition.NO_CYCLE in step.conditions:
        return FIRST
    return OPEN if Condition.OPEN in step.conditions else RIPE


def refusal(state: State, action: Action, *roles: Role, **other: object) -> str:
    with pytest.raises(Refusal) as caught:
        advance(state, action, set(roles), RIPE, **other)  # type: ignore[arg-type]
    return caught.value.code


BY_HAND = [step for step in STEPS if step.roles]


@pytest.mark.parametrize("state", State)
def test_every_cell_is_a_step_of_the_table_or_a_refusal(state: State) -> None:
    for action, role in product(Action, Role):
        found = [s for s in STEPS if (s.source, s.action) == (state, action)]
        assert len(found) <= 1
        if not found:
            assert refusal(state, action, role) == "draft.no-such-step"
        elif role not in found[0].roles:
            assert refusal(state, action, role) == "draft.not-your-step"
        else:
            assert advance(state, action, {role}, good(found[0])) is found[0]
        shown = {step.action for step, _ in choices(state, {role})}
        assert (action in shown) == (bool(found) and role in found[0].roles)


@pytest.mark.parametrize("step", BY_HAND, ids=lambda s: f"{s.source}-{s.action}")
def test_a_step_waits_for_each_of_its_conditions(step: drafting.Step) -> None:
    for condition in step.conditions:
        seen, code = NOT_SO[condition]
        if condition is Condition.FLOORS and Condition.NO_CYCLE in step.conditions:
            seen = replace(seen, busy_until=None)
        found = CHECKS[condition](seen)
        assert found is not None
        assert found.code == code
        assert CHECKS[condition](good(step)) is None
        with pytest.raises(Refusal):
            advance(step.source, step.action, step.roles, seen)


def test_an_approval_takes_two_people() -> None:
    assert (
        refusal(State.PROPOSED, Action.APPROVE, Role.HEAD, taken={Action.PROPOSE})
        == "draft.same-hand"
    )
    assert choices(State.PROPOSED, {Role.HEAD}, {Action.PROPOSE})[0][1] is False


def test_nothing_is_approved_that_did_not_lie_open() -> None:
    """Every way to an approved version from a draft leads through the comments."""
    reached, waiting = {State.DRAFT}, [State.DRAFT]
    while waiting:
        here = waiting.pop()
        for step in STEPS:
            lawful = step.action not in {Action.OPEN, Action.ENTER}
            if step.source is here and lawful and step.target not in reached:
                reached.add(step.target)
                waiting.append(step.target)
    assert reached == {State.DRAFT, State.DROPPED}


def test_a_town_without_a_cycle_needs_no_simulation() -> None:
    seen = replace(RIPE, simulated=False, busy_until=None)
    assert advance(State.COMMENTS, Action.PROPOSE, {Role.MEMBER}, seen)


def test_comments_lie_open_for_seven_days_at_least() -> None:
    opened = dt.date(2026, 3, 2)
    assert last_day(opened) == dt.date(2026, 3, 9)
    assert last_day(opened, dt.date(2026, 4, 1)) == dt.date(2026, 4, 1)
    with pytest.raises(Refusal) as caught:
        last_day(opened, dt.date(2026, 3, 8))
    assert caught.value.code == "draft.too-short"


def test_a_version_is_approved_then_in_force_then_superseded() -> None:
    day, next_on = dt.date(2025, 8, 1), dt.date(2026, 8, 1)
    said = {
        on: standing(day, next_on, on)
        for on in (dt.date(2025, 7, 31), day, dt.date(2026, 7, 31), next_on)
    }
    assert list(said.values()) == [
        State.APPROVED, State.IN_FORCE, State.IN_FORCE, State.SUPERSEDED,
    ]  # fmt: skip
    assert standing(day, None, dt.date(2050, 1, 1)) is State.IN_FORCE


def test_a_cadre_of_a_village_counts_in_their_town_and_only_as_a_cadre() -> None:
    village, other = "p1/t1/v1", "p1/t2/v1"

    def held(role: Role, area: str) -> frozenset[Role]:
        grant = Grant(role=role, area=area, from_on=dt.date(2024, 1, 1))
        return drafting.roles(Actor(key="", login="", grants=frozenset({grant})), "p1/t1", on=TODAY)

    assert held(Role.CADRE, village) == {Role.CADRE}
    assert held(Role.SECRETARY, village) == {Role.SECRETARY}
    assert held(Role.CADRE, other) == frozenset()
    assert held(Role.CLERK, village) == frozenset()
    assert held(Role.HEAD, "p1") == {Role.HEAD}
