"""A talk's papers are issued on the page of its course, and are nobody else's to read."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from jifen.console import verbs
from jifen.console.main import DONE
from jifen.core.access import Role
from jifen.cycles import commands as clocks
from jifen.outcomes import queries
from jifen.papers.models import Paper
from jifen.people import commands as people
from jifen.people.models import User
from tests.harness.host import HOST
from tests.records.town import NO_LOW_RANK, PASSWORD, Town, found
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def small() -> Town:
    made = found(ladder=NO_LOW_RANK)
    made.fact("甲二", "D-1", "41", dt.date(2024, 11, 8))
    user = people.add_user("jia-san", "甲三", PASSWORD, cadre=made.cadre("甲三"), hand=HOST)
    people.grant(user, Role.CADRE, made.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    made.users["cadre"] = user
    clocks.move_clock(made.hand("clerk").at)
    return made


def test_the_office_issues_it_and_a_colleague_finds_nothing(small: Town, browser: Browser) -> None:
    (case,) = queries.cases(small.cycle, today=small.today)
    browser.force_login(User.objects.get(pk=small.users["clerk"].pk))
    where = reverse("handling-letter", args=[small.area.ref])
    page = browser.post(where, {"case": case.id, "letter": "call"}, follow=True)
    assert "谈话通知书" in page.content.decode()
    paper = Paper.objects.get()
    address = reverse("paper", args=[paper.ref, "pdf"])
    answer = browser.get(address)
    assert b"".join(answer).startswith(b"%PDF")
    browser.force_login(User.objects.get(pk=small.users["cadre"].pk))
    assert browser.get(address).status_code == 404


def test_the_terminal_issues_it_too(small: Town, capsys: pytest.CaptureFixture[str]) -> None:
    (case,) = queries.cases(small.cycle, today=small.today)
    login = small.users["clerk"].login
    assert verbs.run(["case", "letter", case.id, "call", "--as", login, "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["paper"] == str(Paper.objects.get().ref)
