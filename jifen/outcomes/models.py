"""Warning talks, what else people entered about a case, and what the law asks figures of.

A case itself follows from the ledger and the talks (outcomes/queries.py).
"""

from django.db import models
from django.db.models import F, Q

from jifen.core.consequence import Action, State, Way
from jifen.cycles.models import Cycle
from jifen.people.models import Area, Cadre, choices


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


class Handling(models.Model):
    """One thing entered about a case (处置): what was done, by whom, on what paper. Append-only.

    Its rows follow `core.consequence`; the last one says where a way stands. It moves no post (I9).
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    case = models.CharField(max_length=40)
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="handlings")
    way = models.CharField(max_length=12, choices=choices(Way))
    holding = models.PositiveBigIntegerField()
    """Number of the record that opened the holding it is attached to; 0: the person (the talk)."""
    action = models.CharField(max_length=12, choices=choices(Action))
    source = models.CharField(max_length=12, choices=choices(State))
    target = models.CharField(max_length=12, choices=choices(State))
    role = models.CharField(max_length=16)
    done_on = models.DateField()
    """Local day on which it was done, which is not later than that of the entry."""
    paper = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    figures = models.JSONField()
    """Counts and days by name, as `handling.FIGURES` has them: numbers and ISO days as text."""
    salt = models.BinaryField()
    by = models.UUIDField()
    second = models.UUIDField(null=True)
    point = models.UUIDField(null=True)
    """Agenda point of the meeting that carried it."""
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="outcomes_handling_number"),
            models.CheckConstraint(
                name="outcomes_handling_two_people",
                condition=Q(second__isnull=True) | ~Q(by=F("second")),
            ),
            models.CheckConstraint(
                # The other ways are one holding's each, the talk is the person's.
                name="outcomes_handling_one_holding",
                condition=Q(way=Way.TALK, holding=0) | (~Q(way=Way.TALK) & Q(holding__gt=0)),
            ),
        ]
        indexes = [models.Index(fields=["town", "case"], name="outcomes_handling_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.action}"


class Listing(models.Model):
    """A shortlist (推荐名单) as it was drawn, or whom people chose of it. Append-only.

    Two rows of a key. It moves no point and no post, and nothing follows from standing on it.
    """

    class Outcome(models.TextChoices):
        """What the row says of the list named by `key`."""

        DRAWN = "drawn"
        CHOSEN = "chosen"

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField()
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="listings")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    code = models.CharField(max_length=40)
    """The list in the version."""
    name = models.CharField(max_length=120)
    proposal = models.UUIDField()
    """The decided results (`Proposed.ref`) from which it was drawn."""
    people = models.JSONField()
    """By cadre code: drawn, the grounds, each a condition and its figure; chosen, the reason."""
    names = models.JSONField()
    """Code → [name, village name, post] as the results have them."""
    salt = models.BinaryField()
    point = models.UUIDField(null=True)
    """Agenda point of the meeting that carried the choice."""
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="outcomes_listing_number"),
            models.UniqueConstraint(fields=["key", "outcome"], name="outcomes_listing_once"),
            models.CheckConstraint(
                name="outcomes_listing_meeting",
                condition=Q(outcome="drawn", point__isnull=True)
                | Q(outcome="chosen", point__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"


class Electorate(models.Model):
    """How many may vote in a village, and how many represent them, from a day. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    unit = models.ForeignKey(Area, models.PROTECT, related_name="electorates")
    from_on = models.DateField()
    voters = models.PositiveIntegerField()
    """Villagers with voting rights (有选举权的村民)."""
    representatives = models.PositiveIntegerField()
    """Villagers' representatives (村民代表)."""
    source = models.CharField(max_length=120)
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="outcomes_electorate_number")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.from_on}"


class LawText(models.Model):
    """A text of law that the county entered for a town, with its source. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    unit_kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    article = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    in_force_on = models.DateField()
    figures = models.JSONField()
    """The fractions and days of `core.recall.Terms` by name, as text."""
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "seq"], name="outcomes_law_number")]

    def __str__(self) -> str:
        return self.name
