"""From the close to the results that stand, cell by cell: state × action × role × what is met."""

from itertools import combinations, product

from jifen.core.access import Role
from jifen.core.appraisal import Band
from jifen.core.appraising import STEPS, Action, Needs, State, advance, best, choices
from jifen.core.errors import Refusal
from jifen.core.grades import Ground, Proposal, Why
from jifen.core.points import Centipoints

EVERY = [frozenset(some) for n in range(len(Needs) + 1) for some in combinations(Needs, n)]


def answer(state: State, action: Action, role: Role, met: frozenset[Needs]) -> str:
    try:
        return advance(state, action, {role}, met).target.value
    except Refusal as refusal:
        return refusal.code


def test_every_cell_answers_as_its_row_says_and_buttons_agree() -> None:
    for state, action, role in product(State, Action, Role):
        rows = [row for row in STEPS if (row.source, row.action) == (state, action)]
        assert len(rows) <= 1, "one row a cell"
        for met in EVERY:
            if not rows:
                expected = "results.no-such-step"
            elif role not in rows[0].roles:
                expected = "results.not-yours"
            elif missing := [need for need in Needs if need in rows[0].needs - met]:
                expected = f"results.no-{missing[0]}"
            else:
                expected = rows[0].target.value
            assert answer(state, action, role, met) == expected
        shown = bool(rows) and role in rows[0].roles
        assert (action in choices(state, {role})) == shown


def test_who_proposes_never_decides_and_only_a_meeting_lets_anybody_decide() -> None:
    by = {action: set[Role]() for action in Action}
    for row in STEPS:
        by[row.action] |= row.roles
        assert (row.action is Action.DECIDE) == (Needs.MEETING in row.needs)
    assert not by[Action.PROPOSE] & by[Action.DECIDE]


BANDS = tuple(
    Band(code=code, name=code, least=None if least is None else Centipoints(least))
    for code, least in (("a", 90_00), ("b", 80_00), ("c", 60_00), ("d", None))
)


def test_nobody_is_lifted_above_their_own_figures() -> None:
    for said, expected in (
        ([(Why.BAND, "b")], "b"),
        ([(Why.BAND, "a"), (Why.QUOTA, "b")], "a"),
        ([(Why.BAND, "a"), (Why.CAP, "c")], "c"),
        ([(Why.BAND, "a"), (Why.STRAIGHT, "d")], "d"),
        ([(Why.BAND, "a"), (Why.FLOOR, "b")], "b"),
        ([(Why.BAND, "a"), (Why.NOT_RANKED, "b")], "b"),
        ([(Why.BAND, "c"), (Why.WHOLE, "b")], "b"),
        ([(Why.BAND, "c"), (Why.WHOLE, "b"), (Why.CAP, "c")], "c"),
    ):
        grounds = tuple(Ground(why=why, grade=grade) for why, grade in said)
        assert best(Proposal(grade=said[-1][1], grounds=grounds), BANDS) == expected
