"""What was asked and inspected, and what was done about it. All of it is append-only."""

from django.db import models
from django.db.models import Q

from jifen.core.rhythm import Rhythm
from jifen.core.task import Action, Level, Look, Origin, Result, State
from jifen.people.models import Area, choices


class Task(models.Model):
    """One thing that was asked (督办事项), of whom is in its steps. Append-only.

    Several may rest on one document of a superior body.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    """1, 2, 3 … in the town and year: 督办〔2026〕3号."""
    origin = models.CharField(max_length=8, choices=choices(Origin))
    level = models.CharField(max_length=8, choices=choices(Level))
    issuer = models.CharField(max_length=60, blank=True)
    """Who asked for it, as the document says."""
    document = models.CharField(max_length=60, blank=True)
    """Number of the document it rests on (文号)."""
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    area = models.CharField(max_length=24, blank=True)
    """Code of the duty area; empty where people are named."""
    issued_on = models.DateField()
    due_on = models.DateField()
    """The last day as it was set; an extension stands in a step."""
    worth = models.JSONField()
    """Result → {"item", "measures"}: what it proposes."""
    salt = models.BinaryField()
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "year", "number"], name="tasks_task_number"),
            models.UniqueConstraint(fields=["town", "seq"], name="tasks_task_seq"),
            models.CheckConstraint(
                name="tasks_task_superior_has_document",
                condition=~Q(origin=Origin.SUPERIOR.value) | ~Q(document=""),
            ),
        ]
        indexes = [models.Index(fields=["town", "document"], name="tasks_task_document")]

    def __str__(self) -> str:
        return f"督办〔{self.year}〕{self.number}号"


class Step(models.Model):
    """One step of a task in one village, from its issue on. Append-only.

    Each says all that holds after it, so that the last one says where the task stands there.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, related_name="steps")
    unit = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    """0 for the issue, then 1, 2, 3 …"""
    action = models.CharField(max_length=12, choices=choices(Action))
    source = models.CharField(max_length=12, choices=choices(State))
    target = models.CharField(max_length=12, choices=choices(State))
    role = models.CharField(max_length=16, blank=True)
    due_on = models.DateField()
    asked_on = models.DateField(null=True)
    """The last day that was asked for; nothing where none waits for an answer."""
    reported_on = models.DateField(null=True)
    result = models.CharField(max_length=12, blank=True, choices=choices(Result))
    holders = models.TextField()
    """Whose it is: ",CODE:lead,CODE:assist,", by code; "," for a vacancy."""
    evidence = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    salt = models.BinaryField()
    by = models.UUIDField(null=True)
    """Nobody, where the clock took the step."""
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="tasks_step_seq"),
            models.UniqueConstraint(fields=["task", "unit", "number"], name="tasks_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} → {self.target}"


class Inspection(models.Model):
    """A round over places (督查、暗访、审计) on a day. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    """1, 2, 3 … in the town and year: 督查〔2026〕1号."""
    look = models.CharField(max_length=12, choices=choices(Look))
    held_on = models.DateField()
    document = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    units = models.JSONField()
    """Paths of the villages that were looked at, in order."""
    salt = models.BinaryField()
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "year", "number"], name="tasks_inspection_number"
            ),
            models.UniqueConstraint(fields=["town", "seq"], name="tasks_inspection_seq"),
        ]

    def __str__(self) -> str:
        return f"督查〔{self.year}〕{self.number}号"


class Finding(models.Model):
    """Something that an inspection found in a village, to be put right by a task. Append-only."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    unit = models.ForeignKey(Area, models.PROTECT, related_name="+")
    task = models.OneToOneField(Task, models.PROTECT, related_name="finding")
    """What puts it right: its deadline, the report, the second look."""
    item = models.CharField(max_length=24, blank=True)
    """What it proposes; empty where nothing but putting it right is asked."""
    measures = models.JSONField()
    repeats = models.ForeignKey("self", models.PROTECT, null=True, related_name="again")
    """The finding before it of the same duty area and item in the village (屡查屡犯)."""
    text = models.TextField()
    evidence = models.JSONField(default=list)
    salt = models.BinaryField()
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "seq"], name="tasks_finding_seq")]

    def __str__(self) -> str:
        return self.text[:40]


class Routine(models.Model):
    """Work that comes again (定期任务), as it was set or changed; the last row of a key holds.

    Append-only. Each of its turns is a task, whose key follows from the routine's and the day.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    """0 as it was first set, then 1, 2, 3 …"""
    rhythm = models.CharField(max_length=12, choices=choices(Rhythm))
    day = models.PositiveSmallIntegerField()
    """Of the week from Monday on, or of the month."""
    days = models.PositiveSmallIntegerField()
    """Working days that each turn has."""
    origin = models.CharField(max_length=8, choices=choices(Origin))
    level = models.CharField(max_length=8, choices=choices(Level))
    issuer = models.CharField(max_length=60, blank=True)
    document = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    area = models.CharField(max_length=24, blank=True)
    """Code of the duty area; empty where people are named."""
    units = models.JSONField(default=list)
    """Paths of the villages; none: all that stand on the day of a turn."""
    people = models.JSONField(default=list)
    """Codes of those who are named."""
    worth = models.JSONField()
    """Result → {"item", "measure"}, as it was written."""
    from_on = models.DateField()
    """The first day on which a turn may fall."""
    until_on = models.DateField(null=True)
    """The last such day; nothing where none is known."""
    reason = models.TextField(blank=True)
    """Why it ends."""
    salt = models.BinaryField()
    by = models.UUIDField()
    """In whose name its turns are asked for."""
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="tasks_routine_seq"),
            models.UniqueConstraint(fields=["key", "number"], name="tasks_routine_once"),
            models.CheckConstraint(
                name="tasks_routine_superior_has_document",
                condition=~Q(origin=Origin.SUPERIOR.value) | ~Q(document=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
