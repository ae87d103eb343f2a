"""What people are told in the system (消息)."""

import uuid

from django.db import models

from jifen.people.models import Area, User


class Notice(models.Model):
    """One happening told to one person, once. Kept as a code and its values, in no language.

    Only *whether* it was read is kept, not when and not how often: nothing here measures how
    diligently anybody looks. Service of a legal notice (送达) has records of its own.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    event = models.CharField(max_length=120)
    """What happened, once in a town: "claim:<ref>:noticed"."""
    code = models.CharField(max_length=40)
    """Row of `notices.wording.NOTICES`: the sentence, and the page it leads to."""
    about = models.UUIDField()
    """`ref` of what it is about."""
    values = models.JSONField()
    """Blank of the sentence → text."""
    due_on = models.DateField(null=True)
    """Last day of what it asks for."""
    reminder = models.BooleanField(default=False)
    shown_from = models.DateTimeField()
    """Not before this instant: quiet hours."""
    read = models.BooleanField(default=False)
    under = models.ForeignKey("self", models.PROTECT, null=True, related_name="gathered")
    """The first of a day's notices of one kind, under which it is shown; nothing: by itself."""
    done = models.BooleanField(default=False)
    """Whether what it asks for was done, so that nobody is reminded of it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="notices_notice_once"),
        ]
        indexes = [
            models.Index(fields=["user", "town", "read"], name="notices_notice_unread"),
            models.Index(fields=["town", "due_on"], name="notices_notice_due"),
        ]

    def __str__(self) -> str:
        return self.event


class Complaint(models.Model):
    """A complaint or suggestion about the system (投诉建议), for the county. Append-only.

    The town's office and its administrators are not shown it; the chain holds that it was made and
    what it said, committed to, and not by whom.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="notices_complaint_number")
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Answer(models.Model):
    """What the county answered to a complaint, once. Append-only."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="answer")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.text[:40]
