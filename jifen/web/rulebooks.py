"""考核细则: the versions and what is in the making, and one version clause by clause."""

import uuid
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jifen.core import floors
from jifen.rulebook.queries import dated, drafts, rulebook
from jifen.rulebook.result_wording import results
from jifen.web.making import chapters
from jifen.web.seat import Request

if TYPE_CHECKING:
    from jifen.rulebook.models import Version


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the versions, the latest first, with where each stands; and the drafts."""
    seat = request.seat
    rows = [
        (one, [c for c in seat.cycles if c.version.pk == one.version.pk])
        for one in dated(seat.town, today=seat.today)
    ]
    going = [
        (draft, rulebook(text), text)
        for draft, text in drafts(seat.town, seat.actor, on=seat.today)
    ]
    context = {"rows": rows, "drafts": going, "may_write": seat.may("draft-new")}
    return render(request, "rulebooks/table.html", context)


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a version: its scheme in figures, its clauses by chapter, what it assumes."""
    version = cast("Version", request.seat.thing and request.seat.thing.row)
    rules = rulebook(version)
    q = request.GET.get("q", "").strip().lower()[:40]
    items = [
        item
        for item in rules.items
        if not q or q in f"{item.code} {item.title} {item.procedure} {item.article}".lower()
    ]
    seat = request.seat
    places = dated(seat.town, today=seat.today)
    context = {
        "version": version,
        "rules": rules,
        "articles": {a.code: a.name for a in rules.articles},
        "chapters": chapters(rules, items),
        "place": next(one for one in places if one.version.pk == version.pk),
        "frozen_by": [c for c in seat.cycles if c.version.pk == version.pk],
        "results": list(results(rules.results)) if rules.results else [],
        "floors": floors.in_force(version.effective_on),
        "q": q,
        "found": len(items),
    }
    return render(request, "rulebooks/show.html", context)
