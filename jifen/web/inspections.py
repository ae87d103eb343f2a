"""督查: the rounds with what they found and how far it was put right, and entering one."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jifen.claims import queries as claims
from jifen.core.errors import Refusal
from jifen.core.rules import Direction
from jifen.core.task import Look
from jifen.evidence.queries import mark
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.tasks import commands, inspections, queries, worth
from jifen.web import files
from jifen.web.paging import whole
from jifen.web.seat import Request, Seat
from jifen.web.tasks import areas, asked_of, codes, proposable
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.claims.models import Claim
    from jifen.people.models import Area
    from jifen.tasks.models import Finding, Inspection, Step

SHOWN = 20
"""Rounds on the page, the latest."""
LINES = 5
"""Findings that the form has room for; further ones are another round's."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the page shows it."""

    finding: "Finding"
    evidence: Sequence[files.Piece]
    step: "Step | None"
    claim: "Claim | None"
    given_back: dt.date | None
    """The day it was put right, where the rulebook gives a part of the deduction back for that."""


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the latest rounds: what each found, whose claim came of it, whether it was put right."""
    seat = request.seat
    rounds = list(inspections.rounds(seat.town)[:SHOWN])
    found = [one for round_ in rounds for one in round_.findings.all()]
    tasks = {one.task_id for one in found}
    last = {one.task_id: one for one in queries.latest(seat.town).filter(task__in=tasks)}
    lists = {worth.cause(one): one.evidence for one in found}
    known = claims.of_causes(seat.actor, seat.town, lists, on=seat.today)
    pieces = files.each(seat.town, lists, [claim for claim, _read in known.values()])
    context = {
        "rounds": [(one, _shown(seat, one, last, known, pieces)) for one in rounds],
        "units": {one.path: one.name for one in people.villages(seat.town)},
        "may_enter": seat.may("inspection-new"),
    }
    return render(request, "tasks/inspections.html", context)


def _shown(
    seat: Seat,
    round_: "Inspection",
    last: "dict[int, Step]",
    known: "dict[str, tuple[Claim, bool]]",
    pieces: Mapping[str, list[files.Piece]],
) -> list[Found]:
    rules = rulebook(seat.cycle.version) if seat.cycle is not None else None
    rows = []
    for one in round_.findings.all():
        cause, step = worth.cause(one), last.get(one.task_id)
        claim, read = known.get(cause, (None, False))
        item = rules.by_code.get(one.item) if rules is not None else None
        repair = item.repair if item is not None else None
        recorded = claim is not None and claim.fact is not None
        back = inspections.given_back(one, step, repair) if step and recorded else None
        rows.append(Found(one, pieces[cause], step, claim if read else None, back))
    return rows


@require_http_methods(["GET", "POST"])
def new(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Enter a round with its findings, or say why not and keep what was written."""
    seat = request.seat
    if seat.cycle is None or seat.cycle.state != "open":
        return render(request, "claims/closed.html")
    units, trouble = asked_of(seat), ""
    marks: Mapping[int, Sequence[str]] = {}
    if request.method == "POST":
        marks, trouble = _gathered(request)
    if request.method == "POST" and not trouble:
        try:
            made = _enter(seat, request.POST, units, marks)
        except ValueError:
            trouble = _("Fill in the day as YYYY-MM-DD, and of each finding the working days.")
        except Refusal as refusal:
            trouble = sentence(refusal)
        else:
            done = _("%(round)s is entered; whose it is to put right was told.")
            messages.success(request, done % {"round": made})
            return redirect("inspections", ref=ref)
    names = ("unit", "area", "people", "text", "item", "measure", "days", "evidence")
    kept = {mark(one): one for one in files.named(seat.town, chain.from_iterable(marks.values()))}
    context = {
        "trouble": trouble,
        "sent": request.POST,
        "sent_units": request.POST.getlist("units"),
        "units": units,
        "areas": areas(seat).items(),
        "looks": list(Look),
        "items": [
            one
            for one in rulebook(seat.cycle.version).items
            if one.direction is Direction.DEDUCT and proposable(one, seat)
        ],
        "lines": [
            {"n": n, "at": f"-{n}", "files": [kept[one] for one in marks.get(n, ()) if one in kept]}
            | {name: request.POST.get(f"{name}-{n}", "") for name in names}
            for n in range(1, LINES + 1)
        ],
        "accepted": files.ACCEPTED,
    }
    return render(request, "tasks/inspect.html", context, status=422 if trouble else 200)


def _gathered(request: Request) -> tuple[dict[int, list[str]], str]:
    """Return the marks of the files of each line, and why others were not kept."""
    kept = {n: files.gathered(request, n) for n in range(1, LINES + 1)}
    said = [why for _found, whys in kept.values() for why in whys]
    return {n: found for n, (found, _whys) in kept.items()}, " ".join(said)


def _enter(
    seat: Seat, sent: QueryDict, units: "Sequence[Area]", marks: Mapping[int, Sequence[str]]
) -> "Inspection":
    by_ref = {str(one.ref): one for one in units}
    chosen = [by_ref[ref] for ref in sent.getlist("units") if ref in by_ref]
    findings = [
        _finding(seat, sent, n, by_ref, marks[n])
        for n in range(1, LINES + 1)
        if sent.get(f"text-{n}", "").strip() or marks[n]
    ]
    held = commands.Round(
        look=Look(sent.get("look", "")),
        held_on=dt.date.fromisoformat(sent.get("held_on", "")),
        units=chosen,
        document=sent.get("document", "")[:60],
        text=sent.get("text", "")[:4000],
    )
    hand = seat.hand()
    token = uuid.UUID(bytes=hand.dice(16), version=4)
    return commands.inspect(seat.town, held, findings, token=token, hand=hand)


def _finding(
    seat: Seat, sent: QueryDict, n: int, by_ref: "dict[str, Area]", marks: Sequence[str]
) -> commands.NewFinding:
    unit, days = by_ref.get(sent.get(f"unit-{n}", "")), whole(sent.get(f"days-{n}", ""))
    if unit is None or days is None:
        raise ValueError(n)
    evidence = sent.get(f"evidence-{n}", "")[:120].strip()
    return commands.NewFinding(
        unit=unit,
        text=sent.get(f"text-{n}", "")[:2000],
        area=sent.get(f"area-{n}", "")[:24],
        people=codes(seat.town, sent.get(f"people-{n}", "")),
        days=days,
        item=sent.get(f"item-{n}", "").strip()[:24],
        measure=sent.get(f"measure-{n}", "").strip()[:24],
        evidence=[*([evidence] if evidence else []), *marks],
    )
