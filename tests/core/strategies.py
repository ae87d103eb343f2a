"""Random rulebooks and random accounts, for every law that is about scoring.

Sizes are small on purpose, so that limits bind, matters repeat and floors are reached often;
`test_coverage.py` asserts that they are.
"""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from jifen.core.facts import Account, Fact, HolderKind, Measures, Party, Service
from jifen.core.limits import Scope, ScopeKind, nesting
from jifen.core.points import Centipoints
from jifen.core.rules import (
    Capacity,
    Chapter,
    CycleRule,
    Direction,
    Item,
    LadderRule,
    Limit,
    MatterGroup,
    MatterMode,
    ProcessRule,
    RankingRule,
    RollupRule,
    Rulebook,
    ScoreRule,
    ServiceRule,
    Subject,
)
from jifen.core.shapes import Fixed, Level, LevelRow, PerUnit, Range, Rate, Scoring, Tiers, TierStep

STARTS_ON = dt.date(2024, 8, 1)
ENDS_ON = dt.date(2025, 8, 1)
LAST_DAY = ENDS_ON - dt.timedelta(days=1)
HOLDER = "C001"
VILLAGE = "p1/c1/k1/t1/v01"

points = st.integers(1, 1200).map(Centipoints)
limits = st.integers(0, 1500).map(Centipoints)
tight = st.integers(0, 1500).map(lambda n: Centipoints(n) if n % 5 else None)
"""A limit four times in five: the outer scopes see only what the inner ones let through."""
shares = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 5), Fraction(1, 3)])
figures = st.integers(0, 480).map(lambda n: Fraction(n, 4))
days_in_cycle = st.integers(0, 364).map(lambda n: STARTS_ON + dt.timedelta(days=n))


def rulebook_of(
    *items: Item,
    chapters: tuple[Chapter, ...] = (),
    matter_groups: tuple[MatterGroup, ...] = (),
    limits: tuple[Limit, ...] = (),
    score: ScoreRule | None = None,
    service: ServiceRule | None = None,
) -> Rulebook:
    """A rulebook of these items: all that is not about scoring is filled in."""
    codes = sorted({item.chapter for item in items} - {chapter.code for chapter in chapters})
    return Rulebook(
        code="random",
        title="随机细则",
        version="1",
        effective_on=STARTS_ON,
        cycle=CycleRule(start_month=STARTS_ON.month),
        score=score or ScoreRule(base=Centipoints(100_00)),
        service=service or ServiceRule(),
        ranking=RankingRule(),
        rollup=RollupRule(members_weight=Fraction(7, 10)),
        ladder=LadderRule(gross_line=Centipoints(40_00)),
        process=ProcessRule(grave_line=Centipoints(10_00), minor_line=Centipoints(2_00)),
        chapters=(*chapters, *(Chapter(code=code, name=code) for code in codes)),
        matter_groups=matter_groups,
        limits=limits,
        items=items,
    )


@st.composite
def scorings(draw: st.DrawFn) -> Scoring:
    """Any of the six shapes."""
    each = draw(points)
    match draw(st.integers(0, 5)):
        case 0:
            return Fixed(points=each)
        case 1:
            return Range(least=each, most=Centipoints(each + draw(points)))
        case 2:
            return PerUnit(each=each, unit="次")
        case 3:
            rows = tuple(
                LevelRow(key=f"L{n}", name=f"第{n}级", points=Centipoints(each * (3 - n)))
                for n in range(3)
            )
            return Level(rows=rows, department_lower=draw(st.booleans()))
        case 4:
            steps = [
                TierStep(bound=Fraction(bound), points=Centipoints(each * n))
                for n, bound in enumerate((20, 50, 90), start=1)
            ]
            at_most = draw(st.booleans())
            # The most demanding first: the largest bound to reach, the smallest to stay under.
            ordered = steps if at_most else steps[::-1]
            return Tiers(metric="数", at_most=at_most, steps=tuple(ordered))
        case _:
            return Rate(
                metric="率",
                target=Fraction(95),
                step=Fraction(draw(st.sampled_from([1, 5]))),
                each=each,
                most=Centipoints(each * 4),
            )


@st.composite
def items(draw: st.DrawFn, code: str, *, groups: tuple[str, ...]) -> Item:
    """One item, limited or not, in one of three chapters."""
    return Item(
        code=code,
        chapter=draw(st.sampled_from("ABC")),
        title=code,
        direction=draw(st.sampled_from(Direction)),
        subject=draw(st.sampled_from([Subject.CADRE, Subject.CADRE, Subject.VILLAGE])),
        scoring=draw(scorings()),
        shares=draw(
            st.dictionaries(st.sampled_from(Capacity), shares, max_size=2).map(
                lambda some: {Capacity.NAMED: Fraction(1), **some}
            )
        ),
        event_max=draw(st.none() | limits),
        cycle_max=draw(st.none() | limits),
        matter_group=draw(st.sampled_from((*groups, *groups, ""))),
        article="第一条",
    )


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Any rulebook of up to six items; its scopes need not nest (see `nested_rulebooks`)."""
    groups = [
        MatterGroup(code=f"G{n}", text="", mode=mode, limit=limit)
        for n, (mode, limit) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(MatterMode), limits), min_size=1, max_size=2))
        )
    ]
    codes = [f"I{n}" for n in range(draw(st.sampled_from([4, 1, 2, 3, 6])))]
    names = tuple(group.code for group in groups)
    some = st.tuples(st.sets(st.sampled_from(codes), min_size=1), limits)
    shared = draw(st.lists(some, min_size=1, max_size=2))
    return rulebook_of(
        *(draw(items(code, groups=names)) for code in codes),
        chapters=tuple(
            Chapter(code=code, name=code, add_max=draw(tight), deduct_max=draw(tight))
            for code in "ABC"
        ),
        matter_groups=tuple(groups),
        limits=tuple(
            Limit(code=f"S{n}", text="", items=frozenset(inside), limit=most)
            for n, (inside, most) in enumerate(shared)
        ),
        score=ScoreRule(
            base=draw(st.sampled_from([Centipoints(0), Centipoints(5_00), Centipoints(100_00)])),
            add_max=draw(tight),
            deduct_max=draw(tight),
            floor=draw(st.none() | st.just(Centipoints(0)) | limits),
        ),
        service=ServiceRule(prorate_base=draw(st.booleans())),
    )


def nested_rulebooks() -> st.SearchStrategy[Rulebook]:
    """Any rulebook whose scopes nest: one of each crossing pair has been lifted."""
    return rulebooks().map(made_to_nest)


def made_to_nest(rulebook: Rulebook) -> Rulebook:
    """Lift one limit of each crossing pair until none crosses another."""
    while pairs := nesting(rulebook):
        rulebook = without(rulebook, pairs[0][0])
    return rulebook


def without(rulebook: Rulebook, scope: Scope) -> Rulebook:
    """The same rulebook with one scope's limit lifted."""
    match scope.kind:
        case ScopeKind.MATTER:
            kept = tuple(one for one in rulebook.matter_groups if one.code != scope.code)
            return replace(rulebook, matter_groups=kept)
        case ScopeKind.ITEM:
            changed = tuple(
                replace(item, cycle_max=None) if item.code == scope.code else item
                for item in rulebook.items
            )
            return replace(rulebook, items=changed)
        case ScopeKind.GROUP:
            return replace(
                rulebook, limits=tuple(one for one in rulebook.limits if one.code != scope.code)
            )
        case ScopeKind.CHAPTER:
            lifted = tuple(
                replace(one, add_max=None, deduct_max=None) if one.code == scope.code else one
                for one in rulebook.chapters
            )
            return replace(rulebook, chapters=lifted)
        case ScopeKind.SIDE:
            return replace(rulebook, score=replace(rulebook.score, add_max=None, deduct_max=None))


def without_limits(rulebook: Rulebook) -> Rulebook:
    """The same rulebook with every limit lifted, event maxima, matters and floor included."""
    return replace(
        rulebook,
        items=tuple(
            replace(item, event_max=None, cycle_max=None, matter_group="")
            for item in rulebook.items
        ),
        matter_groups=(),
        limits=(),
        chapters=tuple(Chapter(code=one.code, name=one.name) for one in rulebook.chapters),
        score=ScoreRule(base=rulebook.score.base),
    )


@st.composite
def measures_for(draw: st.DrawFn, scoring: Scoring) -> Measures:
    """Measures that fit the shape."""
    match scoring:
        case Fixed():
            return Measures()
        case Range(least=least, most=most):
            return Measures(chosen=Centipoints(draw(st.integers(least, most))))
        case PerUnit():
            return Measures(quantity=draw(st.integers(1, 5)))
        case Level(rows=rows, department_lower=asks):
            level = draw(st.sampled_from(rows)).key
            return Measures(level=level, department=asks and draw(st.booleans()))
        case Tiers() | Rate():
            return Measures(figure=draw(figures))


misfits = st.sampled_from(
    [
        Measures(),
        Measures(quantity=0),
        Measures(quantity=2),
        Measures(quantity=10**9),
        Measures(chosen=Centipoints(0)),
        Measures(level="L9"),
        Measures(level="L1", department=True),
        Measures(figure=Fraction(-1)),
        Measures(figure=Fraction(50), quantity=1),
    ]
)
"""Measures that seldom fit."""

parties = st.one_of(
    st.just(frozenset({Capacity.NAMED})),
    st.sets(st.sampled_from(Capacity), min_size=1).map(frozenset),
).map(
    lambda mine: (
        Party(cadre="C002", capacities=frozenset({Capacity.MEMBER})),
        Party(cadre=HOLDER, capacities=mine),
    )
)


MISHAPS = [""] * 36 + ["gone", "misfit", "stranger", "outside"]


@st.composite
def facts(draw: st.DrawFn, rulebook: Rulebook, *, key: str, seq: int, mishaps: bool) -> Fact:
    """One fact of the holder's, or, one time in ten with `mishaps`, one that gives nothing."""
    item = draw(st.sampled_from(rulebook.items))
    fact = Fact(
        key=key,
        seq=seq,
        item=item.code,
        happened_on=draw(days_in_cycle),
        measures=draw(measures_for(item.scoring)),
        matter=draw(st.sampled_from(["m1", "m1", "m1", "m2", key])),
        village=VILLAGE,
        parties=draw(parties),
    )
    if not mishaps:
        return fact
    match draw(st.sampled_from(MISHAPS)):
        case "gone":
            return replace(fact, item="gone")
        case "misfit":
            return replace(fact, measures=draw(misfits))
        case "stranger":
            return replace(fact, parties=fact.parties[:1], village=VILLAGE + "x")
        case "outside":
            return replace(
                fact, happened_on=draw(st.sampled_from([STARTS_ON - dt.timedelta(1), ENDS_ON]))
            )
        case _:
            return fact


@st.composite
def services(draw: st.DrawFn) -> Service:
    """Service throughout, or in one or two spans of the cycle."""
    if draw(st.booleans()):
        return Service(spans=((STARTS_ON, ENDS_ON),))
    days = sorted(draw(st.sets(days_in_cycle, min_size=4, max_size=4)))
    return Service(spans=((days[0], days[1]), (days[2], days[3])))


@st.composite
def accounts(draw: st.DrawFn, rulebook: Rulebook, *, mishaps: bool = True) -> Account:
    """An account of up to ten facts, a cadre's or (one in five) a village's.

    Without `mishaps` every fact counts and is the holder's.
    """
    kind = draw(st.sampled_from([HolderKind.CADRE] * 4 + [HolderKind.VILLAGE]))
    count = draw(st.sampled_from([6, 10, 8, 4, 2, 1, 0]))
    seqs = draw(st.permutations(range(1, count + 1)))
    return Account(
        holder=HOLDER if kind is HolderKind.CADRE else VILLAGE,
        kind=kind,
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        service=draw(services()) if kind is HolderKind.CADRE else None,
        facts=tuple(draw(facts(rulebook, key=f"f{seq}", seq=seq, mishaps=mishaps)) for seq in seqs),
        carry_in=draw(st.sampled_from([Centipoints(0), Centipoints(0), Centipoints(-3_50)])),
    )


@st.composite
def cases(draw: st.DrawFn, *, nested: bool = False) -> tuple[Rulebook, Account]:
    """A rulebook and an account under it."""
    rulebook = draw(nested_rulebooks() if nested else rulebooks())
    return rulebook, draw(accounts(rulebook))
