"""Reading evidence: where files lie, what they are attached to, what else bears the same."""

import hashlib
import re
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault
from jifen.evidence.models import File, Likeness, Use
from jifen.people.models import Area

PREFIX = "file:"
"""Begins a piece of evidence that is a kept file; anything else is a document number."""
_MARK = re.compile(rf"{PREFIX}([0-9a-f]{{64}})")


# ------------------------------------------------------------------ marks
def mark(file: File) -> str:
    """Return what stands for a file in a list of evidence: "file:" and its digest."""
    return PREFIX + file.digest


def digest_in(text: str) -> str:
    """Return the digest in a piece of evidence, or "" where it is a document number.

    >>> digest_in("县督通〔2026〕3号")
    ''
    """
    found = _MARK.fullmatch(text)
    return found[1] if found else ""


def digests(evidence: Iterable[str]) -> list[str]:
    """Return the digests in a list of evidence, in order."""
    return [one for one in map(digest_in, evidence) if one]


# ------------------------------------------------------------------ files
def place(digest: str) -> Path:
    """Return where the bytes of a digest lie."""
    return folder() / digest[:2] / digest


def folder() -> Path:
    """Return the folder of evidence, outside everything that is served."""
    home: Path = settings.HOME
    return home / "evidence"


def files(town: Area, evidence: Iterable[str]) -> list[File]:
    """Return the files in a list of evidence, in its order; one for each digest.

    One query; none where it holds document numbers alone.
    """
    wanted = digests(evidence)
    if not wanted:
        return []
    found: dict[str, File] = {}
    for file in File.objects.filter(town=town, digest__in=wanted).order_by("pk"):
        found.setdefault(file.digest, file)
    return [found[digest] for digest in dict.fromkeys(wanted) if digest in found]


def cause(identity: str) -> uuid.UUID:
    """Return what the files of a cause are attached to, from what its claim is known by.

    A task's report or a finding has files before a claim comes of it.
    """
    return uuid.UUID(hex=identity[:32])


def borne(town: Area, about: uuid.UUID) -> list[str]:
    """Return the digests of all that is attached to a thing, answers included. One query."""
    return list(Use.objects.filter(town=town, about=about).values_list("digest", flat=True))


def missing() -> int:
    """Return how many kept files of all towns have no bytes in the folder. One query."""
    digests = File.objects.values_list("digest", flat=True).distinct()
    return sum(not place(digest).is_file() for digest in digests)


def held(town: Area) -> int:
    """Return how many bytes a town's evidence takes. One query."""
    once = File.objects.filter(town=town).values("digest", "size").distinct()
    return sum(row["size"] for row in once)


# ------------------------------------------------------------------ the same file twice
@dataclass(frozen=True, slots=True)
class Known:
    """A kept file as a page shows it: digest, name, bytes, and whether it is elsewhere too."""

    digest: str
    name: str
    size: int
    elsewhere: bool


def elsewhere(
    town: Area, evidence: Iterable[str], *, apart_from: Collection[uuid.UUID]
) -> list[Known]:
    """Return the files in a list of evidence, each with whether something else bears it too.

    The thing itself, and what it came of, are `apart_from`. One query; none where it holds
    document numbers alone.
    """
    wanted = digests(evidence)
    if not wanted:
        return []
    others = Use.objects.filter(town=town).exclude(about__in=apart_from)
    same = others.filter(digest=OuterRef("digest"))
    alike = Likeness.objects.filter(
        town=town, one=OuterRef("digest"), other__in=others.values("digest")
    )
    rows = File.objects.filter(town=town, digest__in=wanted).order_by("pk")
    found: dict[str, Known] = {}
    for digest, name, ending, size, twice in rows.annotate(
        twice=Exists(same) | Exists(alike)
    ).values_list("digest", "name", "ending", "size", "twice"):
        found.setdefault(digest, Known(digest, f"{name}.{ending}", size, twice))
    return [found[digest] for digest in dict.fromkeys(wanted) if digest in found]


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that something else bears too: the other thing, the file here, how alike."""

    about: uuid.UUID
    digest: str
    percent: int
    """100 for the same bytes; from 90 on, pictures that look alike."""


def shared(
    town: Area, evidence: Iterable[str], *, apart_from: Collection[uuid.UUID]
) -> list[Shared]:
    """Return what else in the town bears the files in a list of evidence, or pictures like them.

    A hint to look, never a finding: one meeting's photo may prove two things. `apart_from` is the
    thing itself, and what it came of. Two queries; none where there are no files.
    """
    mine = digests(evidence)
    if not mine:
        return []
    alike = {(digest, digest): 100 for digest in mine}
    for one in Likeness.objects.filter(town=town, one__in=mine):
        alike.setdefault((one.one, one.other), one.percent)
    others: dict[str, list[uuid.UUID]] = {}
    bearing = Use.objects.filter(town=town, digest__in={other for _, other in alike})
    for use in bearing.exclude(about__in=apart_from).order_by("pk"):
        others.setdefault(use.digest, []).append(use.about)
    return [
        Shared(about, digest, percent)
        for (digest, other), percent in alike.items()
        for about in others.get(other, ())
    ]


# ------------------------------------------------------------------ the proof
def file_fields(file: File) -> dict[str, canonical.Value]:
    """Return what the chain holds of a file, all but who kept it."""
    return {
        "key": file.ref.hex,
        "digest": file.digest,
        "size": file.size,
        "name_salted": canonical.commitment(bytes(file.salt), f"{file.name}.{file.ending}"),
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield the files that their record contradicts, and those whose bytes changed or are gone."""
    rows = File.objects.filter(town=town).order_by("seq")
    yield from reading.differ(town.path, "file", ((f.seq, file_fields(f)) for f in rows))
    for file in rows:
        if _digest(place(file.digest)) != file.digest:
            yield Fault(town=town.path, seq=file.seq, code="evidence.file", detail=file.digest[:16])


def _digest(path: Path) -> str:
    """Return the SHA-256 of the bytes there, or "" where there are none."""
    try:
        with path.open("rb") as bytes_:
            return hashlib.file_digest(bytes_, "sha256").hexdigest()
    except OSError:
        return ""
