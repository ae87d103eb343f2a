"""The system administrator sees how the home is, and what failed; a stranger hears one word."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from jifen.chain import freezing
from jifen.core.hand import Hand
from jifen.custody import readiness
from jifen.jobs import chores, clock, commands
from jifen.jobs.models import Turn, Worker
from tests.harness.world import CANARY, Town, World
from tests.web.conftest import Browser
from tests.web.forms_sent import forms
from tests.web.test_matrix import address
from tests.web.test_queries import MOST

SINCE = dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)


@task()
def stumble() -> None:
    """Fail."""
    raise OSError("there is no paper in the printer")


@pytest.fixture
def place(town: Town, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page, before its administrator, of a home that is the test's own."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    browser.as_(town, "system")
    return address("home-care", town.area.ref)


def failed() -> DBTaskResult[..., str]:
    """A job that failed as often as it may."""
    job = stumble.enqueue()
    for _ in range(len(commands.PAUSES) + 1):
        DBTaskResult.objects.filter(pk=job.id).update(run_after=timezone.now())
        commands.do_next("here")
    return DBTaskResult.objects.get(pk=job.id)


def test_a_new_home_says_what_is_missing(browser: Browser, place: str) -> None:
    page = browser.get(place).content.decode()
    for said in ("可以记账", "没有备份", "从未见到后台进程", "尚未做过", "还没有外部存证"):
        assert said in page
    assert page.count("尚未做过") == len(clock.TABLE)


def test_what_was_done_and_found_stands_with_its_day(browser: Browser, place: str) -> None:
    Worker.objects.create(name="here:1", since=timezone.now(), seen_at=timezone.now())
    done = {"state": Turn.State.DONE, "finished_at": SINCE, "said": "全部核对无误。"}
    Turn.objects.create(code="verify", due_at=SINCE, **done)
    Turn.objects.create(code="verify", due_at=SINCE + dt.timedelta(days=1))  # it waits
    page = browser.get(place).content.decode()
    assert "后台进程工作正常" in page
    assert "全部核对无误。" in page
    assert "2026-03-01 10:00" in page


def test_a_failed_job_is_shown_with_its_cause_and_tried_again_on_demand(
    browser: Browser, place: str
) -> None:
    job = failed()
    page = browser.get(place).content.decode()
    assert "there is no paper in the printer" in page
    (again,) = [one for one in forms(browser, place) if one.route == "job-again"]
    assert again.fields["job"] == str(job.pk)
    assert browser.post(again.target, again.fields).status_code == 302
    job.refresh_from_db()
    assert job.status == "READY"


def test_a_frozen_home_says_how_to_thaw_it_and_nothing_of_another_town(
    world: World, browser: Browser, place: str
) -> None:
    found = ["p1/c1/k1/t1 #7 内容被改", f"p1/c1/k2/t1 #9 {CANARY}", "约束被删"]
    freezing.freeze(found, at=SINCE)
    page = browser.get(place).content.decode()
    assert "jifen thaw" in page
    assert "#7 内容被改" in page
    assert "约束被删" in page
    assert CANARY not in page
    assert "现在不能记账" in page


def test_the_page_asks_no_more_than_others(browser: Browser, place: str) -> None:
    failed()
    freezing.freeze(["#7"], at=SINCE)
    browser.get(place)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(place).status_code == 200
    brackets = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    assert sum(not one["sql"].startswith(brackets) for one in asked) <= MOST


@pytest.mark.parametrize("who", ["clerk", "head", "security", "cadre-v1"])
def test_it_is_the_system_administrator_s_alone(town: Town, browser: Browser, who: str) -> None:
    assert browser.as_(town, who).get(address("home-care", town.area.ref)).status_code == 403


# ------------------------------------------------------------------ the one word
def health(browser: Browser) -> tuple[int, str]:
    answer = browser.get("/health/")
    return answer.status_code, answer.content.decode()


def test_a_stranger_hears_one_word(
    db: None, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    assert health(browser) == (200, "ready\n")
    freezing.freeze(["#7"], at=SINCE)
    assert health(browser) == (503, "not ready\n")
    freezing.lift(by="system", reason="改回", at=SINCE)
    assert health(browser)[0] == 200
    with monkeypatch.context() as patch:
        patch.setattr(readiness, "FREE_SHARE", 1.1)  # more than there can be
        assert health(browser) == (503, "not ready\n")
    with monkeypatch.context() as patch:
        patch.setattr("jifen.chain.models.Head._meta.db_table", "gone")
        assert health(browser) == (503, "not ready\n")


# ------------------------------------------------------------------ what the clock drives
def test_the_deadlines_of_every_noun_are_looked_after_and_a_second_look_does_nothing(
    world: World,
) -> None:
    later = Hand(actor=commands.HOST, at=SINCE + dt.timedelta(days=40), dice=os.urandom)
    assert len(chores.DEADLINES) >= 4
    with translation.override("zh-hans"):
        chores.watch_deadlines(later)
        assert chores.watch_deadlines(later) == chores.Done("已办0件")
