"""Real Chromium, driven through Playwright, at the two widths an office uses."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any  # what axe says as JSON

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}

# Chromium would call home from a machine that may have no way out; tests talk to loopback only.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    # Without a screen, drawing by a graphics card is played by the processor, and slowly.
    "--disable-gpu",
)


def executable() -> Path:
    """Return the Chromium to drive: $CHROMIUM, else the one on the path.

    Raises:
        RuntimeError: where there is none; a browser test is never skipped.
    """
    named = os.environ.get("CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None or not Path(found).is_file():
        raise RuntimeError("There is no Chromium: install it, or name one in CHROMIUM=.")
    return Path(found)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium for as long as the block lasts."""
    # As root (a container, CI) Chromium starts only without its sandbox.
    flags = [*_QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = _launch(playwright, flags)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page(browser: Browser, *, size: dict[str, int], javascript: bool = True) -> Iterator[Page]:
    """Open one page of `size` pixels in a fresh profile, in Chinese, on Beijing time."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=javascript,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def wrong(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds on a page that is serious or critical."""
    # It is slow to import, and tells of what is right at length unless asked not to.
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [one for one in found if one["impact"] in {"serious", "critical"}]


def _launch(playwright: Playwright, flags: list[str]) -> Browser:
    return playwright.chromium.launch(executable_path=executable(), args=flags)
