"""A meeting, walked cell by cell: state × action × role × chair; and every count of its votes."""

from itertools import product

import pytest

from jifen.core import reasons
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.meeting import (
    STEPS,
    THREE,
    VOTERS,
    Action,
    Count,
    PointKind,
    State,
    advance,
    check_count,
    check_decision,
    choices,
    least,
)


def answer(state: State, action: Action, role: Role, *, chairs: bool) -> str:
    try:
        return advance(state, action, {role}, chairs=chairs).value
    except Refusal as refusal:
        return refusal.code


def test_every_cell_answers_as_its_row_says_and_buttons_agree() -> None:
    for state, action, role, chairs in product(State, Action, Role, (True, False)):
        found = [s for s in STEPS if (s.source, s.action) == (state, action)]
        if not found:
            expected = "meeting.no-such-step"
        elif role not in found[0].roles:
            expected = "meeting.not-yours"
        elif found[0].chair and not chairs:
            expected = "meeting.chair-only"
        else:
            expected = found[0].target.value
        assert len(found) <= 1
        assert answer(state, action, role, chairs=chairs) == expected
        shown = action in choices(state, {role}, chairs=chairs)
        assert shown == (expected in set(State))


def test_nothing_happens_at_a_meeting_that_is_over() -> None:
    for state in (State.CLOSED, State.CALLED_OFF):
        assert choices(state, set(Role), chairs=True) == ()


def test_only_the_chair_says_what_was_decided_and_the_clerk_never_does() -> None:
    concluding = [step for step in STEPS if step.action is Action.CONCLUDE]
    assert [(step.source, step.chair) for step in concluding] == [(State.HELD, True)]
    assert concluding[0].roles == VOTERS
    assert Role.CLERK not in VOTERS


def refused(kind: PointKind, count: Count) -> str:
    try:
        check_count(kind, count)
    except Refusal as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize("kind", list(PointKind))
def test_every_count_stands_or_falls_by_who_was_there_and_whether_it_adds_up(
    kind: PointKind,
) -> None:
    for entitled, yes, no, none in product(range(6), range(-1, 6), range(-1, 6), range(-1, 6)):
        count = Count(entitled=entitled, votes_for=yes, against=no, abstained=none)
        if entitled < least(kind):
            expected = "meeting.too-few"
        elif min(yes, no, none) < 0 or yes + no + none != entitled:
            expected = "meeting.votes-differ"
        else:
            expected = ""
        assert refused(kind, count) == expected


def test_three_at_least_decide_a_veto_and_a_consequence() -> None:
    assert {kind for kind in PointKind if least(kind) == 3} == THREE
    assert {PointKind.VETO, PointKind.CONSEQUENCE} == THREE


def test_a_point_is_carried_by_more_than_half_of_those_entitled() -> None:
    for entitled, yes in product(range(1, 8), range(8)):
        if yes <= entitled:
            count = Count(entitled=entitled, votes_for=yes, against=entitled - yes, abstained=0)
            assert count.carried == (yes > entitled - yes)
    tied = Count(entitled=4, votes_for=2, against=0, abstained=2)
    assert not tied.carried


def said(count: Count | None, *, carried: bool, text: str, kind: PointKind) -> str:
    try:
        check_decision(kind, count, carried=carried, text=text)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_the_chair_says_what_the_votes_say_and_in_words() -> None:
    won = Count(entitled=3, votes_for=2, against=1, abstained=0)
    lost = Count(entitled=3, votes_for=1, against=2, abstained=0)
    tie, veto = PointKind.TIE, PointKind.VETO
    assert said(None, carried=True, text="同意", kind=tie) == "meeting.no-vote"
    assert said(won, carried=False, text="同意", kind=tie) == "meeting.not-as-voted"
    assert said(lost, carried=True, text="同意", kind=tie) == "meeting.not-as-voted"
    assert said(won, carried=True, text=" ", kind=tie) == "meeting.no-decision-text"
    assert said(won, carried=True, text="同意", kind=tie) == ""
    assert said(won, carried=True, text="同意", kind=veto) == "meeting.no-decision-text"
    assert said(won, carried=True, text="同" * reasons.LEAST, kind=veto) == ""
    assert said(lost, carried=False, text="不予认定", kind=tie) == ""
