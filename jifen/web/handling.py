"""处置: what people did about the cases, a course with its law and counts, what is entered."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.consequence import STEPS, Action, Needs, Way
from jifen.core.errors import Refusal
from jifen.outcomes import commands, handling, law
from jifen.outcomes.handling import FIGURES, Course
from jifen.outcomes.letters import NAMES, Letter
from jifen.papers import queries as papers
from jifen.people import queries as people
from jifen.web.seat import Request
from jifen.wording import sentence


@dataclass(frozen=True, slots=True)
class Form:
    """What one action asks for: its figures, and whether a second person was there."""

    action: Action
    figures: tuple[str, ...]
    second: bool
    paper: bool
    meeting: bool


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show one course of a case, or, where none is asked for, all that was entered in the town."""
    seat = request.seat
    if "case" not in request.GET:
        rows = handling.entered(seat.town)
        return render(request, "handling/table.html", {"rows": rows})
    try:
        course = handling.course(seat.town, *_asked(request.GET), on=seat.today)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("cases", ref=ref)
    actions = course.choices(seat.actor, seat.town, on=seat.today)
    forms = [_form(course, one) for one in actions if one is not Action.HOLD]
    others = []
    if any(one.second for one in forms):
        seconds = people.holders(seat.town, commands.SECONDS, on=seat.today)
        others = [one for one in seconds if one.pk != seat.user.pk]
    context = {
        "course": course,
        "forms": forms,
        "others": others,
        "letters": [(one.value, NAMES[one]) for one in Letter] if course.way is Way.TALK else [],
        "may_issue": seat.may("handling-letter"),
        "papers": list(papers.about(course.key)) if course.way is Way.TALK else [],
    }
    return render(request, "handling/show.html", context)


@require_POST
def enter(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter one row of a course, or say why not."""
    seat = request.seat
    case, holding = _asked(request.POST)
    try:
        action = Action(request.POST.get("action", ""))
        done_on = dt.date.fromisoformat(request.POST.get("done_on", ""))
        seconds = people.holders(seat.town, commands.SECONDS, on=seat.today)
        chosen = [one for one in seconds if str(one.ref) == request.POST.get("second")]
        commands.enter(
            seat.town,
            case,
            holding,
            action,
            commands.Entry(
                done_on=done_on,
                paper=request.POST.get("paper", "")[:60],
                reason=request.POST.get("reason", "")[:2000],
                figures={name: request.POST.get(name, "") for name in FIGURES.get(action, ())},
            ),
            hand=seat.hand(),
            second=people.actor(chosen[0]) if chosen else None,
        )
    except ValueError:
        messages.error(request, _("Choose what was done, and the day."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("It is entered."))
    address = reverse("handling", args=[ref])
    query = QueryDict(mutable=True)
    query.update({"case": case, "holding": str(holding)})
    return redirect(f"{address}?{query.urlencode()}")


@require_POST
def letter(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Issue the call to a talk, or its record."""
    seat = request.seat
    case, _holding = _asked(request.POST)
    try:
        asked = Letter(request.POST.get("letter", ""))
        paper = commands.issue_letter(seat.town, case, asked, hand=seat.hand())
    except ValueError:
        messages.error(request, _("Choose which paper."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Issued: %(number)s.") % {"number": papers.number(paper)})
    query = QueryDict(mutable=True)
    query.update({"case": case, "holding": "0"})
    return redirect(f"{reverse('handling', args=[ref])}?{query.urlencode()}")


@require_GET
def texts(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show the texts of law in force, the villages' counts, and how to enter either."""
    seat = request.seat
    context = {
        "texts": handling.texts(seat.town, on=seat.today),
        "counts": handling.counts(seat.town),
        "units": people.villages(seat.town),
        "may_count": seat.may("law-count"),
        "may_enter": seat.may("law-enter"),
        "shares": commands.SHARES,
        "days": commands.DAYS,
        "basis": law.basis,
    }
    return render(request, "handling/law.html", context)


@require_POST
def count(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter how many may vote in a village, and how many represent them."""
    seat, asked = request.seat, request.POST
    units = {str(one.ref): one for one in people.villages(seat.town)}
    try:
        commands.enter_electorate(
            units[asked.get("unit", "")],
            town=seat.town,
            from_on=dt.date.fromisoformat(asked.get("from_on", "")),
            voters=int(asked.get("voters", "")),
            representatives=int(asked.get("representatives", "")),
            source=asked.get("source", "")[:120],
            hand=seat.hand(),
        )
    except (KeyError, ValueError):
        messages.error(request, _("Choose the village and the day, and enter whole numbers."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("It is entered."))
    return redirect("law", ref=ref)


@require_POST
def enter_law(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter a text of law with its source: the county's."""
    seat, asked = request.seat, request.POST
    try:
        new = commands.NewLaw(
            unit_kind={"village": "village", "community": "community"}[asked.get("unit_kind", "")],
            name=asked.get("name", "")[:120],
            article=asked.get("article", "")[:60],
            source=asked.get("source", "")[:200],
            in_force_on=dt.date.fromisoformat(asked.get("in_force_on", "")),
            figures={name: asked.get(name, "") for name in (*commands.SHARES, *commands.DAYS)},
        )
        commands.enter_law(seat.town, new, hand=seat.hand())
    except (KeyError, ValueError):
        messages.error(request, _("Choose the kind of unit and the day it came into force."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("It is entered."))
    return redirect("law", ref=ref)


def _asked(values: QueryDict) -> tuple[str, int]:
    holding = values.get("holding", "0")
    number = int(holding) if holding.isascii() and holding.isdigit() else 0
    return values.get("case", "")[:40], number


def _form(course: Course, action: Action) -> Form:
    needs = frozenset(
        need
        for step in STEPS[course.way]
        if step.source is course.state and step.action is action
        for need in step.needs
    )
    return Form(
        action,
        FIGURES.get(action, ()),
        second=Needs.SECOND in needs,
        paper=Needs.PAPER in needs,
        meeting=Needs.MEETING in needs,
    )
