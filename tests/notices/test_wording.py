"""Every notice has its sentence in both languages, and leads to a page that there is."""

import re

import pytest
from django.utils import translation

from jifen.core.policy import ROUTES
from jifen.notices.wording import NOTICES, sentence

BLANK = re.compile(r"%\((\w+)\)s")


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
