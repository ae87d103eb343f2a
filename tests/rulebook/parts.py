"""Circumstances, process and results that a file may hold, rolled with dice."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from jifen.core.appraisal import (
    Among,
    Band,
    Bracket,
    CarryIn,
    CarryOf,
    Combine,
    Pool,
    Prize,
    Quota,
    ResultsRule,
    Rounding,
    Shortlist,
    Source,
    SourceKind,
    Streak,
    StreakOf,
    SubCycles,
    Unit,
    Use,
    Vote,
)
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
from jifen.core.rules import Approver, Direction, Item
from jifen.core.shapes import Absent, Better, Board, BoardBy, Figured, Level, Period, Tiers
from tests.core.strategies_dice import Dice

GRADES = ("good", "fair", "poor")
PERIODS = ("flood", "session")
SHARES = [Fraction(1), Fraction(1, 3), Fraction(1, 20), Fraction(7, 10)]
FACTORS = [Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(1, 7)]
LARGE = 500_00
CAPS = ("event_max", "month_max", "quarter_max", "half_max", "cycle_max")


def dressed(dice: Dice, item: Item, items: Sequence[tuple[str, Direction]]) -> Item:
    """Return the item with circumstances, caps and process that its scheme allows."""
    deducts = item.direction is Direction.DEDUCT
    scoring = item.scoring
    figured = isinstance(scoring, Figured)
    board = figured and not (isinstance(scoring, Tiers) and scoring.cumulated)
    others = [code for code, _ in items if code != item.code]
    adding = [code for code, side in items if side is Direction.ADD and code != item.code]
    needs = dice.once_in(4)
    on_board = board and dice.once_in(2)
    caps = {key: Centipoints(LARGE + place) for place, key in enumerate(CAPS) if dice.once_in(3)}
    return replace(
        item,
        **caps,
        board=_board(dice) if on_board else None,
        only_for=population(dice) if dice.once_in(4) else None,
        repeat=_repeat(dice, others) if dice.once_in(3) else None,
        period_factors={code: dice.pick(FACTORS) for code in dice.some(PERIODS)},
        finder_factors={finder: dice.pick(FACTORS) for finder in dice.some(Finder)},
        reminded_within=dice.below(90) + 1 if deducts and dice.once_in(4) else None,
        recurring=_recurring(dice) if dice.once_in(4) else None,
        needs=Needs(at_least=2 + dice.below(5), items=frozenset({item.code, *dice.some(others)}))
        if needs
        else None,
        zeroing=Zeroing(items=frozenset(adding), from_time=1 + dice.below(3))
        if adding and dice.once_in(3)
        else None,
        freezes=deducts and dice.once_in(4),
        repair=_repair(dice) if deducts and dice.once_in(3) else None,
        validity=_validity(dice, item) if dice.once_in(2) else None,
        effects=tuple(_effect(dice) for _ in range(dice.below(3))),
        scorers=_weights(dice, item.proposers)
        if figured and not on_board and dice.once_in(3)
        else {},
        approver=dice.pick([None, *Approver]),
        publicised=not dice.once_in(4),
        village_set=9 if not deducts and not needs and dice.once_in(5) else None,
        overridable=dice.once_in(4),
    )


def _board(dice: Dice) -> Board:
    return Board(
        by=dice.pick(list(BoardBy)), better=dice.pick(list(Better)), absent=dice.pick(list(Absent))
    )


def population(dice: Dice) -> Population:
    """Return who is meant, never nobody and never everybody."""
    return Population(
        post_groups=frozenset(dice.some([PostGroup.CHIEF, PostGroup.DEPUTY])),
        bodies=frozenset(dice.one_or_more(list(Body))),
        places=frozenset(dice.some(["village", "community"])),
    )


def _repeat(dice: Dice, others: Sequence[str]) -> Repeat:
    days, months = dice.pick([(None, None), (90, None), (None, 24)])
    return Repeat(
        factors=(dice.pick(FACTORS), Fraction(2), *dice.some(FACTORS)),
        days=days,
        months=months,
        together=frozenset(dice.some(others)),
    )


def _recurring(dice: Dice) -> Recurring:
    days, months = dice.pick([(10, None), (None, 1)])
    return Recurring(days=days, months=months, times=dice.pick([None, 2, 6]))


def _repair(dice: Dice) -> Repair:
    return Repair(
        gives_back=dice.pick(SHARES), within_days=dice.pick([None, 30]), gross=dice.once_in(2)
    )


def _validity(dice: Dice, item: Item) -> Validity:
    if isinstance(item.scoring, Level):
        keys = dice.one_or_more([row.key for row in item.scoring.rows])
        return Validity(by_level={key: 1 + dice.below(36) for key in keys})
    if dice.once_in(2):
        return Validity(months=1 + dice.below(600))
    sizes = sorted({int(dice.points()) for _ in range(3)}, reverse=True)
    return Validity(
        by_size=tuple(
            ValidFrom(points=Centipoints(size), months=1 + dice.below(36)) for size in sizes
        )
    )


def _effect(dice: Dice) -> Effect:
    kind = dice.pick(list(EffectKind))
    money = kind is EffectKind.MONEY
    graded = kind in (EffectKind.GRADE, EffectKind.GRADE_CAP)
    return Effect(
        kind=kind,
        from_time=1 + dice.below(3),
        grade=dice.pick(GRADES[1:]) if graded else "",
        points=dice.pick([Centipoints(0), dice.points()]) if kind is EffectKind.TOTAL else None,
        fen=1 + dice.below(100_000) if money else None,
        per_point=money and dice.once_in(2),
    )


def _weights(dice: Dice, codes: Sequence[str]) -> dict[str, Fraction]:
    parts = {code: 1 + dice.below(9) for code in codes}
    return {code: Fraction(part, sum(parts.values())) for code, part in parts.items()}


def calendar(dice: Dice, code: str, name: str) -> CalendarPeriod:
    """Return a calendar period of one code."""
    day = dt.date(2024 + dice.below(3), 1 + dice.below(12), 1 + dice.below(28))
    later = day + dt.timedelta(days=50)
    yearly = (MonthDay(1 + dice.below(12), 1 + dice.below(28)), MonthDay(2, 29))
    both = dice.once_in(2)
    return CalendarPeriod(
        code=code,
        name=name,
        dates=((day, day + dt.timedelta(days=dice.below(40))), (later, later)) if both else (),
        yearly=() if both and dice.once_in(2) else (yearly, (yearly[1], yearly[1])),
    )


# ------------------------------------------------------------------ results
def results(dice: Dice, names: Sequence[str]) -> ResultsRule:
    """Return results rules with the grades of `GRADES`; `names` are what things are called."""
    bands = _bands(dice, names, GRADES)
    return ResultsRule(
        sub_cycles=_sub_cycles(dice) if dice.once_in(2) else None,
        sources=_sources(dice, names) if dice.once_in(2) else (),
        village_max=Fraction(11, 10) if dice.once_in(2) else None,
        bands=bands,
        bands_of={group: _bands(dice, names, GRADES[1:]) for group in dice.some(PostGroup)},
        quotas=tuple(_quota(dice, among) for among in dice.some(Among)),
        prizes=tuple(
            Prize(
                code=f"prize{place}",
                name=dice.pick(names),
                places=place,
                least=dice.points(),
                fen=dice.pick([None, 1 + dice.below(10**6)]),
                among=dice.pick(list(Among)),
            )
            for place in range(1, 1 + dice.below(4))
        ),
        pool=_pool(dice) if dice.once_in(2) else None,
        streaks=(streaks := _streaks(dice, names)),
        shortlists=_shortlists(dice, names, [one.code for one in streaks]),
        carry_in=CarryIn(
            of=dice.pick(list(CarryOf)),
            share=dice.pick(SHARES),
            most=dice.pick([None, dice.points()]),
        )
        if dice.once_in(2)
        else None,
    )


def _bands(dice: Dice, names: Sequence[str], codes: Sequence[str]) -> tuple[Band, ...]:
    bounds = [Centipoints(90_00 - 10_00 * place + dice.below(999)) for place in range(len(codes))]
    return tuple(
        Band(
            code=code,
            name=dice.pick(names),
            least=None if code == codes[-1] else least,
            inside=code == codes[-1] or dice.once_in(2),
        )
        for code, least in zip(codes, bounds, strict=True)
    )


def _sub_cycles(dice: Dice) -> SubCycles:
    period, parts = dice.pick([(Period.MONTH, 12), (Period.QUARTER, 4), (Period.HALF, 2)])
    combine = dice.pick(list(Combine))
    base = dice.points()
    numbers = [1 + dice.below(9) for _ in range(parts)]
    return SubCycles(
        period=period,
        base=base,
        combine=combine,
        weights=tuple(Fraction(n, sum(numbers)) for n in numbers)
        if combine is Combine.WEIGHTS
        else (),
        floor=dice.pick([None, Centipoints(0), base]),
    )


def _sources(dice: Dice, names: Sequence[str]) -> tuple[Source, ...]:
    kinds = [SourceKind.POINTS, *dice.some([SourceKind.VOTE, SourceKind.SCORE, SourceKind.VILLAGE])]
    weights = _weights(dice, kinds)
    return tuple(
        Source(
            code=f"from-{kind}",
            name=dice.pick(names),
            kind=kind,
            weight=weights[kind],
            out_of=dice.pick([None, dice.points()]),
            vote=Vote(
                voters=_weights(dice, ["villagers", "领导"]),
                options={"优": Centipoints(100_00), "差": Centipoints(0), "中": dice.points()},
                turnout=dice.pick([Fraction(0), *SHARES]),
            )
            if kind is SourceKind.VOTE
            else None,
        )
        for kind in kinds
    )


def _quota(dice: Dice, among: Among) -> Quota:
    return Quota(
        grade=dice.pick(GRADES[:-1]),
        ratio=dice.pick(SHARES),
        rounding=dice.pick(list(Rounding)),
        floor=dice.pick([None, dice.points()]),
        among=among,
        by_unit_grade={grade: dice.pick([*SHARES, Fraction(0)]) for grade in dice.some(GRADES)},
    )


def _pool(dice: Dice) -> Pool:
    overs = sorted({int(dice.points()) for _ in range(dice.below(3))})
    return Pool(
        fen=dice.pick([None, 100 + 100 * dice.below(10**6)]),
        coefficients={group: dice.pick(FACTORS[1:]) for group in dice.some(PostGroup)},
        by_months=dice.once_in(2),
        brackets=tuple(Bracket(over=Centipoints(o), fen=1 + dice.below(9999)) for o in overs),
        ratio=dice.pick([None, *SHARES]),
        least=dice.pick([None, dice.points()]),
        share_max=dice.pick([None, *SHARES]),
        unit=dice.pick(list(Unit)),
    )


def _shortlists(dice: Dice, names: Sequence[str], streaks: Sequence[str]) -> tuple[Shortlist, ...]:
    one = Shortlist(
        code="first",
        name=dice.pick(names),
        use=dice.pick(list(Use)),
        grades=dice.pick([(), GRADES[:1], tuple(GRADES)]),
        streak=dice.pick(["", *streaks]),
        places=dice.pick([None, 1 + dice.below(20)]),
        least=dice.pick([None, dice.points()]),
        months=dice.below(7),
        no_case=dice.once_in(2),
        no_talk_months=dice.below(13),
        no_grave_months=dice.below(13),
    )
    return (one,) if dice.once_in(2) else ()


def _streaks(dice: Dice, names: Sequence[str]) -> tuple[Streak, ...]:
    streak = Streak(
        code="twice",
        of=StreakOf.GRADE,
        grade=dice.pick(GRADES),
        times=2 + dice.below(4),
        measure=dice.pick(names),
    )
    return (streak,) if dice.once_in(2) else ()
