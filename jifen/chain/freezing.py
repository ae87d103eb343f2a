"""Frozen: after a failed verification nothing is recorded until a person has looked and said so.

The state is a file in the home, beside the database and not in it: whoever changed the database
must not be able to lift it there, and a restored or moved database does not bring it along.
Nothing is repaired.
"""

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI


@dataclass(frozen=True, slots=True)
class Frozen:
    """Since when, and what was found: one line for each thing that did not hold."""

    at: str
    found: tuple[str, ...]

    @property
    def since(self) -> str:
        """The moment as the office's clock showed it, or "?" where the file does not say."""
        try:
            return f"{dt.datetime.fromisoformat(self.at).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        except ValueError:
            return "?"


def place() -> Path:
    """Return the file whose presence freezes the home."""
    home: Path = settings.HOME
    return home / "frozen.json"


def log() -> Path:
    """Return the file that keeps every freezing and thawing, one JSON object a line."""
    home: Path = settings.HOME
    return home / "freezing.log"


def frozen() -> Frozen | None:
    """Return the state, or None where the home is not frozen. No query."""
    try:
        told = json.loads(place().read_text("utf-8"))
        return Frozen(str(told["at"]), tuple(map(str, told["found"])))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return Frozen("?", ())  # unreadable, and there: frozen all the same


def see_that_it_is_not() -> None:
    """Refuse to record in a frozen home.

    Raises:
        Refusal: "home.frozen".
    """
    state = frozen()
    if state is not None:
        raise Refusal("home.frozen", since=state.since, count=len(state.found))


def freeze(found: Sequence[str], *, at: dt.datetime) -> None:
    """Freeze the home, or leave it as frozen as it is: the first finding stands."""
    if frozen() is None:
        _write(place(), {"at": at.isoformat(timespec="seconds"), "found": list(found)[:100]})
        _note({"frozen": at.isoformat(timespec="seconds"), "found": list(found)[:100]})


def lift(*, by: str, reason: str, at: dt.datetime) -> None:
    """Take the state away, and keep who did so and why. The caller has seen that all holds."""
    _note({"thawed": at.isoformat(timespec="seconds"), "by": by, "reason": reason})
    place().unlink()


def _write(file: Path, told: dict[str, object]) -> None:
    partial = file.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as text:
        text.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        text.flush()
        os.fsync(text.fileno())
    partial.replace(file)


def _note(told: dict[str, object]) -> None:
    with log().open("a", encoding="utf-8") as text:
        text.write(json.dumps(told, ensure_ascii=False) + "\n")
        text.flush()
        os.fsync(text.fileno())
