"""One village: its account, and how its result comes about."""

import uuid
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jifen.core.policy import FILE
from jifen.ledger import queries as ledger
from jifen.ledger.veil import veiled
from jifen.people.mergers import merger_of
from jifen.web.cadres import chosen_cycle, why
from jifen.web.seat import Request

if TYPE_CHECKING:
    from jifen.people.models import Area


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a village's own account, line by line."""
    village = cast("Area", request.seat.thing and request.seat.thing.row)
    cycle = chosen_cycle(request)
    account = cycle and ledger.accounts(cycle).filter(village=village).first()
    seat = request.seat
    explanation = veiled(ledger.explain(account), seat.actor, on=seat.today) if account else None
    context = {
        "village": village,
        "merger": merger_of(village),
        "cycle": cycle,
        "account": account,
        "reads_facts": bool(request.seat.roles & FILE),
        **why(explanation),
    }
    return render(request, "villages/show.html", context)
