"""Verbs of supervision: what was asked of whom, issuing it, and the steps on it."""

import argparse
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _

from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core.burden import minutes
from jifen.core.errors import Refusal
from jifen.core.task import OPEN, RUNNING, Action, Level, Look, Origin, Result, State
from jifen.cycles.queries import calendar
from jifen.evidence.commands import keep
from jifen.evidence.queries import mark
from jifen.people import queries as people
from jifen.tasks import burden, commands, feeds, queries, weekly
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


def say_overview(line: Line) -> int:
    """Count tasks by duty area and village, and by whoever answers for them: never ranked."""
    town, today = line.town(), line.hand.today
    rows = list(queries.visible_to(line.hand.actor, town, on=today))
    held = people.rosters(town)
    standing = queries.standing(rows, held, calendar(), today=today)
    names = {unit.path: unit.name for unit in people.villages(town)}
    cells = sorted(queries.heat(standing).items())
    loads = queries.by_person(town, standing, held, on=today)
    line.rows(
        (_("duty area"), _("village"), _("all"), _("open"), _("overdue")),
        [
            (area or _("named people"), names.get(path, path), one.every, one.open, one.overdue)
            for (area, path), one in cells
        ],
    )
    line.say()
    line.rows(
        (
            _("village"),
            _("Who"),
            _("all"),
            _("open"),
            _("overdue"),
            _("done"),
            _("late"),
            _("missed"),
        ),
        [
            (
                names.get(path, path),
                cadre.name,
                one.every,
                one.open,
                one.overdue,
                one.done,
                one.late,
                one.missed,
            )
            for cadre, path, one in loads
        ],
    )
    line.give(
        {
            "areas": [
                {"area": area, "unit": names.get(path, path)} | asdict(one)
                for (area, path), one in cells
            ],
            "people": [
                {"cadre": cadre.code, "unit": names.get(path, path)} | asdict(one)
                for cadre, path, one in loads
            ],
        }
    )
    return DONE


def week_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to write the week's sheet."""
    town_arguments(parser)
    parser.add_argument("file", type=Path, help=_("a file that ends in .docx or .xlsx"))


def write_week(line: Line) -> int:
    """Write what the Monday meeting looks at, as a paper or as a workbook."""
    out, town = line["file"], line.town()
    drawn = {".docx": weekly.paper, ".xlsx": weekly.sheet}.get(out.suffix.lower())
    if drawn is None:
        raise Refusal("task.sheet-ending", name=out.name)
    out.write_bytes(drawn(line.hand.actor, town, on=line.hand.today))
    line.say(str(out))
    line.give({"file": str(out)})
    return DONE


def say_feed(line: Line) -> int:
    """Say the address of the operator's own feed of last days."""
    user = people.user(line.hand.actor.login)
    line.say(feeds.address(user))
    line.give({"address": feeds.address(user)})
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
    parser.add_argument("--days", type=int, help=_("working days"))
    parser.add_argument("--until", type=day, help=_("the last day, in place of working days"))
    asking_arguments(parser)


def asking_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who asks, on what paper, of whom, and what a result proposes."""
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
    parser.add_argument(
        "--worth",
        action="append",
        default=[],
        metavar="RESULT=ITEM[:MEASURE]",
        help=_("what a result proposes") + f": {', '.join(Result)}",
    )


def source_of(line: Line) -> commands.Source:
    """Return where what is asked comes from."""
    return commands.Source(
        origin=Origin(line["origin"]),
        level=Level(line["level"]),
        issuer=line["issuer"],
        document=line["document"],
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
            units=[] if named else units or people.standing(town, on=line.hand.today),
            people=named,
            days=line["days"],
            until=line["until"],
            worth=dict(map(worth_of, line["worth"])),
        )
        for title in line["titles"]
    ]
    source = source_of(line)
    token = uuid.UUID(bytes=line.hand.dice(16), version=4)
    made = commands.issue(town, source, new, token=token, hand=line.hand)
    for one in made:
        line.say(f"{one}  {one.title}  {one.due_on}  #{one.seq}")
    line.give([{"task": f"{one.year}-{one.number}", "due_on": one.due_on} for one in made])
    return DONE


def worth_of(text: str) -> tuple[Result, tuple[str, str]]:
    """Read RESULT=ITEM[:MEASURE]."""
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
    parser.add_argument("--file", dest="files", action="append", default=[], type=Path,
                        help=_("a file that shows it; may be repeated"))  # fmt: skip
    parser.add_argument("--until", type=day, help=_("the new last day"))
    parser.add_argument("--to", dest="people", action="append", default=[],
                        help=_("to whom it is handed, by name or code"))  # fmt: skip
    parser.add_argument("--outstanding", action="store_true", help=_("it is outstandingly done"))


def _kept(line: Line, paths: Iterable[Path]) -> list[str]:
    """Keep files, and return what stands for them in a list of evidence."""
    marks = []
    for path in paths:
        with path.open("rb") as content:
            marks.append(mark(keep(line.town(), content, path.name, line.hand)))
    return marks


def step(line: Line) -> int:
    """Take one step of a task in a village."""
    town = line.town()
    task = queries.task(town, line["task"])
    if task is None:
        raise Refusal("task.unknown")
    given = commands.Given(
        reason=line["reason"],
        evidence=[*line["evidence"], *_kept(line, line["files"])],
        until=line["until"],
        people=[people.cadre(town, word).code for word in line["people"]],
        outstanding=line["outstanding"],
    )
    unit = people.unit(town, line["unit"])
    row = commands.take_step(task, unit, Action(line["action"]), given, hand=line.hand)
    line.say(f"{task}  {row.unit.name}  {TASK_STATES[row.target]}  {row.due_on}  #{row.seq}")
    line.give({"task": line["task"], "state": row.target, "result": row.result, "record": row.seq})
    return DONE


def inspect_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a round: how, when, over which villages, and what it found."""
    town_arguments(parser)
    parser.add_argument("look", choices=[str(one) for one in Look], help=_("how it looked"))
    parser.add_argument("--on", type=day, required=True, help=_("the day of the round"))
    parser.add_argument("--unit", dest="units", action="append", required=True,
                        help=_("village or community by name; may be repeated"))  # fmt: skip
    parser.add_argument("--document", default="", help=_("document number"))
    parser.add_argument("--text", default="", help=_("in more words"))
    parser.add_argument("--found", action="append", default=[],
                        metavar="VILLAGE;AREA;DAYS;TEXT[;ITEM[;MEASURE]]",
                        help=_("what it found, to be put right; may be repeated"))  # fmt: skip
    parser.add_argument("--file", dest="files", action="append", default=[], metavar="N=PATH",
                        help=_("a file that shows the n-th finding"))  # fmt: skip


def inspect(line: Line) -> int:
    """Enter a round over villages with what it found."""
    town = line.town()
    held = commands.Round(
        look=Look(line["look"]),
        held_on=line["on"],
        units=[people.unit(town, name) for name in line["units"]],
        document=line["document"],
        text=line["text"],
    )
    shown = _shown(line)
    found = [_found(line, text, shown.get(n, [])) for n, text in enumerate(line["found"], start=1)]
    token = uuid.UUID(bytes=line.hand.dice(16), version=4)
    made = commands.inspect(town, held, found, token=token, hand=line.hand)
    line.say(f"{made}  {made.held_on}  #{made.seq}")
    line.give({"inspection": f"{made.year}-{made.number}", "record": made.seq})
    return DONE


def _shown(line: Line) -> dict[int, list[Path]]:
    """Return which files show which finding, by number from 1 on."""
    found: dict[int, list[Path]] = {}
    for text in line["files"]:
        n, equals, path = text.partition("=")
        if not equals or n not in {str(m) for m in range(1, len(line["found"]) + 1)}:
            raise Refusal("inspection.unreadable", text=text)
        found.setdefault(int(n), []).append(Path(path))
    return found


def _found(line: Line, text: str, files: Iterable[Path]) -> commands.NewFinding:
    """Read a finding, whose parts are as the option says."""
    unit, area, days, said, item, measure = (*text.split(";", 5), "", "", "", "", "")[:6]
    if not days.isdigit():
        raise Refusal("inspection.unreadable", text=text)
    return commands.NewFinding(
        unit=people.unit(line.town(), unit),
        text=said,
        area=area,
        days=int(days),
        item=item,
        measure=measure,
        evidence=_kept(line, files),
    )
