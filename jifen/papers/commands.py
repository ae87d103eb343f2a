"""Issuing papers (印发): the next number, the files, the record."""

import hashlib
import os
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.papers import pdf, queries, word, workbook
from jifen.papers.circular import Circular
from jifen.papers.models import Paper
from jifen.papers.workbook import Sheet
from jifen.people.models import Area

ISSUERS = frozenset({Role.CLERK, Role.MEMBER, Role.HEAD})
DISCIPLINED = frozenset({Role.DISCIPLINE, Role.HEAD})
"""Who issues a paper of discipline material instead."""


@transaction.atomic(durable=True)
def issue(
    town: Area,
    circular: Circular,
    *,
    sheets: tuple[Sheet, ...],
    series: str,
    about: uuid.UUID,
    title: str,
    hand: Hand,
) -> Paper:
    """Issue a circular under the next number of its series and year: PDF, Word, tables in Excel.

    Raises:
        Refusal: as `issue_under`.
    """
    chain = hold(town.path, at=hand.at)
    paper = issue_under(
        chain, town, circular, sheets=sheets, series=series, about=about, title=title, hand=hand
    )
    chain.seal()
    return paper


def issue_under(
    chain: Chain,
    town: Area,
    circular: Circular,
    *,
    sheets: tuple[Sheet, ...],
    series: str,
    about: uuid.UUID,
    title: str,
    issuers: frozenset[Role] = ISSUERS,
    hand: Hand,
) -> Paper:
    """Issue a circular in the transaction of a caller who holds the town's head and seals it.

    `about` is what it is about; the same title about the same thing is issued once, and asked for
    again it is the paper that stands. The numbers of a series run without a gap: they are given
    under the town's lock, and a paper that could not be drawn takes none. `issuers`: who issues it,
    where it is not the office's.

    Raises:
        Refusal: "paper.not-yours", "paper.date" where the circular bears another day than today's,
            "papers.no-glyph" where no typeface draws a character.
    """
    if not roles_toward(hand.actor, Target(area=town.path), on=hand.today) & issuers:
        raise Refusal("paper.not-yours", login=hand.actor.login)
    standing = Paper.objects.filter(town=town, series=series, about=about, title=title).first()
    if standing is not None:
        return standing
    if circular.date != hand.today:
        raise Refusal("paper.date", on=circular.date, today=hand.today)
    year = hand.today.year
    paper = Paper(
        town=town,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        series=series,
        year=year,
        number=Paper.objects.filter(town=town, series=series, year=year).count() + 1,
        title=title,
        about=about,
        issued_at=chain.at,
    )
    files = _draw(replace(circular, doc_number=queries.number(paper)), sheets, title)
    paper.files = {ending: hashlib.sha256(data).hexdigest() for ending, data in files.items()}
    paper.seq = chain.append("paper", **queries.paper_fields(paper), by=hand.actor.key)
    paper.save(force_insert=True)
    _write(paper, files)
    return paper


def _draw(circular: Circular, sheets: tuple[Sheet, ...], title: str) -> dict[str, bytes]:
    return {
        "docx": word.render(circular),
        "pdf": pdf.render(circular, fonts_folder=settings.FONTS).content,
        "xlsx": workbook.render(sheets, title=title, author=circular.issuer, date=circular.date),
    }


def _write(paper: Paper, files: Mapping[str, bytes]) -> None:
    """Write the files before the row stands: a paper that was issued always has them."""
    queries.folder().mkdir(parents=True, exist_ok=True)
    for ending, data in files.items():
        with queries.place(paper, ending).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
