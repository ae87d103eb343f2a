"""Verbs of deductions that were released from a limit: list them, serve one anew, print it."""

import argparse

from django.utils.translation import gettext as _

from jifen.appeals import commands, released
from jifen.console.appeals import holder
from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.points import display
from jifen.core.service import Mode
from jifen.ledger import veil
from jifen.ledger.queries import fact_at
from jifen.papers.queries import number
from jifen.rulebook.queries import rulebook


def show_list(line: Line) -> int:
    """List what was released in the town's open cycles, and how far its service is."""
    rows, hand = [], line.hand
    for one in released.waiting(line.town()):
        if not veil.shows(one.fact, hand.actor, on=hand.today):
            continue
        found = released.amount(one)
        served = released.standing_service(one, found)
        rows.append(
            (
                one.fact.seq,
                one.name,
                rulebook(one.fact.version).item(one.fact.item).title,
                display(found.was),
                display(found.now),
                served.on.isoformat() if served else "",
                served.until.isoformat() if served else "",
            )
        )
    head = (
        _("record"), _("whose"), _("item"), _("took"), _("will take"), _("served anew"),
        _("review until"),
    )  # fmt: skip
    line.rows(head, rows)
    names = ("record", "who", "item", "was", "now", "served_on", "until")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def share_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a fact by its record number, and whose share of it."""
    town_arguments(parser)
    parser.add_argument("record", type=int, help=_("number of the fact's record"))
    parser.add_argument(
        "--who", default="", help=_("code, name or village; else the operator's own")
    )


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whose share, how it was served, and what proves it."""
    share_arguments(parser)
    parser.add_argument("--mode", choices=[one.value for one in Mode], default=Mode.READ.value)
    parser.add_argument("--proof", default="", help=_("number of the receipt or letter; witnesses"))
    parser.add_argument("--on", type=day, help=_("the day it reached them"))


def serve(line: Line) -> int:
    """Note that a released deduction was served anew."""
    made = commands.serve_anew(
        fact_at(line.town(), line["record"]),
        holder=holder(line, line["who"]),
        mode=Mode(line["mode"]),
        proof_of=line["proof"],
        on=line["on"],
        hand=line.hand,
    )
    line.say(_("Served; the time runs until %(until)s.") % {"until": made.until})
    line.give({"record": made.seq, "until": made.until.isoformat()})
    return DONE


def issue(line: Line) -> int:
    """Issue the letter by which a released deduction is served anew."""
    fact = fact_at(line.town(), line["record"])
    paper = commands.issue_anew(fact, holder=holder(line, line["who"]), hand=line.hand)
    line.say(f"{number(paper)} {paper.title}")
    line.give({"paper": str(paper.ref), "number": number(paper)})
    return DONE
