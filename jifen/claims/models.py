"""Claims and the steps taken on them; whether the way in for past decisions is locked."""

import uuid

from django.db import models
from django.db.models import Q

from jifen.core.rules import Capacity
from jifen.core.workflow import Action, Kind, State
from jifen.cycles.models import Cycle
from jifen.people.models import Area, Cadre, User, choices


class Claim(models.Model):
    """The process around something not yet accepted (申报 or 拟扣分). Moves no point itself."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=12, choices=choices(Kind))
    state = models.CharField(max_length=12, choices=choices(State), default=State.DRAFT)
    item = models.CharField(max_length=24)
    unit = models.ForeignKey(Area, models.PROTECT, related_name="claims")
    duty_area = models.CharField(max_length=24, blank=True)
    happened_on = models.DateField()
    measures = models.JSONField()
    matter = models.CharField(max_length=80, blank=True)
    reason = models.TextField()
    evidence = models.JSONField()
    decision_number = models.CharField(max_length=60, blank=True)
    identity = models.CharField(max_length=64, blank=True)
    """Of the imported row it came from; "" where a person wrote it."""
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    """Last day of the running period (publicity, answer, appeal)."""
    fact = models.UUIDField(null=True)
    """Key of the fact it became."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "identity"], condition=~Q(identity=""), name="claims_claim_identity"
            ),
            models.CheckConstraint(
                name="claims_claim_recorded_has_fact",
                condition=Q(state="recorded", fact__isnull=False)
                | (~Q(state="recorded") & Q(fact__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["town", "state"], name="claims_claim_waiting")]

    def __str__(self) -> str:
        return f"{self.item} {self.state}"


class Person(models.Model):
    """A cadre named on a claim, and in what capacity. Removed only with a draft's revision."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="people")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=12, choices=choices(Capacity), default=Capacity.NAMED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "cadre"], name="claims_person_once")
        ]

    def __str__(self) -> str:
        return self.capacity


class Decision(models.Model):
    """One step taken on a claim: who, in which role, when, why. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="decisions")
    action = models.CharField(max_length=16, choices=choices(Action))
    source = models.CharField(max_length=12, choices=choices(State))
    target = models.CharField(max_length=12, choices=choices(State))
    role = models.CharField(max_length=16)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="claims_decision_number")
        ]

    def __str__(self) -> str:
        return self.action


class PastLock(models.Model):
    """The county has locked a town's way in for past decisions (go-live). Append-only."""

    town = models.OneToOneField(Area, models.PROTECT, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.town_id} {self.at}"
