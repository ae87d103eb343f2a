"""The tables of a frozen edition for Excel: people, post groups, villages, what was left."""

from collections.abc import Sequence

from jifen.core.points import half_up
from jifen.papers.workbook import Column as Cells
from jifen.papers.workbook import Kind, Sheet
from jifen.standings.board import Row
from jifen.standings.frame import GROUPS, Frame, remark
from jifen.standings.models import Edition


def sheets(edition: Edition) -> tuple[Sheet, ...]:
    """Return an edition's tables for Excel: people, post groups, villages. Three queries."""
    return _Tables(edition).sheets()


class _Tables(Frame):
    """An edition being put into tables."""

    def sheets(self) -> tuple[Sheet, ...]:
        """Return the tables with their figures as figures."""
        groups = [(group, rows) for group, rows in self.board.groups.items() if rows]
        return (
            self._people_sheet("全镇排名", self.board.rows),
            *(self._people_sheet(f"{GROUPS[group]}排名", rows, group) for group, rows in groups),
            self._villages_sheet(),
            *([self._left_sheet()] if self.left else []),
        )

    def _people_sheet(self, name: str, rows: Sequence[Row], scope: str = "") -> Sheet:
        return Sheet(
            name=name,
            title=f"{''.join(self.annex_people)}（{name}）",
            columns=(
                Cells("名次", 6, Kind.COUNT),
                Cells("编号", 12),
                Cells("姓名", 10),
                Cells("村（社区）", 14),
                Cells("职务", 28),
                Cells("足月数", 8, Kind.COUNT),
                Cells("基础分", 10, Kind.POINTS),
                Cells("加分", 10, Kind.POINTS),
                Cells("扣分", 10, Kind.POINTS),
                Cells("积分", 10, Kind.POINTS),
                Cells("上期名次", 9, Kind.COUNT),
                Cells("上期积分", 10, Kind.POINTS),
                Cells("备注", 24),
            ),
            rows=tuple(
                (
                    row.place or None,
                    row.code,
                    row.name,
                    row.village_name,
                    row.post,
                    row.full_months,
                    row.base + row.proration + row.carry_in + row.floor,
                    row.added,
                    -row.deducted,
                    row.total,
                    *self._then(row.code, scope),
                    remark(row),
                )
                for row in rows
            ),
            above=self.above,
            notes=(self.compared, *self.notes),
        )

    def _then(self, code: str, scope: str) -> tuple[int | None, int | None]:
        """Return somebody's place and points in the edition before."""
        was = self.before and self.before.row(code, scope)
        return (was.place or None, was.total) if was else (None, None)

    def _left_sheet(self) -> Sheet:
        return Sheet(
            name="留待补记",
            title=f"{self.town}{self.cycle}结账时留待补记事项",
            columns=(
                Cells("案号", 12),
                Cells("类别", 8),
                Cells("项目", 24),
                Cells("村（社区）", 14),
                Cells("发生日期", 14),
                Cells("理由", 48),
            ),
            rows=tuple(
                (
                    one.number,
                    "加分",
                    one.item.title,
                    one.claim.unit.name,
                    one.claim.happened_on.isoformat(),
                    one.leaving.reason,
                )
                if one.is_grant
                else (one.number, "扣分", "不公布", "", "", "")
                for one in self.left
            ),
            above=self.above,
            notes=self.notes,
        )

    def _villages_sheet(self) -> Sheet:
        return Sheet(
            name="村级汇总",
            title="".join(self.annex_villages),
            columns=(
                Cells("名次", 6, Kind.COUNT),
                Cells("村（社区）", 20),
                Cells("成员数", 8, Kind.COUNT),
                Cells("成员平均分", 12, Kind.POINTS),
                Cells("村级账户", 12, Kind.POINTS),
                Cells("汇总得分", 12, Kind.POINTS),
                Cells("上期名次", 9, Kind.COUNT),
                Cells("上期得分", 12, Kind.POINTS),
            ),
            rows=tuple(
                (
                    unit.place,
                    unit.name,
                    unit.count,
                    None if unit.mean is None else half_up(unit.mean),
                    unit.own,
                    unit.total,
                    *self._village_then(unit.path),
                )
                for unit in self.board.villages
            ),
            above=self.above,
            notes=(self.compared, *self.notes),
        )

    def _village_then(self, path: str) -> tuple[int | None, int | None]:
        was = self.before and self.before.village(path)
        return (was.place, was.total) if was else (None, None)
