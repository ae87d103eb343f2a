"""Verbs of recurring tasks: which there are, setting one, changing, ending, asking for a turn."""

import argparse
import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.console.supervising import asking_arguments, source_of, worth_of
from jifen.core.errors import Refusal
from jifen.core.rhythm import Rhythm
from jifen.cycles.queries import calendar
from jifen.people import queries as people
from jifen.tasks import commands, routines
from jifen.terms.tasks import turns

if TYPE_CHECKING:
    from jifen.tasks.models import Routine


def list_routines(line: Line) -> int:
    """List what comes again, when next, and what its last turn became."""
    rows = [one for one in routines.latest(line.town()) if not one.reason]
    found = routines.standing(rows, calendar(), today=line.hand.today)
    line.rows(
        (_("Task"), _("When it comes"), _("Next time"), _("Last time"), _("key")),
        [
            (
                one.routine.title,
                turns(one.routine.rhythm, one.routine.day),
                one.coming or "—",
                one.task or (_("kept back") if one.held else "—"),
                one.routine.key,
            )
            for one in found
        ],
    )
    line.give(
        [
            {
                "key": one.routine.key,
                "title": one.routine.title,
                "rhythm": one.routine.rhythm,
                "day": one.routine.day,
                "days": one.routine.days,
                "next_on": one.coming,
                "kept_back": one.held,
                "task": f"{one.task.year}-{one.task.number}" if one.task else None,
            }
            for one in found
        ]
    )
    return DONE


def set_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is asked again and again, of whom, and on which days."""
    town_arguments(parser)
    parser.add_argument("title", help=_("what is asked, in a line"))
    _rhythm_arguments(parser)


def change_arguments(parser: argparse.ArgumentParser) -> None:
    """Take one of the list, and all that holds for it from now on."""
    town_arguments(parser)
    parser.add_argument("key", help=_("its key, as the list says"))
    parser.add_argument("title", help=_("what is asked, in a line"))
    _rhythm_arguments(parser)


def _rhythm_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--every", choices=[str(one) for one in Rhythm], required=True,
                        help=_("how often"))  # fmt: skip
    parser.add_argument("--day", type=int, required=True,
                        help=_("day of the week (Monday is 1) or of the month"))  # fmt: skip
    parser.add_argument("--days", type=int, required=True, help=_("working days"))
    parser.add_argument("--from", dest="from_on", type=day, help=_("the first day; today if none"))
    parser.add_argument("--until", type=day, help=_("the last day"))
    asking_arguments(parser)


def _new(line: Line) -> commands.NewRoutine:
    town = line.town()
    return commands.NewRoutine(
        source=source_of(line),
        task=commands.NewTask(
            title=line["title"],
            text=line["text"],
            area=line["area"],
            units=[people.unit(town, name) for name in line["units"]],
            people=[people.cadre(town, word).code for word in line["people"]],
            days=line["days"],
            worth=dict(map(worth_of, line["worth"])),
        ),
        rhythm=Rhythm(line["every"]),
        day=line["day"],
        from_on=line["from_on"] or line.hand.today,
        until_on=line["until"],
    )


def set_routine(line: Line) -> int:
    """Set work that comes again."""
    token = uuid.UUID(bytes=line.hand.dice(16), version=4)
    made = commands.set_routine(line.town(), _new(line), token=token, hand=line.hand)
    return _told(line, made)


def change(line: Line) -> int:
    """Set it anew."""
    return _told(line, commands.change_routine(_one(line), _new(line), hand=line.hand))


def end_arguments(parser: argparse.ArgumentParser) -> None:
    """Take one of the list, and why it ends."""
    town_arguments(parser)
    parser.add_argument("key", help=_("its key, as the list says"))
    parser.add_argument("--reason", required=True, help=_("why"))


def end(line: Line) -> int:
    """Ask for it no more."""
    return _told(line, commands.end_routine(_one(line), line["reason"], hand=line.hand))


def issue_arguments(parser: argparse.ArgumentParser) -> None:
    """Take one of the list."""
    town_arguments(parser)
    parser.add_argument("key", help=_("its key, as the list says"))


def issue(line: Line) -> int:
    """Ask for the turn that was kept back, in the operator's own name."""
    made = commands.issue_turn(_one(line), hand=line.hand)
    line.say(f"{made}  {made.title}  {made.due_on}  #{made.seq}")
    line.give({"task": f"{made.year}-{made.number}", "due_on": made.due_on})
    return DONE


def _one(line: Line) -> "Routine":
    try:
        found = routines.routine(line.town(), uuid.UUID(line["key"]))
    except ValueError:
        found = None
    if found is None:
        raise Refusal("routine.unknown")
    return found


def _told(line: Line, row: "Routine") -> int:
    line.say(f"{row.title}  {turns(row.rhythm, row.day)}  {row.key}  #{row.seq}")
    line.give({"key": row.key, "number": row.number, "record": row.seq})
    return DONE
