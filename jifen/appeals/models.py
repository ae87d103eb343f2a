"""Appeals, the points they make, the steps taken on them, what was ruled."""

import uuid

from django.db import models
from django.db.models import Q

from jifen.claims.models import Claim
from jifen.core.appeal import Action, Ground, Level, Part, State
from jifen.core.service import Mode
from jifen.core.workflow import Outcome
from jifen.ledger.models import Change, Fact
from jifen.people.models import Area, User, choices


class Appeal(models.Model):
    """One request to look at a decision again (复核), or at such a look (申诉).

    About a claim that was served or refused, or a recorded fact, as far as it is one holder's: a
    cadre's, or a village's for which its secretary speaks. What it says lies in its points.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    level = models.CharField(max_length=8, choices=choices(Level))
    state = models.CharField(max_length=12, choices=choices(State), default=State.FILED)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="appeals")
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="appeals")
    before = models.OneToOneField("self", models.PROTECT, null=True, related_name="after")
    """The review that a second appeal goes on from."""
    holder = models.CharField(max_length=64)
    """Whose share it is: a cadre's code or a village's path."""
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    on_paper = models.CharField(max_length=80, blank=True)
    """Number of the signed paper that the office entered; "" where the person filed it."""
    excuse = models.TextField(blank=True)
    """Why it comes after the window."""
    due_on = models.DateField()
    """Last day for deciding and serving."""
    answer_until = models.DateField(null=True)
    extended = models.BooleanField(default=False)
    told = models.BooleanField(default=False)
    """The leader was told that it is overdue."""
    hold = models.UUIDField(null=True)
    """Key of the suspension of a recorded fact that waits for this appeal; None when lifted."""
    served_on = models.DateField(null=True)
    """Day on which the person was told how it ended."""
    salt = models.BinaryField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="appeals_appeal_number"),
            models.CheckConstraint(
                name="appeals_appeal_about",
                condition=Q(claim__isnull=False) | Q(fact__isnull=False),
            ),
            models.CheckConstraint(
                name="appeals_appeal_second",
                condition=Q(level="first", before__isnull=True)
                | Q(level="second", before__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["town", "state"], name="appeals_appeal_waiting")]

    def __str__(self) -> str:
        return f"{self.level} {self.state}"


class Point(models.Model):
    """One thing that an appeal says is wrong, and on which ground. Append-only."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=16, choices=choices(Ground))
    text = models.TextField()
    evidence = models.JSONField(default=list)
    """Document numbers and stored files, as on a claim; may be empty."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "number"], name="appeals_point_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.ground}"


class Step(models.Model):
    """One step taken on an appeal: who, as what, when, why. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="steps")
    action = models.CharField(max_length=12, choices=choices(Action))
    source = models.CharField(max_length=12, choices=choices(State))
    target = models.CharField(max_length=12, choices=choices(State))
    part = models.CharField(max_length=12, choices=choices(Part))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Nobody, where the clock took the step."""
    reason = models.TextField(blank=True)
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "seq"], name="appeals_step_number")]

    def __str__(self) -> str:
        return self.action


class Ruling(models.Model):
    """What a review came to: outcome, grounds found, a reply to each point. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="ruling")
    outcome = models.CharField(max_length=12, choices=choices(Outcome))
    grounds = models.JSONField()
    """core.appeal.Ground values that were found, sorted."""
    measures = models.JSONField(null=True)
    """Of a change: what takes the place of what was measured (core.facts.Measures.plain)."""
    replies = models.JSONField()
    """Point by point: [number, 1 accepted or 0 not, why]."""
    reason = models.TextField()
    salt = models.BinaryField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="appeals_ruling_number")
        ]

    def __str__(self) -> str:
        return self.outcome


class ServedAnew(models.Model):
    """One service (送达) of a deduction that was released from a limit. Append-only.

    What stood beside it under the limit was withdrawn or put right: it would take more than it
    took, so it waits until whoever bears it was told and the days are over (model.md). Where it
    comes to more than was said before it counts, it is served once more.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    suspension = models.ForeignKey(Change, models.PROTECT, related_name="services_anew")
    """The change by which it waits for one account."""
    amount = models.BigIntegerField()
    """What it was said to take when it counts again, in centipoints, a magnitude."""
    mode = models.CharField(max_length=8, choices=choices(Mode))
    proof = models.CharField(max_length=120, blank=True)
    """Number or file of the signed receipt, the letter's number, who witnessed it was left."""
    on = models.DateField()
    until = models.DateField()
    """Last day on which a review may be asked for; it counts again after that."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="appeals_servedanew_number"),
            models.CheckConstraint(name="appeals_servedanew_magnitude", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.on}"
