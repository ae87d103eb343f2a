"""Supervising work: issuing.py asks it of villages, steps.py is its life, clock.py what a day does.

telling.py tells people of it.
"""

from jifen.tasks.commands.clock import clock
from jifen.tasks.commands.issuing import NewTask, Source, issue
from jifen.tasks.commands.steps import Given, take_step

__all__ = ["Given", "NewTask", "Source", "clock", "issue", "take_step"]
