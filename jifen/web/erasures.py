"""Erasing a person's data: what waits for a second hand, and the form of the first."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.erasure import Basis
from jifen.core.errors import Refusal
from jifen.custody import erasing
from jifen.people import queries as people
from jifen.web.seat import Request
from jifen.wording import sentence


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what is erased and what is kept, what waits, and the form."""
    seat = request.seat
    waiting = people.proposals(seat.town)
    names = {one.code: one.name for one in people.cadres(seat.town).filter(code__in=waiting)}
    context = {
        "bases": list(Basis),
        "years": settings.RETENTION_YEARS,
        "proposes": bool(seat.roles & erasing.PROPOSES),
        "waiting": [
            {
                "code": code,
                "name": names.get(code, code),
                "mine": said["by"] == seat.actor.key,
                **said,
            }
            for code, said in waiting.items()
        ],
        "erased": people.erased(seat.town),
    }
    return render(request, "erasures/show.html", context)


@require_POST
def propose(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Propose an erasure, or say why not."""
    seat = request.seat
    try:
        cadre = people.cadre(seat.town, request.POST.get("who", "").strip()[:60])
        chosen = request.POST.get("basis", "")
        basis = Basis(chosen) if chosen in set(Basis) else Basis.RETENTION_ENDED
        number = request.POST.get("document_number", "").strip()[:60]
        erasing.propose(cadre, basis=basis, document_number=number, hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Proposed. Another account carries it out on this page."))
    return redirect("erasures", ref=ref)


@require_POST
def carry_out(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Carry out what another proposed, or say why not."""
    seat = request.seat
    try:
        cadre = people.cadre(seat.town, request.POST.get("who", "").strip()[:60])
        erasing.carry_out(cadre, hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(
            request, _("Erased: only the code %(code)s is left.") % {"code": cadre.code}
        )
    return redirect("erasures", ref=ref)
