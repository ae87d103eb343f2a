"""督办: what was asked of whom until when, one task with its villages, issuing, and the heat table.

Nowhere a list of people by what they are overdue with.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jifen.claims import queries as claims
from jifen.core import task as core
from jifen.core.access import contains
from jifen.core.errors import Refusal
from jifen.core.rules import Direction, Item
from jifen.core.task import GOOD, OPEN, RUNNING, Action, Level, Needs, Origin, Result, State
from jifen.cycles.queries import calendar
from jifen.evidence.queries import digests
from jifen.people import queries as people
from jifen.people.mergers import stood
from jifen.rulebook.queries import rulebook
from jifen.tasks import burden, commands, inspections, queries, worth
from jifen.tasks.assigning import Flag, pairs
from jifen.web import files
from jifen.web.paging import whole
from jifen.web.seat import Request, Seat
from jifen.wording import sentence

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jifen.claims.models import Claim
    from jifen.people.models import Area
    from jifen.tasks.models import Step, Task

SHOWN = 100
"""Lines of the list; the filters lead to the rest."""
_LATE = [state.value for state in (*RUNNING, State.MISSED)]
DATED = frozenset({Action.ASK, Action.EXTEND, Action.RETURN, Action.HAND_OVER})
"""Steps that may name a new last day."""
KINDS = ("open", "overdue", "reported", "ended")


@dataclass(frozen=True, slots=True)
class Line:
    """A task in a village as a list shows it."""

    standing: queries.Standing
    holders: Sequence[tuple[str, str]]
    """Name, and whether they lead, assist or are named."""


@require_GET
def table(request: Request, ref: uuid.UUID) -> HttpResponse:
    """List the tasks one may read, those due first: one's own, or all, by state and village."""
    seat, asked = request.seat, request.GET
    rows = chosen(seat, asked)
    found = list(rows[: SHOWN + 1])
    context = {
        "lines": _lines(seat, found[:SHOWN]),
        "more": len(found) > SHOWN,
        "kinds": KINDS,
        "kind": asked.get("kind", "open"),
        "whose": asked.get("whose", ""),
        "units": people.villages(seat.town),
        "unit": asked.get("unit", ""),
        "document": asked.get("document", "").strip()[:60],
        "query": asked.urlencode(),
        "may_issue": seat.may("task-issue"),
        "may_overview": seat.may("tasks-overview"),
    }
    return render(request, "tasks/table.html", context)


def chosen(seat: Seat, asked: QueryDict) -> "QuerySet[Step]":
    """Return the tasks that the filters of the list choose, of those one may read."""
    rows = (
        queries.mine(seat.actor, seat.town)
        if asked.get("whose") == "mine"
        else queries.visible_to(seat.actor, seat.town, on=seat.today)
    )
    match asked.get("kind", "open"):
        case "overdue":
            rows = rows.filter(target__in=_LATE, due_on__lt=seat.today)
        case "reported":
            rows = rows.filter(target=State.REPORTED.value)
        case "ended":
            rows = rows.exclude(target__in=[state.value for state in OPEN])
        case _:
            rows = rows.filter(target__in=[state.value for state in OPEN])
    unit = _ref(asked.get("unit", ""))
    if unit is not None:
        rows = rows.filter(unit__ref=unit)
    document = asked.get("document", "").strip()[:60]
    return rows.filter(task__document=document) if document else rows


def _ref(text: str) -> uuid.UUID | None:
    """Return what an address or a form names a row by, if it is that."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _lines(seat: Seat, rows: "Sequence[Step]") -> list[Line]:
    """Return rows with names and flags. Five queries, none where there is no row."""
    if not rows:
        return []
    held, days = people.rosters(seat.town), calendar()
    names = called(seat.town)
    return [
        Line(one, [(names.get(code, code), how) for code, how in pairs(one.step.holders)])
        for one in queries.standing(rows, held, days, today=seat.today)
    ]


def called(town: "Area") -> dict[str, str]:
    """Return code → name of a town's register. One query."""
    return {one.code: one.name for one in people.cadres(town)}


@require_GET
def overview(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show how many tasks are open and overdue by duty area and village, and by document."""
    seat = request.seat
    rows = list(queries.visible_to(seat.actor, seat.town, on=seat.today))
    held, days = people.rosters(seat.town), calendar()
    standing = queries.standing(rows, held, days, today=seat.today)
    cells = queries.heat(standing)
    units = people.villages(seat.town)
    names = {unit.path: unit.name for unit in units}
    named = areas(seat) | {"": _("named people")}
    shown = [code for code in named if any(area == code for area, _unit in cells)]
    documents: dict[str, queries.Cell] = {}
    for one in standing:
        cell = documents.setdefault(one.step.task.document, queries.Cell())
        cell.every += 1
        cell.open += State(one.step.target) in OPEN
        cell.overdue += one.overdue
    context = {
        "areas": [(named[code], [cells.get((code, u.path)) for u in units]) for code in shown],
        "units": units,
        "documents": sorted(documents.items(), key=lambda one: _counting(one[0])),
        "people": [
            (cadre, names.get(path, ""), load)
            for cadre, path, load in queries.by_person(seat.town, standing, held, on=seat.today)
        ],
        "flags": [(flag.value, sum(flag in one.flags for one in standing)) for flag in Flag],
    }
    return render(request, "tasks/overview.html", context)


@require_GET
def burdens(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show what entering costs cadres, and who needed more than it should."""
    seat = request.seat
    entered, names = burden.entered(seat.town, today=seat.today), called(seat.town)
    context = {"burden": entered, "busy": [names.get(code, code) for code in entered.over]}
    return render(request, "tasks/burden.html", context)


def _counting(document: str) -> list[tuple[str, int]]:
    """Return the sort key by which 9号 comes before 10号."""
    return [(text, int(n or 0)) for text, n in re.findall(r"(\D*)(\d*)", document)]


def areas(seat: Seat) -> dict[str, str]:
    """Return the duty areas of the rules of today: code → name."""
    if seat.cycle is None:
        return {}
    return {one.code: one.name for one in rulebook(seat.cycle.version).duty_areas}


# ------------------------------------------------------------------ one task
@dataclass(frozen=True, slots=True)
class Choice:
    """A step that is open to whoever looks: what it wants, or why it is shut."""

    action: Action
    needs: frozenset[Needs]
    shut: str


@dataclass(frozen=True, slots=True)
class Place:
    """A task in one village, as its page shows it."""

    line: Line
    now: "Area | None"
    """The village it belongs to today, where it merged."""
    steps: "Sequence[Step]"
    choices: Sequence[Choice]
    evidence: Sequence[files.Piece]
    claim: "Claim | None"
    proposes: bool
    """Whether its result is worth something that no claim came of yet."""
    nobody: bool
    """Whether nobody answers for the result, so that nothing is proposed."""


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a task: what is asked, and in each village whose it is, how it stands, what is next."""
    return _page(request)


def _page(request: Request, marks: Sequence[str] = ()) -> HttpResponse:
    """Draw a task's page; with the files of a step that was not taken, so that none is lost."""
    seat, task = request.seat, _task(request)
    courses = queries.seen(task, seat.actor, on=seat.today)
    held, days, names = people.rosters(seat.town), calendar(), called(seat.town)
    lists = {worth.identity(course[-1]): worth.reported(course) for course in courses}
    finding = inspections.finding_of(task)
    if finding is not None:
        lists[worth.cause(finding)] = finding.evidence
    known = _claims(seat, courses, lists)
    shown = files.each(task.town, lists, [claim for claim, _read in known.values()])
    places = []
    for course in courses:
        last = course[-1]
        (standing,) = queries.standing([last], held, days, today=seat.today)
        progress = queries.progress(last, days, today=seat.today)
        found = queries.choices(course, seat.actor, progress, on=seat.today)
        identity = worth.identity(last)
        claim, read = known.get(identity, (None, False))
        proposes = worth.proposes(last) is not None
        places.append(
            Place(
                Line(standing, [(names.get(c, c), how) for c, how in pairs(last.holders)]),
                None if (now := stood(last.unit, seat.today)) == last.unit else now,
                course,
                [_choice(one, progress) for one in found],
                shown[identity],
                claim if read else None,
                proposes and claim is None,
                proposes and claim is None and not worth.who_answers(last, held),
            )
        )
    items = _items(seat)
    context = {
        "task": task,
        "places": places,
        "area": areas(seat).get(task.area, task.area),
        "worth": [(r, one["item"], items.get(one["item"], "")) for r, one in task.worth.items()],
        "by": people.names(
            {task.by.hex} | {one.by.hex for course in courses for one in course if one.by}
        ),
        "finding": finding,
        "found": shown[worth.cause(finding)] if finding is not None else [],
        "sees_claims": seat.may("tasks-overview"),
        "dated": DATED,
        "sent": request.POST,
        "files": files.named(task.town, marks),
        "accepted": files.ACCEPTED,
    }
    return render(request, "tasks/show.html", context, status=422 if marks else 200)


def _claims(
    seat: Seat, courses: "Sequence[Sequence[Step]]", lists: Mapping[str, Sequence[str]]
) -> "dict[str, tuple[Claim, bool]]":
    """Return the claims that results became, and whether one may read them. One query at most."""
    if not any(digests(texts) for texts in lists.values()):
        lists = {worth.identity(one[-1]): () for one in courses if one[-1].result}
    return claims.of_causes(seat.actor, seat.town, lists, on=seat.today) if lists else {}


def _choice(step: core.Step, seen: core.Progress) -> Choice:
    refusal = core.unmet(step, seen)
    return Choice(step.action, step.needs, "" if refusal is None else sentence(refusal))


def _items(seat: Seat) -> dict[str, str]:
    if seat.cycle is None:
        return {}
    return {item.code: item.title for item in rulebook(seat.cycle.version).items}


@require_POST
def step(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Take a step of a task in a village, or say why not."""
    marks, trouble = files.gathered(request)
    if not trouble:
        try:
            _take(request, marks)
        except (ValueError, StopIteration):
            trouble = [_("Choose the step on the task's page, and a day as YYYY-MM-DD.")]
        except Refusal as refusal:
            trouble = [sentence(refusal)]
        else:
            messages.success(request, _("The step is recorded."))
    for why in trouble:
        messages.error(request, why)
    return _page(request, marks) if trouble and marks else redirect("task", ref=ref)


def _take(request: Request, marks: Sequence[str]) -> None:
    seat, task, sent = request.seat, _task(request), request.POST
    unit = next(one for one in people.villages(seat.town) if str(one.ref) == sent.get("unit"))
    lines = sent.get("evidence", "")[:2000].splitlines()
    given = commands.Given(
        reason=sent.get("reason", "")[:2000],
        evidence=[*(line for line in lines if line.strip()), *marks],
        until=day(sent.get("until", "")),
        people=codes(seat.town, sent.get("people", "")),
        outstanding=sent.get("outstanding") == "yes",
    )
    commands.take_step(task, unit, Action(sent.get("action", "")), given, hand=seat.hand())


# ------------------------------------------------------------------ issuing
@require_http_methods(["GET", "POST"])
def issue(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Issue tasks on one document: each line of titles is one task, for all villages chosen."""
    seat = request.seat
    if seat.cycle is None or seat.cycle.state != "open":
        return render(request, "claims/closed.html")
    units = asked_of(seat)
    trouble = ""
    if request.method == "POST":
        try:
            made = _issue(seat, request.POST, units)
        except ValueError:
            trouble = _("Fill in the days as a whole number, or the last day as YYYY-MM-DD.")
        except Refusal as refusal:
            trouble = sentence(refusal)
        else:
            messages.success(request, _("The tasks are issued; whose they are was told."))
            if len(made) == 1:
                return redirect("task", ref=made[0].key)
            return redirect("tasks", ref=ref)
    context = asking(seat, request.POST, units) | {"trouble": trouble}
    return render(request, "tasks/issue.html", context, status=422 if trouble else 200)


def asking(seat: Seat, sent: QueryDict, units: "Sequence[Area]") -> dict[str, object]:
    """Return what a form that asks for work shows: its choices, and what was sent."""
    every = rulebook(seat.cycle.version).items if seat.cycle is not None else ()
    items = [one for one in every if proposable(one, seat)]
    return {
        "sent": sent,
        "sent_units": sent.getlist("unit"),
        "units": units,
        "areas": areas(seat).items(),
        "origins": list(Origin),
        "levels": list(Level),
        "results": [
            (
                result,
                [i for i in items if (i.direction is Direction.ADD) is (result in GOOD)],
                sent.get(f"item-{result}", ""),
                sent.get(f"measure-{result}", ""),
            )
            for result in Result
        ],
    }


def proposable(item: Item, seat: Seat) -> bool:
    """Say whether this person may have a task propose an item."""
    return item.board is None and bool(claims.may_propose(item, seat.roles & core.ROLES[_OFFICE]))


_OFFICE = core.Part.OFFICE


def asked_of(seat: Seat) -> "list[Area]":
    """Return the villages over which one may ask for work."""
    mine = [
        grant.area
        for grant in seat.actor.grants
        if grant.role in core.ROLES[_OFFICE] and grant.holds(seat.today)
    ]
    every = people.standing(seat.town, on=seat.today)
    return [one for one in every if any(contains(area, one.path) for area in mine)]


def _issue(seat: Seat, sent: QueryDict, units: "Sequence[Area]") -> "list[Task]":
    source = source_of(sent)
    chosen = set(sent.getlist("unit"))
    days, until = sent.get("days", "").strip(), day(sent.get("until", ""))
    if until is None and whole(days) is None:
        raise ValueError(days)
    named = codes(seat.town, sent.get("people", ""))
    titles = [line.strip() for line in sent.get("titles", "").splitlines() if line.strip()]
    new = [
        commands.NewTask(
            title=title,
            text=sent.get("text", "")[:4000],
            area=sent.get("area", "")[:24],
            units=[] if named else [one for one in units if str(one.ref) in chosen],
            people=named,
            days=None if until is not None else whole(days),
            until=until,
            worth=worth_of(sent),
        )
        for title in titles
    ]
    hand = seat.hand()
    token = uuid.UUID(bytes=hand.dice(16), version=4)
    return commands.issue(seat.town, source, new, token=token, hand=hand)


def source_of(sent: QueryDict) -> commands.Source:
    """Read where a task comes from. ValueError for an origin or level that there is not."""
    return commands.Source(
        origin=Origin(sent.get("origin", "")),
        level=Level(sent.get("level", "")),
        issuer=sent.get("issuer", "")[:60],
        document=sent.get("document", "")[:60],
    )


def worth_of(sent: QueryDict) -> Mapping[Result, tuple[str, str]]:
    """Read what each result proposes: code of the item, and what it measures."""
    found = {}
    for result in Result:
        code = sent.get(f"item-{result}", "").strip()[:24]
        if code:
            found[result] = (code, sent.get(f"measure-{result}", "").strip()[:24])
    return found


# ------------------------------------------------------------------ reading what was sent
def codes(town: "Area", text: str) -> list[str]:
    """Read names or codes of cadres, apart from one another by spaces or commas."""
    words = text.replace("、", " ").replace("，", " ").replace(",", " ").split()
    return [people.cadre(town, word).code for word in words[:50]]


def day(text: str) -> dt.date | None:
    """Read a day, None where none was written. ValueError for what is none."""
    return dt.date.fromisoformat(text.strip()) if text.strip() else None


def _task(request: Request) -> "Task":
    return cast("Task", request.seat.thing and request.seat.thing.row)
