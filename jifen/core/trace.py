"""What an assessment says: lines, the steps each came by, and what follows besides points.

The words are those of docs/scoring.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jifen.core.circumstances import Effect
from jifen.core.points import ZERO, Centipoints
from jifen.core.shapes import Period

BASE = "base"
PRORATION = "proration"
CARRY_IN = "carry-in"
FLOOR = "floor"
"""Names of the lines that are not facts; a fact's line bears the fact's key."""


class StepKind(StrEnum):
    """One step of the order of computation, or why a fact is worth nothing here."""

    BASE = "base"
    PRORATION = "proration"
    CARRY_IN = "carry-in"
    FLOOR = "floor"
    # Why nothing: the fact stays in the account, its line says so by this one step.
    OUTSIDE_CYCLE = "outside-cycle"  # happened before the cycle or after it
    NOT_YET = "not-yet"  # happened after `as_of`
    NO_SUCH_ITEM = "no-such-item"  # this version has no such item
    UNFIT_MEASURES = "unfit-measures"  # this version scores the item by other measures
    NOT_PARTY = "not-party"  # not this account's fact
    NO_SHARE = "no-share"  # a party, in no capacity that the item gives a share
    NOT_FOR = "not-for"  # the item is not for this account
    # What it is worth, by its circumstances, in this order.
    OPENING = "opening"  # 期初余额: what stood before the town began here, for a number of facts
    AMOUNT = "amount"
    OVERRIDE = "override"
    EXPIRED = "expired"
    RECURRING = "recurring"
    REPEAT = "repeat"
    PERIOD = "period"
    FINDER = "finder"
    NOT_REMINDED = "not-reminded"
    NEEDS = "needs"
    ZEROED = "zeroed"
    FROZEN = "frozen"
    REPAIR = "repair"
    SHARE = "share"
    LATE = "late"  # 补记: what a closed cycle's version gives for what happened in it
    # What limits take of it, in this order.
    EVENT = "event"
    MATTER = "matter"
    ITEM = "item"
    GROUP = "group"
    CHAPTER = "chapter"
    SIDE = "side"


LIMITS = frozenset(
    {
        StepKind.EVENT,
        StepKind.MATTER,
        StepKind.ITEM,
        StepKind.GROUP,
        StepKind.CHAPTER,
        StepKind.SIDE,
    }
)
"""The steps that withhold: what they took is `Line.withheld`."""

UNSCORED = frozenset({StepKind.NO_SUCH_ITEM, StepKind.UNFIT_MEASURES})
"""The steps that say: this fact and this version do not fit. Under its own version, a fault."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one line: what stood before it and what after, signed hundredths.

    `scope` names what decided: the capacity of a share (several, joined by "+", where they are
    summed); the code of an item, matter group, group limit, chapter or side; the calendar period;
    who found it; the item that zeroes or freezes; the number of an override's decision; the cycle
    that a late fact is of. `limit` is
    that scope's maximum, a magnitude; for a matter where the highest counts, it is the highest so
    far. `share` is the fraction of a share or of a proration, or the factor of a circumstance.
    `order_decides`: the scope does not nest with another one that could cut in this account too,
    so another order of recording may lead to another total. `period` is the part of the cycle
    that a limit holds in. `times`: which time a repeat is, how often what goes on is counted, how
    many facts there are where more are needed. `figure`: what the shape read, where it is not the
    figure of the fact itself: of a board, of several scorers, of figures added up.
    """

    kind: StepKind
    before: Centipoints
    after: Centipoints
    scope: str = ""
    limit: Centipoints | None = None
    share: Fraction | None = None
    order_decides: bool = False
    period: Period = Period.CYCLE
    times: int | None = None
    figure: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an account: `base`, `proration`, `carry-in`, `floor` or a fact's key.

    Circumstances and limits leave a step only where they changed something.
    """

    name: str
    amount: Centipoints  # signed
    steps: tuple[Step, ...]
    item: str = ""  # "" where the line is not a fact
    seq: int = 0
    gross: Centipoints = ZERO  # what a deduction adds to the gross deductions, a magnitude

    @property
    def withheld(self) -> Centipoints:
        """What limits took, signed like the line: `amount` + `withheld` is the uncapped award."""
        return Centipoints(sum(s.before - s.after for s in self.steps if s.kind in LIMITS))

    @property
    def unlimited(self) -> Centipoints:
        """What it comes to before the limits that facts share: after the event maximum."""
        return self.steps[-1].after if not self._shared else self._shared[0].before

    @property
    def _shared(self) -> tuple[Step, ...]:
        shared = LIMITS - {StepKind.EVENT}
        return tuple(step for step in self.steps if step.kind in shared)

    @property
    def unscored(self) -> bool:
        """Whether the fact could not be scored under this version at all."""
        return any(step.kind in UNSCORED for step in self.steps)


@dataclass(frozen=True, slots=True)
class EffectDue:
    """What follows besides points (后果): proposed by the facts named, decided by people."""

    effect: Effect
    item: str
    facts: tuple[str, ...]  # keys, by day: the one that brought it about, and those after it
    fen: int | None = None  # money: the sum over those facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What one account comes to."""

    lines: tuple[Line, ...]  # base, proration, carry-in, facts in sequence, floor
    net: Centipoints  # Σ of the lines
    added: Centipoints  # Σ of what additions gave, after all limits
    deducted: Centipoints  # Σ of what deductions took, after all limits; a magnitude
    gross: Centipoints  # 扣分累计: Σ of deductions after the item limits; a magnitude
    added_by_chapter: Mapping[str, Centipoints]  # after all limits; chapters with points only
    without_village_items: Centipoints
    """The net of the lines that village items did not make, held to the floor by itself."""
    effects: tuple[EffectDue, ...] = ()  # in the order of the version's items

    def amounts(self) -> dict[str, Centipoints]:
        """Return name → signed amount of every line that is not zero: what the ledger holds."""
        return {line.name: line.amount for line in self.lines if line.amount}


def readds(assessment: Assessment) -> bool:
    """Whether every number in the trace re-adds to its parent (I11)."""
    return assessment.net == sum(line.amount for line in assessment.lines) and all(
        line.steps
        and line.steps[0].before == 0
        and line.steps[-1].after == line.amount
        and all(a.after == b.before for a, b in zip(line.steps, line.steps[1:], strict=False))
        for line in assessment.lines
    )
