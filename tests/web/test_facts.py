"""A fact's page: what it says, and the office's form for what was put right."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from django.db import transaction
from django.urls import reverse

from jifen.chain.commands import hold
from jifen.core.circumstances import Repair
from jifen.core.rules import Rulebook
from jifen.ledger.commands import record_change
from jifen.ledger.models import Change, Entry, Fact
from jifen.people.models import Reading
from jifen.rulebook.queries import approved
from tests.harness.world import TODAY, Town
from tests.web.conftest import Browser

DAY = "2026-02-20"


@pytest.fixture
def fact(town: Town) -> Fact:
    return Fact.objects.get(key=town.claims["recorded-v1"].fact)


@pytest.fixture
def repairable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every item of the world's rulebook give back half when put right."""
    read: Callable[[str, bytes], Rulebook] = approved._read_back

    def changed(digest: str, form: bytes) -> Rulebook:
        rules, half = read(digest, form), Repair(gives_back=Fraction(1, 2))
        return replace(rules, items=tuple(replace(item, repair=half) for item in rules.items))

    monkeypatch.setattr(approved, "_read_back", changed)


def page(browser: Browser, fact: Fact) -> str:
    return browser.get(reverse("fact", args=[fact.key])).content.decode()


def said(town: Town, **other: object) -> dict[str, object]:
    form = {
        "do": "enter",
        "repaired_on": DAY,
        "evidence": "示镇办〔2026〕40号",
        "reason": "现场复查，已整改。",
        "second": str(town.users["member"].ref),
    }
    return form | other


def send(browser: Browser, fact: Fact, form: dict[str, object]) -> str:
    where = reverse("fact-repair", args=[fact.key])
    return browser.post(where, form, follow=True).content.decode()


def test_the_page_says_who_bears_it_and_what_it_moved(
    town: Town, browser: Browser, fact: Fact
) -> None:
    shown = page(browser.as_(town, "member"), fact)
    assert town.cadres["member-v1"].name in shown
    assert fact.reason in shown
    assert all(one in shown for one in fact.evidence)


def test_reading_it_is_noted_for_those_whom_it_concerns(
    town: Town, browser: Browser, fact: Fact
) -> None:
    page(browser.as_(town, "member"), fact)
    assert Reading.objects.filter(page="fact", cadre=town.cadres["member-v1"]).count() == 1


def test_a_files_record_number_leads_to_the_facts_page(
    town: Town, browser: Browser, fact: Fact
) -> None:
    cadre = reverse("cadre", args=[town.cadres["member-v1"].ref])
    link = f'href="{reverse("fact", args=[fact.key])}"'  # the page, not the form of an appeal
    assert link in browser.as_(town, "clerk").get(cadre).content.decode()
    own = browser.as_(town, "cadre-v1").get(cadre)
    assert own.status_code == 200
    assert link not in own.content.decode()


def test_without_a_rule_on_repair_nothing_is_asked(
    town: Town, browser: Browser, fact: Fact
) -> None:
    assert 'id="repair"' not in page(browser.as_(town, "clerk"), fact)
    assert "没有与整改有关的规定" in send(browser, fact, said(town))
    assert not Change.objects.exists()


@pytest.mark.usefixtures("repairable")
def test_the_office_enters_what_a_decider_decided(town: Town, browser: Browser, fact: Fact) -> None:
    assert 'id="repair"' in page(browser.as_(town, "clerk"), fact)
    shown = send(browser, fact, said(town))
    assert f"{DAY}整改完成" in shown
    change = Change.objects.get()
    assert (change.by, change.second) == (town.users["clerk"].ref, town.users["member"].ref)
    assert Entry.objects.filter(event="repair", fact=fact).exists()


@pytest.mark.usefixtures("repairable")
def test_what_was_entered_is_taken_back(town: Town, browser: Browser, fact: Fact) -> None:
    browser.as_(town, "clerk")
    send(browser, fact, said(town))
    assert "撤回整改记录" in page(browser, fact)
    send(browser, fact, said(town, do="undo", reason="复查发现未整改到位"))
    entries = Entry.objects.filter(event="repair", fact=fact).order_by("seq")
    assert sum(entry.amount for entry in entries) == 0
    assert [change.repaired_on is None for change in Change.objects.order_by("seq")] == [
        False,
        True,
    ]


@pytest.mark.usefixtures("repairable")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"repaired_on": ""}, "请选择整改完成日期和审定人"),
        ({"second": ""}, "请选择整改完成日期和审定人"),
        ({"repaired_on": "2025-08-01"}, "不可能在此之前"),
        ({"evidence": ""}, "须有依据"),
        ({"reason": ""}, "必须写明理由"),
    ],
)
def test_what_is_wrong_with_the_form_is_said(
    town: Town, browser: Browser, fact: Fact, wrong: dict[str, object], sentence: str
) -> None:
    assert sentence in send(browser.as_(town, "clerk"), fact, said(town, **wrong))
    assert not Change.objects.exists()


@pytest.mark.usefixtures("repairable")
def test_a_decider_sees_no_form(town: Town, browser: Browser, fact: Fact) -> None:
    assert 'id="repair"' not in page(browser.as_(town, "member"), fact)


# ------------------------------------------------------------------ withdrawn, counting again
def corrected(town: Town, browser: Browser, fact: Fact, does: str, **other: object) -> str:
    form = {"do": does, "reason": "查证不实，予以撤销。", "second": str(town.users["member"].ref)}
    where = reverse("fact-correct", args=[fact.key])
    return browser.post(where, form | other, follow=True).content.decode()


def test_the_office_withdraws_what_a_decider_decided_and_points_go(
    town: Town, browser: Browser, fact: Fact
) -> None:
    assert 'id="correct"' in page(browser.as_(town, "clerk"), fact)
    assert "请选择办理事项和审定人" in corrected(town, browser, fact, "withdraw", second="")
    assert "请选择办理事项和审定人" in corrected(town, browser, fact, "")
    assert not Change.objects.exists()
    shown = corrected(town, browser, fact, "withdraw")
    assert "查证不实" in shown
    assert 'id="correct"' not in shown, "what is withdrawn stays so"
    change = Change.objects.get()
    assert (change.by, change.second) == (town.users["clerk"].ref, town.users["member"].ref)
    assert sum(Entry.objects.filter(fact=fact).values_list("amount", flat=True)) == 0


def test_what_is_suspended_is_offered_to_count_again(
    town: Town, browser: Browser, fact: Fact
) -> None:
    hand = town.hand("clerk", TODAY)
    with transaction.atomic():
        chain = hold(town.area.path, at=hand.at)
        record_change(
            fact,
            Change.Kind.SUSPEND,
            key=uuid.uuid4(),
            reason="核查期间暂缓",
            second=town.users["member"].ref.hex,
            chain=chain,
            hand=hand,
        )
        chain.seal()
    shown = page(browser.as_(town, "clerk"), fact)
    assert "恢复计入（全部）" in shown
    assert reverse("fact-anew", args=[fact.key]) in shown
    corrected(town, browser, fact, "resume:")
    assert [one.kind for one in Change.objects.order_by("seq")] == ["suspend", "resume"]


def test_only_the_office_corrects_and_only_in_an_open_cycle(
    town: Town, browser: Browser, fact: Fact
) -> None:
    assert 'id="correct"' not in page(browser.as_(town, "member"), fact)
    corrected(town, browser, fact, "withdraw")
    assert not Change.objects.exists()
