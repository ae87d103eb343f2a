"""What happened in the demo town: chance facts by the item table, month by month."""

import calendar
import datetime as dt
import random
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .items import AREAS, BY_CODE, ITEMS, Item
from .register import HARD_CHECKED, UNITS, Person, Register

FIRST, LAST = dt.date(2024, 8, 1), dt.date(2026, 2, 28)
CYCLE_2_ON = dt.date(2025, 8, 1)


TallyOf = Tally[tuple[str, bool]]
"""Counts by person and cycle (false for the first)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact as it is meant: what a right reading of the workbook must give back."""

    month: dt.date
    """First day of the month whose sheet it stands in."""
    happened_on: dt.date
    unit: str
    people: tuple[tuple[str, str], ...]
    """Name and capacity of each person named."""
    codes: tuple[str, ...]
    """Their cadre codes, in the same order."""
    item: str
    figure: str = ""
    """Quantity or measured number."""
    unit_written: str = ""
    """What the office writes behind it, if anything."""
    level: str = ""
    department: bool = False
    points: str = ""
    """Points chosen inside a range."""
    reason: str = ""
    matter: str = ""
    evidence: str = ""
    duty_area: str = ""
    remark: str = ""
    decision: str = ""

    @property
    def adds(self) -> bool:
        """Say whether it is a grant."""
        return BY_CODE[self.item].side == "+"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One fact taken back by a decision of its own."""

    event: Event
    """The fact, its decision number included."""
    decision: str
    reason: str
    on: dt.date


def months() -> Iterator[dt.date]:
    """Walk the months of the story."""
    day = FIRST
    while day <= LAST:
        yield day
        day = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def chance(rng: random.Random, register: Register) -> list[Event]:
    """Let the items happen to whoever they happen to, each person within reason."""
    events: list[Event] = []
    heavy: TallyOf = Tally()
    deductions: TallyOf = Tally()
    for month in months():
        for item in ITEMS:
            for place, unit in enumerate(_occasions(rng, item, month)):
                event = _event(rng, register, item, month, unit)
                if event is not None and item.code == "E-01":
                    event = replace(event, figure=str(place + 1))
                if event is not None and _bearable(event, heavy, deductions):
                    events.append(event)
    seen = {event.item for event in events}
    for item in ITEMS:
        if item.code not in seen and item.code[0] != "W" and item.code != "F-05":
            # A rare item that chance left out happens once, in the middle of the first cycle.
            month = dt.date(2025, (item.months or (3,))[0], 1)
            event = None
            while event is None or not _bearable(event, heavy, deductions):
                event = _event(rng, register, item, month, rng.choice(UNITS)[0])
            events.append(event)
    return events


def _occasions(rng: random.Random, item: Item, month: dt.date) -> Iterator[str]:
    """Say in which units an item happens this month, once for each time."""
    units = [unit for unit, _, _ in UNITS]
    if item.code in ("E-01", "E-06"):
        yield from rng.sample(units, k=round(item.monthly))
        return
    if item.months and month.month not in item.months:
        return
    if item.code == "H-01" or item.code == "H-02":
        if month.month == 12:
            # The same draw for both: a unit reaches the rate or misses it.
            rates = random.Random(f"{month}")  # noqa: S311  # a story, not a secret
            missed = set(rates.sample(units, k=4))
            yield from [unit for unit in units if (unit in missed) == (item.code == "H-02")]
        return
    if item.each:
        yield from [unit for unit in units if rng.random() < item.monthly]
        return
    count = int(item.monthly) + (rng.random() < item.monthly % 1)
    sizes = [size for _, _, size in UNITS]
    yield from rng.choices(units, weights=sizes, k=count)


def _event(
    rng: random.Random, register: Register, item: Item, month: dt.date, unit: str
) -> Event | None:
    """Invent one occurrence; None when nobody is there for it."""
    day = _day(rng, month)
    area = item.area or (rng.choice(AREAS[1:]) if item.who == "holder" else "")
    chosen = _named(rng, register, item, unit, area, day)
    if chosen is None:
        return None
    if any(person.apart for person, _ in chosen):
        return None
    figure = level = points = ""
    if item.kind == "range":
        least, most = (int(bound) * 2 for bound in item.figures)
        points = _half(rng.randint(least, most))
    elif item.kind == "level":
        level = rng.choice(item.figures)
    elif item.figures:
        figure = rng.choice(item.figures)
    return Event(
        month=month,
        happened_on=day,
        unit=unit,
        people=tuple((person.name, capacity) for person, capacity in chosen),
        codes=tuple(person.code for person, _ in chosen),
        item=item.code,
        figure=figure,
        unit_written=item.unit if figure and rng.random() < 0.4 else "",
        level=level,
        department=item.code in ("L-01", "L-02") and level == "县级" and rng.random() < 0.3,
        points=points,
        reason=_reason(rng, item, level),
        duty_area=area if item.who == "holder" and not item.area else "",
        remark="未参加后续培训" if item.code == "K-02" and rng.random() < 0.05 else "",
    )


def _reason(rng: random.Random, item: Item, level: str) -> str:
    """Draw a reason, among those of its level where reasons are written for levels."""
    fitting = [one for one in item.reasons if ":" not in one or one.startswith(f"{level}:")]
    return rng.choice(fitting).removeprefix(f"{level}:")


def _half(halves: int) -> str:
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def _day(rng: random.Random, month: dt.date) -> dt.date:
    """Draw a day of the month, a working one three times out of four."""
    last = calendar.monthrange(month.year, month.month)[1]
    day = month.replace(day=rng.randint(1, last))
    if day.weekday() >= 5 and rng.random() < 0.75:
        day = month.replace(day=rng.randint(1, last))
    return day


def _named(
    rng: random.Random, register: Register, item: Item, unit: str, area: str, day: dt.date
) -> list[tuple[Person, str]] | None:
    """Decide who is named, in which capacity; None when the right people are not there."""
    present = register.present(unit, day)
    if item.who in ("members", "village"):
        return []
    if item.who == "holder":
        lead = register.lead(unit, area, day)
        return [(lead, "")] if lead in present else None
    secretary = register.secretary(unit, day)
    others = [person for person in present if person is not secretary and not person.apart]
    if item.who == "village_named":
        # Drawn on the item's own occasion: who stood for the village, and who did the work.
        signed, worked = rng.sample(others, k=2)
        return [(signed, "署名"), (worked, "责任人")]
    if item.who == "lead":
        return [(secretary, "")]
    if item.who == "both":
        return [(person, "") for person in rng.sample(others, k=2)]
    pool = [*others, secretary]
    weights = [person.zeal if item.side == "+" else person.slack for person in pool]
    # Rescues and demolitions are often the work of two; drawing one twice leaves one.
    count = 2 if item.code in ("G-02", "E-02") and rng.random() < 0.4 else 1
    drawn = rng.choices(pool, weights=weights, k=count)
    return [(person, "") for person in {one.code: one for one in drawn}.values()]


_HEAVY = frozenset(
    {"A-07", "B-07", "B-08", "C-06", "C-07", "D-04", "D-05", "G-04", "G-05", "K-06", "W-07", "F-05"}
)
_MOST_HEAVY, _MOST_DEDUCTIONS = 2, 12
"""A person's chance deductions in one cycle: the grave ones, and all."""


def _bearable(event: Event, heavy: TallyOf, deductions: TallyOf) -> bool:
    """Keep chance from piling too much on one person in a cycle.

    Those who pass 40 deducted points do so by their part in the cast, not by bad luck.
    """
    if event.adds:
        return True
    keys = [(code, event.month >= CYCLE_2_ON) for code in event.codes]
    if event.item in _HEAVY:
        heavy.update(keys)
        if any(heavy[key] > _MOST_HEAVY for key in keys):
            return False
    deductions.update(keys)
    return not any(
        deductions[key] > (3 if key[0] == HARD_CHECKED else _MOST_DEDUCTIONS) for key in keys
    )


def attended(events: list[Event]) -> list[Event]:
    """Leave the bonus for full attendance to those who deserve it, once each."""
    absent = {
        code
        for event in events
        if event.item in ("K-02", "K-05", "K-06", "K-07") and event.month < CYCLE_2_ON
        for code in event.codes
    }
    kept: list[Event] = []
    for event in events:
        if event.item == "K-01":
            if absent & set(event.codes):
                continue
            absent |= set(event.codes)
        kept.append(event)
    return kept


def number(events: list[Event]) -> tuple[list[Event], "Counter"]:
    """Give every event its decision and its document, month by month as the meetings went."""
    counter = Counter()
    numbered: list[Event] = []
    for month in months():
        of_month = [event for event in events if event.month == month]
        papers: dict[tuple[str, str], str] = {}
        for adds, groups in _MEETINGS:
            for chapters in groups:
                part = [e for e in of_month if e.adds is adds and e.item[0] in chapters]
                decision = counter.next("示积决", month.year) if part else ""
                for event in part:
                    evidence = _evidence(event, counter, papers)
                    numbered.append(replace(event, decision=decision, evidence=evidence))
    return numbered, counter


_MEETINGS = ((True, ("AB", "CDE", "FGHJ", "KL")), (False, ("ABCDEFGHJ", "KW")))
"""A month's decisions: grants and deductions apart, each for some chapters."""

_ISSUERS = {"镇级": "示府", "县级": "源府", "市级": "河府", "省级": "省府"}
_INSPECTORS = {"A": "源督", "K": "示办", "W": "示纪"}


def _evidence(event: Event, counter: "Counter", papers: dict[tuple[str, str], str]) -> str:
    """Name the paper a fact rests on: for a deduction always a document with a number.

    The checks of one chapter and month share a circular; awards and discipline have their own.
    """
    item = BY_CODE[event.item]
    if event.adds and item.evidence:
        return item.evidence
    if event.adds:
        series = "源农" if event.department else _ISSUERS[event.level]
        return counter.next(series, event.month.year)
    series = _INSPECTORS.get(event.item[0], "示督")
    if series == "示纪":
        return counter.next(series, event.month.year)
    paper = (series, event.item[0])
    if paper not in papers:
        papers[paper] = counter.next(series, event.month.year)
    return papers[paper]


class Counter:
    """Document numbers, gapless in each series and year."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, int], int] = {}

    def next(self, series: str, year: int) -> str:
        """Draw the next number of a series."""
        self._last[series, year] = self._last.get((series, year), 0) + 1
        return f"{series}〔{year}〕{self._last[series, year]}号"
