"""Erasing a person's data (删除个人信息): on what basis, and how long it must wait.

个人信息保护法 article 47: who handles personal information deletes it where its purpose is
reached or it is needed no longer, where the period of keeping has ended, or where it was unlawful;
where deleting is technically hard to do, all handling but storage stops. Article 19: it is kept no
longer than needed. What is kept for the records' sake, and why, is in docs/chain.md.
"""

import datetime as dt
from enum import StrEnum


class Basis(StrEnum):
    """Why a person's data go: the cases of article 47 that a town meets."""

    RETENTION_ENDED = "retention-ended"  # 保存期限届满，或者处理目的已实现、不再必要
    UNLAWFUL = "unlawful"  # 违反法律、行政法规或者约定处理: entered by mistake, for instance


class State(StrEnum):
    """How far it is: one proposes, another carries it out."""

    PROPOSED = "proposed"
    DONE = "done"


def due_on(last_day: dt.date, years: int) -> dt.date:
    """Return the first day on which the period of keeping is over.

    `last_day` is the last day of the person's last cycle; the years are full calendar years after
    the one in which it lies.

    >>> due_on(dt.date(2025, 7, 31), 10)
    datetime.date(2036, 1, 1)
    """
    return dt.date(last_day.year + years + 1, 1, 1)
