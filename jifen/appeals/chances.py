"""What may be appealed, by whom, until when: read before anybody asks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jifen.appeals import released
from jifen.appeals.judges import office, speaks, touched
from jifen.appeals.models import Appeal, ServedAnew
from jifen.appeals.queries import about, is_open, ruling_of
from jifen.claims.models import Claim
from jifen.claims.queries import FINAL as ENDED
from jifen.core import appeal as rules
from jifen.core.access import Actor, Target, roles_toward
from jifen.core.appeal import Level, State
from jifen.core.hand import local_date
from jifen.core.rules import Subject
from jifen.core.workdays import Calendar
from jifen.core.workflow import Kind, Outcome
from jifen.core.workflow import State as ClaimState
from jifen.cycles.queries import calendar
from jifen.ledger.models import Fact
from jifen.people.models import Area
from jifen.rulebook.queries import rulebook


def speaks_for_any(claim: Claim, actor: Actor, *, on: dt.date) -> bool:
    """Say whether there is a decision on a claim of which `actor` may ask a review. No query.

    On a claim with its people and addressees; whether the days are over, the next page says.
    """
    said = {ClaimState.SERVED, ClaimState.REFUSED, ClaimState.RECORDED}
    if claim.state not in said:
        return False
    return any(speaks(actor, holder, claim.town, on=on) for holder in shares(claim, None))


def may_ask(fact: Fact, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` may ask about a recorded fact: for a share of it, or on paper.

    A query for its parties, one more for the claim's people where it came from a claim.
    """
    if any(speaks(actor, holder, fact.town, on=on) for holder in shares(None, fact)):
        return True
    toward = Target(area=fact.town.path, cadres=touched(None, fact, ""))
    return office(None, fact) in roles_toward(actor, toward, on=on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What somebody may ask about a decision, for whom, and until when."""

    holder: str
    level: Level
    window: rules.Window
    before: Appeal | None = None


def chances(
    actor: Actor,
    town: Area,
    *,
    claim: Claim | None = None,
    fact: Fact | None = None,
    on: dt.date,
    days: Calendar | None = None,
    asked: Sequence[Appeal] | None = None,
) -> tuple[Chance, ...]:
    """Return what `actor` may ask today about a claim (with people and addressees) or a fact.

    `asked` are the appeals about it, where they were read already. Three queries at most.
    """
    mine = [h for h in shares(claim, fact) if speaks(actor, h, town, on=on)]
    if not mine:
        return ()
    days = calendar() if days is None else days
    asked = about(claim, fact) if asked is None else asked
    anew = released.renewed(fact)
    found = []
    for holder in mine:
        earlier = [a for a in asked if a.holder == holder]
        chance = _chance(holder, earlier, claim, fact, anew.get(holder), days)
        if chance is not None and on <= chance.window.late_until:
            found.append(chance)
    return tuple(found)


def _chance(
    holder: str,
    mine: list[Appeal],
    claim: Claim | None,
    fact: Fact | None,
    again: ServedAnew | None,
    days: Calendar,
) -> Chance | None:
    if any(is_open(a) or taken_back(a, again) for a in mine):
        return None
    judged = [a for a in mine if a.state in JUDGED]
    if not judged:
        first = first_window(claim, fact, holder, again, days)
        return None if first is None else Chance(holder=holder, level=Level.FIRST, window=first)
    last = judged[-1]
    if last.level == Level.SECOND or last.served_on is None or gave_all(last):
        return None
    until = second_window(last.served_on, again, days)
    return Chance(holder=holder, level=Level.SECOND, window=until, before=last)


def taken_back(appeal: Appeal, again: ServedAnew | None) -> bool:
    """Say whether the holder took a request back, since when nothing was served on them anew."""
    return appeal.state == State.WITHDRAWN and (again is None or appeal.seq > again.seq)


def second_window(served_on: dt.date, again: ServedAnew | None, days: Calendar) -> rules.Window:
    """Return until when a second review may be asked for: after a first, or after service anew."""
    start = served_on if again is None else max(served_on, again.on)
    return rules.window(Level.SECOND, start, 0, days)


JUDGED = frozenset({State.SERVED, State.INADMISSIBLE})
"""States in which a review has ended with an answer."""


def gave_all(appeal: Appeal) -> bool:
    """Say whether a review left nothing to appeal: what it was about is gone."""
    ruling = ruling_of(appeal)
    return ruling is not None and ruling.outcome in {Outcome.QUASHED, Outcome.REDO}


def shares(claim: Claim | None, fact: Fact | None) -> list[str]:
    """Return whose shares can be appealed."""
    if claim is not None:
        shares = [a.holder for a in claim.addressees.all()]
        if claim.kind == Kind.GRANT:
            people = [p.cadre.code for p in claim.people.all()]
            shares += people or [claim.unit.path]
        return shares
    assert fact is not None
    item = rulebook(fact.version).item(fact.item)
    bears = {c.value for c in item.shares}
    found = [p.cadre.code for p in fact.parties.all() if bears & set(p.capacities.split(","))]
    if item.subject is not Subject.VILLAGE:
        return found
    return [*found, *([fact.unit.path] if fact.board is None else [r[0] for r in fact.board])]


def first_window(
    claim: Claim | None,
    fact: Fact | None,
    holder: str,
    again: ServedAnew | None,
    days: Calendar,
) -> rules.Window | None:
    """Return until when a first review may be asked for, or None: nothing was decided yet.

    `again`: served anew, the days run anew.
    """
    told = told_on(claim, fact, holder)
    if told is None:
        return None
    told = told if again is None else max(told, again.on)
    one = claim or fact
    assert one is not None
    version = one.cycle.version
    return rules.window(Level.FIRST, told, rulebook(version).process.appeal_days, days)


def told_on(claim: Claim | None, fact: Fact | None, holder: str) -> dt.date | None:
    """Return the day on which a holder was told of a decision that can be appealed, or None."""
    if claim is not None:
        if claim.kind == Kind.DEDUCTION:
            share = next((a for a in claim.addressees.all() if a.holder == holder), None)
            decided = claim.state in {ClaimState.SERVED, ClaimState.RECORDED}
            return share.served_on if share is not None and decided else None
        if claim.state not in {ClaimState.REFUSED, ClaimState.RECORDED} & ENDED:
            return None
        return max((local_date(d.at) for d in claim.decisions.all()), default=None)
    assert fact is not None
    return local_date(fact.recorded_at)
