"""What is declined when a recorded fact is to be changed for all who bear it."""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from jifen.chain.commands import hold
from jifen.claims.commands import shares
from jifen.core.facts import Measures
from jifen.ledger.models import Fact
from tests.laws.town import Town, fact

Wrong = Callable[[Town], object]
TWO = Measures(quantity=2)


def change(town: Town, quantity: int, *, parted: bool = False) -> None:
    """Enter two blames, which two people bear, and change them to another number."""
    town.enter(fact("决1号", "D-1", "张三稻", measures=TWO))
    rows = Fact.objects.select_related("town", "unit", "cycle__town", "cycle__version", "version")
    one, hand = rows.get(town=town.area), town.hand("clerk")
    with transaction.atomic():
        chain = hold(town.area.path, at=hand.at)
        if parted:
            shares.suspend_share(
                one, town.code("张三稻"), reason="复核期间", chain=chain, hand=hand
            )
        shares.change_fact(
            one,
            Measures(quantity=quantity),
            reason="复核后变更",
            second=town.actor("member").key,
            chain=chain,
            hand=hand,
        )
        chain.seal()


SHARED: Mapping[str, Sequence[Wrong]] = {
    "share.parted": [lambda town: change(town, 1, parted=True)],
    "share.worse": [lambda town: change(town, 3)],
}
