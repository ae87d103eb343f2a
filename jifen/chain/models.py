"""What the chain stores: the records, each town's head, and the seals over both."""

from django.db import models


class Record(models.Model):
    """One thing that happened in a town. Never changed, replaced or removed (law I2).

    `payload` are the canonical bytes (chain/canonical.py): no personal data, only commitments.
    There is no stored previous hash: it is the hash of record `seq` − 1. No column is left out of
    the hash, so there is no id: town and number are the key.
    """

    pk = models.CompositePrimaryKey("town", "seq")
    town = models.CharField(max_length=64)
    """Area path of the town when its chain began."""
    seq = models.PositiveBigIntegerField()
    """1, 2, 3 … without a gap in each town."""
    kind = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    algorithm = models.CharField(max_length=12)
    payload = models.BinaryField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.town}#{self.seq} {self.kind}"


class Head(models.Model):
    """A town's last record. Its row is the one lock that orders everything in the town."""

    town = models.CharField(max_length=64, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.town}@{self.seq}"


class Block(models.Model):
    """The seal over a thousand of a town's records (chain/seals.py). Append-only."""

    pk = models.CompositePrimaryKey("town", "number")
    town = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField()
    """1 covers the records 1 to 1 000, 2 the next thousand."""
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.town} block {self.number}"


class Root(models.Model):
    """A day's Merkle root over all towns' heads (chain/seals.py). Append-only."""

    on = models.DateField(primary_key=True)
    at = models.DateTimeField()
    heads = models.JSONField()
    """[town, number, hash] of each head, by town."""
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"root of {self.on}"


class Checkpoint(models.Model):
    """A checkpoint that went out (chain/checkpoints.py): when, where to, with what. Append-only.

    It says how far the protection reaches. What is compared is what lies outside, never this.
    """

    at = models.DateTimeField()
    place = models.CharField(max_length=12)
    """One of: folder, mail, syslog."""
    heads = models.JSONField()
    """[town, number, hash] of each head, by town."""
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"checkpoint of {self.at} to {self.place}"
