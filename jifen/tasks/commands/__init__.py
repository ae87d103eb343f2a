"""Supervising work: issuing.py asks it of villages, steps.py is its life, clock.py what a day does.

entering.py issues the rows of a workbook; inspecting.py enters what a round over villages found;
recurring.py asks for what comes again; merging.py hands over what is open where villages merge;
telling.py tells people.
"""

from jifen.tasks.commands.clock import clock
from jifen.tasks.commands.entering import enter
from jifen.tasks.commands.inspecting import NewFinding, Round, inspect
from jifen.tasks.commands.issuing import NewTask, Source, issue
from jifen.tasks.commands.merging import follow_mergers
from jifen.tasks.commands.recurring import (
    NewRoutine,
    change_routine,
    end_routine,
    issue_turn,
    set_routine,
)
from jifen.tasks.commands.recurring import clock as recur
from jifen.tasks.commands.steps import Given, take_step

__all__ = [
    "Given",
    "NewFinding",
    "NewRoutine",
    "NewTask",
    "Round",
    "Source",
    "change_routine",
    "clock",
    "end_routine",
    "enter",
    "follow_mergers",
    "inspect",
    "issue",
    "issue_turn",
    "recur",
    "set_routine",
    "take_step",
]
