"""Notices stand in the web's world."""

from tests.web.conftest import browser, town, world

__all__ = ["browser", "town", "world"]
