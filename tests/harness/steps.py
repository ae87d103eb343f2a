"""A step of a claim as a test's town takes it: what a page would do, without drawing papers."""

from django.db import transaction

from jifen.chain.commands import hold
from jifen.claims import commands
from jifen.claims.models import Claim
from jifen.core.hand import Hand
from jifen.core.workflow import Action, State


@transaction.atomic
def take(claim: Claim, action: Action, *, hand: Hand, reason: str = "") -> State:
    """Take a step; a grant is publicised without the posting that a page makes of it.

    Its public paper takes longest of all to make, and few tests ask for it: those of publicity do.
    """
    chain = hold(claim.town.path, at=hand.at)
    state = commands.step(claim, action, chain=chain, hand=hand, reason=reason)
    chain.seal()
    return state
