"""工作日历: holidays and make-up days by year; a year's notice is looked through, then entered."""

import csv
import datetime as dt
import io
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.errors import Refusal
from jifen.cycles import commands, queries
from jifen.people import queries as people
from jifen.web.paging import whole
from jifen.web.seat import Request
from jifen.wording import sentence

MOST_BYTES = 200_000
HEADS = {"日期": "date", "上班": "works", "名称": "name"}
Days = dict[dt.date, tuple[bool, str]]


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a year's holidays and make-up days, and which years are there."""
    return _page(request)


def _page(request: Request, text: str = "", days: Days | None = None) -> HttpResponse:
    seat = request.seat
    known = queries.calendar_years()
    asked = whole(request.GET.get("year"))
    year = asked if asked in known else seat.today.year
    context = {
        "year": year,
        "years": sorted(known | {seat.today.year, seat.today.year + 1}),
        "known": known,
        "days": queries.special_days(year),
        "may_load": seat.may("calendar-load"),
        "text": text,
        "differences": queries.differences(days) if days else (),
        "replaced": sorted({day.year for day in days}) if days else (),
    }
    return render(request, "calendars/show.html", context)


@require_POST
def load(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what a table would change; enter it once that was seen."""
    seat = request.seat
    try:
        text = _text(request)
        days = read(text)
        if request.POST.get("seen") != "yes":
            return _page(request, text, days)
        count = commands.load_calendar(days, towns=people.towns(), hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("%(count)s days entered") % {"count": count})
    return redirect("calendar", ref=ref)


def _text(request: Request) -> str:
    file = request.FILES.get("file")
    given = file.read(MOST_BYTES) if file else request.POST.get("text", "")[:MOST_BYTES].encode()
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return bytes(given).decode(coding)
        except UnicodeDecodeError:
            continue
    raise Refusal("calendar.row", row=1)


def read(text: str) -> Days:
    """Read a table of days: date, works (0 or 1), name; the heads in English or Chinese.

    Raises:
        Refusal: "calendar.row" naming the row that cannot be read, "calendar.empty".
    """
    days: Days = {}
    table = csv.DictReader(io.StringIO(text, newline=""))
    table.fieldnames = [HEADS.get(head.strip(), head) for head in table.fieldnames or ()]
    for number, row in enumerate(table, 2):
        try:
            on = dt.date.fromisoformat((row["date"] or "").strip())
            works = {"0": False, "1": True}[(row["works"] or "").strip()]
            days[on] = (works, (row["name"] or "").strip()[:40])
        except (KeyError, ValueError):
            raise Refusal("calendar.row", row=number) from None
    if not days:
        raise Refusal("calendar.empty")
    return days
