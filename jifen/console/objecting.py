"""Verbs of objections to publicised results: listed, made, ruled on, answered on paper."""

import argparse
import uuid

from django.utils.translation import gettext as _

from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.console.reading import cycle_arguments
from jifen.papers import queries as papers
from jifen.publicity.kinds import Way
from jifen.results import objecting, objections


def show(line: Line) -> int:
    """List what was objected to a cycle's results, as far as it is the caller's to read."""
    actor, on = line.hand.actor, line.hand.today
    rows = []
    for one in objections.of_cycle(line.cycle()):
        if not objections.reads(one, actor, on=on):
            continue
        ruling = objections.answer_of(one)
        ruled = "" if ruling is None else _("upheld") if ruling.upheld else _("dismissed")
        rows.append((str(one.ref), one.code, one.text, ruled, ruling.reason if ruling else ""))
    line.rows((_("objection"), _("code"), _("text"), _("ruling"), _("reason")), rows)
    names = ("objection", "code", "text", "ruling", "reason")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def object_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is wrong, whose result it is about, and how it came."""
    cycle_arguments(parser)
    parser.add_argument("text", help=_("what is wrong with it"))
    parser.add_argument(
        "--code", default="", help=_("whose result it is about; left out: the whole")
    )
    parser.add_argument(
        "--way", choices=[way.value for way in Way], default=Way.ACCOUNT.value,
        help=_("how it came; the office or discipline writes down what came on paper or by phone"),
    )  # fmt: skip
    parser.add_argument("--reporter", default="", help=_("from whom (may be left out)"))
    parser.add_argument(
        "--paper", default="", help=_("number of the paper or of the note of the call")
    )


def object_to(line: Line) -> int:
    """Object to publicised results, or write down what came on paper or by phone."""
    cycle, way, code, text = line.cycle(), Way(line["way"]), line["code"], line["text"]
    if way is Way.ACCOUNT:
        made = objecting.object_to(cycle, code, text, hand=line.hand)
    else:
        made = objecting.enter(
            cycle,
            code,
            text,
            way=way,
            reporter=line["reporter"],
            paper=line["paper"],
            hand=line.hand,
        )
    line.say(f"{made.ref}  #{made.seq}")
    line.give({"objection": str(made.ref), "record": made.seq})
    return DONE


def rule_arguments(parser: argparse.ArgumentParser) -> None:
    """Take an objection, whether it is borne out, and why."""
    cycle_arguments(parser)
    parser.add_argument("objection", type=uuid.UUID)
    parser.add_argument("ruling", choices=("upheld", "dismissed"))
    parser.add_argument("--reason", required=True)


def rule(line: Line) -> int:
    """Rule on an objection to results."""
    made = objecting.rule(
        line.cycle(),
        line["objection"],
        upheld=line["ruling"] == "upheld",
        reason=line["reason"],
        hand=line.hand,
    )
    line.say(f"{line['objection']}  {line['ruling']}  #{made.seq}")
    line.give({"objection": str(line["objection"]), "record": made.seq})
    return DONE


def reply_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the objection that is answered."""
    cycle_arguments(parser)
    parser.add_argument("objection", type=uuid.UUID)


def reply(line: Line) -> int:
    """Issue the written reply to an objection that came on paper or by phone."""
    paper = objecting.reply(line.cycle(), line["objection"], hand=line.hand)
    line.say(f"{paper.title}（{papers.number(paper)}）")
    line.give({"paper": papers.number(paper)})
    return DONE
