"""会议: the list, one meeting with its agenda and votes, and everything done at it."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.meeting import VOTERS, Action, Capacity, PointKind, State, least
from jifen.meetings import commands, queries
from jifen.outcomes.agenda import waiting
from jifen.papers import queries as papers
from jifen.people import queries as people
from jifen.web.paging import whole
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.meetings.models import Meeting, Point
    from jifen.people.models import User


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List a town's meetings, and what waits for the next one."""
    seat = request.seat
    may_keep = seat.may("meeting-new")
    context = {
        "meetings": queries.every(seat.town)[:50],
        "waiting": waiting(seat.town),
        "may_keep": may_keep,
        "chairs": people.holders(seat.town, VOTERS, on=seat.today) if may_keep else [],
    }
    return render(request, "meetings/table.html", context)


@require_POST
def new(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Convene a meeting; everybody who has a vote is noted as present."""
    seat = request.seat
    voters = people.holders(seat.town, VOTERS, on=seat.today)
    chair = next((one for one in voters if str(one.ref) == request.POST.get("chair")), None)
    try:
        held_on = dt.date.fromisoformat(request.POST.get("held_on", ""))
        if chair is None:
            raise ValueError
        made = commands.convene(
            seat.town,
            name=request.POST.get("name", "")[:80],
            held_on=held_on,
            chair=chair,
            hand=seat.hand(),
        )
    except ValueError:
        messages.error(request, _("Choose the day of the meeting and who chairs it."))
        return redirect("meetings", ref=ref)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("meetings", ref=ref)
    return redirect("meeting", ref=made.ref)


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a meeting: who is there, each point with its votes and decision, what may be done."""
    seat, meeting = request.seat, _meeting(request)
    actions = queries.open_actions(meeting, seat.actor, on=seat.today)
    sitting = queries.attendees(meeting)
    points = queries.agenda(meeting)
    there = {one.user_id for one in sitting}
    adds = Action.ATTEND in actions
    context = {
        "meeting": meeting,
        "sitting": sitting,
        "points": [(one, queries.decided(one), least(PointKind(one.kind))) for one in points],
        "voting": [one for one in sitting if one.capacity != Capacity.GUEST],
        "may": {action.name: action in actions for action in Action},
        "absent": [one for one in _invited(seat) if one.pk not in there] if adds else [],
        "waiting": waiting(seat.town) if Action.PUT in actions else [],
        "papers": papers.about(meeting.ref) if meeting.state == State.CLOSED else (),
    }
    return render(request, "meetings/show.html", context)


def _invited(seat: Seat) -> "list[User]":
    everybody = VOTERS | {Role.CLERK, Role.DISCIPLINE, Role.LINE_OFFICE}
    return people.holders(seat.town, everybody, on=seat.today)


# ------------------------------------------------------------------ what is done at it
def _put(request: Request, meeting: "Meeting") -> None:
    asked = request.POST.get("about", "")
    for one in waiting(meeting.town):
        if str(one.about) == asked:
            commands.put(
                meeting, one.kind, one.about, one.title, request.seat.hand(),
                covers=one.covers, cadres=one.cadres,
            )  # fmt: skip
            return
    hand = request.seat.hand()
    own = uuid.UUID(bytes=hand.dice(16), version=4)
    commands.put(meeting, PointKind.OTHER, own, request.POST.get("title", "")[:160], hand)


def _attend(request: Request, meeting: "Meeting") -> None:
    asked = set(request.POST.getlist("user"))
    users = [one for one in _invited(request.seat) if str(one.ref) in asked]
    commands.attend(meeting, users, request.seat.hand())


def _recuse(request: Request, meeting: "Meeting") -> None:
    point = _point(request, meeting)
    sitting = queries.attendees(meeting)
    who = next((a.user for a in sitting if str(a.user.ref) == request.POST.get("user")), None)
    if who is None:
        raise Refusal("meeting.absent", name="")
    commands.recuse(point, who, request.POST.get("reason", "")[:200], request.seat.hand())


def _vote(request: Request, meeting: "Meeting") -> None:
    counts = [whole(request.POST.get(name)) or 0 for name in ("for", "against", "abstained")]
    dissent = request.POST.get("dissent", "")[:2000]
    point = _point(request, meeting)
    commands.vote(point, counts[0], counts[1], counts[2], dissent, request.seat.hand())


def _conclude(request: Request, meeting: "Meeting") -> None:
    point = _point(request, meeting)
    count = queries.count(point)
    carried = count is not None and count.carried
    text = request.POST.get("decision", "")[:2000]
    commands.conclude(point, carried, text, request.seat.hand())


DOES: Mapping[str, Callable[[Request, "Meeting"], object]] = {
    "put": _put,
    "attend": _attend,
    "recuse": _recuse,
    "open": lambda request, meeting: commands.start(meeting, request.seat.hand()),
    "vote": _vote,
    "conclude": _conclude,
    "close": lambda request, meeting: commands.close(meeting, request.seat.hand()),
    "call-off": lambda request, meeting: commands.call_off(meeting, request.seat.hand()),
    "minutes": lambda request, meeting: commands.issue_minutes(meeting, request.seat.hand()),
}
"""What the form's `do` asks for → what does it."""


@require_POST
def step(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Do one thing at a meeting, or say why not."""
    meeting = _meeting(request)
    does = DOES.get(request.POST.get("do", ""))
    if does is None:
        messages.error(request, _("Choose what is to be done on the meeting's page."))
        return redirect("meeting", ref=ref)
    try:
        does(request, meeting)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Noted in the meeting's record."))
    return redirect("meeting", ref=ref)


def _point(request: Request, meeting: "Meeting") -> "Point":
    return queries.point(meeting, whole(request.POST.get("point")) or 0)


def _meeting(request: Request) -> "Meeting":
    return cast("Meeting", request.seat.thing and request.seat.thing.row)
