"""Counts of votes and scores, ties, the results with their steps, and what is objected to them."""

from django.db import models
from django.db.models import F, Q

from jifen.core.appraising import Action, State
from jifen.cycles.models import Cycle
from jifen.people.models import Area, choices
from jifen.publicity.kinds import Way
from jifen.standings.models import Edition


class Count(models.Model):
    """The count of one source of the results (计票、评分), entered whole; or its confirmation.

    By person and category of voters, never by voter. Another account confirms or rejects it, in a
    row of the same key. What was confirmed last counts. Append-only.
    """

    class Outcome(models.TextChoices):
        """What the row says of the count named by `key`."""

        ENTERED = "entered"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="counts")
    key = models.UUIDField()
    source = models.CharField(max_length=40)
    """Code of the version's source, or `UNIT_GRADES`."""
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    rows = models.JSONField()
    """As `counting.Row` writes them: texts and whole numbers, in order of code and category."""
    paper = models.CharField(max_length=60)
    """Number of the paper that holds the signed count (计票单)."""
    by = models.UUIDField()
    entered_by = models.UUIDField(null=True)
    """Of a confirmation: who entered the count."""
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="results_count_number"),
            models.UniqueConstraint(fields=["key", "outcome"], name="results_count_once"),
            models.CheckConstraint(
                name="results_count_two_people",
                condition=Q(outcome="entered", entered_by__isnull=True)
                | (~Q(outcome="entered") & Q(entered_by__isnull=False) & ~Q(by=F("entered_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.outcome}"


class Seating(models.Model):
    """Who of a tie sits inside its line, as a meeting decided. The latest counts. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="seatings")
    key = models.UUIDField(unique=True)
    line = models.CharField(max_length=160)
    """Key of the line, e.g. "quota:excellent:town"."""
    tied = models.JSONField()
    """Codes of the whole tie, in order: for another one the decision does not hold."""
    seated = models.JSONField()
    point = models.UUIDField()
    """Agenda point that carried it."""
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="results_seating_number")
        ]

    def __str__(self) -> str:
        return self.line


class Proposed(models.Model):
    """The results of a closed cycle as they were proposed (考核结果), frozen. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="results")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    """The final edition of the standing that they rest on."""
    ref = models.UUIDField(unique=True)
    number = models.PositiveSmallIntegerField()
    """1, 2, 3 … in the cycle: the last one counts."""
    last_seq = models.PositiveBigIntegerField()
    """Counts, seatings and rulings up to this record."""
    named_fen = models.BigIntegerField(null=True)
    """The pool as it was named, in fen; nothing where the version says it or has none."""
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    names = models.JSONField()
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="results_proposed_number"),
            models.CheckConstraint(
                name="results_proposed_pool",
                condition=Q(named_fen__isnull=True) | Q(named_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.number}"


class Move(models.Model):
    """A step that people took on proposed results (审定、公示、确定、撤回). Append-only."""

    proposed = models.ForeignKey(Proposed, models.PROTECT, related_name="moves")
    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    action = models.CharField(max_length=12, choices=choices(Action))
    source = models.CharField(max_length=12, choices=choices(State))
    target = models.CharField(max_length=12, choices=choices(State))
    role = models.CharField(max_length=16)
    departures = models.JSONField()
    """Of a decision: code → [grade, reason] where it is another than the proposed one."""
    reason = models.TextField(blank=True)
    salt = models.BinaryField()
    point = models.UUIDField(null=True)
    """Agenda point of the meeting that carried it."""
    until_on = models.DateField(null=True)
    """Of a publicity: its last day."""
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="results_move_number"),
            models.UniqueConstraint(fields=["proposed", "action"], name="results_move_once"),
        ]

    def __str__(self) -> str:
        return self.action


class Objection(models.Model):
    """What somebody objects to results while they are publicised (公示期间的异议). Append-only.

    Who it came from is kept here alone, as of an objection to a posted grant.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True)
    proposed = models.ForeignKey(Proposed, models.PROTECT, related_name="objections")
    code = models.CharField(max_length=40, blank=True)
    """Code of the cadre whose result it is about; empty for the results as a whole."""
    way = models.CharField(max_length=8, choices=choices(Way))
    text = models.TextField()
    reporter = models.CharField(max_length=120)
    """Key of the account, or how whoever came on paper or by phone called themselves."""
    paper = models.CharField(max_length=60, blank=True)
    """Number under which the office keeps what came on paper, or its note of a call."""
    entered_by = models.UUIDField(null=True)
    """Key of the account that wrote it down for somebody."""
    salt = models.BinaryField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="results_objection_number"),
            models.CheckConstraint(
                name="results_objection_by_whom",
                condition=Q(way=Way.ACCOUNT, entered_by__isnull=True, paper="")
                | (~Q(way=Way.ACCOUNT) & Q(entered_by__isnull=False) & ~Q(paper="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.ref)


class Answer(models.Model):
    """What came of an objection to results, and why (异议处理). Append-only."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="answer")
    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    upheld = models.BooleanField()
    """True: these results cannot stand; the committee takes them back."""
    reason = models.TextField()
    salt = models.BinaryField()
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="results_answer_number")
        ]

    def __str__(self) -> str:
        return "upheld" if self.upheld else "dismissed"
