"""Writing appeals: filing.py takes one in, steps.py is its life, clock.py what time does to it.

effects.py is what an appeal does to points; letters are issued by issuing.py;
serving_anew.py serves what a limit released, and lets it count after its days; resuming.py lets the
office take up again what waited.
"""

from jifen.appeals.commands.clock import clock
from jifen.appeals.commands.filing import NewPoint, ask
from jifen.appeals.commands.issuing import correct, issue
from jifen.appeals.commands.resuming import resume
from jifen.appeals.commands.serving_anew import issue_anew, serve_anew
from jifen.appeals.commands.steps import Answer, Judgement, take_step

__all__ = [
    "Answer",
    "Judgement",
    "NewPoint",
    "ask",
    "clock",
    "correct",
    "issue",
    "issue_anew",
    "resume",
    "serve_anew",
    "take_step",
]
