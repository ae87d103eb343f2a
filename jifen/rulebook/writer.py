"""Writes a rulebook as a file: `read(write(rulebook))` is the same rulebook.

The text is for people: figures quoted, one key a line, short tables on one line. Texts that YAML
could misread are quoted; all others stand bare.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from jifen.core.points import display
from jifen.core.rules import Capacity, Item, LowRank, Rulebook
from jifen.core.shapes import Fixed, Level, PerUnit, Range, Rate, Scoring, Tiers
from jifen.rulebook.reader import FORMAT
from jifen.rulebook.shapes import shape_of

# Bare only what no YAML reader can take for anything but text: begins with a letter of any script,
# holds no ASCII mark but the hyphen, the underscore and inner blanks.
_BARE = re.compile(r"[^\W\d_](?:[\w、。，；：（）“”《》〔〕％%/·—-]| (?=\S))*")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}

Value = str | None | Mapping[str, "Value"] | list["Value"]
"""What the writer lays out: ready-made scalars, tables and lists. None and empty are left out."""


def figure(amount: int) -> str:
    """Write points, quoted."""
    return f'"{display(amount)}"'


def number(value: Fraction) -> str:
    """Write an exact number, quoted: as a decimal where six places hold it, else as a fraction."""
    scaled = value * 10**6
    if scaled.denominator != 1:
        return f'"{value.numerator}/{value.denominator}"'
    whole, rest = divmod(abs(int(scaled)), 10**6)
    decimals = f".{rest:06d}".rstrip("0") if rest else ""
    return f'"{"-" if value < 0 else ""}{whole}{decimals}"'


def text(value: str) -> str:
    """Write a text, bare where that is safe."""
    if _BARE.fullmatch(value) and value.lower() not in _WORDS:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def write(rulebook: Rulebook) -> str:
    """Return the file that reads as this rulebook.

    Raises:
        ValueError: two items carry different level tables under one name.
    """
    return "\n".join(_lines(_top(rulebook))) + "\n"


def _lines(table: Mapping[str, Value], indent: str = "") -> Iterator[str]:
    for key, value in table.items():
        if value is None or value in ({}, []):
            continue
        if isinstance(value, str):
            yield f"{indent}{key}: {value}"
        elif isinstance(value, Mapping) and not (indent and _short(value)):
            yield f"{indent}{key}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and not _short(value):
            yield f"{indent}{key}:"
            for entry in value:
                yield f"{indent}  - {_flow(entry)}"
        else:
            yield f"{indent}{key}: {_flow(value)}"


def _short(value: Value) -> bool:
    """Say whether a value stands well on one line: no list of tables, and not too long."""
    if isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
        return False
    if isinstance(value, Mapping) and any(
        not isinstance(inner, str | None) and not _leaf(inner) for inner in value.values()
    ):
        return False
    return len(_flow(value)) <= 80


def _leaf(value: Value) -> bool:
    return isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())


def _flow(value: Value) -> str:
    if isinstance(value, Mapping):
        rows = (f"{k}: {_flow(v)}" for k, v in value.items() if v is not None and v not in ({}, []))
        return "{" + ", ".join(rows) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(entry) for entry in value) + "]"
    assert value is not None
    return value


def _amount(value: int | None) -> str | None:
    return None if value is None else figure(value)


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _some(value: str) -> str | None:
    return text(value) if value else None


def _texts(values: Iterable[str]) -> list[Value]:
    return [text(value) for value in values]


def _low(rule: LowRank | None) -> Value:
    return None if rule is None else {"ratio": number(rule.ratio), "people": str(rule.people)}


def _top(book: Rulebook) -> Mapping[str, Value]:
    deadline = book.cycle.entry_deadline_days
    return {
        "format": FORMAT,
        "code": text(book.code),
        "title": text(book.title),
        "version": text(book.version),
        "illustrative": _yes(book.illustrative),
        "effective_on": book.effective_on.isoformat(),
        "assumptions": _texts(book.assumptions),
        "cycle": {
            "months": str(book.cycle.months),
            "start_month": str(book.cycle.start_month),
            "briefings": str(book.cycle.briefings),
            "entry_deadline_days": None if deadline is None else str(deadline),
        },
        "score": {
            "base": figure(book.score.base),
            "add_max": _amount(book.score.add_max),
            "deduct_max": _amount(book.score.deduct_max),
            "floor": _amount(book.score.floor),
        },
        "service": {
            "prorate_base": _yes(book.service.prorate_base),
            "months_to_rank": str(book.service.months_to_rank),
            "months_to_award": str(book.service.months_to_award),
        },
        "ranking": {
            "tie_breaks": [tie.value for tie in book.ranking.tie_breaks],
            "tie_chapter": _some(book.ranking.tie_chapter),
        }
        if book.ranking.tie_breaks
        else None,
        "rollup": {
            "members_weight": number(book.rollup.members_weight),
            "leave_out_village_items": _yes(book.rollup.leave_out_village_items),
        },
        "ladder": {
            "gross_line": figure(book.ladder.gross_line),
            "low_rank": _low(book.ladder.low_rank),
            "reminder": _low(book.ladder.reminder),
            "trigger": book.ladder.trigger.value,
            "second_scope": book.ladder.second_scope.value,
            "term_years": str(book.ladder.term_years),
            "first_measure": text(book.ladder.first_measure),
            "follow_up_days": str(book.ladder.follow_up_days),
        },
        "process": {
            "publicity_days": str(book.process.publicity_days),
            "answer_days": str(book.process.answer_days),
            "appeal_days": str(book.process.appeal_days),
            "grave_line": figure(book.process.grave_line),
            "minor_line": figure(book.process.minor_line),
        },
        "articles": {text(row.code): text(row.name) for row in book.articles},
        "duty_areas": {text(row.code): text(row.name) for row in book.duty_areas},
        "proposers": {text(row.code): text(row.name) for row in book.proposers},
        "level_tables": _tables(book),
        "chapters": {
            text(chapter.code): {
                "name": text(chapter.name),
                "add_max": _amount(chapter.add_max),
                "deduct_max": _amount(chapter.deduct_max),
            }
            for chapter in book.chapters
        },
        "matter_groups": {
            text(group.code): {
                "text": text(group.text),
                "mode": group.mode.value,
                "limit": _amount(group.limit),
            }
            for group in book.matter_groups
        },
        "limits": {
            text(limit.code): {
                "text": text(limit.text),
                "items": _texts(sorted(limit.items)),
                "limit": figure(limit.limit),
            }
            for limit in book.limits
        },
        "items": {text(item.code): _item(item) for item in book.items},
    }


def _tables(book: Rulebook) -> Mapping[str, Value]:
    named: dict[str, Level] = {}
    for item in book.items:
        if isinstance(item.scoring, Level) and item.scoring.table:
            first = named.setdefault(item.scoring.table, item.scoring)
            if first != item.scoring:
                raise ValueError(f"two level tables are called {item.scoring.table!r}")
    return {text(name): _level(level) for name, level in named.items()}


def _level(level: Level) -> dict[str, Value]:
    rows: list[Value] = [
        {"key": text(row.key), "name": text(row.name), "points": figure(row.points)}
        for row in level.rows
    ]
    return {"department_lower": "true" if level.department_lower else None, "rows": rows}


def _item(item: Item) -> Mapping[str, Value]:
    return {
        "chapter": text(item.chapter),
        "title": text(item.title),
        "purpose": _some(item.purpose),
        "procedure": _some(item.procedure),
        "direction": item.direction.value,
        "subject": item.subject.value if item.subject.value != "cadre" else None,
        "scoring": _scoring(item.scoring),
        "shares": {c.value: number(item.shares[c]) for c in Capacity if c in item.shares},
        "event_max": _amount(item.event_max),
        "cycle_max": _amount(item.cycle_max),
        "matter_group": _some(item.matter_group),
        "duty_area": text(item.duty_area),
        "article": text(item.article),
        "evidence": _texts(item.evidence),
        "proposers": _texts(item.proposers),
        "grave": "true" if item.grave else None,
        "note": _some(item.note),
    }


def _scoring(scoring: Scoring) -> Mapping[str, Value]:
    written: dict[str, Value] = {"kind": shape_of(scoring).value}
    match scoring:
        case Fixed():
            written["points"] = figure(scoring.points)
        case Range():
            written |= {"least": figure(scoring.least), "most": figure(scoring.most)}
        case PerUnit():
            written |= {"each": figure(scoring.each), "unit": text(scoring.unit)}
        case Level(table=""):
            written |= _level(scoring)
        case Level():
            written["table"] = text(scoring.table)
        case Tiers():
            steps: Value = {number(step.bound): figure(step.points) for step in scoring.steps}
            written |= {
                "metric": text(scoring.metric),
                "at_most" if scoring.at_most else "at_least": steps,
            }
        case Rate():
            written |= {
                "metric": text(scoring.metric),
                "target": number(scoring.target),
                "step": number(scoring.step),
                "each": figure(scoring.each),
                "most": figure(scoring.most),
            }
    return written
