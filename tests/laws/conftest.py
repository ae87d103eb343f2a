"""One town for all laws of a run: founded once in each test, and undone after each history."""

import pytest

from tests.harness.kept import once
from tests.laws.town import Town, found


@pytest.fixture
def town(db: None) -> Town:
    return once(found)
