"""Complaints and suggestions about the system: made by anybody, answered by the county alone."""

import uuid

from django.db import transaction

from jifen.chain.canonical import commitment
from jifen.chain.commands import hold
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.notices.commands import tell
from jifen.notices.models import Answer, Complaint
from jifen.notices.queries import to_whom
from jifen.people.models import Area, User

LEAST = 5
"""Characters of a text that says something."""


@transaction.atomic(durable=True)
def complain(town: Area, text: str, *, ref: uuid.UUID, hand: Hand) -> Complaint:
    """Write to the county. `ref` is the form's own id: sent twice, it is one complaint.

    Raises:
        Refusal: "complaint.short".
    """
    text = text.strip()
    if len(text) < LEAST:
        raise Refusal("complaint.short", characters=LEAST)
    chain = hold(town.path, at=hand.at)
    standing = Complaint.objects.filter(ref=ref).first()
    if standing is not None:
        return standing
    one = Complaint(
        town=town,
        ref=ref,
        by=User.objects.get(ref=hand.actor.key),
        text=text,
        salt=hand.dice(16),
        at=chain.at,
    )
    one.seq = chain.append("complaint", key=ref.hex, text_salted=commitment(one.salt, text))
    one.save(force_insert=True)
    tell(
        to_whom(town, Role.COUNTY, on=hand.today),
        event=f"complaint:{ref}:made",
        code="complaint.made",
        about=town.ref,
        town=town,
        values={"town": town.name, "about": text[:40]},
        at=hand.at,
    )
    chain.seal()
    return one


@transaction.atomic(durable=True)
def answer(complaint: Complaint, text: str, *, hand: Hand) -> Answer:
    """Answer a complaint, for the county. What was answered first stands.

    Raises:
        Refusal: "complaint.not-county", "complaint.answered", "complaint.short".
    """
    text, town = text.strip(), complaint.town
    if Role.COUNTY not in roles_toward(hand.actor, Target(area=town.path), on=hand.today):
        raise Refusal("complaint.not-county", login=hand.actor.login)
    if len(text) < LEAST:
        raise Refusal("complaint.short", characters=LEAST)
    chain = hold(town.path, at=hand.at)
    if Answer.objects.filter(complaint=complaint).exists():
        raise Refusal("complaint.answered")
    one = Answer(
        complaint=complaint,
        by=User.objects.get(ref=hand.actor.key),
        text=text,
        salt=hand.dice(16),
        at=chain.at,
    )
    one.seq = chain.append(
        "complaint-answer",
        complaint=complaint.ref.hex,
        text_salted=commitment(one.salt, text),
        by=hand.actor.key,
    )
    one.save(force_insert=True)
    tell(
        [complaint.by],
        event=f"complaint:{complaint.ref}:answered",
        code="complaint.answered",
        about=town.ref,
        town=town,
        values={"answer": text[:40]},
        at=hand.at,
    )
    chain.seal()
    return one
