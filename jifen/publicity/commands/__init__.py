"""Writing publicity: batches.py gathers and approves a month, postings.py publicises and closes.

objections.py takes what is objected and rules on it, rechecks.py draws a sample of what was
recorded, clock.py is what the day does.
"""

from jifen.publicity.commands.batches import (
    approve,
    gather,
    issue_list,
    publish,
    pull,
    table,
)
from jifen.publicity.commands.clock import clock
from jifen.publicity.commands.objections import enter, object_to, rule
from jifen.publicity.commands.postings import close, post, record, take_step
from jifen.publicity.commands.rechecks import draw, enter_result

__all__ = [
    "approve",
    "clock",
    "close",
    "draw",
    "enter",
    "enter_result",
    "gather",
    "issue_list",
    "object_to",
    "post",
    "publish",
    "pull",
    "record",
    "rule",
    "table",
    "take_step",
]
