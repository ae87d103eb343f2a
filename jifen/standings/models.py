"""Frozen editions; what was tried out on a cycle."""

import uuid

from django.db import models
from django.db.models import F, Q

from jifen.claims.models import Claim
from jifen.cycles.models import Cycle
from jifen.ledger.models import Fact
from jifen.people.models import Area


class Edition(models.Model):
    """A frozen standing: its bytes never change, names lie beside them. Append-only."""

    class Kind(models.TextChoices):
        """When it was frozen."""

        BRIEFING = "briefing"
        FINAL = "final"

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="editions")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    """1, 2, 3 … in the cycle."""
    checkpoint_on = models.DateField()
    """Facts that happened up to and on this day."""
    last_seq = models.PositiveBigIntegerField()
    """Records up to this number."""
    as_of = models.DateField()
    version = models.CharField(max_length=64)
    revision = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    """Canonical bytes: person and village codes, no names."""
    digest = models.CharField(max_length=64)
    names = models.JSONField()
    """Code → [name, village name, post] as they were that day."""
    frozen_at = models.DateTimeField()
    by = models.UUIDField()
    second = models.UUIDField(null=True)
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="standings_edition_number"),
            models.CheckConstraint(
                name="standings_edition_two_people",
                condition=Q(kind="briefing") | (Q(second__isnull=False) & ~Q(by=F("second"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Amendment(models.Model):
    """A proven mistake of a closed cycle (结账后更正): proposed by one, made or dropped by another.

    What is made takes a fact out of a closed cycle, for all or for one account, or puts milder
    measures in its place; a new final edition says what follows. Append-only, two rows of a key.
    """

    class Outcome(models.TextChoices):
        """What the row says of the amendment named by `key`."""

        PROPOSED = "proposed"
        MADE = "made"
        DROPPED = "dropped"

    class Basis(models.TextChoices):
        """What proves the mistake."""

        APPEAL = "appeal"  # 复核、申诉决定
        COURT = "court"  # 生效法律文书
        MISTAKE = "mistake"  # 经核实的差错

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="amendments")
    key = models.UUIDField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="amendments")
    holder = models.CharField(max_length=120, blank=True)
    """Cadre code or village path whose share goes; "" for the whole fact."""
    measures = models.JSONField(null=True)
    """Milder measures in the place of the fact's, as a review decided; null: it goes."""
    basis = models.CharField(max_length=12, choices=Basis.choices)
    appeal = models.UUIDField(null=True)
    """The review (`Appeal.ref`) that decided it."""
    paper = models.CharField(max_length=60)
    reason = models.TextField()
    salt = models.BinaryField()
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="amendments")
    """The edition that was frozen when it was made."""
    by = models.UUIDField()
    proposed_by = models.UUIDField(null=True)
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="standings_amendment_number"),
            models.UniqueConstraint(fields=["key", "outcome"], name="standings_amendment_once"),
            models.CheckConstraint(
                name="standings_amendment_two_people",
                condition=Q(outcome="proposed", proposed_by__isnull=True)
                | (
                    ~Q(outcome="proposed")
                    & Q(proposed_by__isnull=False)
                    & (Q(outcome="dropped") | ~Q(by=F("proposed_by")))
                ),
            ),
            models.CheckConstraint(
                name="standings_amendment_frozen",
                condition=Q(outcome="made", edition__isnull=False)
                | (~Q(outcome="made") & Q(edition__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.outcome}"


class Leaving(models.Model):
    """An unfinished claim that a close lets go on, to be booked late (留待补记). Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="leavings")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="leaving")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reason = models.TextField()
    salt = models.BinaryField()
    at = models.DateTimeField()
    by = models.UUIDField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="standings_leaving_number")
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}"


class Trial(models.Model):
    """What another rulebook would have made of a cycle (试算), person by person.

    No record: no point moves by it and nothing rests on it. The same text tried again on the same
    cycle takes its place. It holds names, so only those who decide about rulebooks see it.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="trials")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64)
    """Of the rulebook that was tried."""
    body = models.JSONField()
    """As standings/simulated.py writes `detail`."""
    made_at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "digest"], name="standings_trial_once")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.digest[:16]}"
