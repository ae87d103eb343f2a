"""Write examples/town anew: `python -m scripts.demo_town`."""

import argparse
import json
from pathlib import Path

from . import paper
from .cast import PARTS
from .town import SEED, Town, invent

TOWN = Path(__file__).resolve().parents[2] / "examples" / "town"


def files(seed: int = SEED) -> dict[str, bytes]:
    """Make every file of the demo town, by name. The same seed makes the same bytes."""
    town = invent(seed)
    return {
        "people.xlsx": paper.people(town),
        "facts-2024.xlsx": paper.facts(town, 2024, seed),
        "facts-2025.xlsx": paper.facts(town, 2025, seed),
        "one-row.xlsx": paper.one_row(town),
        "cast.json": _cast(town),
    }


def _cast(town: Town) -> bytes:
    rows = [
        {
            "part": part.part,
            "code": part.code,
            "name": town.register.people[part.code].name,
            "unit": town.register.people[part.code].stints[0].unit,
            "shows": part.shows,
        }
        for part in PARTS
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description="Write the demo town's workbooks anew.")
    parser.add_argument("--into", type=Path, default=TOWN)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    chosen.into.mkdir(parents=True, exist_ok=True)
    for name, content in files(chosen.seed).items():
        (chosen.into / name).write_bytes(content)
        print(f"{chosen.into / name}: {len(content)} bytes")


if __name__ == "__main__":
    main()
