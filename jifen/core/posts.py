"""Posts: which body one belongs to, and which group it is ranked in."""

from enum import StrEnum


class Body(StrEnum):
    """Which body a post belongs to: who may end it depends on this (I9)."""

    PARTY = "party"  # 党组织职务
    ELECTED = "elected"  # 选举产生的村(居)委会职务
    HIRED = "hired"  # 聘用


class PostGroup(StrEnum):
    """岗位类别 for rankings inside groups."""

    CHIEF = "chief"  # 书记、主任
    DEPUTY = "deputy"  # 副职
    MEMBER = "member"  # 委员
