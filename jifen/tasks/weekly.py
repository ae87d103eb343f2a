"""督办周表: what the Monday meeting looks at, as a workbook or on paper. By day, not by person."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jifen.core.access import Actor
from jifen.core.task import RUNNING, State
from jifen.cycles.queries import calendar
from jifen.papers import circular, word
from jifen.papers.circular import Align, Circular, Heading, Paragraph, Table
from jifen.papers.workbook import Column, Kind, Sheet, render
from jifen.people import queries as people
from jifen.people.models import Area
from jifen.tasks import queries
from jifen.tasks.assigning import leads
from jifen.tasks.queries import Standing

WEEK = dt.timedelta(days=7)
COLUMNS = (
    Column("编号", 16),
    Column("事项", 32),
    Column("来文", 20),
    Column("村（社区）", 14),
    Column("承办人", 14),
    Column("办结期限", 12, Kind.DATE),
    Column("进度", 14),
    Column("督办意见", 24),
)
PRINTED = (
    circular.Column("序号", 9),
    circular.Column("事项", 31, Align.LEFT),
    circular.Column("所在村", 15),
    circular.Column("承办人", 12),
    circular.Column("期限", 17),
    circular.Column("进度", 12),
    circular.Column("督办意见", 14),
)
NOTE = "按办结期限排列，不作个人排名。"
SAID: Mapping[State, str] = {
    State.ISSUED: "已下达",
    State.RECEIVED: "已签收",
    State.WORKING: "办理中",
    State.REPORTED: "已报办结",
    State.MISSED: "逾期未办结",
}
"""How the sheet says where a task stands: papers are Chinese, whatever the screen is."""


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the sheet and what stands under it, those due first."""

    name: str
    found: Sequence[Standing]


def parts(actor: Actor, town: Area, *, on: dt.date) -> tuple[Part, ...]:
    """Return what is overdue, due within seven days, and waiting to be accepted.

    Of what somebody may read; seven queries.
    """
    rows = list(queries.visible_to(actor, town, on=on))
    standing = queries.standing(rows, people.rosters(town), calendar(), today=on)
    until = on + WEEK
    return (
        Part("逾期事项", [one for one in standing if one.overdue]),
        Part(
            "七日内到期",
            [
                one
                for one in standing
                if State(one.step.target) in RUNNING and on <= one.step.due_on <= until
            ],
        ),
        Part("待验收", [one for one in standing if one.step.target == State.REPORTED]),
    )


def sheet(actor: Actor, town: Area, *, on: dt.date) -> bytes:
    """Draw the week's sheet as a workbook."""
    names = _names(town)
    sheets = tuple(
        Sheet(
            name=part.name,
            title=f"{town.name}{part.name}",
            columns=COLUMNS,
            rows=tuple(_row(one, names) for one in part.found),
            notes=(NOTE,),
        )
        for part in parts(actor, town, on=on)
    )
    return render(sheets, title=title(town), author=town.name, date=on)


def paper(actor: Actor, town: Area, *, on: dt.date) -> bytes:
    """Draw the week's sheet on paper (.docx), with room for what the meeting says."""
    said = Circular(
        letterhead="",
        doc_number="",
        title=(title(town),),
        addressees="",
        blocks=tuple(_blocks(parts(actor, town, on=on), _names(town))),
        issuer=f"{town.name}积分制管理工作领导小组办公室",
        date=on,
        sealed=False,
    )
    return word.render(said)


def title(town: Area) -> str:
    """Return what the sheet is called."""
    return f"{town.name}督办周表"


def _names(town: Area) -> dict[str, str]:
    return {one.code: one.name for one in people.cadres(town)}


def _holders(one: Standing, names: dict[str, str]) -> str:
    return "、".join(names.get(code, code) for code in leads(one.step.holders)) or "空缺"


def _row(one: Standing, names: dict[str, str]) -> tuple[str | dt.date, ...]:
    return (
        str(one.step.task),
        one.step.task.title,
        one.step.task.document,
        one.step.unit.name,
        _holders(one, names),
        one.step.due_on,
        SAID[State(one.step.target)],
        "",
    )


def _blocks(parts: Sequence[Part], names: dict[str, str]) -> Iterator[circular.Block]:
    for numeral, part in zip("一二三", parts, strict=True):
        yield Heading(1, f"{numeral}、{part.name}（{len(part.found)}项）")
        if not part.found:
            yield Paragraph("无。")
            continue
        rows = (_printed(n, one, names) for n, one in enumerate(part.found, 1))
        yield Table(PRINTED, tuple(rows))
    yield Paragraph(NOTE)


def _printed(n: int, one: Standing, names: dict[str, str]) -> tuple[str, ...]:
    task, due = one.step.task, one.step.due_on
    papers = "，".join(text for text in (str(task), task.document) if text)
    return (
        str(n),
        f"{task.title}（{papers}）",
        one.step.unit.name,
        _holders(one, names),
        f"{due.month}月{due.day}日",
        SAID[State(one.step.target)],
        "",
    )
