"""委托与交接: who stands in for whom, until when; and what a leaving hand passes on."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.claims import queries as claims
from jifen.claims.commands import handover
from jifen.core.access import Role, Target, roles_toward
from jifen.core.delegation import DELEGABLE
from jifen.core.errors import Refusal
from jifen.people import queries as people
from jifen.recusals import commands, queries
from jifen.web.paging import whole
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.people.models import User

OFFICE = DELEGABLE - {Role.COUNTY}


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show who stands in for whom; one's own roles to pass on for a time; drafts to hand over."""
    seat = request.seat
    staff = people.holders(seat.town, OFFICE, on=seat.today)
    leads = bool(_hats(seat) & handover.ANYBODYS)
    asked = request.GET.get("who", "")
    leaving = seat.user
    if leads and asked:
        leaving = next((one for one in staff if str(one.ref) == asked), seat.user)
    own = sorted(
        {(g.role, g.area) for g in seat.actor.grants if g.holds(seat.today) and not g.delegator}
    )
    context = {
        "staff": staff,
        "others": [one for one in staff if one.pk != seat.user.pk],
        "takers": [one for one in staff if one.pk != leaving.pk],
        "leads": leads,
        "leaving": leaving,
        "drafts": claims.drafts_of(seat.town, leaving),
        "own": [(role, area) for role, area in own if role in DELEGABLE and _here(area, seat)],
        "delegations": queries.delegations(seat.town, on=seat.today),
        "handovers": queries.handovers(seat.town)[:10],
        "until": seat.today + dt.timedelta(days=14),
    }
    return render(request, "standing_in/show.html", context)


def _hats(seat: Seat) -> frozenset[Role]:
    return roles_toward(seat.actor, Target(area=seat.town.path), on=seat.today)


def _here(area: str, seat: Seat) -> bool:
    return area == seat.town.path or area.startswith(seat.town.path + "/")


def _chosen(text: str, seat: Seat) -> "User":
    found = people.user_at(uuid.UUID(text))
    if found is None or found not in people.holders(seat.town, OFFICE, on=seat.today):
        raise ValueError
    return found


@require_POST
def delegate(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Let somebody stand in with one of one's own roles."""
    seat, given = request.seat, request.POST
    try:
        role, _at, area = given.get("role", "").partition("@")
        if not _here(area, seat):
            raise ValueError
        last = dt.date.fromisoformat(given.get("last_on", ""))
        commands.delegate(
            _chosen(given.get("to", ""), seat),
            Role(role),
            people.area(area),
            from_on=dt.date.fromisoformat(given.get("from_on", "")),
            to_on=last + dt.timedelta(days=1),
            hand=seat.hand(),
        )
    except (ValueError, OverflowError):
        messages.error(request, _("Choose the role, the person, and the first and last day."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Entered. It ends by itself after the last day."))
    return redirect("standing-in", ref=ref)


@require_POST
def end(request: Request, ref: uuid.UUID) -> HttpResponse:
    """End standing in from today."""
    seat = request.seat
    found = queries.delegation_at(seat.town, whole(request.POST.get("delegation")) or 0)
    try:
        if found is None:
            raise Refusal("delegation.unknown")
        commands.end_delegation(found, hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("It has ended."))
    return redirect("standing-in", ref=ref)


@require_POST
def hand_over(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Pass a leaving hand's drafts on to a successor."""
    seat, given = request.seat, request.POST
    try:
        leaving = people.user_at(uuid.UUID(given.get("leaving", "")))
        if leaving is None:
            raise ValueError
        goes, stays = handover.hand_over(
            seat.town,
            leaving,
            _chosen(given.get("to", ""), seat),
            reason=given.get("reason", "").strip()[:500],
            hand=seat.hand(),
        )
    except ValueError:
        messages.error(request, _("Choose who leaves and who takes over."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        said = _(
            "%(went)s drafts went over, %(stayed)s stayed: the successor may not propose them."
        )
        messages.success(request, said % {"went": len(goes), "stayed": len(stays)})
    return redirect("standing-in", ref=ref)
