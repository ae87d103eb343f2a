"""The cast plays its parts: what the illustrative rulebook makes of the demo town's facts."""

import datetime as dt
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from jifen.core import measures
from jifen.core.assess import FLOOR, Assessment, StepKind, assess
from jifen.core.facts import Account, Fact, HolderKind, Measures, Party, Service
from jifen.core.points import Centipoints
from jifen.core.rules import Capacity, Rulebook
from jifen.rulebook import reader
from scripts.demo_town.cast import CODE
from scripts.demo_town.events import Event
from scripts.demo_town.items import BY_CODE, LEVELS
from scripts.demo_town.town import Town, cycle, invent

RULEBOOK = Path(__file__).parents[2] / "examples" / "rulebooks" / "jingzi" / "rulebook.yaml"
LINE = Centipoints(4000)


@cache
def town() -> Town:
    return invent()


@cache
def rulebook() -> Rulebook:
    return reader.read(RULEBOOK.read_text(encoding="utf-8"), RULEBOOK.name)


def measured(event: Event) -> Measures:
    kind = BY_CODE[event.item].kind
    found = Measures(
        quantity=int(event.figure) if kind == "per_unit" else None,
        chosen=Centipoints(int(Fraction(event.points) * 100)) if event.points else None,
        level=LEVELS.get(event.level, ""),
        department=event.department,
        figure=Fraction(event.figure) if kind in ("tiers", "rate") else None,
    )
    measures.check(rulebook().item(event.item), found)
    return found


def parties(event: Event) -> tuple[Party, ...]:
    """The unit's people that day, each in the capacities that the register and the row give."""
    register, day = town().register, event.happened_on
    found: dict[str, set[Capacity]] = {
        person.code: {Capacity.MEMBER}
        for person in register.people.values()
        if (stint := person.at(day)) and stint.unit == event.unit
    }
    found[register.secretary(event.unit, day).code].add(Capacity.SECRETARY)
    for code, (_, capacity) in zip(event.codes, event.people, strict=True):
        found[code].add(Capacity.RESPONSIBLE if capacity == "责任人" else Capacity.NAMED)
    area = event.duty_area or BY_CODE[event.item].area
    holders = event.codes or ((register.lead(event.unit, area, day).code,) if area else ())
    for code in holders:
        found[code].add(Capacity.HOLDER)
    return tuple(Party(cadre=code, capacities=frozenset(kinds)) for code, kinds in found.items())


@cache
def facts() -> tuple[tuple[int, Fact], ...]:
    withdrawn = {id(one.event) for one in town().withdrawals}
    return tuple(
        (
            cycle(event),
            Fact(
                key=f"f{number}",
                seq=number,
                item=event.item,
                happened_on=event.happened_on,
                measures=measured(event),
                matter=event.matter or f"f{number}",
                village=event.unit,
                parties=parties(event),
            ),
        )
        for number, event in enumerate(town().events, 1)
        if id(event) not in withdrawn
    )


@cache
def year(start: int) -> dict[str, Assessment]:
    """What everybody comes to in one cycle."""
    first, end = dt.date(start, 8, 1), dt.date(start + 1, 8, 1)
    found = {}
    for code, person in town().register.people.items():
        spans = tuple(
            (max(stint.since, first), min(stint.until or end, end))
            for stint in person.stints
            if stint.since < end and (stint.until is None or stint.until > first)
        )
        account = Account(
            holder=code,
            kind=HolderKind.CADRE,
            starts_on=first,
            ends_on=end,
            service=Service(spans=spans),
            facts=tuple(
                fact
                for of_cycle, fact in facts()
                if of_cycle == start and any(party.cadre == code for party in fact.parties)
            ),
        )
        found[code] = assess(rulebook(), account, as_of=end - dt.timedelta(days=1))
    return found


def cut_by(part: str, kind: StepKind) -> bool:
    """Whether a limit of that kind took something from the player of a part in the first cycle."""
    lines = year(2024)[CODE[part]].lines
    return any(step.kind is kind for line in lines for step in line.steps)


def test_only_the_cast_crosses_the_line_of_forty() -> None:
    first = {code for code, found in year(2024).items() if found.gross >= LINE}
    second = {code for code, found in year(2025).items() if found.gross >= LINE}
    assert first == {CODE["once_over_40"], CODE["twice_over_40"], CODE["floor"]}
    assert second == {CODE["twice_over_40"]}


def test_the_twins_tie_in_the_top_half() -> None:
    one, other = (year(2024)[CODE[part]] for part in ("twin_1", "twin_2"))
    assert (one.net, one.gross, one.added_by_chapter) == (
        other.net,
        other.gross,
        other.added_by_chapter,
    )
    better = sum(found.net > one.net for found in year(2024).values())
    assert better < len(year(2024)) // 2


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("event_maximum", StepKind.EVENT),
        ("matter_highest", StepKind.MATTER),
        ("matter_sum", StepKind.MATTER),
        ("item_cap", StepKind.ITEM),
        ("add_cap", StepKind.SIDE),
    ],
)
def test_each_limit_takes_something_from_whoever_plays_its_part(part: str, kind: StepKind) -> None:
    assert cut_by(part, kind)


def test_the_total_floor_holds_for_one_person() -> None:
    assert year(2024)[CODE["floor"]].net == 0
    floors = Counter(
        code
        for code, found in year(2024).items()
        if any(line.name == FLOOR for line in found.lines)
    )
    assert floors == {CODE["floor"]: 1}


def test_the_higher_award_tops_up_the_earlier_ones() -> None:
    after = [
        step.after
        for line in year(2024)[CODE["matter_highest"]].lines
        for step in line.steps
        if line.item == "L-01" and step.kind is StepKind.MATTER
    ]
    # County 6 over town 2, then province 20 over county 6.
    assert after == [400, 1400]
