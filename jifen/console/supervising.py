"""Verbs of supervision: what was asked of whom, issuing it, and the steps on it."""

import argparse
import uuid

from django.utils.translation import gettext as _

from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.burden import minutes
from jifen.core.errors import Refusal
from jifen.core.task import OPEN, RUNNING, Action, Level, Origin, Result, State
from jifen.people import queries as people
from jifen.tasks import burden, commands, queries
from jifen.tasks.assigning import leads
from jifen.terms import TASK_RESULTS, TASK_STATES


def list_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which of the tasks."""
    town_arguments(parser)
    parser.add_argument("--mine", action="store_true", help=_("only the operator's own"))
    parser.add_argument("--overdue", action="store_true", help=_("only those past their last day"))
    parser.add_argument("--document", default="", help=_("only those that rest on that document"))
    parser.add_argument("--all", action="store_true", help=_("those that are over too"))


def list_tasks(line: Line) -> int:
    """List where tasks stand, village by village, those due first."""
    town, actor, today = line.town(), line.hand.actor, line.hand.today
    rows = queries.mine(actor, town) if line["mine"] else queries.visible_to(actor, town, on=today)
    if line["overdue"]:
        late = [state.value for state in (*RUNNING, State.MISSED)]
        rows = rows.filter(target__in=late, due_on__lt=today)
    elif not line["all"]:
        rows = rows.filter(target__in=[state.value for state in OPEN])
    if line["document"]:
        rows = rows.filter(task__document=line["document"])
    names = {one.code: one.name for one in people.cadres(town)}
    found = list(rows)
    line.rows(
        (_("number"), _("task"), _("village"), _("whose"), _("last day"), _("state")),
        [
            (
                f"{one.task.year}-{one.task.number}",
                one.task.title,
                one.unit.name,
                "、".join(names.get(code, code) for code in leads(one.holders)) or "—",
                one.due_on,
                " ".join(
                    [str(TASK_STATES[one.target])]
                    + ([str(TASK_RESULTS[one.result])] if one.result else [])
                ),
            )
            for one in found
        ],
    )
    line.give(
        [
            {
                "task": f"{one.task.year}-{one.task.number}",
                "title": one.task.title,
                "unit": one.unit.name,
                "leads": list(leads(one.holders)),
                "due_on": one.due_on,
                "state": one.target,
                "result": one.result,
            }
            for one in found
        ]
    )
    return DONE


def say_burden(line: Line) -> int:
    """Say what entering cost those who entered anything, and who needed more than it should."""
    town = line.town()
    found = burden.entered(town, today=line.hand.today)
    names = {one.code: one.name for one in people.cadres(town)}
    line.rows(
        (_("people who entered"), _("minutes a week"), _("the most"), _("over ten minutes")),
        [
            (
                found.people,
                minutes(found.mean),
                minutes(found.most),
                "、".join(names.get(code, code) for code in found.over) or "—",
            )
        ],
    )
    line.give(
        {
            "people": found.people,
            "mean_seconds": found.mean,
            "most_seconds": found.most,
            "over": list(found.over),
        }
    )
    return DONE


def issue_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is asked, of whom, until when, on what paper, and what it is worth."""
    town_arguments(parser)
    parser.add_argument("titles", nargs="+", metavar="TITLE", help=_("what is asked, in a line"))
    parser.add_argument("--origin", choices=[str(one) for one in Origin], default="town",
                        help=_("who asks"))  # fmt: skip
    parser.add_argument("--level", choices=[str(one) for one in Level], default="town",
                        help=_("at what level"))  # fmt: skip
    parser.add_argument("--issuer", default="", help=_("who issued the document"))
    parser.add_argument("--document", default="", help=_("document number"))
    parser.add_argument("--text", default="", help=_("in more words"))
    parser.add_argument("--area", default="", help=_("code of the duty area"))
    parser.add_argument("--unit", dest="units", action="append", default=[],
                        help=_("village or community by name; none: all"))  # fmt: skip
    parser.add_argument("--to", dest="people", action="append", default=[],
                        help=_("a person by name or code, in place of a duty area"))  # fmt: skip
    parser.add_argument("--days", type=int, help=_("working days"))
    parser.add_argument("--until", type=day, help=_("the last day, in place of working days"))
    parser.add_argument(
        "--worth",
        action="append",
        default=[],
        metavar="RESULT=ITEM[:MEASURE]",
        help=_("what a result proposes") + f": {', '.join(Result)}",
    )


def issue(line: Line) -> int:
    """Issue tasks on one document, each title one task."""
    town = line.town()
    named = [people.cadre(town, word).code for word in line["people"]]
    units = [people.unit(town, name) for name in line["units"]]
    new = [
        commands.NewTask(
            title=title,
            text=line["text"],
            area=line["area"],
            units=[] if named else units or people.villages(town),
            people=named,
            days=line["days"],
            until=line["until"],
            worth=dict(map(_worth, line["worth"])),
        )
        for title in line["titles"]
    ]
    source = commands.Source(
        origin=Origin(line["origin"]),
        level=Level(line["level"]),
        issuer=line["issuer"],
        document=line["document"],
    )
    token = uuid.UUID(bytes=line.hand.dice(16), version=4)
    made = commands.issue(town, source, new, token=token, hand=line.hand)
    for one in made:
        line.say(f"{one}  {one.title}  {one.due_on}  #{one.seq}")
    line.give([{"task": f"{one.year}-{one.number}", "due_on": one.due_on} for one in made])
    return DONE


def _worth(text: str) -> tuple[Result, tuple[str, str]]:
    result, _equals, rest = text.partition("=")
    item, _colon, measure = rest.partition(":")
    if result not in set(Result):
        raise Refusal("task.no-such-result", text=text, results=", ".join(Result))
    return Result(result), (item, measure)


def step_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a task, its village, the step, and what that needs."""
    town_arguments(parser)
    parser.add_argument("task", help=_("the task's number, e.g. 2026-3"))
    parser.add_argument("action", choices=[str(one) for one in Action if one is not Action.ISSUE],
                        help=_("the step"))  # fmt: skip
    parser.add_argument("--unit", required=True, help=_("village or community by name"))
    parser.add_argument("--reason", default="", help=_("why, or a remark"))
    parser.add_argument("--evidence", action="append", default=[],
                        help=_("what shows it: a number or a paper’s name"))  # fmt: skip
    parser.add_argument("--until", type=day, help=_("the new last day"))
    parser.add_argument("--to", dest="people", action="append", default=[],
                        help=_("to whom it is handed, by name or code"))  # fmt: skip
    parser.add_argument("--outstanding", action="store_true", help=_("it is outstandingly done"))


def step(line: Line) -> int:
    """Take one step of a task in a village."""
    town = line.town()
    task = queries.task(town, line["task"])
    if task is None:
        raise Refusal("task.unknown")
    given = commands.Given(
        reason=line["reason"],
        evidence=line["evidence"],
        until=line["until"],
        people=[people.cadre(town, word).code for word in line["people"]],
        outstanding=line["outstanding"],
    )
    unit = people.unit(town, line["unit"])
    row = commands.take_step(task, unit, Action(line["action"]), given, hand=line.hand)
    line.say(f"{task}  {row.unit.name}  {TASK_STATES[row.target]}  {row.due_on}  #{row.seq}")
    line.give({"task": line["task"], "state": row.target, "result": row.result, "record": row.seq})
    return DONE
