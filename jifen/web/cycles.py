"""考核周期: where it stands, its frozen editions, the briefing, the close by two people."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core import reasons
from jifen.core.errors import Refusal
from jifen.core.stages import stage
from jifen.cycles import queries as cycles
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.standings import commands, leaving, queries
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a cycle: its dates and rulebook, what is frozen, what may be frozen next."""
    seat, cycle = request.seat, _cycle(request)
    rules = rulebook(cycle.version)
    editions = list(queries.editions(cycle).defer("body", "names"))
    done = {edition.checkpoint_on for edition in editions}
    days = cycles.checkpoints(cycle, rules)
    context = {
        "cycle": cycle,
        "rules": rules,
        "editions": editions,
        "days": days,
        "to_brief": [d for d in days[:-1] if d <= seat.today and d not in done],
        "open": cycle.state == "open",
        "stage": stage(
            seat.today,
            starts_on=cycle.starts_on,
            ends_on=cycle.ends_on,
            briefed=any(one.kind == "briefing" for one in editions),
            closed=cycle.state == "closed",
            followed=any(
                one.starts_on == cycle.ends_on and one.state == "closed" for one in seat.cycles
            ),
        ),
        "ended": seat.today >= cycle.ends_on,
        "last_on": cycle.ends_on - dt.timedelta(days=1),
        "may_read": seat.may("ledger"),
        "may_brief": seat.may("cycle-brief"),
        "may_close": seat.may("cycle-closing"),
        "may_open": seat.may("openings"),
        "may_amend": cycle.state == "closed" and seat.may("amend"),
        "may_results": seat.may("results"),
        "may_mirror": seat.may("fairness"),
        "may_simulate": seat.may("simulation"),
    }
    return render(request, "cycles/show.html", context)


@require_POST
def brief(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Freeze the standing of a checkpoint."""
    cycle = _cycle(request)
    try:
        day = dt.date.fromisoformat(request.POST.get("on", ""))
        edition = commands.brief(cycle, checkpoint_on=day, hand=request.seat.hand())
    except ValueError:
        messages.error(request, _("Choose the checkpoint to freeze."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Frozen. It never changes; now the circular can be issued."))
        return redirect("edition", ref=edition.ref)
    return redirect("cycle", ref=ref)


@require_GET
def closing(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what must be so before the cycle closes, and whose turn it is."""
    seat, cycle = request.seat, _cycle(request)
    checks = queries.checklist(cycle, seat.today)
    asked = cycle.closing_by if cycle.state == "open" else None
    context = {
        "cycle": cycle,
        "rows": [(check, check.refusal and sentence(check.refusal)) for check in checks],
        "ready": all(check.ok for check in checks),
        "asked": asked,
        "asked_by": cycles.asked_by(cycle) if asked else "",
        "asked_by_me": asked is not None and asked.hex == seat.actor.key,
        "left": next(check.left for check in checks if check.code == "late")
        if cycle.state == "open"
        else leaving.left(cycle),
        "may_leave": seat.may("cycle-leave") and leaving.may_leave(cycle, seat.cycles),
        "least": reasons.LEAST,
    }
    return render(request, "cycles/closing.html", context)


@require_POST
def propose_close(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Ask for the close; another person confirms."""
    try:
        commands.propose_close(_cycle(request), hand=request.seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Asked for. Another person with this right confirms it."))
    return redirect("cycle-closing", ref=ref)


@require_POST
def close(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Confirm the close that somebody else asked for."""
    cycle = _cycle(request)
    first = people.user_at(cycle.closing_by) if cycle.closing_by else None
    try:
        if first is None:
            raise Refusal("close.not-asked", login="")
        edition = commands.close(cycle, hand=request.seat.hand(), second=people.actor(first))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("cycle-closing", ref=ref)
    messages.success(request, _("The cycle is closed; the final edition is frozen."))
    return redirect("edition", ref=edition.ref)


@require_POST
def leave(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Let one unfinished case go on after the close, to be booked late."""
    try:
        case = uuid.UUID(request.POST.get("claim", ""))
        reason = request.POST.get("reason", "")
        commands.leave_late(_cycle(request), case, reason=reason, hand=request.seat.hand())
    except ValueError:
        messages.error(request, _("Choose the case that is left."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(
            request, _("Left to be booked late. The published close lists it with its reason.")
        )
    return redirect("cycle-closing", ref=ref)


def _cycle(request: Request) -> "Cycle":
    return cast("Cycle", request.seat.thing and request.seat.thing.row)
