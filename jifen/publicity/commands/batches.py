"""The monthly batch (月度审定): gather, pull out, put before a meeting, approve, publicise."""

import datetime as dt
import uuid

from django.db import transaction

from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.claims.commands import Answer
from jifen.claims.late import running
from jifen.claims.letters import minor_list
from jifen.claims.models import Claim
from jifen.claims.queries import bearers, every, item_of, named, taken
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.meeting import Capacity
from jifen.core.workflow import Action, State
from jifen.cycles.models import Cycle
from jifen.meetings import commands as meetings
from jifen.meetings import queries as meetings_held
from jifen.meetings.letters import series
from jifen.meetings.models import Meeting, Point
from jifen.papers import commands as papers
from jifen.papers.models import Paper
from jifen.papers.workbook import Column as Cells
from jifen.papers.workbook import Sheet
from jifen.people.models import Area, User
from jifen.people.queries import actor as as_actor
from jifen.people.queries import rosters
from jifen.people.rosters import Rosters
from jifen.publicity import queries
from jifen.publicity.commands.postings import post_under
from jifen.publicity.kinds import Audience, Subject
from jifen.publicity.models import Batch, BatchLine, Posting
from jifen.recusals.queries import barred

WORKED = frozenset(
    {
        Action.SUBMIT, Action.VERIFY, Action.PROPOSE, Action.ATTEST, Action.TAKE_UP,
        Action.NOTICE, Action.REPLY,
    }
)  # fmt: skip
"""Steps after which one does not vote on the same claim."""
CLOSE = "batch.close-hand"
"""Why a grant is pulled out of a batch: somebody who voted is close to it."""


@transaction.atomic(durable=True)
def gather(cycle: Cycle, month: dt.date, *, subject: Subject = Subject.GRANTS, hand: Hand) -> Batch:
    """Gather what waits for a decision of a month, and is left of earlier ones, into one batch.

    Verified grants, or the minor deductions to which every answer has its reply.

    Raises:
        Refusal: "batch.not-yours", "batch.nothing".
    """
    town = cycle.town
    hold(town.path, at=hand.at)
    _check_clerk(town, hand)
    month = month.replace(day=1)
    found = [
        claim
        for claim in queries.to_gather(town, subject, month)
        if claim.cycle_id == cycle.pk or _booked_in(claim, cycle, hand)
    ]
    if not found:
        raise Refusal("batch.nothing", month=f"{month.year}-{month.month:02}")
    before = Batch.objects.filter(town=town, subject=subject, month=month).count()
    made = Batch.objects.create(
        town=town,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        cycle=cycle,
        subject=subject,
        month=month,
        number=before + 1,
        by=User.objects.get(ref=hand.actor.key),
        at=hand.at,
    )
    BatchLine.objects.bulk_create(
        (BatchLine(batch=made, claim=claim) for claim in found), batch_size=500
    )
    return made


def _booked_in(claim: Claim, cycle: Cycle, hand: Hand) -> bool:
    """Say whether a claim of a closed cycle is booked late in this one."""
    if claim.cycle.state == Cycle.State.OPEN:
        return False
    found = running(cycle.town, on=hand.today)
    return found is not None and found.pk == cycle.pk


@transaction.atomic(durable=True)
def pull(batch: Batch, claim: Claim, reason: str, *, hand: Hand) -> None:
    """Pull a grant out of a batch that no meeting has decided: it goes its way alone.

    Raises:
        Refusal: "batch.not-yours", "batch.no-reason", "batch.not-inside", "meeting.decided".
    """
    hold(batch.town.path, at=hand.at)
    held = roles_toward(hand.actor, Target(area=batch.town.path), on=hand.today)
    if not held & {Role.CLERK, Role.MEMBER, Role.HEAD}:
        raise Refusal("batch.not-yours")
    if len(reason.strip()) < 2:
        raise Refusal("batch.no-reason")
    line = batch.lines.filter(claim=claim, pulled="").first()
    if line is None:
        raise Refusal("batch.not-inside")
    point = queries.point_of(batch)
    if point is not None and meetings_held.decided(point) is not None:
        raise Refusal("meeting.decided", number=point.number)
    if point is not None and point.meeting.state in {"convened", "held"}:
        meetings.spare(point, claim.ref, hand)
    line.pulled = reason.strip()[:400]
    line.save(update_fields=["pulled"])


def table(batch: Batch, meeting: Meeting, *, hand: Hand) -> Point:
    """Put a batch onto a meeting's agenda, with every grant in it.

    Raises:
        Refusal: "batch.nothing-left", or as `meetings.commands.put`.
    """
    inside = [one.claim for one in queries.lines(batch) if not one.pulled]
    if not inside:
        raise Refusal("batch.nothing-left")
    return meetings.put(
        meeting,
        queries.POINTS[Subject(batch.subject)],
        batch.ref,
        queries.title_of(batch, len(inside)),
        hand,
        covers=[claim.ref for claim in inside],
    )


def issue_list(batch: Batch, *, hand: Hand) -> Paper:
    """Issue the list of a month's minor deductions that a meeting has before it.

    It is numbered with the minutes, and like them read by the office and the deciders alone.

    Raises:
        Refusal: "batch.nothing-left" where there is none, or as `papers.commands.issue`.
    """
    if batch.subject != Subject.DEDUCTIONS:
        raise Refusal("batch.nothing-left")
    town, month = batch.town, f"{batch.month.year}年{batch.month.month}月"
    inside = batch.lines.filter(pulled="").values("claim")
    many = list(every(town).filter(pk__in=inside).order_by("unit__path", "pk"))
    rows = tuple(
        (claim.unit.name, item_of(claim).title, claim.happened_on.isoformat()) for claim in many
    )
    title = f"{month}轻微扣分清单"
    columns = (Cells("村（社区）", 18), Cells("事项", 36), Cells("发生日期", 14))
    return papers.issue(
        town,
        minor_list(town.name, month, many, on=hand.today),
        sheets=(Sheet(name="清单", title=title, columns=columns, rows=rows),),
        series=series(town.name),
        about=batch.ref,
        title=title,
        hand=hand,
    )


@transaction.atomic(durable=True)
def approve(batch: Batch, *, hand: Hand) -> list[Answer]:
    """Approve what a meeting has carried, one by one; what may not be so is pulled out.

    The hand voted there. What is somebody's own who voted, their kin's, or one that they brought or
    worked on goes out: it is decided alone, by others (I4). Minor deductions are decided as they
    were noticed, with the meeting's decision as the reason; each is then served and may be appealed
    like any other.

    Raises:
        Refusal: "batch.not-carried", "batch.not-at-the-meeting".
    """
    town = batch.town
    chain = hold(town.path, at=hand.at)
    point = queries.point_of(batch)
    decision = meetings_held.decided(point) if point is not None else None
    if point is None or decision is None or not decision.carried:
        raise Refusal("batch.not-carried")
    out = {one.attendee_id for one in point.recusals.all()}
    sat = [
        one
        for one in meetings_held.attendees(point.meeting)
        if one.capacity != Capacity.GUEST and one.pk not in out
    ]
    voters = [as_actor(one.user) for one in sat]
    names = {one.user.ref.hex: one.user.name for one in sat}
    if hand.actor.key not in {one.key for one in voters}:
        raise Refusal("batch.not-at-the-meeting")
    covered = {one.about for one in point.covers.all()}
    inside = {one.claim_id: one for one in batch.lines.filter(pulled="")}
    held = rosters(town)
    recused = {one.key: barred(town, one) for one in voters}
    answers = []
    subject = Subject(batch.subject)
    action = Action.APPROVE if subject is Subject.GRANTS else Action.DECIDE
    reason = f"{point.meeting.name}：{decision.text}"
    ready = every(town).filter(pk__in=inside, state=queries.READY[subject])
    for claim in ready.order_by("pk"):
        try:
            if claim.ref not in covered:
                raise Refusal("batch.not-inside")
            for voter in voters:
                if claim.ref in recused[voter.key] or _close(claim, voter, held):
                    raise Refusal(CLOSE, name=names[voter.key])
            claims.step(claim, action, chain=chain, hand=hand, reason=reason)
        except Refusal as refusal:
            answers.append(Answer(claim, refusal))
            _pull_out(inside[claim.pk], refusal)
        else:
            answers.append(Answer(claim))
    chain.seal()
    return answers


@transaction.atomic(durable=True)
def publish(
    batch: Batch, *, audience: Audience, contact: str, hand: Hand
) -> tuple[Posting, list[Answer]]:
    """Publicise a batch's approved grants as one posting; asked again, the one that stands.

    Grants under clauses that are not publicised stay out: they are recorded as they are.

    Raises:
        Refusal: "batch.not-publicised" for deductions, or as `postings.post_under`.
    """
    town = batch.town
    chain = hold(town.path, at=hand.at)
    if batch.subject != Subject.GRANTS:
        raise Refusal("batch.not-publicised")
    standing = Posting.objects.filter(batch=batch).first()
    if standing is not None:
        return standing, []
    inside = {one.claim_id: one for one in batch.lines.filter(pulled="")}
    many = list(every(town).filter(pk__in=inside, state=State.APPROVED).order_by("pk"))
    posting, refused = post_under(
        chain, town, many, audience=audience, contact=contact, batch=batch, hand=hand
    )
    for answer in refused:
        if answer.refusal is not None:
            _pull_out(inside[answer.claim.pk], answer.refusal)
    chain.seal()
    return posting, refused


def _check_clerk(town: Area, hand: Hand) -> None:
    if Role.CLERK not in roles_toward(hand.actor, Target(area=town.path), on=hand.today):
        raise Refusal("batch.not-yours")


def _close(claim: Claim, voter: Actor, held: Rosters) -> bool:
    """Say whether somebody who voted is close to a grant, or brought it there."""
    mine = voter.kin | ({voter.cadre_in(claim.town.path)} - {""})
    if mine and mine & (named(claim).keys() | bearers(claim, held)):
        return True
    return bool(taken(claim, voter) & WORKED)


def _pull_out(line: BatchLine, refusal: Refusal) -> None:
    line.pulled = refusal.code
    line.values = {name: str(value) for name, value in refusal.values.items()}
    line.save(update_fields=["pulled", "values"])
