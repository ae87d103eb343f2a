"""Assessment (核算): one account under one rulebook version, with a trace that re-adds.

Pure, total and deterministic. What it computes, and what it guarantees, is written in
docs/scoring.md; `jifen.core.plain` is the second opinion that must always agree.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jifen.core.facts import Account, Fact, HolderKind
from jifen.core.limits import Cap, Scope, ScopeKind, caps_over, crossing_scopes
from jifen.core.measures import fault, worth
from jifen.core.months import full_months, months_of
from jifen.core.points import ZERO, Centipoints, half_up
from jifen.core.rules import Capacity, Direction, Item, MatterGroup, MatterMode, Rulebook, Subject

REVISION = 1
"""The meaning of `assess`: moves when the same facts could come to another number."""

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
    # Why nothing: the fact stays in the account, its line says so.
    NOT_YET = "not-yet"  # happened after `as_of`
    OUTSIDE_CYCLE = "outside-cycle"  # happened before the cycle or after it
    NO_SUCH_ITEM = "no-such-item"  # this version has no such item
    UNFIT_MEASURES = "unfit-measures"  # this version scores the item by other measures
    NOT_PARTY = "not-party"  # not this account's fact
    NO_SHARE = "no-share"  # a party, in no capacity that the item gives a share
    # What it is worth, and what limits take of it, in this order.
    AMOUNT = "amount"
    SHARE = "share"
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

_STEP_OF = {
    ScopeKind.ITEM: StepKind.ITEM,
    ScopeKind.GROUP: StepKind.GROUP,
    ScopeKind.CHAPTER: StepKind.CHAPTER,
    ScopeKind.SIDE: StepKind.SIDE,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one line: what stood before it and what after, signed hundredths.

    `scope` names what decided: the capacity of a share, the code of an item, matter group, group
    limit, chapter or side. `limit` is that scope's maximum, a magnitude; for a matter where the
    highest counts, it is the highest so far. `share` is the fraction of
    a share or of a proration. `order_decides`: the scope does not nest with another one, so
    another order of recording could have led to another total.
    """

    kind: StepKind
    before: Centipoints
    after: Centipoints
    scope: str = ""
    limit: Centipoints | None = None
    share: Fraction | None = None
    order_decides: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an account: `base`, `proration`, `carry-in`, `floor` or a fact's key.

    Only limits that took something leave a step.
    """

    name: str
    amount: Centipoints  # signed
    steps: tuple[Step, ...]
    item: str = ""  # "" where the line is not a fact
    seq: int = 0
    gross: Centipoints = ZERO  # a deduction's award after the item limit, a magnitude

    @property
    def withheld(self) -> Centipoints:
        """What limits took, signed like the line: `amount` + `withheld` is the uncapped award."""
        return Centipoints(sum(s.before - s.after for s in self.steps if s.kind in LIMITS))

    @property
    def unscored(self) -> bool:
        """Whether the fact could not be scored under this version at all."""
        return any(step.kind in UNSCORED for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What one account comes to."""

    lines: tuple[Line, ...]  # base, proration, carry-in, facts in sequence, floor
    net: Centipoints  # Σ of the lines
    added: Centipoints  # Σ of what additions gave, after all limits
    deducted: Centipoints  # Σ of what deductions took, after all limits; a magnitude
    gross: Centipoints  # 扣分累计: Σ of deductions after the item limit; a magnitude
    added_by_chapter: Mapping[str, Centipoints]  # after all limits; chapters with points only
    without_village_items: Centipoints
    """The net of the lines that village items did not make, held to the floor by itself."""

    def amounts(self) -> dict[str, Centipoints]:
        """Return name → signed amount of every line that is not zero: what the ledger holds."""
        return {line.name: line.amount for line in self.lines if line.amount}


def assess(rulebook: Rulebook, account: Account, *, as_of: dt.date) -> Assessment:
    """Return what the account comes to on `as_of`.

    Facts that happened after `as_of` or outside the cycle give nothing and use up no limit;
    their lines say so. A key given twice counts once. Any order of `account.facts` is the same:
    the sequence is `Fact.seq`.
    """
    book = _compiled(rulebook)
    lines = list(_scheme_lines(rulebook, account))
    scheme = sum(line.amount for line in lines)
    added = deducted = gross = village = 0
    by_chapter: dict[str, Centipoints] = {}
    running = _Running(book)

    for fact in in_sequence(account.facts):
        line = running.line(fact, account, as_of)
        lines.append(line)
        amount = line.amount
        if not line.gross and not amount:
            continue
        item = rulebook.by_code[fact.item]
        gross += line.gross
        if amount > 0:
            added += amount
            by_chapter[item.chapter] = Centipoints(by_chapter.get(item.chapter, 0) + amount)
        else:
            deducted -= amount
        if item.subject is Subject.VILLAGE:
            village += amount

    net = scheme + added - deducted
    floor = rulebook.score.floor
    own = net - village
    if floor is not None:
        own = max(own, floor)
        if net < floor:
            lift = Centipoints(floor - net)
            lines.append(Line(FLOOR, lift, (Step(StepKind.FLOOR, ZERO, lift, limit=floor),)))
            net = floor
    return Assessment(
        lines=tuple(lines),
        net=Centipoints(net),
        added=Centipoints(added),
        deducted=Centipoints(deducted),
        gross=Centipoints(gross),
        added_by_chapter=by_chapter,
        without_village_items=Centipoints(own),
    )


def in_sequence(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield each fact once, in the order of recording."""
    seen: set[str] = set()
    for fact in sorted(facts, key=lambda fact: (fact.seq, fact.key)):
        if fact.key not in seen:
            seen.add(fact.key)
            yield fact


def readds(assessment: Assessment) -> bool:
    """Whether every number in the trace re-adds to its parent (I11)."""
    return assessment.net == sum(line.amount for line in assessment.lines) and all(
        line.steps
        and line.steps[0].before == 0
        and line.steps[-1].after == line.amount
        and all(a.after == b.before for a, b in zip(line.steps, line.steps[1:], strict=False))
        for line in assessment.lines
    )


# ------------------------------------------------------------------ what is not a fact
def _scheme_lines(rulebook: Rulebook, account: Account) -> Iterator[Line]:
    base = rulebook.score.base
    yield Line(BASE, base, (Step(StepKind.BASE, ZERO, base),))
    if account.service is not None and rulebook.service.prorate_base:
        share = Fraction(full_months(account), len(months_of(account)))
        change = Centipoints(half_up(base * share) - base)
        if change:
            step = Step(StepKind.PRORATION, ZERO, change, share=share)
            yield Line(PRORATION, change, (step,))
    if account.carry_in:
        step = Step(StepKind.CARRY_IN, ZERO, account.carry_in)
        yield Line(CARRY_IN, account.carry_in, (step,))


# ------------------------------------------------------------------ facts, in sequence
@dataclass(frozen=True, slots=True)
class _Compiled:
    """What a version says about its items' limits, worked out once."""

    rulebook: Rulebook
    caps: Mapping[str, tuple[Cap, ...]]
    places: int
    groups: Mapping[str, MatterGroup]
    crossing: frozenset[Scope]


_MEMORY: dict[int, _Compiled] = {}
"""A memo of the versions last used, by identity: they are immutable, and cannot be hashed."""


def _compiled(rulebook: Rulebook) -> _Compiled:
    known = _MEMORY.get(id(rulebook))
    if known is not None and known.rulebook is rulebook:
        return known
    caps = caps_over(rulebook)
    compiled = _Compiled(
        rulebook,
        caps,
        1 + max((cap.place for over in caps.values() for cap in over), default=-1),
        {group.code: group for group in rulebook.matter_groups},
        crossing_scopes(rulebook),
    )
    if len(_MEMORY) >= 32:
        _MEMORY.clear()
    _MEMORY[id(rulebook)] = compiled
    return compiled


class _Running:
    """The account so far: what each matter and each limit has already let through."""

    __slots__ = ("book", "matters", "spent")

    def __init__(self, book: _Compiled) -> None:
        self.book = book
        self.spent = [0] * book.places
        self.matters: dict[tuple[str, str, Direction], int] = {}

    def line(self, fact: Fact, account: Account, as_of: dt.date) -> Line:
        """Score one fact after all those recorded before it."""
        item = self.book.rulebook.by_code.get(fact.item)
        nothing = _why_nothing(item, fact, account, as_of)
        if nothing is not None or item is None:
            step = Step(nothing or StepKind.NO_SUCH_ITEM, ZERO, ZERO)
            return Line(fact.key, ZERO, (step,), fact.item, fact.seq)

        trace = _Trace(-1 if item.direction is Direction.DEDUCT else 1)
        trace.move(StepKind.AMOUNT, worth(item.scoring, fact.measures), item.code)
        _take_share(trace, item, fact, account)
        gross = 0
        if trace.now:
            trace.hold(StepKind.EVENT, item.event_max, item.code)
            self._same_matter(trace, item, fact)
            caps = self.book.caps[item.code]
            outer = 0
            if caps and caps[0].scope.kind is ScopeKind.ITEM:
                outer = 1
                self._cap(trace, caps[0])
            gross = trace.now if trace.sign < 0 else 0
            for cap in caps[outer:]:
                self._cap(trace, cap)
        return Line(
            fact.key,
            Centipoints(trace.sign * trace.now),
            tuple(trace.steps),
            fact.item,
            fact.seq,
            Centipoints(gross),
        )

    def _same_matter(self, trace: "_Trace", item: Item, fact: Fact) -> None:
        """Give what the fact adds to its matter: to the highest so far, or to the sum's room."""
        group = self.book.groups.get(item.matter_group)
        if group is None:
            return
        key = (group.code, fact.matter, item.direction)
        so_far = self.matters.get(key, 0)
        crosses = Scope(ScopeKind.MATTER, group.code, item.direction) in self.book.crossing
        if group.mode is MatterMode.HIGHEST:
            self.matters[key] = max(so_far, trace.now)
            adds = max(trace.now - so_far, 0)
            trace.keep(StepKind.MATTER, adds, group.code, Centipoints(so_far), crosses)
        elif group.limit is not None:
            adds = min(trace.now, max(group.limit - so_far, 0))
            self.matters[key] = so_far + adds
            trace.keep(StepKind.MATTER, adds, group.code, group.limit, crosses)

    def _cap(self, trace: "_Trace", cap: Cap) -> None:
        adds = min(trace.now, cap.limit - self.spent[cap.place])
        self.spent[cap.place] += adds
        trace.keep(_STEP_OF[cap.scope.kind], adds, cap.scope.code, cap.limit, cap.crosses)


class _Trace:
    """The steps of one fact: magnitudes inside, signed outside."""

    __slots__ = ("now", "sign", "steps")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.now = 0
        self.steps: list[Step] = []

    def move(
        self, kind: StepKind, after: int, scope: str = "", share: Fraction | None = None
    ) -> None:
        """Write a step whether or not it changes anything."""
        before, now = Centipoints(self.sign * self.now), Centipoints(self.sign * after)
        self.steps.append(Step(kind, before, now, scope, share=share))
        self.now = after

    def keep(
        self, kind: StepKind, after: int, scope: str, limit: Centipoints, crosses: bool
    ) -> None:
        """Write a step only where the limit took something."""
        if after != self.now:
            before, now = Centipoints(self.sign * self.now), Centipoints(self.sign * after)
            self.steps.append(Step(kind, before, now, scope, limit, None, crosses))
            self.now = after

    def hold(self, kind: StepKind, limit: Centipoints | None, scope: str) -> None:
        """Cut to a maximum of this fact alone."""
        if limit is not None and self.now > limit:
            self.keep(kind, limit, scope, limit, crosses=False)


def _why_nothing(
    item: Item | None, fact: Fact, account: Account, as_of: dt.date
) -> StepKind | None:
    """Return why the fact cannot be scored in this account at this date, or None."""
    if not account.starts_on <= fact.happened_on < account.ends_on:
        return StepKind.OUTSIDE_CYCLE
    if fact.happened_on > as_of:
        return StepKind.NOT_YET
    if item is None:
        return StepKind.NO_SUCH_ITEM
    if fault(item, fact.measures) is not None:
        return StepKind.UNFIT_MEASURES
    return None


def _take_share(trace: _Trace, item: Item, fact: Fact, account: Account) -> None:
    """Take the account's share of the amount: the largest that its capacities give."""
    if account.kind is HolderKind.VILLAGE:
        # A village bears its village facts in full, and its cadres' own facts not at all.
        if item.subject is not Subject.VILLAGE or fact.village != account.holder:
            trace.move(StepKind.NOT_PARTY, 0)
        return
    capacities = {
        capacity
        for party in fact.parties
        if party.cadre == account.holder
        for capacity in party.capacities
    }
    if not capacities:
        trace.move(StepKind.NOT_PARTY, 0)
        return
    best: Fraction | None = None
    by = ""
    for capacity in Capacity:
        share = item.shares.get(capacity)
        if capacity in capacities and share is not None and (best is None or share > best):
            best, by = share, capacity.value
    if best is None:
        trace.move(StepKind.NO_SHARE, 0)
        return
    trace.move(StepKind.SHARE, half_up(trace.now * best), by, best)
