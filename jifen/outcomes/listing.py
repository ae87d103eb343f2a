"""Shortlists (推荐名单) as they were drawn, and who was chosen of them; their proof."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any  # rows of a question, column by column

from django.db.models import QuerySet, Value

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare
from jifen.core.appraisal import Shortlist
from jifen.cycles.models import Cycle
from jifen.outcomes.models import Listing
from jifen.people.models import Area, Cadre
from jifen.results import queries as results
from jifen.results.queries import Course
from jifen.rulebook.queries import rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """One list of the version: as it was drawn last, and what was chosen of it."""

    rule: Shortlist
    drawn: Listing | None = None
    chosen: Listing | None = None
    stale: bool = False
    """It was drawn from results that were taken back or proposed anew since."""


def rules_of(cycle: Cycle) -> tuple[Shortlist, ...]:
    """Return the lists of a cycle's version. No query where the version was read."""
    found = rulebook(cycle.version).results
    return found.shortlists if found is not None else ()


def lists(course: Course) -> tuple[List, ...]:
    """Return the lists of a cycle in the version's order. One query, none without lists."""
    rules = rules_of(course.cycle)
    if not rules:
        return ()
    drawn: dict[str, Listing] = {}
    chosen: dict[uuid.UUID, Listing] = {}
    for row in Listing.objects.filter(cycle=course.cycle).order_by("seq"):
        if row.outcome == Listing.Outcome.DRAWN:
            drawn[row.code] = row
        else:
            chosen[row.key] = row
    decided = course.proposed.ref if course.decided and course.proposed else None
    return tuple(
        List(
            rule=rule,
            drawn=(last := drawn.get(rule.code)),
            chosen=chosen.get(last.key) if last else None,
            stale=last is not None and last.proposal != decided,
        )
        for rule in rules
    )


def chosen(cadre: Cadre) -> list[Listing]:
    """Return the choices that hold a cadre and still count, latest first. One query.

    A choice falls with the results it was drawn from.
    """
    rows = Listing.objects.filter(town=cadre.town_id, outcome=Listing.Outcome.CHOSEN)
    rows = rows.filter(proposal__in=results.standing(cadre.town)).select_related("cycle")
    return [row for row in rows.order_by("-seq") if cadre.code in row.people]


def asked(town: Area) -> "QuerySet[Any]":
    """Return the question for a town's lists, in the columns of `handling.for_meeting`."""
    rows = Listing.objects.filter(town=town).order_by()
    marked = rows.annotate(what=Value("listing"), post=Value(""), of=Value(""))
    return marked.values_list(
        "what", "seq", "key", "code", "cycle_id", "outcome", "name", "cycle__name", "post", "of",
        "people",
    )  # fmt: skip


# ------------------------------------------------------------------ the proof
def fields(row: Listing) -> dict[str, canonical.Value]:
    """Return what the chain holds of a list; grounds and reasons are committed to."""
    return {
        "key": row.key.hex,
        "cycle": row.cycle.name,
        "code": row.code,
        "outcome": row.outcome,
        "proposal": row.proposal.hex,
        "listed": sorted(row.people),
        "reason_salted": canonical.commitment(bytes(row.salt), _text(row)),
        "point": row.point.hex if row.point else None,
        "by": row.by.hex,
    }


def _text(row: Listing) -> str:
    said: list[canonical.Value] = [
        [code, *(["：".join(ground) for ground in why] if isinstance(why, list) else [why])]
        for code, why in sorted(row.people.items())
    ]
    return canonical.value([row.name, said]).decode("utf-8")


def faults(town: Area) -> Iterator[Fault]:
    """Yield the lists that are not what their record says."""
    rows = Listing.objects.filter(town=town).select_related("cycle").order_by("seq")
    yield from compare(town.path, "shortlist", ((row.seq, fields(row)) for row in rows))
