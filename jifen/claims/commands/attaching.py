"""Files that come with an answer: evidence of the person whom a deduction was noticed to."""

from collections.abc import Sequence

from django.db import transaction

from jifen.claims import hearings
from jifen.claims.models import Claim
from jifen.claims.queries import every, shows
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.evidence import commands as evidence


@transaction.atomic(durable=True)
def add_files(claim: Claim, marks: Sequence[str], *, hand: Hand) -> None:
    """Attach kept files to a claim as part of an answer to it. What it says itself stays.

    Raises:
        Refusal: "claim.unknown", "claim.not-your-step" unless the hand may answer now, for
            themselves or for their village, or what `evidence.commands.add` says.
    """
    claim = every(claim.town).get(pk=claim.pk)
    if not shows(claim, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=claim.ref)
    mine = hearings.spoken_for(claim, hand.actor, on=hand.today)
    if not any(hearings.may_still_answer(claim, one, hand.today) for one in mine):
        raise Refusal("claim.not-your-step")
    evidence.add(claim.town, marks, about=claim.ref, hand=hand)
