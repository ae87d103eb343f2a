"""Cases that wait for a meeting's decision: grave deductions, and points that a meeting sets."""

from collections import defaultdict

from django.db.models import F, Q

from jifen.claims.models import Claim
from jifen.claims.queries import item_of, route
from jifen.core.facts import Measures
from jifen.core.meeting import PointKind
from jifen.core.rules import Approver
from jifen.core.shapes import Range
from jifen.core.workflow import HEAVY, Kind, State
from jifen.meetings.queries import Waiting
from jifen.people.models import Area

WAITS = Q(kind=Kind.GRANT, state=State.VERIFIED) | Q(
    kind=Kind.DEDUCTION, state__in=(State.REPLIED, State.CHECKED)
)
"""Claims whose next step is APPROVE or DECIDE."""


def for_meeting(town: Area) -> list[Waiting]:
    """Return the cases that a meeting is to decide, by village and day. One query.

    Grave deductions whose legality was checked; awards and deductions of items that are a
    meeting's to decide. A confidential case is the head's alone, and on no agenda.
    """
    rows = (
        Claim.objects.filter(WAITS, town=town, confidential=False)
        .select_related("unit", "cycle__version")
        .annotate(
            code=F("people__cadre__code"),
            name=F("people__cadre__name"),
            holder=F("addressees__holder"),
        )
        .order_by("unit__path", "happened_on", "pk", "code")
    )
    claims: dict[int, Claim] = {}
    names: dict[int, dict[str, str]] = defaultdict(dict)
    touched: dict[int, set[str]] = defaultdict(set)
    for row in rows:  # one for each person named and each addressee
        said = vars(row)
        claims.setdefault(row.pk, row)
        if said["code"]:
            names[row.pk][said["code"]] = said["name"]
        touched[row.pk] |= {said["code"], said["holder"]} - {None, row.unit.path}
    return [
        Waiting(
            kind,
            claim.ref,
            f"{'、'.join(names[pk].values()) or claim.unit.name} {claim.happened_on}"
            f" {item_of(claim).title}",
            cadres=tuple(sorted(touched[pk])),
        )
        for pk, claim in claims.items()
        if (kind := kind_of(claim)) is not None
    ]


def kind_of(claim: Claim) -> PointKind | None:
    """Say as what a meeting decides a claim that waits, or None where it is no meeting's.

    Points within an ordinary range are not: who approves sets them, or the monthly batch.
    """
    if claim.kind == Kind.DEDUCTION and route(claim) in HEAVY:
        return PointKind.GRAVE if claim.state == State.CHECKED else None
    item = item_of(claim)
    if item.approver is Approver.HEAD:
        return None
    set_there = (
        item.approver is Approver.MEETING
        or Measures.read(claim.measures).override is not None
        or (isinstance(item.scoring, Range) and item.scoring.decided)
    )
    return PointKind.RANGE_AWARD if set_there else None
