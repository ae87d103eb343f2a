"""What is said in public of a grant, and the papers that say it: the posting, its closing record.

Only a `Line` and the contact reach a public paper or page: name, village, post, item, points,
article. No number of a person, no health, no reason, no evidence, nobody who reported anything.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jifen.claims.models import Claim
from jifen.claims.queries import item_of, magnitude
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.rules import Subject
from jifen.papers.circular import Align, Annex, Block, Circular, Column, Paragraph, Table
from jifen.papers.numerals import chinese_date, points
from jifen.papers.workbook import Column as Cells
from jifen.papers.workbook import Kind, Sheet
from jifen.people.rosters import Rosters
from jifen.publicity.kinds import Audience
from jifen.publicity.models import Posting
from jifen.rulebook.queries import rulebook

CONTACT = "镇积分制管理工作领导小组办公室或者镇纪委"
"""Whom a posting names where its office wrote nothing else."""
UPHELD = "经核查异议成立，已撤下，退回重新核实"
REVERSED = "该事项已经撤销，公示内容不再有效"
"""What stands publicly in the place of a grant that was taken off: no more than that."""
IN_TEXT = 12
"""Lines that the text itself holds; more go into an annex."""


@dataclass(frozen=True, slots=True)
class Line:
    """All that is said in public of one grant to one person, or to a village."""

    name: str
    village: str
    post: str
    item: str
    points: Centipoints
    article: str


def said(claim: Claim, held: Rosters) -> list[Line]:
    """Return what is publicly said of a claim: a line for each person named, or the village's."""
    item = item_of(claim)
    amount = magnitude(item, Measures.read(claim.measures))
    people = sorted(claim.people.all(), key=lambda one: one.cadre.code)
    if item.subject is Subject.VILLAGE or not people:
        return [Line("", claim.unit.name, "", item.title, amount, item.article)]
    return [
        Line(
            name=one.cadre.name,
            village=claim.unit.name,
            post="、".join(
                post.post for post in held.last_posts(one.cadre.code, claim.happened_on)
            ),
            item=item.title,
            points=amount,
            article=item.article,
        )
        for one in people
    ]


def series(town: str) -> str:
    """Return the short name under which a town numbers its postings.

    >>> series("示例镇")
    '示积公'
    """
    return f"{town[0]}积公"


def heading(posting: Posting) -> str:
    """Return what a posting is called."""
    if posting.batch is None:
        return f"{chinese_date(posting.from_on)}加分事项"
    month = posting.batch.month
    again = f"（第{posting.batch.number}批）" if posting.batch.number > 1 else ""
    return f"{month.year}年{month.month}月加分事项{again}"


def notice(posting: Posting, claims: Sequence[Claim], held: Rosters) -> Circular:
    """Return the posting as a paper, dated its first day, without its number."""
    rules = rulebook(claims[0].cycle.version)
    lines = [line for claim in claims for line in said(claim, held)]
    until = chinese_date(posting.until_on)
    how = "村务公开" if posting.audience == Audience.VILLAGE_AFFAIRS else "公示"
    opening = (
        f"根据《{rules.title}》，下列加分事项{len(claims)}件已经核实和审定，现予{how}。"
        f"公示时间为{chinese_date(posting.from_on)}至{until}。"
    )
    closing = (
        f"对公示内容有异议的，可以在{until}前向镇纪委或者领导小组办公室反映，署名、匿名均可受理，"
        f"反映人的情况严格保密。联系方式：{posting.contact}。异议处理期间，有关事项不入账。"
    )
    return _paper(posting, f"关于{heading(posting)}的公示", (opening,), (closing,), lines)


def record(posting: Posting, counts: "Counts", on: dt.date) -> Circular:
    """Return the closing record (公示结束记录), dated `on`, without its number."""
    text = (
        f"{heading(posting)}{counts.posted}件，自{chinese_date(posting.from_on)}至"
        f"{chinese_date(posting.until_on)}公示，现已期满。"
    )
    if counts.objections:
        heard = (
            f"公示期间收到异议{counts.objections}件，均已核查处理：成立{counts.upheld}件，"
            f"不成立{counts.objections - counts.upheld}件。"
        )
    else:
        heard = "公示期间没有收到异议。"
    left = f"撤下{counts.struck}件，其余{counts.posted - counts.struck}件按程序入账。"
    return Circular(
        letterhead="",
        doc_number="",
        title=(f"{heading(posting)}", "公示结束记录"),
        addressees="",
        blocks=(Paragraph(text), Paragraph(heard), Paragraph(left)),
        issuer=_office(posting),
        date=on,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """What a closing record counts."""

    posted: int
    struck: int
    objections: int
    upheld: int


def sheets(posting: Posting, lines: Sequence[Line]) -> tuple[Sheet, ...]:
    """Return the posted lines for Excel."""
    columns = (
        Cells("序号", 6, Kind.COUNT),
        Cells("姓名", 12),
        Cells("村（社区）", 16),
        Cells("职务", 24),
        Cells("加分事项", 34),
        Cells("条款", 18),
        Cells("分值", 9, Kind.POINTS),
    )
    rows = tuple(
        (n, one.name or "（村级）", one.village, one.post, one.item, one.article, int(one.points))
        for n, one in enumerate(lines, start=1)
    )
    period = f"公示时间：{chinese_date(posting.from_on)}至{chinese_date(posting.until_on)}"
    return (
        Sheet(
            name="公示",
            title=f"{heading(posting)}公示表",
            columns=columns,
            rows=rows,
            above=(f"单位：{posting.town.name}", period),
        ),
    )


def counted(posting: Posting, counts: Counts) -> tuple[Sheet, ...]:
    """Return the closing record's counts for Excel."""
    rows = (
        ("公示件数", counts.posted),
        ("收到异议", counts.objections),
        ("异议成立", counts.upheld),
        ("撤下件数", counts.struck),
    )
    return (
        Sheet(
            name="公示结束记录",
            title=f"{heading(posting)}公示结束记录",
            columns=(Cells("项目", 20), Cells("数量", 10, Kind.COUNT)),
            rows=rows,
        ),
    )


def _paper(
    posting: Posting,
    title: str,
    before: Sequence[str],
    after: Sequence[str],
    lines: Sequence[Line],
) -> Circular:
    few = len(lines) <= IN_TEXT
    table = _table(lines)
    annex = Annex(title=(f"{heading(posting)}公示表",), table=table, landscape=False)
    texts: list[Block] = [Paragraph(text) for text in before]
    texts += [table] if few else [Paragraph(f"具体事项共{len(lines)}条，见附件。")]
    texts += [Paragraph(text) for text in after]
    return Circular(
        letterhead="",
        doc_number="",
        title=(title,),
        addressees="",
        blocks=tuple(texts),
        issuer=_office(posting),
        date=posting.from_on,
        attachments=() if few else (annex.name,),
        annexes=() if few else (annex,),
    )


def _table(lines: Sequence[Line]) -> Table:
    return Table(
        columns=(
            Column("序号", 9),
            Column("姓名", 15),
            Column("村（社区）", 20),
            Column("职务", 26, Align.LEFT),
            Column("加分事项", 36, Align.LEFT),
            Column("条款", 18),
            Column("分值", 12, Align.RIGHT),
        ),
        rows=tuple(
            (
                str(n),
                one.name or "（村级）",
                one.village,
                one.post,
                one.item,
                one.article,
                points(one.points),
            )
            for n, one in enumerate(lines, start=1)
        ),
    )


def _office(posting: Posting) -> str:
    return f"{posting.town.name}积分制管理工作领导小组办公室"
