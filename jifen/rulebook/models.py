"""Rulebook versions, immutable once approved."""

import uuid

from django.db import models

from jifen.people.models import Area


class Version(models.Model):
    """One approved version of a town's rulebook: its file as it was read, and its digest.

    Append-only in the database.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    document_number = models.CharField(max_length=60)
    effective_on = models.DateField()
    source = models.TextField()
    """The YAML file, character for character."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the canonical form (rulebook/canonical.py), not of the file."""
    approved_at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "code", "version"], name="rulebook_version_once"
            ),
            models.UniqueConstraint(fields=["town", "effective_on"], name="rulebook_version_day"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
