"""Due process by the terminal: a decision taken back, a sheet served, complaints, amendments."""

import datetime as dt
import json
from pathlib import Path

import pytest

from jifen.claims import commands
from jifen.claims.models import Pending, Service
from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.access import Role
from jifen.core.facts import Measures
from jifen.core.points import Centipoints
from jifen.core.workflow import Action
from jifen.standings import amending
from jifen.standings.models import Amendment
from tests.console.test_month import run, stand, town
from tests.console.test_results import run as small_run
from tests.laws.town import Town
from tests.records.refused_hearings import upto
from tests.records.results_town import closed
from tests.records.results_town import town as results_town

pytestmark = pytest.mark.django_db
__all__ = ["town"]
JUNE = dt.date(2025, 6, 16)
WHY = "当事人陈述与记录一致，事实清楚，予以认定。"


def test_a_months_sheet_is_served_by_the_terminal(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    stand(town, JUNE)
    measures = Measures(chosen=Centipoints(100))
    claim = town.draft("line", "D-4", "张三稻", measures=measures, on=dt.date(2025, 6, 2))
    town.step(claim, "line", Action.PROPOSE)
    hand = town.hand("clerk")
    commands.take_step(claim, Action.TAKE_UP, hand=hand, reason="两次事项，并非重复。")
    town.step(claim, "clerk", Action.NOTICE)
    words = ("serve-sheet", "2025-06", "张三稻", "--proof", "签收7号")
    assert run(capsys, town, "clerk", *words)[0] == REFUSED, "no sheet was issued"
    commands.issue_sheets(town.area, JUNE, hand=town.hand("clerk"))
    code, gave = run(capsys, town, "clerk", *words)
    assert (code, gave["served"]) == (DONE, 1)
    assert Service.objects.count() == 1
    assert run(capsys, town, "line", *words)[0] == REFUSED


def test_a_decision_is_taken_back_by_whoever_took_it_alone(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = upto(town, Action.REPLY)
    stand(town, town.day + dt.timedelta(days=1))
    words = ("take-back", str(claim.ref))
    assert run(capsys, town, "member", *words)[0] == REFUSED, "nothing waits"
    decide = ("claim", "step", str(claim.ref), "decide", "--reason", WHY)
    assert run(capsys, town, "member", *decide)[0] == DONE
    assert Pending.objects.count() == 1
    assert run(capsys, town, "head", *words)[0] == REFUSED
    code, gave = run(capsys, town, "member", *words)
    assert (code, gave["state"]) == (DONE, "replied")
    assert not Pending.objects.exists()


def test_complaints_go_to_the_county_and_back_by_the_terminal(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    town.user("county-too", Role.COUNTY, town.area)
    code, made = run(capsys, town, "line", "complaint", "make", "附件总是传不上去。")
    assert code == DONE
    key = str(made["complaint"])
    assert run(capsys, town, "clerk", "complaint", "make", "短")[0] == REFUSED
    for who, count in (("line", 1), ("clerk", 0), ("county-too", 1)):
        code, rows = run(capsys, town, who, "complaint", "list")
        assert (code, len(rows)) == (DONE, count), who
    words = ("complaint", "answer", key, "已经扩大了附件的大小。")
    assert run(capsys, town, "clerk", *words)[0] == REFUSED
    lost = ("complaint", "answer", str(town.area.ref), "没有这一件。")
    assert run(capsys, town, "county-too", *lost)[0] == REFUSED
    assert run(capsys, town, "county-too", *words)[0] == DONE
    _code, rows = run(capsys, town, "line", "complaint", "list")
    assert "附件的大小" in json.dumps(rows, ensure_ascii=False)


def test_amendments_are_listed_by_the_terminal(
    capsys: pytest.CaptureFixture[str], settings: object, tmp_path: Path
) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    small = results_town()
    wrong = small.fact("甲二", "D-1", "30", dt.date(2024, 11, 8))
    closed(small)
    assert small_run(capsys, small, "clerk", "amend", "list") == (DONE, [])
    new = amending.New(
        fact=wrong,
        basis=Amendment.Basis.COURT,
        paper="（2025）示民终1号",
        reason="县人民法院生效判决认定该事项不属实，予以更正。",
    )
    row = amending.propose(small.cycle, new, hand=small.hand("clerk"))
    code, rows = small_run(capsys, small, "auditor", "amend", "list")
    assert code == DONE
    assert [(one["key"], one["state"]) for one in rows] == [(row.key.hex, "proposed")]
    assert verbs.run(["amend", "list", "--cycle", "none", "--as", small.users["clerk"].login])
