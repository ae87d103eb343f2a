"""The last frozen edition by the terminal, beside the one before it."""

import json

import pytest

from jifen.console import verbs
from jifen.console.main import DONE, REFUSED
from tests.records.town import Town, found
from tests.records.two_years import two_years

pytestmark = pytest.mark.django_db


def run(town: Town, *words: str) -> int:
    login = town.users["clerk"].login
    return verbs.run(["standings", "--frozen", "--as", login, "--town", town.area.name, *words])


def test_the_terminal_shows_last_time_too(capsys: pytest.CaptureFixture[str]) -> None:
    town, *_editions = two_years()
    assert run(town, "--cycle", "2025-2026", "--json") == DONE
    gave = json.loads(capsys.readouterr().out)
    assert gave["before"] == "2025-01-31"
    first = gave["people"][0]
    assert (first["name"], first["place_before"], first["total_before"]) == ("乙一", "2", "100")
    assert run(town, "--cycle", "2025-2026", "--villages") == DONE
    assert "上期名次" in capsys.readouterr().out


def test_without_a_frozen_edition_there_is_nothing_to_show(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(found(), "--cycle", "2024-2025") == REFUSED
    assert "还没有封存的版本" in capsys.readouterr().err
