"""Who may know of what is confidential (discipline material): those whom model.md names, no others.

Of a recorded fact the number is seen where it always is, so that totals re-add; what it was for is
seen by the discipline inspection, the head, and the person. A case's reviewers read the case.
"""

import datetime as dt

from jifen.core.access import Actor, Role, Target, roles_toward
from jifen.core.rules import Direction, Item, Rulebook

KNOWS = frozenset({Role.DISCIPLINE, Role.HEAD})


def is_confidential(item: Item) -> bool:
    """Say whether an item is discipline material: who alone may propose it tells."""
    return item.direction is Direction.DEDUCT and item.proposers == (Role.DISCIPLINE.value,)


def hidden(rules: Rulebook, actor: Actor, area: str, *, on: dt.date) -> frozenset[str]:
    """Return the codes of the items of which `actor` sees the points and nothing else in an area.

    Their own facts are theirs to see: the caller knows whose a fact is.
    """
    if roles_toward(actor, Target(area=area), on=on) & KNOWS:
        return frozenset()
    return frozenset(item.code for item in rules.items if is_confidential(item))
