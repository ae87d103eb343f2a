"""Reading meetings: what is planned and was held, what carried, who must leave the room."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Prefetch, QuerySet

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.errors import Refusal
from jifen.core.meeting import Action, Capacity, Count, PointKind, State, choices
from jifen.meetings.models import Attendee, Covered, Decision, Meeting, Point, Recused, Sitting
from jifen.people.models import Area, User
from jifen.people.queries import actor as as_actor
from jifen.recusals.queries import barred


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a meeting. Upper floors say what; the door joins the lists.

    `covers` are the cases inside it; `cadres` whose case it is.
    """

    kind: PointKind
    about: uuid.UUID
    title: str
    covers: tuple[uuid.UUID, ...] = ()
    cadres: tuple[str, ...] = ()


def every(town: Area) -> QuerySet[Meeting]:
    """Return a town's meetings, latest first, with the chair. One query when read."""
    return Meeting.objects.filter(town=town).select_related("chair").order_by("-held_on", "-pk")


def meeting_at(ref: uuid.UUID) -> Meeting | None:
    """Return the meeting that an address names, with its town. One query."""
    return Meeting.objects.filter(ref=ref).select_related("town", "chair__cadre__town").first()


def meeting(town: Area, text: str) -> Meeting:
    """Return a town's meeting by its name or its key; of several by a name, the latest. One query.

    Raises:
        Refusal: "meeting.unknown".
    """
    for one in every(town).select_related("town"):
        if text in {one.name, str(one.ref)}:
            return one
    raise Refusal("meeting.unknown", name=text)


def attendees(of: Meeting) -> list[Attendee]:
    """Return who sits there: the chair, the members, the guests. One query."""
    rows = of.attendees.select_related("user__cadre__town").order_by("pk")
    order = list(Capacity)
    return sorted(rows, key=lambda one: order.index(Capacity(one.capacity)))


def agenda(of: Meeting) -> list[Point]:
    """Return the points with their decisions, recusals and how many cases. Two queries.

    The number of cases that a point covers is its `cases`.
    """
    recusals = Recused.objects.select_related("attendee__user").order_by("pk")
    return list(
        of.points.select_related("decision__by")
        .annotate(cases=models.Count("covers"))
        .prefetch_related(Prefetch("recusals", recusals))
        .order_by("number")
    )


def point(of: Meeting, number: int) -> Point:
    """Return a point of the agenda by its number. One query.

    Raises:
        Refusal: "meeting.no-such-point".
    """
    found = of.points.select_related("meeting__town", "meeting__chair").filter(number=number)
    for one in found:
        return one
    raise Refusal("meeting.no-such-point", number=number)


def decided(of: Point) -> Decision | None:
    """Return what was decided on a point, or None. No query on points that `agenda` read."""
    found: Decision | None = getattr(of, "decision", None)
    return found


def count(of: Point) -> Count | None:
    """Return how a point was voted, or None before it was. No query."""
    if of.entitled is None:
        return None
    assert of.votes_for is not None, "the table keeps a count whole"
    assert of.against is not None, "the table keeps a count whole"
    assert of.abstained is not None, "the table keeps a count whole"
    return Count(
        entitled=of.entitled,
        votes_for=of.votes_for,
        against=of.against,
        abstained=of.abstained,
    )


def carried(about: uuid.UUID, kind: PointKind) -> Point | None:
    """Return the carried point about something, or about a case it covers. Two queries."""
    return carried_by(about, {kind})


def carried_by(about: uuid.UUID, kinds: Collection[PointKind]) -> Point | None:
    """Return the latest carried point of one of `kinds` about something or covering it."""
    inside = Covered.objects.filter(about=about).values_list("point", flat=True)
    rows = Point.objects.filter(decision__carried=True, kind__in=kinds)
    rows = rows.select_related("meeting", "decision").order_by("-decision__seq")
    return rows.filter(about=about).first() or rows.filter(pk__in=list(inside)).first()


def said(
    town: Area, kind: PointKind, abouts: Collection[uuid.UUID], *, upto_seq: int
) -> dict[uuid.UUID, bool]:
    """Return what was decided of some things by a record: whether it carried. One query.

    What was decided last counts; what lies on no agenda, or was not decided, is left out.
    """
    wanted = frozenset(abouts)
    if not wanted:
        return {}
    rows = Decision.objects.filter(town=town, point__kind=kind, seq__lte=upto_seq).order_by("seq")
    return {
        about: carried
        for about, carried in rows.values_list("point__about", "carried")
        if about in wanted
    }


def tabled(town: Area) -> frozenset[tuple[str, uuid.UUID]]:
    """Return what lies on the agenda of a meeting that is not over, or was decided. One query."""
    rows = Point.objects.filter(meeting__town=town).exclude(
        meeting__state__in=(State.CLOSED, State.CALLED_OFF), decision__isnull=True
    )
    return frozenset(rows.values_list("kind", "about"))


def waiting(town: Area, found: Iterable[Waiting]) -> list[Waiting]:
    """Return those of `found` that lie on no agenda yet. One query."""
    there = tabled(town)
    return [one for one in found if (one.kind.value, one.about) not in there]


def roles(of: Meeting, actor: Actor, *, on: dt.date) -> frozenset[Role]:
    """Return the hats that count at a meeting: those over its town. No query."""
    return roles_toward(actor, Target(area=of.town.path), on=on)


def open_actions(of: Meeting, actor: Actor, *, on: dt.date) -> tuple[Action, ...]:
    """Return the buttons `actor` is shown at a meeting. No query on a meeting read whole."""
    chairs = of.chair.ref.hex == actor.key
    return choices(State(of.state), roles(of, actor, on=on), chairs=chairs)


def closeness(of: Point, actor: Actor, town: Area) -> str:
    """Say why somebody must leave the room for a point: "own", "kin", "recused", or ""."""
    about = set(of.cadres)
    if actor.cadre_in(town.path) in about - {""}:
        return "own"
    if actor.kin & about:
        return "kin"
    return "recused" if of.about in barred(town, actor) else ""


def voters(of: Point, sitting: Sequence[Attendee], town: Area) -> tuple[list[User], list[User]]:
    """Return who may vote on a point, and which members must leave. Two queries for each."""
    out = {one.attendee_id for one in of.recusals.all()}
    able: list[User] = []
    leave: list[User] = []
    for one in sitting:
        if one.capacity == Capacity.GUEST:
            continue
        gone = one.pk in out or closeness(of, as_actor(one.user), town)
        (leave if gone else able).append(one.user)
    return able, leave


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield the meetings and decisions that their record contradicts."""
    rows = Sitting.objects.filter(meeting__town=town).select_related("meeting__chair", "by")
    sittings = list(rows.prefetch_related("meeting__attendees__user").order_by("seq"))
    yield from reading.differ(town.path, "meeting", ((s.seq, sitting_fields(s)) for s in sittings))
    decisions = Decision.objects.filter(town=town).select_related("point__meeting", "by")
    whole = decisions.prefetch_related("point__covers", "point__recusals__attendee__user")
    yield from reading.differ(
        town.path, "resolution", ((d.seq, decision_fields(d)) for d in whole.order_by("seq"))
    )
    reached: dict[int, str] = {}
    for one in sittings:
        reached[one.meeting_id] = AFTER[one.action]
    for held in Meeting.objects.filter(town=town):
        if held.state != reached.get(held.pk):
            yield Fault(town=town.path, seq=None, code="meeting.state", detail=str(held))


AFTER = {
    "convene": State.CONVENED.value,
    Action.OPEN.value: State.HELD.value,
    Action.CLOSE.value: State.CLOSED.value,
    Action.CALL_OFF.value: State.CALLED_OFF.value,
}
"""What was done → where the meeting then stood."""


def sitting_fields(row: Sitting) -> dict[str, canonical.Value]:
    """Return what the chain holds of a step of a meeting; who came, once it is over."""
    of = row.meeting
    fields: dict[str, canonical.Value] = {
        "key": of.ref.hex,
        "name": of.name,
        "held_on": of.held_on,
        "chair": of.chair.ref.hex,
        "action": row.action,
        "by": row.by.ref.hex,
    }
    if row.action == Action.CLOSE:
        fields["attendees"] = sat(of.attendees.all())
    return fields


def sat(rows: Iterable[Attendee]) -> list[canonical.Value]:
    """Return who sat there, as the chain keeps it."""
    pairs = sorted((one.user.ref.hex, str(one.capacity)) for one in rows)
    return [[key, capacity] for key, capacity in pairs]


def decision_fields(row: Decision) -> dict[str, canonical.Value]:
    """Return what the chain holds of a decision: the votes, who left the room, the cases."""
    of = row.point
    votes = count(of)
    assert votes is not None, "nothing is decided that was not voted on"
    salt = bytes(row.salt)
    recused = sorted({one.attendee.user.ref.hex for one in of.recusals.all()})
    return {
        "key": of.ref.hex,
        "meeting": of.meeting.ref.hex,
        "number": of.number,
        "agenda": of.kind,
        "about": of.about.hex,
        "cases": sorted(one.about.hex for one in of.covers.all()),
        "votes": [votes.entitled, votes.votes_for, votes.against, votes.abstained],
        "recused": list(recused),
        "carried": int(row.carried),
        "title_salted": canonical.commitment(salt, of.title),
        "dissent_salted": canonical.commitment(salt, of.dissent),
        "text_salted": canonical.commitment(salt, row.text),
        "by": row.by.ref.hex,
    }
