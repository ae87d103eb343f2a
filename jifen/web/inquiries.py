"""接受审查调查: who is under inquiry, for discipline and the head. Discipline enters it."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.errors import Refusal
from jifen.people import queries as people
from jifen.register import commands
from jifen.web.leaves import end_one
from jifen.web.seat import Request
from jifen.wording import sentence


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the inquiries of a town; not those about the reader's kin."""
    seat = request.seat
    may_enter = seat.may("inquiry-enter")
    context = {
        "inquiries": people.inquiries(seat.town, but=seat.actor.kin),
        "may_enter": may_enter,
        "cadres": people.cadres(seat.town) if may_enter else (),
    }
    return render(request, "inquiries/show.html", context)


@require_POST
def enter(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter that somebody is under inquiry."""
    seat, given = request.seat, request.POST
    try:
        commands.enter_inquiry(
            people.cadre(seat.town, given.get("who", "")[:60]),
            from_on=dt.date.fromisoformat(given.get("from_on", "")),
            document=given.get("document", "")[:60],
            hand=seat.hand(),
        )
    except ValueError:
        messages.error(request, _("Choose who, and the first day."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The inquiry is entered. It changes no points."))
    return redirect("inquiries", ref=ref)


@require_POST
def end(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter that an inquiry is over."""
    end_one(request, people.INQUIRY)
    return redirect("inquiries", ref=ref)
