"""A frozen home is still read; every page says that nothing is recorded."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from jifen.chain import freezing
from tests.harness.world import Town
from tests.web.conftest import Browser
from tests.web.test_matrix import address


@pytest.mark.parametrize("route", ["town", "people", "claims"])
def test_every_page_of_a_frozen_home_says_so(
    town: Town, browser: Browser, route: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    clerk, where = browser.as_(town, "clerk"), address(route, town.area.ref)
    assert "暂停记录" not in clerk.get(where).content.decode()
    freezing.freeze(["t1 #7"], at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    answer = clerk.get(where)
    assert answer.status_code == 200
    assert "暂停记录" in answer.content.decode()
