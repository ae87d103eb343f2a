"""Reading how the work in the background goes."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django_tasks_db.models import DBTaskResult

from jifen.jobs.models import Turn, Worker


@dataclass(frozen=True, slots=True)
class Going:
    """How the background work stands: who does it, what waits, what failed."""

    worker: Worker | None
    waiting: int
    failed: "list[DBTaskResult[..., str]]"


def last_turns() -> tuple[dict[str, dt.datetime], set[str]]:
    """Return the latest turn of each code of the clock, and the codes that wait. One query."""
    waits = Q(state=Turn.State.WAITING)
    rows = Turn.objects.values("code").annotate(
        last=Max("due_at"), open=Max("due_at", filter=waits)
    )
    found = list(rows.order_by("code"))
    return {one["code"]: one["last"] for one in found}, {o["code"] for o in found if o["open"]}


def turns() -> QuerySet[Turn]:
    """Return the latest turn of each code that was dealt with."""
    latest = Turn.objects.values("code").annotate(last=Max("pk")).values("last")
    return Turn.objects.filter(pk__in=latest)


def last_verdict(code: str) -> Turn | None:
    """Return the last turn of a code that came to an end. One query."""
    ended = Turn.objects.filter(code=code, finished_at__isnull=False)
    return ended.order_by("-due_at").first()


def going() -> Going:
    """Return how the work goes. Three queries."""
    failed = list(DBTaskResult.objects.failed().order_by("-finished_at")[:20])
    return Going(Worker.objects.first(), DBTaskResult.objects.ready().count(), failed)
