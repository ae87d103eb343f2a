"""Tasks in Excel: the list taken along, and a workbook of tasks handed in and looked through."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jifen.core.errors import Refusal
from jifen.core.report import Outcome, Report
from jifen.core.task import Level
from jifen.papers.workbook import Column, Kind, Sheet
from jifen.papers.workbook import render as rendered
from jifen.rulebook.queries import rulebook
from jifen.sheets import layouts
from jifen.sheets.problems import SheetProblem
from jifen.sheets.tasks import read_tasks
from jifen.tasks import commands
from jifen.tasks.assigning import leads
from jifen.terms import TASK_RESULTS, TASK_STATES
from jifen.web import workbooks
from jifen.web.papers import handed
from jifen.web.seat import Request, Seat
from jifen.web.tasks import areas, called, chosen
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.tasks.models import Step

COLUMNS = (
    Column("编号", 16),
    Column(layouts.TASK_TITLE.title, 32),
    Column(layouts.TASK_TEXT.title, 32),
    Column(layouts.TASK_LEVEL.title, 10),
    Column(layouts.TASK_ISSUER.title, 18),
    Column(layouts.TASK_DOCUMENT.title, 20),
    Column(layouts.TASK_AREA.title, 16),
    Column(layouts.TASK_UNITS.title, 14),
    Column(layouts.TASK_PEOPLE.title, 14),
    Column(layouts.TASK_UNTIL.title, 12, Kind.DATE),
    Column("主办", 14),
    Column("进度", 14),
    Column("结果", 12),
    Column("报办结日期", 12),
)
_LEVELS = {level: word for word, level in reversed(list(layouts.TASK_LEVELS.items()))}


@require_GET
def export(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out what the filters of the list choose, with the headings that are read back."""
    seat = request.seat
    rows = list(chosen(seat, request.GET))
    names = called(seat.town)
    with translation.override("zh-hans"):  # papers are Chinese, whatever the screen is
        duties = areas(seat)
        lines: list[tuple[str | dt.date, ...]] = [
            (
                str(one.task),
                one.task.title,
                one.task.text,
                _LEVELS[Level(one.task.level)],
                one.task.issuer,
                one.task.document,
                duties.get(one.task.area, one.task.area),
                one.unit.name,
                # Who is named is read back; who leads follows from the duties of the day.
                "" if one.task.area else _whose(one, names),
                one.due_on,
                _whose(one, names) or "空缺" if one.task.area else "",
                str(TASK_STATES[one.target]),
                str(TASK_RESULTS[one.result]) if one.result else "",
                f"{one.reported_on}" if one.reported_on else "",
            )
            for one in rows
        ]
    title = f"{seat.town.name}督办台账"
    sheet = Sheet(name="督办台账", title=title, columns=COLUMNS, rows=tuple(lines))
    body = rendered((sheet,), title=title, author=seat.town.name, date=seat.today)
    return handed(body, f"{title}{seat.today:%Y%m%d}.xlsx")


def _whose(step: "Step", names: Mapping[str, str]) -> str:
    return "、".join(names.get(code, code) for code in leads(step.holders))


@require_http_methods(["GET", "POST"])
def load(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Look through a workbook of tasks, and issue what stands in it."""
    seat = request.seat
    if seat.cycle is None or seat.cycle.state != "open":
        return render(request, "claims/closed.html")
    report, trouble = None, ""
    if request.method == "POST":
        try:
            report = _enter(request, seat)
        except Refusal as refusal:
            trouble = sentence(refusal)
        except SheetProblem as problem:
            trouble = problem.sentence
    context = {
        "trouble": trouble,
        "report": report,
        "rows": _told(report),
        "columns": [column.title for column in layouts.TASKS.columns],
        "areas": [one.name for one in rulebook(seat.cycle.version).duty_areas],
        "levels": list(layouts.TASK_LEVELS),
    }
    wrong = bool(trouble or (report and report.count(Outcome.REFUSED)))
    return render(request, "tasks/import.html", context, status=422 if wrong else 200)


def _enter(request: Request, seat: Seat) -> Report:
    sheet = read_tasks(workbooks.taken(request))
    dry = request.POST.get("do") != "issue"
    return commands.enter(seat.town, sheet, hand=seat.hand(), dry_run=dry)


def _told(report: Report | None) -> list[workbooks.Told]:
    dry = report is not None and report.dry_run
    return workbooks.told(
        report,
        added=_("would be issued") if dry else _("issued"),
        known=_("stood already"),
        refused=_("not issued"),
    )
