"""What is sent twice is recorded once, for every form there is; what changed meanwhile is refused.

The forms are found by looking at every page of every account, so that no new one escapes.
"""

import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import OperationalError, connection, connections, transaction

from jifen.claims.models import Claim
from jifen.core.policy import ACTIONS, ROUTES
from jifen.custody import trouble
from jifen.rulebook.models import Comment
from jifen.sendings.models import Sending
from jifen.web import claims, once
from tests.harness.figures import figure, record
from tests.harness.world import Town, World, taken_back
from tests.web.conftest import Browser
from tests.web.forms_sent import FREE, Form, forms, places
from tests.web.test_matrix import address, things

ACCOUNTS = (
    "clerk",
    "head",
    "cadre-v1",
    "system",
    "member",
    "clerk-2",
    "secretary-v1",
    "discipline",
)


def rows() -> list[int]:
    """Return how many rows each table has, but for sessions and what the door itself notes."""
    aside = {"django_session", "jifen_cache", Sending._meta.db_table}
    tables = sorted({model._meta.db_table for model in apps.get_models()} - aside)
    counts = ", ".join(f'(SELECT count(*) FROM "{table}")' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        found = cursor.fetchone()
    return list(found)


def token() -> dict[str, str]:
    return {once.TOKEN: uuid.uuid4().hex}


def send(browser: Browser, form: Form) -> tuple[int, str, bool]:
    """Send a form; return status, where it leads, and whether anything was added."""
    before = rows()
    answer = browser.post(form.target, form.fields)
    if answer.streaming:
        b"".join(answer)
    return answer.status_code, answer.headers.get("Location", ""), rows() != before


def found_forms(world: World, browser: Browser) -> Iterator[Form]:
    """Yield each form of each page for each account; one that several see is yielded for each."""
    for who in ACCOUNTS[: figure(3, len(ACCOUNTS))]:
        browser.as_(world.first, who)
        for place in places(world):
            yield from forms(browser, place)


# ------------------------------------------------------------------ every form
def test_every_form_sent_twice_records_once_and_says_the_same_again(
    world: World, browser: Browser
) -> None:
    recorded, wrong, seen = set(), [], set()
    for form in found_forms(world, browser):
        mark = (form.route, form.target, str(form.fields.get("do", "")))
        if mark in seen:
            continue
        seen.add(mark)
        with taken_back():
            status, where, first = send(browser, form)
            again, there, second = send(browser, form)
            if first:
                recorded.add(form.route)
            if second or (first and (status, where) != (again, there)):
                wrong.append((form.route, form.fields, status, again))
    assert wrong == []
    assert {"claim-step", "claim-new", "claim-edit", "draft-step"} <= recorded
    record("forms of all pages, each sent twice", n=len(seen), result="0 recorded twice")


def test_every_address_that_takes_a_form_takes_it_once(world: World, browser: Browser) -> None:
    """Also those whose form no page shows today: by the URL table, with nothing filled in."""
    for who in ACCOUNTS[: figure(1, len(ACCOUNTS))]:
        browser.as_(world.first, who)
        for route in sorted(ROUTES):
            row = ACTIONS[ROUTES[route]]
            if row.code in FREE:
                continue
            for thing, ref in things(world, row.kind):
                if thing.town != "first":
                    continue
                with taken_back():
                    form = Form(address(route, ref), token())
                    send(browser, form)
                    assert not send(browser, form)[2], (who, route)


@pytest.mark.parametrize("door", [True, False])
def test_without_the_door_a_form_is_recorded_twice(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch, door: bool
) -> None:
    """The control: a comment on a draft, which no state of anything keeps from coming again."""
    if not door:
        monkeypatch.setattr(once, "_answer", lambda request, view, key: view())
    place = address("draft", town.drafts["open"].ref)
    found = forms(browser.as_(town, "clerk"), place)
    comment = next(one for one in found if one.target.endswith("/comment/"))
    before = Comment.objects.count()
    for _ in range(3):
        send(browser, comment)
    assert Comment.objects.count() - before == (1 if door else 3)


# ------------------------------------------------------------------ one form
@pytest.fixture
def step(town: Town, browser: Browser) -> Form:
    """The clerk verifies a submitted claim."""
    browser.as_(town, "clerk")
    place = address("claim", town.claims["submitted"].ref)
    return next(one for one in forms(browser, place) if one.target.endswith("/verify/"))


def test_other_content_under_the_same_form_is_refused_in_words(
    browser: Browser, step: Form
) -> None:
    assert send(browser, step)[2]
    answer = browser.post(step.target, step.fields | {"reason": "另有说法"})
    assert answer.status_code == 409
    assert "内容与那次不同" in answer.content.decode()


def test_another_person_s_form_is_not_answered(browser: Browser, step: Form, town: Town) -> None:
    assert send(browser, step)[2]
    answer = browser.as_(town, "clerk-2").post(step.target, step.fields)
    assert answer.status_code == 409


def test_the_first_answer_is_said_again_with_its_message(browser: Browser, step: Form) -> None:
    said = []
    for _ in range(2):
        answer = browser.post(step.target, step.fields)
        page = browser.get(answer.headers["Location"]).content.decode()
        said.append(re.findall(r"alert-success[^>]*>(.+?)</div>", page, re.DOTALL))
    assert answer.headers["Idempotent-Replay"] == "true"
    assert said[0] == said[1]
    assert len(said[0]) == 1
    assert Sending.objects.get().status == 302


def test_a_form_that_was_refused_may_be_mended_and_sent_again(
    browser: Browser, town: Town, step: Form
) -> None:
    """A refusal records nothing, so it uses no form up."""
    claim = town.claims["submitted"]
    back = step.target.replace("/verify/", "/return/")
    refused = browser.post(back, step.fields | {"reason": ""})
    assert refused.status_code == 302
    assert not Sending.objects.exists()
    browser.post(back, step.fields | {"reason": "请补充照片。"})
    assert Claim.objects.get(pk=claim.pk).state == "draft"


def test_each_form_of_a_page_has_a_token_of_its_own_each_time(town: Town, browser: Browser) -> None:
    browser.as_(town, "clerk")
    place = address("claim", town.claims["submitted"].ref)
    tokens = re.findall(rf'{once.TOKEN}" value="(\w+)"', browser.get(place).content.decode())
    again = re.findall(rf'{once.TOKEN}" value="(\w+)"', browser.get(place).content.decode())
    assert len(tokens) > 1
    assert len({*tokens, *again}) == len(tokens) + len(again)


def test_nothing_is_accepted_without_a_token(town: Town, browser: Browser, step: Form) -> None:
    strict = Browser(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    strict.as_(town, "clerk")
    assert strict.post(step.target, {"reason": "x"}).status_code == 403


# ------------------------------------------------------------------ at the same moment
@contextmanager
def patience(monkeypatch: pytest.MonkeyPatch, seconds: float) -> Iterator[None]:
    """Let the door, and the database's own waiting, be over sooner."""
    with monkeypatch.context() as patch:
        patch.setattr(once, "PATIENCE", seconds)
        if connection.vendor == "sqlite":
            patch.setitem(connections["default"].settings_dict["OPTIONS"], "timeout", 0.1)
        else:
            options = {"options": "-c lock_timeout=100ms"}
            patch.setitem(connections["default"].settings_dict, "OPTIONS", options)
        connection.close()
        yield
        connection.close()


def at_once(deeds: list[Callable[[], object]]) -> None:
    def run(deed: Callable[[], object]) -> None:
        try:
            deed()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def somebody_writes(town: Town) -> Iterator[Callable[[], None]]:
    """Let another connection hold what every recording needs; the yielded function lets go."""
    held, let_go, errors = threading.Event(), threading.Event(), []

    def hold() -> None:
        from jifen.chain.models import Head

        try:
            with transaction.atomic():
                Head.objects.select_for_update().get(town=town.area.path)
                held.set()
                let_go.wait(30)
        except BaseException as problem:
            errors.append(problem)
            held.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    try:
        yield let_go.set
    finally:
        let_go.set()
        thread.join()
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_one_moment_are_one_step_and_one_answer(
    town: Town, browser: Browser, step: Form
) -> None:
    answers: list[tuple[int, str]] = []

    def press() -> None:
        mine = Browser(headers={"accept-language": "zh-CN"})
        mine.cookies = browser.cookies
        answer = mine.post(step.target, step.fields)
        answers.append((answer.status_code, answer.headers.get("Location", "")))

    at_once([press] * 8)
    assert set(answers) == {(302, address("claim", town.claims["submitted"].ref))}
    assert town.claims["submitted"].decisions.filter(action="verify").count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_meets_a_busy_database_waits_and_is_served(
    town: Town, browser: Browser, step: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    with patience(monkeypatch, 20), somebody_writes(town) as let_go:
        timer = threading.Timer(0.7, let_go)
        timer.start()
        answer = browser.post(step.target, step.fields)
        timer.join()
    assert answer.status_code == 302
    assert Claim.objects.get(pk=town.claims["submitted"].pk).state == "verified"


@pytest.mark.django_db(transaction=True)
def test_who_waited_too_long_is_told_that_nothing_was_recorded_and_presses_again(
    town: Town, browser: Browser, step: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    with patience(monkeypatch, 0.3), somebody_writes(town):
        answer = browser.post(step.target, step.fields)
        read = browser.get(address("claim", town.claims["submitted"].ref))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "20"
    assert "未记账" in answer.content.decode()
    assert "locked" not in answer.content.decode()
    assert read.status_code == 200, "who only reads does not wait"
    assert browser.post(step.target, step.fields).status_code == 302
    assert Claim.objects.get(pk=town.claims["submitted"].pk).state == "verified"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_a_deadlock_nobody_hears(
    town: Town, browser: Browser, step: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends one of two who wait for each other; the door lets that one begin again."""
    real, tries = claims.commands.take_step, []

    def take(*given: object, **more: object) -> object:
        tries.append(given)
        if len(tries) == 1:
            problem = OperationalError("deadlock detected")
            problem.__cause__ = _deadlock()
            raise problem
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(claims.commands, "take_step", take)
    assert browser.post(step.target, step.fields).status_code == 302
    assert len(tries) == 2


def _deadlock() -> BaseException:
    import psycopg

    return psycopg.errors.DeadlockDetected()


# ------------------------------------------------------------------ troubles
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("database is locked", "home.busy"),
        ("database or disk is full", "home.full"),
        ("attempt to write a readonly database", "home.read-only"),
        ("no such table: chain_head", "home.gone"),
        ("no such column: ledger_entry.amount", ""),
    ],
)
def test_a_trouble_of_the_machine_is_told_from_a_mistake_of_ours(said: str, code: str) -> None:
    found = trouble.of(OperationalError(said))
    assert (found.code if found else "") == code


def test_a_page_that_fails_for_the_machine_is_told_so_and_for_us_is_not(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.as_(town, "clerk")
    browser.raise_request_exception = False
    for problem, status in ((OperationalError("database or disk is full"), 503), (KeyError(), 500)):

        def fail(*_: object, problem: Exception = problem, **__: object) -> object:
            raise problem

        monkeypatch.setattr("jifen.web.desk.claims.going", fail)
        answer = browser.get(address("town", town.area.ref))
        assert answer.status_code == status
        assert ("磁盘空间不足" in answer.content.decode()) == (status == 503)
