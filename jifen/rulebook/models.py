"""Rulebook versions, immutable once approved, and the drafts they come from."""

import uuid

from django.db import models

from jifen.core.drafting import Action, State
from jifen.people.models import Area, Cadre, User


class Draft(models.Model):
    """A version in the making: where it stands. What was said and done lies in sealed tables."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State])
    until_on = models.DateField(null=True)
    """Last day for comments; None before it was ever opened."""

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"


class Revision(models.Model):
    """One text of a draft, as it was given: 1, 2, 3 … in the draft. Append-only."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    source = models.TextField()
    """The file's text, character for character."""
    form = models.BinaryField()
    """Its canonical bytes (rulebook/canonical.py): what a reader reads back, whatever comes."""
    digest = models.CharField(max_length=64)
    """SHA-256 of `form`."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="rulebook_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.number}"


class Move(models.Model):
    """One step of a draft: who, when, from where to where, why. Append-only."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="moves")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    action = models.CharField(max_length=12, choices=[(a.value, a.value) for a in Action])
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    until_on = models.DateField(null=True)
    meeting = models.CharField(max_length=120, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    salt = models.BinaryField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.action} {self.draft_id}"


class Comment(models.Model):
    """What a cadre says of a draft, of an item or the whole. Append-only."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="comments")
    key = models.UUIDField(unique=True)
    item = models.CharField(max_length=24, blank=True)
    """Code of the item; empty: the whole."""
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    text = models.TextField()
    salt = models.BinaryField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    """Who entered it: the cadre, or a clerk from paper."""
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.cadre_id} {self.item}"


class Answer(models.Model):
    """The office's answer to a comment: adopted or not, and why. Append-only."""

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="answer")
    adopted = models.BooleanField()
    reason = models.TextField()
    salt = models.BinaryField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.comment_id} {self.adopted}"


class Simulation(models.Model):
    """What one text of a draft would have moved in a cycle. Append-only."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="simulations")
    cycle = models.CharField(max_length=20)
    """Name of the cycle whose facts were replayed."""
    summary = models.TextField()
    """Its figures as JSON, keys in order."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.revision_id} {self.cycle}"


class Version(models.Model):
    """One approved version of a town's rulebook: its file as it was read, and its digest.

    Append-only in the database.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    document_number = models.CharField(max_length=60)
    effective_on = models.DateField()
    source = models.TextField()
    """The YAML file, character for character."""
    form = models.BinaryField()
    """The canonical bytes (rulebook/canonical.py): the version is read back from these."""
    digest = models.CharField(max_length=64)
    """SHA-256 of `form`, not of the file."""
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="versions")
    """The draft it was; None for a first version that was approved on paper."""
    approved_at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "code", "version"], name="rulebook_version_once"
            ),
            models.UniqueConstraint(fields=["town", "effective_on"], name="rulebook_version_day"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
