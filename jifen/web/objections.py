"""结果公示: publicised results, what is objected to them, the rulings, the replies."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core.errors import Refusal
from jifen.papers import queries as papers
from jifen.people.queries import names
from jifen.publicity.kinds import Way
from jifen.results import letters, objecting, objections, queries
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.cycles.models import Cycle
    from jifen.papers.models import Paper
    from jifen.results.models import Answer, Objection
    from jifen.results.queries import Course


@dataclass(frozen=True, slots=True)
class Shown:
    """An objection as one person may see it."""

    one: "Objection"
    about: str
    reporter: str
    ruling: "Answer | None"
    by: str
    may_rule: bool
    may_reply: bool
    paper: "Paper | None"


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what is publicised, how to object, and what is theirs to see of what was objected."""
    seat, cycle = request.seat, _cycle(request)
    course = queries.course(cycle)
    said = objections.of_cycle(cycle)
    writes = bool(objections.WRITERS & seat.roles)
    own = seat.actor.cadre_in(seat.town.path)
    there = set(course.names) if writes else {*letters.named(course), own} & course.names.keys()
    context = {
        "cycle": cycle,
        "course": course,
        "until": objections.open_until(course, on=seat.today),
        "publicised": course.posted is not None,
        "whom": [(code, *course.names[code][:2]) for code in sorted(there)],
        "papers": _papers(course),
        "rows": _shown(request, course, said),
        "waiting": sum(objections.answer_of(one) is None for one in said),
        "writes_down": writes,
        "ways": [Way.PAPER, Way.PHONE],
        "may_results": seat.may("results"),
    }
    return render(request, "results/objections.html", context)


def _papers(course: "Course") -> list["Paper"]:
    if course.proposed is None or course.posted is None:
        return []
    return list(papers.about(course.proposed.ref))


def _shown(request: Request, course: "Course", said: list["Objection"]) -> list[Shown]:
    seat = request.seat
    actor, on = seat.actor, seat.today
    mine = [one for one in said if objections.reads(one, actor, on=on)]
    waiting = [one for one in mine if objections.answer_of(one) is None]
    rules = objections.ruled_by(waiting, actor, on=on)
    replies = seat.may("results-reply")
    issued = papers.of([one.ref for one in mine]) if replies and mine else {}
    told = [one for one in mine if objections.shown_reporter(one, actor, on=on)]
    keys = [one.reporter for one in told if one.way == Way.ACCOUNT]
    rulings = {one.pk: objections.answer_of(one) for one in mine}
    keys += [ruling.by.hex for ruling in rulings.values() if ruling is not None]
    called = names(keys) if keys else {}
    found = []
    for one in mine:
        ruling = rulings[one.pk]
        found.append(
            Shown(
                one=one,
                about=one.proposed.names[one.code][0] if one.code else "",
                reporter=called.get(one.reporter, one.reporter) if one in told else "",
                ruling=ruling,
                by=called.get(ruling.by.hex, "") if ruling is not None else "",
                may_rule=one.pk in rules,
                may_reply=replies and ruling is not None and one.way != Way.ACCOUNT,
                paper=issued.get(one.ref),
            )
        )
    return found


@require_POST
def object_to(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Take somebody's objection; the office or discipline may write one down for somebody."""
    seat, cycle, asked = request.seat, _cycle(request), request.POST
    code, text, way = asked.get("code", "")[:40], asked.get("text", ""), asked.get("way", "")
    try:
        if way in {Way.PAPER, Way.PHONE}:
            objecting.enter(
                cycle,
                code,
                text,
                way=Way(way),
                reporter=asked.get("reporter", ""),
                paper=asked.get("paper", ""),
                hand=seat.hand(),
            )
        else:
            objecting.object_to(cycle, code, text, hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(
            request,
            _(
                "The objection came in. Somebody who did not decide rules on it; until then the"
                " results do not stand."
            ),
        )
    return redirect("results-objections", ref=ref)


@require_POST
def rule(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Rule on an objection, with a reason."""
    upheld = request.POST.get("upheld")
    try:
        if upheld not in {"yes", "no"}:
            raise ValueError
        objecting.rule(
            _cycle(request),
            _named(request),
            upheld=upheld == "yes",
            reason=request.POST.get("reason", ""),
            hand=request.seat.hand(),
        )
    except ValueError:
        messages.error(request, _("Choose whether the objection is borne out."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Ruled. Whoever objected is told."))
    return redirect("results-objections", ref=ref)


@require_POST
def reply(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Issue the written reply to what came on paper or by phone."""
    try:
        paper = objecting.reply(_cycle(request), _named(request), hand=request.seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Issued: %(number)s.") % {"number": papers.number(paper)})
    return redirect("results-objections", ref=ref)


def _named(request: Request) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("objection", ""))
    except ValueError:
        raise Refusal("objection.unknown") from None


def _cycle(request: Request) -> "Cycle":
    return cast("Cycle", request.seat.thing and request.seat.thing.row)
