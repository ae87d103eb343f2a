"""Whose a task is in a village: by the division of duties of a day (量体裁衣), or by name.

Holders are kept as text, ",CODE:lead,CODE:assist,", so that whose they are can be asked of SQL.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.facts import Member
from jifen.people.rosters import Rosters

LEAD, ASSIST, NAMED = "lead", "assist", "named"
"""Leads or assists the duty area there; or is named, whatever the duties are."""
Pairs = tuple[tuple[str, str], ...]
NOBODY = ","
"""Holders of a vacancy."""


class Flag(StrEnum):
    """What the office is shown about whose a task is; by itself it changes nothing."""

    VACANT = "vacant"  # 空缺: nobody leads the duty area
    AWAY = "away"  # a lead is on leave or suspended
    MOVED = "moved"  # 分工已变: the duties of the day are others'


def written(pairs: Iterable[tuple[str, str]]) -> str:
    """Write holders.

    >>> written([("V05-017C", "lead")])
    ',V05-017C:lead,'
    """
    return NOBODY + "".join(f"{code}:{how}," for code, how in sorted(pairs))


def pairs(holders: str) -> Pairs:
    """Return what `written` wrote."""
    parts = (part.partition(":") for part in holders.split(",") if part)
    return tuple((code, how) for code, _colon, how in parts)


def leads(holders: str) -> tuple[str, ...]:
    """Return the codes of those who answer for it: who leads, or is named."""
    return tuple(code for code, how in pairs(holders) if how != ASSIST)


def codes(holders: str) -> frozenset[str]:
    """Return the codes of everybody whose it is."""
    return frozenset(code for code, _how in pairs(holders))


def by_duty(roster: Iterable[Member], area: str) -> Pairs:
    """Return who leads and who assists a duty area on a roster, by code.

    >>> by_duty([Member(cadre="B", leads=frozenset({"x"})), Member(cadre="A")], "x")
    (('B', 'lead'),)
    """
    found = []
    for member in roster:
        if area in member.leads:
            found.append((member.cadre, LEAD))
        elif area in member.assists:
            found.append((member.cadre, ASSIST))
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Flagged:
    """What is to be seen about the holders of a task in a village on a day."""

    flags: tuple[Flag, ...]
    away: tuple[str, ...]
    """Codes of the leads who are on leave or suspended."""
    now: Pairs
    """Whose it would be by the duties of the day; the holders themselves where it was named."""


def look(held: Rosters, unit: str, area: str, holders: str, day: dt.date) -> Flagged:
    """Return what is to be seen that day. No query beyond what the rosters read."""
    mine = pairs(holders)
    named = any(how == NAMED for _code, how in mine)
    now = mine if named or not area else by_duty(held.on(unit, day), area)
    away = tuple(code for code in leads(holders) if held.absences(code, day))
    flags = []
    if not leads(holders):
        flags.append(Flag.VACANT)
    if away:
        flags.append(Flag.AWAY)
    if {c for c, how in now if how != ASSIST} != set(leads(holders)):
        flags.append(Flag.MOVED)
    return Flagged(tuple(flags), away, now)


def answerable(held: Rosters, unit: str, area: str, holders: str, day: dt.date) -> tuple[str, ...]:
    """Return which leads answer for what was not done by a day: there, and still in charge of it.

    Nobody answers for a task on a day of leave, nor after the duty was given to somebody else; who
    is named answers while they serve.
    """
    there = {code for code, how in by_duty(held.on(unit, day), area) if how == LEAD}
    return tuple(
        code
        for code, how in pairs(holders)
        if not held.absences(code, day)
        and ((how == LEAD and code in there) or (how == NAMED and held.posts(code, day)))
    )
