"""Reading objections to results: what was objected, who may read and rule, what waits, the proof.

Whoever objects stays unnamed to all but the discipline inspection and whoever wrote it down.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.appraising import Action, Needs, State
from jifen.core.meeting import Capacity
from jifen.core.policy import FILE, JUDGES
from jifen.cycles.models import Cycle
from jifen.meetings.models import Attendee
from jifen.people.models import Area, User
from jifen.people.queries import actors, holders
from jifen.results.models import Answer, Move, Objection, Proposed

if TYPE_CHECKING:
    from jifen.results.queries import Course

COUNTY = frozenset({Role.COUNTY})
READERS = JUDGES | COUNTY | {Role.AUDITOR}
"""Who reads what is objected, besides whoever objected or wrote it down."""
WRITERS = frozenset({Role.CLERK, Role.DISCIPLINE})
"""Who writes down what came on paper or by phone."""
assert READERS <= FILE, "who reads an objection reads the results"


# ------------------------------------------------------------------ what was objected
def of_cycle(cycle: Cycle) -> list[Objection]:
    """Return what was objected to a cycle's results, in order, with what came of it. One query."""
    rows = Objection.objects.filter(proposed__cycle=cycle)
    return list(rows.select_related("town", "proposed", "answer").order_by("seq"))


def objection_at(cycle: Cycle, ref: uuid.UUID) -> Objection | None:
    """Return the objection of a cycle that a form or a terminal names. One query."""
    rows = Objection.objects.filter(proposed__cycle=cycle, ref=ref)
    return rows.select_related("town", "proposed__cycle__town", "answer").first()


def waiting(cycle: Cycle) -> QuerySet[Objection]:
    """Return what waits for its ruling, of results that were taken back too. One query."""
    return Objection.objects.filter(proposed__cycle=cycle, answer__isnull=True)


def answer_of(one: Objection) -> Answer | None:
    """Return what came of an objection. No query on one that these queries read."""
    return getattr(one, "answer", None)


def settled(proposed: Proposed) -> frozenset[Needs]:
    """Return which needs of letting results stand the objections meet. Two queries."""
    found = set()
    if not waiting(proposed.cycle).exists():
        found.add(Needs.ANSWERED)
    if not proposed.objections.filter(answer__upheld=True).exists():
        found.add(Needs.UNOPPOSED)
    return frozenset(found)


def running(town: Area, *, on: dt.date) -> list[Move]:
    """Return what of a town's results is publicised that day. One query."""
    newer = Proposed.objects.filter(cycle=OuterRef("proposed__cycle"))
    newer = newer.filter(number__gt=OuterRef("proposed__number"))
    later = Move.objects.filter(proposed=OuterRef("proposed"), seq__gt=OuterRef("seq"))
    rows = Move.objects.filter(town=town, action=Action.POST, until_on__gte=on)
    rows = rows.exclude(Exists(newer)).exclude(Exists(later))
    return list(rows.select_related("proposed__cycle").order_by("until_on", "seq"))


def open_until(of: "Course", *, on: dt.date) -> dt.date | None:
    """Return the last day on which one may object, or None where one cannot. No query."""
    until = of.posted.until_on if of.state is State.POSTED and of.posted is not None else None
    return until if until is not None and on <= until else None


# ------------------------------------------------------------------ who may
def about(one: Objection, actor: Actor) -> frozenset[str]:
    """Return the codes toward which a hat must hold: whose result it is about, and one's own."""
    own = actor.cadre_in(one.town.path)
    return frozenset({one.code} - {""}) | (
        frozenset({own}) if own in one.proposed.names else frozenset()
    )


def hats(one: Objection, actor: Actor, *, on: dt.date) -> frozenset[Role]:
    """Return the hats of `actor` toward an objection: none where their own or kin's result is."""
    return roles_toward(actor, Target(area=one.town.path, cadres=about(one, actor)), on=on)


def reads(one: Objection, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` reads an objection: its own, or with a hat toward it. No query."""
    return actor.key in hands(one) or bool(hats(one, actor, on=on) & READERS)


def shown_reporter(one: Objection, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` may know who objected: discipline, and who wrote it down. No query."""
    return actor.key in hands(one) or Role.DISCIPLINE in hats(one, actor, on=on)


def hands(one: Objection) -> frozenset[str]:
    """Return the accounts that may not rule on an objection: whose it is, who wrote it down."""
    return frozenset({one.reporter, one.entered_by.hex if one.entered_by else ""} - {""})


def deciders(proposed: Proposed) -> frozenset[str]:
    """Return the accounts with a hand in results: proposed, moved, or sat when they were carried.

    One query.
    """
    moves = Move.objects.filter(proposed=proposed)
    carried = moves.exclude(point=None).values("point")
    sat = Attendee.objects.filter(meeting__points__ref__in=carried)
    sat = sat.exclude(capacity=Capacity.GUEST).exclude(recusals__point__ref__in=carried)
    with_hand = User.objects.filter(Q(ref__in=moves.values("by")) | Q(pk__in=sat.values("user")))
    return frozenset(
        {proposed.by.hex} | {ref.hex for ref in with_hand.values_list("ref", flat=True)}
    )


def weighers(those: Sequence[Objection], *, on: dt.date) -> dict[int, list[User]]:
    """Return objection id → who may rule: nobody who decided, made it, or wrote it down.

    The county, where the town has nobody left. Two queries, and one for each proposal.
    """
    if not those:
        return {}
    found = holders(those[0].town, JUDGES | COUNTY, on=on)
    bench = list(zip(found, actors(found), strict=True))
    decided = {one.proposed_id: one.proposed for one in those}
    barred = {pk: deciders(proposed) for pk, proposed in decided.items()}

    def able(one: Objection, roles: frozenset[Role]) -> list[User]:
        out = hands(one) | barred[one.proposed_id]
        return [
            user
            for user, actor in bench
            if actor.key not in out and hats(one, actor, on=on) & roles
        ]

    return {one.pk: able(one, JUDGES) or able(one, COUNTY) for one in those}


def ruled_by(those: Sequence[Objection], actor: Actor, *, on: dt.date) -> frozenset[int]:
    """Return the ids of those that `actor` may rule on, as `weighers` says.

    One query for each proposal; of the county, those of `weighers`.
    """
    held = {one.pk: hats(one, actor, on=on) for one in those}
    county = [one for one in those if held[one.pk] & COUNTY and not held[one.pk] & JUDGES]
    found = {
        pk
        for pk, users in weighers(county, on=on).items()
        if actor.key in {user.ref.hex for user in users}
    }
    judged = [one for one in those if held[one.pk] & JUDGES and actor.key not in hands(one)]
    decided = {one.proposed_id: one.proposed for one in judged}
    barred = {pk for pk, proposed in decided.items() if actor.key in deciders(proposed)}
    return frozenset(found | {one.pk for one in judged if one.proposed_id not in barred})


def committee(one: Objection, *, on: dt.date) -> list[User]:
    """Return who takes results back that an objection overthrows. Two queries."""
    return holders(one.town, {Role.COMMITTEE}, on=on)


# ------------------------------------------------------------------ the proof
def objection_fields(row: Objection) -> dict[str, canonical.Value]:
    """Return what the chain holds of an objection: nothing that tells who made it."""
    salt = bytes(row.salt)
    entered = row.entered_by.hex if row.entered_by else ""
    return {
        "key": row.ref.hex,
        "proposal": row.proposed.ref.hex,
        "cadre": row.code,
        "document_number": row.paper,
        "text_salted": canonical.commitment(salt, row.text),
        "reporter_salted": canonical.commitment(salt, f"{row.way} {row.reporter} {entered}"),
    }


def answer_fields(row: Answer) -> dict[str, canonical.Value]:
    """Return what the chain holds of a ruling on an objection to results."""
    return {
        "objection": row.objection.ref.hex,
        "outcome": "upheld" if row.upheld else "dismissed",
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": row.by.hex,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield what the records contradict of a town's objections to results and their rulings."""
    said = Objection.objects.filter(town=town).select_related("proposed").order_by("seq")
    rows = ((row.seq, objection_fields(row)) for row in said)
    yield from compare(town.path, "result-objection", rows)
    ruled = Answer.objects.filter(town=town).select_related("objection").order_by("seq")
    rows = ((row.seq, answer_fields(row)) for row in ruled)
    yield from compare(town.path, "result-ruling", rows)
