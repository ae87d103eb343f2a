"""Serving a notice or a decision (送达): how it may reach a person, and the clocks it starts.

Sources: 行政处罚法 art. 44, 45, 61 and 民事诉讼法 art. 87–92 as yardsticks; the periods are the
version's, these are the house's own where the version is silent.
"""

from collections.abc import Mapping
from enum import StrEnum

SECONDS_TO_TAKE_BACK = 10
"""For so long a decision may be taken back by the hand that took it."""
UNREAD_DAYS = 3
"""Working days after which a notice that nobody has read is served on paper."""
SECOND_APPEAL_DAYS = 15
"""Working days, after a first review, in which a second may be asked for."""


class Served(StrEnum):
    """What is served."""

    NOTICE = "notice"  # 告知书
    DECISION = "decision"  # 决定书


class Mode(StrEnum):
    """How it reached the person (送达方式)."""

    READ = "read"  # 本人在系统中阅读
    SIGNED = "signed"  # 当面签收
    LETTER = "letter"  # 挂号信、特快专递
    LEFT = "left"  # 留置送达


PROVED: Mapping[Mode, bool] = {
    Mode.READ: False,
    Mode.SIGNED: True,
    Mode.LETTER: True,
    Mode.LEFT: True,
}
"""Whether a mode needs a proof: what the person read in the system, the system itself proves."""


class Review(StrEnum):
    """Where the review of one share stands; the last four are `workflow.Outcome`'s values."""

    OPEN = "open"  # 复核中: the share is suspended
    LIFTED = "lifted"  # still open, but the head lets the share count meanwhile
    UPHELD = "upheld"
    CHANGED = "changed"
    QUASHED = "quashed"
    REDO = "redo"


RUNNING = frozenset({Review.OPEN, Review.LIFTED})
"""A review that has not come to its outcome."""
GONE = frozenset({Review.QUASHED, Review.REDO})
"""Outcomes after which the share is gone."""
