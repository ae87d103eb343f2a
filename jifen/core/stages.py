"""Where a cycle stands (周期所处阶段): one table, from its days and from what was frozen."""

import datetime as dt
from enum import StrEnum


class Stage(StrEnum):
    """In the order in which a cycle goes through them; it goes back through none."""

    PLANNED = "planned"  # 未开始
    OPEN = "open"  # 进行中
    BRIEFED = "briefed"  # 已半周期通报
    CLOSING = "closing"  # 待结账
    CLOSED = "closed"  # 已结账
    ARCHIVED = "archived"  # 已归档


def stage(
    today: dt.date,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    briefed: bool,
    closed: bool,
    followed: bool,
) -> Stage:
    """Return where a cycle stands on a local day.

    Args:
        today: the local business date.
        starts_on: its first day.
        ends_on: the first day after it.
        briefed: whether a briefing of it is frozen.
        closed: whether two people closed it.
        followed: whether the cycle after it is closed too: then it is history.

    >>> day = dt.date(2024, 8, 1), dt.date(2025, 8, 1)
    >>> stage(day[0], starts_on=day[0], ends_on=day[1], briefed=False, closed=False, followed=False)
    <Stage.OPEN: 'open'>
    """
    if closed:
        return Stage.ARCHIVED if followed else Stage.CLOSED
    if today >= ends_on:
        return Stage.CLOSING
    if today < starts_on:
        return Stage.PLANNED
    return Stage.BRIEFED if briefed else Stage.OPEN
