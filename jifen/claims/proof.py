"""What the chain says of claims, and where the rows say otherwise."""

from collections.abc import Iterator, Mapping, Sequence

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault, compare
from jifen.claims.models import (
    Addressee,
    AnswerPoint,
    Claim,
    Decision,
    OpeningBatch,
    PastLock,
    PointReply,
    ReviewStep,
    Service,
)
from jifen.claims.queries import every, named, pending
from jifen.core.service import Served
from jifen.core.workflow import State
from jifen.people.models import Area

CLOCK = "0" * 32
"""What a record names as its hand where the clock took the step."""


def content(claim: Claim, measures: Mapping[str, str] | None = None) -> str:
    """Return what a claim says, as one text: what the hand that decided it saw.

    With other `measures`: as it stood before they were made milder.
    """
    measured = claim.measures if measures is None else measures
    fields: list[canonical.Value] = [
        claim.item,
        claim.unit.path,
        claim.duty_area,
        claim.happened_on,
        [[name, text] for name, text in sorted(measured.items())],
        claim.matter,
        claim.reason,
        list(claim.evidence),
        [[code, capacity.value] for code, capacity in sorted(named(claim).items())],
    ]
    return canonical.value(fields).decode("utf-8")


def batch_fields(row: OpeningBatch) -> dict[str, canonical.Value]:
    """Return what the chain holds of a file of opening balances, or of what became of it."""
    rows: list[canonical.Value] = [
        [[name, text] for name, text in sorted(one.items())] for one in row.rows
    ]
    return {
        "key": row.key.hex,
        "cycle": row.cycle.name,
        "outcome": row.outcome,
        "digest": canonical.digest(canonical.value(rows)),
        "reason_salted": canonical.commitment(bytes(row.salt), row.reason),
        "by": row.by.hex,
        "second": row.second.hex if row.second else None,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield what the records contradict of steps, hearings and locks, and states unexplained."""
    steps = list(Decision.objects.filter(town=town).select_related("by").order_by("seq"))
    claims = {claim.pk: claim for claim in every(town)}
    revised: dict[int, int] = {}  # claim → its last step back to a draft, which may be rewritten
    reached: dict[int, str] = {}
    measured: dict[int, Mapping[str, str]] = {}  # step → the measures it saw
    now: dict[int, Mapping[str, str]] = {}
    for step in steps:
        claim = claims[step.claim_id]
        reached[step.claim_id] = step.target
        if step.target == State.DRAFT:
            revised[step.claim_id] = step.seq
        before = now.get(claim.pk, claim.noticed or claim.measures)
        now[claim.pk] = measured[step.pk] = step.measures or before
    rows = ((s.seq, _said(s, claims[s.claim_id], revised, measured[s.pk])) for s in steps)
    yield from reading.differ(town.path, "decision", rows)
    for claim in claims.values():
        waits = pending(claim)
        stands = claim.state if waits is None else waits.source
        told = claim.measures if waits is None else waits.before
        if stands != reached.get(claim.pk, State.DRAFT) or told != now.get(claim.pk, told):
            detail = f"{claim.unit.name} {claim.item} {claim.happened_on}"
            yield Fault(town=town.path, seq=None, code="decision.state", detail=detail)
    yield from _hearing_faults(town)
    files = OpeningBatch.objects.filter(town=town).select_related("cycle").order_by("seq")
    yield from compare(town.path, "opening-batch", ((f.seq, batch_fields(f)) for f in files))
    locks = PastLock.objects.filter(town=town)
    yield from compare(
        town.path, "lock", ((k.seq, {"what": "as-decided", "by": k.by.hex}) for k in locks)
    )


def _said(
    step: Decision, claim: Claim, revised: Mapping[int, int], measures: Mapping[str, str]
) -> dict[str, canonical.Value]:
    """Return what the chain holds of a step; of the claim, what stands since its last draft."""
    salt = bytes(step.salt)
    fields: dict[str, canonical.Value] = {
        "claim": claim.ref.hex,
        "action": step.action,
        "source": step.source,
        "target": step.target,
        "role": step.role,
        "reason_salted": canonical.commitment(salt, step.reason),
        "by": step.by.ref.hex if step.by else CLOCK,
    }
    if step.seq > revised.get(claim.pk, 0):
        fields["content_salted"] = canonical.commitment(salt, content(claim, measures))
    return fields


# ------------------------------------------------------------------ the hearing
def _hearing_faults(town: Area) -> Iterator[Fault]:
    """Yield services, points, replies and reviews that differ, and addressees they contradict."""
    services = list(
        Service.objects.filter(town=town).select_related("addressee__claim", "by").order_by("seq")
    )
    yield from compare(
        town.path,
        "service",
        (
            (
                one.seq,
                {
                    "claim": one.addressee.claim.ref.hex,
                    "account": one.addressee.holder,
                    "what": one.what,
                    "mode": one.mode,
                    "proof_salted": canonical.commitment(bytes(one.salt), one.proof),
                    "until_on": one.until,
                    "by": one.by.ref.hex,
                },
            )
            for one in services
        ),
    )
    points = AnswerPoint.objects.filter(town=town).select_related("addressee__claim", "by")
    yield from compare(
        town.path,
        "point",
        (
            (
                one.seq,
                {
                    "claim": one.addressee.claim.ref.hex,
                    "account": one.addressee.holder,
                    "number": one.number,
                    "text_salted": canonical.commitment(bytes(one.salt), one.text),
                    "evidence": list(one.evidence),
                    "by": one.by.ref.hex,
                },
            )
            for one in points
        ),
    )
    replies = PointReply.objects.filter(town=town)
    yield from compare(
        town.path,
        "point-reply",
        (
            (
                one.seq,
                {
                    "claim": one.point.addressee.claim.ref.hex,
                    "account": one.point.addressee.holder,
                    "number": one.point.number,
                    "adopted": int(one.accepted),
                    "reason_salted": canonical.commitment(bytes(one.salt), one.reason),
                    "by": one.by.ref.hex,
                },
            )
            for one in replies.select_related("point__addressee__claim", "by")
        ),
    )
    reviews = list(
        ReviewStep.objects.filter(town=town)
        .select_related("addressee__claim", "by")
        .order_by("seq")
    )
    yield from compare(
        town.path,
        "review",
        (
            (
                one.seq,
                {
                    "claim": one.addressee.claim.ref.hex,
                    "account": one.addressee.holder,
                    "outcome": one.what,
                    "reason_salted": canonical.commitment(bytes(one.salt), one.reason),
                    "by": one.by.ref.hex if one.by else CLOCK,
                },
            )
            for one in reviews
        ),
    )
    yield from _addressee_faults(town, services, reviews)


def _addressee_faults(
    town: Area, services: Sequence[Service], reviews: Sequence[ReviewStep]
) -> Iterator[Fault]:
    """Yield the addressees whose clocks or review no record explains."""
    served = {(s.addressee_id, s.what, s.round): s.on for s in services}
    last = {step.addressee_id: step.what for step in reviews}
    for one in Addressee.objects.filter(claim__town=town).select_related("claim"):
        noticed = served.get((one.pk, Served.NOTICE, one.round))
        decided = served.get((one.pk, Served.DECISION, one.round))
        review = one.review and last.get(one.pk) != one.review
        if (one.noticed_on, one.served_on) != (noticed, decided) or review:
            detail = f"{one.claim.item} {one.claim.happened_on} {one.holder}"
            yield Fault(town=town.path, seq=None, code="addressee.state", detail=detail)
