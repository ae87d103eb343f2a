"""The verb by which the head leaves a case to be booked late, and the lists that tell of it."""

import datetime as dt
import json

import pytest

from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.access import Role
from jifen.core.hand import SHANGHAI
from jifen.cycles.commands import move_clock
from jifen.people import commands as people
from jifen.standings.models import Leaving
from tests.harness.host import HOST
from tests.records.test_late import with_newer
from tests.records.test_leaving import WHY, submitted
from tests.records.town import Town, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    """A town at the end of its first cycle, the next one open under a version that books."""
    made = found()
    made.today = dt.date(2025, 8, 4)
    officer = people.add_user("line-office", "站所", "a-long-password", hand=HOST)
    people.grant(officer, Role.LINE_OFFICE, made.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    made.users["line"] = officer
    with_newer(made)
    move_clock(dt.datetime.combine(made.today, dt.time(10), SHANGHAI))
    return made


def run(town: Town, who: str, *words: str) -> int:
    mine = ("--cycle", "2024-2025", "--as", f"{town.area.path}-{who}", "--json")
    return verbs.run([*words, *mine])


def test_the_head_leaves_a_case_and_the_auditor_finds_it(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = submitted(town)
    said = ("leave-late", str(claim.ref), "--reason")
    assert run(town, "clerk", *said, WHY) == REFUSED
    assert run(town, "head", *said, "太短") == REFUSED
    assert not Leaving.objects.exists()
    assert "15" in capsys.readouterr().err
    assert run(town, "head", *said, WHY) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["claim"] == str(claim.ref)
    assert Leaving.objects.get().seq == told["record"]
    assert run(town, "auditor", "audit") == DONE
    lists = json.loads(capsys.readouterr().out)
    assert lists["left"] == [claim.ref.hex[:8].upper()]
    assert lists["booked_late"] == []
