"""What the chain says of claims, and where the rows say otherwise."""

from collections.abc import Iterator, Mapping

from jifen.chain import canonical, reading
from jifen.chain.queries import Fault, compare
from jifen.claims.models import Claim, Decision, PastLock
from jifen.claims.queries import every, named
from jifen.core.workflow import State
from jifen.people.models import Area

CLOCK = "0" * 32
"""What a record names as its hand where the clock took the step."""


def content(claim: Claim) -> str:
    """Return what a claim says, as one text: what the hand that decided it saw."""
    fields: list[canonical.Value] = [
        claim.item,
        claim.unit.path,
        claim.duty_area,
        claim.happened_on,
        [[name, text] for name, text in sorted(claim.measures.items())],
        claim.matter,
        claim.reason,
        list(claim.evidence),
        [[code, capacity.value] for code, capacity in sorted(named(claim).items())],
    ]
    return canonical.value(fields).decode("utf-8")


def faults(town: Area) -> Iterator[Fault]:
    """Yield the steps and locks that their record contradicts, and claims that no step explains."""
    steps = Decision.objects.filter(town=town).select_related("by").order_by("seq")
    claims = {claim.pk: claim for claim in every(town)}
    revised: dict[int, int] = {}  # claim → its last step back to a draft, which may be rewritten
    reached: dict[int, str] = {}
    for step in steps:
        reached[step.claim_id] = step.target
        if step.target == State.DRAFT:
            revised[step.claim_id] = step.seq
    rows = ((s.seq, _said(s, claims[s.claim_id], revised)) for s in steps)
    yield from reading.differ(town.path, "decision", rows)
    for claim in claims.values():
        if claim.state != reached.get(claim.pk, State.DRAFT):
            detail = f"{claim.unit.name} {claim.item} {claim.happened_on}"
            yield Fault(town=town.path, seq=None, code="decision.state", detail=detail)
    locks = PastLock.objects.filter(town=town)
    yield from compare(
        town.path, "lock", ((k.seq, {"what": "as-decided", "by": k.by.hex}) for k in locks)
    )


def _said(step: Decision, claim: Claim, revised: Mapping[int, int]) -> dict[str, canonical.Value]:
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
        fields["content_salted"] = canonical.commitment(salt, content(claim))
    return fields
