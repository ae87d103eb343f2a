"""The page of a simulation as the office meets it: wide and narrow, in normal and in large type."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.site import Site, served
from tests.harness import browser
from tests.harness.world import rulebook_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home where the clerk has tried a draft that moves people."""
    with served(tmp_path_factory.mktemp("home"), going=True) as one:
        before, _code, after = rulebook_text().partition("  B-03:")
        assert 'points: "2"' in after
        cheaper = after.replace('points: "2"', 'points: "0.5"', 1).replace('"6"', '"1.5"', 1)
        draft = one.home / "draft.yaml"
        draft.write_text(f"{before}  B-03:{cheaper}", encoding="utf-8")
        words = ["simulate", "--rulebook", str(draft), "--as", "a-clerk", "--pool", "1234567.89"]
        one.run(*words)
        yield one


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("width", [360, 1366])
def test_a_simulation_can_be_read_by_everybody_who_may(
    site: Site, chromium: "Browser", size: str, width: int
) -> None:
    screen = browser.PHONE if width == 360 else browser.DESKTOP
    with browser.page(chromium, size=screen) as page:
        page.context.add_cookies([{"name": "jifen-type", "value": size, "url": site.address}])
        site.sign_in(page, "a-clerk")
        page.get_by_role("link", name="考核周期").first.click()
        page.get_by_role("link", name="测算草案").click()
        page.wait_for_load_state()
        assert 0 < page.locator("tbody tr").filter(has_text="106 → ").count() < 6
        page.get_by_role("link", name="显示全部人员").click()
        page.wait_for_load_state()
        assert page.locator("tbody tr").count() > 6
        assert page.evaluate("document.documentElement.dataset.type") == size
        shots = os.environ.get("JIFEN_SHOTS")
        if shots:
            page.screenshot(path=str(Path(shots) / f"{width}-{size}.png"), full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [one["id"] for one in browser.wrong(page)] == []
