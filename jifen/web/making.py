"""细则草案: a draft's text and its problems, comments and answers, and the steps to a version."""

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jifen.core import drafting, floors
from jifen.core.drafting import Action, State
from jifen.core.errors import Refusal
from jifen.core.policy import FILE
from jifen.people import queries as people
from jifen.rulebook import commands, queries
from jifen.rulebook.diff import diff, sentences
from jifen.rulebook.problems import RulebookProblems
from jifen.rulebook.texts import text_of
from jifen.rulebook.wording import describe
from jifen.web.seat import Request
from jifen.wording import sentence

if TYPE_CHECKING:
    from jifen.core.rules import Item, Rulebook
    from jifen.people.models import Area, Cadre
    from jifen.rulebook.models import Comment, Draft
    from jifen.rulebook.said import Language

LONGEST = 2000
"""Characters of a comment, an answer or a reason at most."""
OWN_FORM = frozenset({Action.OPEN, Action.PROPOSE, Action.APPROVE, Action.RETURN, Action.DROP})
"""Steps that the page gives a form each."""


def _draft(request: Request) -> "Draft":
    return cast("Draft", request.seat.thing and request.seat.thing.row)


def chapters(rules: "Rulebook", items: "list[Item]") -> list[tuple[object, list[object]]]:
    """Return chapters with their items in words, those of `items` only, empty ones left out."""
    said: dict[str, list[object]] = {}
    for item in items:
        said.setdefault(item.chapter, []).append((item, describe(item, rules)))
    return [(one, said[one.code]) for one in rules.chapters if one.code in said]


@require_GET
def show(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Show a draft: how far it is, its clauses, what was said of it, what was done."""
    seat, draft = request.seat, _draft(request)
    texts = list(queries.revisions(draft))
    rules = queries.rulebook(texts[0])
    seen = queries.progress(draft, texts[0], on=seat.today)
    held = queries.open_steps(draft, seen, seat.actor)
    mine = {one.step.action: one for one in held}
    office = bool(drafting.roles(seat.actor, seat.town.path, on=seat.today) & FILE)
    may_comment = Action.COMMENT in mine and mine[Action.COMMENT].refusal is None
    clerk = may_comment and Action.ANSWER in mine
    context = {
        "draft": draft,
        "version": draft.versions.first() if draft.state == State.APPROVED else None,
        "texts": texts,
        "rules": rules,
        "articles": {a.code: a.name for a in rules.articles},
        "chapters": chapters(rules, list(rules.items)),
        "floors": floors.in_force(rules.effective_on),
        **_changes(seat.town, rules, seat.today),
        "forms": [one for one in held if one.step.action in OWN_FORM],
        "earliest": drafting.last_day(seat.today),
        "may_revise": Action.REVISE in mine,
        "may_comment": may_comment,
        "may_answer": Action.ANSWER in mine,
        "cadres": people.cadres(seat.town) if clerk else (),
        "ripeness": _ripeness(State(draft.state), seen),
        "remarks": [_remark(one, office, seat.own) for one in queries.remarks(draft)],
        "moves": queries.moves(draft),
        "simulations": [
            (one, json.loads(one.summary).get("says", ())) for one in queries.simulations(draft)
        ],
    }
    return render(request, "rulebooks/draft.html", context)


def _changes(town: "Area", rules: "Rulebook", today: dt.date) -> dict[str, object]:
    """Return what a text changes in the version in force, or else in the latest, in sentences."""
    every = queries.dated(town, today=today)
    known = [one.version for one in every if one.state is State.IN_FORCE] or [
        one.version for one in every
    ]
    if not known:
        return {}
    return {"before": known[0], "changes": sentences(diff(queries.rulebook(known[0]), rules))}


def _ripeness(state: State, seen: drafting.Progress) -> list[tuple[str, str]]:
    """Return what the approval asks for, each with why it is not so yet; once it is opened."""
    if state not in {State.COMMENTS, State.SIMULATED, State.PROPOSED}:
        return []
    return [
        (condition.value, sentence(refusal) if refusal else "")
        for condition, refusal in drafting.ripeness(seen)
    ]


def _remark(of: "Comment", office: bool, own: "Cadre | None") -> dict[str, object]:
    """Return a comment as the page shows it: by name to the office and to whose words they are."""
    named = office or of.cadre == own
    return {
        "row": of,
        "answer": of.answer if queries.answered(of) else None,
        "name": of.cadre.name if named else "",
    }


@require_http_methods(["GET", "POST"])
def new(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Take a first text, and keep it as a draft if nothing is wrong with it."""
    return _write(request, None)


@require_http_methods(["GET", "POST"])
def revise(request: Request, ref: uuid.UUID) -> HttpResponse:
    """Take a newer text of a draft."""
    return _write(request, _draft(request))


def _write(request: Request, draft: "Draft | None") -> HttpResponse:
    """Keep a text, or show all that is wrong with it beside it."""
    text = queries.made(draft).source if draft else ""
    problems: list[str] = []
    if request.method == "POST":
        try:
            name, text = _given(request)
            hand = request.seat.hand()
            if draft is None:
                draft = commands.start(request.seat.town, text, name=name, hand=hand)
            else:
                commands.revise(draft, text, name=name, hand=hand)
        except RulebookProblems as found:
            language = "en" if get_language() == "en" else "zh-hans"
            problems = [one.sentence(cast("Language", language)) for one in found.problems]
        except Refusal as refusal:
            problems = [sentence(refusal)]
        else:
            messages.success(request, _("The text is kept. Cadres see it once it is opened."))
            return redirect("draft", ref=draft.ref)
    context = {"draft": draft, "text": text, "problems": problems}
    return render(request, "rulebooks/write.html", context, status=422 if problems else 200)


def _given(request: Request) -> tuple[str, str]:
    """Return name and text of what was handed over: the file, or else the field."""
    file = request.FILES.get("file")
    if file is not None:
        name = str(file.name)[:120]
        return name, text_of(file.read(), name)
    text = request.POST.get("text", "")
    if not text.strip():
        raise Refusal("draft.no-file")
    return _("text"), text.replace("\r\n", "\n")


@require_POST
def step(request: Request, ref: uuid.UUID, step: Action) -> HttpResponse:
    """Take a step of a draft, or say why not."""
    draft = _draft(request)
    try:
        done = _take(request, draft, step)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, done)
    return redirect("draft", ref=ref)


def _take(request: Request, draft: "Draft", step: Action) -> str:
    """Take one step with what the form says; return what to tell."""
    seat, form = request.seat, request.POST
    if step is Action.COMMENT:
        code = form.get("cadre", "")
        commands.comment(
            draft,
            form.get("text", "")[:LONGEST],
            item=form.get("item", "")[:24],
            cadre=people.cadre(seat.town, code) if code else None,
            hand=seat.hand(),
        )
        return _("Your comment is entered; the office answers it on this page.")
    if step is Action.ANSWER:
        commands.answer(
            queries.comment_at(draft, form.get("comment", "")[:40]),
            adopted=form.get("adopted") == "yes",
            reason=form.get("reason", "")[:LONGEST],
            hand=seat.hand(),
        )
        return _("The answer is entered.")
    if step not in OWN_FORM:
        raise Refusal("draft.no-such-step")
    commands.take_step(
        draft,
        step,
        hand=seat.hand(),
        until_on=_day(form.get("until_on", "")),
        meeting=form.get("meeting", "")[:120],
        document_number=form.get("document_number", "")[:60],
        reason=form.get("reason", "")[:LONGEST],
    )
    return _("Done.")


def _day(text: str) -> dt.date | None:
    """Read a day of a form; one that cannot be read is as if it were left out."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
