"""Writing recusals, in the chain that the caller holds. Whose step it is, the caller has seen."""

import datetime as dt
import uuid

from django.db import connection

from jifen.chain import canonical
from jifen.chain.commands import Chain
from jifen.core import recusal as rules
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.recusal import Ground, Manner
from jifen.cycles.queries import calendar
from jifen.people.models import Area, User
from jifen.recusals.models import Recusal, Ruling
from jifen.recusals.queries import ruling_of


def enter(
    town: Area,
    case: uuid.UUID,
    about: User,
    manner: Manner,
    ground: Ground,
    *,
    reason: str,
    chain: Chain,
    hand: Hand,
) -> Recusal:
    """Enter that an account is to keep out of a case; the same thing said again stands once.

    Raises:
        Refusal: "recusal.reason" where the ground alone does not say why.
    """
    assert connection.in_atomic_block
    by = User.objects.get(ref=hand.actor.key)
    said = Recusal.objects.filter(case=case, about=about, by=by, ground=ground.value).first()
    if said is not None:
        return said
    if len(reason.strip()) < rules.LEAST_REASON:
        raise Refusal("recusal.reason", article=rules.GROUNDS[ground].article)
    due_on: dt.date | None = None
    if manner is not Manner.ORDER:
        due_on = rules.ruling_due(hand.today, calendar())
    key, salt = uuid.UUID(bytes=hand.dice(16), version=4), hand.dice(16)
    seq = chain.append(
        "recusal",
        key=key.hex,
        claim=case.hex,
        user=about.ref.hex,
        manner=manner.value,
        ground=ground.value,
        until_on=due_on,
        reason_salted=canonical.commitment(salt, reason),
        by=hand.actor.key,
    )
    return Recusal.objects.create(
        town=town,
        ref=key,
        case=case,
        about=about,
        manner=manner.value,
        ground=ground.value,
        reason=reason,
        salt=salt,
        by=by,
        due_on=due_on,
        at=chain.at,
        seq=seq,
    )


def rule(asked: Recusal, granted: bool, *, reason: str, chain: Chain, hand: Hand) -> Ruling:
    """Enter what was ruled on a recusal.

    Raises:
        Refusal: "recusal.ruled" if a ruling stands or it was an order, "recusal.reason" without a
            written reason.
    """
    assert connection.in_atomic_block
    if ruling_of(asked) is not None or asked.manner == Manner.ORDER:
        raise Refusal("recusal.ruled")
    if len(reason.strip()) < rules.LEAST_REASON:
        raise Refusal("recusal.reason")
    salt = hand.dice(16)
    seq = chain.append(
        "recusal-ruling",
        recusal=asked.ref.hex,
        granted=int(granted),
        reason_salted=canonical.commitment(salt, reason),
        by=hand.actor.key,
    )
    return Ruling.objects.create(
        town=asked.town,
        recusal=asked,
        granted=granted,
        reason=reason,
        salt=salt,
        by=User.objects.get(ref=hand.actor.key),
        at=chain.at,
        seq=seq,
    )
