"""Says in Chinese what an item gives: made from its figures, so that it cannot contradict them.

Sentences read as a township paper prints them; the scheme around the items is said by
`scheme_wording`, what a fact's circumstances change by `circumstance_wording`.
"""

from collections.abc import Iterator
from fractions import Fraction

from jifen.core.points import Centipoints, display
from jifen.core.rules import (
    Approver,
    Capacity,
    Direction,
    Item,
    Limit,
    MatterGroup,
    MatterMode,
    Rulebook,
    Subject,
)
from jifen.core.shapes import (
    Absent,
    Board,
    BoardBy,
    Fixed,
    Level,
    LevelRow,
    Linear,
    Period,
    PerUnit,
    Range,
    Rate,
    Scoring,
    Slope,
    Threshold,
    Tiers,
    TierStep,
)
from jifen.rulebook.circumstance_wording import circumstances, effects, population
from jifen.rulebook.figures import EACH, amount, metric, number, percent, step, whole_cycle
from jifen.rulebook.words import word

VERBS = {Direction.ADD: "加", Direction.DEDUCT: "扣"}


def describe(item: Item, rulebook: Rulebook) -> str:
    """Return one sentence: points, limits, who bears which share, same matter, circumstances.

    "每宗加1分，单次最多5分，每月最多3分，全年最多12分，当事人100%、书记50%"
    """
    return "，".join(_clauses(item, rulebook))


def process(item: Item, rulebook: Rulebook) -> str:
    """Return one sentence about how the item is handled: who proposes, proves, scores, decides.

    "由站所、镇纪委提出，凭检查通报，由组长审定，公示"
    """
    names = {row.code: row.name for row in rulebook.proposers}
    clauses = [f"由{'、'.join(names.get(code, code) for code in item.proposers)}提出"]
    if item.duty_area != "all":
        areas = {row.code: row.name for row in rulebook.duty_areas}
        clauses.append(f"属{areas.get(item.duty_area, item.duty_area)}分管领域")
    if item.scorers:
        scorers = (f"{names.get(c, c)}占{percent(w)}" for c, w in sorted(item.scorers.items()))
        clauses.append(f"分别评分，{'、'.join(scorers)}")
    if item.evidence:
        clauses.append(f"凭{'、'.join(item.evidence)}")
    if item.approver is not None:
        clauses.append(_APPROVERS[item.approver])
    if item.grave:
        clauses.append("属重大事项，两人签字并作合法性审核")
    if item.overridable:
        clauses.append("领导小组会议可以另定分值，原计算结果保留")
    clauses.append("公示" if item.publicised else "不公示")
    return "，".join(clauses)


_APPROVERS = {Approver.HEAD: "由组长审定", Approver.MEETING: "由领导小组会议集体审定"}


def _clauses(item: Item, rulebook: Rulebook) -> Iterator[str]:
    verb = VERBS[item.direction]
    if item.only_for is not None:
        yield f"只适用于{population(item.only_for)}"
    if item.board is not None:
        yield _board(item.board)
    yield scoring(item.scoring, verb)
    if item.village_set is not None:
        yield f"事项由村自定，每个周期最多{item.village_set}项"
    yield from _limits(item, rulebook.cycle.months)
    if item.subject is Subject.VILLAGE:
        yield "村级账户记全额"
    yield "、".join(shares(item))
    for group in rulebook.matter_groups:
        if group.code == item.matter_group:
            yield matter(group, verb)
    for limit in rulebook.limits:
        if item.code in limit.items:
            yield shared_limit(limit)
    yield from circumstances(item, rulebook)
    if item.effects:
        yield "；".join(effects(item, rulebook))


# ------------------------------------------------------------------ the ways of scoring
def scoring(way: Scoring, verb: str) -> str:
    """Say what one fact gives by a way of scoring; `verb` is 加 or 扣."""
    match way:
        case Fixed():
            return f"每次{verb}{amount(way.points)}"
        case Range():
            figures = f"{display(way.least)}至{amount(way.most)}"
            if way.decided:
                return f"一事一议，每次{verb}{figures}，由领导小组集体决定并注明决定文号"
            return f"每次{verb}{figures}（写明理由）"
        case PerUnit():
            return f"每{way.unit}{verb}{amount(way.each)}"
        case Level():
            return _level(way, verb)
        case Tiers():
            return _tiers(way, verb)
        case Rate():
            name, unit = metric(way.metric)
            part = f"，不足{step(way.step, unit)}按{step(way.step, unit)}计" if way.started else ""
            return (
                f"{name}比{number(way.target)}{unit}每低{step(way.step, unit)}"
                f"{verb}{amount(way.each)}{part}，一次最多{amount(way.most)}"
            )
        case Linear():
            name, unit = metric(way.metric)
            points = "、".join(
                f"{number(one.figure)}{unit}{verb}{amount(one.points)}" for one in way.points
            )
            return f"{name}{points}，两点之间按直线折算，两端以外不再增减"
        case Threshold():
            return _threshold(way, verb)


def _level(way: Level, verb: str) -> str:
    clauses = ["、".join(_level_row(row, verb) for row in way.rows)]
    if way.department_lower:
        clauses.append("部门发文低一级计")
    names = {row.key: row.name for row in way.rows}
    if way.issuers:
        issuers = (
            f"{one.name}{'（部门）' if one.department else ''}为{names.get(one.level, one.level)}"
            for one in way.issuers
        )
        clauses.append("、".join(issuers))
    return "，".join(clauses)


def _level_row(row: LevelRow, verb: str) -> str:
    if row.most is None:
        return f"{row.name}{verb}{amount(row.points)}"
    return f"{row.name}{verb}{display(row.points)}至{amount(row.most)}（写明理由）"


def _tiers(way: Tiers, verb: str) -> str:
    name, unit = metric(way.metric)
    steps = "、".join(
        f"{_reach(one, at_most=way.at_most)}{number(one.bound)}{unit}{verb}{amount(one.points)}"
        for one in way.steps
    )
    if way.cumulated is None:
        return f"{name}{steps}"
    if way.cumulated is Period.CYCLE:
        return f"{name}在周期内累计，累计{steps}，每次记补足的差额"
    return (
        f"{name}按{word(way.cumulated)}累计，当{word(way.cumulated)}累计{steps}，每次记补足的差额"
    )


def _reach(one: TierStep, *, at_most: bool) -> str:
    if at_most:
        return "不超过" if one.inside else "低于"
    return "达到" if one.inside else "超过"


def _threshold(way: Threshold, verb: str) -> str:
    name, unit = metric(way.metric)
    clauses = [f"{name}达到{number(way.target)}{unit}{verb}{amount(way.full)}"]
    if way.over is not None:
        clauses.append(_slope(way.over, unit, f"每高{{}}再{verb}", f"最多再{verb}"))
    if way.short is None:
        clauses.append(f"达不到的不{verb}分")
    else:
        clauses.append(_slope(way.short, unit, f"每低{{}}少{verb}", f"最多少{verb}"))
    if way.zero_under is not None:
        clauses.append(f"低于{number(way.zero_under)}{unit}的不{verb}分")
    return "，".join(clauses)


def _slope(slope: Slope, unit: str, each: str, most: str) -> str:
    size = step(slope.step, unit)
    said = each.format(size) + amount(slope.each)
    if slope.started:
        said += f"（不足{size}按{size}计）"
    return said if slope.most is None else f"{said}、{most}{amount(slope.most)}"


_BOARDS = {
    BoardBy.FIGURE: "全组一并测评，按测得的数值计",
    BoardBy.PLACE: "全组评比，按名次计",
    BoardBy.PLACE_FROM_BOTTOM: "全组评比，按倒数名次计",
    BoardBy.PERCENT_OF_BEST: "全组评比，按与最优者之比（%）计",
    BoardBy.PERCENT_OF_MEAN: "全组评比，按与平均数之比（%）计",
    BoardBy.OVER_MEAN: "全组评比，按优于平均数的部分计",
}


def _board(board: Board) -> str:
    absent = "不涉及的记各涉及者的平均分" if board.absent is Absent.MEAN else "不涉及的不计分"
    return f"{_BOARDS[board.by]}，数{word(board.better)}，{absent}"


# ------------------------------------------------------------------ limits and shares
def _limits(item: Item, months: int) -> Iterator[str]:
    for limit, within in (
        (item.event_max, "单次"),
        (item.month_max, EACH[Period.MONTH]),
        (item.quarter_max, EACH[Period.QUARTER]),
        (item.half_max, EACH[Period.HALF]),
        (item.cycle_max, whole_cycle(months)),
    ):
        if limit is not None:
            yield f"{within}最多{amount(limit)}"


def shares(item: Item) -> list[str]:
    """Say who bears which part: in points where the amount is fixed, otherwise in per cent.

    "书记5分", "主任3分"; "当事人100%"; a part of a fixed amount that is no whole hundredth names
    its share as well.
    """
    return [
        f"{word(capacity)}{_borne(item.scoring, item.shares[capacity])}"
        for capacity in Capacity
        if capacity in item.shares
    ]


def _borne(way: Scoring, share: Fraction) -> str:
    if not isinstance(way, Fixed):
        return percent(share)
    points = way.points * share
    if points.denominator == 1:
        return amount(Centipoints(int(points)))
    return f"{amount(way.points)}的{percent(share)}"


def matter(group: MatterGroup, verb: str) -> str:
    """Say what one matter of a group is worth at most."""
    if group.mode is MatterMode.SUM_MAX and group.limit is not None:
        return f"同一事项合计最多{verb}{amount(group.limit)}"
    return f"同一事项只按最高的{verb}一次，后来更高的补差"


def shared_limit(limit: Limit) -> str:
    """Say a limit that several items share."""
    within = "" if limit.per is Period.CYCLE else EACH[limit.per]
    return f"{limit.text}，{within}共用封顶{amount(limit.limit)}"
