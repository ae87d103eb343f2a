"""Verbs of the proof that lies outside: a bundle for whoever trusts no program of ours."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from jifen.chain import bundle as bundles
from jifen.chain import outside
from jifen.chain import queries as chain
from jifen.chain.receipts import digits
from jifen.console.entering import town_arguments
from jifen.console.line import Line
from jifen.console.main import DONE, UNPROVED
from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI
from jifen.cycles.queries import now
from jifen.terms import RECORDS


def bundle_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a town and where its bundle goes."""
    town_arguments(parser)
    parser.add_argument("out", type=Path, help=_("what to write, e.g. chain.zip"))
    parser.add_argument("--force", action="store_true", help=_("write over a file that is there"))


def bundle(line: Line) -> int:
    """Write a town's chain as a file; what stood there goes only once the new one is whole."""
    town, out = line.town(), line["out"]
    if out.exists() and not line["force"]:
        raise Refusal("bundle.over", name=out.name)
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            count = bundles.write(town.path, file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    said = _("%(count)s records → %(out)s. To prove it without Jifen: python3 verify.py %(out)s")
    line.say(said % {"count": count, "out": out.name})
    line.give({"town": town.path, "records": count, "out": out.name})
    return DONE


def checkpoint(line: Line) -> int:
    """Sign the heads of all towns and send them to every place that is set."""
    signed, where = outside.take(at=now())
    for leaf in signed.heads:
        line.say(f"{leaf.town} #{leaf.seq} {leaf.hash}")
    said = _("Checkpoint of %(count)s towns: %(places)s. Public key %(key)s")
    line.say(said % {"count": len(signed.heads), "places": "、".join(where), "key": signed.key})
    line.give({"heads": signed.heads, "places": where, "key": signed.key})
    return DONE


def receipt_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a town and a receipt."""
    town_arguments(parser)
    parser.add_argument("number", type=int, help=_("number of the record"))
    parser.add_argument("hex", help=_("the first 16 digits of its hash, or more"))


def verify_receipt(line: Line) -> int:
    """Compare a receipt with the chain: what record it is and of what day, nothing personal.

    Exit 3 where the chain says otherwise: then it was rewritten, or the receipt is a wrong one.

    Raises:
        Refusal: "receipt.short".
    """
    town, seq = line.town(), line["number"]
    found = chain.check(town.path, seq, digits(line["hex"]))
    if found.at is None:
        line.say(_("✘ #%(number)s: the chain has no such record with this hash") % {"number": seq})
    else:
        on = found.at.astimezone(SHANGHAI).date()
        said = {"number": seq, "kind": RECORDS[found.kind], "on": on}
        line.say(_("✔ #%(number)s %(kind)s, %(on)s: as the receipt says") % said)
    line.give({"town": town.path, "number": seq, "holds": found.holds})
    return DONE if found.holds else UNPROVED
