"""What people do about a case (处置), a table for each way: the talk, a party post, an elected one,
a hired one.

The table is read five times: `advance` enforces it, `choices` draws the buttons, the page says what
comes next, docs/consequences.md draws it, and tests/core/test_consequence.py walks every cell. No
row ends a post: it says what a body decided, on what day and by which paper. The register is
changed by those who keep it, on that paper, and never from here (I9).

A row `recorded` by the office says what others did; `deciding` ones are the town's own decisions
and want a meeting.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.posts import Body


class Way(StrEnum):
    """Which table a consequence lives by."""

    TALK = "talk"  # 谈话提醒警示: toward the person
    PARTY = "party"  # 免职: toward a party post
    ELECTED = "elected"  # 依法罢免: toward an elected post
    HIRED = "hired"  # 按合同处理: toward a hired post


WAY: Mapping[Body, Way] = {
    Body.PARTY: Way.PARTY,
    Body.ELECTED: Way.ELECTED,
    Body.HIRED: Way.HIRED,
}
"""The way of a holding. Nobody chooses it."""


class State(StrEnum):
    """Where a consequence stands."""

    DUE = "due"  # 待通知谈话
    NOTICED = "noticed"  # 已通知谈话
    TALKED = "talked"  # 已谈话
    SIGNED = "signed"  # 已签字确认
    FOLLOWED = "followed"  # 已回访
    PROPOSED = "proposed"  # 待研究
    SUBMITTED = "submitted"  # 已提请
    REMOVAL = "removal"  # 决定免职
    KEPT = "kept"  # 决定不免职
    FILED = "filed"  # 已报县级备案
    OPEN = "open"  # 待依法办理
    HANDED = "handed"  # 已提供事实材料
    PETITIONED = "petitioned"  # 已收到罢免要求
    STANDS = "stands"  # 联名符合法定人数
    SHORT = "short"  # 联名不足
    STATED = "stated"  # 本人已申辩
    CARRIED = "carried"  # 表决通过
    NOT_CARRIED = "not-carried"  # 表决未通过
    RESIGNED = "resigned"  # 辞职经审议通过
    ENDED = "ended"  # 职务依法自行终止
    JUDGED = "judged"  # 连续两次评议不称职,职务终止
    CLOSED = "closed"  # 无人依法提出,归档
    REFERRED = "referred"  # 已函告聘用单位
    SETTLED = "settled"  # 聘用单位已处理


class Action(StrEnum):
    """What someone may enter."""

    NOTICE = "notice"
    HOLD = "hold"
    SIGN = "sign"
    FOLLOW_UP = "follow-up"
    SUBMIT = "submit"
    REMOVE = "remove"
    KEEP = "keep"
    FILE = "file"
    HAND_OVER = "hand-over"
    PETITION = "petition"
    COUNT = "count"
    STATE = "state"
    VOTE = "vote"
    RESIGN = "resign"
    END_BY_LAW = "end-by-law"
    EVALUATE = "evaluate"
    CLOSE = "close"
    REFER = "refer"
    SETTLE = "settle"


class Needs(StrEnum):
    """What a row is not entered without."""

    PAPER = "paper"  # the document number it rests on
    REASON = "reason"  # why, in fifteen characters at least (PIPL 24)
    SECOND = "second"  # another person who was there
    MEETING = "meeting"  # the point of a meeting that carried it
    NAMES = "names"  # how many signed, of voters and of representatives
    ENOUGH = "enough"  # so many that the petition stands by law
    TOO_FEW = "too-few"  # fewer than that
    VOTES = "votes"  # registered, voted, in favour
    CARRIES = "carries"  # and they carry it by law
    FAILS = "fails"  # and they do not
    ACCEPTED = "accepted"  # the day on which the villagers' meeting accepted it
    TWICE = "twice"  # two evaluations running, each "not competent"
    SECRETARY = "secretary"  # the post is a village party secretary's


@dataclass(frozen=True, slots=True)
class Step:
    """From `source`, a holder of one of `roles` may enter `action` and arrive at `target`."""

    source: State
    action: Action
    roles: frozenset[Role]
    target: State
    needs: frozenset[Needs] = frozenset()


S, A, R, N = State, Action, Role, Needs


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def _with(*needs: Needs) -> frozenset[Needs]:
    return frozenset(needs)


_CLERK, _COMMITTEE = _of(R.CLERK), _of(R.COMMITTEE)
_TALKERS = _of(R.MEMBER, R.HEAD, R.COMMITTEE)
_ENTERED = _with(N.PAPER)

TALK: tuple[Step, ...] = (
    Step(S.DUE,     A.NOTICE,    _CLERK,   S.NOTICED,  _ENTERED),
    Step(S.DUE,     A.HOLD,      _TALKERS, S.TALKED,   _with(N.SECOND, N.REASON)),
    Step(S.NOTICED, A.HOLD,      _TALKERS, S.TALKED,   _with(N.SECOND, N.REASON)),
    Step(S.TALKED,  A.SIGN,      _CLERK,   S.SIGNED,   _ENTERED),
    Step(S.TALKED,  A.FOLLOW_UP, _TALKERS, S.FOLLOWED, _with(N.REASON)),
    Step(S.SIGNED,  A.FOLLOW_UP, _TALKERS, S.FOLLOWED, _with(N.REASON)),
)  # fmt: skip

_DECIDED = _with(N.MEETING, N.REASON, N.PAPER)

PARTY: tuple[Step, ...] = (
    Step(S.PROPOSED,  A.SUBMIT, _CLERK,     S.SUBMITTED, _ENTERED),
    Step(S.SUBMITTED, A.REMOVE, _COMMITTEE, S.REMOVAL,   _DECIDED),
    Step(S.SUBMITTED, A.KEEP,   _COMMITTEE, S.KEPT,      _DECIDED),
    Step(S.REMOVAL,   A.FILE,   _CLERK,     S.FILED,     _with(N.PAPER, N.SECRETARY)),
)  # fmt: skip
"""Article: 中国共产党农村基层组织工作条例; a secretary's removal is filed with the county."""

_LIVING = (S.OPEN, S.HANDED, S.PETITIONED, S.STANDS, S.SHORT, S.STATED, S.NOT_CARRIED)

ELECTED: tuple[Step, ...] = (
    Step(S.OPEN,       A.HAND_OVER, _CLERK, S.HANDED,      _ENTERED),
    Step(S.OPEN,       A.PETITION,  _CLERK, S.PETITIONED,  _with(N.PAPER, N.REASON, N.NAMES)),
    Step(S.HANDED,     A.PETITION,  _CLERK, S.PETITIONED,  _with(N.PAPER, N.REASON, N.NAMES)),
    Step(S.SHORT,      A.PETITION,  _CLERK, S.PETITIONED,  _with(N.PAPER, N.REASON, N.NAMES)),
    Step(S.PETITIONED, A.COUNT,     _CLERK, S.STANDS,      _with(N.PAPER, N.SECOND, N.ENOUGH)),
    Step(S.PETITIONED, A.COUNT,     _CLERK, S.SHORT,       _with(N.PAPER, N.SECOND, N.TOO_FEW)),
    Step(S.STANDS,     A.STATE,     _CLERK, S.STATED,      _ENTERED),
    Step(S.STANDS,     A.VOTE,      _CLERK, S.CARRIED,     _with(N.PAPER, N.VOTES, N.CARRIES)),
    Step(S.STANDS,     A.VOTE,      _CLERK, S.NOT_CARRIED, _with(N.PAPER, N.VOTES, N.FAILS)),
    Step(S.STATED,     A.VOTE,      _CLERK, S.CARRIED,     _with(N.PAPER, N.VOTES, N.CARRIES)),
    Step(S.STATED,     A.VOTE,      _CLERK, S.NOT_CARRIED, _with(N.PAPER, N.VOTES, N.FAILS)),
    *(Step(s, A.RESIGN,     _CLERK, S.RESIGNED, _with(N.PAPER, N.ACCEPTED)) for s in _LIVING),
    *(Step(s, A.END_BY_LAW, _CLERK, S.ENDED,    _with(N.PAPER, N.REASON)) for s in _LIVING),
    *(Step(s, A.EVALUATE,   _CLERK, S.JUDGED,   _with(N.PAPER, N.TWICE)) for s in _LIVING),
    *(Step(s, A.CLOSE,      _CLERK, S.CLOSED,   _with(N.REASON))
      for s in (S.OPEN, S.HANDED, S.SHORT, S.NOT_CARRIED)),
)  # fmt: skip
"""The four lawful exits.

Article: 村民委员会组织法 (2025) 第十九条、第二十条、第二十二条、第三十八条.
"""

HIRED: tuple[Step, ...] = (
    Step(S.PROPOSED, A.REFER,  _CLERK, S.REFERRED, _ENTERED),
    Step(S.REFERRED, A.SETTLE, _CLERK, S.SETTLED,  _with(N.PAPER, N.REASON)),
)  # fmt: skip

STEPS: Mapping[Way, tuple[Step, ...]] = {
    Way.TALK: TALK,
    Way.PARTY: PARTY,
    Way.ELECTED: ELECTED,
    Way.HIRED: HIRED,
}

BEGINS: Mapping[Way, State] = {
    Way.TALK: S.DUE,
    Way.PARTY: S.PROPOSED,
    Way.ELECTED: S.OPEN,
    Way.HIRED: S.PROPOSED,
}
"""Where each begins when the ladder asks for it."""

DECIDED: Mapping[Action, frozenset[Needs]] = {
    A.COUNT: _with(N.ENOUGH, N.TOO_FEW),
    A.VOTE: _with(N.CARRIES, N.FAILS),
}
"""Entries whose target the figures decide: nobody chooses it."""

MISSING: Mapping[Needs, str] = {
    N.PAPER: "consequence.no-paper",
    N.REASON: "consequence.no-reason",
    N.SECOND: "consequence.no-second",
    N.MEETING: "consequence.no-meeting",
    N.NAMES: "consequence.no-names",
    N.ENOUGH: "consequence.not-counted",
    N.TOO_FEW: "consequence.not-counted",
    N.VOTES: "consequence.no-votes",
    N.CARRIES: "consequence.no-votes",
    N.FAILS: "consequence.no-votes",
    N.ACCEPTED: "consequence.not-accepted",
    N.TWICE: "consequence.not-twice",
    N.SECRETARY: "consequence.not-secretary",
}
"""What is said where a need is not met."""


def states(way: Way) -> frozenset[State]:
    """Return every state of a table."""
    return frozenset(s for step in STEPS[way] for s in (step.source, step.target))


def choices(
    way: Way, state: State, roles: Set[Role], *, secretary: bool = False
) -> tuple[Action, ...]:
    """Return what somebody holding `roles` may enter next, each once, in the table's order."""
    found = [
        step.action
        for step in STEPS[way]
        if step.source is state
        and step.roles & roles
        and (secretary or N.SECRETARY not in step.needs)
    ]
    return tuple(dict.fromkeys(found))


def advance(way: Way, state: State, action: Action, roles: Set[Role], met: Set[Needs]) -> Step:
    """Return the row that is entered.

    `met` are the needs that what was handed in meets. Where figures decide the target (`DECIDED`),
    the row whose figures are met is the one.

    Raises:
        Refusal: "consequence.no-such-step" where the table has none, "consequence.not-your-step"
            where another role enters it, or what `MISSING` says of the first need not met.
    """
    rows = [step for step in STEPS[way] if step.source is state and step.action is action]
    if not rows:
        raise Refusal("consequence.no-such-step", action=action, state=state)
    if not any(step.roles & roles for step in rows):
        raise Refusal("consequence.not-your-step", action=action)
    by_figures = DECIDED.get(action, frozenset())
    row = next((step for step in rows if step.needs & by_figures <= met), rows[0])
    missing = sorted(row.needs - met, key=list(Needs).index)
    if missing:
        raise Refusal(MISSING[missing[0]])
    return row
