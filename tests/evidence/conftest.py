"""Evidence stands in the web's world, in a data folder of its own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.harness.world import World
from tests.web.conftest import browser, town, world

__all__ = ["browser", "town", "world"]


@pytest.fixture
def home(world: World, tmp_path: Path, settings: Settings) -> Path:
    """A folder of evidence of this test's own, beside the world's papers."""
    (tmp_path / "papers").symlink_to(settings.HOME / "papers")
    settings.HOME = tmp_path
    return tmp_path / "evidence"
