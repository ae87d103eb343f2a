"""Cut the power in the middle of recording, again and again, and look what is on the disk.

    python -m tests.faults.cut ROUNDS CONTROLS SIZE SEED

Run in a migrated SQLite home of its own, with disk.c loaded before everything else: a killed
process loses nothing that it had given to the system, a cut loses what was not synced. Each round
ends a recording process at a drawn place and then leaves of each file what it held at its last sync
— every other round, besides, some of the sectors written since, drawn one by one: a disk may have
written any of them. The control is the same under `synchronous=NORMAL`.
"""

import ctypes
import json
import os
import random
import shutil
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import django

from tests.faults.process import ACKNOWLEDGED, SYNCED, WRITE, Process, Work, doing

if TYPE_CHECKING:
    from tests.faults.scene import Deed

SECTOR = 512
LEDGER = "jifen.sqlite3"
FILES = (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-journal")
OFTEN = "PRAGMA wal_autocheckpoint=20;"
"""In every third round the log is written back so often that cuts fall into that, too."""


@dataclass
class Outcome:
    """What all rounds came to."""

    rounds: int = 0
    acknowledged: int = 0
    unsynced: int = 0
    """Acknowledgements before which nothing of the ledger was synced."""
    losing: int = 0
    """Rounds in which something acknowledged is not on the disk."""
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)


def main(count: int, controls: int, size: int, seed: int) -> dict[str, object]:
    """Cut so often, and so often without the protection; return what came of both."""
    from tests.faults import scene
    from tests.laws.town import found

    town = found()
    deed = scene.Recording(replace(town), size)
    scene.keep("begun")
    usual = Process.begin(doing(deed))
    assert usual.end() == 0, "undisturbed, the deed is done"
    length = len(usual.lines)
    return {
        mode: asdict(rounds(deed, mode, tried, length, random.Random(f"{seed} {mode}")))
        for mode, tried in (("FULL", count), ("NORMAL", controls))
    }


def rounds(deed: "Deed", mode: str, count: int, length: int, dice: random.Random) -> Outcome:
    """Cut so often, at a drawn line of what the process says."""
    from django.db import connections

    from tests.faults import scene

    outcome = Outcome()
    for number in range(count):
        scene.lay("begun")
        disk = _home() / "disk"
        shutil.rmtree(disk, ignore_errors=True)
        disk.mkdir()
        shutil.copy(_home() / LEDGER, disk)
        process = Process.begin(synced(deed, mode, disk, OFTEN if number % 3 == 0 else ""))
        aim = dice.randrange(length)
        while len(process.lines) <= aim and process.hear():
            pass
        process.kill()
        cut(disk, dice if number % 2 else None)
        lost, half = deed.wrong(process.acknowledged)
        outcome.rounds += 1
        outcome.acknowledged += len(process.acknowledged)
        outcome.unsynced += unsynced(process.lines)
        outcome.losing += bool(lost)
        outcome.lost += lost
        outcome.half += half[:3]
        connections.close_all()
    return outcome


def synced(deed: "Deed", mode: str, disk: Path, more: str) -> Work:
    """Return the deed on that disk, with the ledger opened so."""

    def work(pipe: int) -> None:
        from django.db import connection

        options = connection.settings_dict["OPTIONS"]
        usual = "PRAGMA synchronous=FULL;"
        assert usual in options["init_command"], "this is what the product sets"
        set_ = options["init_command"].replace(usual, f"PRAGMA synchronous={mode};")
        options["init_command"] = set_ + more
        ctypes.CDLL(None).disk_mirror(os.fsencode(disk), pipe)
        doing(deed)(pipe)

    return work


def cut(disk: Path, dice: random.Random | None) -> None:
    """Leave in the home what the disk kept; with dice, also sectors that were not synced yet."""
    for name in FILES:
        live, kept = _home() / name, disk / name
        after = live.read_bytes() if live.exists() else b""
        live.unlink(missing_ok=True)
        if not kept.exists():
            continue
        sectors = bytearray(kept.read_bytes())
        for at in range(0, len(after), SECTOR) if dice else ():
            written = after[at : at + SECTOR]
            assert dice is not None
            if sectors[at : at + SECTOR] != written and dice.random() < 0.5:
                sectors.extend(bytes(max(0, at - len(sectors))))
                sectors[at : at + SECTOR] = written
        live.write_bytes(sectors)
    (_home() / f"{LEDGER}-shm").unlink(missing_ok=True)


def unsynced(lines: list[str]) -> int:
    """Count the acknowledgements with no sync of the ledger since what was acknowledged began."""
    found, writing, safe = 0, False, False
    for line in lines:
        if line == WRITE and not writing:
            writing, safe = True, False
        elif line[0] == SYNCED:
            safe |= line[2:] in FILES
        elif line[0] == ACKNOWLEDGED:
            found += not safe
            writing = False
    return found


def _home() -> Path:
    return Path(os.environ["JIFEN_HOME"])


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(*map(int, sys.argv[1:])), ensure_ascii=False))
