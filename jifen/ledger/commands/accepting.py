"""What keeps anything from being accepted into a cycle, whether one fact or a whole board."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from jifen.core.errors import Refusal
from jifen.core.rules import Item
from jifen.cycles.models import Cycle


class Entered(Protocol):
    """When it happened, what proves it, why, and the two who answer for it."""

    @property
    def happened_on(self) -> dt.date: ...  # noqa: D102
    @property
    def evidence(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102
    @property
    def by(self) -> str: ...  # noqa: D102
    @property
    def second(self) -> str: ...  # noqa: D102


def check_entered(one: Entered, cycle: Cycle, item: Item, *, today: dt.date) -> None:
    """Raise what keeps it from being accepted, whatever was measured.

    Raises:
        Refusal: "fact.outside-cycle", "fact.future", "fact.no-evidence", "fact.no-reason" or
            "fact.same-hand".
    """
    if not cycle.starts_on <= one.happened_on < cycle.ends_on:
        raise Refusal(
            "fact.outside-cycle", article=item.article, on=one.happened_on, cycle=cycle.name
        )
    if one.happened_on > today:
        raise Refusal("fact.future", on=one.happened_on, today=today)
    if not [text for text in one.evidence if text.strip()]:
        raise Refusal("fact.no-evidence", article=item.article, item=item.code)
    if not one.reason.strip():
        raise Refusal("fact.no-reason", article=item.article, item=item.code)
    if one.by == one.second:
        raise Refusal("fact.same-hand")
