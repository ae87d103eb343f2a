"""Somebody before a screen, who knows their account and can read."""

import datetime as dt
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.site import PASSWORD
from tests.harness import browser

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Person:
    """Somebody before a screen, who knows their account and can read."""

    def __init__(self, page: "Page", pictures: Path) -> None:
        self.page = page
        self.pictures = pictures
        self.problems: list[str] = []
        page.set_default_timeout(8_000)
        page.on("console", lambda m: self.problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def sign_in(self, login: str) -> "Person":
        """Sign in, after whoever sat here before has signed out."""
        leave = self.page.get_by_role("button", name="退出", exact=True)
        if leave.count():
            self.menu()
            leave.locator("visible=true").click()
        self.write("账号", login)
        self.write("密码", PASSWORD)
        self.press("登录")
        self.page.get_by_role("heading", name="工作台").wait_for()
        return self

    def menu(self) -> None:
        """Unfold the menu where it is folded up, as on a phone."""
        folded = self.page.locator("summary", has_text="菜单")
        if folded.is_visible():
            folded.click()

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).locator("visible=true").click()

    def follow(self, label: str) -> None:
        link = self.page.get_by_role("link", name=re.compile(label)).locator("visible=true")
        link.first.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(text)

    def reads(self, text: str) -> str:
        """Wait until a text can be seen; returns the sentence it stands in."""
        found = self.page.locator("main").get_by_text(re.compile(text)).locator("visible=true")
        found.first.wait_for()
        return found.first.inner_text()

    def sees_in_time(self, text: str, *, within: str = ".head") -> None:
        """Look again and again until what the server's worker does of itself can be seen."""
        until = time.monotonic() + 40
        shown = self.page.locator(within).get_by_text(text)
        while not shown.is_visible():
            assert time.monotonic() < until, text
            self.page.wait_for_timeout(500)
            self.page.reload()

    def looks_right(self, name: str, width: int) -> None:
        """Nothing is wrong with the page for who cannot see well, and nothing sticks out."""
        self.page.screenshot(path=self.pictures / f"{name}-{width}.png", full_page=True)
        assert browser.wrong(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width

    def opens_the_case(self, item: str) -> None:
        """Open, on one's own desk, what waits."""
        self.follow(item)
        self.page.get_by_role("heading", name=re.compile(item)).first.wait_for()


def day_in(text: str) -> dt.date:
    """Return the last day that a sentence names."""
    return dt.date.fromisoformat(re.findall(r"\d{4}-\d\d-\d\d", text)[-1])
