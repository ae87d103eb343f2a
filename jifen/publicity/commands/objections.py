"""Objections to what is posted: whoever makes one stays unnamed, somebody else rules on it."""

import uuid

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.claims import commands as claims
from jifen.claims.models import Claim
from jifen.claims.queries import every, open_actions
from jifen.core.access import Role, Target, roles_toward, sees
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.workflow import Action, State
from jifen.notices.commands import settle, tell
from jifen.people.models import User
from jifen.people.queries import actors, holders, user_at
from jifen.publicity import letters, proof, queries
from jifen.publicity.commands.postings import strike
from jifen.publicity.kinds import Way
from jifen.publicity.models import Closing, Objection, PostingLine, Ruling, Strike

TEXT_LEAST = 5
"""Characters of an objection at least: what is wrong, not that something is."""


@transaction.atomic(durable=True)
def object_to(line: PostingLine, text: str, *, hand: Hand) -> Objection:
    """Object to a posted grant, as anybody with an account in the town may.

    The same person's objection that waits for its ruling is the one that stands.

    Raises:
        Refusal: "objection.over", "objection.no-text", "objection.not-yours".
    """
    town = line.posting.town
    if not sees(hand.actor, town.path, on=hand.today):
        raise Refusal("objection.not-yours")
    return _take(line, text, Way.ACCOUNT, hand.actor.key, None, hand)


@transaction.atomic(durable=True)
def enter(line: PostingLine, text: str, *, way: Way, reporter: str, hand: Hand) -> Objection:
    """Write down an objection that came on paper or by phone. Only discipline does.

    Raises:
        Refusal: "objection.not-discipline", or as `object_to`.
    """
    held = roles_toward(hand.actor, Target(area=line.posting.town.path), on=hand.today)
    if Role.DISCIPLINE not in held or way is Way.ACCOUNT:
        raise Refusal("objection.not-discipline")
    return _take(line, text, way, reporter.strip()[:120] or "匿名", hand.actor.key, hand)


@transaction.atomic(durable=True)
def rule(one: Objection, *, upheld: bool, reason: str, hand: Hand) -> Ruling:
    """Rule on an objection, with a reason: dismissed, or upheld and the grant verified anew.

    An upheld one answers all that wait against the same grant, and takes it off the posting.

    Raises:
        Refusal: "objection.ruled", "objection.own" for whoever made it or wrote it down, or what
            keeps the hand from the step (its submitter, verifier and approver among them).
    """
    town = one.town
    chain = hold(town.path, at=hand.at)
    if Ruling.objects.filter(objection=one).exists():
        raise Refusal("objection.ruled")
    waiting = list(
        Objection.objects.filter(line=one.line, ruling__isnull=True).select_related("line")
    )
    if hand.actor.key in {own for each in waiting for own in _hands(each)}:
        raise Refusal("objection.own")
    claim, last = one.line.claim, len(waiting) == 1
    if upheld or last:
        action = Action.REOPEN if upheld else Action.DISMISS
        claims.step(claim, action, chain=chain, hand=hand, reason=reason)
    else:
        claims.check_step(claim, Action.DISMISS, hand=hand, reason=reason)
    by = User.objects.get(ref=hand.actor.key)
    answered = waiting if upheld else [one]
    rows = [_rule(each, upheld, reason, by, chain, hand) for each in answered]
    if upheld:
        strike(one.line, letters.UPHELD, by=by, chain=chain, hand=hand)
    for each in answered:
        settle(each.ref)
        _answer(each, hand)
    chain.seal()
    return next(row for row in rows if row.objection_id == one.pk)


def _take(
    line: PostingLine, text: str, way: Way, reporter: str, entered_by: str | None, hand: Hand
) -> Objection:
    town = line.posting.town
    chain = hold(town.path, at=hand.at)
    if len(text.strip()) < TEXT_LEAST:
        raise Refusal("objection.no-text", least=TEXT_LEAST)
    over = Closing.objects.filter(posting=line.posting).exists()
    if over or hand.today > line.posting.until_on or Strike.objects.filter(line=line).exists():
        raise Refusal("objection.over", until=line.posting.until_on)
    same = Objection.objects.filter(line=line, reporter=reporter, ruling__isnull=True)
    standing = same.filter(way=way, text=text.strip()).first() if entered_by else same.first()
    if standing is not None:
        return standing
    line.claim.refresh_from_db()
    if line.claim.state != State.OBJECTED:
        claims.object_to(line.claim, chain=chain, hand=hand)
    one = Objection(
        town=town,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        line=line,
        way=way.value,
        text=text.strip()[:2000],
        reporter=reporter,
        entered_by=uuid.UUID(entered_by) if entered_by else None,
        salt=hand.dice(16),
        at=chain.at,
    )
    one.seq = chain.append("objection", **proof.objection(one))
    one.save(force_insert=True)
    tell(
        _weighers(line.claim, hand),
        event=f"objection:{one.ref.hex}",
        code="objection.made",
        about=one.ref,
        town=town,
        values={"village": line.claim.unit.name, "item": line.claim.item},
        at=hand.at,
    )
    chain.seal()
    return one


def _weighers(claim: Claim, hand: Hand) -> list[User]:
    """Return who is told of an objection: whoever may rule on it. Five queries and a few.

    Not those who object, nor whoever handed the grant in, verified or approved it.
    """
    claim = every(claim.town).get(pk=claim.pk)
    found = holders(claim.town, queries.JUDGES, on=hand.today)
    return [
        user
        for user, one in zip(found, actors(found), strict=True)
        if one.key != hand.actor.key and Action.DISMISS in open_actions(claim, one, on=hand.today)
    ]


def _hands(one: Objection) -> set[str]:
    """Return the accounts that may not rule on an objection: whose it is, who wrote it down."""
    return {one.reporter} | ({one.entered_by.hex} if one.entered_by else set())


def _rule(one: Objection, upheld: bool, reason: str, by: User, chain: Chain, hand: Hand) -> Ruling:
    row = Ruling(
        objection=one, upheld=upheld, reason=reason.strip(), by=by, salt=hand.dice(16), at=chain.at
    )
    row.seq = chain.append("objection-ruling", **proof.ruling(row))
    row.save(force_insert=True)
    return row


def _answer(one: Objection, hand: Hand) -> None:
    """Tell whoever objected under an account what came of it; others are told as they came."""
    if one.way != Way.ACCOUNT:
        return
    user = user_at(uuid.UUID(one.reporter))
    tell(
        [user] if user else [],
        event=f"objection:{one.ref.hex}:ruled",
        code="objection.ruled",
        about=one.line.posting.ref,
        town=one.line.posting.town,
        values={"village": one.line.claim.unit.name, "item": one.line.claim.item},
        at=hand.at,
    )
