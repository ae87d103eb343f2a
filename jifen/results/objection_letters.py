"""The papers of objections to results: the closing record of their publicity, and a reply.

The record lists every objection by its number and days alone: not who objected, not against whom.
"""

import datetime as dt
from collections.abc import Sequence

from jifen.core.hand import local_date
from jifen.papers.circular import Align, Block, Circular, Column, Paragraph, Table
from jifen.papers.numerals import chinese_date
from jifen.papers.workbook import Column as Cells
from jifen.papers.workbook import Kind, Sheet
from jifen.publicity.kinds import Way
from jifen.results import letters, objections
from jifen.results.models import Answer, Objection
from jifen.results.queries import Course

REPLY = "关于考核结果公示异议的答复"
WAYS = {Way.ACCOUNT: "系统提交", Way.PAPER: "书面", Way.PHONE: "电话"}


def series(town: str) -> str:
    """Return the short name under which a town numbers its replies to objections.

    >>> series("示例镇")
    '示积异'
    """
    return f"{town[0]}积异"


def is_reply(kind: str) -> bool:
    """Say whether a paper of this series answers an objection: handed over, read by nobody else."""
    return kind.endswith("积异")


def title(course: Course) -> str:
    """Return what the closing record is called."""
    return "".join(_title(course))


def _title(course: Course) -> tuple[str, str]:
    again = f"（第{course.number}稿）" if course.number > 1 else ""
    return f"{letters.year(course.cycle)}村（社区）干部", f"考核结果公示结束记录{again}"


def record(course: Course, said: Sequence[Objection], *, on: dt.date) -> Circular:
    """Return the closing record (公示结束记录), dated `on`, with every objection. No query."""
    posted = course.posted
    assert posted is not None, "only what was publicised comes to the end of it"
    assert posted.until_on is not None, "a publicity has its last day"
    opening = (
        f"{letters.year(course.cycle)}村（社区）干部考核结果，自"
        f"{chinese_date(local_date(posted.at))}至{chinese_date(posted.until_on)}公示，现已期满。"
    )
    blocks: list[Block] = [Paragraph(opening)]
    if said:
        heard = f"公示期间收到异议{len(said)}件，均由未参与拟定和审定的人员核查处理，情况如下："
        blocks += [Paragraph(heard), _table(said)]
    else:
        blocks.append(Paragraph("公示期间没有收到异议。"))
    blocks.append(Paragraph("考核结果自本记录印发之日起确定。"))
    return Circular(
        letterhead="",
        doc_number="",
        title=_title(course),
        addressees="",
        blocks=tuple(blocks),
        issuer=letters.office(course),
        date=on,
    )


def _table(said: Sequence[Objection]) -> Table:
    return Table(
        columns=(
            Column("序号", 12),
            Column("收到日期", 36),
            Column("来源", 24),
            Column("处理结果", 48, Align.LEFT),
            Column("处理日期", 36),
        ),
        rows=tuple((str(n), *rest) for n, *rest in _rows(said)),
    )


def _rows(said: Sequence[Objection]) -> list[tuple[int, str, str, str, str]]:
    found = []
    for number, one in enumerate(said, start=1):
        ruling = objections.answer_of(one)
        came = chinese_date(local_date(one.at))
        done = chinese_date(local_date(ruling.at)) if ruling is not None else "—"
        found.append((number, came, WAYS[Way(one.way)], outcome(ruling), done))
    return found


def outcome(ruling: Answer | None) -> str:
    """Return in words what came of an objection."""
    if ruling is None:
        return "尚未处理"
    return "异议成立" if ruling.upheld else "异议不成立"


def record_sheets(course: Course, said: Sequence[Objection]) -> tuple[Sheet, ...]:
    """Return the closing record's list for Excel."""
    return (
        Sheet(
            name="公示结束记录",
            title=title(course),
            columns=(
                Cells("序号", 6, Kind.COUNT),
                Cells("收到日期", 18),
                Cells("来源", 12),
                Cells("处理结果", 16),
                Cells("处理日期", 18),
            ),
            rows=tuple(_rows(said)),
            notes=() if said else ("公示期间没有收到异议。",),
        ),
    )


def reply(one: Objection, ruling: Answer, *, on: dt.date) -> Circular:
    """Return the reply to an objection, dated `on`; it names nobody. No query."""
    year = letters.year(one.proposed.cycle)
    blocks = (
        Paragraph(
            f"{chinese_date(local_date(one.at))}收到的关于{year}村（社区）干部考核结果的异议"
            f"（收件编号：{one.paper}），已由未参与该结果拟定和审定的人员核查，现答复如下："
        ),
        Paragraph(f"一、处理结果：{outcome(ruling)}。"),
        Paragraph(f"二、理由：{ruling.reason}"),
        Paragraph(
            "三、本人对考核结果仍有异议的，可以依照细则申请复核。反映人的情况严格保密，不予公开。"
        ),
    )
    return Circular(
        letterhead="",
        doc_number="",
        title=(REPLY,),
        addressees="反映人：",
        blocks=blocks,
        issuer=f"{one.town.name}积分制管理工作领导小组办公室",
        date=on,
    )


def reply_sheets(one: Objection, ruling: Answer) -> tuple[Sheet, ...]:
    """Return the reply for Excel."""
    rows = (
        ("收件编号", one.paper),
        ("收到日期", chinese_date(local_date(one.at))),
        ("处理结果", outcome(ruling)),
        ("理由", ruling.reason),
    )
    return (
        Sheet(name="答复", title=REPLY, columns=(Cells("项目", 14), Cells("内容", 60)), rows=rows),
    )
