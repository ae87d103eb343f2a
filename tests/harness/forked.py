"""Programs in processes of their own, forked from one that has read the libraries already.

What `python -m jifen.console.main …` does in a process of its own, it does here, too: settings
are read anew from the environment, output and exit code are its own. Only the libraries, which
would take most of a second each time, and know of no home, are there already.
"""

import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).parents[2]
WARM = (
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.serialization",
    "django.contrib.auth.hashers",
    "django.core.management",
    "django.core.serializers.json",
    "django.db.migrations.executor",
    "django.db.models",
    "django.forms",
    "django.template.loader",
    "django.test",
    "docx",
    "jifen.core.drafting",
    "jifen.core.floors",
    "jifen.core.simulate",
    "jifen.papers.pdf",
    "jifen.papers.word",
    "jifen.papers.workbook",
    "jifen.rulebook.reader",
    "jifen.sheets.facts",
    "jifen.sheets.people",
    "psycopg",
    "pypinyin",
)
"""What is read before: nothing that reads settings or a database's models."""


@cache
def _context() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(list(WARM))
    return context


def start(words: list[str], *, environment: Mapping[str, str], told: Path) -> ForkServerProcess:
    """Start what `python WORDS` would, words like -m MODULE ARGUMENTS or -c PROGRAM.

    Both its outputs go to files, `told` and the same with .err added.
    """
    process = _context().Process(target=_become, args=(words, dict(environment), str(told)))
    process.start()
    return process


def run(words: list[str], *, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Do what `subprocess.run([sys.executable, *words])` does, with its output captured."""
    with tempfile.TemporaryDirectory(prefix="jifen-told-") as folder:
        told = Path(folder) / "told"
        process = start(words, environment=environment, told=told)
        process.join()
        code = process.exitcode
        process.close()
        assert code is not None
        out, err = told.read_text("utf-8"), Path(f"{told}.err").read_text("utf-8")
    return subprocess.CompletedProcess(words, code, out, err)


def _become(words: list[str], environment: dict[str, str], told: str) -> None:
    """Be that program: put right in what a fork begins and ends otherwise."""
    for number, name in ((1, told), (2, f"{told}.err")):
        opened = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    assert "jifen.settings" not in sys.modules, "settings are read in each process anew"
    option, what, *rest = words
    sys.argv = [option, *rest]
    try:
        if option == "-c":
            program = Path(f"{told}.py")
            program.write_text(what, encoding="utf-8")
            runpy.run_path(str(program), run_name="__main__")
        else:
            assert option == "-m"
            runpy.run_module(what, run_name="__main__", alter_sys=True)
    finally:
        # A forked process ends without the interpreter's own end, which closes what is open.
        if connections := getattr(sys.modules.get("django.db"), "connections", None):
            connections.close_all()
