"""The board workbook (评比榜): what was measured of each village or cadre, for one item."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jifen.sheets import cells, layouts
from jifen.sheets.cells import Bad, Period
from jifen.sheets.columns import Column, Layout
from jifen.sheets.problems import Note, Problem
from jifen.sheets.rows import Origin, RowReader, tables
from jifen.sheets.workbook import Raw, Workbook

NOT_CONCERNED = frozenset({"不涉及", "无此项", "不参评", "/", "—", "－", "-"})
"""How offices write that a board does not concern somebody."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell of a board: a figure, or None for whom it does not concern."""

    figure: Decimal | None


def _reading(raw: Raw, _period: Period | None) -> Reading | Bad:
    if isinstance(raw, str) and raw.strip() in NOT_CONCERNED:
        return Reading(None)
    found = cells.measure(raw)
    if isinstance(found, Bad):
        return Bad(found.code, f"{found.sentence}不涉及的请写“不涉及”。")
    return Reading(found.value)


FIGURE = Column(
    "figure",
    ("数值", "得分", "指标值", "完成率", "完成值", "评分", "结果"),
    _reading,
    required=True,
)
WHO = Column("name", ("姓名", "名字", "干部姓名", "村干部姓名"), layouts.NAME.read)
BOARD = Layout("board", "评比榜", (layouts.UNIT, WHO, layouts.CADRE_CODE, FIGURE, layouts.REMARK))


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One row, as the sheet states it; `name` is empty where the row is the village's."""

    origin: Origin
    unit: str
    name: str
    code: str
    figure: Decimal | None


@dataclass(frozen=True, slots=True)
class BoardSheet:
    """What a board workbook says, with an account of what was read, passed over and refused."""

    filename: str
    digest: str
    rows: Sequence[BoardRow]
    problems: Sequence[Problem] = ()
    notes: Sequence[Note] = field(default=())


def read_board(book: Workbook) -> BoardSheet:
    """Read a board workbook. A row with a problem is in no list; its problems say why."""
    rows: list[BoardRow] = []
    problems: list[Problem] = []
    found, notes = tables(book, (BOARD,))
    for table in found:
        problems += table.problems
        for row in table.rows:
            reader = RowReader(row, digest=book.digest, period=table.period)
            one = BoardRow(
                reader.origin,
                unit=reader.must(layouts.UNIT, ""),
                name=reader.take(WHO) or "",
                code=reader.take(layouts.CADRE_CODE) or "",
                figure=reader.must(FIGURE, Reading(None)).figure,
            )
            rows += [] if reader.problems else [one]
            problems += reader.problems
    return BoardSheet(book.filename, book.digest, tuple(rows), tuple(problems), tuple(notes))
