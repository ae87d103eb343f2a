"""What a file of evidence is called: only ever shown, never a path."""

import unicodedata

from jifen.core.errors import Refusal
from jifen.sheets.limits import KEPT

ENDINGS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Ending → what it is served as. Nothing else is kept."""
PICTURES = frozenset({"jpg", "png"})
_SAME = {"jpeg": "jpg", "jpe": "jpg"}
_SLASHES = str.maketrans(dict.fromkeys("\\／＼∕⧸⁄", "/"))
_SEEN = frozenset({"L", "N", "M", "P", "S"})
"""First letters of the Unicode categories that a reader sees; spaces are dealt with apart."""


def split(name: str) -> tuple[str, str]:
    """Return a name fit to be shown, without its ending, and the ending.

    >>> split("../../张三\\u202egpj.照片.JPEG")
    ('张三gpj.照片', 'jpg')

    Raises:
        Refusal: "evidence.kind" where its ending is not one of those kept.
    """
    last = name.translate(_SLASHES).rpartition("/")[2]
    plain = unicodedata.normalize("NFC", last)
    shown = "".join(c for c in plain if c == " " or unicodedata.category(c)[0] in _SEEN).strip()
    stem, dot, ending = shown.rpartition(".")
    ending = _SAME.get(ending.lower(), ending.lower())
    if not dot or ending not in ENDINGS:
        raise Refusal("evidence.kind", name=shown[: KEPT.name], kinds="、".join(ENDINGS))
    return stem.strip(" .")[: KEPT.name - len(ending) - 1] or "file", ending
