"""The warning ladder (警示阶梯): what reaches a trigger, what becomes of a case, what comes next.

Nothing here changes a post or decides anything: a case is opened for people to act on, and a
second time is a proposal to a named body.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from jifen.core.assess import Assessment
from jifen.core.points import ZERO, Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.ranking import Cut
from jifen.core.rules import LadderRule, SecondScope, TriggerMode


# ------------------------------------------------------------------ triggers
class Verdict(StrEnum):
    """What an account's figures mean."""

    NOTHING = "nothing"
    CASE = "case"  # opens a case, or keeps one open
    MEETING = "meeting"  # hangs on a tie at the cut line: a meeting decides first


class Low(StrEnum):
    """Where somebody stands toward the low line."""

    OUTSIDE = "outside"  # also: no ranking yet, or not ranked
    INSIDE = "inside"
    TIED = "tied"  # tied across the line


_VERDICTS: Mapping[tuple[TriggerMode, bool, Low], Verdict] = {
    (TriggerMode.EITHER, False, Low.OUTSIDE): Verdict.NOTHING,
    (TriggerMode.EITHER, False, Low.TIED): Verdict.MEETING,
    (TriggerMode.EITHER, False, Low.INSIDE): Verdict.CASE,
    (TriggerMode.EITHER, True, Low.OUTSIDE): Verdict.CASE,
    (TriggerMode.EITHER, True, Low.TIED): Verdict.CASE,
    (TriggerMode.EITHER, True, Low.INSIDE): Verdict.CASE,
    (TriggerMode.BOTH, False, Low.OUTSIDE): Verdict.NOTHING,
    (TriggerMode.BOTH, False, Low.TIED): Verdict.NOTHING,
    (TriggerMode.BOTH, False, Low.INSIDE): Verdict.NOTHING,
    (TriggerMode.BOTH, True, Low.OUTSIDE): Verdict.NOTHING,
    (TriggerMode.BOTH, True, Low.TIED): Verdict.MEETING,
    (TriggerMode.BOTH, True, Low.INSIDE): Verdict.CASE,
}


def line_of(rule: LadderRule, post_group: PostGroup | None = None) -> Centipoints:
    """Return the line of gross deductions for a post group (分类设线), or the line for all."""
    if post_group is None:
        return rule.gross_line
    return rule.gross_line_of.get(post_group, rule.gross_line)


def reaches_line(rule: LadderRule, gross: Centipoints, post_group: PostGroup | None = None) -> bool:
    """Whether gross deductions reach the line (扣除积分达…分): equal is reached."""
    return gross >= line_of(rule, post_group)


def reaches_removal(rule: LadderRule, gross: Centipoints) -> bool:
    """Whether gross deductions reach the second line, which proposes the second step at once."""
    return rule.removal_line is not None and gross >= rule.removal_line


def low(low_rank: Cut | None, code: str) -> Low:
    """Return where `code` stands toward the low line; None is a running cycle, without one."""
    if low_rank is None:
        return Low.OUTSIDE
    if code in low_rank.inside:
        return Low.INSIDE
    return Low.TIED if code in low_rank.tied_at_line else Low.OUTSIDE


def judge(
    rule: LadderRule,
    *,
    gross: Centipoints,
    rank: Low = Low.OUTSIDE,
    post_group: PostGroup | None = None,
) -> Verdict:
    """Return what these figures mean. The second line opens a case by itself, whatever the rank.

    After a held talk only facts recorded since may open another case in the cycle: give the `gross`
    that `gross_since` returns, and the place that they alone would have led to.
    """
    if reaches_removal(rule, gross):
        return Verdict.CASE
    return _VERDICTS[rule.trigger, reaches_line(rule, gross, post_group), rank]


def gross_since(assessment: Assessment, seq: int) -> Centipoints:
    """Return the gross deductions of facts recorded after `seq` in the chain."""
    return Centipoints(sum(line.gross for line in assessment.lines if line.seq > seq))


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Who reaches a trigger at a close, and who hangs on a tie. Codes, sorted."""

    cases: tuple[str, ...]
    meeting: tuple[str, ...]


def warned(
    rule: LadderRule,
    gross: Mapping[str, Centipoints],
    low_rank: Cut | None,
    *,
    groups: Mapping[str, PostGroup] = MappingProxyType({}),
) -> Warned:
    """Judge every account of a cycle; somebody who is not ranked can still reach the line.

    `groups` says by code whose line is their post group's.
    """
    verdicts = {
        code: judge(rule, gross=amount, rank=low(low_rank, code), post_group=groups.get(code))
        for code, amount in sorted(gross.items())
    }
    return Warned(
        cases=tuple(code for code, verdict in verdicts.items() if verdict is Verdict.CASE),
        meeting=tuple(code for code, verdict in verdicts.items() if verdict is Verdict.MEETING),
    )


# ------------------------------------------------------------------ the life of a case
class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"  # 待谈话
    WAITING = "waiting"  # a fact it hangs on is suspended
    LAPSED = "lapsed"  # the trigger ceased before the talk
    HELD = "held"  # 已谈话
    OVERTURNED = "overturned"  # the trigger ceased after the talk


def case_state(*, talk_held: bool, verdict: Verdict, with_suspended: Verdict) -> CaseState:
    """Return where a case stands after anything changed.

    Args:
        talk_held: whether the talk has been held.
        verdict: of the effective facts.
        with_suspended: of those and the suspended ones, as if they were resumed.
    """
    if verdict is Verdict.CASE:
        return CaseState.HELD if talk_held else CaseState.OPEN
    if with_suspended is Verdict.CASE or verdict is Verdict.MEETING:
        return CaseState.WAITING
    return CaseState.OVERTURNED if talk_held else CaseState.LAPSED


# ------------------------------------------------------------------ the second time
@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A warning talk that was held. One imported from before the system counts like any other."""

    held_on: dt.date
    cycle_starts_on: dt.date  # of the cycle whose points led to it
    overturned: bool = False


def occurrence(
    rule: LadderRule,
    talks: Iterable[Talk],
    *,
    opened_on: dt.date,
    cycle_starts_on: dt.date,
    previous_cycle_starts_on: dt.date | None = None,
    term_starts: Sequence[dt.date] = (),
    gross: Centipoints = ZERO,
) -> int:
    """Return 2 where an earlier talk counts in the version's scope, else 1.

    2 at once where `gross`, the gross deductions of the case, reach the version's second line.
    Counts talks held by the day the case opened and not overturned; if the first is overturned,
    the second becomes the first because this is asked again. The term is the one that `opened_on`
    lies in; where no start of it is known, the version's years back from that day.
    """
    if reaches_removal(rule, gross):
        return 2
    counting = [talk for talk in talks if not talk.overturned and talk.held_on <= opened_on]
    match rule.second_scope:
        case SecondScope.CYCLE:
            inside = [talk.cycle_starts_on == cycle_starts_on for talk in counting]
        case SecondScope.CONSECUTIVE:
            cycles = {cycle_starts_on, previous_cycle_starts_on}
            inside = [talk.cycle_starts_on in cycles for talk in counting]
        case SecondScope.TERM:
            since = term_start(opened_on, term_starts, years=rule.term_years)
            inside = [talk.held_on >= since for talk in counting]
    return 2 if any(inside) else 1


def term_start(day: dt.date, term_starts: Sequence[dt.date], *, years: int) -> dt.date:
    """Return when the term that `day` lies in began: the latest known start, or `years` before."""
    begun = [start for start in term_starts if start <= day]
    if begun:
        return max(begun)
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


# ------------------------------------------------------------------ what comes next
class Measure(StrEnum):
    """What a case asks people to do. Never done by the system."""

    TALK = "talk"  # 谈话提醒警示
    PROPOSE_REMOVAL = "propose_removal"  # 提请免去党组织职务
    RECALL_DOSSIER = "recall_dossier"  # 依法罢免: 只提供程序清单与材料
    CONTRACT_ROUTE = "contract_route"  # 按聘用合同处理


class Decider(StrEnum):
    """The body that decides; the system only proposes."""

    LEADING_GROUP = "leading_group"  # 领导小组
    TOWN_PARTY_COMMITTEE = "town_party_committee"  # 镇党委
    VILLAGERS = "villagers"  # 村(居)民依法提出并表决
    EMPLOYER = "employer"  # 聘用单位


@dataclass(frozen=True, slots=True)
class NextStep:
    """A measure, toward one holding (None: toward the person), and who decides it."""

    measure: Measure
    decider: Decider
    holding: Body | None = None


SECOND_TIME: Mapping[Body, NextStep] = {
    Body.PARTY: NextStep(Measure.PROPOSE_REMOVAL, Decider.TOWN_PARTY_COMMITTEE, Body.PARTY),
    Body.ELECTED: NextStep(Measure.RECALL_DOSSIER, Decider.VILLAGERS, Body.ELECTED),
    Body.HIRED: NextStep(Measure.CONTRACT_ROUTE, Decider.EMPLOYER, Body.HIRED),
}
"""By the body of the holding: an elected one is ended by villagers alone (I9).

Article: 村民委员会组织法 (2025) 第十四条、第十九条.
"""


def next_steps(count: int, holdings: Iterable[Body]) -> tuple[NextStep, ...]:
    """Return what this occurrence asks for: first a talk, then one step for each holding's body."""
    if count <= 1:
        return (NextStep(Measure.TALK, Decider.LEADING_GROUP),)
    held = set(holdings)
    return tuple(step for body, step in SECOND_TIME.items() if body in held)
