"""What was carried into accounts from the cycle before (结转), as the records say it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jifen.core.assess import Assessment
from jifen.core.points import Centipoints
from jifen.core.streaks import carried
from jifen.cycles.models import Cycle
from jifen.ledger.models import Account, Carry
from jifen.people.models import Cadre
from jifen.rulebook.queries import rulebook


def carries(of: Sequence[Account], *, upto_seq: int | None = None) -> dict[int, int]:
    """Return account id → hundredths carried in, as the records up to `upto_seq` leave it.

    Accounts without any are left out. No query, but where a record came after `upto_seq`: then one.
    """
    found = {account.pk: account.carried for account in of if account.carried_seq is not None}
    later = [
        account.pk
        for account in of
        if upto_seq is not None and (account.carried_seq or 0) > upto_seq
    ]
    if later:
        rows = Carry.objects.filter(account__in=later, seq__lte=upto_seq).order_by("seq")
        found |= dict.fromkeys(later, 0) | dict(rows.values_list("account", "amount"))
    return found


def before(cycle: Cycle) -> Cycle | None:
    """Return the cycle that a cycle carries in from: the one that ended as it began. One query."""
    rows = Cycle.objects.filter(town=cycle.town_id, ends_on=cycle.starts_on)
    return rows.select_related("town", "version").first()


def after(cycle: Cycle) -> Cycle | None:
    """Return the cycle that a cycle carries into: the one that begins as it ends. One query."""
    rows = Cycle.objects.filter(town=cycle.town_id, starts_on=cycle.ends_on)
    return rows.select_related("town", "version").first()


def due(cycle: Cycle, results: Mapping[str, Assessment]) -> dict[str, Centipoints]:
    """Return cadre code → what a closed cycle's version carries on of these assessments, signed."""
    rule = rulebook(cycle.version).results
    carry = rule.carry_in if rule is not None else None
    return {code: carried(carry, result) for code, result in results.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What somebody carried into a cycle, by one record of it."""

    cadre: Cadre
    amount: Centipoints
    before: Centipoints
    """What stood until then: not nothing where an amendment moved it."""
    of: str  # name of the cycle it comes from
    seq: int


def listed(cycle: Cycle) -> Iterator[Carried]:
    """Yield what was carried into a cycle, in the order of the records. One query."""
    stood: dict[int, Centipoints] = {}
    rows = Carry.objects.filter(account__cycle=cycle).select_related("account__cadre", "cycle")
    for row in rows.order_by("seq"):
        assert row.account.cadre is not None, "villages carry nothing"
        amount = Centipoints(row.amount)
        yield Carried(
            cadre=row.account.cadre,
            amount=amount,
            before=stood.get(row.account_id, Centipoints(0)),
            of=row.cycle.name,
            seq=row.seq,
        )
        stood[row.account_id] = amount
