"""What every choice of the rulebook language is called in Chinese: one word for each value.

`FIELDS` (jifen/rulebook/labels.py) names the fields, this page their values. Sentences, the
workbook and the comparison of two versions take their words from here.
"""

from collections.abc import Mapping
from enum import StrEnum

from jifen.core.appraisal import (
    Among,
    CarryOf,
    Combine,
    Rounding,
    SourceKind,
    StreakOf,
    Unit,
    Use,
)
from jifen.core.circumstances import EffectKind, Finder
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import (
    Approver,
    Capacity,
    Direction,
    LateFacts,
    MatterMode,
    SecondScope,
    Several,
    Subject,
    TieBreak,
    TriggerMode,
)
from jifen.core.shapes import Absent, Better, BoardBy, Period

CHOICES: Mapping[type[StrEnum], Mapping[str, str]] = {
    Direction: {Direction.ADD: "加分", Direction.DEDUCT: "扣分"},
    Subject: {Subject.CADRE: "个人事项", Subject.VILLAGE: "村级事项"},
    Capacity: {
        Capacity.NAMED: "当事人",
        Capacity.RESPONSIBLE: "责任人",
        Capacity.HOLDER: "分管责任人",
        Capacity.ASSISTANT: "协管责任人",
        Capacity.SECRETARY: "书记",
        Capacity.DIRECTOR: "主任",
        Capacity.MEMBER: "两委成员",
    },
    LateFacts: {LateFacts.REFUSE: "不再登记", LateFacts.BOOK: "补记到现周期"},
    Approver: {Approver.HEAD: "组长", Approver.MEETING: "领导小组会议"},
    MatterMode: {MatterMode.HIGHEST: "就高不重复", MatterMode.SUM_MAX: "合计封顶"},
    Several: {Several.LARGEST: "就高承担一次", Several.SUM: "各份额相加"},
    TieBreak: {
        TieBreak.FEWER_GROSS: "扣分累计少者在前",
        TieBreak.MORE_IN_CHAPTER: "指定章加分多者在前",
        TieBreak.MEETING: "领导小组会议议定",
    },
    TriggerMode: {TriggerMode.EITHER: "有其一即触发", TriggerMode.BOTH: "同时具备才触发"},
    SecondScope: {
        SecondScope.CYCLE: "同一周期内",
        SecondScope.CONSECUTIVE: "连续两个周期内",
        SecondScope.TERM: "同一届任期内",
    },
    Period: {
        Period.MONTH: "月",
        Period.QUARTER: "季度",
        Period.HALF: "半年",
        Period.CYCLE: "周期",
    },
    BoardBy: {
        BoardBy.FIGURE: "数值",
        BoardBy.PLACE: "名次",
        BoardBy.PLACE_FROM_BOTTOM: "倒数名次",
        BoardBy.PERCENT_OF_BEST: "与最优之比（%）",
        BoardBy.PERCENT_OF_MEAN: "与平均之比（%）",
        BoardBy.OVER_MEAN: "优于平均的数",
    },
    Better: {Better.MORE: "多者为优", Better.LESS: "少者为优"},
    Absent: {Absent.NOTHING: "不计分", Absent.MEAN: "按平均分计"},
    Finder: {
        Finder.SUPERIOR: "上级发现",
        Finder.TOWN: "镇级发现",
        Finder.PUBLIC: "群众反映",
        Finder.SELF: "自查自报",
    },
    PostGroup: {
        PostGroup.CHIEF: "书记主任",
        PostGroup.DEPUTY: "副职",
        PostGroup.MEMBER: "委员",
    },
    Body: {
        Body.PARTY: "党组织成员",
        Body.ELECTED: "村（居）委会成员",
        Body.HIRED: "聘用人员",
    },
    EffectKind: {
        EffectKind.GRADE_CAP: "等次上限",
        EffectKind.GRADE: "直接确定等次",
        EffectKind.TOTAL: "结果上限",
        EffectKind.NO_AWARD: "取消评先评优资格",
        EffectKind.NO_BONUS: "取消绩效奖金",
        EffectKind.TALK: "约谈",
        EffectKind.MONEY: "增减绩效奖金",
    },
    Combine: {Combine.SUM: "相加", Combine.MEAN: "取平均", Combine.WEIGHTS: "加权"},
    SourceKind: {
        SourceKind.POINTS: "积分",
        SourceKind.VOTE: "测评",
        SourceKind.SCORE: "外部评分",
        SourceKind.VILLAGE: "所在村结果",
    },
    Rounding: {Rounding.DOWN: "舍去", Rounding.HALF_UP: "四舍五入", Rounding.UP: "进一"},
    Among: {Among.TOWN: "全镇", Among.POST_GROUP: "同类岗位", Among.VILLAGE: "同村"},
    Unit: {Unit.FEN: "分", Unit.YUAN: "元"},
    StreakOf: {StreakOf.GRADE: "等次", StreakOf.LOWEST: "排名靠后"},
    Use: {Use.HONOUR: "评优评先", Use.DEVELOPMENT: "干部培养"},
    CarryOf: {
        CarryOf.OVER_BASE: "超出基础分的部分",
        CarryOf.ADDED: "加分",
        CarryOf.DEDUCTED: "扣分",
    },
}
"""Enumeration → value → its word. A test holds it to the types."""

PLACES = {"village": "村", "community": "社区"}
"""The kinds of place of `Population.places`."""
LEAVE = {"private": "事假", "suspension": "停职", "sick": "病假", "maternity": "产假"}
"""The kinds of leave of `ServiceRule.leave_costs`; the law lets the last two cost nothing."""


def word(value: StrEnum) -> str:
    """Return the Chinese word of a choice."""
    return CHOICES[type(value)][value]
