"""Writing outcomes: talks.py is the warning talk, handling.py all else that people do about a case.

law.py keeps what the law counts by, choosing.py is the shortlists. None of them writes a post (I9).
"""

from jifen.outcomes.commands.choosing import CHOOSERS, DRAWERS, choose, draw, recommend
from jifen.outcomes.commands.handling import Entry, enter
from jifen.outcomes.commands.law import DAYS, SHARES, NewLaw, enter_electorate, enter_law
from jifen.outcomes.commands.talks import (
    SECONDS,
    TALKERS,
    hold_talk,
    issue_letter,
    overturn_talk,
)

__all__ = [
    "CHOOSERS",
    "DAYS",
    "DRAWERS",
    "SECONDS",
    "SHARES",
    "TALKERS",
    "Entry",
    "NewLaw",
    "choose",
    "draw",
    "enter",
    "enter_electorate",
    "enter_law",
    "hold_talk",
    "issue_letter",
    "overturn_talk",
    "recommend",
]
