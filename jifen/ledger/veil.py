"""An explanation as somebody may see it who is not to know of confidential facts."""

import dataclasses
import datetime as dt

from jifen.core import secrecy
from jifen.core.access import Actor
from jifen.ledger.models import Fact
from jifen.ledger.queries import Explanation, Reason, concerned
from jifen.rulebook.queries import rulebook

VEILED = "confidential"
"""What takes the place of a line's name; jifen/terms says it in words."""


def veiled(found: Explanation, actor: Actor, *, on: dt.date) -> Explanation:
    """Return an explanation in which confidential facts are points alone; one's own are open.

    The lines still add up to the total. No query.
    """
    account = found.account
    own = (
        account.cadre is not None and actor.cadre_in(account.cycle.town.path) == account.cadre.code
    )
    codes = secrecy.hidden(found.rules, actor, account.cycle.town.path, on=on)
    if own or not codes:
        return found
    return dataclasses.replace(
        found,
        reasons=tuple(_veil(one) if one.line.item in codes else one for one in found.reasons),
        withdrawn=tuple(one for one in found.withdrawn if one[0].item not in codes),
    )


def _veil(one: Reason) -> Reason:
    line = dataclasses.replace(one.line, name=VEILED, item="", steps=())
    return Reason(line=line, seqs=one.seqs)


def shows(fact: Fact, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` may read what a fact was for. One query for a confidential one."""
    town = fact.town.path
    if fact.item not in secrecy.hidden(rulebook(fact.version), actor, town, on=on):
        return True
    return actor.cadre_in(town) in concerned(fact) - {""}
