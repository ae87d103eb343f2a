"""How a figure is measured: reference – product – reference, round by round, as a ratio.

Seconds are the machine's and the hour's; a ratio to a small reference in the same round is what
can be kept. A round whose two references differ by more than half is noise and is not judged.
"""

import datetime as dt
import gc
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

Work = Callable[[], object]
Clock = Callable[[], float]

ROUNDS = 5
TRIES = 25
NOISE = 1.5
TOO_NOISY = 3
"""Exit code where no quiet rounds could be had."""

RESULTS = Path(__file__).parents[1] / "RESULTS.md"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure: what was compared, the ratio of each quiet round, and the raw seconds."""

    name: str
    goal: float
    rounds: tuple[tuple[float, float], ...]  # reference, product: seconds for one piece of work

    @property
    def ratios(self) -> list[float]:
        return sorted(product / reference for reference, product in self.rounds)

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)

    @property
    def met(self) -> bool:
        return self.median <= self.goal

    def row(self) -> str:
        reference = statistics.median(one for one, _ in self.rounds)
        product = statistics.median(one for _, one in self.rounds)
        return (
            f"| {self.name} | ≤ {self.goal:g} | **{self.median:.3f}** "
            f"({self.ratios[0]:.3f}–{self.ratios[-1]:.3f}) "
            f"| {reference * 1e3:.3f} ms | {product * 1e3:.3f} ms |"
        )


class TooNoisy(Exception):
    """The references of a round would not agree with each other."""


def compare(
    name: str,
    *,
    goal: float,
    reference: Work,
    product: Work,
    prepare: Work = bool,
    pieces: int = 1,
    clock: Clock = process_time,
) -> Ratio:
    """Time both until five rounds were quiet.

    `prepare` comes before each call of the product, untimed. `pieces`: how much work one call does.
    `clock`: the processor's of this process, or the wall's where another program works as well.
    """
    rounds: list[tuple[float, float]] = []
    for _ in range(TRIES):
        before = seconds(reference, clock=clock)
        during = seconds(product, prepare, clock=clock)
        after = seconds(reference, clock=clock)
        if max(before, after) <= NOISE * min(before, after):
            rounds.append((min(before, after) / pieces, during / pieces))
        if len(rounds) == ROUNDS:
            return Ratio(name, goal, tuple(rounds))
    raise TooNoisy(name)


def seconds(
    work: Work, prepare: Work = bool, *, at_least: float = 0.2, clock: Clock = process_time
) -> float:
    """Return the seconds of one call: the best of as many as fit into a fifth.

    By the processor's clock, what others on the machine do in between is not counted.
    The garbage collector waits meanwhile: its pauses fall on whoever happens to be measured.
    """
    times: list[float] = []
    gc.collect()
    gc.disable()
    try:
        while sum(times) < at_least or len(times) < 3:
            prepare()
            began = clock()
            work()
            times.append(clock() - began)
    finally:
        gc.enable()
    return min(times)


def tell(title: str, ratios: Sequence[Ratio], notes: Sequence[str]) -> int:
    """Print the figures, keep them in RESULTS.md, and say whether each goal is met."""
    head = "| what | goal | ratio, median (range) | reference | product |\n|---|---|---|---|---|"
    table = "\n".join([head, *(ratio.row() for ratio in ratios)])
    text = "\n\n".join([machine(), table, *notes])
    print(text, flush=True)
    keep(RESULTS, title, text)
    missed = [ratio.name for ratio in ratios if not ratio.met]
    for name in missed:
        print(f"Missed: {name}")
    return 1 if missed else 0


def machine() -> str:
    return (
        f"Measured {dt.datetime.now(tz=dt.UTC):%Y-%m-%d} on {os.cpu_count()} processors "
        f"({platform.machine()}), Python {platform.python_version()}."
    )


def keep(results: Path, title: str, text: str) -> None:
    """Write a benchmark's section, in the place of the one before it; leave the others alone."""
    known = results.read_text("utf-8") if results.exists() else "# Results of the benchmarks\n"
    head, *sections = known.split("\n## ")
    kept = {section.split("\n", 1)[0]: section for section in sections}
    kept[title] = f"{title}\n\n{text}"
    body = "".join(f"\n\n## {kept[name].strip()}" for name in sorted(kept))
    results.write_text(head.strip() + body + "\n", encoding="utf-8")
