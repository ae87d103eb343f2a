"""What the generator must know of the illustrative rulebook: codes, kinds, figures, occasions.

Deliberately a table of its own (items.csv): the demo town is written by people who read the
rulebook, not by the program that reads it.  No points are computed from it.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

Kind = Literal["fixed", "range", "per_unit", "level", "tiers", "rate"]
Who = Literal["self", "holder", "lead", "both", "members", "village", "village_named"]

AREAS: tuple[str, ...] = (
    "党建",
    "信访维稳与综治",
    "人居环境",
    "耕地保护与建房管理",
    "森林防火",
    "防汛防风与地质灾害",
    "医保社保征缴",
    "产业与集体经济",
    "民政救助与特殊群体",
    "安全生产与道路交通",
    "村务财务公开",
    "值班值守与会议",
    "宣传信息与文明实践",
)
"""The rulebook's duty areas, without 全体."""

LEVELS: dict[str, str] = {
    "国家级": "national", "省级": "provincial", "市级": "municipal", "县级": "county",
    "镇级": "town",
    "取得社工证等证书": "certificate", "学历提升": "degree", "培训结业": "training",
    "饮酒驾驶": "drink_driving", "醉酒驾驶": "drunk_driving",
    "批评教育": "criticism_education", "书面检查": "written_self_criticism",
    "提醒谈话": "reminder_talk", "诫勉谈话": "admonition_talk", "党内警告": "party_warning",
    "党内严重警告": "party_serious_warning", "政务警告": "gov_warning", "政务记过": "gov_demerit",
    "政务记大过": "gov_major_demerit", "撤销党内职务或留党察看": "party_removed_or_probation",
}  # fmt: skip
"""Name on paper → the rulebook's key."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: who it falls on, what is measured, how often it happens, what the office writes."""

    code: str
    title: str
    side: Literal["+", "-"]
    kind: Kind
    who: Who
    area: str
    """Name of its duty area; "" for 全体."""
    figures: tuple[str, ...]
    """Quantities, level names or measured numbers to draw from; (least, most) for a range."""
    unit: str
    """What an office may write behind the number."""
    monthly: float
    """Expected rows a month in the whole town; for `each`, the share of units that have one."""
    months: tuple[int, ...]
    """Calendar months in which it happens; () for any."""
    each: bool
    """One row for (nearly) every unit, instead of a number of rows for the town."""
    evidence: str
    reasons: tuple[str, ...]
    """What the office writes; 级别:事由 for one that fits a single level."""


def _item(row: dict[str, str]) -> Item:
    side, kind, who = row["side"], row["kind"], row["who"]
    assert side in ("+", "-"), row
    assert kind in get_args(Kind), row
    assert who in get_args(Who), row
    return Item(
        code=row["code"],
        title=row["title"],
        side="+" if side == "+" else "-",
        kind=cast(Kind, kind),
        who=cast(Who, who),
        area=row["area"],
        figures=tuple(row["figures"].split()),
        unit=row["unit"],
        monthly=float(row["monthly"]),
        months=tuple(int(month) for month in row["months"].split()),
        each=row["each"] == "each",
        evidence=row["evidence"],
        reasons=tuple(row["reasons"].split("|")),
    )


def _table() -> tuple[Item, ...]:
    with Path(__file__).with_name("items.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_item(row) for row in csv.DictReader(file))


ITEMS: tuple[Item, ...] = _table()
BY_CODE: dict[str, Item] = {item.code: item for item in ITEMS}
