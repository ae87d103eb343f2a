"""合村并组: which villages merged into which, what bears the old names, and entering one."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.errors import Refusal
from jifen.people import mergers
from jifen.people import queries as people
from jifen.register import commands as register
from jifen.tasks import commands as tasks
from jifen.terms import ROLES
from jifen.web.seat import Request, Seat
from jifen.web.tasks import areas
from jifen.wording import sentence


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the mergers of a town, and what still bears the old names."""
    return _page(request)


@require_POST
def enter(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter a merger, or say why not and keep what was written."""
    trouble = _entered(request)
    return _page(request, trouble) if trouble else redirect("mergers", ref=ref)


def _page(request: Request, trouble: str = "") -> HttpResponse:
    seat = request.seat
    units = people.standing(seat.town, on=seat.today)
    context = {
        "mergers": mergers.mergers(seat.town),
        "left": _left(seat),
        "units": units,
        "may_enter": seat.may("merger-enter"),
        "sent": request.POST,
        "sent_units": request.POST.getlist("units"),
        "trouble": trouble,
    }
    return render(request, "mergers/show.html", context, status=422 if trouble else 200)


def _left(seat: Seat) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what bears the old names: village, how it ends, and of whom and what."""
    named = areas(seat) | {role: str(name) for role, name in ROLES.items()}
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in mergers.remaining(seat.town, on=seat.today):
        held = found.setdefault((one.unit.name, one.left), [])
        held.append((one.who, named.get(one.what, one.what)))
    return [(unit, left, held) for (unit, left), held in found.items()]


def _entered(request: Request) -> str:
    """Enter the merger of a form, or return why not."""
    seat, sent = request.seat, request.POST
    by_ref = {str(one.ref): one for one in people.villages(seat.town)}
    into = by_ref.get(sent.get("into", "")) or register.NewUnit(
        sent.get("name", "")[:60], sent.get("kind", "")
    )
    try:
        on = dt.date.fromisoformat(sent.get("on", ""))
        made = register.merge(
            seat.town,
            [by_ref[one] for one in sent.getlist("units") if one in by_ref],
            into,
            on=on,
            document=sent.get("document", ""),
            hand=seat.hand(),
        )
    except ValueError:
        return _("Give the day on which it took effect as YYYY-MM-DD.")
    except Refusal as refusal:
        return sentence(refusal)
    handed = tasks.follow_mergers(seat.town, made, hand=seat.hand())
    said = _("The merger is entered; %(count)s open tasks went to other hands.")
    messages.success(request, said % {"count": handed})
    return ""
