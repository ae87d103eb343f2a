"""警示与处置: warning cases, the talk that is due, and what a second time proposes to whom."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.errors import Refusal
from jifen.outcomes import commands, queries
from jifen.people import queries as people
from jifen.web.cadres import chosen_cycle
from jifen.web.seat import Request
from jifen.wording import sentence


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List a cycle's warning cases, each with what opened it and what may follow."""
    seat, cycle = request.seat, chosen_cycle(request)
    may_talk = seat.may("case-talk")
    others = []
    if may_talk:
        seconds = people.holders(seat.town, commands.SECONDS, on=seat.today)
        others = [one for one in seconds if one.pk != seat.user.pk]
    found = queries.cases(cycle, today=seat.today, cycles=seat.cycles) if cycle else ()
    context = {
        "cycle": cycle,
        "cases": [(case, may_talk and queries.awaits_talk(case)) for case in found],
        "others": others,
    }
    return render(request, "cases/table.html", context)


@require_POST
def talk(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter that a warning talk was held, by this person and a second one."""
    seat = request.seat
    try:
        seconds = people.holders(seat.town, commands.SECONDS, on=seat.today)
        chosen = [one for one in seconds if str(one.ref) == request.POST.get("second")]
        held_on = dt.date.fromisoformat(request.POST.get("held_on", ""))
        if not chosen:
            raise ValueError
        commands.hold_talk(
            seat.town,
            request.POST.get("case", "")[:40],
            held_on=held_on,
            record=request.POST.get("record", "")[:2000],
            hand=seat.hand(),
            second=people.actor(chosen[0]),
        )
    except ValueError:
        messages.error(request, _("Choose the day of the talk and the second talker."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The talk is entered."))
    return redirect("cases", ref=ref)
