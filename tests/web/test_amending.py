"""结账后更正 on its page and by the terminal: proposed by one, made by another."""

import json

import pytest
from django.urls import reverse

from jifen.appeals import commands as appeals
from jifen.appeals.commands import NewPoint
from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from jifen.core.access import Role
from jifen.core.appeal import Ground
from jifen.cycles import commands as clocks
from jifen.ledger.models import Fact
from jifen.ledger.veil import VEILED
from jifen.people import commands as people
from jifen.people.models import User
from jifen.standings import amending
from jifen.standings.amending import Part
from jifen.standings.models import Amendment, Edition
from jifen.terms import LINES
from tests.harness.host import HOST
from tests.records.results_town import RESULTS, VETO, closed, town
from tests.records.town import LADDER, NEXT, STAFF, V1, Town, found
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
WHY = "县人民法院生效判决认定该事项不属实，予以更正。"


def made() -> Town:
    small = town()
    small.fact("甲二", "D-1", "12", small.cycle.starts_on)
    closed(small)
    clocks.move_clock(small.hand("clerk").at)
    return small


def veiled_town() -> Town:
    """A closed town with a fact of discipline material."""
    small = found(
        ladder=LADDER + RESULTS, items=VETO.replace("[line-office, clerk]", "[discipline]")
    )
    small.users["discipline"] = people.add_user(
        "discipline", "镇纪委干部", "长长的口令-1", hand=HOST
    )
    since = small.cycle.starts_on
    people.grant(small.users["discipline"], Role.DISCIPLINE, small.area, from_on=since, hand=HOST)
    small.today = NEXT
    small.fact("甲二", "D-9", "12", small.cycle.starts_on)
    small.fact("甲一", "A-1", "1", small.cycle.starts_on)
    closed(small)
    clocks.move_clock(small.hand("clerk").at)
    return small


def do(browser: Browser, small: Town, who: str, **given: str) -> str:
    browser.force_login(User.objects.get(pk=small.users[who].pk))
    where = reverse("amend-step", args=[small.cycle.ref])
    return browser.post(where, given, follow=True).content.decode()


def test_two_people_amend_on_the_page_and_it_says_what_changed(browser: Browser) -> None:
    small = made()
    fact = small.account("甲二").entries.get(fact__isnull=False).fact
    assert fact is not None
    asked = {"record": str(fact.seq), "basis": "court", "paper": "（2025）示民终1号", "reason": WHY}
    nothing = do(browser, small, "clerk", action="propose", **{**asked, "record": "1"})
    assert "待另一人办理" not in nothing
    assert "待另一人办理" in do(browser, small, "clerk", action="propose", **asked)
    key = str(Amendment.objects.get().key)
    said = do(browser, small, "head", action="make", key=key)
    assert "更正后积分" in said
    assert "甲二" in said
    assert Edition.objects.filter(kind="final").count() == 2
    assert "没有这一件" in do(browser, small, "member", action="make", key=key)


def test_of_a_confidential_fact_the_page_tells_only_whoever_may_know(browser: Browser) -> None:
    small = veiled_town()
    fact = small.account("甲二").entries.get(fact__isnull=False).fact
    assert fact is not None
    asked = {"record": str(fact.seq), "basis": "court", "paper": "（2025）示民终1号", "reason": WHY}
    told = {WHY, asked["paper"], small.unit(V1).name}
    for who in ("clerk", "member", "head"):
        do(browser, small, who, action="propose", **asked)
    assert not Amendment.objects.exists(), "discipline does the clerk's step"
    page = do(browser, small, "discipline", action="propose", **asked)
    assert all(word in page for word in told)
    key = str(Amendment.objects.get().key)
    for who in ("clerk", "member", "committee"):
        page = do(browser, small, who, action="make", key=key)
        main = page[page.index("<main") : page.index("</main")]
        assert [word for word in told if word in main] == []
        assert "待另一人办理" not in main, "not even that one waits"
    assert Edition.objects.filter(kind="final").count() == 1
    page = do(browser, small, "head", action="make", key=key)
    assert "更正后积分" in page
    page = do(browser, small, "member", action="make", key="")
    main = page[page.index("<main") : page.index("</main")]
    assert str(LINES[VEILED]) in main, "the edition is public, and what moved it is not"
    assert [word for word in (WHY, asked["paper"]) if word in main] == []
    assert Edition.objects.filter(kind="final").count() == 2


def test_who_proposes_and_who_makes_turns_on_whether_it_is_confidential() -> None:
    small = veiled_town()
    secret = small.account("甲二").entries.get(fact__isnull=False).fact
    plain = Fact.objects.exclude(pk=secret.pk).first() if secret else None
    assert secret is not None
    assert plain is not None

    def those(fact: Fact, part: Part) -> set[str]:
        return {
            login
            for login in (*STAFF, "discipline")
            if amending.is_theirs(fact, small.actor(login), part, on=small.today)
        }

    assert those(plain, Part.PROPOSES) == {"clerk", "second-clerk", "member", "head"}
    assert those(plain, Part.MAKES) == {"member", "head", "committee"}
    assert those(secret, Part.PROPOSES) == {"discipline"}
    assert those(secret, Part.MAKES) == {"head"}
    asked_for_review(small, secret)
    assert those(secret, Part.PROPOSES) == {"discipline"}
    assert those(secret, Part.MAKES) == {"head", "committee"}, "reviewers know of it"


def asked_for_review(small: Town, fact: Fact) -> None:
    """Let whoever bears it ask, on a paper that discipline enters, whose material it is."""
    appeals.ask(
        small.area,
        fact=fact,
        holder=small.code("甲二"),
        points=[NewPoint(ground=Ground.FACTS_UNCLEAR, text="当天不在现场。")],
        excuse="住院治疗，刚刚出院。",
        on_paper="申1号",
        hand=small.hand("discipline"),
    )


def test_whoever_proposed_it_is_shown_no_button_to_make_it(browser: Browser) -> None:
    small = made()
    fact = small.account("甲二").entries.get(fact__isnull=False).fact
    assert fact is not None
    asked = {
        "record": str(fact.seq),
        "basis": "mistake",
        "paper": "示积核〔2025〕1号",
        "reason": WHY,
    }
    page = do(browser, small, "head", action="propose", **asked)
    assert "更正已结账的周期" not in page
    browser.force_login(User.objects.get(pk=small.users["member"].pk))
    page = browser.get(reverse("amend", args=[small.cycle.ref])).content.decode()
    assert "更正已结账的周期" in page


def test_the_terminal_proposes_drops_and_makes(capsys: pytest.CaptureFixture[str]) -> None:
    small = made()
    fact = small.account("甲二").entries.get(fact__isnull=False).fact
    assert fact is not None

    def run(who: str, *words: str) -> tuple[int, dict[str, object]]:
        login = small.users[who].login
        code = verbs.run([*words, "--cycle", small.cycle.name, "--as", login, "--json"])
        said = capsys.readouterr().out
        return code, json.loads(said) if said.strip() else {}

    propose = ("amend", "propose", str(fact.seq), "--basis", "court", "--paper", "1号")
    code, first = run("clerk", *propose, "--reason", WHY)
    assert code == DONE
    assert run("clerk", "amend", "make", str(first["key"]))[0] == REFUSED
    assert run("clerk", "amend", "drop", str(first["key"]))[0] == DONE
    second = run("clerk", *propose, "--reason", WHY)[1]
    code, gave = run("head", "amend", "make", str(second["key"]))
    assert code == DONE
    assert gave["number"] == 2
    assert small.account("甲二").balance == 100_00
