"""Claims and the steps taken on them; whether the way in for past decisions is locked."""

import uuid

from django.db import models
from django.db.models import F, Q

from jifen.core.rules import Capacity
from jifen.core.service import Mode, Review, Served
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
    """Last day of the running period (publicity, answer, appeal): of several, the first to end."""
    confidential = models.BooleanField(default=False)
    """Discipline material: seen by discipline, the head, the person, the reviewers of the case."""
    noticed = models.JSONField(null=True)
    """The measures as they were first noticed; `measures` is never worse than these."""
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
            models.CheckConstraint(name="claims_claim_has_evidence", condition=~Q(evidence=[])),
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
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Nobody, where the clock took the step."""
    reason = models.TextField(blank=True)
    measures = models.JSONField(null=True)
    """What it lowered the claim's measures to; nothing where it left them."""
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="claims_decision_number")
        ]

    def __str__(self) -> str:
        return self.action


class Pending(models.Model):
    """A decision that may still be taken back: the state has moved, nothing is recorded yet.

    It goes when it is taken back, or when it becomes a Decision.
    """

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="pending")
    action = models.CharField(max_length=16, choices=choices(Action))
    source = models.CharField(max_length=12, choices=choices(State))
    role = models.CharField(max_length=16)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    before = models.JSONField()
    """The claim's measures as they stood."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.action


class Addressee(models.Model):
    """Whom a deduction is noticed to, and how far it has come for them: a cadre, or the village.

    One row for each account that it would touch. Each is served, answers, and asks for review of
    their own share, and it counts for each account when it is final for it. The row follows from
    its services, answers and reviews, which are sealed.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="addressees")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    holder = models.CharField(max_length=64)
    """Whose account: a cadre's code or the village's path."""
    cadre = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    """Rises each time the case is noticed anew."""
    amount = models.BigIntegerField()
    """The full amount in centipoints, a magnitude: what is noticed, before limits."""
    withheld = models.BigIntegerField()
    """How much of it a limit would withhold, as things stood at the notice."""
    knock_on = models.JSONField()
    """Other lines that it would move: [{"fact", "item", "was", "now"}, …], signed centipoints."""
    noticed_on = models.DateField(null=True)
    answer_until = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    appeal_until = models.DateField(null=True)
    review = models.CharField(max_length=8, blank=True, choices=choices(Review))
    reviews = models.PositiveSmallIntegerField(default=0)
    """How many reviews of this share have come to an end: a first, then a second."""
    final_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "holder"], name="claims_addressee_once"),
            models.CheckConstraint(
                name="claims_addressee_final_was_served",
                condition=Q(final_on__isnull=True) | Q(served_on__isnull=False),
            ),
            models.CheckConstraint(
                name="claims_addressee_magnitude", condition=Q(amount__gte=0, withheld__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.holder


class Service(models.Model):
    """One service (送达) of a notice or a decision on an addressee, with proof. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="services")
    what = models.CharField(max_length=8, choices=choices(Served))
    round = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=8, choices=choices(Mode))
    proof = models.CharField(max_length=120, blank=True)
    """Number or file of the signed receipt, the letter's number, who witnessed it was left."""
    on = models.DateField()
    until = models.DateField()
    """Last day of the period that the service starts."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="claims_service_number"),
            models.UniqueConstraint(
                fields=["addressee", "what", "round"], name="claims_service_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.mode}"


class AnswerPoint(models.Model):
    """One numbered point of an addressee's answer (陈述申辩). Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="points")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    evidence = models.JSONField(default=list)
    signature = models.CharField(max_length=120, blank=True)
    """Where another wrote it down (代录): number or file of the paper that they signed."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="claims_answerpoint_seq"),
            models.UniqueConstraint(fields=["addressee", "number"], name="claims_answerpoint_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class PointReply(models.Model):
    """What became of one point: accepted or not (采纳/不采纳), and why. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    point = models.OneToOneField(AnswerPoint, models.PROTECT, related_name="reply")
    accepted = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="claims_pointreply_number")
        ]

    def __str__(self) -> str:
        return "accepted" if self.accepted else "refused"


class ReviewStep(models.Model):
    """A review of one share that was begun, that ended, or whose suspension was lifted.

    Append-only.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="review_steps")
    what = models.CharField(max_length=8, choices=choices(Review))
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="claims_reviewstep_number")
        ]

    def __str__(self) -> str:
        return self.what


class OpeningBatch(models.Model):
    """One file of opening balances (期初余额), or what became of it; one row each. Append-only.

    Whoever entered it does not approve it. The facts that follow name it by its key.
    """

    class Outcome(models.TextChoices):
        """What the row says of the file named by `key`."""

        ENTERED = "entered"
        APPROVED = "approved"
        DROPPED = "dropped"
        WITHDRAWN = "withdrawn"

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    key = models.UUIDField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    filename = models.CharField(max_length=120)
    rows = models.JSONField()
    """As `openings.Row` writes them, in the order of the file."""
    reason = models.TextField(blank=True)
    salt = models.BinaryField()
    by = models.UUIDField()
    second = models.UUIDField(null=True)
    """Of an approval or a dropping: who entered it; of a withdrawal: who decided it."""
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="claims_opening_number"),
            models.UniqueConstraint(fields=["key", "outcome"], name="claims_opening_once"),
            models.CheckConstraint(
                name="claims_opening_two_people",
                condition=Q(outcome="entered", second__isnull=True)
                | Q(outcome="dropped", second__isnull=False)
                | Q(outcome="approved", second__isnull=False) & ~Q(by=F("second"))
                | Q(outcome="withdrawn", second__isnull=False) & ~Q(by=F("second")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} {self.outcome}"


class PastLock(models.Model):
    """The county has locked a town's way in for past decisions (go-live). Append-only."""

    town = models.OneToOneField(Area, models.PROTECT, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.town_id} {self.at}"
