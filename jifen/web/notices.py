"""消息: what a person was told; 投诉建议: writing to the county, and the county's answers."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jifen.core.errors import Refusal
from jifen.notices import commands, complaining, queries
from jifen.notices.queries import stands_for
from jifen.notices.wording import NOTICES
from jifen.web.paging import page
from jifen.web.seat import Request
from jifen.wording import sentence


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List what this person was told in the town, latest first."""
    seat = request.seat
    told = queries.told(seat.user, seat.town, at=seat.now)
    context = {"page": page(request, told, "pk"), "unread": seat.unread}
    return render(request, "notices/table.html", context)


@require_POST
def read(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Note one notice as read and go where it leads; or note all of them."""
    seat = request.seat
    asked = request.POST.get("one", "")
    if not asked:
        commands.read(queries.unread(seat.user, seat.town, at=seat.now))
        return redirect("notices", ref=ref)
    try:
        notice = queries.notice_at(uuid.UUID(asked), seat.user)
    except ValueError:
        notice = None
    if notice is None:
        raise Http404
    commands.read([notice])
    words = NOTICES[notice.code]
    if stands_for(notice) > 1:
        return redirect(words.list_, ref=ref)
    route = words.route
    return redirect(route, ref=notice.about) if route else redirect("notices", ref=ref)


@require_http_methods(["GET", "POST"])
def complain(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Write to the county about the system; see what one wrote, and what was answered."""
    seat = request.seat
    text = request.POST.get("text", "")[:2000]
    said = ""
    if request.method == "POST":
        try:
            complaining.complain(seat.town, text, ref=_once(request), hand=seat.hand())
        except Refusal as refusal:
            said = sentence(refusal)
        else:
            messages.success(request, _("Sent to the county. The answer will be in your messages."))
            return redirect("complain", ref=ref)
    context = {
        "rows": queries.complaints(seat.town, by=seat.user)[:50],
        "once": _once(request),
        "text": text,
        "said": said,
    }
    return render(request, "notices/complain.html", context, status=422 if said else 200)


@require_http_methods(["GET", "POST"])
def complaints(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the town's complaints for the county, and take its answers."""
    seat = request.seat
    if request.method == "POST":
        found = queries.complaint_at(_once(request), seat.town)
        try:
            if found is None:
                raise Refusal("complaint.unknown")
            complaining.answer(found, request.POST.get("text", "")[:2000], hand=seat.hand())
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("The answer is sent."))
        return redirect("complaints", ref=ref)
    found_ = page(request, queries.complaints(seat.town), "pk")
    return render(request, "notices/complaints.html", {"page": found_})


def _once(request: Request) -> uuid.UUID:
    """Return the form's own id."""
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid.uuid4()
