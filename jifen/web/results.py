"""考核结果: what a closed cycle comes to, counted, proposed, decided by a meeting, publicised."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jifen.core import secrecy
from jifen.core.appraising import Action
from jifen.core.errors import Refusal
from jifen.core.posts import PostGroup
from jifen.core.shortlists import Condition
from jifen.ledger.veil import VEILED
from jifen.outcomes import commands as outcomes
from jifen.outcomes import listing
from jifen.papers import queries as papers
from jifen.papers import workbook
from jifen.results import commands, counting, letters, queries
from jifen.results.body import Line, Row
from jifen.results.queries import Course
from jifen.rulebook.queries import rulebook
from jifen.rulebook.result_wording import conditions
from jifen.sheets import forms
from jifen.sheets.problems import SheetProblem
from jifen.standings.simulate import yuan
from jifen.standings.simulated import LEFT
from jifen.terms import LINES
from jifen.web import workbooks
from jifen.web.papers import handed
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from django.http import QueryDict

    from jifen.cycles.models import Cycle

DEPARTURES = 12
"""Rows in the form of a decision for those who get another grade than proposed."""
OWN_FIGURES = frozenset(
    {Condition.GRADE, Condition.STREAK, Condition.PLACE, Condition.RESULT, Condition.MONTHS}
)
"""Grounds in which those on a list differ: shown for each; the other conditions once."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the table, with what its grade is called and what else is to be said."""

    row: Row
    name: str
    village: str
    post: str
    grade: str
    remark: str


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show the results of a cycle, what is counted, what waits for a meeting, what comes next."""
    seat, cycle = request.seat, _cycle(request)
    course, rules = queries.course(cycle), rulebook(cycle.version)
    sheet = course.sheet
    acts = seat.may("results-step")
    rule = rules.results
    pool = rule.pool if rule is not None else None
    hidden = secrecy.hidden(rules, seat.actor, seat.town.path, on=seat.today)
    before = queries.before(cycle)
    lists = listing.lists(course)
    draws = acts and course.decided is not None and bool(outcomes.DRAWERS & seat.roles)
    context = {
        "cycle": cycle,
        "course": course,
        "sheet": sheet,
        "rows": [_shown(course, row) for row in sheet.rows] if sheet is not None else [],
        "tallies": queries.tallies(cycle),
        "counts": acts and commands.COUNTERS & seat.roles,
        "confirms": acts and commands.CONFIRMERS & seat.roles,
        "me": seat.actor.key,
        "lines": _lines(course) if sheet is not None else [],
        "seats": acts and commands.KEEPERS & seat.roles and course.decided is None,
        "actions": queries.open_actions(course, seat.actor, on=seat.today) if acts else (),
        "names_pool": pool is not None and pool.fen is None,
        "may_give": _may_give(course) if acts else [],
        "departures": range(DEPARTURES),
        "papers": list(papers.about(course.proposed.ref)) if course.proposed is not None else [],
        "before": before,
        "figures": letters.figures(sheet, before) if sheet is not None else [],
        "lists": lists,
        "draws": draws,
        "draws_anew": draws and any(one.chosen is None or one.stale for one in lists),
        "asks": {one.rule.code: conditions(one.rule, rule) for one in lists if rule is not None},
        "own_figures": OWN_FIGURES,
        "chooses": acts and outcomes.CHOOSERS & seat.roles,
        "recommended": papers.of([one.chosen.key for one in lists if one.chosen]),
        "left": [LEFT[one] for one in sheet.left] if sheet is not None else [],
        "items": {
            item.code: LINES[VEILED] if item.code in hidden else item.title for item in rules.items
        },
    }
    return render(request, "results/show.html", context)


@require_GET
def sheet(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand the results out as a workbook: for the meeting, and for paying out."""
    cycle = _cycle(request)
    course = queries.course(cycle)
    if course.proposed is None:
        messages.error(request, sentence(Refusal("results.none", cycle=cycle.name)))
        return redirect("results", ref=ref)
    data = workbook.render(
        letters.sheets(course, queries.before(cycle)),
        title=letters.title(course),
        author=cycle.town.name,
        date=request.seat.today,
        warning="" if course.decided is not None else _("Proposed, not decided"),
    )
    return handed(data, _("results %(cycle)s.xlsx") % {"cycle": cycle.name})


@require_GET
def form(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Hand out the sheet on which one source is counted."""
    cycle = _cycle(request)
    rules = rulebook(cycle.version)
    try:
        asked = counting.of(rules, request.GET.get("source", ""))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("results", ref=ref)
    made = counting.form(rules, asked, queries.people(cycle), queries.units(cycle.town))
    data = forms.render((made,), title=asked.name, date=request.seat.today)
    return handed(data, f"{asked.name} {cycle.name}.xlsx")


@require_POST
def count(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Take a filled sheet in; somebody else confirms it."""
    seat, cycle = request.seat, _cycle(request)
    rules = rulebook(cycle.version)
    try:
        asked = counting.of(rules, request.POST.get("source", ""))
        book = workbooks.taken(request, "sheet")
        rows = counting.read(book, rules, asked, queries.people(cycle), queries.units(cycle.town))
        paper = request.POST.get("paper", "")
        commands.enter_count(cycle, asked.code, rows, paper=paper, hand=seat.hand())
    except SheetProblem as problem:
        messages.error(request, str(problem))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Entered. Somebody else confirms it against the signed paper."))
    return redirect("results", ref=ref)


@require_POST
def step(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Take a step, seat a tie, or confirm a count; or say why not."""
    cycle, asked = _cycle(request), request.POST
    try:
        done = _DEEDS.get(asked.get("action", ""))
        if done is None:
            raise Refusal("results.no-such-step")
        messages.success(request, done(request, cycle, asked))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("results", ref=ref)


# ------------------------------------------------------------------ what is done
def _propose(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    pool = asked.get("pool", "").strip()
    made = commands.propose(cycle, pool_fen=yuan(pool) if pool else None, hand=request.seat.hand())
    return _("Proposed, number %(number)s.") % {"number": made.number}


def _decide(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    departures = {
        code: (asked.get(f"grade-{n}", ""), asked.get(f"why-{n}", "")[:500])
        for n in range(DEPARTURES)
        if (code := asked.get(f"code-{n}", ""))
    }
    commands.decide(cycle, departures, hand=request.seat.hand())
    return _("Decided. Now the office publicises it.")


def _post(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    contact = asked.get("contact", "")[:80]
    paper = commands.post(cycle, contact=contact, hand=request.seat.hand())
    return _("Publicised: %(number)s.") % {"number": papers.number(paper)}


def _confirm(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    commands.confirm(cycle, reason=asked.get("reason", "")[:500], hand=request.seat.hand())
    return _("The results stand.")


def _reopen(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    commands.reopen(cycle, reason=asked.get("reason", "")[:500], hand=request.seat.hand())
    return _("Taken back. The office proposes them anew.")


def _seat(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    line, codes = asked.get("line", ""), asked.getlist("seated")
    commands.seat(cycle, line, codes, hand=request.seat.hand())
    return _("Entered. Propose the results anew, so that it counts.")


def _say(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    try:
        key = uuid.UUID(asked.get("key", ""))
    except ValueError:
        raise Refusal("count.unknown") from None
    right = asked.get("right") == "1"
    commands.say_count(cycle, key, right=right, hand=request.seat.hand())
    return _("Confirmed: it counts.") if right else _("Rejected: it does not count.")


def _draw(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    drawn = outcomes.draw(cycle, hand=request.seat.hand())
    people = sum(len(one.people) for one in drawn)
    return _("Drawn: %(lists)s lists, %(people)s names in all. Put them on an agenda.") % {
        "lists": len(drawn),
        "people": people,
    }


def _choose(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    code = asked.get("list", "")
    given = {one: asked.get(f"why-{one}", "")[:500] for one in asked.getlist("chosen")}
    made = outcomes.choose(cycle, code, given, hand=request.seat.hand())
    return _("Entered: %(people)s chosen.") % {"people": len(made.people)}


def _recommend(request: Request, cycle: "Cycle", asked: "QueryDict") -> str:
    paper = outcomes.recommend(cycle, asked.get("list", ""), hand=request.seat.hand())
    return _("Issued: %(number)s.") % {"number": papers.number(paper)}


_DEEDS: Mapping[str, Callable[["Request", "Cycle", "QueryDict"], str]] = {
    Action.PROPOSE: _propose,
    Action.DECIDE: _decide,
    Action.POST: _post,
    Action.CONFIRM: _confirm,
    Action.REOPEN: _reopen,
    "seat": _seat,
    "say": _say,
    "draw": _draw,
    "choose": _choose,
    "recommend": _recommend,
}


# ------------------------------------------------------------------ what is shown
def _shown(course: Course, row: Row) -> Shown:
    rules = rulebook(course.cycle.version)
    name, village, post = course.names[row.code]
    grade = letters.grade_words(rules, course, row)
    return Shown(row, name, village, post, grade, letters.remark_words(course, row))


def _lines(course: Course) -> list[tuple[Line, str, list[tuple[str, str]]]]:
    """Return the ties that wait, each with who is in it."""
    found = course.sheet
    assert found is not None, "ties are of what was proposed"
    rules = rulebook(course.cycle.version)
    return [
        (
            line,
            letters.line_words(rules, line.key),
            [(code, course.names[code][0]) for code in line.tied],
        )
        for line in found.open_lines
    ]


def _may_give(course: Course) -> list[tuple[str, str]]:
    """Return the grades of the version that a decision may name, best first, groups' own after."""
    rules = rulebook(course.cycle.version)
    every = [band for group in (None, *PostGroup) for band in queries.bands(rules, group)]
    return list({band.code: band.name for band in every}.items())


def _cycle(request: Request) -> "Cycle":
    return cast("Cycle", request.seat.thing and request.seat.thing.row)
