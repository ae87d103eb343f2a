"""What the same clause was worth lately (同类先例), and when an amount wants a reason (F14)."""

import datetime as dt

from jifen.claims.models import Claim
from jifen.claims.queries import item_of, magnitude
from jifen.core import reasons
from jifen.core.errors import Refusal
from jifen.core.facts import Measures
from jifen.core.months import months_after
from jifen.core.points import Centipoints, display
from jifen.core.proportion import MONTHS, Hint, Precedent
from jifen.core.proportion import hint as weigh
from jifen.core.rules import Item
from jifen.core.shapes import Level, Range
from jifen.core.workflow import Action
from jifen.ledger.models import Fact
from jifen.ledger.queries import status
from jifen.people.models import Area

PROPOSES = frozenset({Action.SUBMIT, Action.PROPOSE})
"""Steps whose reason is what the claim itself says."""
DECIDES = frozenset({Action.APPROVE, Action.DECIDE})
"""Steps that give their own."""


def has_range(item: Item) -> bool:
    """Say whether somebody chooses how much an item is worth, within limits."""
    if isinstance(item.scoring, Level):
        return any(row.most is not None for row in item.scoring.rows)
    return isinstance(item.scoring, Range)


def hint(town: Area, item: Item, amount: Centipoints | None, *, on: dt.date) -> Hint | None:
    """Return what the town's precedents say of an amount; None where too few, or no range.

    Precedents are the recorded facts of the clause of the last twelve months, those withdrawn left
    out: amounts and days, nobody's name. Two queries; none where the item has no range.
    """
    if not has_range(item):
        return None
    since = months_after(on, -MONTHS)
    facts = Fact.objects.filter(town=town, item=item.code, happened_on__gt=since)
    found = [
        Precedent(fact.happened_on, magnitude(item, Measures.read(fact.measures)))
        for fact in facts.filter(happened_on__lte=on).prefetch_related("changes")
        if status(fact) != "withdrawn"
    ]
    return weigh(found, amount)


def hint_of(claim: Claim, *, on: dt.date) -> Hint | None:
    """Return what precedents say of a claim as it stands."""
    item = item_of(claim)
    return hint(claim.town, item, magnitude(item, Measures.read(claim.measures)), on=on)


def check_reasoned(
    claim: Claim, action: Action, reason: str, measures: Measures | None, *, on: dt.date
) -> None:
    """Raise where an amount lies above one and a half times the median, and nobody says why.

    Who proposes says it in the claim, who decides with the step. `measures` are those decided in
    the place of the claim's.

    Raises:
        Refusal: "claim.above-median".
    """
    if action not in PROPOSES | DECIDES:
        return
    said = claim.reason if action in PROPOSES else reason
    if reasons.weighs(said):
        return
    item = item_of(claim)
    amount = magnitude(item, measures or Measures.read(claim.measures))
    found = hint(claim.town, item, amount, on=on)
    if found is not None and found.asks_reason(amount):
        raise Refusal(
            "claim.above-median",
            article=item.article,
            median=display(Centipoints(int(found.median))),
            count=found.count,
            characters=reasons.LEAST,
        )
