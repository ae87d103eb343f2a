"""The law that a second time meets, as dated data with its source. Thresholds stand in words.

Points end no office. What is listed here is a dossier for those whom the law lets decide.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from jifen.core.posts import Body
from jifen.people.models import Area


@dataclass(frozen=True, slots=True)
class Exit:
    """One lawful way in which an elected office ends (法定情形)."""

    name: str
    article: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A statute as far as it is used here. `verified`: read in the text of law itself."""

    name: str
    in_force_on: dt.date
    source: str
    verified: bool
    rule: str
    exits: tuple[Exit, ...] = ()


VILLAGE = Text(
    name="中华人民共和国村民委员会组织法",
    in_force_on=dt.date(2026, 1, 1),
    source="2025年10月28日修正，2026年1月1日起施行；各省实施办法另有程序和期限的，从其规定。",
    verified=True,
    rule=(
        "任何组织或者个人不得指定、委派或者撤换村民委员会成员（第十四条）。是否提出罢免、如何表决，"
        "只能由村民依法决定；镇里只能提供事实材料，不得代为提出。"
    ),
    exits=(
        Exit(
            "依法罢免",
            "第十九条",
            "本村五分之一以上有选举权的村民或者三分之一以上的村民代表联名提出要求并说明理由；本人有权提出"
            "申辩意见；有登记参加选举的村民过半数投票，并经投票的村民过半数同意，方为通过。",
        ),
        Exit(
            "辞职",
            "第二十条",
            "本人自愿提出书面申请，经村民会议或者村民代表会议审议通过后职务终止；未经审议通过不终止。",
        ),
        Exit("职务自行终止", "第二十二条", "丧失行为能力或者被判处刑罚的，其职务自行终止。"),
        Exit(
            "民主评议",
            "第三十八条",
            "由村务监督机构主持，每年至少一次；连续两次被评议为不称职的，其职务终止。",
        ),
    ),
)

COMMUNITY = Text(
    name="中华人民共和国城市居民委员会组织法",
    in_force_on=dt.date(2026, 1, 1),
    source="2025年10月28日修订，2026年1月1日起施行；条文尚未核对，由县级录入并注明出处后方可引用。",
    verified=False,
    rule=(
        "居民委员会成员职务的终止只能由居民依法决定；镇里只能提供事实材料，不得代为提出。罢免的联名和表决"
        "门槛尚未核对原文，本系统不列门槛、不作计算。"
    ),
)

ELECTED: Mapping[str, Text] = {Area.Kind.VILLAGE: VILLAGE, Area.Kind.COMMUNITY: COMMUNITY}
"""By the kind of unit."""

OTHERS: Mapping[Body, str] = {
    Body.PARTY: "党内有关规定；由镇党委集体研究决定，村（社区）党组织书记按规定报县级备案。",
    Body.HIRED: "聘用合同和聘用单位的规章制度。",
}
"""What party and hired posts go by."""


def basis(text: Text) -> str:
    """Return a statute as a paper cites it: with its source, and whether it was verified."""
    verified = "" if text.verified else "（条文未核实）"
    return f"《{text.name}》{verified}：{text.source}"
