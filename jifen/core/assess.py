"""Assessment (核算): one account under one rulebook version, with a trace that re-adds.

Pure, total and deterministic. What it computes, and what it guarantees, is written in
docs/scoring.md; `jifen.core.plain` is the second opinion that must always agree. The steps are in
`due` (one fact by itself), `weighing` (circumstances) and `rooms` (limits); `incremental` does the
same when one fact more is recorded.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from jifen.core.due import Due, bear
from jifen.core.effects import effects_of
from jifen.core.facts import Account, Fact
from jifen.core.months import full_months, months_of
from jifen.core.plans import book_of
from jifen.core.points import ZERO, Centipoints, half_up
from jifen.core.rooms import Rooms, find_gross, loads_of
from jifen.core.rules import Rulebook, Subject
from jifen.core.trace import (
    BASE,
    CARRY_IN,
    FLOOR,
    LIMITS,
    PRORATION,
    UNSCORED,
    Assessment,
    EffectDue,
    Line,
    Step,
    StepKind,
    readds,
)
from jifen.core.weighing import Around

__all__ = [  # whoever reads an assessment asks here for its words too
    "BASE",
    "CARRY_IN",
    "FLOOR",
    "LIMITS",
    "PRORATION",
    "REVISION",
    "UNSCORED",
    "Assessment",
    "EffectDue",
    "Line",
    "Step",
    "StepKind",
    "assess",
    "in_sequence",
    "readds",
]

REVISION = 1
"""The meaning of `assess`: moves when the same facts could come to another number."""


def assess(rulebook: Rulebook, account: Account, *, as_of: dt.date) -> Assessment:
    """Return what the account comes to on `as_of`.

    Facts that happened after `as_of` or outside the cycle give nothing and use up no limit;
    their lines say so. A key given twice counts once. Any order of `account.facts` is the same:
    the sequence is `Fact.seq`.
    """
    book = book_of(rulebook)
    dues = [bear(book, fact, account, as_of) for fact in in_sequence(account.facts)]
    around = Around(book, account, as_of)
    around.fill(due for due in dues if due.borne)
    for due in dues:
        if due.borne and due.plan is not None:
            around.weigh(due, due.plan)
    rooms = Rooms(account.starts_on, loads_of(book, dues, account.starts_on).live())
    for due in dues:
        if due.borne and due.plan is not None:
            rooms.take(due, due.plan)
    find_gross(dues, account.starts_on)
    sums = Sums()
    lines = [due.line() for due in dues]
    for due, line in zip(dues, lines, strict=True):
        sums.put(due, line)
    effects = tuple(
        effect
        for item in book.with_effects
        for effect in effects_of(
            item, around.of_item.get(item.code, ()), around.openings.get(item.code, ())
        )
    )
    return together(rulebook, scheme_lines(rulebook, account), lines, sums, effects)


def in_sequence(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield each fact once, in the order of recording."""
    seen: set[str] = set()
    for fact in sorted(facts, key=lambda fact: (fact.seq, fact.key)):
        if fact.key not in seen:
            seen.add(fact.key)
            yield fact


# ------------------------------------------------------------------ parts, also for `incremental`
def scheme_lines(rulebook: Rulebook, account: Account) -> tuple[Line, ...]:
    """Return the lines that are not facts, but for the floor."""
    base = rulebook.score.base
    lines = [Line(BASE, base, (Step(StepKind.BASE, ZERO, base),))]
    if account.service is not None and rulebook.service.prorate_base:
        full = full_months(account, leave_costs=rulebook.service.leave_costs)
        share = Fraction(full, len(months_of(account)))
        change = Centipoints(half_up(base * share) - base)
        if change:
            step = Step(StepKind.PRORATION, ZERO, change, share=share)
            lines.append(Line(PRORATION, change, (step,)))
    if account.carry_in:
        step = Step(StepKind.CARRY_IN, ZERO, account.carry_in)
        lines.append(Line(CARRY_IN, account.carry_in, (step,)))
    return tuple(lines)


class Sums:
    """What the lines of the facts come to together."""

    __slots__ = ("added", "by_chapter", "deducted", "gross", "village")

    def __init__(self) -> None:
        self.added = self.deducted = self.gross = self.village = 0
        self.by_chapter: dict[str, int] = {}

    def put(self, due: Due, line: Line, *, times: int = 1) -> None:
        """Put a fact's line to the sums; with `times` −1, take it away."""
        amount = times * line.amount
        self.gross += times * line.gross
        if not amount or due.plan is None:
            return
        item = due.plan.item
        if due.sign > 0:
            self.added += amount
            if item.chapter:  # a side's opening balance as one sum is of none
                self.by_chapter[item.chapter] = self.by_chapter.get(item.chapter, 0) + amount
        else:
            self.deducted -= amount
        if item.subject is Subject.VILLAGE:
            self.village += amount


def together(
    rulebook: Rulebook,
    scheme: Sequence[Line],
    lines: Sequence[Line],
    sums: Sums,
    effects: tuple[EffectDue, ...],
) -> Assessment:
    """Return the assessment that these lines are, with the floor under them."""
    net = sum(line.amount for line in scheme) + sums.added - sums.deducted
    own = net - sums.village
    floor = rulebook.score.floor
    floor_line: tuple[Line, ...] = ()
    if floor is not None:
        own = max(own, floor)
        if net < floor:
            lift = Centipoints(floor - net)
            floor_line = (Line(FLOOR, lift, (Step(StepKind.FLOOR, ZERO, lift, limit=floor),)),)
            net = floor
    return Assessment(
        lines=(*scheme, *lines, *floor_line),
        net=Centipoints(net),
        added=Centipoints(sums.added),
        deducted=Centipoints(sums.deducted),
        gross=Centipoints(sums.gross),
        added_by_chapter={
            code: Centipoints(amount) for code, amount in sums.by_chapter.items() if amount
        },
        without_village_items=Centipoints(own),
        effects=effects,
    )
