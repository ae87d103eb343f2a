"""Supervising work: issuing.py asks it of villages, steps.py is its life, clock.py what a day does.

entering.py issues the rows of a workbook; inspecting.py enters what a round over villages found;
merging.py hands over what is open where villages merge; telling.py tells people.
"""

from jifen.tasks.commands.clock import clock
from jifen.tasks.commands.entering import enter
from jifen.tasks.commands.inspecting import NewFinding, Round, inspect
from jifen.tasks.commands.issuing import NewTask, Source, issue
from jifen.tasks.commands.merging import follow_mergers
from jifen.tasks.commands.steps import Given, take_step

__all__ = [
    "Given",
    "NewFinding",
    "NewTask",
    "Round",
    "Source",
    "clock",
    "enter",
    "follow_mergers",
    "inspect",
    "issue",
    "take_step",
]
