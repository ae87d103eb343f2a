"""期初余额与结转: what a cycle began with, brought by file or carried in; every row to be read."""

import uuid
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jifen.claims import commands, openings
from jifen.claims.commands.hands import APPROVES, ENTERS
from jifen.claims.queries import past_locked
from jifen.core.errors import Refusal
from jifen.core.report import Outcome, Report
from jifen.ledger.carries import listed
from jifen.ledger.openings import by_itself
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.sheets.openings import read_openings, template
from jifen.sheets.problems import SheetProblem
from jifen.web import workbooks
from jifen.web.papers import handed
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle


@require_http_methods(["GET", "POST"])
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List what a cycle began with; look through a workbook, and enter what stands in it."""
    seat, cycle = request.seat, _cycle(request)
    report, trouble = None, ""
    if request.method == "POST":
        try:
            report = _enter(request, seat)
        except Refusal as refusal:
            trouble = sentence(refusal)
        except SheetProblem as problem:
            trouble = problem.sentence
    now = seat.cycle is not None and seat.cycle.pk == cycle.pk and cycle.state == "open"
    locked = past_locked(seat.town)
    deciders = people.holders(seat.town, APPROVES, on=seat.today)
    context = {
        "cycle": cycle,
        "shown": openings.shown(seat.town, cycle),
        "carried": list(listed(cycle)),
        "locked": locked,
        "may_enter": now and not locked and bool(seat.roles & ENTERS),
        "may_approve": now and not locked and bool(seat.roles & APPROVES),
        "may_withdraw": cycle.state == "open" and bool(seat.roles & ENTERS),
        "me": seat.user.ref,
        "deciders": [one for one in deciders if one.pk != seat.user.pk],
        "report": report,
        "rows": _told(report),
        "trouble": trouble,
    }
    wrong = bool(trouble or (report and report.count(Outcome.REFUSED)))
    return render(request, "openings/show.html", context, status=422 if wrong else 200)


@require_GET
def sheet(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out the empty workbook, with the cycle's items beside it."""
    seat, cycle = request.seat, _cycle(request)
    rules = rulebook(cycle.version)
    body = template(rules, by_itself(rules), town=seat.town.name, on=seat.today)
    return handed(body, f"{seat.town.name}期初余额-{cycle.name}.xlsx")


@require_POST
def step(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Approve or drop a file that waits, or withdraw one that was approved."""
    seat, given = request.seat, request.POST
    reason = given.get("reason", "").strip()[:1000]
    try:
        key = _key(given.get("file", ""))
        match given.get("do"):
            case "approve":
                facts = commands.approve_openings(seat.town, key, hand=seat.hand())
                said = _("Approved: %(count)s opening balances count from now on.")
                messages.success(request, said % {"count": len(facts)})
            case "drop":
                commands.drop_openings(seat.town, key, reason=reason, hand=seat.hand())
                messages.success(request, _("Dropped; nothing of it counts."))
            case "withdraw":
                deciders = people.holders(seat.town, APPROVES, on=seat.today)
                chosen = [one for one in deciders if str(one.ref) == given.get("second")]
                if not chosen:
                    raise Refusal("past.two-people")
                count = commands.withdraw_openings(
                    seat.town,
                    key,
                    reason=reason,
                    hand=seat.hand(),
                    second=people.actor(chosen[0]),
                )
                messages.success(request, _("Withdrawn: %(count)s facts.") % {"count": count})
            case _:
                raise Refusal("opening.unknown")
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("openings", ref=ref)


def _cycle(request: Request) -> "Cycle":
    return cast("Cycle", request.seat.thing and request.seat.thing.row)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _enter(request: Request, seat: Seat) -> Report:
    found = read_openings(workbooks.taken(request))
    dry = request.POST.get("do") != "enter"
    report, _ = commands.enter_openings(seat.town, found, hand=seat.hand(), dry_run=dry)
    return report


def _told(report: Report | None) -> list[workbooks.Told]:
    dry = report is not None and report.dry_run
    return workbooks.told(
        report,
        added=_("would be entered") if dry else _("waits for approval"),
        known=_("stood already"),
        refused=_("not entered"),
    )
