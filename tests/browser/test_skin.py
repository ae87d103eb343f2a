"""The look itself: type, click areas and contrast, measured in Chromium."""

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.templatetags.static import static

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser

STYLES = Path(__file__).resolve().parents[2] / "jifen" / "web" / "static" / "dist" / "app.css"

TONES = ("primary", "success", "warning", "danger", "info", "secondary")
SAMPLE = f"""<!doctype html><html lang="zh-CN"><head><title>样张</title></head><body><main>
<h1>样张</h1><p>正文，<a href="#a">正文中的链接</a>。<small class="text-secondary">注</small></p>
<a class="btn btn-primary" href="#b">提交</a> <button class="btn" type="button">取消</button>
<button class="btn btn-danger" type="button">撤回</button>
<button class="btn btn-primary" type="button" aria-disabled="true">已提交</button>
<nav aria-label="页码"><ul class="pagination"><li class="page-item">
<a class="page-link" href="#c">2</a></li></ul></nav>
<label class="form-label" for="d">日期</label><input class="form-control" id="d">
<label class="form-check"><input class="form-check-input" type="checkbox">
<span class="form-check-label">只看本村</span></label>
<label class="form-label" for="e">村</label>
<select class="form-select" id="e"><option>东沟村</select>
<div class="card"><div class="card-body">卡片 <span class="points-up">+3</span>
<span class="points-down">−2</span></div></div>
{" ".join(f'<span class="badge bg-{tone}-lt">{tone}</span>' for tone in TONES)}
{" ".join(f'<span class="text-{tone}">{tone}</span>' for tone in TONES)}
{" ".join(f'<span class="badge bg-{tone} text-{tone}-fg">{tone}</span>' for tone in TONES)}
</main></body></html>"""

CLICKED = ".btn, .form-control, .form-select, .page-link, .form-check"


def show(page: "Page", kind: str) -> None:
    page.set_content(SAMPLE)
    page.add_style_tag(path=STYLES)
    page.evaluate("kind => document.documentElement.dataset.type = kind", kind)


@pytest.mark.parametrize(("kind", "type_size", "click"), [("normal", 16, 44), ("large", 20, 60)])
def test_type_and_click_areas_are_large_enough(
    desktop: "Page", kind: str, type_size: int, click: int
) -> None:
    show(desktop, kind)
    size = desktop.evaluate("parseFloat(getComputedStyle(document.querySelector('p')).fontSize)")
    assert size >= type_size
    boxes = desktop.eval_on_selector_all(
        CLICKED, "all => all.map(one => [one.className, one.getBoundingClientRect().height])"
    )
    assert len(boxes) == 8
    assert [(name, height) for name, height in boxes if height < click] == []


@pytest.mark.parametrize("kind", ["normal", "large"])
def test_every_pair_of_colours_can_be_read(desktop: "Page", kind: str) -> None:
    show(desktop, kind)
    found = Axe().run(desktop).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_the_check_of_contrast_can_catch(desktop: "Page") -> None:
    show(desktop, "normal")
    desktop.add_style_tag(content="p { color: #b0b0b0 !important; }")
    found = Axe().run(desktop).response["violations"]
    assert "color-contrast" in {one["id"] for one in found}


def test_the_phone_scrolls_only_downwards(phone: "Page") -> None:
    for kind in ("normal", "large"):
        show(phone, kind)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_keyboard_sees_where_it_is(desktop: "Page") -> None:
    show(desktop, "normal")
    desktop.keyboard.press("Tab")
    ring = desktop.evaluate("getComputedStyle(document.activeElement).boxShadow")
    assert "rgb(31, 92, 153)" in ring


def test_paper_shows_the_content_and_nothing_to_click(desktop: "Page") -> None:
    show(desktop, "normal")
    desktop.emulate_media(media="print")
    assert desktop.locator("h1").is_visible()
    assert not desktop.locator(".btn").first.is_visible()
    assert not desktop.locator(".pagination").is_visible()


def test_the_server_sends_styles_as_it_will_when_deployed(
    desktop: "Page", live_server: "LiveServer"
) -> None:
    name = static("dist/app.css")
    assert re.search(r"app\.[0-9a-f]{12}\.css$", name)
    answer = desktop.request.get(live_server.url + name)
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"


def test_styles_of_a_first_page_weigh_little() -> None:
    assert len(gzip.compress(STYLES.read_bytes())) < 80_000
