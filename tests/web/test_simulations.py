"""The page of a simulation: names for those who decide, none beside the draft."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.cycles.models import Cycle
from jifen.rulebook import commands as rulebook
from jifen.rulebook.models import Simulation
from jifen.standings.models import Trial
from tests.harness.world import Town, next_text
from tests.web.conftest import Browser
from tests.web.test_matrix import address

BRACKETS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "UPDATE")
"""A transaction's, and the note of a session's use."""


def tried(browser: Browser, town: Town, who: str, draft: str = "open", **more: str) -> str:
    """Simulate a draft from the page; return what the browser then shows."""
    answer = browser.as_(town, who).post(
        address("simulate", town.cycles["2025"].ref),
        {"draft": str(town.drafts[draft].ref), **more},
        follow=True,
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_clerk_simulates_an_open_draft_and_it_is_noted_without_names(
    town: Town, browser: Browser
) -> None:
    page = tried(browser, town, "clerk")
    assert "已记到草案上" in page
    trial = Trial.objects.get()
    noted = Simulation.objects.get()
    for one in trial.body["people"]:
        assert one["name"] not in noted.summary
        assert one["code"] not in noted.summary
    assert trial.body["says"][0] in page
    assert noted.cycle == town.cycles["2025"].name
    beside = browser.get(address("draft", town.drafts["open"].ref)).content.decode()
    assert trial.body["says"][1] in beside


@pytest.mark.parametrize("who", ["member", "head", "committee", "county"])
def test_those_who_decide_see_it_and_leave_noting_it_to_the_clerk(
    town: Town, browser: Browser, who: str
) -> None:
    page = tried(browser, town, who)
    assert "没有记到草案上" in page
    assert not Simulation.objects.exists()
    name = Trial.objects.get().body["people"][0]["name"]
    everybody = browser.get(address("simulation", town.cycles["2025"].ref) + "?all")
    assert name in everybody.content.decode()


@pytest.mark.parametrize("who", ["cadre-v1", "secretary-v1", "auditor", "supervision"])
def test_nobody_else_reads_what_a_draft_would_do_to_people_by_name(
    town: Town, browser: Browser, who: str
) -> None:
    tried(browser, town, "clerk")
    where = address("simulation", town.cycles["2025"].ref)
    assert browser.as_(town, who).get(where).status_code == 403


def test_the_same_text_tried_again_takes_the_place_of_what_was_there(
    town: Town, browser: Browser
) -> None:
    for _ in range(2):
        tried(browser, town, "clerk", pool="9100")
    assert Trial.objects.count() == 1
    before, after = Trial.objects.get().body["pay"]
    assert before == after


def test_a_draft_that_is_not_there_or_a_sum_that_is_none_is_refused_in_words(
    town: Town, browser: Browser
) -> None:
    assert "不是金额" in tried(browser, town, "clerk", pool="很多")
    answer = browser.post(
        address("simulate", town.cycles["2025"].ref), {"draft": "nothing"}, follow=True
    )
    assert answer.context["trials"] == []
    assert "alert-danger" in answer.content.decode()


def test_a_cycle_on_which_nothing_was_tried_says_what_to_do(town: Town, browser: Browser) -> None:
    page = browser.as_(town, "clerk").get(address("simulation", town.cycles["2024"].ref))
    assert "还没有做过测算" in page.content.decode()
    assert "测算草案" in browser.get(address("cycle", town.cycles["2024"].ref)).content.decode()


def test_a_closed_cycle_is_tried_as_well_and_stays_as_it_is(town: Town, browser: Browser) -> None:
    closed = town.cycles["2024"]
    browser.as_(town, "clerk").post(
        address("simulate", closed.ref), {"draft": str(town.drafts["open"].ref)}
    )
    assert Trial.objects.get().cycle == closed
    assert Cycle.objects.get(pk=closed.pk).closed_seq == closed.closed_seq


def test_the_page_asks_no_more_for_what_was_tried_however_often(
    town: Town, browser: Browser
) -> None:
    where = address("simulation", town.cycles["2025"].ref)
    asked: list[int] = []
    other = next_text("修订")
    rulebook.revise(town.drafts["closed"], other, name="v2.yaml", hand=town.hand("clerk"))
    for draft in ("open", "closed"):
        tried(browser, town, "clerk", draft)
        browser.get(where)
        with CaptureQueriesContext(connection) as seen:
            page = browser.get(where)
        assert len(page.context["trials"]) == len(asked) + 1
        asked.append(len([one for one in seen if not one["sql"].startswith(BRACKETS)]))
    assert asked[0] == asked[1] <= 15
