"""Reading recusals: who is out of which case, what waits for a ruling, whether anybody is left."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault
from jifen.core import recusal as rules
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.recusal import Effect, Manner
from jifen.people import queries as people
from jifen.people.models import Area, Grant
from jifen.recusals.models import Handover, Recusal, Ruling


def every(town: Area) -> QuerySet[Recusal]:
    """Return what was asked in a town, latest first, with its ruling. One query when read."""
    found = Recusal.objects.filter(town=town).select_related("about", "by", "ruling__by")
    return found.order_by("-seq")


def of_case(town: Area, case: uuid.UUID) -> list[Recusal]:
    """Return what was asked in one case, first to last. One query."""
    return list(every(town).filter(case=case).order_by("seq"))


def recusal_at(town: Area, ref: uuid.UUID) -> Recusal | None:
    """Return a town's recusal by its key. One query."""
    return every(town).filter(ref=ref).first()


def ruling_of(one: Recusal) -> bool | None:
    """Return what was ruled, or None while nothing is. No query on rows that `every` read."""
    found: Ruling | None = getattr(one, "ruling", None)
    return None if found is None else found.granted


def effects(town: Area, keys: Collection[str]) -> Mapping[uuid.UUID, Effect]:
    """Return case → the strictest of what bears on any of these accounts there. One query."""
    asks: dict[uuid.UUID, list[tuple[Manner, bool | None]]] = defaultdict(list)
    rows = Recusal.objects.filter(town=town, about__ref__in=[uuid.UUID(key) for key in keys])
    for case, manner, granted in rows.values_list("case", "manner", "ruling__granted"):
        asks[case].append((Manner(manner), granted))
    return {case: rules.effect(found) for case, found in asks.items()}


def effect_in(town: Area, case: uuid.UUID, keys: Collection[str]) -> Effect:
    """Return what bears on any of these accounts in one case. One query."""
    rows = Recusal.objects.filter(
        town=town, case=case, about__ref__in=[uuid.UUID(key) for key in keys]
    )
    asks = [(Manner(m), g) for m, g in rows.values_list("manner", "ruling__granted")]
    return rules.effect(asks)


def barred(town: Area, actor: Actor) -> frozenset[uuid.UUID]:
    """Return the cases from which `actor` is recused, or asks to be. One query.

    A request that waits for its ruling bars from deciding alone: `effects` tells it apart.
    """
    found = effects(town, actor.hands)
    return frozenset(case for case, one in found.items() if one is Effect.OUT)


# ------------------------------------------------------------------ nobody left
@dataclass(frozen=True, slots=True)
class Bench:
    """Who may judge in a town on a day, and what keeps each from which case."""

    actors: tuple[Actor, ...]
    asked: Mapping[uuid.UUID, Mapping[str, Effect]]
    roles: frozenset[Role]
    on: dt.date
    names: Mapping[str, str]
    """Account → the person's name."""

    def left(
        self, area: str, cadres: Iterable[str], *, unlike: Set[str], case: uuid.UUID | None = None
    ) -> list[Actor]:
        """Return who may still judge a case about `cadres` in which `unlike` had a hand."""
        toward = Target(area=area, cadres=frozenset(cadres))
        out = self.asked.get(case, {}) if case else {}
        return [
            one
            for one in self.actors
            if one.key not in unlike
            and not one.tied(dt.date.min) & unlike
            and not any(out.get(key, Effect.NONE) is Effect.OUT for key in one.hands)
            and roles_toward(one, toward, on=self.on) & self.roles
        ]


def bench(town: Area, roles: Collection[Role], *, on: dt.date) -> Bench:
    """Return who holds one of `roles` over the whole town or above it. Three queries."""
    users = people.holders(town, roles, on=on)
    actors = people.actors(users)
    asked: dict[uuid.UUID, dict[str, list[tuple[Manner, bool | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    rows = Recusal.objects.filter(town=town)
    for case, about, manner, granted in rows.values_list(
        "case", "about__ref", "manner", "ruling__granted"
    ):
        asked[case][about.hex].append((Manner(manner), granted))
    return Bench(
        actors=tuple(actors),
        asked={
            case: {key: rules.effect(found) for key, found in one.items()}
            for case, one in asked.items()
        },
        roles=frozenset(roles),
        on=on,
        names={user.ref.hex: user.name for user in users},
    )


def nobody_left(
    town: Area,
    case_cadres: Iterable[str],
    roles: Collection[Role],
    *,
    on: dt.date,
    unlike: Collection[str],
    case: uuid.UUID | None = None,
) -> bool:
    """Say whether all who hold `roles` must keep out of a case: then the county judges it.

    `unlike` are the accounts that had a hand in it. Three queries.
    """
    found = bench(town, roles, on=on)
    return not found.left(town.path, case_cadres, unlike=frozenset(unlike), case=case)


# ------------------------------------------------------------------ standing in
def delegations(town: Area, *, on: dt.date) -> list[Grant]:
    """Return who stands in for whom in a town from a day on, by first day. One query."""
    parts = town.path.split("/")
    above = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    found = Grant.objects.filter(
        Q(area__path__in=above) | Q(area__path__startswith=town.path + "/"),
        delegated_by__isnull=False,
        to_on__gt=on,
    )
    rows = found.select_related("user", "area", "delegated_by")
    return list(rows.order_by("from_on", "pk"))


def delegation_at(town: Area, number: int) -> Grant | None:
    """Return a town's delegation by the number of its record. One query."""
    found = Grant.objects.filter(seq=number, delegated_by__isnull=False)
    found = found.filter(Q(area=town) | Q(area__path__startswith=town.path + "/"))
    return found.select_related("user", "area", "delegated_by").first()


def handovers(town: Area) -> QuerySet[Handover]:
    """Return who handed drafts over to whom, latest first. One query when read."""
    rows = Handover.objects.filter(town=town).select_related("leaving", "successor", "by")
    return rows.order_by("-seq")


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield the recusals, rulings and handovers that their record contradicts."""
    asked = every(town).order_by("seq")
    yield from reading.differ(town.path, "recusal", ((r.seq, _asked(r)) for r in asked))
    ruled = Ruling.objects.filter(town=town).select_related("recusal", "by").order_by("seq")
    yield from reading.differ(town.path, "recusal-ruling", ((r.seq, _ruled(r)) for r in ruled))
    given = Handover.objects.filter(town=town).select_related("leaving", "successor", "by")
    rows = ((h.seq, _handed(h)) for h in given.order_by("seq"))
    yield from reading.differ(town.path, "handover", rows)


def _asked(row: Recusal) -> dict[str, canonical.Value]:
    return {
        "key": row.ref.hex,
        "claim": row.case.hex,
        "user": row.about.ref.hex,
        "manner": row.manner,
        "ground": row.ground,
        "until_on": row.due_on,
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": row.by.ref.hex,
    }


def _ruled(row: Ruling) -> dict[str, canonical.Value]:
    return {
        "recusal": row.recusal.ref.hex,
        "granted": int(row.granted),
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": row.by.ref.hex,
    }


def _handed(row: Handover) -> dict[str, canonical.Value]:
    return {
        "user": row.leaving.ref.hex,
        "successor": row.successor.ref.hex,
        "claims": list(row.claims),
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": row.by.ref.hex,
    }
