"""Reviews: the list, asking for one, one review with everything about it, its steps and papers."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jifen.appeals import chances, commands, corrections, judges, queries
from jifen.appeals.commands import Answer, Judgement, NewPoint
from jifen.appeals.letters import Letter, ready
from jifen.core import appeal as rules
from jifen.core.access import Target, roles_toward
from jifen.core.appeal import REASONED, Action, Ground, Part
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import parse
from jifen.core.rules import Item
from jifen.core.shapes import Fixed, Level, PerUnit, Range
from jifen.core.workflow import Outcome
from jifen.papers import queries as papers
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.rulebook.wording import describe
from jifen.web.claims import measured
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.appeals.models import Appeal
    from jifen.claims.models import Claim
    from jifen.ledger.models import Fact

MOST_POINTS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One review as the list shows it."""

    appeal: "Appeal"
    item: Item
    name: str
    red: bool


# ------------------------------------------------------------------ the list
@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the reviews one may read: the open ones first, those due first among them."""
    seat = request.seat
    found = queries.visible_to(seat.actor, seat.town, on=seat.today)
    names = _names(seat)
    rows = [
        Row(
            one,
            queries.item_of(one),
            names.get(one.holder, one.holder),
            queries.red_for(one, seat.actor, on=seat.today),
        )
        for one in found
    ]
    context = {
        "open": sorted(
            (row for row in rows if queries.is_open(row.appeal)), key=lambda r: r.appeal.due_on
        ),
        "ended": [row for row in rows if not queries.is_open(row.appeal)],
    }
    return render(request, "appeals/table.html", context)


def _names(seat: Seat) -> dict[str, str]:
    """Return what holders are called: cadres by code, villages by path. Two queries."""
    found = {cadre.code: cadre.name for cadre in people.cadres(seat.town)}
    return found | {unit.path: unit.name for unit in people.villages(seat.town)}


# ------------------------------------------------------------------ asking
@require_http_methods(["GET", "POST"])
def of_claim(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Ask for a review of what was decided on a claim."""
    claim = cast("Claim", request.seat.thing and request.seat.thing.row)
    return _ask(request, claim, None)


@require_http_methods(["GET", "POST"])
def of_fact(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Ask for a review of what is recorded."""
    fact = cast("Fact", request.seat.thing and request.seat.thing.row)
    return _ask(request, None, fact)


def _ask(request: Request, claim: "Claim | None", fact: "Fact | None") -> HttpResponse:
    seat = request.seat
    claim, fact = queries.pair(claim, fact)
    if request.method == "POST":
        try:
            made = _file(request, claim, fact)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("Your request is in. Its page shows how far it is."))
            return redirect("appeal", ref=made.ref)
    asked = queries.about(claim, fact)
    mine = chances.chances(
        seat.actor, seat.town, claim=claim, fact=fact, on=seat.today, asked=asked
    )
    office = not mine and _is_office(seat, claim, fact)
    one = fact or claim
    assert one is not None
    rulebook_ = rulebook(one.cycle.version)
    item = rulebook_.item(one.item)
    names = judges.named(claim, fact)
    holders = [c.holder for c in mine]
    if office:
        holders = chances.shares(claim, fact)
    context = {
        "one": one,
        "item": item,
        "says": describe(item, rulebook_),
        "measured": measured(item, Measures.read(one.measures), rulebook_),
        "chances": mine,
        "office": office,
        "holders": [(holder, names.get(holder, holder)) for holder in holders],
        "late": any(seat.today > c.window.until for c in mine),
        "grounds": list(Ground),
        "numbers": range(1, MOST_POINTS + 1),
        "once": request.POST.get("once") or uuid.uuid4(),
        "asked": request.POST,
        "earlier": asked,
    }
    return render(request, "appeals/ask.html", context)


def _file(request: Request, claim: "Claim | None", fact: "Fact | None") -> "Appeal":
    said = request.POST
    texts = [(n, said.get(f"text-{n}", "").strip()) for n in range(1, MOST_POINTS + 1)]
    points = [
        NewPoint(
            ground=_ground(said.get(f"ground-{n}", "")),
            text=text[:2000],
            evidence=said.get(f"evidence-{n}", "")[:1000].splitlines(),
        )
        for n, text in texts
        if text
    ]
    return commands.ask(
        request.seat.town,
        claim=claim,
        fact=fact,
        holder=said.get("holder", "")[:64],
        points=points,
        excuse=said.get("excuse", "")[:1000],
        on_paper=said.get("on_paper", "")[:80],
        ref=_once(said.get("once", "")),
        hand=request.seat.hand(),
    )


def _ground(code: str) -> Ground:
    return Ground(code) if code in set(Ground) else Ground.FACTS_UNCLEAR


def _once(text: str) -> uuid.UUID:
    """Return the form's own id, which makes a second sending the same request."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _is_office(seat: Seat, claim: "Claim | None", fact: "Fact | None") -> bool:
    cadres = judges.touched(claim, fact, "")
    toward = Target(area=seat.town.path, cadres=cadres - {""})
    return judges.office(claim, fact) in roles_toward(seat.actor, toward, on=seat.today)


# ------------------------------------------------------------------ one review
@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a review: what it is about, its points, who judges it, what was ruled, what to do."""
    seat = request.seat
    appeal = _appeal(seat)
    case = judges.case_of(appeal, on=seat.today)
    is_ = judges.parts(appeal, seat.actor, case, on=seat.today)
    steps = queries.choices(appeal, seat.actor, is_, on=seat.today)
    item, version = queries.item_of(appeal), queries.cycle_of(appeal).version
    ruling = queries.ruling_of(appeal)
    seen = queries.progress(appeal, seat.today)
    waits = {s.action: _why(s, seen) for s in steps}
    replies = {row[0]: row for row in ruling.replies} if ruling else {}
    issues = Part.OFFICE in is_
    context = {
        "appeal": appeal,
        "item": item,
        "says": describe(item, rulebook(version)),
        "one": appeal.fact or appeal.claim,
        "holder": queries.name_of(appeal),
        "measured": measured(item, queries.measures_of(appeal), rulebook(version)),
        "points": [(p, replies.get(p.number)) for p in appeal.points.all()],
        "ruling": ruling,
        "ruled": measured(item, Measures.read(ruling.measures), rulebook(version))
        if ruling and ruling.measures
        else [],
        "reviewers": "、".join(sorted(judges.names_of(case))),
        "body": case.body,
        "open": queries.is_open(appeal),
        "red": queries.red_for(appeal, seat.actor, on=seat.today),
        "mine": Part.PERSON in is_,
        "decides": Action.DECIDE in waits,
        "steps": [s.action for s in steps if not waits[s.action] and s.action is not Action.DECIDE],
        "blocked": [(a, why) for a, why in waits.items() if why],
        "reasoned": [(s.action, REASONED[s.action]) for s in steps if s.action in REASONED],
        "outcomes": _outcomes(item),
        "grounds": list(Ground),
        "shape": _shape(item),
        "levels": item.scoring.rows if isinstance(item.scoring, Level) else (),
        "papers": list(papers.about(appeal.ref)),
        "letters": [x for x in Letter if issues and ready(appeal, x)],
        "corrections": issues and bool(corrections.due(appeal)),
        "amends": queries.closed_before(appeal) and queries.ruling_of(appeal) is not None,
        "amends_at": queries.cycle_of(appeal).ref if seat.may("amend") else None,
    }
    return render(request, "appeals/show.html", context)


def _why(step: rules.Step, seen: rules.Progress) -> str:
    """Say why a step must wait for a day, or nothing."""
    if step.action is not Action.HEAR:
        return ""
    refusal = rules.unmet(step, seen)
    return sentence(refusal) if refusal is not None else ""


def _outcomes(item: Item) -> list[Outcome]:
    """Return the outcomes that can be; a fixed amount leaves nothing to change it to."""
    fixed = isinstance(item.scoring, Fixed) or _shape(item) == ""
    return [one for one in Outcome if one is not Outcome.CHANGED or not fixed]


def _shape(item: Item) -> str:
    """Return the name of the measure that a change may put in the place of the old one."""
    match item.scoring:
        case PerUnit():
            return "quantity"
        case Range():
            return "chosen"
        case Level():
            return "level"
        case Fixed():
            return ""
        case _:
            return "figure"


@require_POST
def step(request: Request, ref: uuid.UUID, taken: Action) -> HttpResponse:
    """Take one step of a review, or say why not."""
    seat = request.seat
    appeal = _appeal(seat)
    reason = request.POST.get("reason", "").strip()[:2000]
    try:
        judgement = _judgement(appeal, request.POST) if taken is Action.DECIDE else None
        commands.take_step(appeal, taken, hand=seat.hand(), reason=reason, judgement=judgement)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Done. The page shows how far the review is."))
    return redirect("appeal", ref=ref)


def _judgement(appeal: "Appeal", said: Mapping[str, str]) -> Judgement | None:
    outcome = said.get("outcome", "")
    if outcome not in set(Outcome):
        return None
    replies = {
        p.number: Answer(
            said.get(f"accepted-{p.number}") == "1", said.get(f"why-{p.number}", "").strip()[:1000]
        )
        for p in appeal.points.all()
        if said.get(f"accepted-{p.number}") in {"0", "1"}
    }
    return Judgement(
        outcome=Outcome(outcome),
        grounds=frozenset(g for g in Ground if said.get(f"ground-{g.value}")),
        replies=replies,
        measures=_measures(appeal, said.get("measure", "").strip())
        if outcome == Outcome.CHANGED
        else None,
    )


def _measures(appeal: "Appeal", text: str) -> Measures:
    """Return the old measures with one new figure in the place of the old one.

    Raises:
        Refusal: "appeal.no-measure" where it cannot be read.
    """
    was = queries.measures_of(appeal)
    try:
        match _shape(queries.item_of(appeal)):
            case "quantity":
                return replace(was, quantity=int(text))
            case "chosen":
                return replace(was, chosen=parse(text))
            case "level" if text:
                return replace(was, level=text)
            case "figure":
                return replace(was, figure=Fraction(text))
    except (ValueError, ZeroDivisionError):
        pass
    raise Refusal("appeal.no-measure")


@require_POST
def paper(request: Request, ref: uuid.UUID, letter: Letter) -> HttpResponse:
    """Issue one of a review's letters."""
    seat = request.seat
    try:
        commands.issue(_appeal(seat), letter, hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The paper is issued. Print it below."))
    return redirect("appeal", ref=ref)


@require_POST
def correct(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Issue the corrections that a review's outcome asks for."""
    seat = request.seat
    try:
        made = commands.correct(_appeal(seat), hand=seat.hand())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        done = _("%(count)s corrections are issued, for the audience of the originals.")
        messages.success(request, done % {"count": len(made)})
    return redirect("appeal", ref=ref)


def _appeal(seat: Seat) -> "Appeal":
    return cast("Appeal", seat.thing and seat.thing.row)
