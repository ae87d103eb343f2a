"""Whole towns with their facts, under any version: what a simulation is given."""

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import strategies as st

from jifen.core.circumstances import Effect, EffectKind
from jifen.core.facts import Account, Fact, Party
from jifen.core.points import Centipoints
from jifen.core.ranking import KEPT_OUT
from jifen.core.rules import LadderRule, LowRank, Rulebook
from jifen.core.simulation import Replayed
from tests.core import result_towns
from tests.core.strategies import rulebook_from
from tests.core.strategies_dice import ENDS_ON, HOLDER, LAST_DAY, STARTS_ON, VILLAGE, Dice, rolls
from tests.core.strategies_facts import account_of, fact_of

Numbered = list[tuple[int, Dice]]
"""The number of each fact's record, and the dice that it falls by."""
UNITS = (VILLAGE, "p1/c1/k1/t1/v02")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Two versions of one town's rulebook, and its accounts."""

    rulebook: Rulebook
    other: Rulebook
    accounts: tuple[Replayed, ...]
    as_of: dt.date


def borne_by(fact: Fact, code: str) -> Fact:
    """The same fact, with somebody else in the holder's place."""
    parties = tuple(
        Party(cadre=code if one.cadre == HOLDER else one.cadre, capacities=one.capacities)
        for one in fact.parties
    )
    return replace(fact, parties=parties)


def cadre(number: int, dice: Dice, fact_dice: Numbered, rulebook: Rulebook) -> Account:
    """A cadre's account; its facts are some of everybody's, so that some are shared."""
    code = f"C{number:03}"
    facts = [
        fact_of(one, rulebook, key=f"f{seq}", seq=seq, mishaps=True)
        for seq, one in fact_dice
        if dice.below(3)
    ]
    made = account_of(dice, rulebook, cadre=True, kept=tuple(borne_by(f, code) for f in facts))
    return replace(made, holder=code, starts_on=STARTS_ON, ends_on=ENDS_ON)


def village(path: str, dice: Dice, fact_dice: Numbered, rulebook: Rulebook) -> Account:
    facts = [
        replace(fact_of(one, rulebook, key=f"f{seq}", seq=seq, mishaps=True), village=path)
        for seq, one in fact_dice
        if dice.below(2)
    ]
    made = account_of(dice, rulebook, cadre=False, kept=tuple(facts))
    return replace(made, holder=path, starts_on=STARTS_ON, ends_on=ENDS_ON)


def version(dice: Dice, item_dice: list[Dice], results: Rulebook) -> Rulebook:
    """Any items, with any rules about results that fit them."""
    book = rulebook_from(dice, item_dice)
    grades = [band.code for band in results.results.bands] if results.results else []
    items = book.items
    if grades and dice.below(2):
        effect = Effect(kind=EffectKind.GRADE_CAP, grade=dice.pick(grades[1:]))
        items = (replace(items[0], effects=(effect,)), *items[1:])
    return replace(
        book,
        items=items,
        results=results.results,
        ranking=results.ranking,
        service=replace(results.service, several=book.service.several),
        ladder=LadderRule(
            gross_line=Centipoints(1 + dice.below(2000)),
            removal_line=dice.pick([None, Centipoints(25_00)]),
            low_rank=LowRank(ratio=Fraction(1, 4), people=1) if dice.below(2) else None,
        ),
    )


def town(
    dice: Dice,
    items: list[Dice],
    other_items: list[Dice],
    facts: list[Dice],
    results: tuple[Rulebook, Rulebook],
) -> Town:
    rulebook = version(dice_of(dice), items, results[0])
    # The other version keeps some items as they are, changes some, drops some, has new ones.
    changed = version(dice_of(dice), other_items, results[1])
    kept = {item.code: item for item in rulebook.items}
    mixed = tuple(
        replace(kept[item.code], matter_group="") if item.code in kept and dice.below(2) else item
        for item in changed.items
    )
    if all(item.zeroing is None and item.needs is None and item.repeat is None for item in mixed):
        changed = replace(changed, items=mixed)
    as_of = dice.pick([LAST_DAY, LAST_DAY, dt.date(2025, 1, 31)])
    count = 1 + dice.below(6)
    accounts = [cadre(n, dice_of(dice), turned(facts, n), rulebook) for n in range(count)]
    rows = [
        Replayed(
            account=one,
            as_of=as_of,
            until=dice.pick([None, as_of + dt.timedelta(days=1)]),
            village=(unit := dice.pick(UNITS)),
            kept_out=dice.pick([None] * 14 + [*KEPT_OUT.values()]),
            days={unit: 1 + dice.below(300)},
        )
        for one in accounts
    ]
    rows += [
        Replayed(account=village(path, dice_of(dice), turned(facts, 0), rulebook), as_of=as_of)
        for path in UNITS
    ]
    return Town(rulebook=rulebook, other=changed, accounts=tuple(rows), as_of=as_of)


def dice_of(dice: Dice) -> Dice:
    """Other dice, which fall as these do: turned, so that they differ."""
    by = dice.below(60)
    return Dice(bytes((one + by) % 256 for one in dice.rolled[by:] + dice.rolled[:by]))


def turned(facts: list[Dice], number: int) -> Numbered:
    """Fresh dice for the same facts; every second one is this person's own, and falls otherwise."""
    return [
        (seq + 100 * number, Dice(one.rolled[number:] + one.rolled[:number]))
        if seq % 2
        else (seq, Dice(one.rolled))
        for seq, one in enumerate(facts, start=1)
    ]


def towns() -> st.SearchStrategy[Town]:
    """Any town of up to six cadres in two villages, under two versions."""
    some = st.lists(rolls(), min_size=1, max_size=4)
    results = rolls().map(result_towns.version_of)
    facts = st.lists(rolls(), max_size=8)
    return st.builds(town, rolls(), some, some, facts, st.tuples(results, results))
