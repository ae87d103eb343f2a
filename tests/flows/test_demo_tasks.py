"""The demo's supervision alone: its register, its second cycle, and what TASKS tells of them."""

import os
from collections import Counter

import pytest

from jifen.claims.models import Claim
from jifen.console import verbs
from jifen.console.demo import STORY
from jifen.console.main import DONE
from jifen.core.access import Actor
from jifen.core.hand import Hand
from jifen.core.task import Look, State
from jifen.cycles.queries import now
from jifen.ledger.models import Fact
from jifen.people.models import Area
from jifen.tasks.commands import clock
from jifen.tasks.models import Finding, Inspection, Task
from jifen.tasks.queries import faults, latest

TOLD_ELSEWHERE = (
    "rulebook check", "rulebook test", "import facts", "brief", "standings", "close", "cases",
    "TALKS", "RESULTS", "results", "CLAIM", "explain", "verify",
)  # fmt: skip
"""Words of the story that this one leaves out; tests/flows/test_demo_town.py tells it whole."""


def test_the_demo_runs_on_tasks_and_rounds_that_propose_and_post_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = STORY.read_text("utf-8").splitlines()
    short = [line for line in lines if not line.startswith(TOLD_ELSEWHERE)]
    assert len(lines) - len(short) > 15
    story = tmp_path / "story.txt"  # type: ignore[operator]
    story.write_text("\n".join(short), "utf-8")
    monkeypatch.setattr("jifen.console.demo.STORY", story)
    assert verbs.run(["demo", "--seed-home"]) == DONE
    town = Area.objects.get(kind=Area.Kind.TOWN)
    assert Task.objects.filter(finding__isnull=True).count() == 120
    assert {one.look for one in Inspection.objects.all()} == set(Look)
    assert Finding.objects.count() == 6
    results = Counter(latest(town).values_list("result", flat=True))
    assert results["on-time"] + results["outstanding"] > 100
    assert min(results["late"], results["missed"], results["outstanding"]) > 0
    drafts = Claim.objects.exclude(identity="")
    missed = latest(town).filter(target=State.MISSED)
    assert {one.state for one in drafts} == {"draft"}
    assert Counter(one.item for one in drafts) == {"A-04": missed.count(), "A-05": 6}
    assert not Fact.objects.exists()
    nobody = Hand(actor=Actor(key="0" * 32, login=""), at=now(), dice=os.urandom)
    assert clock(town, hand=nobody) == 0
    assert drafts.count() == missed.count() + 6
    assert list(faults(town)) == []
