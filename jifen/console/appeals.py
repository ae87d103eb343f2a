"""Verbs of reviews: list them, ask for one, take a step, put one on paper."""

import argparse
import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jifen.appeals import commands, queries
from jifen.appeals.commands import Answer, Judgement, NewPoint
from jifen.appeals.letters import Letter
from jifen.claims.queries import claim_at
from jifen.console.entering import town_arguments
from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.core.appeal import Action, Ground
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.workflow import Outcome
from jifen.ledger.queries import fact_at
from jifen.papers.queries import number
from jifen.people import queries as people
from jifen.terms import APPEAL_LEVELS, APPEAL_STATES

if TYPE_CHECKING:
    from jifen.appeals.models import Appeal


def list_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether all are wanted."""
    town_arguments(parser)
    parser.add_argument("--all", action="store_true", help=_("all you see, not only what waits"))


def show_list(line: Line) -> int:
    """List the reviews that wait for the operator, or all that they see."""
    town, hand = line.town(), line.hand
    asked = queries.visible_to if line["all"] else queries.awaiting
    rows = [
        (
            str(one.ref),
            str(APPEAL_LEVELS[one.level]),
            queries.name_of(one),
            queries.item_of(one).title,
            str(APPEAL_STATES[one.state]),
            one.due_on,
        )
        for one in asked(hand.actor, town, on=hand.today)
    ]
    head = (_("review"), _("level"), _("people"), _("item"), _("state"), _("until"))
    line.rows(head, rows)
    names = ("review", "level", "holder", "item", "state", "due_on")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def ask_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what it is about, for whom, and what is wrong."""
    town_arguments(parser)
    parser.add_argument("--claim", type=uuid.UUID, help=_("a claim that was served or refused"))
    parser.add_argument("--fact", type=int, help=_("a recorded fact, by its record number"))
    parser.add_argument("--for", dest="holder", default="", help=_("code, name or village"))
    parser.add_argument(
        "--point", action="append", default=[], required=True,
        help=_("GROUND=what is wrong; may be repeated"),
    )  # fmt: skip
    parser.add_argument("--excuse", default="", help=_("why it comes after the days"))
    parser.add_argument("--on-paper", default="", help=_("number of the signed paper"))


def ask(line: Line) -> int:
    """Ask for a review."""
    town = line.town()
    claim = claim_at(line["claim"]) if line["claim"] else None
    fact = fact_at(town, line["fact"]) if line["fact"] else None
    if (claim is None or claim.town_id != town.pk) and fact is None:
        raise Refusal("appeal.nothing-to")
    made = commands.ask(
        town,
        claim=claim,
        fact=fact,
        holder=holder(line, line["holder"]),
        points=[_point(text) for text in line["point"]],
        excuse=line["excuse"],
        on_paper=line["on_paper"],
        hand=line.hand,
    )
    line.say(_("Review %(ref)s") % {"ref": made.ref})
    line.give({"review": str(made.ref), "due_on": made.due_on})
    return DONE


def holder(line: Line, text: str) -> str:
    """Return whom it is for: a village's path, a cadre's code, or the operator's own ("")."""
    town = line.town()
    if not text:
        return line.hand.actor.cadre_in(town.path)
    units = {one.name: one.path for one in people.villages(town)}
    return units[text] if text in units else people.cadre(town, text).code


def _point(text: str) -> NewPoint:
    ground, _equals, said = text.partition("=")
    if ground not in set(Ground):
        return NewPoint(ground=Ground.FACTS_UNCLEAR, text=text)
    return NewPoint(ground=Ground(ground), text=said)


def step_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a review, a step, and what a decision says."""
    town_arguments(parser)
    parser.add_argument("review", type=uuid.UUID)
    parser.add_argument("action", choices=[one.value for one in Action if one != Action.ESCALATE])
    parser.add_argument("--reason", default="")
    parser.add_argument("--outcome", choices=[one.value for one in Outcome])
    parser.add_argument("--ground", action="append", default=[], choices=[g.value for g in Ground])
    parser.add_argument(
        "--reply", action="append", default=[], help=_("yes=why or no=why, point by point")
    )
    parser.add_argument(
        "--measure", action="append", default=[], help=_("NAME=FIGURE in the old one's place")
    )


def step(line: Line) -> int:
    """Take a step of a review that the operator sees."""
    appeal = _found(line)
    judgement = None
    if line["outcome"]:
        replies = {n: _reply(text) for n, text in enumerate(line["reply"], 1)}
        given = dict(text.split("=", 1) for text in line["measure"] if "=" in text)
        old = queries.measures_of(appeal).plain()
        judgement = Judgement(
            outcome=Outcome(line["outcome"]),
            grounds=frozenset(Ground(one) for one in line["ground"]),
            replies=replies,
            measures=_measures(old | given) if given else None,
        )
    state = commands.take_step(
        appeal, Action(line["action"]), hand=line.hand, reason=line["reason"], judgement=judgement
    )
    line.say(str(APPEAL_STATES[state]))
    line.give({"review": str(appeal.ref), "state": state.value})
    return DONE


def _reply(text: str) -> Answer:
    answer, _equals, why = text.partition("=")
    return Answer(answer == "yes", why)


def _measures(given: dict[str, str]) -> Measures:
    try:
        return Measures.read(given)
    except (ValueError, KeyError, ZeroDivisionError):
        raise Refusal("appeal.no-measure") from None


def issue_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a review and a paper."""
    town_arguments(parser)
    parser.add_argument("review", type=uuid.UUID)
    parser.add_argument("paper", choices=[*(one.value for one in Letter), "corrections"])


def issue(line: Line) -> int:
    """Issue a paper of a review, or the corrections that its outcome asks for."""
    appeal = _found(line)
    if line["paper"] == "corrections":
        made = commands.correct(appeal, hand=line.hand)
    else:
        made = [commands.issue(appeal, Letter(line["paper"]), hand=line.hand)]
    for paper in made:
        line.say(f"{number(paper)} {paper.title}")
    line.give([{"paper": str(paper.ref), "number": number(paper)} for paper in made])
    return DONE


def _found(line: Line) -> "Appeal":
    appeal = queries.appeal_at(line["review"])
    if appeal is None or appeal.town_id != line.town().pk:
        raise Refusal("appeal.unknown", ref=line["review"])
    return appeal
