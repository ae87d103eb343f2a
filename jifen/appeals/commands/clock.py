"""What time does: leaders learn of overdue appeals, what was released counts after its days."""

import uuid

from django.db import transaction

from jifen.appeals import queries
from jifen.appeals.commands import serving_anew, telling
from jifen.appeals.commands.steps import write
from jifen.appeals.models import Appeal
from jifen.chain.commands import Chain, hold
from jifen.core import appeal as rules
from jifen.core.appeal import OPEN, Action, Part, State
from jifen.core.hand import Hand
from jifen.people.models import Area


@transaction.atomic
def clock(town: Area, *, hand: Hand) -> int:
    """Tell the leaders, once each, of the appeals that have run past their last day.

    The person is told nothing and loses nothing: what is appealed goes on waiting. What was
    released from a limit is told of, and counts again after its days (`serving_anew.count_again`).
    Returns how many were escalated or count again. Two queries where there is nothing to do.
    """
    return serving_anew.count_again(town, hand=hand) + _overdue(town, hand)


def _overdue(town: Area, hand: Hand) -> int:
    late = Appeal.objects.filter(
        town=town, state__in=[s.value for s in OPEN], due_on__lt=hand.today, told=False
    )
    refs = list(late.order_by("seq").values_list("ref", flat=True))
    if not refs:
        return 0
    chain = hold(town.path, at=hand.at)
    done = sum(_escalate(ref, chain, hand) for ref in refs)
    chain.seal()
    return done


def _escalate(ref: uuid.UUID, chain: Chain, hand: Hand) -> bool:
    appeal = queries.appeal_at(ref)  # as it stands under the lock
    assert appeal is not None
    seen = queries.progress(appeal, hand.today)
    if State(appeal.state) not in OPEN or seen.told or not queries.overdue(appeal, on=hand.today):
        return False
    row = rules.advance(State(appeal.state), Action.ESCALATE, {Part.CLOCK}, seen)
    appeal.told = True
    write(appeal, row, Part.CLOCK, "", chain, hand)
    telling.overdue(appeal, hand=hand)
    return True
