"""督办周表: what the Monday meeting looks at, as a workbook or on paper. By day, not by person."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from jifen.core.task import RUNNING, State
from jifen.cycles.queries import calendar
from jifen.papers import circular, word
from jifen.papers.circular import Align, Circular, Heading, Paragraph, Table
from jifen.papers.workbook import Column, Kind, Sheet, render
from jifen.people import queries as people
from jifen.tasks import queries
from jifen.tasks.assigning import leads
from jifen.tasks.queries import Standing
from jifen.terms import TASK_STATES
from jifen.web.papers import handed
from jifen.web.seat import Request, Seat
from jifen.web.tasks import called

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


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the sheet and what stands under it, those due first."""

    name: str
    found: Sequence[Standing]


@require_GET
def sheet(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out the week's sheet as a workbook."""
    seat = request.seat
    parts, names = _parts(seat), called(seat.town)
    with translation.override("zh-hans"):  # papers are Chinese, whatever the screen is
        sheets = tuple(
            Sheet(
                name=part.name,
                title=f"{seat.town.name}{part.name}",
                columns=COLUMNS,
                rows=tuple(_row(one, names) for one in part.found),
                notes=(NOTE,),
            )
            for part in parts
        )
    body = render(sheets, title=_title(seat), author=seat.town.name, date=seat.today)
    return handed(body, _filename(seat, "xlsx"))


@require_GET
def paper(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out the week's sheet on paper, with room for what the meeting says."""
    seat = request.seat
    with translation.override("zh-hans"):
        said = _circular(seat, _parts(seat), called(seat.town))
    return handed(word.render(said), _filename(seat, "docx"))


def _parts(seat: Seat) -> tuple[Part, ...]:
    """Return what is overdue, due within seven days, and waiting to be accepted."""
    rows = list(queries.visible_to(seat.actor, seat.town, on=seat.today))
    standing = queries.standing(rows, people.rosters(seat.town), calendar(), today=seat.today)
    until = seat.today + WEEK
    return (
        Part("逾期事项", [one for one in standing if one.overdue]),
        Part(
            "七日内到期",
            [
                one
                for one in standing
                if State(one.step.target) in RUNNING and seat.today <= one.step.due_on <= until
            ],
        ),
        Part("待验收", [one for one in standing if one.step.target == State.REPORTED]),
    )


def _title(seat: Seat) -> str:
    return f"{seat.town.name}督办周表"


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
        str(TASK_STATES[one.step.target]),
        "",
    )


def _circular(seat: Seat, parts: Sequence[Part], names: dict[str, str]) -> Circular:
    return Circular(
        letterhead="",
        doc_number="",
        title=(_title(seat),),
        addressees="",
        blocks=tuple(_blocks(parts, names)),
        issuer=f"{seat.town.name}积分制管理工作领导小组办公室",
        date=seat.today,
        sealed=False,
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
        str(TASK_STATES[one.step.target]),
        "",
    )


def _filename(seat: Seat, ending: str) -> str:
    return f"{_title(seat)}{seat.today:%Y%m%d}.{ending}"
