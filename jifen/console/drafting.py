"""Verbs of drafts: keep a text, comment, answer, open for comments, propose and give approval."""

import argparse
from typing import Any  # rulebook.models: a door does not import models

from django.utils.translation import gettext as _

from jifen.console.entering import file_arguments, town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.drafting import Action
from jifen.core.errors import Refusal
from jifen.people import queries as people
from jifen.rulebook import commands, queries
from jifen.rulebook.texts import text_of
from jifen.terms import DRAFTS

STEPS = (Action.OPEN, Action.PROPOSE, Action.APPROVE, Action.RETURN, Action.DROP)
"""What `rulebook step` takes; the others are verbs of their own."""


def draft_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a rulebook file, and the draft whose text it replaces."""
    file_arguments(parser)
    town_arguments(parser)
    parser.add_argument("--draft", default="", help=_("the draft whose text it replaces"))


def draft(line: Line) -> int:
    """Keep a text as a draft, or as a draft's newer text."""
    town, file = line.town(), line["file"]
    text = text_of(file.read_bytes(), file.name)
    if line["draft"]:
        found = queries.draft(town, line["draft"])
        commands.revise(found, text, name=file.name, hand=line.hand)
    else:
        found = commands.start(town, text, name=file.name, hand=line.hand)
    made = queries.made(found)
    said = _("Draft %(ref)s, text %(number)s, digest %(digest)s")
    line.say(said % {"ref": found.ref, "number": made.number, "digest": made.digest[:16]})
    line.give({"draft": str(found.ref), "text": made.number, "digest": made.digest})
    return DONE


def list_drafts(line: Line) -> int:
    """List the drafts that the operator may see."""
    found = queries.drafts(line.town(), line.hand.actor, on=line.hand.today)
    rows = [
        (
            str(one.ref),
            queries.rulebook(text).version,
            str(DRAFTS[one.state]),
            text.number,
            one.until_on or "",
        )
        for one, text in found
    ]
    line.rows((_("draft"), _("version"), _("state"), _("text"), _("until")), rows)
    line.give(
        [dict(zip(("draft", "version", "state", "text", "until"), r, strict=True)) for r in rows]
    )
    return DONE


def named_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a draft."""
    town_arguments(parser)
    parser.add_argument("draft", help=_("the draft, or the beginning of its reference"))


def _seen(line: Line) -> Any:  # rulebook.models.Draft
    """Return the draft that the line names, if it is there for the operator."""
    found = queries.draft(line.town(), line["draft"])
    if not queries.shows(found, line.hand.actor, on=line.hand.today):
        raise Refusal("draft.unknown", ref=line["draft"])
    return found


def comment_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a draft, what is said of it, and of which item."""
    named_arguments(parser)
    parser.add_argument("text", help=_("what is said"))
    parser.add_argument("--item", default="", help=_("item code; else the whole"))
    parser.add_argument("--who", default="", help=_("the cadre whose words a clerk enters"))


def comment(line: Line) -> int:
    """Enter a comment on a draft."""
    found = _seen(line)
    whose = people.cadre(line.town(), line["who"]) if line["who"] else None
    made = commands.comment(found, line["text"], item=line["item"], cadre=whose, hand=line.hand)
    line.say(_("Comment %(key)s") % {"key": made.key})
    line.give({"comment": str(made.key), "item": made.item})
    return DONE


def answer_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a draft, a comment on it, whether it is adopted, and why."""
    named_arguments(parser)
    parser.add_argument("comment", help=_("the comment, or the beginning of its key"))
    parser.add_argument("--adopted", action="store_true", help=_("it is adopted; else it is not"))
    parser.add_argument("--reason", required=True)


def answer(line: Line) -> int:
    """Answer a comment."""
    of = queries.comment_at(_seen(line), line["comment"])
    made = commands.answer(of, adopted=line["adopted"], reason=line["reason"], hand=line.hand)
    line.say(_("Adopted") if made.adopted else _("Not adopted"))
    line.give({"comment": str(of.key), "adopted": made.adopted})
    return DONE


def step_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a draft and a step."""
    named_arguments(parser)
    parser.add_argument("action", choices=[action.value for action in STEPS])
    parser.add_argument("--until", type=day, help=_("last day for comments, with open"))
    parser.add_argument("--meeting", default="", help=_("the meeting that decided, with propose"))
    parser.add_argument("--number", default="", help=_("document number, with propose"))
    parser.add_argument("--reason", default="", help=_("why, with return and drop"))


def step(line: Line) -> int:
    """Take a step of a draft."""
    found = _seen(line)
    state = commands.take_step(
        found,
        Action(line["action"]),
        hand=line.hand,
        until_on=line["until"],
        meeting=line["meeting"],
        document_number=line["number"],
        reason=line["reason"],
    )
    line.say(f"{found.ref} {DRAFTS[state]}")
    line.give({"draft": str(found.ref), "state": state.value})
    return DONE
