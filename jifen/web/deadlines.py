"""期限日历: a month of last days on a page, and one's own as a feed for a calendar program."""

import calendar
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from icalendar import Calendar, Event

from jifen.core.task import OPEN, State
from jifen.core.workdays import is_working_day
from jifen.cycles import queries as cycles
from jifen.people import queries as people
from jifen.tasks import feeds, queries
from jifen.web.gate import seat_of
from jifen.web.seat import Request, Seat

if TYPE_CHECKING:
    from jifen.tasks.models import Step, Task

YEARS = 20
"""How many years before and after this one the page goes."""


@dataclass(frozen=True, slots=True)
class Due:
    """A task that is due on a day, and in how many villages."""

    task: "Task"
    places: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the page."""

    on: dt.date
    here: bool
    """Whether it is of the month asked for."""
    off: bool
    due: Sequence[Due]


@require_GET
def month(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a month: on each day what is due, of what one may read or of one's own."""
    seat, asked = request.seat, request.GET
    first = _first(asked.get("month", ""), seat.today)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    whose = asked.get("whose", "")
    rows = (
        queries.mine(seat.actor, seat.town)
        if whose == "mine"
        else queries.visible_to(seat.actor, seat.town, on=seat.today)
    ).filter(
        target__in=[one.value for one in OPEN - {State.ACCEPTED}],
        due_on__range=(weeks[0][0], weeks[-1][-1]),
    )
    due = _by_day(list(rows), seat.today)
    known = cycles.calendar()
    days = [
        [
            Day(on, on.month == first.month, not is_working_day(on, known), due.get(on, ()))
            for on in week
        ]
        for week in weeks
    ]
    context = {
        "first": first,
        "before": first - dt.timedelta(days=1),
        "after": first + dt.timedelta(days=31),
        "weeks": days,
        "busy": [day for week in days for day in week if day.here and day.due],
        "whose": whose,
        "feed": request.build_absolute_uri(feeds.path(seat.user)),
    }
    return render(request, "tasks/calendar.html", context)


def _first(text: str, today: dt.date) -> dt.date:
    """Return the first day of the month that was asked for; this one, if nobody plans for that."""
    this = today.replace(day=1)
    try:
        asked = dt.date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return this
    return asked if abs(asked.year - this.year) <= YEARS else this


def _by_day(rows: "Sequence[Step]", today: dt.date) -> dict[dt.date, list[Due]]:
    """Return day → the tasks due then, each once."""
    found: dict[dt.date, dict[int, list[Step]]] = {}
    for one in rows:
        found.setdefault(one.due_on, {}).setdefault(one.task_id, []).append(one)
    return {
        on: [
            Due(steps[0].task, len(steps), on < today and any(_waits(one) for one in steps))
            for steps in tasks.values()
        ]
        for on, tasks in found.items()
    }


def _waits(step: "Step") -> bool:
    """Say whether the work itself is still to be done, not only to be looked at."""
    return step.target != State.REPORTED


# ------------------------------------------------------------------ the feed
@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """Hand the feed to whoever brings its key: of what and until when, and nobody's name."""
    key = request.GET.get("key", "")
    user = feeds.whose(key)
    if user is None:
        if key and not ratelimit.consume(  # nobody tries keys one after another
            request, app="jifen", action="check", config=settings.CHECK_LIMITS, limit_get=True
        ):
            slow: HttpResponse = ratelimit.respond_429(request)
            return slow
        told = _("This calendar address does not hold, or no longer: take it anew from the page.")
        return HttpResponse(told, status=422, content_type="text/plain; charset=utf-8")
    with translation.override("zh-hans"):
        body = _calendar(request, seat_of(user)).to_ical()
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _calendar(request: HttpRequest, seat: Seat) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Jifen//Tasks//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", "督办期限")
    for town in people.towns_of(seat.actor, on=seat.today):
        for step in queries.dated(seat.actor, town, on=seat.today):
            made.add_component(_event(request, step, seat.today))
    return made


def _event(request: HttpRequest, step: "Step", today: dt.date) -> Event:
    task = step.task
    late = "（逾期）" if step.due_on < today and _waits(step) else ""
    made = Event()
    made.add("uid", f"{task.key}.{step.unit.ref}@jifen")
    made.add("dtstamp", step.at)
    made.add("dtstart", step.due_on)
    made.add("summary", f"{late}{task.title}（{step.unit.name}）")
    made.add("description", " ".join(one for one in (str(task), task.document) if one))
    made.add("url", request.build_absolute_uri(reverse("task", args=[task.key])))
    return made
