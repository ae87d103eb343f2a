"""A frozen home is still read; every page says so, and nothing that is sent or typed records."""

import argparse
import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from jifen.chain import freezing
from jifen.console import verbs
from jifen.console.main import REFUSED
from jifen.core.policy import ACTIONS, COMMANDS, ROUTES, WHILE_FROZEN
from tests.harness.world import PASSWORD, Town, World
from tests.web.conftest import Browser
from tests.web.forms_sent import FREE, forms
from tests.web.test_matrix import _of, address
from tests.web.test_once import rows, token

SINCE = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home in which something did not hold."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    freezing.freeze(["t1 #7"], at=SINCE)


@pytest.mark.parametrize("route", ["town", "people", "claims"])
def test_every_page_of_a_frozen_home_says_so(
    town: Town, browser: Browser, route: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    clerk, where = browser.as_(town, "clerk"), address(route, town.area.ref)
    assert "暂停记录" not in clerk.get(where).content.decode()
    freezing.freeze(["t1 #7"], at=SINCE)
    answer = clerk.get(where)
    assert answer.status_code == 200
    assert "暂停记录" in answer.content.decode()


# ------------------------------------------------------------------ what is sent
def test_whatever_is_sent_is_refused_by_every_address_there_is(
    world: World, browser: Browser, frozen: None
) -> None:
    """From the URL table: an address nobody thought of is refused as well."""
    before, tried = rows(), 0
    for who in ("clerk", "head", "cadre-v1", "system"):
        browser.as_(world.first, who)
        for route in sorted(ROUTES):
            row = ACTIONS[ROUTES[route]]
            for _thing, ref in list(_of(world.first, row.kind)) or [((), world.first.area.ref)]:
                if row.code in FREE:
                    continue
                answer = browser.post(address(route, ref), token())
                # What the gate lets nobody reach is refused before; all else for being frozen.
                assert answer.status_code in {403, 404, 503}, route
                if answer.status_code == 503:
                    tried += 1
                    assert "暂停记录" in answer.content.decode()
    assert tried > 40
    assert rows() == before


def test_the_same_form_records_once_the_home_is_thawed(
    town: Town, browser: Browser, frozen: None
) -> None:
    """The control: it was the freezing that refused it, and no token is used up by that."""
    browser.as_(town, "clerk")
    place = address("claim", town.claims["submitted"].ref)
    form = next(one for one in forms(browser, place) if one.target.endswith("/verify/"))
    before = rows()
    assert browser.post(form.target, form.fields).status_code == 503
    assert rows() == before
    freezing.lift(by="system", reason="改回", at=SINCE)
    assert browser.post(form.target, form.fields).status_code == 302
    assert rows() != before


def test_one_still_signs_in_and_out(town: Town, browser: Browser, frozen: None) -> None:
    clerk = town.users["clerk"]
    clerk.set_password(PASSWORD)
    clerk.save()
    login = {"login": clerk.login, "password": PASSWORD}
    assert browser.post("/sign-in/", login).headers["Location"] == "/"
    assert browser.get(address("town", town.area.ref)).status_code == 200
    assert browser.post("/sign-out/").status_code == 302


# ------------------------------------------------------------------ what is typed
class Said:
    """Stands for the reader of the command line: a line of this verb, whatever it asks for."""

    def __init__(self, row: verbs.Row) -> None:
        self.row = row

    def parse_args(self, _words: list[str]) -> argparse.Namespace:
        return argparse.Namespace(row=self.row, login="a-clerk", json=False)


def test_every_verb_but_those_that_record_nothing_is_refused(
    world: World, frozen: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the table of verbs: whatever follows the word, it is not looked at."""
    before, tried = rows(), set()
    for row in verbs.table():
        if row.words in WHILE_FROZEN:
            continue
        monkeypatch.setattr(verbs, "parser", lambda row=row: Said(row))
        assert verbs.run(row.words.split()) == REFUSED, row.words
        assert "暂停记录" in capsys.readouterr().err, row.words
        tried.add(row.words)
    assert tried | WHILE_FROZEN == set(COMMANDS)
    assert rows() == before


@pytest.mark.parametrize(
    "line", ["standings --as a-clerk", "claim list --as a-clerk", "cases --as a-head", "doctor"]
)
def test_what_records_nothing_goes_on(
    world: World, frozen: None, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    before = rows()
    assert verbs.run(line.split()) != REFUSED, capsys.readouterr().err
    assert rows() == before
