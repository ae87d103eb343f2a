"""Jobs stand or fall with what causes them, are tried again by rule, and are never lost."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from jifen.chain import freezing
from jifen.core.errors import Refusal
from jifen.core.hand import Hand
from jifen.custody import backups
from jifen.jobs import chores, clock, commands, queries
from jifen.jobs.chores import Done
from jifen.jobs.models import Turn
from jifen.jobs.work import Worker
from tests.harness.database import undone

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
done: list[str] = []


@task()
def note(what: str) -> None:
    """Do something that can be seen."""
    done.append(what)


@task()
def stumble(what: str) -> None:
    """Fail, each time."""
    done.append(what)
    raise OSError("there is no paper in the printer")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home of the test's own, in which nothing was done."""
    done.clear()
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(backups, "take", lambda target, at: (target.parent.mkdir(), target.touch()))
    with translation.override("zh-hans"):
        yield


def work() -> None:
    while commands.do_next("here"):
        pass


def later(*, minutes: int) -> None:
    """Let a job's pause pass: what waits for its time waits so much less."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    for job in waiting:
        job.run_after -= dt.timedelta(minutes=minutes)
        job.save(update_fields=["run_after"])


# ------------------------------------------------------------------ with what causes it
def test_a_job_stands_with_what_causes_it() -> None:
    with undone():
        note.enqueue("rolled back")
    with transaction.atomic():
        note.enqueue("kept")
    work()
    assert done == ["kept"]


# ------------------------------------------------------------------ again, by rule
def test_what_fails_is_tried_again_after_each_pause_and_then_shown_as_failed() -> None:
    stumble.enqueue("again")
    for minutes in (0, 1, 5, 30, 120):
        later(minutes=minutes)
        work()
        work()  # no earlier than its time
    assert done == ["again"] * (len(commands.PAUSES) + 1)
    later(minutes=10_000)
    work()
    assert len(done) == len(commands.PAUSES) + 1
    (failed,) = queries.going().failed
    assert failed.exception_class_path == "builtins.OSError"
    assert "no paper" in failed.traceback
    commands.try_again(str(failed.pk))
    work()
    assert len(done) == len(commands.PAUSES) + 2


def test_only_what_failed_is_tried_again_by_a_person() -> None:
    job = note.enqueue("once")
    work()
    with pytest.raises(Refusal, match=r"job\.not-failed"):
        commands.try_again(job.id)


def test_a_job_of_a_killed_worker_waits_again_when_the_next_one_leads() -> None:
    job = note.enqueue("interrupted")
    DBTaskResult.objects.get(pk=job.id).claim("killed")
    work()
    assert done == []
    commands.take_up("next")
    later(minutes=1)
    work()
    assert done == ["interrupted"]


def test_a_job_whose_worker_is_told_to_stop_has_not_been_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(_hand: Hand) -> Done:
        raise SystemExit

    row = clock.row("quick")
    monkeypatch.setattr(clock, "row", lambda _code: clock.Row(row.code, "", row.when, stop))
    monkeypatch.setattr(clock, "TABLE", (row,))
    assert commands.tick(NOW) == ["quick"]
    with pytest.raises(SystemExit):
        commands.do_next("here")
    assert DBTaskResult.objects.get().worker_ids == []
    assert DBTaskResult.objects.ready().exists()


# ------------------------------------------------------------------ the clock
def test_what_is_due_is_done_once_and_told_in_words() -> None:
    commands.tick(NOW)
    work()
    assert commands.tick(NOW) == []
    told = {turn.code: (turn.state, turn.said) for turn in queries.turns()}
    assert told["quick"] == ("done", "全部核对无误。")
    assert told["backup"][0] == "done"
    assert told["verify"] == ("passed", ""), "a new home waits for its first night"
    assert {turn.state for turn in queries.turns()} == {"done", "passed"}
    night = NOW + dt.timedelta(days=1)
    assert "verify" in commands.tick(night)
    assert DBTaskResult.objects.count() == Turn.objects.exclude(state="passed").count()


def test_two_who_tick_at_one_moment_make_one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unique key stands behind the leader's lock: what neither saw yet is made once."""
    monkeypatch.setattr(queries, "last_turns", lambda: ({}, set()))
    first = commands.tick(NOW)
    assert first
    assert commands.tick(NOW) == []
    assert DBTaskResult.objects.count() == len(first)


def test_a_row_that_fails_says_why_and_waits_for_its_next_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_hand: Hand) -> Done:
        raise Refusal("checkpoint.nowhere")

    broken = clock.Row("quick", "", clock.Every(60), refuse, at_once=True)
    monkeypatch.setattr(clock, "TABLE", (broken,))
    commands.tick(NOW)
    work()
    turn = Turn.objects.get()
    assert "JIFEN_CHECKPOINTS" in turn.said
    assert turn.state == Turn.State.WAITING
    assert commands.tick(NOW + dt.timedelta(hours=3)) == [], "it does not pile up"


def test_a_fault_of_the_program_names_its_place() -> None:
    try:
        raise ValueError("seven is no town")
    except ValueError as problem:
        said = commands.words(problem)
    assert "test_work.py" in said
    assert "seven is no town" in said


def test_a_frozen_home_is_looked_after_and_nothing_is_recorded() -> None:
    freezing.freeze(["t1 #7"], at=NOW)
    note.enqueue("a record")
    made = commands.tick(NOW)
    work()
    assert done == []
    assert set(made) == {"quick", "backup"}
    assert not Turn.objects.filter(code="day").exists()
    freezing.lift(by="system", reason="改回", at=NOW)
    assert {"day", "deadlines"} <= set(commands.tick(NOW))
    work()
    assert done == ["a record"]


def test_a_check_that_finds_something_freezes_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = chores.Fault(town="p1/t1", seq=7, code="chain.payload")
    monkeypatch.setattr("jifen.custody.proof.quick", lambda: iter([fault]))
    commands.tick(NOW)
    work()
    turn = Turn.objects.get(code="quick")
    assert turn.state == Turn.State.FOUND
    assert "#7" in turn.said
    state = freezing.frozen()
    assert state is not None
    assert "#7" in state.found[0]


def test_deadlines_of_one_town_do_not_stand_in_another_s_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def count(town: object, *, hand: Hand) -> int:
        done.append(str(town))
        if town == "first":
            raise Refusal("checkpoint.nowhere")
        return 2

    monkeypatch.setattr("jifen.people.queries.towns", lambda: ["first", "second"])
    monkeypatch.setattr(chores, "DEADLINES", (count,))
    hand = Hand(actor=commands.HOST, at=NOW, dice=bytes)
    with pytest.raises(Refusal):
        chores.watch_deadlines(hand)
    assert done == ["first", "second"]


def test_what_has_had_its_time_is_forgotten() -> None:
    old = Turn.objects.create(code="quick", due_at=NOW - dt.timedelta(days=500))
    job = note.enqueue("long ago")
    work()
    DBTaskResult.objects.filter(pk=job.id).update(
        finished_at=timezone.now() - dt.timedelta(days=31)
    )
    chores.forget(Hand(actor=commands.HOST, at=NOW, dice=bytes))
    assert not Turn.objects.filter(pk=old.pk).exists()
    assert not DBTaskResult.objects.exists()


# ------------------------------------------------------------------ who leads
def test_only_the_leader_looks_and_the_next_leads_when_it_is_gone() -> None:
    first, second = Worker(), Worker()
    try:
        assert first.look()
        assert second.look() is False
        assert second.leader.take() is False
        first.leader.release()
        assert second.leader.take() is True
    finally:
        first.leader.release()
        second.leader.release()


def test_without_the_lock_a_running_job_is_taken_from_its_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: two leaders, and the second calls the first one's job interrupted."""
    monkeypatch.setattr("jifen.jobs.leader.Leader.take", lambda self: True)
    job = note.enqueue("twice")
    DBTaskResult.objects.get(pk=job.id).claim("first")
    Worker().look()
    assert DBTaskResult.objects.get(pk=job.id).status == TaskResultStatus.READY
