"""Reading inspections: the rounds, what they found, how far it was put right; and their proof."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Prefetch, QuerySet

from jifen.chain import canonical
from jifen.chain.queries import Fault, compare
from jifen.core.circumstances import Repair
from jifen.core.task import GOOD, Result
from jifen.people.models import Area
from jifen.tasks.models import Finding, Inspection, Step, Task


def rounds(town: Area) -> QuerySet[Inspection]:
    """Return a town's inspections, latest first, with what each found. Two queries."""
    found = Finding.objects.select_related(
        "inspection", "unit", "task", "repeats__inspection", "town"
    )
    rows = Inspection.objects.filter(town=town).select_related("town")
    rows = rows.prefetch_related(Prefetch("findings", found.order_by("pk")))
    return rows.order_by("-held_on", "-pk")


def findings(town: Area) -> QuerySet[Finding]:
    """Return everything that a town's inspections found. One query."""
    return Finding.objects.filter(town=town).select_related("inspection", "unit", "task")


def finding_of(task: Task) -> Finding | None:
    """Return what a task puts right, where it came of an inspection. One query, unless read."""
    found: Finding | None = getattr(task, "finding", None)
    return found


def before(town: Area, unit: Area, area: str, item: str, on: dt.date) -> Finding | None:
    """Return the latest finding of the same kind in a village before a day. One query."""
    same = Finding.objects.filter(town=town, unit=unit, task__area=area, item=item)
    return same.filter(inspection__held_on__lt=on).order_by("-inspection__held_on", "-pk").first()


def given_back(finding: Finding, last: Step, repair: Repair | None) -> dt.date | None:
    """Return the day a finding was put right, where the rulebook gives a part back for it."""
    if repair is None or not last.result or Result(last.result) not in GOOD:
        return None
    done = last.reported_on
    if done is None:
        return None
    days = (done - finding.inspection.held_on).days
    return done if repair.within_days is None or days <= repair.within_days else None


# ------------------------------------------------------------------ the proof
def faults(town: Area) -> Iterator[Fault]:
    """Yield the inspections and findings that their record contradicts."""
    held = Inspection.objects.filter(town=town).order_by("seq")
    yield from compare(town.path, "inspection", ((i.seq, inspection_fields(i)) for i in held))
    found = Finding.objects.filter(town=town).select_related(
        "inspection", "unit", "task", "repeats"
    )
    rows = found.order_by("seq")
    yield from compare(town.path, "finding", ((f.seq, finding_fields(f)) for f in rows))


def inspection_fields(row: Inspection) -> Mapping[str, canonical.Value]:
    """Return what the chain holds of an inspection."""
    units: Sequence[str] = row.units
    return {
        "key": row.key.hex,
        "number": row.number,
        "look": row.look,
        "done_on": row.held_on,
        "document_number": row.document,
        "units": list(units),
        "text_salted": canonical.commitment(bytes(row.salt), row.text),
        "by": row.by.hex,
    }


def finding_fields(row: Finding) -> Mapping[str, canonical.Value]:
    """Return what the chain holds of a finding."""
    return {
        "key": row.key.hex,
        "inspection": row.inspection.key.hex,
        "unit": row.unit.path,
        "task": row.task.key.hex,
        "item": row.item,
        "measures": [[name, text] for name, text in sorted(row.measures.items())],
        "repeats": row.repeats.key.hex if row.repeats else None,
        "text_salted": canonical.commitment(bytes(row.salt), row.text),
        "evidence": list(row.evidence),
        "by": row.by.hex,
    }
