"""A frozen edition on its page: everybody beside where they stood the time before."""

import pytest
from django.urls import reverse

from jifen.people.models import User
from jifen.standings.models import Edition
from tests.records.town import Town
from tests.records.two_years import two_years
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def page(browser: Browser, town: Town, edition: Edition, scope: str = "people") -> str:
    browser.force_login(User.objects.get(pk=town.users["clerk"].pk))
    where = reverse("edition", args=[edition.ref])
    return browser.get(f"{where}?scope={scope}").content.decode()


def test_people_groups_and_villages_stand_beside_last_time(browser: Browser) -> None:
    town, _first, _final, second = two_years()
    said = page(browser, town, second)
    assert "旁边列出上期，截至2025-01-31。" in said
    assert 'data-label="上期积分">112.5<' in said
    assert 'data-label="上期积分">112.5<' in page(browser, town, second, "chief")
    assert 'data-label="上期积分">112.5<' not in page(browser, town, second, "deputy")
    assert 'data-label="上期名次">2<' in page(browser, town, second, "villages")


def test_the_page_says_that_there_is_nothing_to_compare_with(browser: Browser) -> None:
    town, first, _final, _second = two_years()
    said = page(browser, town, first)
    assert "此前没有可供比较的通报。" in said
    assert "上期积分" not in said
