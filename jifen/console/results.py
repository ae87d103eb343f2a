"""Verbs of a closed cycle's results: shown, counted, proposed, decided, publicised."""

import argparse
import json
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.console.reading import cycle_arguments
from jifen.core.appraising import Action
from jifen.core.errors import Refusal
from jifen.core.points import display
from jifen.outcomes import commands as outcomes
from jifen.outcomes import listing
from jifen.papers.numerals import points
from jifen.results import commands, counting, letters, queries
from jifen.results import export as exported
from jifen.rulebook.queries import rulebook
from jifen.sheets.workbook import read as read_workbook
from jifen.standings.simulate import yuan
from jifen.terms import RESULT_STATES

SEAT, SAY_RIGHT, SAY_WRONG = "seat", "confirm-count", "reject-count"
DRAW, CHOOSE, RECOMMEND = "draw", "choose", "recommend"


def show(line: Line) -> int:
    """Say what a cycle comes to: places, results, grades, pay; what waits for a meeting."""
    cycle = line.cycle()
    course = queries.course(cycle)
    sheet, rules = course.sheet, rulebook(cycle.version)
    line.say(f"{cycle.name}  {RESULT_STATES[course.state]}")
    for one in queries.tallies(cycle):
        waiting = one.waiting.key.hex if one.waiting is not None else "—"
        line.say(f"{one.of.code}  {one.of.name}  {one.rows}  {waiting}")
    if sheet is None:
        line.give({"state": course.state.value})
        return DONE
    line.rows(
        (_("place"), _("code"), _("name"), _("village"), _("result"), _("grade"), _("pay")),
        [
            (
                row.place or "—",
                row.code,
                course.names[row.code][0],
                course.names[row.code][1],
                "—" if row.total is None else display(row.total),
                letters.grade_words(rules, course, row),
                points(row.pay_fen),
            )
            for row in sheet.rows
        ],
    )
    if sheet.pool_fen is not None:
        said = _("Pool %(pool)s = shared %(shared)s + left %(left)s")
        line.say(
            said
            % {
                "pool": points(sheet.pool_fen),
                "shared": points(sheet.shared_fen),
                "left": points(sheet.left_fen),
            }
        )
        before = queries.before(cycle)
        head = (_("What"), cycle.name, before.cycle if before is not None else "—")
        line.rows(head, letters.figures(sheet, before))
    lists = listing.lists(course)
    for one_list in lists:
        names = one_list.drawn.names if one_list.drawn else {}
        listed = "、".join(f"{code} {name[0]}" for code, name in names.items())
        line.say(f"{one_list.rule.code}  {one_list.rule.name}  {listed or '—'}")
    for tie in sheet.open_lines:
        line.say(f"{tie.key}  {tie.open_seats}  {'、'.join(tie.tied)}")
    line.give(
        {
            "state": course.state.value,
            "number": course.number,
            "digest": course.digest,
            "open": [tie.key for tie in sheet.open_lines],
            "ties": [
                {"line": tie.key, "tied": list(tie.tied), "seats": tie.open_seats}
                for tie in sheet.open_lines
            ],
            "shortlists": [_plain_list(one) for one in lists],
            "vetoes": len(sheet.open_consequences),
            "pool": sheet.pool_fen,
            "left": sheet.left_fen,
            "paid": sheet.paid_fen,
            "people": [
                {
                    "code": row.code,
                    "place": row.place,
                    "result": row.total,
                    "grade": course.grade(row),
                    "share": row.share.fen if row.share is not None else None,
                    "pay": row.pay_fen,
                }
                for row in sheet.rows
            ],
        }
    )
    return DONE


def _plain_list(one: listing.List) -> dict[str, object]:
    return {
        "code": one.rule.code,
        "name": one.rule.name,
        "drawn": list(one.drawn.people) if one.drawn else None,
        "chosen": dict(one.chosen.people) if one.chosen else None,
        "stale": one.stale,
    }


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file to write."""
    cycle_arguments(parser)
    parser.add_argument("file", type=Path, help=_("the JSON file to write"))


def export(line: Line) -> int:
    """Write what the results were made of, for `verifier/results.py`."""
    found = exported.export(queries.course(line.cycle()))
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    line["file"].write_text(text + "\n", encoding="utf-8")
    line.say(str(line["file"]))
    line.give({"file": str(line["file"])})
    return DONE


def count_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a source, the filled sheet, and the number of the signed count."""
    cycle_arguments(parser)
    parser.add_argument("source", help=_("code or name of the source in the rulebook"))
    parser.add_argument("file", type=Path, help=_("the filled sheet"))
    parser.add_argument("--paper", required=True, help=_("number of the signed count"))


def count(line: Line) -> int:
    """Enter a count; somebody else confirms it."""
    cycle = line.cycle()
    rules = rulebook(cycle.version)
    asked = counting.of(rules, line["source"])
    people, units = queries.people(cycle), queries.units(cycle.town)
    rows = counting.read(read_workbook(line["file"]), rules, asked, people, units)
    made = commands.enter_count(cycle, asked.code, rows, paper=line["paper"], hand=line.hand)
    line.say(f"{asked.name}  {len(rows)}  {made.key.hex}  #{made.seq}")
    line.give({"key": made.key.hex, "rows": len(rows), "record": made.seq})
    return DONE


def do_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a step and what it asks for."""
    cycle_arguments(parser)
    every = [*Action, SEAT, SAY_RIGHT, SAY_WRONG, DRAW, CHOOSE, RECOMMEND]
    parser.add_argument("action", choices=[str(one) for one in every], help=_("what is done"))
    parser.add_argument("--pool", default="", help=_("yuan in the bonus pool"))
    parser.add_argument("--contact", default="", help=_("who takes objections, and the number"))
    parser.add_argument("--reason", default="", help=_("why, or a remark"))
    parser.add_argument(
        "--depart",
        action="append",
        default=[],
        metavar="CODE=GRADE:WHY",
        help=_("another grade than proposed, and why"),
    )
    parser.add_argument("--line", default="", help=_("key of the tied line"))
    parser.add_argument("--seat", action="append", default=[], metavar="CODE", dest="seats",
                        help=_("who of the tie is inside"))  # fmt: skip
    parser.add_argument("--key", default="", help=_("key of the count"))
    parser.add_argument("--list", default="", help=_("code of the shortlist"))
    parser.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar="CODE=WHY",
        help=_("who is chosen of the shortlist, and why"),
    )


def do(line: Line) -> int:
    """Take a step on the results of a cycle."""
    record, said = _DEEDS[line["action"]](line)
    line.say(f"{line.cycle().name}  {said}  #{record}")
    line.give({"action": line["action"], "record": record})
    return DONE


def _propose(line: Line) -> tuple[int, str]:
    pool = yuan(line["pool"]) if line["pool"] else None
    made = commands.propose(line.cycle(), pool_fen=pool, hand=line.hand)
    return made.seq, f"{made.number}  {made.digest[:16]}"


def _decide(line: Line) -> tuple[int, str]:
    departures = {}
    for text in line["depart"]:
        code, _equals, rest = text.partition("=")
        grade, _colon, why = rest.partition(":")
        departures[code] = (grade, why)
    row = commands.decide(line.cycle(), departures, hand=line.hand)
    return row.seq, str(RESULT_STATES[row.target])


def _post(line: Line) -> tuple[int, str]:
    paper = commands.post(line.cycle(), contact=line["contact"], hand=line.hand)
    return paper.seq, f"{paper.title}（{paper}）"


def _confirm(line: Line) -> tuple[int, str]:
    row = commands.confirm(line.cycle(), reason=line["reason"], hand=line.hand)
    return row.seq, str(RESULT_STATES[row.target])


def _reopen(line: Line) -> tuple[int, str]:
    row = commands.reopen(line.cycle(), reason=line["reason"], hand=line.hand)
    return row.seq, str(RESULT_STATES[row.target])


def _seat(line: Line) -> tuple[int, str]:
    row = commands.seat(line.cycle(), line["line"], line["seats"], hand=line.hand)
    return row.seq, row.line


def _say(line: Line) -> tuple[int, str]:
    try:
        key = uuid.UUID(line["key"])
    except ValueError:
        raise Refusal("count.unknown") from None
    right = line["action"] == SAY_RIGHT
    row = commands.say_count(line.cycle(), key, right=right, hand=line.hand)
    return row.seq, f"{row.source} {row.outcome}"


def _draw(line: Line) -> tuple[int, str]:
    drawn = outcomes.draw(line.cycle(), hand=line.hand)
    return drawn[-1].seq, "、".join(f"{one.name} {len(one.people)}" for one in drawn)


def _choose(line: Line) -> tuple[int, str]:
    given = {code: why for code, _equals, why in (text.partition("=") for text in line["choose"])}
    row = outcomes.choose(line.cycle(), line["list"], given, hand=line.hand)
    return row.seq, f"{row.name} {len(row.people)}"


def _recommend(line: Line) -> tuple[int, str]:
    paper = outcomes.recommend(line.cycle(), line["list"], hand=line.hand)
    return paper.seq, f"{paper.title}（{paper}）"


_DEEDS: Mapping[str, Callable[[Line], tuple[int, str]]] = {
    Action.PROPOSE: _propose,
    Action.DECIDE: _decide,
    Action.POST: _post,
    Action.CONFIRM: _confirm,
    Action.REOPEN: _reopen,
    DRAW: _draw,
    CHOOSE: _choose,
    RECOMMEND: _recommend,
    SEAT: _seat,
    SAY_RIGHT: _say,
    SAY_WRONG: _say,
}
