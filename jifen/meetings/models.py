"""Meetings: who sat there, what was on the agenda, how it was voted, what was decided."""

import uuid

from django.db import models
from django.db.models import Q

from jifen.core.meeting import Capacity, PointKind, State
from jifen.people.models import Area, User, choices


class Meeting(models.Model):
    """A meeting of the leading group or of the party committee (会议)."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="meetings")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    held_on = models.DateField()
    chair = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=choices(State), default=State.CONVENED.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "held_on", "name"], name="meetings_meeting_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Attendee(models.Model):
    """Somebody who sat there, and in what capacity. Append-only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendees")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=8, choices=choices(Capacity))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="meetings_attendee_once")
        ]

    def __str__(self) -> str:
        return self.capacity


class Sitting(models.Model):
    """A meeting was convened, opened, closed or called off: by whom, when. Append-only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="sittings")
    action = models.CharField(max_length=12)
    """What was done: "convene", or one of the table's steps that change the state."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "action"], name="meetings_sitting_once")
        ]

    def __str__(self) -> str:
        return self.action


class Point(models.Model):
    """A point of the agenda (议题). Its votes may be counted again until it is decided."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="points")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=choices(PointKind))
    about = models.UUIDField()
    """Key of what it is about: a claim, a batch, a case, a version."""
    title = models.CharField(max_length=160)
    cadres = models.JSONField(default=list)
    """Codes of the cadres whose case it is: they and their kin leave the room."""
    entitled = models.PositiveSmallIntegerField(null=True)
    votes_for = models.PositiveSmallIntegerField(null=True)
    against = models.PositiveSmallIntegerField(null=True)
    abstained = models.PositiveSmallIntegerField(null=True)
    dissent = models.TextField(blank=True)
    """Who saw it otherwise, and why (不同意见)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_point_number"),
            models.UniqueConstraint(
                fields=["meeting", "kind", "about"], name="meetings_point_once"
            ),
            models.CheckConstraint(
                name="meetings_point_counted_whole",
                condition=Q(
                    entitled__isnull=True,
                    votes_for__isnull=True,
                    against__isnull=True,
                    abstained__isnull=True,
                )
                | Q(
                    entitled__isnull=False,
                    votes_for__isnull=False,
                    against__isnull=False,
                    abstained__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Covered(models.Model):
    """One of several cases that a point is about, e.g. a grant of a batch.

    Pulled out before the decision it goes; what the decision covered stands in its record.
    """

    point = models.ForeignKey(Point, models.PROTECT, related_name="covers")
    about = models.UUIDField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "about"], name="meetings_covered_once")
        ]

    def __str__(self) -> str:
        return str(self.about)


class Recused(models.Model):
    """Somebody left the room for a point, and why (回避). Append-only."""

    point = models.ForeignKey(Point, models.PROTECT, related_name="recusals")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="recusals")
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "attendee"], name="meetings_recused_once")
        ]

    def __str__(self) -> str:
        return self.reason


class Decision(models.Model):
    """What the chair said was decided on a point, as the votes had it. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    point = models.OneToOneField(Point, models.PROTECT, related_name="decision")
    carried = models.BooleanField()
    text = models.TextField()
    salt = models.BinaryField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="meetings_decision_number")
        ]

    def __str__(self) -> str:
        return "carried" if self.carried else "not carried"
