"""Two real workers on one home: each row of the clock is done once; a killed one is replaced."""

import json
import subprocess
import sys
import time

import pytest

from tests.custody.homes import ROOT, Home

pytestmark = pytest.mark.django_db
TOLD = """
import json
from jifen.jobs.models import Turn, Worker
from django_tasks_db.models import DBTaskResult
print(json.dumps({
    "turns": [
        [turn.code, turn.due_at.isoformat(), turn.state]
        for turn in Turn.objects.exclude(state="passed").order_by("code", "due_at")
    ],
    "tries": [len(job.worker_ids) for job in DBTaskResult.objects.all()],
    "worker": [one.name for one in Worker.objects.all()],
}))
"""


def work(home: Home, *words: str) -> "subprocess.Popen[bytes]":
    line = [sys.executable, "-m", "jifen.console.main", "work", *words]
    return subprocess.Popen(line, env=home.environment(), cwd=ROOT, stdin=subprocess.DEVNULL)


def until(home: Home, *, worker: int) -> dict[str, list[object]]:
    """Wait until the process numbered `worker` has led and everything due is done."""
    end = time.monotonic() + 60
    while True:
        told: dict[str, list[object]] = json.loads(home.python(TOLD))
        waiting = [code for code, _, state in told["turns"] if state == "waiting"]  # type: ignore[misc]
        if told["turns"] and not waiting and str(told["worker"]).endswith(f":{worker}']"):
            return told
        assert time.monotonic() < end, told


def test_of_two_workers_one_works_and_the_other_takes_over_when_it_is_killed(home: Home) -> None:
    both = {process.pid: process for process in (work(home), work(home))}
    try:
        end = time.monotonic() + 60
        while not (names := json.loads(home.python(TOLD))["worker"]):
            assert time.monotonic() < end
        leader = int(names[0].rpartition(":")[2])
        told = until(home, worker=leader)
        assert len({code for code, _, _ in told["turns"]}) >= 4  # type: ignore[misc]
        assert told["tries"] == [1] * len(told["turns"]), "each job was done once, by one of them"
        both[leader].kill()
        both.pop(leader).wait()
        (second,) = both
        later = until(home, worker=second)
        assert [turn for turn in later["turns"] if turn in told["turns"]] == told["turns"]
        assert later["tries"] == [1] * len(later["turns"]), "and the next leader does nothing anew"
    finally:
        for process in both.values():
            process.terminate()
            process.wait()
