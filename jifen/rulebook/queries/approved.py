"""Reading rulebook versions."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Max, QuerySet

from jifen.chain import reading
from jifen.chain.canonical import Value
from jifen.chain.queries import Fault
from jifen.core import drafting
from jifen.core.errors import Refusal
from jifen.core.rules import Rulebook
from jifen.people.models import Area
from jifen.rulebook import canonical, stored
from jifen.rulebook.models import Revision, Version
from jifen.rulebook.problems import RulebookProblems
from jifen.rulebook.reader import read


@lru_cache(maxsize=64)
def _read_back(digest: str, form: bytes) -> Rulebook:
    return stored.rulebook(form)


def rulebook(version: Version | Revision) -> Rulebook:
    """Return a version's rules, or a draft's text: read once per digest, then kept.

    They are read back from what was approved, not from the file: a reader that has grown
    stricter since takes nothing away from a version that stands.
    """
    return _read_back(version.digest, bytes(version.form))


def versions(town: Area) -> QuerySet[Version]:
    """Return a town's approved versions, latest first."""
    return Version.objects.filter(town=town).order_by("-effective_on")


def busy_until(town: Area) -> dt.date | None:
    """Return the first day after a town's last cycle opened so far; None before its first.

    Asked through the relation that cycles have to versions: cycles stand above this floor.
    """
    found: dt.date | None = Version.objects.filter(town=town).aggregate(day=Max("cycles__ends_on"))[
        "day"
    ]
    return found


@dataclass(frozen=True, slots=True)
class Dated:
    """A version with where it stands on a day, and the day from which another takes its place."""

    version: Version
    state: drafting.State
    next_on: dt.date | None


def dated(town: Area, *, today: dt.date) -> tuple[Dated, ...]:
    """Return a town's versions, latest first, each with where it stands. One query."""
    every = list(versions(town).select_related("draft"))
    after = [None, *(one.effective_on for one in every)]
    return tuple(
        Dated(one, drafting.standing(one.effective_on, next_on, today), next_on)
        for one, next_on in zip(every, after, strict=False)
    )


def in_force(town: Area, *, on: dt.date) -> Version:
    """Return the version in force in a town on a day. One query.

    Raises:
        Refusal: "rulebook.none" if none is.
    """
    found = versions(town).filter(effective_on__lte=on).first()
    if found is None:
        raise Refusal("rulebook.none", town=town.name, on=on)
    return found


def latest(town: Area) -> Version:
    """Return a town's latest approved version, in force or not yet. One query.

    Raises:
        Refusal: "rulebook.none-approved".
    """
    found = versions(town).first()
    if found is None:
        raise Refusal("rulebook.none-approved", town=town.name)
    return found


def version(town: Area, number: str) -> Version:
    """Return a town's version by its number, e.g. "1.0". One query.

    Raises:
        Refusal: "rulebook.unknown".
    """
    found = versions(town).filter(version=number).first()
    if found is None:
        raise Refusal("rulebook.unknown", version=number)
    return found


def version_at(ref: uuid.UUID) -> Version | None:
    """Return the version that an address names, with its town. One query."""
    return Version.objects.filter(ref=ref).select_related("town").first()


def faults(town: Area) -> Iterator[Fault]:
    """Yield the versions that their record contradicts, and those whose text is another."""
    every = list(versions(town).order_by("seq"))
    yield from reading.differ(town.path, "version", ((v.seq, _version_fields(v)) for v in every))
    for one in every:
        if not _same(one):
            yield Fault(town=town.path, seq=one.seq, code="version.text", detail=one.version)


def _same(one: Version) -> bool:
    """Say whether bytes and file still say what the digest names.

    A file that today's reader takes for faulty says nothing either way: the bytes do.
    """
    if hashlib.sha256(bytes(one.form)).hexdigest() != one.digest:
        return False
    try:
        return canonical.digest(read(one.source, one.digest)) == one.digest
    except RulebookProblems:
        return True


def _version_fields(row: Version) -> dict[str, Value]:
    return {
        "code": row.code,
        "version": row.version,
        "document_number": row.document_number,
        "effective_on": row.effective_on,
        "digest": row.digest,
    }
