"""Verbs of what people decide: briefing, close, withdrawal, warning talks."""

import argparse
import dataclasses
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from jifen.appeals import commands as appeals
from jifen.claims import commands as claims
from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.console.reading import cycle_arguments
from jifen.core.points import display, signed
from jifen.cycles import queries as cycles
from jifen.ledger import queries as ledger
from jifen.outcomes import commands as outcomes
from jifen.outcomes import queries as cases
from jifen.outcomes.case import Case
from jifen.people import queries as people
from jifen.rulebook.queries import rulebook
from jifen.standings import commands as standings
from jifen.terms import CAUSES, STAGES


def brief_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a briefing day and what the circular says besides the figures."""
    cycle_arguments(parser)
    parser.add_argument("--at", type=day, help=_("briefing day; else the latest one that has come"))
    _paper_arguments(parser)


def _paper_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--contact", default="", help=_("who takes questions, and the number"))
    parser.add_argument("--series", default="", help=_("the organ's short name in the number"))


def brief(line: Line) -> int:
    """Freeze a half-cycle's standings and issue the circular as .docx, .pdf and .xlsx."""
    cycle = line.cycle()
    days = cycles.checkpoints(cycle, rulebook(cycle.version))[:-1]
    on = line["at"] or max((d for d in days if d <= line.hand.today), default=days[0])
    edition = standings.brief(cycle, checkpoint_on=on, hand=line.hand)
    paper = standings.issue(edition, hand=line.hand, contact=line["contact"], series=line["series"])
    line.say(f"{paper.title}（{paper}）")
    line.say(_told(edition.last_seq, edition.digest))
    files = _files(line, paper.ref, paper.files)
    line.give({"edition": str(edition.ref), "digest": edition.digest, "files": files})
    return DONE


def close_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the second person."""
    cycle_arguments(parser)
    parser.add_argument("--with", dest="second", required=True, metavar="LOGIN", help=_("who else"))
    _paper_arguments(parser)


def close(line: Line) -> int:
    """Close a cycle: asked for by --with, confirmed by --as; issue the ranking, count the cases."""
    cycle = line.cycle()
    first = people.actor(people.user(line["second"]))
    asking = dataclasses.replace(line.hand, actor=first)
    standings.propose_close(cycle, hand=asking)
    edition = standings.close(cycle, hand=line.hand, second=first)
    paper = standings.issue(edition, hand=line.hand, contact=line["contact"], series=line["series"])
    found = cases.cases(edition.cycle, today=line.hand.today)
    line.say(f"{paper.title}（{paper}）")
    line.say(_told(edition.last_seq, edition.digest))
    files = _files(line, paper.ref, paper.files)
    for case in found:
        line.say(_case(case))
    line.give(
        {
            "edition": str(edition.ref),
            "digest": edition.digest,
            "files": files,
            "cases": [_plain(case) for case in found],
        }
    )
    return DONE


def leave_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a cycle, a claim and the reason."""
    cycle_arguments(parser)
    parser.add_argument("claim", type=uuid.UUID)
    parser.add_argument("--reason", required=True, help=_("printed in the published close"))


def leave(line: Line) -> int:
    """Let an unfinished claim go on after the close, to be booked late in the next cycle."""
    cycle = line.cycle()
    left = standings.leave_late(cycle, line["claim"], reason=line["reason"], hand=line.hand)
    line.say(_("Left to be booked late. The published close lists it with its reason."))
    line.give({"cycle": cycle.name, "claim": str(line["claim"]), "record": left.seq})
    return DONE


def _told(seq: int, digest: str) -> str:
    said = _("Frozen over records 1 to %(seq)s, digest %(digest)s")
    return said % {"seq": seq, "digest": digest[:16]}


def _files(line: Line, ref: uuid.UUID, endings: Mapping[str, str]) -> list[str]:
    files = [str(settings.HOME / "papers" / f"{ref}.{ending}") for ending in sorted(endings)]
    for file in files:
        line.say(f"  {file}")
    return files


def _case(case: Case) -> str:
    """Say a case in a line: which, who, what opened it, the how-manieth time, where it stands."""
    said = _("%(case)s  %(name)s (%(code)s)  %(causes)s  time %(time)s  %(stage)s")
    return said % {
        "case": case.id,
        "name": case.cadre.name,
        "code": case.cadre.code,
        "causes": "、".join(str(CAUSES[trigger.cause]) for trigger in case.triggers),
        "time": case.occurrence,
        "stage": STAGES[case.stage],
    }


def _plain(case: Case) -> dict[str, object]:
    return {
        "id": case.id,
        "cadre": case.cadre.code,
        "name": case.cadre.name,
        "opened_on": case.opened_on,
        "causes": [trigger.cause.value for trigger in case.triggers],
        "gross": display(case.gross),
        "occurrence": case.occurrence,
        "stage": case.stage.value,
        "proposals": [proposal.text for proposal in case.proposals],
    }


def withdraw_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a fact by its record number, and who decided."""
    town_arguments(parser)
    parser.add_argument("record", type=int, help=_("number of the fact's record"))
    parser.add_argument("--reason", required=True)
    parser.add_argument(
        "--with", dest="second", required=True, metavar="LOGIN", help=_("who decided")
    )


def withdraw(line: Line) -> int:
    """Withdraw a recorded fact, and show what that moved."""
    fact = ledger.fact_at(line.town(), line["record"])
    second = people.actor(people.user(line["second"]))
    change = claims.withdraw(fact, reason=line["reason"], hand=line.hand, second=second)
    return _moved(line, change.key, change.seq)


def resume_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a fact by its record number, for whom, and who decided."""
    withdraw_arguments(parser)
    parser.add_argument(
        "--who", default="", help=_("code or name of the cadre; else for everybody")
    )


def resume(line: Line) -> int:
    """Let a suspended fact count again, and show what that moved."""
    town = line.town()
    fact = ledger.fact_at(town, line["record"])
    second = people.actor(people.user(line["second"]))
    holder = people.cadre(town, line["who"]).code if line["who"] else ""
    change = appeals.resume(
        fact, holder=holder, reason=line["reason"], hand=line.hand, second=second
    )
    return _moved(line, change.key, change.seq)


def repair_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a fact by its record number, the day it was put right, the papers, and who decided."""
    resume_arguments(parser)
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--on", type=day, help=_("the day it was put right"))
    when.add_argument("--undo", action="store_true", help=_("take back what was recorded of it"))
    parser.add_argument("--evidence", action="append", default=[], help=_("document number"))


def repair(line: Line) -> int:
    """Record that what a fact was about has been put right, and show what that moved."""
    town = line.town()
    fact = ledger.fact_at(town, line["record"])
    change = claims.repair(
        fact,
        None if line["undo"] else line["on"],
        holder=people.cadre(town, line["who"]).code if line["who"] else "",
        reason=line["reason"],
        evidence=line["evidence"],
        hand=line.hand,
        second=people.actor(people.user(line["second"])),
    )
    return _moved(line, change.key, change.seq)


def _moved(line: Line, key: uuid.UUID, seq: int) -> int:
    moved = ledger.moved_by(key.hex)
    for entry in moved:
        line.say(f"  {entry.account.cadre or entry.account.village}  {signed(entry.amount)}")
    line.give({"change": str(key), "record": seq, "entries": len(moved)})
    return DONE


def cases_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a cycle."""
    cycle_arguments(parser)


def show_cases(line: Line) -> int:
    """List a cycle's warning cases: what opened each, where it stands, what may be proposed."""
    found = cases.cases(line.cycle(), today=line.hand.today)
    for case in found:
        line.say(_case(case))
        for proposal in case.proposals:
            line.say(f"    {proposal.text}")
    if not found:
        line.say(_("No warning case in this cycle."))
    line.give([_plain(case) for case in found])
    return DONE


def talk_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a case and what was said."""
    cycle_arguments(parser)
    parser.add_argument("case", help=_("case, as `jifen cases` names it"))
    parser.add_argument("--on", required=True, type=day, help=_("the day it was held"))
    parser.add_argument("--record", required=True, help=_("what was said"))
    parser.add_argument(
        "--with", dest="second", required=True, metavar="LOGIN", help=_("the other talker")
    )


def talk(line: Line) -> int:
    """Record a warning talk that two people held."""
    second = people.actor(people.user(line["second"]))
    made = outcomes.hold_talk(
        line.town(),
        line["case"],
        held_on=line["on"],
        record=line["record"],
        hand=line.hand,
        second=second,
    )
    line.say(f"{made.cadre}（{made.cadre.code}）{made.held_on}  #{made.seq}")
    line.give({"case": made.case, "record": made.seq})
    return DONE
