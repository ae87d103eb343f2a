"""What an opening balance (期初余额) brings, and what keeps an item from coming as a sum."""

import uuid
from dataclasses import dataclass

from jifen.core.errors import Refusal
from jifen.core.points import display
from jifen.core.rules import TOTALS, Direction, Item, Subject
from jifen.ledger.openings import asks_days


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOpening:
    """Whose (cadre code or village path), how much (signed hundredths), for how many facts."""

    holder: str
    points: int
    count: int
    batch: uuid.UUID


def check_opening(new: NewOpening, item: Item) -> None:
    """Raise what keeps a sum from standing for facts of an item.

    Raises:
        Refusal: "opening.one-by-one" where the day of each fact matters, "opening.nothing",
            "opening.count" where points stand for no fact, "opening.limit" above the item's own
            maximum, "opening.no-villages" for a village's account and a cadre's item.
    """
    if item.code in TOTALS:
        if not new.points:
            raise Refusal("opening.nothing", item=item.title)
        return
    if asks_days(item):
        raise Refusal("opening.one-by-one", article=item.article, item=item.code, title=item.title)
    if not new.points and not new.count:
        raise Refusal("opening.nothing", item=item.code)
    if not new.count:
        raise Refusal("opening.count", item=item.code, title=item.title)
    if (new.points < 0) is not (item.direction is Direction.DEDUCT) and new.points:
        raise Refusal("opening.side", item=item.code, title=item.title)
    if item.cycle_max is not None and abs(new.points) > item.cycle_max:
        raise Refusal(
            "opening.limit",
            article=item.article,
            item=item.code,
            points=display(abs(new.points)),
            most=display(item.cycle_max),
        )
    if "/" in new.holder and item.subject is not Subject.VILLAGE:
        raise Refusal("opening.no-villages", item=item.code, title=item.title)
