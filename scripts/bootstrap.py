"""The commands of the Makefile, one verb each: `python3 scripts/bootstrap.py run`.

Needs Python 3.11 to 3.13 and nothing else: what more is needed, it installs into
.venv from the hash-locked lists in requirements/. Standard library only.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import machine
import stages
import workshop

FIGURES = workshop.ROOT / "docs" / "figures.md"
_KEY = "secret-key"
"""The file of a home that Jifen makes as soon as its settings are read."""
_UNFINISHED = ".unfinished"
"""Lies in a home while the demo town is being written into it."""


def setup() -> int:
    """Set up; afterwards `.venv/bin/jifen` works."""
    workshop.set_up()
    return 0


def run() -> int:
    """Set up, fill a fresh home with the demo town, and serve it until stopped."""
    port = _port()
    home = _home()
    if home.exists() and not _looks_like_a_home(home):
        raise machine.Missing(
            f"{home} holds other files and no Jifen database: name an empty folder in JIFEN_HOME."
        )
    workshop.set_up()
    environment = {**os.environ, "JIFEN_HOME": str(home)}
    unfinished = home / _UNFINISHED
    if unfinished.exists():
        print("The last filling of the demo town was cut short; it starts over.", flush=True)
        shutil.rmtree(home)
    fresh = _is_fresh(home)
    if fresh:
        home.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
    _jifen(["setup-home"], environment)
    if fresh:
        _jifen(["demo", "--seed-home"], environment)
        unfinished.unlink()
    sys.stdout.flush()
    serve = [str(workshop.JIFEN), "serve", "--port", str(port)]
    # In this process's place, so that Ctrl-C and a service manager reach the server itself.
    os.execve(serve[0], serve, environment)  # noqa: S606


def test() -> int:
    """Run everything CI runs."""
    return _everything()


def check() -> int:
    """Run the fast part of it."""
    _set_up_for_tests()
    report = stages.Report()
    stages.check(report, seed=_seed())
    return report.tell()


def full() -> int:
    """Run everything with each figure at its full N, and write docs/figures.md.

    $PART names the tests of some rooms, "tests/chain tests/faults": they alone are run, and their
    lines of the page renewed. So it is after a run that failed: what was not measured stays as it
    was, with its day. A figure of a test that fails never reaches the page.
    """
    parts = os.environ.get("PART", "").split()
    for part in parts:
        if not (workshop.ROOT / part).exists():
            raise machine.Missing(f"PART names {part}, which is not there: say tests/chain.")
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "figures.jsonl"
        os.environ.update(JIFEN_FULL="1", JIFEN_FIGURES=str(results))
        code = _everything(parts)
        writer = [str(workshop.PYTHON), "-m", "tests.harness.figures", str(results), str(FIGURES)]
        writer += ["--on", f"{dt.date.today()}", *(["--part"] if parts or code else [])]  # noqa: DTZ011
        subprocess.run(writer, cwd=str(workshop.ROOT), check=True)
    return code


def reset() -> int:
    """Remove the data folder, after saying so."""
    home = _home()
    if not home.exists():
        print(f"There is nothing to remove: {home} does not exist.")
        return 0
    if not _looks_like_a_home(home):
        raise machine.Missing(
            f"{home} holds no Jifen database, so it may not be ours to remove: "
            "check JIFEN_HOME, or remove it by hand."
        )
    size = sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    print(f"Removing {home} with all its data ({size / 1e6:.1f} MB).", flush=True)
    shutil.rmtree(home)
    return 0


def assets() -> int:
    """Build styles, script and icons again."""
    workshop.make_environment()
    workshop.build_assets(anew=True)
    return 0


def lock() -> int:
    """Choose versions anew within pyproject.toml's bounds, and write the lock files."""
    workshop.make_environment()
    workshop.install("run", "build", "test")
    options = "--universal --python-version 3.11 --generate-hashes --upgrade --quiet"
    silent = "--no-header --no-emit-index-url --no-emit-find-links"
    compile_ = [str(workshop.VENV / "bin" / "uv"), "pip", "compile", *options.split()]
    for source, name in (
        ("pyproject.toml", "run"),
        ("requirements/build.in", "build"),
        ("requirements/test.in", "test"),
    ):
        target = ["-o", f"requirements/{name}.lock", source]
        subprocess.run([*compile_, *silent.split(), *target], cwd=str(workshop.ROOT), check=True)
    return 0


def bench() -> int:
    """Run each benchmark in turn."""
    workshop.set_up()
    for script in sorted(workshop.ROOT.glob("benchmarks/*.py")):
        print(f"— {script.name}", flush=True)
        code = subprocess.call([str(workshop.PYTHON), str(script)], cwd=str(workshop.ROOT))
        if code:
            return code
    return 0


def _everything(parts: Sequence[str] = ()) -> int:
    began = time.monotonic()
    machine.need_for_tests()
    _set_up_for_tests()
    report = stages.Report()
    report.add("setting up", time.monotonic() - began, 0)
    stages.everything(report, seed=_seed(), parts=parts)
    return report.tell()


def _set_up_for_tests() -> None:
    workshop.make_environment()
    workshop.install("run", "build")
    with ThreadPoolExecutor(1) as beside:
        assets = beside.submit(workshop.build_assets)
        workshop.install("run", "build", "test")
        assets.result()
    workshop.set_up()


def _jifen(arguments: list[str], environment: dict[str, str]) -> None:
    code = subprocess.call([str(workshop.JIFEN), *arguments], env=environment)
    if code:
        raise workshop.Failed(f"jifen {' '.join(arguments)} ended with {code}.")


def _home() -> Path:
    """Return the data folder: $JIFEN_HOME, else ./home."""
    return Path(os.environ.get("JIFEN_HOME") or workshop.ROOT / "home").expanduser().resolve()


def _is_fresh(home: Path) -> bool:
    """Say whether `home` may be filled with the demo town: nothing of anyone's is in it.

    A database elsewhere (DATABASE_URL) is never filled: it may be a real one.
    """
    if os.environ.get("DATABASE_URL"):
        return False
    return not home.exists() or {file.name for file in home.iterdir()} <= {_KEY}


def _looks_like_a_home(home: Path) -> bool:
    names = {file.name for file in home.iterdir()}
    return not names or not names.isdisjoint({_KEY, _UNFINISHED, "jifen.sqlite3"})


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise machine.Missing(f"PORT is {value!r}: it must be a number from 1 to 65535.")
    return int(value)


def _seed() -> int:
    """Return what the run's random order and examples are drawn from: $SEED, else a new one."""
    value = os.environ.get("SEED") or str(random.randrange(2**32))  # noqa: S311 - no secret
    if not value.isdigit():
        raise machine.Missing(f"SEED is {value!r}: it must be a whole number.")
    print(f"SEED={value} repeats this run's order and examples.", flush=True)
    return int(value)


VERBS = {
    verb.__name__: verb for verb in (setup, run, test, check, full, reset, assets, lock, bench)
}


def main(arguments: list[str]) -> int:
    """Carry out one verb. Returns the exit code: 0 done, 1 failed, 2 not possible here."""
    if len(arguments) != 1 or arguments[0] not in VERBS:
        print(f"usage: bootstrap.py {{{','.join(VERBS)}}}", file=sys.stderr)
        return 2
    try:
        machine.use_a_right_python()
        return VERBS[arguments[0]]()
    except machine.Missing as missing:
        print(missing, file=sys.stderr)
        return 2
    except (workshop.Failed, subprocess.CalledProcessError) as failed:
        print(failed, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
