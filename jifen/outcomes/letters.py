"""The papers of a warning talk: the call to it (谈话通知书), and its record (谈话记录).

Plain papers without a red head, to one person; who may read the person's file reads them, nobody
else. They say what reached the line and that a talk is neither a deduction nor a discipline
measure; the record has room for the person's own words and signature.
"""

import datetime as dt
from enum import StrEnum

from jifen.core.errors import Refusal
from jifen.core.points import display
from jifen.outcomes.case import Case, Cause, Stage, Trigger
from jifen.papers.circular import Block, Circular, Heading, Paragraph
from jifen.papers.numerals import chinese_date
from jifen.papers.workbook import Column, Sheet
from jifen.rulebook.queries import rulebook


class Letter(StrEnum):
    """Which paper of a talk."""

    CALL = "call"  # 谈话通知书
    RECORD = "record"  # 谈话记录


NAMES = {Letter.CALL: "谈话通知书", Letter.RECORD: "谈话记录"}


def series(town: str) -> str:
    """Return the short name under which a town numbers them.

    >>> series("示例镇")
    '示积谈'
    """
    return f"{town[0]}积谈"


def is_talk(series: str) -> bool:
    """Say whether a paper of this series is about a talk: read by whom a person's file is."""
    return series.endswith("积谈")


def title(case: Case, letter: Letter) -> str:
    """Return the paper's title."""
    return f"{NAMES[letter]}（{case.cadre.name}，{case.id}）"


def compose(
    case: Case, letter: Letter, *, post: str, talkers: tuple[str, str], on: dt.date
) -> Circular:
    """Return one of the papers, dated `on`, without its number.

    Raises:
        Refusal: "talk.no-call" where no talk is due, "talk.none" for a record of no talk.
    """
    if letter is Letter.CALL and case.stage is not Stage.DUE:
        raise Refusal("talk.no-call", case=case.id)
    if letter is Letter.RECORD and case.talk is None:
        raise Refusal("talk.none", case=case.id)
    blocks = _call(case) if letter is Letter.CALL else _record(case, talkers)
    return Circular(
        letterhead="",
        doc_number="",
        title=(NAMES[letter],),
        addressees=f"{case.cadre.name}（{post}）" if post else case.cadre.name,
        blocks=tuple(blocks),
        issuer=f"{case.cycle.town.name}积分制管理工作领导小组办公室",
        date=on,
    )


def sheet(paper: Circular) -> Sheet:
    """Return the same text as a sheet: every paper has its three files."""
    rows = tuple((one.text,) for one in paper.blocks if isinstance(one, Paragraph | Heading))
    return Sheet(
        name="正文",
        title="".join(paper.title),
        columns=(Column("内容", 100),),
        rows=rows,
        above=(paper.issuer, chinese_date(paper.date)),
    )


def _call(case: Case) -> list[Block]:
    rules = rulebook(case.cycle.version)
    return [
        Paragraph(
            f"根据《{rules.title}》（{case.cycle.version.document_number}），"
            f"{_why(case)}，领导小组决定与你进行{case.first_measure}。"
        ),
        Paragraph("谈话时间：　　　　年　　月　　日　　时　　分"),
        Paragraph("谈话地点：　　　　　　　　　　　　　　　　"),
        Paragraph(
            "谈话由两人进行。你可以陈述情况、提出意见，可以带来有关材料；谈话内容将如实记录，由你核对"
            "后签名，不同意的可以写明意见。"
        ),
        Paragraph(
            "谈话是提醒和帮助，不扣分，不是惩处，不改变你的职务。对有关积分有异议的，可以依照细则"
            "申请复核。"
        ),
        Paragraph("本人签收："),
        Paragraph("签收时间：　　　　年　　月　　日"),
    ]


def _record(case: Case, talkers: tuple[str, str]) -> list[Block]:
    talk = case.talk
    assert talk is not None, "a record is of a talk that was held"
    follow = talk.held_on + dt.timedelta(days=rulebook(case.cycle.version).ladder.follow_up_days)
    return [
        Heading(1, "一、基本情况"),
        Paragraph(f"谈话时间：{chinese_date(talk.held_on)}"),
        Paragraph(f"谈话人：{'、'.join(talkers)}　　谈话对象：{case.cadre.name}"),
        Paragraph(f"谈话事由：{_why(case)}。"),
        Heading(1, "二、谈话内容"),
        *(Paragraph(line.strip()) for line in talk.record.splitlines() if line.strip()),
        Heading(1, "三、本人意见"),
        Paragraph("　"),
        Paragraph("以上记录经本人核对。"),
        Paragraph("本人签名：　　　　　　日期：　　　年　　月　　日"),
        Paragraph("谈话人签名："),
        Heading(1, "四、回访"),
        Paragraph(f"回访时间不晚于{chinese_date(follow)}，了解整改情况，给予帮助。"),
    ]


def _why(case: Case) -> str:
    return "，".join(_trigger(one) for one in case.triggers)


def _trigger(one: Trigger) -> str:
    match one.cause:
        case Cause.GROSS:
            return (
                f"截至{chinese_date(one.on)}你在本周期的扣分合计{display(one.gross)}分，达到警示线"
            )
        case Cause.LOW:
            return "你在本周期年终排名靠后"
        case Cause.TIED:
            return "你在本周期年终排名并列于靠后界线，经会议议定列入"
