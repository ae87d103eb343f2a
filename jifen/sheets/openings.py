"""The workbook of opening balances (期初余额): what stood of an item, or of a side as one sum."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from jifen.core.rules import Rulebook
from jifen.sheets import forms, layouts
from jifen.sheets.problems import Note, Problem
from jifen.sheets.rows import Origin, RowReader, tables
from jifen.sheets.tables import Table
from jifen.sheets.workbook import Workbook

_NO_DAY = dt.date.min
"""Stands where a required day could not be read; such a row is refused and never seen."""


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One row as it states it: of an item, or without one of both sides as sums."""

    origin: Origin
    decision: str
    until: dt.date
    unit: str
    name: str
    """"" where it is the village's own account."""
    code: str
    item: str
    """Code or title as written; "" for sums that no items are known of."""
    added: Decimal | None
    deducted: Decimal | None
    count: int | None
    evidence: str
    remark: str

    @property
    def said(self) -> str:
        """What was understood of the row, in one line."""
        figures = [
            f"加{self.added}分" if self.added is not None else "",
            f"扣{self.deducted}分" if self.deducted is not None else "",
            f"{self.count}次" if self.count is not None else "",
        ]
        who = self.name or "（村级账户）"
        parts = [
            f"截至{self.until}", self.unit, who, self.item or "合计（未分项）", *figures,
            f"依据{self.decision}",
        ]  # fmt: skip
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class OpeningsSheet:
    """What a workbook of opening balances says, and what was passed over and refused."""

    filename: str
    digest: str
    rows: tuple[OpeningRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    tables: tuple[Table, ...] = field(repr=False)


def read_openings(book: Workbook) -> OpeningsSheet:
    """Read a workbook of opening balances. A row with a problem is in no list."""
    rows: list[OpeningRow] = []
    problems: list[Problem] = []
    found, notes = tables(book, (layouts.OPENINGS,))
    for table in found:
        problems += table.problems
        for line in table.rows:
            reader = RowReader(line, digest=book.digest, period=table.period)
            row = _row(reader)
            rows += [] if reader.problems else [row]
            problems += reader.problems
    return OpeningsSheet(
        book.filename, book.digest, tuple(rows), tuple(problems), tuple(notes), tuple(found)
    )


def _row(reader: RowReader) -> OpeningRow:
    return OpeningRow(
        reader.origin,
        decision=reader.must(layouts.DECISION, ""),
        until=reader.must(layouts.STOOD_UNTIL, _NO_DAY),
        unit=reader.must(layouts.UNIT, ""),
        name=reader.take(layouts.STOOD_NAME) or "",
        code=reader.take(layouts.CADRE_CODE) or "",
        item=reader.take(layouts.STOOD_ITEM) or "",
        added=reader.take(layouts.STOOD_ADDED),
        deducted=reader.take(layouts.STOOD_DEDUCTED),
        count=reader.take(layouts.STOOD_COUNT),
        evidence=reader.take(layouts.EVIDENCE) or "",
        remark=reader.take(layouts.REMARK) or "",
    )


# ------------------------------------------------------------------ the template
NOTES = (
    "启用前（周期中途）已经决定的积分从这里转入。一行写一个人（或者一个村级账户）的一个项目；姓名留空的是村级账户。",
    "分项填写：项目编号、加分或者扣分（已过该项目自身上限、未过共用上限的分）、次数。",
    "只有合计、没有分项的：项目编号和次数留空，加分、扣分填合计。",
    "只有合计的，各单项、共用、章的上限按尚未使用起算，个人积分单和通报会注明。",
    "每行都要写决定文号和依据。由另一人审核后入账；同一文件再次导入不会重复入账。",
)


def template(rules: Rulebook, by_itself: frozenset[str], *, town: str, on: dt.date) -> bytes:
    """Draw the empty workbook with the version's items beside it.

    `by_itself`: codes of the items whose facts are entered one by one.
    """
    column = forms.Column
    rows = forms.Form(
        "期初余额",
        f"{town}期初余额",
        (
            column(layouts.DECISION.title, 24, "决定这些积分的文号或会议纪要号", required=True),
            column(
                layouts.STOOD_UNTIL.title, 14, "这些积分统计到哪一天，如 2024-11-30", required=True
            ),
            column(layouts.UNIT.title, 16, required=True),
            column(layouts.STOOD_NAME.title, 12, "村级账户留空"),
            column(layouts.CADRE_CODE.title, 14, "同名时填写"),
            column(layouts.STOOD_ITEM.title, 12, "只有合计的留空"),
            column(layouts.STOOD_ADDED.title, 10),
            column(layouts.STOOD_DEDUCTED.title, 10, "填正数"),
            column(layouts.STOOD_COUNT.title, 8, "这些分由几次事项得来"),
            column(layouts.EVIDENCE.title, 28, "台账、公示或会议记录的文号、名称"),
            column(layouts.REMARK.title, 24),
        ),
        (),
        NOTES,
    )
    items = forms.Form(
        "项目一览",
        f"{rules.title}项目",
        (column("编号", 12), column("名称", 44), column("加扣", 8), column("怎样转入", 30)),
        tuple(
            (
                item.code,
                item.title,
                "扣分" if item.direction.value == "deduct" else "加分",
                "逐项录入（已决定事项）" if item.code in by_itself else "可按项目合计",
            )
            for item in rules.items
        ),
    )
    return forms.render((rows, items), title=f"{town}期初余额", date=on)
