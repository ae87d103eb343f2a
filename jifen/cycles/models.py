"""Cycles, calendars, and the clock of a demo home."""

import uuid

from django.db import models
from django.db.models import F, Q

from jifen.people.models import Area
from jifen.rulebook.models import Version


class Cycle(models.Model):
    """A town's appraisal period under one rulebook version: local dates, the end not included."""

    class State(models.TextChoices):
        """It takes facts until it is closed."""

        OPEN = "open"
        CLOSED = "closed"

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=20)
    """E.g. "2024-2025": unique in the town, said on the command line."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    version = models.ForeignKey(Version, models.PROTECT, related_name="cycles")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    revision = models.PositiveSmallIntegerField()
    """The revision of the assessment under which its entries were made."""
    closing_by = models.UUIDField(null=True)
    """Account (`User.ref`) that asked for the close; another confirms."""
    seq = models.PositiveBigIntegerField()
    closed_seq = models.PositiveBigIntegerField(null=True)
    """Number of the record that closed it: what the register says later moves it no more."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "name"], name="cycles_cycle_name"),
            models.UniqueConstraint(fields=["town", "starts_on"], name="cycles_cycle_start"),
            models.CheckConstraint(
                name="cycles_cycle_span", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="cycles_cycle_closed_by_a_record",
                condition=Q(state="open", closed_seq__isnull=True)
                | Q(state="closed", closed_seq__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpecialDay(models.Model):
    """A day that differs from the weekday rule (法定节假日与调休), by the yearly notice."""

    on = models.DateField(unique=True)
    works = models.BooleanField()
    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class Clock(models.Model):
    """The one row that makes a home a demo home, with its own clock. A real home has none."""

    offset = models.DurationField()
    """Demo time − real time."""

    def __str__(self) -> str:
        return str(self.offset)
