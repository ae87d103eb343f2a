"""Verbs of what people do about a case, and of what the law counts by."""

import argparse

from django.utils.translation import gettext as _

from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.consequence import Action
from jifen.core.errors import Refusal
from jifen.core.mirror import Said
from jifen.outcomes import commands as outcomes
from jifen.outcomes.commands import DAYS, SHARES
from jifen.outcomes.fairness import report
from jifen.outcomes.letters import Letter
from jifen.people import queries as people
from jifen.terms import FAIRNESS


def enter_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a case, its holding, what was done, and on what paper."""
    town_arguments(parser)
    parser.add_argument("case", help=_("case, as `jifen cases` names it"))
    parser.add_argument("action", choices=[str(one) for one in Action], help=_("what was done"))
    parser.add_argument(
        "--holding", type=int, default=0, help=_("number of the holding’s record; 0 is the talk")
    )
    parser.add_argument("--on", required=True, type=day, help=_("the day it was done"))
    parser.add_argument("--paper", default="", help=_("number of the paper it rests on"))
    parser.add_argument("--reason", default="", help=_("why, and what was said"))
    parser.add_argument(
        "--figure",
        dest="figures",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("a count, share or day, as name=value"),
    )
    parser.add_argument("--with", dest="second", metavar="LOGIN", help=_("the second person"))


def enter(line: Line) -> int:
    """Enter one row of a course."""
    second = people.actor(people.user(line["second"])) if line["second"] else None
    row = outcomes.enter(
        line.town(),
        line["case"],
        line["holding"],
        Action(line["action"]),
        outcomes.Entry(
            done_on=line["on"],
            paper=line["paper"],
            reason=line["reason"],
            figures=_figures(line["figures"]),
        ),
        hand=line.hand,
        second=second,
    )
    line.say(f"{row.case}  {row.source} → {row.target}  #{row.seq}")
    line.give({"case": row.case, "state": row.target, "record": row.seq})
    return DONE


def letter_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a case and which paper of its talk."""
    town_arguments(parser)
    parser.add_argument("case", help=_("case, as `jifen cases` names it"))
    parser.add_argument("letter", choices=[str(one) for one in Letter], help=_("which paper"))


def letter(line: Line) -> int:
    """Issue the call to a talk, or its record."""
    town = line.town()
    paper = outcomes.issue_letter(town, line["case"], Letter(line["letter"]), hand=line.hand)
    line.say(f"{paper.title}（{paper}）  #{paper.seq}")
    line.give({"paper": str(paper.ref), "record": paper.seq})
    return DONE


def count_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a village and its counts."""
    town_arguments(parser)
    parser.add_argument("unit", help=_("village or community by name"))
    parser.add_argument(
        "--from", dest="on", required=True, type=day, help=_("first day the counts hold")
    )
    parser.add_argument("--voters", required=True, type=int, help=_("villagers with voting rights"))
    parser.add_argument(
        "--representatives", required=True, type=int, help=_("villagers’ representatives")
    )
    parser.add_argument("--source", required=True, help=_("where the numbers come from"))


def count(line: Line) -> int:
    """Enter how many may vote in a village, and how many represent them."""
    town = line.town()
    units = {one.name: one for one in people.villages(town)}
    if line["unit"] not in units:
        raise Refusal("unit.unknown", name=line["unit"], names="、".join(units))
    row = outcomes.enter_electorate(
        units[line["unit"]],
        town=town,
        from_on=line["on"],
        voters=line["voters"],
        representatives=line["representatives"],
        source=line["source"],
        hand=line.hand,
    )
    line.say(f"{row.unit.name}  {row.voters}/{row.representatives}  #{row.seq}")
    line.give({"unit": row.unit.path, "record": row.seq})
    return DONE


def law_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a text of law with its source and figures."""
    town_arguments(parser)
    parser.add_argument("name", help=_("name of the law"))
    parser.add_argument("--article", required=True, help=_("article"))
    parser.add_argument("--source", required=True, help=_("where the text was read"))
    parser.add_argument("--from", dest="on", required=True, type=day, help=_("first day in force"))
    parser.add_argument(
        "--unit", required=True, choices=["village", "community"], help=_("village or community")
    )
    parser.add_argument(
        "--figure",
        dest="figures",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("a count, share or day, as name=value") + f": {', '.join((*SHARES, *DAYS))}",
    )


def law(line: Line) -> int:
    """Enter a text of law that the county read."""
    row = outcomes.enter_law(
        line.town(),
        outcomes.NewLaw(
            unit_kind=line["unit"],
            name=line["name"],
            article=line["article"],
            source=line["source"],
            in_force_on=line["on"],
            figures=_figures(line["figures"]),
        ),
        hand=line.hand,
    )
    line.say(f"{row.name} {row.article}  #{row.seq}")
    line.give({"law": row.name, "record": row.seq})
    return DONE


def fairness(line: Line) -> int:
    """Say what the mirror of a cycle shows: the rows worth another look, and the year's counts."""
    found = report(line.cycle(), on=line.hand.today)
    counted = found.counted
    line.rows(
        (_("proposed"), _("answered"), _("dropped"), _("reviews"), _("overturned")),
        [
            (
                counted.proposed,
                counted.heard,
                counted.dropped,
                counted.appealed,
                counted.overturned,
            )
        ],
    )
    looks = [
        (str(FAIRNESS[kind]), look)
        for kind, every in (
            ("villages", found.villages),
            ("proposers", found.proposers),
            ("pairs", found.pairs),
            ("approvers", found.approvers),
            ("groups", tuple(look for _group, look in found.groups)),
        )
        for look in every
        if look.said is Said.LOOK
    ]
    line.say(_("%(count)s rows are worth another look.") % {"count": len(looks)})
    for kind, look in looks:
        line.say(f"{kind}  {look.code}  {look.count}")
    line.give({"looks": [[kind, look.code, look.count] for kind, look in looks]})
    return DONE


def _figures(pairs: list[str]) -> dict[str, str]:
    return {name: value for name, _equals, value in (pair.partition("=") for pair in pairs)}
