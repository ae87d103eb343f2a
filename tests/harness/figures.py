"""The size of each measured figure: small in `make test`, full in `make full`.

A figure is a claim with a number in it ("500 kills, nothing lost"). A test asks
here for its N, so that one run can be quick and the other can be thorough, and
leaves its result here, so that the number in docs/figures.md was measured.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

_HEAD = (
    "# Figures",
    "",
    "What was measured, not supposed: written by `make full`, never by hand. `make test` tries",
    "the same things with a smaller N.",
    "",
    "| what was tried | N | seed | result |",
    "|---|---:|---:|---|",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: what was tried `n` times, from which seed, and what came of it."""

    name: str
    n: int
    seed: int
    result: str


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
    Appends one line in one write, so parallel tests do not mix theirs.
    """
    path = os.environ.get("JIFEN_FIGURES")
    if path is None:
        return
    line = json.dumps(asdict(Figure(name, n, seed, result)), ensure_ascii=False)
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def page(results: Path) -> str:
    """Return docs/figures.md: each recorded figure, by name; once where both databases agree."""
    lines = results.read_text("utf-8").splitlines() if results.exists() else []
    figures = sorted({Figure(**json.loads(line)) for line in lines}, key=lambda one: one.name)
    rows = [f"| {one.name} | {one.n:,} | {one.seed or '—'} | {one.result} |" for one in figures]
    return "\n".join([*_HEAD, *rows, ""])


if __name__ == "__main__":
    print(page(Path(sys.argv[1])), end="")
