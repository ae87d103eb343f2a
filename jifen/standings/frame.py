"""What the papers of a frozen edition share: what it is called, by whom, what it is checked by."""

from collections.abc import Mapping

from jifen.chain.queries import receipt
from jifen.core.posts import PostGroup
from jifen.core.ranking import KEPT_OUT, Reason
from jifen.core.rules import TOTALS, Rulebook
from jifen.ledger.openings import standing
from jifen.papers.circular import Checkpoint
from jifen.papers.numerals import chinese_date
from jifen.rulebook.queries import rulebook
from jifen.standings import leaving
from jifen.standings.before import before
from jifen.standings.board import Row
from jifen.standings.models import Edition
from jifen.standings.queries import board

FOR_NOW = "暂不参加排名"
"""Of whoever is kept out: the same words for each reason, so that no paper gives one out."""
NOT_RANKED: Mapping[str, str] = {
    Reason.SERVED_TOO_SHORT: "任职不足规定月数、不参加排名",
    **dict.fromkeys(KEPT_OUT.values(), FOR_NOW),
    Reason.LEFT_OUT: "细则规定不参加排名",
    Reason.NOT_ESTABLISHED: "考核结果未确定、不参加排名",
}
GROUPS: Mapping[PostGroup, str] = {
    PostGroup.CHIEF: "正职",
    PostGroup.DEPUTY: "副职",
    PostGroup.MEMBER: "委员",
}


class Frame:
    """An edition, thawed, with the names under which its papers go out. Three queries."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.board = edition, board(edition)
        self.before = before(edition)
        self.rules: Rulebook = rulebook(edition.cycle.version)
        self.opened = [
            one
            for one in standing(edition.cycle, upto_seq=edition.last_seq)
            if one.fact.happened_on <= edition.checkpoint_on
        ]
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
    def compared(self) -> str:
        """What it is compared with, in words; that there is nothing, where there is nothing."""
        if self.before is None:
            return "此前没有可供比较的同类通报。"
        then = self.before.edition
        part = "年终排名" if self.final else "通报"
        text = f"上期为截至{chinese_date(then.checkpoint_on)}的{part}"
        if not self.before.same_rules:
            text += "，所用细则与本期不同，积分不宜直接比较"
        return f"{text}。"

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
        said = (f"注：{self.opening_words}",) if self.opened else ()
        return (*said, checkpoint.line, f"回执：{self.receipt.text}")

    @property
    def opening_words(self) -> str:
        """What the papers say of opening balances; "" where there is none."""
        if not self.opened:
            return ""
        until = max(one.fact.happened_on for one in self.opened)
        people = {one.holder for one in self.opened if "/" not in one.holder}
        units = {one.holder for one in self.opened if "/" in one.holder}
        sums = {one.holder for one in self.opened if one.fact.item in TOTALS}
        whose = [f"{len(people)}名干部"] if people else []
        whose += [f"{len(units)}个村级账户"] if units else []
        since = f"本镇启用本系统前已决定的期初余额（截至{chinese_date(until)}）"
        text = f"{'、'.join(whose)}的积分含{since}"
        if sums:
            text += f"，其中{len(sums)}个账户只有合计、没有分项，单项、共用和章的上限按尚未使用起算"
        return f"{text}。"


def remark(row: Row) -> str:
    """Return what is said of a row on a wall: not that somebody is suspended, nor why."""
    if row.not_ranked:
        return "不参加排名"
    if row.proration:
        return f"任职{row.full_months}个足月，基础分按月折算"
    return "并列" if row.tied else ""
