"""Says in Chinese what stands around the items: cycle, score, ranking, ladder, process, tables.

`sentences` is the whole version, clause by clause, as it could be read aloud at a meeting.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from jifen.core.posts import PostGroup
from jifen.core.rules import (
    Chapter,
    LadderRule,
    LateFacts,
    LowRank,
    MatterMode,
    Named,
    RankingRule,
    Rulebook,
    SecondScope,
    ServiceRule,
    Several,
    TieBreak,
    TriggerMode,
)
from jifen.rulebook.circumstance_wording import population
from jifen.rulebook.figures import amount, calendar, day, percent, quoted
from jifen.rulebook.result_wording import results
from jifen.rulebook.wording import describe, process, shared_limit
from jifen.rulebook.words import LEAVE, word


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of a version and the heading it stands under."""

    heading: str
    text: str


def sentences(rulebook: Rulebook) -> list[Clause]:
    """Return the whole version in sentences: the scheme, then the items, then the results."""
    return [*scheme(rulebook), *_items(rulebook), *_results(rulebook)]


def scheme(rulebook: Rulebook) -> Iterator[Clause]:
    """Yield what stands before the items."""
    for heading, texts in (
        ("细则", _title(rulebook)),
        ("积分周期", _cycle(rulebook)),
        ("计分", _score(rulebook)),
        ("任职与请假", _service(rulebook.service)),
        ("排名", _ranking(rulebook.ranking, rulebook)),
        ("村级汇总", _rollup(rulebook)),
        ("警示阶梯", _ladder(rulebook.ladder)),
        ("程序", _process(rulebook)),
        ("条款", _named(rulebook.articles)),
        ("分管领域", _named(rulebook.duty_areas)),
        ("提出人", _named(rulebook.proposers)),
        ("重要时段", (f"{one.code}　{calendar(one)}" for one in rulebook.periods)),
        ("章", (_chapter(chapter) for chapter in rulebook.chapters)),
        ("同一事项", _matters(rulebook)),
        ("共用封顶", _shared(rulebook)),
        ("自拟说明", iter(rulebook.assumptions)),
    ):
        for text in texts:
            yield Clause(heading, text)


def _items(rulebook: Rulebook) -> Iterator[Clause]:
    chapters = {chapter.code: chapter.name for chapter in rulebook.chapters}
    for item in rulebook.items:
        heading = f"{item.code}　{item.title}（{item.article}）"
        yield Clause(
            heading, f"{chapters.get(item.chapter, item.chapter)}：{describe(item, rulebook)}"
        )
        yield Clause(heading, process(item, rulebook))
        for label, text in (
            ("目的", item.purpose),
            ("办法", item.procedure),
            ("备注", item.note),
        ):
            if text:
                yield Clause(heading, f"{label}：{text}")


def _results(rulebook: Rulebook) -> Iterator[Clause]:
    if rulebook.results is not None:
        for text in results(rulebook.results):
            yield Clause("考核结果", text)


def _title(book: Rulebook) -> Iterator[str]:
    yield f"《{book.title}》（{book.code}）第{book.version}版，{day(book.effective_on)}起施行"
    if book.illustrative:
        yield "本版为示意稿，未经印发"


def _cycle(book: Rulebook) -> Iterator[str]:
    cycle = book.cycle
    yield (
        f"积分周期为{cycle.months}个月，从{cycle.start_month}月1日起，"
        f"每个周期通报{cycle.briefings}次"
    )
    if cycle.entry_deadline_days is None:
        yield "周期内发生的事项在周期关闭前均可提出"
    else:
        yield f"事项须在发生后{cycle.entry_deadline_days}日内提出"


def _score(book: Rulebook) -> Iterator[str]:
    score = book.score
    clauses = [f"基础分{amount(score.base)}"]
    if score.add_max is not None:
        clauses.append(f"加分合计最多{amount(score.add_max)}")
    if score.deduct_max is not None:
        clauses.append(f"扣分合计最多{amount(score.deduct_max)}")
    clauses.append("不保底" if score.floor is None else f"总分不低于{amount(score.floor)}")
    yield "，".join(clauses)


def _service(service: ServiceRule) -> Iterator[str]:
    yield "基础分按任职足月折算" if service.prorate_base else "基础分不按任职时间折算"
    if service.months_to_rank:
        yield f"任职满{service.months_to_rank}个月的参加排名"
    if service.months_to_award:
        yield f"任职满{service.months_to_award}个月的参加奖励"
    if service.leave_costs:
        kinds = "、".join(LEAVE.get(kind, kind) for kind in sorted(service.leave_costs))
        yield f"{kinds}期间不计任职时间，其他请假不受影响"
    else:
        yield "请假不影响任职时间"
    if service.several is Several.SUM:
        yield "一人以几种身份承担同一事项的，各份额相加"
    else:
        yield "一人以几种身份承担同一事项的，按其中最大的份额承担一次"


def _ranking(ranking: RankingRule, book: Rulebook) -> Iterator[str]:
    names = {chapter.code: chapter.name for chapter in book.chapters}
    if ranking.tie_breaks:
        chapter = names.get(ranking.tie_chapter, ranking.tie_chapter)
        orders = (
            f"{chapter}加分多者在前" if one is TieBreak.MORE_IN_CHAPTER else word(one)
            for one in ranking.tie_breaks
        )
        yield f"总分相同的，依次按{'、'.join(orders)}，仍相同的并列"
    else:
        yield "总分相同的并列"
    if ranking.leaves_out is not None:
        yield f"{population(ranking.leaves_out)}不参加排名"


def _rollup(book: Rulebook) -> Iterator[str]:
    weight = book.rollup.members_weight
    yield (
        f"村级汇总按成员平均分占{percent(weight)}、村级账户占{percent(1 - weight)}计算，"
        + (
            "成员平均分不含村级事项"
            if book.rollup.leave_out_village_items
            else "成员平均分包含村级事项"
        )
    )


def _low(rule: LowRank) -> str:
    return f"后{percent(rule.ratio)}（至少{rule.people}人）"


_SECOND = {
    SecondScope.CYCLE: "同一周期内",
    SecondScope.CONSECUTIVE: "连续两个周期内",
}


def _ladder(ladder: LadderRule) -> Iterator[str]:
    lines = [f"扣分累计达到{amount(ladder.gross_line)}"]
    lines += [
        f"{word(group)}达到{amount(ladder.gross_line_of[group])}"
        for group in PostGroup
        if group in ladder.gross_line_of
    ]
    said = "、".join(lines)
    if ladder.low_rank is not None:
        joint = "或者" if ladder.trigger is TriggerMode.EITHER else "并且"
        said += f"，{joint}排名在{_low(ladder.low_rank)}"
    yield f"{said}的，第一次{ladder.first_measure}，{ladder.follow_up_days}日后回访"
    second = _SECOND.get(ladder.second_scope, f"同一届任期（{ladder.term_years}年）内")
    yield f"{second}第二次达到的，提出组织处理建议，由有权机关依法决定"
    if ladder.removal_line is not None:
        yield f"扣分累计达到{amount(ladder.removal_line)}的，直接提出组织处理建议"
    if ladder.reminder is not None:
        yield f"通报时排名在{_low(ladder.reminder)}的予以提醒"


_LATE = {
    LateFacts.REFUSE: "已结账周期内发生的事项不再登记",
    LateFacts.BOOK: (
        "已结账周期内发生的事项补记到现周期：分值按原周期的细则，扣分不高于现行细则，封顶按补记日计算"
    ),
}


def _process(book: Rulebook) -> Iterator[str]:
    process = book.process
    yield (
        f"公示{process.publicity_days}个工作日，陈述申辩{process.answer_days}个工作日，"
        f"申诉{process.appeal_days}个工作日"
    )
    yield (
        f"一次扣{amount(process.grave_line)}以上的为重大扣分，"
        f"不足{amount(process.minor_line)}的按月批量办理"
    )
    if process.time_bar_months is not None:
        yield f"事实发生满{process.time_bar_months}个月后不再追究"
    if process.late is not None:
        yield _LATE[process.late]


def _named(rows: tuple[Named, ...]) -> Iterator[str]:
    return (f"{row.code}　{row.name}" for row in rows)


def _chapter(chapter: Chapter) -> str:
    clauses = [f"{chapter.code}　{chapter.name}"]
    if chapter.add_max is not None:
        clauses.append(f"加分最多{amount(chapter.add_max)}")
    if chapter.deduct_max is not None:
        clauses.append(f"扣分最多{amount(chapter.deduct_max)}")
    return "，".join(clauses)


def _matters(book: Rulebook) -> Iterator[str]:
    for group in book.matter_groups:
        titles = quoted(item.title for item in book.items if item.matter_group == group.code)
        limit = f"{amount(group.limit)}" if group.limit is not None else ""
        mode = "同一事项合计最多" if group.mode is MatterMode.SUM_MAX else "同一事项就高不重复"
        yield f"{group.code}　{group.text}：{titles}{mode}{limit}"


def _shared(book: Rulebook) -> Iterator[str]:
    titles = {item.code: item.title for item in book.items}
    for limit in book.limits:
        of = quoted(titles.get(code, code) for code in sorted(limit.items))
        yield f"{limit.code}　{shared_limit(limit)}：{of}"
