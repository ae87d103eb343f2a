"""Warning talks. A case itself follows from the ledger and the talks (outcomes/queries.py)."""

from django.db import models
from django.db.models import F, Q

from jifen.cycles.models import Cycle
from jifen.people.models import Area, Cadre


class Talk(models.Model):
    """A warning talk that was held (谈话提醒警示), or one marked overturned. Append-only."""

    class Outcome(models.TextChoices):
        """What the row says of the talk named by `case`."""

        HELD = "held"
        OVERTURNED = "overturned"

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    case = models.CharField(max_length=40)
    """Identity of the case it answers: cycle, cadre and ordinal (outcomes/case.py)."""
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="talks")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="talks")
    held_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    record = models.TextField()
    """What was said; two talkers are `by` and `second`."""
    salt = models.BinaryField()
    by = models.UUIDField()
    second = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()
    last_seq = models.PositiveBigIntegerField()
    """Records up to this number stood when it was entered: later facts must reach a line alone."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "case", "outcome"], name="outcomes_talk_once"),
            models.CheckConstraint(name="outcomes_talk_two_people", condition=~Q(by=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.outcome}"
