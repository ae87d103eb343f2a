"""The facts workbook: decided or claimed matters, and withdrawals of earlier ones."""

import datetime as dt
import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from jifen.core.circumstances import Finder
from jifen.sheets import layouts
from jifen.sheets.cells import Measure, Named, Period
from jifen.sheets.columns import Column, normal
from jifen.sheets.problems import Note, Problem
from jifen.sheets.rows import Origin, RowReader, tables
from jifen.sheets.tables import Table
from jifen.sheets.workbook import Workbook

_HYPHENS = str.maketrans("－—–−", "----")
_NO_DAY = dt.date.min
"""Stands where a required day could not be read; such a row is refused and never seen."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """What the rulebook calls things. An empty table lets every word through as written."""

    items: Mapping[str, str] = field(default_factory=dict)
    """Item title → item code, for each item of the version."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Name of a level (县级, 证书, 诫勉谈话 …) → its key."""
    proposers: Mapping[str, str] = field(default_factory=dict)
    """Name of a proposer (农业农村办 …) → its code: who may score."""
    duty_areas: Mapping[str, str] = field(default_factory=dict)
    """Name of a duty area → its code."""
    units: frozenset[str] = frozenset()
    """Names of the town's villages and communities."""


_AS_WRITTEN = Lookups()


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact, as the row states it. Nothing is resolved against the register, nothing scored."""

    origin: Origin
    decision: str
    """Document number in the one form: 示积决〔2024〕17号."""
    happened_on: dt.date
    unit: str
    people: tuple[Named, ...]
    """Those named; none where the matter is the village's."""
    item: str
    """Item code, where `Lookups.items` knows it; else as written."""
    measure: Measure | None
    level: str
    """Level key, where `Lookups.levels` knows it; else as written; "" for none."""
    department: bool
    """A department issued the paper, not a party committee or government."""
    points: Decimal | None
    """Points chosen inside a range: a magnitude."""
    reason: str
    matter: str
    """Label of 同一事项; "" for a matter of its own."""
    evidence: str
    """Document number or name of the paper; "" for none."""
    duty_area: str
    """Code (or name, without a lookup) of the duty area; "" for the item's own."""
    remark: str
    scores: tuple[tuple[str, Decimal], ...] = ()
    """Who scored how much: codes of proposers, where `Lookups.proposers` knows them."""
    finder: Finder | None = None
    reminded_on: dt.date | None = None
    village_item: str = ""
    """Which of the village's own items; "" for none."""
    override: Decimal | None = None
    """Points that the decision put in place of the computed ones."""


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    """One withdrawal of an earlier fact, by a decision of its own."""

    origin: Origin
    decision: str
    original: str
    """The decision that the withdrawn fact rests on."""
    unit: str
    name: str
    """"" for a fact of the village."""
    item: str
    original_on: dt.date | None
    """The day the withdrawn fact happened, where stated."""
    reason: str
    withdrawn_on: dt.date


@dataclass(frozen=True, slots=True)
class FactsSheet:
    """What a facts workbook says, with an account of what was read, passed over and refused."""

    filename: str
    digest: str
    facts: tuple[FactRow, ...]
    withdrawals: tuple[WithdrawalRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    tables: tuple[Table, ...] = field(repr=False)


def read_facts(
    book: Workbook, *, period: Period | None = None, lookups: Lookups = _AS_WRITTEN
) -> FactsSheet:
    """Read a facts workbook. A row with a problem is in no list; its problems say why.

    `period` gives the year to days written without one, where the sheet states no period itself.
    """
    facts: list[FactRow] = []
    withdrawals: list[WithdrawalRow] = []
    problems: list[Problem] = []
    found, notes = tables(book, layouts.FACT_WORKBOOK)
    for table in found:
        problems += table.problems
        for row in table.rows:
            reader = RowReader(row, digest=book.digest, period=table.period or period)
            if table.layout == layouts.FACTS.key:
                fact = _fact(reader, lookups)
                facts += [] if reader.problems else [fact]
            else:
                withdrawal = _withdrawal(reader, lookups)
                withdrawals += [] if reader.problems else [withdrawal]
            problems += reader.problems
    return FactsSheet(
        book.filename,
        book.digest,
        tuple(facts),
        tuple(withdrawals),
        tuple(problems),
        tuple(notes),
        tuple(found),
    )


def understood(fact: FactRow) -> str:
    """Say in one line what was understood of a row, for the person who imports it."""
    who = "、".join(
        f"{one.name}（{one.capacity}）" if one.capacity else one.name for one in fact.people
    )
    figures = [
        f"{fact.measure.value}{fact.measure.unit}" if fact.measure else "",
        fact.level,
        "部门发文" if fact.department else "",
        f"{fact.points}分" if fact.points is not None else "",
        "、".join(f"{who}{score}" for who, score in fact.scores),
        f"另定{fact.override}分" if fact.override is not None else "",
        fact.village_item,
    ]
    parts = [
        fact.happened_on.isoformat(),
        fact.unit,
        who or "（村级事项）",
        fact.item,
        *figures,
        fact.reason,
        f"依据{fact.decision}",
    ]
    return " ".join(part for part in parts if part)


def _fact(reader: RowReader, lookups: Lookups) -> FactRow:
    measure = reader.take(layouts.MEASURE)
    return FactRow(
        reader.origin,
        decision=reader.must(layouts.DECISION, ""),
        happened_on=reader.must(layouts.HAPPENED_ON, _NO_DAY),
        unit=_unit(reader, lookups),
        people=reader.take(layouts.PEOPLE_NAMED) or (),
        item=_item(reader, lookups),
        measure=measure,
        level=_looked_up(reader, layouts.LEVEL, lookups.levels, "级别"),
        department=reader.take(layouts.ISSUER) or False,
        points=reader.take(layouts.POINTS),
        reason=reader.take(layouts.REASON) or "",
        matter=reader.take(layouts.MATTER) or "",
        evidence=reader.take(layouts.EVIDENCE) or "",
        duty_area=_looked_up(reader, layouts.FACT_DUTY_AREA, lookups.duty_areas, "责任领域"),
        remark=reader.take(layouts.REMARK) or "",
        scores=_scores(reader, lookups),
        finder=reader.take(layouts.FINDER),
        reminded_on=reader.take(layouts.REMINDED_ON),
        village_item=reader.take(layouts.VILLAGE_ITEM) or "",
        override=reader.take(layouts.OVERRIDE),
    )


def _scores(reader: RowReader, lookups: Lookups) -> tuple[tuple[str, Decimal], ...]:
    """Read the scores; a scorer that the rulebook does not know is refused."""
    written = reader.take(layouts.SCORES) or ()
    known = lookups.proposers
    strange = [who for who, _ in written if known and who not in {*known, *known.values()}]
    if strange:
        choices = "、".join(known)
        said = f"写的是“{strange[0]}”，细则里没有这个评分部门。请从这些里选：{choices}。"
        reader.refuse(layouts.SCORES, "row.word", said)
    return tuple((known.get(who, who), score) for who, score in written)


def _withdrawal(reader: RowReader, lookups: Lookups) -> WithdrawalRow:
    return WithdrawalRow(
        reader.origin,
        decision=reader.must(layouts.DECISION, ""),
        original=reader.must(layouts.ORIGINAL, ""),
        unit=_unit(reader, lookups),
        name=reader.take(layouts.WITHDRAWN_NAME) or "",
        item=_item(reader, lookups),
        original_on=reader.take(layouts.ORIGINAL_DAY),
        reason=reader.must(layouts.WITHDRAWN_REASON, ""),
        withdrawn_on=reader.must(layouts.WITHDRAWN_ON, _NO_DAY),
    )


def _unit(reader: RowReader, lookups: Lookups) -> str:
    """Read the village; one that the town does not have is refused, with the likely one named."""
    unit = reader.must(layouts.UNIT, "")
    if unit and lookups.units and unit not in lookups.units:
        near = difflib.get_close_matches(unit, sorted(lookups.units), n=1, cutoff=0.5)
        mend = f"您是不是要填“{near[0]}”？" if near else "请填写村居名单里的名称。"
        reader.refuse(layouts.UNIT, "row.unit", f"写的是“{unit}”，找不到这个村（社区）。{mend}")
    return unit


def _item(reader: RowReader, lookups: Lookups) -> str:
    """Read the item by its code, or by its title where the rulebook has one of that title."""
    written = reader.must(layouts.ITEM, "")
    if not written or not lookups.items:
        return written
    codes = set(lookups.items.values())
    by_title = {normal(title): code for title, code in lookups.items.items()}
    upper = unicodedata.normalize("NFKC", written).translate(_HYPHENS).upper()
    code = upper if upper in codes else by_title.get(normal(written))
    if code is None:
        said = f"写的是“{written}”，细则里没有这个项目。请填写项目编号，如 A-01。"
        reader.refuse(layouts.ITEM, "row.item", said)
        return written
    title = reader.take(layouts.ITEM_TITLE)
    other = by_title.get(normal(title)) if title else None
    if other is not None and other != code:
        said = f"是“{written}”，项目名称“{title}”却是 {other} 的。请核对，两格要写同一个项目。"
        reader.refuse(layouts.ITEM, "row.item", said)
    return code


def _looked_up(reader: RowReader, column: Column[str], names: Mapping[str, str], what: str) -> str:
    written = reader.take(column) or ""
    if not written or not names or written in names.values():
        return written
    if written not in names:
        choices = "、".join(names)
        said = f"写的是“{written}”，细则里没有这个{what}。请从这些里选：{choices}。"
        reader.refuse(column, "row.word", said)
        return written
    return names[written]
