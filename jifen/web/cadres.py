"""One cadre: 为什么是这个分, and 谁看过我的信息."""

import uuid
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jifen.core.access import Role
from jifen.core.ladder import line_of
from jifen.core.policy import FILE
from jifen.ledger import queries as ledger
from jifen.ledger.veil import veiled
from jifen.people import queries
from jifen.rulebook.wording import describe
from jifen.web.seat import Request, Seat

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle
    from jifen.people.models import Cadre


@require_GET
def find(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Find cadres by name, pinyin, initials or code."""
    seat = request.seat
    q = request.GET.get("q", "").strip()[:40]
    found = queries.lookup(seat.town, q) if q else []
    context = {"q": q, "found": found, "may_read": seat.may("ledger")}
    return render(request, "cadres/find.html", context)


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a cadre's number and all that stands behind it; note who looked."""
    seat = request.seat
    cadre = _cadre(seat)
    cycle = chosen_cycle(request)
    account = cycle and ledger.accounts(cycle).filter(cadre=cadre).first()
    explanation = veiled(ledger.explain(account), seat.actor, on=seat.today) if account else None
    context = {
        "cadre": cadre,
        "cycle": cycle,
        "account": account,
        "mine": seat.roles == {Role.CADRE},
        "reads_facts": bool(seat.roles & FILE),
        **why(explanation),
    }
    return render(request, "cadres/show.html", context)


@require_GET
def readings(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show who looked at the cadre's file."""
    cadre = _cadre(request.seat)
    context = {"cadre": cadre, "rows": list(queries.readings(cadre))}
    return render(request, "cadres/readings.html", context)


def chosen_cycle(request: Request) -> "Cycle | None":
    """Return the cycle that `?cycle=` names, or else the current one."""
    asked = request.GET.get("cycle", "")
    found = next((one for one in request.seat.cycles if str(one.ref) == asked), None)
    return found or request.seat.cycle


def why(explanation: "ledger.Explanation | None") -> dict[str, object]:
    """Return what the page says of an explanation: the scheme's lines, what was added, deducted."""
    if explanation is None:
        return {"explanation": None}
    facts = [one for one in explanation.reasons if one.line.item]
    return {
        "explanation": explanation,
        "scheme": [one for one in explanation.reasons if not one.line.item],
        "added": [one for one in facts if one.line.amount > 0],
        "deducted": [one for one in facts if one.line.amount < 0],
        "nothing": [one for one in facts if one.line.amount == 0],
        "says": {one.item.code: describe(one.item, explanation.rules) for one in facts if one.item},
        "articles": {a.code: a.name for a in explanation.rules.articles},
        "line": line_of(explanation.rules.ladder, explanation.post_group),
    }


def _cadre(seat: Seat) -> "Cadre":
    return cast("Cadre", seat.thing and seat.thing.row)
