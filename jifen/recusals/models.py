"""What was asked about a hand in a case and ruled on it; who handed work over to whom."""

import uuid

from django.db import models
from django.db.models import F, Q

from jifen.core.recusal import Ground, Manner
from jifen.people.models import Area, User, choices


class Recusal(models.Model):
    """One account is to keep out of one case (回避), said by itself or another. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.UUIDField(db_index=True)
    """Key of the claim or the appeal."""
    about = models.ForeignKey(User, models.PROTECT, related_name="+")
    manner = models.CharField(max_length=8, choices=choices(Manner))
    ground = models.CharField(max_length=12, choices=choices(Ground))
    reason = models.TextField(blank=True)
    salt = models.BinaryField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    """Last day for the ruling; none for an order."""
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="recusals_recusal_number"),
            models.UniqueConstraint(
                fields=["case", "about", "by", "ground"], name="recusals_recusal_once"
            ),
            models.CheckConstraint(
                name="recusals_recusal_whose",
                condition=Q(manner="self", by=F("about")) | (~Q(manner="self") & ~Q(by=F("about"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manner} {self.ground}"


class Ruling(models.Model):
    """What somebody else ruled on a recusal that was asked for. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    recusal = models.OneToOneField(Recusal, models.PROTECT, related_name="ruling")
    granted = models.BooleanField()
    reason = models.TextField()
    salt = models.BinaryField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="recusals_ruling_number")
        ]

    def __str__(self) -> str:
        return "granted" if self.granted else "not granted"


class Handover(models.Model):
    """Somebody's unfinished drafts went to a successor (交接). Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    leaving = models.ForeignKey(User, models.PROTECT, related_name="+")
    successor = models.ForeignKey(User, models.PROTECT, related_name="+")
    claims = models.JSONField()
    """Keys of the drafts that went over."""
    reason = models.TextField()
    salt = models.BinaryField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="recusals_handover_number"),
            models.CheckConstraint(
                name="recusals_handover_two_people", condition=~Q(leaving=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaving_id} → {self.successor_id}"
