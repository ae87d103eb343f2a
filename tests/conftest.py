"""Fixtures every test may ask for."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import pytest_django

from tests.harness.emptying import flush_allowed
from tests.harness.shared import take_migrated

if TYPE_CHECKING:
    # Playwright is slow to import and only browser tests need it.
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session", autouse=True)
def emptying() -> Iterator[None]:
    """Tests that commit leave tables which refuse to be emptied; see harness/emptying.py."""
    with flush_allowed():
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    """Every worker's database is a copy of one that was migrated for the whole run.

    It goes with the run's folder, or with its server.
    """
    with django_db_blocker.unblock():
        take_migrated()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed as the product hashes them, in every way but how long it takes."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    with pytest.MonkeyPatch.context() as patch:
        for name, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            assert getattr(Argon2PasswordHasher, name) > least, "the product's own is slow"
            patch.setattr(Argon2PasswordHasher, name, least)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_as_deployed() -> Iterator[None]:
    """The live server's styles come from WhiteNoise, by the names that hold their digests.

    Left alone, pytest-django puts a handler before it that looks for those names in the source
    folders, where no file has them.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda app: app)
        yield


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One Chromium for all browser tests of this process."""
    from tests.harness import browser

    # Playwright's own event loop runs in this thread, and Django takes any loop
    # for a sign of async code. The ORM is called between its turns, never in one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with browser.chromium() as running:
            yield running
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def desktop(chromium: "Browser") -> "Iterator[Page]":
    """A page 1366 pixels wide: the office desk."""
    from tests.harness import browser

    with browser.page(chromium, size=browser.DESKTOP) as page:
        yield page


@pytest.fixture
def phone(chromium: "Browser") -> "Iterator[Page]":
    """A page 360 pixels wide: the small phone."""
    from tests.harness import browser

    with browser.page(chromium, size=browser.PHONE) as page:
        yield page


@pytest.fixture
def plain(chromium: "Browser") -> "Iterator[Page]":
    """A desktop page with JavaScript off: every main path must still work."""
    from tests.harness import browser

    with browser.page(chromium, size=browser.DESKTOP, javascript=False) as page:
        yield page
