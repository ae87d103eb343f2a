"""系统状态: how the home is, for the system administrator; and one word for what watches it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.chain import checkpoints, freezing
from jifen.core.errors import Refusal
from jifen.custody import findings, readiness
from jifen.jobs import clock, commands, queries
from jifen.web.seat import Request
from jifen.wording import sentence

GONE = dt.timedelta(minutes=5)
"""A worker that was not seen for so long does not work."""
MARKS = {"good": "success", "warning": "warning", "bad": "danger"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the clock: when it was last done, how it went, when it is due next."""

    title: Promise | str
    tone: str
    at: dt.datetime | None
    said: str


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show the state of disk, database, backup, proofs and background work, and what failed."""
    seat = request.seat
    going = queries.going()
    seen = going.worker.seen_at if going.worker else None
    last = queries.last_ended()
    state = freezing.frozen()
    context = {
        "found": [
            (one, MARKS[one.state]) for one in findings.findings(seat.now, without=("schema",))
        ],
        "ready": readiness.ready(),
        "window": checkpoints.window(seat.town.path),
        "lines": [_line(row, last) for row in clock.TABLE],
        "waiting": going.waiting,
        "failed": [(one, _cause(one.traceback)) for one in going.failed],
        "seen": seen,
        "works": seen is not None and timezone.now() - seen < GONE,
        "frozen": state,
        "findings": _ours(state.found, seat.town.path) if state else (),
    }
    return render(request, "home/show.html", context)


@require_POST
def again(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Let a failed job be done once more."""
    try:
        commands.try_again(request.POST.get("job", ""))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("It is tried again in a moment."))
    return redirect("home-care", ref=ref)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say in one word whether records can be made; to anybody, so nothing else."""
    if readiness.ready():
        return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")
    return HttpResponse("not ready\n", status=503, content_type="text/plain; charset=utf-8")


def _line(row: clock.Row, last: "dict[str, queries.Ended]") -> Line:
    ended = last.get(row.code)
    if ended is None:
        return Line(row.title, "secondary", None, _("Not done yet."))
    tone = {"done": "success", "found": "danger", "failed": "danger"}.get(ended.state, "warning")
    return Line(row.title, tone, ended.at, ended.said)


def _cause(traceback: str) -> str:
    """Return the line of a traceback that says what happened: its last."""
    return (traceback.strip().splitlines() or [""])[-1][:300]


def _ours(found: Sequence[str], town: str) -> list[str]:
    """Return what was found in this town or in the home as a whole; another town's is not ours."""
    return [one for one in found if one.startswith(f"{town} ") or "/" not in one.split(" ")[0]]
