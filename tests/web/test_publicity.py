"""Publicity and meetings in the browser: who objected stays hidden, minutes stay inside."""

import pytest
from django.urls import reverse

from jifen.claims import commands as claims
from jifen.claims import monthly
from jifen.core.hand import Hand
from jifen.core.workflow import Action, Route
from jifen.meetings import commands as meetings
from jifen.papers.models import Paper
from jifen.publicity.models import Objection, Posting
from tests.harness.world import TODAY, Town
from tests.web.conftest import Browser


def text(browser: Browser, route: str, *given: object, **query: str) -> str:
    answer = browser.get(reverse(route, args=given), query)
    return answer.content.decode() if answer.status_code == 200 else ""


@pytest.mark.parametrize("who", ["clerk", "head", "member", "cadre-v1", "line-office", "auditor"])
def test_nobody_but_discipline_is_told_who_objected(town: Town, browser: Browser, who: str) -> None:
    name = town.users["cadre-v2"].name
    browser.as_(town, who)
    seen = [
        text(browser, "claim", town.claims["objected"].ref),
        text(browser, "posting", town.posting.ref),
        text(browser, "postings", town.area.ref),
        text(browser, "objections", town.area.ref),
        text(browser, "objection", town.objection.ref),
    ]
    assert any("东沟村" in page for page in seen)
    main = [page[page.find("<main") :] for page in seen]
    assert all(name not in page for page in main)


@pytest.mark.parametrize(
    ("who", "reads"), [("head", True), ("member", True), ("discipline", True), ("clerk", False)]
)
def test_the_page_of_a_grant_shows_its_deciders_what_is_objected(
    town: Town, browser: Browser, who: str, reads: bool
) -> None:
    browser.as_(town, who)
    page = text(browser, "claim", town.claims["objected"].ref)
    assert page
    assert (town.objection.text in page) == reads
    assert (reverse("objection", args=[town.objection.ref]) in page) == reads
    assert "异议不成立" not in page, "it is ruled on where the objection is"


def test_discipline_is_told_who_objected(town: Town, browser: Browser) -> None:
    """The control of the test above."""
    browser.as_(town, "discipline")
    page = text(browser, "objection", town.objection.ref)
    assert town.users["cadre-v2"].name in page


def test_an_objection_from_the_page_stops_the_grant_and_twice_is_once(
    town: Town, browser: Browser
) -> None:
    browser.as_(town, "supervision")
    line = town.posting.lines.get()
    where = reverse("posting-object", args=[town.posting.ref])
    form = {"line": str(line.pk), "text": "现场核对数量不符。"}
    before = Objection.objects.count()
    assert "异议已收到" in browser.post(where, form, follow=True).content.decode()
    browser.post(where, form)
    assert Objection.objects.count() == before + 1
    page = browser.post(where, {"line": str(line.pk), "text": "错"}, follow=True).content.decode()
    assert "至少5个字" in page


def test_a_ruling_from_the_page_wants_a_choice_and_a_reason(town: Town, browser: Browser) -> None:
    browser.as_(town, "head")
    where = reverse("objection-rule", args=[town.objection.ref])
    assert "请选择异议是否成立" in browser.post(where, {}, follow=True).content.decode()
    bare = browser.post(where, {"upheld": "yes", "reason": ""}, follow=True).content.decode()
    assert "须写明理由" in bare
    done = browser.post(where, {"upheld": "yes", "reason": "查证不实，退回核实。"}, follow=True)
    assert "已处理" in done.content.decode()
    browser.as_(town, "cadre-v2")
    page = text(browser, "posting", town.posting.ref)
    assert "已撤下，退回重新核实" in page
    assert "查证不实" not in page, "the reason of the ruling is not for the public"


def taken(browser: Browser, paper: Paper) -> int:
    """Take a paper's file to its end, and return the answer's status."""
    answer = browser.get(reverse("paper", args=[paper.ref, "pdf"]))
    if answer.streaming:
        b"".join(answer)
    return answer.status_code


def test_minutes_are_for_the_office_and_the_deciders(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand: Hand = town.hand("clerk", TODAY)
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    meetings.start(town.meeting, hand)
    meetings.close(town.meeting, hand)
    paper = meetings.issue_minutes(town.meeting, hand)
    public = Paper.objects.get(about=Posting.objects.get(pk=town.posting.pk).ref)
    for who, reads in {"clerk": 200, "head": 200, "cadre-v1": 404, "stationed": 404}.items():
        browser.as_(town, who)
        assert taken(browser, paper) == reads, who
        assert taken(browser, public) == 200, who


def test_the_month_s_notice_sheets_are_issued_and_served_from_the_batches_page(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jifen.papers.commands._draw", lambda *given: {"pdf": b"%PDF"})
    monkeypatch.setattr("jifen.claims.monthly.route", lambda claim: Route.MINOR)
    way = ("stationed", Action.ATTEST), ("clerk", Action.TAKE_UP), ("clerk", Action.NOTICE)
    for who, action in way:
        claims.take_step(
            town.claims["proposed"], action, hand=town.hand(who, TODAY), reason="现场情况属实。"
        )
    waits = next(one for one in monthly.notices(town.area))
    month = f"{waits.month:%Y-%m}"
    browser.as_(town, "clerk")
    where = reverse("batch-gather", args=[town.area.ref])
    form = {"month": month, "do": "serve-sheet", "holder": waits.holder, "proof": "签收7号"}
    refused = browser.post(where, form, follow=True).content.decode()
    assert "请先印发当月告知单" in refused
    issued = browser.post(where, {"month": month, "do": "sheets"}, follow=True).content.decode()
    assert waits.title in issued
    assert "送达凭证" in issued
    served = browser.post(where, form, follow=True).content.decode()
    assert "已送达，期限到" in served
    assert waits.key not in {one.key for one in monthly.notices(town.area)}
    paper = Paper.objects.get(about=waits.key)
    assert taken(browser, paper) == 200
    assert taken(browser.as_(town, "cadre-v2"), paper) == 404
