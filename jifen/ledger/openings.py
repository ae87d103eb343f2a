"""Opening balances (期初余额) as they stand: whose, of what, and decided facts beside them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jifen.core.errors import Refusal
from jifen.core.rules import TOTALS, Direction, Item, Rulebook
from jifen.core.shapes import Tiers
from jifen.cycles.models import Cycle
from jifen.ledger.models import Change, Fact, Opening, Party
from jifen.rulebook.queries import rulebook


@dataclass(frozen=True, slots=True)
class Stood:
    """One opening balance that was not withdrawn: its item (or side's total) and its day."""

    item: str
    until: dt.date


def of(fact: Fact) -> Opening | None:
    """Return what makes a fact an opening balance; None for any other.

    One query where it was not read with the fact.
    """
    found: Opening | None = getattr(fact, "opening", None)
    return found


def by_itself(rules: Rulebook) -> frozenset[str]:
    """Return the items whose facts are entered one by one: no sum can stand for them."""
    return frozenset(item.code for item in rules.items if asks_days(item))


def asks_days(item: Item) -> bool:
    """Say whether what a fact of an item is worth depends on its own day or figure.

    Its facts are then entered one by one, as decided: a sum would come to something else later.
    """
    cumulated = isinstance(item.scoring, Tiers) and item.scoring.cumulated is not None
    dated = item.validity or item.recurring or item.freezes
    return bool(dated or item.village_set is not None or cumulated)


def standing(cycle: Cycle, *, upto_seq: int | None = None) -> list[Opening]:
    """Return a cycle's opening balances that were not withdrawn, in order. One query."""
    gone = Change.objects.filter(kind=Change.Kind.WITHDRAW, fact__cycle=cycle)
    rows = Opening.objects.filter(fact__cycle=cycle).select_related("fact__unit")
    if upto_seq is not None:
        gone, rows = gone.filter(seq__lte=upto_seq), rows.filter(seq__lte=upto_seq)
    return list(rows.exclude(fact__in=gone.values("fact")).order_by("seq"))


def stood(cycle: Cycle) -> dict[str, list[Stood]]:
    """Return holder → the opening balances of their account in a cycle. One query."""
    found: dict[str, list[Stood]] = defaultdict(list)
    for one in standing(cycle):
        found[one.holder].append(Stood(one.fact.item, one.fact.happened_on))
    return dict(found)


def check_not_opened(
    item: Item, holders: Iterable[str], on: dt.date, *, among: Mapping[str, Sequence[Stood]]
) -> None:
    """Raise where what was decided before go-live is in somebody's opening balance already.

    Raises:
        Refusal: "past.in-opening".
    """
    for holder in sorted(holders):
        for one in among.get(holder, ()):
            total = TOTALS.get(one.item)
            covers = one.item == item.code or (total and total.direction is item.direction)
            if covers and on <= one.until:
                raise Refusal("past.in-opening", item=item.code, on=on, until=one.until)


def decided(cycle: Cycle) -> dict[str, list[tuple[str, Direction, dt.date]]]:
    """Return holder → item, side and day of the decided facts of before go-live that they bear.

    Opening balances and what was withdrawn left out. Two queries.
    """
    rules = rulebook(cycle.version)
    gone = Change.objects.filter(kind=Change.Kind.WITHDRAW, fact__cycle=cycle, account=None)
    facts = Fact.objects.filter(cycle=cycle, way=Fact.Way.DECIDED, opening=None)
    facts = facts.exclude(pk__in=gone.values("fact"))
    found: dict[str, list[tuple[str, Direction, dt.date]]] = defaultdict(list)
    shares = Party.objects.filter(fact__in=facts).values_list(
        "cadre__code", "capacities", "fact__item", "fact__happened_on"
    )
    for code, capacities, item_code, day in shares:
        item = rules.item(item_code)
        if item.shares.keys() & set(capacities.split(",")):
            found[code].append((item_code, item.direction, day))
    for path, item_code, day in facts.values_list("unit__path", "item", "happened_on"):
        found[path].append((item_code, rules.item(item_code).direction, day))
    return dict(found)
