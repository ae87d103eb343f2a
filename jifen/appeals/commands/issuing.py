"""Putting a review on paper: its letters, and the corrections that its outcome asks for."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from jifen.appeals import corrections, letters, queries
from jifen.appeals.letters import Letter
from jifen.appeals.models import Appeal
from jifen.chain.commands import Chain, hold
from jifen.chain.queries import receipt
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.papers.circular import Circular, Table
from jifen.papers.commands import issue_under
from jifen.papers.models import Paper
from jifen.papers.workbook import Column as Cells
from jifen.papers.workbook import Sheet


@transaction.atomic(durable=True)
def issue(appeal: Appeal, letter: Letter, *, hand: Hand) -> Paper:
    """Issue one of a review's letters; asked for again it is the paper that stands.

    Raises:
        Refusal: as `letters.compose` and `papers.commands.issue_under`.
    """
    chain = hold(appeal.town.path, at=hand.at)
    found = _fresh(appeal, hand)
    scene = corrections.scene_of(found, on=hand.today)
    proof = receipt(found.town.path, found.seq)
    circular = letters.compose(
        found, letter, scene, on=hand.today, receipt=proof.text, code=proof.code
    )
    paper = _issue(found, circular, letters.title(found, letter), chain, hand)
    chain.seal()
    return paper


@transaction.atomic(durable=True)
def correct(appeal: Appeal, *, hand: Hand) -> list[Paper]:
    """Issue what corrects the circulars that told of what is gone, to their audience.

    One for each original; a final edition is corrected by the cycle's amendment. Asked for again
    the papers stand.

    Raises:
        Refusal: "appeal.nothing-to-correct", or as `letters.correction`.
    """
    chain = hold(appeal.town.path, at=hand.at)
    found = _fresh(appeal, hand)
    due = corrections.due(found)
    if not due:
        raise Refusal("appeal.nothing-to-correct")
    scene = corrections.scene_of(found, on=hand.today)
    made = []
    for one in due:
        circular = letters.correction(
            found, one.original, one.total, scene, on=hand.today, checkpoint=one.checkpoint_on
        )
        name = f"{letters.CORRECTS}{one.original.title}"[:120]
        made.append(_issue(found, circular, name, chain, hand))
    chain.seal()
    return made


def _fresh(appeal: Appeal, hand: Hand) -> Appeal:
    found = queries.appeal_at(appeal.ref)
    if found is None or not queries.shows(found, hand.actor, on=hand.today):
        raise Refusal("appeal.unknown", ref=appeal.ref)
    return found


def _issue(appeal: Appeal, circular: Circular, title: str, chain: Chain, hand: Hand) -> Paper:
    return issue_under(
        chain,
        appeal.town,
        circular,
        sheets=(_sheet(circular, on=hand.today),),
        series=letters.series(appeal),
        about=appeal.ref,
        title=title,
        hand=hand,
    )


def _sheet(circular: Circular, *, on: dt.date) -> Sheet:
    """Return the same text as a sheet: every paper has its three files."""
    rows: Sequence[str] = [block.text for block in circular.blocks if not isinstance(block, Table)]
    return Sheet(
        name="正文",
        title="".join(circular.title),
        columns=(Cells("内容", 100),),
        rows=tuple((text,) for text in rows),
        above=(circular.issuer, f"{on:%Y-%m-%d}"),
        notes=(),
    )
