"""结账后更正: what a review or a proven mistake changes in a closed cycle, by two people."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core import secrecy
from jifen.core.errors import Refusal
from jifen.ledger import queries as ledger
from jifen.ledger.veil import VEILED
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.standings import amending, queries
from jifen.standings.amending import PLAIN, SECRET, Part
from jifen.terms import AMENDMENT_BASES, LINES
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle
    from jifen.ledger.models import Fact


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what is due, what is proposed, what was amended and what that changed."""
    seat, cycle = request.seat, _cycle(request)
    rules = rulebook(cycle.version)
    hidden = secrecy.hidden(rules, seat.actor, seat.town.path, on=seat.today)
    secret = frozenset(one.code for one in rules.items if secrecy.is_confidential(one))
    may, rows = _Eyes(seat, secret), amending.amendments(cycle)
    answered = {row.key for row in rows if row.outcome != "proposed"}
    made = [row for row in rows if row.outcome == "made"]
    context = {
        "cycle": cycle,
        "due": [
            (one, may.take(one.fact, Part.PROPOSES))
            for one in (amending.due(cycle) if cycle.state == "closed" else [])
            if one.fact is not None and may.know(one.fact)
        ],
        "waiting": [
            (row, may.take(row.fact, Part.MAKES))
            for row in rows
            if row.key not in answered and may.know(row.fact)
        ],
        "made": made,
        "changed": queries.differences(made[-1].edition) if made and made[-1].edition else (),
        "knock_on": amending.knock_on(made[-1]) if made else (),
        "proposes": (PLAIN[Part.PROPOSES] | SECRET[Part.PROPOSES]) & seat.roles,
        "me": seat.actor.key,
        "names": people.names({row.by.hex for row in rows}),
        "bases": [(key, name) for key, name in AMENDMENT_BASES.items() if key != "appeal"],
        "items": {item.code: item.title for item in rules.items},
        "hidden": hidden,
        "veiled": LINES[VEILED],
    }
    return render(request, "amending/show.html", context)


@require_POST
def step(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Propose, make or drop an amendment, or say why not."""
    seat, cycle, asked = request.seat, _cycle(request), request.POST
    try:
        match asked.get("action"):
            case "propose":
                amending.propose(cycle, _new(request, cycle, asked), hand=seat.hand())
                messages.success(request, _("Proposed. Somebody else makes it so."))
            case "make":
                edition = amending.make(cycle, _key(asked), hand=seat.hand())
                messages.success(
                    request,
                    _("Amended; edition %(number)s is frozen.") % {"number": edition.number},
                )
            case "drop":
                amending.drop(cycle, _key(asked), hand=seat.hand())
                messages.success(request, _("Dropped: nothing moved."))
            case _:
                raise Refusal("amend.unknown")
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("amend", ref=ref)


@dataclass(frozen=True, slots=True)
class _Eyes:
    """What somebody may know of, and do about it: no query but for a confidential fact."""

    seat: Seat
    secret: frozenset[str]  # codes of items

    def know(self, fact: "Fact") -> bool:
        if fact.item not in self.secret:
            return True
        return amending.knows(fact, self.seat.actor, on=self.seat.today)

    def take(self, fact: "Fact", part: Part) -> bool:
        if not self.seat.may("amend-step"):
            return False
        if fact.item not in self.secret:
            return bool(PLAIN[part] & self.seat.roles)
        return amending.is_theirs(fact, self.seat.actor, part, on=self.seat.today)


def _new(request: Request, cycle: "Cycle", asked: QueryDict) -> amending.New:
    review = next(
        (one for one in amending.due(cycle) if str(one.ref) == asked.get("appeal", "")), None
    )
    if review is not None:
        assert review.fact is not None, "an amendment is due on a recorded fact"
        fact, holder, basis = review.fact, "", "appeal"
    else:
        seq = asked.get("record", "")
        fact = ledger.fact_at(cycle.town, int(seq) if seq.isascii() and seq.isdigit() else 0)
        holder, basis = asked.get("holder", "").strip()[:120], asked.get("basis", "")
    return amending.New(
        fact=fact,
        holder=holder,
        basis=amending.basis(basis),
        appeal=review,
        paper=asked.get("paper", "")[:60],
        reason=asked.get("reason", "")[:1000],
    )


def _key(asked: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(asked.get("key", ""))
    except ValueError:
        raise Refusal("amend.unknown") from None


def _cycle(request: Request) -> "Cycle":
    return cast("Cycle", request.seat.thing and request.seat.thing.row)
