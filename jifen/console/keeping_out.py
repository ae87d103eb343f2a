"""Verbs of recusal, standing in, handing over, leaves, working days and the auditor's lists."""

import argparse
import datetime as dt
import uuid
from collections.abc import Collection

from django.utils.translation import gettext as _

from jifen.claims import queries as claims
from jifen.claims.commands import handover, recusing
from jifen.console.entering import town_arguments
from jifen.console.line import Line, day
from jifen.console.main import DONE
from jifen.core import secrecy
from jifen.core.access import Role
from jifen.core.delegation import DELEGABLE
from jifen.core.errors import Refusal
from jifen.core.recusal import EFFECTS, GROUNDS, Ground, Manner
from jifen.cycles import queries as cycles
from jifen.ledger.veil import VEILED
from jifen.people import queries as people
from jifen.recusals import commands, queries
from jifen.register import commands as register
from jifen.rulebook.queries import rulebook
from jifen.standings import audits
from jifen.terms import EFFECTS as EFFECT_NAMES
from jifen.terms import GROUNDS as GROUND_NAMES
from jifen.terms import LEAVES, LINES, MANNERS, role
from jifen.wording.files import second_look


# ------------------------------------------------------------------ recusal
def say_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a claim, how it comes up, about whom, the ground and the reason."""
    town_arguments(parser)
    parser.add_argument("claim", type=uuid.UUID)
    parser.add_argument("manner", choices=[one.value for one in Manner])
    parser.add_argument("--about", metavar="LOGIN", default="", help=_("not for oneself"))
    parser.add_argument("--ground", required=True, choices=[one.value for one in GROUNDS])
    parser.add_argument("--reason", required=True)


def say(line: Line) -> int:
    """Say that somebody is to keep out of a claim."""
    town, hand = line.town(), line.hand
    claim = claims.visible_to(hand.actor, town, on=hand.today).filter(ref=line["claim"]).first()
    if claim is None:
        raise Refusal("claim.unknown", ref=line["claim"])
    manner = Manner(line["manner"])
    about = people.user(hand.actor.login if manner is Manner.SELF else line["about"])
    made = recusing.recuse(
        claim, about, Ground(line["ground"]), manner=manner, reason=line["reason"], hand=hand
    )
    line.say(f"{made.ref} {about.name} {MANNERS[manner]} {made.due_on or ''}".rstrip())
    line.give({"recusal": str(made.ref), "about": about.login, "due_on": made.due_on})
    return DONE


def rule_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a recusal, the ruling and its reason."""
    town_arguments(parser)
    parser.add_argument("recusal", type=uuid.UUID)
    parser.add_argument("ruling", choices=["granted", "refused"])
    parser.add_argument("--reason", required=True)


def rule(line: Line) -> int:
    """Rule on a recusal."""
    asked = queries.recusal_at(line.town(), line["recusal"])
    if asked is None:
        raise Refusal("recusal.unknown")
    granted = line["ruling"] == "granted"
    recusing.rule_on(asked, granted, reason=line["reason"], hand=line.hand)
    effect = EFFECTS[Manner(asked.manner), granted]
    line.say(f"{asked.about.name} {EFFECT_NAMES[effect]}")
    line.give({"recusal": str(asked.ref), "effect": effect.value})
    return DONE


def list_recusals(line: Line) -> int:
    """List what was asked, of the claims that the operator may read."""
    town, hand = line.town(), line.hand
    shown = claims.visible_to(hand.actor, town, on=hand.today).order_by().values("ref")
    rows = [
        (
            str(one.ref),
            str(one.case),
            one.about.name,
            str(MANNERS[one.manner]),
            str(GROUND_NAMES[one.ground]),
            str(EFFECT_NAMES[EFFECTS[Manner(one.manner), queries.ruling_of(one)]]),
            str(one.due_on or ""),
        )
        for one in queries.every(town).filter(case__in=shown)
    ]
    head = (_("Recusal"), _("claim"), _("About"), _("How"), _("Ground"), _("Standing"), _("until"))
    line.rows(head, rows)
    names = ("recusal", "claim", "about", "manner", "ground", "effect", "due_on")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


# ------------------------------------------------------------------ standing in, handing over
def give_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who stands in, with which role, over what, from when to when."""
    town_arguments(parser)
    parser.add_argument("to", metavar="DELEGATE")
    parser.add_argument("role", choices=sorted(one.value for one in DELEGABLE))
    parser.add_argument("--over", default="", help=_("path of the area; default: the town"))
    parser.add_argument("--from", dest="from_on", type=day)
    parser.add_argument("--last", dest="last_on", type=day, required=True, help=_("last day"))


def give(line: Line) -> int:
    """Let somebody stand in with one of the operator's roles."""
    area = people.area(line["over"]) if line["over"] else line.town()
    made = commands.delegate(
        people.user(line["to"]),
        Role(line["role"]),
        area,
        from_on=line["from_on"] or line.hand.today,
        to_on=line["last_on"] + dt.timedelta(days=1),
        hand=line.hand,
    )
    line.say(f"{made.seq} {line['to']} {role(Role(made.role))} {made.from_on} – {line['last_on']}")
    line.give({"delegation": made.seq, "from_on": made.from_on, "to_on": made.to_on})
    return DONE


def end_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the number of a delegation."""
    town_arguments(parser)
    parser.add_argument("delegation", type=int)


def end(line: Line) -> int:
    """End standing in from today."""
    found = queries.delegation_at(line.town(), line["delegation"])
    if found is None:
        raise Refusal("delegation.unknown")
    commands.end_delegation(found, hand=line.hand)
    line.say(_("It has ended."))
    line.give({"delegation": line["delegation"], "ended": True})
    return DONE


def list_delegations(line: Line) -> int:
    """List who stands in for whom."""
    rows = [
        (
            one.seq,
            one.delegated_by.name if one.delegated_by else "",
            one.user.name,
            role(Role(one.role)),
            one.area.name,
            one.from_on,
            one.to_on,
        )
        for one in queries.delegations(line.town(), on=line.hand.today)
    ]
    head = (
        _("No."), _("For"), _("Stands in"), _("Role"), _("Over"), _("From"),
        _("First day without it"),
    )  # fmt: skip
    line.rows(head, rows)
    names = ("delegation", "for", "who", "role", "over", "from_on", "to_on")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def handover_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who leaves, who takes over, and why."""
    town_arguments(parser)
    parser.add_argument("leaving", metavar="LEAVING")
    parser.add_argument("successor", metavar="SUCCESSOR")
    parser.add_argument("--reason", required=True)


def hand_over(line: Line) -> int:
    """Pass a leaving hand's drafts on."""
    goes, stays = handover.hand_over(
        line.town(),
        people.user(line["leaving"]),
        people.user(line["successor"]),
        reason=line["reason"],
        hand=line.hand,
    )
    said = _("%(went)s drafts went over, %(stayed)s stayed: the successor may not propose them.")
    line.say(said % {"went": len(goes), "stayed": len(stays)})
    line.give({"went": [str(c.ref) for c in goes], "stayed": [str(c.ref) for c in stays]})
    return DONE


# ------------------------------------------------------------------ leaves, working days
def leave_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a day."""
    town_arguments(parser)
    parser.add_argument("--on", type=day)


def list_leaves(line: Line) -> int:
    """List who is away on a day."""
    on = line["on"] or line.hand.today
    away = people.away_on(line.town(), on=on)
    rows = [(a.cadre.code, a.cadre.name, a.from_on, a.last_on or "") for a in away]
    line.rows((_("code"), _("Who"), _("First day"), _("Last day")), rows)
    names = ("code", "name", "from_on", "last_on")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def enter_leave_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who, which kind, from when to when."""
    town_arguments(parser)
    parser.add_argument("who", help=_("code or name"))
    parser.add_argument("kind", choices=people.LEAVE_KINDS)
    parser.add_argument("--from", dest="from_on", type=day, required=True)
    parser.add_argument("--last", dest="last_on", type=day, help=_("last day"))


def enter_leave(line: Line) -> int:
    """Enter a leave in the register."""
    last = line["last_on"]
    made = register.enter_leave(
        people.cadre(line.town(), line["who"]),
        kind=line["kind"],
        from_on=line["from_on"],
        to_on=last + dt.timedelta(days=1) if last else None,
        hand=line.hand,
    )
    line.say(f"{made.cadre.name} {LEAVES[made.kind]} {made.from_on} – {last or ''}".rstrip())
    line.give({"cadre": made.cadre.code, "from_on": made.from_on, "to_on": made.to_on})
    return DONE


def end_leave_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who, from when, and the first day on which it is over."""
    town_arguments(parser)
    parser.add_argument("who", help=_("code or name"))
    parser.add_argument("--from", dest="from_on", type=day, required=True)
    parser.add_argument(
        "--over",
        type=day,
        required=True,
        help=_("first day on which it is over; the day it began: it never was"),
    )
    parser.add_argument("--reason", required=True)


def end_leave(line: Line) -> int:
    """Enter that a leave is over."""
    return _end(line, people.LEAVE_KINDS)


def _end(line: Line, kinds: Collection[str]) -> int:
    cadre = people.cadre(line.town(), line["who"])
    one = people.leave(line.town(), cadre.code, line["from_on"], kinds=kinds)
    register.end_leave(one, to_on=line["over"], reason=line["reason"], hand=line.hand)
    line.say(f"{cadre.name} {LEAVES[one.kind]} {one.from_on} – {line['over']}")
    line.give({"cadre": cadre.code, "from_on": one.from_on, "to_on": line["over"]})
    return DONE


def list_inquiries(line: Line) -> int:
    """List who is under inquiry, to discipline and the head."""
    found = people.inquiries(line.town(), but=line.hand.actor.kin)
    rows = [
        (one.cadre.code, one.cadre.name, one.document, one.from_on, one.to_on or "")
        for one in found
    ]
    line.rows((_("code"), _("Who"), _("Document number"), _("From"), _("To")), rows)
    names = ("code", "name", "document", "from_on", "to_on")
    line.give([dict(zip(names, row, strict=True)) for row in rows])
    return DONE


def enter_inquiry_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who, since when, and by which document."""
    town_arguments(parser)
    parser.add_argument("who", help=_("code or name"))
    parser.add_argument("--from", dest="from_on", type=day, required=True)
    parser.add_argument("--document", required=True, help=_("number of the document"))


def enter_inquiry(line: Line) -> int:
    """Enter that somebody is under inquiry."""
    made = register.enter_inquiry(
        people.cadre(line.town(), line["who"]),
        from_on=line["from_on"],
        document=line["document"],
        hand=line.hand,
    )
    line.say(f"{made.cadre.name} {LEAVES[made.kind]} {made.from_on} –")
    line.give({"cadre": made.cadre.code, "from_on": made.from_on, "document": made.document})
    return DONE


def end_inquiry(line: Line) -> int:
    """Enter that an inquiry is over."""
    return _end(line, people.INQUIRY)


def calendar_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a year."""
    town_arguments(parser)
    parser.add_argument("--year", type=int)


def show_calendar(line: Line) -> int:
    """Show a year's holidays and make-up days."""
    year = line["year"] or line.hand.today.year
    days = list(cycles.special_days(year))
    if not days:
        line.say(_("This year's notice is not entered."))
    rows = [(one.on, _("works") if one.works else _("off"), one.name) for one in days]
    line.rows((_("day"), _("Works"), _("Why")), rows)
    line.give([{"date": one.on, "works": int(one.works), "name": one.name} for one in days])
    return DONE


# ------------------------------------------------------------------ the auditor's lists
def audit_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a cycle and the seed of the sample."""
    town_arguments(parser)
    parser.add_argument("--cycle", default="", help=_("name of the cycle"))
    parser.add_argument("--seed", default="", help=_("public seed of the sample"))


def audit(line: Line) -> int:
    """Print the lists an auditor looks at first."""
    cycle = line.cycle()
    seed = line["seed"] or f"{cycle.name} {line.hand.today}"
    found = audits.audit(cycle, seed=seed)
    who, rules = line.hand.actor, rulebook(cycle.version)
    hidden = secrecy.hidden(rules, who, cycle.town.path, on=line.hand.today)
    lists = {
        "sample": (_("Random sample"), found.sample),
        "late": (_("Recorded late"), found.late),
        "back_dated": (_("Back-dated"), found.back_dated),
        "as_decided": (_("Past decisions"), found.as_decided),
        "rechecked": (_("Looked at again"), found.rechecked),
        "booked_late": (_("Late facts"), found.booked_late),
    }
    head = (
        _("Record no."), _("Happened on"), _("Days between"), _("item"), _("village"),
        _("What was found"),
    )  # fmt: skip
    for name, rows in lists.values():
        line.say(f"{name}（{len(rows)}）")
        line.rows(head, [_audited(row, hidden) for row in rows])
    facts = {code: [row.fact.seq for row in rows] for code, (_name, rows) in lists.items()}
    left = [one for one in found.left if one.claim.item not in hidden]
    line.say(f"{_('Left to be booked late')}（{len(found.left)}）")
    cells = [
        (one.number, one.claim.happened_on, one.claim.item, one.leaving.reason) for one in left
    ]
    line.rows((_("Case"), _("Happened on"), _("item"), _("reason")), cells)
    told = {"left": [one.number for one in found.left]}
    line.give({"cycle": cycle.name, "facts": found.count, "seed": seed, **facts, **told})
    return DONE


def _audited(row: audits.Row, hidden: frozenset[str]) -> tuple[object, ...]:
    fact = row.fact
    if fact.item in hidden:
        return (fact.seq, fact.happened_on, row.days, LINES[VEILED], "", "")
    return (fact.seq, fact.happened_on, row.days, fact.item, fact.unit, second_look(row))
