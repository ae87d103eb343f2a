"""One command line on another home, in a process of its own: settings are read once a process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any  # what another process printed as JSON


def run(home: Path, *words: str, database: str | None = None) -> dict[str, Any]:
    """Run `jifen WORDS --json` on the folder `home` and return what it printed.

    `database` is another address than this process has; "" is SQLite in that folder.

    Raises:
        RuntimeError: it printed no JSON; what it said instead is told.
    """
    # What lies outside is compared by the caller, who knows what it may lack.
    environment = dict(os.environ) | {"JIFEN_HOME": str(home), "JIFEN_CHECKPOINTS": ""}
    if database is not None:
        environment.pop("DATABASE_URL_FILE", None)
        environment["DATABASE_URL"] = database
    done = subprocess.run(  # noqa: S603 - a list, no shell
        [sys.executable, "-m", "jifen.console.main", *words, "--json"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    try:
        return dict(json.loads(done.stdout))
    except ValueError as problem:
        raise RuntimeError(f"jifen {' '.join(words)}: {done.stderr[-2000:]}") from problem
