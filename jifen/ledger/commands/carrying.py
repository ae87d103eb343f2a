"""What a closed cycle carries into the next (结转): recorded once, and again where it moves."""

from collections.abc import Mapping, Sequence

from django.db import connection

from jifen.chain.commands import Chain
from jifen.core.hand import Hand
from jifen.core.points import Centipoints
from jifen.cycles.models import Cycle
from jifen.ledger import carries, proof, queries
from jifen.ledger.commands import posting
from jifen.ledger.models import Account, Carry, Entry
from jifen.people.queries import rosters


def carry_in(cycle: Cycle, fresh: Sequence[Account], *, chain: Chain) -> None:
    """Record what new accounts of a cycle bring from the one before, if that is closed.

    It counts from the moment they are opened; nothing is posted here.
    """
    assert connection.in_atomic_block
    earlier = carries.before(cycle)
    if earlier is None or earlier.state != Cycle.State.CLOSED:
        return
    amounts = _due(earlier)
    for account in fresh:
        amount = amounts.get(queries.holder(account), Centipoints(0))
        if account.cadre is not None and amount:
            _record(account, earlier, amount, chain)


def follow_cycle(earlier: Cycle, *, amends: bool = False, chain: Chain, hand: Hand) -> None:
    """Post what a cycle that is closed, or was amended, now carries into the next open one.

    `amends`: an amendment moves it, and lists what it moves. Only the difference moves; where
    nothing does, nothing is recorded. A next cycle that is closed itself stays as it closed.
    """
    assert connection.in_atomic_block
    cycle = carries.after(earlier)
    if cycle is None or not posting.is_open(cycle):
        return
    amounts = _due(earlier)
    every = [account for account in queries.accounts(cycle) if account.cadre is not None]
    stood = carries.carries(every)
    moved = [
        account
        for account in every
        if stood.get(account.pk, 0) != amounts.get(queries.holder(account), 0)
    ]
    if not moved:
        return
    event_key = f"carry:{chain.seq + 1}"
    movement = posting.Movement(cycle, moved, held=rosters(cycle.town), chain=chain, hand=hand)
    for account in moved:
        _record(account, earlier, amounts.get(queries.holder(account), Centipoints(0)), chain)
    movement.post(Entry.Event.AMEND if amends else Entry.Event.CARRY, event_key)


def _due(earlier: Cycle) -> Mapping[str, Centipoints]:
    rows = [account for account in queries.accounts(earlier) if account.cadre is not None]
    found = queries.assessments(earlier, of=rows)
    return carries.due(earlier, {queries.holder(one): found[one.pk] for one in rows})


def _record(account: Account, earlier: Cycle, amount: Centipoints, chain: Chain) -> None:
    row = Carry(town=earlier.town, account=account, cycle=earlier, amount=amount)
    row.seq = chain.append("carry", **proof.carry_fields(row))
    row.save(force_insert=True)
    account.carried, account.carried_seq = amount, row.seq
    account.save(update_fields=["carried", "carried_seq"])
