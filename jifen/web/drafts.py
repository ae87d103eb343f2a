"""Writing a claim: choose the clause, choose the village, fill in, see what it would move."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any  # initial values of a form are anything

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jifen.claims import commands, foreseen, late, precedents
from jifen.claims import queries as claims
from jifen.core.access import Role, contains
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import Centipoints, display
from jifen.core.rules import Direction, Item, Rulebook
from jifen.core.workflow import Action, Kind
from jifen.evidence.queries import digest_in
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.rulebook.wording import describe
from jifen.web import files
from jifen.web.forms import SCORE, ClaimForm
from jifen.web.many import fits
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.claims.models import Claim
    from jifen.cycles.models import Cycle
    from jifen.people.models import Area

SIDES = {"add": Direction.ADD, "deduct": Direction.DEDUCT}


@dataclass(frozen=True, slots=True)
class Card:
    """A clause as the picker shows it."""

    item: Item
    says: str


@require_http_methods(["GET", "POST"])
def new(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Lead from the clause to the village to the form; keep a draft, or submit at once."""
    seat = request.seat
    cycle = seat.cycle
    if cycle is None or cycle.state != "open":
        return render(request, "claims/closed.html")
    wanted = request.GET.get("of", "")
    cycle = next((one for one in _closed(seat) if one.name == wanted), cycle)
    rules = rulebook(cycle.version)
    item = rules.by_code.get(request.GET.get("item", ""))
    if item is None or item.board is not None or not claims.may_propose(item, seat.roles):
        return _choose_item(request, rules)
    units = _units(seat, people.villages(seat.town), item)
    chosen = [one for one in units if str(one.ref) == request.GET.get("unit")]
    if len(units) == 1:
        chosen = units
    if not chosen:
        return _choose_unit(request, item, rules, units)
    return _fill_in(request, cycle, item, chosen[0])


def _closed(seat: Seat) -> "list[Cycle]":
    """Return the closed cycles of which the running one books what comes to light (补记)."""
    now = seat.cycle
    if now is None or now.state != "open" or not late.books(now):
        return []
    return [one for one in seat.cycles if one.state == "closed" and one.ends_on <= now.starts_on]


def _last(seat: Seat, cycle: "Cycle") -> dt.date:
    """Return the last day of a cycle that may have seen anything."""
    return min(seat.today, cycle.ends_on - dt.timedelta(days=1))


@require_http_methods(["GET", "POST"])
def edit(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Rewrite one's draft, or one that came back; whatever else it is, show it."""
    seat = request.seat
    claim: Claim = seat.thing.row  # type: ignore[union-attr,assignment]  # the gate found a claim
    entrance = {Action.SUBMIT, Action.PROPOSE}
    if not entrance & set(claims.open_actions(claim, seat.actor, on=seat.today)):
        return redirect("claim", ref=ref)
    return _fill_in(request, claim.cycle, claims.item_of(claim), claim.unit, claim)


def _choose_item(request: Request, rules: Rulebook) -> HttpResponse:
    wanted = request.GET.get("q", "").strip().lower()[:40]
    side = request.GET.get("side", "add")
    direction = SIDES.get(side, Direction.ADD)
    # A board (评比榜) is about a whole group at once: it is no one claim.
    mine = [i for i in rules.items if i.board is None and claims.may_propose(i, request.seat.roles)]
    cards = [
        Card(item, describe(item, rules))
        for item in mine
        if item.direction is direction and (not wanted or wanted in _text(item, rules))
    ]
    chapters = [
        (c, [card for card in cards if card.item.chapter == c.code]) for c in rules.chapters
    ]
    return render(
        request,
        "claims/choose_item.html",
        {
            "chapters": [(chapter, held) for chapter, held in chapters if held],
            "q": wanted,
            "side": side,
            "sides": sorted({i.direction.value for i in mine}),
            "found": len(cards),
            "of": request.GET.get("of", ""),
            "closed": _closed(request.seat),
        },
    )


def _text(item: Item, rules: Rulebook) -> str:
    chapter = next(c.name for c in rules.chapters if c.code == item.chapter)
    return f"{item.code} {item.title} {item.procedure} {item.article} {chapter}".lower()


def _units(seat: Seat, villages: "list[Area]", item: Item) -> "list[Area]":
    """Return the units for which this person may claim the item."""
    able = claims.may_propose(item, seat.roles)
    if able == {Role.CADRE} and seat.own is not None:
        held = people.rosters(seat.town, duties=False)
        serves = {post.unit for post in held.posts(seat.own.code, seat.today)}
        return [one for one in villages if one.path in serves]
    areas = [g.area for g in seat.actor.grants if g.role in able and g.holds(seat.today)]
    return [one for one in villages if any(contains(area, one.path) for area in areas)]


def _choose_unit(
    request: Request, item: Item, rules: Rulebook, units: "list[Area]"
) -> HttpResponse:
    return render(
        request,
        "claims/choose_unit.html",
        {"item": item, "says": describe(item, rules), "units": units},
    )


def _fill_in(
    request: Request, cycle: "Cycle", item: Item, unit: "Area", claim: "Claim | None" = None
) -> HttpResponse:
    seat = request.seat
    data = request.POST if request.method == "POST" else None
    stood = [] if claim is None else [one for one in claim.evidence if digest_in(one)]
    marks, not_kept = files.gathered(request) if data is not None else (stood, [])
    form = ClaimForm(
        item,
        _roster(seat, unit, _last(seat, cycle)),
        today=_last(seat, cycle),
        first_on=cycle.starts_on,
        scorers={one.code: one.name for one in rulebook(cycle.version).proposers},
        data=data,
        initial=_initial(seat, cycle, claim),
        proved=bool(marks),
    )
    for why in not_kept:
        form.add_error(None, why)
    moves: Sequence[foreseen.Move] = ()
    if form.is_valid():
        try:
            if request.POST.get("do") != "preview":
                return _keep(request, form, marks, cycle, item, unit, claim)
            moves = foreseen.preview(
                cycle,
                item=item,
                unit=unit,
                people=form.people(),
                happened_on=form.cleaned_data["happened_on"],
                measures=form.measures(),
                on=seat.today,
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
    rules = rulebook(cycle.version)
    names = dict(_roster(seat, unit, _last(seat, cycle))) if moves else {}
    return render(
        request,
        "claims/form.html",
        {
            "form": form,
            "item": item,
            "says": describe(item, rules),
            "many": claim is None and fits(item) and cycle == seat.cycle,
            "late": cycle if cycle.state == "closed" else None,
            "unit": unit,
            "claim": claim,
            "moves": moves,
            "names": names | {unit.path: unit.name},
            "once": _once(request),
            "precedents": precedents.hint(seat.town, item, _chosen(form), on=seat.today),
            "files": files.named(seat.town, marks),
            "accepted": files.ACCEPTED,
        },
        status=422 if form.errors else 200,
    )


def _keep(
    request: Request,
    form: ClaimForm,
    marks: Sequence[str],
    cycle: "Cycle",
    item: Item,
    unit: "Area",
    claim: "Claim | None",
) -> HttpResponse:
    """Keep the draft; submit it too if that was asked."""
    seat = request.seat
    said: dict[str, Any] = {
        "people": form.people(),
        "happened_on": form.cleaned_data["happened_on"],
        "measures": form.measures(),
        "reason": form.cleaned_data["reason"],
        "evidence": [*form.cleaned_data["evidence"], *marks],
        "hand": seat.hand(),
    }
    if claim is None:
        claim = commands.draft(cycle, item=item.code, unit=unit, ref=_once(request), **said)
    else:
        commands.revise(claim, **said)
    if request.POST.get("do") == "submit" and claim.state == "draft":
        first = Action.SUBMIT if claim.kind == Kind.GRANT else Action.PROPOSE
        commands.take_step(claim, first, hand=seat.hand())
        messages.success(request, _("Submitted: the office verifies it next."))
    else:
        messages.success(request, _("The draft is kept. It goes nowhere until it is submitted."))
    return redirect("claim", ref=claim.ref)


def _chosen(form: ClaimForm) -> Centipoints | None:
    """Return the points chosen so far, if any."""
    found = getattr(form, "cleaned_data", {}).get("chosen")
    return Centipoints(found) if isinstance(found, int) else None


def _once(request: Request) -> uuid.UUID:
    """Return the form's own id, which makes a second sending the same claim."""
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid.uuid4()


def _roster(seat: Seat, unit: "Area", on: dt.date) -> list[tuple[str, str]]:
    """Return the unit's roster of a day, for choosing: (code, "name  post")."""
    roster = people.rosters(seat.town).on(unit.path, on)
    names = {cadre.code: cadre.name for cadre in people.cadres(seat.town)}
    return [(one.cadre, f"{names[one.cadre]}（{'、'.join(one.posts)}）") for one in roster]


def _initial(seat: Seat, cycle: "Cycle", claim: "Claim | None") -> Mapping[str, Any]:
    if claim is None:
        mine = [seat.own.code] if seat.own else []
        return {"happened_on": _last(seat, cycle), "named": mine}
    measured = Measures.read(claim.measures)
    named = claims.named(claim)
    return {
        "happened_on": claim.happened_on,
        "reason": claim.reason,
        "evidence": "\n".join(one for one in claim.evidence if not digest_in(one)),
        "quantity": measured.quantity,
        "chosen": "" if measured.chosen is None else display(measured.chosen),
        "level": measured.level,
        "department": measured.department,
        "figure": claim.measures.get("figure", ""),
        **{name: text for name, text in claim.measures.items() if name.startswith(SCORE)},
        "finder": measured.finder,
        "reminded_on": measured.reminded_on,
        "village_item": measured.village_item,
        "override": "" if measured.override is None else display(measured.override),
        "decision": measured.decision,
        "named": [code for code, capacity in named.items() if capacity == "named"],
        "responsible": [code for code, capacity in named.items() if capacity == "responsible"],
    }
