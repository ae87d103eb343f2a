"""A process that does a deed through the real commands, and says down a pipe how far it is.

Forked from one that has no connection open; it opens its own. What it is about to do it says
before it does it, so whoever ends it knows where it stood.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.scene import Deed

READ, WRITE, COMMIT, COMMITTED, ACKNOWLEDGED, SYNCED = "r", "w", "c", "C", "a", "s"
"""What the pipe says, a line each; an acknowledgement says of what, a sync of which file."""
PLACES = (
    "before the first write",
    "between first write and commit",
    "in the commit",
    "committed, not yet acknowledged",
)

Work = Callable[[int], None]
"""What such a process does; it is given the pipe."""


@dataclass
class Process:
    """A process that does the deed, and what it has said so far."""

    pid: int
    pipe: int
    said: str = ""

    @classmethod
    def begin(cls, work: Work) -> "Process":
        """Fork a process that does the work."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(read)
                work(write)
            except BaseException as error:
                os.write(2, f"{error!r}\n".encode())
                os._exit(1)
            os._exit(0)
        os.close(write)
        return cls(pid, read)

    def hear(self) -> bool:
        """Take in what it says next; False when it has ended."""
        data = os.read(self.pipe, 65536)
        self.said += data.decode()
        return bool(data)

    def kill(self) -> None:
        """End it at once, and take in what it had still said."""
        os.kill(self.pid, signal.SIGKILL)
        assert self.end() in {0, -signal.SIGKILL}, "it did not fail by itself"

    def end(self) -> int:
        """Wait until it has ended; return its exit code, or minus the signal."""
        while self.hear():
            pass
        os.close(self.pipe)
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)

    @property
    def lines(self) -> list[str]:
        return self.said.split("\n")[:-1]

    @property
    def acknowledged(self) -> list[str]:
        return [line[2:] for line in self.lines if line.startswith(ACKNOWLEDGED)]

    @property
    def place(self) -> str:
        """Say where it stood when it ended, since its last acknowledgement."""
        last = "".join(line[0] for line in self.lines).rpartition(ACKNOWLEDGED)[2]
        for mark, place in ((COMMITTED, 3), (COMMIT, 2), (WRITE, 1)):
            if mark in last:
                return PLACES[place]
        return PLACES[0]


def doing(deed: "Deed", stop: int | None = None) -> Work:
    """Return the work of a process that does a deed and tells each statement of it.

    With `stop` it says so many lines, and then waits for its end.
    """

    def work(pipe: int) -> None:
        from django.db import connection

        teller = Teller(pipe, stop)
        tell_commits(teller)
        with connection.execute_wrapper(telling(teller)):
            deed.do(lambda key: teller.say(f"{ACKNOWLEDGED} {key}"))

    return work


@dataclass
class Teller:
    """Says lines down a pipe; having said the last it may, it waits to be killed."""

    pipe: int
    left: int | None

    def say(self, line: str) -> None:
        """Say a line."""
        os.write(self.pipe, f"{line}\n".encode())
        if self.left is not None:
            self.left -= 1
            while self.left == 0:
                signal.pause()


def telling(teller: Teller) -> Callable[..., object]:
    """Return a wrapper of the database that tells each statement."""

    def wrapper(execute: Callable[..., object], sql: str, *rest: object) -> object:
        teller.say(WRITE if sql.startswith(("INSERT", "UPDATE", "DELETE")) else READ)
        return execute(sql, *rest)

    return wrapper


def tell_commits(teller: Teller) -> None:
    """Let each commit be told before and after."""
    from django.db import connection

    plain = connection._commit

    def commit() -> None:
        teller.say(COMMIT)
        plain()
        teller.say(COMMITTED)

    connection._commit = commit  # type: ignore[method-assign]
