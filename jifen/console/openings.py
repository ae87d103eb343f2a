"""Verbs of opening balances (期初余额): enter, list, approve, drop, withdraw, draw the template."""

import argparse
import uuid
from pathlib import Path

from django.utils.translation import gettext as _

from jifen.claims import commands as claims
from jifen.claims import openings
from jifen.console.entering import people_arguments, tell, town_arguments
from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.console.reading import cycle_arguments
from jifen.core.points import signed
from jifen.ledger.openings import by_itself
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.sheets.openings import read_openings, template
from jifen.sheets.workbook import read as read_workbook
from jifen.terms import OPENINGS


def enter_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a workbook."""
    people_arguments(parser)


def enter(line: Line) -> int:
    """Enter a workbook of opening balances, which waits for somebody else's approval."""
    sheet = read_openings(read_workbook(line["file"]))
    report, key = claims.enter_openings(line.town(), sheet, hand=line.hand, dry_run=line["dry_run"])
    if key is not None:
        line.say(_("Waits for approval: %(key)s") % {"key": key})
    return tell(line, report, key=key)


def template_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to write it."""
    cycle_arguments(parser)
    parser.add_argument("file", type=Path, help=_("the workbook to write"))


def draw(line: Line) -> int:
    """Write the empty workbook, with the items of the cycle's rulebook beside it."""
    cycle = line.cycle()
    rules = rulebook(cycle.version)
    body = template(rules, by_itself(rules), town=cycle.town.name, on=line.hand.today)
    line["file"].write_bytes(body)
    line.say(str(line["file"]))
    line.give({"file": str(line["file"])})
    return DONE


def show_list(line: Line) -> int:
    """List a cycle's files of opening balances with their rows."""
    cycle = line.cycle()
    found = openings.shown(cycle.town, cycle)
    for one in found:
        line.say(f"{one.file.key}  {one.file.entered.filename}  {OPENINGS[one.file.last.outcome]}")
        line.rows(
            (_("Whose"), _("Item"), _("Up to"), _("Points"), _("Times"), _("Record no.")),
            [
                (
                    it.name,
                    it.title,
                    it.row.until,
                    signed(it.row.points),
                    it.row.count or "—",
                    it.fact.seq if it.fact else "—",
                )
                for it in one.rows
            ],
        )
    line.give(
        [
            {
                "key": one.file.key,
                "file": one.file.entered.filename,
                "outcome": one.file.last.outcome,
                "rows": [
                    {**it.row.plain(), "record": it.fact.seq if it.fact else None}
                    for it in one.rows
                ],
            }
            for one in found
        ]
    )
    return DONE


def file_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a file of opening balances by its key."""
    town_arguments(parser)
    parser.add_argument("key", type=uuid.UUID, help=_("key of the file, as the list shows it"))


def approve(line: Line) -> int:
    """Approve a file that another account entered."""
    facts = claims.approve_openings(line.town(), line["key"], hand=line.hand)
    line.say(_("Approved: %(count)s opening balances count from now on.") % {"count": len(facts)})
    line.give({"key": line["key"], "facts": [fact.seq for fact in facts]})
    return DONE


def drop_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a file by its key, and why."""
    file_arguments(parser)
    parser.add_argument("--reason", required=True)


def drop(line: Line) -> int:
    """Drop a file that waits."""
    claims.drop_openings(line.town(), line["key"], reason=line["reason"], hand=line.hand)
    line.say(_("Dropped; nothing of it counts."))
    line.give({"key": line["key"], "dropped": True})
    return DONE


def withdraw_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a file by its key, why, and who decided."""
    drop_arguments(parser)
    parser.add_argument(
        "--with", dest="second", required=True, metavar="LOGIN", help=_("who decided")
    )


def withdraw(line: Line) -> int:
    """Undo an approved file: withdraw every fact of it that stands."""
    second = people.actor(people.user(line["second"]))
    count = claims.withdraw_openings(
        line.town(), line["key"], reason=line["reason"], hand=line.hand, second=second
    )
    line.say(_("Withdrawn: %(count)s facts.") % {"count": count})
    line.give({"key": line["key"], "withdrawn": count})
    return DONE
