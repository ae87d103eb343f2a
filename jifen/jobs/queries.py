"""Reading how the work in the background goes."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jifen.jobs.models import Turn, Worker

MOST = 200
"""So many jobs that are not done are looked at."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a turn of the clock came to an end."""

    at: dt.datetime
    state: str
    said: str


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
    """Return the latest turn of each code."""
    latest = Turn.objects.values("code").annotate(last=Max("pk")).values("last")
    return Turn.objects.filter(pk__in=latest)


def last_ended() -> dict[str, Ended]:
    """Return, by code, the last turn that came to an end: when, how, with what words. One query."""
    ended = Turn.objects.filter(finished_at__isnull=False).values("code").annotate(last=Max("pk"))
    return {
        turn.code: Ended(turn.finished_at, turn.state, turn.said)
        for turn in Turn.objects.filter(pk__in=ended.values("last"))
        if turn.finished_at is not None
    }


def going() -> Going:
    """Return how the work goes. Two queries."""
    open_ = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
    rows = list(open_.order_by("-enqueued_at")[:MOST])
    failed = [job for job in rows if job.status == TaskResultStatus.FAILED]
    return Going(Worker.objects.first(), len(rows) - len(failed), failed)
