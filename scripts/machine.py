"""What the machine must have: a Python, and for tests a browser, a font, an office.

Standard library only, in words that Python 3.7 can still read, so that whoever
has too old a Python is told so in a sentence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)

_OFFICE = Path("/usr/lib/libreoffice/share/registry")
"""Where Debian keeps one file for each part of LibreOffice that is installed."""


class Missing(Exception):
    """Something the machine lacks, in one sentence that says what to install."""


def use_a_right_python() -> None:
    """Go on under a Python between 3.11 and 3.13: this one, or else one on the path."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, *sys.argv])  # noqa: S606 - the same program, no shell wanted
    raise Missing(
        f"Jifen needs Python 3.11, 3.12 or 3.13 and this is {sys.version.split()[0]}: "
        "install one of them (Debian 12: apt-get install python3 python3-venv)."
    )


def need_venv() -> None:
    """See to it that a virtual environment can be made; Debian splits that part off."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    if subprocess.call(probe, stderr=subprocess.DEVNULL) != 0:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        need_packages([package], "make a virtual environment")


def need_for_tests() -> None:
    """See to it that the programs which the whole test run drives are there."""
    wanted = []
    if not (os.environ.get("CHROMIUM") or _any_of("chromium", "chromium-browser")):
        wanted.append("chromium")
    if not _has_chinese_font():
        wanted.append("fonts-noto-cjk")
    for part in ("writer", "calc"):
        there = (_OFFICE / f"{part}.xcd").exists() if _any_of("dpkg") else True
        if not (_any_of("soffice") and there):
            wanted.append(f"libreoffice-{part}")
    if not _any_of("pdftoppm"):
        wanted.append("poppler-utils")
    if not _any_of("cc", "gcc", "clang"):
        wanted += ["gcc", "libc6-dev"]  # the disk that forgets and refuses: tests/faults/disk.c
    if wanted:
        need_packages(wanted, "run the whole of the tests")


def need_packages(names: list[str], purpose: str) -> None:
    """Install Debian packages as root; elsewhere say in one sentence which to install."""
    if os.geteuid() != 0 or not _any_of("apt-get"):
        listed = " ".join(names)
        raise Missing(
            f"To {purpose}, install {', '.join(names)} "
            f"(on Debian: sudo apt-get install --no-install-recommends {listed})."
        )
    print(f"Installing with apt, to {purpose}: {' '.join(names)}", flush=True)
    install = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    for step in (["apt-get", "update", "-q"], install):
        done = subprocess.run(
            step,
            env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            sys.stderr.write(done.stdout[-2000:])
            raise Missing(f"apt could not do it (above): install {', '.join(names)}, try again.")


def _any_of(*programs: str) -> bool:
    return any(shutil.which(program) for program in programs)


def _has_chinese_font() -> bool:
    if not _any_of("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], stdout=subprocess.PIPE, text=True)
    return bool(listed.stdout.strip())
