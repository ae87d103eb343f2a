"""公平报告: what in a cycle's counts is worth another look, for leaders, county and auditor."""

import uuid
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jifen.core.mirror import Look, Said
from jifen.outcomes.fairness import Report, report
from jifen.terms import GROUPS
from jifen.web.seat import Request

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show the report of a cycle: its counts, and what stands out with the innocent reasons."""
    seat = request.seat
    cycle = cast("Cycle", seat.thing and seat.thing.row)
    found = report(cycle, on=seat.today)
    context = {
        "cycle": cycle,
        "report": found,
        "tables": [
            (code, [(_said(found, look.code), look) for look in looks], _marked(looks))
            for code, looks in (
                ("villages", found.villages),
                ("proposers", tuple(one for one in found.proposers if one.said is Said.LOOK)),
                ("pairs", tuple(one for one in found.pairs if one.said is Said.LOOK)),
                ("approvers", found.approvers),
                ("groups", tuple(look for _, look in found.groups)),
            )
        ],
        "clauses": [(_said(found, one.code), one) for one in found.clauses],
        "deciders": [(_said(found, one.code), one) for one in found.deciders],
    }
    return render(request, "cycles/fairness.html", context)


def _marked(looks: tuple[Look, ...]) -> int:
    return sum(look.said is Said.LOOK for look in looks)


def _said(found: Report, code: str) -> str:
    """Say a code in words: a village, a clause, an account, a post group, or a pair of them."""
    return " → ".join(
        str(GROUPS.get(part) or found.names.get(part, part)) for part in code.split("→")
    )
