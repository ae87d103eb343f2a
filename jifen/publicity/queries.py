"""Reading publicity: what is posted and until when, what was objected, where a batch stands."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum

from django.db.models import Count, Prefetch, Q, QuerySet

from jifen.claims import queries as claims
from jifen.claims.models import Claim
from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.meeting import PointKind
from jifen.core.months import months_after
from jifen.core.workflow import Kind, Route, State
from jifen.cycles.models import Cycle
from jifen.meetings import queries as meetings
from jifen.meetings.models import Point
from jifen.meetings.queries import Waiting
from jifen.people.models import Area
from jifen.publicity.kinds import Subject
from jifen.publicity.models import (
    Batch,
    BatchLine,
    Objection,
    Posting,
    PostingLine,
    Recheck,
    RecheckLine,
)

JUDGES = frozenset({Role.MEMBER, Role.HEAD, Role.DISCIPLINE})
"""Who rules on an objection."""
OFFICE = frozenset({Role.CLERK})


class Stage(StrEnum):
    """Where a batch stands."""

    GATHERED = "gathered"  # 已汇总
    TABLED = "tabled"  # 已列入议程
    CARRIED = "carried"  # 会议已通过
    APPROVED = "approved"  # 已审定
    DECIDED = "decided"  # 已决定(扣分), to be served on each
    POSTED = "posted"  # 公示中
    CLOSED = "closed"  # 公示已结束
    RECORDED = "recorded"  # 已入账
    EMPTY = "empty"  # 全部另案办理


POINTS = {
    Subject.GRANTS: PointKind.GRANT_BATCH,
    Subject.DEDUCTIONS: PointKind.DEDUCTION_LIST,
}
READY = {Subject.GRANTS: State.VERIFIED, Subject.DEDUCTIONS: State.REPLIED}
"""In which state what a batch gathers waits for its decision."""


# ------------------------------------------------------------------ postings
def postings(town: Area) -> QuerySet[Posting]:
    """Return a town's postings, latest first, with how they ended. One query when read."""
    return (
        Posting.objects.filter(town=town).select_related("closing", "batch", "by").order_by("-seq")
    )


def running(town: Area, *, on: dt.date) -> list[Posting]:
    """Return what is posted in a town that day, that which ends first at the top. Five queries."""
    rows = postings(town).filter(from_on__lte=on, until_on__gte=on, closing__isnull=True)
    return list(_whole(rows.order_by("until_on", "seq")))


def posting_at(ref: uuid.UUID) -> Posting | None:
    """Return the posting that an address names, with its lines. Five queries."""
    rows = Posting.objects.filter(ref=ref).select_related("town", "batch", "closing__by", "by")
    return _whole(rows).first()


def _whole(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    lines = PostingLine.objects.select_related(
        "claim__unit", "claim__cycle__version", "claim__town", "strike"
    ).prefetch_related("claim__people__cadre")
    return rows.prefetch_related(Prefetch("lines", lines.order_by("pk")))


def is_over(posting: Posting) -> bool:
    """Say whether a posting was brought to its end. No query on one read whole."""
    return hasattr(posting, "closing")


def line_of(claim: Claim) -> PostingLine | None:
    """Return the latest line that posts a claim. One query."""
    rows = PostingLine.objects.filter(claim=claim, strike__isnull=True)
    return rows.select_related("posting__town", "claim").order_by("-pk").first()


# ------------------------------------------------------------------ objections
def objections(town: Area) -> QuerySet[Objection]:
    """Return what was objected in a town, that which waits first. Three queries when read."""
    rows = Objection.objects.filter(town=town).select_related(
        "line__posting", "line__claim__unit", "line__claim__cycle__version", "ruling__by"
    )
    return rows.prefetch_related("line__claim__people__cadre").order_by("ruling__seq", "seq")


def objection_at(ref: uuid.UUID) -> Objection | None:
    """Return the objection that an address names. Three queries."""
    rows = Objection.objects.filter(ref=ref).select_related(
        "town", "line__posting", "line__claim__unit", "line__claim__cycle__version", "ruling__by"
    )
    return rows.prefetch_related("line__claim__people__cadre").first()


def against(claim: Claim) -> list[Objection]:
    """Return what waits for its ruling against a grant, oldest first. One query, or none."""
    if claim.state != State.OBJECTED:
        return []
    waiting = Objection.objects.filter(line__claim=claim, ruling__isnull=True)
    return list(waiting.order_by("seq"))


def weighs(claim: Claim, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` reads what is objected to a grant: deciders and discipline. No query."""
    return bool(roles_toward(actor, claims.target(claim), on=on) & JUDGES)


def is_ruled(one: Objection) -> bool:
    """Say whether an objection has its ruling. No query on one that these queries read."""
    return hasattr(one, "ruling")


def open_count(posting: Posting) -> int:
    """Return how many objections against what is posted wait for a ruling. One query."""
    return Objection.objects.filter(line__posting=posting, ruling__isnull=True).count()


def shown_reporter(one: Objection, actor: Actor, *, on: dt.date) -> bool:
    """Say whether `actor` may know who objected: the discipline inspection alone. No query."""
    about = frozenset(claims.named(one.line.claim))
    held = roles_toward(actor, Target(area=one.line.claim.unit.path, cadres=about), on=on)
    return Role.DISCIPLINE in held


# ------------------------------------------------------------------ batches
def batches(town: Area) -> QuerySet[Batch]:
    """Return a town's batches, latest first, with how many they hold. One query when read."""
    inside = Count("lines", filter=Q(lines__pulled=""))
    return (
        Batch.objects.filter(town=town)
        .select_related("cycle", "by", "posting__closing")
        .annotate(inside=inside)
        .order_by("-month", "-number", "-pk")
    )


def batch_at(ref: uuid.UUID) -> Batch | None:
    """Return the batch that an address names. One query."""
    rows = Batch.objects.filter(ref=ref)
    return rows.select_related("town", "cycle__version", "posting__closing", "by").first()


def lines(batch: Batch) -> list[BatchLine]:
    """Return the lines of a batch with their claims, by village, person and day. Two queries."""
    rows = batch.lines.select_related("claim__unit", "claim__cycle__version", "claim__town")
    return list(
        rows.prefetch_related("claim__people__cadre").order_by(
            "claim__unit__path", "claim__happened_on", "pk"
        )
    )


def point_of(batch: Batch) -> Point | None:
    """Return the latest point of an agenda about a batch, or None. One query."""
    rows = Point.objects.filter(about=batch.ref, kind=POINTS[Subject(batch.subject)])
    return rows.select_related("meeting", "decision").order_by("-pk").first()


def stage(batch: Batch, inside: Sequence[BatchLine], point: Point | None) -> Stage:
    """Say where a batch stands. No query."""
    states = {one.claim.state for one in inside if not one.pulled}
    posting: Posting | None = getattr(batch, "posting", None)
    if not states:
        return Stage.EMPTY
    if states <= {State.RECORDED, State.WITHDRAWN}:
        return Stage.RECORDED
    if posting is not None:
        return Stage.CLOSED if is_over(posting) else Stage.POSTED
    if states & {State.DECIDED, State.SERVED}:
        return Stage.DECIDED
    if states & {State.APPROVED, State.RECORDED}:
        return Stage.APPROVED
    decision = meetings.decided(point) if point is not None else None
    if decision is not None and decision.carried:
        return Stage.CARRIED
    over = point is None or point.meeting.state in {"closed", "called-off"}
    return Stage.GATHERED if over else Stage.TABLED


def to_gather(town: Area, subject: Subject, month: dt.date) -> list[Claim]:
    """Return what waits for a decision, of that month or earlier, and is in no batch yet.

    Verified grants; or the minor deductions that were noticed, heard and replied to, none of them
    confidential. Five queries.
    """
    taken = BatchLine.objects.filter(batch__town=town, pulled="").values("claim")
    again = BatchLine.objects.filter(batch__town=town, batch__month=month).values("claim")
    rows = claims.every(town).filter(state=READY[subject], happened_on__lt=months_after(month, 1))
    rows = rows.exclude(pk__in=taken).exclude(pk__in=again).order_by("pk")
    if subject is Subject.GRANTS:
        return list(rows.filter(kind=Kind.GRANT))
    found = rows.filter(kind=Kind.DEDUCTION, confidential=False)
    return [claim for claim in found if claims.route(claim) is Route.MINOR]


def awaiting_meeting(town: Area) -> list[Waiting]:
    """Return the batches that wait for a meeting. One query."""
    rows = BatchLine.objects.filter(
        batch__town=town, batch__posting__isnull=True, pulled=""
    ).select_related("batch", "claim")
    inside: dict[Batch, list[Claim]] = defaultdict(list)
    for line in rows.order_by("batch", "pk"):
        inside[line.batch].append(line.claim)
    return [
        Waiting(
            POINTS[Subject(batch.subject)],
            batch.ref,
            title_of(batch, len(many)),
            tuple(one.ref for one in many),
        )
        for batch, many in inside.items()
        if all(one.state == READY[Subject(batch.subject)] for one in many)
    ]


def title_of(batch: Batch, count: int) -> str:
    """Return how a batch is called on an agenda and on papers."""
    month = f"{batch.month.year}年{batch.month.month}月"
    again = f"（第{batch.number}批）" if batch.number > 1 else ""
    what = "加分" if batch.subject == Subject.GRANTS else "轻微扣分"
    return f"{month}{what}月度审定{again}（{count}件）"


# ------------------------------------------------------------------ re-checks
def rechecks(town: Area) -> list[Recheck]:
    """Return a town's samples, latest first, with what was found. Four queries."""
    lines = RecheckLine.objects.select_related(
        "claim__unit", "claim__cycle__version", "result__by"
    ).prefetch_related("claim__people__cadre")
    rows = Recheck.objects.filter(town=town).order_by("-month")
    return list(rows.prefetch_related(Prefetch("lines", lines.order_by("pk"))))


def rechecked(cycle: Cycle) -> dict[uuid.UUID, RecheckLine]:
    """Return what a cycle's samples drew, by the key of its fact, latest sample last. One query."""
    lines = RecheckLine.objects.filter(claim__cycle=cycle, claim__fact__isnull=False)
    lines = lines.select_related("claim", "recheck", "result__by").order_by("recheck__month", "pk")
    return {line.claim.fact: line for line in lines if line.claim.fact is not None}


def recheck_line(town: Area, ref: uuid.UUID, claim: uuid.UUID) -> RecheckLine | None:
    """Return a drawn grant by the sample's key and the claim's. One query."""
    rows = RecheckLine.objects.filter(recheck__town=town, recheck__ref=ref, claim__ref=claim)
    return rows.select_related("recheck__town", "claim__unit", "claim__town", "result").first()


def to_withdraw(town: Area) -> Iterator[RecheckLine]:
    """Yield the drawn grants found wrong whose fact still counts: a withdrawal is proposed."""
    for sample in rechecks(town):
        for line in sample.lines.all():
            result = getattr(line, "result", None)
            if result is not None and not result.right and line.claim.fact is not None:
                yield line
