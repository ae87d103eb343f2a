"""Who stands where: people, post groups and villages, live, at a date, or frozen."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.errors import Refusal
from jifen.core.posts import PostGroup
from jifen.papers import queries as papers
from jifen.people import queries as people
from jifen.standings import before, commands, queries
from jifen.standings.board import Board, Row, Village
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle
    from jifen.standings.models import Edition

SCOPES = ("people", "villages", *PostGroup)


@require_GET
def live(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show where people and villages stand now, or stood on a day."""
    cycle = cast("Cycle", request.seat.thing and request.seat.thing.row)
    at = _day(request.GET.get("at", ""), cycle, request.seat.today)
    board = queries.live(cycle, at=at)
    return render(request, "standings/show.html", {"at": at, **_said(request, board, cycle)})


@require_GET
def edition(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what an edition froze, with its papers."""
    found = cast("Edition", request.seat.thing and request.seat.thing.row)
    scope = request.GET.get("scope", "")
    then = before.before(found)
    context = {
        "edition": found,
        "before": then,
        "then": _then(then, scope),
        "papers": list(papers.about(found.ref)),
        "may_issue": request.seat.may("edition-issue"),
        **_said(request, queries.board(found), found.cycle),
    }
    return render(request, "standings/show.html", context)


@require_POST
def issue(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Issue an edition's circular; once issued, it stands."""
    found = cast("Edition", request.seat.thing and request.seat.thing.row)
    try:
        paper = commands.issue(found, hand=request.seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Issued: %(number)s.") % {"number": papers.number(paper)})
    return redirect("edition", ref=ref)


def _said(request: Request, board: Board, cycle: "Cycle") -> dict[str, object]:
    scope = request.GET.get("scope", "people")
    scope = scope if scope in SCOPES else "people"
    rows = board.rows
    if scope in set(PostGroup):
        rows = board.groups.get(PostGroup(scope), ())
    refs: dict[str, uuid.UUID] = {}
    if request.seat.may("ledger") and scope == "villages":
        refs = {unit.path: unit.ref for unit in people.villages(request.seat.town)}
    elif request.seat.may("ledger"):
        refs = {cadre.code: cadre.ref for cadre in people.cadres(request.seat.town)}
    own = request.seat.own
    return {
        "cycle": cycle,
        "board": board,
        "scope": scope,
        "groups": [group for group in PostGroup if board.groups.get(group)],
        "rows": rows,
        "refs": refs,
        "mine": own.code if own else "",
    }


def _then(then: before.Before | None, scope: str) -> Mapping[str, Row | Village]:
    """Return code or path → where they stood in the edition before, in the tab that is open."""
    if then is None:
        return {}
    if scope == "villages":
        return {unit.path: unit for unit in then.board.villages}
    groups = {group.value: rows for group, rows in then.board.groups.items()}
    rows = groups.get(scope, ()) if scope in set(PostGroup) else then.board.rows
    return {row.code: row for row in rows}


def _day(text: str, cycle: "Cycle", today: dt.date) -> dt.date | None:
    """Read `?at=`: a day of the cycle that is not to come; anything else is "now"."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if cycle.starts_on <= day <= today and day < cycle.ends_on else None
