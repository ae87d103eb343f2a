"""From the closed cycle to the results that stand (考核结果审定): one table of steps.

The office proposes what the version makes of the points; the town party committee decides, at a
meeting; what it decided is publicised; once that is over it stands. The table is read four times:
`advance` enforces it, `choices` draws the buttons, docs/results.md draws it, and
tests/core/test_appraising.py walks every cell.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.access import Role
from jifen.core.appraisal import Band
from jifen.core.errors import Refusal
from jifen.core.grades import Proposal, Why


class State(StrEnum):
    """Where the results of a cycle stand."""

    NONE = "none"  # 未拟定
    PROPOSED = "proposed"  # 已拟定
    DECIDED = "decided"  # 已审定
    POSTED = "posted"  # 公示中
    STANDING = "standing"  # 已确定
    REOPENED = "reopened"  # 已撤回重拟


class Action(StrEnum):
    """What is done about them."""

    PROPOSE = "propose"  # 拟定
    DECIDE = "decide"  # 审定
    POST = "post"  # 公示
    CONFIRM = "confirm"  # 公示期满，确定
    REOPEN = "reopen"  # 撤回重拟


class Needs(StrEnum):
    """What an action asks for besides the role."""

    SETTLED = "settled"  # no open line, every consequence ruled on, every count confirmed
    CURRENT = "current"  # what was proposed is what would be proposed now
    MEETING = "meeting"  # a carried point of the agenda
    AMENDED = "amended"  # an edition of the standing later than the one they rest on
    PERIOD = "period"  # the publicity is over
    ANSWERED = "answered"  # every objection has its ruling
    UNOPPOSED = "unopposed"  # and none was borne out
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Step:
    """In `source`, a holder of one of `roles` may do `action`, which leads to `target`."""

    source: State
    action: Action
    roles: frozenset[Role]
    target: State
    needs: frozenset[Needs] = frozenset()


def _needs(*needs: Needs) -> frozenset[Needs]:
    return frozenset(needs)


S, A, N = State, Action, Needs
OFFICE = frozenset({Role.CLERK})
COMMITTEE = frozenset({Role.COMMITTEE})
DECIDES = _needs(N.SETTLED, N.CURRENT, N.MEETING)
STANDS = _needs(N.PERIOD, N.ANSWERED, N.UNOPPOSED)

STEPS: tuple[Step, ...] = (
    Step(S.NONE,     A.PROPOSE, OFFICE,    S.PROPOSED),
    Step(S.PROPOSED, A.PROPOSE, OFFICE,    S.PROPOSED),
    Step(S.PROPOSED, A.DECIDE,  COMMITTEE, S.DECIDED,  DECIDES),
    Step(S.DECIDED,  A.POST,    OFFICE,    S.POSTED),
    Step(S.DECIDED,  A.REOPEN,  COMMITTEE, S.REOPENED, _needs(N.REASON)),
    Step(S.POSTED,   A.CONFIRM, OFFICE,    S.STANDING, STANDS),
    Step(S.POSTED,   A.REOPEN,  COMMITTEE, S.REOPENED, _needs(N.REASON)),
    Step(S.REOPENED, A.PROPOSE, OFFICE,    S.PROPOSED),
    Step(S.STANDING, A.PROPOSE, OFFICE,    S.PROPOSED, _needs(N.AMENDED)),
)  # fmt: skip

MISSING: Mapping[Needs, str] = {
    N.SETTLED: "results.no-settled",
    N.CURRENT: "results.no-current",
    N.MEETING: "results.no-meeting",
    N.AMENDED: "results.no-amended",
    N.PERIOD: "results.no-period",
    N.ANSWERED: "results.no-answered",
    N.UNOPPOSED: "results.no-unopposed",
    N.REASON: "results.no-reason",
}
"""Need → what is said where it is not met, the first of them in this order."""


def choices(state: State, roles: Set[Role]) -> tuple[Action, ...]:
    """Return what somebody holding `roles` may do now."""
    return tuple(step.action for step in STEPS if step.source is state and step.roles & roles)


def advance(state: State, action: Action, roles: Set[Role], met: Set[Needs]) -> Step:
    """Return the step that `action` is.

    Raises:
        Refusal: "results.no-such-step" where the table has none, "results.not-yours" where another
            role holds it, what `MISSING` says for the first need that is not met.
    """
    for step in STEPS:
        if step.source is state and step.action is action:
            if not step.roles & roles:
                raise Refusal("results.not-yours")
            missing = [need for need in Needs if need in step.needs - met]
            if missing:
                raise Refusal(MISSING[missing[0]])
            return step
    raise Refusal("results.no-such-step")


# ------------------------------------------------------------------ what a decision may depart to
def best(proposal: Proposal, bands: Sequence[Band]) -> str:
    """Return the best grade that a decision may give: that of the figures, places counted apart.

    A consequence that a meeting did not apply has gone from the proposal already; nobody is lifted
    above what their own result gives, be it with the whole base.
    """
    order = [band.code for band in bands]
    by_figures = [
        order.index(ground.grade)
        for ground in proposal.grounds
        if ground.why in {Why.BAND, Why.WHOLE} and ground.grade
    ]
    held = [
        order.index(ground.grade)
        for ground in proposal.grounds
        if ground.why in {Why.STRAIGHT, Why.CAP, Why.FLOOR, Why.NOT_RANKED}
    ]
    return order[max([min(by_figures), *held])]
