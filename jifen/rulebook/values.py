"""Writes any value of the rulebook language in Chinese, field by field: for comparing versions."""

import datetime as dt
import typing
from collections.abc import Collection, Mapping, Sized
from dataclasses import is_dataclass
from enum import StrEnum
from fractions import Fraction

from jifen.core import appraisal, circumstances, rules, shapes
from jifen.core.circumstances import MonthDay
from jifen.core.points import Centipoints
from jifen.core.rules import Rulebook
from jifen.rulebook.figures import amount, day, money, number, percent, quoted
from jifen.rulebook.labels import FIELDS, PERCENT, SHAPES
from jifen.rulebook.shapes import OF
from jifen.rulebook.words import LEAVE, PLACES, word

_ITEMS = {"together", "items"}
"""Fields that hold codes of items."""
_TABLES = {
    "chapter": "chapters",
    "tie_chapter": "chapters",
    "article": "articles",
    "duty_area": "duty_areas",
    "matter_group": "matter_groups",
    "period_factors": "periods",
    "scorers": "proposers",
    "proposers": "proposers",
    "grade": "bands",
    "by_unit_grade": "bands",
}
"""Field that holds a code → the table of what the code is called."""


class Names:
    """What the codes of two versions are called; the second version's names come first."""

    def __init__(self, before: Rulebook, after: Rulebook) -> None:
        self.items: dict[str, str] = {}
        self.tables: dict[str, dict[str, str]] = {}
        for book in (before, after):
            self.items |= {item.code: item.title for item in book.items}
            bands = book.results.bands if book.results is not None else ()
            for table, rows in (
                ("chapters", book.chapters),
                ("articles", book.articles),
                ("duty_areas", book.duty_areas),
                ("periods", book.periods),
                ("proposers", book.proposers),
                ("bands", bands),
            ):
                named = self.tables.setdefault(table, {})
                named |= {row.code: row.name for row in rows}

    def code(self, field: str, code: str) -> str:
        """Quote a code or a text of a field, with what it is called."""
        if field in _ITEMS:
            name = self.items.get(code, "")
        else:
            name = self.tables.get(_TABLES.get(field, ""), {}).get(code, "")
        return f"“{code} {name}”" if name else f"“{code}”"

    def key(self, field: str, key: str) -> str:
        """Name a key of a table."""
        if isinstance(key, StrEnum):
            return word(key)
        return self.code(field, key)

    def entry(self, field: str, entry: object) -> str:
        """Name an entry of a list by what it is known by."""
        match entry:
            case StrEnum():
                return f"“{word(entry)}”"
            case str():
                return _coded(field, entry) or self.code(field, entry)
            case shapes.TierStep():
                return f"“{number(entry.bound)}”"
            case shapes.LinearPoint():
                return f"“{number(entry.figure)}”"
            case circumstances.ValidFrom():
                return f"“{amount(entry.points)}以上”"
            case appraisal.Bracket():
                return f"“超过{amount(entry.over)}”"
            case appraisal.Quota():
                return self.code("grade", entry.grade)
            case shapes.LevelRow() | shapes.Issuer():
                return f"“{entry.name}”"
            case rules.MatterGroup() | rules.Limit():
                return f"“{entry.code} {entry.text}”"
            case appraisal.Streak():
                return f"“{entry.code}”"
            case _:
                return f"“{getattr(entry, 'code', '')} {getattr(entry, 'name', '')}”"


_HINTS = {kind: typing.get_type_hints(kind) for kind in FIELDS}


def _mentions(hint: object, kind: object) -> bool:
    return hint is kind or any(_mentions(part, kind) for part in typing.get_args(hint))


def shown(owner: type[object], field: str, value: object, names: Names) -> str:
    """Write the value of a field: with its unit, its words, or the names of what it refers to."""
    match value:
        case None | "" | ():
            return "无"
        case bool():
            return "是" if value else "否"
        case StrEnum():
            return f"“{word(value)}”"
        case str():
            return _coded(field, value) or names.code(field, value)
        case int():
            if field == "fen":
                return money(value)
            return amount(value) if _mentions(_HINTS[owner][field], Centipoints) else str(value)
        case Fraction():
            return percent(value) if (owner, field) in PERCENT else number(value)
        case dt.date():
            return day(value)
        case MonthDay():
            return f"{value.month}月{value.day}日"
        case tuple():
            return _listed(owner, field, value, names)
        case frozenset():
            return "、".join(shown(owner, field, one, names) for one in sorted(value)) or "无"
        case Mapping():
            rows = (
                f"{names.key(field, key)}{shown(owner, field, one, names)}"
                for key, one in value.items()
            )
            return "、".join(rows) or "无"
        case _:
            return summary(value, names)


def _coded(field: str, value: str) -> str:
    words = {"leave_costs": LEAVE, "places": PLACES}.get(field, {})
    return quoted((words[value],)) if value in words else ""


def _listed(owner: type[object], field: str, value: tuple[object, ...], names: Names) -> str:
    if field in {"dates", "yearly"} and len(value) == 2 and not isinstance(value[0], tuple):
        return "至".join(shown(owner, field, one, names) for one in value)
    joint = "；" if any(is_dataclass(one) for one in value) else "、"
    return joint.join(shown(owner, field, one, names) for one in value)


def summary(record: object, names: Names, *, leave: Collection[str] = ()) -> str:
    """Write a record: each of its fields that says anything, with its label, but those left."""
    if isinstance(record, str):
        return ""
    kind = type(record)
    parts = [SHAPES[OF[kind]]] if kind in OF else []  # type: ignore[index]  # just looked up
    for field, label in FIELDS[kind].items():
        value = getattr(record, field)
        nothing = value is None or (isinstance(value, Sized) and not value)
        if nothing or value is False or field in leave:
            continue
        parts.append(label if value is True else f"{label}{shown(kind, field, value, names)}")
    return "、".join(parts)
