"""Kill the application in the middle of what it does, again and again, and look what is left.

    python -m tests.faults.kill PLAN SEED

Run in a migrated home of its own. Each round forks a process that opens a connection of its own and
does the deed through the real command. It says down a pipe what it is about to do, statement by
statement; this process reads along and, a drawn moment after a drawn statement, sends SIGKILL.
Where the kill really fell is read from what the pipe held in the end. After it comes the control:
the same with `atomic` taken out, until something half done is found.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import django

from tests.faults.process import ACKNOWLEDGED, WRITE, Process, Work, doing

if TYPE_CHECKING:
    from tests.faults.scene import Deed

DEEDS_IN_A_ROW = 3
"""A kill falls into one of so many, where the deed is several."""
_MOMENT = 0.002
"""Seconds that a kill comes after the statement it was drawn for, at most."""


@dataclass
class Outcome:
    """What all rounds came to."""

    rounds: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)


# ------------------------------------------------------------------ the control
def bare(deed: "Deed", stop: int | None = None) -> Work:
    """Return the same work as `doing` without transactions."""

    def work(pipe: int) -> None:
        without_transactions()
        doing(deed, stop)(pipe)

    return work


def without_transactions() -> None:
    """Take `atomic` out: every statement is on its own, and the commands do not notice."""
    from django.db import connection
    from django.db.transaction import Atomic

    connection.ensure_connection()
    connection.in_atomic_block = True
    connection.autocommit = False  # so Django believes; the driver commits each statement
    Atomic.__enter__ = lambda self: None  # type: ignore[method-assign]
    Atomic.__exit__ = lambda self, *_: None  # type: ignore[method-assign,assign]


# ------------------------------------------------------------------ the rounds
def rounds(
    deed: "Deed", work: Callable[["Deed", int | None], Work], count: int, dice: random.Random
) -> Outcome:
    """Kill so often in what the deed does, as `work` does it; stop at what is lost or half done.

    Of three processes two wait where they are to be killed; the third goes on meanwhile, so that
    the kill falls into the middle of a statement or of a sync.
    """
    from django.db import connections

    from tests.faults import scene

    connections.close_all()
    usual = Process.begin(doing(deed))
    assert usual.end() == 0, "undisturbed, the deed is done"
    assert deed.wrong(usual.acknowledged) == ([], [])
    outcome = Outcome()
    worn, acknowledged = True, []
    for number in range(count):
        if worn:
            scene.lay(deed.name)
            acknowledged = []
        connections.close_all()
        aim = _aim(usual.lines, dice)
        process = Process.begin(work(deed, aim + 1 if number % 3 else None))
        while len(process.lines) <= aim and process.hear():
            pass
        time.sleep(dice.random() * _MOMENT)
        process.kill()
        acknowledged += process.acknowledged
        scene.alone()
        lost, half = deed.wrong(acknowledged)
        outcome.rounds += 1
        outcome.acknowledged += len(process.acknowledged)
        outcome.places[process.place] = outcome.places.get(process.place, 0) + 1
        outcome.lost += lost
        outcome.half += half[:3]
        if lost or half:
            break
        worn = deed.worn
    return outcome


def _aim(usual: list[str], dice: random.Random) -> int:
    """Draw the line of the usual course at which to kill, in one of the first deeds."""
    marks = "".join(line[0] for line in usual)
    before = 0
    for _ in range(dice.randrange(min(DEEDS_IN_A_ROW, marks.count(ACKNOWLEDGED)))):
        before = marks.index(ACKNOWLEDGED, before) + 1
    end = marks.index(ACKNOWLEDGED, before)
    return dice.randint(marks.index(WRITE, before) if dice.random() < 0.7 else before, end)


def main(plan: dict[str, tuple[int, int, int]], seed: int) -> dict[str, object]:
    """Run the plan: deed → its size, how many kills, how many of the control at most."""
    from tests.faults import scene
    from tests.laws.town import found

    town = found()
    scene.keep("town")
    told: dict[str, object] = {}
    for name, (size, count, controls) in plan.items():
        scene.lay("town")
        deed = scene.DEEDS[name](replace(town), size)
        scene.keep(name)
        told[name] = asdict(rounds(deed, doing, count, random.Random(seed)))
        scene.lay(name)
        told[f"{name} bare"] = asdict(rounds(deed, bare, controls, random.Random(seed)))
    return told


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(json.loads(sys.argv[1]), int(sys.argv[2])), ensure_ascii=False))
