"""The worker: a process that leads or waits to, looks at the clock, and does one job at a time."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import translation

from jifen.cycles.queries import now
from jifen.jobs import commands
from jifen.jobs.leader import Leader

PAUSE = 1.0
"""Seconds between two looks for a job."""
TICK = 10.0
"""Seconds between two looks at the clock."""
BEAT = 60.0
"""Seconds between two notes that the leader is there: each is a write."""
log = logging.getLogger(__name__)


class Worker:
    """What a process does from its start to its end."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}"
        self.leader = Leader()
        self._leads = False
        self._ticked = self._beaten = -BEAT

    def look(self) -> bool:
        """Look once: say whether there was something to do. Only the leader does anything."""
        if not self.leader.take():
            self._leads = False
            return False
        if not self._leads:
            commands.take_up(self.name)
            self._leads, self._ticked = True, -TICK
        passed = time.monotonic()
        if passed - self._ticked >= TICK:
            commands.tick(now())
            self._ticked = passed
        if passed - self._beaten >= BEAT:
            commands.be_seen()
            self._beaten = passed
        return commands.do_next(self.name)

    def run(self, goes_on: Callable[[], bool]) -> None:
        """Look again and again for as long as `goes_on`. A trouble is logged and outlived."""
        wait = threading.Event().wait
        with translation.override("zh-hans"):
            try:
                while goes_on():
                    if not self._look_safely():
                        wait(PAUSE)
            finally:
                self.leader.release()

    def run_out(self) -> bool:
        """Do all that is due and ready now, then stop; say whether this process led."""
        with translation.override("zh-hans"):
            try:
                while self.look():
                    pass
                return self._leads
            finally:
                self.leader.release()

    def _look_safely(self) -> bool:
        close_old_connections()
        try:
            return self.look()
        except (DatabaseError, InterfaceError, OSError):
            # The disk is full, the database is away: look again later, from the beginning. Anything
            # else is a bug, and ends the worker: the status page says that none is at work.
            log.exception("The worker could not look")
            self._leads = False
            return False
        finally:
            close_old_connections()
