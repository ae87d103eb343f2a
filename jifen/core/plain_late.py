"""Late facts in the plain recomputation: "Late facts" of docs/scoring.md.

A late fact is worked out as an account of its own, and then held against what its own cycle gives.
"""

from collections.abc import Sequence
from dataclasses import replace

from jifen.core.facts import Offence
from jifen.core.plain_amounts import Row, rounded
from jifen.core.plain_circumstances import Scene, expiries, repair_of, weighed
from jifen.core.rules import Direction


def offences(rows: Sequence[Row]) -> tuple[Offence, ...]:
    """Return the late facts as offences of an earlier cycle, which is what they are."""
    return tuple(
        Offence(key=row.fact.key, item=row.item.code, happened_on=row.fact.happened_on)
        for row in rows
        if row.fact.late is not None
    )


def shared_amount(row: Row, scene: Scene, *, gross: bool) -> int:
    """Return what a late fact comes to before the event maximum, in a cycle's scene."""
    late = row.fact.late
    assert late is not None
    alone = replace(scene, rows=(row,), late=True)
    own = rounded(abs(late.amount) * repair_of(row, scene.as_of, gross=gross))
    if row.item.direction is Direction.ADD:
        (expired,) = expiries(alone)
        return 0 if expired else own
    (running,) = weighed(alone, gross=gross)
    return min(own, rounded(running * row.share))
