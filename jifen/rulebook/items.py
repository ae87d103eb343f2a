"""Items (积分项目) as they are written: scoring, shares, caps and process."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jifen.core.access import Role
from jifen.core.points import Centipoints, display
from jifen.core.rules import Approver, Capacity, Direction, Item, Subject
from jifen.core.shapes import Figured, Level, Period, Scoring, Tiers
from jifen.core.workflow import STEPS, Action, Kind
from jifen.rulebook import circumstances, shapes
from jifen.rulebook.fields import PARAGRAPH, Fields
from jifen.rulebook.keys import PERIOD_MAX, SHARES
from jifen.rulebook.weights import weights

ALL_DUTIES = "all"
"""The duty area that needs no declaration: everybody's."""
MONTHS: Mapping[Period, int] = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6}
"""How long a part of a cycle is; the whole has no length of its own."""
MOST_REMINDED = 366

_ENTRANCE = {
    Direction.ADD: (Kind.GRANT, Action.SUBMIT),
    Direction.DEDUCT: (Kind.DEDUCTION, Action.PROPOSE),
}
_SIDE = {Direction.ADD: ("加分", "added"), Direction.DEDUCT: ("扣分", "deducted")}
_CAPS = ("event_max", *PERIOD_MAX.values())


@dataclass(slots=True, kw_only=True)
class Known:
    """What the items of a file may refer to, by code, and what of it they did."""

    months: int  # of the cycle
    chapters: Sequence[str]
    articles: Sequence[str]
    duty_areas: Sequence[str]
    groups: Sequence[str]
    proposers: Sequence[str]
    periods: Mapping[str, object]
    grades: Sequence[str]
    levels: Mapping[str, Level]
    used_levels: set[str] = field(default_factory=set)


def may_propose(direction: Direction) -> frozenset[Role]:
    """Return the roles that the steps of a claim let propose points of this direction."""
    kind, action = _ENTRANCE[direction]
    return frozenset(role for step in STEPS[kind] if step.action is action for role in step.roles)


_MAY_PROPOSE = {direction: may_propose(direction) for direction in Direction}


def read(code: str, fields: Fields, known: Known) -> Item:
    """Return one item; what is broken in it stands in the report."""
    written = shapes.fields_of(fields)
    scoring = shapes.read(written, known.levels, known.used_levels)
    if isinstance(scoring, Level) and not scoring.rows:
        scoring = None
    if isinstance(scoring, Tiers) and scoring.cumulated:
        check_period(written, "cumulated", scoring.cumulated, known.months)
        if scoring.at_most:
            key = "at_most" if written.has("at_most") else "below"
            written.problem("scoring.cumulated-down", key, key=key)
    item = Item(
        code=code,
        chapter=fields.code("chapter"),
        title=fields.text("title"),
        purpose=fields.text("purpose", most=PARAGRAPH, lines=True),
        procedure=fields.text("procedure", most=PARAGRAPH, lines=True),
        direction=fields.choice("direction", Direction, Direction.ADD),
        subject=fields.choice("subject", Subject, Subject.CADRE),
        scoring=scoring or shapes.STAND_IN,
        shares=_shares(fields),
        event_max=fields.award_or_none("event_max"),
        month_max=fields.award_or_none("month_max"),
        quarter_max=fields.award_or_none("quarter_max"),
        half_max=fields.award_or_none("half_max"),
        cycle_max=fields.award_or_none("cycle_max"),
        matter_group=fields.code("matter_group"),
        duty_area=fields.code("duty_area", ALL_DUTIES),
        board=circumstances.board(fields, scoring),
        only_for=circumstances.population(fields, "only_for"),
        repeat=circumstances.repeat(fields),
        period_factors=circumstances.period_factors(fields, known.periods),
        finder_factors=circumstances.finder_factors(fields),
        reminded_within=fields.whole_or_none("reminded_within", least=1, most=MOST_REMINDED),
        recurring=circumstances.recurring(fields),
        needs=circumstances.needs(fields),
        zeroing=circumstances.zeroing(fields),
        freezes=fields.boolean("freezes", False),
        repair=circumstances.repair(fields),
        validity=circumstances.validity(fields, scoring),
        effects=circumstances.effects(fields, known.grades),
        article=fields.text("article"),
        evidence=fields.texts("evidence"),
        proposers=fields.texts("proposers"),
        scorers=weights(fields, "scorers"),
        approver=fields.choice("approver", Approver, Approver.HEAD)
        if fields.has("approver")
        else None,
        publicised=fields.boolean("publicised", True),
        village_set=fields.whole_or_none("village_set", least=1, most=circumstances.MOST_TIMES),
        overridable=fields.boolean("overridable", False),
        grave=fields.boolean("grave", False),
        note=fields.text("note", most=PARAGRAPH, lines=True),
    )
    _check_references(item, fields, known)
    _check_process(item, fields, known, scoring)
    _check_caps(item, fields, known, scoring)
    return item


def smallest(item: Item) -> Centipoints:
    """Return the least whole award of an item, as it reaches the account that bears most of it."""
    least = shapes.least_award(item.scoring)
    if item.subject is Subject.VILLAGE or not item.shares:
        return least
    return Centipoints(int(least * max(item.shares.values())))


def below(fields: Fields, key: str, cap: Centipoints, award: Centipoints) -> None:
    """Report a cap under the smallest award."""
    fields.problem("cap.below-award", key, key=key, cap=display(cap), award=display(award))


def check_period(fields: Fields, key: str, period: Period, months: int) -> None:
    """Report a part of a cycle that is not shorter than the cycle."""
    if fields.sound(key) and MONTHS.get(period, 0) >= months:
        fields.problem(
            "cap.period", key, key=key, value=period, length=MONTHS[period], months=months
        )


def _shares(item: Fields) -> Mapping[Capacity, Fraction]:
    written = item.inner("shares", SHARES)
    if (
        item.has("shares")
        and not written.rows
        and item.sound("shares")
        and written.sound(*SHARES.optional)
    ):
        item.problem("value.nothing", "shares", key="shares")
    # Always in the order of `Capacity`, so that two files that mean the same read the same.
    return {c: written.share(c) for c in Capacity if written.has(c)}


def _check_references(item: Item, fields: Fields, known: Known) -> None:
    for key, value, table, codes in (
        ("chapter", item.chapter, "chapters", known.chapters),
        ("article", item.article, "articles", known.articles),
        ("duty_area", item.duty_area, "duty_areas", known.duty_areas),
        ("matter_group", item.matter_group, "matter_groups", known.groups),
    ):
        if fields.has(key) and fields.sound(key):
            fields.refers(key, value, table, codes)


def _check_process(item: Item, fields: Fields, known: Known, scoring: Scoring | None) -> None:
    if not item.proposers and fields.has("proposers") and fields.sound("proposers"):
        fields.problem("item.nobody-proposes", "proposers")
    allowed = _MAY_PROPOSE[item.direction]
    for role in item.proposers:
        if fields.refers("proposers", role, "proposers", known.proposers) and role not in allowed:
            chinese, english = _SIDE[item.direction]
            fields.problem(
                "item.proposer",
                "proposers",
                value=role,
                direction_zh=chinese,
                direction_en=english,
                allowed="、".join(sorted(allowed)),
            )
    if item.scorers:
        inner = fields.inner("scorers")
        for role in item.scorers:
            if role not in item.proposers and fields.sound("proposers"):
                inner.problem("item.scorer", role, value=role)
        if scoring is not None and not isinstance(scoring, Figured):
            fields.problem("item.board", "scorers", key="scorers")
        if fields.has("board"):
            fields.problem("item.board-scorers", "scorers")
    if item.village_set is not None and item.direction is Direction.DEDUCT:
        fields.problem("item.village-set", "village_set")


def _check_caps(item: Item, fields: Fields, known: Known, scoring: Scoring | None) -> None:
    for period, key in PERIOD_MAX.items():
        if fields.has(key):
            check_period(fields, key, period, known.months)
    caps = [(key, cap) for key in _CAPS if (cap := getattr(item, key)) is not None]
    for (short, less), (long, more) in itertools.pairwise(caps):
        if less > more:
            fields.problem(
                "cap.order", short, short=short, less=display(less), long=long, more=display(more)
            )
    if scoring is None:
        return
    award = smallest(item)
    for key, cap in caps:
        if cap < award and fields.sound(key, "shares"):
            below(fields, key, cap, award)
