"""Recusal (回避): the grounds with their sources, what an ask does to a hand, who rules on it.

公务员法 76 and 77 are written for civil servants, 政务处分法 47, 48 for investigators, 行政处罚法
43 for enforcement: the yardsticks taken here (参照). Kin and the person's own case are barred by
`access.roles_toward` before anything here is asked.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from jifen.core.access import Role
from jifen.core.workdays import Calendar, after

RULING_DAYS = 2
"""Working days within which an ask is ruled on; the house's own line."""
OBJECTION_DAYS = 2
"""Working days that the person has at least, from the notice, to object to who will decide.

Nobody decides before they have answered or the answer period is over, and that is never shorter
(`floors.ANSWER_DAYS`); after it one may still ask until the decision. The house's own line too.
"""


LEAST_REASON = 4
"""Characters of a written reason."""


class Ground(StrEnum):
    """Why somebody has no part in a case."""

    SPOUSE = "spouse"  # 夫妻
    LINEAL = "lineal"  # 直系血亲
    COLLATERAL = "collateral"  # 三代以内旁系血亲
    IN_LAW = "in-law"  # 近姻亲
    KIN = "kin"  # 近亲属 (not said more closely)
    HOUSEHOLD = "household"  # 共同生活
    INTEREST = "interest"  # 利害关系
    COMPLAINT = "complaint"  # 有投诉、举报、诉讼关系
    WITNESS = "witness"  # 担任过本案证人
    INVOLVED = "involved"  # 参与过本案此前的处理
    OTHER = "other"  # 其他可能影响公正的情形


@dataclass(frozen=True, slots=True)
class Row:
    """A ground: its source, whether it is registered for all cases, what people call it."""

    ground: Ground
    article: str
    registered: bool
    said: tuple[str, ...]


_G = Ground
GROUNDS: Mapping[Ground, Row] = {
    row.ground: row
    for row in (
        # ground       source                        for all cases   the name, then everyday words
        Row(_G.SPOUSE, "公务员法第74条、第76条第2项", True, ("夫妻", "配偶", "丈夫", "妻子")),
        Row(
            _G.LINEAL,
            "公务员法第74条、第76条第2项",
            True,
            ("直系血亲", "父亲", "母亲", "父母", "儿子", "女儿", "子女", "祖父母", "孙子女"),
        ),
        Row(
            _G.COLLATERAL,
            "公务员法第74条、第76条第2项",
            True,
            ("三代以内旁系血亲", "兄弟", "姐妹", "兄弟姐妹", "叔伯", "堂兄弟", "表兄弟", "侄子女"),
        ),
        Row(
            _G.IN_LAW,
            "公务员法第74条、第76条第2项",
            True,
            ("近姻亲", "岳父母", "公婆", "女婿", "儿媳", "连襟", "妯娌", "配偶的兄弟姐妹"),
        ),
        Row(_G.KIN, "民法典第1045条;政务处分法第47条第1项", True, ("近亲属",)),
        Row(_G.HOUSEHOLD, "公务员法第76条第3项", True, ("共同生活", "同住")),
        Row(_G.INTEREST, "公务员法第76条第1项;政务处分法第47条第3项", True, ("利害关系",)),
        Row(
            _G.COMPLAINT,
            "政务处分法第47条第4项;行政处罚法第43条",
            True,
            ("有投诉、举报或诉讼", "投诉", "举报", "诉讼"),
        ),
        Row(_G.WITNESS, "政务处分法第47条第2项", False, ("担任过本案证人", "证人")),
        Row(_G.INVOLVED, "公务员法第76条第3项", False, ("参与过本案此前的处理",)),
        Row(_G.OTHER, "公务员法第76条第3项;政务处分法第47条第4项", False, ("其他情形",)),
    )
}


def registered(text: str) -> Ground | None:
    """Return the ground that a word of the register means, by code, name or everyday word.

    >>> registered("配偶"), registered("in-law"), registered("证人"), registered("同乡")
    (<Ground.SPOUSE: 'spouse'>, <Ground.IN_LAW: 'in-law'>, None, None)
    """
    wanted = text.strip()
    for row in GROUNDS.values():
        if row.registered and wanted in {row.ground.value, *row.said}:
            return row.ground
    return None


class Manner(StrEnum):
    """How a recusal comes up (公务员法 77)."""

    SELF = "self"  # 自行回避
    REQUEST = "request"  # 申请回避
    ORDER = "order"  # 责令回避


class Effect(StrEnum):
    """What a hand may still do in the case, the mildest first."""

    NONE = "none"  # everything
    WAITS = "waits"  # all but deciding, until there is a ruling
    OUT = "out"  # nothing


EFFECTS: Mapping[tuple[Manner, bool | None], Effect] = {
    # who asks for themself is out at once; a ruling may say that they need not be
    (Manner.SELF, None): Effect.OUT,
    (Manner.SELF, True): Effect.OUT,
    (Manner.SELF, False): Effect.NONE,
    # a request stops the decision, not the inquiry (行政处罚法 43)
    (Manner.REQUEST, None): Effect.WAITS,
    (Manner.REQUEST, True): Effect.OUT,
    (Manner.REQUEST, False): Effect.NONE,
    # an order is itself the ruling
    (Manner.ORDER, None): Effect.OUT,
}
"""(How it came up, what was ruled) → what it does to the hand it is about."""

SPEAKS = frozenset({Role.CADRE, Role.SECRETARY})
"""Hats that speak for somebody and never judge: a recusal does not take them away."""
JUDGES = frozenset({Role.MEMBER, Role.HEAD, Role.COMMITTEE, Role.COUNTY})
"""Hats that decide or review."""


def effect(asks: Iterable[tuple[Manner, bool | None]]) -> Effect:
    """Return what all that was asked and ruled about one hand in one case comes to: the strictest.

    >>> effect([(Manner.REQUEST, False), (Manner.SELF, None)])
    <Effect.OUT: 'out'>
    """
    order = list(Effect)
    return max((EFFECTS[ask] for ask in asks), key=order.index, default=Effect.NONE)


def worn(roles: Set[Role], found: Effect) -> frozenset[Role]:
    """Return which of `roles` a hand may still wear toward the case."""
    if found is Effect.OUT:
        return frozenset(roles & SPEAKS)
    if found is Effect.WAITS:
        return frozenset(roles - JUDGES)
    return frozenset(roles)


def ruling_due(asked_on: dt.date, calendar: Calendar) -> dt.date:
    """Return the last day on which an ask is ruled on."""
    return after(asked_on, RULING_DAYS, calendar)


def may_rule(
    roles: Set[Role], *, key: str, about: str, by: str, about_a_head: bool, overdue: bool
) -> bool:
    """Say whether the account `key` may rule on what `by` asked about `about`.

    Somebody else always does. The head rules; on a head, on what a head asked, and on what is
    overdue, the county may (政务处分法 48: on the one in charge, the level above).
    """
    if key in {about, by}:
        return False
    if Role.COUNTY in roles and (about_a_head or overdue):
        return True
    return Role.HEAD in roles and not about_a_head
