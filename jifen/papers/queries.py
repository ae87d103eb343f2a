"""Reading issued papers: by address, by what they are about, their files, the proof."""

import hashlib
import uuid
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault
from jifen.papers.models import Paper
from jifen.papers.numerals import document_number
from jifen.people.models import Area


def papers(town: Area) -> QuerySet[Paper]:
    """Return a town's issued papers, latest first."""
    return Paper.objects.filter(town=town).order_by("-seq")


def paper_at(ref: uuid.UUID) -> Paper | None:
    """Return the paper that an address names, with its town. One query."""
    return Paper.objects.filter(ref=ref).select_related("town").first()


def about(ref: uuid.UUID) -> QuerySet[Paper]:
    """Return the papers issued about something, latest first."""
    return Paper.objects.filter(about=ref).select_related("town").order_by("-seq")


def of(refs: Collection[uuid.UUID]) -> dict[uuid.UUID, Paper]:
    """Return the last paper about each of `refs` that has one. One query; none without `refs`."""
    if not refs:
        return {}
    return {one.about: one for one in Paper.objects.filter(about__in=refs).order_by("seq")}


def number(paper: Paper) -> str:
    """Return a paper's document number (发文字号), e.g. 示积办〔2025〕3号."""
    return document_number(paper.series, paper.year, paper.number)


def place(paper: Paper, ending: str) -> Path:
    """Return where a paper's file lies: ending "pdf", "docx" or "xlsx"."""
    return folder() / f"{paper.ref}.{ending}"


def folder() -> Path:
    """Return the folder of issued files."""
    home: Path = settings.HOME
    return home / "papers"


def paper_fields(paper: Paper) -> dict[str, canonical.Value]:
    """Return what the chain holds of a paper, all but who issued it."""
    return {
        "key": paper.ref.hex,
        "document_number": number(paper),
        "title": paper.title,
        "about": paper.about.hex,
        "files": [[ending, digest] for ending, digest in sorted(paper.files.items())],
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield the papers that their record contradicts, files that changed, numbers left out."""
    every = list(papers(town).order_by("series", "year", "number"))
    yield from reading.differ(town.path, "paper", ((p.seq, paper_fields(p)) for p in every))
    taken: dict[tuple[str, int], int] = {}
    for paper in every:
        before = taken.get((paper.series, paper.year), 0)
        if paper.number != before + 1:
            yield Fault(town=town.path, seq=paper.seq, code="paper.gap", detail=number(paper))
        taken[paper.series, paper.year] = paper.number
        for ending, digest in sorted(paper.files.items()):
            if _digest(place(paper, ending)) != digest:
                detail = f"{number(paper)} {ending}"
                yield Fault(town=town.path, seq=paper.seq, code="paper.file", detail=detail)


def _digest(file: Path) -> str:
    """Return a file's SHA-256, or "" where there is none."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
