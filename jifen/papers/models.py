"""The register of issued papers."""

import uuid

from django.db import models

from jifen.people.models import Area


class Paper(models.Model):
    """One issued paper with its number. Its files lie under the home's `papers/`, by `ref`.

    Append-only.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    about = models.UUIDField()
    """`ref` of what it is about (a frozen edition)."""
    files = models.JSONField()
    """Ending → SHA-256 of the file, e.g. {"pdf": "…"}."""
    issued_at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "series", "year", "number"], name="papers_paper_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.number}号"
