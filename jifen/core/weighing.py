"""Circumstances (情形): what makes a fact weigh more, less or nothing, and the share borne of it.

Steps 3 to 5 of docs/scoring.md. `Around` is what other facts of the account have to do with it.
"""

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from fractions import Fraction

from jifen.core.circumstances import CalendarPeriod, MonthDay, Repeat
from jifen.core.due import Due, by_day, score, score_cumulated
from jifen.core.facts import Account, HolderKind, Late, Opening
from jifen.core.months import months_after, part_of, whole_months
from jifen.core.plans import Book, Plan
from jifen.core.rules import Direction
from jifen.core.trace import StepKind

Moment = tuple[dt.date, str]
"""When a fact happened, and its key: what "before it, by day" goes by."""

NOTHING, WHOLE = Fraction(0), Fraction(1)


def rounded(amount: int, factor: Fraction) -> int:
    """Return the amount, a magnitude, × the factor, in whole hundredths, half up."""
    product, of = amount * factor.numerator, factor.denominator
    return (2 * product + of) // (2 * of)


class Around:
    """What the borne facts of an account have to do with one another."""

    __slots__ = (
        "account",
        "as_of",
        "book",
        "freezing",
        "frozen_from",
        "lasting",
        "of_item",
        "openings",
        "times",
    )

    def __init__(self, book: Book, account: Account, as_of: dt.date) -> None:
        self.book = book
        self.account = account
        self.as_of = as_of
        self.of_item: dict[str, list[Due]] = {}  # borne
        self.times: dict[str, list[Moment]] = {}  # what each item that repeats counts, by day
        self.openings: dict[str, list[Due]] = {}
        self.lasting: dict[str, int] = {}  # how many are borne and unexpired
        self.freezing: list[tuple[dt.date, str]] = []  # the day, and the item
        self.frozen_from: tuple[dt.date, str] | None = None
        for code, plan in book.plans.items():
            repeat = plan.item.repeat
            if repeat is not None:
                self.times[code] = [
                    (past.happened_on, past.key)
                    for past in account.prior
                    if _looks_back(repeat) and past.item in plan.same
                ]

    def fill(self, borne: Iterable[Due]) -> None:
        """Take every borne fact, and score each by its shape.

        A late fact is of another cycle: a window that looks back sees it, and nothing else here.
        """
        repeated_by = self.book.repeated_by
        for due in borne:
            code = due.fact.item
            if due.fact.opening is not None:
                self._open(due, due.fact.opening.count)
                continue
            if due.fact.late is not None:
                for other in repeated_by.get(code, ()):
                    if _looks_back(self.book.plans[other].item.repeat):
                        self.times[other].append(by_day(due))
                self._score_late(due)
                continue
            self.of_item.setdefault(code, []).append(due)
            for other in repeated_by.get(code, ()):
                self.times[other].append(by_day(due))
        for moments in self.times.values():
            moments.sort()
        for code, dues in self.of_item.items():
            self.score(self.book.plans[code], dues)
            self.settle(code)
        self.freeze()

    def _open(self, due: Due, count: int) -> None:
        """Count what an opening balance stands for, as early as it can have happened.

        A window sees only what is certain to lie in it.
        """
        code, first = due.fact.item, self.account.starts_on
        self.openings.setdefault(code, []).append(due)
        self.lasting[code] = self.opened(code)
        for other in self.book.repeated_by.get(code, ()):
            self.times[other] += [(first, "")] * count

    def opened(self, code: str) -> int:
        """Return how many facts of an item its opening balances stand for."""
        some = self.openings.get(code, ())
        return sum(due.fact.opening.count for due in some if due.fact.opening is not None)

    def count(self, codes: Iterable[str]) -> int:
        """Return how many facts of some items are borne, opening balances included."""
        return sum(len(self.of_item.get(code, ())) + self.opened(code) for code in codes)

    def add(self, due: Due) -> None:
        """Take one more borne fact, not yet scored."""
        code = due.fact.item
        self.of_item.setdefault(code, []).append(due)
        for other in self.book.repeated_by.get(code, ()):
            insort(self.times[other], by_day(due))

    def score(self, plan: Plan, dues: Sequence[Due]) -> None:
        """Write the amounts by shape; of an item whose figures are cumulated, of all its facts."""
        if plan.cumulated is None:
            for due in dues:
                score(due, plan, self.as_of)
            return
        sums: dict[int, Fraction | None] = {}
        for due in sorted(dues, key=by_day):
            part = part_of(self.account.starts_on, due.fact.happened_on, plan.cumulated)
            sums[part] = score_cumulated(due, plan, sums.get(part), self.as_of)

    def _score_late(self, due: Due) -> None:
        plan = due.plan
        assert plan is not None, "a borne fact has its item"
        if plan.cumulated is None:
            score(due, plan, self.as_of)
        else:
            score_cumulated(due, plan, None, self.as_of)

    def settle(self, code: str) -> None:
        """Count an item's unexpired facts again, once they are scored."""
        borne = sum(not due.expired for due in self.of_item[code])
        self.lasting[code] = self.opened(code) + borne

    def freeze(self) -> None:
        """Find again from which day on additions are frozen, and by which item."""
        self.frozen_from = min(
            (
                (due.fact.happened_on, code)
                for code in self.book.freezing
                for due in self.of_item.get(code, ())
                if not due.expired and not _repaired(due, self.as_of)
            ),
            default=None,
        )

    # -------------------------------------------------------------- one fact among the others
    def weigh(self, due: Due, plan: Plan) -> None:
        """Take a scored fact through its circumstances, its share and the event maximum."""
        if due.fact.opening is not None:
            self._weigh_opening(due, plan, due.fact.opening)
            return
        if plan.weighed and due.now:
            self._circumstances(due, plan)
            ungiven = self._repair(due, plan)
        else:
            ungiven = due.now
        fact, share, most = due.fact, due.share, plan.item.event_max
        same = ungiven == due.now
        if self.account.kind is not HolderKind.VILLAGE:
            after = due.now if share == 1 else rounded(due.now, share)
            due.move(StepKind.SHARE, after, due.share_of, share=share)
            ungiven = after if same else rounded(ungiven, share)
        if fact.late is not None:
            ungiven = self._late(due, plan, fact.late, ungiven)
        due.weighed, due.weight = len(due.steps), due.now
        if most is not None and due.now > most:
            due.limit(StepKind.EVENT, most, plan.item.code, most)
            due.weighed, due.weight = len(due.steps), due.now
        due.ungiven = ungiven if most is None else min(ungiven, most)

    def _circumstances(self, due: Due, plan: Plan) -> None:
        """Take it through all of step 3 but the repair, in the order of docs/scoring.md."""
        item, fact = plan.item, due.fact
        if due.expired:
            _change(due, StepKind.EXPIRED, NOTHING)
        if item.recurring is not None:
            times = self._recurring(due, plan)
            _change(due, StepKind.RECURRING, Fraction(times), times=times)
        if item.repeat is not None:
            times = 1 + self._times_before(due, item.repeat)
            factors = item.repeat.factors
            factor = factors[min(times, len(factors)) - 1]
            _change(due, StepKind.REPEAT, factor, times=times)
        if item.period_factors:
            self._period(due, plan)
        if fact.measures.finder is not None:
            factor = item.finder_factors.get(fact.measures.finder, Fraction(1))
            _change(due, StepKind.FINDER, factor, fact.measures.finder.value)
        if item.reminded_within is not None:
            reminded_on = fact.measures.reminded_on
            before = -1 if reminded_on is None else (fact.happened_on - reminded_on).days
            if not 0 <= before <= item.reminded_within:
                _change(due, StepKind.NOT_REMINDED, NOTHING)
        if fact.late is not None:
            return  # what follows looks at what else happened in this cycle
        self._whole_cycle(due, plan)
        if (
            self.frozen_from is not None
            and item.direction is Direction.ADD
            and fact.happened_on >= self.frozen_from[0]
        ):
            _change(due, StepKind.FROZEN, NOTHING, self.frozen_from[1])

    def _whole_cycle(self, due: Due, plan: Plan) -> None:
        """Take it through what asks how often something happened, whatever the day."""
        needs = plan.item.needs
        if needs is not None:
            count = self.count(plan.needed)
            if count < needs.at_least:
                _change(due, StepKind.NEEDS, NOTHING, times=count)
        for code, from_time in plan.zeroed_by:
            if self.lasting.get(code, 0) >= from_time:
                _change(due, StepKind.ZEROED, NOTHING, code)

    def _weigh_opening(self, due: Due, plan: Plan, stood: Opening) -> None:
        """Put what stood before in its place: of its circumstances those alone that ask no day."""
        due.move(StepKind.OPENING, abs(stood.points), due.fact.item, times=stood.count)
        self._whole_cycle(due, plan)
        due.weighed, due.weight, due.ungiven = len(due.steps), due.now, due.now

    def _recurring(self, due: Due, plan: Plan) -> int:
        """Count once, and once more for every whole period until it was corrected."""
        rule, fact = plan.item.recurring, due.fact
        assert rule is not None
        until = self.as_of if fact.repaired_on is None else min(self.as_of, fact.repaired_on)
        if rule.days is not None:
            periods = (until - fact.happened_on).days // rule.days
        else:
            assert rule.months is not None, "it recurs by days or by months"
            periods = whole_months(fact.happened_on, until) // rule.months
        times = 1 + max(periods, 0)
        return times if rule.times is None else min(times, rule.times)

    def _times_before(self, due: Due, rule: Repeat) -> int:
        """Count what came before it, by day, inside the window."""
        moments = self.times[due.fact.item]
        day = due.fact.happened_on
        until = bisect_left(moments, by_day(due))
        first = 0
        if rule.days is not None:
            # The days d with day − days < d.
            first = bisect_left(moments, (day - dt.timedelta(days=rule.days - 1), ""))
        elif rule.months is not None:
            months = rule.months
            first = bisect_left(
                moments, True, key=lambda moment: months_after(moment[0], months) > day
            )
        return max(until - first, 0)

    def _period(self, due: Due, plan: Plan) -> None:
        factors = plan.item.period_factors
        held = [
            (factor, code)
            for code, factor in factors.items()
            if code in self.book.calendar and holds(self.book.calendar[code], due.fact.happened_on)
        ]
        if held:
            factor, code = min(held, key=lambda one: (-one[0], one[1]))
            _change(due, StepKind.PERIOD, factor, code)

    def _repair(self, due: Due, plan: Plan) -> int:
        """Give back what a repair gives; return what it would be for the gross deductions."""
        now, kept = due.now, self._kept(due, plan)
        _change(due, StepKind.REPAIR, kept)
        return due.now if plan.item.repair is not None and plan.item.repair.gross else now

    def _kept(self, due: Due, plan: Plan) -> Fraction:
        """Return what part of a fact its repair leaves."""
        repair, fact = plan.item.repair, due.fact
        if repair is None or fact.repaired_on is None or fact.repaired_on > self.as_of:
            return WHOLE
        after = (fact.repaired_on - fact.happened_on).days
        if repair.within_days is not None and after > repair.within_days:
            return WHOLE
        return 1 - repair.gives_back

    def _late(self, due: Due, plan: Plan, late: Late, ungiven: int) -> int:
        """Put what the fact's own cycle gives in place of what this version gives.

        A deduction is never more than this version's; of an addition that has expired nothing is
        left. Return what it would be for the gross deductions.
        """
        whole = abs(late.amount)
        kept = rounded(whole, self._kept(due, plan))
        if plan.sign > 0:
            kept = ungiven = 0 if due.expired else kept
        else:
            lowers = plan.item.repair is not None and plan.item.repair.gross
            ungiven = min(kept if lowers else whole, ungiven)
            kept = min(kept, due.now)
        due.move(StepKind.LATE, kept, late.cycle)
        return ungiven


def _looks_back(repeat: Repeat | None) -> bool:
    """Say whether a repeat counts what happened before the cycle began."""
    return repeat is not None and (repeat.days is not None or repeat.months is not None)


def _repaired(due: Due, as_of: dt.date) -> bool:
    return due.fact.repaired_on is not None and due.fact.repaired_on <= as_of


def _change(
    due: Due, kind: StepKind, factor: Fraction, scope: str = "", *, times: int | None = None
) -> None:
    """Write the step, if it changes the amount."""
    after = rounded(due.now, factor)
    if after != due.now:
        due.move(kind, after, scope, share=factor, times=times)


def holds(period: CalendarPeriod, day: dt.date) -> bool:
    """Say whether a calendar period holds the day: first and last inside, every year or once."""
    if any(first <= day <= last for first, last in period.dates):
        return True
    return any(_yearly(first, last, day) for first, last in period.yearly)


def _yearly(first: MonthDay, last: MonthDay, day: dt.date) -> bool:
    begins, ends = _in_year(first, day.year), _in_year(last, day.year)
    return begins <= day <= ends if first <= last else day >= begins or day <= ends


def _in_year(when: MonthDay, year: int) -> dt.date:
    """Return the day in a year; 29 February is the 28th in a common one."""
    if (when.month, when.day) == (2, 29):
        return dt.date(year, 3, 1) - dt.timedelta(days=1)
    return dt.date(year, when.month, when.day)
