"""Delegation (委托代理): which roles one may let another stand in with, how far and how long."""

import datetime as dt
from collections.abc import Iterable

from jifen.core.access import Grant, Role, contains
from jifen.core.errors import Refusal

DELEGABLE = frozenset(
    {
        Role.LINE_OFFICE,
        Role.STATIONED,
        Role.CLERK,
        Role.MEMBER,
        Role.HEAD,
        Role.COMMITTEE,
        Role.DISCIPLINE,
        Role.COUNTY,
    }
)
"""Not what speaks for a person or a village, and none of the three separated roles."""
MOST_DAYS = 183
"""Half a year; the house's own line: who is away for longer is replaced, not stood in for."""


def check(
    held: Iterable[Grant], role: Role, area: str, *, from_on: dt.date, to_on: dt.date, on: dt.date
) -> None:
    """Raise unless who holds `held` may let another wear `role` over `area` for [from_on, to_on).

    Raises:
        Refusal: "delegation.role", "delegation.past" where it would begin before today,
            "delegation.dates" where it has no day or too many, "delegation.wider" where no grant of
            their own, not itself delegated, covers the role, the area and all of the days.
    """
    if role not in DELEGABLE:
        raise Refusal("delegation.role")
    if from_on < on:
        raise Refusal("delegation.past", on=on)
    if not 0 < (to_on - from_on).days <= MOST_DAYS:
        raise Refusal("delegation.dates", days=MOST_DAYS)
    if not any(
        g.role is role
        and not g.delegator
        and contains(g.area, area)
        and g.from_on <= from_on
        and (g.to_on is None or to_on <= g.to_on)
        for g in held
    ):
        raise Refusal("delegation.wider")
