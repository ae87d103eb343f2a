"""What the chain says of publicity, and where the rows say otherwise."""

from collections.abc import Iterator

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault
from jifen.claims.proof import CLOCK
from jifen.people.models import Area, User
from jifen.publicity.models import (
    Closing,
    Objection,
    Posting,
    Recheck,
    RecheckResult,
    Ruling,
    Strike,
)

Fields = dict[str, canonical.Value]


def faults(town: Area) -> Iterator[Fault]:
    """Yield what the records contradict of postings, objections and samples."""
    posted = Posting.objects.filter(town=town).select_related("batch", "by").order_by("seq")
    posted = posted.prefetch_related("lines__claim")
    yield from reading.differ(town.path, "posting", ((p.seq, posting(p)) for p in posted))
    struck = Strike.objects.filter(line__posting__town=town).order_by("seq")
    struck = struck.select_related("line__posting", "line__claim", "by")
    yield from reading.differ(town.path, "strike", ((s.seq, strike(s)) for s in struck))
    ended = Closing.objects.filter(posting__town=town).select_related("posting", "by")
    rows = ((c.seq, closing(c)) for c in ended.order_by("seq"))
    yield from reading.differ(town.path, "posting-end", rows)
    said = Objection.objects.filter(town=town).select_related("line__posting", "line__claim")
    rows = ((o.seq, objection(o)) for o in said.order_by("seq"))
    yield from reading.differ(town.path, "objection", rows)
    ruled = Ruling.objects.filter(objection__town=town).select_related("objection", "by")
    rows = ((r.seq, ruling(r)) for r in ruled.order_by("seq"))
    yield from reading.differ(town.path, "objection-ruling", rows)
    drawn = Recheck.objects.filter(town=town).select_related("by").order_by("seq")
    drawn = drawn.prefetch_related("lines__claim")
    yield from reading.differ(town.path, "recheck", ((r.seq, recheck(r)) for r in drawn))
    seen = RecheckResult.objects.filter(line__recheck__town=town).order_by("seq")
    seen = seen.select_related("line__recheck", "line__claim", "by")
    yield from reading.differ(town.path, "recheck-result", ((r.seq, result(r)) for r in seen))


def posting(row: Posting) -> Fields:
    """Return what the record of a posting says."""
    return {
        "key": row.ref.hex,
        "audience": row.audience,
        "from_on": row.from_on,
        "until_on": row.until_on,
        "cases": sorted(one.claim.ref.hex for one in row.lines.all()),
        "about": row.batch.ref.hex if row.batch else "",
        "by": row.by.ref.hex,
    }


def strike(row: Strike) -> Fields:
    """Return what the record of a grant taken off says."""
    return {
        "posting": row.line.posting.ref.hex,
        "claim": row.line.claim.ref.hex,
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": _hand(row.by),
    }


def closing(row: Closing) -> Fields:
    """Return what the record of a posting's end says."""
    return {"posting": row.posting.ref.hex, "by": _hand(row.by)}


def objection(row: Objection) -> Fields:
    """Return what the record of an objection says: nothing that tells who made it."""
    salt = bytes(row.salt)
    return {
        "key": row.ref.hex,
        "posting": row.line.posting.ref.hex,
        "claim": row.line.claim.ref.hex,
        "text_salted": canonical.commitment(salt, row.text),
        "reporter_salted": canonical.commitment(salt, f"{row.way} {row.reporter}"),
    }


def ruling(row: Ruling) -> Fields:
    """Return what the record of a ruling says."""
    return {
        "objection": row.objection.ref.hex,
        "outcome": "upheld" if row.upheld else "dismissed",
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": row.by.ref.hex,
    }


def recheck(row: Recheck) -> Fields:
    """Return what the record of a sample says: with the seed, anybody draws it again."""
    return {
        "key": row.ref.hex,
        "month_on": row.month,
        "seed": row.seed,
        "percent": row.percent,
        "population": row.population,
        "cases": sorted(one.claim.ref.hex for one in row.lines.all()),
        "by": _hand(row.by),
    }


def result(row: RecheckResult) -> Fields:
    """Return what the record of a second look says."""
    return {
        "recheck": row.line.recheck.ref.hex,
        "claim": row.line.claim.ref.hex,
        "outcome": "right" if row.right else "wrong",
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": row.by.ref.hex,
    }


def _hand(user: User | None) -> str:
    return user.ref.hex if user else CLOCK
