"""Verbs that amend a closed cycle: proposed by one, made or dropped by another."""

import argparse
import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.console.reading import cycle_arguments
from jifen.core import secrecy
from jifen.core.errors import Refusal
from jifen.core.points import display, signed
from jifen.ledger import queries as ledger
from jifen.rulebook.queries import rulebook
from jifen.standings import amending, queries

if TYPE_CHECKING:
    from jifen.ledger.models import Fact


def show(line: Line) -> int:
    """List what an amendment has to take in, what is proposed, and what became of it."""
    cycle, hand = line.cycle(), line.hand
    rules = rulebook(cycle.version)
    secret = {one.code for one in rules.items if secrecy.is_confidential(one)}

    def known(fact: "Fact") -> bool:
        return fact.item not in secret or amending.knows(fact, hand.actor, on=hand.today)

    rows = [
        (row.key.hex, str(row.fact.seq), row.fact.item, row.outcome, row.paper)
        for row in amending.amendments(cycle)
        if known(row.fact)
    ]
    rows += [
        (one.ref.hex, str(one.fact.seq), one.fact.item, "due", "")
        for one in (amending.due(cycle) if cycle.state == "closed" else [])
        if one.fact is not None and known(one.fact)
    ]
    line.rows((_("key"), _("record"), _("item"), _("state"), _("paper")), rows)
    names = ("key", "record", "item", "state", "paper")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def propose_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a fact by its record number, for whom, what proves the mistake, and why."""
    cycle_arguments(parser)
    parser.add_argument("record", type=int, help=_("number of the fact's record"))
    parser.add_argument("--holder", default="", help=_("only for this code; else for everybody"))
    parser.add_argument(
        "--basis", required=True, choices=["appeal", "court", "mistake"], help=_("what proves it")
    )
    parser.add_argument("--paper", required=True, help=_("number of the paper it rests on"))
    parser.add_argument("--reason", required=True, help=_("why"))


def propose(line: Line) -> int:
    """Propose to put a mistake of a closed cycle right."""
    cycle = line.cycle()
    fact = ledger.fact_at(cycle.town, line["record"])
    review = next((one for one in amending.due(cycle) if one.fact_id == fact.pk), None)
    new = amending.New(
        fact=fact,
        holder=line["holder"],
        basis=amending.basis(line["basis"]),
        appeal=review if line["basis"] == "appeal" else None,
        paper=line["paper"],
        reason=line["reason"],
    )
    row = amending.propose(cycle, new, hand=line.hand)
    line.say(f"{cycle.name}  {row.key.hex}  #{row.seq}")
    line.give({"key": row.key.hex, "record": row.seq})
    return DONE


def key_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the key of what was proposed."""
    cycle_arguments(parser)
    parser.add_argument("key", help=_("key of the proposed amendment"))


def make(line: Line) -> int:
    """Make an amendment so, and say what the new edition says otherwise."""
    cycle = line.cycle()
    edition = amending.make(cycle, _key(line), hand=line.hand)
    changed = queries.differences(edition)
    made = next(one for one in amending.amendments(cycle) if one.edition_id == edition.pk)
    knock_on = amending.knock_on(made)
    line.rows(
        (_("code"), _("name"), _("before"), _("now"), _("place before"), _("place now")),
        [
            (
                one.code,
                one.name,
                display(one.before),
                display(one.after),
                one.before_place or "—",
                one.after_place or "—",
            )
            for one in changed
        ],
    )
    if knock_on:
        line.rows(
            (_("name"), _("cycle"), _("change")),
            [(one.name, one.cycle, signed(one.amount)) for one in knock_on],
        )
    line.give(
        {
            "edition": str(edition.ref),
            "number": edition.number,
            "changed": len(changed),
            "later": {one.name: one.amount for one in knock_on},
        }
    )
    return DONE


def drop(line: Line) -> int:
    """Drop a proposed amendment."""
    row = amending.drop(line.cycle(), _key(line), hand=line.hand)
    line.say(f"{row.key.hex}  #{row.seq}")
    line.give({"key": row.key.hex, "record": row.seq})
    return DONE


def _key(line: Line) -> uuid.UUID:
    try:
        return uuid.UUID(line["key"])
    except ValueError:
        raise Refusal("amend.unknown") from None
