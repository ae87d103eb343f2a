"""What the minutes of a meeting (会议纪要) say, as a circular.

Elements: GB/T 9704—2012, 10.3 (纪要格式): no seal, those present listed as 出席, 列席 and 请假.
"""

import datetime as dt
from collections.abc import Sequence

from jifen.core.meeting import Capacity, PointKind
from jifen.meetings import queries
from jifen.meetings.models import Attendee, Meeting, Point
from jifen.papers.circular import Block, Circular, Heading, Paragraph
from jifen.papers.numerals import chinese_date, chinese_number
from jifen.papers.workbook import Column, Kind, Sheet

KINDS = {
    PointKind.GRANT_BATCH: "加分月度审定",
    PointKind.DEDUCTION_LIST: "轻微扣分月度清单",
    PointKind.GRAVE: "重大扣分",
    PointKind.RANGE_AWARD: "幅度内定分",
    PointKind.TIE: "并列名次",
    PointKind.VETO: "一票否决事项",
    PointKind.CONSEQUENCE: "结果运用",
    PointKind.RULEBOOK: "细则事项",
    PointKind.OTHER: "其他事项",
}


def series(town: str) -> str:
    """Return the short name under which a town numbers its minutes.

    >>> series("示例镇")
    '示积纪'
    """
    return f"{town[0]}积纪"


def is_minutes(series: str) -> bool:
    """Say whether a paper of this series is minutes: read by the office and the deciders only."""
    return series.endswith("积纪")


def title(meeting: Meeting) -> str:
    """Return the title of a meeting's minutes."""
    return f"{meeting.name}纪要"[:120]


def minutes(meeting: Meeting, *, on: dt.date) -> Circular:
    """Return a meeting's minutes, dated `on`, without their number. Four queries."""
    sitting = queries.attendees(meeting)
    points = queries.agenda(meeting)
    issuer = f"{meeting.town.name}积分制管理工作领导小组办公室"
    blocks: list[Block] = [
        Paragraph(
            f"{chinese_date(meeting.held_on)}，{meeting.chair.name}主持召开{meeting.name}，"
            f"会议议题{len(points)}项。现将会议情况纪要如下。"
        )
    ]
    for point in points:
        blocks += _point(point)
    blocks += [
        Paragraph(f"出席：{_names(sitting, (Capacity.CHAIR, Capacity.MEMBER))}。"),
        Paragraph(f"列席：{_names(sitting, (Capacity.GUEST,)) or '无'}。"),
    ]
    return Circular(
        letterhead=f"{meeting.town.name}积分制管理工作领导小组会议纪要",
        doc_number="",
        title=(meeting.name, "纪要"),
        addressees="",
        blocks=tuple(blocks),
        issuer=issuer,
        date=on,
        sealed=False,
    )


def sheets(meeting: Meeting) -> tuple[Sheet, ...]:
    """Return the table of a meeting's votes for Excel. Three queries."""
    rows = []
    for point in queries.agenda(meeting):
        decision = queries.decided(point)
        rows.append(
            (
                point.number,
                point.title,
                KINDS[PointKind(point.kind)],
                point.entitled,
                point.votes_for,
                point.against,
                point.abstained,
                decision.text if decision else "留待下次会议",
            )
        )
    columns = (
        Column("序号", 6, Kind.COUNT),
        Column("议题", 34),
        Column("类别", 16),
        Column("有表决权", 9, Kind.COUNT),
        Column("赞成", 7, Kind.COUNT),
        Column("反对", 7, Kind.COUNT),
        Column("弃权", 7, Kind.COUNT),
        Column("议定意见", 40),
    )
    unit, day = f"单位：{meeting.town.name}", f"开会日期：{chinese_date(meeting.held_on)}"
    return (
        Sheet(
            name="表决情况",
            title=f"{meeting.name}表决情况表",
            columns=columns,
            rows=tuple(rows),
            above=(unit, day),
        ),
    )


def _point(point: Point) -> list[Block]:
    """Say one point: what it was, who left the room, how it was voted, what was decided."""
    found: list[Block] = [Heading(1, f"{chinese_number(point.number)}、{point.title}")]
    recused = [f"{one.attendee.user.name}（{one.reason}）" for one in point.recusals.all()]
    if recused:
        found.append(Paragraph(f"回避：{'、'.join(recused)}，未参加本议题的讨论和表决。"))
    covered: int = vars(point)["cases"]
    if covered:
        found.append(Paragraph(f"本议题一并审议{covered}件，逐件清单存领导小组办公室备查。"))
    decision, votes = queries.decided(point), queries.count(point)
    if decision is None or votes is None:
        found.append(Paragraph("本议题未付表决，留待下次会议。"))
        return found
    found.append(
        Paragraph(
            f"本议题有表决权的{votes.entitled}人，赞成{votes.votes_for}票，反对{votes.against}票，"
            f"弃权{votes.abstained}票。"
        )
    )
    if point.dissent:
        found.append(Paragraph(f"不同意见：{point.dissent}"))
    result = "议定" if decision.carried else "未获通过"
    found.append(Paragraph(f"{result}：{decision.text}"))
    return found


def _names(sitting: Sequence[Attendee], capacities: Sequence[Capacity]) -> str:
    return "、".join(one.user.name for one in sitting if one.capacity in capacities)
