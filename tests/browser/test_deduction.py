"""A deduction from its draft to the day it is final, in real Chromium, by what the screen says.

The address of the site is opened once. From there on everything is a visible label: of a field, of
a button, of a link. Only the town's clock is moved from outside, as days pass from outside.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.person import Person, day_in
from tests.browser.site import Site, served
from tests.harness import browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ITEM = "K-02"
"""会议、培训无故缺席: two points each time, proposed by a line office, decided by a member."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home without anything on its way, served."""
    with served(tmp_path_factory.mktemp("home"), going=False) as one:
        yield one


def test_a_deduction_goes_from_draft_to_final_by_visible_labels_alone(
    site: Site, desktop: "Page", phone: "Page", tmp_path: Path
) -> None:
    office, cadre = Person(desktop, tmp_path), Person(phone, tmp_path)
    for one in (office, cadre):
        one.page.goto(site.address)

    # A line office keeps a draft, looks at it again, and proposes it.
    office.sign_in("a-line-office")
    office.follow("^发起申报$")
    office.follow("^扣分$")
    office.follow(ITEM)
    office.follow("^东沟村$")
    office.write("发生日期", "2026-02-26")
    office.page.get_by_label(re.compile("张三稻")).check()
    office.write("数量", "1")
    office.write("事实说明", "2月26日全镇耕地保护会议无故缺席。")
    office.write("佐证", "示镇会签〔2026〕2号")
    office.press("存为草稿")
    office.page.locator("#steps").wait_for()
    office.press("提出")
    office.reads("已办理")

    # The office takes it up and sends out the notice.
    office.sign_in("a-clerk").opens_the_case(ITEM)
    office.looks_right("checks", browser.DESKTOP["width"])
    office.press("受理")
    office.reads("已办理：受理")
    office.press("发出告知书")
    office.reads("已办理：发出告知书")
    office.looks_right("noticed", browser.DESKTOP["width"])

    # The cadre reads it on a phone, and answers in two points.
    cadre.sign_in("a-cadre-v1").follow("我的积分")
    before = cadre.page.locator(".points-big").inner_text()
    cadre.menu()
    cadre.follow("^工作台$")
    cadre.opens_the_case(ITEM)
    cadre.press("我已阅读告知书")
    cadre.reads("送达已登记")
    cadre.write("您的陈述申辩", "当天在县里参加培训，已请假。\n此前从未缺席。")
    cadre.looks_right("answering", browser.PHONE["width"])
    cadre.press("提交陈述申辩")
    cadre.reads("共2条")

    # Nobody decides before each point has its reply: one by the proposer, one by the office.
    for login, left, accepted, why in (
        ("a-line-office", 2, "不采纳", "县里当天没有安排培训，也没有请假记录。"),
        ("a-clerk", 1, "采纳", "经核对，此前没有缺席记录，决定时考虑。"),
    ):
        office.sign_in(login).opens_the_case(ITEM)
        assert office.page.get_by_role("button", name="答复", exact=True).count() == left
        point = office.page.get_by_role("listitem").filter(
            has=office.page.get_by_role("group", name=re.compile("^答复张三稻"))
        )
        point.first.get_by_label(accepted, exact=True).check()
        point.first.get_by_label("原因").fill(why)
        if left == 2:
            office.looks_right("replying", browser.DESKTOP["width"])
        point.first.get_by_role("button", name="答复", exact=True).click()
        office.reads("^.*已答复。")

    # A member decides. It may be taken back for ten seconds, and goes out after them.
    office.sign_in("a-member").opens_the_case(ITEM)
    office.write("理由或意见", "事实清楚，依据充分，按告知的分值决定。")
    office.press("决定扣分")
    office.reads("撤回我的决定")
    site.move_clock("2026-03-02T10:00")
    office.sign_in("a-clerk").opens_the_case(ITEM)
    office.press("发出决定书")
    office.reads("已办理：发出决定书")

    # The cadre reads the decision, and until when a review may be asked for.
    cadre.menu()
    cadre.follow("^工作台$")
    told = cadre.page.get_by_role("listitem").filter(has_text="已作出决定")
    told.get_by_role("button", name="打开").click()
    cadre.press("我已阅读决定书")
    until = day_in(cadre.reads("可申请复核至"))
    cadre.looks_right("decided", browser.PHONE["width"])

    # Until that day has passed it is not recorded, and the button says why. Then it records itself.
    office.page.reload()
    assert office.page.get_by_role("button", name="入账", exact=True).is_disabled()
    office.reads(f"{until}")
    site.move_clock(f"{until + dt.timedelta(days=1)}T09:00")
    office.sees_in_time("已入账")
    assert "拟扣分" not in office.page.locator(".head").inner_text()
    office.looks_right("recorded", browser.DESKTOP["width"])

    # The cadre sees it in their points: two fewer, and who decided it.
    cadre.menu()
    cadre.follow("我的积分")
    cadre.reads(ITEM)
    after = cadre.page.locator(".points-big").inner_text()
    assert int(after) == int(before) - 2
    cadre.page.locator("#deducted").get_by_text(ITEM).first.click()
    cadre.reads("示镇会签〔2026〕2号")
    cadre.reads("成员甲")
    cadre.looks_right("points", browser.PHONE["width"])
    assert office.problems == cadre.problems == []
