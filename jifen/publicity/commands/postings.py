"""Publicising grants, bringing a posting to its end, and recording what stood in it."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from jifen.chain import canonical
from jifen.chain.commands import Chain, hold
from jifen.claims import commands as claims
from jifen.claims.commands import Answer
from jifen.claims.models import Claim
from jifen.claims.queries import every
from jifen.core.access import Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.hand import Hand
from jifen.core.publicity import last_day
from jifen.core.workflow import Action, State
from jifen.cycles.queries import calendar
from jifen.notices.commands import settle
from jifen.papers.commands import issue_under
from jifen.people.models import Area, User
from jifen.people.queries import rosters
from jifen.publicity import letters, proof, queries
from jifen.publicity.kinds import Audience
from jifen.publicity.models import (
    Batch,
    Closing,
    Objection,
    Posting,
    PostingLine,
    Strike,
)
from jifen.rulebook.queries import rulebook


@transaction.atomic(durable=True)
def post(
    town: Area,
    refs: Sequence[uuid.UUID],
    *,
    audience: Audience,
    contact: str,
    hand: Hand,
) -> Posting:
    """Publicise approved grants, all or none, and issue the public paper.

    Raises:
        Refusal: "posting.no-contact", "posting.nothing", or what keeps a grant from the step.
    """
    chain = hold(town.path, at=hand.at)
    found = {claim.ref: claim for claim in every(town).filter(ref__in=refs)}
    many = [found[ref] for ref in dict.fromkeys(refs) if ref in found]
    posting, refused = post_under(
        chain, town, many, audience=audience, contact=contact, batch=None, hand=hand
    )
    for answer in refused:
        assert answer.refusal is not None, "only refused ones are handed back"
        raise answer.refusal
    chain.seal()
    return posting


def post_under(
    chain: Chain,
    town: Area,
    many: Sequence[Claim],
    *,
    audience: Audience,
    contact: str,
    batch: Batch | None,
    hand: Hand,
) -> tuple[Posting, list[Answer]]:
    """Publicise grants in the transaction of a caller who holds the town's head.

    Returns the posting, and the grants that were left out with what kept them back.

    Raises:
        Refusal: "posting.no-contact", "posting.nothing" where none is left.
    """
    if len(contact.strip()) < 2:
        raise Refusal("posting.no-contact")
    days = max((rulebook(c.cycle.version).process.publicity_days for c in many), default=0)
    until = last_day(
        hand.today,
        days,
        calendar(),
        village_affairs=audience is Audience.VILLAGE_AFFAIRS,
    )
    inside, refused = [], []
    for claim in many:
        try:
            claims.step(claim, Action.PUBLICISE, chain=chain, hand=hand)
        except Refusal as refusal:
            refused.append(Answer(claim, refusal))
        else:
            inside.append(claim)
    if not inside:
        raise next((one.refusal for one in refused if one.refusal), Refusal("posting.nothing"))
    Claim.objects.filter(pk__in=[claim.pk for claim in inside]).update(due_on=until)
    posting = Posting(
        town=town,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        batch=batch,
        audience=audience.value,
        from_on=hand.today,
        until_on=until,
        contact=contact.strip()[:120],
        by=User.objects.get(ref=hand.actor.key),
        at=chain.at,
    )
    cases = sorted(claim.ref.hex for claim in inside)
    fields: dict[str, canonical.Value] = {
        "key": posting.ref.hex,
        "audience": posting.audience,
        "from_on": posting.from_on,
        "until_on": posting.until_on,
        "about": batch.ref.hex if batch else "",
        "by": posting.by.ref.hex,
    }
    posting.seq = chain.append("posting", cases=list(cases), **fields)
    posting.save(force_insert=True)
    PostingLine.objects.bulk_create(
        (
            PostingLine(posting=posting, claim=claim, number=number)
            for number, claim in enumerate(inside, start=1)
        ),
        batch_size=500,
    )
    held = rosters(town)
    lines = [line for claim in inside for line in letters.said(claim, held)]
    issue_under(
        chain,
        town,
        letters.notice(posting, inside, held),
        sheets=letters.sheets(posting, lines),
        series=letters.series(town.name),
        about=posting.ref,
        title=f"关于{letters.heading(posting)}的公示",
        hand=hand,
    )
    return posting, refused


def take_step(
    claim: Claim,
    action: Action,
    *,
    hand: Hand,
    reason: str = "",
    measures: Measures | None = None,
) -> State:
    """Take a step of a claim as a page or a terminal asks for it. Returns the new state.

    A grant is publicised in a posting of its own, in the town, with its public paper. Recorded by
    itself, it brings that posting to its end, with the closing record.

    Raises:
        Refusal: as `post`, `close` and `claims.commands.take_step`; "posting.not-closed" for a
            grant that others are still publicised with.
    """
    if action is Action.PUBLICISE:
        post(claim.town, [claim.ref], audience=Audience.TOWN, contact=letters.CONTACT, hand=hand)
        return State.PUBLICISED
    if action is Action.RECORD and claim.state == State.PUBLICISED:
        _end_of(claim, hand)
    return claims.take_step(claim, action, hand=hand, reason=reason, measures=measures)


def _end_of(claim: Claim, hand: Hand) -> None:
    """Close the posting of a grant that stands in it alone, where nobody has closed it yet."""
    line = queries.line_of(claim)
    if line is None or Closing.objects.filter(posting=line.posting).exists():
        return
    others = line.posting.lines.filter(strike__isnull=True).exclude(pk=line.pk)
    if others.exists() and hand.today > line.posting.until_on:
        raise Refusal("posting.not-closed", until=line.posting.until_on)
    close(line.posting, hand=hand)


@transaction.atomic(durable=True)
def close(posting: Posting, *, hand: Hand) -> Closing:
    """Bring a posting to its end, and issue the closing record; asked again, what stands.

    Raises:
        Refusal: "posting.not-yours", "claim.publicity-running" before its last day is over,
            "posting.objections-open".
    """
    town = posting.town
    chain = hold(town.path, at=hand.at)
    if Role.CLERK not in roles_toward(hand.actor, Target(area=town.path), on=hand.today):
        raise Refusal("posting.not-yours")
    if hand.today <= posting.until_on:
        raise Refusal("claim.publicity-running", until=posting.until_on)
    waiting = queries.open_count(posting)
    if waiting:
        raise Refusal("posting.objections-open", count=waiting)
    found = Closing.objects.filter(posting=posting).first()
    if found is None:
        found = Closing(posting=posting, by=User.objects.get(ref=hand.actor.key), at=chain.at)
        found.seq = chain.append("posting-end", **proof.closing(found))
        found.save(force_insert=True)
    counts = _counts(posting)
    issue_under(
        chain,
        town,
        letters.record(posting, counts, hand.today),
        sheets=letters.counted(posting, counts),
        series=letters.series(town.name),
        about=posting.ref,
        title=f"{letters.heading(posting)}公示结束记录",
        hand=hand,
    )
    settle(posting.ref)
    chain.seal()
    return found


def _counts(posting: Posting) -> letters.Counts:
    said = Objection.objects.filter(line__posting=posting)
    return letters.Counts(
        posted=posting.lines.count(),
        struck=Strike.objects.filter(line__posting=posting).count(),
        objections=said.count(),
        upheld=said.filter(ruling__upheld=True).count(),
    )


@transaction.atomic(durable=True)
def record(posting: Posting, *, hand: Hand) -> list[Answer]:
    """Record together what stood in a posting that has come to its end.

    A grant that cannot be recorded keeps back itself alone, and is handed back with its sentence.

    Raises:
        Refusal: "posting.not-yours", "posting.not-closed".
    """
    town = posting.town
    chain = hold(town.path, at=hand.at)
    if Role.CLERK not in roles_toward(hand.actor, Target(area=town.path), on=hand.today):
        raise Refusal("posting.not-yours")
    if not Closing.objects.filter(posting=posting).exists():
        raise Refusal("posting.not-closed", until=posting.until_on)
    standing = posting.lines.filter(strike__isnull=True).values("claim")
    rows = every(town).filter(pk__in=standing, state=State.PUBLICISED).order_by("pk")
    answers = claims.record_together(list(rows), event_key=posting.ref.hex, chain=chain, hand=hand)
    chain.seal()
    return answers


def strike(line: PostingLine, reason: str, *, by: User | None, chain: Chain, hand: Hand) -> Strike:
    """Take a grant off a posting at once, with the reason that is shown in its place."""
    row = Strike(line=line, reason=reason, by=by, salt=hand.dice(16), at=chain.at)
    row.seq = chain.append("strike", **proof.strike(row))
    row.save(force_insert=True)
    return row
