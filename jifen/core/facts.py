"""Facts (事实): what has become final, as `assess` reads it. Parties are stored, shares not."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from jifen.core.circumstances import Finder
from jifen.core.points import Centipoints, display, parse
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What was measured, validated against the item's shape (`measures.check`).

    Exactly what the shape needs is set, the rest stays empty: Fixed nothing; Range `chosen` (and
    the claim carries the reason; `decision` where the range asks); PerUnit `quantity`; Level
    `level`, a level or an issuer (`department` where the table asks, `chosen` where the row is a
    range); Tiers, Rate, Linear and Threshold `figure`, or `scores` where the item has scorers; on
    a board no `figure` is somebody whom it does not concern.

    Beside it, what the item's circumstances ask for: `finder`, `reminded_on`, `village_item`. Where
    the item allows it, `override` with its `decision` puts a decided amount in place of the
    computed one, which stays in the trace.
    """

    quantity: int | None = None
    chosen: Centipoints | None = None
    level: str = ""
    department: bool = False
    figure: Fraction | None = None
    scores: tuple[tuple[str, Fraction], ...] = ()  # proposer, score; by proposer
    finder: Finder | None = None
    reminded_on: dt.date | None = None  # the reminder that went before
    village_item: str = ""  # which of the village's own items (村自定事项)
    decision: str = ""  # number of the leading group's decision
    override: Centipoints | None = None  # a magnitude

    def plain(self) -> dict[str, str]:
        """Return what is set, as text by name: how it is stored, shown to records, and compared."""
        found = {
            "quantity": None if self.quantity is None else str(self.quantity),
            "chosen": None if self.chosen is None else display(self.chosen),
            "level": self.level or None,
            "department": "1" if self.department else None,
            "figure": None if self.figure is None else decimal(self.figure),
            "finder": self.finder.value if self.finder else None,
            "reminded_on": self.reminded_on.isoformat() if self.reminded_on else None,
            "village_item": self.village_item or None,
            "decision": self.decision or None,
            "override": None if self.override is None else display(self.override),
            **{f"score.{who}": decimal(score) for who, score in self.scores},
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
            scores=tuple(
                (name.removeprefix("score."), Fraction(text))
                for name, text in sorted(stored.items())
                if name.startswith("score.")
            ),
            finder=Finder(stored["finder"]) if "finder" in stored else None,
            reminded_on=dt.date.fromisoformat(stored["reminded_on"])
            if "reminded_on" in stored
            else None,
            village_item=stored.get("village_item", ""),
            decision=stored.get("decision", ""),
            override=parse(stored["override"]) if "override" in stored else None,
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
class Late:
    """What makes a fact late (补记): it happened in a closed cycle, and is booked in this one.

    `amount` is what its own cycle's version gives this account for it, signed, before the limits
    that it would share with other facts there (docs/scoring.md, "Late facts").
    """

    cycle: str  # the name of the cycle it happened in
    booked_on: dt.date
    amount: Centipoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What makes a fact an opening balance (期初余额): decided before the town began here.

    Of one account and one item, or of a whole side where no items are known (`rules.TOTALS`), from
    the cycle's first day up to and with the fact's `happened_on`. `points` signed, after the
    item's own limits and before those it shares; `count`: how many facts it stands for.
    """

    points: Centipoints
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One accepted fact, as one account sees it.

    `key` is its stable id; `seq` its number in the town's chain. On a board `measures.figure` is
    this account's own row, and `board` every row's figure (None: not concerned), in their order.
    An opening balance is its one party's, or where it has none the village's own.
    """

    key: str
    seq: int
    item: str
    happened_on: dt.date
    measures: Measures = Measures()
    matter: str  # by default the fact's own key
    village: str  # unit code (area path)
    parties: tuple[Party, ...]
    repaired_on: dt.date | None = None  # 整改完成: the day of its effective repair
    board: tuple[Fraction | None, ...] = ()
    late: Late | None = None
    opening: Opening | None = None

    @property
    def counts_on(self) -> dt.date:
        """The day by which it lies in the cycle and in its periods: of a late fact, its booking."""
        return self.happened_on if self.late is None else self.late.booked_on


class HolderKind(StrEnum):
    """Whose account."""

    CADRE = "cadre"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Leave of one kind: half-open dates, inside the cycle."""

    kind: str  # "sick", "maternity", "private", "suspension"
    from_on: dt.date
    to_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """When a cadre served inside the cycle: half-open date spans, merged, clipped to the cycle.

    Leave does not interrupt a span: whether it costs anything is the version's business.
    """

    spans: tuple[tuple[dt.date, dt.date], ...]
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """A fact of an earlier cycle that this account bore, where the version looks back."""

    key: str
    item: str
    happened_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything `assess` may look at for one account in one cycle: effective facts only."""

    holder: str  # cadre code or village path
    kind: HolderKind
    starts_on: dt.date  # the cycle, half-open
    ends_on: dt.date
    service: Service | None = None  # None for a village
    facts: tuple[Fact, ...] = ()
    prior: tuple[Offence, ...] = ()  # of earlier cycles
    post_group: PostGroup | None = None  # None for a village
    bodies: frozenset[Body] = frozenset()
    place: str = ""  # "village" or "community": the unit it is, or that they serve in
    carry_in: Centipoints = field(default=Centipoints(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of a unit's roster on a day: their code, and what they answer for there."""

    cadre: str
    secretary: bool = False
    director: bool = False
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
        if member.director:
            capacities.add(Capacity.DIRECTOR)
        if not named and duty_area in member.leads:
            capacities.add(Capacity.HOLDER)
        if duty_area in member.assists:
            capacities.add(Capacity.ASSISTANT)
    for cadre, capacity in named.items():
        found.setdefault(cadre, set()).add(capacity)
        if capacity is Capacity.NAMED:
            found[cadre].add(Capacity.HOLDER)
    return tuple(
        Party(cadre=cadre, capacities=frozenset(capacities))
        for cadre, capacities in sorted(found.items())
    )
