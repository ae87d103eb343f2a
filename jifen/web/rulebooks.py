"""考核细则: the approved versions, and one version clause by clause."""

import uuid
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jifen.rulebook.queries import rulebook, versions
from jifen.rulebook.wording import describe
from jifen.web.seat import Request

if TYPE_CHECKING:
    from jifen.rulebook.models import Version


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the versions, the latest first."""
    rows = list(versions(request.seat.town))
    inside = {v.pk: [c for c in request.seat.cycles if c.version.pk == v.pk] for v in rows}
    return render(request, "rulebooks/table.html", {"rows": [(v, inside[v.pk]) for v in rows]})


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a version: its scheme in figures, its clauses by chapter, what it assumes."""
    version = cast("Version", request.seat.thing and request.seat.thing.row)
    rules = rulebook(version)
    q = request.GET.get("q", "").strip().lower()[:40]
    items = [
        (item, describe(item, rules))
        for item in rules.items
        if not q or q in f"{item.code} {item.title} {item.procedure} {item.article}".lower()
    ]
    chapters = [(c, [pair for pair in items if pair[0].chapter == c.code]) for c in rules.chapters]
    context = {
        "version": version,
        "rules": rules,
        "articles": {a.code: a.name for a in rules.articles},
        "chapters": [(chapter, held) for chapter, held in chapters if held],
        "q": q,
        "found": len(items),
    }
    return render(request, "rulebooks/show.html", context)
