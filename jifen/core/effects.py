"""Effects (后果): what follows from the facts of an item besides points. Proposals, all of them."""

from collections.abc import Iterable
from fractions import Fraction

from jifen.core.due import Due, by_day
from jifen.core.points import half_up
from jifen.core.rules import Item
from jifen.core.trace import EffectDue


def effects_of(
    item: Item, borne: Iterable[Due], openings: Iterable[Due] = ()
) -> tuple[EffectDue, ...]:
    """Return the item's effects that hold, from its borne facts once they are limited.

    Opening balances come first, each as many times as it stands for facts.
    """
    lasting = sorted((due for due in borne if not due.expired), key=by_day)
    first = [(due, due.fact.opening.count) for due in openings if due.fact.opening is not None]
    lasting = [*(due for due, count in first for _ in range(count)), *lasting]
    found: list[EffectDue] = []
    for effect in item.effects:
        causes = lasting[effect.from_time - 1 :]
        if not causes:
            continue
        fen: int | None = None
        if effect.fen is not None:
            fen = (
                sum(int(half_up(Fraction(effect.fen * due.of_item, 100))) for due in _once(causes))
                if effect.per_point
                else effect.fen * len(causes)
            )
        keys = tuple(due.fact.key for due in _once(causes))
        found.append(EffectDue(effect, item.code, keys, fen))
    return tuple(found)


def _once(causes: Iterable[Due]) -> list[Due]:
    return list({due.fact.key: due for due in causes}.values())
