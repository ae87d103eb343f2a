"""A rulebook of a real one's size, and accounts under it: the same ones every time."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from random import Random

from jifen.core.circumstances import (
    Finder,
    Needs,
    Recurring,
    Repair,
    Repeat,
    ValidFrom,
    Validity,
    Zeroing,
)
from jifen.core.facts import Account, Fact, HolderKind, Measures, Party, Service
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
)
from jifen.core.shapes import (
    Fixed,
    Level,
    LevelRow,
    Period,
    PerUnit,
    Range,
    Scoring,
    Tiers,
    TierStep,
)

STARTS_ON = dt.date(2024, 8, 1)
ENDS_ON = dt.date(2025, 8, 1)
LAST_DAY = ENDS_ON - dt.timedelta(days=1)
CHAPTERS = "ABCDEF"
ITEMS_OF_A_CHAPTER = 10
WHO = (Capacity.NAMED, Capacity.HOLDER, Capacity.MEMBER)


def points(figure: float) -> Centipoints:
    return Centipoints(round(figure * 100))


def rulebook() -> Rulebook:
    """Sixty items of six chapters with limits of every kind, all nested; no circumstances."""
    items = tuple(
        _item(chapter, number) for chapter in CHAPTERS for number in range(ITEMS_OF_A_CHAPTER)
    )
    return Rulebook(
        code="benchmark",
        title="测速细则",
        version="1",
        effective_on=STARTS_ON,
        cycle=CycleRule(start_month=8),
        score=ScoreRule(
            base=points(100), add_max=points(150), deduct_max=points(90), floor=points(0)
        ),
        service=ServiceRule(),
        ranking=RankingRule(),
        rollup=RollupRule(members_weight=Fraction(7, 10)),
        ladder=LadderRule(gross_line=points(40)),
        process=ProcessRule(grave_line=points(10), minor_line=points(2)),
        chapters=tuple(
            Chapter(code=code, name=code, add_max=points(40), deduct_max=points(40))
            for code in CHAPTERS
        ),
        matter_groups=(MatterGroup(code="awards", text="", mode=MatterMode.HIGHEST),),
        limits=(
            Limit(code="week", text="", items=_codes("A", 0, 4), limit=points(15)),
            Limit(
                code="quarter",
                text="",
                items=_codes("C", 0, 3),
                limit=points(6),
                per=Period.QUARTER,
            ),
        ),
        items=items,
    )


CIRCUMSTANCES: dict[str, dict[str, object]] = {
    "A0": {"repeat": Repeat(factors=(Fraction(1), Fraction(1, 2)))},
    "A3": {"needs": Needs(at_least=3)},
    "A6": {"validity": Validity(months=6)},
    "B0": {"repeat": Repeat(factors=(Fraction(1), Fraction(2)), days=90)},
    "B3": {"recurring": Recurring(months=1, times=3)},
    "B6": {"repair": Repair(gives_back=Fraction(1, 2), within_days=60)},
    "C0": {"validity": Validity(by_size=(ValidFrom(points=points(2), months=9),))},
    "D0": {"repeat": Repeat(factors=(Fraction(1), Fraction(2)), months=6)},
    "D3": {"freezes": True, "repair": Repair(gives_back=Fraction(1, 4))},
    "E0": {"zeroing": Zeroing(items=frozenset({"C1", "C2"}), from_time=2)},
    "E3": {"finder_factors": {Finder.SUPERIOR: Fraction(3, 2)}},
}
"""By item: what `with_circumstances` puts on it."""


def with_circumstances(plain: Rulebook) -> Rulebook:
    """The same rulebook with circumstances on some items."""
    items = tuple(
        # The values are fields of an Item, by name.
        replace(item, **CIRCUMSTANCES.get(item.code, {}))  # type: ignore[arg-type]
        for item in plain.items
    )
    return replace(plain, items=items)


def account(rules: Rulebook, facts: int, *, seed: int) -> Account:
    """A cadre's account of so many facts, drawn from a seed."""
    random = Random(seed)
    return Account(
        holder="C001",
        kind=HolderKind.CADRE,
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        service=Service(spans=((STARTS_ON, ENDS_ON),)),
        facts=tuple(fact(random, rules, seq) for seq in range(1, facts + 1)),
    )


def fact(random: Random, rules: Rulebook, seq: int) -> Fact:
    item = random.choice(rules.items)
    happened_on = STARTS_ON + dt.timedelta(days=random.randrange(365))
    late = random.randrange(1, 120)
    return Fact(
        key=f"f{seq}",
        seq=seq,
        item=item.code,
        happened_on=happened_on,
        measures=_measures(random, item),
        matter=f"m{random.randrange(40)}",
        village="p1/c1/k1/t1/v01",
        parties=(
            Party(cadre="C002", capacities=frozenset({Capacity.MEMBER})),
            Party(cadre="C001", capacities=frozenset({random.choice(WHO), Capacity.MEMBER})),
        ),
        repaired_on=happened_on + dt.timedelta(days=late) if random.random() < 0.4 else None,
    )


def _codes(chapter: str, first: int, last: int) -> frozenset[str]:
    return frozenset(f"{chapter}{number}" for number in range(first, last))


def _item(chapter: str, number: int) -> Item:
    awards = chapter == "F"
    return Item(
        code=f"{chapter}{number}",
        chapter=chapter,
        title=f"{chapter}{number}",
        direction=Direction.DEDUCT if chapter in "BDE" else Direction.ADD,
        scoring=_scoring(number),
        shares={
            Capacity.NAMED: Fraction(1),
            Capacity.HOLDER: Fraction(1, 2),
            Capacity.MEMBER: Fraction(1, 5),
        },
        event_max=points(5) if number % 3 == 0 else None,
        month_max=points(4) if number % 5 == 0 and not awards else None,
        cycle_max=points(12) if number % 2 == 0 and not awards and chapter != "C" else None,
        matter_group="awards" if awards else "",
        article="第一条",
    )


def _scoring(number: int) -> Scoring:
    match number % 5:
        case 0:
            return Fixed(points=points(2))
        case 1:
            return PerUnit(each=points(0.5), unit="次")
        case 2:
            return Range(least=points(1), most=points(4))
        case 3:
            rows = (("county", 6.0), ("town", 3.0), ("village", 1.0))
            return Level(
                rows=tuple(LevelRow(key=k, name=k, points=points(worth)) for k, worth in rows)
            )
        case _:
            steps = ((98, 5.0), (95, 3.0), (90, 1.0))
            return Tiers(
                metric="率",
                at_most=False,
                steps=tuple(
                    TierStep(bound=Fraction(b), points=points(worth)) for b, worth in steps
                ),
            )


def _measures(random: Random, item: Item) -> Measures:
    finder = random.choice(list(Finder)) if item.finder_factors else None
    match item.scoring:
        case PerUnit():
            return Measures(quantity=random.randrange(1, 6), finder=finder)
        case Range(least=least, most=most):
            return Measures(chosen=Centipoints(random.randrange(least, most + 1)), finder=finder)
        case Level(rows=rows):
            return Measures(level=random.choice(rows).key, finder=finder)
        case Tiers():
            return Measures(figure=Fraction(random.randrange(880, 1000), 10), finder=finder)
        case _:
            return Measures(finder=finder)
