"""请假登记: who is away on a day; a leave is entered with its kind and days, nothing of health.

What was entered without an end is ended here, with the reason.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.errors import Refusal
from jifen.people import queries as people
from jifen.register import commands
from jifen.web.seat import Request
from jifen.wording import sentence


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List who is away on a day, and who will be. The kind is for who enters it."""
    seat = request.seat
    try:
        on = dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = seat.today
    may_enter = seat.may("leave-enter")
    context = {
        "on": on,
        "away": people.away_on(seat.town, on=on),
        "coming": people.away_after(seat.town, on=on),
        "may_enter": may_enter,
        "cadres": people.cadres(seat.town) if may_enter else (),
        "kinds": people.LEAVE_KINDS,
    }
    return render(request, "leaves/show.html", context)


@require_POST
def enter(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter a leave in the register."""
    seat, given = request.seat, request.POST
    try:
        last = given.get("last_on", "")
        until = dt.date.fromisoformat(last) + dt.timedelta(days=1) if last else None
        if given.get("kind", "") not in people.LEAVE_KINDS:
            raise ValueError
        commands.enter_leave(
            people.cadre(seat.town, given.get("who", "")[:60]),
            kind=given["kind"],
            from_on=dt.date.fromisoformat(given.get("from_on", "")),
            to_on=until,
            hand=seat.hand(),
        )
    except (ValueError, OverflowError):
        messages.error(request, _("Choose who, the kind, and the first and last day."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The leave is entered; the open cycle follows it."))
    return redirect("leaves", ref=ref)


@require_POST
def end(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter that a leave is over."""
    end_one(request, people.LEAVE_KINDS)
    return redirect("leaves", ref=ref)


def end_one(request: Request, kinds: Collection[str]) -> None:
    """End the leave of one of some kinds that a form names, and say so; or say why not."""
    seat, given = request.seat, request.POST
    try:
        from_on = dt.date.fromisoformat(given.get("from_on", ""))
        commands.end_leave(
            people.leave(seat.town, given.get("who", "")[:60], from_on, kinds=kinds),
            to_on=dt.date.fromisoformat(given.get("to_on", "")),
            reason=given.get("reason", "")[:200],
            hand=seat.hand(),
        )
    except ValueError:
        messages.error(request, _("Choose the first day on which it is over."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The end is entered; the open cycle follows it."))
