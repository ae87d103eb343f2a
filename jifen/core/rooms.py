"""Limits over facts: what each running total still has room for, fact by fact in sequence.

Steps 6 to 10 of docs/scoring.md, and the gross deductions beside them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from jifen.core.due import Due, Key
from jifen.core.limits import Scope
from jifen.core.months import whole_months
from jifen.core.plans import Book, Hold, Plan
from jifen.core.rules import MatterGroup, MatterMode
from jifen.core.trace import StepKind


def keys_of(due: Due, plan: Plan, starts_on: dt.date) -> tuple[int, ...]:
    """Return the running totals of the limits over a fact, in the order of `plan.holds`."""
    if plan.keys is not None:
        return plan.keys
    month = whole_months(starts_on, due.fact.counts_on)
    return tuple(
        hold.start + month // hold.months if hold.months else hold.start for hold in plan.holds
    )


def matter_of(due: Due, plan: Plan) -> Key:
    """Return the running total of the fact's matter in its group, on its side."""
    return plan.item.matter_group, due.fact.matter, plan.sign


class Rooms:
    """What each matter and each limit has already let through.

    `live`: the scopes where the order of recording may decide.
    """

    __slots__ = ("live", "starts_on", "totals")

    def __init__(self, starts_on: dt.date, live: frozenset[Scope]) -> None:
        self.starts_on = starts_on
        self.live = live
        self.totals: dict[Key, int] = {}

    def take(self, due: Due, plan: Plan) -> None:
        """Take from one fact what the limits take after those before it."""
        if not due.now:
            return
        if plan.matter is not None:
            self.same_matter(due, plan, plan.matter)
        keys, holds, own = keys_of(due, plan, self.starts_on), plan.holds, plan.own
        for hold, key in zip(holds[:own], keys, strict=False):
            self.hold(due, hold, key)
        due.of_item = due.now
        for hold, key in zip(holds[own:], keys[own:], strict=True):
            self.hold(due, hold, key)

    def same_matter(self, due: Due, plan: Plan, group: MatterGroup) -> None:
        """Give what the fact adds to its matter: to the highest so far, or to the sum's room."""
        matter = matter_of(due, plan)
        so_far = self.totals.get(matter, 0)
        adds, limit = _adds(due.now, so_far, group)
        self.totals[matter] = so_far + adds
        due.spent.append((matter, so_far, adds))
        if adds != due.now:
            live = plan.matter_scope in self.live
            due.limit(StepKind.MATTER, adds, group.code, limit, order_decides=live)

    def hold(self, due: Due, hold: Hold, key: int) -> None:
        """Let through what the limit still has room for."""
        total, now = self.totals.get(key, 0), due.now
        room = hold.limit - total
        adds = now if now <= room else room
        self.totals[key] = total + adds
        due.spent.append((key, total, adds))
        if adds != now:
            due.limit(
                hold.kind,
                adds,
                hold.scope.code,
                hold.limit,
                period=hold.scope.period,
                order_decides=hold.scope in self.live,
            )


def _adds(now: int, so_far: int, group: MatterGroup) -> tuple[int, int]:
    """Return what a matter lets through, and what held it."""
    if group.mode is MatterMode.HIGHEST:
        return max(now - so_far, 0), so_far
    assert group.limit is not None, "a plan leaves out a sum without a limit"
    return min(now, group.limit - so_far), group.limit


# ------------------------------------------------------------------ gross deductions
def find_gross(dues: Iterable[Due], starts_on: dt.date) -> None:
    """Write each deduction's part of the gross deductions (扣分累计).

    It is what passes the item limits. Where a repair gave something back that leaves the gross
    alone, matters and item limits are gone through once more, as if it had given nothing.
    """
    deductions = [(due, due.plan) for due in dues if due.sign < 0 and due.borne]
    if all(due.ungiven == due.weight for due, _ in deductions):
        for due, _ in deductions:
            due.gross = due.of_item
        return
    totals: dict[Key, int] = {}
    for due, plan in deductions:
        assert plan is not None, "a borne fact has its item"
        due.gross = _after_item_limits(due, plan, totals, starts_on)


def _after_item_limits(due: Due, plan: Plan, totals: dict[Key, int], starts_on: dt.date) -> int:
    now = due.ungiven
    if plan.matter is not None:
        matter = matter_of(due, plan)
        now, _ = _adds(now, totals.get(matter, 0), plan.matter)
        totals[matter] = totals.get(matter, 0) + now
    keys = keys_of(due, plan, starts_on)
    for hold, key in zip(plan.holds[: plan.own], keys, strict=False):
        now = min(now, hold.limit - totals.get(key, 0))
        totals[key] = totals.get(key, 0) + now
    return now


# ------------------------------------------------------------------ where the order decides
class Loads:
    """What is put upon each scope that does not nest with another one.

    A scope whose facts together stay inside its limit cannot cut in any order; leave those out,
    and what is left decides whether the order does.
    """

    __slots__ = ("book", "counts", "over", "starts_on", "sums")

    def __init__(self, book: Book, starts_on: dt.date) -> None:
        self.book = book
        self.starts_on = starts_on
        self.sums: dict[Key, int] = {}
        self.counts: dict[Key, int] = {}
        self.over: dict[Scope, set[Key]] = {}

    def put(self, due: Due, plan: Plan, *, times: int = 1) -> None:
        """Put a fact's weight on its scopes; with `times` −1, take it away."""
        if not due.weight:
            return
        for key, scope, group, limit in self._scopes(due, plan):
            self.sums[key] = self.sums.get(key, 0) + times * due.weight
            self.counts[key] = self.counts.get(key, 0) + times
            highest = group is not None and group.mode is MatterMode.HIGHEST
            cuts = self.counts[key] > 1 if highest else self.sums[key] > limit
            over = self.over.setdefault(scope, set())
            over.add(key) if cuts else over.discard(key)

    def _scopes(self, due: Due, plan: Plan) -> Iterator[tuple[Key, Scope, MatterGroup | None, int]]:
        if plan.matter is not None and plan.matter_crosses:
            limit = plan.matter.limit or 0
            yield matter_of(due, plan), plan.matter_scope, plan.matter, limit
        for hold, key in zip(plan.holds, keys_of(due, plan, self.starts_on), strict=True):
            if hold.crosses:
                yield key, hold.scope, None, hold.limit

    def live(self) -> frozenset[Scope]:
        """Return the scopes that cross another one, where both could cut in this account."""
        over: Mapping[Scope, set[Key]] = self.over
        return frozenset(
            scope
            for pair in self.book.crossings
            if over.get(pair[0]) and over.get(pair[1])
            for scope in pair
        )


def loads_of(book: Book, dues: Iterable[Due], starts_on: dt.date) -> Loads:
    """Return what weighed facts put upon the scopes that cross."""
    loads = Loads(book, starts_on)
    if book.crossings:
        for due in dues:
            if due.borne and due.plan is not None:
                loads.put(due, due.plan)
    return loads
