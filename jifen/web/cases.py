"""警示与处置: warning cases, the talk that is due, and what a second time proposes to whom."""

import datetime as dt
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.chain.queries import head
from jifen.core.errors import Refusal
from jifen.outcomes import commands, queries
from jifen.outcomes.case import Case
from jifen.people import queries as people
from jifen.web.cadres import chosen_cycle
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List a cycle's warning cases, each with what opened it and what may follow."""
    seat, cycle = request.seat, chosen_cycle(request)
    may_talk = seat.may("case-talk")
    others = []
    if may_talk:
        seconds = people.holders(seat.town, commands.SECONDS, on=seat.today)
        others = [one for one in seconds if one.pk != seat.user.pk]
    context = {
        "cycle": cycle,
        "cases": [
            (case, may_talk and queries.awaits_talk(case)) for case in cases_of(cycle, seat.today)
        ]
        if cycle
        else [],
        "others": others,
    }
    return render(request, "cases/table.html", context)


def cases_of(cycle: "Cycle", today: dt.date) -> tuple[Case, ...]:
    """Return a cycle's cases. One query while nothing was recorded since they were last worked out.

    They follow from the town's records and the day alone, so the head's hash names the answer.
    """
    last = head(cycle.town.path)
    return _remembered(cycle.pk, last.hash if last else "", today, _Held(cycle))


class _Held:
    """A cycle on its way past the memo's key: any two are the same key."""

    def __init__(self, cycle: "Cycle") -> None:
        self.cycle = cycle

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=32)
def _remembered(pk: int, hash_: str, today: dt.date, held: _Held) -> tuple[Case, ...]:
    return queries.cases(held.cycle, today=today)


@require_POST
def talk(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter that a warning talk was held, by this person and a second one."""
    seat = request.seat
    try:
        seconds = people.holders(seat.town, commands.SECONDS, on=seat.today)
        chosen = [one for one in seconds if str(one.ref) == request.POST.get("second")]
        held_on = dt.date.fromisoformat(request.POST.get("held_on", ""))
        if not chosen:
            raise ValueError
        commands.hold_talk(
            seat.town,
            request.POST.get("case", "")[:40],
            held_on=held_on,
            record=request.POST.get("record", "")[:2000],
            hand=seat.hand(),
            second=people.actor(chosen[0]),
        )
    except ValueError:
        messages.error(request, _("Choose the day of the talk and the second talker."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The talk is entered."))
    return redirect("cases", ref=ref)
