"""The papers of results: the notice that publicises them, and the tables for the meeting and pay.

Publicly: who is graded excellent or gets a prize or a share, and nobody who is not. Grades below
the best and what held somebody down stand in nobody's sight but the office's and their own.
"""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from jifen.core.bonus import NoShare
from jifen.core.points import display
from jifen.core.posts import PostGroup
from jifen.core.rules import Rulebook
from jifen.cycles.models import Cycle
from jifen.papers.circular import Align, Annex, Block, Circular, Column, Paragraph, Table
from jifen.papers.numerals import chinese_date, points
from jifen.papers.workbook import Column as Cells
from jifen.papers.workbook import Kind, Sheet
from jifen.results import queries
from jifen.results.body import Row
from jifen.results.body import Sheet as Proposed
from jifen.results.queries import Course
from jifen.rulebook.queries import rulebook
from jifen.standings.frame import GROUPS, NOT_RANKED
from jifen.standings.simulated import LEFT

NO_SHARE = {
    NoShare.NOT_ESTABLISHED: "考核结果未确定",
    NoShare.SUSPENDED: "暂不确定",
    NoShare.WITHHELD: "暂不确定",
    NoShare.SERVED_TOO_SHORT: "任职不足规定月数",
    NoShare.NO_BONUS: "会议决定不发",
    NoShare.UNDER_LEAST: "低于分配最低分",
    NoShare.NOT_RANKED: "不参加排名",
    NoShare.NOT_AMONG: "不在分配比例内",
    NoShare.NO_WEIGHT: "折算为零",
}


NO_BEFORE = "上一周期没有已经审定的考核结果可供比较。"


def series(town: str) -> str:
    """Return the short name under which a town numbers its notices of results.

    >>> series("示例镇")
    '示积果'
    """
    return f"{town[0]}积果"


def title(course: Course) -> str:
    """Return what the notice is called; one that follows an amendment corrects the one before."""
    return "".join(_title(course))


def _title(course: Course) -> tuple[str, str]:
    what = "更正公示" if course.corrects else "公示"
    return f"关于{year(course.cycle)}村（社区）干部", f"考核结果的{what}"


def notice(course: Course, *, until_on: dt.date, contact: str, on: dt.date) -> Circular:
    """Return the notice, dated `on`, without its number. No query."""
    cycle, rules, sheet = course.cycle, rulebook(course.cycle.version), course.sheet
    assert sheet is not None, "what was decided was proposed"
    honoured = [row for row in sheet.rows if _excellent(rules, course, row) or row.prizes]
    paid = [row for row in sheet.rows if row.share is not None]
    blocks: list[Block] = [
        Paragraph(
            f"根据《{rules.title}》（{cycle.version.document_number}），{year(cycle)}村（社区）干部"
            f"考核结果已经镇党委会议审定，现予公示。公示时间为{chinese_date(on)}至"
            f"{chinese_date(until_on)}。"
        )
    ]
    if course.corrects:
        blocks.append(
            Paragraph(
                "结账后的积分已经依法更正，考核结果随之重新审定。与原公示不一致的，以本公示为准；"
                f"原已发放的奖励不予追回，差额{points(sheet.kept_fen)}元另行追加。"
            )
        )
    blocks += _counted(rules, course)
    if honoured:
        blocks += [Paragraph("评为最高等次或者获得名次奖的人员如下："), _honoured(course, honoured)]
    if paid and sheet.pool_fen is not None:
        total = sum(row.share.fen for row in paid if row.share is not None)
        blocks.append(
            Paragraph(
                f"绩效奖励总额{points(sheet.pool_fen)}元，分配{len(paid)}人、{points(total)}元，"
                f"余{points(sheet.left_fen)}元，明细见附件。奖励只涉及绩效部分，不动基本报酬。"
            )
        )
    blocks.append(
        Paragraph(
            f"对公示内容有异议的，可以在{chinese_date(until_on)}前向镇纪委或者领导小组办公室反映，署名、匿名均可受理，"
            f"反映人的情况严格保密。联系方式：{contact}。本人对考核结果有异议的，可以依照细则申请复核。"
        )
    )
    annex = _paid_annex(course, paid)
    return Circular(
        letterhead="",
        doc_number="",
        title=_title(course),
        addressees="",
        blocks=tuple(blocks),
        issuer=office(course),
        date=on,
        attachments=(annex.name,) if paid else (),
        annexes=(annex,) if paid else (),
    )


def named(course: Course) -> tuple[str, ...]:
    """Return the codes of those whom the notice names, in the order of the results. No query."""
    sheet = course.sheet
    if sheet is None:
        return ()
    rules = rulebook(course.cycle.version)
    return tuple(
        row.code
        for row in sheet.rows
        if _excellent(rules, course, row) or row.prizes or row.share is not None
    )


def _counted(rules: Rulebook, course: Course) -> list[Block]:
    """Say how many have each grade; a grade of few below the best would point at people."""
    sheet = course.sheet
    assert sheet is not None, "what was decided was proposed"
    graded = [row for row in sheet.rows if row.graded]
    if not graded or rules.results is None:
        return []
    best = rules.results.bands[0]
    first = sum(_excellent(rules, course, row) for row in graded)
    return [Paragraph(f"参加等次评定{len(graded)}人，其中{best.name}{first}人。")]


def _excellent(rules: Rulebook, course: Course, row: Row) -> bool:
    every = queries.bands(rules, row.group)
    return bool(every) and course.grade(row) == every[0].code


def _honoured(course: Course, rows: Sequence[Row]) -> Table:
    names = course.names
    rules = rulebook(course.cycle.version)
    prizes = any(row.prizes for row in rows)
    columns = [Column("姓名", 24), Column("村（社区）", 28), Column("职务", 60, Align.LEFT)]
    columns += [Column("等次", 22), *([Column("奖项", 30, Align.LEFT)] if prizes else [])]

    def cells(row: Row) -> tuple[str, ...]:
        grade = grade_words(rules, course, row) if _excellent(rules, course, row) else "—"
        won = "、".join(prize.name for prize in row.prizes) or "—"
        return (*names[row.code], grade, *([won] if prizes else []))

    return Table(columns=tuple(columns), rows=tuple(map(cells, rows)))


def _paid_annex(course: Course, rows: Sequence[Row]) -> Annex:
    names = course.names
    shares = [row.share for row in rows if row.share is not None]
    return Annex(
        title=(f"{year(course.cycle)}村（社区）干部", "绩效奖励分配表"),
        table=Table(
            columns=(
                Column("序号", 10),
                Column("姓名", 24),
                Column("村（社区）", 24),
                Column("考核得分", 18, Align.RIGHT),
                Column("系数", 14, Align.RIGHT),
                Column("足月数", 14, Align.RIGHT),
                Column("金额（元）", 24, Align.RIGHT),
                Column("备注", 22, Align.LEFT),
            ),
            rows=tuple(
                (
                    str(number),
                    names[row.code][0],
                    names[row.code][1],
                    points(row.total) if row.total is not None else "—",
                    _figure(row.share.coefficient),
                    "—" if row.share.months is None else str(row.share.months),
                    points(row.share.fen),
                    _remark(row),
                )
                for number, row in enumerate(rows, start=1)
                if row.share is not None
            ),
            total=("合计", "", "", "", "", "", points(sum(one.fen for one in shares)), ""),
        ),
        notes=("注：尾数按余数大小分配，得到尾数一个单位的在备注中标明。",),
        signatures=("制表人：", "审核人：", "分管领导（签字）："),
        landscape=False,
    )


def _remark(row: Row) -> str:
    share = row.share
    if share is None:
        return ""
    words = [
        word
        for word, there in (
            ("达最高额", share.at_most),
            ("得尾数", share.remainder),
            ("同等条件", share.alike),
        )
        if there
    ]
    return "、".join(words)


# ------------------------------------------------------------------ tables
def public_sheets(course: Course) -> tuple[Sheet, ...]:
    """Return the tables that go with the notice: what it says, and nobody's grade besides."""
    sheet, names = course.sheet, course.names
    assert sheet is not None, "what was decided was proposed"
    rules = rulebook(course.cycle.version)
    of_year = year(course.cycle)
    honoured = Sheet(
        name="等次和奖项",
        title=f"{of_year}村（社区）干部考核公示表",
        columns=(
            Cells("姓名", 12),
            Cells("村（社区）", 18),
            Cells("职务", 28),
            Cells("等次", 12),
            Cells("奖项", 18),
        ),
        rows=tuple(
            (
                *names[row.code],
                grade_words(rules, course, row) if _excellent(rules, course, row) else "",
                "、".join(prize.name for prize in row.prizes),
            )
            for row in sheet.rows
            if _excellent(rules, course, row) or row.prizes
        ),
    )
    paid = [row for row in sheet.rows if row.share is not None]
    shares = Sheet(
        name="绩效奖励",
        title=f"{of_year}村（社区）干部绩效奖励分配表",
        columns=(
            Cells("序号", 6, Kind.COUNT),
            Cells("姓名", 12),
            Cells("村（社区）", 18),
            Cells("考核得分", 10, Kind.POINTS),
            Cells("系数", 8),
            Cells("足月数", 8, Kind.COUNT),
            Cells("金额（元）", 14, Kind.POINTS),
            Cells("备注", 18),
        ),
        rows=tuple(
            (
                number,
                names[row.code][0],
                names[row.code][1],
                row.total,
                _figure(row.share.coefficient),
                row.share.months,
                row.share.fen,
                _remark(row),
            )
            for number, row in enumerate(paid, start=1)
            if row.share is not None
        ),
        total=("合计", None, None, None, None, None, sheet.shared_fen, None),
    )
    return (honoured, shares) if paid else (honoured,)


def sheets(course: Course, before: Proposed | None) -> tuple[Sheet, ...]:
    """Return the results for Excel: everybody for the meeting, the money, and how it was before.

    `before`: what was decided for the cycle before (`queries.before`).
    """
    sheet, names = course.sheet, course.names
    assert sheet is not None, "tables are of what was proposed"
    rules = rulebook(course.cycle.version)
    above = (f"填报单位：{office(course)}", f"{year(course.cycle)}")
    note = f"第{course.number}稿，摘要{course.digest[:16]}"
    everybody = Sheet(
        name="考核结果",
        title=f"{year(course.cycle)}村（社区）干部考核结果表",
        columns=(
            Cells("名次", 6, Kind.COUNT),
            Cells("编号", 12),
            Cells("姓名", 10),
            Cells("村（社区）", 14),
            Cells("职务", 26),
            Cells("岗位组", 8),
            Cells("足月数", 8, Kind.COUNT),
            Cells("积分", 10, Kind.POINTS),
            Cells("考核得分", 10, Kind.POINTS),
            Cells("等次", 12),
            Cells("奖项", 16),
            Cells("奖金（元）", 12, Kind.POINTS),
            Cells("备注", 26),
        ),
        rows=tuple(
            (
                row.place or None,
                row.code,
                *names[row.code],
                GROUPS[row.group] if isinstance(row.group, PostGroup) else "",
                row.months,
                row.points,
                row.total,
                grade_words(rules, course, row),
                "、".join(prize.name for prize in row.prizes),
                row.pay_fen or None,
                remark_words(course, row),
            )
            for row in sheet.rows
        ),
        total=("合计", None, f"{len(sheet.rows)}人", *[None] * 8, sheet.paid_fen, None),
        above=above,
        notes=(note,),
    )
    if sheet.pool_fen is None:
        return (everybody,)
    paid = [row for row in sheet.rows if row.pay_fen]
    pay = Sheet(
        name="奖金发放",
        title=f"{year(course.cycle)}村（社区）干部绩效奖励发放表",
        columns=(
            Cells("序号", 6, Kind.COUNT),
            Cells("编号", 12),
            Cells("姓名", 10),
            Cells("村（社区）", 14),
            Cells("考核得分", 10, Kind.POINTS),
            Cells("系数", 8),
            Cells("足月数", 8, Kind.COUNT),
            Cells("分配（元）", 12, Kind.POINTS),
            Cells("名次奖（元）", 12, Kind.POINTS),
            Cells("增减（元）", 12, Kind.POINTS),
            Cells("实发（元）", 12, Kind.POINTS),
            Cells("备注", 16),
            Cells("签领", 14),
        ),
        rows=tuple(
            (
                number,
                row.code,
                names[row.code][0],
                names[row.code][1],
                row.total,
                _figure(row.share.coefficient) if row.share is not None else "",
                row.share.months if row.share is not None else None,
                row.share.fen if row.share is not None else None,
                sum(prize.fen or 0 for prize in row.prizes) or None,
                sum(one.fen for one in row.money) or None,
                row.pay_fen,
                _remark(row),
                "",
            )
            for number, row in enumerate(paid, start=1)
        ),
        total=(
            "合计", None, f"{len(paid)}人", *[None] * 4,
            sum(row.share.fen for row in paid if row.share is not None),
            sum(prize.fen or 0 for row in paid for prize in row.prizes),
            sum(one.fen for row in paid for one in row.money),
            sheet.paid_fen, None, None,
        ),
        above=above,
        notes=(
            f"总额{points(sheet.pool_fen)}元＝分配"
            f"{points(sheet.pool_fen - sheet.left_fen)}元＋余额{points(sheet.left_fen)}元"
            + "".join(f"（{LEFT[one]}）" for one in sheet.left)
            + (f"；更正后已发不追回，追加{points(sheet.kept_fen)}元" if sheet.kept_fen else ""),
            note,
        ),
    )  # fmt: skip
    return (everybody, pay, _compared(course, sheet, before))


def figures(now: Proposed, before: Proposed | None) -> list[tuple[str, str, str]]:
    """Return what a pool came to beside the cycle before: words, now, then; "" for nothing."""
    then = _figures(before) if before is not None else {}
    return [(words, value, then.get(words, "")) for words, value in _figures(now).items()]


def _figures(of: Proposed) -> dict[str, str]:
    spread = of.spread
    yuan = {
        "最低（元）": spread.least,
        "中位数（元）": spread.median,
        "最高（元）": spread.most,
        "合计应发（元）": of.paid_fen,
    }
    return {
        "奖金总额（元）": "" if of.pool_fen is None else points(of.pool_fen),
        "参加分配人数": str(spread.people),
        **{words: "" if fen is None else points(fen) for words, fen in yuan.items()},
    }


def _compared(course: Course, now: Proposed, before: Proposed | None) -> Sheet:
    then = f"{before.cycle.replace('-', '—')}年度" if before else "上一周期"
    return Sheet(
        name="奖金对比",
        title=f"{year(course.cycle)}村（社区）干部绩效奖励与上一周期对比表",
        columns=(Cells("内容", 18), Cells(year(course.cycle), 18), Cells(then, 18)),
        rows=tuple(figures(now, before)),
        notes=() if before else (NO_BEFORE,),
    )


def grade_words(rules: Rulebook, course: Course, row: Row) -> str:
    """Return somebody's grade in words, why there is none, or that a meeting has to say."""
    if not row.graded:
        return "不定等次"
    grade = course.grade(row)
    return queries.grade_name(rules, grade) if grade else "待会议议定"


def line_words(rules: Rulebook, key: str) -> str:
    """Return what a cut line is called: the quota, the prize, the pool, the whole base."""
    kind, _, rest = key.partition(":")
    what, _, scope = rest.partition(":")
    match kind:
        case "quota":
            return f"{queries.grade_name(rules, what)}名额{_among(scope)}"
        case "prize":
            prizes = rules.results.prizes if rules.results is not None else ()
            name = next((prize.name for prize in prizes if prize.code == what), what)
            return f"{name}{_among(scope)}"
        case "whole":
            return "任职不满一个周期，按整个基础分是否提高等次"
        case _:
            return "绩效奖励尾数抽签" if rest else "绩效奖励分配范围"


def _among(scope: str) -> str:
    among, _, which = scope.partition(":")
    match among:
        case "post_group":
            return f"（{GROUPS[PostGroup(which)]}）" if which else ""
        case "village":
            return "（本村）"
        case _:
            return "（全镇）"


def remark_words(course: Course, row: Row) -> str:
    """Return what else is to be said of a row: not ranked, no share, departed from the proposal."""
    words = []
    if row.not_ranked is not None:
        words.append(NOT_RANKED[row.not_ranked])
    elif row.tied:
        words.append("并列")
    if row.no_share is not None:
        words.append(f"不分配：{NO_SHARE[row.no_share]}")
    decided = course.decided
    if decided is not None and row.code in decided.departures:
        words.append("会议另定等次")
    if row.kept_fen:
        words.append(f"已发不追回{points(row.kept_fen)}元")
    words += [run.measure for run in row.runs]
    return "；".join(words)


def _figure(share: Fraction) -> str:
    return display(int(share * 100)) if (share * 100).denominator == 1 else str(share)


def year(cycle: Cycle) -> str:
    """Return what a cycle is called on papers."""
    return f"{cycle.name.replace('-', '—')}年度"


def office(course: Course) -> str:
    """Return who issues the papers of results."""
    return f"{course.cycle.town.name}积分制管理工作领导小组办公室"
