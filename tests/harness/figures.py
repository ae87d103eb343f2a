"""The size of each measured figure: small in `make test`, full in `make full`.

A figure is a claim with a number in it ("500 kills, nothing lost"). A test asks
here for its N, so that one run can be quick and the other can be thorough, and
leaves its result here, so that the number in docs/figures.md was measured.

A figure counts if the test that measured it passed: of one that failed, nothing reaches the table.
"""

import argparse
import datetime as dt
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_HEAD = (
    "# Figures",
    "",
    "What was measured, not supposed: written by `make full`, whole or in parts, never by hand.",
    "Each line says on which day. `make test` tries the same things with a smaller N.",
    "",
    "| what was tried | N | seed | result | measured on |",
    "|---|---:|---:|---|---|",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: what was tried `n` times, from which seed, what came of it, and when."""

    name: str
    n: int
    seed: int
    result: str
    measured_on: dt.date

    def row(self) -> str:
        """Return its line of the table."""
        seed = self.seed or "—"
        return f"| {self.name} | {self.n:,} | {seed} | {self.result} | {self.measured_on} |"

    @classmethod
    def of(cls, row: str) -> "Figure":
        """Read a line of the table."""
        name, n, seed, result, day = row.removeprefix("| ").removesuffix(" |").split(" | ")
        number = int(n.replace(",", ""))
        return cls(
            name, number, 0 if seed == "—" else int(seed), result, dt.date.fromisoformat(day)
        )


def full_size() -> bool:
    """Say whether figures are measured at their full size (JIFEN_FULL=1)."""
    value = os.environ.get("JIFEN_FULL", "")
    if value not in {"", "0", "1"}:
        raise ValueError(f"JIFEN_FULL is {value!r}: it must be 1 or 0.")
    return value == "1"


def figure(small: int, full: int) -> int:
    """Return the N to try: `small` in everyday runs, `full` under `make full`."""
    return full if full_size() else small


def half(small: int, full: int) -> int:
    """Return the N that one database tries: of `full`, the two try a half each."""
    return full // 2 if full_size() else small


def record(name: str, *, n: int, result: str, seed: int = 0) -> None:
    """Note what was measured, where `make full` gathers it (JIFEN_FIGURES, a file).

    `name` is the sentence the table shows; `seed` is 0 where nothing was drawn.
    """
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    _note({"name": name, "n": n, "seed": seed, "result": result, "by": [_database(), test]})


def record_failure(test: str) -> None:
    """Note that a test failed: what it measured counts for nothing."""
    _note({"failed": [_database(), test]})


def _note(what: object) -> None:
    """Append a line in one write, so that parallel tests do not mix theirs."""
    path = os.environ.get("JIFEN_FIGURES")
    if path is not None:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(what, ensure_ascii=False) + "\n")


def _database() -> str:
    return os.environ.get("JIFEN_TEST_DB", "")


def measured(results: Path, *, on: dt.date) -> list[Figure]:
    """Return what passing tests recorded; once where both databases say the same."""
    lines = results.read_text("utf-8").splitlines() if results.exists() else []
    every = [json.loads(line) for line in lines]
    failed = [one["failed"] for one in every if "failed" in one]
    return list(
        dict.fromkeys(
            Figure(one["name"], one["n"], one["seed"], one["result"], on)
            for one in every
            if "name" in one and one["by"] not in failed
        )
    )


def known(page: str) -> list[Figure]:
    """Return the figures of a page as it was written before."""
    return [Figure.of(row) for row in page.splitlines()[len(_HEAD) :] if row]


def page(figures: Iterable[Figure]) -> str:
    """Return docs/figures.md: the figures by name."""
    ordered = sorted(figures, key=lambda one: (one.name, one.n, one.result))
    return "\n".join([*_HEAD, *(one.row() for one in ordered), ""])


def renewed(old: Iterable[Figure], new: Iterable[Figure]) -> list[Figure]:
    """Return the figures of a run of some tests among those that were known: the new ones count."""
    new = list(new)
    names = {one.name for one in new}
    return [*(one for one in old if one.name not in names), *new]


def main() -> None:
    """Write the page of a run: anew, or with only what was measured renewed."""
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("results", type=Path)
    asked.add_argument("page", type=Path)
    asked.add_argument("--on", type=dt.date.fromisoformat, required=True)
    asked.add_argument("--part", action="store_true", help="keep what was not measured")
    given = asked.parse_args()
    found = measured(given.results, on=given.on)
    if given.part:
        found = renewed(known(given.page.read_text("utf-8")), found)
    given.page.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
