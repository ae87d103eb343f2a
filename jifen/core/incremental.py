"""One fact more: the same assessment, without going through the whole account again.

`Running.add` weighs again only what the new fact touches: facts of items that count it, need it,
or are zeroed or frozen by it. It limits again only what adds to a running total that has changed.
What comes out equals `assess` of the account with the fact.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from jifen.core.assess import Sums, in_sequence, scheme_lines, together
from jifen.core.due import Due, Key, bear, by_day
from jifen.core.effects import effects_of
from jifen.core.facts import Account, Fact
from jifen.core.plans import Plan, book_of
from jifen.core.rooms import Rooms, find_gross, keys_of, loads_of, matter_of
from jifen.core.rules import Direction, Rulebook
from jifen.core.trace import Assessment, EffectDue, Line, Step
from jifen.core.weighing import Around

Place = tuple[int, str]
"""A fact's place in the sequence."""


@dataclass(frozen=True, slots=True)
class _Before:
    """How a fact stood before it was weighed again."""

    steps: list[Step]
    now: int
    weight: int
    ungiven: int
    weighed: int

    @classmethod
    def of(cls, due: Due) -> "_Before":
        return cls(due.steps, due.now, due.weight, due.ungiven, due.weighed)

    def is_still_so(self, due: Due) -> bool:
        """Say whether the fact, weighed again, came to the same by the same steps."""
        return (due.weight, due.ungiven) == (self.weight, self.ungiven) and (
            due.steps == self.steps[: self.weighed]
        )


class Running:
    """An account under a version on a day, ready for one fact more."""

    account: Account
    result: Assessment
    """What the account comes to."""
    _facts: dict[str, Fact]
    _dues: list[Due]  # in sequence, as are their places and lines
    _places: list[Place]
    _lines: list[Line]

    def __init__(self, rulebook: Rulebook, account: Account, *, as_of: dt.date) -> None:
        self.rulebook = rulebook
        self.as_of = as_of
        self._book = book_of(rulebook)
        self._start(account)

    def add(self, fact: Fact) -> Assessment:
        """Record one fact more, wherever in the sequence it stands; return what comes out.

        A key that is there already counts once, at its earliest place. A late fact is rare, and
        the whole account is gone through for it; so it is where an opening balance stands.
        """
        account = replace(self.account, facts=(*self.account.facts, fact))
        if fact.late is not None or fact.opening is not None or self._around.openings:
            self._start(account)
            return self.result
        known = self._facts.get(fact.key)
        if known is not None:
            if _place(fact) < _place(known):
                self._start(account)
            else:
                self.account = account
            return self.result
        self.account = account
        self._facts[fact.key] = fact
        due = bear(self._book, fact, account, self.as_of)
        at = bisect_left(self._places, _place(fact))
        self._places.insert(at, _place(fact))
        self._dues.insert(at, due)
        self._lines.insert(at, due.line())
        if due.borne:
            self._limit(self._weigh(due))
        self._tell()
        return self.result

    # -------------------------------------------------------------- the whole account
    def _start(self, account: Account) -> None:
        book = self._book
        self.account = account
        self._facts = {fact.key: fact for fact in in_sequence(account.facts)}
        self._dues = [bear(book, fact, account, self.as_of) for fact in self._facts.values()]
        self._places = [_place(due.fact) for due in self._dues]
        self._around = Around(book, account, self.as_of)
        self._around.fill(due for due in self._dues if due.borne)
        for due, plan in _borne(self._dues):
            self._around.weigh(due, plan)
        self._loads = loads_of(book, self._dues, account.starts_on)
        self._scheme = scheme_lines(self.rulebook, account)
        self._limit_all()
        self._effects: dict[str, tuple[EffectDue, ...]] = {}
        self._effects_of({item.code for item in book.with_effects})
        self._tell()

    def _limit_all(self) -> None:
        self._rooms = Rooms(self.account.starts_on, self._loads.live())
        self._ungiven = False
        for due, plan in _borne(self._dues):
            _unlimited(due)
            self._rooms.take(due, plan)
            self._ungiven = self._ungiven or due.ungiven != due.weight
        find_gross(self._dues, self.account.starts_on)
        self._lines = []
        self._sums = Sums()
        for due in self._dues:
            line = due.line()
            self._lines.append(line)
            self._sums.put(due, line)

    def _effects_of(self, codes: Iterable[str]) -> None:
        for code in codes:
            item = self._book.plans[code].item
            if item.effects:
                borne, first = self._around.of_item, self._around.openings
                self._effects[code] = effects_of(item, borne.get(code, ()), first.get(code, ()))

    def _tell(self) -> None:
        effects = tuple(
            effect
            for item in self._book.with_effects
            for effect in self._effects.get(item.code, ())
        )
        self.result = together(self.rulebook, self._scheme, self._lines, self._sums, effects)

    # -------------------------------------------------------------- circumstances
    def _weigh(self, new: Due) -> list[Due]:
        """Weigh the new fact, and again what it touches; return what now weighs differently."""
        around, code, plan = self._around, new.fact.item, _plan_of(new)
        lasted, froze = around.lasting.get(code, 0), around.frozen_from
        before: dict[str, _Before] = {}
        around.add(new)
        if plan.cumulated is None:
            around.score(plan, [new])
        else:
            same = around.of_item[code]
            self._lift(same, before, new)
            for due in same:
                due.steps, due.now = [], 0
            around.score(plan, same)
        around.settle(code)
        if code in self._book.freezing:
            around.freeze()
        for due in self._touched(new, lasted=lasted, froze=froze):
            self._lift((due,), before, new)
        moved = [new]
        around.weigh(new, plan)
        self._loads.put(new, plan)
        for key, was in before.items():
            due = self._due(key)
            around.weigh(due, _plan_of(due))
            self._loads.put(due, _plan_of(due))
            if was.is_still_so(due):
                due.steps, due.now = was.steps, was.now
            else:
                moved.append(due)
        return moved

    def _lift(self, dues: Iterable[Due], before: dict[str, _Before], new: Due) -> None:
        """Bring facts back to where they stood after step 2, and note how they stood."""
        for due in dues:
            if due is not new and due.fact.key not in before:
                before[due.fact.key] = _Before.of(due)
                self._loads.put(due, _plan_of(due), times=-1)
                decided = due.fact.measures.override is not None
                due.steps, due.now = due.steps[: 2 if decided else 1], due.amount

    def _touched(
        self, new: Due, *, lasted: int, froze: tuple[dt.date, str] | None
    ) -> Iterator[Due]:
        """Yield the facts whose circumstances the new one may change."""
        around, book, code = self._around, self._book, new.fact.item
        for other in book.repeated_by.get(code, ()):
            for due in around.of_item.get(other, ()):
                if by_day(due) > by_day(new):
                    yield due
        for other in book.needed_by.get(code, ()):
            plan = book.plans[other]
            count = sum(len(around.of_item.get(each, ())) for each in plan.needed)
            if plan.item.needs is not None and count <= plan.item.needs.at_least:
                yield from around.of_item.get(other, ())
        zeroing = _plan_of(new).item.zeroing
        if zeroing is not None:
            lasting = around.lasting[code]
            if (lasted >= zeroing.from_time) is not (lasting >= zeroing.from_time):
                for other in zeroing.items:
                    yield from around.of_item.get(other, ())
        if around.frozen_from != froze:
            for other, dues in around.of_item.items():
                if book.plans[other].item.direction is Direction.ADD:
                    yield from dues

    def _due(self, key: str) -> Due:
        return self._dues[bisect_left(self._places, _place(self._facts[key]))]

    # -------------------------------------------------------------- limits
    def _limit(self, moved: Sequence[Due]) -> None:
        """Limit again what moved, and what adds to a running total that is no longer the same."""
        if self._loads.live() != self._rooms.live:
            self._limit_all()
            self._effects_of({due.fact.item for due in self._dues if due.borne})
            return
        waiting = {due.fact.key for due in moved}
        first = min(bisect_left(self._places, _place(due.fact)) for due in moved)
        change: dict[Key, int] = {}
        limited: set[str] = set()
        for at in range(first, len(self._dues)):
            due = self._dues[at]
            if due.fact.key in waiting:
                waiting.remove(due.fact.key)
            elif not any(change.get(key) for key, _, _ in due.spent):
                continue
            self._limit_again(at, due, change)
            limited.add(due.fact.item)
            if not waiting and not any(change.values()):
                break
        for key, by in change.items():
            self._rooms.totals[key] = self._rooms.totals.get(key, 0) + by
        if self._ungiven or any(due.ungiven != due.weight for due in moved):
            self._ungiven = True
            self._gross_again()
        self._effects_of(limited)

    def _limit_again(self, at: int, due: Due, change: dict[Key, int]) -> None:
        """Limit one fact by the totals as they now stand before it; note how they change."""
        plan, rooms = _plan_of(due), self._rooms
        was = {key: (before, added) for key, before, added in due.spent}
        keys: list[Key] = list(keys_of(due, plan, self.account.starts_on))
        if plan.matter is not None:
            keys.append(matter_of(due, plan))
        totals = {key: was[key][0] for key in keys if key in was}
        self._find_totals(at, [key for key in keys if key not in was], totals)
        for key in keys:
            totals[key] += change.get(key, 0)
        if due.borne:
            _unlimited(due)
        known, rooms.totals = rooms.totals, totals
        rooms.take(due, plan)
        rooms.totals = known
        for key, _, added in due.spent:
            change[key] = change.get(key, 0) + added
        for key, (_, added) in was.items():
            change[key] = change.get(key, 0) - added
        if due.sign < 0:
            due.gross = due.of_item
        self._line_again(at, due)

    def _find_totals(self, at: int, keys: Iterable[Key], totals: dict[Key, int]) -> None:
        """Find what totals were before a place: what the next fact that adds to each found."""
        wanted = set(keys)
        for later in range(at + 1, len(self._dues)):
            if not wanted:
                return
            for key, before, _ in self._dues[later].spent:
                if key in wanted:
                    wanted.remove(key)
                    totals[key] = before
        for key in wanted:
            totals[key] = self._rooms.totals.get(key, 0)

    def _gross_again(self) -> None:
        find_gross(self._dues, self.account.starts_on)
        for at, due in enumerate(self._dues):
            if self._lines[at].gross != due.gross:
                self._line_again(at, due)

    def _line_again(self, at: int, due: Due) -> None:
        self._sums.put(due, self._lines[at], times=-1)
        self._lines[at] = due.line()
        self._sums.put(due, self._lines[at])


def _place(fact: Fact) -> Place:
    return fact.seq, fact.key


def _plan_of(due: Due) -> Plan:
    assert due.plan is not None, "a borne fact has its item"
    return due.plan


def _borne(dues: Iterable[Due]) -> Iterator[tuple[Due, Plan]]:
    for due in dues:
        if due.borne:
            yield due, _plan_of(due)


def _unlimited(due: Due) -> None:
    """Bring a fact back to where it stood before it was limited together with others."""
    due.steps, due.now = due.steps[: due.weighed], due.weight
    due.spent, due.of_item = [], 0
