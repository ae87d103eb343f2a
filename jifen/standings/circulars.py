"""What a frozen edition says as a circular (通报): half-cycle briefing and year-end ranking.

Sentences follow from the figures. The lowest are named nowhere: how many are reminded, no more.
Sources: domain practice of 通报; GB/T 9704—2012 for the elements (jifen/papers/circular.py).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

from jifen.core.comparison import FEW
from jifen.core.ladder import line_of, warned
from jifen.core.points import Centipoints, display, half_up
from jifen.core.ranking import Cut
from jifen.core.rules import LadderRule, TriggerMode
from jifen.papers import queries as papers
from jifen.papers.circular import (
    Align,
    Annex,
    Block,
    Checkpoint,
    Circular,
    Column,
    CopyTo,
    Heading,
    Paragraph,
    Table,
)
from jifen.papers.numerals import chinese_date, points
from jifen.standings import leaving
from jifen.standings.board import Row, Village
from jifen.standings.frame import GROUPS, NOT_RANKED, Frame, remark
from jifen.standings.models import Edition
from jifen.standings.queries import corrects, differences

DECIDED: Mapping[bool, frozenset[str]] = {
    False: frozenset({"A3", "A5"}),
    True: frozenset({"A1", "A2", "A3", "A5"}),
}
"""Which of the version's open points (A1 … A9) decide something: at a briefing, at the close."""
TOP = 10
"""How many of the first are named in the text."""


def series(town: str) -> str:
    """Return the short name under which an office numbers its papers (机关代字).

    >>> series("示例镇")
    '示积办'
    """
    return f"{town[0]}积办"


def compose(edition: Edition, *, on: dt.date, practices: str = "", contact: str = "") -> Circular:
    """Return an edition's circular, dated `on`, without its number. Three queries."""
    return _Text(edition, on=on, practices=practices, contact=contact).circular()


class _Text(Frame):
    """An edition being put into words."""

    def __init__(self, edition: Edition, *, on: dt.date, practices: str, contact: str) -> None:
        super().__init__(edition)
        self.on, self.practices, self.contact = on, practices.strip(), contact.strip()
        self.corrects = corrects(edition)

    def circular(self) -> Circular:
        """Return it whole."""
        names = ("".join(self.annex_people), "".join(self.annex_villages))
        return Circular(
            letterhead=f"{self.office}文件",
            doc_number="",
            title=(f"关于{self.cycle}村（社区）干部", self._subject()),
            addressees="各村（社区）党组织、村（居）民委员会，镇各办（站、所）",
            blocks=(
                self._opening(),
                *self._corrections(),
                *self._heading("一、基本情况", self._figures()),
                *self._heading("二、主要做法", self._practices()),
                *self._heading("三、排名情况", [*self._ranking(), *self._since()]),
                *self._heading("四、村级汇总情况", self._villages()),
                *self._heading("五、提醒与警示", self._warnings()),
                *self._heading("六、有关要求", [*self._left(), *self._next()]),
                *self._heading("七、计分口径说明", self._assumptions()),
            ),
            issuer=self.office,
            date=self.on,
            attachments=names,
            annexes=(self._people_annex(), self._villages_annex()),
            copy_to=CopyTo("镇党委、政府领导班子成员", self.office, self.on),
            checkpoint=Checkpoint(self.edition.last_seq, self.edition.digest),
            receipt=self.receipt.text,
            code=self.receipt.code,
        )

    # ---------------------------------------------------------------- words
    def _subject(self) -> str:
        what = "年终排名" if self.final else f"{self.part}积分情况"
        return f"积分制管理{what}的{'更正' if self.corrects else ''}通报"

    def _opening(self) -> Paragraph:
        first = chinese_date(self.edition.cycle.starts_on)
        last = chinese_date(self.edition.checkpoint_on)
        return Paragraph(
            f"根据《{self.rules.title}》（{self.edition.cycle.version.document_number}），"
            f"领导小组办公室对{first}至{last}全镇村（社区）干部的积分进行了汇总，现将有关情况通报如下。"
        )

    def _corrections(self) -> list[Block]:
        """Say what the edition before said otherwise: whose points, and whose places alone."""
        if self.corrects is None:
            return []
        issued = [str(paper) for paper in papers.about(self.corrects.ref)]
        changed = differences(self.edition)
        points_too = [one for one in changed if one.before != one.after]
        others = len(changed) - len(points_too)
        numbers = f"（{'、'.join(issued)}）" if issued else ""
        text = f"原通报{numbers}中下列人员的积分有误，现予更正"
        text += f"；另有{others}名人员的名次相应变动，见附件1" if others else ""
        text += "。原通报与本通报不一致的，以本通报为准。"
        columns = (
            Column("姓名", 30),
            Column("原积分", 24, Align.RIGHT),
            Column("更正后", 24, Align.RIGHT),
            Column("原名次", 24, Align.RIGHT),
            Column("更正后", 24, Align.RIGHT),
        )
        rows = tuple(
            (
                one.name,
                points(one.before),
                points(one.after),
                str(one.before_place or "—"),
                str(one.after_place or "—"),
            )
            for one in points_too
        )
        return [Paragraph(text), Table(columns=columns, rows=rows)] if rows else [Paragraph(text)]

    def _heading(self, text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
        return (Heading(1, text), *blocks) if blocks else ()

    def _figures(self) -> list[Block]:
        rows, ranked = self.board.rows, self.board.ranked
        text = f"本期共有{len(rows)}名村（社区）干部计分，其中参加排名{len(ranked)}名"
        for words in dict.fromkeys(NOT_RANKED.values()):
            count = sum(NOT_RANKED.get(row.not_ranked) == words for row in rows)
            text += f"，{words}{count}名" if count else ""
        text += "。"
        if ranked:
            totals = [row.total for row in ranked]
            text += (
                f"参加排名人员最高{display(max(totals))}分，最低{display(min(totals))}分，"
                f"平均{_mean(totals)}分。"
            )
        added = sum(row.added for row in rows)
        deducted = sum(row.deducted for row in rows)
        text += f"本期累计加分{display(added)}分，扣分{display(deducted)}分。"
        return [Paragraph(text)]

    def _practices(self) -> list[Block]:
        if self.practices:
            return [Paragraph(line.strip()) for line in self.practices.splitlines() if line.strip()]
        gained = sum(row.added > 0 for row in self.board.rows)
        lost = sum(row.deducted > 0 for row in self.board.rows)
        return [
            Paragraph(
                "办公室按照细则规定的程序受理、核实、审定和入账，加分事项经过公示，扣分事项经过告知、陈述申辩"
                f"和送达。本期有加分记录的{gained}名，有扣分记录的{lost}名；尚未终局的扣分不计入本期积分。"
            )
        ]

    def _ranking(self) -> list[Block]:
        ranked = self.board.ranked
        if not ranked:
            return [Paragraph("本期没有参加排名的人员。")]
        top = _top(ranked)
        if not top:
            return [Paragraph("居前的名次并列人数较多，全部名次见附件1。" + self._tie_words())]
        text = (
            f"积分居前的{len(top)}名干部如下，全部名次见附件1。名次相同的为并列，其后名次相应空出。"
        )
        breaks = self._tie_words()
        return [
            Paragraph(text + breaks),
            Table(
                columns=(
                    Column("名次", 10),
                    Column("姓名", 24),
                    Column("村（社区）", 24),
                    Column("职务", 50, Align.LEFT),
                    Column("积分", 18, Align.RIGHT),
                ),
                rows=tuple(
                    (str(row.place), row.name, row.village_name, row.post, points(row.total))
                    for row in top
                ),
            ),
        ]  # fmt: skip

    def _tie_words(self) -> str:
        if not self.board.meeting_orders_ties or not any(row.tied for row in self.board.ranked):
            return ""
        return "按细则比较后仍然并列的，由领导小组会议议定先后。"

    def _since(self) -> list[Block]:
        """Say how it was at the edition before: the whole, and nobody's rise or fall by name.

        What somebody had then was publicised for its own period, and may have been put right
        since: the wall does not repeat it. The page and the tables have it beside each name.
        """
        text = self.compared
        if self.before is None or not self.board.ranked:
            return [Paragraph(text)]
        higher, same, lower = self.before.moved(self.board.rows)
        if higher + same + lower:
            text += f"两期均参加排名的{higher + same + lower}名，"
            # A count of a few points at them: then only how many moved, or nothing.
            if all(count == 0 or count >= FEW for count in (higher, same, lower)):
                text += f"名次上升{higher}名、不变{same}名、下降{lower}名；"
            elif higher + lower >= FEW:
                text += f"名次有变动的{higher + lower}名；"
        if self.before.same_rules and self.before.board.ranked:
            then = _mean([row.total for row in self.before.board.ranked])
            now = _mean([row.total for row in self.board.ranked])
            text += f"参加排名人员平均分上期为{then}分，本期为{now}分；"
        return [Paragraph(f"{text.rstrip('；，')}。" if text[-1] in "；，" else text)]

    def _villages(self) -> list[Block]:
        weight = self.rules.rollup.members_weight
        text = (
            f"村级汇总由成员平均分的{_percent(weight)}与村级账户的{_percent(1 - weight)}相加得出，"
            "成员在本期内调动的，按在各村（社区）任职天数计入。各村（社区）名次如下，明细见附件2。"
        )
        rows = tuple(
            (str(unit.place), unit.name, str(unit.count), points(unit.total), *self._then(unit))
            for unit in self.board.villages
        )
        columns = (
            Column("名次", 12),
            Column("村（社区）", 36),
            Column("成员数", 16, Align.RIGHT),
            Column("汇总得分", 22, Align.RIGHT),
            *self._then_columns(),
        )
        return [Paragraph(text), Table(columns=columns, rows=rows)] if rows else []

    def _then(self, unit: Village) -> tuple[str, ...]:
        """Return a village's place and result in the edition before; no cells without one."""
        if self.before is None:
            return ()
        was = self.before.village(unit.path)
        return (str(was.place), points(was.total)) if was else ("—", "—")

    def _then_columns(self) -> tuple[Column, ...]:
        if self.before is None:
            return ()
        return (Column("上期名次", 18), Column("上期得分", 20, Align.RIGHT))

    def _warnings(self) -> list[Block]:
        return [Paragraph(self._cases() if self.final else self._reminders())]

    def _reminders(self) -> str:
        text = "根据细则，对积分较低、排名靠后的干部进行谈话提醒。"
        cut = self.board.reminder
        if cut is None:
            return "本期细则没有规定半周期提醒范围。"
        text += f"本期列入提醒范围{len(cut.inside)}名，由领导小组办公室逐人通知本人，不公布姓名。"
        return text + _tied(cut, "提醒范围")

    def _cases(self) -> str:
        line = self.rules.ladder
        found = warned(
            line,
            {row.code: row.gross for row in self.board.rows},
            self.board.low,
            groups={row.code: row.group for row in self.board.rows},
        )
        joint = "或者" if line.trigger is TriggerMode.EITHER else "并且"
        text = (
            f"按照细则，扣分合计达到{_lines(line)}{joint}排名靠后的，启动警示程序，"
            f"首次进行{line.first_measure}。"
        )
        text += f"本周期符合条件{len(found.cases)}名，由领导小组逐人通知本人，不公布姓名。"
        if found.meeting and self.board.low:
            text += _tied(self.board.low, "排名靠后")
        return text

    def _left(self) -> list[Block]:
        """Say what the close left to be booked late, case by case, with the reasons."""
        return [Paragraph(text) for text in leaving.sentences(self.left)]

    def _next(self) -> list[Block]:
        days = self.rules.process.appeal_days
        where = self.contact or f"{self.office}（书面或者当面提出均可）"
        found: list[Block] = [
            Paragraph(
                "各村（社区）党组织要组织干部逐项核对本人积分，认真总结经验、查找不足，落实责任分工，抓好"
                "下一步工作。本通报在镇、村范围内公布，不得公布身份证号码、联系电话、健康状况等个人信息。"
            ),
            Paragraph(
                f"对本人积分或者名次有异议的，可以自本通报印发之日起{days}个工作日内实名提出复核申请，"
                f"申请复核不影响本人积分。受理：{where}。"
            ),
        ]
        if self.final:
            found.append(
                Paragraph(
                    "年终积分用于年度考评、绩效奖励、评优评先、干部培养和惩戒问责，具体事项由有权机关依照"
                    "规定的权限和程序决定，积分和名次本身不产生任免职务的效力。"
                )
            )
        return found

    def _assumptions(self) -> list[Block]:
        """Say what the version itself had to assume, as far as it decided something here."""
        wanted = DECIDED[self.final]
        coded = [text.partition(" ") for text in self.rules.assumptions]
        texts = [words for code, _, words in coded if code in wanted]
        if self.rules.illustrative:
            texts.append("本期所用细则为示意稿，仅供试算演示，不作为任何决定的依据。")
        return [Paragraph(text) for text in texts]

    # ---------------------------------------------------------------- annexes
    def _people_annex(self) -> Annex:
        rows = self.board.rows
        return Annex(
            title=self.annex_people,
            table=Table(
                columns=(
                    Column("名次", 11),
                    Column("姓名", 24),
                    Column("村（社区）", 24),
                    Column("职务", 46, Align.LEFT),
                    Column("基础分", 18, Align.RIGHT),
                    Column("加分", 18, Align.RIGHT),
                    Column("扣分", 18, Align.RIGHT),
                    Column("积分", 20, Align.RIGHT),
                    Column("备注", 38, Align.LEFT),
                ),
                rows=tuple(self._person(row) for row in rows),
                total=_totals(rows),
            ),
            above=self.above,
            notes=(self._people_notes(rows),),
            signatures=("制表人：", "审核人：", "分管领导（签字）："),
        )

    def _people_notes(self, rows: Sequence[Row]) -> str:
        """Say what the columns hold; what was carried in and what stood before, where anything."""
        parts = "按任职月数折算、上周期结转" if any(r.carry_in for r in rows) else "按任职月数折算"
        text = f"注：1.名次相同的为并列，其后名次相应空出。2.基础分含{parts}和保底补足的分数。"
        return text + (f"3.{self.opening_words}" if self.opened else "")

    def _person(self, row: Row) -> tuple[str, ...]:
        return (
            str(row.place) if row.place else "—",
            row.name,
            row.village_name,
            row.post,
            points(row.base + row.proration + row.carry_in + row.floor),
            points(row.added),
            points(-row.deducted),
            points(row.total),
            remark(row),
        )

    def _villages_annex(self) -> Annex:
        return Annex(
            title=self.annex_villages,
            table=Table(
                columns=(
                    Column("名次", 12),
                    Column("村（社区）", 36),
                    Column("成员数", 16, Align.RIGHT),
                    Column("成员平均分", 24, Align.RIGHT),
                    Column("村级账户", 24, Align.RIGHT),
                    Column("汇总得分", 24, Align.RIGHT),
                    *self._then_columns(),
                ),
                rows=tuple(
                    (
                        str(unit.place),
                        unit.name,
                        str(unit.count),
                        points(half_up(unit.mean)) if unit.mean is not None else "—",
                        points(unit.own),
                        points(unit.total),
                        *self._then(unit),
                    )
                    for unit in self.board.villages
                ),
            ),
            above=self.above,
            notes=("注：平均分保留两位小数列示，汇总得分由未取整的平均分计算后四舍五入。",),
            signatures=("制表人：", "审核人：", "分管领导（签字）："),
        )


def _top(ranked: Sequence[Row]) -> list[Row]:
    """Return the first ten at most, never beyond the first third, and no part of a tie."""
    most = min(TOP, len(ranked) // 3)
    ends = {row.place: number for number, row in enumerate(ranked, start=1)}
    return [row for row in ranked if ends[row.place] <= most]


def _totals(rows: Sequence[Row]) -> tuple[str, ...]:
    base = sum(row.base + row.proration + row.carry_in + row.floor for row in rows)
    added, deducted = sum(row.added for row in rows), sum(row.deducted for row in rows)
    total = sum(row.total for row in rows)
    return (
        "合计", f"{len(rows)}人", "", "", points(base), points(added), points(-deducted),
        points(total), "",
    )  # fmt: skip


def _mean(totals: Sequence[Centipoints]) -> str:
    return points(half_up(Fraction(sum(totals), len(totals))))


def _percent(weight: Fraction) -> str:
    return f"{display(half_up(weight * 100 * 100))}%"


def _lines(rule: LadderRule) -> str:
    """Write the line of gross deductions, and those of the post groups that have another."""
    others = [
        f"{name}{display(line_of(rule, group))}分"
        for group, name in GROUPS.items()
        if line_of(rule, group) != line_of(rule)
    ]
    return f"{display(line_of(rule))}分" + (f"（{'、'.join(others)}）" if others else "")


def _tied(cut: Cut, what: str) -> str:
    if not cut.needs_meeting:
        return ""
    return (
        f"另有{len(cut.tied_at_line)}名并列于{what}界线，"
        f"其中{cut.open_seats}个名额由领导小组会议议定。"
    )
