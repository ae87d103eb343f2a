"""Accounts, facts, facts about facts, entries."""

import uuid

from django.db import models
from django.db.models import F, Q

from jifen.core.facts import HolderKind
from jifen.cycles.models import Cycle
from jifen.people.models import Area, Cadre, choices
from jifen.rulebook.models import Version


class Account(models.Model):
    """A cadre's or a village's points in one cycle. `balance` and `gross` follow from the entries.

    Amounts are centipoints. The row is a projection: `verify` rebuilds and compares it.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="accounts")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=choices(HolderKind))
    cadre = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="accounts")
    village = models.ForeignKey(Area, models.PROTECT, null=True, related_name="accounts")
    balance = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    deducted = models.BigIntegerField(default=0)
    gross = models.BigIntegerField(default=0)
    """Gross deductions (model.md): what the 40-point line counts."""
    as_of = models.DateField()
    """The day up to which it is assessed; never goes back, never passes the cycle's last day."""
    carried = models.BigIntegerField(default=0)
    """What was carried in (`Carry`), as the last record of it says."""
    carried_seq = models.PositiveBigIntegerField(null=True)
    """Number of that record; null where nothing ever was."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "cadre"], name="ledger_account_cadre"),
            models.UniqueConstraint(fields=["cycle", "village"], name="ledger_account_village"),
            models.CheckConstraint(
                name="ledger_account_one_holder",
                condition=Q(kind="cadre", cadre__isnull=False, village__isnull=True)
                | Q(kind="village", cadre__isnull=True, village__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cadre_id or self.village_id}"


class Fact(models.Model):
    """One accepted fact, or one board (评比榜). Append-only: a mistake is answered by a Change."""

    class Way(models.TextChoices):
        """How it came in."""

        CLAIM = "claim"
        DECIDED = "as-decided"  # decided before go-live

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="facts")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    seq = models.PositiveBigIntegerField()
    item = models.CharField(max_length=24)
    unit = models.ForeignKey(Area, models.PROTECT, related_name="facts")
    """The village or community it happened in; a board's is the town."""
    happened_on = models.DateField()
    measures = models.JSONField()
    """As core.facts.Measures.plain writes them; a board's stand in its rows."""
    board = models.JSONField(null=True)
    """A board's rows, in its order: [path or code, figure or null, [[code, capacities], …]]."""
    matter = models.CharField(max_length=80)
    reason = models.TextField()
    salt = models.BinaryField()
    evidence = models.JSONField()
    """Document numbers and file digests, at least one: ["县督通〔2025〕3号", "sha256:…"]."""
    decision_number = models.CharField(max_length=60)
    way = models.CharField(max_length=12, choices=Way.choices)
    identity = models.CharField(max_length=64, blank=True)
    """Digest of the imported row's identity; "" for a claim's fact. The same row enters once."""
    recorded_at = models.DateTimeField()
    by = models.UUIDField()
    second = models.UUIDField()
    """The two accounts answerable for it (`User.ref`): operator and approver."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="ledger_fact_number"),
            models.UniqueConstraint(
                fields=["town", "identity"], condition=~Q(identity=""), name="ledger_fact_identity"
            ),
            models.CheckConstraint(name="ledger_fact_four_eyes", condition=~Q(by=F("second"))),
        ]
        indexes = [models.Index(fields=["cycle", "happened_on"], name="ledger_fact_day")]

    def __str__(self) -> str:
        return f"{self.item} {self.happened_on}"


class Late(models.Model):
    """What makes a fact late (补记): it happened in a closed cycle. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    fact = models.OneToOneField(Fact, models.PROTECT, related_name="late")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="late_facts")
    """The cycle it happened in; the fact's own is the one it is booked in."""
    booked_on = models.DateField()
    amounts = models.JSONField()
    """Cadre code or village path → what that cycle's version gives that account, signed."""
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "seq"], name="ledger_late_number")]

    def __str__(self) -> str:
        return f"{self.booked_on}"


class Opening(models.Model):
    """What makes a fact an opening balance (期初余额): one account's sum. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    fact = models.OneToOneField(Fact, models.PROTECT, related_name="opening")
    holder = models.CharField(max_length=64)
    """Cadre code or village path: whose account, and nobody else's."""
    points = models.BigIntegerField()
    """Centipoints, signed: after the item's own limits, before those it shares."""
    count = models.PositiveIntegerField()
    """How many facts it stands for; 0 where a side is known as one sum only."""
    batch = models.UUIDField()
    """The file that it came in (claims.OpeningBatch.key)."""
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="ledger_opening_number")
        ]
        indexes = [models.Index(fields=["batch"], name="ledger_opening_batch")]

    def __str__(self) -> str:
        return f"{self.holder} {self.points}"


class Carry(models.Model):
    """What a cadre carries into a cycle from the one before (结转). The last one counts.

    Append-only: where an amendment of the earlier cycle moves it, another row says so.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="carries")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    """The closed cycle that it comes from; the account is of the next."""
    amount = models.BigIntegerField()
    """Centipoints, signed; 0 where an amendment left nothing."""
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "seq"], name="ledger_carry_number")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"


class Party(models.Model):
    """One of a fact's parties and their capacities that day. Append-only, part of the fact."""

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="parties")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="parties")
    capacities = models.CharField(max_length=60)
    """Comma-separated core.rules.Capacity values, sorted."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "cadre"], name="ledger_party_once")]

    def __str__(self) -> str:
        return self.capacities


class Change(models.Model):
    """A fact about a fact: withdrawal, suspension, resumption, repair; of one share, or whole.

    Append-only. The chain holds a repair (整改) as a kind of its own.
    """

    class Kind(models.TextChoices):
        """What it does to the fact."""

        WITHDRAW = "withdraw"
        SUSPEND = "suspend"
        RESUME = "resume"
        REPAIR = "repair"

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="changes")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="changes")
    reason = models.TextField()
    salt = models.BinaryField()
    repaired_on = models.DateField(null=True)
    """The day it was put right; null in a repair: the one that stood is taken back."""
    evidence = models.JSONField(default=list)
    """Of a repair: document numbers and file digests."""
    identity = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()
    by = models.UUIDField()
    second = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="ledger_change_number"),
            models.CheckConstraint(
                name="ledger_change_repaired",
                condition=Q(kind="repair") | Q(repaired_on__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["town", "identity"],
                condition=~Q(identity=""),
                name="ledger_change_identity",
            ),
            models.CheckConstraint(name="ledger_change_four_eyes", condition=~Q(by=F("second"))),
        ]

    def __str__(self) -> str:
        return self.kind


class Entry(models.Model):
    """One line of the points ledger (积分台账). Append-only."""

    class Event(models.TextChoices):
        """What moved the points."""

        OPEN = "open"
        ACCEPT = "accept"
        REGISTER = "register"
        WITHDRAW = "withdraw"
        SUSPEND = "suspend"
        RESUME = "resume"
        EXPIRE = "expire"  # what the day does: expiry, recurrence, freezing
        REPAIR = "repair"
        AMEND = "amend"  # after the close: a proven mistake put right
        CARRY = "carry"  # what the cycle before carries into a running one

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()
    event = models.CharField(max_length=12, choices=Event.choices)
    event_key = models.CharField(max_length=36)
    """Id of the fact, change, batch or register record that caused it; "day:" and the day."""
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    line = models.CharField(max_length=36)
    """A fact's key, or "base", "proration", "carry-in", "floor". Never null."""
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="entries")
    """The fact that `line` names, for reading; null for the other lines."""
    amount = models.BigIntegerField()
    """Centipoints, never zero."""
    version = models.CharField(max_length=64)
    """Digest of the rulebook version it was assessed under."""
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="ledger_entry_number"),
            models.UniqueConstraint(
                fields=["town", "event_key", "account", "line"], name="ledger_entry_cause"
            ),
            models.CheckConstraint(name="ledger_entry_moves", condition=~Q(amount=0)),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.amount}"
