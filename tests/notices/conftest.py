"""Notices stand in the web's world, of which nobody has been told anything yet."""

import pytest

from jifen.notices.models import Notice
from tests.harness.world import World
from tests.web.conftest import browser, town, world

__all__ = ["browser", "town", "world"]


@pytest.fixture
def untold(world: World) -> None:
    """Take away what the making of the world told."""
    Notice.objects.all().delete()
