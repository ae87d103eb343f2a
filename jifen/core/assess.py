"""Assessment (核算): one account under one rulebook version, with a trace that re-adds.

Pure, total and deterministic. What it computes, and what it guarantees, is written in
docs/scoring.md; `jifen.core.plain` is the second opinion that must always agree.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jifen.core.facts import Account, Fact, HolderKind
from jifen.core.limits import Cap, Scope, ScopeKind, caps_over, nesting
from jifen.core.measures import fault, worth
from jifen.core.months import full_months, months_of
from jifen.core.points import ZERO, Centipoints, half_up
from jifen.core.rules import Direction, Item, MatterGroup, MatterMode, Rulebook, Subject

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
    a share or of a proration. `order_decides`: the scope does not nest with another one that
    could cut in this account too, so another order of recording may lead to another total.
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
    dues = [_due(rulebook, fact, account, as_of) for fact in in_sequence(account.facts)]
    running = _Running(book, dues)

    for due in dues:
        gross += running.limit(due)
        line = due.line()
        lines.append(line)
        if due.item is None or not line.amount:
            continue
        if line.amount > 0:
            added += line.amount
            chapter = due.item.chapter
            by_chapter[chapter] = Centipoints(by_chapter.get(chapter, 0) + line.amount)
        else:
            deducted -= line.amount
        if due.item.subject is Subject.VILLAGE:
            village += line.amount

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


# ------------------------------------------------------------------ one fact by itself
class _Due:
    """One fact on its way to a line: magnitudes inside, signed outside."""

    __slots__ = ("fact", "gross", "item", "now", "sign", "steps")

    def __init__(self, fact: Fact, item: Item | None) -> None:
        self.fact = fact
        self.item = item
        self.sign = -1 if item is not None and item.direction is Direction.DEDUCT else 1
        self.now = 0
        self.gross = 0
        self.steps: list[Step] = []

    def move(
        self,
        kind: StepKind,
        after: int,
        scope: str = "",
        *,
        limit: int | None = None,
        share: Fraction | None = None,
        order_decides: bool = False,
    ) -> None:
        """Write a step."""
        before, then = Centipoints(self.sign * self.now), Centipoints(self.sign * after)
        most = None if limit is None else Centipoints(limit)
        self.steps.append(Step(kind, before, then, scope, most, share, order_decides))
        self.now = after

    def line(self) -> Line:
        """Return the finished line."""
        return Line(
            self.fact.key,
            Centipoints(self.sign * self.now),
            tuple(self.steps),
            self.fact.item,
            self.fact.seq,
            Centipoints(self.gross),
        )


def _due(rulebook: Rulebook, fact: Fact, account: Account, as_of: dt.date) -> _Due:
    """Score one fact by itself: amount by shape, share, event maximum."""
    item = rulebook.by_code.get(fact.item)
    due = _Due(fact, item)
    if not account.starts_on <= fact.happened_on < account.ends_on:
        due.move(StepKind.OUTSIDE_CYCLE, 0)
    elif fact.happened_on > as_of:
        due.move(StepKind.NOT_YET, 0)
    elif item is None:
        due.move(StepKind.NO_SUCH_ITEM, 0)
    elif fault(item, fact.measures) is not None:
        due.move(StepKind.UNFIT_MEASURES, 0)
    else:
        due.move(StepKind.AMOUNT, worth(item.scoring, fact.measures), item.code)
        _take_share(due, item, account)
        if item.event_max is not None and due.now > item.event_max:
            due.move(StepKind.EVENT, item.event_max, item.code, limit=item.event_max)
    return due


def _take_share(due: _Due, item: Item, account: Account) -> None:
    """Take the account's share of the amount: the largest that its capacities give."""
    if account.kind is HolderKind.VILLAGE:
        # A village bears its village facts in full, and its cadres' own facts not at all.
        if item.subject is not Subject.VILLAGE or due.fact.village != account.holder:
            due.move(StepKind.NOT_PARTY, 0)
        return
    capacities = {
        capacity
        for party in due.fact.parties
        if party.cadre == account.holder
        for capacity in party.capacities
    }
    if not capacities:
        due.move(StepKind.NOT_PARTY, 0)
        return
    best: Fraction | None = None
    by = ""
    for capacity, share in item.shares.items():
        if capacity in capacities and (
            best is None or share > best or (share == best and capacity < by)
        ):
            best, by = share, capacity.value
    if best is None:
        due.move(StepKind.NO_SHARE, 0)
    elif best == 1:
        due.move(StepKind.SHARE, due.now, by, share=best)
    else:
        due.move(StepKind.SHARE, half_up(due.now * best), by, share=best)


# ------------------------------------------------------------------ facts together
@dataclass(frozen=True, slots=True)
class _Compiled:
    """What a version says about its items' limits, worked out once."""

    rulebook: Rulebook
    caps: Mapping[str, tuple[Cap, ...]]
    every_cap: tuple[Cap, ...]  # by place
    groups: Mapping[str, MatterGroup]
    crossings: tuple[tuple[Scope, Scope], ...]


_MEMORY: dict[int, _Compiled] = {}
"""A memo of the versions last used, by identity: they are immutable, and cannot be hashed."""


def _compiled(rulebook: Rulebook) -> _Compiled:
    known = _MEMORY.get(id(rulebook))
    if known is not None and known.rulebook is rulebook:
        return known
    caps = caps_over(rulebook)
    every = {cap.place: cap for over in caps.values() for cap in over}
    compiled = _Compiled(
        rulebook,
        caps,
        tuple(every[place] for place in range(len(every))),
        {group.code: group for group in rulebook.matter_groups},
        nesting(rulebook),
    )
    if len(_MEMORY) >= 32:
        _MEMORY.clear()
    _MEMORY[id(rulebook)] = compiled
    return compiled


_Matter = tuple[str, str, Direction]


def _matter(due: _Due, item: Item) -> _Matter:
    return item.matter_group, due.fact.matter, item.direction


class _Running:
    """The account so far: what each matter and each limit has already let through."""

    __slots__ = ("book", "matters", "order_decides", "spent")

    def __init__(self, book: _Compiled, dues: Sequence[_Due]) -> None:
        self.book = book
        self.spent = [0] * len(book.every_cap)
        self.matters: dict[_Matter, int] = {}
        self.order_decides = _live_crossings(book, dues) if book.crossings else frozenset()

    def limit(self, due: _Due) -> int:
        """Take from one fact what the limits take after those before it; return its gross."""
        item = due.item
        if item is None or not due.now:
            return 0
        self._same_matter(due, item)
        caps = self.book.caps[item.code]
        outer = 0
        if caps and caps[0].scope.kind is ScopeKind.ITEM:
            outer = 1
            self._cap(due, caps[0])
        due.gross = due.now if due.sign < 0 else 0
        for cap in caps[outer:]:
            self._cap(due, cap)
        return due.gross

    def _same_matter(self, due: _Due, item: Item) -> None:
        """Give what the fact adds to its matter: to the highest so far, or to the sum's room."""
        group = self.book.groups.get(item.matter_group)
        if group is None:
            return
        matter = _matter(due, item)
        so_far = self.matters.get(matter, 0)
        if group.mode is MatterMode.HIGHEST:
            limit = so_far
            adds = max(due.now - so_far, 0)
        elif group.limit is not None:
            limit = group.limit
            adds = min(due.now, limit - so_far)
        else:
            return
        self.matters[matter] = so_far + adds
        if adds != due.now:
            scope = Scope(ScopeKind.MATTER, group.code, item.direction)
            live = scope in self.order_decides
            due.move(StepKind.MATTER, adds, group.code, limit=limit, order_decides=live)

    def _cap(self, due: _Due, cap: Cap) -> None:
        adds = min(due.now, cap.limit - self.spent[cap.place])
        self.spent[cap.place] += adds
        if adds != due.now:
            kind, live = _STEP_OF[cap.scope.kind], cap.scope in self.order_decides
            due.move(kind, adds, cap.scope.code, limit=cap.limit, order_decides=live)


def _live_crossings(book: _Compiled, dues: Sequence[_Due]) -> frozenset[Scope]:
    """Return the scopes that cross another one, where both could cut in this account.

    A scope whose facts together stay inside its limit cannot cut in any order; leave those out,
    and what is left decides whether the order does.
    """
    loads = [0] * len(book.every_cap)
    matters: dict[_Matter, list[int]] = {}
    for due in dues:
        if due.item is None or not due.now:
            continue
        for cap in book.caps[due.item.code]:
            loads[cap.place] += due.now
        if due.item.matter_group:
            matters.setdefault(_matter(due, due.item), []).append(due.now)
    cutting = {cap.scope for cap in book.every_cap if loads[cap.place] > cap.limit}
    for (code, _, side), amounts in matters.items():
        group = book.groups.get(code)
        if group is None or (len(amounts) < 2 and group.mode is MatterMode.HIGHEST):
            continue
        if group.mode is MatterMode.HIGHEST or (
            group.limit is not None and sum(amounts) > group.limit
        ):
            cutting.add(Scope(ScopeKind.MATTER, code, side))
    return frozenset(
        scope
        for pair in book.crossings
        if pair[0] in cutting and pair[1] in cutting
        for scope in pair
    )
