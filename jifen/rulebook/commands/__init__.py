"""Writing rulebooks: making.py is the life of a draft, approved.py what was approved."""

from jifen.rulebook.commands.approved import approve
from jifen.rulebook.commands.making import (
    answer,
    comment,
    note_simulation,
    revise,
    start,
    take_step,
)

__all__ = ["answer", "approve", "comment", "note_simulation", "revise", "start", "take_step"]
