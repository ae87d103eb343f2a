"""A meeting as one table: convened, held, closed; and what its votes come to.

The table is read four times: `advance` enforces it, `choices` draws the buttons, docs/meetings.md
draws it, and tests/core/test_meeting.py walks every cell.
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core import reasons
from jifen.core.access import Role
from jifen.core.errors import Refusal


class State(StrEnum):
    """Where a meeting stands."""

    CONVENED = "convened"  # 已召集
    HELD = "held"  # 开会中
    CLOSED = "closed"  # 已结束
    CALLED_OFF = "called-off"  # 已取消


class Action(StrEnum):
    """What is done at it, or about it."""

    PUT = "put"  # a point onto the agenda
    ATTEND = "attend"  # somebody is there
    RECUSE = "recuse"  # somebody leaves the room for a point
    OPEN = "open"
    VOTE = "vote"  # the count on a point
    CONCLUDE = "conclude"  # the chair says what was decided
    CLOSE = "close"
    CALL_OFF = "call-off"


class PointKind(StrEnum):
    """What a point of the agenda is about."""

    GRANT_BATCH = "grant-batch"  # 月度审定
    DEDUCTION_LIST = "deduction-list"  # 轻微扣分月度清单
    GRAVE = "grave"  # 重大扣分
    RANGE_AWARD = "range-award"  # 幅度内定分
    TIE = "tie"  # 并列
    VETO = "veto"  # 一票否决
    CONSEQUENCE = "consequence"  # 结果运用
    RULEBOOK = "rulebook"  # 细则
    OTHER = "other"


class Capacity(StrEnum):
    """In what capacity somebody sits there."""

    CHAIR = "chair"  # 主持
    MEMBER = "member"  # 出席, votes
    GUEST = "guest"  # 列席, has no vote


@dataclass(frozen=True, slots=True)
class Step:
    """In `source`, a holder of one of `roles` may do `action`, which leads to `target`.

    `chair`: only whoever chairs the meeting, in whichever of the roles.
    """

    source: State
    action: Action
    roles: frozenset[Role]
    target: State
    chair: bool = False


S, A, R = State, Action, Role
VOTERS = frozenset({R.MEMBER, R.HEAD, R.COMMITTEE})
"""Roles that vote and chair; whoever else is there listens."""
CONVENERS = VOTERS | {R.CLERK}
"""Roles that convene it and keep its record; of these only the chair says what was decided."""

STEPS: tuple[Step, ...] = (
    Step(S.CONVENED, A.PUT,      CONVENERS, S.CONVENED),
    Step(S.CONVENED, A.ATTEND,   CONVENERS, S.CONVENED),
    Step(S.CONVENED, A.RECUSE,   CONVENERS, S.CONVENED),
    Step(S.CONVENED, A.OPEN,     CONVENERS, S.HELD),
    Step(S.CONVENED, A.CALL_OFF, CONVENERS, S.CALLED_OFF),
    Step(S.HELD,     A.PUT,      CONVENERS, S.HELD),
    Step(S.HELD,     A.ATTEND,   CONVENERS, S.HELD),
    Step(S.HELD,     A.RECUSE,   CONVENERS, S.HELD),
    Step(S.HELD,     A.VOTE,     CONVENERS, S.HELD),
    Step(S.HELD,     A.CONCLUDE, VOTERS,  S.HELD, chair=True),
    Step(S.HELD,     A.CLOSE,    CONVENERS, S.CLOSED),
)  # fmt: skip

THREE = frozenset({PointKind.VETO, PointKind.CONSEQUENCE})
"""Points on which three at least vote: a veto or a consequence is never one person's, nor two's."""
LEAST, LEAST_GRAVE = 2, 3
"""A meeting is two people at least; on what weighs heavily, three."""


def choices(state: State, roles: Set[Role], *, chairs: bool) -> tuple[Action, ...]:
    """Return what somebody holding `roles` may do; `chairs`: they chair the meeting."""
    return tuple(
        step.action
        for step in STEPS
        if step.source is state and step.roles & roles and (chairs or not step.chair)
    )


def advance(state: State, action: Action, roles: Set[Role], *, chairs: bool) -> State:
    """Return the state that follows.

    Raises:
        Refusal: "meeting.no-such-step" where the table has none, "meeting.not-yours" where another
            role holds it, "meeting.chair-only" where it is the chair's.
    """
    for step in STEPS:
        if step.source is state and step.action is action:
            if not step.roles & roles:
                raise Refusal("meeting.not-yours")
            if step.chair and not chairs:
                raise Refusal("meeting.chair-only")
            return step.target
    raise Refusal("meeting.no-such-step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How those who may vote on a point voted."""

    entitled: int
    """Members present who are not recused from it."""
    votes_for: int
    against: int
    abstained: int

    @property
    def carried(self) -> bool:
        """More than half of those entitled said yes."""
        return 2 * self.votes_for > self.entitled


def least(kind: PointKind) -> int:
    """Return how many must be entitled to vote on a point.

    >>> least(PointKind.VETO), least(PointKind.TIE)
    (3, 2)
    """
    return LEAST_GRAVE if kind in THREE else LEAST


def check_count(kind: PointKind, count: Count) -> None:
    """Raise unless a count can stand: enough people voted, and the votes add up.

    Raises:
        Refusal: "meeting.too-few", "meeting.votes-differ".
    """
    if count.entitled < least(kind):
        raise Refusal("meeting.too-few", least=least(kind), present=count.entitled)
    parts = (count.votes_for, count.against, count.abstained)
    if min(parts) < 0 or sum(parts) != count.entitled:
        raise Refusal("meeting.votes-differ", entitled=count.entitled, votes=sum(parts))


def check_decision(kind: PointKind, count: Count | None, *, carried: bool, text: str) -> None:
    """Raise unless the chair may say so: voted on, as the votes have it, and in words.

    Raises:
        Refusal: "meeting.no-vote", "meeting.not-as-voted", "meeting.no-decision-text".
    """
    if count is None:
        raise Refusal("meeting.no-vote")
    if count.carried is not carried:
        raise Refusal("meeting.not-as-voted", votes=count.votes_for, entitled=count.entitled)
    needed = reasons.LEAST if kind in THREE else 2
    if len(text.strip()) < needed:
        raise Refusal("meeting.no-decision-text", least=needed)
