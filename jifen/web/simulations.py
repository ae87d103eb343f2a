"""试算: what another rulebook would make of a cycle, for the office and those who decide."""

import uuid
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.comparison import Crossing
from jifen.core.errors import Refusal
from jifen.rulebook import queries as rulebooks
from jifen.standings import commands, queries
from jifen.standings.simulate import simulate, yuan
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle


def _cycle(request: Request) -> "Cycle":
    return cast("Cycle", request.seat.thing and request.seat.thing.row)


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what was tried on a cycle: who moves, who crosses a line, what it costs."""
    seat, cycle = request.seat, _cycle(request)
    tried = list(queries.trials(cycle).defer("body"))
    wanted = request.GET.get("of", "")
    found = next((one for one in tried if str(one.ref) == wanted), tried[0] if tried else None)
    told = queries.trial_body(found) if found is not None else {}
    people = told.get("people", [])
    everybody = "all" in request.GET
    context = {
        "cycle": cycle,
        "trials": tried,
        "trial": found,
        "told": told,
        "everybody": everybody,
        "people": [one for one in people if everybody or one["moved"]],
        "crossings": [
            (way.value, over)
            for way in Crossing
            if (over := [one for one in people if way.value in one["crossed"]])
        ],
        "drafts": [
            (draft.ref, rulebooks.rulebook(text))
            for draft, text in rulebooks.drafts(seat.town, seat.actor, on=seat.today)
        ],
    }
    return render(request, "simulations/show.html", context)


@require_POST
def run(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Try a draft's text on a cycle's records; a clerk's is noted beside the draft."""
    seat, cycle = request.seat, _cycle(request)
    address = reverse("simulation", args=[cycle.ref])
    try:
        draft = rulebooks.draft(seat.town, request.POST.get("draft", "")[:40])
        if not rulebooks.shows(draft, seat.actor, on=seat.today):
            raise Refusal("draft.unknown", ref=str(draft.ref))
        money = request.POST.get("pool", "").strip()[:20]
        found = simulate(
            cycle,
            rulebooks.rulebook(rulebooks.made(draft)),
            pool_fen=yuan(money) if money else None,
        )
        kept = commands.keep(found, hand=seat.hand())
        noted = commands.note(found, draft, hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect(address)
    said = _("Not noted beside the draft: a clerk notes it, once the draft is open for comments.")
    if noted:
        said = _("Noted beside the draft, without names.")
    messages.success(request, said)
    return redirect(f"{address}?of={kept.ref}")
