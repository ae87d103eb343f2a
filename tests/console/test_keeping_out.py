"""The verbs of recusal, standing in, handing over, leaves, the calendar and the auditor's lists."""

import datetime as dt
import json

import pytest

from jifen.claims.models import Claim
from jifen.console.main import DONE, REFUSED
from jifen.console.verbs import run
from jifen.core.workflow import Action
from jifen.people.models import Grant
from jifen.recusals.models import Recusal
from tests.laws.town import Town, found

AT = "p1/c1/k1/t1:"


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    made = found()
    made.day = dt.date(2025, 6, 3)
    at = dt.datetime(2025, 6, 3, 2, tzinfo=dt.UTC)
    monkeypatch.setattr("jifen.console.verbs.now", lambda: at)
    return made


def said(capsys: pytest.CaptureFixture[str], words: str, who: str) -> object:
    capsys.readouterr()
    assert run([*words.split(), "--as", AT + who, "--json"]) == DONE, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], words: str, who: str) -> str:
    capsys.readouterr()
    assert run([*words.split(), "--as", AT + who]) == REFUSED
    return capsys.readouterr().err


def test_what_is_asked_on_the_line_is_ruled_on_by_somebody_else(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = town.walk(town.draft("line", "A-2", "张三稻"), ("line", Action.SUBMIT))
    asks = f"recusal say {claim.ref} request --about {AT}member --ground interest --reason"
    said(capsys, f"{asks} 双方合伙经营", "line")
    one = Recusal.objects.get()
    ruled = f"recusal rule {one.ref} granted --reason 经查属实"
    assert "应由他人决定" in refused(capsys, ruled, "member")
    said(capsys, ruled, "head")
    rows = said(capsys, "recusal list", "head")
    assert isinstance(rows, list)
    assert [row["effect"] for row in rows] == ["已回避"]


def test_the_operator_lets_another_stand_in_and_ends_it(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, f"delegation give {AT}line clerk --last 2025-06-10", "clerk")
    one = Grant.objects.get(delegated_by=town.users["clerk"])
    assert one.user == town.users["line"]
    listed = said(capsys, "delegation list", "head")
    assert isinstance(listed, list)
    assert [row["delegation"] for row in listed] == [one.seq]
    assert "只有委托人或受托人" in refused(capsys, f"delegation end {one.seq}", "head")
    said(capsys, f"delegation end {one.seq}", "clerk")
    assert "没有这项委托" in refused(capsys, "delegation end 1", "clerk")


def test_drafts_leaves_days_and_lists(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    draft = town.draft("clerk", "D-1", "张三稻")
    said(capsys, f"handover {AT}clerk {AT}clerk-2 --reason 调离本岗", "clerk")
    assert Claim.objects.get(pk=draft.pk).drafted_by == town.users["clerk-2"]
    said(capsys, "leave enter 张三稻 private --from 2025-06-03 --last 2025-06-04", "clerk")
    away = said(capsys, "leave list --on 2025-06-04", "head")
    assert isinstance(away, list)
    assert [row["name"] for row in away] == ["张三稻"]
    assert said(capsys, "calendar show --year 2031", "head") == []
    lists = said(capsys, "audit --cycle 2024-2025 --seed 8", "auditor")
    assert isinstance(lists, dict)
    assert lists["seed"] == "8"


def test_an_inquiry_is_entered_listed_and_ended_by_discipline(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    entered = "inquiry enter 张三稻 --from 2025-06-03 --document 示纪立〔2025〕1号"
    refused(capsys, entered, "clerk")
    said(capsys, entered, "discipline")
    listed = said(capsys, "inquiry list", "head")
    assert isinstance(listed, list)
    assert [(row["name"], row["to_on"]) for row in listed] == [("张三稻", "")]
    refused(capsys, "inquiry list", "clerk")
    assert said(capsys, "leave list --on 2025-06-04", "head") == []
    end = "张三稻 --from 2025-06-03 --over 2025-06-20 --reason 查无问题"
    assert "没有这样的登记" in refused(capsys, f"leave end {end}", "clerk")
    said(capsys, f"inquiry end {end}", "discipline")
    assert "已登记" in refused(capsys, f"inquiry end {end}", "discipline")


def test_a_leave_without_an_end_is_ended(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "leave enter 张三稻 private --from 2025-06-03", "clerk")
    end = "leave end 张三稻 --from 2025-06-03 --over 2025-06-05 --reason 提前返岗"
    said(capsys, end, "clerk")
    assert said(capsys, "leave list --on 2025-06-05", "head") == []
