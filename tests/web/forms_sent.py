"""Every form of every page, found by looking at the pages, filled in as a person would."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.urls import resolve

from jifen.core.policy import ACTIONS, ROUTES
from tests.harness.world import World
from tests.web.conftest import Browser
from tests.web.test_matrix import _of, address, routes

FREE = {"sign-in", "look"}
"""Actions that record nothing (jifen/web/once.py)."""
TEXT = "经核对，情况属实，同意办理。"


@dataclass
class Form:
    """One way of sending one form: where to, and with what."""

    target: str
    fields: dict[str, object]
    route: str = ""


@dataclass
class _Open:
    action: str
    fields: dict[str, object] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    select: str = ""


class _Page(HTMLParser):
    """Reads the forms that are posted out of a page."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self.forms: list[Form] = []
        self.open: _Open | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and found.get("method", "").lower() == "post":
            self.open = _Open(urljoin(self.place, found.get("action", "")))
        elif self.open is not None:
            self._inside(tag, found)

    def _inside(self, tag: str, found: dict[str, str]) -> None:
        assert self.open is not None
        name, fields = found.get("name", ""), self.open.fields
        if tag == "button" and found.get("type", "submit") == "submit":
            self.open.buttons.append((found.get("formaction", ""), name, found.get("value", "")))
        elif tag == "textarea" and name:
            fields[name] = TEXT
        elif tag == "select":
            self.open.select = name
        elif tag == "option" and self.open.select and found.get("value"):
            fields.setdefault(self.open.select, found["value"])
        elif tag == "input" and name:
            self._input(name, found)

    def _input(self, name: str, found: dict[str, str]) -> None:
        assert self.open is not None
        kind, fields = found.get("type", "text"), self.open.fields
        if kind in {"checkbox", "radio"}:
            if "checked" in found or name not in fields:
                fields[name] = found.get("value", "on")
        elif kind == "date":
            fields[name] = found.get("value") or found.get("max") or "2026-03-02"
        elif kind != "file":
            fields[name] = found.get("value") or ("1" if kind == "number" else TEXT)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.open is not None:
            self.open.select = ""
        if tag == "form" and self.open is not None:
            for formaction, name, value in self.open.buttons or [("", "", "")]:
                more = {name: value} if name else {}
                target = urljoin(self.place, formaction) if formaction else self.open.action
                self.forms.append(Form(target, self.open.fields | more))
            self.open = None


def forms(browser: Browser, place: str) -> list[Form]:
    """Return the forms of one page, each button one."""
    answer = browser.get(place)
    if answer.streaming:
        b"".join(answer)
        return []
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return []
    page = _Page(place)
    page.feed(answer.content.decode())
    for one in page.forms:
        one.route = resolve(one.target.partition("?")[0]).view_name
    return [one for one in page.forms if ROUTES[one.route] not in FREE]


def places(world: World) -> Iterator[str]:
    """Yield the address of every page about each object of the first town."""
    for route in sorted(routes()):
        row = ACTIONS[ROUTES[route]]
        if row.code in FREE:
            continue
        for _thing, ref in list(_of(world.first, row.kind)) or [((), uuid.UUID(int=7))]:
            yield address(route, ref)
    unit = world.first.villages[0].ref
    yield f"{address('claim-new', world.first.area.ref)}?item=B-03&unit={unit}"
