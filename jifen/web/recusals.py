"""回避: who keeps out of a claim and why, what waits for a ruling, who stands in for whom."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.claims import queries as claims
from jifen.claims.commands import recusing
from jifen.core import recusal as rules
from jifen.core.access import Role, roles_toward
from jifen.core.errors import Refusal
from jifen.core.recusal import GROUNDS, SPEAKS, Effect, Ground, Manner
from jifen.people import queries as people
from jifen.recusals import queries
from jifen.web.paging import page
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.claims.models import Claim
    from jifen.people.models import User
    from jifen.recusals.models import Recusal

HANDS = frozenset({Role.CLERK, Role.MEMBER, Role.HEAD, Role.DISCIPLINE, Role.COUNTY})
"""Roles whose holders check, serve, decide or review: the names that the person sees."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has a part in a case: as what, and how far they keep out of it."""

    user: "User"
    roles: list[Role]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Asked:
    """One recusal as the page shows it."""

    row: "Recusal"
    effect: Effect
    article: str
    waits: bool
    overdue: bool


def _asked(row: "Recusal", seat: Seat) -> Asked:
    ruled = queries.ruling_of(row)
    waits = ruled is None and row.manner != Manner.ORDER
    return Asked(
        row=row,
        effect=rules.EFFECTS[Manner(row.manner), ruled],
        article=GROUNDS[Ground(row.ground)].article,
        waits=waits,
        overdue=waits and row.due_on is not None and seat.today > row.due_on,
    )


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show who has a part in a claim, who keeps out of it, and what one may say about it."""
    seat = request.seat
    claim = cast("Claim", seat.thing and seat.thing.row)
    rows = queries.of_case(seat.town, claim.ref)
    holders = people.holders(claim.unit, HANDS, on=seat.today)
    toward = claims.target(claim)
    found = []
    for user, actor in zip(holders, people.actors(holders), strict=True):
        roles = roles_toward(actor, toward, on=seat.today) & HANDS
        said = [r for r in rows if r.about_id == user.pk]
        asks = [(Manner(r.manner), queries.ruling_of(r)) for r in said]
        effect = rules.effect(asks) if roles else Effect.OUT
        found.append(Person(user, [r for r in Role if r in roles], effect))
    going = claim.state not in claims.FINAL
    hand = seat.hand()
    mine = roles_toward(seat.actor, toward, on=seat.today)
    asked = [_asked(row, seat) for row in rows]
    context = {
        "claim": claim,
        "people": found,
        "asked": asked,
        "rulable": {
            one.row.pk
            for one in asked
            if going and one.waits and recusing.rules_on(one.row, claim, hand)
        },
        "others": [one for one in found if one.roles and one.user.pk != seat.user.pk],
        "grounds": list(GROUNDS.values()),
        "may_declare": going and bool(mine - SPEAKS) and seat.user in [p.user for p in found],
        "may_ask": going and recusing.may_ask(claim, hand),
        "may_order": going and bool(mine & recusing.ORDERS),
    }
    return render(request, "recusals/show.html", context)


@require_POST
def say(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Say that somebody is to keep out of a claim."""
    seat = request.seat
    claim = cast("Claim", seat.thing and seat.thing.row)
    given = request.POST
    try:
        manner, ground = Manner(given.get("manner", "")), Ground(given.get("ground", ""))
        about = seat.user if manner is Manner.SELF else people.user_at(uuid.UUID(given["about"]))
        if about is None:
            raise ValueError
        recusing.recuse(
            claim,
            about,
            ground,
            manner=manner,
            reason=given.get("reason", "").strip()[:500],
            hand=seat.hand(),
        )
    except (ValueError, KeyError):
        messages.error(request, _("Choose the person and the ground."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Entered. What it does to the case stands below."))
    return redirect("recusal", ref=ref)


@require_POST
def rule(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Rule on a recusal that was asked for."""
    seat = request.seat
    try:
        asked = queries.recusal_at(seat.town, uuid.UUID(request.POST.get("recusal", "")))
        granted = {"yes": True, "no": False}[request.POST.get("granted", "")]
        if asked is None or asked.case != ref:
            raise ValueError
        reason = request.POST.get("reason", "").strip()[:500]
        recusing.rule_on(asked, granted, reason=reason, hand=seat.hand())
    except (ValueError, KeyError):
        messages.error(request, _("Choose the ruling."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The ruling is entered."))
    return redirect("recusal", ref=ref)


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List what was asked in the town, of the claims one may read, what waits first."""
    seat = request.seat
    shown = claims.visible_to(seat.actor, seat.town, on=seat.today).order_by().values("ref")
    rows = queries.every(seat.town).filter(case__in=shown)
    found = page(request, rows, "seq")
    context = {
        "page": found,
        "rows": [_asked(row, seat) for row in found.rows],
    }
    return render(request, "recusals/table.html", context)
