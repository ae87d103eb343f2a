"""Keeping hands out of a claim (回避): by themselves, on request, by order; and the ruling."""

from django.db import transaction

from jifen.chain.commands import hold
from jifen.claims.models import Claim
from jifen.claims.queries import FINAL, bearers, claim_at, hats, named, shows, target
from jifen.core import recusal as rules
from jifen.core.access import Role, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.recusal import SPEAKS, Ground, Manner
from jifen.core.workflow import State
from jifen.notices.commands import settle, tell
from jifen.notices.queries import to_whom
from jifen.people import queries as people
from jifen.people.models import User
from jifen.recusals import commands as recusals
from jifen.recusals.models import Recusal, Ruling
from jifen.recusals.queries import recusal_at

ORDERS = frozenset({Role.HEAD, Role.COUNTY})


@transaction.atomic(durable=True)
def recuse(
    claim: Claim, about: User, ground: Ground, *, manner: Manner, reason: str, hand: Hand
) -> Recusal:
    """Enter that `about` is to keep out of a claim, and tell those who rule on it.

    Who says so of themself is out at once; on request nobody decides until the ruling; an order is
    itself the ruling.

    Raises:
        Refusal: "claim.unknown", "recusal.finished", "recusal.no-part" where `about` could do
            nothing in the case anyway, "recusal.not-yours" where the hand is neither concerned nor
            may order, "recusal.reason".
    """
    chain = hold(claim.town.path, at=hand.at)
    standing = claim_at(claim.ref)
    if standing is None or not shows(standing, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=claim.ref)
    if State(standing.state) in FINAL:
        raise Refusal("recusal.finished")
    if not part_of(standing, about, hand):
        raise Refusal("recusal.no-part", name=about.name)
    if manner not in manners(standing, about, hand):
        article = rules.GROUNDS[ground].article
        raise Refusal("recusal.not-yours", name=about.name, article=article)
    made = recusals.enter(
        claim.town, claim.ref, about, manner, ground, reason=reason, chain=chain, hand=hand
    )
    chain.seal()
    code = "recusal.ordered" if manner is Manner.ORDER else "recusal.asked"
    tell(
        [about] if manner is Manner.ORDER else _who_rule(made, standing, hand),
        event=f"recusal:{made.ref.hex}",
        code=code,
        about=claim.ref,
        town=claim.town,
        values={"name": about.name},
        due_on=made.due_on,
        at=hand.at,
    )
    return made


@transaction.atomic(durable=True)
def rule_on(asked: Recusal, granted: bool, *, reason: str, hand: Hand) -> Ruling:
    """Enter what is ruled on a recusal, and tell whom it is about and who asked.

    Raises:
        Refusal: "claim.unknown", "recusal.not-ruler" where somebody else must rule,
            "recusal.ruled", "recusal.reason".
    """
    chain = hold(asked.town.path, at=hand.at)
    claim, now = claim_at(asked.case), recusal_at(asked.town, asked.ref)
    if claim is None or now is None or not shows(claim, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=asked.case)
    asked = now  # as it stands under the lock
    if not rules_on(asked, claim, hand):
        raise Refusal("recusal.not-ruler")
    made = recusals.rule(asked, granted, reason=reason, chain=chain, hand=hand)
    chain.seal()
    settle(claim.ref, code="recusal.asked")
    tell(
        [asked.about, asked.by],
        event=f"recusal:{asked.ref.hex}:ruled",
        code="recusal.granted" if granted else "recusal.refused",
        about=claim.ref,
        town=claim.town,
        values={"name": asked.about.name},
        at=hand.at,
    )
    return made


def part_of(claim: Claim, about: User, hand: Hand) -> bool:
    """Say whether an account has a hat in a claim besides those that speak for somebody."""
    return bool(roles_toward(people.actor(about), target(claim), on=hand.today) - SPEAKS)


def manners(claim: Claim, about: User, hand: Hand) -> frozenset[Manner]:
    """Return how the hand may say that `about` is to keep out of a claim."""
    if about.ref.hex == hand.actor.key:
        return frozenset({Manner.SELF})
    found = set()
    if may_ask(claim, hand):
        found.add(Manner.REQUEST)
    heads = Role.HEAD in roles_toward(people.actor(about), target(claim), on=hand.today)
    ordering = roles_toward(hand.actor, target(claim), on=hand.today) & ORDERS
    if Role.COUNTY in ordering or (ordering and not heads):
        found.add(Manner.ORDER)
    return frozenset(found)


def may_ask(claim: Claim, hand: Hand) -> bool:
    """Say whether the hand is concerned by a claim: bears of it, answers for it, or wrote it."""
    own = hand.actor.cadre_in(claim.town.path)
    if own and own in named(claim).keys() | bearers(claim, people.rosters(claim.town)):
        return True
    roles = roles_toward(hand.actor, target(claim), on=hand.today)
    return Role.SECRETARY in roles or claim.drafted_by.ref.hex == hand.actor.key


def rules_on(asked: Recusal, claim: Claim, hand: Hand) -> bool:
    """Say whether the hand may rule on a recusal asked in a claim."""
    about = roles_toward(people.actor(asked.about), target(claim), on=hand.today)
    return rules.may_rule(
        hats(claim, hand.actor, on=hand.today),
        key=hand.actor.key,
        about=asked.about.ref.hex,
        by=asked.by.ref.hex,
        about_a_head=Role.HEAD in about,
        overdue=_left_to_county(asked, hand),
    )


def _left_to_county(asked: Recusal, hand: Hand) -> bool:
    """Say whether a recusal is overdue, or was asked by the only one who would rule on it."""
    overdue = asked.due_on is not None and hand.today > asked.due_on
    heads = to_whom(asked.town, Role.HEAD, on=hand.today)
    return overdue or not [one for one in heads if one.pk not in {asked.by_id, asked.about_id}]


def _who_rule(asked: Recusal, claim: Claim, hand: Hand) -> list[User]:
    heads = [
        one
        for one in to_whom(claim.town, Role.HEAD, on=hand.today)
        if one.pk not in {asked.about_id, asked.by_id}
    ]
    return heads or to_whom(claim.town, Role.COUNTY, on=hand.today)
