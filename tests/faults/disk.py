"""The disk that forgets and refuses (disk.c): built by the machine's own compiler, once a run."""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any  # what a driver printed as JSON

from tests.custody.homes import ROOT, Home

SOURCE = Path(__file__).with_name("disk.c")


@cache
def built() -> Path:
    """Return the built library; scripts/machine.py sees to it that there is a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    assert compiler, "no C compiler: `make test` installs one"
    library = Path(mkdtemp(prefix="jifen-disk-")) / "disk.so"
    command = [compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, SOURCE]
    subprocess.run([*command, "-ldl"], check=True)
    return library


def told(home: Home, *words: str) -> Any:
    """Run `python -m WORDS` on a home whose disk it is, and return the JSON that it printed.

    From the interpreter's own start: a library is loaded before all others only there.
    """
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env=home.environment(JIFEN_DISK=str(home.path.resolve()), LD_PRELOAD=str(built())),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
