"""Says in Chinese what becomes of the points at a checkpoint (考核结果): docs/results.md."""

from collections.abc import Iterator

from jifen.core.appraisal import (
    Among,
    Band,
    CarryIn,
    CarryOf,
    Combine,
    Pool,
    Prize,
    Quota,
    ResultsRule,
    Shortlist,
    Source,
    SourceKind,
    Streak,
    StreakOf,
    SubCycles,
    Unit,
    Vote,
)
from jifen.core.posts import PostGroup
from jifen.rulebook.figures import EACH, amount, money, number, numeral, percent
from jifen.rulebook.words import word


def results(rule: ResultsRule) -> Iterator[str]:
    """Yield a sentence for each part of the results that is ruled."""
    grades = {band.code: band.name for band in rule.bands}
    if rule.sub_cycles is not None:
        yield _sub_cycles(rule.sub_cycles)
    if rule.sources:
        yield f"考核结果＝{'＋'.join(_source(one) for one in rule.sources)}"
    for source in rule.sources:
        if source.vote is not None:
            yield _vote(source, source.vote)
    if rule.village_max is not None:
        yield f"个人结果最高为所在村结果的{percent(rule.village_max)}"
    if rule.bands:
        yield f"等次：{_bands(rule.bands)}"
    for group in PostGroup:
        if group in rule.bands_of:
            yield f"{word(group)}等次：{_bands(rule.bands_of[group])}"
    yield from (_quota(one, grades) for one in rule.quotas)
    before = 0
    for prize in rule.prizes:
        yield _prize(prize, before)
        before = prize.places
    if rule.pool is not None:
        yield from _pool(rule.pool)
    yield from (_streak(one, grades) for one in rule.streaks)
    for one in rule.shortlists:
        asked = conditions(one, rule)
        yield f"{one.code}　{one.name}（{word(one.use)}）：{asked}的列入，由会议选定"
    if rule.carry_in is not None:
        yield _carry_in(rule.carry_in)


def _sub_cycles(parts: SubCycles) -> str:
    clauses = [f"分期计分，{EACH[parts.period]}基础分{amount(parts.base)}"]
    if parts.floor is not None:
        clauses.append(f"每期不低于{amount(parts.floor)}")
    weights = "、".join(percent(weight) for weight in parts.weights)
    clauses.append(
        {
            Combine.SUM: "各期得分相加",
            Combine.MEAN: "取各期得分的平均",
            Combine.WEIGHTS: "各期得分加权相加",
        }[parts.combine]
        + (f"（依次占{weights}）" if weights else "")
    )
    return "，".join(clauses)


def _source(source: Source) -> str:
    kind = "" if source.kind is SourceKind.POINTS else f"（{word(source.kind)}）"
    scale = "" if source.out_of is None else f"（按满分{amount(source.out_of)}折成百分制）"
    return f"{source.name}{kind}{scale}×{percent(source.weight)}"


def _vote(source: Source, vote: Vote) -> str:
    voters = "、".join(f"{who}占{percent(share)}" for who, share in sorted(vote.voters.items()))
    options = "、".join(
        f"{answer}{amount(points)}"
        for answer, points in sorted(vote.options.items(), key=lambda one: (-one[1], one[0]))
    )
    turnout = f"，收回的票不足发出的{percent(vote.turnout)}的无效" if vote.turnout else ""
    return f"{source.name}由{voters}，{options}{turnout}"


def _bands(bands: tuple[Band, ...]) -> str:
    return "、".join(f"{band.name}（{_bound(band)}）" for band in bands)


def _bound(band: Band) -> str:
    if band.least is None:
        return "其余"
    return f"{amount(band.least)}以上" if band.inside else f"高于{amount(band.least)}"


_AMONG = {Among.TOWN: "全镇", Among.POST_GROUP: "同类岗位", Among.VILLAGE: "本村"}


def _quota(quota: Quota, grades: dict[str, str]) -> str:
    people = f"{_AMONG[quota.among]}参评人数的{percent(quota.ratio)}"
    part = f"不足1人的部分{word(quota.rounding)}"
    clauses = [f"{grades.get(quota.grade, quota.grade)}不超过{people}，{part}"]
    if quota.floor is not None:
        clauses.append(f"且须达到{amount(quota.floor)}")
    clauses += [
        f"所在单位为{grades.get(unit, unit)}的比例为{percent(ratio)}"
        for unit, ratio in sorted(quota.by_unit_grade.items())
    ]
    return "，".join(clauses)


def _prize(prize: Prize, before: int) -> str:
    first = before + 1
    places = f"第{first}名" if prize.places == first else f"第{first}至{prize.places}名"
    fund = "" if prize.fen is None else f"，每人奖励{money(prize.fen)}"
    return f"{prize.name}：{_AMONG[prize.among]}{places}且达到{amount(prize.least)}{fund}"


def _pool(pool: Pool) -> Iterator[str]:
    size = "总额在周期关闭时确定" if pool.fen is None else f"总额{money(pool.fen)}"
    factors = ["考核结果" if not pool.brackets else "折算金额", "岗位系数"]
    if pool.by_months:
        factors.append("任职月数")
    least = "最小发放单位为1分钱" if pool.unit is Unit.FEN else "发放到整元"
    yield f"绩效奖金{size}，按{'×'.join(factors)}分配，{least}，尾数按余数从大到小补足"
    if pool.coefficients:
        yield "岗位系数：" + "、".join(
            f"{word(group)}{number(pool.coefficients[group])}"
            for group in PostGroup
            if group in pool.coefficients
        )
    if pool.brackets:
        yield "折算金额：" + "、".join(
            f"超过{amount(one.over)}的部分每分{money(one.fen)}" for one in pool.brackets
        )
    if pool.ratio is not None:
        yield f"参加分配的为排名前{percent(pool.ratio)}的人员，不足1人的部分舍去"
    if pool.least is not None:
        yield f"考核结果不足{amount(pool.least)}的不参加分配"
    if pool.share_max is not None:
        yield f"一人所得不超过总额的{percent(pool.share_max)}"


def _streak(streak: Streak, grades: dict[str, str]) -> str:
    what = (
        f"定为{grades.get(streak.grade, streak.grade)}"
        if streak.of is StreakOf.GRADE
        else "排名靠后"
    )
    running = "两" if streak.times == 2 else numeral(streak.times)
    return f"{streak.code}　连续{running}个周期{what}的，{streak.measure}"


def conditions(one: Shortlist, rule: ResultsRule) -> str:
    """Return what a shortlist asks, in words."""
    grades = {band.code: band.name for band in rule.bands}
    streaks = {of.code: _streak(of, grades).partition("　")[2] for of in rule.streaks}
    clauses = []
    if one.grades:
        clauses.append("等次为" + "或者".join(grades.get(code, code) for code in one.grades))
    if one.streak:
        reached = streaks.get(one.streak, one.streak).partition("的，")[0]
        clauses.append(f"{reached}（{one.streak}）")
    if one.places is not None:
        clauses.append(f"名次在第{one.places}名以内")
    if one.least is not None:
        clauses.append(f"考核结果{amount(one.least)}以上")
    if one.months:
        clauses.append(f"本周期任职满{one.months}个月")
    if one.no_case:
        clauses.append("没有未办结的警示案件")
    if one.no_talk_months:
        clauses.append(f"{one.no_talk_months}个月内没有谈话提醒警示")
    if one.no_grave_months:
        clauses.append(f"{one.no_grave_months}个月内没有重大扣分")
    return "、".join(clauses) or "在职"


_CARRIED = {
    CarryOf.OVER_BASE: "上一周期总分超出或不足基础分的部分",
    CarryOf.ADDED: "上一周期加分",
    CarryOf.DEDUCTED: "上一周期扣分",
}


def _carry_in(carry: CarryIn) -> str:
    most = "" if carry.most is None else f"，最多{amount(carry.most)}"
    return f"{_CARRIED[carry.of]}的{percent(carry.share)}结转{most}"
