"""No page asks the database more than fifteen times, and none asks more when there is more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifen.core.policy import ACTIONS, ROUTES
from tests.harness.figures import record
from tests.harness.world import Town
from tests.web.conftest import Browser
from tests.web.test_matrix import _of, address, routes

MOST = 15
ASKERS = ("clerk", "head", "cadre-v1")
NO_PAGES = {
    "account_logout", "language", "type-size", "claim-step", "cycle-brief", "cycle-close",
    "cycle-propose-close", "edition-issue", "case-talk",
}  # fmt: skip
"""Routes that answer a form, and show nothing of their own."""


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
    assert most <= MOST
