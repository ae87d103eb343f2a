"""What the chain holds of appeals, and where a row says otherwise."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Prefetch

from jifen.appeals.models import Appeal, Point, Ruling, ServedAnew, Step
from jifen.chain import canonical, reading
from jifen.chain.queries import Fault
from jifen.core.appeal import State
from jifen.ledger.queries import holder
from jifen.people.models import Area

NOBODY = "0" * 32
"""Whom a record names where the clock acted."""


def said(points: Iterable[Point], excuse: str, on_paper: str) -> str:
    """Return what an appeal says, as one text."""
    fields: list[canonical.Value] = [
        [[p.number, p.ground, p.text, list(p.evidence)] for p in points],
        excuse,
        on_paper,
    ]
    return canonical.value(fields).decode("utf-8")


def replied(replies: Iterable[Iterable[object]]) -> str:
    """Return the replies of a ruling, as one text."""
    fields: list[canonical.Value] = [
        [int(str(number)), int(str(accepted)), str(why)] for number, accepted, why in replies
    ]
    return canonical.value(fields).decode("utf-8")


def appeal_fields(appeal: Appeal, points: Iterable[Point]) -> dict[str, canonical.Value]:
    """Return what the chain holds of an appeal."""
    salt = bytes(appeal.salt)
    text = said(points, appeal.excuse, appeal.on_paper)
    return {
        "key": appeal.ref.hex,
        "level": appeal.level,
        "claim": appeal.claim.ref.hex if appeal.claim else "",
        "fact": appeal.fact.key.hex if appeal.fact else "",
        "account": appeal.holder,
        "before": appeal.before.ref.hex if appeal.before else "",
        "points_salted": canonical.commitment(salt, text),
        "by": appeal.filed_by.ref.hex,
    }


def step_fields(step: Step) -> dict[str, canonical.Value]:
    """Return what the chain holds of a step."""
    return {
        "appeal": step.appeal.ref.hex,
        "action": step.action,
        "source": step.source,
        "target": step.target,
        "part": step.part,
        "reason_salted": canonical.commitment(bytes(step.salt), step.reason),
        "by": step.by.ref.hex if step.by else NOBODY,
    }


def ruling_fields(ruling: Ruling) -> dict[str, canonical.Value]:
    """Return what the chain holds of a ruling."""
    salt = bytes(ruling.salt)
    measures: Mapping[str, str] = ruling.measures or {}
    return {
        "appeal": ruling.appeal.ref.hex,
        "outcome": ruling.outcome,
        "grounds": list(ruling.grounds),
        "measures": [[name, text] for name, text in sorted(measures.items())],
        "replies_salted": canonical.commitment(salt, replied(ruling.replies)),
        "reason_salted": canonical.commitment(salt, ruling.reason),
        "by": ruling.by.ref.hex,
    }


def service_fields(made: ServedAnew) -> dict[str, canonical.Value]:
    """Return what the chain holds of a service anew."""
    assert made.suspension.account is not None, "what was released waits account by account"
    return {
        "suspension": made.suspension.key.hex,
        "account": holder(made.suspension.account),
        "amount": made.amount,
        "mode": made.mode,
        "proof_salted": canonical.commitment(bytes(made.salt), made.proof),
        "served_on": made.on,
        "until_on": made.until,
        "by": made.by.ref.hex,
    }


def faults(town: Area) -> Iterator[Fault]:
    """Yield the appeals, steps, rulings and services anew that their record contradicts."""
    rows = list(
        Appeal.objects.filter(town=town)
        .select_related("claim", "fact", "before", "filed_by")
        .prefetch_related(Prefetch("points", Point.objects.order_by("number")))
        .order_by("seq")
    )
    yield from reading.differ(
        town.path, "appeal", ((a.seq, appeal_fields(a, a.points.all())) for a in rows)
    )
    steps = list(Step.objects.filter(town=town).select_related("appeal", "by").order_by("seq"))
    yield from reading.differ(town.path, "appeal-step", ((s.seq, step_fields(s)) for s in steps))
    rulings = Ruling.objects.filter(town=town).select_related("appeal", "by").order_by("seq")
    yield from reading.differ(
        town.path, "appeal-ruling", ((r.seq, ruling_fields(r)) for r in rulings)
    )
    served = (
        ServedAnew.objects.filter(town=town)
        .order_by("seq")
        .select_related("suspension__account__cadre", "suspension__account__village", "by")
    )
    yield from reading.differ(
        town.path, "service-anew", ((one.seq, service_fields(one)) for one in served)
    )
    reached = {s.appeal_id: s.target for s in steps}
    for one in rows:
        if one.state != reached.get(one.pk, State.FILED):
            detail = f"{one.holder} {one.level}"
            yield Fault(town=town.path, seq=None, code="appeal.state", detail=detail)
