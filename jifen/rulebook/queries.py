"""Reading rulebook versions."""

import datetime as dt
import uuid
from collections.abc import Iterator
from functools import lru_cache

from django.db.models import QuerySet

from jifen.chain import reading
from jifen.chain.canonical import Value
from jifen.chain.queries import Fault
from jifen.core.errors import Refusal
from jifen.core.rules import Rulebook
from jifen.people.models import Area
from jifen.rulebook import canonical
from jifen.rulebook.models import Version
from jifen.rulebook.problems import RulebookProblems
from jifen.rulebook.reader import read


@lru_cache(maxsize=64)
def _parsed(digest: str, source: str) -> Rulebook:
    return read(source, digest)


def rulebook(version: Version) -> Rulebook:
    """Return a version's rules: read once per digest, then kept."""
    return _parsed(version.digest, version.source)


def versions(town: Area) -> QuerySet[Version]:
    """Return a town's approved versions, latest first."""
    return Version.objects.filter(town=town).order_by("-effective_on")


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
        try:
            same = canonical.digest(read(one.source, one.digest)) == one.digest
        except RulebookProblems:
            same = False
        if not same:
            yield Fault(town=town.path, seq=one.seq, code="version.text", detail=one.version)


def _version_fields(row: Version) -> dict[str, Value]:
    return {
        "code": row.code,
        "version": row.version,
        "document_number": row.document_number,
        "effective_on": row.effective_on,
        "digest": row.digest,
    }
