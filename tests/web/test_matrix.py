"""Who reaches what: every route × every account × every kind of object, GET and POST.

The addresses come from the URL conf, the expectation from tests/web/oracle.py. "Let in" means that
the gate did: the page then answers 200, 302, 405 or 422, never 403, 404 or 500.
"""

import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, reverse

from jifen.core.policy import ACTIONS, ROUTES, Kind, Scope
from jifen.web.gate import Gate, View
from tests.harness.figures import full_size, record
from tests.harness.plugin import on_postgresql
from tests.harness.world import CANARY, Town, World, taken_back
from tests.web import oracle
from tests.web.conftest import Browser
from tests.web.oracle import Thing

LET_IN = {200, 302, 405, 422}
OPENED = 1 if full_size() else 8
"""Of so many pages that the gate lets a person in to, one is opened, each account other ones;
of the rest the gate alone is asked. The full run opens them all."""
NOWHERE = uuid.UUID(int=7)
ENDS_SESSION = {"account_logout"}
"""Routes that would sign the tested account out; their own tests are in test_sign_in.py."""


ALL = ("", *oracle.WHO)
FEW = ("", "clerk", "head", "cadre-v1", "supervision", "county")
ASKING = [
    (who, method)
    for who in ALL
    for method in ("get", "post")
    if full_size() or who in FEW or (method == "get" and not on_postgresql())
]
"""The gate is one for both methods and on both databases: every account meets it at every cell, the
few who stand for all each way and on both; in the full run all of them do."""


def routes() -> dict[str, URLPattern]:
    """Return every route of the URL conf, by name."""
    found: dict[str, URLPattern] = {}

    def walk(patterns: list[object]) -> None:
        for one in patterns:
            if isinstance(one, URLPattern):
                assert one.name is not None, f"{one.pattern} has no name"
                found[one.name] = one
            else:
                walk(one.url_patterns)  # type: ignore[attr-defined]  # an include

    walk(get_resolver().url_patterns)
    return found


def address(route: str, ref: uuid.UUID) -> str:
    kwargs: dict[str, object] = {}
    for name in routes()[route].pattern.converters:
        kwargs[name] = {
            "ref": ref, "action": "submit", "ending": "pdf", "step": "drop",
            "taken": "extend", "letter": "receipt",
        }[name]  # fmt: skip
    return reverse(route, kwargs=kwargs)


def things(world: World, kind: Kind) -> Iterator[tuple[Thing, uuid.UUID]]:
    """Yield objects of a kind, of both towns, both villages and nowhere."""
    yield Thing(""), NOWHERE
    for name, town in (("first", world.first), ("second", world.second)):
        for thing, ref in _of(town, kind):
            yield Thing(name, *thing), ref


def _of(town: Town, kind: Kind) -> Iterator[tuple[tuple[object, ...], uuid.UUID]]:
    match kind:
        case Kind.TOWN:
            yield (), town.area.ref
        case Kind.CYCLE:
            yield (), town.cycles["2024"].ref
            yield (), town.cycles["2025"].ref
        case Kind.VERSION:
            yield (), town.version.ref
        case Kind.DRAFT:
            yield (), town.drafts["open"].ref
            yield ("town", "", "", True), town.drafts["closed"].ref
        case Kind.EDITION:
            yield (), town.editions["final"].ref
        case Kind.PAPER:
            yield (), town.papers["final"].ref
        case Kind.TASK:
            yield ("v1", "member-v1"), town.task.key
        case Kind.MEETING:
            yield (), town.meeting.ref
        case Kind.BATCH:
            yield (), town.batch.ref
        case Kind.POSTING:
            yield (), town.posting.ref
        case Kind.OBJECTION:
            yield ("v1", "member-v1"), town.objection.ref
        case Kind.VILLAGE:
            yield ("v1",), town.villages[0].ref
            yield ("v2",), town.villages[1].ref
        case Kind.CADRE:
            for key in ("member-v1", "chief-v2"):
                yield (f"v{key[-1]}", key), town.cadres[key].ref
        case Kind.APPEAL:
            yield ("v2", "member-v2"), town.appeal.ref
        case Kind.FACT | Kind.SHARE:
            for village in ("v1", "v2"):
                key = town.claims[f"recorded-{village}"].fact
                assert key is not None
                yield (village, f"member-{village}"), key
        case Kind.CLAIM:
            for key in ("draft", "submitted", "recorded-v2", "proposed", "old"):
                village = "v2" if key.endswith("v2") else "v1"
                author = "line-office" if key == "proposed" else f"cadre-{village}"
                claim = (village, f"member-{village}", author, key == "draft", key != "proposed")
                yield claim, town.claims[key].ref


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert routes().keys() == ROUTES.keys()
    assert set(ROUTES.values()) <= ACTIONS.keys()


def test_every_account_of_the_world_is_described(world: World) -> None:
    assert oracle.WHO.keys() == world.first.users.keys()


class Door:
    """Where the gate ends and the page begins; shut, whoever is let in reads nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = True
        gate = Gate.process_view

        def until_the_door(
            here: Gate,
            request: HttpRequest,
            view: View,
            args: list[object],
            kwargs: dict[str, object],
        ) -> HttpResponse | None:
            answer = gate(here, request, view, args, kwargs)
            return HttpResponse() if answer is None and not self.open else answer

        monkeypatch.setattr(Gate, "process_view", until_the_door)


@pytest.mark.parametrize(("who", "method"), ASKING)
def test_the_gate_answers_as_the_table_says(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch, who: str, method: str
) -> None:
    if who:
        browser.as_(world.first, who)
    door, turn = Door(monkeypatch), ASKING.index((who, method))
    cells, wrong, nothing = 0, [], set()
    for route in sorted(routes().keys() - ENDS_SESSION):
        for thing, ref in things(world, ACTIONS[ROUTES[route]].kind):
            door.open = (cells + turn) % OPENED == 0
            with taken_back():
                answer = getattr(browser, method)(address(route, ref))
            body = b"".join(answer) if answer.streaming else answer.content
            expected = oracle.status(route, who, thing)
            got = answer.status_code
            sent_away = got == 302 and answer.headers["Location"].startswith("/sign-in/")
            let_in = got in LET_IN and not sent_away
            as_said = {200: let_in, 302: sent_away}.get(expected, got == expected)
            if not as_said:
                wrong.append((route, thing, expected, got))
            if CANARY.encode() in body:
                wrong.append((route, thing, "canary", got))
            if got == 404:
                nothing.add(body)
            cells += 1
    assert wrong == []
    # What is another town's and what is nowhere are the same bytes.
    assert len(nothing) <= 1
    assert cells > 60
    record(
        f"matrix cells answered as the table says, {who or 'nobody'} by {method.upper()}",
        n=cells,
        result="0 differences",
    )


def test_the_few_who_stand_for_all_get_every_answer(world: World) -> None:
    said = {
        oracle.status(route, who, thing)
        for route in ROUTES
        for who in FEW
        for thing, _ in things(world, ACTIONS[ROUTES[route]].kind)
    }
    assert said == {200, 302, 403, 404}
    assert {who for who in FEW if who} <= oracle.WHO.keys()


def test_the_oracle_tells_every_answer_apart(world: World) -> None:
    """The matrix would prove nothing if the oracle said the same of everything."""
    said = {
        oracle.status(route, who, thing)
        for route in ROUTES
        for who in ALL
        for thing, _ in things(world, ACTIONS[ROUTES[route]].kind)
    }
    assert said == {200, 302, 403, 404}


def test_a_hole_in_the_wall_is_seen(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: without `sees`, another town's page opens, and its canary shows."""
    monkeypatch.setattr("jifen.web.things.sees", lambda *args, **kwargs: True)
    monkeypatch.setattr("jifen.web.gate.policy.allows", lambda *args: True)
    page = browser.as_(world.first, "clerk").get(
        address("standings", world.second.cycles["2025"].ref)
    )
    assert page.status_code == 200
    assert CANARY.encode() in page.content


def test_a_page_without_a_row_is_refused_loudly(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "jifen.core.policy.ROUTES", {k: v for k, v in ROUTES.items() if k != "help"}
    )
    browser.raise_request_exception = False
    assert browser.get("/help/").status_code == 500


def test_a_cadre_code_of_another_town_is_nobody_here(world: World, browser: Browser) -> None:
    """Codes are unique in a town: the same code elsewhere is another person, not oneself."""
    first, second = world.first, world.second
    assert first.cadres["member-v1"].code == second.cadres["member-v1"].code
    assert (
        browser.as_(first, "cadre-v1")
        .get(address("cadre", second.cadres["member-v1"].ref))
        .status_code
        == 404
    )


def test_only_open_rows_ask_for_nobody() -> None:
    open_routes = {name for name, code in ROUTES.items() if ACTIONS[code].scope is Scope.OPEN}
    looks = {"language", "type-size", "help"}
    keyed = {"tasks-feed"}  # says nothing without its key
    assert open_routes == {"account_login", "account_logout", "check", "health"} | looks | keyed
