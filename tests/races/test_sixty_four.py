"""Sixty-four people press "approve" on one claim at one moment, over HTTP, on PostgreSQL.

A live server, and a session, a wire and a database connection for each of them: one effect, and
sixty-three people who read who was first. Without the town's lock there are more: the control.
"""

import datetime as dt
import http.client
import re
import threading
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from jifen.claims.models import Claim, Decision
from jifen.core.access import Role
from jifen.core.hand import SHANGHAI
from jifen.core.workflow import Action, State
from jifen.people import commands as people
from jifen.people.models import User
from tests.harness.figures import record
from tests.harness.host import HOST
from tests.harness.kept import once
from tests.harness.world import PASSWORD, Town, build
from tests.laws.oracle import chain_faults
from tests.races.rounds import without_the_lock

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

CROWD = 64
FEW = 8
"""People of the control: enough for more than one effect."""
SAID = re.compile(r'class="alert alert-(\w+)[^>]*>(.+?)</div>', re.DOTALL)


class Presser:
    """One person at a browser of their own, about to approve a claim."""

    def __init__(self, server: str, user: User, claim: Claim) -> None:
        self.page = reverse("claim", args=[claim.ref])
        self.target = reverse("claim-step", args=[claim.ref, Action.APPROVE])
        client = Client()
        client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self.wire = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
        # A token is good for any form of its session: the smallest page will do.
        _, page = self.ask("GET", reverse("help"))
        self.token = found(r'name="csrfmiddlewaretoken" value="(\w+)"', page)

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Ask the server, as a browser does that keeps cookies; returns status and page."""
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": kept, "Accept-Language": "zh-CN"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.wire.request(method, path, body or None, headers)
        answer = self.wire.getresponse()
        for set_ in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = set_.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()

    def press(self) -> int:
        """Press "approve"; returns the status of the answer."""
        body = urlencode({"csrfmiddlewaretoken": self.token, "reason": ""})
        return self.ask("POST", self.target, body)[0]

    def said(self) -> tuple[str, str]:
        """Return in which tone the claim's page then says what."""
        _, page = self.ask("GET", self.page)
        tone, text = SAID.findall(page)[0]
        return tone, unescape(re.sub(r"<[^>]+>", "", text)).strip()


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, pattern
    return match[1]


def crowd() -> Town:
    """Make the town of the world, with sixty-four more members of the group."""
    town = build().first
    for n in range(CROWD):
        user = people.add_user(f"member-{n:02}", f"组员{n:02}", PASSWORD, hand=HOST)
        people.grant(user, Role.MEMBER, town.area, from_on=dt.date(2024, 7, 1), hand=HOST)
        town.users[user.login] = user
    return town


def all_press(server: str, town: Town, many: int) -> list[tuple[str, str]]:
    """Let so many press at one moment; returns what each reads then, after its tone."""
    claim = town.claims["verified"]
    pressers = [Presser(server, town.users[f"member-{n:02}"], claim) for n in range(many)]
    gate, statuses = threading.Barrier(many), []

    def one(presser: Presser) -> None:
        gate.wait(30)
        statuses.append(presser.press())

    threads = [threading.Thread(target=one, args=(presser,)) for presser in pressers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Counter(statuses) == {302: many}
    read = [presser.said() for presser in pressers]
    for presser in pressers:
        presser.wire.close()
    return read


def approvals(town: Town) -> list[Decision]:
    claim = town.claims["verified"]
    return list(Decision.objects.filter(claim=claim, action=Action.APPROVE).select_related("by"))


def test_one_of_sixty_four_approves_and_the_others_read_who_was_first(
    live_server: "LiveServer",
) -> None:
    town = once(crowd)
    read = all_press(live_server.url, town, CROWD)
    (first,) = approvals(town)
    assert first.by is not None
    assert Claim.objects.get(pk=town.claims["verified"].pk).state == State.APPROVED
    at = first.at.astimezone(SHANGHAI)
    refusal = f"{first.by.name}已先于{at:%Y-%m-%d %H:%M:%S}办理了这件事"
    told = [text for tone, text in read if tone == "danger"]
    assert [tone for tone, _ in read].count("success") == 1
    assert len(told) == CROWD - 1
    assert [text for text in told if refusal not in text] == []
    assert list(chain_faults(town.area.path)) == []
    record(
        "People approving one claim over HTTP at one moment (PostgreSQL): effects beyond the one",
        n=CROWD,
        result="0; all others read who was first",
    )


def test_without_the_lock_more_than_one_of_them_approves(
    live_server: "LiveServer", monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same presses at the same server, with nobody waiting for anybody."""
    town = once(crowd)
    with without_the_lock(monkeypatch):
        all_press(live_server.url, town, FEW)
    assert len(approvals(town)) > 1
