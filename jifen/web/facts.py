"""One recorded fact: what stands, and what was recorded of it since, repairs among it."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.appeals import commands as appeals
from jifen.claims import commands
from jifen.claims import queries as claims
from jifen.claims.commands.hands import APPROVES
from jifen.core.access import Actor, Role
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
    may_correct = enters and page.status != "withdrawn"
    deciders = people.holders(seat.town, APPROVES, on=seat.today) if may_correct else []
    context = {
        "fact": fact,
        "evidence": pieces(fact.town, fact.evidence, of=claims.thing_of(fact.town, fact.key)),
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
        "may_correct": may_correct,
        "suspended": _suspended(page),
        "deciders": [one for one in deciders if one.pk != seat.user.pk],
    }
    return render(request, "facts/show.html", context)


@require_POST
def correct(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Withdraw a fact, or let count again what is suspended of it; another decided it."""
    seat, fact = request.seat, _fact(request)
    reason = request.POST.get("reason", "").strip()[:1000]
    does, _colon, holder = request.POST.get("do", "").partition(":")
    try:
        second = _decider(request)
        if does == "withdraw":
            commands.withdraw(fact, reason=reason, hand=seat.hand(), second=second)
        elif does == "resume":
            appeals.resume(fact, holder=holder, reason=reason, hand=seat.hand(), second=second)
        else:
            raise ValueError
    except ValueError:
        messages.error(request, _("Choose what is done, and who decided."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Entered. What it moved stands below."))
    return redirect("fact", ref=ref)


def _decider(request: Request) -> Actor:
    """Return who the form says decided.

    Raises:
        ValueError: for nobody, or somebody who decides nothing.
    """
    deciders = people.holders(request.seat.town, APPROVES, on=request.seat.today)
    chosen = [one for one in deciders if str(one.ref) == request.POST.get("second")]
    if not chosen:
        raise ValueError
    return people.actor(chosen[0])


def _suspended(page: queries.FactPage) -> list[tuple[str, str]]:
    """Return of what waits: whose it is ("" for the whole), and what they are called."""
    named = {one.account_id: one.account for one in page.changes if one.account is not None}
    return [
        (queries.holder(named[pk]), str(named[pk].cadre or named[pk].village)) if pk else ("", "")
        for pk, how in queries.standing(page.changes).items()
        if how == "suspended"
    ]


@require_POST
def repair(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Record that it was put right on a day, or take back what was recorded; another decided it."""
    seat = request.seat
    try:
        undo = request.POST.get("do") == "undo"
        day = None if undo else dt.date.fromisoformat(request.POST.get("repaired_on", ""))
        commands.repair(
            _fact(request),
            day,
            reason=request.POST.get("reason", "").strip()[:1000],
            evidence=request.POST.get("evidence", "")[:2000].splitlines(),
            hand=seat.hand(),
            second=_decider(request),
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
