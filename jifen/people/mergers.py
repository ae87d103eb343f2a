"""Mergers of villages (合村并组): which village a village belongs to on a day, and what is left.

A village that merged keeps its name, its account and what happened there; from the day on, whoever
holds a post or a duty there belongs to the village that took it over.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault
from jifen.core.errors import Refusal
from jifen.core.posts import Body
from jifen.people.models import Area, Duty, Grant, Holding, Merger
from jifen.people.rosters import Span

MOST = 3
"""Mergers in a row that are followed: a village may be taken over by one that is taken over …"""
JOINED = "__".join(["merged__into"] * MOST)
"""What a query of areas joins (`select_related`), so that `stood` asks nothing more."""


def merger_of(unit: Area) -> Merger | None:
    """Return the merger by which a village ended. One query, unless `JOINED` was read."""
    found: Merger | None = getattr(unit, "merged", None)
    return found


def stood(unit: Area, day: dt.date) -> Area:
    """Return the village that a village belongs to that day: itself, or which took it over."""
    merger = merger_of(unit)
    return unit if merger is None or day < merger.on else stood(merger.into, day)


def check_stands(unit: Area, day: dt.date) -> None:
    """Raise where a village belongs to another that day.

    Raises:
        Refusal: "unit.merged", naming the other.
    """
    into = stood(unit, day)
    if into != unit:
        merger = merger_of(unit)
        assert merger is not None
        raise Refusal("unit.merged", unit=unit.name, into=into.name, on=merger.on)


def split(unit: Area, span: Span, most: int) -> list[tuple[Area, Span]]:
    """Return where something dated of a village was, and is: one part for each village.

    Only what records up to number `most` say of mergers.
    """
    merger = merger_of(unit)
    if merger is None or merger.seq > most or (span.to_on is not None and span.to_on <= merger.on):
        return [(unit, span)]
    after = split(merger.into, Span(max(span.from_on, merger.on), span.to_on), most)
    if span.from_on >= merger.on:
        return after
    return [(unit, Span(span.from_on, merger.on)), *after]


def within(path: str, at: str, *, on: dt.date) -> Q:
    """Return the condition that a village lies in an area that day, one that merged into it too.

    `at` names the village from the rows that are asked, as in `unit`.
    """
    found, since, where = Q(), Q(), at
    for _step in range(MOST + 1):
        inside = Q(**{f"{where}__path": path}) | Q(**{f"{where}__path__startswith": path + "/"})
        found |= since & inside
        since &= Q(**{f"{where}__merged__on__lte": on})
        where += "__merged__into"
    return found


def mergers(town: Area) -> QuerySet[Merger]:
    """Return a town's mergers, latest first. One query."""
    rows = Merger.objects.filter(town=town).select_related("unit", "into")
    return rows.order_by("-on", "unit__path")


# ------------------------------------------------------------------ what people still have to do
class Left(StrEnum):
    """What still bears the name of a village that merged; each ends in its own lawful way."""

    PARTY = "party"  # 党内职务: 镇党委依党内规定
    ELECTED = "elected"  # 村(居)民委员会成员: 依法换届或者终止
    HIRED = "hired"  # 聘用: 用人单位
    DUTY = "duty"  # 责任分工
    ROLE = "role"  # a role of an account over the old village


@dataclass(frozen=True, slots=True)
class Remaining:
    """One thing that bears the old village's name: of whom, what it is called."""

    left: Left
    unit: Area
    who: str
    what: str


def remaining(town: Area, *, on: dt.date) -> list[Remaining]:
    """Return what is still held under the name of villages that merged, by village. Three queries.

    Nothing of it ends by itself.
    """
    past = Q(unit__merged__on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    held = Holding.objects.filter(past, cadre__town=town).select_related("cadre", "unit")
    led = Duty.objects.filter(past, cadre__town=town).select_related("cadre", "unit")
    roles = Grant.objects.filter(
        Q(to_on=None) | Q(to_on__gt=on),
        area__merged__on__lte=on,
        area__merged__town=town,
        user__is_active=True,
    ).select_related("user", "area")
    found = [
        *(Remaining(Left(Body(h.body).value), h.unit, h.cadre.name, h.post) for h in held),
        *(Remaining(Left.DUTY, d.unit, d.cadre.name, d.area) for d in led),
        *(Remaining(Left.ROLE, g.area, g.user.name, g.role) for g in roles),
    ]
    order = list(Left)
    return sorted(found, key=lambda one: (one.unit.path, order.index(one.left), one.who, one.what))


# ------------------------------------------------------------------ the proof
def merger_fields(row: Merger) -> dict[str, canonical.Value]:
    """Return what the chain holds of a merger."""
    return {
        "unit": row.unit.path,
        "into": row.into.path,
        "from_on": row.on,
        "document_number": row.document,
        "by": row.by.hex,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield the mergers that their record contradicts."""
    rows = Merger.objects.filter(town=town).select_related("unit", "into").order_by("seq")
    yield from reading.differ(town.path, "merger", ((m.seq, merger_fields(m)) for m in rows))
