"""Every notice has its sentence in both languages, and leads to a page that there is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from jifen.core.policy import ROUTES
from jifen.notices.wording import NOTICES, sentence

PACKAGE = Path(__file__).parents[2] / "jifen"
BLANK = re.compile(r"%\((\w+)\)s")
CODE = re.compile(r"[a-z-]+\.[a-z-]+")


def told() -> Iterator[str]:
    """Yield the codes that the source may tell: every text of a module that tells anything."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "notices" in text and path.name != "wording.py":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
                    yield str(node.value)


def test_every_sentence_is_told_by_somebody() -> None:
    assert sorted(NOTICES.keys() - set(told())) == []


def test_every_notice_leads_to_a_page_that_there_is() -> None:
    assert {words.route for words in NOTICES.values()} - {""} <= ROUTES.keys()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_notice_is_whole_in_both_languages(language: str) -> None:
    for code, words in NOTICES.items():
        with translation.override("en"):
            blanks = dict.fromkeys(BLANK.findall(str(words.text)), "7")
        with translation.override(language):
            said = sentence(code, blanks)
        assert "%(" not in said, code
        assert bool(re.search(r"[一-鿿]", said)) == (language == "zh-hans"), code
