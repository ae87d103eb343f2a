"""Making due work into jobs, doing jobs one by one, trying again what failed."""

import datetime as dt
import logging
import secrets
import traceback
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from jifen.chain import freezing
from jifen.core.access import Actor
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.cycles.queries import now as home_now
from jifen.jobs import clock, queries
from jifen.jobs.models import Turn, Worker
from jifen.wording import sentence

HOST = Actor(key="0" * 32, login="")
"""Whoever runs the machine: holds no role, decides nothing."""
CARE = "care"
"""The queue of jobs that record nothing, which go on in a frozen home."""
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
"""After the first, second … failure a job waits so long; after the last it stays failed."""
log = logging.getLogger(__name__)


# ------------------------------------------------------------------ what the clock says
def tick(now: dt.datetime) -> list[str]:
    """Turn every row of the clock that is due into a job; return their codes. One query, idle.

    Row and job are made in one transaction, and the row only once: two who tick at the same moment
    make one job. A row whose last turn still waits is not due a second time.
    """
    frozen = freezing.frozen() is not None
    last, waiting = queries.last_turns()
    made = []
    for row, moment in clock.due(now, last):
        if row.code in waiting or (frozen and row.records):
            continue
        passed = row.code not in last and not row.at_once
        with transaction.atomic(durable=True):
            state = Turn.State.PASSED if passed else Turn.State.WAITING
            _turn, fresh = Turn.objects.get_or_create(
                code=row.code, due_at=moment, defaults={"state": state}
            )
            if fresh and not passed:
                queue = "default" if row.records else CARE
                attend.using(queue_name=queue).enqueue(row.code, moment.isoformat())
                made.append(row.code)
    return made


@task()
def attend(code: str, due_at: str) -> str:
    """Do what a row of the clock says, and note how it went."""
    turn = Turn.objects.filter(code=code, due_at=dt.datetime.fromisoformat(due_at))
    hand = Hand(actor=HOST, at=home_now(), dice=secrets.token_bytes)
    turn.update(started_at=hand.at)
    try:
        done = clock.row(code).what(hand)
    except Exception as problem:
        turn.update(state=Turn.State.FAILED, finished_at=home_now(), said=words(problem))
        raise
    state = Turn.State.DONE if done.good else Turn.State.FOUND
    turn.update(state=state, finished_at=home_now(), said=done.said)
    return done.said


# ------------------------------------------------------------------ doing jobs
def take_up(worker: str) -> None:
    """Begin to lead: what the last leader left unfinished waits again, as a try that failed."""
    now = timezone.now()
    for job in DBTaskResult.objects.running():
        job.traceback = job.traceback or _("It was interrupted: the worker ended.")
        _again_or_never(job, now)
    Worker.objects.update_or_create(id=1, defaults={"name": worker, "since": now, "seen_at": now})


def be_seen() -> None:
    """Note that the leader still looks."""
    Worker.objects.filter(id=1).update(seen_at=timezone.now())


def do_next(worker: str) -> bool:
    """Do the next job that may be done now; say whether there was one. One query where none is."""
    ready = DBTaskResult.objects.ready()
    if freezing.frozen() is not None:
        ready = ready.filter(queue_name=CARE)
    if not ready.exists():
        return False
    with transaction.atomic(durable=True):
        job = ready.get_locked()
        if job is None:
            return False
        job.claim(worker)
    try:
        found = job.task_result
        job.set_successful(found.task.call(*found.args, **found.kwargs))
    except Exception as problem:
        log.warning("%s failed: %s", job.task_name, problem)
        job.set_failed(problem)
        _again_or_never(job, timezone.now())
    except BaseException:  # told to stop: this try does not count
        job.worker_ids = job.worker_ids[:-1]
        job.status = TaskResultStatus.READY
        job.save(update_fields=["status", "worker_ids"])
        raise
    return True


def try_again(job: str) -> None:
    """Let a failed job be done once more, by a person's word.

    Raises:
        Refusal: "job.not-failed".
    """
    try:
        key = uuid.UUID(job)
    except ValueError:
        raise Refusal("job.not-failed") from None
    failed = DBTaskResult.objects.failed().filter(id=key)
    if not failed.update(status=TaskResultStatus.READY, run_after=timezone.now(), worker_ids=[]):
        raise Refusal("job.not-failed")


def _again_or_never(job: "DBTaskResult[..., str]", now: dt.datetime) -> None:
    tried = len(job.worker_ids)
    again = tried <= len(PAUSES)
    job.status = TaskResultStatus.READY if again else TaskResultStatus.FAILED
    if again:
        job.run_after = now + PAUSES[tried - 1]
    job.save(update_fields=["status", "run_after", "traceback"])
    if again and job.task_path == attend.module_path:
        code, due_at = job.args_kwargs["args"]
        Turn.objects.filter(code=code, due_at=dt.datetime.fromisoformat(due_at)).update(
            state=Turn.State.WAITING
        )


def words(problem: BaseException) -> str:
    """Say in a sentence what went wrong; of a mistake of ours, where it lies."""
    if isinstance(problem, Refusal):
        return sentence(problem)
    where = traceback.extract_tb(problem.__traceback__)
    place = f"{where[-1].filename.rpartition('/')[2]}:{where[-1].lineno}" if where else "?"
    said = _("A fault of the program at %(place)s: %(kind)s %(what)s")
    return said % {"place": place, "kind": type(problem).__name__, "what": str(problem)[:200]}
