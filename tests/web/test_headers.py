"""What every answer carries, and what no unsafe request gets by without."""

import pytest
from django.test import Client
from django.test.utils import override_settings

from jifen.core.policy import ACTIONS, ROUTES
from tests.harness.world import Town
from tests.web.conftest import Browser
from tests.web.test_matrix import _of, address, routes

CSP = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'",
    "img-src": "'self' data:", "font-src": "'self'", "connect-src": "'self'",
    "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


@pytest.mark.parametrize("who", ["", "clerk", "cadre-v2"])
def test_every_answer_carries_the_house_s_headers(town: Town, browser: Browser, who: str) -> None:
    if who:
        browser.as_(town, who)
    seen = set()
    for route in sorted(routes()):
        refs = [ref for _, ref in _of(town, ACTIONS[ROUTES[route]].kind)] or [town.area.ref]
        answer = browser.get(address(route, refs[0]))
        if answer.streaming:
            b"".join(answer)
        seen.add(answer.status_code)
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, route
        csp = answer.headers["Content-Security-Policy"]
        assert dict(part.strip().split(" ", 1) for part in csp.split(";")) == CSP, route
        assert "Access-Control-Allow-Origin" not in answer.headers
        if answer.headers["Content-Type"].startswith("text/"):
            assert "charset=utf-8" in answer.headers["Content-Type"]
    assert len(seen) > 1


def test_behind_tls_cookies_are_for_this_host_alone() -> None:
    """The settings that JIFEN_HTTPS=1 chooses; tests/test_settings.py reads them at a start."""
    with override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000):
        assert Client().get("/sign-in/").headers["Location"].startswith("https://")
        secure = Client().get("/sign-in/", secure=True)
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("route", sorted(routes().keys()))
def test_no_form_gets_in_without_its_token(town: Town, route: str) -> None:
    strict = Browser(enforce_csrf_checks=True).as_(town, "clerk")
    refs = [ref for _, ref in _of(town, ACTIONS[ROUTES[route]].kind)] or [town.area.ref]
    answer = strict.post(address(route, refs[0]))
    assert answer.status_code == 403
    assert "表单已过期" in answer.content.decode() or "form has expired" in answer.content.decode()


def test_no_page_has_style_or_script_inside(town: Town, browser: Browser) -> None:
    browser.as_(town, "clerk")
    for route in sorted(routes()):
        refs = [ref for _, ref in _of(town, ACTIONS[ROUTES[route]].kind)] or [town.area.ref]
        answer = browser.get(address(route, refs[0]))
        if answer.streaming:
            b"".join(answer)
            continue
        page = answer.content.decode(errors="replace")
        for bad in (" style=", "<style", "onclick=", "onsubmit=", "javascript:", "hx-on"):
            assert bad not in page, (route, bad)


def test_reading_writes_nothing_but_who_read(town: Town, browser: Browser) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.as_(town, "clerk")
    for route in sorted(routes()):
        refs = [ref for _, ref in _of(town, ACTIONS[ROUTES[route]].kind)] or [town.area.ref]
        for ref in refs:
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(address(route, ref))
                if answer.streaming:
                    b"".join(answer)
            writes = [
                one["sql"][:60]
                for one in asked
                if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
                and '"people_reading"' not in one["sql"]
                and '"django_session"' not in one["sql"]
            ]
            assert writes == [], route
