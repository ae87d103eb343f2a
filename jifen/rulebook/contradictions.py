"""Contradictions inside an item, and among items: each part well written, but not together."""

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
            "各档写在“at_least”“above”里，或者写在“at_most”“below”里，必须且只能写一边",
            "steps stand in “at_least” and “above”, or in “at_most” and “below”, in one pair only",
        ),
        ("数越大越好和名次越小越好不能混用", "larger-is-further and smaller-is-further do not mix"),
        ("只留一边", "keep one side"),
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
    "cap.order": kind(
        (
            "“{short}”为{less}分，大于“{long}”的{more}分",
            "“{short}” is {less}, more than “{long}” with {more}",
        ),
        (
            "短时段的封顶大于长时段的，就永远不会起作用",
            "a cap for less time that is larger could never bite",
        ),
        ("调整其中一个", "mend one of the two"),
    ),
    "cap.period": kind(
        (
            "“{key}”按{length}个月计，而周期只有{months}个月",
            "“{key}” speaks of {length} months and the cycle has {months}",
        ),
        ("与全周期是一回事，或者比它还长", "that is the whole cycle, or longer than it"),
        ("改用全周期（cycle）的写法", "write it for the whole cycle"),
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
    # ------------------------------------------------------------ scoring
    "scoring.linear": kind(
        ("分段线性至少要有两个分值不同的点", "a line needs two points of different worth"),
        ("只有一个分值就不是线性", "a single figure is no line"),
        ("补上另一个点，或者用固定分值（fixed）", "add a point, or use “fixed”"),
    ),
    "scoring.cliff": kind(
        (
            "归零线{zero_under}不低于目标{target}",
            "the figure {zero_under} that gives nothing is not under the target {target}",
        ),
        ("递减的一段就不存在了", "nothing is left of the slope between them"),
        ("把“zero_under”改小", "lower “zero_under”"),
    ),
    "scoring.cliff-alone": kind(
        ("写了“zero_under”却没有“short”", "“zero_under” stands without “short”"),
        ("没有递减规则时，低于目标本来就不得分", "without a slope anything short gives nothing"),
        ("补上“short”，或者删去“zero_under”", "add “short”, or delete “zero_under”"),
    ),
    "scoring.issuer": kind(
        ("发文单位“{value}”与前面的单位或级别重名", "“{value}” already names an issuer or a level"),
        ("同一个名称不能算两个级别", "one name cannot count as two levels"),
        ("删去一处，或者改名", "delete one of them or rename it"),
    ),
    "scoring.issuer-department": kind(
        (
            "“{value}”标为部门，但部门并不低一级计",
            "“{value}” is a department, which changes nothing",
        ),
        ("没有“department_lower”，部门与党委政府同级", "without “department_lower” all are alike"),
        (
            "补上“department_lower: true”，或者删去“department”",
            "add “department_lower: true”, or delete “department”",
        ),
    ),
    # ------------------------------------------------------------ circumstances
    "item.board": kind(
        ("“{key}”用在不读数值的计分方式上", "“{key}” stands where the scoring reads no figure"),
        (
            "评比榜和部门评分给出的是一个数，只有分档、完成率、分段线性、达标计分会用到",
            "it yields a figure, which only tiers, rate, linear and threshold read",
        ),
        ("换一种计分方式，或者删去“{key}”", "change the scoring, or delete “{key}”"),
    ),
    "item.board-cumulated": kind(
        ("评比榜不能与累计分档同用", "a board and cumulated tiers do not go together"),
        ("名次和比率不能逐次相加", "places and ratios cannot be added up"),
        ("删去“cumulated”或者“board”", "delete “cumulated” or “board”"),
    ),
    "item.board-scorers": kind(
        ("评比榜不能与部门评分同用", "a board and several scorers do not go together"),
        (
            "榜上每人只有一个数，部门评分却给出几个",
            "a board has one figure for each, scorers give several",
        ),
        ("删去“scorers”或者“board”", "delete “scorers” or “board”"),
    ),
    "scoring.cumulated-down": kind(
        ("累计分档不能用“{key}”", "cumulated tiers cannot be written with “{key}”"),
        (
            "累计的数只会越来越大，分值就会越记越少",
            "what is added up only grows, so that points once given would be taken back",
        ),
        ("改用“at_least”或“above”", "write “at_least” or “above”"),
    ),
    "item.only-deductions": kind(
        ("“{key}”用在加分项上", "“{key}” stands on an item that adds"),
        ("只有扣分才有提醒和整改可言", "only what is deducted is warned of or corrected"),
        ("删去“{key}”，或者改在扣分项上", "delete “{key}”, or move it to a deduction"),
    ),
    "repeat.window": kind(
        ("再次发生的期限既写了天数又写了月数", "the window is given in days and in months"),
        ("两个期限长短不同，只能有一个算数", "the two differ in length, and only one can count"),
        ("删去“days”或者“months”", "delete “days” or “months”"),
    ),
    "repeat.factors": kind(
        ("倍数不足两个，或者都是1", "there are fewer than two factors, or all of them are 1"),
        ("再次发生与第一次没有差别", "a second time would weigh no other than the first"),
        ('写成 ["1", "2"] 这样', 'write them like ["1", "2"]'),
    ),
    "recurring.period": kind(
        ("“days”和“months”必须且只能写一个", "exactly one of “days” and “months” is needed"),
        ("要写明每隔多久再计一次", "it must be said how often it counts again"),
        ("补上或者删去一个", "add one, or delete one"),
    ),
    "needs.always": kind(
        ("“{value}”要求自己有一次，总是满足的", "“{value}” needs one of itself, and always has it"),
        ("不起作用的条件会让人误解", "a condition that does nothing misleads"),
        ("改大“at_least”，或者删去“needs”", "raise “at_least”, or delete “needs”"),
    ),
    "needs.never": kind(
        (
            "要求至少{at_least}次，而同一账户最多只能有{most}次",
            "{at_least} are needed where one account can have {most} at most",
        ),
        _NEVER,
        ("改小“at_least”，或者换成够得着的项目", "lower “at_least”, or name items within reach"),
    ),
    "zeroing.itself": kind(
        ("“{value}”使自己不得分", "“{value}” takes away itself"),
        _NEVER,
        ("从“items”里删去它", "delete it from “items”"),
    ),
    "zeroing.deduction": kind(
        ("“{value}”是扣分项，谈不上不得分", "“{value}” deducts, so there is nothing to take away"),
        ("使扣分归零反而是有利的", "to zero a deduction would be a favour"),
        ("只写加分项", "name items that add"),
    ),
    "validity.one": kind(
        (
            "“months”“by_level”“by_size”必须且只能写一个",
            "exactly one of “months”, “by_level” and “by_size” is needed",
        ),
        ("有效期只能有一种算法", "there is one way only to count how long it holds"),
        ("只留一个", "keep one of them"),
    ),
    "validity.level": kind(
        ("这一项不按级别计分", "this item does not score by level"),
        _NEVER,
        ("改用“months”或者“by_size”", "use “months” or “by_size”"),
    ),
    "effect.key": kind(
        ("“{key}”不属于后果“{kind}”", "“{key}” does not belong to the effect “{kind}”"),
        ("写了却不起作用的内容会让人误解", "what is written but does nothing misleads"),
        ("删去“{key}”，或者换一种后果", "delete “{key}”, or change the kind"),
    ),
    "effect.missing": kind(
        ("后果“{kind}”没有写“{key}”", "the effect “{kind}” does not say “{key}”"),
        ("不写明就不知道后果有多重", "without it nobody knows how much follows"),
        ("补上“{key}: …”", "add “{key}: …”"),
    ),
    "effect.cap-highest": kind(
        ("“{value}”已是最高等次", "“{value}” is the highest grade already"),
        _NEVER,
        ("写一个较低的等次", "name a lower grade"),
    ),
    # ------------------------------------------------------------ process
    "item.scorer": kind(
        ("评分的“{value}”不在提出人之列", "the scorer “{value}” is not among the proposers"),
        ("不能提出这一项的人，也不能给它评分", "who may not propose the item may not score it"),
        ("在“proposers”里补上，或者删去", "add it to “proposers”, or delete it"),
    ),
    "item.village-set": kind(
        ("村自定事项不能是扣分项", "a matter that villages set may not deduct"),
        (
            "扣分必须事先写明在细则里，不能由村里自定",
            "what deducts must stand in the rulebook before it happens",
        ),
        ("删去“village_set”", "delete “village_set”"),
    ),
}
