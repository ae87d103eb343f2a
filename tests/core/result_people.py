"""People and versions for what is about results, made by hand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from jifen.core.appraisal import (
    ResultsRule,
)
from jifen.core.circumstances import Effect, EffectKind
from jifen.core.facts import Account, Away, Fact, HolderKind, Service
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.results import Person
from jifen.core.rules import (
    Capacity,
    Chapter,
    CycleRule,
    Direction,
    Item,
    LadderRule,
    ProcessRule,
    RankingRule,
    RollupRule,
    Rulebook,
    ScoreRule,
    ServiceRule,
)
from jifen.core.shapes import Fixed
from jifen.core.trace import Assessment, EffectDue, Line, Step, StepKind

STARTS_ON = dt.date(2024, 8, 1)
ENDS_ON = dt.date(2025, 8, 1)
WHOLE = (STARTS_ON, ENDS_ON)
BASE = 100_00


def version(results: ResultsRule | None = None, **parts: object) -> Rulebook:
    """A version with one item of each side, `add` and `deduct`."""
    items = tuple(
        Item(
            code=direction.value,
            chapter="A",
            title="某项",
            direction=direction,
            scoring=Fixed(points=Centipoints(1_00)),
            shares={Capacity.NAMED: Fraction(1)},
            article="第一条",
        )
        for direction in Direction
    )
    book = Rulebook(
        code="results",
        title="考核办法",
        version="1",
        effective_on=STARTS_ON,
        cycle=CycleRule(start_month=STARTS_ON.month),
        score=ScoreRule(base=Centipoints(BASE)),
        service=ServiceRule(),
        ranking=RankingRule(),
        rollup=RollupRule(members_weight=Fraction(7, 10)),
        ladder=LadderRule(gross_line=Centipoints(40_00)),
        process=ProcessRule(grave_line=Centipoints(10_00), minor_line=Centipoints(2_00)),
        chapters=(Chapter(code="A", name="A"),),
        items=items,
        results=results,
    )
    return replace(book, **parts)  # type: ignore[arg-type]  # fields of a Rulebook, by name


def due(kind: EffectKind, *, item: str = "deduct", **terms: object) -> EffectDue:
    """One effect of an account; `fen` both of the effect and of what is due."""
    effect = Effect(kind=kind, **terms)  # type: ignore[arg-type]  # fields of an Effect, by name
    return EffectDue(effect=effect, item=item, facts=("f1",), fen=effect.fen)


def person(
    code: str,
    net: int = BASE,
    *,
    facts: Sequence[tuple[dt.date, int]] = (),
    proration: int = 0,
    served: Sequence[tuple[dt.date, dt.date]] = (WHOLE,),
    away: Sequence[Away] = (),
    effects: Sequence[EffectDue] = (),
    gross: int = 0,
    months: int = 12,
    group: PostGroup = PostGroup.MEMBER,
    carry_in: int = 0,
    bodies: frozenset[Body] = frozenset(),
    place: str = "village",
    **more: object,
) -> Person:
    """Somebody whose account comes to `net` + `proration` + what the `facts` gave + `carry_in`."""
    lines = [
        Line("base", Centipoints(net), (Step(StepKind.BASE, Centipoints(0), Centipoints(net)),))
    ]
    if proration:
        lines.append(Line("proration", Centipoints(proration), ()))
    if carry_in:
        lines.append(Line("carry-in", Centipoints(carry_in), ()))
    for number, (_, amount) in enumerate(facts):
        item = "add" if amount > 0 else "deduct"
        lines.append(Line(f"f{number}", Centipoints(amount), (), item, number))
    added = sum(amount for _, amount in facts if amount > 0)
    deducted = -sum(amount for _, amount in facts if amount < 0)
    total = sum(line.amount for line in lines)
    return Person(
        account=Account(
            holder=code,
            kind=HolderKind.CADRE,
            starts_on=STARTS_ON,
            ends_on=ENDS_ON,
            service=Service(spans=tuple(served), away=tuple(away)),
            post_group=group,
            bodies=bodies,
            place=place,
            facts=tuple(
                Fact(
                    key=f"f{number}",
                    seq=number,
                    item="add" if amount > 0 else "deduct",
                    happened_on=on,
                    matter=f"f{number}",
                    village="",
                    parties=(),
                )
                for number, (on, amount) in enumerate(facts)
            ),
        ),
        assessment=Assessment(
            lines=tuple(lines),
            net=Centipoints(total),
            added=Centipoints(added),
            deducted=Centipoints(deducted),
            gross=Centipoints(gross),
            added_by_chapter={},
            without_village_items=Centipoints(total),
            effects=tuple(effects),
        ),
        months=months,
        **more,  # type: ignore[arg-type]  # the other fields of a Person, by name
    )
