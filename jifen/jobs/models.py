"""What is kept of the work in the background. The jobs themselves are rows of django-tasks-db."""

from django.db import models


class Turn(models.Model):
    """One moment at which a row of the clock (clock.py) was due, and what became of it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        DONE = "done"
        FOUND = "found"  # done, and something is wrong with the home
        FAILED = "failed"
        PASSED = "passed"  # it lay before the first look at the clock

    code = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    """By the home's clock, as are the other two."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)
    """What was done, or why it was not, in a sentence."""

    class Meta:
        constraints = [
            # The second wall behind the leader's lock: whoever makes the row does the work.
            models.UniqueConstraint(fields=["code", "due_at"], name="jobs_turn_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.due_at}"


class Worker(models.Model):
    """The process that leads: which one, since when, when it last looked. One row, of real time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=80)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
