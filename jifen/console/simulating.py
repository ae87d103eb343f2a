"""The verb that tries another rulebook on a cycle's records."""

import argparse
from pathlib import Path
from typing import Any  # models: a door does not import them

from django.utils.translation import gettext as _

from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.console.reading import cycle_arguments
from jifen.core.comparison import Crossing, Move
from jifen.core.errors import Refusal
from jifen.core.points import display, signed
from jifen.core.rules import Rulebook
from jifen.rulebook import queries as rulebooks
from jifen.rulebook.reader import read
from jifen.rulebook.texts import text_of
from jifen.standings import commands, simulated
from jifen.standings.simulate import Simulated, simulate, yuan
from jifen.terms import CROSSINGS, NOT_RANKED


def simulate_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is tried, the cycle, and the size of the pool where a version leaves it open."""
    cycle_arguments(parser)
    parser.add_argument(
        "--rulebook", required=True, help=_("a file, a draft's reference, or a version's number")
    )
    parser.add_argument("--pool", default="", help=_("yuan in the bonus pool, for both versions"))
    parser.add_argument("--all", action="store_true", help=_("also those whom nothing moves"))


def try_out(line: Line) -> int:
    """Replay a cycle's records under another rulebook: say who moves and what it costs."""
    cycle = line.cycle()
    rules, draft = _named(line, line["rulebook"])
    pool = yuan(line["pool"]) if line["pool"] else None
    found = simulate(cycle, rules, pool_fen=pool, tell=line.bar.tell)
    commands.keep(found, hand=line.hand)
    noted = draft is not None and commands.note(found, draft, hand=line.hand)
    for said in simulated.sentences(found):
        line.say(said)
    _people(line, found)
    if draft is not None:
        line.say(
            _("Noted beside the draft, without names.")
            if noted
            else _(
                "Not noted beside the draft: a clerk notes it, once the draft is open for comments."
            )
        )
    line.give(simulated.detail(found) | {"noted": noted})
    return DONE


def _named(line: Line, name: str) -> tuple[Rulebook, Any]:  # rulebook.models.Draft
    """Return the rulebook that is tried, and the draft whose text it is."""
    file, town = Path(name), line.town()
    if file.is_file():
        return read(text_of(file.read_bytes(), file.name), file.name), None
    known = rulebooks.versions(town).filter(version=name).first()
    if known is not None:
        return rulebooks.rulebook(known), None
    try:
        draft = rulebooks.draft(town, name)
    except Refusal:
        raise Refusal("simulate.unknown", name=name) from None
    return rulebooks.rulebook(rulebooks.made(draft)), draft


def _people(line: Line, found: Simulated) -> None:
    moves = found.comparison.moves if line["all"] else found.comparison.moved
    if moves:
        line.rows(
            (
                _("place"),
                _("code"),
                _("name"),
                _("village"),
                _("total"),
                _("change"),
                _("crosses"),
            ),
            [_row(move, found) for move in moves],
        )
    for way in Crossing:
        over = [found.people[move.code][0] for move in found.comparison.across(way)]
        if over:
            line.say(f"{CROSSINGS[way]}：{'、'.join(over)}")


def _row(move: Move, found: Simulated) -> tuple[str, ...]:
    name, village, _post = found.people[move.code]
    before, after = move.before, move.after
    totals = [display(one.total) if one.total is not None else "—" for one in (before, after)]
    known = before.total is not None and after.total is not None
    return (
        " → ".join(
            str(one.place) if one.place else str(NOT_RANKED[one.not_ranked or ""])
            for one in (before, after)
        ),
        move.code,
        name,
        village,
        " → ".join(totals),
        signed((after.total or 0) - (before.total or 0)) if known else "",
        "、".join(str(CROSSINGS[way]) for way in move.crossed),
    )
