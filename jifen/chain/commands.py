"""Writing the chain: hold a town's head, append records, seal."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, Subquery

from jifen.chain import blocks, canonical, freezing
from jifen.chain.kinds import FIELDS, KINDS
from jifen.chain.models import Head, Record, Root
from jifen.chain.seals import SIZE, Leaf, root
from jifen.core.errors import Refusal


@dataclass(slots=True)
class Chain:
    """A town's chain while its head is held: append records, then `seal`."""

    town: str
    seq: int
    hash: str
    at: dt.datetime
    fresh: list[Record] = field(default_factory=list)

    def append(self, kind: str, **fields: canonical.Value) -> int:
        """Add one record and return its number. Its fields are those of its kind, no other."""
        names = KINDS[kind]
        assert set(fields) == set(names), (kind, sorted(set(fields) ^ set(names)))
        for name in names:
            assert canonical.value(fields[name])[:1].decode() in FIELDS[name][0], (kind, name)
        data = canonical.payload(kind, ((name, fields[name]) for name in names))
        digest = canonical.digest(data, settings.DIGEST)
        self.seq += 1
        self.hash = canonical.link(
            self.hash,
            town=self.town,
            seq=self.seq,
            kind=kind,
            at=self.at,
            payload_digest=digest,
            algorithm=settings.DIGEST,
        )
        self.fresh.append(
            Record(
                town=self.town,
                seq=self.seq,
                kind=kind,
                version=canonical.VERSION,
                algorithm=settings.DIGEST,
                payload=data,
                digest=digest,
                at=self.at,
                hash=self.hash,
            )
        )
        return self.seq

    def seal(self) -> None:
        """Write what was appended since the last seal, and the new head. Call it last."""
        if not self.fresh:
            return
        Record.objects.bulk_create(self.fresh, batch_size=500)
        Head.objects.filter(town=self.town).update(seq=self.seq, hash=self.hash, at=self.at)
        if self.seq // SIZE > (self.fresh[0].seq - 1) // SIZE:
            blocks.close(self.town, self.seq)
        self.fresh = []

    def _all_sealed(self) -> None:
        assert not self.fresh, f"{self.town}: {len(self.fresh)} records were never sealed"


def hold(town: str, *, at: dt.datetime) -> Chain:
    """Lock the town's head until the caller's transaction ends, and return its chain.

    A town without a head gets one. The instant of a record never goes back: a clock that did
    is held at the last record's instant. One query; two more for a town's first record.

    Raises:
        Refusal: "home.frozen" after a failed verification, "chain.digest" where the chain began
            with another algorithm than is set.
    """
    assert connection.in_atomic_block, "hold() belongs to its caller's transaction"
    freezing.see_that_it_is_not()
    canonical.instant(at)  # a time without its zone is refused here, not at the first record
    known = Head.objects.select_for_update().annotate(algorithm=_last_algorithm())
    head = known.filter(town=town).first()
    if head is None:
        # Two may come first at once: one row stands, both wait for it here.
        Head.objects.bulk_create([Head(town=town, hash=canonical.GENESIS)], ignore_conflicts=True)
        head = known.get(town=town)
    if head.algorithm not in {None, settings.DIGEST}:
        raise Refusal("chain.digest", chain=head.algorithm, set=settings.DIGEST)
    chain = Chain(town, head.seq, head.hash, max(head.at or at, at))
    transaction.on_commit(chain._all_sealed)
    return chain


def _last_algorithm() -> Subquery:
    last = Record.objects.filter(town=OuterRef("town"), seq=OuterRef("seq"))
    return Subquery(last.values("algorithm")[:1])


@transaction.atomic
def take_root(on: dt.date, *, at: dt.datetime) -> Root | None:
    """Write the day's root over the heads of all towns, and return it; one a day.

    Asked again on the day it is the root that stands. None while no town has a record.
    """
    standing = Root.objects.filter(on=on).first()
    if standing is not None:
        return standing
    heads = Head.objects.filter(seq__gt=0).order_by("town").values_list("town", "seq", "hash")
    leaves = [Leaf(*one) for one in heads]
    if not leaves:
        return None
    try:
        with transaction.atomic():
            return Root.objects.create(
                on=on, at=at, heads=leaves, hash=root(on, leaves, settings.DIGEST)
            )
    except IntegrityError:  # another took it meanwhile
        return Root.objects.get(on=on)
