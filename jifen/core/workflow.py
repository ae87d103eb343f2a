"""The lives of a grant and of a deduction, each as one table.

A table is read five times: `advance` enforces it, `choices` draws the buttons, `claims.queries`
lists the work, docs/workflow.md draws it, and tests/core/test_workflow.py walks every cell.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
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
    OBJECTED = "objected"  # 有异议
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
    ATTESTED = "attested"  # 已核签(重大: two have signed the facts)
    CHECKED = "checked"  # 已作合法性审核(重大)
    SUSPENDED = "suspended"  # 中止


class Action(StrEnum):
    """What someone may do to it."""

    SUBMIT = "submit"
    VERIFY = "verify"
    RETURN = "return"
    APPROVE = "approve"
    REFUSE = "refuse"
    PUBLICISE = "publicise"
    OBJECT = "object"  # somebody objects while it is publicised
    DISMISS = "dismiss"  # the objection is not borne out
    REOPEN = "reopen"  # it is upheld: the grant is verified anew
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
    ATTEST = "attest"  # a second hand signs the facts of a grave case
    CHECK_LAW = "check-law"  # 合法性审核 of a grave case
    SUSPEND = "suspend"
    RESUME = "resume"
    CHANGE = "change"  # a review made the decision milder
    QUASH = "quash"  # a review set it aside
    REDO = "redo"  # a review sent it back: noticed anew


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

    `unlike` names earlier actions whose hand may not take this one (four eyes, I4). The row belongs
    to the cases of `routes`; on the confidential ones `secret`, where it is given, takes the place
    of `roles`. A row without roles is no button: a review's outcome takes it. `undone`: the step
    may be taken back for ten seconds, and is recorded only then. `publicised`: only for items that
    the version has publicised, or only for those that it has not.
    """

    source: State
    action: Action
    roles: frozenset[Role]
    target: State
    unlike: frozenset[Action] = frozenset()
    routes: frozenset[Route] = EVERY_ROUTE
    secret: frozenset[Role] | None = None
    undone: bool = False
    publicised: bool | None = None

    def fits(self, publicised: bool) -> bool:
        """Say whether the step is there for an item that is, or is not, publicised."""
        return self.publicised is None or self.publicised is publicised


S, A, R = State, Action, Role


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def _not(*actions: Action) -> frozenset[Action]:
    return frozenset(actions)


_CLAIMANT = _of(R.CADRE, R.SECRETARY, R.LINE_OFFICE, R.STATIONED)
_OFFICE = _of(R.CLERK, R.LINE_OFFICE)
_GROUP = _of(R.MEMBER, R.HEAD)
_JUDGES = _GROUP | _of(R.DISCIPLINE)
_OTHERS = _not(A.SUBMIT, A.VERIFY, A.APPROVE)
_FIRST = _not(A.SUBMIT, A.VERIFY, A.REFUSE)

# Whoever objects stays unnamed: the step is nobody's button, the objection floor takes it for them.
GRANT: tuple[Step, ...] = (
    Step(S.DRAFT,      A.SUBMIT,    _CLAIMANT,     S.SUBMITTED),
    Step(S.DRAFT,      A.WITHDRAW,  _CLAIMANT,     S.WITHDRAWN),
    Step(S.SUBMITTED,  A.VERIFY,    _OFFICE,       S.VERIFIED,   _not(A.SUBMIT)),
    Step(S.SUBMITTED,  A.RETURN,    _OFFICE,       S.DRAFT,      _not(A.SUBMIT)),
    Step(S.SUBMITTED,  A.WITHDRAW,  _CLAIMANT,     S.WITHDRAWN),
    Step(S.VERIFIED,   A.APPROVE,   _GROUP,        S.APPROVED,   _FIRST),
    Step(S.VERIFIED,   A.RETURN,    _GROUP,        S.DRAFT,      _FIRST),
    Step(S.VERIFIED,   A.REFUSE,    _GROUP,        S.REFUSED,    _FIRST),
    Step(S.APPROVED,   A.PUBLICISE, _of(R.CLERK),  S.PUBLICISED, publicised=True),
    Step(S.APPROVED,   A.RECORD,    _of(R.CLERK),  S.RECORDED,   _not(A.APPROVE), publicised=False),
    Step(S.PUBLICISED, A.RECORD,    _of(R.CLERK),  S.RECORDED,   _not(A.APPROVE)),
    Step(S.PUBLICISED, A.OBJECT,    _of(),         S.OBJECTED),
    Step(S.OBJECTED,   A.DISMISS,   _JUDGES,       S.PUBLICISED, _OTHERS),
    Step(S.OBJECTED,   A.REOPEN,    _JUDGES,       S.SUBMITTED,  _OTHERS),
    # A review set the refusal aside: verified anew, and decided by others than those who refused.
    Step(S.REFUSED,    A.REOPEN,    _of(),         S.SUBMITTED),
)  # fmt: skip

_CHARGER = _of(R.LINE_OFFICE, R.STATIONED, R.DISCIPLINE, R.CLERK)
_PERSON = _of(R.CADRE, R.SECRETARY)
_CLERK, _SECRETLY, _HEAD = _of(R.CLERK), _of(R.DISCIPLINE), _of(R.HEAD)
_NOBODY = _of()
_CASE = _not(A.PROPOSE, A.ATTEST, A.TAKE_UP, A.NOTICE, A.REPLY)
_LAW = _CASE | _not(A.CHECK_LAW)

# On the confidential routes the discipline inspection does what the office does elsewhere, the head
# decides alone, and the check of legality is the discipline inspection's too, by another hand.
DEDUCTION: tuple[Step, ...] = (
    Step(S.DRAFT,     A.PROPOSE,      _CHARGER, S.PROPOSED,    secret=_SECRETLY),
    Step(S.DRAFT,     A.WITHDRAW,     _CHARGER, S.WITHDRAWN,   secret=_SECRETLY),
    Step(S.PROPOSED,  A.ATTEST,       _CHARGER, S.ATTESTED,    _not(A.PROPOSE), HEAVY, _SECRETLY),
    Step(S.PROPOSED,  A.TAKE_UP,      _CLERK,   S.TAKEN_UP,    _not(A.PROPOSE), LIGHT, _SECRETLY),
    Step(S.PROPOSED,  A.RETURN,       _CLERK,   S.DRAFT,       _not(A.PROPOSE), secret=_SECRETLY),
    Step(S.PROPOSED,  A.WITHDRAW,     _CHARGER, S.WITHDRAWN,   secret=_SECRETLY),
    Step(S.ATTESTED,  A.TAKE_UP,      _CLERK,   S.TAKEN_UP,    _not(A.PROPOSE, A.ATTEST), HEAVY,
         _SECRETLY),
    Step(S.ATTESTED,  A.RETURN,       _CLERK,   S.DRAFT,       _not(A.PROPOSE), HEAVY, _SECRETLY),
    Step(S.ATTESTED,  A.WITHDRAW,     _CHARGER, S.WITHDRAWN,   routes=HEAVY, secret=_SECRETLY),
    Step(S.TAKEN_UP,  A.NOTICE,       _CLERK,   S.NOTICED,     secret=_SECRETLY),
    Step(S.NOTICED,   A.ANSWER,       _PERSON,  S.ANSWERED),
    Step(S.NOTICED,   A.HEAR_NOTHING, _CLERK,   S.REPLIED,     secret=_SECRETLY),
    Step(S.ANSWERED,  A.REPLY,        _CHARGER, S.REPLIED,     secret=_SECRETLY),
    Step(S.REPLIED,   A.CHECK_LAW,    _GROUP,   S.CHECKED,     _CASE, HEAVY, _SECRETLY),
    Step(S.REPLIED,   A.DECIDE,       _GROUP,   S.DECIDED,     _CASE, LIGHT, _HEAD, undone=True),
    Step(S.CHECKED,   A.DECIDE,       _GROUP,   S.DECIDED,     _LAW,  HEAVY, _HEAD, undone=True),
    Step(S.DECIDED,   A.SERVE,        _CLERK,   S.SERVED,      secret=_SECRETLY),
    Step(S.SERVED,    A.RECORD,       _CLERK,   S.RECORDED,    _not(A.DECIDE), secret=_SECRETLY),
    # Noticed anew: the group wants better facts, or what the case would move has changed since.
    Step(S.REPLIED,   A.RETURN,       _GROUP,   S.TAKEN_UP,    _CASE, secret=_HEAD),
    Step(S.CHECKED,   A.RETURN,       _GROUP,   S.TAKEN_UP,    _CASE, HEAVY, _HEAD),
    Step(S.SERVED,    A.RETURN,       _CLERK,   S.TAKEN_UP,    secret=_SECRETLY),
    # Side doors.
    Step(S.REPLIED,   A.DROP,         _GROUP,   S.DROPPED,     _CASE, secret=_HEAD, undone=True),
    Step(S.CHECKED,   A.DROP,         _GROUP,   S.DROPPED,     _CASE, HEAVY, _HEAD, undone=True),
    Step(S.REPLIED,   A.EXEMPT,       _GROUP,   S.EXEMPTED,    _CASE, secret=_HEAD, undone=True),
    Step(S.CHECKED,   A.EXEMPT,       _GROUP,   S.EXEMPTED,    _CASE, HEAVY, _HEAD, undone=True),
    Step(S.REPLIED,   A.TRANSFER,     _GROUP,   S.TRANSFERRED, _CASE, secret=_HEAD, undone=True),
    Step(S.CHECKED,   A.TRANSFER,     _GROUP,   S.TRANSFERRED, _CASE, HEAVY, _HEAD, undone=True),
    Step(S.TAKEN_UP,  A.SUSPEND,      _GROUP,   S.SUSPENDED,   secret=_HEAD),
    Step(S.NOTICED,   A.SUSPEND,      _GROUP,   S.SUSPENDED,   secret=_HEAD),
    Step(S.ANSWERED,  A.SUSPEND,      _GROUP,   S.SUSPENDED,   secret=_HEAD),
    Step(S.REPLIED,   A.SUSPEND,      _GROUP,   S.SUSPENDED,   secret=_HEAD),
    Step(S.CHECKED,   A.SUSPEND,      _GROUP,   S.SUSPENDED,   routes=HEAVY, secret=_HEAD),
    Step(S.SERVED,    A.SUSPEND,      _GROUP,   S.SUSPENDED,   secret=_HEAD),
    Step(S.SUSPENDED, A.RESUME,       _GROUP,   S.TAKEN_UP,    secret=_HEAD),
    Step(S.SUSPENDED, A.DROP,         _GROUP,   S.DROPPED,     _CASE, secret=_HEAD, undone=True),
    Step(S.SUSPENDED, A.TRANSFER,     _GROUP,   S.TRANSFERRED, _CASE, secret=_HEAD, undone=True),
    # What a review comes to.
    Step(S.RECORDED,  A.CHANGE,       _NOBODY,  S.RECORDED),
    Step(S.SERVED,    A.CHANGE,       _NOBODY,  S.SERVED),
    Step(S.SERVED,    A.QUASH,        _NOBODY,  S.DROPPED),
    Step(S.SERVED,    A.REDO,         _NOBODY,  S.TAKEN_UP),
)  # fmt: skip


class Kind(StrEnum):
    """Which table a claim lives by."""

    GRANT = "grant"
    DEDUCTION = "deduction"


STEPS: Mapping[Kind, tuple[Step, ...]] = {Kind.GRANT: GRANT, Kind.DEDUCTION: DEDUCTION}
"""Every row of both tables; `rows` gives those of one route."""


def rows(kind: Kind, route: Route = Route.ORDINARY) -> tuple[Step, ...]:
    """Return the table that the cases of a route live by, each row with the roles it has there."""
    return _ROWS[kind, route]


def _row(step: Step, route: Route) -> Step:
    """Return a row as it reads on a route."""
    if route not in SECRET or step.secret is None:
        return step
    return replace(step, roles=step.secret)


_ROWS: Mapping[tuple[Kind, Route], tuple[Step, ...]] = {
    (kind, route): tuple(_row(step, route) for step in steps if route in step.routes)
    for kind, steps in STEPS.items()
    for route in Route
}


def route_of(*, confidential: bool, grave: bool, minor: bool) -> Route:
    """Return the route of a case: grave and minor at once is grave.

    >>> route_of(confidential=True, grave=False, minor=True).value
    'confidential'
    """
    if confidential:
        return Route.GRAVE_CONFIDENTIAL if grave else Route.CONFIDENTIAL
    if grave:
        return Route.GRAVE
    return Route.MINOR if minor else Route.ORDINARY


def states(kind: Kind) -> frozenset[State]:
    """Return every state of a table."""
    return frozenset(s for step in STEPS[kind] for s in (step.source, step.target))


def terminal(kind: Kind) -> frozenset[State]:
    """Return the states that nothing leaves for another."""
    return states(kind) - {s.source for s in STEPS[kind] if s.target is not s.source}


def choices(
    kind: Kind,
    state: State,
    roles: Set[Role],
    taken: Set[Action] = frozenset(),
    *,
    route: Route = Route.ORDINARY,
    publicised: bool = True,
) -> tuple[Action, ...]:
    """Return the actions open to someone holding `roles` who took the actions `taken` before."""
    return tuple(
        step.action
        for step in rows(kind, route)
        if step.source is state and step.roles & roles and not step.unlike & taken
        if step.fits(publicised)
    )


def advance(
    kind: Kind,
    state: State,
    action: Action,
    roles: Set[Role],
    taken: Set[Action] = frozenset(),
    *,
    route: Route = Route.ORDINARY,
    publicised: bool = True,
) -> Step:
    """Return the step that is taken.

    Raises:
        Refusal: "claim.no-such-step" where the table has no such step, "claim.publicity-first" and
            "claim.no-publicity" where it is for other items, "claim.not-your-step" where another
            role holds it, "claim.same-hand" where the same hand did the other half.
    """
    step = step_at(kind, state, action, route)
    if step is None:
        raise Refusal("claim.no-such-step")
    if not step.fits(publicised):
        raise Refusal("claim.publicity-first" if publicised else "claim.no-publicity")
    if not step.roles & roles:
        raise Refusal("claim.not-your-step")
    if step.unlike & taken:
        raise Refusal("claim.same-hand")
    return step


def step_at(kind: Kind, state: State, action: Action, route: Route = Route.ORDINARY) -> Step | None:
    """Return the row that leads from a state by an action, or None where there is none."""
    found = (s for s in rows(kind, route) if s.source is state and s.action is action)
    return next(found, None)
