"""Writing recusals, in the chain that the caller holds; and who stands in for whom.

Whose step a recusal is, the caller has seen.
"""

import datetime as dt
import uuid

from django.db import connection, transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.core import delegation
from jifen.core import recusal as rules
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.recusal import Ground, Manner
from jifen.cycles.queries import calendar
from jifen.people.models import Area, Grant, User
from jifen.people.queries import check_apart, town_of
from jifen.recusals.models import Handover, Recusal, Ruling
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


# ------------------------------------------------------------------ standing in
@transaction.atomic(durable=True)
def delegate(
    to: User, role: Role, area: Area, *, from_on: dt.date, to_on: dt.date, hand: Hand
) -> Grant:
    """Let another account wear one of the hand's roles from a day until another (excluded).

    Raises:
        Refusal: what `delegation.check` says, "delegation.self", "delegation.area" for an area that
            is no town's, "delegation.twice" where they stand in already, "grant.apart".
    """
    if area.kind not in {Area.Kind.TOWN, Area.Kind.VILLAGE, Area.Kind.COMMUNITY}:
        raise Refusal("delegation.area", area=area.name)
    if to.ref.hex == hand.actor.key:
        raise Refusal("delegation.self")
    chain = hold(town_of(area.path).path, at=hand.at)
    grants = hand.actor.grants
    delegation.check(grants, role, area.path, from_on=from_on, to_on=to_on, on=hand.today)
    check_apart(to, role)
    same = Grant.objects.filter(user=to, role=role.value, area=area, from_on__lt=to_on)
    if same.exclude(to_on__lte=from_on).exists():
        raise Refusal("delegation.twice", name=to.name)
    seq = chain.append(
        "delegation",
        user=to.ref.hex,
        role=role.value,
        area_path=area.path,
        from_on=from_on,
        to_on=to_on,
        by=hand.actor.key,
    )
    chain.seal()
    return Grant.objects.create(
        user=to,
        role=role.value,
        area=area,
        from_on=from_on,
        to_on=to_on,
        delegated_by=User.objects.get(ref=hand.actor.key),
        seq=seq,
    )


@transaction.atomic(durable=True)
def end_delegation(grant: Grant, *, hand: Hand) -> None:
    """End a delegation from today; who gave it may, and who took it.

    Raises:
        Refusal: "delegation.not-yours", "delegation.over" if it has ended.
    """
    chain = hold(town_of(grant.area.path).path, at=hand.at)
    grant = Grant.objects.select_related("user", "delegated_by").get(pk=grant.pk)
    assert grant.delegated_by is not None
    assert grant.seq is not None
    assert grant.to_on is not None
    if hand.actor.key not in {grant.user.ref.hex, grant.delegated_by.ref.hex}:
        raise Refusal("delegation.not-yours")
    if grant.to_on <= hand.today:
        raise Refusal("delegation.over", on=grant.to_on)
    grant.to_on = max(hand.today, grant.from_on)
    grant.end_seq = chain.append(
        "delegation-end", delegation=grant.seq, to_on=grant.to_on, by=hand.actor.key
    )
    chain.seal()
    grant.save(update_fields=["to_on", "end_seq"])


def note_handover(
    town: Area,
    leaving: User,
    successor: User,
    claims: list[str],
    *,
    reason: str,
    chain: Chain,
    hand: Hand,
) -> Handover:
    """Enter that somebody's drafts went to a successor."""
    assert connection.in_atomic_block
    salt = hand.dice(16)
    seq = chain.append(
        "handover",
        user=leaving.ref.hex,
        successor=successor.ref.hex,
        claims=[*claims],
        reason_salted=canonical.commitment(salt, reason),
        by=hand.actor.key,
    )
    return Handover.objects.create(
        town=town,
        leaving=leaving,
        successor=successor,
        claims=claims,
        reason=reason,
        salt=salt,
        by=User.objects.get(ref=hand.actor.key),
        at=chain.at,
        seq=seq,
    )
