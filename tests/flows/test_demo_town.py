"""The main job, whole: the demo town's two cycles through the commands that people use."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from jifen.chain.models import Record
from jifen.claims.models import Claim
from jifen.console import verbs
from jifen.console.main import DONE
from jifen.core.access import Actor
from jifen.core.appraising import State
from jifen.core.assess import StepKind
from jifen.core.hand import Hand
from jifen.core.task import Look
from jifen.cycles.models import Cycle
from jifen.cycles.queries import now
from jifen.ledger.models import Change, Fact
from jifen.ledger.proof import faults
from jifen.ledger.queries import account_of, explain
from jifen.outcomes.models import Listing
from jifen.outcomes.queries import cases
from jifen.papers.models import Paper
from jifen.people.models import Area, Cadre
from jifen.results import queries as appraised
from jifen.results.body import Ruling
from jifen.standings.models import Edition
from jifen.standings.queries import board, live, refreeze
from jifen.tasks.commands import clock as supervision
from jifen.tasks.models import Finding, Inspection, Task
from jifen.tasks.queries import latest
from tests.flows import second_close

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPT = Path(__file__).parents[2] / "verifier" / "results.py"
POSTED = "示积公"
"""The papers of grants that are publicised: each as soon as it is approved."""
CAST = {
    part["part"]: part["code"]
    for part in json.loads((EXAMPLES / "town" / "cast.json").read_text(encoding="utf-8"))
}


def steps(cycle: Cycle, part: str) -> list[StepKind]:
    """Return the kinds of step that took something from a cast member in a cycle."""
    account = account_of(cycle, Cadre.objects.get(code=CAST[part]))
    lines = [reason.line for reason in explain(account).reasons]
    return [step.kind for line in lines for step in line.steps if step.before != step.after]


def test_the_demo_town_goes_through_both_its_cycles(
    db: None,
    capsys: pytest.CaptureFixture[str],
    subtests: pytest.Subtests,
    tmp_path: Path,
) -> None:
    assert verbs.run(["demo"]) == DONE
    told = capsys.readouterr().out
    town = Area.objects.get(kind=Area.Kind.TOWN)
    first, second = Cycle.objects.filter(town=town).order_by("starts_on")

    with subtests.test("the roster is of the size of the town it stands for"):
        assert Cadre.objects.count() == 91
        assert Area.objects.filter(kind=Area.Kind.VILLAGE).count() == 13
        assert Area.objects.filter(kind=Area.Kind.COMMUNITY).count() == 2

    with subtests.test("two cycles of facts went in, and nothing was refused"):
        assert Fact.objects.count() >= 4000
        assert "未入" not in told

    with subtests.test("everything verifies"):
        assert verbs.run(["verify", "--as", "auditor"]) == DONE
        assert list(faults(town)) == []

    with subtests.test("each account prints its password once, and the town its commands"):
        logins = ("clerk1", "clerk2", "member", "head", "cadre", "county", "auditor")
        assert all(re.search(rf"  {login}  [\w-]{{12,}}$", told, re.M) for login in logins)

    with subtests.test("the first cycle is closed and frozen, the second is briefed"):
        assert (first.state, second.state) == (Cycle.State.CLOSED, Cycle.State.OPEN)
        kinds = list(Edition.objects.order_by("seq").values_list("kind", flat=True))
        assert kinds == ["briefing", "final", "briefing"]

    with subtests.test("a frozen edition recomputes to the same bytes"):
        for edition in Edition.objects.select_related("cycle__version", "cycle__town"):
            assert refreeze(edition) == bytes(edition.body)

    with subtests.test("the first cycle's results stand: graded, shared to the fen, publicised"):
        course = appraised.course(first)
        sheet = course.sheet
        assert sheet is not None
        assert course.state is State.STANDING
        assert sheet.pool_fen == 200_000_00
        shares = [row.share.fen for row in sheet.rows if row.share is not None]
        assert sum(shares) + sheet.left_fen == sheet.pool_fen
        assert not sheet.open_lines
        assert not sheet.open_consequences
        assert {one.ruling for one in sheet.consequences} == {Ruling.APPLIES}
        grades = Counter(course.grade(row) for row in sheet.rows if row.graded)
        assert 0 < grades["excellent"] <= len(sheet.rows) // 5

    with subtests.test("briefings, ranking, results and their record were issued in three forms"):
        issued = Paper.objects.exclude(series=POSTED)
        assert Counter(paper.series for paper in issued) == {"示积办": 3, "示积果": 2}
        for paper in issued:
            for ending in ("docx", "pdf", "xlsx"):
                file = settings.HOME / "papers" / f"{paper.ref}.{ending}"
                assert file.stat().st_size > 5000

    final = board(Edition.objects.get(kind="final"))
    with subtests.test("the twins share a place"):
        one, other = final.row(CAST["twin_1"]), final.row(CAST["twin_2"])
        assert one is not None
        assert other is not None
        assert one.tied
        assert (one.total, one.place) == (other.total, other.place)

    with subtests.test("every kind of maximum cuts whoever is there to show it"):
        assert StepKind.EVENT in steps(first, "event_maximum")
        assert StepKind.MATTER in steps(first, "matter_highest")
        assert StepKind.MATTER in steps(first, "matter_sum")
        assert StepKind.ITEM in steps(first, "item_cap")
        assert StepKind.SIDE in steps(first, "add_cap")
        assert StepKind.FLOOR in steps(first, "floor")

    with subtests.test("who joined in the middle has part of the base"):
        row = final.row(CAST["joiner_1"])
        assert row is not None
        assert row.proration < 0
        assert row.base + row.proration == 7500

    with subtests.test("forty points once: a talk; in both cycles: proposals, by post"):
        once = {case.cadre.code: case for case in cases(first, today=second.starts_on)}
        assert CAST["once_over_40"] in once
        assert {case.occurrence for case in once.values()} == {1}
        assert CAST["joiner_2"] not in once
        (again,) = cases(second, today=second.ends_on)
        assert (again.cadre.code, again.occurrence) == (CAST["twice_over_40"], 2)
        assert again.proposals

    with subtests.test("what was withdrawn counts no longer, and is still there"):
        assert Change.objects.filter(kind="withdraw").count() == 2
        gone = explain(account_of(first, Cadre.objects.get(code=CAST["withdrawn_grant"])))
        assert [status for _fact, status in gone.withdrawn] == ["withdrawn"]

    with subtests.test("the same files again add nothing"):
        before = Record.objects.count()
        capsys.readouterr()
        words = ["--as", "clerk1", "--json"]
        people = ["import", "people", str(EXAMPLES / "town" / "people.xlsx"), *words]
        assert verbs.run(people) == DONE
        facts = ["import", "facts", str(EXAMPLES / "town" / "facts-2025.xlsx"), *words]
        assert verbs.run([*facts, "--as-decided", "--with", "member"]) == DONE
        assert Record.objects.count() == before

    with subtests.test("a hundred and twenty tasks and three rounds went their way"):
        tasks = Task.objects.filter(finding__isnull=True)
        assert tasks.count() == 120
        assert {one.look for one in Inspection.objects.all()} == set(Look)
        assert Finding.objects.count() == 6
        results = Counter(latest(town).values_list("result", flat=True))
        assert results["on-time"] + results["outstanding"] > 100
        assert min(results["late"], results["missed"], results["outstanding"]) > 0

    with subtests.test("a missed task and a finding propose, once, and post nothing"):
        clock = Hand(actor=Actor(key="0" * 32, login=""), at=now(), dice=os.urandom)
        before = Claim.objects.exclude(identity="").count()
        assert before > 6
        assert supervision(town, hand=clock) == 0
        drafts = Claim.objects.exclude(identity="")
        assert {one.state for one in drafts} == {"draft"}
        assert drafts.count() == before

    with subtests.test("a transfer's points go along, and both villages count the days"):
        shares = {v.path: {m.code for m in v.members} for v in final.villages}
        assert sum(CAST["transfer_1"] in members for members in shares.values()) == 2

    with subtests.test("the desk has something to do in every state of a grant"):
        states = set(Claim.objects.values_list("state", flat=True))
        assert states == {"draft", "submitted", "verified", "approved", "publicised"}

    with subtests.test("a live board stands where the ledger stands"):
        for row in live(second).rows:
            account = account_of(second, Cadre.objects.get(code=row.code))
            assert row.total == account.balance

    with subtests.test("the story is told in an empty home only"):
        assert verbs.run(["demo"]) != DONE

    # From here on the town is a copy of its own: the demo leaves the second cycle running.
    second_close.tell()
    second.refresh_from_db()
    capsys.readouterr()
    with subtests.test("the second cycle is closed, and its results stand to the fen"):
        assert second.state == Cycle.State.CLOSED
        course = appraised.course(second)
        sheet = course.sheet
        assert sheet is not None
        assert course.state is State.STANDING
        assert sheet.pool_fen == second_close.POOL
        assert sheet.shared_fen + sheet.left_fen == sheet.pool_fen
        before = appraised.before(second)
        assert before is not None
        assert (before.cycle, before.pool_fen) == (first.name, 200_000_00)

    with subtests.test("the second time stands before the town party committee, and no post moved"):
        stages = {case.cadre.code: case.stage for case in cases(second, today=second.ends_on)}
        assert stages[CAST["twice_over_40"]] == "proposed"
        assert CAST["twice_over_40"] in {row.code for row in live(second).rows}

    with subtests.test("who was called to a talk within the period stands on no list"):
        drawn = {one.code: set(one.people) for one in Listing.objects.filter(outcome="drawn")}
        chosen = {one.code: set(one.people) for one in Listing.objects.filter(outcome="chosen")}
        assert drawn.keys() == chosen.keys() == {"X1", "H1"}
        assert all(chosen[code] <= drawn[code] for code in drawn)
        assert all(CAST["once_over_40"] not in people for people in drawn.values())
        assert all(CAST["twice_over_40"] not in people for people in drawn.values())

    with subtests.test("every paper of the second cycle was issued, each in three forms"):
        # Of the first cycle: briefing, ranking, results and the record of their publicity. Of the
        # second: those, and what it recommends from each of the two lists.
        series = Counter(Paper.objects.values_list("series", flat=True))
        assert series.pop(POSTED) > 0
        assert series == {"示积办": 4, "示积果": 4, "示积荐": 2}
        for paper in Paper.objects.exclude(series=POSTED):
            assert paper.files.keys() == {"docx", "pdf", "xlsx"}
            for ending in paper.files:
                file = settings.HOME / "papers" / f"{paper.ref}.{ending}"
                assert file.stat().st_size > 5000

    with subtests.test("both years' results come out again without Jifen, to the fen"):
        for cycle in (first, second):
            file = tmp_path / f"{cycle.name}.json"
            export = ["results", "export", str(file), "--cycle", cycle.name, "--as", "auditor"]
            assert verbs.run(export) == DONE
            again = [sys.executable, "-I", "-S", str(SCRIPT), str(file)]
            done = subprocess.run(again, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout
            changed = json.loads(file.read_text("utf-8"))
            paid = next(one for one in changed["people"] if one["said"]["share"])
            paid["said"]["pay"] += 1
            file.write_text(json.dumps(changed), "utf-8")
            done = subprocess.run(again, capture_output=True, text=True, check=False)
            assert done.returncode == 3
            assert f"{paid['code']}  pay" in done.stdout

    with subtests.test("and everything verifies still"):
        assert verbs.run(["verify", "--as", "auditor"]) == DONE
