"""The town that the tests of reviews stand in: founded once, brought back for each test."""

import pytest

from tests.appeals.scene import ready
from tests.harness.kept import once
from tests.laws.town import Town


@pytest.fixture
def town(db: None) -> Town:
    return once(ready)
