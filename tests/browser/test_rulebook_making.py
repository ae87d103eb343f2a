"""A new version in real Chromium: from a file through comments and answers to two approvals."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.site import Site, served
from tests.browser.test_journey import Pictures, pictures, seen
from tests.harness.browser import DESKTOP, PHONE
from tests.harness.world import next_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["pictures"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home whose second cycle runs, served."""
    with served(tmp_path_factory.mktemp("home"), going=False) as one:
        yield one


def open_rulebook(page: "Page") -> None:
    page.locator(".menu-desk").get_by_role("link", name="考核细则").click()


def test_from_a_file_to_an_approved_version(
    site: Site, desktop: "Page", phone: "Page", pictures: Pictures
) -> None:
    page = desktop
    assert page.viewport_size == DESKTOP
    assert phone.viewport_size == PHONE
    problems: list[str] = []
    for one in (desktop, phone):
        one.on("pageerror", lambda error: problems.append(str(error)))

    # The clerk hands in a file with two mistakes, sees both with their lines, and mends them.
    site.sign_in(page, "a-clerk")
    open_rulebook(page)
    page.get_by_role("link", name="起草新版").click()
    broken = next_text().replace("direction: add", "direction: up", 1)
    broken = broken.replace("briefings:", "briefing:", 1)
    file = {"name": "v2.yaml", "mimeType": "text/yaml", "buffer": broken.encode()}
    page.set_input_files("#file", file)
    page.get_by_role("button", name="检查并保存").click()
    seen(page, "处问题，文本没有保存")
    assert page.locator(".alert li").count() >= 2
    assert "v2.yaml:" in page.locator(".alert li").first.inner_text()
    pictures.take(page, "rulebook-problems")
    page.fill("#text", next_text())
    page.get_by_role("button", name="检查并保存").click()
    seen(page, "文本已保存")
    page.get_by_role("button", name="公开征求意见").click()
    seen(page, "征求意见中")
    draft = page.url

    # A cadre reads it on a phone and comments on an item.
    site.sign_in(phone, "a-cadre-v1")
    phone.goto(draft)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.select_option("#item", "B-03")
    phone.fill("#said", "建议把每次加分提高到3分。")
    phone.get_by_role("button", name="提交意见").click()
    seen(phone, "意见已提交")
    pictures.take(phone, "rulebook-comment-phone")

    # The office answers, not adopting it, and says why.
    site.sign_in(page, "a-clerk")
    page.goto(draft)
    assert "张三稻" in page.locator("#comments b").first.inner_text()
    page.get_by_text("答复这条意见").first.click()
    page.get_by_label("不采纳").check()
    page.locator("#comments textarea[name=reason]").first.fill("与同类项目保持一致，暂不调整。")
    page.get_by_role("button", name="提交答复").click()
    seen(page, "答复已提交")
    pictures.take(page, "rulebook-draft")

    # Before the period ends nobody can propose the approval; the page says what is missing.
    site.sign_in(page, "a-member")
    page.goto(draft)
    assert page.get_by_role("button", name="提请批准").is_disabled()
    seen(page, "此后才能批准")
    site.move_clock("2026-03-10T09:00")
    site.simulate(draft.rstrip("/").rpartition("/")[2])
    page.reload()
    page.fill("#meeting", "领导小组第三次会议")
    page.fill("#number", "示积发〔2026〕8号")
    page.get_by_role("button", name="提请批准").click()
    seen(page, "待批准")

    # The head gives it; from then on it is a version that waits for its day.
    site.sign_in(page, "a-head")
    page.goto(draft)
    page.get_by_role("button", name="同意", exact=True).click()
    seen(page, "这份草案已获批准")
    page.get_by_role("link", name="查看该版细则").click()
    seen(page, "已批准，待施行")
    seen(page, "示积发〔2026〕8号")
    open_rulebook(page)
    assert "施行中" in page.locator("tbody tr").nth(1).inner_text()
    pictures.take(page, "rulebook-versions")
    assert problems == []


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("path", ["", "text/"])
def test_a_draft_s_pages_fit_a_phone(
    site: Site, phone: "Page", size: str, path: str, pictures: Pictures
) -> None:
    phone.context.add_cookies([{"name": "jifen-type", "value": size, "url": site.address}])
    site.sign_in(phone, "b-clerk")
    phone.goto(site.address)
    phone.goto(
        site.address + str(phone.locator("a[href$='/rulebook/']").first.get_attribute("href"))
    )
    phone.get_by_role("link", name="起草新版").click()
    phone.fill("#text", next_text())
    phone.get_by_role("button", name="检查并保存").click()
    seen(phone, "文本已保存")
    phone.goto(phone.url + path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    pictures.take(phone, f"rulebook-draft-{size}-{path.strip('/') or 'page'}")
