"""Random facts and accounts under a rulebook."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from jifen.core.circumstances import Finder
from jifen.core.facts import (
    Account,
    Away,
    Fact,
    HolderKind,
    Late,
    Measures,
    Offence,
    Opening,
    Party,
    Service,
)
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import TOTALS, Capacity, Direction, Item, Rulebook
from jifen.core.shapes import Fixed, Level, LevelRow, PerUnit, Range
from tests.core.strategies_dice import ENDS_ON, HOLDER, STARTS_ON, VILLAGE, Dice, rolls


# ------------------------------------------------------------------ measures
def measures_of(dice: Dice, item: Item) -> Measures:
    """Measures that fit the item, its board apart."""
    given = _shaped(dice, item)
    decided = dice.below(3) == 2 and item.overridable
    asks_decision = isinstance(item.scoring, Range) and item.scoring.decided
    return replace(
        given,
        finder=dice.pick(list(Finder)) if item.finder_factors else None,
        village_item="清洁评比" if item.village_set is not None else "",
        override=dice.limit() if decided else None,
        decision="纪要3号" if decided or asks_decision else "",
    )


def _shaped(dice: Dice, item: Item) -> Measures:
    match item.scoring:
        case Fixed():
            return Measures()
        case Range(least=least, most=most):
            return Measures(chosen=Centipoints(least + dice.below(most - least + 1)))
        case PerUnit():
            return Measures(quantity=1 + dice.below(5))
        case Level() as level:
            return _levelled(dice, level)
        case _ if item.scorers:
            scores = tuple((who, dice.figure()) for who in sorted(item.scorers))
            return Measures(scores=scores)
        case _:
            return Measures(figure=dice.figure())


def _levelled(dice: Dice, level: Level) -> Measures:
    if level.issuers and dice.below(2):
        issuer = dice.pick(level.issuers)
        lowered = issuer.department and level.department_lower
        place = [row.key for row in level.rows].index(issuer.level) + lowered
        return Measures(level=issuer.name, chosen=_inside(dice, level.rows[place : place + 1]))
    place = dice.below(len(level.rows))
    department = level.department_lower and dice.below(2) == 1
    counts = level.rows[place + department : place + department + 1]
    chosen = _inside(dice, counts)
    return Measures(level=level.rows[place].key, department=department, chosen=chosen)


def _inside(dice: Dice, rows: tuple[LevelRow, ...]) -> Centipoints | None:
    if not rows or rows[0].most is None:
        return None
    return Centipoints(rows[0].points + dice.below(rows[0].most - rows[0].points + 1))


def _board(dice: Dice, mine: Fraction) -> tuple[Fraction | None, ...]:
    others = [None if dice.once_in(5) else dice.figure() for _ in range(dice.below(5))]
    if dice.once_in(16):
        others = [Fraction(0)] * 3
    return (*others, mine)


MISFITS = (
    Measures(),
    Measures(quantity=0),
    Measures(quantity=2),
    Measures(quantity=10**9),
    Measures(chosen=Centipoints(0)),
    Measures(chosen=Centipoints(500), decision="纪要3号"),
    Measures(level="L9"),
    Measures(level="L1", department=True),
    Measures(level="县教育局", department=True),
    Measures(level="L0", chosen=Centipoints(1)),
    Measures(figure=Fraction(-1)),
    Measures(figure=Fraction(50)),
    Measures(figure=Fraction(50), quantity=1),
    Measures(scores=(("office0", Fraction(-1)),)),
    Measures(scores=(("office0", Fraction(1)), ("office9", Fraction(1)))),
    Measures(decision="纪要3号"),
    Measures(override=Centipoints(100)),
    Measures(override=Centipoints(-100), decision="纪要3号"),
    Measures(finder=Finder.SELF),
    Measures(reminded_on=STARTS_ON),
    Measures(village_item="清洁评比"),
)
"""Measures that seldom fit."""


# ------------------------------------------------------------------ facts
def fact_of(dice: Dice, rulebook: Rulebook, *, key: str, seq: int, mishaps: bool) -> Fact:
    """One fact of the holder's, or, one time in sixteen with `mishaps`, one that gives nothing."""
    item = dice.pick(rulebook.items)
    happened_on = dice.day()
    measures = measures_of(dice, item)
    board: tuple[Fraction | None, ...] = ()
    if item.board is not None and measures.figure is not None:
        board = _board(dice, measures.figure)
        if dice.once_in(5):
            measures = replace(measures, figure=None)
            board = board[:-1] or (None,)
    if item.reminded_within is not None and dice.below(4):
        reminded_on = happened_on - dt.timedelta(days=dice.below(60) - 3)
        measures = replace(measures, reminded_on=reminded_on)
    repaired = dice.below(3) == 0 if item.freezes else dice.below(3) > 0
    capacities = [Capacity.NAMED] if dice.below(3) else dice.one_or_more(list(Capacity))
    mine = Party(cadre=HOLDER, capacities=frozenset(capacities))
    again = [Party(cadre=HOLDER, capacities=frozenset(dice.some(list(Capacity))))]
    fact = Fact(
        key=key,
        seq=seq,
        item=item.code,
        happened_on=happened_on,
        measures=measures,
        matter=dice.pick(["m1", "m1", "m1", "m2", key]),
        village=VILLAGE,
        parties=(
            Party(cadre="C002", capacities=frozenset({Capacity.MEMBER})),
            mine,
            *(again if dice.once_in(8) else []),
        ),
        repaired_on=happened_on + dt.timedelta(days=dice.below(150)) if repaired else None,
        board=board,
    )
    if mishaps and dice.once_in(16):
        fact = _mishap(dice, fact)
    return late_of(dice, rulebook, fact, mishaps=mishaps) if dice.once_in(12) else fact


def opening_of(dice: Dice, rulebook: Rulebook, fact: Fact) -> Fact:
    """The same as an opening balance: of its item, or of a side as one sum."""
    item = rulebook.by_code.get(fact.item)
    if dice.once_in(4):
        item = dice.pick(list(TOTALS.values()))
    down = item is not None and item.direction is Direction.DEDUCT
    whose = {party.cadre for party in fact.parties}
    return replace(
        fact,
        item=fact.item if item is None else item.code,
        measures=Measures(),
        parties=(Party(cadre=HOLDER, capacities=frozenset({Capacity.NAMED})),)
        if HOLDER in whose and dice.below(3)
        else (),
        repaired_on=None,
        board=(),
        opening=Opening(
            points=Centipoints(dice.limit() * (-1 if down else 1)), count=dice.below(4)
        ),
    )


def late_of(dice: Dice, rulebook: Rulebook, fact: Fact, *, mishaps: bool) -> Fact:
    """The same as a late fact: of the cycle before, booked on the day it was of."""
    item = rulebook.by_code.get(fact.item)
    down = (item is not None and item.direction is Direction.DEDUCT) is not (
        mishaps and dice.once_in(16)
    )
    back = dt.timedelta(days=fact.happened_on.toordinal() - STARTS_ON.toordinal() + 31)
    happened_on = fact.happened_on - back - dt.timedelta(days=dice.below(300))
    amount = Centipoints(dice.limit() * (-1 if down else 1))
    reminded_on, repaired_on = fact.measures.reminded_on, fact.repaired_on
    if reminded_on is not None:
        reminded_on = happened_on - (fact.happened_on - reminded_on)
    if repaired_on is not None and dice.below(2):
        repaired_on = happened_on + (repaired_on - fact.happened_on)
    return replace(
        fact,
        happened_on=happened_on,
        measures=replace(fact.measures, reminded_on=reminded_on),
        repaired_on=repaired_on,
        late=Late(cycle="2023-2024", booked_on=fact.happened_on, amount=amount),
    )


def _mishap(dice: Dice, fact: Fact) -> Fact:
    match dice.below(6):
        case 0:
            return replace(fact, item="gone")
        case 1 | 2:
            return replace(fact, measures=dice.pick(MISFITS))
        case 3:
            return replace(fact, parties=fact.parties[:1], village=VILLAGE + "x")
        case 4:
            return replace(fact, board=(Fraction(50), None))
        case _:
            day = dice.pick([STARTS_ON - dt.timedelta(30), ENDS_ON + dt.timedelta(31)])
            return replace(fact, happened_on=day)


@st.composite
def facts(draw: st.DrawFn, rulebook: Rulebook, *, key: str, seq: int, mishaps: bool) -> Fact:
    """One fact, as `fact_of` rolls it."""
    return fact_of(draw(rolls()), rulebook, key=key, seq=seq, mishaps=mishaps)


# ------------------------------------------------------------------ accounts
def _service(dice: Dice) -> Service:
    """Service throughout, or in one or two spans of the cycle; with leave or without."""
    spans: tuple[tuple[dt.date, dt.date], ...] = ((STARTS_ON, ENDS_ON),)
    if dice.once_in(3):
        days = sorted({STARTS_ON + dt.timedelta(days=dice.below(365)) for _ in range(4)})
        if len(days) == 4:
            spans = ((days[0], days[1]), (days[2], days[3]))
    away = []
    for _ in range(dice.below(3)):
        start = dice.day()
        away.append(
            Away(
                kind=dice.pick(["sick", "private", "maternity"]),
                from_on=start,
                to_on=min(start + dt.timedelta(days=1 + dice.below(90)), ENDS_ON),
            )
        )
    return Service(spans=spans, away=tuple(away))


CYCLES = [(STARTS_ON, ENDS_ON)] * 6 + [
    (dt.date(2024, 8, 31), dt.date(2025, 8, 31)),
    (dt.date(2024, 7, 30), dt.date(2025, 7, 30)),
]
"""Mostly from the first of a month; some from a day that shorter months do not have."""


def account_of(dice: Dice, rulebook: Rulebook, *, cadre: bool, kept: tuple[Fact, ...]) -> Account:
    """An account of these facts."""
    codes = [item.code for item in rulebook.items]
    starts_on, ends_on = dice.pick(CYCLES)
    return Account(
        holder=HOLDER if cadre else VILLAGE,
        kind=HolderKind.CADRE if cadre else HolderKind.VILLAGE,
        starts_on=starts_on,
        ends_on=ends_on,
        service=_service(dice) if cadre else None,
        facts=kept,
        prior=tuple(
            Offence(
                key=f"p{n}",
                item=dice.pick(codes),
                happened_on=starts_on - dt.timedelta(days=1 + dice.below(400)),
            )
            for n in range(dice.below(4))
        ),
        post_group=dice.pick(list(PostGroup)) if cadre else None,
        bodies=frozenset(dice.some(Body)) if cadre else frozenset(),
        place=dice.pick(["village", "community"]),
        carry_in=dice.pick([Centipoints(0), Centipoints(0), Centipoints(-3_50)]),
    )


def shuffled(dice: Dice, count: int) -> list[int]:
    """The numbers 1 … count in any order."""
    left = list(range(1, count + 1))
    return [left.pop(dice.below(len(left))) for _ in range(count)]


def account_from(
    dice: Dice, fact_dice: list[Dice], rulebook: Rulebook, *, mishaps: bool = True
) -> Account:
    seqs = shuffled(dice, len(fact_dice))
    kept = tuple(
        fact_of(one, rulebook, key=f"f{seq}", seq=seq, mishaps=mishaps)
        for seq, one in zip(seqs, fact_dice, strict=True)
    )
    return account_of(dice, rulebook, cadre=not dice.once_in(5), kept=kept)


def fact_rolls() -> st.SearchStrategy[list[Dice]]:
    """Dice for up to ten facts, five or more most of the time."""
    some = st.lists(rolls(), max_size=10)
    many = st.lists(rolls(), min_size=5, max_size=10)
    return many | many | many | some


@st.composite
def accounts(draw: st.DrawFn, rulebook: Rulebook, *, mishaps: bool = True) -> Account:
    """An account of up to ten facts, a cadre's or (one in five) a village's.

    Without `mishaps` every fact's measures fit and it lies near the cycle.
    """
    return account_from(draw(rolls()), draw(fact_rolls()), rulebook, mishaps=mishaps)
