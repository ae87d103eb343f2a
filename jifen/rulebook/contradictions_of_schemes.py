"""Contradictions in the scheme around the items, and in its results rules."""

from collections.abc import Mapping

from jifen.rulebook.said import Kind, kind

_NEVER = ("这条规定永远不会按字面起作用", "the provision could never do what it says")

OF_SCHEMES: Mapping[str, Kind] = {
    # ------------------------------------------------------------ the scheme
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
    "weights.sum": kind(
        ("“{key}”的权重合计是{total}，不是1", "the weights of “{key}” come to {total}, not to 1"),
        ("权重不等于1，结果就不在原来的分制里", "else the result is not on the same scale"),
        ('调整权重；三等分写 "1/3"', 'mend the weights; a third is "1/3"'),
    ),
    "period.days": kind(
        ("没有写明是哪些天", "no days are named"),
        ("没有起止日期的时段永远不会起作用", "a period without days could never apply"),
        ("写“dates”或者“every_year”", "write “dates” or “every_year”"),
    ),
    "period.order": kind(
        ("止日{last}早于起日{first}", "the last day {last} comes before the first, {first}"),
        ("这样的时段一天也没有", "such a period has no day at all"),
        ("对调两个日期；跨年的写在“every_year”里", "swap them; what recurs is for “every_year”"),
    ),
    "service.leave": kind(
        ("{words}（{value}）不得折减积分", "leave of the kind “{value}” must not cost points"),
        (
            "法律保护生病和生育的人：{article}",
            "the law protects who is ill or bears a child: {article}",
        ),
        ("从“leave_costs”里删去它", "delete it from “leave_costs”"),
    ),
    "ranking.nobody": kind(
        ("所有岗位类别都不参加排名", "every post group is left out of the ranking"),
        ("一个人也不剩，就没有排名", "with nobody left there is no ranking"),
        ("至少留下一个岗位类别", "leave one group in at least"),
    ),
    "ladder.removal": kind(
        (
            "第二条线{removal}分，不高于第一条线{gross}分",
            "the second line {removal} is not above the first, {gross}",
        ),
        ("达到第一条线就已经过了第二条", "the first line could never be reached alone"),
        ("把“removal_line”改大", "raise “removal_line”"),
    ),
    "ladder.both": kind(
        ("“both”要求排名靠后，却没有写“low_rank”", "“both” asks for a low rank, and there is none"),
        _NEVER,
        ("补上“low_rank”，或者改为“either”", "add “low_rank”, or write “either”"),
    ),
    # ------------------------------------------------------------ results
    "sub-cycle.period": kind(
        (
            "{months}个月的周期不能分成若干个“{value}”",
            "a cycle of {months} months has no parts of a “{value}”",
        ),
        ("每一期长短相同，而且短于周期", "parts are of one length, and shorter than the cycle"),
        ("换一种分期，或者调整周期月数", "choose another part, or mend the months of the cycle"),
    ),
    "sub-cycle.weights": kind(
        (
            "“combine: weights”要写{parts}个权重，别的合并方式不写",
            "“combine: weights” needs {parts} weights, and nothing else takes any",
        ),
        ("每一期要有一个权重", "there is one weight for each part"),
        ("补上或者删去“weights”", "add “weights” or delete it"),
    ),
    "source.vote": kind(
        ("“kind: vote”和“vote”必须一起写", "“kind: vote” and “vote” need each other"),
        ("测评要写明谁来评、怎么折分", "it must be said who votes, and what an answer is worth"),
        ("补上或者删去其中一个", "add the other one, or delete both"),
    ),
    "source.points": kind(
        (
            "结果构成里，积分必须且只能有一项，村级结果最多一项",
            "the sources need the points once, and the village's result once at most",
        ),
        (
            "积分不进入结果，前面的项目就都落空了",
            "without them all the items would come to nothing",
        ),
        ("补上或者删去一项", "add one, or delete one"),
    ),
    "vote.options": kind(
        ("各选项的分值都相同", "every answer is worth the same"),
        ("怎么投都一样，就不是测评", "whatever is voted, the result is the same"),
        ("写上不同的分值", "let them differ"),
    ),
    "band.bound": kind(
        ("“at_least”和“above”只能写一个", "only one of “at_least” and “above” may stand"),
        ("一个等次只有一条下限", "a grade has one lower bound"),
        ("删去一个", "keep one of them"),
    ),
    "band.order": kind(
        (
            "“{lower}”从{low}分起，不低于排在前面的“{higher}”{high}分",
            "“{lower}” from {low} is not below “{higher}” from {high}",
        ),
        ("同一个分数会落进两个等次", "one result would fall into two grades"),
        ("按分数从高到低排列", "order them from the highest down"),
    ),
    "band.lowest": kind(
        ("“{name}”没有下限，却不是最后一个等次", "“{name}” has no bound and is not the last grade"),
        ("它会收下所有人，后面的等次永远用不到", "it takes everybody, and those below it nobody"),
        ("补上下限，或者移到最后", "give it a bound, or let it be the last"),
    ),
    "band.gap": kind(
        (
            "最后一个等次“{name}”有下限，低于它的人没有等次",
            "below the last grade “{name}” there is none",
        ),
        ("每个人都要有一个等次", "everybody must have a grade"),
        ("删去它的下限，或者再写一个等次", "delete its bound, or add a grade below it"),
    ),
    "quota.lowest": kind(
        ("“{value}”是最低等次，不能限额", "“{value}” is the lowest grade and can have no quota"),
        ("超出名额的人没有更低的等次可去", "who is beyond it would have nowhere to go"),
        ("限制较高的等次", "limit a higher grade"),
    ),
    "prize.order": kind(
        (
            "到第{places}名为止，不在“{name}”的第{before}名之后",
            "it ends with place {places}, not after place {before} of “{name}”",
        ),
        ("这个奖一个名次也没有", "the prize has no place left"),
        ("按名次先后排列，名次写到哪一名为止", "order them by place; each ends where it says"),
    ),
    "pool.unit": kind(
        ("奖金总额不是整元，却按元发放", "the pool is no whole yuan, and is paid out in yuan"),
        ("零头发不出去", "the rest could never be paid"),
        ("写整元，或者“unit: fen”", "write whole yuan, or “unit: fen”"),
    ),
    "streak.grade": kind(
        ("“of: grade”和“grade”必须一起写", "“of: grade” and “grade” need each other"),
        ("要写明连续哪一个等次", "it must be said which grade is counted"),
        ("补上或者删去“grade”", "add “grade” or delete it"),
    ),
    "streak.low-rank": kind(
        ("连续排名靠后，却没有写“ladder.low_rank”", "there is no “ladder.low_rank” to be in"),
        _NEVER,
        ("补上“low_rank”，或者改成等次", "add “low_rank”, or count a grade"),
    ),
}
