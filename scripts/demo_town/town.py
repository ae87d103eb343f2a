"""The demo town as a whole, as it is meant, before anybody writes it into a workbook."""

import datetime as dt
import random
from dataclasses import dataclass

from .cast import CODE, scripted
from .events import CYCLE_2_ON, Counter, Event, Withdrawal, attended, chance, number
from .register import Register, build

SEED = 20240801


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that the workbooks of the demo town say."""

    register: Register
    events: tuple[Event, ...]
    """In the order of months, then of meetings."""
    withdrawals: tuple[Withdrawal, ...]
    one_row: Event
    """The single fact of one-row.xlsx, after everything else."""


def invent(seed: int = SEED) -> Town:
    """Invent the town. The same seed invents the same town."""
    rng = random.Random(seed)  # noqa: S311  # a story, not a secret
    register = build(rng)
    events, counter = number(attended(chance(rng, register) + scripted(register)))
    return Town(register, tuple(events), _withdrawals(events, counter), _one_row(register, counter))


def _withdrawals(events: list[Event], counter: Counter) -> tuple[Withdrawal, ...]:
    # Their decisions are numbered after the year's regular ones, as a special meeting's.
    plan = (
        ("withdrawn_grant", "L-01", "2024-11-06", "表彰文件经县农业农村局核实为误发", "2025-03-19"),
        (
            "withdrawn_deduction",
            "K-05",
            "2025-09-16",
            "经查当晚电话线路检修，不属脱岗",
            "2025-12-17",
        ),
    )
    found = []
    for part, item, day, reason, on in plan:
        (event,) = [
            one
            for one in events
            if CODE[part] in one.codes
            and one.item == item
            and one.happened_on == dt.date.fromisoformat(day)
        ]
        when = dt.date.fromisoformat(on)
        found.append(Withdrawal(event, counter.next("示积决", when.year), reason, when))
    return tuple(found)


def _one_row(register: Register, counter: Counter) -> Event:
    """One grant of February 2026, of the plainest kind."""
    day = dt.date(2026, 2, 26)
    person = register.people["SL020"]
    return Event(
        month=day.replace(day=1),
        happened_on=day,
        unit=person.stints[0].unit,
        people=((person.name, ""),),
        codes=(person.code,),
        item="D-01",
        figure="2",
        unit_written="宗",
        reason="调解灌溉用水纠纷两宗",
        evidence="调解协议书",
        decision=counter.next("示积决", day.year),
    )


def cycle(event: Event) -> int:
    """Say in which cycle's workbook an event stands, by the year the cycle starts in."""
    return 2025 if event.month >= CYCLE_2_ON else 2024
