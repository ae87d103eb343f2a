"""What of a rulebook no case tries: a provision that nobody has seen work is not to be signed.

A way of scoring counts as tried when a fact by it gives points; the shares of an item, when every
capacity in them has borne a fact; any other provision, when some case comes out differently without
it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from fractions import Fraction
from typing import Any, TypeVar, cast

from jifen.core.appraisal import ResultsRule
from jifen.core.assess import assess
from jifen.core.rules import Capacity, Item, MatterMode, Rulebook, Several, Subject
from jifen.core.shapes import Level, Period, Tiers
from jifen.rulebook import case_people
from jifen.rulebook.case_accounts import Written
from jifen.rulebook.cases import Case, Ladder, ladder
from jifen.rulebook.shapes import shape_of

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Unexercised:
    """What no case tries: provisions by name, items by code."""

    shapes: tuple[str, ...]
    items: tuple[str, ...]


def unexercised(rulebook: Rulebook, cases: Sequence[Case]) -> Unexercised:
    """Return what of the rulebook no case tries."""
    every = [written for case in cases for written in case.accounts]
    tried = {fact.item for written in every for fact in written.account.facts}
    shapes = (
        *_scorings(rulebook, every),
        *_liabilities(rulebook, every),
        *_provisions(rulebook, cases),
        *_processes(rulebook, every),
    )
    return Unexercised(shapes, tuple(i.code for i in rulebook.items if i.code not in tried))


def _scorings(rulebook: Rulebook, every: Sequence[Written]) -> Iterator[str]:
    giving = set()
    for written in every:
        account = written.account
        result = assess(rulebook, account, as_of=account.ends_on)
        giving |= {
            shape_of(rulebook.item(line.item).scoring)
            for line in result.lines
            if line.item and line.amount
        }
    used = {shape_of(item.scoring) for item in rulebook.items}
    yield from (f"计分方式：{shape}" for shape in sorted(used - giving))


def _liabilities(rulebook: Rulebook, every: Sequence[Written]) -> Iterator[str]:
    borne: dict[frozenset[tuple[Capacity, Fraction]], set[Capacity]] = {}
    for written in every:
        for fact in written.account.facts:
            shares = frozenset(rulebook.item(fact.item).shares.items())
            for party in fact.parties:
                borne.setdefault(shares, set()).update(party.capacities)
    seen = set()
    for item in rulebook.items:
        shares = frozenset(item.shares.items())
        if shares not in seen and not set(item.shares) <= borne.get(shares, set()):
            words = "、".join(f"{capacity} {share}" for capacity, share in item.shares.items())
            yield f"责任份额：{words}"
        seen.add(shares)


def _provisions(rulebook: Rulebook, cases: Sequence[Case]) -> Iterator[str]:
    before = [_came(rulebook, case) for case in cases]
    for name, without in _WITHOUT.items():
        other = without(rulebook)
        if other == rulebook:
            continue
        if all(_came(other, case) == was for case, was in zip(cases, before, strict=True)):
            yield name


def _came(rulebook: Rulebook, case: Case) -> object:
    """Return everything that a version makes of a case, to be compared."""
    if case.folk is not None:
        found = case_people.work_out(rulebook, case.folk)
        return case_people.came(rulebook, case.folk, found)
    assert case.one is not None, "a case speaks of one account or of several people"
    result = assess(rulebook, case.one.account, as_of=case.as_of)
    step = ladder(rulebook, case.one, result) if case.ladder is not None else Ladder.NOTHING
    return result.lines, result.gross, result.effects, step


def _processes(rulebook: Rulebook, every: Sequence[Written]) -> Iterator[str]:
    asked = {ask.what for written in every for asks in written.asked.values() for ask in asks}
    refused = any(
        ought and is_refused for written in every for ought, is_refused in written.refused.values()
    )
    for name, what, used in (
        ("程序：approver", "审定人", any(item.approver for item in rulebook.items)),
        ("程序：publicised", "公示", not all(item.publicised for item in rulebook.items)),
    ):
        if used and what not in asked:
            yield name
    if any(item.village_set for item in rulebook.items) and not refused:
        yield "程序：village_set"


# ------------------------------------------------------------------ each provision, taken out
def _without(of: Part, values: Mapping[str, object]) -> Part:
    # The names come from the table below, so the types of their values are beyond mypy.
    return cast(Part, replace(cast(Any, of), **values))


def _each_item(change: Callable[[Item], Item]) -> Callable[[Rulebook], Rulebook]:
    return lambda book: replace(book, items=tuple(change(item) for item in book.items))


def _cleared(name: str) -> Callable[[Rulebook], Rulebook]:
    """Return every item without one circumstance."""
    default = next(each for each in fields(Item) if each.name == name)
    empty = default.default if default.default is not MISSING else {}
    return _each_item(lambda item: _without(item, {name: empty}))


def _groups(mode: MatterMode) -> Callable[[Rulebook], Rulebook]:
    return lambda book: replace(
        book, matter_groups=tuple(group for group in book.matter_groups if group.mode is not mode)
    )


def _no_department(item: Item) -> Item:
    if isinstance(item.scoring, Level):
        return replace(item, scoring=replace(item.scoring, department_lower=False))
    return item


def _no_issuers(item: Item) -> Item:
    if isinstance(item.scoring, Level):
        return replace(item, scoring=replace(item.scoring, issuers=()))
    return item


def _not_cumulated(item: Item) -> Item:
    if isinstance(item.scoring, Tiers):
        return replace(item, scoring=replace(item.scoring, cumulated=None))
    return item


def _score(**without: object) -> Callable[[Rulebook], Rulebook]:
    return lambda book: replace(book, score=_without(book.score, without))


def _service(**without: object) -> Callable[[Rulebook], Rulebook]:
    return lambda book: replace(book, service=_without(book.service, without))


def _ladder(**without: object) -> Callable[[Rulebook], Rulebook]:
    return lambda book: replace(book, ladder=_without(book.ladder, without))


def _results(**without: object) -> Callable[[Rulebook], Rulebook]:
    return lambda book: (
        replace(book, results=_without(book.results, without)) if book.results else book
    )


def _no_ratio(rules: ResultsRule) -> ResultsRule:
    return replace(rules, pool=replace(rules.pool, ratio=None) if rules.pool else None)


_CIRCUMSTANCES = (
    "board", "only_for", "repeat", "period_factors", "finder_factors", "reminded_within",
    "recurring", "needs", "zeroing", "freezes", "repair", "validity", "effects", "scorers",
    "overridable",
)  # fmt: skip

_WITHOUT: Mapping[str, Callable[[Rulebook], Rulebook]] = {
    "单次封顶：event_max": _cleared("event_max"),
    "每月封顶：month_max": _cleared("month_max"),
    "每季封顶：quarter_max": _cleared("quarter_max"),
    "每半周期封顶：half_max": _cleared("half_max"),
    "单项封顶：cycle_max": _cleared("cycle_max"),
    "部门低一级：department_lower": _each_item(_no_department),
    "发文单位：issuers": _each_item(_no_issuers),
    "累计分档：cumulated": _each_item(_not_cumulated),
    "村级事项：subject village": _each_item(lambda item: replace(item, subject=Subject.CADRE)),
    "同一事项就高：highest": _groups(MatterMode.HIGHEST),
    "同一事项合计封顶：sum_max": _groups(MatterMode.SUM_MAX),
    "共用封顶：limits": lambda book: replace(book, limits=()),
    "分期共用封顶：limits per": lambda book: replace(
        book, limits=tuple(replace(limit, per=Period.CYCLE) for limit in book.limits)
    ),
    "章封顶：chapters": lambda book: replace(
        book,
        chapters=tuple(replace(each, add_max=None, deduct_max=None) for each in book.chapters),
    ),
    "加分合计封顶：score.add_max": _score(add_max=None),
    "扣分合计封顶：score.deduct_max": _score(deduct_max=None),
    "保底：score.floor": _score(floor=None),
    "基础分折算：service.prorate_base": _service(prorate_base=False),
    "请假折算：service.leave_costs": _service(leave_costs=frozenset()),
    "一人多岗：service.several": _service(several=Several.LARGEST),
    **{f"情形：{name}": _cleared(name) for name in _CIRCUMSTANCES},
    "分类设线：ladder.gross_line_of": _ladder(gross_line_of={}),
    "第二条线：ladder.removal_line": _ladder(removal_line=None),
    "不参加排名：ranking.leaves_out": lambda book: replace(
        book, ranking=replace(book.ranking, leaves_out=None)
    ),
    "分期计分：results.sub_cycles": _results(sub_cycles=None),
    "结果构成：results.sources": _results(sources=()),
    "以村限人：results.village_max": _results(village_max=None),
    "分类设线：results.bands_of": _results(bands_of={}),
    "等次名额：results.quotas": _results(quotas=()),
    "名次奖：results.prizes": _results(prizes=()),
    "绩效奖金：results.pool": _results(pool=None),
    "奖金参加比例：results.pool.ratio": lambda book: replace(
        book, results=_no_ratio(book.results) if book.results else None
    ),
    "连续：results.streaks": _results(streaks=()),
    "推荐名单：results.shortlists": _results(shortlists=()),
    "结转：results.carry_in": _results(carry_in=None),
}
"""Each provision with a rulebook that lacks it."""
