"""The page on which personal data are erased: two hands, and what is kept is said."""

import datetime as dt

import pytest

from jifen.core.access import Role
from jifen.cycles.commands import move_clock
from jifen.cycles.models import Cycle
from jifen.people import commands as people
from jifen.people.models import Cadre
from tests.harness.host import HOST
from tests.harness.world import Town, World
from tests.web.conftest import Browser

LONG_AFTER = dt.datetime(2040, 1, 2, 3, tzinfo=dt.UTC)


@pytest.fixture
def late(world: World) -> Town:
    """The town long after its last cycle was closed, with a second security administrator."""
    town = world.first
    Cycle.objects.filter(town=town.area, state="open").update(state="closed", closed_seq=1)
    move_clock(LONG_AFTER)
    other = people.add_user("other-keeper", "安全乙", "a-long-password-of-tests", hand=HOST)
    people.grant(other, Role.SECURITY, town.area, from_on=dt.date(2024, 1, 1), hand=HOST)
    town.users["other-keeper"] = other
    return town


def page(browser: Browser, town: Town) -> str:
    return browser.get(f"/towns/{town.area.ref}/erasures/").content.decode()


def send(browser: Browser, town: Town, step: str, **said: str) -> str:
    where = f"/towns/{town.area.ref}/erasures/{step}/"
    return browser.post(where, said, follow=True).content.decode()


def test_one_proposes_and_another_carries_it_out(late: Town, browser: Browser) -> None:
    person = late.cadres["deputy-v1"]
    own = {"basis": "retention-ended", "document_number": "示删字〔2040〕1号"}
    browser.as_(late, "security")
    assert "国家档案局令第8号" in page(browser, late)
    assert "已提出" in send(browser, late, "propose", who=person.code, **own)
    assert person.name in page(browser, late)
    assert "这是您自己提出的" in send(browser, late, "carry-out", who=person.code)
    browser.as_(late, "other-keeper")
    assert f"删除{person.name}的个人信息" in page(browser, late)
    assert "已删除，只保留编号" in send(browser, late, "carry-out", who=person.code)
    assert Cadre.objects.get(pk=person.pk).name == person.code
    assert person.name not in page(browser, late)
    assert person.code in page(browser, late)


def test_what_stands_in_the_way_is_said(town: Town, browser: Browser) -> None:
    browser.as_(town, "security")
    said = send(
        browser, town, "propose", who=town.cadres["deputy-v1"].code, basis="unlawful",
        document_number="示删字〔2026〕1号",
    )  # fmt: skip
    assert "正在进行的周期" in said
    assert "没有等待执行的事项" in said


@pytest.mark.parametrize("who", ["clerk", "head", "system", "auditor", "cadre-v1"])
def test_nobody_else_reaches_the_page(town: Town, browser: Browser, who: str) -> None:
    browser.as_(town, who)
    assert browser.get(f"/towns/{town.area.ref}/erasures/").status_code == 403
