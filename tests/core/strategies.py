"""Random rulebooks and random accounts, for every law that is about scoring.

They cover the whole language. Sizes are small on purpose, so that limits bind, matters repeat and
floors are reached often; `test_laws_reach.py` asserts that they are.
"""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from jifen.core.circumstances import CalendarPeriod
from jifen.core.facts import Account
from jifen.core.limits import Scope, ScopeKind, nesting
from jifen.core.points import Centipoints
from jifen.core.rules import (
    Chapter,
    CycleRule,
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
    Several,
)
from jifen.core.shapes import Period
from tests.core.strategies_dice import (
    ENDS_ON,
    HOLDER,
    LAST_DAY,
    STARTS_ON,
    VILLAGE,
    Dice,
    rolls,
)
from tests.core.strategies_facts import accounts, facts
from tests.core.strategies_items import CALENDAR, Plan, item_of

__all__ = [
    "ENDS_ON",
    "HOLDER",
    "LAST_DAY",
    "STARTS_ON",
    "VILLAGE",
    "accounts",
    "cases",
    "days_asked",
    "days_in_cycle",
    "facts",
    "made_to_nest",
    "nested_rulebooks",
    "rulebook_of",
    "rulebooks",
    "without_limits",
]

Case = tuple[Rulebook, Account]

days_in_cycle = rolls().map(lambda dice: STARTS_ON + dt.timedelta(days=dice.below(365)))
days_asked = st.just(LAST_DAY) | st.just(LAST_DAY) | days_in_cycle
"""The day that an account is asked about: the last of the cycle two times in three."""


def rulebook_of(
    *items: Item,
    chapters: tuple[Chapter, ...] = (),
    matter_groups: tuple[MatterGroup, ...] = (),
    limits: tuple[Limit, ...] = (),
    periods: tuple[CalendarPeriod, ...] = (),
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
        periods=periods,
        items=items,
    )


# ------------------------------------------------------------------ rulebooks
def rulebook_from(dice: Dice, item_dice: list[Dice], *, tidy: bool = False) -> Rulebook:
    """A rulebook of so many items; `tidy`: groups and limits keep to chapters."""
    codes = tuple(f"I{n}" for n in range(len(item_dice)))
    groups = tuple(
        MatterGroup(code=f"G{n}", text="", mode=dice.pick(list(MatterMode)), limit=dice.limit())
        for n in range(1 + dice.below(2))
    )
    plan = Plan(
        codes=codes,
        additions=frozenset(code for code in codes if dice.below(3)),
        groups=tuple(group.code for group in groups),
        tidy=tidy,
    )
    items = tuple(item_of(one, code, plan) for one, code in zip(item_dice, codes, strict=True))
    return rulebook_of(
        *items,
        chapters=tuple(
            Chapter(code=code, name=code, add_max=_tight(dice), deduct_max=_tight(dice))
            for code in "ABC"
        ),
        matter_groups=groups,
        limits=tuple(
            Limit(
                code=f"S{n}",
                text="",
                items=frozenset(_together(dice, items, tidy=tidy)),
                limit=Centipoints(dice.below(700)),
                per=dice.pick([Period.CYCLE, Period.CYCLE, *Period]),
            )
            for n in range(dice.pick([2, 3, 1, 0]))
        ),
        periods=CALENDAR,
        score=ScoreRule(
            base=dice.pick([Centipoints(100_00), Centipoints(0), Centipoints(5_00)]),
            add_max=_tight(dice),
            deduct_max=_tight(dice),
            floor=dice.pick([Centipoints(0), None, dice.limit()]),
        ),
        service=ServiceRule(
            prorate_base=dice.below(2) == 1,
            leave_costs=frozenset(dice.some(["sick", "private"])),
            several=dice.pick([Several.LARGEST, Several.LARGEST, Several.SUM]),
        ),
    )


def _tight(dice: Dice) -> Centipoints | None:
    """A limit two times in three: the outer scopes see only what the inner ones let through."""
    limit = Centipoints(dice.below(3000))
    return None if dice.below(3) == 0 else limit


def _together(dice: Dice, items: tuple[Item, ...], *, tidy: bool) -> list[str]:
    if not tidy:
        return dice.one_or_more([item.code for item in items])
    chapters = dice.one_or_more("ABC")
    return [item.code for item in items if item.chapter in chapters] or [items[0].code]


def item_rolls() -> st.SearchStrategy[list[Dice]]:
    few = st.lists(rolls(), min_size=1, max_size=6)
    return few | st.lists(rolls(), min_size=3, max_size=6)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Any rulebook of up to six items; its scopes need not nest (see `nested_rulebooks`)."""
    return rulebook_from(draw(rolls()), draw(item_rolls()))


@st.composite
def nested_rulebooks(draw: st.DrawFn) -> Rulebook:
    """Any rulebook whose scopes nest: one of each crossing pair has been lifted."""
    dice = draw(rolls())
    return made_to_nest(rulebook_from(dice, draw(item_rolls()), tidy=dice.below(4) > 0))


def made_to_nest(rulebook: Rulebook) -> Rulebook:
    """Lift one limit of each crossing pair, inner and outer by turns, until none crosses."""
    turn = 0
    while pairs := nesting(rulebook):
        rulebook = without(rulebook, pairs[0][turn % 2])
        turn += 1
    return rulebook


def without(rulebook: Rulebook, scope: Scope) -> Rulebook:
    """The same rulebook with one scope's limit lifted."""
    match scope.kind:
        case ScopeKind.MATTER:
            kept = tuple(one for one in rulebook.matter_groups if one.code != scope.code)
            return replace(rulebook, matter_groups=kept)
        case ScopeKind.ITEM:
            changed = tuple(
                uncapped_in(item, scope.period) if item.code == scope.code else item
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


def uncapped_in(item: Item, period: Period) -> Item:
    """The same item without its maximum for each such period."""
    match period:
        case Period.MONTH:
            return replace(item, month_max=None)
        case Period.QUARTER:
            return replace(item, quarter_max=None)
        case Period.HALF:
            return replace(item, half_max=None)
        case Period.CYCLE:
            return replace(item, cycle_max=None)


def without_limits(rulebook: Rulebook) -> Rulebook:
    """The same rulebook with every limit lifted, event maxima, matters and floor included."""
    return replace(
        rulebook,
        items=tuple(
            replace(
                item,
                event_max=None,
                month_max=None,
                quarter_max=None,
                half_max=None,
                cycle_max=None,
                matter_group="",
            )
            for item in rulebook.items
        ),
        matter_groups=(),
        limits=(),
        chapters=tuple(Chapter(code=one.code, name=one.name) for one in rulebook.chapters),
        score=ScoreRule(base=rulebook.score.base),
    )


# ------------------------------------------------------------------ cases
@st.composite
def cases(draw: st.DrawFn, *, nested: bool = False) -> Case:
    """A rulebook and an account under it."""
    rulebook = draw(nested_rulebooks() if nested else rulebooks())
    return rulebook, draw(accounts(rulebook))
