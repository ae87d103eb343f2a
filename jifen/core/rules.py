"""A rulebook version (细则版本) as values: what `assess` reads, and nothing it does not.

A closed set of shapes: eight ways of scoring, shares by capacity, circumstances of a fact, limits
by scope, results. No expressions, no code. The file that becomes these values is read by
`jifen.rulebook.reader`; what they mean is written in docs/scoring.md and docs/results.md.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from jifen.core.appraisal import ResultsRule
from jifen.core.circumstances import (
    CalendarPeriod,
    Effect,
    Finder,
    Needs,
    Population,
    Recurring,
    Repair,
    Repeat,
    Validity,
    Zeroing,
)
from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.shapes import Board, Fixed, Period, Scoring


class Direction(StrEnum):
    """Which side of the account an item moves."""

    ADD = "add"  # 加分
    DEDUCT = "deduct"  # 扣分


class Subject(StrEnum):
    """Whose matter a fact of this item is."""

    CADRE = "cadre"
    VILLAGE = "village"  # 村级事项: the village's account in full, members by liability


class Capacity(StrEnum):
    """In what capacity a party stands toward a fact."""

    NAMED = "named"  # 署名/当事人: named on the fact
    RESPONSIBLE = "responsible"  # 责任人: named as responsible on the fact
    HOLDER = "holder"  # 分管责任人: named, or else leads the fact's duty area in the unit
    ASSISTANT = "assistant"  # 协管责任人: assists in the fact's duty area in the unit
    SECRETARY = "secretary"  # 村(社区)党组织书记
    DIRECTOR = "director"  # 村(居)委会主任
    MEMBER = "member"  # 两委成员: anybody on the unit's roster that day


# ------------------------------------------------------------------ items, groups, limits
class Approver(StrEnum):
    """Who approves or decides, where an item says more than the steps do."""

    HEAD = "head"  # 组长
    MEETING = "meeting"  # 领导小组会议


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """积分项目: one scorable thing, with its article, its what, why and how."""

    code: str
    chapter: str
    title: str  # what
    purpose: str = ""  # why
    procedure: str = ""  # how
    direction: Direction
    subject: Subject = Subject.CADRE
    scoring: Scoring
    shares: Mapping[
        Capacity, Fraction
    ]  # liability: share of the amount by capacity, 0 < share <= 1
    event_max: Centipoints | None = None  # 单次封顶, per account
    month_max: Centipoints | None = None  # 每月封顶, per account
    quarter_max: Centipoints | None = None  # 每季封顶, per account
    half_max: Centipoints | None = None  # 每半周期(六个月)封顶, per account
    cycle_max: Centipoints | None = None  # 全周期封顶, per account
    matter_group: str = ""
    duty_area: str = "all"
    # Circumstances (情形), each left out where it plays no part.
    board: Board | None = None  # scored from a whole group's measurements
    only_for: Population | None = None  # 适用对象
    repeat: Repeat | None = None  # 再次发生
    period_factors: Mapping[str, Fraction] = field(default_factory=dict)  # calendar period → factor
    finder_factors: Mapping[Finder, Fraction] = field(default_factory=dict)  # 由谁发现
    reminded_within: int | None = None  # 提醒后仍不改: counts only so many days after a reminder
    recurring: Recurring | None = None  # 持续未改: recurs until corrected
    needs: Needs | None = None  # 须有工作量
    zeroing: Zeroing | None = None  # 该项不得分: zeroes other items
    freezes: bool = False  # 未整改前冻结加分
    repair: Repair | None = None  # 整改返还
    validity: Validity | None = None  # 有效期
    effects: tuple[Effect, ...] = ()  # 分值以外的后果
    # Process (程序).
    article: str
    evidence: tuple[str, ...] = ()
    proposers: tuple[str, ...] = ()
    scorers: Mapping[str, Fraction] = field(default_factory=dict)  # proposer → weight, together 1
    approver: Approver | None = None  # None: as the steps say
    publicised: bool = True  # 公示
    village_set: int | None = None  # 村自定事项: at most so many of them in a cycle
    overridable: bool = False  # 可由会议另定分值, the computed amount being kept
    grave: bool = False  # 重大, besides the version's line
    note: str = ""


TOTALS: Mapping[str, Item] = {
    item.code: item
    for item in (
        Item(
            code="期初+",
            chapter="",
            title="期初加分合计（未分项）",
            direction=Direction.ADD,
            scoring=Fixed(points=Centipoints(0)),
            shares={},
            article="期初余额",
        ),
        Item(
            code="期初-",
            chapter="",
            title="期初扣分合计（未分项）",
            direction=Direction.DEDUCT,
            scoring=Fixed(points=Centipoints(0)),
            shares={},
            article="期初余额",
        ),
    )
}
"""What an opening balance without items is booked under, one for each side, in every version.

No version has such codes (they hold a sign), nobody may propose them, and no limit but the side's
stands over them: which others they used up is not known (docs/decisions).
"""


class MatterMode(StrEnum):
    """What facts of one matter inside one group may come to together."""

    HIGHEST = "highest"  # 就高不重复, 补差
    SUM_MAX = "sum_max"  # 可叠加, 合计封顶


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterGroup:
    """同一事项规则: among these items, what one matter is worth at most, each side by itself."""

    code: str
    text: str
    mode: MatterMode
    limit: Centipoints | None = None  # for SUM_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A cap over several items of one side in each period, per account (共用封顶)."""

    code: str
    text: str
    items: frozenset[str]
    limit: Centipoints
    per: Period = Period.CYCLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """章/类别. A chapter's caps hold for each side by itself."""

    code: str
    name: str
    add_max: Centipoints | None = None
    deduct_max: Centipoints | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A code of the rulebook and what it is called: duty areas, articles, proposer roles."""

    code: str
    name: str


# ------------------------------------------------------------------ the scheme around the items
@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRule:
    """积分周期: its length, its first month, how often it is briefed."""

    months: int = 12
    start_month: int
    briefings: int = 2
    entry_deadline_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRule:
    """计分公式: base + additions (capped) − deductions, never under the floor."""

    base: Centipoints
    add_max: Centipoints | None = None
    deduct_max: Centipoints | None = None
    floor: Centipoints | None = None


class Several(StrEnum):
    """一人多岗: one score, or one for each post."""

    LARGEST = "largest"  # the largest of the shares, once
    SUM = "sum"  # the sum of the shares


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRule:
    """中途任职与请假: base is prorated by full months served when `prorate_base`.

    `leave_costs`: the kinds of leave that shorten service; any other leave costs nothing.
    `several`: what somebody bears who stands in several capacities toward one fact.
    """

    prorate_base: bool = True
    months_to_rank: int = 0
    months_to_award: int = 0
    leave_costs: frozenset[str] = frozenset()
    several: Several = Several.LARGEST


class TieBreak(StrEnum):
    """并列时先后: stated in the version, tried in its order; what is left stays a tie."""

    FEWER_GROSS = "fewer_gross_deductions"
    MORE_IN_CHAPTER = "more_in_chapter"  # more points earned in `RankingRule.tie_chapter`
    MEETING = "leading_group_decides"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingRule:
    """排名办法. Places go 1, 2, 2, 4."""

    tie_breaks: tuple[TieBreak, ...] = ()
    tie_chapter: str = ""
    leaves_out: Population | None = None  # 不参加排名者


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupRule:
    """村级汇总: members_weight × members' mean + the rest × the village's own account."""

    members_weight: Fraction
    leave_out_village_items: bool = True
    """A member's mean leaves out what they bore of village items."""


class TriggerMode(StrEnum):
    """Whether one trigger is enough (A2)."""

    EITHER = "either"
    BOTH = "both"


class SecondScope(StrEnum):
    """Within what a second time is a second time (A4)."""

    CYCLE = "same_cycle"
    CONSECUTIVE = "consecutive_cycles"
    TERM = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class LowRank:
    """排名靠后: the lowest `ratio` of those ranked, at least `people` (A3)."""

    ratio: Fraction
    people: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRule:
    """警示阶梯: the gross-deduction line, low rank, and what a second time means."""

    gross_line: Centipoints
    gross_line_of: Mapping[PostGroup, Centipoints] = field(default_factory=dict)
    """Another line for a post group (分类设线)."""
    removal_line: Centipoints | None = None
    """A second line, above the first: reaching it proposes the second step at once."""
    low_rank: LowRank | None = None
    reminder: LowRank | None = None  # at a briefing
    trigger: TriggerMode = TriggerMode.EITHER
    second_scope: SecondScope = SecondScope.TERM
    term_years: int = 5
    first_measure: str = "谈话提醒警示"
    follow_up_days: int = 90


class LateFacts(StrEnum):
    """What becomes of what happened in a cycle that is closed (补记)."""

    REFUSE = "refuse"
    BOOK = "book"  # booked in the running one


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRule:
    """流程参数: publicity and appeal windows in working days, the grave and minor lines."""

    publicity_days: int = 5
    answer_days: int = 5
    appeal_days: int = 10
    grave_line: Centipoints
    minor_line: Centipoints
    time_bar_months: int | None = None  # 时效, None: 12
    late: LateFacts | None = None  # 补记, None: refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """One published scheme, one version: immutable, compared and digested by value."""

    code: str
    title: str
    version: str
    illustrative: bool = False
    effective_on: dt.date
    cycle: CycleRule
    score: ScoreRule
    service: ServiceRule
    ranking: RankingRule
    rollup: RollupRule
    ladder: LadderRule
    process: ProcessRule
    articles: tuple[Named, ...] = ()
    duty_areas: tuple[Named, ...] = ()
    proposers: tuple[Named, ...] = ()
    chapters: tuple[Chapter, ...]
    matter_groups: tuple[MatterGroup, ...] = ()
    limits: tuple[Limit, ...] = ()
    periods: tuple[CalendarPeriod, ...] = ()
    items: tuple[Item, ...]
    results: ResultsRule | None = None
    assumptions: tuple[str, ...] = ()  # said on every page: what the source leaves open
    by_code: Mapping[str, Item] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {item.code: item for item in self.items})

    def item(self, code: str) -> Item:
        """Return the item; a code that this version lacks is a bug here: imports check first."""
        return TOTALS[code] if code in TOTALS else self.by_code[code]

    def known(self, code: str) -> Item | None:
        """Return what a recorded fact is of: an item, or a side's total; None where it has none."""
        return TOTALS.get(code) or self.by_code.get(code)
