"""Verbs of claims: draft one, list them, take a step."""

import argparse
import uuid
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jifen.claims import commands, foreseen, queries
from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.circumstances import Finder
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.points import parse, signed
from jifen.core.rules import Capacity
from jifen.core.workflow import Action
from jifen.cycles import queries as cycles
from jifen.people import queries as people
from jifen.publicity import commands as publicity
from jifen.terms import ACTIONS, STATES

if TYPE_CHECKING:
    from jifen.claims.models import Claim


def draft_arguments(parser: argparse.ArgumentParser) -> None:
    """Take everything a claim says."""
    town_arguments(parser)
    parser.add_argument("item", help=_("item code, e.g. D-01"))
    parser.add_argument("--unit", required=True, help=_("name of the village or community"))
    parser.add_argument(
        "--who", action="append", default=[], help=_("code or name; may be repeated")
    )
    parser.add_argument("--on", required=True, type=day, help=_("the day it happened"))
    parser.add_argument("--reason", required=True)
    parser.add_argument("--evidence", action="append", default=[], help=_("document number"))
    parser.add_argument("--quantity", type=int)
    parser.add_argument("--points", help=_("chosen inside the item's range"))
    parser.add_argument("--level", default="", help=_("level, by key"))
    parser.add_argument("--department", action="store_true", help=_("issued by a department"))
    parser.add_argument("--figure", help=_("measured figure"))
    parser.add_argument(
        "--score", action="append", default=[], help=_("CODE=FIGURE of a scorer; may be repeated")
    )
    parser.add_argument("--finder", choices=[one.value for one in Finder], help=_("who found it"))
    parser.add_argument("--reminded-on", type=day, help=_("day of the reminder before it"))
    parser.add_argument("--village-item", default="", help=_("which of the village's own items"))
    parser.add_argument("--override", help=_("points decided instead of the computed ones"))
    parser.add_argument("--decision", default="", help=_("number of the meeting's decision"))
    parser.add_argument("--matter", default="", help=_("same matter as …"))
    parser.add_argument("--duty-area", default="")


def draft(line: Line) -> int:
    """Write a draft claim, and show what it would move."""
    town = line.town()
    people_named = {people.cadre(town, who).code: Capacity.NAMED for who in line["who"]}
    claim = commands.draft(
        cycles.cycle_on(town, line["on"]),
        item=line["item"],
        unit=people.unit(town, line["unit"]),
        people=people_named,
        happened_on=line["on"],
        measures=_measures(line),
        reason=line["reason"],
        evidence=line["evidence"],
        duty_area=line["duty_area"],
        matter=line["matter"],
        hand=line.hand,
    )
    line.say(_("Draft %(ref)s") % {"ref": claim.ref})
    moves = foreseen.preview_of(claim, on=line.hand.today)
    for move in moves:
        line.say(f"  {move.holder}  {signed(move.amount)}")
    line.give(
        {
            "claim": str(claim.ref),
            "kind": claim.kind,
            "moves": {move.holder: signed(move.amount) for move in moves},
        }
    )
    return DONE


def _measures(line: Line) -> Measures:
    try:
        return Measures(
            quantity=line["quantity"],
            chosen=parse(line["points"]) if line["points"] else None,
            level=line["level"],
            department=line["department"],
            figure=Fraction(line["figure"]) if line["figure"] else None,
            scores=tuple(sorted(_score(text) for text in line["score"])),
            finder=Finder(line["finder"]) if line["finder"] else None,
            reminded_on=line["reminded_on"],
            village_item=line["village_item"],
            decision=line["decision"],
            override=parse(line["override"]) if line["override"] else None,
        )
    except (ValueError, ZeroDivisionError):
        given = [line[name] for name in ("points", "figure", "override") if line[name]]
        raise Refusal("row.points", figure="、".join([*given, *line["score"]])) from None


def _score(text: str) -> tuple[str, Fraction]:
    who, _equals, figure = text.partition("=")
    return who, Fraction(figure)


def list_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether all are wanted."""
    town_arguments(parser)
    parser.add_argument("--all", action="store_true", help=_("all you see, not only what waits"))


def show_list(line: Line) -> int:
    """List the claims that wait for the operator, or all that they see."""
    town, hand = line.town(), line.hand
    if line["all"]:
        found = list(queries.visible_to(hand.actor, town, on=hand.today))
    else:
        found = queries.awaiting(hand.actor, town, on=hand.today)
    rows = [
        (
            str(claim.ref),
            claim.item,
            claim.unit.name,
            "、".join(p.cadre.name for p in claim.people.all()),
            claim.happened_on,
            str(STATES[claim.state]),
            claim.due_on or "",
            "、".join(
                str(ACTIONS[action])
                for action in queries.open_actions(claim, hand.actor, on=hand.today)
            ),
        )
        for claim in found
    ]
    head = (
        _("claim"), _("item"), _("village"), _("people"), _("day"), _("state"), _("until"),
        _("you may"),
    )  # fmt: skip
    line.rows(head, rows)
    line.give(
        [
            dict(
                zip(
                    ("claim", "item", "unit", "people", "on", "state", "due_on", "actions"),
                    row,
                    strict=True,
                )
            )
            for row in rows
        ]
    )
    return DONE


def step_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a claim and a step."""
    town_arguments(parser)
    parser.add_argument("claim", type=uuid.UUID)
    parser.add_argument("action", choices=[action.value for action in Action])
    parser.add_argument("--reason", default="")
    parser.add_argument("--points", default="", help=_("decide fewer points than were noticed"))


def step(line: Line) -> int:
    """Take a step of a claim that the operator sees."""
    town, hand = line.town(), line.hand
    claim = queries.visible_to(hand.actor, town, on=hand.today).filter(ref=line["claim"]).first()
    if claim is None:
        raise Refusal("claim.unknown", ref=line["claim"])
    milder = _milder(claim, line["points"]) if line["points"] else None
    state = publicity.take_step(
        claim, Action(line["action"]), hand=hand, reason=line["reason"], measures=milder
    )
    line.say(f"{claim.ref} {STATES[state]}")
    line.give({"claim": str(claim.ref), "state": state.value})
    return DONE


def _milder(claim: "Claim", text: str) -> Measures:
    """Return the claim's measures with fewer points chosen."""
    try:
        return replace(Measures.read(claim.measures), chosen=parse(text))
    except ValueError:
        raise Refusal("row.points", figure=text) from None
