"""The official's own path, in real Chromium: from a draft to a closed year."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.site import ROOT, Site, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home without anything on its way, served."""
    with served(tmp_path_factory.mktemp("home"), going=False) as one:
        yield one


class Pictures:
    """Keeps what a page looked like: in docs/pictures when JIFEN_PICTURES is set."""

    def __init__(self, folder: Path) -> None:
        kept = os.environ.get("JIFEN_PICTURES")
        self.folder = ROOT / "docs" / "pictures" if kept else folder
        self.folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: "Page", name: str) -> None:
        path = self.folder / f"{name}.png"
        page.screenshot(path=path)
        assert path.stat().st_size > 5_000


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """Where this run's pictures go."""
    return Pictures(tmp_path)


def seen(page: "Page", text: str) -> None:
    """Wait until a text is on the page."""
    page.locator("main").get_by_text(text).first.wait_for()


def open_waiting(page: "Page", title: str) -> None:
    """Open what waits on the desk."""
    page.locator("#waiting").get_by_role("link", name=re.compile(title)).first.click()


def test_from_a_draft_to_a_closed_year(
    site: Site, desktop: "Page", phone: "Page", pictures: Pictures
) -> None:
    page = desktop
    problems: list[str] = []
    for one in (desktop, phone):
        one.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        one.on("pageerror", lambda error: problems.append(str(error)))

    # A cadre claims points for two disputes settled.
    site.sign_in(page, "a-cadre-v1")
    seen(page, "今天没有要办的事")
    page.get_by_role("link", name="发起申报").first.click()
    page.fill("#q", "矛盾")
    page.get_by_text("共1项").wait_for()  # htmx narrows the list while one types
    page.get_by_role("link", name=re.compile("D-01")).click()
    page.fill("[name=happened_on]", "2026-03-01")
    page.fill("[name=quantity]", "2")
    page.fill("[name=reason]", "调解两起相邻权纠纷，双方签订调解协议。")
    page.fill("[name=evidence]", "东调协〔2026〕4号\n东调协〔2026〕5号")
    page.get_by_role("button", name="预览计分").click()
    seen(page, "如果今天入账")
    assert "+2" in page.locator("#preview").inner_text()
    page.get_by_role("button", name="提交").click()
    seen(page, "已提交，下一步由办公室核实")
    assert "待核实" in page.locator(".head").inner_text()

    # The office verifies, a member approves, the office publicises.
    for login, button, after in (
        ("a-clerk", "核实属实", "待审定"),
        ("a-member", "同意", "待公示"),
        ("a-clerk", "公示", "公示中"),
    ):
        site.sign_in(page, login)
        open_waiting(page, "D-01")
        page.get_by_role("button", name=button, exact=True).click()
        seen(page, after)

    # Before publicity ends nobody can record it; the page says until when.
    claim = page.url
    site.sign_in(page, "a-clerk-2")
    page.goto(claim)
    seen(page, "公示到2026-03-09当天结束")
    assert page.get_by_role("button", name="入账").is_disabled()
    pictures.take(page, "claim")
    site.move_clock("2026-03-10T09:00")
    page.reload()
    page.get_by_role("button", name="入账").click()
    seen(page, "已入账")

    # The ledger finds it by initials, and adds up.
    page.locator(".menu-desk").get_by_role("link", name="积分台账").click()
    page.fill("#q", "zsd")
    page.get_by_role("button", name="查询").click()
    seen(page, "符合条件合计：加 +108，扣 0，净")
    assert "D-01" in page.locator("tbody tr").first.inner_text()
    pictures.take(page, "ledger")

    # Who stands where, and why: three presses from the number to who approved it.
    page.locator(".menu-desk").get_by_role("link", name="积分排名").click()
    first = page.locator("tbody tr").first
    assert "张三稻" in first.inner_text()
    assert "108" in first.inner_text()
    site.sign_in(phone, "a-cadre-v1")
    phone.get_by_role("link", name="我的积分").last.click()
    seen(phone, "下面各笔相加就是总分")
    phone.get_by_text("D-01").first.click()
    opened = phone.locator("details[open].why")
    for part in ("第十一条", "东调协〔2026〕4号", "经办员乙", "成员甲"):
        assert part in opened.inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    pictures.take(phone, "why-phone")

    # The half-cycle is frozen, its circular issued and taken away.
    site.sign_in(page, "a-clerk")
    page.locator(".menu-desk").get_by_role("link", name="考核周期").click()
    page.get_by_role("button", name="汇总并封存").click()
    seen(page, "已封存，不再改变")
    page.get_by_role("button", name="印发通报").click()
    seen(page, "已印发")
    for ending in ("PDF", "DOCX", "XLSX"):
        with page.expect_download() as taken:
            page.get_by_role("link", name=ending).click()
        assert taken.value.suggested_filename.endswith(ending.lower())
        assert Path(taken.value.path()).stat().st_size > 2_000
    pictures.take(page, "edition")

    # The year ends; one asks for the close, another confirms it.
    site.move_clock("2026-08-03T09:00")
    page.locator(".menu-desk").get_by_role("link", name="考核周期").click()
    page.get_by_role("link", name="查看结账核对表").click()
    page.get_by_role("button", name="提出结账").click()
    seen(page, "您已提出结账，须由另一人确认")
    closing = page.url
    site.sign_in(page, "a-head")
    page.goto(closing)
    seen(page, "经办员甲已提出结账申请")
    page.get_by_role("button", name="确认结账").click()
    seen(page, "周期已结账，终版已封存")
    assert "108" in page.locator("tbody tr").first.inner_text()
    page.goto(closing)
    seen(page, "已结账，不再接受新事项")
    assert problems == []
