"""The papers of a deduction: 告知书, 决定书, 送达回证, and the month's list of minor ones.

What a decision paper must say: 行政处罚法 art. 59 as yardstick (who, facts and evidence, kind and
basis, how and until when to ask for a review, the deciding body and the day). A paper in which any
of it would be missing is not issued.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum

from jifen.chain.receipts import Receipt
from jifen.claims import hearings
from jifen.claims.models import Addressee, Claim, Decision
from jifen.claims.queries import item_of, magnitude, receipts
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints, display
from jifen.core.rules import Item
from jifen.core.service import Served
from jifen.core.workflow import Action
from jifen.papers.circular import Block, Circular, Heading, Paragraph, Table
from jifen.papers.circular import Column as TableColumn
from jifen.papers.numerals import chinese_date
from jifen.papers.workbook import Column, Sheet
from jifen.rulebook.queries import rulebook


class Letter(StrEnum):
    """One of the papers of a case, each for one addressee."""

    NOTICE = "notice"  # 告知书
    DECISION = "decision"  # 决定书
    PROOF = "proof"  # 送达回证


NAMES = {Letter.NOTICE: "拟扣分告知书", Letter.DECISION: "扣分决定书", Letter.PROOF: "送达回证"}
MADE_BY = {Letter.NOTICE: Action.NOTICE, Letter.DECISION: Action.SERVE, Letter.PROOF: Action.NOTICE}
"""Letter → the step that must have been taken before."""
CALLED = {Served.NOTICE: NAMES[Letter.NOTICE], Served.DECISION: NAMES[Letter.DECISION]}


def series(town: str) -> str:
    """Return the short name under which a town numbers the papers of deductions.

    >>> series("示例镇")
    '示积告'
    """
    return f"{town[0]}积告"


def title(letter: Letter, claim: Claim, one: Addressee) -> str:
    """Return a letter's title: the same letter to the same addressee is issued once a round."""
    again = f"（第{one.round}次）" if one.round > 1 else ""
    who = hearings.name_of(claim, one)
    return f"{NAMES[letter]}（{who}，{claim.happened_on} {item_of(claim).title}）{again}"[:120]


def last_receipt(claims: Iterable[Claim]) -> Receipt:
    """Return the receipt of the latest step taken on claims that were read whole. No query."""
    every = {seq: receipt for claim in claims for seq, receipt in receipts(claim).items()}
    return every[max(every)]


def letter(letter: Letter, claim: Claim, one: Addressee, *, on: dt.date) -> Circular:
    """Return a letter to one addressee, dated `on`, without its number.

    Raises:
        Refusal: "letter.missing" naming what it would lack.
    """
    _check(letter, claim, one)
    parts = {Letter.NOTICE: _notice, Letter.DECISION: _decision, Letter.PROOF: _proof}
    receipt = last_receipt([claim])
    return Circular(
        letterhead="",
        doc_number="",
        title=(NAMES[letter],),
        addressees=hearings.name_of(claim, one),
        blocks=tuple(parts[letter](claim, one)),
        issuer=_office(claim),
        date=on,
        receipt=receipt.text,
        code=receipt.code,
    )


def sheets(claim: Claim, one: Addressee) -> tuple[Sheet, ...]:
    """Return the letter's figures as a table."""
    item = item_of(claim)
    columns = (
        Column("项目", 24),
        Column("条款", 16),
        Column("发生日期", 14),
        Column("分值", 8),
    )
    row = (item.title, item.article, claim.happened_on.isoformat(), display(_amount(one)))
    heading = f"{hearings.name_of(claim, one)}拟扣分事项"
    return (Sheet(name="拟扣分事项", title=heading, columns=columns, rows=(row,)),)


def minor_list(town: str, month: str, claims: Sequence[Claim], *, on: dt.date) -> Circular:
    """Return a month's list of minor deductions for the meeting: one row for each addressee.

    Raises:
        Refusal: "letter.missing" where there is none.
    """
    rows = [
        (
            str(number),
            claim.unit.name,
            hearings.name_of(claim, one),
            item_of(claim).article,
            f"{claim.happened_on} {item_of(claim).title}",
            display(_amount(one)),
            "有" if one.answered_on else "无",
        )
        for number, (claim, one) in enumerate(
            ((claim, one) for claim in claims for one in hearings.live(claim)), 1
        )
    ]
    if not rows:
        raise Refusal("letter.missing", what="扣分事项")
    widths = (("序号", 5), ("村（社区）", 10), ("对象", 9), ("条款", 10), ("事项", 26), ("分值", 7),
              ("陈述申辩", 8))  # fmt: skip
    table = Table(columns=tuple(TableColumn(name, width) for name, width in widths),
                  rows=tuple(rows))  # fmt: skip
    return Circular(
        letterhead="",
        doc_number="",
        title=(f"{month}轻微扣分清单",),
        addressees="",
        blocks=(
            Paragraph(
                f"{month}拟决定的轻微扣分事项共{len(rows)}项，均已告知本人并听取陈述申辩，"
                "逐条答复情况附卷备查。现提请审议。"
            ),
            table,
        ),
        issuer=f"{town}积分制管理工作领导小组办公室",
        date=on,
        sealed=False,
    )


# ------------------------------------------------------------------ the parts
def _office(claim: Claim) -> str:
    if claim.confidential:
        return f"{claim.town.name}纪律检查委员会"
    return f"{claim.town.name}积分制管理工作领导小组办公室"


def _amount(one: Addressee) -> Centipoints:
    return Centipoints(one.amount)


def _steps(claim: Claim, action: Action) -> list[Decision]:
    return [step for step in claim.decisions.all() if step.action == action]


def _check(letter: Letter, claim: Claim, one: Addressee) -> None:
    """Raise where a paper would lack what it must say."""
    item = item_of(claim)
    must = {
        "事实": claim.reason.strip(),
        "证据": [text for text in claim.evidence if text.strip()],
        "条款": item.article,
        "拟扣分值": one.amount,
        NAMES[letter]: _steps(claim, MADE_BY[letter]),
    }
    if letter is Letter.DECISION:
        must["决定理由"] = [s for s in _steps(claim, Action.DECIDE) if s.reason.strip()]
        must["逐条答复"] = all(hasattr(point, "reply") for point in one.points.all())
    for what, found in must.items():
        if not found:
            raise Refusal("letter.missing", what=what)


def _facts(claim: Claim) -> list[Block]:
    item, title_ = item_of(claim), rulebook(claim.cycle.version).title
    return [
        Heading(1, "一、事实和证据"),
        Paragraph(f"{chinese_date(claim.happened_on)}，{claim.unit.name}：{claim.reason}"),
        Paragraph(f"证据：{'；'.join(evidence(claim.evidence))}。"),
        Heading(1, "二、依据"),
        Paragraph(f"《{title_}》{item.article}“{item.title}”。"),
    ]


def evidence(pieces: Sequence[str]) -> list[str]:
    """Return evidence as a paper names it: documents one by one, files by number."""
    stored = [text for text in pieces if text.startswith("file:")]
    numbers = [text for text in pieces if not text.startswith("file:")]
    return [*numbers, *([f"存档材料{len(stored)}份"] if stored else [])]


def _notice(claim: Claim, one: Addressee) -> list[Block]:
    return [
        *_facts(claim),
        Heading(1, "三、拟作处理"),
        *proposed(claim, one),
        Heading(1, "四、您的权利"),
        *rights(claim),
    ]


def proposed(claim: Claim, one: Addressee) -> list[Block]:
    """Say what would be deducted from an addressee, and what that would move."""
    held = f"，其中{display(Centipoints(one.withheld))}分按封顶规定不计" if one.withheld else ""
    return [
        Paragraph(f"拟扣{display(_amount(one))}分（全额）{held}。决定生效前不计入任何合计。"),
        *(
            Paragraph(
                f"同时牵动：{_title(claim, line['item'])}由{display(Centipoints(line['was']))}分"
                f"变为{display(Centipoints(line['now']))}分。"
            )
            for line in one.knock_on
        ),
    ]


def rights(claim: Claim) -> list[Block]:
    """Say how, and until when, an addressee may answer."""
    process = rulebook(claim.cycle.version).process
    return [
        Paragraph(
            f"您有权陈述申辩，可以书面、口头或者由办公室代录，可以提交证据。自本告知书送达之日起"
            f"{process.answer_days}个工作日内提出；逾期未提出的，视为放弃。"
        ),
        Paragraph("不因陈述申辩加重扣分。认为经办人员应当回避的，可以申请回避。"),
    ]


def _decision(claim: Claim, one: Addressee) -> list[Block]:
    process, item = rulebook(claim.cycle.version).process, item_of(claim)
    decided = max(_steps(claim, Action.DECIDE), key=lambda step: step.seq)
    blocks = [*_facts(claim), Heading(1, "三、陈述申辩及答复")]
    points = list(one.points.all())
    if not points:
        blocks.append(Paragraph("期限内未提出陈述申辩。"))
    for point in points:
        taken = "采纳" if point.reply.accepted else "不采纳"
        blocks.append(
            Paragraph(f"{point.number}. {point.text}　答复：{taken}。{point.reply.reason}")
        )
    whole = magnitude(item, Measures.read(claim.measures))
    blocks += [
        Heading(1, "四、决定"),
        Paragraph(
            f"本事项认定{display(whole)}分，对您按责任份额不超过告知的{display(_amount(one))}分扣减。"
            f"理由：{decided.reason}"
        ),
        Heading(1, "五、救济途径和期限"),
        Paragraph(
            f"不服本决定的，可以自送达之日起{process.appeal_days}个工作日内向镇党委申请复核；"
            "复核由其他人员办理，复核期间暂不计分，不因申请复核加重处理。"
        ),
    ]
    return blocks


def _proof(claim: Claim, one: Addressee) -> list[Block]:
    rows = [
        (CALLED[what], hearings.name_of(claim, one), "", "", "")
        for what in (Served.NOTICE, Served.DECISION)
        if what is Served.NOTICE or _steps(claim, Action.SERVE)
    ]
    names = ("送达文书", "受送达人", "送达方式", "签名及日期", "送达人、见证人")
    widths = (18, 12, 14, 20, 18)
    columns = tuple(TableColumn(name, width) for name, width in zip(names, widths, strict=True))
    return [
        Table(columns=columns, rows=tuple(rows)),
        Paragraph("签收不代表同意。受送达人拒收的，写明情况，由两名见证人签名，留置送达。"),
    ]


def _title(claim: Claim, code: str) -> str:
    found: Item | None = rulebook(claim.cycle.version).by_code.get(code)
    return code if found is None else found.title
