"""From a superior's document to a deduction that is not made, in real Chromium, by what is seen.

A task is asked for, missed and proposed; whom it is about answers, and the answer is taken. The
town's clock alone is moved from outside.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.person import Person
from tests.browser.site import Site, served
from tests.harness import browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ITEM = "G-06"
"""地质灾害隐患点巡查台账缺失: a point each time, proposed by a line office."""
TITLE = "核查东沟村地质灾害隐患点巡查台账"
DOCUMENT = "示县自然资〔2026〕7号"
MISSED_ON = dt.date(2026, 3, 13)
"""Asked for on Monday 2 March for three working days, five of grace, and one more."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home without anything on its way, served."""
    with served(tmp_path_factory.mktemp("home"), going=False) as one:
        yield one


def test_a_missed_task_is_proposed_answered_and_not_deducted(
    site: Site, desktop: "Page", phone: "Page", tmp_path: Path
) -> None:
    office, cadre = Person(desktop, tmp_path), Person(phone, tmp_path)
    for one in (office, cadre):
        one.page.goto(site.address)

    # A line office asks what the county's document asks, says of whom and what it is worth.
    office.sign_in("a-line-office").follow("^督办$")
    office.follow("下达事项")
    office.page.get_by_label("交办来源").select_option(label="上级工作任务")
    office.write("发文单位", "县自然资源局")
    office.write("文号", DOCUMENT)
    office.write("事项标题", TITLE)
    office.write("工作日", "3")
    office.write("或者点名", "张三稻")
    office.page.get_by_label("逾期未完成").select_option(label=f"{ITEM} 地质灾害隐患点巡查台账缺失")
    office.page.get_by_label("计分数值").last.fill("1")
    office.looks_right("asking", browser.DESKTOP["width"])
    office.press("下达事项")
    office.reads("事项已经下达")
    office.reads(DOCUMENT)
    office.looks_right("asked", browser.DESKTOP["width"])
    asked = office.page.url

    # The cadre sees it on a phone, and what it may come to.
    cadre.sign_in("a-cadre-v1").follow("我的积分")
    before = cadre.page.locator(".points-big").inner_text()
    cadre.menu()
    cadre.follow("^督办$")
    cadre.follow(TITLE)
    cadre.reads(ITEM)
    cadre.looks_right("told", browser.PHONE["width"])

    # Nothing is reported. When the days of grace are over the clock says so, and drafts: no more.
    site.move_clock(f"{MISSED_ON}T09:00")
    office.sees_in_time("逾期未完成", within=".card-header")
    proposed = office.page.get_by_role("link", name=re.compile(f"^{ITEM}"))
    assert proposed.count() == 1
    cadre.menu()
    cadre.follow("我的积分")
    assert cadre.page.locator(".points-big").inner_text() == before

    # The line office looks at the draft and proposes it; the office notices it to the cadre.
    proposed.click()
    office.reads(TITLE)
    office.reads(DOCUMENT)
    office.looks_right("drafted", browser.DESKTOP["width"])
    office.press("提出")
    office.sign_in("a-clerk").opens_the_case(ITEM)
    office.press("受理")
    office.reads("已办理：受理")
    office.press("发出告知书")
    office.reads("已办理：发出告知书")

    # The cadre answers, and is believed.
    cadre.menu()
    cadre.follow("^工作台$")
    cadre.opens_the_case(ITEM)
    cadre.press("我已阅读告知书")
    cadre.write("您的陈述申辩", "台账3月4日已报站所签收，有签收单。")
    cadre.press("提交陈述申辩")
    cadre.reads("共1条")
    office.sign_in("a-clerk").opens_the_case(ITEM)
    office.page.get_by_label("采纳", exact=True).first.check()
    office.page.get_by_label("原因").first.fill("经查签收单属实，台账按期报送。")
    office.press("答复")
    office.reads("^.*已答复。")
    office.sign_in("a-member").opens_the_case(ITEM)
    office.write("理由或意见", "台账按期报送，事实不成立，不予扣分。")
    office.looks_right("deciding", browser.DESKTOP["width"])
    office.press("不予扣分")
    office.reads("撤回我的决定")

    # Whoever asked for it finds how it ended; the cadre keeps every point, and reads why.
    office.sign_in("a-line-office").page.goto(asked)
    office.reads("不予扣分")
    cadre.menu()
    cadre.follow("我的积分")
    assert cadre.page.locator(".points-big").inner_text() == before
    assert office.problems == cadre.problems == []
