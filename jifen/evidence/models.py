"""Files of evidence, what they are attached to, and which pictures look alike."""

import uuid

from django.db import models
from django.db.models import Q

from jifen.people.models import Area, User


class File(models.Model):
    """One file that somebody kept. Its bytes lie in the home's `evidence/`, by their digest.

    Append-only. The same bytes kept by two people are two rows and one file.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64)
    """SHA-256 of the bytes kept, in hexadecimal."""
    source = models.CharField(max_length=64)
    """SHA-256 of the bytes sent: a picture is drawn anew before it is kept."""
    ending = models.CharField(max_length=8)
    name = models.CharField(max_length=100)
    """What its sender called it, ending left out; only shown."""
    size = models.PositiveIntegerField()
    """Bytes kept."""
    look = models.CharField(max_length=64, blank=True)
    """Of a picture: `pictures.redraw`'s print."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "by", "digest"], name="evidence_file_once"),
            models.UniqueConstraint(fields=["town", "seq"], name="evidence_file_number"),
        ]
        indexes = [models.Index(fields=["town", "digest"], name="evidence_file_digest")]

    def __str__(self) -> str:
        return f"{self.name}.{self.ending}"


class Use(models.Model):
    """A digest that is evidence of something. Goes with a draft's revision."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    about = models.UUIDField()
    """`ref` of the claim, or what `queries.cause` says of a report of a task or a finding."""
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "digest"], name="evidence_use_once")
        ]
        indexes = [models.Index(fields=["town", "digest"], name="evidence_use_digest")]

    def __str__(self) -> str:
        return f"{self.about} {self.digest[:16]}"


class Likeness(models.Model):
    """Two pictures of a town that look alike, in either direction. Follows from their prints."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    one = models.CharField(max_length=64)
    other = models.CharField(max_length=64)
    """Digests."""
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "one", "other"], name="evidence_likeness_once"),
            models.CheckConstraint(
                name="evidence_likeness_percent", condition=Q(percent__range=(90, 100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
