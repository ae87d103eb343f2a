"""Writing claims: steps.py is the life of a claim, past.py the way in for files of rows,
openings.py that for what stood before the town began here.

drafting.py writes drafts, hearing.py serves, answers and replies, reviewing.py is what a review
does, clock.py what the day does, recording.py the last step; addressing.py and announcing.py serve
them. together.py moves many grants at once, monthly.py serves a month's minor deductions on one
sheet. corrections.py corrects what is recorded; hands.py says whose hands that needs.
"""

from jifen.claims.commands.boards import BoardDecision, import_board
from jifen.claims.commands.clock import clock
from jifen.claims.commands.corrections import repair, resume, withdraw
from jifen.claims.commands.drafting import draft, propose, revise
from jifen.claims.commands.hearing import answer, reply, serve
from jifen.claims.commands.issuing import issue_letter
from jifen.claims.commands.monthly import issue_sheets, serve_sheet
from jifen.claims.commands.openings import (
    approve_openings,
    drop_openings,
    enter_openings,
    withdraw_openings,
)
from jifen.claims.commands.past import import_facts, lock_past
from jifen.claims.commands.reviewing import begin_review, end_review, lift_review, reopen
from jifen.claims.commands.steps import step, take_back, take_step
from jifen.claims.commands.together import (
    Answer,
    check_step,
    object_to,
    record_together,
    take_together,
)

__all__ = [
    "Answer",
    "BoardDecision",
    "answer",
    "approve_openings",
    "begin_review",
    "check_step",
    "clock",
    "draft",
    "drop_openings",
    "end_review",
    "enter_openings",
    "import_board",
    "import_facts",
    "issue_letter",
    "issue_sheets",
    "lift_review",
    "lock_past",
    "object_to",
    "propose",
    "record_together",
    "reopen",
    "repair",
    "reply",
    "resume",
    "revise",
    "serve",
    "serve_sheet",
    "step",
    "take_back",
    "take_step",
    "take_together",
    "withdraw",
    "withdraw_openings",
]
