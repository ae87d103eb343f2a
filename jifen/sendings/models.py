"""What is kept of a form that was sent."""

from django.db import models


class Sending(models.Model):
    """One form that recorded something. Its row is written in the transaction of what it recorded.

    So the row stands if, and only if, something was recorded; a second sending meets its key.
    """

    key = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of the token that was drawn for this form each time it was shown."""
    by = models.CharField(max_length=32)
    """Key of the account that sent it."""
    body = models.CharField(max_length=64)
    """SHA-256 of where it was sent and all it held."""
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    """What it was answered; None as long as that is not known."""
    answer = models.JSONField(null=True)
    """Headers, text and messages of the answer."""

    def __str__(self) -> str:
        return f"{self.key[:8]} of {self.at}"
