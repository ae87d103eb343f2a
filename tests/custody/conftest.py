"""Homes for the tests of this folder."""

from pathlib import Path

import pytest

from tests.custody import homes
from tests.custody.homes import Home


@pytest.fixture(scope="session")
def settled() -> Home:
    """A home with a town in it. Not to be changed: `home` is a copy that may."""
    return homes.settled()


@pytest.fixture
def home(settled: Home, tmp_path: Path) -> Home:
    """A home of the test's own, with a town in it."""
    return homes.copied(settled, tmp_path / "home")


@pytest.fixture
def place(tmp_path: Path) -> Home:
    """An empty place."""
    return homes.empty(tmp_path / "place")
