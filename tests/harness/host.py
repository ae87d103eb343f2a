"""The hand of whoever runs the machine, for the accounts and roles that tests set up."""

import datetime as dt

from jifen.core.access import Actor
from jifen.core.hand import Hand

HOST = Hand(
    actor=Actor(key="0" * 32, login=""),
    at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    dice=lambda count: b"\x07" * count,
)
"""Before everything else that happens in the tests' towns; its salts are no secrets."""
