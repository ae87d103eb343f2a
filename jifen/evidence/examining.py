"""Looking at a file before it is kept: is it what its name says, is it whole, is it inert?

Nothing is unpacked before it was measured (jifen/sheets/archive.py), nothing is run, and no XML is
parsed. What passes is served as a download only.
"""

import re
import zipfile

from jifen.core.errors import Refusal
from jifen.evidence.names import PICTURES
from jifen.evidence.pictures import redraw
from jifen.sheets.archive import open_checked
from jifen.sheets.limits import LIMITS
from jifen.sheets.problems import SheetProblem

_MAGIC = {
    "pdf": b"%PDF-",
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
}
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins what Office writes with a password, and what it wrote before 2007."""
_ENDS_WITHIN = 1024
_LOCKED = re.compile(rb"/Encrypt\b")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
_MACROS = re.compile(r"(?:^|/)(?:vbaProject[^/]*\.bin|vbaData\.xml|activeX/|macrosheets/)", re.I)


def examine(content: bytes, ending: str, *, name: str) -> tuple[bytes, str]:
    """Return the bytes to keep and, of a picture, its print ("" of anything else).

    `name` is for the sentence alone.

    Raises:
        Refusal: "evidence.empty", "evidence.too-large", "evidence.not-what-it-says",
            "evidence.encrypted", "evidence.damaged", "evidence.active", "evidence.macros",
            "evidence.too-dense", or what `pictures.redraw` says.
    """
    if not content:
        raise Refusal("evidence.empty", name=name)
    if len(content) > LIMITS.file_bytes:
        raise Refusal("evidence.too-large", name=name, most=LIMITS.file_bytes >> 20)
    if ending in _MAIN and content.startswith(_OLE):
        raise Refusal("evidence.encrypted", name=name)
    if not content.startswith(_MAGIC[ending]):
        raise Refusal("evidence.not-what-it-says", name=name, ending=ending)
    if ending in PICTURES:
        return redraw(content, ending)
    if ending == "pdf":
        _examine_pdf(content, name)
    else:
        _examine_office(content, ending, name)
    return content, ""


def _examine_pdf(content: bytes, name: str) -> None:
    if b"%%EOF" not in content[-_ENDS_WITHIN:]:
        raise Refusal("evidence.damaged")
    if _LOCKED.search(content):
        raise Refusal("evidence.encrypted", name=name)
    if _ACTIVE.search(content):
        raise Refusal("evidence.active", name=name)


def _examine_office(content: bytes, ending: str, name: str) -> None:
    try:
        archive = open_checked(content)
    except SheetProblem as problem:
        if problem.code == "file.encrypted":
            raise Refusal("evidence.encrypted", name=name) from problem
        if problem.code == "file.damaged":
            raise Refusal("evidence.damaged") from problem
        raise Refusal("evidence.too-dense", name=name) from problem
    with archive:
        members = archive.namelist()
        if _MAIN[ending] not in members or "[Content_Types].xml" not in members:
            raise Refusal("evidence.not-what-it-says", name=name, ending=ending)
        if any(_MACROS.search(member) for member in members) or _says_macros(archive):
            raise Refusal("evidence.macros", name=name)


def _says_macros(archive: zipfile.ZipFile) -> bool:
    return b"macroEnabled" in archive.read("[Content_Types].xml")
