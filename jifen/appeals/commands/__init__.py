"""Writing appeals: filing.py takes one in, steps.py is its life, clock.py what time does to it.

effects.py is what an appeal does to points; letters are issued by issuing.py.
"""

from jifen.appeals.commands.clock import clock
from jifen.appeals.commands.filing import NewPoint, ask
from jifen.appeals.commands.issuing import correct, issue
from jifen.appeals.commands.steps import Answer, Judgement, take_step

__all__ = ["Answer", "Judgement", "NewPoint", "ask", "clock", "correct", "issue", "take_step"]
