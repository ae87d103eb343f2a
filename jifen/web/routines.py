"""定期任务: work that comes again by itself, each with its next turn; setting, changing, ending."""

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jifen.core.errors import Refusal
from jifen.core.rhythm import Rhythm
from jifen.core.task import Level, Origin
from jifen.cycles.queries import calendar
from jifen.people import queries as people
from jifen.tasks import commands, routines
from jifen.web.paging import whole
from jifen.web.seat import Request, Seat
from jifen.web.tasks import areas, asked_of, asking, called, codes, day, source_of, worth_of
from jifen.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jifen.people.models import Area
    from jifen.tasks.models import Routine


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List what comes again: when, of whom, what the last turn became; and what ended."""
    seat = request.seat
    rows = list(routines.latest(seat.town))
    going = [one for one in rows if not one.reason]
    context = {
        "going": routines.standing(going, calendar(), today=seat.today),
        "ended": [one for one in rows if one.reason],
        "areas": areas(seat),
        "units": {unit.path: unit.name for unit in people.villages(seat.town)},
        "names": called(seat.town),
        "by": people.names({one.by.hex for one in rows}),
        "may_set": seat.may("routine-set"),
    }
    return render(request, "tasks/routines.html", context)


@require_http_methods(["GET", "POST"])
def enter(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Set work that comes again or set it anew, or say why not and keep what was written."""
    seat = request.seat
    if seat.cycle is None or seat.cycle.state != "open":
        return render(request, "claims/closed.html")
    sent: QueryDict = request.POST
    trouble = ""
    if request.method == "POST":
        try:
            _set(seat, sent)
        except ValueError:
            trouble = _("Fill in the days as whole numbers, and the dates as YYYY-MM-DD.")
        except Refusal as refusal:
            trouble = sentence(refusal)
        else:
            messages.success(request, _("The recurring task is set."))
            return redirect("routines", ref=ref)
    else:
        sent = _as_sent(seat, _routine(seat, request.GET.get("of", "")))
    of = sent.get("of", "")
    context = asking(seat, sent, asked_of(seat)) | {
        "trouble": trouble,
        "heading": _("Change a recurring task") if of else _("Set a recurring task"),
        "rhythms": list(Rhythm),
    }
    return render(request, "tasks/routine.html", context, status=422 if trouble else 200)


@require_POST
def step(request: Request, ref: uuid.UUID) -> HttpResponse:
    """End work that comes again, or ask for the turn that was kept back; or say why not."""
    seat, sent = request.seat, request.POST
    try:
        of = _routine(seat, sent.get("routine", ""))
        if of is None:
            raise Refusal("routine.unknown")
        if sent.get("do") == "issue":
            task = commands.issue_turn(of, hand=seat.hand())
            messages.success(request, _("It is asked for; whose it is was told."))
            return redirect("task", ref=task.key)
        commands.end_routine(of, sent.get("reason", ""), hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("It does not come again."))
    return redirect("routines", ref=ref)


def _routine(seat: Seat, text: str) -> "Routine | None":
    """Return the one that an address or a form names, if there is such a one in the town."""
    try:
        return routines.routine(seat.town, uuid.UUID(text))
    except ValueError:
        return None


def _as_sent(seat: Seat, of: "Routine | None") -> QueryDict:
    """Return what the form shows at first: nothing, or what holds."""
    sent = QueryDict(mutable=True)
    sent["from"] = f"{seat.today:%Y-%m-%d}"
    sent["origin"], sent["level"] = Origin.TOWN.value, Level.TOWN.value
    if of is None:
        return sent
    sent.update(
        {
            "of": str(of.key), "rhythm": of.rhythm, "day": str(of.day), "days": str(of.days),
            "title": of.title, "text": of.text, "origin": of.origin, "level": of.level,
            "issuer": of.issuer, "document": of.document, "area": of.area,
            "people": "、".join(of.people),
            "until": f"{of.until_on:%Y-%m-%d}" if of.until_on else "",
        }
    )  # fmt: skip
    refs = {unit.path: str(unit.ref) for unit in people.villages(seat.town)}
    sent.setlist("unit", [refs[path] for path in of.units if path in refs])
    for result, one in of.worth.items():
        sent[f"item-{result}"], sent[f"measure-{result}"] = one["item"], one["measure"]
    return sent


def _set(seat: Seat, sent: QueryDict) -> None:
    new = _new(seat, sent, asked_of(seat))
    hand = seat.hand()
    if not sent.get("of"):
        token = uuid.UUID(bytes=hand.dice(16), version=4)
        commands.set_routine(seat.town, new, token=token, hand=hand)
        return
    of = _routine(seat, sent.get("of", ""))
    if of is None:
        raise Refusal("routine.unknown")
    commands.change_routine(of, new, hand=hand)


def _new(seat: Seat, sent: QueryDict, units: "Sequence[Area]") -> commands.NewRoutine:
    chosen = set(sent.getlist("unit"))
    named = codes(seat.town, sent.get("people", ""))
    on, days = whole(sent.get("day", "")), whole(sent.get("days", ""))
    from_on = day(sent.get("from", ""))
    if on is None or days is None or from_on is None:
        raise ValueError(sent.get("day", ""))
    return commands.NewRoutine(
        source=source_of(sent),
        task=commands.NewTask(
            title=sent.get("title", ""),
            text=sent.get("text", "")[:4000],
            area=sent.get("area", "")[:24],
            units=[] if named else [one for one in units if str(one.ref) in chosen],
            people=named,
            days=days,
            worth=worth_of(sent),
        ),
        rhythm=Rhythm(sent.get("rhythm", "")),
        day=on,
        from_on=from_on,
        until_on=day(sent.get("until", "")),
    )
