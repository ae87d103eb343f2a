"""Serving, answering and replying, as the doors do it: one transaction each."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.claims import hearings, late
from jifen.claims.commands import addressing, announcing
from jifen.claims.commands.steps import carry, settle
from jifen.claims.models import Addressee, AnswerPoint, Claim, Service
from jifen.claims.queries import every, hats, route, shows, taken
from jifen.core.access import Role
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.service import Mode, Served
from jifen.core.workflow import SECRET, Action, Kind, State, step_at

SERVES = {
    Served.NOTICE: frozenset({State.NOTICED}),
    Served.DECISION: frozenset({State.SERVED, State.RECORDED}),
}
"""States in which a thing is served."""


@transaction.atomic(durable=True)
def serve(
    addressee: Addressee,
    what: Served,
    mode: Mode,
    *,
    proof: str = "",
    on: dt.date | None = None,
    hand: Hand,
) -> Service:
    """Note that a notice or a decision reached an addressee; their clock starts that day.

    Reading it in the system is the addressee's own; the other ways are the office's to note, with
    what proves them. `on` is the day it reached them, today unless said.

    Raises:
        Refusal: "service.not-yours", "claim.no-such-step" where nothing is to be served, or as
            `addressing.serve`.
    """
    chain = hold(addressee.claim.town.path, at=hand.at)
    claim, one = _under_lock(addressee, chain, hand)
    if State(claim.state) not in SERVES[what]:
        raise Refusal("claim.no-such-step")
    if mode is Mode.READ:
        mine = one in hearings.spoken_for(claim, hand.actor, on=hand.today)
    else:
        mine = _is_office(claim, hand)
    if not mine:
        raise Refusal("service.not-yours")
    made = addressing.serve(
        claim, one, what, mode, proof=proof, on=on or hand.today, chain=chain, hand=hand
    )
    announcing.done(claim, "claim.noticed" if what is Served.NOTICE else "claim.decided")
    chain.seal()
    return made


@transaction.atomic(durable=True)
def answer(
    addressee: Addressee,
    points: Sequence[str],
    *,
    evidence: Sequence[str] = (),
    signature: str = "",
    hand: Hand,
) -> list[AnswerPoint]:
    """Answer a notice in numbered points, with evidence; the last to answer moves the case on.

    The addressee answers; or the office writes down what they say (代录), and `signature` names the
    paper that they signed.

    Raises:
        Refusal: "answer.not-yours", "answer.no-signature", or as `addressing.say`.
    """
    chain = hold(addressee.claim.town.path, at=hand.at)
    claim, one = _under_lock(addressee, chain, hand)
    if one not in hearings.spoken_for(claim, hand.actor, on=hand.today):
        if not _is_office(claim, hand):
            raise Refusal("answer.not-yours")
        if not signature.strip():
            raise Refusal("answer.no-signature")
    made = addressing.say(
        claim, [one], points, evidence=evidence, signature=signature, chain=chain, hand=hand
    )
    if State(claim.state) is State.NOTICED and hearings.all_answered(claim):
        _carry(claim, Action.ANSWER, chain, hand)
    announcing.tell_of_answer(claim, one, hand=hand)
    chain.seal()
    return made


@transaction.atomic(durable=True)
def reply(point: AnswerPoint, *, accepted: bool, reason: str, hand: Hand) -> None:
    """Reply to one point of an answer; the last reply moves the case on.

    Whoever decides the case replies to nothing in it.

    Raises:
        Refusal: "claim.not-your-step", "claim.same-hand", "claim.no-such-step" where the case has
            gone on, or as `addressing.reply`.
    """
    chain = hold(point.addressee.claim.town.path, at=hand.at)
    claim, _ = _under_lock(point.addressee, chain, hand)
    if State(claim.state) not in hearings.HEARD:
        raise Refusal("claim.no-such-step")
    row = step_at(Kind.DEDUCTION, State.ANSWERED, Action.REPLY, route(claim))
    assert row is not None
    if not hats(claim, hand.actor, on=hand.today) & row.roles:
        raise Refusal("claim.not-your-step")
    if Action.CHECK_LAW in taken(claim, hand.actor):
        raise Refusal("claim.same-hand")
    addressing.reply(point, accepted=accepted, reason=reason, chain=chain, hand=hand)
    addressing.forget(claim)
    open_ = [one for one in hearings.points(claim) if not hasattr(one, "reply")]
    if State(claim.state) is State.ANSWERED and not open_:
        _carry(claim, Action.REPLY, chain, hand)
    chain.seal()


def _carry(claim: Claim, action: Action, chain: Chain, hand: Hand) -> None:
    """Take the step that the last answer or reply completes, in a hat that its hand wears."""
    row = step_at(Kind.DEDUCTION, State(claim.state), action, route(claim))
    assert row is not None
    roles = hats(claim, hand.actor, on=hand.today)
    worn = (roles & row.roles) or (roles & {Role.CLERK, Role.DISCIPLINE})
    # Who bears a share unnamed wears no hat toward the case, and answers for it all the same.
    role = next((role for role in Role if role in worn), Role.CADRE)
    carry(claim, row, role=role.value, chain=chain, hand=hand)


def _under_lock(addressee: Addressee, chain: Chain, hand: Hand) -> tuple[Claim, Addressee]:
    """Return the case and the addressee as they stand under the lock, to one who may see it."""
    claim = every(addressee.claim.town).get(pk=addressee.claim_id)
    if not shows(claim, hand.actor, on=hand.today):
        raise Refusal("claim.unknown", ref=claim.ref)
    late.into(claim.cycle, on=hand.today)
    claim = settle(claim, chain=chain, hand=hand)
    return claim, next(one for one in claim.addressees.all() if one.pk == addressee.pk)


def _is_office(claim: Claim, hand: Hand) -> bool:
    role = Role.DISCIPLINE if route(claim) in SECRET else Role.CLERK
    return role in hats(claim, hand.actor, on=hand.today)
