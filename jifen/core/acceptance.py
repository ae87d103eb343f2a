"""What is looked at before a deduction is taken up (受理审查): one table, shown and enforced."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from jifen.core.months import months_after

TIME_BAR_MONTHS = 12
"""After so many months a fact is no longer charged, unless the version says otherwise (最长24)."""
NEAR_DAYS = 3
"""Facts of one person and item so few days apart may be one matter."""
FILE = "file:"
"""How a stored file begins in a list of evidence; whatever else stands there is a number."""


class Check(StrEnum):
    """One thing that is looked at, in the order of the screen."""

    RECUSAL = "recusal"  # 回避
    TIME_BAR = "time-bar"  # 时效
    DUPLICATE = "duplicate"  # 重复
    JURISDICTION = "jurisdiction"  # 管辖
    ARTICLE = "article"  # 条款
    EVIDENCE = "evidence"  # 证据
    KNOCK_ON = "knock-on"  # 牵动的其他记录: shown, and keeps nothing back


def barred_after(happened_on: dt.date, months: int | None) -> dt.date:
    """Return the last day on which a fact may still be charged.

    >>> barred_after(dt.date(2025, 3, 31), None)
    datetime.date(2026, 3, 31)
    """
    return months_after(happened_on, TIME_BAR_MONTHS if months is None else months)


def proves(evidence: Sequence[str], *, grave: bool) -> bool:
    """Say whether there is evidence enough: of a grave fact, not photos and files alone.

    A document number is somebody's signed word; a picture without one proves no grave fact.
    """
    kept = [text for text in evidence if text.strip()]
    return bool(kept) and not (grave and all(text.startswith(FILE) for text in kept))
