"""A board (榜): who stands where on a day. Made live from the ledger, or read from an edition."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jifen.core.points import Centipoints
from jifen.core.posts import PostGroup
from jifen.core.ranking import Cut
from jifen.core.rollup import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a board is the answer to: these figures, and no others, follow from it.

    `digest` is that of the frozen bytes; None on a live board.
    """

    town: str
    cycle: str
    checkpoint_on: dt.date
    last_seq: int
    as_of: dt.date
    version: str
    revision: int
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One cadre. `place` is 0 where `not_ranked` names a reason (core.ranking.Reason).

    `total` = base + proration + carry_in + added − deducted + floor; all in hundredths.
    """

    place: int
    tied: bool
    code: str
    name: str
    village: str  # path
    village_name: str
    post: str
    group: PostGroup
    base: Centipoints
    proration: Centipoints
    carry_in: Centipoints
    added: Centipoints
    deducted: Centipoints
    floor: Centipoints
    gross: Centipoints
    total: Centipoints
    in_chapter: Centipoints  # added in the chapter that breaks ties
    full_months: int
    not_ranked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """One village's roll-up (村级汇总): `total` is the half-up of `members_part` + `own_part`.

    `mean` is the members' mean by days served, exact hundredths; None where nobody served.
    """

    place: int
    tied: bool
    path: str
    name: str
    total: Centipoints
    mean: Fraction | None
    members_part: Fraction
    own: Centipoints
    own_part: Fraction
    members: tuple[Member, ...]

    @property
    def count(self) -> int:
        """How many members served there."""
        return len(self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Places of people, of people inside their post groups, and of villages.

    `rows` are the ranked by place, then those not ranked by code; `groups` the same rows with the
    places inside each group. `low` and `reminder` say who the version's lines take in; None where
    it draws no such line. `meeting_orders_ties`: what is tied here a meeting may still order.
    """

    identity: Identity
    rows: tuple[Row, ...]
    groups: Mapping[PostGroup, tuple[Row, ...]]
    villages: tuple[Village, ...]
    low: Cut | None
    reminder: Cut | None
    meeting_orders_ties: bool

    @property
    def ranked(self) -> tuple[Row, ...]:
        """Those with a place."""
        return tuple(row for row in self.rows if not row.not_ranked)

    @property
    def ties_at_lines(self) -> tuple[str, ...]:
        """Codes tied across the low line or the reminder line: a meeting decides, nothing else."""
        cuts = [cut for cut in (self.low, self.reminder) if cut]
        return tuple(sorted({code for cut in cuts for code in cut.tied_at_line}))

    def row(self, code: str) -> Row | None:
        """Return somebody's row."""
        return next((row for row in self.rows if row.code == code), None)
