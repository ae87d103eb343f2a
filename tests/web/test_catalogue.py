"""Everything the product says is said in Chinese, and nothing on a Chinese page is English."""

import re
from html.parser import HTMLParser

import polib
import pytest

from jifen.core.policy import ACTIONS, ROUTES
from tests.harness.world import Town
from tests.web.catalogue import PACKAGE, in_code, in_template, messages
from tests.web.conftest import Browser
from tests.web.test_matrix import _of, address, routes

BLANK = re.compile(r"%\((\w+)\)s")
CHINESE = re.compile(r"[一-鿿]")
CATALOGUE = polib.pofile(str(PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))


def test_the_catalogue_holds_what_the_source_says_and_nothing_else() -> None:
    held = {(entry.msgid, entry.msgid_plural) for entry in CATALOGUE}
    said = messages()
    assert sorted(said - held) == []
    assert sorted(held - said) == []


def test_nothing_is_untranslated_or_guessed() -> None:
    bad = [
        entry.msgid
        for entry in CATALOGUE
        if entry.fuzzy or entry.obsolete or not CHINESE.search(_text(entry))
    ]
    assert bad == []


def test_every_blank_survives_translation() -> None:
    bad = []
    for entry in CATALOGUE:
        blanks = set(BLANK.findall(entry.msgid)) | set(BLANK.findall(entry.msgid_plural))
        if set(BLANK.findall(_text(entry))) != blanks:
            bad.append(entry.msgid)
    assert bad == []


def test_the_reader_of_messages_reads_every_form() -> None:
    assert set(in_code('_("a" "b"); gettext("c"); ngettext("d", "e", n); other("f")')) == {
        ("ab", ""), ("c", ""), ("d", "e"),
    }  # fmt: skip
    template = (
        """{% translate "a" %}{% translate 'b' %}{% blocktranslate with n=1 %}c {{ n }}
"""
        "{% endblocktranslate %}{% blocktranslate count n=m %}{{ n }} d{% plural %}{{ n }} e"
        "{% endblocktranslate %}"
    )
    assert set(in_template(template)) == {
        ("a", ""), ("b", ""), ("c %(n)s\n", ""), ("%(n)s d", "%(n)s e"),
    }  # fmt: skip


VOID = {"input", "br", "img", "use", "link", "meta"}


class Words(HTMLParser):
    """The words a reader sees or hears: text, labels, placeholders; not what is marked English."""

    HEARD = ("placeholder", "aria-label", "title", "alt", "data-label")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        english = given.get("lang") == "en" and tag != "html"
        inside = self.silent and tag not in VOID
        if tag in {"script", "style"} or english or inside:
            self.silent += 1
        self.found += [given[name] or "" for name in self.HEARD if name in given]

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


LATIN = re.compile(r"[A-Za-z][a-z]{2,}")
NO_WORDS = (
    re.compile(r"\b[0-9a-f]{64}\b"),  # a digest
    re.compile(r"\b[0-9a-f]{4}(?: [0-9a-f]{4}){3}\b"),  # the digits of a receipt
    re.compile(r"(?:/[\w.-]+)+"),  # where something lies on the server
    re.compile(r"\bjifen [a-z]+\b|\bSQLite\b|PostgreSQL"),  # a command; a database's name
    re.compile(r"\b(?:[a-z]+(?:_[a-z]+)+|fsync)\b|\b(?:on|off)\b"),  # settings of a database
)
KNOWN = {"Excel", "Word"}
"""Latin words that are names in Chinese, too."""


def english(page: str, names: set[str]) -> set[str]:
    """Return the English words of a page; names of the world's accounts are no words."""
    reader = Words()
    reader.feed(page)
    found: set[str] = set()
    for text in reader.found:
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, "")
        for no_word in NO_WORDS:
            text = no_word.sub("", text)
        found |= set(LATIN.findall(text))
    return found - KNOWN


@pytest.mark.parametrize("who", ["", "clerk", "head", "cadre-v1", "system"])
def test_no_english_word_stands_on_a_chinese_page(town: Town, browser: Browser, who: str) -> None:
    if who:
        browser.as_(town, who)
    names = {user.name for user in town.users.values()} | {u.login for u in town.users.values()}
    bad: dict[str, set[str]] = {}
    pages = 0
    for route in sorted(routes()):
        for ref in [ref for _, ref in _of(town, ACTIONS[ROUTES[route]].kind)] or [town.area.ref]:
            answer = browser.get(address(route, ref))
            if answer.streaming:
                b"".join(answer)
            elif answer.headers["Content-Type"].startswith("text/html"):
                pages += 1
                if words := english(answer.content.decode(), names):
                    bad[route] = words
    assert bad == {}
    assert pages > 3


def test_the_crawl_sees_an_english_word() -> None:
    page = '<p>好 <span lang="en">English</span></p><input placeholder="name"><b>Title</b>'
    assert english(page, set()) == {"name", "Title"}


def test_the_same_page_is_english_for_those_who_ask(town: Town, browser: Browser) -> None:
    browser.as_(town, "clerk").post("/language/", {"language": "en"})
    page = browser.get(address("town", town.area.ref)).content.decode()
    assert '<html lang="en"' in page
    assert "What waits" in page
    assert "工作台" not in page


def _text(entry: polib.POEntry) -> str:
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))
