"""Random items: every shape, every circumstance, every limit of one item."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jifen.core.circumstances import (
    CalendarPeriod,
    Effect,
    EffectKind,
    Finder,
    MonthDay,
    Needs,
    Population,
    Recurring,
    Repair,
    Repeat,
    ValidFrom,
    Validity,
    Zeroing,
)
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Capacity, Direction, Item, Subject
from jifen.core.shapes import (
    Absent,
    Better,
    Board,
    BoardBy,
    Fixed,
    Issuer,
    Level,
    LevelRow,
    Linear,
    LinearPoint,
    Period,
    PerUnit,
    Range,
    Rate,
    Scoring,
    Slope,
    Threshold,
    Tiers,
    TierStep,
)
from tests.core.strategies_dice import Dice

CALENDAR = (
    CalendarPeriod(
        code="flood",
        name="防汛期",
        dates=(
            (dt.date(2024, 8, 10), dt.date(2024, 9, 30)),
            (dt.date(2025, 5, 1), dt.date(2025, 7, 1)),
        ),
    ),
    CalendarPeriod(
        code="spring",
        name="春节前后",
        yearly=((MonthDay(12, 20), MonthDay(2, 10)), (MonthDay(2, 29), MonthDay(3, 15))),
    ),
)
"""Two important periods; one runs over the new year and begins again on a leap day."""

SHARES = [Fraction(1), Fraction(1, 2), Fraction(1, 5), Fraction(1, 3)]
FACTORS = [Fraction(1), Fraction(2), Fraction(1, 2), Fraction(3, 2), Fraction(0), Fraction(1, 3)]
FIGURED = (Tiers, Rate, Linear, Threshold)


@dataclass(frozen=True)
class Plan:
    """What an item may refer to: the codes of its rulebook."""

    codes: tuple[str, ...]
    additions: frozenset[str]
    groups: tuple[str, ...]
    tidy: bool  # matter groups stay inside one chapter, so that more limits nest


# ------------------------------------------------------------------ shapes
def scoring_of(dice: Dice) -> Scoring:
    """Any of the eight shapes."""
    each = dice.points()
    match dice.below(10):
        case 0:
            return Fixed(points=each)
        case 1:
            most = Centipoints(each + dice.points())
            return Range(least=each, most=most, decided=dice.once_in(3))
        case 2:
            return PerUnit(each=each, unit="次")
        case 3:
            return _level(dice, each)
        case 4 | 8:
            return _tiers(dice, each)
        case 5:
            return Rate(
                metric="率",
                target=Fraction(95),
                step=dice.pick([Fraction(1), Fraction(5), Fraction(7, 2)]),
                each=each,
                most=Centipoints(each * 4),
                started=dice.below(2) == 1,
            )
        case 6 | 9:
            return _linear(dice)
        case _:
            return Threshold(
                metric="率",
                target=Fraction(90),
                full=Centipoints(each * 2),
                short=_slope(dice),
                zero_under=dice.pick([None, Fraction(20), Fraction(50)]),
                over=_slope(dice),
            )


def _level(dice: Dice, each: Centipoints) -> Level:
    ranged = dice.below(5)
    rows = tuple(
        LevelRow(
            key=f"L{n}",
            name=f"第{n}级",
            points=Centipoints(each * (3 - n)),
            most=Centipoints(each * (4 - n)) if n == ranged else None,
        )
        for n in range(3)
    )
    return Level(
        rows=rows,
        department_lower=dice.below(2) == 1,
        issuers=(
            Issuer(name="市政府", level="L0"),
            Issuer(name="县教育局", level="L1", department=True),
            Issuer(name="镇农业办", level="L2", department=True),
        )
        if dice.below(2)
        else (),
    )


def _tiers(dice: Dice, each: Centipoints) -> Tiers:
    cumulated = dice.pick([None, None, None, None, *Period])
    at_most = dice.below(2) == 1 and cumulated is None
    bounds = (20, 50, 90) if dice.below(2) else (1, 3, 10)
    ordered = bounds if at_most else bounds[::-1]
    steps = tuple(
        TierStep(
            bound=Fraction(bound), points=Centipoints(each * (3 - n)), inside=not dice.once_in(3)
        )
        for n, bound in enumerate(ordered)
    )
    return Tiers(metric="数", at_most=at_most, steps=steps, cumulated=cumulated)


def _linear(dice: Dice) -> Linear:
    figures = [Fraction(0), Fraction(10), Fraction(60), Fraction(95), Fraction(100)]
    chosen = dice.some(figures[:3]) + figures[3:]
    return Linear(
        metric="率",
        points=tuple(LinearPoint(figure=figure, points=dice.limit()) for figure in chosen),
    )


def _slope(dice: Dice) -> Slope | None:
    if dice.once_in(3):
        return None
    each = Centipoints(1 + dice.below(300))
    return Slope(
        step=dice.pick([Fraction(1), Fraction(5), Fraction(5, 2)]),
        each=each,
        most=Centipoints(each * 3) if dice.below(2) else None,
        started=dice.below(2) == 1,
    )


# ------------------------------------------------------------------ circumstances
def board_of(dice: Dice) -> Board:
    return Board(
        by=dice.pick(list(BoardBy)), better=dice.pick(list(Better)), absent=dice.pick(list(Absent))
    )


def population_of(dice: Dice) -> Population:
    return Population(
        post_groups=frozenset(dice.some(PostGroup)),
        bodies=frozenset(dice.some(Body)),
        places=frozenset(dice.some(["village", "community"])),
    )


def _repeat(dice: Dice, plan: Plan) -> Repeat:
    kind = dice.below(3)
    return Repeat(
        factors=(Fraction(1), *(dice.pick(FACTORS[1:]) for _ in range(1 + dice.below(2)))),
        days=dice.pick([30, 90, 365]) if kind == 1 else None,
        months=dice.pick([1, 6, 18]) if kind == 2 else None,
        together=frozenset(dice.some(plan.codes)) if dice.once_in(3) else frozenset(),
    )


def _validity(dice: Dice, scoring: Scoring) -> Validity:
    months = [1, 3, 6, 6, 24]
    if isinstance(scoring, Level) and dice.below(2):
        keys = dice.one_or_more(["L0", "L1", "L2"])
        return Validity(by_level={key: dice.pick(months) for key in keys})
    if dice.below(2):
        large = ValidFrom(points=dice.points(), months=dice.pick(months))
        small = ValidFrom(points=Centipoints(1), months=dice.pick(months))
        return Validity(by_size=(large, small) if dice.below(2) else (large,))
    return Validity(months=dice.pick(months))


def _recurring(dice: Dice) -> Recurring:
    by_days = dice.below(2)
    return Recurring(
        days=dice.pick([30, 7, 100]) if by_days else None,
        months=None if by_days else dice.pick([1, 2, 6]),
        times=dice.pick([3, None, 1, 2, 5]),
    )


def _repair(dice: Dice) -> Repair:
    return Repair(
        gives_back=dice.pick([Fraction(1), Fraction(1, 2), Fraction(1, 3)]),
        within_days=dice.pick([None, None, 60]),
        gross=dice.below(2) == 1,
    )


def effects_of(dice: Dice) -> tuple[Effect, ...]:
    kinds = [EffectKind.NO_AWARD, EffectKind.MONEY, EffectKind.MONEY, EffectKind.TALK]
    found = []
    for _ in range(1 + dice.below(2)):
        kind, money = dice.pick(kinds), -1 if dice.below(2) else 1
        is_money = kind is EffectKind.MONEY
        found.append(
            Effect(
                kind=kind,
                from_time=1 + dice.below(3),
                fen=money * (1 + dice.below(5000)) if is_money else None,
                per_point=is_money and dice.below(2) == 1,
            )
        )
    return tuple(found)


# ------------------------------------------------------------------ an item
def item_of(dice: Dice, code: str, plan: Plan) -> Item:
    """One item: with or without each circumstance, in one of three chapters."""
    scoring = scoring_of(dice)
    adds = code in plan.additions
    chapter = dice.pick("ABC")
    figured = isinstance(scoring, FIGURED)
    cumulated = isinstance(scoring, Tiers) and scoring.cumulated is not None
    fed = dice.below(8) if figured else 0
    group = dice.pick(("", *plan.groups, *plan.groups, *plan.groups))
    if plan.tidy and group:
        group = plan.groups["ABC".index(chapter) % len(plan.groups)]
    maxima = [dice.limit() if dice.once_in(times) else None for times in (4, 6, 6, 8, 2)]
    return Item(
        code=code,
        chapter=chapter,
        title=code,
        direction=Direction.ADD if adds else Direction.DEDUCT,
        subject=dice.pick([Subject.CADRE, Subject.CADRE, Subject.VILLAGE]),
        scoring=scoring,
        shares={
            Capacity.NAMED: Fraction(1),
            **{
                capacity: dice.pick(SHARES)
                for capacity in dice.some(list(Capacity))
                if dice.below(2)
            },
        },
        event_max=maxima[0],
        month_max=maxima[1],
        quarter_max=maxima[2],
        half_max=maxima[3],
        cycle_max=maxima[4],
        matter_group=group,
        article="第一条",
        board=board_of(dice) if fed > 1 and not cumulated else None,
        scorers=_scorers(dice) if fed == 1 else {},
        only_for=population_of(dice) if dice.once_in(9) else None,
        repeat=_repeat(dice, plan) if dice.below(2) else None,
        period_factors={period.code: dice.pick(FACTORS[1:]) for period in dice.some(CALENDAR)}
        if dice.once_in(4)
        else {},
        finder_factors={finder: dice.pick(FACTORS) for finder in dice.one_or_more(list(Finder))}
        if dice.once_in(6)
        else {},
        reminded_within=dice.pick([30, 0, 90]) if dice.once_in(9) else None,
        recurring=_recurring(dice) if dice.once_in(6) else None,
        needs=Needs(at_least=1 + dice.below(4), items=frozenset(dice.some(plan.codes)))
        if dice.once_in(6)
        else None,
        zeroing=Zeroing(
            items=frozenset(dice.one_or_more(sorted(plan.additions))), from_time=1 + dice.below(2)
        )
        if plan.additions and dice.once_in(8)
        else None,
        freezes=dice.below(2) == 1 and not adds,
        repair=_repair(dice) if dice.below(4) else None,
        validity=_validity(dice, scoring) if dice.below(2) else None,
        effects=effects_of(dice) if dice.once_in(3) else (),
        village_set=3 if dice.once_in(16) else None,
        overridable=dice.once_in(5),
    )


def _scorers(dice: Dice) -> dict[str, Fraction]:
    weights: Sequence[Fraction] = dice.pick(
        [(Fraction(1),), (Fraction(1, 2),) * 2, (Fraction(1, 3),) * 3]
    )
    return {f"office{n}": weight for n, weight in enumerate(weights)}
