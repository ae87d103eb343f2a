"""Facts (事实): what has become final, as `assess` reads it. Immutable; parties stored, shares not."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from jifen.core.points import Centipoints
from jifen.core.rules import Capacity


class Body(StrEnum):
    """Which body a post belongs to: who may end it depends on this (I9)."""

    PARTY = "party"  # 党组织职务
    ELECTED = "elected"  # 选举产生的村(居)委会职务
    HIRED = "hired"  # 聘用


class PostGroup(StrEnum):
    """岗位类别 for rankings inside groups."""

    CHIEF = "chief"  # 书记、主任
    DEPUTY = "deputy"  # 副职
    MEMBER = "member"  # 委员


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What was measured, validated against the item's shape (`measures.check`).

    Exactly what the shape needs is set, the rest stays empty: Fixed nothing; Range `chosen` (and the
    claim carries the reason); PerUnit `quantity`; Level `level` (and `department`); Tiers and Rate `figure`.
    """

    quantity: int | None = None
    chosen: Centipoints | None = None
    level: str = ""
    department: bool = False
    figure: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who bears or shares a fact, and in what capacities: one of the unit's roster that day,
    or named. HOLDER is given already resolved (named people, or else the duty area's lead that day)."""

    cadre: str  # stable cadre code
    capacities: frozenset[Capacity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One accepted fact. `key` is its stable id; `seq` its number in the town's chain."""

    key: str
    seq: int
    item: str
    happened_on: dt.date
    measures: Measures = Measures()
    matter: str  # by default the fact's own key
    village: str  # unit code (area path)
    parties: tuple[Party, ...]


class HolderKind(StrEnum):
    """Whose account."""

    CADRE = "cadre"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """When a cadre served inside the cycle: half-open date spans, merged, clipped to the cycle."""

    spans: tuple[tuple[dt.date, dt.date], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything `assess` may look at for one account in one cycle: effective facts only."""

    holder: str  # cadre code or village path
    kind: HolderKind
    starts_on: dt.date  # the cycle, half-open
    ends_on: dt.date
    service: Service | None = None  # None for a village
    facts: tuple[Fact, ...] = ()
    carry_in: Centipoints = field(default=Centipoints(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of a unit's roster on a day: their code, and what they answer for there."""

    cadre: str
    secretary: bool = False
    leads: frozenset[str] = frozenset()  # duty areas led that day (分管)
    assists: frozenset[str] = frozenset()
    posts: tuple[str, ...] = ()


def parties(
    roster: Iterable[Member], named: Mapping[str, Capacity], *, duty_area: str
) -> tuple[Party, ...]:
    """Return a fact's parties: the unit's whole roster that day and the people named, by code.

    HOLDER is whoever is named; with nobody named, whoever leads the fact's duty area that day.
    A vacancy shows: then nobody is HOLDER.
    """
    found: dict[str, set[Capacity]] = {}
    for member in roster:
        capacities = found.setdefault(member.cadre, {Capacity.MEMBER})
        if member.secretary:
            capacities.add(Capacity.SECRETARY)
        if not named and duty_area in member.leads:
            capacities.add(Capacity.HOLDER)
    for cadre, capacity in named.items():
        found.setdefault(cadre, set()).add(capacity)
        if capacity is Capacity.NAMED:
            found[cadre].add(Capacity.HOLDER)
    return tuple(
        Party(cadre=cadre, capacities=frozenset(capacities))
        for cadre, capacities in sorted(found.items())
    )
