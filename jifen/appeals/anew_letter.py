"""The letter by which a released deduction is served anew: 恢复计算扣分告知书.

It says what a decision paper says (行政处罚法 art. 59 as yardstick), and besides why the figure is
another one than before, from when it waits, and what can be done until when.
"""

import datetime as dt

from jifen.appeals.letters import ended
from jifen.appeals.released import Amounts, Released
from jifen.chain.receipts import Receipt
from jifen.claims.letters import evidence
from jifen.core import appeal as rules
from jifen.core.appeal import Level
from jifen.core.hand import local_date
from jifen.core.points import display
from jifen.core.secrecy import is_confidential
from jifen.papers.circular import Block, Circular, Heading, Paragraph
from jifen.papers.numerals import chinese_date
from jifen.papers.workbook import Column, Sheet
from jifen.rulebook.queries import rulebook

NAME = "恢复计算扣分告知书"


def is_letter(title: str) -> bool:
    """Say whether a paper is such a letter, by its title."""
    return title.startswith(NAME)


def title(one: Released, found: Amounts) -> str:
    """Return what a letter is called: another one where it has come to take something else."""
    item = rulebook(one.fact.version).item(one.fact.item)
    about = f"{one.fact.happened_on} {item.title}，第{one.suspension.seq}号"
    return f"{NAME}（{one.name}，计{display(found.now)}分，{about}）"[:120]


def compose(
    one: Released, found: Amounts, level: Level, *, on: dt.date, receipt: Receipt
) -> Circular:
    """Return the letter to one holder, dated `on`, without its number."""
    fact = one.fact
    rules_ = rulebook(fact.version)
    item = rules_.item(fact.item)
    number = f"（{fact.decision_number}）" if fact.decision_number else ""
    since = local_date(one.suspension.recorded_at)
    blocks: tuple[Block, ...] = (
        Heading(1, "一、事实、证据和依据"),
        Paragraph(f"{chinese_date(fact.happened_on)}，{fact.unit.name}：{ended(fact.reason)}"),
        Paragraph(f"证据：{'；'.join(evidence(fact.evidence)) or '见原决定'}。"),
        Paragraph(f"《{rules_.title}》{item.article}“{item.title}”{number}。"),
        Heading(1, "二、扣分变化"),
        Paragraph(
            f"该项扣分由您承担的全额为{display(found.full)}分，因封顶规定，此前实际计入{display(found.was)}"
            f"分。{chinese_date(since)}，共用封顶额度的其他事项被撤销、恢复或者整改，该项应计"
            f"{display(found.now)}分，自当日起暂停计算，不计入任何合计、排名和通报；本告知书送达且申请"
            "期满后，恢复计算。"
        ),
        Heading(1, "三、您的权利"),
        *_rights(one, level),
    )
    return Circular(
        letterhead="",
        doc_number="",
        title=(NAME,),
        addressees=one.name,
        blocks=blocks,
        issuer=_issuer(one),
        date=on,
        receipt=receipt.text,
        code=receipt.code,
    )


def sheets(one: Released, found: Amounts) -> tuple[Sheet, ...]:
    """Return the letter's figures as a table."""
    item = rulebook(one.fact.version).item(one.fact.item)
    columns = (
        Column("项目", 24),
        Column("条款", 16),
        Column("发生日期", 14),
        Column("全额", 8),
        Column("此前计入", 10),
        Column("恢复计算", 10),
    )
    row = (
        item.title,
        item.article,
        one.fact.happened_on.isoformat(),
        *(display(points) for points in (found.full, found.was, found.now)),
    )
    heading = f"{one.name}恢复计算扣分事项"
    return (Sheet(name="恢复计算扣分", title=heading, columns=columns, rows=(row,)),)


def _issuer(one: Released) -> str:
    town = one.fact.town.name
    if is_confidential(rulebook(one.fact.version).item(one.fact.item)):
        return f"{town}纪律检查委员会"
    return f"{town}积分制管理工作领导小组办公室"


def _rights(one: Released, level: Level) -> tuple[Paragraph, ...]:
    if level is Level.FIRST:
        days = rulebook(one.fact.cycle.version).process.appeal_days
        how = f"自本告知书送达之日起{days}个工作日内，您可以申请复核"
    else:
        days = rules.period("file-second", on=local_date(one.suspension.recorded_at)).days
        how = (
            f"自本告知书送达之日起{days}日内，您可以向县级村（社区）干部积分制管理主管部门提出申诉"
        )
    return (
        Paragraph(
            f"{how}。办理期间继续暂停计算，不因申请加重扣分。认为办理人员应当回避的，可以申请回避。"
        ),
    )
