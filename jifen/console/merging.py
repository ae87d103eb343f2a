"""Verbs of mergers of villages: which there are, what is left to do, entering one."""

import argparse

from django.utils.translation import gettext as _

from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.people import mergers
from jifen.people import queries as people
from jifen.register import commands as register
from jifen.tasks import commands as tasks
from jifen.terms import LEFT


def list_mergers(line: Line) -> int:
    """List which villages merged into which, and what still bears their names."""
    town = line.town()
    found = list(mergers.mergers(town))
    left = mergers.remaining(town, on=line.hand.today)
    line.rows(
        (_("from the day"), _("village"), _("belongs to"), _("document number")),
        [(one.on, one.unit.name, one.into.name, one.document) for one in found],
    )
    if left:
        line.say()
        line.rows(
            (_("village"), _("Who"), _("What"), _("How it ends")),
            [(one.unit.name, one.who, one.what, LEFT[one.left]) for one in left],
        )
    line.give(
        {
            "mergers": [
                {
                    "on": one.on,
                    "unit": one.unit.name,
                    "into": one.into.name,
                    "document": one.document,
                }
                for one in found
            ],
            "left": [
                {"unit": one.unit.name, "left": one.left, "who": one.who, "what": one.what}
                for one in left
            ],
        }
    )
    return DONE


def enter_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which villages, into which, from what day, on what document."""
    town_arguments(parser)
    parser.add_argument("units", nargs="+", metavar="VILLAGE", help=_("that merges, by name"))
    parser.add_argument("--into", required=True, help=_("the village it belongs to from then on"))
    parser.add_argument("--new", choices=["village", "community"],
                        help=_("that village is new, and of this kind"))  # fmt: skip
    parser.add_argument("--on", type=day, required=True, help=_("the first day of it"))
    parser.add_argument("--document", required=True, help=_("document number"))


def enter(line: Line) -> int:
    """Enter that villages merged, and hand over what is open there."""
    town, name = line.town(), line["into"]
    into = register.NewUnit(name, line["new"]) if line["new"] else people.unit(town, name)
    made = register.merge(
        town,
        [people.unit(town, one) for one in line["units"]],
        into,
        on=line["on"],
        document=line["document"],
        hand=line.hand,
    )
    handed = tasks.follow_mergers(town, made, hand=line.hand)
    for one in made:
        line.say(f"{one.on}  {one.unit.name} → {one.into.name}  #{one.seq}")
    line.say(_("%(count)s open tasks went to other hands.") % {"count": handed})
    line.give({"records": [one.seq for one in made], "handed": handed})
    return DONE
