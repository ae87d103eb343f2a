"""Notices stand in the web's world."""

from tests.web.conftest import town, world

__all__ = ["town", "world"]
