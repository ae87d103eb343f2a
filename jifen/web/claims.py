"""Claims: the list, one claim with everything about it, the step that is taken on it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.appeals import chances
from jifen.claims import commands, foreseen, hearings, late, precedents, queries
from jifen.claims.commands.steps import REASONED, RULED
from jifen.core.errors import Refusal
from jifen.core.facts import Measures, decimal
from jifen.core.measures import fault
from jifen.core.points import display, parse
from jifen.core.rules import Item, Rulebook
from jifen.core.shapes import Figured, Level, PerUnit, Range
from jifen.core.workflow import Action, Kind, State, rows, states
from jifen.people import queries as people
from jifen.people.rosters import Rosters
from jifen.publicity import commands as publicity
from jifen.publicity import queries as postings
from jifen.rulebook.queries import rulebook
from jifen.rulebook.wording import describe
from jifen.terms import DEEDS, FINDERS, role
from jifen.web import hearings as hearing
from jifen.web.files import pieces
from jifen.web.paging import page
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jifen.claims.models import Claim
    from jifen.people.models import Area

FILTERS = ("kind", "state", "unit", "q")
TOGETHER: Mapping[str, Action] = {
    State.DRAFT.value: Action.SUBMIT,
    State.SUBMITTED.value: Action.VERIFY,
}
"""State of a list → the step that many of its grants may take at once."""


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the claims one may read, by kind, state, village and name."""
    seat = request.seat
    asked = {name: request.GET.get(name, "")[:40] for name in FILTERS}
    units = people.villages(seat.town)
    found = listed(seat, asked, units)
    context = {
        "page": page(request, found, "pk"),
        "asked": asked,
        "filtered": any(asked.values()),
        "units": units,
        "states": [s for s in State if s in states(Kind.GRANT) | states(Kind.DEDUCTION)],
        "items": {i.code: i.title for c in seat.cycles for i in rulebook(c.version).items},
        "may_claim": seat.may("claim-new"),
        "together": TOGETHER.get(asked["state"]) if seat.may("claims-together") else None,
    }
    return render(request, "claims/table.html", context)


def listed(seat: Seat, asked: Mapping[str, str], units: "Sequence[Area]") -> "QuerySet[Claim]":
    """Return the claims that somebody may read and that fit what was asked for. One query."""
    found = queries.visible_to(seat.actor, seat.town, on=seat.today)
    if asked["kind"] in set(Kind):
        found = found.filter(kind=asked["kind"])
    if asked["state"] in set(State):
        found = found.filter(state=asked["state"])
    unit = next((one for one in units if str(one.ref) == asked["unit"]), None)
    if unit is not None:
        found = found.filter(unit=unit)
    if asked["q"]:
        named = people.lookup(seat.town, asked["q"], limit=100)
        found = found.filter(Q(people__cadre__in=named) | Q(item__iexact=asked["q"])).distinct()
    return found


@require_POST
def together(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand in or verify many grants at once: those ticked, or all that fit the filter."""
    seat = request.seat
    asked = {name: request.POST.get(name, "")[:40] for name in FILTERS}
    action = TOGETHER.get(asked["state"])
    try:
        if action is None:
            raise Refusal("claim.not-together")
        if request.POST.get("all"):
            found = listed(seat, asked, people.villages(seat.town)).filter(kind=Kind.GRANT)
            refs = list(found.values_list("ref", flat=True))
        else:
            refs = [uuid.UUID(one) for one in request.POST.getlist("claim")]
        answers = commands.take_together(seat.town, refs, action, hand=seat.hand())
    except ValueError:
        messages.error(request, _("Tick the claims in the list."))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        say_answers(request, answers)
    return redirect(f"{reverse('claims', args=[ref])}?{urlencode(asked)}")


def say_answers(request: Request, answers: "Sequence[commands.Answer]") -> None:
    """Say how many went on, and of each that did not why."""
    done = sum(one.refusal is None for one in answers)
    if done:
        messages.success(request, _("%(count)s done.") % {"count": done})
    for one in answers:
        if one.refusal is not None:
            who = "、".join(person.cadre.name for person in one.claim.people.all())
            said = f"{one.claim.item} {who or one.claim.unit.name}：{sentence(one.refusal)}"
            messages.warning(request, said)


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a claim: facts, clause, what it would move, who did what, what one may do."""
    seat = request.seat
    claim = cast("Claim", seat.thing and seat.thing.row)
    rules = rulebook(claim.cycle.version)
    item = rules.item(claim.item)
    going = State(claim.state) not in queries.FINAL
    held = people.rosters(seat.town) if going else None
    goes = late.Going(seat.town, seat.today, among=seat.cycles)
    actions: tuple[Action, ...] = ()
    if going:
        actions = queries.open_actions(claim, seat.actor, on=seat.today, held=held, going=goes)
    actions = tuple(a for a in actions if a not in ON_THEIR_PAGE)
    fits = fault(item, Measures.read(claim.measures)) is None
    # Once it is noticed, each share says what was foreseen for it.
    foresees = going and fits and claim.noticed is None
    moves: tuple[foreseen.Move, ...] = ()
    if foresees:
        moves = foreseen.preview_of(claim, on=seat.today, held=held, among=seat.cycles)
    context = {
        "claim": claim,
        "item": item,
        "says": describe(item, rules),
        "article": next((a for a in rules.articles if a.code in item.article), None),
        "chapter": next(c for c in rules.chapters if c.code == item.chapter),
        "moves": moves,
        "measured": measured(item, Measures.read(claim.measures), rules),
        "names": _names(claim),
        "steps": claim.decisions.all(),
        "evidence": pieces(claim.town, claim.evidence, of=queries.one_thing(claim)),
        "receipts": queries.receipts(claim),
        "objections": (
            postings.against(claim) if postings.weighs(claim, seat.actor, on=seat.today) else []
        ),
        "actions": [a for a in actions if _blocked(claim, a, seat) == ""],
        "blocked": [(a, why) for a in actions if (why := _blocked(claim, a, seat))],
        "may_edit": bool({Action.SUBMIT, Action.PROPOSE} & set(actions)),
        "reasoned": [a for a in actions if a in REASONED or a in precedents.DECIDES],
        "turn": _turn(claim),
        "reads_facts": seat.may("fact"),
        "may_appeal": chances.speaks_for_any(claim, seat.actor, on=seat.today),
        "other_hand": going and _other_hand(claim, seat, actions, held),
        "precedents": precedents.hint_of(claim, on=seat.today)
        if precedents.DECIDES & set(actions)
        else None,
        "milder": Action.DECIDE in actions and isinstance(item.scoring, Range),
        **hearing.context(claim, seat, rules, moves, held),
    }
    return render(request, "claims/show.html", context)


ON_THEIR_PAGE = frozenset({Action.ANSWER, Action.REPLY}) | RULED
"""Steps that are taken by answering and replying point by point, and by ruling on an objection."""


def _names(claim: "Claim") -> dict[str, str]:
    """Return what those are called whom a claim names or is addressed to, by code or path."""
    named = {p.cadre.code: p.cadre.name for p in claim.people.all()}
    told = {one.holder: hearings.name_of(claim, one) for one in claim.addressees.all()}
    return told | named | {claim.unit.path: claim.unit.name}


def measured(item: Item, found: Measures, rules: Rulebook) -> list[str]:
    """Say what was measured, in words: "3 项", "县级"."""
    said: list[str] = []
    scoring = item.scoring
    scorers = {proposer.code: proposer.name for proposer in rules.proposers}
    if found.quantity is not None and isinstance(scoring, PerUnit):
        said.append(f"{found.quantity} {scoring.unit}")
    if found.chosen is not None:
        said.append(_("%(points)s points") % {"points": display(found.chosen)})
    if found.level and isinstance(scoring, Level):
        names = {row.key: row.name for row in scoring.rows}
        said.append(names.get(found.level, found.level))
    if found.department:
        said.append(_("issued by a department"))
    if found.figure is not None and isinstance(scoring, Figured):
        said.append(f"{scoring.metric} {decimal(found.figure)}")
    said += [f"{scorers.get(who, who)} {decimal(score)}" for who, score in found.scores]
    if found.finder is not None:
        said.append(str(FINDERS[found.finder]))
    if found.reminded_on is not None:
        said.append(_("reminded on %(on)s") % {"on": found.reminded_on})
    if found.village_item:
        said.append(found.village_item)
    if found.override is not None:
        points = display(found.override)
        said.append(_("%(points)s points decided instead") % {"points": points})
    if found.decision:
        said.append(_("decision %(number)s") % {"number": found.decision})
    return said


def _blocked(claim: "Claim", action: Action, seat: Seat) -> str:
    """Say why a step must wait, or nothing."""
    if claim.kind == Kind.DEDUCTION:
        refusal = hearings.keeps_back(claim, action, seat.today)
        return sentence(refusal) if refusal is not None else ""
    if action is Action.RECORD and claim.due_on is not None and seat.today <= claim.due_on:
        return sentence(Refusal("claim.publicity-running", until=claim.due_on))
    return ""


ASIDE = frozenset({Action.WITHDRAW, Action.SUSPEND})
"""Steps that lead aside: nobody waits for them."""


def _turn(claim: "Claim") -> str:
    """Say whose turn it is: the roles that may take the claim forward."""
    roles = {
        r
        for step in rows(Kind(claim.kind), queries.route(claim))
        if step.source == claim.state and step.action not in ASIDE
        for r in step.roles
    }
    return "、".join(role(r) for r in sorted(roles))


def _other_hand(
    claim: "Claim", seat: Seat, actions: tuple[Action, ...], held: Rosters | None
) -> bool:
    """Say whether this person may not go on because they took an earlier step themselves."""
    taken = queries.taken(claim, seat.actor)
    roles = queries.hats(claim, seat.actor, on=seat.today, held=held)
    return any(
        step.source == claim.state and step.roles & roles and step.unlike & taken
        for step in rows(Kind(claim.kind), queries.route(claim))
        if step.action not in actions
    )


@require_POST
def step(request: Request, ref: uuid.UUID, action: Action) -> HttpResponse:
    """Take one step, or say why not."""
    seat = request.seat
    claim = cast("Claim", seat.thing and seat.thing.row)
    reason = request.POST.get("reason", "").strip()[:2000]
    try:
        milder = _milder(claim, request.POST.get("milder", "")) if action is Action.DECIDE else None
        publicity.take_step(claim, action, hand=seat.hand(), reason=reason, measures=milder)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Done: you %(deed)s.") % {"deed": DEEDS[action]})
    found = queries.claim_at(ref)
    # What was sent back is its author's again, and gone from the sight of who sent it.
    if found is None or not queries.shows(found, seat.actor, on=seat.today):
        return redirect("town", ref=seat.town.ref)
    return redirect("claim", ref=ref)


def _milder(claim: "Claim", text: str) -> Measures | None:
    """Return the measures with a lower amount chosen; None where none was given.

    Raises:
        Refusal: "row.points" for what is no amount.
    """
    if not text.strip():
        return None
    try:
        return replace(Measures.read(claim.measures), chosen=parse(text.strip()))
    except ValueError:
        raise Refusal("row.points", figure=text.strip()) from None
