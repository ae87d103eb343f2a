"""Says in Chinese what an item gives: made from its figures, so that it cannot contradict them."""

import re
from fractions import Fraction

from jifen.core.points import display
from jifen.core.rules import Capacity, Direction, Item, MatterGroup, MatterMode, Rulebook, Subject
from jifen.core.shapes import Fixed, Level, PerUnit, Range, Rate, Tiers

CAPACITIES = {
    Capacity.NAMED: "当事人",
    Capacity.RESPONSIBLE: "责任人",
    Capacity.HOLDER: "分管责任人",
    Capacity.SECRETARY: "书记",
    Capacity.MEMBER: "两委成员",
}

_UNIT = re.compile(r"(.+)（(%|\w{1,3})）")
_VERBS = {Direction.ADD: "加", Direction.DEDUCT: "扣"}
_CYCLES = {12: "全年", 6: "半年", 3: "全季", 1: "全月"}


def describe(item: Item, rulebook: Rulebook) -> str:
    """Return one sentence: the points, the caps, who bears which share, and the same matter.

    "每宗加1分，单次最多5分，全年最多12分，分管责任人100%、书记50%"
    """
    clauses = [_points(item)]
    if item.event_max is not None:
        clauses.append(f"单次最多{display(item.event_max)}分")
    if item.cycle_max is not None:
        months = rulebook.cycle.months
        cycle = _CYCLES.get(months, f"{months}个月")
        clauses.append(f"{cycle}最多{display(item.cycle_max)}分")
    if item.subject is Subject.VILLAGE:
        clauses.append("村级账户记全额")
    shares = (f"{CAPACITIES[c]}{_share(item.shares[c])}" for c in Capacity if c in item.shares)
    clauses.append("、".join(shares))
    for group in rulebook.matter_groups:
        if group.code == item.matter_group:
            clauses.append(_matter(group, _VERBS[item.direction]))
    clauses.extend(
        f"{limit.text}，共用封顶{display(limit.limit)}分"
        for limit in rulebook.limits
        if item.code in limit.items
    )
    return "，".join(clauses)


def _points(item: Item) -> str:
    verb, scoring = _VERBS[item.direction], item.scoring
    match scoring:
        case Fixed():
            return f"每次{verb}{display(scoring.points)}分"
        case Range():
            return f"每次{verb}{display(scoring.least)}至{display(scoring.most)}分（写明理由）"
        case PerUnit():
            return f"每{scoring.unit}{verb}{display(scoring.each)}分"
        case Level():
            rows = "、".join(f"{row.name}{verb}{display(row.points)}分" for row in scoring.rows)
            return f"{rows}，部门发文低一级计" if scoring.department_lower else rows
        case Tiers():
            metric, unit = _metric(scoring.metric)
            reach = "不超过" if scoring.at_most else "达到"
            steps = "、".join(
                f"{reach}{_number(step.bound)}{unit}{verb}{display(step.points)}分"
                for step in scoring.steps
            )
            return f"{metric}{steps}"
        case Rate():
            metric, unit = _metric(scoring.metric)
            step = _number(scoring.step) + ("个百分点" if unit == "%" else unit)
            return (
                f"{metric}比{_number(scoring.target)}{unit}每低{step}"
                f"{verb}{display(scoring.each)}分，一次最多{display(scoring.most)}分"
            )


def _metric(metric: str) -> tuple[str, str]:
    """Split a metric from the unit it ends with: "过火面积（公顷）" is measured in 公顷."""
    found = _UNIT.fullmatch(metric)
    return (found[1], found[2]) if found else (metric, "")


def _matter(group: MatterGroup, verb: str) -> str:
    if group.mode is MatterMode.SUM_MAX and group.limit is not None:
        return f"同一事项合计最多{verb}{display(group.limit)}分"
    return f"同一事项只按最高的{verb}一次，后来更高的补差"


def _share(share: Fraction) -> str:
    percent = share * 100
    return f"{_number(percent)}%" if _decimal(percent) else f"{share.numerator}/{share.denominator}"


def _decimal(value: Fraction) -> bool:
    return (value * 10**6).denominator == 1


def _number(value: Fraction) -> str:
    """Write an exact number as people do: at most six decimals, otherwise as a fraction."""
    if not _decimal(value):
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(abs(int(value * 10**6)), 10**6)
    decimals = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{whole}{decimals}"
