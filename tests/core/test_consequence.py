"""Every cell of the four ways, and what no cell may say (I9)."""

import ast
from itertools import product
from pathlib import Path

import pytest

from jifen.core import consequence
from jifen.core.access import Role
from jifen.core.consequence import (
    BEGINS,
    DECIDED,
    MISSING,
    STEPS,
    WAY,
    Action,
    Needs,
    State,
    Way,
    advance,
    choices,
    states,
)
from jifen.core.errors import Refusal
from jifen.core.posts import Body

ALL = frozenset(Needs)


def rows(way: Way, state: State, action: Action) -> list[consequence.Step]:
    return [one for one in STEPS[way] if one.source is state and one.action is action]


@pytest.mark.parametrize("way", Way)
def test_every_cell_answers_as_the_table_says(way: Way) -> None:
    seen = 0
    for state, action, role in product(State, Action, Role):
        found = rows(way, state, action)
        able = [one for one in found if role in one.roles]
        if not found:
            with pytest.raises(Refusal, match=r"consequence\.no-such-step"):
                advance(way, state, action, {role}, ALL)
        elif not able:
            with pytest.raises(Refusal, match=r"consequence\.not-your-step"):
                advance(way, state, action, {role}, ALL)
            assert action not in choices(way, state, {role}, secretary=True)
        else:
            for one in able:
                assert advance(way, state, action, {role}, one.needs) == one
                assert action in choices(way, state, {role}, secretary=True)
                seen += 1
    assert seen == sum(len(one.roles) for one in STEPS[way])


@pytest.mark.parametrize("way", Way)
def test_each_need_of_a_row_is_asked_for(way: Way) -> None:
    for one in STEPS[way]:
        role = next(iter(one.roles))
        for need in one.needs:
            met = one.needs - {need}
            with pytest.raises(Refusal) as caught:
                advance(way, one.source, one.action, {role}, met)
            assert caught.value.code in MISSING.values()


@pytest.mark.parametrize("way", Way)
def test_every_state_is_reached_from_the_first(way: Way) -> None:
    reached = {BEGINS[way]}
    while more := {one.target for one in STEPS[way] if one.source in reached} - reached:
        reached |= more
    assert reached == states(way)


def test_figures_and_nobody_else_choose_between_two_targets() -> None:
    for way, state, action in product(Way, State, Action):
        found = rows(way, state, action)
        if len(found) > 1:
            assert action in DECIDED
            assert all(len(one.needs & DECIDED[action]) == 1 for one in found)
    row = advance(
        Way.ELECTED,
        State.STANDS,
        Action.VOTE,
        {Role.CLERK},
        {Needs.PAPER, Needs.VOTES, Needs.FAILS},
    )
    assert row.target is State.NOT_CARRIED


def test_the_way_follows_from_the_post_and_from_nothing_else() -> None:
    assert set(WAY) == set(Body)
    assert set(WAY.values()) == set(Way) - {Way.TALK}


def test_what_the_town_decides_wants_a_meeting_and_a_reason() -> None:
    for one in STEPS[Way.PARTY]:
        if one.roles == {Role.COMMITTEE}:
            assert {Needs.MEETING, Needs.REASON, Needs.PAPER} <= one.needs


def test_no_decision_of_the_town_is_on_the_way_of_an_elected_post() -> None:
    deciders = {Role.MEMBER, Role.HEAD, Role.COMMITTEE, Role.COUNTY, Role.DISCIPLINE}
    assert not any(one.roles & deciders for one in STEPS[Way.ELECTED])
    assert not {State.REMOVAL, State.KEPT, State.FILED} & states(Way.ELECTED)
    assert not {Action.REMOVE, Action.KEEP} & {one.action for one in STEPS[Way.ELECTED]}


def test_a_post_is_filed_with_the_county_only_where_it_is_a_secretary_s() -> None:
    assert choices(Way.PARTY, State.REMOVAL, {Role.CLERK}) == ()
    assert choices(Way.PARTY, State.REMOVAL, {Role.CLERK}, secretary=True) == (Action.FILE,)


def test_the_table_knows_no_register() -> None:
    """The control of I9 in code: what walks a consequence cannot even name the register."""
    tree = ast.parse(Path(consequence.__file__).read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert all("register" not in str(name) and "people" not in str(name) for name in imported)
