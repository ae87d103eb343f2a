"""Addressing a deduction: whom it is noticed to, what reached them, what they answered."""

import datetime as dt
from collections.abc import Iterable, Sequence

from jifen.chain import canonical
from jifen.chain.commands import Chain
from jifen.claims import foreseen, hearings
from jifen.claims.models import Addressee, AnswerPoint, Claim, PointReply, Service
from jifen.claims.queries import every
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.service import PROVED, Mode, Served
from jifen.core.workdays import after
from jifen.cycles.queries import calendar
from jifen.people.models import Cadre, User
from jifen.rulebook.queries import rulebook


def address(claim: Claim, *, on: dt.date) -> None:
    """Notice a case to everybody whose account it would touch, with what it would move there.

    Noticed anew, everybody begins anew: served again, heard again. Six queries.

    Raises:
        Refusal: "claim.nobody-bears" where it would touch no account.
    """
    moves = foreseen.preview_of(claim, on=on)
    if not moves:
        raise Refusal("claim.nobody-bears")
    known = {one.holder: one for one in claim.addressees.all()}
    number = max((one.round for one in known.values()), default=0) + 1
    cadres = {c.code: c for c in Cadre.objects.filter(town=claim.town)}
    for move in moves:
        one = known.get(move.holder) or Addressee(claim=claim, holder=move.holder)
        one.cadre = cadres.get(move.holder)
        one.round = number
        one.amount, one.withheld = abs(move.full), move.withheld
        one.knock_on = [knock.plain() for knock in move.knock_on]
        one.noticed_on = one.answer_until = one.answered_on = None
        one.served_on = one.appeal_until = one.final_on = None
        one.review = ""
        one.save()
    if claim.noticed is None:
        claim.noticed = claim.measures
    forget(claim)


def forget(claim: Claim) -> None:
    """Forget what was read of a claim's addressees: they have changed."""
    fresh = every(claim.town).get(pk=claim.pk)
    cache: dict[str, object] = getattr(claim, "_prefetched_objects_cache", {})
    cache["addressees"] = fresh.addressees.all()


# ------------------------------------------------------------------ what reached them
def serve(
    claim: Claim,
    one: Addressee,
    what: Served,
    mode: Mode,
    *,
    proof: str = "",
    on: dt.date,
    chain: Chain,
    hand: Hand,
) -> Service:
    """Note that a notice or a decision reached an addressee, and start their clock.

    Raises:
        Refusal: "service.already", "service.no-proof", "service.future", or "service.early" before
            the step that made it.
    """
    if (one.noticed_on if what is Served.NOTICE else one.served_on) is not None:
        raise Refusal("service.already", who=hearings.name_of(claim, one))
    if PROVED[mode] and not proof.strip():
        raise Refusal("service.no-proof")
    if on > hand.today:
        raise Refusal("service.future", on=on, today=hand.today)
    made = hearings.made_on(claim, what)
    if on < min(made, hand.today):
        raise Refusal("service.early", on=on, made=made)
    process = rulebook(claim.cycle.version).process
    days = process.answer_days if what is Served.NOTICE else process.appeal_days
    until = after(on, days, calendar())
    salt = hand.dice(16)
    seq = chain.append(
        "service",
        claim=claim.ref.hex,
        account=one.holder,
        what=what.value,
        mode=mode.value,
        proof_salted=canonical.commitment(salt, proof),
        until_on=until,
        by=hand.actor.key,
    )
    made_row = Service.objects.create(
        town=claim.town,
        addressee=one,
        what=what.value,
        round=one.round,
        mode=mode.value,
        proof=proof.strip(),
        on=on,
        until=until,
        by=User.objects.get(ref=hand.actor.key),
        salt=salt,
        at=chain.at,
        seq=seq,
    )
    if what is Served.NOTICE:
        one.noticed_on, one.answer_until = on, until
    else:
        one.served_on, one.appeal_until = on, until
    one.save(update_fields=["noticed_on", "answer_until", "served_on", "appeal_until"])
    set_due(claim)
    return made_row


def set_due(claim: Claim) -> None:
    """Write the day that the running period ends, as the addressees now stand."""
    claim.due_on = hearings.due_on(claim)
    claim.save(update_fields=["due_on"])


# ------------------------------------------------------------------ what they answered
def say(
    claim: Claim,
    of: Iterable[Addressee],
    points: Sequence[str],
    *,
    evidence: Sequence[str] = (),
    signature: str = "",
    chain: Chain,
    hand: Hand,
) -> list[AnswerPoint]:
    """Write down an answer, point by point, for each of some addressees.

    Whoever answers has read the notice: where it was not served before, this serves it.

    Raises:
        Refusal: "answer.not-yours" for nobody, "answer.empty", or "claim.answer-over".
    """
    whose = list(of)
    if not whose:
        raise Refusal("answer.not-yours")
    said = [text.strip() for text in points if text.strip()]
    if not said:
        raise Refusal("answer.empty")
    return [
        point
        for one in whose
        for point in _answer(claim, one, said, evidence, signature, chain, hand)
    ]


def _answer(
    claim: Claim,
    one: Addressee,
    said: Sequence[str],
    evidence: Sequence[str],
    signature: str,
    chain: Chain,
    hand: Hand,
) -> list[AnswerPoint]:
    if not hearings.may_still_answer(claim, one, hand.today):
        raise Refusal("claim.answer-over", until=one.answer_until)
    if one.noticed_on is None:
        mode = Mode.SIGNED if signature else Mode.READ
        serve(
            claim,
            one,
            Served.NOTICE,
            mode,
            proof=signature,
            on=hand.today,
            chain=chain,
            hand=hand,
        )
    first = max((point.number for point in one.points.all()), default=0) + 1
    by = User.objects.get(ref=hand.actor.key)
    made = []
    for number, text in enumerate(said, first):
        salt = hand.dice(16)
        kept = [e.strip() for e in evidence if e.strip()] if number == first else []
        seq = chain.append(
            "point",
            claim=claim.ref.hex,
            account=one.holder,
            number=number,
            text_salted=canonical.commitment(salt, text),
            evidence=kept,
            by=hand.actor.key,
        )
        made.append(
            AnswerPoint.objects.create(
                town=claim.town,
                addressee=one,
                round=one.round,
                number=number,
                text=text,
                evidence=kept,
                signature=signature.strip(),
                by=by,
                salt=salt,
                at=chain.at,
                seq=seq,
            )
        )
    one.answered_on = one.answered_on or hand.today
    one.save(update_fields=["answered_on"])
    set_due(claim)
    return made


def reply(point: AnswerPoint, *, accepted: bool, reason: str, chain: Chain, hand: Hand) -> None:
    """Reply to one point: accepted or not, and why. Once.

    Raises:
        Refusal: "claim.reason-short", or "answer.replied".
    """
    least = 5
    if len(reason.strip()) < least:
        raise Refusal("claim.reason-short", least=least)
    if PointReply.objects.filter(point=point).exists():
        raise Refusal("answer.replied")
    salt = hand.dice(16)
    seq = chain.append(
        "point-reply",
        claim=point.addressee.claim.ref.hex,
        account=point.addressee.holder,
        number=point.number,
        adopted=int(accepted),
        reason_salted=canonical.commitment(salt, reason.strip()),
        by=hand.actor.key,
    )
    PointReply.objects.create(
        town=point.town,
        point=point,
        accepted=accepted,
        reason=reason.strip(),
        by=User.objects.get(ref=hand.actor.key),
        salt=salt,
        at=chain.at,
        seq=seq,
    )
