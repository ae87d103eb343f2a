"""The world that the web's tests stand in: built once, brought back for each test."""

import pytest
from django.test import Client

from tests.harness import world as worlds
from tests.harness.kept import once
from tests.harness.world import Town, World


@pytest.fixture
def world(db: None) -> World:
    """Two towns, as tests/harness/world.py makes them."""
    return once(worlds.build)


@pytest.fixture
def town(world: World) -> Town:
    """The town where tests stand."""
    return world.first


class Browser(Client):
    """A browser that can sign in as one of a town's accounts."""

    def as_(self, town: Town, who: str) -> "Browser":
        """Sign in without the form; the form has its own tests."""
        self.force_login(town.users[who])
        return self


@pytest.fixture
def browser() -> Browser:
    """A fresh browser in Chinese."""
    return Browser(headers={"accept-language": "zh-CN"})
