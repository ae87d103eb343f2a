"""Keeping files, and attaching them."""

import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from jifen.chain.commands import hold
from jifen.core.errors import Refusal
from jifen.core.hand import SHANGHAI, Hand
from jifen.evidence import queries
from jifen.evidence.examining import examine
from jifen.evidence.models import File, Likeness, Use
from jifen.evidence.names import split
from jifen.evidence.pictures import ALIKE, likeness
from jifen.people.models import Area, User
from jifen.sheets.limits import KEPT, LIMITS


@transaction.atomic(durable=True)
def keep(town: Area, upload: BinaryIO, name: str, hand: Hand) -> File:
    """Keep a file of evidence, and return its row; the same bytes of the same person once.

    It proves nothing yet: attached to a claim it is "file:<digest>" in its list of evidence
    (`queries.mark`). The bytes are on the disk before the row stands.

    Raises:
        Refusal: "evidence.kind", "evidence.quota", "evidence.too-many", or what
            `examining.examine` says. Nothing is kept then.
    """
    stem, ending = split(name)
    shown = f"{stem}.{ending}"
    content = upload.read(LIMITS.file_bytes + 1)
    source = hashlib.sha256(content).hexdigest()
    by = User.objects.get(ref=hand.actor.key)
    standing = File.objects.filter(town=town, by=by, source=source).first()
    if standing is not None:
        return standing
    kept, look = examine(content, ending, name=shown)
    digest = hashlib.sha256(kept).hexdigest()
    chain = hold(town.path, at=hand.at)
    standing = File.objects.filter(town=town, by=by, digest=digest).first()
    if standing is not None:
        return standing
    known = File.objects.filter(town=town, digest=digest).exists()
    _check_room(town, by, 0 if known else len(kept), hand)
    file = File(
        town=town,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        digest=digest,
        source=source,
        ending=ending,
        name=stem,
        size=len(kept),
        look=look,
        by=by,
        salt=hand.dice(16),
        at=chain.at,
    )
    file.seq = chain.append("file", **queries.file_fields(file), by=hand.actor.key)
    _compare(file)
    file.save(force_insert=True)
    _write(queries.place(digest), kept)
    chain.seal()
    return file


def attach(
    town: Area,
    evidence: Iterable[str],
    *,
    about: uuid.UUID,
    before: Collection[str] = (),
    hand: Hand,
) -> None:
    """Attach the files in a list of evidence to a thing, in the place of those attached before.

    Part of the caller's transaction. Only who kept a file attaches it: to know its digest is not
    enough to read it. `before` is the list that stood, whose files may stay. Three queries; none
    where neither list holds a file.

    Raises:
        Refusal: "evidence.unknown" for a file that is not there or not theirs, "evidence.many".
    """
    wanted, stood = set(queries.digests(evidence)), set(queries.digests(before))
    if not wanted and not stood:
        return
    _check_theirs(town, wanted - stood, hand)
    Use.objects.filter(town=town, about=about, digest__in=stood - wanted).delete()
    _use(town, wanted, about)


def add(town: Area, evidence: Iterable[str], *, about: uuid.UUID, hand: Hand) -> None:
    """Attach the files in a list of evidence to a thing, beside those that it has.

    Part of the caller's transaction. Three queries; none where there are no files.

    Raises:
        Refusal: as `attach`.
    """
    wanted = set(queries.digests(evidence))
    if not wanted:
        return
    borne = set(queries.borne(town, about))
    _check_theirs(town, wanted - borne, hand)
    if len(wanted | borne) > KEPT.on_one:
        raise Refusal("evidence.many", most=KEPT.on_one)
    _use(town, wanted, about)


def pass_on(town: Area, evidence: Iterable[str], *, identity: str, about: uuid.UUID) -> None:
    """Attach the files in a list of evidence to the claim that came of what bears them.

    Part of the caller's transaction. `identity` is the cause. Two queries; none without files.

    Raises:
        Refusal: "evidence.unknown" for a file that the cause does not bear.
    """
    wanted = queries.digests(evidence)
    if set(wanted) - set(queries.borne(town, queries.cause(identity)) if wanted else ()):
        raise Refusal("evidence.unknown")
    _use(town, wanted, about)


def _check_theirs(town: Area, wanted: Collection[str], hand: Hand) -> None:
    if len(wanted) > KEPT.on_one:
        raise Refusal("evidence.many", most=KEPT.on_one)
    mine = File.objects.filter(town=town, by__ref=hand.actor.key, digest__in=wanted)
    if set(wanted) - set(mine.values_list("digest", flat=True)):
        raise Refusal("evidence.unknown")


def _use(town: Area, digests: Iterable[str], about: uuid.UUID) -> None:
    Use.objects.bulk_create(
        [Use(town=town, about=about, digest=digest) for digest in sorted(digests)],
        ignore_conflicts=True,
    )


def _check_room(town: Area, by: User, size: int, hand: Hand) -> None:
    morning = dt.datetime.combine(hand.today, dt.time(), SHANGHAI)
    if File.objects.filter(town=town, by=by, at__gte=morning).count() >= KEPT.a_day:
        raise Refusal("evidence.too-many", most=KEPT.a_day)
    if queries.held(town) + size > settings.EVIDENCE_BYTES:
        raise Refusal("evidence.quota", most=settings.EVIDENCE_BYTES >> 20)


def _compare(file: File) -> None:
    """Note which pictures of the town look like a new one. Two queries; none for other files."""
    if not file.look:
        return
    others = File.objects.filter(town=file.town).exclude(look="").exclude(digest=file.digest)
    found: list[Likeness] = []
    for digest, look in set(others.values_list("digest", "look")):
        percent = likeness(file.look, look)
        if percent >= ALIKE:
            found += [
                Likeness(town=file.town, one=one, other=other, percent=percent)
                for one, other in ((file.digest, digest), (digest, file.digest))
            ]
    Likeness.objects.bulk_create(found, ignore_conflicts=True)


def _write(place: Path, content: bytes) -> None:
    """Put the bytes on the disk, whole or not at all: synced, then named, then the name synced."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f".{place.name}.{os.getpid()}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(place)
    for folder in (place.parent, place.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
