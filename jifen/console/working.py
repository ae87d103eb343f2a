"""The verb of the work in the background."""

import argparse
import os
import signal
import subprocess
import sys
from types import FrameType

from django.utils.translation import gettext as _

from jifen.console.line import Line
from jifen.console.main import DONE, REFUSED
from jifen.jobs.work import Worker

NICE = 10
"""Pages come first: the worker takes the processor that nobody else wants."""


def work_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long to go on."""
    parser.add_argument(
        "--once", action="store_true", help=_("do what is due and ready now, then stop")
    )
    parser.add_argument(
        "--beside", type=int, metavar="PID", help=_("stop as soon as that parent process is gone")
    )


def work(line: Line) -> int:
    """Do the work in the background until stopped; where another process does it, wait to."""
    signal.signal(signal.SIGTERM, _stop)
    os.nice(NICE)
    worker = Worker()
    if line["once"]:
        led = worker.run_out()
        if not led:
            line.say(_("Another process does the work in the background; nothing was done."))
        line.give({"led": led})
        return DONE if led else REFUSED
    beside = line["beside"]
    worker.run(lambda: beside is None or os.getppid() == beside)
    return DONE


def start_beside() -> None:
    """Start a worker that ends with this process, whatever this process becomes."""
    subprocess.Popen(  # noqa: S603 - a list, no shell
        [sys.executable, "-m", "jifen.console.main", "work", "--beside", str(os.getpid())],
        stdin=subprocess.DEVNULL,
    )


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(DONE)
