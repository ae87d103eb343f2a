"""Reading which forms were sent."""

from jifen.sendings.models import Sending


def find(key: str) -> Sending | None:
    """Return what is kept of the form with this key. One query."""
    return Sending.objects.filter(key=key).first()
