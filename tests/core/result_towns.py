"""Random towns for what is about results: a version, its people, their villages and past."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

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
    Source,
    SourceKind,
    Streak,
    StreakOf,
    SubCycles,
    Unit,
    Vote,
)
from jifen.core.circumstances import EffectKind, Population
from jifen.core.facts import Away
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.ranking import KEPT_OUT
from jifen.core.results import Ballots, Line, PastCycle, Person, Seating, UnitResult
from jifen.core.rules import LadderRule, LowRank, RankingRule, Rulebook, ServiceRule, TieBreak
from jifen.core.shapes import Period
from tests.core.result_people import due, person, version
from tests.core.strategies_dice import ENDS_ON, STARTS_ON, Dice, rolls

VILLAGES = ("v1", "v2", "v3")
BANDS = ("good", "fair", "pass", "poor")
LEASTS = (91_00, 88_00, 80_00, 70_00, 99_00)
RATIOS = (Fraction(3, 10), Fraction(1, 5), Fraction(1, 3), Fraction(1, 2), Fraction(1, 10))
AMONGS = (Among.TOWN, Among.TOWN, Among.POST_GROUP, Among.VILLAGE)
VOTE = Vote(
    voters={"villagers": Fraction(3, 5), "leaders": Fraction(2, 5)},
    options={"good": Centipoints(100_00), "fair": Centipoints(80_00), "poor": Centipoints(0)},
    turnout=Fraction(1, 2),
)
SOURCES = (
    Source(
        code="points",
        name="积分",
        kind=SourceKind.POINTS,
        weight=Fraction(7, 10),
        out_of=Centipoints(110_00),
    ),
    Source(code="vote", name="测评", kind=SourceKind.VOTE, weight=Fraction(1, 10), vote=VOTE),
    Source(code="score", name="满意度", kind=SourceKind.SCORE, weight=Fraction(1, 10)),
    Source(code="village", name="所在村", kind=SourceKind.VILLAGE, weight=Fraction(1, 10)),
)
EFFECTS = (
    due(EffectKind.GRADE_CAP, grade="fair"),
    due(EffectKind.GRADE_CAP, grade="pass"),
    due(EffectKind.GRADE, grade="good", item="add"),
    due(EffectKind.GRADE, grade="poor"),
    due(EffectKind.TOTAL, points=Centipoints(80_00)),
    due(EffectKind.NO_AWARD),
    due(EffectKind.NO_BONUS),
    due(EffectKind.TALK),
    due(EffectKind.MONEY, fen=20_00),
    due(EffectKind.MONEY, fen=30_00, item="add"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Everything that `results` is given."""

    rulebook: Rulebook
    people: tuple[Person, ...]
    units: tuple[UnitResult, ...]
    pool_fen: int | None
    history: tuple[PastCycle, ...]
    as_of: dt.date | None


def towns() -> st.SearchStrategy[Town]:
    """Any town of up to sixteen people in three villages; half of them have at least eight."""
    people = st.lists(rolls(), max_size=16) | st.lists(rolls(), min_size=8, max_size=16)
    return st.builds(town_of, rolls(), rolls(), people)


def town_of(version_dice: Dice, dice: Dice, people_dice: list[Dice]) -> Town:
    people = tuple(person_of(one, f"C{n:02}") for n, one in enumerate(people_dice))
    return Town(
        rulebook=version_of(version_dice),
        people=people,
        units=tuple(
            UnitResult(
                path=path,
                result=None if dice.once_in(12) else total(dice),
                grade=dice.pick("ABC"),
            )
            for path in VILLAGES
        ),
        pool_fen=dice.pick([None, dice.below(10_000_00)]),
        history=tuple(
            PastCycle(
                name=str(number),
                grades={one.code: dice.pick(["good", "fair", ""]) for one in people},
                lowest=frozenset(one.code for one in people if dice.once_in(3)),
            )
            for number in range(dice.below(3))
        ),
        as_of=dice.pick([None, None, ENDS_ON - dt.timedelta(days=185), STARTS_ON]),
    )


def total(dice: Dice) -> Centipoints:
    """A figure around the lines, often one of a few, so that people tie."""
    kind = dice.below(4)
    if kind < 2:
        return Centipoints(dice.pick([95_00, 91_00, 83_00]))
    if kind == 2:
        return Centipoints(dice.pick(range(55_00, 104_00, 4_00)))
    return Centipoints(50_00 + dice.below(60_00))


# ------------------------------------------------------------------ versions
def version_of(dice: Dice) -> Rulebook:
    few = Population(post_groups=frozenset({PostGroup.DEPUTY}), places=frozenset({"community"}))
    hired = Population(bodies=frozenset({Body.HIRED}))
    return version(
        rules_of(dice),
        ranking=RankingRule(
            tie_breaks=dice.pick([(), (TieBreak.FEWER_GROSS,)]),
            leaves_out=dice.pick([None, None, few, hired]),
        ),
        service=ServiceRule(
            prorate_base=bool(dice.below(2)),
            months_to_rank=dice.pick([0, 3]),
            months_to_award=dice.pick([0, 6]),
            leave_costs=frozenset(dice.some(["private"])),
        ),
        ladder=LadderRule(
            gross_line=Centipoints(40_00),
            low_rank=dice.pick([None, LowRank(ratio=dice.pick(RATIOS))]),
        ),
    )


def rules_of(dice: Dice) -> ResultsRule:
    """Any rules of results; some towns have sources, sub-cycles, bands of a post group."""
    return ResultsRule(
        sub_cycles=sub_cycles_of(dice) if dice.once_in(4) else None,
        sources=SOURCES if dice.once_in(4) else (),
        village_max=Fraction(11, 10) if dice.once_in(5) else None,
        bands=() if dice.once_in(8) else bands_of(dice),
        bands_of={PostGroup.CHIEF: bands_of(dice)} if dice.once_in(4) else {},
        quotas=quotas_of(dice),
        prizes=prizes_of(dice),
        pool=pool_of(dice) if dice.below(4) else None,
        streaks=(
            Streak(code="twice", of=StreakOf.GRADE, times=2, grade="good", measure="表扬"),
            Streak(code="last", of=StreakOf.LOWEST, times=2, measure="约谈"),
        ),
        carry_in=CarryIn(
            of=dice.pick(list(CarryOf)),
            share=dice.pick(RATIOS),
            most=dice.pick([None, Centipoints(1_00)]),
        )
        if dice.below(2)
        else None,
    )


def sub_cycles_of(dice: Dice) -> SubCycles:
    period = dice.pick([Period.QUARTER, Period.HALF, Period.MONTH])
    count = {Period.MONTH: 12, Period.QUARTER: 4, Period.HALF: 2}[period]
    shares = [dice.below(4) for _ in range(count)]
    shares[0] += not sum(shares)
    combine = dice.pick(list(Combine))
    weighed = combine is Combine.WEIGHTS
    return SubCycles(
        period=period,
        base=Centipoints(90_00 // (count if combine is Combine.SUM else 1)),
        combine=combine,
        weights=tuple(Fraction(share, sum(shares)) for share in shares) if weighed else (),
        floor=dice.pick([None, Centipoints(5_00)]),
    )


def bands_of(dice: Dice) -> tuple[Band, ...]:
    at = dice.below(3)
    lines = sorted({*LEASTS[at : at + 3]}, reverse=True)
    named = zip(BANDS, lines, strict=False)
    return (
        *(
            Band(code=code, name=code, least=Centipoints(least), inside=bool(dice.below(2)))
            for code, least in named
        ),
        Band(code=BANDS[-1], name=BANDS[-1]),
    )


def quotas_of(dice: Dice) -> tuple[Quota, ...]:
    """Any quotas; one time in three, one for each of the two highest grades in the town."""
    if dice.once_in(3):
        ratio = dice.pick(RATIOS)
        return tuple(Quota(grade=grade, ratio=ratio) for grade in BANDS[:2])
    return tuple(quota_of(dice) for _ in range(dice.pick([1, 2, 3, 0])))


def quota_of(dice: Dice) -> Quota:
    return Quota(
        grade=dice.pick(["good", "fair", "good", "pass"]),
        ratio=dice.pick(RATIOS),
        rounding=dice.pick(list(Rounding)),
        floor=dice.pick([None, None, Centipoints(dice.pick(LEASTS))]),
        among=dice.pick(AMONGS),
        by_unit_grade=dice.pick([{}, {}, {"A": Fraction(1, 2), "C": Fraction(0)}]),
    )


def prizes_of(dice: Dice) -> tuple[Prize, ...]:
    among = dice.pick(AMONGS)
    places = sorted({1 + dice.below(8) for _ in range(dice.below(4))})
    leasts = sorted((dice.pick(LEASTS) for _ in places), reverse=True)
    return tuple(
        Prize(
            code=f"p{place}",
            name=f"p{place}",
            places=place,
            least=Centipoints(least),
            fen=50_00,
            among=among,
        )
        for place, least in zip(places, leasts, strict=True)
    )


def pool_of(dice: Dice) -> Pool:
    brackets = (
        Bracket(over=Centipoints(60_00), fen=10_00),
        Bracket(over=Centipoints(80_50), fen=25_00),
    )
    coefficients = {PostGroup.CHIEF: Fraction(3, 2), PostGroup.MEMBER: Fraction(8, 10)}
    return Pool(
        fen=dice.pick([dice.below(100_000_00), None]),
        coefficients=dice.pick([{}, {}, coefficients]),
        by_months=bool(dice.below(2)),
        brackets=dice.pick([(), (), (), brackets]),
        ratio=dice.pick([None, None, *RATIOS[:2]]),
        least=dice.pick([None, None, None, Centipoints(dice.pick(LEASTS))]),
        share_max=dice.pick([None, None, Fraction(1, 3), Fraction(1, 20)]),
        unit=dice.pick(list(Unit)),
    )


# ------------------------------------------------------------------ people
def person_of(dice: Dice, code: str) -> Person:
    months = 1 + dice.below(11) if dice.once_in(6) else 12
    prorated = months < 12 and dice.below(3) > 0
    start = STARTS_ON if months == 12 else ENDS_ON - dt.timedelta(days=30 * months + 3)
    facts = [
        (dice.day(), dice.pick([100, -300, -150, 400])) for _ in range(dice.pick([0, 0, 0, 1, 2]))
    ]
    away = Away(kind="private", from_on=dice.day(), to_on=ENDS_ON)
    return person(
        code,
        total(dice),
        facts=facts,
        proration=-(12 - months) * 3_00 if prorated else 0,
        served=((start, ENDS_ON),),
        away=(away,) if dice.once_in(10) else (),
        effects=[dice.pick(EFFECTS) for _ in range(1 + dice.below(2))] if dice.once_in(6) else (),
        gross=1_00 * dice.pick([0, 0, 0, 1, 2]),
        months=months,
        group=dice.pick([PostGroup.MEMBER, PostGroup.DEPUTY, PostGroup.CHIEF]),
        bodies=frozenset({Body.HIRED if dice.once_in(10) else Body.PARTY}),
        place=dice.pick(["village", "village", "community"]),
        carry_in=dice.pick([0, 0, 0, 0, 50]),
        village=dice.pick(VILLAGES),
        kept_out=dice.pick([None] * 14 + [*KEPT_OUT.values()]),
        ballots={} if dice.once_in(16) else {"vote": ballots_of(dice)},
        scores={} if dice.once_in(16) else {"score": total(dice)},
    )


def ballots_of(dice: Dice) -> Mapping[str, Ballots]:
    return {
        category: Ballots(
            given=14 + dice.below(3),
            answers={"good": dice.below(7), "fair": 5 + dice.below(3)},
            spoiled=dice.below(2),
        )
        for category in VOTE.voters
    }


# ------------------------------------------------------------------ meetings
def decisions(lines: Iterable[Line], pick: int) -> dict[str, Seating]:
    """What a meeting might decide of each tie: some of its people, as many as are open or fewer."""
    found: dict[str, Seating] = {}
    for line in lines:
        turned = [*line.tied[pick % len(line.tied) :], *line.tied]
        seats = line.open_seats if pick % 3 else max(line.open_seats - 1, 0)
        found[line.key] = Seating(tied=frozenset(line.tied), seated=frozenset(turned[:seats]))
    return found
