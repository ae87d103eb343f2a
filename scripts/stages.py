"""The stages of a test run: each timed, all run, all told, and the first failure remembered.

Standard library only.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import workshop

_BIN = workshop.VENV / "bin"
_NOTHING = 5
"""Pytest's exit code where there was no test to run."""
_FAST = (
    "tests/core",
    "tests/chain",
    "tests/rulebook",
    "tests/test_contracts.py",
    "tests/test_papers_of_the_project.py",
)
"""What `make check` tries: the pure rooms, the chain, the rulebook, and what the papers say."""


@dataclass
class Report:
    """What became of each stage, and how many tests passed and failed in all."""

    lines: list[str] = field(default_factory=list)
    code: int = 0
    passed: int = 0
    failed: int = 0

    def add(self, name: str, seconds: float, code: int, note: str = "") -> None:
        """Note the end of one stage; the first that fails gives the run its exit code."""
        verdict = "ok" if code == 0 else f"FAILED ({code})"
        self.lines.append(f"  {name:<34}{seconds:7.1f} s  {verdict}{note}")
        self.code = self.code or code

    def join(self, other: Report) -> None:
        """Add what another report noted."""
        self.lines += other.lines
        self.code = self.code or other.code
        self.passed += other.passed
        self.failed += other.failed

    def tell(self) -> int:
        """Print it all; the last line is the plain sum. Returns the exit code."""
        print("\n" + "\n".join(self.lines))
        print(f"\n{self.passed} passed, {self.failed} failed", flush=True)
        return self.code


def check(report: Report, *, seed: int) -> None:
    """Run the fast part, in a minute: lint, types, contracts, and the tests of the core rooms."""
    _papers(report)
    _tests(report, "tests, the fast part", list(_FAST), seed=seed, marks="not browser")


def everything(report: Report, *, seed: int, parts: Sequence[str] = ()) -> None:
    """Run all there is: what `check` runs, both databases whole, and Chromium.

    `parts`: of the tests only those under these paths, on whatever they can run.

    In two lanes side by side: what waits for Chromium or for PostgreSQL leaves a processor idle,
    which SQLite's tests keep busy. The second lane is heard when it is done.
    """
    second = Report()
    with ThreadPoolExecutor(1) as lanes:
        beside = lanes.submit(_outside, second, seed=seed, parts=parts)
        _papers(report)
        _tests(
            report,
            "tests on SQLite",
            [*parts],
            seed=seed,
            marks="not browser",
            part=bool(parts),
        )
        beside.result()
    report.join(second)


def _outside(report: Report, *, seed: int, parts: Sequence[str]) -> None:
    """Run what drives another program than Python: Chromium, then PostgreSQL."""
    _tests(
        report,
        "journeys in Chromium",
        ["-n", "1", *(parts or ["tests/browser"])],
        seed=seed,
        marks="browser",
        heard=False,
        part=bool(parts),
    )
    _tests(
        report,
        "tests on PostgreSQL",
        ["--ignore=tests/core", *(parts or ["tests"])],  # where no test may ask for a database
        seed=seed,
        marks="not browser",
        database="postgresql",
        heard=False,
        part=bool(parts),
    )


def _papers(report: Report) -> None:
    """Run what reads the code without running it."""
    _stage(report, "lint", [_BIN / "ruff", "check"])
    _stage(report, "format", [_BIN / "ruff", "format", "--check"])
    _stage(report, "types", [_BIN / "mypy"])
    _stage(report, "contracts", [_BIN / "lint-imports"])
    check = "-m django makemigrations --check --dry-run"
    _stage(report, "migrations", [workshop.PYTHON, *check.split()])


def _stage(report: Report, name: str, command: Sequence[str | Path]) -> None:
    began = time.monotonic()
    print(f"— {name}", flush=True)
    done = subprocess.run(
        [str(word) for word in command],
        cwd=str(workshop.ROOT),
        env=workshop.django(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout, flush=True)
    report.add(name, time.monotonic() - began, done.returncode)


def _tests(
    report: Report,
    name: str,
    options: list[str],
    *,
    seed: int,
    marks: str,
    database: str = "sqlite",
    heard: bool = True,
    part: bool = False,
) -> None:
    """Run pytest once and add its counts; a skipped test counts as a failure.

    `heard`: what it says is shown while it says it, not when it is done. `part`: of all tests some
    were asked for, and there may be none of them to run here.
    """
    began = time.monotonic()
    print(f"— {name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.xml"
        command = [workshop.PYTHON, "-m", "pytest", "-q", "-m", marks, f"--junit-xml={result}"]
        command += ["-p", "randomly", f"--randomly-seed={seed}", f"--hypothesis-seed={seed}"]
        command += ["-n", "2", "--dist=worksteal", *options]
        done = subprocess.run(
            [str(word) for word in command],
            cwd=str(workshop.ROOT),
            # Whatever runs compiles what it imports once, not in each of its many processes.
            env={**os.environ, "JIFEN_TEST_DB": database, "PYTHONDONTWRITEBYTECODE": ""},
            stdin=subprocess.DEVNULL,
            stdout=None if heard else subprocess.PIPE,
            stderr=None if heard else subprocess.STDOUT,
            text=True,
        )
        if not heard:
            print(f"— {name}, done\n{done.stdout}", flush=True)
        counts = _counts(result)
    report.passed += counts["passed"]
    report.failed += counts["failed"] + counts["skipped"]
    note = f"  {counts['passed']} passed, {counts['failed']} failed"
    if counts["skipped"]:
        note += f", {counts['skipped']} skipped, which is not allowed"
    code = 0 if part and done.returncode == _NOTHING else done.returncode
    code = code or (1 if counts["skipped"] else 0)
    report.add(name, time.monotonic() - began, code, note)


def _counts(result: Path) -> dict[str, int]:
    """Return how many tests passed, failed and were skipped, from pytest's JUnit file."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if not result.exists():
        return counts
    for suite in ElementTree.parse(str(result)).getroot().iter("testsuite"):  # noqa: S314 - ours
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        counts["failed"] += failed
        counts["skipped"] += skipped
        counts["passed"] += max(0, int(suite.get("tests", 0)) - failed - skipped)
    return counts
