"""Every main page as readers meet it: wide and narrow, in normal and in large type."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.site import Site, served
from tests.browser.test_journey import open_waiting, seen
from tests.harness import browser
from tests.harness.figures import record

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home with claims in every state, served."""
    with served(tmp_path_factory.mktemp("home"), going=True) as one:
        yield one


def pages(page: "Page", site: Site) -> dict[str, str]:
    """Return the main pages of whoever is signed in: what the menu offers, and what lies behind."""
    page.goto(site.address)
    links = page.locator(".menu-desk a")
    found = {link.inner_text().strip(): link.get_attribute("href") for link in links.all()}
    addresses = {name: site.address + str(path) for name, path in found.items()}
    behind = {
        "申报与办理": r"/claims/[0-9a-f-]{36}/$",
        "考核周期": r"/(editions|cycles/[0-9a-f-]{36}/closing)/",
        "考核细则": r"/versions/",
        "发起申报": r"\\?.*item=(B-03|D-01|D-03|B-09)",
        "积分排名": r"scope=villages",
        "积分台账": r"/villages/",
    }
    for name, pattern in behind.items():
        if name not in addresses:
            continue
        page.goto(addresses[name])
        for link in page.locator("main a[href]").all():
            path = str(link.get_attribute("href"))
            if re.search(pattern, path) and f"{name}→" not in "".join(addresses):
                absolute = page.evaluate("path => new URL(path, location).href", path)
                addresses[f"{name}→{len(addresses)}"] = absolute
                break
    return addresses


@pytest.mark.parametrize("who", ["a-clerk", "a-cadre-v1"])
@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("width", [360, 1366])
def test_every_main_page_can_be_read_by_everybody(
    site: Site, chromium: "Browser", who: str, size: str, width: int
) -> None:
    """No page of a phone scrolls sideways, and axe finds nothing serious on any."""
    screen = browser.PHONE if width == 360 else browser.DESKTOP
    bad: list[str] = []
    with browser.page(chromium, size=screen) as page:
        page.context.add_cookies([{"name": "jifen-type", "value": size, "url": site.address}])
        site.sign_in(page, who)
        addresses = pages(page, site)
        assert len(addresses) >= 12
        for name, address in addresses.items():
            page.goto(address)
            assert page.evaluate("document.documentElement.dataset.type") == size
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                bad.append(f"{name}: {wide} pixels wide")
            for found in browser.wrong(page):
                where = [node["target"] for node in found["nodes"]][:2]
                bad.append(f"{name}: {found['id']} {where}")
    assert bad == []
    record(
        f"pages without a serious axe finding at {width} px, {size} type, {who}",
        n=len(addresses),
        result="0 findings",
    )


def test_sign_in_and_the_pages_that_say_no_can_be_read(site: Site, phone: "Page") -> None:
    bad: list[str] = []
    for path in ("/sign-in/", "/help/", "/nowhere/"):
        phone.goto(site.address + path)
        bad += [f"{path}: {found['id']}" for found in browser.wrong(phone)]
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert bad == []


def test_the_keyboard_reaches_the_content_first(site: Site, desktop: "Page") -> None:
    site.sign_in(desktop, "a-clerk")
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.className") == "skip-link"
    desktop.keyboard.press("Enter")
    assert desktop.evaluate("location.hash") == "#content"


def test_what_went_wrong_is_in_focus(site: Site, desktop: "Page") -> None:
    site.sign_in(desktop, "a-cadre-v1")
    desktop.get_by_role("link", name="发起申报").first.click()
    desktop.get_by_role("link", name=re.compile("B-03")).click()
    desktop.fill("[name=happened_on]", "2025-11-03")
    desktop.fill("[name=reason]", "建议修缮村道，被镇采纳。")
    desktop.fill("[name=evidence]", "镇采〔2025〕1号")
    desktop.get_by_role("button", name="提交").click()
    seen(desktop, "已超过可申报期限")
    assert "alert" in desktop.evaluate("document.activeElement.className")


def test_a_claim_is_decided_on_a_phone_in_two_presses(site: Site, phone: "Page") -> None:
    site.sign_in(phone, "b-member")
    open_waiting(phone, "B-03")
    phone.get_by_role("button", name="同意", exact=True).click()
    seen(phone, "待公示")
    assert phone.get_by_role("button", name="同意", exact=True).count() == 0


def test_the_main_path_needs_no_script(site: Site, plain: "Page") -> None:
    site.sign_in(plain, "b-cadre-v1")
    plain.get_by_role("link", name="发起申报").first.click()
    plain.fill("#q", "建议")
    plain.get_by_role("button", name="查找").click()
    plain.get_by_role("link", name=re.compile("B-03")).click()
    plain.fill("[name=reason]", "建议修缮村道，被镇采纳。")
    plain.fill("[name=evidence]", "镇采〔2026〕1号")
    plain.get_by_role("button", name="存为草稿").click()
    seen(plain, "草稿已保存")
    assert "/claims/" in plain.url
    plain.locator("summary", has_text="菜单").wait_for(state="attached")
    plain.locator(".menu-desk").get_by_role("link", name="我的积分").click()
    plain.locator("details.why summary").first.click()
    seen(plain, "细则规定的基础分")
