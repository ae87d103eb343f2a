"""What is confidential is seen by discipline, the head and the person alone: every role × surface.

A case on its way and a recorded fact, both about one cadre, each with a mark of its own in what was
done. The surfaces are the pages and files that show a case, a fact, or a list of them; the points
stay in every total.
"""

import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse

from jifen.chain.commands import hold
from jifen.claims import commands as claims
from jifen.claims.models import Claim
from jifen.core.facts import Measures
from jifen.core.rules import Capacity
from jifen.core.secrecy import is_confidential
from jifen.core.workflow import Action
from jifen.ledger import queries as ledger
from jifen.ledger.commands import NewFact, record_facts
from jifen.ledger.models import Fact
from jifen.ledger.veil import veiled
from jifen.people.queries import actor
from jifen.rulebook.queries import rulebook
from tests.harness.figures import full_size, record
from tests.harness.plugin import on_postgresql
from tests.harness.world import TODAY, Town
from tests.web import oracle
from tests.web.conftest import Browser

ITEM = "W-01"
GOING, RECORDED = "密件甲正在核查", "密件乙已经查实"
"""Marks: of the case on its way, and of the recorded fact."""
KNOWS = {"discipline", "head"}
PERSON = "cadre-v1"
FEW = ["clerk", "head", "county", "cadre-v1", "auditor"]
ACCOUNTS = [*oracle.WHO] if full_size() or not on_postgresql() else FEW
Secret = tuple[Claim, Fact]


@pytest.fixture
def secret(town: Town) -> Secret:
    """A case that waits to be taken up, which the person has not been told of, and a fact."""
    cycle, cadre, hand = town.cycles["2025"], town.cadres["member-v1"], town.hand("discipline")
    assert is_confidential(rulebook(cycle.version).item(ITEM))
    about = {
        "item": ITEM, "unit": town.villages[0], "happened_on": TODAY - dt.timedelta(days=3),
        "measures": Measures(),
    }  # fmt: skip
    claim = claims.draft(
        cycle, people={cadre.code: Capacity.NAMED}, reason=GOING, evidence=["纪检材料1号"],
        hand=hand, **about,  # type: ignore[arg-type]  # each is what its name says
    )  # fmt: skip
    claims.take_step(claim, Action.PROPOSE, hand=hand)
    new = NewFact(
        key=uuid.UUID(int=77), named={cadre.code: Capacity.NAMED}, reason=RECORDED,
        evidence=["纪检材料2号"], way=Fact.Way.CLAIM, by=hand.actor.key,
        second=town.hand("head").actor.key, **about,  # type: ignore[arg-type]  # the same
    )  # fmt: skip
    with transaction.atomic():
        chain = hold(town.area.path, at=hand.at)
        (fact,) = record_facts(cycle, [new], event_key=new.key.hex, chain=chain, hand=hand)
        chain.seal()
    return Claim.objects.get(pk=claim.pk), fact


def surfaces(town: Town, secret: Secret) -> Iterator[tuple[str, str]]:
    """Yield every page and file that might tell, by name."""
    claim, fact = secret
    cycle, cadre = town.cycles["2025"].ref, town.cadres["member-v1"].ref
    for name in ("town", "claims", "recusals", "cases", "leaves", "notices", "standing-in"):
        yield name, reverse(name, args=[town.area.ref])
    for query in (f"q={ITEM}", "kind=deduction", "state=proposed", "q=" + claim.item.lower()):
        yield f"claims?{query}", reverse("claims", args=[town.area.ref]) + "?" + query
    yield "claim", reverse("claim", args=[claim.ref])
    yield "recusal", reverse("recusal", args=[claim.ref])
    yield "fact", reverse("fact", args=[fact.key])
    yield "cadre", reverse("cadre", args=[cadre]) + f"?cycle={cycle}"
    for name in ("cadre-file", "cadre-file-sheet"):
        yield name, reverse(name, args=[cadre])
    yield "village", reverse("village", args=[town.villages[0].ref]) + f"?cycle={cycle}"
    for name in ("cycle", "cycle-closing", "standings", "ledger", "ledger-sheet", "audit"):
        yield name, reverse(name, args=[cycle])
    yield "audit-sheet", reverse("audit-sheet", args=[cycle])
    for name in ("ledger", "ledger-sheet"):
        yield f"{name}?item", reverse(name, args=[cycle]) + f"?item={ITEM}"
    yield "edition", reverse("edition", args=[town.editions["final"].ref])


def told(answer: HttpResponseBase) -> set[str]:
    """Return which marks an answer holds, in a workbook's parts too; what a form echoes is none."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return {mark for mark in (GOING, RECORDED) if mark.encode() in body}


@pytest.mark.parametrize("who", ACCOUNTS)
def test_nobody_else_reads_what_is_confidential_on_any_surface(
    town: Town, secret: Secret, browser: Browser, who: str
) -> None:
    browser.as_(town, who)
    allowed = {GOING, RECORDED} if who in KNOWS else {RECORDED} if who == PERSON else set()
    found, wrong, looked = set(), [], 0
    for name, address in surfaces(town, secret):
        marks = told(browser.get(address))
        looked += 1
        found |= marks
        if marks - allowed:
            wrong.append((name, marks))
    assert wrong == []
    assert found == allowed  # the control: those who may, do read it somewhere
    record(f"surfaces that keep what is confidential from {who}", n=looked, result="0 tell")


def test_who_may_not_know_is_told_that_there_is_no_such_case_and_no_such_fact(
    town: Town, secret: Secret, browser: Browser
) -> None:
    claim, fact = secret
    for who, code in (("clerk", 404), ("county", 404), ("member", 404), ("head", 200)):
        browser.as_(town, who)
        for address in (reverse("claim", args=[claim.ref]), reverse("fact", args=[fact.key])):
            assert browser.get(address).status_code == code, (who, address)


def test_an_explanation_re_adds_for_whoever_reads_it(town: Town, secret: Secret) -> None:
    """I11: veiled lines are points without a reason, and the total is the same."""
    cycle, cadre = town.cycles["2025"], town.cadres["member-v1"]
    whole = ledger.explain(ledger.account_of(cycle, cadre))
    for who in oracle.WHO:
        seen = veiled(whole, actor(town.users[who]), on=TODAY)
        assert seen.total == whole.total
        items = {one.line.item for one in seen.reasons}
        assert (ITEM in items) == (who in KNOWS | {PERSON}), who
