"""No page asks the database more than fifteen times, and none asks more when there is more."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.core.policy import ACTIONS, ROUTES
from tests.harness import world as worlds
from tests.harness.figures import record
from tests.harness.world import Town, World
from tests.web.conftest import Browser
from tests.web.test_matrix import _of, address, routes

MOST = 15
PINNED = {
    "account_change_password": 4, "account_login": 0, "cadre": 15, "cadre-readings": 7,
    "cases": 14, "claim": 15, "claim-edit": 12, "claim-new": 6, "claims": 11, "cycle": 7,
    "cycle-closing": 15, "desk": 0, "edition": 8, "help": 2, "ledger": 10, "ledger-sheet": 8,
    "paper": 6, "people": 6, "rulebook": 7, "standings": 15, "town": 13, "version": 6,
    "village": 14,
}  # fmt: skip
"""Page → the most it asks today. The desk of several towns sends those of one town on."""
ASKERS = ("clerk", "head", "cadre-v1")
NO_PAGES = {
    "account_logout", "language", "type-size", "claim-step", "cycle-brief", "cycle-close",
    "cycle-propose-close", "edition-issue", "case-talk",
}  # fmt: skip
"""Routes that answer a form, and show nothing of their own."""


@pytest.fixture(autouse=True)
def no_minute_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the one write a minute that notes a session's use, however slow the machine."""
    monkeypatch.setattr("jifen.web.gate.SEEN_SECONDS", 10**9)


def cost(browser: Browser, town: Town, route: str) -> int:
    """Return the most that a route's page costs over its objects of this town.

    The page is asked for twice: what a process keeps from one request to the next (templates,
    parsed rulebooks, the note that a session is in use) is no part of a page.
    """
    kind = ACTIONS[ROUTES[route]].kind
    refs = [ref for _, ref in _of(town, kind)] or [town.area.ref]
    most = 0
    for ref in refs:
        read(browser, address(route, ref))
        with CaptureQueriesContext(connection) as asked:
            code = read(browser, address(route, ref))
        if code == 200:
            most = max(most, sum(_asks(one["sql"]) for one in asked))
    return most


def read(browser: Browser, where: str) -> int:
    answer = browser.get(where)
    if answer.streaming:
        b"".join(answer)
    return answer.status_code


def _asks(sql: str) -> bool:
    """Tell a question from the brackets of a transaction."""
    return not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))


def test_every_route_is_a_page_or_answers_a_form() -> None:
    assert routes().keys() >= NO_PAGES


@pytest.mark.parametrize("route", sorted(routes().keys() - NO_PAGES))
def test_no_page_asks_more_than_fifteen_times(town: Town, browser: Browser, route: str) -> None:
    most = 0
    for who in ASKERS:
        most = max(most, cost(browser.as_(town, who), town, route))
    record(f"queries of the page “{route}”", n=most, result=f"at most {MOST}")
    assert most <= PINNED[route] <= MOST


def test_a_page_asks_no_more_when_there_is_more(world: World, browser: Browser) -> None:
    """What a page costs does not grow: the same pages over a ledger three times as long."""
    pages = sorted(routes().keys() - NO_PAGES)
    small = {route: cost(browser.as_(world.first, "clerk"), world.first, route) for route in pages}
    for day in range(6):
        on = dt.date(2025, 10, 6) + dt.timedelta(days=day)
        for who, village in (("cadre-v1", 0), ("cadre-v2", 1)):
            claim = worlds.draft(world.first, who, on, village=village)
            worlds.record(world.first, claim, on, submitter=who)
    large = {route: cost(browser.as_(world.first, "clerk"), world.first, route) for route in pages}
    assert large == small
