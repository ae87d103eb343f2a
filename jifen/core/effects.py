"""Effects (后果): what follows from the facts of an item besides points. Proposals, all of them."""

from collections.abc import Iterable
from fractions import Fraction

from jifen.core.due import Due, by_day
from jifen.core.points import half_up
from jifen.core.rules import Item
from jifen.core.trace import EffectDue


def effects_of(item: Item, borne: Iterable[Due]) -> tuple[EffectDue, ...]:
    """Return the item's effects that hold, from its borne facts once they are limited."""
    lasting = sorted((due for due in borne if not due.expired), key=by_day)
    found: list[EffectDue] = []
    for effect in item.effects:
        causes = lasting[effect.from_time - 1 :]
        if not causes:
            continue
        fen: int | None = None
        if effect.fen is not None:
            fen = sum(
                int(half_up(Fraction(effect.fen * due.of_item, 100)))
                if effect.per_point
                else effect.fen
                for due in causes
            )
        found.append(EffectDue(effect, item.code, tuple(due.fact.key for due in causes), fen))
    return tuple(found)
