"""Compile the translations: every .po that is newer than its .mo. Needs polib, not gettext.

A fuzzy or empty entry is left out, as msgfmt leaves it out.
"""

import sys
from pathlib import Path

import polib


def compile_catalogues(root: Path) -> int:
    """Write the .mo beside each .po under `root` that lacks a fresh one; return how many."""
    written = 0
    for source in sorted(root.rglob("LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(target))
            written += 1
    return written


if __name__ == "__main__":
    compile_catalogues(Path(sys.argv[1]))
