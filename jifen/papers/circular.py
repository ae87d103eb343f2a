"""What a circular (通报) says, apart from how it is printed.

One `Circular` is drawn as PDF (`pdf.py`) and as Word (`word.py`).  All words come in
from the caller, finished; the renderers only place them.  Order and elements follow
GB/T 9704—2012, 7.2–7.4.  Titles and headings carry their own numbers (一、（一）1.).
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from jifen.papers.numerals import ems

DRAFT_MARK = "草稿"
"""What a draft bears across every page."""

TYPE_AREA = 442
"""Width of the type area (版心), 156 mm, in whole points."""


class Align(StrEnum):
    """Where the words of a table column stand."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `width` is its share of the table's width, in any unit."""

    title: str
    width: int
    align: Align = Align.CENTRE

    def __post_init__(self) -> None:
        if self.width < 1:
            raise ValueError(f"column {self.title} has no width")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed: every cell is finished text; `total` is its last row (合计)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs columns")
        for place, row in enumerate(self.lines, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {place} has {len(row)} cells where the table has {len(self.columns)}"
                )

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The rows, then the total where there is one."""
        return (*self.rows, self.total) if self.total else self.rows

    @property
    def type_size(self) -> float:
        """Points of its type: 小四 (12), or 五号 (10.5) where it has more than nine columns."""
        return 12 if len(self.columns) <= 9 else 10.5


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the text: level 1 黑体, 2 楷体, 3 仿宋."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text."""

    text: str


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Annex:
    """A table on pages of its own behind the text (附件).

    `title` joined must be one of the circular's `attachments`; its place there is its
    number.  `above` are the two ends of the line over the table (填报单位 … 单位：分),
    `signatures` the line under it (制表人, 审核人, 分管领导).
    """

    title: tuple[str, ...]
    table: Table
    landscape: bool = True
    above: tuple[str, str] = ("", "")
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title on one line, as the list of attachments prints it."""
        return "".join(self.title)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The frozen standing the figures were taken from, so that a reader can verify them.

    `sequence` is the last record it covers, `digest` the hexadecimal digest of its bytes.
    """

    sequence: int
    digest: str

    @property
    def line(self) -> str:
        """What the paper prints of it."""
        return f"冻结排名核对码：记录第{self.sequence}号，摘要{self.digest}"


@dataclass(frozen=True, slots=True)
class CopyTo:
    """The imprint at the foot of the last page (版记): who else got it, who printed it, when."""

    addressees: str
    printed_by: str
    printed_on: dt.date


@dataclass(frozen=True, slots=True)
class Circular:
    """An official circular, complete.

    `letterhead` is the red head (发文机关标志), e.g. 中共示例镇委员会文件; without it the
    paper is a plain notice and `doc_number` stands alone.  `addressees` are the 主送机关
    without the colon.  `sealed` leaves room for the seal and centres the issuer over the
    date.  `unfrozen_warning` is printed on every page while the figures may still move.
    `receipt` stands at the foot (回执: number and digits of the record the paper is about), and
    `code` beside it, drawn as a QR code.
    """

    letterhead: str
    doc_number: str
    title: tuple[str, ...]
    addressees: str
    blocks: tuple[Block, ...]
    issuer: str
    date: dt.date
    attachments: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    copy_to: CopyTo | None = None
    checkpoint: Checkpoint | None = None
    sealed: bool = True
    draft: bool = False
    unfrozen_warning: str = ""
    receipt: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        if not self.title or not self.issuer:
            raise ValueError("a circular needs a title and an issuer")
        for annex in self.annexes:
            if annex.name not in self.attachments:
                raise ValueError(f"annex {annex.name} is not in the list of attachments")

    @property
    def foot(self) -> tuple[str, ...]:
        """What is printed small under the date: what a reader can check the paper by."""
        checkpoint = self.checkpoint.line if self.checkpoint else ""
        receipt = f"回执：{self.receipt}" if self.receipt else ""
        return tuple(f"（{line}）" for line in (checkpoint, receipt) if line)

    def annex_label(self, annex: Annex) -> str:
        """What stands over an annex: 附件 where it is alone, else 附件1, 附件2 …"""
        if len(self.attachments) == 1:
            return "附件"
        return f"附件{self.attachments.index(annex.name) + 1}"


@dataclass(frozen=True, slots=True)
class Fit:
    """How large a red head is set: `size` in points, `scale` its width in hundredths."""

    size: int
    scale: int


def letterhead_fit(text: str) -> Fit:
    """Choose size and width so that a red head fills one line of the type area.

    A short name is set up to 54 points; a long one keeps 40 points of height and is
    condensed, as printers do, to no less than half its width; only beyond that it shrinks.

    >>> letterhead_fit("中共示例镇委员会文件")
    Fit(size=44, scale=100)
    >>> letterhead_fit("示例镇积分制管理工作领导小组办公室文件")
    Fit(size=40, scale=58)
    """
    width = max(ems(text), ems("一"))
    size = min(max(int(TYPE_AREA / width), 40), 54)
    scale = min(int(100 * TYPE_AREA / (width * size)), 100)
    if scale < 50:
        return Fit(int(2 * TYPE_AREA / width), 50)
    return Fit(size, scale)
