"""What the home knew last, kept beside the database and not in it: the towns' heads.

A database that is gone, emptied, or older than what stood in it is seen by this file. It is a help
against accidents: who may write the folder may write it too. Against people stand checkpoints kept
elsewhere.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from jifen.chain import queries as chain
from jifen.custody import archive, engine


@dataclass(frozen=True, slots=True)
class Known:
    """The engine that held the data, and each town's last record as it was last looked at."""

    engine: str
    heads: Mapping[str, tuple[int, str]]


def place() -> Path:
    """Return the file it is kept in."""
    home: Path = settings.HOME
    return home / "known-heads.json"


def heads() -> dict[str, tuple[int, str]]:
    """Return number and hash of each chain's last record, from the database."""
    found = {town: chain.head(town) for town in chain.chains()}
    return {town: (head.seq, head.hash) for town, head in found.items() if head}


def keep() -> None:
    """Write down what the database holds now. Never smaller: what is known is not forgotten."""
    before = read()
    now = heads()
    if before is not None and behind(before, now):
        return
    write(now)


def write(now: Mapping[str, tuple[int, str]]) -> None:
    """Write down these heads, whatever was known before."""
    told = {
        "engine": engine.name(),
        "heads": {town: {"seq": seq, "hash": hash_} for town, (seq, hash_) in now.items()},
    }
    partial = place().with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(json.dumps(told, indent=1, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(place())
    archive.sync_folder(place().parent)


def read() -> Known | None:
    """Return what was known last; None in a home that never had a database."""
    try:
        told = json.loads(place().read_text("utf-8"))
    except FileNotFoundError:
        return None
    found = {town: (head["seq"], head["hash"]) for town, head in told["heads"].items()}
    return Known(told["engine"], found)


def behind(known: Known, now: Mapping[str, tuple[int, str]]) -> list[str]:
    """Return the towns that the database knows less of than was known.

    >>> behind(Known("sqlite", {"t1": (5, "b"), "t2": (3, "c")}), {"t1": (4, "a"), "t2": (9, "d")})
    ['t1']
    """
    return [town for town, (seq, _) in known.heads.items() if now.get(town, (0, ""))[0] < seq]
