"""The month's notice sheet (告知单): a person's minor deductions of a month, on one paper.

It says of each what a notice of its own would say; the right to answer and its period are the same.
"""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from jifen.claims import hearings, letters
from jifen.claims.models import Addressee, Claim
from jifen.claims.queries import every, item_of, route
from jifen.core.points import Centipoints, display
from jifen.core.workflow import Kind, Route, State
from jifen.papers.circular import Block, Circular, Heading, Paragraph
from jifen.papers.models import Paper
from jifen.papers.numerals import chinese_date, chinese_number
from jifen.papers.workbook import Column, Sheet
from jifen.people.models import Area
from jifen.rulebook.queries import rulebook

NAME = "轻微扣分告知单"
ENDING = "积单"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What of one month is still to be noticed to one holder: a cadre, or a village.

    `month` is its first day; `lines` each case with the holder's share of it. `paper` is the sheet
    issued for exactly these, or None.
    """

    month: dt.date
    holder: str
    name: str
    key: uuid.UUID
    lines: tuple[tuple[Claim, Addressee], ...]
    paper: Paper | None

    @property
    def title(self) -> str:
        """What its sheet is called."""
        when = f"{self.month.year}年{self.month.month}月"
        return f"{when}{NAME}（{self.name}，{len(self.lines)}件）"


def notices(town: Area) -> list[Notice]:
    """Return what is to be noticed by the month and the person. Six queries, one for nothing.

    Minor deductions, not confidential, that stand noticed and were not served on them.
    """
    rows = every(town).filter(
        kind=Kind.DEDUCTION,
        state=State.NOTICED,
        confidential=False,
    )
    found: dict[tuple[dt.date, str], list[tuple[Claim, Addressee]]] = defaultdict(list)
    for claim in rows.order_by("happened_on", "pk"):
        if route(claim) is Route.MINOR:
            for one in hearings.live(claim):
                if one.noticed_on is None:
                    found[claim.happened_on.replace(day=1), one.holder].append((claim, one))
    keys = {at: key(town, *at, lines) for at, lines in found.items()}
    issued = {
        paper.about: paper for paper in Paper.objects.filter(town=town, about__in=keys.values())
    }
    return [
        Notice(
            month=at[0],
            holder=at[1],
            name=hearings.name_of(*lines[0]),
            key=keys[at],
            lines=tuple(lines),
            paper=issued.get(keys[at]),
        )
        for at, lines in sorted(found.items(), key=lambda pair: pair[0])
    ]


def key(town: Area, month: dt.date, holder: str, lines: list[tuple[Claim, Addressee]]) -> uuid.UUID:
    """Return what the sheet for exactly these cases is about: always the same for the same."""
    parts = sorted(f"{one.ref.hex}.{one.round}" for _, one in lines)
    return uuid.uuid5(town.ref, f"{month}:{holder}:{','.join(parts)}")


def series(town: str) -> str:
    """Return the short name under which a town numbers its notice sheets.

    >>> series("示例镇")
    '示积单'
    """
    return f"{town[0]}{ENDING}"


def is_sheet(series: str) -> bool:
    """Say whether a paper of this series is a notice sheet, which holds more than one case."""
    return series.endswith(ENDING)


def sheet(notice: Notice, *, on: dt.date) -> Circular:
    """Return the notice sheet, dated `on`, without its number."""
    first = notice.lines[0][0]
    blocks: list[Block] = [
        Paragraph(
            f"{notice.month.year}年{notice.month.month}月，拟对您扣分的轻微事项共"
            f"{len(notice.lines)}件，逐件告知如下。"
        )
    ]
    for number, (claim, one) in enumerate(notice.lines, 1):
        item = item_of(claim)
        blocks += [
            Heading(1, f"{chinese_number(number)}、{item.title}"),
            Paragraph(f"{chinese_date(claim.happened_on)}，{claim.unit.name}：{claim.reason}"),
            Paragraph(f"证据：{'；'.join(letters.evidence(claim.evidence))}。"),
            Paragraph(f"依据：《{rulebook(claim.cycle.version).title}》{item.article}。"),
            *letters.proposed(claim, one),
        ]
    blocks += [
        Heading(1, f"{chinese_number(len(notice.lines) + 1)}、您的权利"),
        Paragraph("对上列每一件都可以分别陈述申辩。"),
        *letters.rights(first),
    ]
    receipt = letters.last_receipt(claim for claim, _ in notice.lines)
    return Circular(
        letterhead="",
        doc_number="",
        title=(NAME,),
        addressees=notice.name,
        blocks=tuple(blocks),
        issuer=f"{first.town.name}积分制管理工作领导小组办公室",
        date=on,
        receipt=receipt.text,
        code=receipt.code,
    )


def table(notice: Notice) -> tuple[Sheet, ...]:
    """Return the sheet's figures for Excel."""
    columns = (
        Column("项目", 24),
        Column("条款", 16),
        Column("发生日期", 14),
        Column("分值", 8),
    )
    rows = tuple(
        (
            item_of(claim).title,
            item_of(claim).article,
            claim.happened_on.isoformat(),
            display(Centipoints(one.amount)),
        )
        for claim, one in notice.lines
    )
    return (Sheet(name="拟扣分事项", title=notice.title, columns=columns, rows=rows),)
