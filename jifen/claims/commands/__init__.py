"""Writing claims: steps.py is the life of a claim, past.py the way in for files of rows.

corrections.py corrects what is recorded; hands.py says whose hands that needs.
"""

from jifen.claims.commands.boards import BoardDecision, import_board
from jifen.claims.commands.corrections import repair, resume, withdraw
from jifen.claims.commands.past import import_facts, lock_past
from jifen.claims.commands.steps import draft, revise, take_step

__all__ = [
    "BoardDecision",
    "draft",
    "import_board",
    "import_facts",
    "lock_past",
    "repair",
    "resume",
    "revise",
    "take_step",
    "withdraw",
]
