"""Signing in and out: what the house says, how often one may try, how long a session lasts."""

import time
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from tests.harness.world import PASSWORD, Town
from tests.web.conftest import Browser

WRONG = "账号或密码不对"
LOCKED = "已连续输错 5 次"


@pytest.fixture(autouse=True)
def cache(db: None) -> None:
    """Have the shared cache of limits that `jifen setup-home` makes."""
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def clerk(town: Town) -> str:
    """The login of a clerk who has a password hashed as the product does."""
    user = town.users["clerk"]
    user.set_password(PASSWORD)
    user.save()
    return user.login


def sign_in(browser: Browser, login: str, password: str, **more: str) -> object:
    return browser.post("/sign-in/", {"login": login, "password": password, **more})


def said(browser: Browser, login: str, password: str) -> str:
    return str(sign_in(browser, login, password).content.decode())  # type: ignore[attr-defined]


def test_the_right_password_opens_the_desk(browser: Browser, clerk: str, town: Town) -> None:
    answer = browser.post("/sign-in/", {"login": clerk, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("town", args=[town.area.ref])
    assert "工作台" in answer.content.decode()


def test_passwords_are_kept_with_argon2id(town: Town, clerk: str) -> None:
    town.users["clerk"].refresh_from_db()
    assert identify_hasher(town.users["clerk"].password).algorithm == "argon2"
    assert "argon2id" in town.users["clerk"].password


def test_unknown_wrong_and_disabled_are_answered_alike(
    browser: Browser, clerk: str, town: Town
) -> None:
    disabled = town.users["head"]
    disabled.set_password(PASSWORD)
    disabled.is_active = False
    disabled.save()
    pages = {
        said(Browser(), login, password).replace(login, "·")
        for login, password in (
            ("nobody-at-all", PASSWORD),
            (clerk, "wrong " + PASSWORD),
            (disabled.login, PASSWORD),
        )
    }
    bare = {_without_token(page) for page in pages}
    assert len(bare) == 1
    assert WRONG in bare.pop()


def test_five_wrong_tries_close_an_account_for_a_while_and_no_other(
    browser: Browser, clerk: str, town: Town
) -> None:
    other = town.users["member"]
    other.set_password(PASSWORD)
    other.save()
    for _ in range(5):
        assert WRONG in said(browser, clerk, "no")
    assert LOCKED in said(browser, clerk, PASSWORD)
    assert LOCKED in said(Browser(), clerk.upper(), PASSWORD)
    assert sign_in(Browser(), other.login, PASSWORD).status_code == 302  # type: ignore[attr-defined]


def test_the_limit_ends_after_fifteen_minutes(
    browser: Browser, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        said(browser, clerk, "no")
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: later)
    assert sign_in(browser, clerk, PASSWORD).status_code == 302  # type: ignore[attr-defined]


def test_twenty_wrong_tries_close_one_address_for_all_accounts(
    browser: Browser, clerk: str
) -> None:
    for number in range(20):
        said(browser, f"guess-{number}", "no")
    assert LOCKED in said(browser, clerk, PASSWORD)


def test_cookies_are_out_of_reach_of_scripts(browser: Browser, clerk: str) -> None:
    sign_in(browser, clerk, PASSWORD)
    browser.post("/type-size/", {"size": "large"})
    browser.post("/language/", {"language": "en"})
    assert {"jifen", "jifen-csrf", "jifen-type", "django_language"} <= browser.cookies.keys()
    for cookie in browser.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


def test_a_new_session_id_comes_with_sign_in(browser: Browser, clerk: str) -> None:
    browser.get("/sign-in/")
    browser.session["note"] = "before"
    before = browser.session.session_key
    sign_in(browser, clerk, PASSWORD)
    assert browser.session.session_key != before


def test_idle_time_ends_a_session(browser: Browser, town: Town) -> None:
    browser.as_(town, "clerk").get("/")
    assert browser.session.get_expiry_age() == settings.SESSION_COOKIE_AGE == 30 * 60
    session = browser.session
    session.set_expiry(-1)
    session.save()
    assert browser.get("/").headers["Location"] == "/sign-in/"


def test_use_renews_a_session_but_not_at_every_page(
    browser: Browser, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.as_(town, "clerk").get("/help/")
    first = browser.session["seen"]
    browser.get("/help/")
    assert browser.session["seen"] == first
    monkeypatch.setattr("jifen.web.gate.time.time", lambda: first + 61)
    browser.get("/help/")
    assert browser.session["seen"] == first + 61


def test_twelve_hours_end_a_session_however_busy(
    browser: Browser, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = reverse("town", args=[town.area.ref])
    assert browser.as_(town, "clerk").get(where).status_code == 200
    since = browser.session["since"]
    for hour in range(1, 12):
        monkeypatch.setattr("jifen.web.gate.time.time", lambda hour=hour: since + hour * 3600)
        assert browser.get(where).status_code == 200
    monkeypatch.setattr("jifen.web.gate.time.time", lambda: since + 12 * 3600)
    assert browser.get(where).status_code == 302
    assert "_auth_user_id" not in browser.session


def test_a_disabled_account_is_out_at_its_next_request(browser: Browser, town: Town) -> None:
    where = reverse("town", args=[town.area.ref])
    assert browser.as_(town, "clerk").get(where).status_code == 200
    town.users["clerk"].is_active = False
    town.users["clerk"].save()
    assert browser.get(where).headers["Location"].startswith("/sign-in/")
    town.users["clerk"].is_active = True


def test_a_role_that_ended_opens_nothing_more(browser: Browser, town: Town) -> None:
    where = reverse("ledger", args=[town.cycles["2025"].ref])
    assert browser.as_(town, "clerk").get(where).status_code == 200
    town.users["clerk"].grants.update(to_on="2026-03-01")
    assert browser.get(where).status_code == 404


def test_sign_out_asks_first_then_ends_and_clears(browser: Browser, town: Town) -> None:
    browser.as_(town, "clerk")
    assert browser.get("/sign-out/").status_code == 200
    assert "_auth_user_id" in browser.session
    answer = browser.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in browser.session


def test_a_new_password_ends_every_session(browser: Browser, clerk: str, town: Town) -> None:
    elsewhere = Browser()
    sign_in(elsewhere, clerk, PASSWORD)
    sign_in(browser, clerk, PASSWORD)
    new = "一蓑烟雨任平生 2026"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = browser.post("/password/", form)
    assert answer.headers["Location"] == "/sign-in/"
    assert browser.get("/").status_code == 302
    assert elsewhere.get("/").headers["Location"] == "/sign-in/"
    assert sign_in(Browser(), clerk, new).status_code == 302  # type: ignore[attr-defined]


@pytest.mark.parametrize("weak", ["short", "password1234", "a-clerk-2026"])
def test_weak_passwords_are_refused_in_words(browser: Browser, clerk: str, weak: str) -> None:
    sign_in(browser, clerk, PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    page = browser.post("/password/", form).content.decode()
    assert "alert-danger" in page
    assert browser.get("/").status_code == 302  # still signed in: on to the town


@pytest.mark.parametrize(
    "route",
    [
        "account_signup",
        "account_reset_password",
        "account_email",
        "account_inactive",
        "admin",
    ],
)
def test_there_is_no_other_way_in(route: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(route)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "///evil.example", "http:evil.example",
        "\\\\evil.example", "/\\evil.example", "javascript:alert(1)", "https:/evil.example",
        "//evil.example@testserver/", "http://testserver.evil.example/", "\t//evil.example",
        "%2F%2Fevil.example", "https://testserver@evil.example/", "data:text/html,x",
    ],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(browser: Browser, clerk: str, target: str) -> None:
    answer = browser.post("/sign-in/", {"login": clerk, "password": PASSWORD, "next": target})
    assert _stays(answer.headers["Location"])
    answer = browser.post("/language/", {"language": "en", "next": target})
    assert _stays(answer.headers["Location"])
    answer = browser.post("/type-size/", {"size": "large", "next": target})
    assert _stays(answer.headers["Location"])


def test_one_comes_back_to_the_page_one_asked_for(browser: Browser, clerk: str, town: Town) -> None:
    wanted = reverse("claims", args=[town.area.ref]) + "?state=draft"
    sent = browser.get(wanted).headers["Location"]
    answer = browser.post(sent, {"login": clerk, "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted


def _stays(location: str) -> bool:
    """Say where a browser would go, which reads a backslash as a slash."""
    went = urljoin("http://testserver/sign-in/", location.replace("\\", "/"))
    return urlsplit(went)[:2] == ("http", "testserver")


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
