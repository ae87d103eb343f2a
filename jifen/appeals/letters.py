"""The papers of a review (文书): receipt, decision, notice that it is not taken up, correction.

A decision names who, the facts and evidence, the article, what was found of each point, the outcome
with its ground, and what can be done next, until when and where. What lacks one is not issued.
Yardsticks: 公务员法 95 and 96; 政务处分法 45 (what a decision says), 57 to 60 (what it comes to).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jifen.appeals import queries
from jifen.appeals.models import Appeal, Ruling
from jifen.core import appeal as rules
from jifen.core.access import Role
from jifen.core.appeal import Action, Ground, Level, State
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import local_date
from jifen.core.points import display
from jifen.core.rules import Direction
from jifen.core.workflow import Outcome
from jifen.papers.circular import Block, Circular, Heading, Paragraph
from jifen.papers.models import Paper
from jifen.papers.numerals import chinese_date, document_number
from jifen.rulebook.queries import rulebook


class Letter(StrEnum):
    """A paper of a review."""

    RECEIPT = "receipt"  # 复核申请回执
    DECISION = "decision"  # 复核决定书、申诉处理决定书, or 不予受理通知书


CORRECTS = "更正："
"""What the title of a correction begins with."""
OUTCOMES: Mapping[str, str] = {
    Outcome.UPHELD: "维持",
    Outcome.CHANGED: "变更",
    Outcome.QUASHED: "撤销",
    Outcome.REDO: "撤销并由他人重新作出",
}
GROUNDS: Mapping[str, str] = {
    Ground.FACTS_UNCLEAR: "事实不清或者证据不足",
    Ground.PROCEDURE: "违反规定程序",
    Ground.ULTRA_VIRES: "超越职权或者滥用职权",
    Ground.WRONG_LAW: "适用条款错误",
    Ground.WRONG_FACTS: "情节认定错误",
    Ground.EXCESSIVE: "处理明显不当",
}


def series(appeal: Appeal) -> str:
    """Return the short name under which a review's papers are numbered (机关代字).

    >>> from jifen.people.models import Area
    >>> series(Appeal(level="first", town=Area(name="示例镇")))
    '示积复'
    """
    return appeal.town.name[0] + ("积复" if appeal.level == Level.FIRST else "积申")


def title(appeal: Appeal, letter: Letter) -> str:
    """Return what a paper is called."""
    name = "复核" if appeal.level == Level.FIRST else "申诉"
    if letter is Letter.RECEIPT:
        return f"{name}申请回执"
    if appeal.state == State.INADMISSIBLE:
        return f"{name}申请不予受理通知书"
    return "复核决定书" if appeal.level == Level.FIRST else "申诉处理决定书"


def is_letter(series: str, name: str) -> bool:
    """Say whether a paper is a review's own letter; a correction of a circular is for everybody.

    >>> is_letter("示积复", "复核决定书"), is_letter("示积复", "更正：关于积分情况的通报")
    (True, False)
    """
    return series.endswith(("积复", "积申")) and not name.startswith(CORRECTS)


def ready(appeal: Appeal, letter: Letter) -> bool:
    """Say whether a review has come so far that the paper can be issued."""
    if letter is Letter.RECEIPT:
        return True
    return appeal.state in {State.DECIDED, State.SERVED, State.INADMISSIBLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a paper says of the people around a review, read beforehand."""

    name: str  # who asks
    post: str
    unit: str
    body: Role  # who judges
    county: str


def compose(
    appeal: Appeal, letter: Letter, scene: Scene, *, on: dt.date, receipt: str = "", code: str = ""
) -> Circular:
    """Return a paper, dated `on`, without its number.

    Raises:
        Refusal: "appeal.letter-early" where there is nothing to write yet, "appeal.letter-lacks"
            naming what it would leave out.
    """
    if not ready(appeal, letter):
        raise Refusal("appeal.letter-early")
    blocks = _receipt(appeal, scene) if letter is Letter.RECEIPT else _decision(appeal, scene)
    return Circular(
        letterhead="",
        doc_number="",
        title=(title(appeal, letter),),
        addressees=scene.name,
        blocks=blocks,
        issuer=issuer(appeal, scene),
        date=on,
        receipt=receipt,
        code=code,
    )


def issuer(appeal: Appeal, scene: Scene) -> str:
    """Return whose paper it is: the town party committee's, or the county's."""
    if scene.body is Role.COUNTY:
        return f"{scene.county}村（社区）干部积分制管理主管部门"
    return f"中共{appeal.town.name}委员会"


# ------------------------------------------------------------------ what they say
def _receipt(appeal: Appeal, scene: Scene) -> tuple[Block, ...]:
    points = _points(appeal)
    filed = chinese_date(local_date(appeal.filed_at))
    waits = "" if _is_grant(appeal) else "办理期间，该项扣分暂停计算，不计入积分、排名和通报。"
    how = f"（书面材料编号：{appeal.on_paper}）" if appeal.on_paper else ""
    return (
        Paragraph(f"{filed}收到你就{_subject(appeal)}提出的申请{how}。"),
        Paragraph(f"申请理由：{points}。"),
        Paragraph(
            f"本件由{issuer(appeal, scene)}办理，办理人为未参与原决定的人员，"
            f"不迟于{chinese_date(appeal.due_on)}作出决定并送达。{waits}不会因为申请而加重处理。"
        ),
        Paragraph(
            "你可以在收到本回执之日起2个工作日内申请办理人回避，可以随时补充材料或者撤回申请。"
        ),
    )


def _decision(appeal: Appeal, scene: Scene) -> tuple[Block, ...]:
    declined = next((s for s in appeal.steps.all() if s.action == Action.DECLINE), None)
    ruling = queries.ruling_of(appeal)
    item = queries.item_of(appeal)
    parts = {
        "who": scene.name,
        "unit": scene.unit,
        "article": item.article,
        "evidence": "、".join(_evidence(appeal)),
        "points": _points(appeal),
        "finding": declined.reason if declined else ruling.reason if ruling else "",
        "body": issuer(appeal, scene),
    }
    lacking = [name for name, text in parts.items() if not text.strip()]
    if lacking:
        raise Refusal("appeal.letter-lacks", what="、".join(LACKING[name] for name in lacking))
    who = f"申请人{scene.name}，{scene.unit}" + (f"{scene.post}" if scene.post else "") + "。"
    filed = chinese_date(local_date(appeal.filed_at))
    heard: list[Block] = [
        Paragraph(who),
        Paragraph(
            f"申请人对{_subject(appeal)}不服，于{filed}提出申请。原决定依据的证据：{parts['evidence']}。"
        ),
        Paragraph(f"申请人提出：{parts['points']}。"),
    ]
    if declined is not None:
        return (
            *heard,
            Paragraph(f"经审查，{ended(declined.reason)}决定不予受理。"),
            _next(appeal),
        )
    assert ruling is not None
    return (
        *heard,
        Heading(1, "一、查明的情况"),
        Paragraph(ended(ruling.reason)),
        Heading(1, "二、对申请理由的答复"),
        *(_reply(row) for row in ruling.replies),
        Heading(1, "三、决定"),
        Paragraph(_outcome(appeal, ruling)),
        _next(appeal),
    )


LACKING: Mapping[str, str] = {
    "who": "申请人",
    "unit": "所在村（社区）",
    "article": "条款",
    "evidence": "证据",
    "points": "申请理由",
    "finding": "查明的情况",
    "body": "作出决定的机关",
}


def _subject(appeal: Appeal) -> str:
    item = queries.item_of(appeal)
    one = appeal.fact or appeal.claim
    assert one is not None
    amount = display(queries.amount(item, queries.measures_of(appeal)))
    what = "不予加分的决定" if _refused(appeal) else f"{_sign(appeal)}{amount}分的决定"
    number = f"（{one.decision_number}）" if one.decision_number else ""
    book = rulebook(queries.cycle_of(appeal).version).title
    about = f"{chinese_date(one.happened_on)}“{item.title}”一事"
    return f"{about}，依据《{book}》{item.article}作出的{what}{number}"


def _sign(appeal: Appeal) -> str:
    return "加" if _is_grant(appeal) else "扣"


def _is_grant(appeal: Appeal) -> bool:
    return queries.item_of(appeal).direction is Direction.ADD


def _refused(appeal: Appeal) -> bool:
    return appeal.fact is None and _is_grant(appeal)


def _evidence(appeal: Appeal) -> Sequence[str]:
    one = appeal.fact or appeal.claim
    assert one is not None
    return [text if not text.startswith("file:") else "存档文件" for text in one.evidence]


def _reply(row: Sequence[object]) -> Paragraph:
    number, accepted, why = row
    return Paragraph(f"第{number}条，{'采纳' if accepted else '不采纳'}。{ended(str(why))}")


def _outcome(appeal: Appeal, ruling: Ruling) -> str:
    book = rulebook(queries.cycle_of(appeal).version).title
    article = queries.item_of(appeal).article
    if ruling.outcome == Outcome.UPHELD:
        text = "原决定事实清楚、证据充分、程序合规、适用条款正确、处理适当，"
    else:
        text = f"原决定{'、'.join(GROUNDS[g] for g in ruling.grounds)}，"
    text += f"依据《{book}》{article}和复核程序的规定，决定{OUTCOMES[ruling.outcome]}原决定"
    if ruling.measures is not None:
        less = queries.amount(queries.item_of(appeal), Measures.read(ruling.measures))
        text += f"，变更为{_sign(appeal)}{display(less)}分"
    if ruling.outcome in {Outcome.QUASHED, Outcome.REDO, Outcome.CHANGED}:
        text += "；积分、名次和奖励据此更正，并在原公布范围内更正"
    return text + "。"


def _next(appeal: Appeal) -> Paragraph:
    if appeal.level == Level.SECOND:
        return Paragraph("本决定为最终决定。")
    days = rules.period("file-second", on=local_date(appeal.filed_at)).days
    return Paragraph(
        f"如不服本决定，可以自收到之日起{days}日内向县级村（社区）干部积分制管理主管部门提出申诉，"
        "不会因为申诉而加重处理。"
    )


def _points(appeal: Appeal) -> str:
    said = (f"{p.number}.{p.text.strip().rstrip('。；;.')}" for p in appeal.points.all())
    return "；".join(said)


def ended(text: str) -> str:
    """Return a text with one full stop at its end."""
    return text.strip().rstrip("。；;.") + "。"


# ------------------------------------------------------------------ the correction
def correction(
    appeal: Appeal, original: Paper, total: int, scene: Scene, *, on: dt.date, checkpoint: dt.date
) -> Circular:
    """Return the correction of a circular whose figures a review has moved, for its audience.

    It names the original, whose figure is wrong, what is right, and what it follows from; not what
    the deduction was about.

    Raises:
        Refusal: "appeal.letter-early" unless a decision that moves something was served.
    """
    ruling = queries.ruling_of(appeal)
    if ruling is None or appeal.state != State.SERVED or ruling.outcome == Outcome.UPHELD:
        raise Refusal("appeal.letter-early")
    number = document_number(original.series, original.year, original.number)
    return Circular(
        letterhead="",
        doc_number="",
        title=("关于更正积分情况的通报",),
        addressees="各村（社区）党组织、村（居）民委员会，镇各办（站、所）",
        blocks=(
            Paragraph(
                f"《{original.title}》（{number}）所载{scene.unit}{scene.name}截至{chinese_date(checkpoint)}的"
                f"积分，因复核决定{OUTCOMES[ruling.outcome]}其中一项{_sign(appeal)}分，现予更正。"
            ),
            Paragraph(
                f"{scene.name}截至{chinese_date(checkpoint)}的积分更正为{display(total)}分，名次按更正后的"
                "积分重新排列。与原通报不一致的，以本通报为准。"
            ),
            Paragraph("请在原公布范围内以同样方式公布本通报，并停止使用原通报中的有关数据。"),
        ),
        issuer=f"{appeal.town.name}积分制管理工作领导小组办公室",
        date=on,
    )
