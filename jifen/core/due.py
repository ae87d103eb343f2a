"""One fact by itself: whether it counts and is borne, and its amount by shape.

Steps 1 and 2 of docs/scoring.md. What other facts do to it is in `weighing` and `rooms`.
"""

import datetime as dt
from fractions import Fraction

from jifen.core.circumstances import Population
from jifen.core.facts import Account, Fact, HolderKind
from jifen.core.measures import at, fault, figure_read, level_place, worth
from jifen.core.months import months_after
from jifen.core.plans import Book, Plan, opened
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Several, Subject
from jifen.core.shapes import Fixed, Level, Period, Tiers
from jifen.core.trace import Line, Step, StepKind

WHOLE = Fraction(1)

Key = int | tuple[str, str, int]
"""A running total: of a limit in a part of the cycle (`plans.STRIDE`), or of a matter."""


class Due:
    """One fact on its way to a line: magnitudes inside, signed outside."""

    __slots__ = (
        "amount",
        "borne",
        "expired",
        "fact",
        "gross",
        "now",
        "of_item",
        "plan",
        "share",
        "share_of",
        "sign",
        "spent",
        "steps",
        "ungiven",
        "weighed",
        "weight",
    )

    def __init__(self, fact: Fact, plan: Plan | None) -> None:
        self.fact = fact
        self.plan = plan
        self.sign = 1 if plan is None else plan.sign
        self.borne = False
        self.share = WHOLE
        self.share_of = ""
        self.now = 0
        self.steps: list[Step] = []
        self.amount = 0  # after step 2
        self.expired = False
        self.weight = 0  # after step 5, before anything is shared
        self.ungiven = 0  # the same, had repairs that leave the gross alone given nothing back
        self.weighed = 0  # how many steps led there
        self.of_item = 0  # after step 7
        self.gross = 0
        self.spent: list[tuple[Key, int, int]] = []
        """Of each running total it adds to: what it was before this fact, and what it added."""

    def move(
        self,
        kind: StepKind,
        after: int,
        scope: str = "",
        *,
        share: Fraction | None = None,
        times: int | None = None,
        figure: Fraction | None = None,
    ) -> None:
        """Write a step that is not a limit's."""
        before, then = Centipoints(self.sign * self.now), Centipoints(self.sign * after)
        self.steps.append(Step(kind, before, then, scope, None, share, times=times, figure=figure))
        self.now = after

    def limit(
        self,
        kind: StepKind,
        after: int,
        scope: str,
        limit: int,
        *,
        period: Period = Period.CYCLE,
        order_decides: bool = False,
    ) -> None:
        """Write the step of a limit that took something."""
        before, then = Centipoints(self.sign * self.now), Centipoints(self.sign * after)
        most = Centipoints(limit)
        self.steps.append(
            Step(kind, before, then, scope, most, order_decides=order_decides, period=period)
        )
        self.now = after

    def line(self) -> Line:
        """Return the finished line."""
        return Line(
            self.fact.key,
            Centipoints(self.sign * self.now),
            tuple(self.steps),
            self.fact.item,
            self.fact.seq,
            Centipoints(self.gross),
        )


def by_day(due: Due) -> tuple[dt.date, str]:
    """Sort key: the order of happening, which does not depend on recording."""
    return due.fact.happened_on, due.fact.key


# ------------------------------------------------------------------ step 1
def bear(book: Book, fact: Fact, account: Account, as_of: dt.date) -> Due:
    """Return the fact with the account's share of it, or with the one step that says why none."""
    plan = book.plans.get(fact.item)
    if plan is not None and fact.opening is not None:
        plan = opened(plan, account.starts_on, fact.happened_on)
    due = Due(fact, plan)
    if not account.starts_on <= fact.counts_on < account.ends_on:
        due.move(StepKind.OUTSIDE_CYCLE, 0)
    elif fact.counts_on > as_of:
        due.move(StepKind.NOT_YET, 0)
    elif plan is None or _other_side(fact, plan):
        due.move(StepKind.NO_SUCH_ITEM, 0)
    elif fact.opening is not None:
        due.borne = _is_whose(fact, account)
        if not due.borne:
            due.move(StepKind.NOT_PARTY, 0)
    elif fault(plan.item, fact.measures, board=fact.board) is not None:
        due.move(StepKind.UNFIT_MEASURES, 0)
    else:
        why = _not_borne(book, due, plan, account)
        if why is None:
            due.borne = True
        else:
            due.move(why, 0)
    return due


def _other_side(fact: Fact, plan: Plan) -> bool:
    """Say whether the item stands on the other side here than where the fact's points come from."""
    brought = 0
    if fact.late is not None:
        brought = fact.late.amount
    elif fact.opening is not None:
        brought = fact.opening.points
    return brought * plan.sign < 0


def _is_whose(opening: Fact, account: Account) -> bool:
    """Say whether an opening balance is this account's: of nobody else, whatever is borne."""
    if account.kind is HolderKind.VILLAGE:
        return not opening.parties and opening.village == account.holder
    return any(party.cadre == account.holder for party in opening.parties)


def _not_borne(book: Book, due: Due, plan: Plan, account: Account) -> StepKind | None:
    """Find the account's share, and say why it has none where it has none."""
    if account.kind is HolderKind.VILLAGE:
        # A village bears its village facts in full, and its cadres' own facts not at all.
        if plan.item.subject is not Subject.VILLAGE or due.fact.village != account.holder:
            return StepKind.NOT_PARTY
    else:
        mine: frozenset[Capacity] = frozenset()
        for party in due.fact.parties:
            if party.cadre == account.holder:
                mine |= party.capacities
        if not mine:
            return StepKind.NOT_PARTY
        if not _take_share(due, plan, mine, several=book.rulebook.service.several):
            return StepKind.NO_SHARE
    only_for = plan.item.only_for
    return None if only_for is None or fits(only_for, account) else StepKind.NOT_FOR


def _take_share(due: Due, plan: Plan, mine: frozenset[Capacity], *, several: Several) -> bool:
    """Take the largest share of the capacities, or their sum; say whether there is one."""
    if several is Several.SUM:
        found = [(capacity, share) for capacity, share in plan.shares if capacity in mine]
        due.share = sum((share for _, share in found), Fraction(0))
        due.share_of = "+".join(capacity.value for capacity, _ in found)
        return bool(found)
    for capacity, share in plan.shares:
        if capacity in mine:
            due.share, due.share_of = share, capacity.value
            return True
    return False


def fits(population: Population, account: Account) -> bool:
    """Say whether the account is one of those: every field that is set must fit.

    A village has no post group and no body, and is held to `places` alone.
    """
    if population.places and account.place not in population.places:
        return False
    if account.kind is HolderKind.VILLAGE:
        return True
    if population.post_groups and account.post_group not in population.post_groups:
        return False
    return not population.bodies or bool(population.bodies & account.bodies)


# ------------------------------------------------------------------ step 2
def score(due: Due, plan: Plan, as_of: dt.date) -> None:
    """Write the amount by shape, what was decided in its place, and whether it has expired."""
    item, fact = plan.item, due.fact
    scoring = item.scoring
    if isinstance(scoring, Fixed):
        _amount(due, plan, scoring.points, None, as_of)
        return
    read = None
    if item.board is not None or fact.measures.scores:
        read = figure_read(item, fact.measures, board=fact.board)
    _amount(due, plan, worth(item, fact.measures, board=fact.board), read, as_of)


def score_cumulated(
    due: Due, plan: Plan, so_far: Fraction | None, as_of: dt.date
) -> Fraction | None:
    """Do the same where figures are added up; return the sum up to and with this one.

    `so_far`: the sum of those before it, None where there is none.
    """
    item, fact = plan.item, due.fact
    scoring = item.scoring
    assert isinstance(scoring, Tiers), "tiers alone are cumulated"
    read = figure_read(item, fact.measures, board=fact.board)
    if read is None:
        _amount(due, plan, 0, None, as_of)  # a board that does not concern them adds nothing
        return so_far
    if so_far is None:
        together, amount = read, at(scoring, read)
    else:
        together = so_far + read
        amount = Centipoints(at(scoring, together) - at(scoring, so_far))
    _amount(due, plan, amount, together, as_of)
    return together


def _amount(due: Due, plan: Plan, amount: int, read: Fraction | None, as_of: dt.date) -> None:
    item, measures = plan.item, due.fact.measures
    due.move(StepKind.AMOUNT, amount, item.code, figure=read)
    if measures.override is not None:
        due.move(StepKind.OVERRIDE, measures.override, measures.decision)
    due.amount = due.now
    if item.validity is not None:
        months = _months_valid(due, plan)
        due.expired = months is not None and months_after(due.fact.happened_on, months) <= as_of


def _months_valid(due: Due, plan: Plan) -> int | None:
    validity, scoring = plan.item.validity, plan.item.scoring
    assert validity is not None
    if validity.months is not None:
        return validity.months
    if validity.by_size:
        return next((row.months for row in validity.by_size if due.amount >= row.points), None)
    if not isinstance(scoring, Level):
        return None
    place = min(level_place(scoring, due.fact.measures), len(scoring.rows) - 1)
    return validity.by_level.get(scoring.rows[place].key)
