"""Holding meetings: convene, put points, attend, recuse, vote, conclude, close, write minutes."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.db import transaction

from jifen.chain.commands import Chain, hold
from jifen.core.access import Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.core.meeting import (
    CONVENERS,
    VOTERS,
    Action,
    Capacity,
    Count,
    PointKind,
    State,
    advance,
    check_count,
    check_decision,
)
from jifen.meetings import letters, queries
from jifen.meetings.models import Attendee, Covered, Decision, Meeting, Point, Recused, Sitting
from jifen.papers import commands as papers
from jifen.papers.models import Paper
from jifen.people.models import Area, User
from jifen.people.queries import actor as as_actor

REASONS = {
    "own": "本人事项",
    "kin": "登记的亲属或利害关系",
    "recused": "已决定回避",
}
"""Why somebody leaves the room, as the minutes say it."""


@transaction.atomic(durable=True)
def convene(town: Area, *, name: str, held_on: dt.date, chair: User, hand: Hand) -> Meeting:
    """Convene a meeting for a day. Whoever chairs it sits there from the start.

    The same meeting asked for again is the one that stands.

    Raises:
        Refusal: "meeting.not-yours", "meeting.no-name", "meeting.not-chair" where the chair has no
            vote in the town that day.
    """
    chain = hold(town.path, at=hand.at)
    if not roles_toward(hand.actor, Target(area=town.path), on=hand.today) & CONVENERS:
        raise Refusal("meeting.not-yours")
    if len(name.strip()) < 2:
        raise Refusal("meeting.no-name")
    standing = Meeting.objects.filter(town=town, held_on=held_on, name=name.strip()).first()
    if standing is not None:
        return standing
    if _capacity(town, chair, held_on) is not Capacity.MEMBER:
        raise Refusal("meeting.not-chair", name=chair.name)
    made = Meeting.objects.create(
        town=town,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        name=name.strip(),
        held_on=held_on,
        chair=chair,
    )
    Attendee.objects.create(meeting=made, user=chair, capacity=Capacity.CHAIR)
    _sit(made, "convene", chain, hand)
    chain.seal()
    return made


@transaction.atomic
def put(
    meeting: Meeting,
    kind: PointKind,
    about: uuid.UUID,
    title: str,
    hand: Hand,
    *,
    covers: Sequence[uuid.UUID] = (),
    cadres: Collection[str] = (),
) -> Point:
    """Put a point onto the agenda; the same one again is the one that stands.

    `covers` are the cases inside it, `cadres` the codes of those whose case it is.

    Raises:
        Refusal: what the table says, "meeting.no-title".
    """
    meeting = _at(meeting, Action.PUT, hand)
    if len(title.strip()) < 2:
        raise Refusal("meeting.no-title")
    standing = meeting.points.filter(kind=kind, about=about).first()
    if standing is not None:
        return standing
    made = Point.objects.create(
        meeting=meeting,
        ref=uuid.UUID(bytes=hand.dice(16), version=4),
        number=meeting.points.count() + 1,
        kind=kind,
        about=about,
        title=title.strip()[:160],
        cadres=sorted(cadres),
    )
    Covered.objects.bulk_create(
        (Covered(point=made, about=one) for one in dict.fromkeys(covers)), batch_size=500
    )
    return made


@transaction.atomic
def spare(point: Point, about: uuid.UUID, hand: Hand) -> None:
    """Pull a case out of a point before it is decided: it is decided by itself.

    Raises:
        Refusal: what the table says, "meeting.decided".
    """
    _at(point.meeting, Action.PUT, hand)
    _undecided(point)
    point.covers.filter(about=about).delete()


@transaction.atomic
def attend(meeting: Meeting, users: Sequence[User], hand: Hand) -> list[Attendee]:
    """Note who is there: members with their vote, anybody else of the town as a guest.

    Raises:
        Refusal: what the table says, "meeting.not-of-the-town".
    """
    meeting = _at(meeting, Action.ATTEND, hand)
    there = {one.user_id for one in meeting.attendees.all()}
    fresh = []
    for user in users:
        capacity = _capacity(meeting.town, user, meeting.held_on)
        if capacity is None:
            raise Refusal("meeting.not-of-the-town", name=user.name)
        if user.pk not in there:
            there.add(user.pk)
            fresh.append(Attendee(meeting=meeting, user=user, capacity=capacity))
    return Attendee.objects.bulk_create(fresh)


@transaction.atomic
def recuse(point: Point, user: User, reason: str, hand: Hand) -> Recused:
    """Note that somebody leaves the room for a point. Before it is voted on.

    Raises:
        Refusal: what the table says, "meeting.absent", "meeting.voted", "meeting.no-reason".
    """
    meeting = _at(point.meeting, Action.RECUSE, hand)
    point = _undecided(point)
    if point.entitled is not None:
        raise Refusal("meeting.voted", number=point.number)
    if len(reason.strip()) < 2:
        raise Refusal("meeting.no-reason")
    attendee = meeting.attendees.filter(user=user).first()
    if attendee is None:
        raise Refusal("meeting.absent", name=user.name)
    row, _fresh = Recused.objects.get_or_create(
        point=point, attendee=attendee, defaults={"reason": reason.strip()[:200]}
    )
    return row


@transaction.atomic
def vote(
    point: Point,
    for_: int,
    against: int,
    abstain: int,
    dissent: str,
    hand: Hand,
) -> Count:
    """Enter how a point was voted. Whoever is close to the case is out of the room by then.

    Raises:
        Refusal: what the table says, "meeting.decided", what `core.meeting.check_count` says,
            "meeting.no-dissent" where somebody voted against it and nobody says why.
    """
    meeting = _at(point.meeting, Action.VOTE, hand)
    point = _undecided(point)
    sitting = queries.attendees(meeting)
    _leave(point, sitting)
    entitled = len(queries.voters(point, sitting, meeting.town)[0])
    count = Count(entitled=entitled, votes_for=for_, against=against, abstained=abstain)
    check_count(PointKind(point.kind), count)
    if against and len(dissent.strip()) < 2:
        raise Refusal("meeting.no-dissent", against=against)
    point.entitled, point.votes_for = entitled, for_
    point.against, point.abstained = against, abstain
    point.dissent = dissent.strip()
    point.save(update_fields=["entitled", "votes_for", "against", "abstained", "dissent"])
    return count


@transaction.atomic(durable=True)
def conclude(point: Point, carried: bool, decision: str, hand: Hand) -> Decision:
    """Say what was decided, as the votes have it. Only the chair does, and only once.

    Raises:
        Refusal: what the table says, "meeting.decided", what `core.meeting.check_decision` says.
    """
    chain = hold(point.meeting.town.path, at=hand.at)
    meeting = _at(point.meeting, Action.CONCLUDE, hand)
    point = _undecided(point)
    text = decision.strip()
    check_decision(PointKind(point.kind), queries.count(point), carried=carried, text=text)
    row = Decision(
        town=meeting.town,
        point=point,
        carried=carried,
        text=text,
        salt=hand.dice(16),
        by=User.objects.get(ref=hand.actor.key),
        at=chain.at,
    )
    row.seq = chain.append("resolution", **queries.decision_fields(row))
    row.save(force_insert=True)
    chain.seal()
    return row


@transaction.atomic(durable=True)
def start(meeting: Meeting, hand: Hand) -> None:
    """Open the meeting: from now on it votes.

    Raises:
        Refusal: what the table says, "meeting.before-its-day".
    """
    if hand.today < meeting.held_on:
        raise Refusal("meeting.before-its-day", on=meeting.held_on)
    _move(meeting, Action.OPEN, hand)


@transaction.atomic(durable=True)
def close(meeting: Meeting, hand: Hand) -> None:
    """Close the meeting. What was not voted on waits for another one.

    Raises:
        Refusal: what the table says, "meeting.undecided" where a point was voted on and the chair
            has not said what was decided.
    """
    open_points = meeting.points.filter(entitled__isnull=False, decision__isnull=True)
    numbers = list(open_points.order_by("number").values_list("number", flat=True))
    if numbers:
        raise Refusal("meeting.undecided", numbers="、".join(map(str, numbers)))
    _move(meeting, Action.CLOSE, hand)


@transaction.atomic(durable=True)
def call_off(meeting: Meeting, hand: Hand) -> None:
    """Call off a meeting that was convened; what lay on its agenda waits for another one."""
    _move(meeting, Action.CALL_OFF, hand)


def issue_minutes(meeting: Meeting, hand: Hand) -> Paper:
    """Issue the minutes (会议纪要) of a closed meeting; asked for again, the ones that stand.

    Raises:
        Refusal: "meeting.not-closed", or as `papers.commands.issue`.
    """
    if meeting.state != State.CLOSED:
        raise Refusal("meeting.not-closed", name=meeting.name)
    return papers.issue(
        meeting.town,
        letters.minutes(meeting, on=hand.today),
        sheets=letters.sheets(meeting),
        series=letters.series(meeting.town.name),
        about=meeting.ref,
        title=letters.title(meeting),
        hand=hand,
    )


# ------------------------------------------------------------------ parts
def _capacity(town: Area, user: User, on: dt.date) -> Capacity | None:
    """Return in what capacity somebody sits at a meeting of a town that day; None: not at all."""
    held = roles_toward(as_actor(user), Target(area=town.path), on=on)
    if not held:
        inside = as_actor(user).grants
        near = any(g.holds(on) and g.area.startswith(town.path + "/") for g in inside)
        return Capacity.GUEST if near else None
    return Capacity.MEMBER if held & VOTERS else Capacity.GUEST


def _at(meeting: Meeting, action: Action, hand: Hand) -> Meeting:
    """Return the meeting as it stands under a lock, having seen that the hand may do this."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("town", "chair")
    found = rows.get(pk=meeting.pk)
    held = queries.roles(found, hand.actor, on=hand.today)
    advance(State(found.state), action, held, chairs=found.chair.ref.hex == hand.actor.key)
    return found


def _undecided(point: Point) -> Point:
    found = Point.objects.select_related("meeting__town", "meeting__chair").get(pk=point.pk)
    if Decision.objects.filter(point=found).exists():
        raise Refusal("meeting.decided", number=found.number)
    return found


def _leave(point: Point, sitting: Sequence[Attendee]) -> None:
    """Note who must leave the room: whose case it is, whose kin's, who was recused from it."""
    town = point.meeting.town
    out = {one.attendee_id for one in point.recusals.all()}
    rows = []
    for one in sitting:
        why = queries.closeness(point, as_actor(one.user), town) if one.pk not in out else ""
        if why:
            rows.append(Recused(point=point, attendee=one, reason=REASONS[why]))
    Recused.objects.bulk_create(rows)


def _move(meeting: Meeting, action: Action, hand: Hand) -> None:
    chain = hold(meeting.town.path, at=hand.at)
    found = _at(meeting, action, hand)
    meeting.state = found.state = queries.AFTER[action.value]
    found.save(update_fields=["state"])
    _sit(found, action.value, chain, hand)
    chain.seal()


def _sit(meeting: Meeting, action: str, chain: Chain, hand: Hand) -> None:
    row = Sitting(
        meeting=meeting, action=action, by=User.objects.get(ref=hand.actor.key), at=chain.at
    )
    attendees = queries.sat(meeting.attendees.select_related("user"))
    row.seq = chain.append("meeting", **{**queries.sitting_fields(row), "attendees": attendees})
    row.save(force_insert=True)
