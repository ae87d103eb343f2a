"""A site of its own for browser tests: a home with a small world, served as the product serves it.

Run as a program it fills the home; `Site` starts it, serves it and moves its clock, each by the
commands people use. Nothing of the test's own process touches the home.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.harness import forked

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
PASSWORD = "竹杖芒鞋轻胜马 2026"
_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Site:
    """A served home."""

    address: str
    home: Path

    def run(self, *words: str) -> None:
        """Run one command line that must succeed."""
        _run(self.home, "-m", "jifen.console.main", *words)

    def move_clock(self, to: str) -> None:
        """Move the demo clock to a moment of Beijing time."""
        self.run("clock", to)

    def simulate(self, draft: str) -> None:
        """Note a simulation of a draft's text, as the clerk."""
        _run(self.home, "-m", "tests.browser.site", "simulated", draft)

    def sign_in(self, page: "Page", login: str) -> None:
        """Sign in through the form, whoever sat there before."""
        page.context.clear_cookies(name="jifen")
        page.goto(self.address + "/sign-in/")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("main form button")
        page.wait_for_load_state()


@contextmanager
def served(home: Path, *, going: bool) -> Iterator[Site]:
    """Serve a home with a small world in it for as long as the block lasts."""
    shutil.copytree(_filled("going" if going else "calm"), home, dirs_exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jifen.console.main", "serve", "--port", str(port)]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait(port, server, home / "serve.log")
        yield Site(f"http://127.0.0.1:{port}", home)
    finally:
        server.terminate()
        server.wait(10)


@cache
def _filled(how: str) -> Path:
    """Fill a home, once for all tests of this process. Not to be changed: what is served is a copy.

    It lies in the data folder of the whole run, and goes with it.
    """
    home = Path(os.environ["JIFEN_HOME"]) / f"{how}-{os.getpid()}"
    home.mkdir()
    _run(home, "-m", "tests.browser.site", how)
    return home


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "JIFEN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "jifen.settings",
        "DATABASE_URL": "",
        "PYTHONPATH": str(ROOT),
    }


def _run(home: Path, *words: str) -> None:
    done = forked.run([*words], environment=_environment(home))
    if done.returncode:
        raise RuntimeError(f"{words} failed:\n{done.stdout}{done.stderr}")


def _fill(*, going: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tests.harness import world

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    made = world.build(going=going)
    hashed = ""
    for town in (made.first, made.second):
        for user in town.users.values():
            if not hashed:  # hashing is slow on purpose, and here all have one password
                user.set_password(PASSWORD)
                hashed = user.password
            user.password = hashed
            user.save(update_fields=["password"])


def _simulated(draft: str) -> None:
    import django

    django.setup()
    import secrets
    import uuid

    from jifen.core.hand import Hand
    from jifen.cycles.queries import now
    from jifen.people.queries import actor, user
    from jifen.rulebook import commands, queries

    found = queries.draft_at(uuid.UUID(draft))
    assert found is not None
    commands.note_simulation(
        found,
        digest=queries.made(found).digest,
        cycle="2024-2025",
        summary={"says": ["没有人的名次变动。"]},
        hand=Hand(actor=actor(user("a-clerk")), at=now(), dice=secrets.token_bytes),
    )


if __name__ == "__main__":
    if sys.argv[1] == "simulated":
        _simulated(sys.argv[2])
    else:
        _fill(going=sys.argv[1] == "going")
