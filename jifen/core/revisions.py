"""Revisions (核算修订) of the assessment: whenever its meaning moves, the one before stays.

A cycle names the revision that it is assessed under, and keeps it: a closed cycle and a frozen
edition come to the same bytes whatever is learned later. A new revision adds a row here, with its
own second opinion; cycles opened from then on take it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from jifen.core import assess as first
from jifen.core import plain
from jifen.core.facts import Account
from jifen.core.rules import Rulebook
from jifen.core.trace import Assessment


class Assess(Protocol):
    """What an account comes to, with its trace."""

    def __call__(self, rulebook: Rulebook, account: Account, *, as_of: dt.date) -> Assessment:
        """Return it as of a day."""


class Recompute(Protocol):
    """The same without reasons, worked out a second way."""

    def __call__(self, rulebook: Rulebook, account: Account, *, as_of: dt.date) -> plain.Plain:
        """Return it as of a day."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One meaning of the assessment: production and second opinion."""

    assess: Assess
    plain: Recompute


REVISIONS: Mapping[int, Revision] = MappingProxyType(
    {first.REVISION: Revision(first.assess, plain.assess_plain)}
)
"""Number → what it means. No row is ever changed or removed while a town has a cycle under it."""


def latest() -> int:
    """Return the revision that a new cycle takes."""
    return max(REVISIONS)


def of(revision: int) -> Revision:
    """Return what a cycle or an edition was assessed by; an unknown number is a fault here."""
    return REVISIONS[revision]
