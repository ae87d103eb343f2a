"""No page asks the database more than fifteen times, and none asks more when there is more."""

import datetime as dt
import itertools
import uuid
from typing import TypeVar

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from jifen.core.policy import ACTIONS, ROUTES
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Fact, Party
from jifen.outcomes.models import Talk
from jifen.people.models import Cadre, Holding
from tests.harness import world as worlds
from tests.harness.figures import record
from tests.harness.world import Town, World
from tests.web.conftest import Browser
from tests.web.test_matrix import _of, address, routes

MOST = 15
PINNED = {
    "claims-many": 6,
    "claim-evidence": 12, "fact-evidence": 12,
    "notices": 8, "complain": 7, "complaints": 8,
    "account_change_password": 4, "account_login": 0, "cadre": 15, "cadre-readings": 7,
    "cadre-file": 15, "cadre-file-sheet": 15,
    "cases": 14, "check": 3, "claim": 15, "claim-edit": 12, "claim-new": 6, "claims": 12,
    "cycle": 7,
    "cycle-closing": 15, "desk": 0, "edition": 9, "fact": 15, "help": 2, "ledger": 12,
    "handling": 7, "law": 10, "fairness": 15,
    "openings": 15, "opening-sheet": 8,
    "ledger-sheet": 8, "amend": 15, "results": 13, "results-objections": 13,
    "results-sheet": 10, "results-form": 8,
    "draft": 15, "draft-new": 6, "draft-revise": 7, "simulation": 10, "paper": 7,
    "erasures": 8,
    "meetings": 13, "meeting": 15, "postings": 15, "posting": 14, "objections": 12, "objection": 15,
    "batches": 13, "batch": 14, "rechecks": 10,
    "health": 3, "home-care": 0,
    "inspections": 13, "inspection-new": 7,
    "tasks-sheet": 12, "tasks-paper": 12, "tasks": 13, "tasks-overview": 14, "task-issue": 7,
    "task": 15, "tasks-calendar": 11, "tasks-feed": 3, "tasks-burden": 12,
    "tasks-table": 12, "task-import": 8, "task-evidence": 10,
    "routines": 12, "routine-set": 9,
    "people": 6, "rulebook": 9, "standings": 15, "town": 14, "version": 7, "village": 14,
    "audit": 15, "audit-sheet": 15, "calendar": 15, "leaves": 15, "recusal": 15, "recusals": 15,
    "standing-in": 15, "mergers": 12, "inquiries": 15,
    "appeals": 15, "appeal": 15, "claim-appeal": 15, "fact-appeal": 15,
    "fact-anew": 15,
}  # fmt: skip
"""Page → the most it asks today. The desk of several towns sends those of one town on."""
ASKERS = ("clerk", "head", "cadre-v1")
NO_PAGES = {
    "notice-read", "handling-enter", "handling-letter", "law-count", "law-enter",
    "job-again", "routine-step",
    "account_logout", "language", "type-size", "claim-step", "cycle-brief", "cycle-close",
    "cycle-leave", "meeting-new", "meeting-step", "task-step", "posting-object", "posting-end",
    "objection-rule",
    "batch-gather", "batch-step", "recheck-draw", "recheck-enter", "claims-together",
    "cycle-propose-close", "amend-step", "results-count", "results-step", "results-object",
    "results-rule", "results-reply", "edition-issue",
    "case-talk", "draft-step", "simulate", "fact-repair", "fact-correct",
    "erasure-propose", "erasure-carry-out",
    "claim-service", "claim-points", "claim-replies", "claim-take-back", "claim-letter",
    "recusal-say", "recusal-rule", "delegate", "delegation-end", "handover-give", "calendar-load",
    "leave-enter", "merger-enter", "opening-step", "leave-end", "inquiry-enter", "inquiry-end",
    "appeal-step", "appeal-paper", "appeal-correct", "fact-anew-serve", "fact-anew-paper",
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


def test_a_page_of_a_close_that_was_asked_for_asks_no_more_than_fifteen_times(
    town: Town, browser: Browser
) -> None:
    open_cycle = town.cycles["2025"]
    Cycle.objects.filter(pk=open_cycle.pk).update(closing_by=town.users["clerk"].ref)
    assert 0 < cost(browser.as_(town, "head"), town, "cycle-closing") <= MOST


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


# ------------------------------------------------------------------ warnings, in a real town
CADRES, FACTS, PARTIES = 91, 4335, 6
"""Of the demo town, the parties of each fact."""
WARNED = 10
"""Of each such crowd: with a talk in two past cycles, and a case in this one."""
Row = TypeVar("Row", bound=models.Model)


def again(row: Row, **changes: object) -> Row:
    """Return a new row that is like another, but for what is changed."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    own = {"id": None} | {name: uuid.uuid4() for name in ("ref", "key") if name in values}
    return type(row)(**(values | own | changes))


def crowd(town: Town, name: str) -> None:
    """Bring a crowd as large as the demo town's, straight into the tables.

    What a page asks does not hang on how its rows came there, and this takes seconds.
    """
    one = town.cadres["member-v1"]
    cadres = Cadre.objects.bulk_create(
        again(one, code=f"{name}{n:03}", name=f"{name}{n}") for n in range(CADRES)
    )
    post = Holding.objects.get(cadre=one)
    Holding.objects.bulk_create(again(post, cadre_id=cadre.pk) for cadre in cadres)
    cycles = list(Cycle.objects.filter(town=town.area).order_by("starts_on"))
    account = Account.objects.filter(cadre=one).latest("pk")
    Account.objects.bulk_create(
        again(account, cycle_id=cycle.pk, cadre_id=cadre.pk) for cycle in cycles for cadre in cadres
    )
    fact = Fact.objects.filter(cycle=cycles[-1]).earliest("seq")
    last = Fact.objects.filter(town=town.area).latest("seq").seq
    facts = Fact.objects.bulk_create(again(fact, seq=last + 1 + n) for n in range(FACTS))
    turns = itertools.cycle(cadres)
    Party.objects.bulk_create(
        Party(fact=each, cadre=next(turns), capacities="named")
        for each in facts
        for _ in range(PARTIES)
    )
    for cycle in cycles:
        warn(cycle, cadres[:WARNED], fact, held=cycle is not cycles[-1])


def warn(cycle: Cycle, cadres: list[Cadre], like: Fact, *, held: bool) -> None:
    """Deduct forty points from each of some cadres, and hold the talks."""
    taken = set(Fact.objects.filter(town=cycle.town_id).values_list("seq", flat=True))
    least = 1 if cycle.closed_seq else max(taken)  # what came after a close is not in it
    free = (n for n in itertools.count(least) if n not in taken)
    day = cycle.starts_on + dt.timedelta(days=40)
    facts = Fact.objects.bulk_create(
        again(like, cycle_id=cycle.pk, seq=next(free), item="W-01", happened_on=day) for _ in cadres
    )
    Party.objects.bulk_create(
        Party(fact=fact, cadre=cadre, capacities="named")
        for fact, cadre in zip(facts, cadres, strict=True)
    )
    Talk.objects.bulk_create(
        Talk(
            town=cycle.town,
            key=uuid.uuid4(),
            case=f"{cycle.name}:{cadre.code}:1",
            cycle=cycle,
            cadre=cadre,
            held_on=day,
            outcome=Talk.Outcome.HELD,
            salt=b"",
            by=like.by,
            second=like.second,
            at=like.recorded_at,
            seq=like.seq,
            last_seq=like.seq,
        )
        for cadre in cadres
        if held
    )


def test_warnings_ask_no_more_in_a_town_twice_the_demos_size_with_talks_in_several_cycles(
    world: World,
) -> None:
    """Asked for once, by a browser that has only just come: nothing was kept from before."""
    town = world.first
    first = town.cycles["2024"]
    earlier = {"name": "2023-2024", "starts_on": dt.date(2023, 8, 1), "ends_on": first.starts_on}
    again(first, **earlier).save()
    asked: dict[str, list[int]] = {}
    for times, name in enumerate(("甲", "乙"), start=1):
        crowd(town, name)
        for who, cycle in itertools.product(("head", "clerk"), town.cycles.values()):
            browser = Browser().as_(town, who)
            with CaptureQueriesContext(connection) as seen:
                answer = browser.get(f"{address('cases', town.area.ref)}?cycle={cycle.ref}")
            found = [case.occurrence for case, _ in answer.context["cases"]]
            assert len(found) >= times * WARNED
            assert cycle is first or found == [2] * len(found)
            asked.setdefault(f"{who} {cycle}", []).append(sum(_asks(one["sql"]) for one in seen))
    assert all(small == large <= MOST for small, large in asked.values()), asked
