"""督办周表: what the Monday meeting looks at, as a workbook. By day, never by person."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.http import HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from jifen.core.task import RUNNING, State
from jifen.cycles.queries import calendar
from jifen.papers.workbook import Column, Kind, Sheet, render
from jifen.people import queries as people
from jifen.tasks import queries
from jifen.tasks.assigning import leads
from jifen.tasks.queries import Standing
from jifen.terms import TASK_STATES
from jifen.web.ledger import XLSX
from jifen.web.seat import Request

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


@require_GET
def sheet(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out the week's sheet: overdue, due within seven days, waiting to be accepted."""
    seat = request.seat
    rows = list(queries.visible_to(seat.actor, seat.town, on=seat.today))
    held, days = people.rosters(seat.town), calendar()
    standing = queries.standing(rows, held, days, today=seat.today)
    names = {one.code: one.name for one in people.cadres(seat.town)}
    until = seat.today + WEEK
    parts = (
        ("逾期事项", [one for one in standing if one.overdue]),
        (
            "七日内到期",
            [
                one
                for one in standing
                if State(one.step.target) in RUNNING and seat.today <= one.step.due_on <= until
            ],
        ),
        ("待验收", [one for one in standing if one.step.target == State.REPORTED]),
    )
    with translation.override("zh-hans"):  # papers are Chinese, whatever the screen is
        sheets = tuple(_sheet(seat.town.name, name, found, names) for name, found in parts)
    title = f"{seat.town.name}督办周表"
    body = render(sheets, title=title, author=seat.town.name, date=seat.today)
    answer = HttpResponse(body, content_type=XLSX)
    filename = f"{title}{seat.today:%Y%m%d}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, filename) or ""
    return answer


def _sheet(town: str, name: str, found: Sequence[Standing], names: dict[str, str]) -> Sheet:
    return Sheet(
        name=name,
        title=f"{town}{name}",
        columns=COLUMNS,
        rows=tuple(
            (
                str(one.step.task),
                one.step.task.title,
                one.step.task.document,
                one.step.unit.name,
                "、".join(names.get(code, code) for code in leads(one.step.holders)) or "空缺",
                one.step.due_on,
                str(TASK_STATES[one.step.target]),
                "",
            )
            for one in found
        ),
        notes=("按办结期限排列，不作个人排名。",),
    )
