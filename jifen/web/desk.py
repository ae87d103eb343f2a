"""工作台: what waits for whoever signs in."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from jifen.claims import openings
from jifen.claims import queries as claims
from jifen.core.workflow import Action, State
from jifen.cycles import queries as cycles
from jifen.ledger import queries as ledger
from jifen.notices import queries as notices
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.web.seat import Request, Seat

if TYPE_CHECKING:
    from jifen.claims.models import Claim

SOON_DAYS = 3
SHOWN = 50
NEWEST = 5
"""Messages on the desk; the rest is behind the menu."""


@require_GET
def home(request: Request) -> HttpResponse:
    """Go to the desk of one's town; choose where there are several."""
    towns = people.towns_of(request.seat.actor, on=request.seat.today)
    if len(towns) == 1:
        return redirect("town", ref=towns[0].ref)
    return render(request, "desk/towns.html", {"towns": towns})


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what waits, how far one's own claims are, and where the cycle stands."""
    seat = request.seat
    going = claims.going(seat.actor, seat.town, on=seat.today)
    waiting = claims.waiting(going, seat.actor, seat.town, on=seat.today)
    brought = _openings(seat)
    mine = [one for one in going if one.drafted_by == seat.user]
    soon = seat.today + dt.timedelta(days=SOON_DAYS)
    context = {
        "waiting": waiting[:SHOWN],
        "waiting_count": len(waiting) + len(brought),
        "due_count": sum(1 for one in waiting if one.due_on and one.due_on <= soon),
        "returned_count": sum(1 for one in mine if _came_back(one)),
        "mine": mine[:10],
        "mine_count": len(mine),
        "may_claim": seat.may("claim-new"),
        "told": notices.unread(seat.user, seat.town, at=seat.now)[:NEWEST] if seat.unread else (),
        "items": _titles(seat),
        "openings": brought,
        **_cycle(seat),
    }
    return render(request, "desk/show.html", context)


def _openings(seat: Seat) -> list["openings.File"]:
    """Return the files of opening balances that wait for whoever signs in."""
    if seat.cycle is None or seat.cycle.state != "open":
        return []
    return openings.awaiting(seat.actor, seat.cycle, on=seat.today)


def _came_back(claim: "Claim") -> bool:
    steps = claim.decisions.all()
    return claim.state == State.DRAFT and any(d.action == Action.RETURN for d in steps)


def _titles(seat: Seat) -> dict[str, str]:
    if seat.cycle is None:
        return {}
    return {item.code: item.title for item in rulebook(seat.cycle.version).items}


def _cycle(seat: Seat) -> dict[str, object]:
    cycle = seat.cycle
    if cycle is None:
        return {"cycle": None}
    rules = rulebook(cycle.version)
    ahead = [day for day in cycles.checkpoints(cycle, rules) if day >= seat.today]
    account = None
    if seat.own is not None:
        account = ledger.accounts(cycle).filter(cadre=seat.own).first()
    return {
        "cycle": cycle,
        "next_on": ahead[0] if ahead else None,
        "days_left": (ahead[0] - seat.today).days if ahead else None,
        "account": account,
    }
