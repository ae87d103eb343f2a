"""Every notice has its sentence in both languages, and leads to a page that there is."""

import re

import pytest
from django.utils import translation

from jifen.core.policy import ROUTES
from jifen.notices.wording import NOTICES, sentence

BLANK = re.compile(r"%\((\w+)\)s")


def test_what_is_shown_as_one_leads_to_a_list_and_says_how_many() -> None:
    many = {code: words for code, words in NOTICES.items() if words.many}
    assert "task.issued" in many
    assert {words.list_ for words in many.values()} <= ROUTES.keys()
    for code in many:
        said = {}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                said[language] = sentence(code, {}, count=7)
            assert "7" in said[language], code
        assert re.search(r"[一-鿿]", said["zh-hans"]), code


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
