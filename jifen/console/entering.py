"""Verbs that enter what others decided: rulebooks, cycles, rosters, facts."""

import argparse
import dataclasses
from pathlib import Path

from django.utils.translation import gettext as _

from jifen.claims import commands as claims
from jifen.claims.queries import words
from jifen.console.line import Line, day
from jifen.console.main import DONE, REFUSED
from jifen.core import floors
from jifen.core.drafting import below
from jifen.core.errors import Refusal
from jifen.core.report import Outcome, Report
from jifen.people import queries as people
from jifen.register import commands as register
from jifen.rulebook import cases
from jifen.rulebook import commands as rulebook
from jifen.rulebook import queries as versions
from jifen.rulebook.crossings import crossings
from jifen.rulebook.reader import read as read_rulebook
from jifen.rulebook.unexercised import unexercised
from jifen.sheets.board import read_board
from jifen.sheets.facts import read_facts
from jifen.sheets.people import read_people
from jifen.sheets.tasks import read_tasks
from jifen.sheets.workbook import read as read_workbook
from jifen.tasks import commands as tasks
from jifen.wording import sentence

_OUTCOMES = {Outcome.ADDED: "入", Outcome.KNOWN: "已有", Outcome.REFUSED: "未入"}


def town_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a town, where the operator has more than one."""
    parser.add_argument("--town", default="", help=_("name or path of the town"))


def file_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a file."""
    parser.add_argument("file", type=Path)


def check_rulebook(line: Line) -> int:
    """Say all that is wrong with a rulebook file at once; nothing is entered."""
    rules = read_rulebook(line["file"].read_text(encoding="utf-8"), line["file"].name)
    found = floors.breaches(rules, on=rules.effective_on)
    if found:
        raise below(found)
    line.say(_("No problem found: %(title)s, %(count)s items") % {
        "title": rules.title, "count": len(rules.items),
    })  # fmt: skip
    crossed = crossings(rules)
    if crossed:
        line.say(_("Limits that cut across each other: %(count)s") % {"count": len(crossed)})
    for said in crossed:
        line.say(f"  {said}")
    line.give(
        {
            "title": rules.title,
            "version": rules.version,
            "items": len(rules.items),
            "crossings": list(crossed),
        }
    )
    return DONE


def test_rulebook(line: Line) -> int:
    """Run the cases beside a rulebook (cases.yaml), and name what no case exercises."""
    rules = read_rulebook(line["file"].read_text(encoding="utf-8"), line["file"].name)
    text = line["file"].with_name("cases.yaml").read_text(encoding="utf-8")
    results = cases.run(rules, text)
    for result in results:
        line.say(f"{'✔' if result.passed else '✘'} {result.case.says}")
        for difference in result.differences:
            line.say(f"    {difference}")
    failed = [result.case.says for result in results if not result.passed]
    untried = unexercised(rules, [result.case for result in results])
    line.say(_("%(count)s cases, %(failed)s fail") % {"count": len(results), "failed": len(failed)})
    for name in (*untried.shapes, *untried.items):
        line.say(_("No case exercises: %(name)s") % {"name": name})
    line.give({"cases": len(results), "failed": failed})
    return REFUSED if failed else DONE


def approve_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a rulebook file and the document number that issued it."""
    file_arguments(parser)
    town_arguments(parser)
    parser.add_argument("--number", required=True, help=_("document number, e.g. 示委〔2024〕5号"))


def approve(line: Line) -> int:
    """Enter a town's first rulebook version, approved on paper."""
    source = line["file"].read_text(encoding="utf-8")
    made = rulebook.approve(line.town(), source, document_number=line["number"], hand=line.hand)
    line.say(f"{made.title} {made.version} {made.document_number} {made.digest[:16]}")
    line.give({"version": made.version, "digest": made.digest, "seq": made.seq})
    return DONE


def open_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a cycle's name and first day."""
    town_arguments(parser)
    parser.add_argument("name", help=_("e.g. 2024-2025"))
    parser.add_argument("--starts", required=True, type=day)


def open_cycle(line: Line) -> int:
    """Open a cycle under the version in force on its first day."""
    town = line.town()
    version = versions.in_force(town, on=line["starts"])
    cycle = register.open_cycle(
        town, line["name"], starts_on=line["starts"], version=version, hand=line.hand
    )
    line.say(f"{cycle.name} {cycle.starts_on} – {cycle.ends_on}")
    line.give({"cycle": cycle.name, "starts_on": cycle.starts_on, "ends_on": cycle.ends_on})
    return DONE


def people_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a roster workbook."""
    file_arguments(parser)
    town_arguments(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help=_("say what would happen, enter nothing")
    )
    parser.add_argument(
        "--rows", action="store_true", help=_("print every row, not only refused ones")
    )


def import_people(line: Line) -> int:
    """Enter a roster workbook."""
    sheet = read_people(read_workbook(line["file"]))
    report = register.import_people(line.town(), sheet, hand=line.hand, dry_run=line["dry_run"])
    return tell(line, report)


def import_tasks(line: Line) -> int:
    """Issue the tasks of a workbook, row by row."""
    sheet = read_tasks(read_workbook(line["file"]))
    report = tasks.enter(line.town(), sheet, hand=line.hand, dry_run=line["dry_run"])
    return tell(line, report)


def facts_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a workbook of facts."""
    people_arguments(parser)
    parser.add_argument(
        "--as-decided", action="store_true", help=_("the rows are past, decided matters")
    )
    parser.add_argument(
        "--with", dest="second", metavar="LOGIN", help=_("who approves, with --as-decided")
    )
    parser.add_argument("--until", type=day, help=_("leave later rows for another time"))


def import_facts(line: Line) -> int:
    """Enter a workbook of facts: as draft claims, or with --as-decided as past decisions."""
    town = line.town()
    sheet = read_facts(read_workbook(line["file"]), lookups=words(town, on=line.hand.today))
    if line["until"]:
        later = [row for row in sheet.facts if row.happened_on > line["until"]]
        undone = [row for row in sheet.withdrawals if row.withdrawn_on > line["until"]]
        sheet = dataclasses.replace(
            sheet,
            facts=tuple(row for row in sheet.facts if row.happened_on <= line["until"]),
            withdrawals=tuple(
                row for row in sheet.withdrawals if row.withdrawn_on <= line["until"]
            ),
        )
        line.say(_("%(count)s later rows left for another time") % {
            "count": len(later) + len(undone),
        })  # fmt: skip
    second = None
    if line["as_decided"]:
        if not line["second"]:
            raise Refusal("past.two-people")
        second = people.actor(people.user(line["second"]))
    report = claims.import_facts(
        town, sheet, hand=line.hand, second=second, dry_run=line["dry_run"], told=line.bar.tell
    )
    return tell(line, report)


def board_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a workbook of one board, and what the decision says of it."""
    people_arguments(parser)
    parser.add_argument("--item", required=True, help=_("item code, e.g. D-01"))
    parser.add_argument(
        "--on", required=True, type=day, help=_("a day of its period, usually the last")
    )
    parser.add_argument("--decision", required=True, help=_("number of the decision"))
    parser.add_argument("--reason", required=True)
    parser.add_argument("--evidence", action="append", default=[], help=_("document number"))
    parser.add_argument(
        "--with", dest="second", required=True, metavar="LOGIN", help=_("who approves")
    )


def import_board(line: Line) -> int:
    """Enter a workbook of one decided board, whole or not at all."""
    report = claims.import_board(
        line.town(),
        read_board(read_workbook(line["file"])),
        claims.BoardDecision(
            item=line["item"],
            happened_on=line["on"],
            number=line["decision"],
            reason=line["reason"],
            evidence=line["evidence"] or [line["decision"]],
        ),
        hand=line.hand,
        second=people.actor(people.user(line["second"])),
        dry_run=line["dry_run"],
    )
    return tell(line, report)


def lock_past(line: Line) -> int:
    """Lock the way in for past decisions; it does not open again."""
    town = line.town()
    claims.lock_past(town, hand=line.hand)
    line.say(_("%(town)s: the way in for past decisions is locked.") % {"town": town.name})
    line.give({"town": town.path, "locked": True})
    return DONE


def tell(line: Line, report: Report, **more: object) -> int:
    """Print what became of a file, refused rows with their reasons; exit 1 if any was refused.

    `more` goes into the JSON.
    """
    for row in report.rows:
        if row.outcome is not Outcome.REFUSED:
            if line["rows"]:
                line.say(f"{_OUTCOMES[row.outcome]}  {row.origin}  {row.understood}")
            continue
        why = sentence(row.refusal) if row.refusal else row.sentence
        line.say(f"{_OUTCOMES[row.outcome]}  {row.origin}  {row.understood}  {why}".strip())
    if line["rows"]:
        for note in report.notes:
            line.say(f"·  {note}")
    counts = {outcome.value: report.count(outcome) for outcome in Outcome}
    line.say(
        _("%(file)s: %(added)s entered, %(known)s stood already, %(refused)s refused")
        % {"file": report.filename, **counts}
    )
    if report.dry_run:
        line.say(_("Dry run: nothing was entered."))
    line.give(
        {
            "file": report.filename,
            "sha256": report.digest,
            **counts,
            "dry_run": report.dry_run,
            "rows": [
                {
                    "origin": row.origin,
                    "understood": row.understood,
                    "outcome": row.outcome.value,
                    "why": sentence(row.refusal) if row.refusal else row.sentence,
                }
                for row in report.rows
            ],
            "notes": report.notes,
            **more,
        }
    )
    return REFUSED if counts[Outcome.REFUSED.value] else DONE
