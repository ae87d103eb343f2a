"""Verbs of the hearing of a deduction: show how far it is, serve, answer, reply, print."""

import argparse
import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jifen.claims import commands, hearings, monthly, queries
from jifen.claims.letters import Letter
from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.errors import Refusal
from jifen.core.points import Centipoints, display
from jifen.core.service import PROVED, Mode, Served
from jifen.papers.queries import number
from jifen.terms import HEARINGS, STATES

if TYPE_CHECKING:
    from jifen.claims.models import Addressee, Claim


def claim_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a claim."""
    town_arguments(parser)
    parser.add_argument("claim", type=uuid.UUID)


def share_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a claim, and whose share of it."""
    claim_arguments(parser)
    parser.add_argument("who", help=_("code or name of the person, or name of the village"))


def show(line: Line) -> int:
    """Show the addressees of a deduction: what was noticed, what runs, what they answered."""
    claim = _claim(line)
    today = line.hand.today
    rows = [
        (
            hearings.name_of(claim, one),
            display(Centipoints(one.amount)),
            str(HEARINGS[hearings.status(claim, one, today)]),
            _day(one.answer_until),
            _day(one.appeal_until),
            str(sum(1 for _point in one.points.all())),
            str(sum(1 for point in one.points.all() if not hasattr(point, "reply"))),
        )
        for one in hearings.live(claim)
    ]
    line.say(f"{claim.ref} {STATES[claim.state]}")
    head = (
        _("whose"), _("points noticed"), _("stands"), _("answer until"), _("review until"),
        _("points answered"), _("without a reply"),
    )  # fmt: skip
    line.rows(head, rows)
    names = ("who", "amount", "stands", "answer_until", "appeal_until", "points", "open")
    line.give(
        {
            "claim": str(claim.ref),
            "state": claim.state,
            "route": queries.route(claim).value,
            "addressees": [dict(zip(names, row, strict=True)) for row in rows],
        }
    )
    return DONE


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what was served, how, and what proves it."""
    share_arguments(parser)
    parser.add_argument("what", choices=[one.value for one in Served])
    parser.add_argument("--mode", choices=[one.value for one in Mode], default=Mode.READ.value)
    parser.add_argument("--proof", default="", help=_("number of the receipt or letter; witnesses"))
    parser.add_argument("--on", type=day, help=_("the day it reached them"))


def serve(line: Line) -> int:
    """Note that a notice or a decision reached an addressee."""
    claim = _claim(line)
    made = commands.serve(
        _share(line, claim),
        Served(line["what"]),
        Mode(line["mode"]),
        proof=line["proof"],
        on=line["on"],
        hand=line.hand,
    )
    line.say(_("Served; the time runs until %(until)s.") % {"until": made.until})
    line.give({"claim": str(claim.ref), "until": made.until.isoformat()})
    return DONE


def answer_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the points, and the paper they signed where somebody else writes."""
    share_arguments(parser)
    parser.add_argument("--point", action="append", default=[], help=_("may be repeated"))
    parser.add_argument("--evidence", action="append", default=[], help=_("may be repeated"))
    parser.add_argument("--signature", default="", help=_("number of the paper they signed"))


def answer(line: Line) -> int:
    """Answer a notice in numbered points."""
    claim = _claim(line)
    made = commands.answer(
        _share(line, claim),
        line["point"],
        evidence=line["evidence"],
        signature=line["signature"],
        hand=line.hand,
    )
    line.say(_("%(points)s points are written down.") % {"points": len(made)})
    line.give({"claim": str(claim.ref), "points": [point.number for point in made]})
    return DONE


def reply_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the point, whether it is accepted, and why."""
    share_arguments(parser)
    parser.add_argument("number", type=int)
    taken = parser.add_mutually_exclusive_group(required=True)
    taken.add_argument("--accepted", action="store_true", help=_("the point is accepted"))
    taken.add_argument("--refused", action="store_true", help=_("the point is not accepted"))
    parser.add_argument("--reason", required=True)


def reply(line: Line) -> int:
    """Reply to one point of an answer."""
    claim = _claim(line)
    one = _share(line, claim)
    point = next((p for p in one.points.all() if p.number == line["number"]), None)
    if point is None:
        raise Refusal("answer.no-point", number=line["number"])
    commands.reply(point, accepted=line["accepted"], reason=line["reason"], hand=line.hand)
    line.say(_("Point %(number)s has its reply.") % {"number": point.number})
    line.give({"claim": str(claim.ref), "point": point.number, "accepted": line["accepted"]})
    return DONE


def letter_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which paper."""
    share_arguments(parser)
    parser.add_argument("letter", choices=[one.value for one in Letter])


def letter(line: Line) -> int:
    """Issue a paper of a deduction to one addressee."""
    claim = _claim(line)
    paper = commands.issue_letter(_share(line, claim), Letter(line["letter"]), hand=line.hand)
    line.say(f"{number(paper)} {paper.title}")
    line.give({"paper": str(paper.ref), "number": number(paper), "title": paper.title})
    return DONE


def take_back(line: Line) -> int:
    """Take one's decision on a claim back, within ten seconds."""
    claim = _claim(line)
    state = commands.take_back(claim, hand=line.hand)
    line.say(f"{claim.ref} {STATES[state]}")
    line.give({"claim": str(claim.ref), "state": state.value})
    return DONE


def sheet_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the month, whose sheet, how it reached them and what proves it."""
    town_arguments(parser)
    parser.add_argument("month", help=_("month, e.g. 2026-03"))
    parser.add_argument("who", help=_("code or name of the person, or name of the village"))
    modes = [mode.value for mode, proved in PROVED.items() if proved]
    parser.add_argument("--mode", choices=modes, default=Mode.SIGNED.value)
    parser.add_argument("--proof", default="", help=_("number of the receipt or letter; witnesses"))
    parser.add_argument("--on", type=day, help=_("the day it reached them"))


def serve_sheet(line: Line) -> int:
    """Note that a month's notice sheet reached its addressee."""
    town, month, who = line.town(), day(f"{line['month']}-01"), line["who"]
    there = [one for one in monthly.notices(town) if who in {one.holder, one.name}]
    made = commands.serve_sheet(
        town,
        month,
        there[0].holder if there else who,
        Mode(line["mode"]),
        proof=line["proof"],
        on=line["on"],
        hand=line.hand,
    )
    until = max(one.until for one in made)
    line.say(_("Served; the time runs until %(until)s.") % {"until": until})
    line.give({"served": len(made), "until": until.isoformat()})
    return DONE


def _claim(line: Line) -> "Claim":
    town, hand = line.town(), line.hand
    seen = queries.visible_to(hand.actor, town, on=hand.today)
    claim = seen.filter(ref=line["claim"]).first()
    if claim is None:
        raise Refusal("claim.unknown", ref=line["claim"])
    return claim


def _share(line: Line, claim: "Claim") -> "Addressee":
    who = line["who"]
    for one in hearings.live(claim):
        if who in {one.holder, hearings.name_of(claim, one)}:
            return one
    names = "、".join(hearings.name_of(claim, one) for one in hearings.live(claim))
    raise Refusal("answer.nobody", who=who, names=names)


def _day(found: dt.date | None) -> str:
    return found.isoformat() if found else ""
