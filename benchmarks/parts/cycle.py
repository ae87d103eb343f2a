"""A cycle's accounts under the example rulebook, made one after another: as many as one likes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random

from jifen.core.facts import Account, Fact, HolderKind, Measures, Party, Service
from jifen.core.points import Centipoints
from jifen.core.posts import Body, PostGroup
from jifen.core.rules import Item, MatterMode, Rulebook, Subject
from jifen.core.shapes import Fixed, Level, PerUnit, Range, Tiers
from jifen.core.simulation import Replayed
from jifen.rulebook.reader import read

FILE = Path(__file__).parents[2] / "examples" / "rulebooks" / "jingzi" / "rulebook.yaml"
STARTS_ON, ENDS_ON = dt.date(2024, 8, 1), dt.date(2025, 8, 1)
LAST_DAY = ENDS_ON - dt.timedelta(days=1)
VILLAGES = 20


@lru_cache(maxsize=1)
def in_force() -> Rulebook:
    """The example rulebook: of its items those that the plain loop knows how to score."""
    rules = read(FILE.read_text(encoding="utf-8"), FILE.name)
    summed = {group.code for group in rules.matter_groups if group.mode is MatterMode.SUM_MAX}
    items = tuple(
        item
        for item in rules.items
        if _known(item) and item.subject is Subject.CADRE and item.matter_group not in summed
    )
    assert len(items) > 40
    return replace(rules, items=items)


def draft() -> Rulebook:
    """Another version: more for each unit, no maximum for additions, a lower warning line."""
    rules = in_force()
    items = tuple(
        replace(
            item,
            scoring=replace(item.scoring, each=Centipoints(item.scoring.each * 3 // 2))
            if isinstance(item.scoring, PerUnit)
            else item.scoring,
        )
        for item in rules.items
    )
    return replace(
        rules,
        items=items,
        score=replace(rules.score, add_max=None),
        ladder=replace(rules.ladder, gross_line=Centipoints(36_00)),
    )


def _known(item: Item) -> bool:
    match item.scoring:
        case Fixed() | PerUnit():
            return True
        case Range(decided=decided):
            return not decided
        case Tiers(at_most=at_most, cumulated=cumulated, steps=steps):
            return not at_most and cumulated is None and all(step.inside for step in steps)
        case Level(rows=rows, issuers=issuers):
            return not issuers and all(row.most is None for row in rows)
    return False


def accounts(people: int, facts: int) -> Iterator[Replayed]:
    """Yield so many cadres' accounts, which have so many facts together; nothing is kept."""
    rules = in_force()
    recorded = 0
    for number in range(people):
        share = facts * (number + 1) // people - facts * number // people
        random = Random(number)
        code, village = f"C{number:06}", f"v{number % VILLAGES:02}"
        account = Account(
            holder=code,
            kind=HolderKind.CADRE,
            starts_on=STARTS_ON,
            ends_on=ENDS_ON,
            service=Service(spans=((STARTS_ON, ENDS_ON),)),
            facts=tuple(
                _fact(random, random.choice(rules.items), code, recorded + n)
                for n in range(1, share + 1)
            ),
            post_group=random.choice(list(PostGroup)),
            bodies=frozenset({Body.PARTY}),
            place="community" if number % VILLAGES < 3 else "village",
        )
        recorded += share
        yield Replayed(account=account, as_of=LAST_DAY, village=village, days={village: 365})


def _fact(random: Random, item: Item, code: str, seq: int) -> Fact:
    capacity = random.choice(sorted(item.shares))
    return Fact(
        key=f"f{seq}",
        seq=seq,
        item=item.code,
        happened_on=STARTS_ON + dt.timedelta(days=random.randrange(365)),
        measures=_measures(random, item),
        matter=f"m{random.randrange(40)}",
        village="v00",
        parties=(Party(cadre=code, capacities=frozenset({capacity})),),
    )


def _measures(random: Random, item: Item) -> Measures:
    match item.scoring:
        case PerUnit():
            return Measures(quantity=random.randrange(1, 6))
        case Range(least=least, most=most):
            return Measures(chosen=Centipoints(random.randrange(least, most + 1)))
        case Level(rows=rows):
            return Measures(level=random.choice(rows).key)
        case Tiers(steps=steps):
            return Measures(figure=random.choice(steps).bound)
    return Measures()
