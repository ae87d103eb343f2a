"""A deduction released from a limit: what it is about, and its service anew."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.appeals import anew_letter, commands, judges, released
from jifen.core.access import Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.service import PROVED, Mode
from jifen.papers import queries as papers
from jifen.rulebook.queries import rulebook
from jifen.rulebook.wording import describe
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.appeals.models import ServedAnew
    from jifen.ledger.models import Fact


@dataclass(frozen=True, slots=True)
class Share:
    """One share that waits, as the page shows it."""

    row: released.Released
    amounts: released.Amounts
    served: "ServedAnew | None"
    reads: bool
    """The person may say here that they have read it."""


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what was released, what it took and will take, since when it waits, until when."""
    seat, fact = request.seat, _fact(request)
    rules = rulebook(fact.version)
    item = rules.item(fact.item)
    office = _is_office(seat, fact)
    waits = [one for one in released.of(fact) if office or _mine(seat, one)]
    amounts = released.amounts(waits)
    found = [_share(seat, one, amounts[one.suspension.pk]) for one in waits]
    issued = papers.about(fact.key).filter(title__startswith=anew_letter.NAME) if found else ()
    context = {
        "fact": fact,
        "item": item,
        "says": describe(item, rules),
        "shares": found,
        "office": office,
        "modes": [one for one in Mode if PROVED[one]],
        "papers": issued if office else (),
    }
    return render(request, "facts/anew.html", context)


@require_POST
def serve(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Note that it was read here, or served on paper."""
    posted = request.POST
    named = posted.get("mode", "")
    try:
        on = dt.date.fromisoformat(posted["on"]) if posted.get("on") else None
    except ValueError:
        messages.error(request, _("Write the day it reached them like 2026-03-01."))
        return redirect("fact-anew", ref=ref)
    try:
        made = commands.serve_anew(
            _fact(request),
            holder=posted.get("holder", "")[:64],
            mode=Mode(named) if named in set(Mode) else Mode.SIGNED,
            proof_of=posted.get("proof", "").strip()[:120],
            on=on,
            hand=request.seat.hand(),
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        done = _("The service is noted; a review may be asked for until %(until)s.")
        messages.success(request, done % {"until": made.until})
    return redirect("fact-anew", ref=ref)


@require_POST
def paper(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Issue the letter by which it is served."""
    holder = request.POST.get("holder", "")[:64]
    try:
        commands.issue_anew(_fact(request), holder=holder, hand=request.seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The paper is issued. Print it below."))
    return redirect("fact-anew", ref=ref)


def _share(seat: Seat, one: released.Released, found: released.Amounts) -> Share:
    served = released.standing_service(one, found)
    return Share(one, found, served, reads=served is None and _mine(seat, one))


def _mine(seat: Seat, one: released.Released) -> bool:
    return judges.speaks(seat.actor, one.holder, seat.town, on=seat.today)


def _is_office(seat: Seat, fact: "Fact") -> bool:
    toward = Target(area=seat.town.path, cadres=judges.touched(None, fact, ""))
    return judges.office(None, fact) in roles_toward(seat.actor, toward, on=seat.today)


def _fact(request: Request) -> "Fact":
    return cast("Fact", request.seat.thing and request.seat.thing.row)
