"""Publicity: what is posted and until when, objections and their rulings, monthly batches, checks.

Nothing here moves a point: a posting stands beside the grants it publicises.
"""

import uuid

from django.db import models
from django.db.models import Q

from jifen.claims.models import Claim
from jifen.cycles.models import Cycle
from jifen.people.models import Area, User, choices
from jifen.publicity.kinds import Audience, Subject, Way


class Batch(models.Model):
    """A month's grants that one meeting approves, or its minor deductions (月度审定)."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=12, choices=choices(Subject))
    month = models.DateField()
    """Its first day."""
    number = models.PositiveSmallIntegerField()
    """1, 2 … of the month: what came late makes a second one."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "subject", "month", "number"], name="publicity_batch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number}"


class BatchLine(models.Model):
    """A claim of a batch. `pulled` says why it was taken out; it then goes its way alone."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="batch_lines")
    pulled = models.CharField(max_length=400, blank=True)
    """In somebody's words, or the code of what was refused; `values` then fill its sentence."""
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(pulled=""), name="publicity_batchline_in_one"
            ),
            models.UniqueConstraint(fields=["batch", "claim"], name="publicity_batchline_once"),
        ]

    def __str__(self) -> str:
        return self.pulled


class Posting(models.Model):
    """Something that is publicised (公示), from a day until the end of another. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    batch = models.OneToOneField(Batch, models.PROTECT, null=True, related_name="posting")
    audience = models.CharField(max_length=16, choices=choices(Audience))
    from_on = models.DateField()
    until_on = models.DateField()
    contact = models.CharField(max_length=120)
    """Whom to ask or to object to, as the paper prints it."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="publicity_posting_span", condition=Q(until_on__gte=models.F("from_on"))
            ),
            models.UniqueConstraint(fields=["town", "seq"], name="publicity_posting_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}—{self.until_on}"


class PostingLine(models.Model):
    """One grant of a posting. Append-only."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="lines")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="posting_lines")
    number = models.PositiveIntegerField()
    """Its place on the paper: 1, 2 …"""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["posting", "claim"], name="publicity_postingline_once")
        ]

    def __str__(self) -> str:
        return str(self.claim_id)


class Strike(models.Model):
    """A grant was taken off a posting, and why: the reason is shown in its place. Append-only."""

    line = models.OneToOneField(PostingLine, models.PROTECT, related_name="strike")
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Nobody, where the clock did."""
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.reason


class Closing(models.Model):
    """A posting came to its end without an open objection. Append-only."""

    posting = models.OneToOneField(Posting, models.PROTECT, related_name="closing")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Nobody, where the clock did."""
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Objection(models.Model):
    """What somebody objects against a posted grant. Append-only.

    Who it came from is kept here alone: neither the claim's steps nor the chain name them.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(PostingLine, models.PROTECT, related_name="objections")
    way = models.CharField(max_length=8, choices=choices(Way))
    text = models.TextField()
    reporter = models.CharField(max_length=120)
    """Key of the account, or how whoever came on paper or by phone called themselves."""
    entered_by = models.UUIDField(null=True)
    """Key of the account of the discipline inspection that wrote it down for somebody."""
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="publicity_objection_seq")
        ]

    def __str__(self) -> str:
        return str(self.ref)


class Ruling(models.Model):
    """What came of an objection, and why. Append-only."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="ruling")
    upheld = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return "upheld" if self.upheld else "dismissed"


class Recheck(models.Model):
    """A month's random sample of recorded grants to be looked at again (抽查). Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    month = models.DateField()
    seed = models.CharField(max_length=80)
    """Public: the hash of the month's last record, which nobody chooses and everybody can see."""
    percent = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "month"], name="publicity_recheck_once"),
            models.CheckConstraint(
                name="publicity_recheck_share", condition=Q(percent__gte=5, percent__lte=10)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class RecheckLine(models.Model):
    """A grant that the sample drew. Append-only."""

    recheck = models.ForeignKey(Recheck, models.PROTECT, related_name="lines")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="rechecks")
    number = models.PositiveIntegerField()
    """The how-manieth it was drawn."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recheck", "claim"], name="publicity_recheckline_once")
        ]

    def __str__(self) -> str:
        return str(self.claim_id)


class RecheckResult(models.Model):
    """What was found when a drawn grant was looked at again. Append-only."""

    line = models.OneToOneField(RecheckLine, models.PROTECT, related_name="result")
    right = models.BooleanField()
    """False: its withdrawal is proposed."""
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return "right" if self.right else "wrong"
