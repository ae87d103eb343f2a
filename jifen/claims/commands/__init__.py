"""Writing claims: steps.py is the life of a claim, past.py the way in for files of rows."""

from jifen.claims.commands.past import import_facts, lock_past, resume, withdraw
from jifen.claims.commands.steps import draft, revise, take_step

__all__ = ["draft", "import_facts", "lock_past", "resume", "revise", "take_step", "withdraw"]
