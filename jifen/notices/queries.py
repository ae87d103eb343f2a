"""Reading notices: what a person has not read, all they were told, and whom to tell."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import TypeVar, cast

from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jifen.chain import reading
from jifen.chain.canonical import commitment
from jifen.chain.queries import Fault
from jifen.core.access import Role
from jifen.notices.models import Answer, Complaint, Notice
from jifen.people import queries as people
from jifen.people.models import Area, User

Rows = TypeVar("Rows", bound=Model)


def to_whom(town: Area, role: Role, *, on: dt.date, area: str = "") -> list[User]:
    """Return the accounts that hold a role over an area (default: the town) that day, by name.

    Disabled accounts are left out. One query.
    """
    return people.holders(Area(path=area or town.path), {role}, on=on)


def told(user: User, town: Area, *, at: dt.datetime) -> QuerySet[Notice]:
    """Return what a person was told in a town up to an instant, latest first.

    What is shown as one comes once, with how many more it stands for as `more`.
    """
    shown = Notice.objects.filter(user=user, town=town, shown_from__lte=at, under=None)
    beside = Notice.objects.filter(under=OuterRef("pk")).order_by().values("under")
    more = Subquery(beside.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return shown.annotate(more=Coalesce(more, 0)).order_by("-shown_from", "-pk")


def unread(user: User, town: Area, *, at: dt.datetime) -> QuerySet[Notice]:
    """Return what of it they have not read, latest first."""
    return told(user, town, at=at).filter(read=False)


def counted(rows: QuerySet[Rows], user: User, town: Area, *, at: dt.datetime) -> QuerySet[Rows]:
    """Return `rows` with how many notices are unread beside each, as `unread_notices`.

    The count that stands on every page rides on a question that every page asks anyway.
    """
    shown = Notice.objects.filter(user=user, town=town, shown_from__lte=at, under=None)
    waiting = shown.filter(read=False).order_by().values("user").annotate(n=Count("pk"))
    count = Subquery(waiting.values("n"), output_field=IntegerField())
    return cast("QuerySet[Rows]", rows.annotate(unread_notices=Coalesce(count, 0)))


def count_in(rows: Sequence[Model]) -> int:
    """Return the count that `counted` laid beside each row."""
    return int(getattr(rows[0], "unread_notices", 0)) if rows else 0


def notice_at(ref: uuid.UUID, user: User) -> Notice | None:
    """Return a notice by its address, if it was told to this person. One query."""
    rows = Notice.objects.filter(ref=ref, user=user)
    return rows.annotate(more=Count("gathered")).first()


def stands_for(notice: Notice) -> int:
    """Return how many a notice is shown for: 1 unless some were gathered under it."""
    more: int = getattr(notice, "more", 0)
    return 1 + more


# ------------------------------------------------------------------ complaints
def complaints(town: Area, *, by: User | None = None) -> QuerySet[Complaint]:
    """Return what was complained of in a town, or by one person there, with the answers."""
    every = Complaint.objects.filter(town=town).select_related("by", "answer__by", "town")
    return (every if by is None else every.filter(by=by)).order_by("-pk")


def complaint_at(ref: uuid.UUID, town: Area) -> Complaint | None:
    """Return a town's complaint by its id. One query."""
    return complaints(town).filter(ref=ref).first()


def faults(town: Area) -> Iterator[Fault]:
    """Yield the complaints and answers that their record contradicts, and those that are gone."""
    made = Complaint.objects.filter(town=town).order_by("seq")
    yield from reading.differ(
        town.path,
        "complaint",
        (
            (c.seq, {"key": c.ref.hex, "text_salted": commitment(bytes(c.salt), c.text)})
            for c in made
        ),
    )
    answered = Answer.objects.filter(complaint__town=town).select_related("complaint", "by")
    yield from reading.differ(
        town.path,
        "complaint-answer",
        (
            (
                a.seq,
                {
                    "complaint": a.complaint.ref.hex,
                    "text_salted": commitment(bytes(a.salt), a.text),
                    "by": a.by.ref.hex,
                },
            )
            for a in answered.order_by("seq")
        ),
    )
