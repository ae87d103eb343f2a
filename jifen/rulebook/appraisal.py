"""Results rules (考核结果) as they are written: votes, grades, prizes, money, streaks."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

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
from jifen.core.points import Centipoints, display
from jifen.core.posts import PostGroup
from jifen.core.shapes import Period
from jifen.rulebook.fields import Fields
from jifen.rulebook.items import MONTHS
from jifen.rulebook.keys import (
    BAND,
    CARRY_IN,
    POOL,
    POST_GROUPS,
    PRIZE,
    QUOTA,
    RESULTS,
    SHORTLIST,
    SOURCE,
    STREAK,
    SUB_CYCLES,
    VOTE,
)
from jifen.rulebook.weights import factors, ordered, together, weights

MOST_PLACES = 100_000
MOST_CYCLES = 20
MOST_MONTHS = 120

T = TypeVar("T")


def read(top: Fields, *, months: int, low_rank: bool) -> ResultsRule | None:
    """Return the results rules; `months` of the cycle, and whether the ladder has a low rank."""
    fields = top.part("results", RESULTS)
    if fields is None:
        return None
    bands = _bands(fields, "bands")
    grades = [band.code for band in bands]
    streaks = [code for code, _part in fields.tables("streaks", STREAK)]
    return ResultsRule(
        sub_cycles=_one(fields, "sub_cycles", lambda part: _sub_cycles(part, months)),
        sources=_sources(fields),
        village_max=_positive(fields, "village_max") if fields.has("village_max") else None,
        bands=bands,
        bands_of=_bands_of(fields, grades),
        quotas=_quotas(fields, bands),
        prizes=_prizes(fields),
        pool=_one(fields, "pool", _pool),
        streaks=tuple(
            _streak(code, part, grades, low_rank=low_rank)
            for code, part in fields.tables("streaks", STREAK)
        ),
        shortlists=tuple(
            _shortlist(code, part, grades, streaks, months)
            for code, part in fields.tables("shortlists", SHORTLIST)
        ),
        carry_in=_one(fields, "carry_in", _carry_in),
    )


_KEYS = {"sub_cycles": SUB_CYCLES, "pool": POOL, "carry_in": CARRY_IN}


def _one(fields: Fields, key: str, reading: Callable[[Fields], T]) -> T | None:
    part = fields.part(key, _KEYS[key])
    return None if part is None else reading(part)


def _positive(fields: Fields, key: str) -> Fraction:
    value = fields.factor(key)
    if fields.sound(key) and value <= 0:
        fields.problem("figure.rate", key, key=key)
    return value


# ------------------------------------------------------------------ what the result is made of
def _sub_cycles(fields: Fields, months: int) -> SubCycles:
    period = fields.choice("period", Period, Period.HALF)
    length = MONTHS.get(period, months)
    if fields.has("period") and fields.sound("period") and (length >= months or months % length):
        fields.problem("sub-cycle.period", "period", value=period, months=months)
    base, floor = fields.amount("base"), fields.amount("floor")
    if base is not None and floor is not None and base < floor:
        fields.problem("score.floor", "base", base=display(base), floor=display(floor))
    combine = fields.choice("combine", Combine, Combine.SUM)
    shares = fields.factors("weights")
    weighed = combine is Combine.WEIGHTS
    if fields.has("combine") and fields.sound("combine", "period", "weights"):
        if weighed != fields.has("weights") or (weighed and len(shares) * length != months):
            key = "weights" if fields.has("weights") else "combine"
            fields.problem("sub-cycle.weights", key, parts=months // length)
        elif weighed:
            together(fields, "weights", shares)
    return SubCycles(
        period=period, base=base or Centipoints(0), combine=combine, weights=shares, floor=floor
    )


def _sources(fields: Fields) -> tuple[Source, ...]:
    sources = []
    sound = True
    for code, part in fields.tables("sources", SOURCE):
        kind = part.choice("kind", SourceKind, SourceKind.POINTS)
        if part.sound("kind") and (kind is SourceKind.VOTE) != part.has("vote"):
            part.problem("source.vote", "vote" if part.has("vote") else "kind")
        vote = part.part("vote", VOTE)
        source = Source(
            code=code,
            name=part.text("name"),
            kind=kind,
            weight=part.share("weight"),
            out_of=part.award_or_none("out_of"),
            vote=None if vote is None else _vote(vote),
        )
        sound = sound and part.sound("weight", "kind")
        sources.append(source)
    if sources and sound:
        together(fields, "sources", [source.weight for source in sources])
        kinds = [source.kind for source in sources]
        if kinds.count(SourceKind.POINTS) != 1 or kinds.count(SourceKind.VILLAGE) > 1:
            fields.problem("source.points", "sources")
    return tuple(sources)


def _vote(fields: Fields) -> Vote:
    options, codes = fields.coded("options")
    values = {code: options.amount(code) or Centipoints(0) for code in codes}
    if values and options.sound(*codes) and len(set(values.values())) < 2:
        fields.problem("vote.options", "options")
    return Vote(
        voters=weights(fields, "voters"),
        options=values,
        turnout=fields.share("turnout", zero=True) if fields.has("turnout") else Fraction(0),
    )


# ------------------------------------------------------------------ grades
def _bands(fields: Fields, key: str) -> tuple[Band, ...]:
    bands: list[tuple[Band, Fields]] = []
    for code, part in fields.tables(key, BAND):
        if part.has("at_least") and part.has("above"):
            part.problem("band.bound", "above")
        inside = not part.has("above")
        least = part.amount("at_least" if inside else "above")
        bands.append((Band(code=code, name=part.text("name"), least=least, inside=inside), part))
    if not all(part.sound("at_least", "above") for _, part in bands):
        return tuple(band for band, _ in bands)
    for (high, _), (low, part) in itertools.pairwise(bands):
        if high.least is None:
            part.problem("band.lowest", "at_least", name=high.name)
        elif low.least is not None and not _over(high, low):
            part.problem(
                "band.order",
                "at_least" if low.inside else "above",
                lower=low.name,
                low=display(low.least),
                higher=high.name,
                high=display(high.least),
            )
    if bands and (last := bands[-1])[0].least is not None:
        last[1].problem("band.gap", "at_least", name=last[0].name)
    return tuple(band for band, _ in bands)


def _over(high: Band, low: Band) -> bool:
    """Say whether some result belongs to the higher band alone."""
    assert high.least is not None
    assert low.least is not None
    return (high.least, not high.inside) > (low.least, not low.inside)


def _bands_of(fields: Fields, grades: Sequence[str]) -> Mapping[PostGroup, tuple[Band, ...]]:
    groups = fields.part("bands_of", POST_GROUPS)
    if groups is None:
        return {}
    found = {}
    for group in PostGroup:
        if not groups.has(group):
            continue
        found[group] = _bands(groups, group)
        inner = groups.inner(group)
        for band in found[group]:
            inner.refers(band.code, band.code, "results.bands", grades)
    return found


def _quotas(fields: Fields, bands: Sequence[Band]) -> tuple[Quota, ...]:
    grades = [band.code for band in bands]
    quotas: list[Quota] = []
    for part in fields.entries("quotas", QUOTA):
        quota = Quota(
            grade=part.code("grade"),
            ratio=part.share("ratio"),
            rounding=part.choice("rounding", Rounding, Rounding.DOWN),
            floor=part.amount("floor"),
            among=part.choice("among", Among, Among.TOWN),
            by_unit_grade=_by_unit_grade(part, grades),
        )
        if part.has("grade") and part.sound("grade"):
            known = part.refers("grade", quota.grade, "results.bands", grades)
            if known and quota.grade == grades[-1]:
                part.problem("quota.lowest", "grade", value=quota.grade)
            if any((q.grade, q.among) == (quota.grade, quota.among) for q in quotas):
                part.problem("value.repeated", "grade", value=quota.grade)
        quotas.append(quota)
    return tuple(quotas)


def _by_unit_grade(fields: Fields, grades: Sequence[str]) -> Mapping[str, Fraction]:
    inner = fields.part("by_unit_grade")
    if inner is None:
        return {}
    for grade in inner.rows:
        inner.refers(grade, grade, "results.bands", grades)
    return {grade: inner.share(grade, zero=True) for grade in inner.rows}


# ------------------------------------------------------------------ prizes, money, what goes on
def _prizes(fields: Fields) -> tuple[Prize, ...]:
    prizes: list[Prize] = []
    for code, part in fields.tables("prizes", PRIZE):
        prize = Prize(
            code=code,
            name=part.text("name"),
            places=part.whole("places", 1, least=1, most=MOST_PLACES),
            least=part.amount("at_least") or Centipoints(0),
            fen=part.yuan("yuan"),
            among=part.choice("among", Among, Among.TOWN),
        )
        before = [each for each in prizes if each.among is prize.among]
        if before and part.sound("places") and prize.places <= before[-1].places:
            higher = before[-1]
            part.problem(
                "prize.order", "places", places=prize.places, before=higher.places, name=higher.name
            )
        prizes.append(prize)
    return tuple(prizes)


def _pool(fields: Fields) -> Pool:
    coefficients = ordered(factors(fields, "coefficients", POST_GROUPS), PostGroup)
    inner = fields.inner("coefficients")
    for group, coefficient in coefficients.items():
        if coefficient == 0:
            inner.problem("figure.rate", group, key=group)
    brackets = [
        Bracket(over=over, fen=fen)
        for text, over, written in fields.amounts("brackets")
        if (fen := written.yuan(text)) is not None
    ]
    fen = fields.yuan("yuan")
    unit = fields.choice("unit", Unit, Unit.FEN)
    if unit is Unit.YUAN and fen is not None and fen % 100:
        fields.problem("pool.unit", "yuan")
    return Pool(
        fen=fen,
        coefficients=coefficients,
        by_months=fields.boolean("by_months", True),
        brackets=tuple(sorted(brackets, key=lambda bracket: bracket.over)),
        ratio=fields.share("ratio") if fields.has("ratio") else None,
        least=fields.amount("at_least"),
        share_max=fields.share("share_max") if fields.has("share_max") else None,
        unit=unit,
    )


def _streak(code: str, fields: Fields, grades: Sequence[str], *, low_rank: bool) -> Streak:
    of = fields.choice("of", StreakOf, StreakOf.GRADE)
    grade = fields.code("grade")
    if fields.has("of") and fields.sound("of"):
        if (of is StreakOf.GRADE) != fields.has("grade"):
            fields.problem("streak.grade", "grade" if fields.has("grade") else "of")
        elif of is StreakOf.GRADE and fields.sound("grade"):
            fields.refers("grade", grade, "results.bands", grades)
        elif of is StreakOf.LOWEST and not low_rank:
            fields.problem("streak.low-rank", "of")
    return Streak(
        code=code,
        of=of,
        times=fields.whole("times", 2, least=2, most=MOST_CYCLES),
        grade=grade,
        measure=fields.text("measure"),
    )


def _carry_in(fields: Fields) -> CarryIn:
    return CarryIn(
        of=fields.choice("of", CarryOf, CarryOf.OVER_BASE),
        share=fields.share("share"),
        most=fields.award_or_none("most"),
    )


def _shortlist(
    code: str, fields: Fields, grades: Sequence[str], streaks: Sequence[str], months: int
) -> Shortlist:
    asked = fields.texts("grades")
    for grade in asked:
        fields.refers("grades", grade, "results.bands", grades)
    streak = fields.code("streak")
    if fields.has("streak") and fields.sound("streak"):
        fields.refers("streak", streak, "results.streaks", streaks)

    def period(key: str) -> int:
        return fields.whole(key, 0, least=1, most=MOST_MONTHS) if fields.has(key) else 0

    return Shortlist(
        code=code,
        name=fields.text("name"),
        use=fields.choice("use", Use, Use.HONOUR),
        grades=asked,
        streak=streak,
        places=fields.whole_or_none("places", least=1, most=MOST_PLACES),
        least=fields.amount("at_least"),
        months=fields.whole("months", 0, least=0, most=months),
        no_case=fields.boolean("no_case", True),
        no_talk_months=period("no_talk_months"),
        no_grave_months=period("no_grave_months"),
    )
