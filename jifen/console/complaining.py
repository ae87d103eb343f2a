"""Verbs of complaints and suggestions about the system: listed, made, answered by the county."""

import argparse
import uuid

from django.utils.translation import gettext as _

from jifen.console.entering import town_arguments
from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.notices import complaining, queries
from jifen.people.queries import user


def show(line: Line) -> int:
    """List what one wrote to the county; to the county, what everybody wrote."""
    town, hand = line.town(), line.hand
    county = Role.COUNTY in roles_toward(hand.actor, Target(area=town.path), on=hand.today)
    mine = None if county else user(hand.actor.login)
    rows = []
    for one in queries.complaints(town, by=mine):
        answer = getattr(one, "answer", None)
        rows.append((str(one.ref), one.text, answer.text if answer is not None else ""))
    line.rows((_("complaint"), _("text"), _("answer")), rows)
    names = ("complaint", "text", "answer")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def make_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be said."""
    town_arguments(parser)
    parser.add_argument("text", help=_("what is wrong, or could be better"))


def make(line: Line) -> int:
    """Write to the county about the system."""
    ref = uuid.UUID(bytes=line.hand.dice(16), version=4)
    made = complaining.complain(line.town(), line["text"], ref=ref, hand=line.hand)
    line.say(f"{made.ref}  #{made.seq}")
    line.give({"complaint": str(made.ref), "record": made.seq})
    return DONE


def answer_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the complaint and the answer."""
    town_arguments(parser)
    parser.add_argument("complaint", type=uuid.UUID)
    parser.add_argument("text", help=_("the answer"))


def answer(line: Line) -> int:
    """Answer a complaint, for the county."""
    found = queries.complaint_at(line["complaint"], line.town())
    if found is None:
        raise Refusal("complaint.unknown")
    made = complaining.answer(found, line["text"], hand=line.hand)
    line.say(f"{found.ref}  #{made.seq}")
    line.give({"complaint": str(found.ref), "record": made.seq})
    return DONE
