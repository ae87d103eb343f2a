"""Facts (事实): what has become final, as `assess` reads it. Parties are stored, shares not."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from jifen.core.points import Centipoints, display, parse
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

    Exactly what the shape needs is set, the rest stays empty: Fixed nothing; Range `chosen` (and
    the claim carries the reason); PerUnit `quantity`; Level `level` (and `department`); Tiers and
    Rate `figure`.
    """

    quantity: int | None = None
    chosen: Centipoints | None = None
    level: str = ""
    department: bool = False
    figure: Fraction | None = None

    def plain(self) -> dict[str, str]:
        """Return what is set, as text by name: how it is stored, shown to records, and compared."""
        found = {
            "quantity": None if self.quantity is None else str(self.quantity),
            "chosen": None if self.chosen is None else display(self.chosen),
            "level": self.level or None,
            "department": "1" if self.department else None,
            "figure": None if self.figure is None else decimal(self.figure),
        }
        return {name: text for name, text in found.items() if text is not None}

    @classmethod
    def read(cls, stored: Mapping[str, str]) -> "Measures":
        """Return what `plain` wrote."""
        return cls(
            quantity=int(stored["quantity"]) if "quantity" in stored else None,
            chosen=parse(stored["chosen"]) if "chosen" in stored else None,
            level=stored.get("level", ""),
            department=stored.get("department") == "1",
            figure=Fraction(stored["figure"]) if "figure" in stored else None,
        )


def decimal(figure: Fraction) -> str:
    """Write a measured figure exactly: as a decimal where it is one, else as a fraction.

    >>> decimal(Fraction(965, 10)), decimal(Fraction(3)), decimal(Fraction(1, 3))
    ('96.5', '3', '1/3')
    """
    for places in range(7):
        scaled = figure * 10**places
        if scaled.denominator == 1:
            digits = f"{abs(scaled.numerator):0{places + 1}d}"
            whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
            return f"{'-' if figure < 0 else ''}{whole}{'.' + rest if rest else ''}"
    return str(figure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who bears or shares a fact, and in what capacities: of the unit's roster, or named.

    HOLDER is given already resolved: named people, or else the duty area's lead that day.
    """

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
