"""Issuing the papers of a deduction (印发)."""

from django.db import transaction

from jifen.chain.commands import hold
from jifen.claims import letters
from jifen.claims.commands.steps import settle
from jifen.claims.letters import Letter
from jifen.claims.models import Addressee
from jifen.claims.queries import every, shows
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.papers.commands import DISCIPLINED, ISSUERS, issue_under
from jifen.papers.models import Paper


@transaction.atomic(durable=True)
def issue_letter(addressee: Addressee, letter: Letter, *, hand: Hand) -> Paper:
    """Issue a letter of a case to one addressee under the next number; asked for again, the same.

    Raises:
        Refusal: "claim.unknown", "letter.missing" where it would lack what it must say, or as
            `papers.commands.issue_under`.
    """
    town = addressee.claim.town
    chain = hold(town.path, at=hand.at)
    claim = every(town).get(pk=addressee.claim_id)
    if not shows(claim, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=claim.ref)
    claim = settle(claim, chain=chain, hand=hand)
    one = next(one for one in claim.addressees.all() if one.pk == addressee.pk)
    paper = issue_under(
        chain,
        town,
        letters.letter(letter, claim, one, on=hand.today),
        sheets=letters.sheets(claim, one),
        series=letters.series(town.name),
        about=claim.ref,
        title=letters.title(letter, claim, one),
        issuers=DISCIPLINED if claim.confidential else ISSUERS,
        hand=hand,
    )
    chain.seal()
    return paper
