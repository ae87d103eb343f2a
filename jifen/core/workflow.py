"""The lives of a grant and of a deduction, each as one table.

A table is read five times: `advance` enforces it, `choices` draws the buttons, `claims.queries`
lists the work, docs/workflow.md draws it, and tests/core/test_workflow.py walks every cell.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.access import Role
from jifen.core.errors import Refusal


class State(StrEnum):
    """Where a claim stands."""

    DRAFT = "draft"  # 草稿
    SUBMITTED = "submitted"  # 待核实
    VERIFIED = "verified"  # 待审定
    APPROVED = "approved"  # 待公示
    PUBLICISED = "publicised"  # 公示中
    RECORDED = "recorded"  # 已入账
    PROPOSED = "proposed"  # 已提出(拟扣分)
    TAKEN_UP = "taken-up"  # 已受理
    NOTICED = "noticed"  # 已告知
    ANSWERED = "answered"  # 已陈述
    REPLIED = "replied"  # 已复核意见
    DECIDED = "decided"  # 已决定
    SERVED = "served"  # 决定已送达
    REFUSED = "refused"  # 不予认定
    WITHDRAWN = "withdrawn"  # 已撤回
    DROPPED = "dropped"  # 不予扣分
    EXEMPTED = "exempted"  # 容错免责
    TRANSFERRED = "transferred"  # 移送


class Action(StrEnum):
    """What someone may do to it."""

    SUBMIT = "submit"
    VERIFY = "verify"
    RETURN = "return"
    APPROVE = "approve"
    REFUSE = "refuse"
    PUBLICISE = "publicise"
    RECORD = "record"
    WITHDRAW = "withdraw"
    PROPOSE = "propose"
    TAKE_UP = "take-up"
    NOTICE = "notice"
    ANSWER = "answer"
    HEAR_NOTHING = "hear-nothing"  # the answer period ended in silence
    REPLY = "reply"
    DECIDE = "decide"
    DROP = "drop"
    EXEMPT = "exempt"
    TRANSFER = "transfer"
    SERVE = "serve"


class Outcome(StrEnum):
    """What a review comes to (复核、申诉)."""

    UPHELD = "upheld"  # 维持
    CHANGED = "changed"  # 变更
    QUASHED = "quashed"  # 撤销
    REDO = "redo"  # 重做


class Route(StrEnum):
    """How heavy a case is, and who may know of it: which rows of the table it lives by."""

    ORDINARY = "ordinary"
    MINOR = "minor"  # below the version's line: may be decided in a monthly list
    GRAVE = "grave"  # 重大: two sign the facts, legality is checked
    CONFIDENTIAL = "confidential"  # discipline does the clerk's steps, the head decides
    GRAVE_CONFIDENTIAL = "grave-confidential"


EVERY_ROUTE = frozenset(Route)
HEAVY = frozenset({Route.GRAVE, Route.GRAVE_CONFIDENTIAL})
LIGHT = EVERY_ROUTE - HEAVY
SECRET = frozenset({Route.CONFIDENTIAL, Route.GRAVE_CONFIDENTIAL})


@dataclass(frozen=True, slots=True)
class Step:
    """From `source`, a holder of one of `roles` may take `action` and arrive at `target`.

    `unlike` names earlier actions whose hand may not take this one (four eyes, I4).
    """

    source: State
    action: Action
    roles: frozenset[Role]
    target: State
    unlike: frozenset[Action] = frozenset()


S, A, R = State, Action, Role


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def _not(*actions: Action) -> frozenset[Action]:
    return frozenset(actions)


_CLAIMANT = _of(R.CADRE, R.SECRETARY, R.LINE_OFFICE, R.STATIONED)
_OFFICE = _of(R.CLERK, R.LINE_OFFICE)
_GROUP = _of(R.MEMBER, R.HEAD)

GRANT: tuple[Step, ...] = (
    Step(S.DRAFT,      A.SUBMIT,    _CLAIMANT,     S.SUBMITTED),
    Step(S.DRAFT,      A.WITHDRAW,  _CLAIMANT,     S.WITHDRAWN),
    Step(S.SUBMITTED,  A.VERIFY,    _OFFICE,       S.VERIFIED,   _not(A.SUBMIT)),
    Step(S.SUBMITTED,  A.RETURN,    _OFFICE,       S.DRAFT,      _not(A.SUBMIT)),
    Step(S.SUBMITTED,  A.WITHDRAW,  _CLAIMANT,     S.WITHDRAWN),
    Step(S.VERIFIED,   A.APPROVE,   _GROUP,        S.APPROVED,   _not(A.SUBMIT, A.VERIFY)),
    Step(S.VERIFIED,   A.RETURN,    _GROUP,        S.DRAFT,      _not(A.SUBMIT, A.VERIFY)),
    Step(S.VERIFIED,   A.REFUSE,    _GROUP,        S.REFUSED,    _not(A.SUBMIT, A.VERIFY)),
    Step(S.APPROVED,   A.PUBLICISE, _of(R.CLERK),  S.PUBLICISED),
    Step(S.PUBLICISED, A.RECORD,    _of(R.CLERK),  S.RECORDED,   _not(A.APPROVE)),
)  # fmt: skip

_CHARGER = _of(R.LINE_OFFICE, R.STATIONED, R.DISCIPLINE, R.CLERK)
_CASE = _not(A.PROPOSE, A.TAKE_UP, A.NOTICE, A.REPLY)

DEDUCTION: tuple[Step, ...] = (
    Step(S.DRAFT,     A.PROPOSE,      _CHARGER,      S.PROPOSED),
    Step(S.DRAFT,     A.WITHDRAW,     _CHARGER,      S.WITHDRAWN),
    Step(S.PROPOSED,  A.TAKE_UP,      _of(R.CLERK),  S.TAKEN_UP, _not(A.PROPOSE)),
    Step(S.PROPOSED,  A.RETURN,       _of(R.CLERK),  S.DRAFT,    _not(A.PROPOSE)),
    Step(S.PROPOSED,  A.WITHDRAW,     _CHARGER,      S.WITHDRAWN),
    Step(S.TAKEN_UP,  A.NOTICE,       _of(R.CLERK),  S.NOTICED),
    Step(S.NOTICED,   A.ANSWER,       _of(R.CADRE, R.SECRETARY), S.ANSWERED),
    Step(S.NOTICED,   A.HEAR_NOTHING, _of(R.CLERK),  S.REPLIED),
    Step(S.ANSWERED,  A.REPLY,        _CHARGER,      S.REPLIED),
    Step(S.REPLIED,   A.DECIDE,       _GROUP,        S.DECIDED,     _CASE),
    Step(S.REPLIED,   A.DROP,         _GROUP,        S.DROPPED,     _CASE),
    Step(S.REPLIED,   A.EXEMPT,       _GROUP,        S.EXEMPTED,    _CASE),
    Step(S.REPLIED,   A.TRANSFER,     _GROUP,        S.TRANSFERRED, _CASE),
    Step(S.DECIDED,   A.SERVE,        _of(R.CLERK),  S.SERVED),
    Step(S.SERVED,    A.RECORD,       _of(R.CLERK),  S.RECORDED,    _not(A.DECIDE)),
)  # fmt: skip


class Kind(StrEnum):
    """Which table a claim lives by."""

    GRANT = "grant"
    DEDUCTION = "deduction"


STEPS: Mapping[Kind, tuple[Step, ...]] = {Kind.GRANT: GRANT, Kind.DEDUCTION: DEDUCTION}


def states(kind: Kind) -> frozenset[State]:
    """Return every state of a table."""
    return frozenset(s for step in STEPS[kind] for s in (step.source, step.target))


def terminal(kind: Kind) -> frozenset[State]:
    """Return the states that nothing leaves."""
    return states(kind) - {step.source for step in STEPS[kind]}


def choices(
    kind: Kind, state: State, roles: Set[Role], taken: Set[Action] = frozenset()
) -> tuple[Action, ...]:
    """Return the actions open to someone holding `roles` who took the actions `taken` before."""
    return tuple(
        step.action
        for step in STEPS[kind]
        if step.source is state and step.roles & roles and not step.unlike & taken
    )


def advance(
    kind: Kind, state: State, action: Action, roles: Set[Role], taken: Set[Action] = frozenset()
) -> Step:
    """Return the step that is taken.

    Raises:
        Refusal: "claim.no-such-step" where the table has no such step, "claim.not-your-step"
            where another role holds it, "claim.same-hand" where the same hand did the other half.
    """
    for step in STEPS[kind]:
        if step.source is state and step.action is action:
            if not step.roles & roles:
                raise Refusal("claim.not-your-step")
            if step.unlike & taken:
                raise Refusal("claim.same-hand")
            return step
    raise Refusal("claim.no-such-step")
