"""Verbs that keep the home safe: backup, restore, move, proof, thaw, findings."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from jifen.chain import freezing
from jifen.chain import queries as chain
from jifen.chain.queries import Fault
from jifen.console.line import Line
from jifen.console.main import DONE, UNPROVED, USAGE
from jifen.core.errors import Refusal
from jifen.custody import backups, findings, known, moving, proof, role, starting
from jifen.cycles import queries as cycles
from jifen.jobs.chores import said
from jifen.wording import sentence

COMPARED = frozenset({"serve", "setup-home", "tick"})
"""Verbs before which the database is compared with what was known to be in it."""


def ready(words: list[str]) -> int:
    """See that the home is as it was left before a verb opens it; one line where it is not."""
    with translation.override("zh-hans"):
        try:
            starting.look()
            if COMPARED & set(words[:1]):
                starting.compare()
        except Refusal as refusal:
            print(f"jifen: {sentence(refusal)}", file=sys.stderr)
            return USAGE
    return DONE


def checks_before_serving() -> None:
    """See to what must hold before pages are served; freeze where the schema's walls do not stand.

    Raises:
        Refusal: "start.not-set-up".
    """
    starting.see_that_it_is_set_up()
    now = cycles.now()
    found = list(proof.quick())
    if found:
        freeze(found, at=now)
    state = freezing.frozen()
    if state is not None:
        said = _("This home is frozen since %(since)s: pages can be read, nothing is recorded.")
        print(said % {"since": state.since}, file=sys.stderr)
    behind = starting.clock_is_behind(now)
    if behind is not None:
        said = _(
            "The clock is %(seconds)s seconds behind the last record. Set the machine's clock."
        )
        print(said % {"seconds": int(behind.total_seconds())}, file=sys.stderr)
    known.keep()


def freeze(found: list[Fault], *, at: dt.datetime) -> None:
    """Freeze the home for what was found, in words."""
    freezing.freeze([said(one) for one in found], at=at)


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to."""
    parser.add_argument(
        "file", nargs="?", type=Path, help=_("the new file; else named by the time")
    )
    parser.add_argument("--if-due", action="store_true", help=_("only if today's is not made yet"))


def backup(line: Line) -> int:
    """Back the home up while it is in use."""
    now = cycles.now()
    made: Path | None = line["file"] or backups.named(now)
    if line["if_due"]:
        made = backups.backup_if_due(now)
    elif made is not None:
        backups.take(made, at=now)
        known.keep()
    if made is None:
        line.say(_("The last backup is recent enough; nothing was done."))
    else:
        size = f"{made.stat().st_size / 1e6:.1f}"
        line.say(_("Backed up to %(file)s (%(size)s MB)") % {"file": made, "size": size})
    line.give({"file": made})
    return DONE


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the backup, and what is known from elsewhere."""
    parser.add_argument("file", type=Path)
    _record_arguments(parser)


def restore(line: Line) -> int:
    """Lay a backup into this empty home, having proved it first."""
    others = backups.records_known(line["record"])
    done = backups.restore(line["file"], others=others)
    line.say(_("Restored the backup of %(at)s; everything in it holds.") % {"at": done.made_at})
    for town, (seq, hash_) in done.heads.items():
        stands = _("%(town)s stands at record #%(seq)s, %(hash)s")
        line.say(stands % {"town": town, "seq": seq, "hash": hash_[:16]})
    for town, (first, last) in done.missing.items():
        older = _("%(town)s: this backup is older. Records #%(first)s to #%(last)s are missing.")
        line.say(older % {"town": town, "first": first, "last": last})
    line.give({"made_at": done.made_at, "heads": done.heads, "missing": done.missing})
    return DONE


def prove_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is known from elsewhere."""
    _record_arguments(parser)
    parser.add_argument("--look-only", action="store_true", help=_("freeze nothing if it fails"))


def prove(line: Line) -> int:
    """Prove the schema and every town of the home; exit 3, and freeze, where something fails."""
    faults = [one for several in proof.prove().values() for one in several]
    contradicted = proof.contradicted(backups.records_known(line["record"]))
    told = [said(one) for one in faults]
    told += [_("%(record)s: another record stands here") % {"record": one} for one in contradicted]
    for one in told:
        line.say(f"✘ {one}")
    now = cycles.now()
    if told and not line["look_only"]:
        freezing.freeze(told, at=now)
        line.say(_("The home is frozen: nothing is recorded until it is thawed."))
    if not told:
        line.say(_("All holds in %(count)s towns.") % {"count": len(chain.towns())})
        known.keep()
    line.give(
        {
            "heads": {t: {"seq": seq, "hash": hash_} for t, (seq, hash_) in known.heads().items()},
            "contradicted": contradicted,
            "faults": [
                {"town": f.town, "seq": f.seq, "code": f.code, "detail": f.detail} for f in faults
            ],
        }
    )
    return UNPROVED if told else DONE


def move_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to."""
    parser.add_argument(
        "to", help=_("postgresql:// address, a file that holds one, or the path of a new home")
    )


def move(line: Line) -> int:
    """Copy the database into an empty one of the other kind, with equal digests."""
    done = moving.move(line["to"])
    line.rows((_("table"), "SHA-256"), done.digests.items())
    for one in done.faults:
        line.say(f"✘ {one}")
    line.say(_("%(count)s tables are the same in %(place)s. Set the address, start there.") % {
        "count": len(done.digests), "place": done.place,
    })  # fmt: skip
    line.give({"place": done.place, "digests": done.digests, "faults": done.faults})
    return UNPROVED if done.faults else DONE


def thaw_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the reason."""
    parser.add_argument("--town", help=_("name or path of the town"))
    parser.add_argument("--reason", required=True, help=_("what was wrong and what was done"))


def thaw(line: Line) -> int:
    """Let records be made again, once everything holds.

    Raises:
        Refusal: "thaw.not-frozen", "thaw.reason", "thaw.unproved".
    """
    if freezing.frozen() is None:
        raise Refusal("thaw.not-frozen")
    reason = line["reason"].strip()
    if len(reason) < REASON:
        raise Refusal("thaw.reason", count=REASON)
    faults = [one for several in proof.prove().values() for one in several]
    if faults:
        raise Refusal("thaw.unproved", count=len(faults), first=said(faults[0]))
    freezing.lift(by=line.hand.actor.login, reason=reason, at=line.hand.at)
    line.say(_("Everything holds. Records can be made again."))
    line.give({"thawed": line.hand.at.isoformat(timespec="seconds")})
    return DONE


REASON = 8
"""Characters a reason has at least."""


def doctor(line: Line) -> int:
    """Look the home over: database, walls, backup, disk, calendar, clock; exit 3 on what is bad."""
    found = findings.findings(cycles.now())
    marks = {findings.State.GOOD: "✔", findings.State.WARNING: "!", findings.State.BAD: "✘"}
    for one in found:
        line.say(f"{marks[one.state]} {one.title}：{one.said}")
    line.give([{"code": f.code, "state": f.state, "said": f.said} for f in found])
    return UNPROVED if any(one.state is findings.State.BAD for one in found) else DONE


def role_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the role's name."""
    parser.add_argument("name", help=_("the PostgreSQL role under which Jifen will run"))


def database_role(line: Line) -> int:
    """Print the SQL that lets a PostgreSQL role add to the ledger and change nothing there.

    Raises:
        Refusal: "role.sqlite".
    """
    if connection.vendor != "postgresql":
        raise Refusal("role.sqlite")
    statements = role.statements(line["name"])
    for one in statements:
        line.say(one)
    line.give(statements)
    return DONE


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--record",
        action="append",
        default=[],
        metavar="TOWN#NUMBER:HASH",
        help=_("a record known from elsewhere, as on a receipt; may be given again"),
    )
