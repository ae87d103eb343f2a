"""What the machine beneath may do to us, told apart: busy, full, read-only, gone, away.

Anything else that goes wrong is a mistake of ours and stays loud.
"""

import errno

from django.db import DatabaseError, InterfaceError

from jifen.core.errors import Refusal

_SQLITE = (
    ("is locked", "home.busy"),
    ("disk is full", "home.full"),
    ("readonly database", "home.read-only"),
    ("unable to open database file", "home.gone"),
    ("no such table", "home.gone"),
    ("not a database", "home.gone"),
    ("malformed", "home.gone"),
    ("disk I/O error", "home.away"),
)
"""What SQLite's message says → our code."""
_POSTGRESQL = (
    ("40001", "home.busy"),  # could not serialise
    ("40P01", "home.busy"),  # deadlock
    ("55P03", "home.busy"),  # lock not available in time
    ("53100", "home.full"),
    ("53", "home.busy"),  # too many connections, out of memory
    ("25006", "home.read-only"),
    ("42P01", "home.gone"),  # no such table
    ("3D000", "home.gone"),  # no such database
    ("08", "home.away"),
    ("57P", "home.away"),
    ("58", "home.away"),  # the server's own disk fails it
)
"""How PostgreSQL's SQLSTATE begins → our code; the first that fits."""
_SYSTEM = {
    errno.ENOSPC: "home.full",
    errno.EDQUOT: "home.full",
    errno.EROFS: "home.read-only",
    errno.EACCES: "home.read-only",
    errno.EIO: "home.away",
}


PASSING = frozenset(
    {"home.busy", "home.full", "home.read-only", "home.gone", "home.away", "clock.behind"}
)
"""What passes, or is put right on the machine: after it the same form is sent once more."""


def of(problem: BaseException | None) -> Refusal | None:
    """Return what to say of a trouble of disk or database; None of anything else."""
    match _code(problem):
        case "home.busy":
            return Refusal("home.busy")
        case "home.full":
            return Refusal("home.full")
        case "home.read-only":
            return Refusal("home.read-only")
        case "home.gone":
            return Refusal("home.gone")
        case "home.away":
            return Refusal("home.away")
    return None


def _code(problem: BaseException | None) -> str:
    if isinstance(problem, DatabaseError | InterfaceError):
        state = getattr(problem.__cause__, "sqlstate", None)
        if state is not None:
            return next((code for start, code in _POSTGRESQL if state.startswith(start)), "")
        told = str(problem)
        if type(problem.__cause__).__module__.startswith("psycopg"):
            return "home.away"  # it never came as far as a state
        return next((code for part, code in _SQLITE if part in told), "")
    if isinstance(problem, OSError) and problem.errno is not None:
        return _SYSTEM.get(problem.errno, "")
    return ""
