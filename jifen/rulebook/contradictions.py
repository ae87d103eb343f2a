"""Contradictions: mistakes whose parts are each well written, but cannot hold together."""

from collections.abc import Mapping

from jifen.rulebook.said import Kind, kind

_NEVER = ("这条规定永远不会按字面起作用", "the provision could never do what it says")

CONTRADICTIONS: Mapping[str, Kind] = {
    "item.nobody-proposes": kind(
        ("没有人可以提出这一项", "nobody may propose this item"),
        _NEVER,
        ("在“proposers”里至少写一个角色", "name at least one role in “proposers”"),
    ),
    "item.proposer": kind(
        (
            "“{value}”不能提出{direction_zh}",
            "“{value}” may not propose what is to {direction_en}",
        ),
        (
            "程序规定{direction_zh}只能由这些角色提出：{allowed}",
            "the steps let only these propose it: {allowed}",
        ),
        ("换成其中的角色", "name one of these roles"),
    ),
    "scoring.shape": kind(
        ("“{key}”不属于计分方式“{kind}”", "“{key}” does not belong to the scoring “{kind}”"),
        ("每种计分方式的字段是固定的：{known}", "every way of scoring has its own keys: {known}"),
        ("{advice_zh}", "{advice_en}"),
    ),
    "scoring.range": kind(
        ("下限{least}分不小于上限{most}分", "the least {least} is not below the most {most}"),
        ("没有裁量余地就不是裁量区间", "without room there is no discretion"),
        ("改上下限，或者用固定分值（fixed）", "mend the bounds, or use “fixed”"),
    ),
    "scoring.tier-sides": kind(
        (
            "“at_least”和“at_most”必须且只能写一个",
            "exactly one of “at_least” and “at_most” is needed",
        ),
        ("数越大越好和名次越小越好不能混用", "larger-is-further and smaller-is-further do not mix"),
        ("删去一个", "keep one of them"),
    ),
    "scoring.tier-overlap": kind(
        ("“{value}”这一档写了两次", "the step “{value}” stands twice"),
        ("同一个数会落进两档", "one figure would fall into two steps"),
        ("删去一档", "delete one of them"),
    ),
    "scoring.tier-order": kind(
        (
            "“{far}”一档{far_points}分，不多于“{near}”一档的{near_points}分",
            "the step “{far}” gives {far_points}, no more than “{near}” with {near_points}",
        ),
        (
            "更难达到的一档分值应当更大，否则它不起作用",
            "a further step must be worth more, or it does nothing",
        ),
        ("检查各档的分值", "check the points of the steps"),
    ),
    "scoring.level-order": kind(
        (
            "“{lower}”{lower_points}分，高于列在前面的“{higher}”{higher_points}分",
            "“{lower}” with {lower_points} stands below “{higher}” with {higher_points}",
        ),
        (
            "级别从高到低排列，部门发文才能低一级计",
            "levels go from the highest down, so that one lower is known",
        ),
        ("按分值从高到低排列", "order them from the highest down"),
    ),
    "scoring.level-key": kind(
        ("级别“{value}”写了两次", "the level “{value}” stands twice"),
        ("同一级别不能有两个分值", "one level cannot be worth two figures"),
        ("删去一处", "delete one of them"),
    ),
    "scoring.level-source": kind(
        ("“table”和“rows”必须且只能写一个", "exactly one of “table” and “rows” is needed"),
        ("级别表要么引用，要么就地写明", "a level table is either named or written out"),
        ("删去一个", "keep one of them"),
    ),
    "scoring.level-department": kind(
        ("只有一级，部门发文没有更低一级", "with one level there is none below for a department"),
        _NEVER,
        (
            "补上更低的级别，或者删去“department_lower”",
            "add a lower level or drop “department_lower”",
        ),
    ),
    "scoring.rate-most": kind(
        ("最多{most}分，小于一步的{each}分", "the most {most} is less than one step of {each}"),
        _NEVER,
        ("把“most”改大", "raise “most”"),
    ),
    "cap.below-award": kind(
        (
            "“{key}”为{cap}分，小于最小的一次计分{award}分",
            "“{key}” is {cap}, less than the smallest award {award}",
        ),
        (
            "第一次就会被截去，公布的分值从未兑现",
            "the first award would be cut, the printed figure never be had",
        ),
        ("提高封顶，或者降低分值", "raise the cap or lower the award"),
    ),
    "cap.event-over-cycle": kind(
        (
            "单次封顶{event}分，大于全周期封顶{cycle}分",
            "event_max {event} is more than cycle_max {cycle}",
        ),
        ("单次封顶永远不会起作用", "the cap per event could never bite"),
        ("调整其中一个", "mend one of the two"),
    ),
    "group.limit": kind(
        (
            "“sum_max”必须写“limit”，“highest”不能写“limit”",
            "“sum_max” needs a “limit” and “highest” takes none",
        ),
        ("合计封顶要有数，就高计分没有数", "a capped sum has a figure, the highest has none"),
        ("补上或者删去“limit”", "add “limit” or delete it"),
    ),
    "limit.sides": kind(
        (
            "共用封顶里既有加分项又有扣分项",
            "the shared cap mixes items that add and items that deduct",
        ),
        ("加分和扣分各自封顶，不能相互抵算", "each side has its own cap; they are not set off"),
        ("拆成两个共用封顶", "make two caps of it"),
    ),
    "score.floor": kind(
        ("基础分{base}分低于保底{floor}分", "the base {base} lies below the floor {floor}"),
        (
            "一开始就在保底线下，扣分永远不起作用",
            "starting below the floor no deduction could count",
        ),
        ("调整其中一个", "mend one of the two"),
    ),
    "cycle.start": kind(
        ("生效日{day}不是积分周期的第一天", "{day} is not the first day of a cycle"),
        ("规则只随新周期生效，运行中的周期不变", "rules change with a cycle, never inside one"),
        (
            "写{month}月1日，或者改“start_month”",
            "use the 1st of month {month}, or mend “start_month”",
        ),
    ),
    "cycle.briefings": kind(
        (
            "{months}个月不能均分成{briefings}段通报",
            "{months} months do not divide into {briefings} briefings",
        ),
        ("每段通报要从整月开始", "every part must begin with a month"),
        ("让通报次数能整除周期月数", "let the briefings divide the months"),
    ),
    "service.months": kind(
        (
            "“{key}”为{value}个月，长于周期{months}个月",
            "“{key}” is {value} months, the cycle only {months}",
        ),
        _NEVER,
        ("改成不长于周期的月数", "let it be no longer than the cycle"),
    ),
    "ranking.chapter": kind(
        (
            "“more_in_chapter”和“tie_chapter”必须一起写",
            "“more_in_chapter” and “tie_chapter” need each other",
        ),
        ("要写明比的是哪一章的加分", "it must be said which chapter's points decide"),
        ("补上或者删去其中一个", "add the other one, or delete both"),
    ),
    "process.lines": kind(
        (
            "轻微线{minor}分不低于重大线{grave}分",
            "the minor line {minor} is not below the grave line {grave}",
        ),
        ("一次扣分不能既轻微又重大", "a deduction cannot be both minor and grave"),
        ("把“minor_line”改小", "lower “minor_line”"),
    ),
}
