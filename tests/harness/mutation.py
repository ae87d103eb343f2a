"""Mutation testing: let the program be each mutant in turn, and see whether the tests notice.

Every mutant lives in a process of its own, forked when all is loaded, so that none costs an import
and none outlives its trial. Run alone, without threads or a database:

    python -m tests.harness.mutation SUITE RESULT [--sample N --seed S] MODULE...

SUITE names a function, "tests.core.killing:suite", that prepares and returns the checks.
"""

import argparse
import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from tests.harness.mutants import Mutant, Source

Check = Callable[[], None]
"""What may notice a mutant: it raises where it does."""

MEMORY = 1 << 30
"""What a mutant may take beyond what was there before it, in bytes."""
_UNMADE = 99


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, and which check noticed it: "" for none, "time" where it came to no end."""

    mutant: Mutant
    noticed_by: str


def sources(modules: Sequence[str]) -> list[Source]:
    """Return the modules' trees, with all that can be changed in them."""
    found = []
    for name in modules:
        file = importlib.import_module(name).__file__
        assert file is not None
        found.append(Source(name, Path(file).read_text("utf-8")))
    return found


def try_mutants(
    wanted: Sequence[tuple[Source, Mutant]], checks: Mapping[str, Check], *, workers: int = 1
) -> list[Trial]:
    """Try each mutant by all checks, in order, until one notices it.

    Raises:
        AssertionError: where the unchanged program does not pass the checks.
    """
    gc.collect()
    gc.freeze()
    names = list(checks)
    began = time.process_time()
    for name, check in checks.items():
        check()
        print(f"{name}: {time.process_time() - began:.2f} s", file=sys.stderr)
    seconds = 1 + 2 * (time.process_time() - began)
    running: dict[int, Mutant] = {}
    trials: list[Trial] = []

    def await_one() -> None:
        child, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        assert code != _UNMADE, f"could not be made: {running[child]}"
        by = "" if code == 0 else "time" if code < 0 else names[code - 1]
        trials.append(Trial(running.pop(child), by))
        if not by or len(trials) % 100 == 0:
            print(len(trials), "tried;", trials[-1], file=sys.stderr, flush=True)

    for source, mutant in wanted:
        child = os.fork()
        if child == 0:
            _live(source, mutant, list(checks.values()), seconds)
        running[child] = mutant
        if len(running) >= workers:
            await_one()
    while running:
        await_one()
    return trials


def _live(source: Source, mutant: Mutant, checks: Sequence[Check], seconds: float) -> None:
    """Be the mutant until a check notices, and end with that check's number."""
    code = _UNMADE
    try:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)  # its own time: a busy machine is no excuse
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
        source.become(mutant)
        for number, check in enumerate(checks, start=1):
            code = number
            check()
        code = 0
    except Exception:
        pass  # noticed: the exit code says by which check
    finally:
        os._exit(code)


def main(arguments: Sequence[str]) -> int:
    """Try the mutants of some modules and write the trials to a file, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("suite")
    parser.add_argument("result", type=Path)
    parser.add_argument("modules", nargs="+")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args(arguments)
    all_of_them = [
        (source, mutant) for source in sources(asked.modules) for mutant in source.changes
    ]
    if asked.sample:
        all_of_them = Random(asked.seed).sample(all_of_them, asked.sample)
    where, _, name = asked.suite.partition(":")
    checks: Mapping[str, Check] = getattr(importlib.import_module(where), name)()
    trials = try_mutants(all_of_them, checks, workers=asked.workers)
    asked.result.write_text(json.dumps([asdict(trial) for trial in trials]), "utf-8")
    return 0


def read(result: Path) -> list[Trial]:
    """Return the trials that `main` wrote."""
    return [
        Trial(Mutant(**each["mutant"]), each["noticed_by"])
        for each in json.loads(result.read_text("utf-8"))
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
