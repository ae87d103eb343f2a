"""Any rulebook that a file may hold, for the laws of writing, reading and digesting."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.rules import (
    Capacity,
    Chapter,
    CycleRule,
    Direction,
    Item,
    LadderRule,
    LateFacts,
    Limit,
    LowRank,
    MatterGroup,
    MatterMode,
    Named,
    ProcessRule,
    RankingRule,
    RollupRule,
    Rulebook,
    ScoreRule,
    SecondScope,
    ServiceRule,
    Several,
    Subject,
    TieBreak,
    TriggerMode,
)
from jifen.core.shapes import (
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
from jifen.rulebook.reader import may_propose
from tests.core.strategies_dice import Dice
from tests.rulebook import parts

LARGE = Centipoints(500_00)

awards = st.integers(1, 400_00).map(Centipoints)
shares = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)
# What YAML gives a meaning to is drawn on purpose, at the beginning and inside.
_marks = st.sampled_from("#:-?&*!|>'\"%@`{}[]~,.=<\\0123true分，“”")
_seen = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "M")) | _marks
_inside = st.text(st.characters(codec="utf-8", categories=("L", "P", "Zs")) | _marks, max_size=6)
_words = st.sampled_from(
    ["true", "null", "No", "~", "1", "0.10", "2024-08-01", "- a", "a: b", "a #b"]
)
lines = st.builds("".join, st.tuples(_seen, _inside, _seen)) | _words
texts = lines | st.builds("\n".join, st.tuples(lines, lines))
_ends = st.sampled_from("ABCab甲乙12")
codes = st.builds("".join, st.tuples(_ends, st.text("AB甲-_1", max_size=4), _ends)) | _ends
_figures = st.fractions(0, 1000, max_denominator=8)
_steps = st.builds(Fraction, st.integers(1, 10**6 - 1), st.sampled_from([1, 7, 1000]))
one_code = st.sampled_from(["true", "null", "no", "1", "甲", "A-1", "on"])

dice = st.binary(min_size=400, max_size=400).map(Dice)


def _unique(values: st.SearchStrategy[str], *, most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(values, min_size=1, max_size=most, unique=True)


@st.composite
def scorings(draw: st.DrawFn, tables: tuple[Level, ...]) -> Scoring:
    """Draw one way of scoring, a named level table among them."""
    low = draw(awards)
    high = Centipoints(low + draw(st.integers(1, 100)))
    match draw(st.integers(0, 8)):
        case 0:
            return Fixed(points=low)
        case 1:
            return Range(least=low, most=high, decided=draw(st.booleans()))
        case 2:
            return PerUnit(each=low, unit=draw(lines))
        case 3:
            return draw(levels(""))
        case 4:
            return draw(st.sampled_from(tables))
        case 5:
            return Rate(
                metric=draw(lines),
                target=Fraction(draw(st.integers(-(10**6), 10**6)), 100),
                step=draw(_steps),
                each=low,
                most=high,
                started=draw(st.booleans()),
            )
        case 6:
            figures = sorted(draw(st.lists(_figures, min_size=2, max_size=4, unique=True)))
            worth = [Centipoints(0), low, high, low]
            return Linear(
                metric=draw(lines),
                points=tuple(
                    LinearPoint(figure=figure, points=points)
                    for figure, points in zip(figures, worth, strict=False)
                ),
            )
        case 7:
            short = draw(st.none() | slopes(low))
            return Threshold(
                metric=draw(lines),
                target=Fraction(95),
                full=high,
                short=short,
                zero_under=draw(st.none() | st.just(Fraction(801, 10))) if short else None,
                over=draw(st.none() | slopes(low)),
            )
        case _:
            return draw(tiers())


@st.composite
def slopes(draw: st.DrawFn, each: Centipoints) -> Slope:
    """Draw how much is taken or given for every step."""
    most = draw(st.none() | st.just(Centipoints(each + 1)))
    return Slope(step=draw(_steps), each=each, most=most, started=draw(st.booleans()))


@st.composite
def tiers(draw: st.DrawFn) -> Tiers:
    """Draw tiers of either side, with open and closed bounds."""
    at_most = draw(st.booleans())
    points = sorted(draw(st.lists(awards, min_size=1, max_size=4, unique=True)))[::-1]
    count = len(points)
    bounds = draw(st.lists(_figures, unique=True, min_size=count, max_size=count))
    steps = zip(sorted(bounds, reverse=not at_most), points, strict=True)
    return Tiers(
        metric=draw(lines),
        at_most=at_most,
        steps=tuple(
            TierStep(bound=bound, points=amount, inside=draw(st.booleans()))
            for bound, amount in steps
        ),
        cumulated=None if at_most else draw(st.none() | st.sampled_from(Period)),
    )


@st.composite
def levels(draw: st.DrawFn, name: str) -> Level:
    """Draw a level table."""
    keys = draw(_unique(codes, most=4))
    points = sorted(draw(st.lists(awards, min_size=len(keys), max_size=len(keys))), reverse=True)
    lower = len(keys) > 1 and draw(st.booleans())
    ranged = draw(st.booleans())
    rows = zip(keys, points, strict=True)
    return Level(
        rows=tuple(
            LevelRow(
                key=key,
                name=draw(lines),
                points=amount,
                most=Centipoints(amount + 50) if ranged else None,
            )
            for key, amount in rows
        ),
        department_lower=lower,
        issuers=tuple(
            Issuer(name=f"某单位{place}", level=key, department=lower and draw(st.booleans()))
            for place, key in enumerate(keys)
            if draw(st.booleans())
        ),
        table=name,
    )


@st.composite
def items(draw: st.DrawFn, code: str, side: Direction, tables: tuple[Level, ...]) -> Item:
    """Draw an item of chapter and article "A", in no group and without circumstances."""
    roles = sorted(role.value for role in may_propose(side))
    capacities = draw(st.lists(st.sampled_from(Capacity), min_size=1, unique=True))
    return Item(
        code=code,
        chapter="A",
        title=draw(lines),
        purpose=draw(st.just("") | texts),
        procedure=draw(st.just("") | texts),
        direction=side,
        subject=draw(st.sampled_from(Subject)),
        scoring=draw(scorings(tables)),
        shares={capacity: draw(shares) for capacity in capacities},
        duty_area=draw(st.sampled_from(["all", "甲"])),
        article="A",
        evidence=tuple(draw(_unique(lines))) if draw(st.booleans()) else (),
        proposers=tuple(draw(_unique(st.sampled_from(roles)))),
        grave=draw(st.booleans()),
        note=draw(st.just("") | texts),
    )


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Draw a whole scheme that the reader takes for sound."""
    tables = (draw(levels("t1")),)
    item_codes = draw(_unique(codes | one_code, most=2))
    groups = (draw(_unique(codes)) if draw(st.booleans()) else [])[: len(item_codes)]
    sides = [(code, draw(st.sampled_from(Direction))) for code in item_codes]
    drawn = tuple(
        replace(
            parts.dressed(draw(dice), draw(items(code, side, tables)), sides),
            matter_group=groups[place % len(groups)] if groups else "",
        )
        for place, (code, side) in enumerate(sides)
    )
    used = {code for item in drawn for code in item.period_factors}
    scheme = draw(dice)
    modes = {group: draw(st.sampled_from(MatterMode)) for group in groups}
    month = draw(st.integers(1, 12))
    breaks = draw(st.lists(st.sampled_from(TieBreak), unique=True))
    roles = sorted({role.value for side in Direction for role in may_propose(side)})
    score = draw(st.integers(0, 200_00))
    low = st.builds(LowRank, ratio=shares, people=st.integers(1, 9))
    low_rank = draw(st.none() | low)
    gross = draw(awards)
    return Rulebook(
        code=draw(codes),
        title=draw(lines),
        version=draw(lines),
        illustrative=draw(st.booleans()),
        effective_on=dt.date(draw(st.integers(2000, 2100)), month, 1),
        cycle=CycleRule(
            start_month=month,
            briefings=draw(st.sampled_from([1, 2, 4])),
            entry_deadline_days=draw(st.none() | st.integers(1, 90)),
        ),
        score=ScoreRule(
            base=Centipoints(score),
            add_max=draw(st.none() | awards),
            deduct_max=draw(st.none() | awards),
            floor=draw(st.none() | st.integers(0, score).map(Centipoints)),
        ),
        service=ServiceRule(
            prorate_base=draw(st.booleans()),
            months_to_rank=draw(st.integers(0, 12)),
            months_to_award=draw(st.integers(0, 12)),
            leave_costs=frozenset(scheme.some(["private", "suspension"])),
            several=scheme.pick(list(Several)),
        ),
        ranking=RankingRule(
            tie_breaks=tuple(breaks),
            tie_chapter="A" if TieBreak.MORE_IN_CHAPTER in breaks else "",
            leaves_out=parts.population(scheme) if scheme.once_in(3) else None,
        ),
        rollup=RollupRule(
            members_weight=draw(st.fractions(0, 1, max_denominator=10)),
            leave_out_village_items=draw(st.booleans()),
        ),
        ladder=LadderRule(
            gross_line=gross,
            gross_line_of={
                group: Centipoints(gross + place) for place, group in enumerate(PostGroup)
            }
            if scheme.once_in(2)
            else {},
            removal_line=Centipoints(gross + 3) if scheme.once_in(2) else None,
            low_rank=low_rank,
            reminder=draw(st.none() | low),
            trigger=draw(st.sampled_from(TriggerMode)) if low_rank else TriggerMode.EITHER,
            second_scope=draw(st.sampled_from(SecondScope)),
            first_measure=draw(lines),
        ),
        process=ProcessRule(
            grave_line=LARGE,
            minor_line=draw(awards),
            answer_days=draw(st.integers(1, 90)),
            late=scheme.pick([None, *LateFacts]),
        ),
        articles=(Named(code="A", name=draw(lines)),),
        duty_areas=(Named(code="甲", name=draw(lines)),),
        proposers=tuple(Named(code=role, name=draw(lines)) for role in roles),
        chapters=(
            Chapter(
                code="A",
                name=draw(lines),
                add_max=draw(st.none() | awards),
                deduct_max=draw(st.none() | awards),
            ),
        ),
        matter_groups=tuple(
            MatterGroup(
                code=group,
                text=draw(lines),
                mode=mode,
                limit=LARGE if mode is MatterMode.SUM_MAX else None,
            )
            for group, mode in modes.items()
        ),
        limits=(
            Limit(
                code="共用",
                text=draw(lines),
                items=frozenset({drawn[0].code}),
                limit=LARGE,
                per=scheme.pick(list(Period)),
            ),
        )
        if draw(st.booleans())
        else (),
        periods=tuple(
            parts.calendar(scheme, code, draw(lines)) for code in parts.PERIODS if code in used
        ),
        items=drawn,
        results=parts.results(scheme, [draw(lines), draw(lines)]),
        assumptions=tuple(draw(_unique(lines))) if draw(st.booleans()) else (),
    )
