"""One recorded fact: what stands, and what was recorded of it since, repairs among it."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.claims import commands
from jifen.claims.commands.hands import APPROVES
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.ledger import queries
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.rulebook.wording import describe
from jifen.web.claims import measured
from jifen.web.files import pieces
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.ledger.models import Fact


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a fact, its parties, what it moved and what was recorded of it; note who looked."""
    seat, fact = request.seat, _fact(request)
    rules = rulebook(fact.version)
    item = rules.item(fact.item)
    page = queries.page_of(fact)
    stands = queries.repaired_on(page.changes)
    enters = seat.roles >= {Role.CLERK} and fact.cycle.state == "open"
    may_repair = enters and queries.asks_repair(item) and page.status != "withdrawn"
    deciders = people.holders(seat.town, APPROVES, on=seat.today) if may_repair else []
    context = {
        "fact": fact,
        "evidence": pieces(fact.town, fact.evidence, of=fact.key),
        "item": item,
        "says": describe(item, rules),
        "measured": measured(item, Measures.read(fact.measures), rules),
        "parties": [(p.cadre, p.capacities.split(",")) for p in page.parties],
        "rows": _rows(fact, page),
        "entries": page.entries,
        "changes": page.changes,
        "status": page.status,
        "names": page.names,
        "stands": stands,
        "may_repair": may_repair,
        "deciders": [one for one in deciders if one.pk != seat.user.pk],
    }
    return render(request, "facts/show.html", context)


@require_POST
def repair(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Record that it was put right on a day, or take back what was recorded; another decided it."""
    seat = request.seat
    try:
        undo = request.POST.get("do") == "undo"
        day = None if undo else dt.date.fromisoformat(request.POST.get("repaired_on", ""))
        deciders = people.holders(seat.town, APPROVES, on=seat.today)
        chosen = [one for one in deciders if str(one.ref) == request.POST.get("second")]
        if not chosen:
            raise ValueError
        commands.repair(
            _fact(request),
            day,
            reason=request.POST.get("reason", "").strip()[:1000],
            evidence=request.POST.get("evidence", "")[:2000].splitlines(),
            hand=seat.hand(),
            second=people.actor(chosen[0]),
        )
    except ValueError:
        messages.error(request, _("Choose the day it was put right, and who decided."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Entered. What it moved stands below."))
    return redirect("fact", ref=ref)


def _rows(fact: "Fact", page: queries.FactPage) -> list[tuple[str, str | None]]:
    """Return a board's rows: what each is called, and its figure."""
    if fact.board is None:
        return []
    names = {party.cadre.code: party.cadre.name for party in page.parties}
    names |= {unit.path: unit.name for unit in people.villages(fact.town)}
    return [(names.get(subject, subject), figure) for subject, figure, _people in fact.board]


def _fact(request: Request) -> "Fact":
    return cast("Fact", request.seat.thing and request.seat.thing.row)
