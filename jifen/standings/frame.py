"""What the papers of a frozen edition share: what it is called, by whom, what it is checked by."""

from collections.abc import Mapping

from jifen.chain.queries import receipt
from jifen.core.posts import PostGroup
from jifen.core.ranking import Reason
from jifen.core.rules import Rulebook
from jifen.papers.circular import Checkpoint
from jifen.papers.numerals import chinese_date
from jifen.rulebook.queries import rulebook
from jifen.standings import leaving
from jifen.standings.board import Row
from jifen.standings.models import Edition
from jifen.standings.queries import board

NOT_RANKED: Mapping[str, str] = {
    Reason.SERVED_TOO_SHORT: "任职不足规定月数、不参加排名",
    Reason.SUSPENDED: "停职、不参加排名",
    Reason.LEFT_OUT: "细则规定不参加排名",
    Reason.NOT_ESTABLISHED: "考核结果未确定、不参加排名",
}
GROUPS: Mapping[PostGroup, str] = {
    PostGroup.CHIEF: "正职",
    PostGroup.DEPUTY: "副职",
    PostGroup.MEMBER: "委员",
}


class Frame:
    """An edition, thawed, with the names under which its papers go out. Two queries."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.board = edition, board(edition)
        self.rules: Rulebook = rulebook(edition.cycle.version)
        self.receipt = receipt(edition.town.path, edition.seq)
        self.town: str = edition.town.name
        self.office = f"{self.town}积分制管理工作领导小组办公室"
        self.final = edition.kind == Edition.Kind.FINAL
        self.cycle = f"{edition.cycle.name.replace('-', '—')}年度"
        self.period = f"{self.cycle}{self.part}"
        self.left = leaving.left(edition.cycle) if self.final else ()
        self.annex_people = (f"{self.town}村（社区）干部{self.cycle}", f"{self.part}积分排名表")
        self.annex_villages = (f"{self.town}各村（社区）{self.cycle}", f"{self.part}积分汇总表")

    @property
    def part(self) -> str:
        """What part of a cycle it is of."""
        if self.final:
            return "年终"
        return "上半周期" if self.rules.cycle.briefings == 2 else "阶段"

    @property
    def above(self) -> tuple[str, str]:
        """Who fills a table in, in what, up to when: what stands over it."""
        return (
            f"填报单位：{self.office}",
            f"单位：分　截至{chinese_date(self.edition.checkpoint_on)}",
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a table can be checked by: what stands under it."""
        checkpoint = Checkpoint(self.edition.last_seq, self.edition.digest)
        return (checkpoint.line, f"回执：{self.receipt.text}")


def remark(row: Row) -> str:
    """Return what is said of a row on a wall: not that somebody is suspended, nor why."""
    if row.not_ranked:
        return "不参加排名"
    if row.proration:
        return f"任职{row.full_months}个足月，基础分按月折算"
    return "并列" if row.tied else ""
